"""One vocabulary in all commands: how keys are made and named, what programs read, which names there are."""

from __future__ import annotations

import base64
import http.server
import json
import os
import threading
import time
import unittest
from typing import Any

from jamlite.jose import JWK, jwt
from jamlite.otp import TOTP, KeyURI, migration_uris, parse_uri
from tests.cli.running import UMASK, InFolder

SECRET = bytes(range(200, 232))
KEY = "k123456789abcdef0123456789abcdef"
EC = JWK.generate("EC", kid="ec")


class MakingKeys(InFolder):
    def test_old_and_new_spellings_are_one(self) -> None:
        for line in (
            "jwk generate EC --curve P-384",
            "jwk generate EC --crv P-384",
            "jwk generate --alg ES384",
            "jwk generate --alg ES384 --out -",
            "keys ec --curve P-384 --jwk -o - -p public",
            "keys ec --crv P-384 --jwk --out - -p public",
            "keys ecdsa --jwk --private-out - -p public --alg ES384",
        ):
            with self.subTest(line=line):
                code, out, _ = self.run_line(f"{line} --force")
                self.assertEqual((code, json.loads(out)["crv"]), (0, "P-384"))
        for line in ("oct --bits 384", "oct --size 384", "--alg HS384"):
            self.assertEqual(len(JWK.from_json(self.ok(f"jwk generate {line}")).material.k), 48)
        for line in ("-b 16", "--bytes 16", "--bits 128"):
            self.assertEqual(self.run_line(f"keys symmetric {line} -o -")[1].count(b"="), 0)
        self.ok("paseto new-key v4.public --private-out secret -p public --force")
        self.assert_private("secret")
        self.assertEqual(os.stat("public").st_mode & 0o777, 0o644 & ~UMASK)
        self.ok("keychain add --path chain --alg ES256 --id a")
        self.ok("keychain add --path chain --algorithm ES256 --id b")

    def test_two_names_of_one_option_are_not_two_files(self) -> None:
        for line in (
            "keys ec --private-out p.pem --out q.pem",
            "keys rsa -o q.pem --private-out p.pem",
            "jwk generate EC --out q --private-out p",
            "paseto new-key v4.public --out q --private-out p",
        ):
            with self.subTest(line=line):
                self.assertIn("two names of one option; give one of them", self.refused(line))
                self.assertEqual(os.listdir("."), [])
        self.assertIn("--public-out", self.refused("keys ec --private-out p.pem --out q.pem"))
        self.ok("jwk generate EC --out p --private-out p")

    def test_an_algorithm_tells_the_key(self) -> None:
        for alg, wanted in (
            ("HS512", "<JWK oct>"),
            ("ES256K", "<JWK EC secp256k1 private>"),
            ("EdDSA", "<JWK OKP Ed25519 private>"),
            ("Ed448", "<JWK OKP Ed448 private>"),
            ("ECDH-ES", "<JWK EC P-256 private>"),
            ("A256KW", "<JWK oct>"),
            ("OKP --alg ECDH-ES", "<JWK OKP X25519 private>"),
            ("ECDH-ES+A128KW --curve X448", "<JWK OKP X448 private>"),
        ):
            line = alg if alg.startswith("OKP") else f"--alg {alg}"
            self.assertEqual(repr(JWK.from_json(self.ok(f"jwk generate {line}"))), wanted)

    def test_choices_are_named(self) -> None:
        for line, said in (
            (
                "jwt encode --key x --alg HS257",
                "--alg HS257 is unknown; the choices are HS256|did you mean HS256?",
            ),
            ("jwt decode a.b.c --key x --alg es256", "the choices are|did you mean ES256?"),
            ("jws sign --key x --alg ES999", "ES384"),
            ("jwe encrypt --key x --alg A129KW", "A256KW, A192KW, A128KW|did you mean A1"),
            ("jwe encrypt --key x --enc A256CGM", "A128GCM|did you mean A256GCM?"),
            ("jwk generate --alg RS257", "RS256|did you mean RS256?"),
            ("jwk generate EC --alg RS256", "--alg RS256 does not go with a key of type EC P-256; ES256"),
            ("jwk generate EC --curve P-257", "P-256, P-384"),
            ("keys ec --curve P-257", "P-256|did you mean P-256?"),
            ("jwk generate RSA --bits 1024", "2048 to 16384"),
            ("keys rsa --bits 20000", "2048 to 16384"),
            ("jwk generate oct --bits 7", "128 to 65536 bits"),
            ("jwk generate", "oct, RSA, EC or OKP"),
            ("keychain add --path c --alg ES255", "ES256"),
            ("otp code --digest sha2", "'sha256'|did you mean sha"),
            ("paserk encode --type k5.local", "k1 to k4"),
            ("keys ec --jwk --alg RS256 -o a -p b", "does not go with a key of type EC P-256"),
            ("keys ec --alg ES256", "--alg goes with --jwk"),
        ):
            with self.subTest(line=line):
                complaint = self.refused(line, b"x")
                for words in said.split("|"):
                    self.assertIn(words, complaint)


class Secrets(InFolder):
    def test_encodings(self) -> None:
        self.write("binary", SECRET)
        forms = {
            "hex": SECRET.hex(" ", 4).encode(),
            "base64": base64.b64encode(SECRET),
            "base64url": base64.urlsafe_b64encode(SECRET).rstrip(b"="),
        }
        wanted = jwt.encode({"a": 1}, JWK.from_secret(SECRET))
        line = 'jwt encode {"a":1} --no-iat --secret-encoding'
        self.assertEqual(self.ok(f"{line} binary --key-file binary").decode(), f"{wanted}\n")
        for name, data in forms.items():
            self.write("text", data + b"\n")
            self.assertEqual(self.ok(f"{line} {name} --key-file text").decode(), f"{wanted}\n")
            if b" " not in data:
                self.assertEqual(self.ok(f"{line} {name} --key={data.decode()}").decode(), f"{wanted}\n")
        text = jwt.encode({"a": 1}, JWK.from_secret(KEY))
        self.assertEqual(self.ok(f"{line} text --key {KEY}").decode(), f"{text}\n")
        bad_hex = ("hex --key 0", "hex --key 0g")
        for bad in (
            *bad_hex,
            "base64 --key a-b_",
            "base64url --key a+b/",
            "binary --key x",
            "base32 --key x",
        ):
            self.refused(f"{line} {bad}")


class Reading(InFolder):
    def setUp(self) -> None:
        super().setUp()
        self.write("key", json.dumps(EC.to_dict()).encode())

    def test_times(self) -> None:
        line = "jwt encode {} --key-file key"
        token = self.ok(f"{line} --now 1000000000 --exp 1h --nbf 1m").decode().strip()
        decode = f"jwt decode {token} --key-file key --json"
        self.assertEqual(
            json.loads(self.ok(f"{decode} --now 1000000100 --max-age 2m")),
            {"iat": 1000000000, "exp": 1000003600, "nbf": 1000000060},
        )
        self.ok(f"{decode} --now 2001-09-09T02:46:39Z")
        for more, code in (
            ("--now 1000003600", "jwt.token_expired"),
            ("--now 1000000059", "jwt.not_yet_valid"),
            ("--now 1000000100 --max-age 99", "jwt.token_expired"),
        ):
            found, out, err = self.run_line(f"{decode} {more}")
            self.assertEqual((found, err), (1, ""))
            answer = json.loads(out)
            self.assertEqual((answer["valid"], set(answer)), (False, {"valid", "reason", "code"}), code)
        self.ok(f"{decode} --now 1000000059 --leeway 1s")

    def test_a_token_from_a_file(self) -> None:
        token = self.ok("jwt encode {} --key-file key")
        self.write("token", b"  " + token)
        self.assertEqual(set(json.loads(self.ok("jwt decode --token-file token --key-file key"))), {"iat"})
        self.refused(f"jwt decode {token.decode().strip()} --token-file token --key-file key")
        self.refused("jwt decode --token-file absent --key-file key")

    def test_a_keychain(self) -> None:
        self.ok("keychain add --path chain --alg ES256 --id one")
        self.ok("keychain activate --path chain one")
        old = self.ok('jwt encode {"a":1} --keychain chain').decode().strip()
        self.ok("keychain rotate --path chain --id two")
        new = self.ok('jwt encode {"a":2} --keychain chain --json').decode()
        for token, kid in ((old, "one"), (json.loads(new)["token"], "two")):
            found = json.loads(self.ok(f"jwt decode {token} --keychain chain --header"))
            self.assertEqual(found["header"]["kid"], kid)
        self.ok("keychain revoke --path chain one")
        self.refused(f"jwt decode {old} --keychain chain", code=1)
        self.refused("jwt encode {} --keychain absent")
        self.refused("jwt encode {} --keychain chain --key x")
        self.refused(f"jwt decode {old} --keychain chain --key-file key")

    def test_keys_by_url(self) -> None:
        token = jwt.encode({"iss": "i", "exp": int(time.time()) + 60}, EC, header={"kid": "ec"})
        keys = json.dumps({"keys": [EC.public().to_dict()]}).encode()
        with Server(keys) as url:
            line = f"jwt decode {token} --jwks-url {url}/keys"
            self.assertEqual(json.loads(self.ok(f"{line} --http-loopback --issuer i"))["iss"], "i")
            self.assertIn("http_loopback", self.refused(line))
            self.refused(f"{line} --http-loopback --issuer other", code=1)
            self.refused(f"{line} --http-loopback --key-file key")
        self.assertIn("--issuer URL", self.refused(f"jwt decode {token} --discover"))
        self.refused(f"{line} --http-loopback", code=2)  # nobody listens there any more

    def test_json_for_programs(self) -> None:
        token = json.loads(self.ok("jwt encode {} --key-file key --json"))["token"]
        self.assertEqual(token.count("."), 2)
        self.assertEqual(json.loads(self.ok("jwk thumbprint key --json"))[0]["thumbprint"], EC.thumbprint())
        made = json.loads(self.ok("jwk generate EC -o new -p public --thumbprint-kid --json"))
        self.assertEqual(
            (made["file"], made["public_file"], made["kid"]), ("new", "public", made["thumbprint"])
        )
        made = json.loads(self.ok("keys ed25519 --json"))
        self.assertEqual(
            made, {"kind": "ed25519", "private_file": "private.pem", "public_file": "public.pem"}
        )
        made = json.loads(self.ok("keys symmetric --json"))
        self.assertEqual((made["file"], made["bytes"]), ("symmetric.key", 32))
        made = json.loads(self.ok("paseto new-key --json"))
        self.assertEqual((made["type"], made["key"][:9]), ("v4.local", "k4.local."))
        self.write("paserk", made["key"].encode())
        self.assertEqual(json.loads(self.ok("paserk id paserk --json"))["id"][:6], "k4.lid")
        token = json.loads(self.ok("paseto encode {} --key-file paserk --json"))["token"]
        code, out, _ = self.run_line(f"paseto decode {token}A --key-file paserk --json")
        self.assertEqual((code, json.loads(out)["valid"]), (1, False))
        code, out, _ = self.run_line("jws verify a.b.c --key-file key --json")
        self.assertEqual((code, json.loads(out)["valid"]), (1, False))
        code, out, _ = self.run_line("jwe decrypt a.b.c.d.e --key-file key --json")
        self.assertEqual((code, json.loads(out)["valid"]), (1, False))
        self.ok("keychain add --path chain --alg ES256 --json")
        self.assertEqual(len(json.loads(self.ok("keychain jwks --path chain --json"))["keys"]), 1)


class Others(InFolder):
    def test_help_of_password_verify(self) -> None:
        self.assertTrue(self.ok("password verify -h").startswith(b"usage: jamlite password verify"))
        stored = self.ok("password hash --iterations 1000 hunter2").decode().strip()
        self.ok(f"password verify hunter2 -h {stored}")
        self.ok(f"password verify hunter2 --hash {stored}")

    def test_an_export_read_and_written(self) -> None:
        secret = TOTP(SECRET[:20]).secret
        accounts = [KeyURI("totp", f"user {at}", "Example: One", SECRET[:20]) for at in range(12)]
        first, second = migration_uris(accounts)
        lines = self.ok("otp import", f"{second}\n{first}\n".encode()).decode().splitlines()
        self.assertEqual([parse_uri(line).name for line in lines], [account.name for account in accounts])
        self.assertIn("2 QR codes, 1 were given", self.refused(f"otp import {first}"))
        self.assertEqual(len(json.loads(self.ok(f"otp import {first} --partial --json"))["uris"]), 10)
        (export,) = json.loads(self.ok("otp export --json", "\n".join(lines[:3]).encode()))["uris"]
        self.assertEqual(self.ok(f"otp import {export}").decode().splitlines(), lines[:3])
        drawn = self.ok(f"otp export otpauth://totp/a?secret={secret} --qr").decode()
        self.assertIn("\u2588", drawn)


class Server:
    """Serves one JSON text on a loopback port."""

    def __init__(self, body: bytes) -> None:
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})

    def __enter__(self) -> str:
        self.thread.start()
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


if __name__ == "__main__":
    unittest.main()
