"""CCTV's files: JSON and texts, told by what is in them; damaged ones, and other texts beside them."""

from __future__ import annotations

import os
import unittest
from typing import Any

from jamlite.conformance import foreign, foreign_cctv, ml_dsa_accumulated, plain_ml_dsa_cases, runner
from jamlite.conformance.vectors import VectorFileError
from jamlite.exceptions.base import JamError
from tests.conformance.test_foreign import Foreign

# The key of RFC 6979 appendix A.2.5, and the message whose first nonce is not below the order.
RFC6979 = """# RFC 6979 rejection sampling vector

curve: NIST P-256

x = C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721

Ux = 60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6

Uy = 7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299

With SHA-256, message = "wv[vnX":
k = 2AE40DF9D9DAB61D688DE3DCB9867A98ECC70DD4D6C0F6C228B6E4E0B18B29BC
r = EFD9073B652E76DA1B5A019C0E4A2E3FA529B035A6ABB91EF67F0ED7A1F21234
s = 3DB4706C9D9F4A4FE13BB5E08EF0FAB53A57DBAB2061C83A35FA411C68D2BA33
"""
ACCUMULATED = """# Accumulated ML-DSA tests

### ML-DSA-44

- 2 iterations: `{}`
- 10 000 iterations: `e7fd21f6a59bcba60d65adc44404bb29a7c00e5d8d3ec06a732c00a306a7d143`
- 60 000 000 iterations: `080b48049257f5cd30dee17d6aa393d6c42fe52a29099df84a460ebaf4b02330`

## Field operation tests
"""
PRIMES = (2**255 - 19, 2**256 - 2**224 + 2**192 + 2**96 - 1)  # of Curve25519 and P-256


class CCTV(Foreign):
    def text(self, text: str, name: str = "README.md") -> None:
        with open(os.path.join(self.folder, name), "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)

    def make(self, **options: Any) -> Any:
        return foreign.make("cctv", self.folder, **options)

    def test_a_nonce_out_of_range(self) -> None:
        self.text(RFC6979)
        self.assertEqual(self.counts(self.make()), (3, 0, 0))
        self.text(RFC6979.replace("k = 2A", "k = 2B"))
        self.assertEqual(self.counts(self.make()), (2, 1, 0))
        self.text(RFC6979.replace("s = 3D", "s = 3E"))
        self.assertEqual(self.counts(self.make()), (1, 2, 0))
        self.text(RFC6979.replace("P-256", "P-384"))
        self.assertEqual(self.make().left_out, {"another curve than P-256": 1})
        self.text(RFC6979.replace("Ux", "Wx"))
        self.assertIn("KeyError", self.make().faults[0])
        self.text(RFC6979.replace("x = C9A", "x = C9"))
        self.assertIn("ValueError", self.make().faults[0])

    def test_many_keys_in_one_hash(self) -> None:
        digest: Any = runner.families()["ML-DSA-44"]["accumulate"](count=2)
        plain: Any = plain_ml_dsa_cases.FAMILIES["ML-DSA-44"]["accumulate"](count=2)
        self.assertEqual(digest, plain)
        self.text(ACCUMULATED.format(digest["digest"].hex()))
        made = self.make()
        self.assertEqual((self.counts(made), made.total("slow"), made.faults), ((1, 0, 0), 1, []))
        self.assertEqual(sorted(made.left_out.values()), [1, 1])
        self.text(ACCUMULATED.format("00" * 32))
        self.assertEqual(self.counts(self.make()), (0, 1, 0))
        for count in (0, -1, ml_dsa_accumulated.MOST + 1, "2", None, 10**40):
            with self.assertRaises(JamError):
                runner.families()["ML-DSA-44"]["accumulate"](count=count)  # type: ignore[arg-type]
        with self.assertRaisesRegex(JamError, "signature 1 does not verify"):
            ml_dsa_accumulated.digest(2, _second_fails())

    def test_candidates_for_primes(self) -> None:
        lines = [f"{number:064x}" for number in (PRIMES[0], 2**255 - 17, PRIMES[0] + 6, PRIMES[1])]
        self.text("\n".join(lines), "rsa.bench.2048.txt")
        self.assertEqual(self.counts(self.make()), (1, 0, 0))
        for changed in (lines[::-1][1:], [*lines, lines[1]], [lines[1], lines[3]], [lines[0], *lines]):
            self.text("\n".join(changed), "rsa.bench.2048.txt")
            self.assertEqual(self.counts(self.make()), (0, 1, 0), changed)
        self.text("\n".join([*lines, "zz"]), "rsa.bench.2048.txt")
        self.assertEqual(len(self.make().faults), 1)
        self.text("f" * 4_000_000, "rsa.bench.2048.txt")  # asks for hours; it is refused
        self.assertIn("more than", self.make().failures[0].reason)

    def test_other_texts_beside_them(self) -> None:
        """A README is no vector file and is not counted as unread; other files are."""
        self.text("# The Community Cryptography Test Vectors\n")
        with self.assertRaises(VectorFileError):
            self.make()
        os.mkdir(os.path.join(self.folder, "RFC6979"))
        self.text(RFC6979, "RFC6979/README.md")
        self.text("d = 00\n", "ML-KEM-512.txt")
        self.text('["BUS7IAZWYOZ4JHJQYDWRTJL4V7"]', "ML-DSA-44.json")
        made = self.make()
        self.assertEqual((self.counts(made), made.unread), ((3, 0, 0), ["ML-DSA-44.json", "ML-KEM-512.txt"]))
        with open(os.path.join(self.folder, "binary.txt"), "wb") as stream:
            stream.write(b"\xff\xfe\0")
        self.assertIn("cannot be read as text: UnicodeDecodeError", self.make().faults[0])
        self.assertEqual(self.make(only="rfc6979").faults, [])

    def test_what_is_recognised(self) -> None:
        for data in (None, 1, "", "#", [], [1], [{}], {}, "0" * 63, "# RFC 6979", b"0" * 64):
            self.assertFalse(foreign_cctv.recognises(data), data)


def _second_fails() -> Any:
    answers = iter([(b"key", b"signature"), None])
    return lambda seed: next(answers)


if __name__ == "__main__":
    unittest.main()
