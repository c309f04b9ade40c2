"""`jamlite explain`: exit codes, forms of output, where key and password come from, the examples."""

from __future__ import annotations

import html.parser
import json
import os
import stat
from unittest import mock

from jamlite.explain import examples
from jamlite.jose import jws, jwt

from .running import InFolder

KEY = {"kty": "oct", "k": "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTEyMzQ"}
TOKEN = jwt.encode({"sub": "<b>\u202e", "exp": 2_000_000_000}, KEY)
SECRET = b"secret-secret-secret-secret-1234".hex()


class Tags(html.parser.HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes.update(name for name, _ in attrs)


class Explain(InFolder):
    def setUp(self) -> None:
        super().setUp()
        self.write("key", json.dumps(KEY).encode() + b"\n")

    def test_unusable_input(self) -> None:
        self.write("huge", b"x" * 200_000)
        for line, said in (
            ("", "no token|nothing to explain"),
            ("hello", "was it copied whole?"),
            ("{", "begins like JSON"),
            ("--token-file huge", "longer than 128 KiB"),
            ("--token-file absent", "absent: No such file"),
            (f"{TOKEN} --token-file key", "not both"),
            (f"{TOKEN} --example rfc7515-a.1", "not both"),
            ("--example rfc0000", "there is no example 'rfc0000'; there are rfc7515-a.1"),
            ("--example rfc7638", "there is no example 'rfc7638'; there are rfc7638-3.1\n"),
            ("--example 7638", "there is no example '7638'; there are rfc7638-3.1\n"),
            ("--example scrypt", "there is no example 'scrypt'; there are rfc7914-12\n"),
            ("- --key-file -", "standard input"),
            (f"{TOKEN} --json --html x", "not allowed with"),
            (f"{TOKEN} --depth deep", "choose from"),
            (f"{TOKEN} --now never", "Unix seconds"),
            (f"{TOKEN} --digits 3", "digits must be 6 to 10"),
            (f"{TOKEN} --html key", "key exists; --force overwrites it"),
        ):
            with self.subTest(line=line[-40:]):
                complaint = self.refused(f"explain {line}")
                self.assertTrue(any(words in complaint for words in said.split("|")), complaint)
                self.assertNotIn(TOKEN, complaint)

    def test_a_narrow_terminal(self) -> None:
        """No line is longer than the terminal, and lengths stay beside their values."""
        for name in examples.EXAMPLES:
            with mock.patch("jamlite.cli.common.columns", return_value=80):
                lines = self.ok(f"explain --example {name.upper()}").decode().split("\n")
            self.assertLessEqual(max(map(len, lines)), 80, name)
            self.assertFalse([line for line in lines if line.strip() in ("bytes)", "characters)", "..")])
        self.assertGreater(max(map(len, self.ok("explain --example rfc7515-a.3").decode().split("\n"))), 80)

    def test_exit_codes(self) -> None:
        right = f"explain {TOKEN} --key-file key --now 1900000000"
        self.assertTrue(self.ok(right).endswith(b"Result: explained; nothing was found wrong.\n"))
        self.assertIn(b"Missing: a key", self.ok(f"explain {TOKEN} --now 1900000000"))
        for line in (f"{right}0", f"explain {TOKEN[:-4]}AAAA --key-file key"):
            code, out, err = self.run_line(line)
            self.assertEqual((code, err), (1, ""))
            self.assertIn(b"Result: refused at step", out)

    def test_json_holds_each_value_whole_and_no_secret(self) -> None:
        line = f"explain {TOKEN} --key-file key --now 1900000000 --json"
        told = json.loads(self.ok(line))
        self.assertEqual((told["refused"], told["missing"]), (False, []))
        steps = {step["title"]: step for step in told["steps"]}
        self.assertEqual(len(steps["Compute the HMAC"]["values"]["HMAC"]), 64)
        self.assertNotIn(SECRET, json.dumps(told))
        self.assertIn(SECRET, self.ok(f"{line} --show-secrets").decode())

    def test_html_is_one_page_that_runs_nothing(self) -> None:
        line = f"explain {TOKEN} --key-file key --now 1900000000 --html"
        self.assertEqual(self.ok(f"{line} page.html"), b"explained; nothing was found wrong.\n")
        self.assertEqual(stat.S_IMODE(os.stat("page.html").st_mode), 0o600)
        page = self.read("page.html").decode()
        self.assertEqual(self.ok(f"{line} -").decode(), page)
        tags = Tags(page)
        self.assertEqual(tags.seen & {"script", "link", "img", "iframe", "a", "b", "form", "object"}, set())
        self.assertEqual(
            tags.attributes,
            {
                *("charset", "content", "http-equiv", "lang", "name"),
                *("aria-describedby", "class", "id", "open", "role", "type"),
            },
        )
        self.assertIn("default-src &#x27;none&#x27;", page)
        self.assertIn("&lt;b&gt;\\u202e", page)
        self.assertNotIn("\u202e", page)
        self.assertNotIn(SECRET, page)
        self.assertNotIn("http", page.replace("http-equiv", ""))

    def test_key_and_password_from_files(self) -> None:
        book = examples.EXAMPLES["rfc7520-5.3"]
        self.write("token", book["text"].encode())
        self.write("password", book["password"].encode())
        found = self.ok("explain --token-file token --password-file password --show-secrets")
        self.assertIn(b"Read the plaintext", found)
        self.assertEqual(
            self.ok("explain - --password-file password --show-secrets", book["text"].encode()), found
        )
        self.ok(f"explain {TOKEN} --key-file - --now 1900000000", json.dumps(KEY).encode())
        self.write("der", b"\x30\x03\x02\x01\xff")
        self.assertIn(b"SEQUENCE", self.ok("explain --token-file der"))

    def test_what_a_token_goes_with(self) -> None:
        detached = jws.sign(b"\xffpay\n", KEY, {"alg": "HS256"}, detached=True)
        self.write("payload", b"\xffpay\n")
        line = f"explain {detached} --key-file key"
        self.assertIn(b"Take the detached payload", self.ok(f"{line} --payload-file payload"))
        self.assertEqual(self.run_line(f"{line} --payload-file key")[0], 1)
        self.assertIn(b"Missing: the payload (--payload-file)", self.ok(line))
        self.assertIn("carries its payload", self.refused(f"explain {TOKEN} --payload-file payload"))
        proof = examples.EXAMPLES["rfc9449-12"]
        self.write("token", proof["access_token"].encode() + b"\n")
        line = f"explain {proof['text']} --now {proof['now']}"
        self.assertIn(b"ath of the access token", self.ok(f"{line} --access-token-file token"))
        self.assertEqual(self.run_line(f"{line} --access-token x")[0], 1)
        self.assertIn(b"Missing: the access token", self.ok(line))
        hashed = jwt.encode({"c_hash": "LDktKdoQak3Pk0cnXxCltA"}, KEY)
        code = "Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk"
        self.ok(f"explain {hashed} --authorization-code {code}")
        self.assertEqual(self.run_line(f"explain {hashed} --authorization-code x")[0], 1)
        self.assertEqual(self.run_line(f"explain {jwt.encode({'s_hash': 'x'}, KEY)} --state y")[0], 1)
        self.ok("explain MTIzNDU2Nzg5MDEyMzQ1Njc4OTA= --steam --now 0 --code GG5F5")
        self.assertIn("standard input", self.refused("explain - --payload-file -"))

    def test_a_paseto_with_its_assertion(self) -> None:
        given = examples.EXAMPLES["paseto-4-s-1"]
        line = f"explain {given['text']} --key {given['key']} --now {given['now']}"
        self.ok(line)
        self.assertEqual(self.run_line(f"{line} --assertion other")[0], 1)

    def test_a_one_time_secret(self) -> None:
        secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
        self.assertIn(b"D  755224", self.ok(f"explain {secret} --counter 0 --code 755224"))
        self.assertEqual(self.run_line(f"explain {secret} --counter 0 --code 755225")[0], 1)
        self.assertIn(b"94287082", self.ok(f"explain {secret} --now 59 --digits 8"))

    def test_examples(self) -> None:
        listed = self.ok("explain --example").decode().splitlines()
        self.assertEqual([line.split()[0] for line in listed], list(examples.EXAMPLES))
        self.assertEqual(list(json.loads(self.ok("explain --example --json"))), list(examples.EXAMPLES))
        self.assertIn(b"755224", self.ok("explain --example rfc4226-d"))
        short = self.ok("explain --example rfc8439-2.4.2")
        self.assertEqual(self.ok("explain --example rfc8439-2.4.2 --depth full"), short)
