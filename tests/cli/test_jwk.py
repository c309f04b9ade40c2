"""`jamlite jwk`: what is no key, what has no such form, every spelling into every other."""

from __future__ import annotations

import json
import os
import stat
import unittest

from jamlite.jose import JWK
from jamlite.keys.loading import load_openssh
from tests.cli.running import UMASK, InFolder
from tests.keys import samples
from tests.support import few_iterations


class Refusals(InFolder):
    def test_bad_lines(self) -> None:
        self.write("oct", json.dumps(JWK.generate("oct").to_dict()).encode())
        self.write("ec", json.dumps(JWK.generate("EC").to_dict()).encode())
        self.write("x448", json.dumps(JWK.generate("OKP", crv="X448").to_dict()).encode())
        self.write("set", json.dumps({"keys": [JWK.generate("EC").to_dict()] * 2}).encode())
        self.write("text", b"a bare secret")
        for line in (
            "",
            "generate",
            "generate DSA",
            "generate EC --crv P-192",
            "generate EC --size 256",
            "generate RSA --size 512",
            "generate EC --kid a --thumbprint-kid",
            "generate oct --public-out p",
            "generate oct --to pem",
            "generate EC --use other",
            "convert absent",
            "convert text",
            "convert oct --to pem",
            "convert oct --to openssh",
            "convert oct --public",
            "convert x448 --to openssh",
            "convert set --to pem",
            "convert ec --new-password-file text",
            "convert ec --public --to pem --new-password-file text",
            "public oct",
            "thumbprint text",
            "thumbprint ec --hash md5",
            "fingerprint text",
            "fingerprint oct",
            "fingerprint x448",
            "fingerprint ec --form md5",
        ):
            with self.subTest(line):
                self.refused(f"jwk {line}")
        for data in (b"", b"{", b'{"kty":"EC"}', b"0", b"\0", b"-----BEGIN PUBLIC KEY-----"):
            self.refused("jwk convert", data)
        self.assertEqual(sorted(os.listdir(".")), ["ec", "oct", "set", "text", "x448"])

    def test_existing_files_stay(self) -> None:
        self.write("key", b"old")
        self.refused("jwk generate EC -o key")
        self.refused("jwk generate EC -o new --public-out key")
        self.assertEqual((self.read("key"), os.listdir(".")), (b"old", ["key"]))
        self.ok("jwk generate EC -o key --force")
        self.assertTrue(JWK.from_json(self.read("key")).is_private)


class Keys(InFolder):
    def test_generate(self) -> None:
        for line, kind in (
            ("oct --alg HS512", "<JWK oct>"),
            ("EC", "<JWK EC P-256 private>"),
            ("EC --alg ES384 --use sig --kid a", "<JWK EC P-384 private kid='a'>"),
            ("OKP", "<JWK OKP Ed25519 private>"),
            ("OKP --crv X25519", "<JWK OKP X25519 private>"),
        ):
            key = JWK.from_json(self.ok(f"jwk generate {line}"))
            self.assertEqual(repr(key), kind)
        self.assertEqual(len(JWK.from_json(self.ok("jwk generate oct --alg HS512")).material.k), 64)

    def test_generate_into_files(self) -> None:
        self.ok("jwk generate EC --thumbprint-kid -o key --public-out public")
        key, public = (JWK.from_json(self.read(name)) for name in ("key", "public"))
        self.assertEqual((key.kid, key.public()), (key.thumbprint(), public))
        self.assertFalse(public.is_private)
        self.assert_private("key")
        self.assertEqual(stat.S_IMODE(os.stat("public").st_mode), 0o644 & ~UMASK)

    def test_every_spelling_into_every_other(self) -> None:
        keys = samples.private_keys()
        keys = {name: key for name, key in keys.items() if name != "oct"}  # has no other form
        for name, material in keys.items():
            key = JWK.from_material(material)
            forms = ["jwk", "pem", "der"]
            if name in ("RSA", "P-256", "Ed25519"):
                forms.append("openssh")
            self.write("key", json.dumps(key.to_dict()).encode())
            for first in forms:
                with self.subTest(key=name, first=first):
                    self.ok(f"jwk convert key --to {first} -o first --force")
                    for second in forms:
                        self.write("second", self.ok(f"jwk convert first --to {second}"))
                        self.assertEqual(JWK.from_json(self.ok("jwk convert second")), key)
                    public = JWK.from_json(self.ok("jwk public first"))
                    self.assertEqual(public, key.public())
                    self.assertEqual(public, JWK.from_json(self.ok("jwk convert first --public")))

    def test_openssh(self) -> None:
        self.ok("jwk generate OKP --kid me -o key")
        line = self.ok("jwk public key --to openssh").decode()
        self.assertTrue(line.startswith("ssh-ed25519 ") and line.endswith(" me\n"), line)
        self.assertEqual(load_openssh(line).crv, "Ed25519")

    @few_iterations()
    def test_encrypted(self) -> None:
        self.write("password", b"pass word\n")
        self.ok("jwk generate OKP -o key")
        for form in ("pem", "der"):
            self.ok(f"jwk convert key --to {form} --new-password-file password -o locked --force")
            self.refused("jwk convert locked")
            found = JWK.from_json(self.ok("jwk convert locked --password-file password"))
            self.assertEqual(found, JWK.from_json(self.read("key")))

    def test_sets(self) -> None:
        keys = [JWK.generate("EC", kid="a"), JWK.generate("oct", kid="b")]
        self.write("set", json.dumps({"keys": [key.to_dict() for key in keys]}).encode())
        self.assertEqual([key["kid"] for key in json.loads(self.ok("jwk public set"))["keys"]], ["a"])
        lines = self.ok("jwk thumbprint set").decode().split()
        self.assertEqual(lines, [key.thumbprint() for key in keys])

    def test_fingerprint(self) -> None:
        keys = [JWK.generate("EC", kid="a"), JWK.generate("OKP")]
        self.write("set", json.dumps({"keys": [key.to_dict() for key in keys]}).encode())
        lines = self.ok("jwk fingerprint set").decode().split()
        self.assertEqual(lines, [key.fingerprint() for key in keys])
        found = json.loads(self.ok("jwk fingerprint set --form spki --json"))
        self.assertEqual([row["fingerprint"] for row in found], [key.fingerprint("spki") for key in keys])
        self.assertEqual([row["kid"] for row in found], ["a", None])

    def test_thumbprint(self) -> None:
        """RFC 7638 section 3.1, RFC 9278."""
        n = (
            "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRX"
            "jBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqz"
            "s8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-"
            "G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
        )
        data = json.dumps({"kty": "RSA", "n": n, "e": "AQAB", "alg": "RS256", "kid": "2011-04-29"}).encode()
        wanted = b"NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs\n"
        self.assertEqual(self.ok("jwk thumbprint", data), wanted)
        uri = self.ok("jwk thumbprint --uri", data)
        self.assertEqual(uri, b"urn:ietf:params:oauth:jwk-thumbprint:sha-256:" + wanted)
        self.assertEqual(len(self.ok("jwk thumbprint --hash sha512", data)), 87)


if __name__ == "__main__":
    unittest.main()
