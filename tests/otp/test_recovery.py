"""jamlite.otp.recovery: codes made, hashed, used once."""

from __future__ import annotations

import hashlib
import unittest

from jamlite.exceptions import JamOTPError
from jamlite.otp import recovery


class Recovery(unittest.TestCase):
    def test_what_is_no_code(self) -> None:
        stored = recovery.hashed(recovery.generate(2))
        for code in (
            None,
            5,
            b"x",
            "",
            "a" * 24,
            "a" * 23,
            "-" * 200,
            "\ud800" * 24,
            "é" * 24,
            "0" * 24,
            stored[0],
        ):
            with self.subTest(code=code):
                self.assertIsNone(recovery.use(code, stored))  # type: ignore[arg-type]

    def test_refused(self) -> None:
        for count in (0, -1, 101, True, 1.0, None):
            with self.subTest(count=count), self.assertRaises(JamOTPError):
                recovery.generate(count)  # type: ignore[arg-type]
        for codes in (["x"], [None], "a" * 24, [recovery.generate(1)[0][:-1]]):
            with self.subTest(codes=codes), self.assertRaises(JamOTPError):
                recovery.hashed(codes)  # type: ignore[arg-type]

    def test_codes(self) -> None:
        codes = recovery.generate()
        self.assertEqual((len(codes), len(set(codes))), (10, 10))
        for code in codes:
            self.assertRegex(code, "^([a-z2-7]{4}-){5}[a-z2-7]{4}$")
        self.assertEqual(len(recovery.generate(100)), 100)

    def test_what_is_stored_is_the_hash_of_the_letters(self) -> None:
        self.assertEqual(
            recovery.hashed(["mzxw-6ytb-oi3d-k43b-nfxg-c5dd"]),
            [hashlib.sha256(b"mzxw6ytboi3dk43bnfxgc5dd").hexdigest()],
        )

    def test_each_is_good_once(self) -> None:
        codes = recovery.generate(3)
        stored = recovery.hashed(codes)
        left = recovery.use(codes[1], stored)
        self.assertEqual(left, [stored[0], stored[2]])
        self.assertIsNone(recovery.use(codes[1], left or []))
        self.assertIsNone(recovery.use(codes[0], []))

    def test_how_it_is_typed_does_not_count(self) -> None:
        code = recovery.generate(1)[0]
        stored = recovery.hashed([code])
        for typed in (
            code.upper(),
            code.replace("-", ""),
            code.replace("-", " "),
            f" {code}\r\n",
            f"{code[:9]}\t{code[9:]}",
        ):
            self.assertEqual(recovery.use(typed, stored), [])


if __name__ == "__main__":
    unittest.main()
