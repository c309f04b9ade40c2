"""`jamlite password`, as a user runs it."""

from __future__ import annotations

import contextlib
import io
import json
import os
import stat
import tempfile
import unittest
from unittest import mock

from jamlite import cli

STORED = "4a7962aded607266371d522b06371683$98f8a042f5edd42872d8f73d85a37cb30287f1758cea8813bd64fb004940aaef"


def run(*arguments: str, stdin: str = "") -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    given = io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8")
    with mock.patch("sys.stdin", given), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = cli.main(["password", *arguments])
        except SystemExit as error:  # argparse
            code = int(error.code or 0)
    return code, out.getvalue(), err.getvalue()


def content(path: str) -> str:
    with open(path, encoding="utf-8") as stream:
        return stream.read()


CHEAP = ("hash", "secret", "--scheme", "argon2id", "--memory-kib=64", "--passes=1")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Progressing(unittest.TestCase):
    def test_argon2id_says_what_it_does_on_a_terminal(self) -> None:
        with mock.patch("sys.stderr", Terminal()) as err, contextlib.redirect_stdout(io.StringIO()) as out:
            code = cli.main(
                ["password", "hash", "secret", "--scheme", "argon2id", "--memory-kib=64", "--passes=1"]
            )
        self.assertEqual((code, out.getvalue()[:10]), (0, "$argon2id$"))
        self.assertIn("hashing with Argon2id", err.getvalue())
        self.assertTrue(err.getvalue().endswith(" \r"))  # and takes it away
        self.assertEqual(run(*CHEAP)[2], "")


class Refused(unittest.TestCase):
    def test_one_line_and_exit_code_2(self) -> None:
        for arguments in (
            ("verify", "secret", "-h", "nonsense"),
            ("verify", "secret", "-h", "$scrypt$ln=30,r=8,p=1$" + "A" * 22 + "$" + "A" * 43),
            ("verify", "secret", "--hash-file", "/nonexistent/file"),
            ("verify", "--password-file", "/nonexistent/file", "-h", STORED),
            ("verify", "secret", "--password-file", "x", "-h", STORED),
            ("hash", "secret", "--iterations", "0"),
            ("hash", "secret", "--ln", "4"),
            ("hash", "secret", "--scheme", "scrypt", "--iterations", "1000"),
            ("hash", "secret", "--scheme", "jam", "--ln", "4"),
            ("hash", "secret", "--iterations", "999999999"),
            ("hash", "secret", "--scheme", "scrypt", "--ln", "40"),
            ("hash",),
        ):
            code, out, err = run(*arguments)
            self.assertEqual((code, out), (2, ""), arguments)
            self.assertEqual(err.count("\n"), 1, err)
            self.assertNotIn("secret", err)

    def test_usage(self) -> None:
        for arguments in ((), ("verify", "secret"), ("hash", "secret", "--scheme", "md5"), ("nothing",)):
            self.assertEqual(run(*arguments)[0], 2)


class Works(unittest.TestCase):
    def test_hash_then_verify(self) -> None:
        for scheme in (("pbkdf2", "--iterations", "1000"), ("scrypt", "--ln", "4"), ("jam",)):
            code, out, err = run("hash", "-", "--scheme", *scheme, stdin="se cret\n")
            self.assertEqual((code, err), (0, ""))
            stored = out.strip()
            self.assertEqual(run("verify", "se cret", "-h", stored), (0, "Password matches\n", ""))
            self.assertEqual(run("verify", "secret", "-h", stored)[:2], (1, "Password does not match\n"))

    def test_json_and_standard_input(self) -> None:
        code, out, _ = run("verify", "--json", "--hash", STORED, stdin="secret\r\n")
        self.assertEqual((code, json.loads(out)), (0, {"match": True, "needs_rehash": True}))
        code, out, _ = run("hash", "--json", "--iterations", "1000", stdin="secret")
        self.assertEqual(code, 0)
        self.assertEqual(json.loads(out)["scheme"], "pbkdf2")

    def test_files(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            secret, stored = os.path.join(folder, "secret"), os.path.join(folder, "stored")
            with open(secret, "w", encoding="utf-8") as stream:
                stream.write("p\u00e4ss\n")
            arguments = ("hash", "--password-file", secret, "-o", stored, "--iterations", "1000")
            self.assertEqual(run(*arguments), (0, f"Password hash written to: {stored}\n", ""))
            if os.name == "posix":
                self.assertEqual(stat.S_IMODE(os.stat(stored).st_mode), 0o600)
            self.assertEqual(run("verify", "p\u00e4ss", "--hash-file", stored)[0], 0)
            before = content(stored)
            self.assertEqual(run(*arguments)[0], 2)
            self.assertEqual(content(stored), before)
            self.assertEqual(run(*arguments, "--force")[0], 0)
            self.assertNotEqual(content(stored), before)

    def test_help(self) -> None:
        self.assertIn("--hash", run("verify", "--help")[1])


if __name__ == "__main__":
    unittest.main()
