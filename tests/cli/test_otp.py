"""`jamlite otp`: every mistake is one line and exit code 2; answers on standard output."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tempfile
import unittest
from contextlib import redirect_stderr, redirect_stdout
from typing import NamedTuple
from unittest import mock

from jamlite.cli import main
from jamlite.otp import HOTP, TOTP, parse_uri, qr
from tests.support import ROOT

KEY = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # RFC 6238 appendix B
URI = f"otpauth://totp/Example:alice?secret={KEY}&issuer=Example&digits=8"


class Done(NamedTuple):
    """What became of a command."""

    returncode: int
    stdout: str
    stderr: str


class Command(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def otp(self, *arguments: str, stdin: str = "") -> Done:
        """Run the command within this process, which is quicker; Process shows that it is the same."""
        streams = io.StringIO(), io.StringIO()
        source = io.TextIOWrapper(io.BytesIO(stdin.encode()), "utf-8")
        with mock.patch("sys.stdin", source), redirect_stdout(streams[0]), redirect_stderr(streams[1]):
            try:
                code = main(["otp", *arguments])
            except SystemExit as stop:  # argparse's way out
                code = int(stop.code or 0)
        return Done(code, streams[0].getvalue(), streams[1].getvalue())

    def says(self, text: str, *arguments: str, stdin: str = "", code: int = 0) -> None:
        done = self.otp(*arguments, stdin=stdin)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (code, f"{text}\n", ""))

    def path(self, name: str, content: str | None = None) -> str:
        path = os.path.join(self.folder, name)
        if content is not None:
            with open(path, "w", encoding="utf-8") as stream:
                stream.write(content)
        return path


class Drawings(Command):
    def test_a_qr_code_of_the_uri(self) -> None:
        secret = ("--secret", KEY)
        uri = TOTP(KEY).provisioning_uri("alice", "Example")
        arguments = ("uri", "alice", "--issuer", "Example", *secret)
        self.says(qr(uri), *arguments, "--qr")
        self.says(qr(uri), "uri", "--qr", "alice", "--issuer", "Example", *secret)
        self.says(qr(uri, form="ansi"), *arguments, "--qr-form", "ansi")
        self.says(qr(uri, form="svg").rstrip(), *arguments, "--qr-form", "svg")
        self.says(qr(uri), "uri", "--uri", uri, "--qr-form", "text")
        done = self.otp("new", "--name", "alice", "--qr", "--json")
        self.assertEqual(set(json.loads(done.stdout)), {"secret", "uri"})
        self.assertIn("--name NAME", self.otp("new", "--qr").stderr)


class Mistakes(Command):
    def test_one_line_and_exit_code_2(self) -> None:
        secret = ("--secret", KEY)
        for arguments in (
            ("code", "--secret", "not base32!"),
            ("code", "--secret", ""),
            ("code",),
            ("code", "--secret-file", self.path("absent")),
            ("code", "--secret-file", self.folder),
            ("code", *secret, "--uri", URI),
            ("code", *secret, "--digits", "5"),
            ("code", *secret, "--interval", "0"),
            ("code", *secret, "--time", "-1"),
            ("code", *secret, "--counter", "1"),
            ("code", *secret, "--type", "hotp"),
            ("code", *secret, "--type", "hotp", "--counter", "-1"),
            ("code", *secret, "--type", "hotp", "--counter", "1", "--time", "5"),
            ("code", "--uri", URI.replace("otpauth", "https")),
            ("verify", "123456", *secret, "--window", "11"),
            ("verify", "123456", *secret, "--after", "-2"),
            ("uri", "a:b", *secret),
            ("uri", "--uri", "otpauth://totp/a"),
            ("uri", URI),
            ("new", "--bytes", "15"),
            ("new", "--bytes", "65"),
            ("new", "-o", self.path("there", "x")),
        ):
            with self.subTest(arguments=arguments):
                done = self.otp(*arguments)
                self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)
                self.assertEqual(done.stderr.count("\n"), 1)
                self.assertTrue(done.stderr.startswith("jamlite: "), done.stderr)
                self.assertNotIn(KEY, done.stderr)

    def test_usage(self) -> None:
        for arguments in ((), ("cod",), ("verify",), ("code", "--digest", "md5"), ("code", "--time", "x")):
            with self.subTest(arguments=arguments):
                done = self.otp(*arguments)
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertIn("usage:", done.stderr)


class Process(Command):
    def test_in_a_process_of_its_own(self) -> None:
        for arguments in (
            ("code", "--time", "59"),
            ("verify", "123456", "--time", "59"),
            ("code", "--digits", "5"),
        ):
            here = self.otp(*arguments, stdin=KEY)
            there = subprocess.run(
                [sys.executable, "-m", "jamlite", "otp", *arguments],
                cwd=ROOT,
                input=KEY,
                capture_output=True,
                text=True,
                check=False,
            )
            self.assertEqual(Done(there.returncode, there.stdout, there.stderr), here)


class Codes(Command):
    def test_secret_from_everywhere(self) -> None:
        options = ("code", "--time", "59", "--digits", "8")
        self.says("94287082", *options, "--secret", KEY)
        self.says("94287082", *options, "--secret", KEY.lower())
        self.says("94287082", *options, "--secret-file", self.path("key", f"{KEY}\n"))
        self.says("94287082", *options, "--secret-file", "-", stdin=f"{KEY}\n")
        self.says("94287082", *options, stdin=KEY)
        self.says("94287082", "code", "--time", "59", "--uri", URI)
        self.says("94287082", "code", "--time", "59", "--uri-file", self.path("uri", f"{URI}\n"))

    def test_kinds(self) -> None:
        self.says("755224", "code", "--type", "hotp", "--counter", "0", "--secret", KEY)
        self.says("PV9M4", "code", "--type", "steam", "--time", "30", "--secret", KEY)
        expected = TOTP(KEY, 7, "sha512", 60).at(1000)
        self.says(
            expected,
            *(
                "code",
                "--digits",
                "7",
                "--digest",
                "sha512",
                "--interval",
                "60",
                "--time",
                "1000",
                "--secret",
                KEY,
            ),
        )

    def test_json(self) -> None:
        done = self.otp("code", "--json", "--time", "59", "--secret", KEY)
        self.assertEqual(json.loads(done.stdout), {"code": "287082", "step": 1, "expires": 60})
        done = self.otp("code", "--json", "--type", "hotp", "--counter", "0", "--secret", KEY)
        self.assertEqual(json.loads(done.stdout), {"code": "755224"})

    def test_now(self) -> None:
        done = self.otp("code", "--json", "--secret", KEY)
        answer = json.loads(done.stdout)
        self.assertEqual(answer["code"], TOTP(KEY).at(answer["step"] * 30))

    def test_a_weak_secret_is_told(self) -> None:
        done = self.otp("code", "--time", "59", "--secret", KEY[:16])
        self.assertEqual(done.returncode, 0)
        self.assertRegex(done.stderr, r"^jamlite: warning: .*128 bits.*\n$")


class Checks(Command):
    def test_right_and_wrong(self) -> None:
        moment = ("--time", "59", "--secret", KEY)
        self.says("right, step 1", "verify", "287082", *moment)
        self.says("right, step 1", "verify", "287082", "--time", "89", "--secret", KEY)
        self.says("wrong", "verify", "287082", "--time", "89", "--window", "0", "--secret", KEY, code=1)
        self.says("wrong", "verify", "287083", *moment, code=1)
        self.says("wrong", "verify", "28708", *moment, code=1)
        self.says("wrong", "verify", "287082", "--after", "1", *moment, code=1)
        hotp = ("--type", "hotp", "--counter", "2", "--secret", KEY)
        self.says("right, step 3", "verify", HOTP(KEY).at(3), *hotp)

    def test_json(self) -> None:
        done = self.otp("verify", "287082", "--json", "--time", "59", "--secret", KEY)
        self.assertEqual(json.loads(done.stdout), {"right": True, "step": 1})
        done = self.otp("verify", "000000", "--json", "--time", "59", "--secret", KEY)
        self.assertEqual((done.returncode, json.loads(done.stdout)), (1, {"right": False, "step": None}))


class Uris(Command):
    def test_written(self) -> None:
        self.says(
            TOTP(KEY).provisioning_uri("alice", "My App"),
            *("uri", "alice", "--issuer", "My App", "--secret", KEY),
        )
        self.says(
            HOTP(KEY).provisioning_uri("alice", counter=9),
            *("uri", "alice", "--type", "hotp", "--counter", "9", "--secret", KEY),
        )

    def test_read(self) -> None:
        expected = "type: totp\nissuer: Example\nname: alice\ndigest: sha1\ndigits: 8\ninterval: 30"
        self.says(expected, "uri", "--uri", URI)
        done = self.otp("uri", "--json", stdin=URI)
        self.assertEqual(json.loads(done.stdout)["issuer"], "Example")
        self.assertNotIn(KEY, done.stdout)


class Secrets(Command):
    def test_new(self) -> None:
        done = self.otp("new", "--name", "alice", "--json", "--bytes", "32", "--digest", "sha256")
        answer = json.loads(done.stdout)
        record = parse_uri(answer["uri"])
        self.assertEqual((len(record.secret), record.digest, record.name), (32, "sha256", "alice"))
        self.assertEqual(record.build().secret, answer["secret"])
        self.assertNotEqual(self.otp("new").stdout, self.otp("new").stdout)

    def test_file(self) -> None:
        path = self.path("key")
        self.says(path, "new", "-o", path)
        if os.name == "posix":
            self.assertEqual(os.stat(path).st_mode & 0o777, 0o600)
        done = self.otp("code", "--secret-file", path)
        self.assertEqual((done.returncode, len(done.stdout)), (0, 7))
        with open(path, encoding="utf-8") as stream:
            before = stream.read()
        self.assertEqual(self.otp("new", "-o", path).returncode, 2)
        self.says(path, "new", "-o", path, "--force")
        with open(path, encoding="utf-8") as stream:
            self.assertNotEqual(stream.read(), before)


if __name__ == "__main__":
    unittest.main()
