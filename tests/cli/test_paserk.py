"""`jamlite paserk`: bad options and input, then every command; keys only in files of their owner."""

from __future__ import annotations

import contextlib
import io
import os
import stat
import tempfile
import unittest
from unittest import mock

from jamlite import cli
from jamlite.crypto import ed25519
from jamlite.keys import loading
from jamlite.paseto import paserk
from tests.paseto.paserk_samples import CHEAP, LOCAL, OTHER, PASSWORD, RSA_2048, key_types

PAIR = LOCAL + ed25519.public_key(LOCAL)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class InFolder(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(folder.name)
        self.local, self.wrapping = paserk.encode("k4.local", LOCAL), paserk.encode("k4.local", OTHER)
        self.write("local", self.local)
        self.write("wrapping", self.wrapping)
        self.write("password", PASSWORD)
        self.write("secret", paserk.encode("k4.secret", PAIR))
        self.write("public", paserk.encode("k4.public", PAIR[32:]))

    def write(self, name: str, text: str) -> None:
        with open(name, "w", encoding="utf-8") as stream:
            stream.write(f"{text}\n")

    def run_paserk(self, line: str, stdin: str = "", err: io.StringIO | None = None) -> tuple[int, str, str]:
        out, err = io.StringIO(), err or io.StringIO()
        source = io.TextIOWrapper(io.BytesIO(stdin.encode()))
        with (
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
            mock.patch("sys.stdin", source),
        ):
            try:
                code = cli.main(["paserk", *line.split()])
            except SystemExit as error:
                code = int(error.code or 0)
        return code, out.getvalue().strip(), err.getvalue()

    def done(self, line: str, stdin: str = "") -> str:
        code, out, err = self.run_paserk(line, stdin)
        self.assertEqual((code, err), (0, ""), line)
        return out


class Refusals(InFolder):
    def test_bad_options_and_input(self) -> None:
        for line, stdin in (
            ("", ""),
            ("open", ""),
            ("id", ""),
            ("id absent", ""),
            ("id", "k4.local.AAAA"),
            ("id", "\ufffd" * 10),
            ("encode", "AAAA"),
            ("encode --type k4.local", "AAAA"),
            ("encode --type k4.local --form hex", "xyz"),
            ("encode --type k5.local", "AAAA"),
            ("encode --type k4.secret", "AAAA"),
            ("decode --form raw local", ""),
            ("decode --form pem local", ""),
            ("decode --form xml local", ""),
            ("wrap local --wrapping-key-file secret", ""),
            ("wrap local --wrapping-key-file wrapping --password-file password", ""),
            ("wrap public --wrapping-key-file wrapping", ""),
            ("wrap", "k4.local." + "A" * 43),
            ("wrap local", ""),
            ("wrap local --passes 0", PASSWORD),
            ("unwrap local --wrapping-key-file wrapping", ""),
            ("unwrap local --password-file password", ""),
            ("seal local", ""),
            ("seal secret --public-key-file public", ""),
            ("seal local --public-key-file secret", ""),
            ("unseal local --secret-key-file secret", ""),
        ):
            with self.subTest(line=line):
                code, out, err = self.run_paserk(line, stdin)
                self.assertEqual((code, out), (2, ""))
                self.assertTrue(err.endswith("\n"))
                self.assertNotIn("Traceback", err)

    def test_a_wrong_key_or_password_is_exit_code_1(self) -> None:
        self.write("wrapped", paserk.wrap(self.wrapping, LOCAL))
        self.write("locked", paserk.wrap_with_password(self.local, PASSWORD, **CHEAP))
        other = bytes(32) + ed25519.public_key(bytes(32))
        self.write("sealed", paserk.seal(self.local, ("k4.public", other[32:])))
        for line, stdin in (
            ("unwrap wrapped --wrapping-key-file wrapping", ""),
            ("unwrap locked", "wrong"),
            ("unseal sealed --secret-key-file secret", ""),
        ):
            with self.subTest(line=line):
                code, out, err = self.run_paserk(line, stdin)
                self.assertEqual((code, out), (1, ""))
                self.assertIn("not the key or password", err)

    def test_a_password_that_would_take_too_long(self) -> None:
        for line in ("wrap local --time-limit 0.001", "wrap local --memory-kib 2097152 --time-limit 1e9"):
            code, out, err = self.run_paserk(line, PASSWORD)
            self.assertEqual((code, out), (2, ""))
            self.assertRegex(err, "Argon2id with .* the limit is")

    def test_existing_files_are_kept(self) -> None:
        for line in ("decode local -o password", "wrap local --wrapping-key-file wrapping -o password"):
            code, _, err = self.run_paserk(line)
            self.assertEqual(code, 2)
            self.assertIn("--force", err)
        with open("password", encoding="utf-8") as stream:
            self.assertEqual(stream.read(), f"{PASSWORD}\n")


class Commands(InFolder):
    def test_id(self) -> None:
        for name in ("local", "secret", "public"):
            with open(name, encoding="utf-8") as stream:
                text = stream.read()
            expected = paserk.key_id(text.strip())
            self.assertEqual(self.done(f"id {name}"), expected)
            self.assertEqual(self.done("id", text), expected)
            self.assertEqual(self.done("id -", text), expected)

    def test_encode_and_decode_in_every_form(self) -> None:
        for type_, key in key_types().items():
            text = paserk.encode(type_, key)
            self.write("text", text)
            forms = ["", "--form hex", "--form base64url", "--form raw"]
            for form in forms:
                self.done(f"decode {form} text -o key --force")
                self.assertEqual(stat.S_IMODE(os.stat("key").st_mode), 0o600)
                self.assertEqual(self.done(f"encode --type {type_} {form} key"), text, form)
        self.write("pem", RSA_2048)
        self.assertEqual(self.done("encode --type k1.secret pem"), paserk.encode("k1.secret", RSA_2048))
        self.write("text", paserk.encode("k1.secret", RSA_2048))
        self.assertEqual(loading.load_pem(self.done("decode text")).bits, 2048)

    def test_wrap_with_a_key(self) -> None:
        for name in ("local", "secret"):
            self.done(f"wrap {name} --wrapping-key-file wrapping -o wrapped --force")
            self.done("unwrap wrapped --wrapping-key-file wrapping -o again --force")
            with open(name, encoding="utf-8") as first, open("again", encoding="utf-8") as second:
                self.assertEqual(first.read(), second.read())

    def test_wrap_with_a_password(self) -> None:
        cost = "--memory-kib 64 --passes 1 --iterations 1000"
        self.write("k3", paserk.encode("k3.local", LOCAL))
        for name in ("local", "k3"):
            wrapped = self.done(f"wrap {name} --password-file password {cost}")
            self.write("wrapped", wrapped)
            opened = self.done("unwrap --password-file password", wrapped)
            self.assertEqual(opened, self.done("unwrap wrapped", f"{PASSWORD}\n"))
            self.assertEqual(paserk.decode(opened)[1], LOCAL)

    def test_a_terminal_is_told_how_long_it_takes(self) -> None:
        err = Terminal()
        line = "wrap local --password-file password --memory-kib 512 --passes 1"
        code, out, _ = self.run_paserk(line, err=err)
        self.assertEqual(code, 0)
        self.assertRegex(
            err.getvalue(), r"^Argon2id with 512 KiB \(passes: 1, lanes: 1\): about \d+ seconds\n"
        )
        self.assertIn("\r100 %", err.getvalue())
        self.assertTrue(out.startswith("k4.local-pw."))

    def test_seal(self) -> None:
        self.done("seal local --public-key-file public -o sealed")
        self.assertEqual(self.done("unseal sealed --secret-key-file secret"), self.local)
        self.write("pem", loading.dump_pem(loading.load_pem(RSA_2048), private=True))
        self.assertEqual(self.run_paserk("unseal sealed --secret-key-file pem")[0], 2)


if __name__ == "__main__":
    unittest.main()
