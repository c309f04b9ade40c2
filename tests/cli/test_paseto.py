"""`jamlite paseto`: every mistake is one line and exit code 2, a refused token exit code 1."""

from __future__ import annotations

import io
import json
import os
import stat
import subprocess
import sys
import tempfile
import unittest
from contextlib import redirect_stderr, redirect_stdout
from typing import NamedTuple
from unittest import mock

from jamlite.cli import main
from jamlite.paseto import PASETOv4, claims
from tests.support import ROOT

KEY = "k4.local.cHFyc3R1dnd4eXp7fH1-f4CBgoOEhYaHiImKi4yNjo8"
RAW = KEY[len("k4.local.") :]


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

    def paseto(self, *arguments: str, stdin: str = "") -> Done:
        """Run the command within this process, which is quicker; Process shows that it is the same."""
        streams = io.StringIO(), io.StringIO()
        source = io.TextIOWrapper(io.BytesIO(stdin.encode()), "utf-8")
        with mock.patch("sys.stdin", source), redirect_stdout(streams[0]), redirect_stderr(streams[1]):
            try:
                code = main(["paseto", *arguments])
            except SystemExit as stop:  # argparse's way out
                code = int(stop.code or 0)
        return Done(code, streams[0].getvalue(), streams[1].getvalue())

    def output(self, *arguments: str, stdin: str = "") -> str:
        done = self.paseto(*arguments, stdin=stdin)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout.rstrip("\n")

    def path(self, name: str, content: str | None = None) -> str:
        path = os.path.join(self.folder, name)
        if content is not None:
            with open(path, "w", encoding="utf-8") as stream:
                stream.write(content)
        return path


class Mistakes(Command):
    def test_one_line_and_exit_code_2(self) -> None:
        key = ("--key", KEY)
        token = PASETOv4.key("local", RAW).encode({})
        for arguments in (
            ("encode", *key, "no json"),
            ("encode", *key, "[]"),
            ("encode", *key, '{"a":1,"a":2}'),
            ("encode", *key, '{"exp":"soon"}'),
            ("encode", *key, "--type", "v4.public"),
            ("encode", "--key", RAW, "--type", "v4.public", "--password-file", self.path("absent")),
            ("encode", "--key", RAW, "--type", "v2.local", "--assertion", "a"),
            ("encode", "--key", RAW + "A"),
            ("encode", "--key", ""),
            ("encode", "--key", "k4.lid." + RAW),
            ("encode", "--key", "k5.local." + RAW),
            ("encode", "--key", "k4.public." + RAW),
            ("encode", "--key-file", self.path("absent")),
            ("encode", "--key-file", self.folder),
            ("encode",),
            ("decode", token, "--key", RAW, "--type", "v3.public"),
            ("decode", token, *key, "--leeway", "-1"),
            ("decode", "", *key),
            ("inspect", ""),
            ("inspect", "eyJhbGciOiJub25lIn0.e30."),
            ("inspect", "v4.public.AAAA"),
            ("inspect", "v4.public.!"),
            ("new-key", "v4.local", "--pem"),
            ("new-key", "v4.local", "-p", self.path("p")),
            ("new-key", "-o", self.path("there" + os.sep + "x")),
        ):
            with self.subTest(arguments=arguments):
                done = self.paseto(*arguments)
                self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)
                self.assertEqual(done.stderr.count("\n"), 1)
                self.assertTrue(done.stderr.startswith("jamlite: "), done.stderr)
                self.assertNotIn(RAW, done.stderr)

    def test_usage(self) -> None:
        for arguments in (
            (),
            ("encode", "--key", KEY, "--exp", "nan"),
            ("encod",),
            ("encode", "--type", "v5.local"),
            ("new-key", "v4"),
            ("decode", "--leeway", "x"),
        ):
            with self.subTest(arguments=arguments):
                done = self.paseto(*arguments)
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertIn("usage:", done.stderr)


class Refused(Command):
    def test_exit_code_1(self) -> None:
        paseto = PASETOv4.key("local", RAW)
        token = paseto.encode({"iss": "i"}, "f")
        for text, options in (
            (token[:-1] + "A", ()),
            (token[:20] + "AAA" + token[23:], ()),
            ("v4.public." + "A" * 100, ()),
            ("x", ()),
            (paseto.encode({"exp": "2022-01-01T00:00:00Z"}), ()),
            (paseto.encode({"nbf": "9999-01-01T00:00:00Z"}), ()),
            (token, ("--iss", "j")),
            (token, ("--aud", "a")),
            (token, ("--require", "exp")),
            (token, ("--footer", "g")),
            (token, ("--footer", "")),
            (token, ("--assertion", "a")),
        ):
            with self.subTest(text=text[:30], options=options):
                done = self.paseto("decode", text, "--key", KEY, *options)
                self.assertEqual((done.returncode, done.stdout), (1, ""), done.stderr)
                self.assertRegex(done.stderr, r"\Arefused: [^\n]+\n\Z")


class Tokens(Command):
    def test_encode_and_decode(self) -> None:
        options = ("--sub", "s", "--exp", "60", "--nbf", "0", "--aud", "a", "--footer", '{"kid":"x"}')
        token = self.output("encode", '{"role":"r"}', "--key", KEY, *options, "--assertion", "i")
        shown = json.loads(self.output("decode", token, "--key", KEY, "--assertion", "i", "--with-footer"))
        self.assertEqual(shown["footer"], {"kid": "x"})
        self.assertEqual({*shown["payload"]}, {"sub", "aud", "iat", "nbf", "exp", "role"})
        payload, footer = PASETOv4.key("local", RAW).decode(token, implicit_assertion="i")
        self.assertEqual((payload, footer), (shown["payload"], shown["footer"]))
        span = claims.parse_time(payload["exp"]) - claims.parse_time(payload["iat"])
        self.assertEqual(span, 60)

    def test_keys_and_tokens_from_everywhere(self) -> None:
        token = self.output("encode", "--key", KEY, "--no-iat")
        for arguments, stdin in (
            (("decode", token, "--key", RAW), ""),
            (("decode", token, "--key-file", self.path("key", f"{KEY}\n")), ""),
            (("decode", token, "--key-file", "-"), f"{KEY}\n"),
            (("decode", token), KEY),
            (("decode", "--key", KEY), f"{token}\n"),
            (("decode", token, "--key", f'{{"kty":"oct","k":"{RAW}"}}', "--type", "v4.local"), ""),
        ):
            with self.subTest(arguments=arguments[1:]):
                self.assertEqual(self.output(*arguments, stdin=stdin), "{}")

    def test_pairs_of_every_version(self) -> None:
        for version in ("v2", "v3", "v4"):
            secret, public = self.path(f"{version}.s"), self.path(f"{version}.p")
            for options in ((), ("--pem",)):
                force = ("--force",) if options else ()
                self.output("new-key", f"{version}.public", "-o", secret, "-p", public, *options, *force)
                kind = ("--type", f"{version}.public") if options else ()
                token = self.output("encode", '{"a":1}', "--key-file", secret, "--no-iat", *kind)
                for path in (secret, public):
                    shown = self.output("decode", token, "--key-file", path, *kind)
                    self.assertEqual(json.loads(shown), {"a": 1})
                self.assertEqual(self.paseto("encode", "--key-file", public, *kind).returncode, 2)

    def test_inspect(self) -> None:
        secret = self.output("new-key", "v4.public").split("\n")[0]
        token = self.output(
            "encode", '{"exp":"2022-01-01T00:00:00Z"}', "--key", secret, "--no-iat", "--footer", "f"
        )
        shown = self.output("inspect", token)
        self.assertIn("NOT VERIFIED", shown)
        self.assertIn('exp: "2022-01-01T00:00:00Z"   (passed)', shown)
        found = json.loads(self.output("inspect", "--json", stdin=token))
        self.assertEqual((found["version"], found["purpose"], found["footer"]), ("v4", "public", "f"))
        self.assertEqual(found["payload"], {"exp": "2022-01-01T00:00:00Z"})
        local = self.output("encode", "--key", KEY)
        self.assertIn("ENCRYPTED", self.output("inspect", local))
        found = json.loads(self.output("inspect", local, "--json"))
        self.assertEqual((found["version"], found["purpose"], found["footer"]), ("v4", "local", None))
        self.assertNotIn("payload", found)


class NewKey(Command):
    def test_printed(self) -> None:
        self.assertRegex(self.output("new-key"), r"\Ak4\.local\.[\w-]{43}\Z")
        self.assertRegex(self.output("new-key", "v3.local"), r"\Ak3\.local\.[\w-]{43}\Z")
        self.assertRegex(
            self.output("new-key", "v4.public"), r"\Ak4\.secret\.[\w-]{86}\nk4\.public\.[\w-]{43}\Z"
        )
        self.assertNotEqual(self.output("new-key"), self.output("new-key"))

    def test_files(self) -> None:
        path = self.path("key")
        self.output("new-key", "-o", path)
        if os.name == "posix":
            self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
        self.assertEqual(self.paseto("new-key", "-o", path).returncode, 2)
        self.output("new-key", "-o", path, "--force")


class Process(Command):
    def test_in_a_process_of_its_own(self) -> None:
        token = PASETOv4.key("local", RAW).encode({"a": 1})
        for arguments in (("decode", token), ("decode", token[:-3]), ("inspect", "x")):
            here = self.paseto(*arguments, stdin=KEY)
            there = subprocess.run(
                [sys.executable, "-m", "jamlite", "paseto", *arguments],
                cwd=ROOT,
                input=KEY,
                capture_output=True,
                text=True,
                check=False,
            )
            self.assertEqual(Done(there.returncode, there.stdout, there.stderr), here)


if __name__ == "__main__":
    unittest.main()
