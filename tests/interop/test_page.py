"""`jamlite page` and the pages of `explain --html` in Chromium: what is seen, typed, clicked and asked.

JAMLITE_NODE_MODULES names the folder node_modules that has playwright-core and axe-core. With
JAMLITE_PICTURES=FOLDER the pictures of every state are kept there, to be looked at.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import subprocess
import tempfile
import threading
import unittest
from typing import Any
from urllib.parse import urlsplit

from jamlite import otp
from jamlite.cli import main
from jamlite.cli.page_answers import MADE
from jamlite.cli.page_server import PageServer
from jamlite.jose import jwt
from tests.support import absent

FOLDER = os.path.dirname(os.path.abspath(__file__))
KEY = {"kty": "oct", "k": "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTEyMzQ"}
TOKEN = jwt.encode({"sub": "alice", "iat": 1_700_000_000, "exp": 4_000_000_000}, KEY)
ATTACK = "<img src=x onerror='window.owned=1'><script>window.owned=1</script>"
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
FILES = ("rfc7515-a.3", "rfc7516-a.1", "paseto-4-e-1", "rfc4226-d", "fips197-b")


def drive(task: dict[str, Any]) -> dict[str, Any]:
    """Return what page.mjs saw."""
    modules, node = os.environ.get("JAMLITE_NODE_MODULES", ""), shutil.which("node")
    browser = shutil.which("chromium")
    packages = all(os.path.isdir(os.path.join(modules, name)) for name in ("playwright-core", "axe-core"))
    if node is None or browser is None or not modules or not packages:
        raise absent(
            "chromium, node, and JAMLITE_NODE_MODULES with the npm packages playwright-core, axe-core"
        )
    done = subprocess.run(
        [node, os.path.join(FOLDER, "page.mjs"), os.path.dirname(os.path.abspath(modules)), browser],
        input=json.dumps(task),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    if done.returncode:
        raise AssertionError(done.stderr)
    seen: dict[str, Any] = json.loads(done.stdout)
    return seen


class Page(unittest.TestCase):
    seen: dict[str, Any]

    @classmethod
    def setUpClass(cls) -> None:
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        files = {}
        for name in FILES:
            path = os.path.join(scratch.name, f"{name}.html")
            with contextlib.redirect_stdout(io.StringIO()):
                main(["explain", "--example", name, "--html", path])
            files[name] = f"file://{path}"
        cls.server = PageServer()
        cls.addClassCleanup(cls.server.server_close)
        thread = threading.Thread(target=cls.server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        cls.addClassCleanup(thread.join)
        cls.addClassCleanup(cls.server.shutdown)
        hostile = jwt.encode({"sub": ATTACK, ATTACK: ATTACK}, KEY, header={"kid": ATTACK})
        cls.seen = drive(
            {
                "url": cls.server.url,
                "token": TOKEN,
                "key": json.dumps(KEY),
                "hostile": hostile,
                "secret": SECRET,
                "files": files,
                "pictures": os.environ.get("JAMLITE_PICTURES"),
            }
        )

    def test_a_token_is_taken_apart_in_colour_while_it_is_typed(self) -> None:
        self.assertEqual(self.seen["typed"], TOKEN[:30])
        self.assertEqual(self.seen["colours"], TOKEN.split("."))
        self.assertEqual(self.seen["names"], ["header", "payload", "signature"])
        self.assertEqual(len(set(self.seen["distinct"])), 3)
        self.assertEqual(self.seen["right"], "explained; nothing was found wrong.")
        self.assertIn("2096-10-02 07:06:40 UTC", self.seen["time"])

    def test_names_tell_their_meaning_and_steps_unfold(self) -> None:
        self.assertEqual(self.seen["tip"], ["not valid from this time on (RFC 7519 section 4.1.4)", True])
        self.assertFalse(self.seen["quiet"])
        self.assertTrue(self.seen["hover"])
        self.assertEqual(self.seen["folded"], [None, ""])
        self.assertEqual(self.seen["unfold"], [False, True])  # the button is there where steps are

    def test_one_changed_character_breaks_a_step(self) -> None:
        breaks = {
            "header": "refused at step 6: Look up the algorithm.",
            "payload": "refused at step 7: Compare the tags.",
            "signature": "refused at step 7: Compare the tags.",
        }
        for part, said in breaks.items():
            with self.subTest(part=part):
                told = self.seen["tampered"][part]
                self.assertEqual(told["said"], said)
                self.assertIn(f"of the {part}", told["where"])
                self.assertTrue(told["open"] and all("WRONG" in title for title in told["open"]))
                differ = [a != b for a, b in zip(told["token"], TOKEN)]
                self.assertEqual((len(told["token"]), sum(differ)), (len(TOKEN), 1))
        self.assertTrue(self.seen["restored"])
        self.assertIn("of the signature", self.seen["clicked"])

    def test_tokens_are_made_and_their_keys_check_them(self) -> None:
        self.assertEqual(self.seen["algorithms"], list(MADE))
        made = self.seen["made"]
        self.assertEqual(set(made), set(MADE) - {"RS256"})
        self.assertEqual(len({one["token"] for one in made.values()}), len(made))
        for alg in ("HS256", "ES256", "EdDSA", "PS256"):
            claims = jwt.decode(made[alg]["token"], json.loads(made[alg]["key"]), algorithms=[alg])
            self.assertEqual(claims["sub"], "alice")
        self.assertNotIn('"d"', made["ES256"]["key"])
        self.assertIn('"d"', made["ES256"]["private"])
        self.assertTrue(made["v4.public"]["key"].startswith("k4.public."))

    def test_one_time_codes_are_those_of_the_command_line(self) -> None:
        told = self.seen["totp"]
        self.assertEqual(len(told["fresh"]), 32)
        self.assertGreaterEqual(len(told["codes"]), 3)  # of two seconds each, as the clock ran
        codes = []
        for second in (told["when"], told["when"] - 2):  # the period may have ended between the two looks
            out = io.StringIO()
            with contextlib.redirect_stdout(out):
                main(["otp", "code", "--secret", SECRET, "--time", str(int(second))])
            codes.append(out.getvalue().strip())
        self.assertIn(told["code"], codes)
        self.assertEqual(otp.parse_uri(told["uri"]).secret, b"12345678901234567890")
        self.assertEqual(told["svg"].count("<path"), 2)
        self.assertTrue(0 <= told["left"] <= 30)

    def test_nothing_leaves_this_machine_and_nothing_is_kept(self) -> None:
        places = {urlsplit(url).netloc for url in self.seen["requests"] if not url.startswith("file:")}
        self.assertEqual(places, {self.server.host})
        self.assertGreater(len(self.seen["requests"]), 20)
        self.assertEqual(self.seen["stored"], [0, 0, ""])
        self.assertEqual(self.seen["console"], [])

    def test_what_a_token_says_is_not_obeyed(self) -> None:
        self.assertEqual(self.seen["hostile"], ["undefined", 0])

    def test_without_javascript(self) -> None:
        self.assertIn("Result: explained; nothing was found wrong.", self.seen["still"])
        self.assertIn(TOKEN, self.seen["still"])
        self.assertFalse(self.seen["stillHidden"])

    def test_accessibility_and_width(self) -> None:
        self.assertGreaterEqual(set(self.seen["axe"]), {"empty", "right", "wrong", "dark", "narrow", *FILES})
        for name, faults in self.seen["axe"].items():
            with self.subTest(page=name):
                self.assertEqual(faults, [])
                self.assertLessEqual(self.seen["wide"][name], 0)


if __name__ == "__main__":
    unittest.main()
