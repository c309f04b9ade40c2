"""What every command shares: the way in, exit codes, secrets, private files, what a terminal is shown."""

from __future__ import annotations

import argparse
import contextlib
import io
import itertools
import json
import os
import stat
import subprocess
import sys
import unittest
from collections.abc import Iterator
from unittest import mock

from jamlite import __version__, cli
from jamlite.cli import common, values
from jamlite.cli.common import CommandError
from jamlite.exceptions import JamError, JamSelfTestError
from jamlite.jose import JWK
from tests.cli.running import InFolder
from tests.support import ROOT, few_iterations


class Main(InFolder):
    def test_lines_that_name_no_command(self) -> None:
        for line in ("", "nothing", "--nothing", "Jwt", "jwt nothing"):
            with self.subTest(line=line):
                self.assertIn("usage: jamlite", self.refused(line))

    def test_help_and_version(self) -> None:
        self.assertEqual(self.ok("--version"), f"jamlite {__version__}\n".encode())
        shown = self.ok("--help").decode()
        for name, summary in cli.GROUPS.items():
            self.assertIn(name, shown)
            self.assertIn(summary[:20], shown)
            self.assertIn(f"usage: jamlite {name}", self.ok(f"{name} --help").decode())
        self.assertIn("Exit codes", shown)

    def test_a_faulty_primitive_is_no_refusal(self) -> None:
        with mock.patch(
            "jamlite.cli.inspect_command.describe", side_effect=JamSelfTestError("SHA-256 is shut")
        ):
            complaint = self.refused("jwt inspect a.b.c", code=3)
        self.assertEqual(complaint, "jamlite: SHA-256 is shut; run `jamlite selftest`\n")

    def test_only_the_named_group_is_loaded(self) -> None:
        script = "import sys; from jamlite import cli; cli.build_parser('otp'); print(sorted(sys.modules))"
        done = subprocess.run(
            [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
        )
        self.assertIn("jamlite.cli.otp_command", done.stdout)
        self.assertNotIn("jamlite.cli.jwt_command", done.stdout)

    def test_a_group_says_the_same_whether_the_others_are_there_or_not(self) -> None:
        def groups(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
            [action] = [action for action in parser._actions if action.dest == "group"]
            return dict(action.choices or {})  # type: ignore[call-overload]

        whole = cli.build_parser("all")
        everything = groups(whole)
        self.assertEqual(list(everything), list(cli.GROUPS))
        self.assertEqual(cli.build_parser(None).format_help(), whole.format_help())
        for name in cli.GROUPS:
            parser = cli.build_parser(name)
            with self.subTest(name):
                self.assertEqual(parser.format_usage(), whole.format_usage())
                self.assertEqual(list(groups(parser)), [name])
                self.assertEqual(groups(parser)[name].format_help(), everything[name].format_help())

    def test_errors_are_one_line(self) -> None:
        for error, code, said in (
            (JamError("secret is wrong", details={"x": 1}), 2, "jamlite: secret is wrong\n"),
            (FileNotFoundError(2, "No such file", "there"), 2, "jamlite: there: No such file\n"),
            (OSError("odd"), 2, "jamlite: input: odd\n"),
            (KeyboardInterrupt(), 130, "jamlite: interrupted\n"),
        ):
            with mock.patch("jamlite.cli.selftest_command.run", side_effect=error):
                self.assertEqual(self.run_line("selftest"), (code, b"", said))

    def test_an_unknown_name_is_told_the_nearest(self) -> None:
        for line, command, said in (
            ("otp code --secrt X", "otp code", "unknown option: --secrt; did you mean --secret?"),
            ("jwt decode --audienze=x", "jwt decode", "unknown option: --audienze; did you mean --audience?"),
            ("opt code", "", "did you mean otp?"),
            ("jwk generate rsa", "jwk generate", "did you mean RSA?"),
            ("jwt decod", "jwt", "did you mean decode?"),
        ):
            with self.subTest(line=line):
                complaint = self.refused(line)
                self.assertIn(said, complaint)
                self.assertTrue(complaint.startswith(f"usage: jamlite {command}".rstrip()))
        self.assertNotIn("hunter2", self.refused("otp code x --json hunter2"))

    def test_a_terminal_is_not_obeyed(self) -> None:
        for line in (
            "jwt decode --key-file \x1b[2J\x9b31m",
            "keys aes -o no\x1b[1A/such/folder",
            "jwk thumbprint \x1b]0;title\x07",
            "paseto decode x --key-file a\rb\x7f",
        ):
            with self.subTest(line=line):
                said = self.refused(line)
                self.assertFalse([mark for mark in said if mark != "\n" and not mark.isprintable()], said)

    def test_a_secret_that_is_missing(self) -> None:
        self.write("empty", b"")
        for line, said in (
            ("jwt decode a.b.c", "no key was given; name its file: --key-file FILE"),
            ("jwt decode a.b.c --key-file empty", "no key was given\n"),
            ("otp code", "no secret was given; name its file: --secret-file FILE"),
            ("password hash", "no password was given; name its file: --password-file FILE"),
        ):
            self.assertIn(said, self.refused(line), line)

    def test_help_fits_a_terminal(self) -> None:
        for group, width in itertools.product(cli.GROUPS, (60, 80)):
            with mock.patch.dict(os.environ, {"COLUMNS": str(width)}):
                lines = self.ok(f"{group} --help").decode().splitlines()
            # argparse keeps [--option {A,B}] and (--a A | --b B) whole
            long = [
                line for line in lines if len(line) > width and not line.lstrip().startswith(("[--", "("))
            ]
            self.assertEqual(long, [], (group, width))

    def test_warnings_are_one_line_too(self) -> None:
        code, out, err = self.run_line("jwt encode --key short")
        self.assertEqual((code, out.count(b".")), (0, 2))
        self.assertRegex(err, r"^jamlite: warning: HS256 wants a secret of at least 32 bytes [^\n]*\n$")

    def test_streams_that_the_caller_closed(self) -> None:
        """`jamlite ... <&-`: Python then has None in their places."""

        @contextlib.contextmanager
        def closed(*names: str) -> Iterator[None]:
            with contextlib.ExitStack() as stack:
                for name in names:
                    stack.enter_context(mock.patch(f"sys.{name}", None))
                try:
                    yield
                finally:  # what main put in their places
                    for stream in (getattr(sys, name) for name in names):
                        if stream is not None:
                            stream.close()

        said = io.StringIO()
        with closed("stdin"), contextlib.redirect_stderr(said):
            self.assertEqual(cli.main(["jwt", "decode", "--key", "x" * 32]), 2)
        self.assertIn("no token was given", said.getvalue())
        said = io.StringIO()
        with closed("stdout"), contextlib.redirect_stderr(said):
            self.assertEqual(cli.main(["version"]), 2)
        self.assertEqual(said.getvalue(), "jamlite: standard output is closed\n")
        with closed("stdin", "stdout", "stderr"):
            self.assertEqual(cli.main(["version"]), 2)

    def test_claims_typed_in_a_locale_of_ascii(self) -> None:
        """LC_ALL=C: their bytes stand in surrogates."""
        typed = '{"sub":"\u00e9"}'.encode().decode("ascii", "surrogateescape")
        with mock.patch("os.fsencode", lambda text: text.encode("ascii", "surrogateescape")):
            self.assertEqual(values.json_object(typed, "the claims"), {"sub": "\u00e9"})
            self.assertEqual(values.json_object('{"sub":"\u00e9"}', "the claims"), {"sub": "\u00e9"})
        with self.assertRaises(CommandError):
            values.json_object('{"sub":"\udcff"}', "the claims")

    def test_a_reader_that_goes_away(self) -> None:
        command = f"{sys.executable} -m jamlite selftest | head -1"
        done = subprocess.run(["sh", "-c", command], cwd=ROOT, capture_output=True, text=True, check=True)
        self.assertEqual(done.stderr, "")
        self.assertEqual(done.stdout.count("\n"), 1)


class Secrets(InFolder):
    def read_with(self, stdin: bytes, value: str | None = None, file: str | None = None) -> str:
        with mock.patch("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin))):
            return common.read_secret(value, file, "Key")

    def test_where_it_comes_from(self) -> None:
        self.write("file", b"from file\n")
        self.assertEqual(self.read_with(b"x", "argument"), "argument")
        self.assertEqual(self.read_with(b"x", None, "file"), "from file")
        for file in (None, "-"):
            self.assertEqual(self.read_with(b"from stdin\n", None, file), "from stdin")

    def test_one_line_break_goes(self) -> None:
        for data, secret in (
            (b"a\n", "a"), (b"a\r\n", "a"), (b"a\n\n", "a\n"), (b" a ", " a "), (b"\xef\xbb\xbfa", "a"),
            (b"a\r", "a"),
        ):  # fmt: skip
            self.assertEqual(self.read_with(data), secret)

    def test_what_is_no_secret(self) -> None:
        for data in (b"", b"\n", b"\r\n", b"\xff"):
            with self.subTest(data=data), self.assertRaises(CommandError):
                self.read_with(data)
        with self.assertRaises(CommandError):
            self.read_with(b"", "")
        with self.assertRaises(FileNotFoundError):
            self.read_with(b"", None, "absent")

    @few_iterations()
    def test_the_password_of_a_key_is_asked_for(self) -> None:
        """On a terminal; without one the complaint names the option."""
        made = JWK.generate("EC", crv="P-256")
        self.write("key.pem", made.to_pem(password="geheim").encode())
        line = "jwt encode {} --key-file key.pem"
        self.assertIn("--password-file", self.refused(line))
        with mock.patch("jamlite.cli.common._on_terminal", return_value=True):
            for typed, code in (("geheim", 0), ("falsch", 2), ("", 2)):
                with mock.patch("getpass.getpass", return_value=typed) as asked:
                    self.assertEqual(self.run_line(line)[0], code)
                asked.assert_called_once_with("Password of the key: ")

    def test_a_der_key_is_told_its_way(self) -> None:
        self.write("key.der", JWK.generate("EC", crv="P-256").to_der())
        said = self.refused("jwt encode {} --key-file key.der")
        self.assertIn("jamlite jwk convert --to pem", said)
        self.ok("jwk convert --to pem -o key.pem key.der")
        self.ok("jwt encode {} --key-file key.pem")

    def test_two_things_from_one_input(self) -> None:
        with mock.patch("sys.stdin", io.StringIO()):
            for secret, file in ((None, None), (None, "-")):
                with self.assertRaises(CommandError):
                    common.check_one_from_stdin("-", secret, file)
            for content, secret, file in (
                ("-", "s", None),
                ("-", None, "f"),
                ("x", None, "-"),
                ("x", None, None),
            ):
                common.check_one_from_stdin(content, secret, file)

    def test_value_or_file_not_both(self) -> None:
        parser = argparse.ArgumentParser()
        common.add_secret_options(parser, "key", "the key")
        with mock.patch("sys.stderr", io.StringIO()), self.assertRaises(SystemExit):
            parser.parse_args(["--key", "a", "--key-file", "b"])
        self.assertEqual(parser.parse_args(["--key-file", "-"]).key_file, "-")

    def test_input_size(self) -> None:
        with mock.patch.object(common, "MAX_INPUT", 10):
            for size, fits in ((9, True), (10, True), (11, False)):
                self.write("file", b"x" * size)
                for file in ("file", "-"):
                    with mock.patch("sys.stdin", io.TextIOWrapper(io.BytesIO(b"x" * size))):
                        if fits:
                            self.assertEqual(len(common.read_bytes(file)), size)
                        else:
                            self.assertRaises(CommandError, common.read_bytes, file)

    def test_tokens_and_objects(self) -> None:
        self.write("token", b" a.b.c\n")
        for given in ({"token": " a.b.c\n"}, {"token_file": "token"}):
            options = argparse.Namespace(**{"token": None, "token_file": None, **given})
            self.assertEqual(common.read_token(options), "a.b.c")
        for text in (" ", "\n"):
            with self.assertRaises(CommandError):
                common.read_token(argparse.Namespace(token=text, token_file=None))
        with self.assertRaises(CommandError):
            common.read_token(argparse.Namespace(token="a.b.c", token_file="token"))
        self.assertEqual(values.json_object('{"a":1}', "x"), {"a": 1})
        for text in ("", "[]", "x", '{"a":1,"a":2}', "{", "null"):
            with self.assertRaises(CommandError):
                values.json_object(text, "x")

    def test_mistakes_in_json_have_a_place(self) -> None:
        for text, said in (
            ('{"a": 1,\n "b" 2}', "x is not JSON: line 2, column 6: .*':'"),
            ("{'a': 1}", "x is not JSON: line 1, column [12]: .*; JSON wants double quotes"),
            ('{"a": 1', "line 1, column [28]: "),
            ('{"a": 1,}', "line 1, column [89]: "),  # 3.13 points at the comma
            ('{"a": 1} x', "line 1, column 10: extra data"),
            ("", "line 1, column 1"),
            ('{"a":1,"a":2}', "two members of one name$"),
            ('{"a":NaN}', "NaN, which is not a JSON number$"),
        ):
            with self.subTest(text=text), self.assertRaisesRegex(CommandError, said):
                values.json_object(text, "x")

    def test_durations_and_moments(self) -> None:
        for text, seconds in (
            ("90", 90), ("-1.5", -1.5), ("+5", 5), ("30s", 30), ("15m", 900), ("1h30m", 5400),
            ("7d", 604_800), ("2w", 1_209_600), ("-1h", -3600), ("0", 0),
        ):  # fmt: skip
            found = values.duration(text)
            self.assertEqual((found, type(found)), (seconds, type(seconds)))
        for text in ("", "x", "1y", "h", "1.5h", "1 h", "nan", "inf", "1e300", "1h-1m", "\u0661", "9" * 13):
            with self.subTest(text=text), self.assertRaises(argparse.ArgumentTypeError):
                values.duration(text)
        for text, seconds in (
            ("0", 0), ("1795935148", 1_795_935_148), ("1970-01-01T00:01:00Z", 60),
            ("1970-01-01T01:01:00+01:00", 60), ("1970-01-01T00:00:00.500000+00:00", 0.5),
        ):  # fmt: skip
            self.assertEqual(values.moment(text), seconds)
        for text in ("", "now", "2026-11-29", "2026-11-29T06:00:00", "2026-13-01T00:00:00Z", "nan", "Z"):
            with self.subTest(text=text), self.assertRaises(argparse.ArgumentTypeError):
                values.moment(text)


class PrivateFiles(InFolder):
    def test_mode_and_overwriting(self) -> None:
        before = os.umask(0)
        self.addCleanup(os.umask, before)
        common.write_private_file("key", b"1")
        self.assert_private("key")
        with self.assertRaises(CommandError):
            common.write_private_file("key", b"2")
        self.assertEqual(self.read("key"), b"1")
        os.chmod("key", 0o644)
        common.write_private_file("key", b"2", force=True)
        self.assertEqual(self.read("key"), b"2")
        self.assert_private("key")
        self.assertEqual(os.listdir("."), ["key"])

    def test_links_are_not_followed(self) -> None:
        self.write("target", b"old")
        os.chmod("target", 0o600)
        os.symlink("target", "link")
        os.symlink("nowhere", "dangling")
        for name in ("link", "dangling"):
            with self.assertRaises(CommandError):
                common.write_private_file(name, b"new")
            common.write_private_file(name, b"new", force=True)
            self.assertFalse(stat.S_ISLNK(os.lstat(name).st_mode))
        self.assertEqual(self.read("target"), b"old")
        self.assertFalse(os.path.lexists("nowhere"))

    def test_a_folder_that_is_not_there(self) -> None:
        for force in (False, True):
            with self.assertRaises(OSError):
                common.write_private_file(os.path.join("no", "key"), b"1", force=force)

    def test_a_failed_overwriting_leaves_no_secret_behind(self) -> None:
        os.mkdir("folder")
        with self.assertRaises(OSError) as caught:
            common.write_private_file("folder", b"secret", force=True)
        self.assertEqual(caught.exception.filename, "folder")
        self.assertEqual(os.listdir("."), ["folder"])


class Shown(unittest.TestCase):
    def test_what_does_not_print_is_escaped(self) -> None:
        for text in (
            "\x1b[2J",
            "\x9b",
            "\u202e",
            "\u200b",
            "\r",
            "\t",
            "\x07",
            "\ud800",
            "\U000e0001",
            "\x7f",
        ):
            with self.subTest(text=repr(text)):
                shown = common.printable(f"a{text}é\n")
                self.assertNotIn(text[0], shown)
                self.assertTrue(shown.startswith("a\\") and shown.endswith("é\n"))
                self.assertEqual(json.loads(common.json_text({text: [text]})), {text: [text]})
        self.assertEqual(common.printable("plain é漢😀\n"), "plain é漢😀\n")

    def test_what_the_encoding_lacks_is_escaped(self) -> None:
        with mock.patch("sys.stdout", io.TextIOWrapper(io.BytesIO(), "ascii")):
            self.assertEqual(common.printable("é😀"), "\\u00e9\\ud83d\\ude00")


if __name__ == "__main__":
    unittest.main()
