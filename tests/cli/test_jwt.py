"""`jamlite jwt`: every mistake is one line and an exit code; every option; secrets from everywhere."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
import unittest
from typing import Any

from jamlite.jose import JWK, jwt
from tests.cli.running import InFolder
from tests.support import ROOT, few_iterations
from tests.tools.transcribe.jose_forge import SECRET, segment, token, unb64u

KEY = SECRET.decode()
EC = JWK.generate("EC", kid="k")


def parts(text: bytes) -> list[Any]:
    return [json.loads(unb64u(part)) for part in text.decode().strip().split(".")[:2]]


class Command(InFolder):
    def setUp(self) -> None:
        super().setUp()
        self.write("secret", SECRET + b"\r\n")
        self.write("private.jwk", json.dumps(EC.to_dict()).encode())
        self.write("public.pem", EC.public().to_pem().encode())
        self.write("jwks.json", json.dumps({"keys": [EC.public().to_dict()]}).encode())
        with few_iterations():
            self.write("encrypted.pem", EC.to_pem(password="geheim").encode())
        self.write("password", b"geheim\n")

    def token(self, claims: dict[str, Any] | None = None, **header: Any) -> str:
        return jwt.encode({} if claims is None else claims, SECRET, header=header)


class Refusals(Command):
    def test_lines_that_are_not_usable(self) -> None:
        """One line on standard error, nothing else, exit code 2."""
        self.write("empty", b"")
        self.write("not-utf8", b"\xff\xfe")
        self.write("broken.pem", b"-----BEGIN PUBLIC KEY-----\nAAAA\n")
        good = self.token()
        for line in (
            "encode {} --key-file absent", "encode {} --key-file empty", "encode {} --key-file not-utf8",
            "encode {} --key-file broken.pem", "encode {} --key-file public.pem",
            "encode {} --key-file jwks.json",
            "encode {} --key-file encrypted.pem", "encode {} --key-file encrypted.pem --password-file secret",
            "encode {} --key-file secret --password-file absent", "encode [] --key-file secret",
            "encode x --key-file secret",
            'encode {"a":1,"a":2} --key-file secret', 'encode {"a":NaN} --key-file secret',
            'encode {"exp":"1"} --key-file secret',
            "encode {} --key-file secret --alg none", "encode {} --key-file secret --alg RS256",
            "encode {} --key-file secret --alg hs256",
            "encode {} --key-file secret --header []", 'encode {} --key-file secret --header {"crit":["x"]}',
            'encode {} --key-file secret --alg HS256 --header {"alg":"HS384"}',
            f"decode {good} --key-file absent", f"decode {good} --key-file empty",
            f"decode {good} --key-file broken.pem",
            f"decode {good} --key-file secret --leeway -1",
            "inspect x", "inspect a.b", "inspect a.b.c", "inspect a.b.c.d.e.f",
            f"inspect {segment([])}.{segment({})}.x",
            f"inspect {segment({})}.{segment('x')}.x", "encode - --key-file -", "decode - --key-file -",
            "encode -", "decode",
            "inspect", "decode --key-file secret", "encode - --key-file secret", "encode {} --key=",
            "inspect absent",
        ):  # fmt: skip
            with self.subTest(line=line):
                complaint = self.refused(f"jwt {line}")
                self.assertTrue(complaint.startswith("jamlite: "), complaint)
                self.assertEqual(complaint.count("\n"), 1)
                self.assertNotIn(KEY, complaint)
        for line in (
            "",
            "x",
            "encode {} --exp x",
            "encode {} --exp nan",
            "encode {} --exp inf",
            "encode {} --nbf=-inf",
            "encode {} --exp 1e300",
            "decode x --leeway nan",
            "decode x --now yesterday",
            "decode x --max-age 1y",
            "encode {} --key a --key-file b",
            "decode --leeway x",
            "inspect a b",
        ):
            with self.subTest(line=line):
                self.assertIn("usage: ", self.refused(f"jwt {line}"))

    def test_tokens_that_are_refused(self) -> None:
        """Exit code 1, and one line that says why."""
        now = int(time.time())
        for text, options in (
            ("x", ""), ("a.b.c", ""), (self.token()[:-1], ""), (token({"alg": "none"}, {}), ""),
            (token({"alg": "HS256"}, {}, b"x" * 32), ""), (self.token({"exp": now - 1}), ""),
            (self.token({"nbf": now + 99}), ""),
            (self.token(), "--alg HS512"), (self.token(), "--iss a"),
            (self.token({"iss": "b"}), "--iss a --iss c"),
            (self.token(), "--aud a"), (self.token({"aud": ["b"]}), "--aud a"), (self.token(), "--sub a"),
            (self.token(), "--typ at+jwt"), (self.token({"a": None}), "--require a"),
            (self.token({"exp": now - 20}), "--leeway 10"),
            ("{}", ""), (f"{self.token()}.x", ""),
        ):  # fmt: skip
            with self.subTest(options=options, text=text[:20]):
                complaint = self.refused(f"jwt decode {text} --key-file secret {options}", code=1)
                self.assertTrue(complaint.startswith("refused: "), complaint)
                self.assertEqual(complaint.count("\n"), 1)
        with self.subTest("a public key is no secret"):
            forged = token({"alg": "HS256"}, {}, EC.public().to_pem().encode())
            self.refused(f"jwt decode {forged} --key-file public.pem", code=1)

    def test_what_a_stranger_wrote_does_not_reach_the_terminal(self) -> None:
        odd = "\x1b[2J\x9b2J\u202e\u200b\r\n\x07é漢"
        text = token({"alg": "HS256", "x": odd, odd: 1}, {"y": odd, odd: 2})
        for line in (
            f"jwt inspect {text}",
            f"jwt inspect {text} --json",
            f"jwt decode {text} --key {KEY} --header",
        ):
            shown = self.ok(line).decode()
            for mark in "\x1b\x9b\u202e\u200b\r\x07":
                self.assertNotIn(mark, shown)
            self.assertIn("é漢", shown)
            if "inspect" not in line or "--json" in line:
                self.assertEqual(json.loads(shown)["payload"], {"y": odd, odd: 2})
            else:
                self.assertEqual(shown.count("\n"), 1 + 2 + 2 + 3 + 2 + 2 + 5 + 5 + 1)


class Encoding(Command):
    def test_claims_and_header(self) -> None:
        before = int(time.time())
        named = "--iss i --sub s --jti j --aud a --exp 60 --nbf -1.5"
        header, claims = parts(self.ok(f'jwt encode {{"x":[1],"sub":"t"}} --key-file secret {named}'))
        self.assertEqual(header, {"alg": "HS256", "typ": "JWT"})
        self.assertLessEqual(abs(claims["iat"] - before), 2)
        self.assertEqual(claims["exp"] - claims["iat"], 60)
        self.assertIsInstance(claims["exp"], int)
        self.assertEqual(claims["nbf"] - claims["iat"], -1.5)
        self.assertEqual(
            [claims[name] for name in ("x", "sub", "iss", "jti", "aud")], [[1], "t", "i", "j", "a"]
        )
        more = '--aud a --aud b --header {"typ":"at+jwt","kid":"k"}'
        header, claims = parts(self.ok(f"jwt encode --key-file secret --no-iat {more}"))
        self.assertEqual((header["typ"], header["kid"], claims), ("at+jwt", "k", {"aud": ["a", "b"]}))
        self.assertEqual(parts(self.ok("jwt encode - --key-file secret --no-iat", b'{"a": 1}'))[1], {"a": 1})

    def test_keys(self) -> None:
        for line, alg in (
            (f"--key {KEY}", "HS256"), ("--key-file secret --alg HS256", "HS256"),
            ("--key-file private.jwk", "ES256"),
            ("--key-file encrypted.pem --password-file password", "ES256"),
        ):  # fmt: skip
            made = self.ok(f"jwt encode {{}} {line}")
            self.assertEqual(parts(made)[0]["alg"], alg)
            public = "jwks.json" if "private" in line else "public.pem" if alg == "ES256" else "secret"
            self.assertEqual(set(json.loads(self.ok(f"jwt decode --key-file {public}", made))), {"iat"})
        self.assertEqual(parts(self.ok("jwt encode {} --key-file private.jwk"))[0]["kid"], "k")

    def test_key_from_standard_input(self) -> None:
        for line in ("jwt encode {} --key-file -", "jwt encode {}"):
            made = self.ok(line, SECRET + b"\n").decode().strip()
            self.assertEqual(set(jwt.decode(made, SECRET)), {"iat"})


class Decoding(Command):
    def test_options(self) -> None:
        now = int(time.time())
        claims = {"iss": "i", "sub": "s", "aud": ["a", "b"], "exp": now + 60, "x": "é"}
        text = self.token(claims, typ="at+jwt")
        for options in (
            "", "--alg HS512 --alg HS256", "--iss i", "--iss x --iss i", "--aud b", "--sub s", "--typ at+jwt",
            "--require exp --require x", "--leeway 5",
        ):  # fmt: skip
            self.assertEqual(json.loads(self.ok(f"jwt decode {text} --key {KEY} {options}")), claims)
        both = json.loads(self.ok(f"jwt decode {text} --key {KEY} --header"))
        self.assertEqual(both, {"header": {"alg": "HS256", "typ": "at+jwt"}, "payload": claims})
        for given in (f"{text}\n", f"  {text}\r\n", f"\ufeff{text}"):
            self.assertEqual(json.loads(self.ok(f"jwt decode --key {KEY}", given.encode())), claims)

    def test_inspect(self) -> None:
        text = token(
            {"alg": "none"}, {"exp": 1, "iat": 4_000_000_000, "n": None, "nbf": True, "auth_time": 1e300}
        )
        shown = self.ok(f"jwt inspect {text}").decode()
        self.assertTrue(shown.startswith("NOT VERIFIED"))
        self.assertIn("exp: 1   1970-01-01 00:00:01 UTC (passed)", shown)
        self.assertIn("iat: 4000000000   2096-10-02", shown)
        self.assertIn("n: null\n", shown)
        self.assertIn("nbf: true\n", shown)
        found = json.loads(self.ok("jwt inspect --json", text.encode()))
        self.assertEqual(
            (found["kind"], found["header"], found["payload"]["exp"]), ("JWT", {"alg": "none"}, 1)
        )
        jwe = f"{segment({'alg': 'dir', 'enc': 'A256GCM'})}..a.b.c"
        self.assertTrue(self.ok(f"jwt inspect {jwe}").startswith(b"ENCRYPTED"))
        self.assertEqual(json.loads(self.ok(f"jwt inspect {jwe} --json"))["kind"], "JWE")


class Process(Command):
    """In a process of its own, as a shell runs it."""

    def run_process(
        self, *arguments: str, stdin: bytes = b"", **environment: str
    ) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "jamlite", "jwt", *arguments],
            input=stdin,
            capture_output=True,
            check=False,
            env={**os.environ, "PYTHONPATH": ROOT, **environment},
        )

    def test_end_to_end_in_a_terminal_without_utf8(self) -> None:
        made = self.run_process("encode", '{"x":"é"}', "--key-file", "secret", "--no-iat")
        told = f"secret: read as a secret of {len(SECRET)} bytes{os.linesep}".encode()
        self.assertEqual((made.returncode, made.stderr), (0, told))
        done = self.run_process("decode", "--key", KEY, stdin=made.stdout, PYTHONIOENCODING="ascii")
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertEqual(json.loads(done.stdout), {"x": "é"})

    def test_refusals(self) -> None:
        self.assertEqual(self.run_process("decode", "a.b.c", "--key", KEY).returncode, 1)
        self.assertEqual(self.run_process("decode", "a.b.c").returncode, 2)
        self.assertEqual(self.run_process().returncode, 2)

    def prompted(self, *keys: bytes) -> tuple[int, bytes]:
        """Run `jwt encode` on a terminal, type what is asked for, and return exit code and screen."""
        pty = __import__("pty")
        child, terminal = pty.fork()
        if not child:
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # a background job may have been told to ignore it
            os.environ["PYTHONPATH"] = ROOT
            os.execv(sys.executable, [sys.executable, "-m", "jamlite", "jwt", "encode", "{}", "--no-iat"])
        end = threading.Timer(60, os.kill, (child, signal.SIGKILL))
        end.start()
        shown = b""
        try:
            while b"Key: " not in shown:  # by then the echo is off
                shown += os.read(terminal, 100)
            for typed in keys:
                os.write(terminal, typed)
            while True:
                more = os.read(terminal, 1000)
                if not more:
                    break
                shown += more
        except OSError:  # Linux's way to say that the other end is closed
            pass
        finally:
            _, status = os.waitpid(child, 0)
            end.cancel()
            os.close(terminal)
        return status >> 8, shown

    @unittest.skipUnless(hasattr(os, "fork") and sys.platform != "win32", "needs a POSIX terminal")
    def test_the_prompt_hides_the_key(self) -> None:
        code, shown = self.prompted(SECRET, b"\n")
        self.assertEqual(code, 0)
        self.assertNotIn(SECRET, shown)
        self.assertEqual(jwt.decode(shown.split()[-1], SECRET), {})
        self.assertEqual(self.prompted(b"\n")[0], 2)
        self.assertEqual(self.prompted(b"\x04")[0], 2)  # end of file
        self.assertEqual(self.prompted(b"\x03")[0], 130)  # interrupt


if __name__ == "__main__":
    unittest.main()
