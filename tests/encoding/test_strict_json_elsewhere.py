"""Strict JSON where `json` has not been imported, or has no C: the same refusals, the same values."""

from __future__ import annotations

import json
import subprocess
import sys
import unittest

from tests.support import ROOT

DAMAGED = (
    '{"a" 1}', "{'a':1}", '{"a":1,}', "{,}", "{1:2}", "[1 2]", "[1,]", '"abc', '"\t"', '"\x00"', '"\\x"',
    "tru", "[1\u2003]", "\x0b1", "1.", "01", "1_0",
)  # fmt: skip
# Each is a number or a character to functions of Python that know more than RFC 8259 sections 6 and 7.
LENIENT = (
    "1\u0660", "[-1\u0661]", "[1.\u0661]", "[1.5\u0660]", "[1e\u0665]", "[1" + 320 * "\u0661" + "]",
    '"\\u+123"', '"\\u 123"', '"\\u12 "', '"\\u1_23"', '"\\u\u0660\u0660\u0664\u0661"', '"\\u0x1"',
    '"\\ud83d\\u+e00"', '"\\\\\\u+041"', '["\\u12\\\\34"]', '"\\u"', '"\\u004',
)  # fmt: skip
GOOD = (
    '"\\u0041"',
    '"\\\\u+12"',
    '"\\\\\\u0041\\\\\\\\u"',
    '"\\uD83D\\ude00"',
    '{"\u0661":[1,-2.5e3]}',
    '"\u0660"',
)

CODE = """
import sys
texts = {texts!r}
{before}
from jamlite.encoding import strict_json
from jamlite.exceptions import JamEncodingError
{after}
for text in texts:
    for given in (text, text.encode()):
        try:
            print(ascii(strict_json.loads(given)))
        except JamEncodingError as error:
            print(error.message)
"""


class Elsewhere(unittest.TestCase):
    def answers(self, texts: tuple[str, ...], before: str, after: str) -> list[str]:
        """Return what a new process makes of each text, and of its bytes."""
        code = CODE.format(texts=texts, before=before, after=after)
        given = [sys.executable, "-S", "-c", code]
        done = subprocess.run(given, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout.splitlines()

    def check(self, before: str, after: str = "") -> None:
        for text, answer in zip(
            (one for one in DAMAGED + LENIENT for _ in range(2)),
            self.answers(DAMAGED + LENIENT, before, after),
        ):
            with self.subTest(ascii(text)[:40]):
                self.assertEqual(answer, "the text is not JSON")
        expected = [ascii(json.loads(text)) for text in GOOD for _ in range(2)]
        self.assertEqual(self.answers(GOOD, before, after), expected)

    def test_before_json_is_imported(self) -> None:
        without_c = "if sys.implementation.name == 'cpython': "
        self.check("", f"{without_c}assert 'json' not in sys.modules")

    def test_without_c(self) -> None:
        self.check("sys.modules['_json'] = None")


if __name__ == "__main__":
    unittest.main()
