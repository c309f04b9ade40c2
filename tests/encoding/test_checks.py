"""The checks of arguments that all packages share: what passes, what is refused, and the bounds."""

from __future__ import annotations

import unittest
from typing import Any

from jamlite import clock
from jamlite.encoding import checks, user_objects
from jamlite.exceptions import JamConfigurationError, JamCryptoError


class Checks(unittest.TestCase):
    def test_octets(self) -> None:
        for value in (b"ab", bytearray(b"ab"), memoryview(b"ab")):
            self.assertEqual((checks.octets(value, "x"), type(checks.octets(value, "x"))), (b"ab", bytes))
        for wrong in (None, 5, "ab", [97], object()):
            with self.assertRaisesRegex(JamCryptoError, f"x must be bytes, got {type(wrong).__name__}"):
                checks.octets(wrong, "x")

    def test_what_does_not_change_is_not_copied(self) -> None:
        view = memoryview(b"abcd")
        same: Any = checks.unchanging(view.cast("I"), "x")
        self.assertEqual((same.obj, same.format, same.tolist()), (b"abcd", "B", [97, 98, 99, 100]))
        for copied in (bytearray(b"abcd"), memoryview(bytearray(b"abcd")), b"abcd"):
            self.assertEqual(
                (checks.unchanging(copied, "x"), type(checks.unchanging(copied, "x"))), (b"abcd", bytes)
            )
        self.assertEqual(checks.unchanging(view[::2], "x"), b"ac")
        single = memoryview(b"\x05").cast("B", ())
        self.assertEqual(
            (checks.unchanging(single, "x"), type(checks.unchanging(single, "x"))), (b"\x05", bytes)
        )
        with self.assertRaises(JamCryptoError):
            checks.unchanging("abcd", "x")

    def test_integers(self) -> None:
        for value in (3, 4, 5):
            self.assertEqual(checks.integer(value, "n", 3, 5), value)
        for number, most in ((1 << 64) - 1, str((1 << 64) - 1)), (1 << 64, "a number of 65 bits"):
            with self.assertRaisesRegex(JamCryptoError, f"n is out of range: 3 to {most}$"):
                checks.integer(2, "n", 3, number)
        for wrong in (True, 3.0, "3", None):
            with self.assertRaisesRegex(JamCryptoError, "n must be an int"):
                checks.integer(wrong, "n", 0, 5)
        with self.assertRaises(JamCryptoError):
            checks.integer(6, "n", 3, 5)

    def test_numbers_that_may_be_written(self) -> None:
        for value, good in ((0, True), (-5, True), ((1 << 256) - 1, True), (1 << 256, False), (True, False),
                            (1.0, False), ("1", False), (-(1 << 256), False)):  # fmt: skip
            self.assertIs(checks.is_short_int(value), good)

    def test_functions_that_are_told_of_progress(self) -> None:
        for good in (None, print, lambda done: None):
            user_objects.check_progress(good)
        for wrong in (0, False, True, "print"):
            with self.assertRaisesRegex(JamCryptoError, "progress is a function"):
                user_objects.check_progress(wrong)

    def test_what_a_function_takes(self) -> None:
        for function, name, good in (
            (lambda a: None, "a", True),
            (lambda a: None, "b", False),
            (lambda *a: None, "b", False),
            (lambda **options: None, "b", True),
            (5, "b", True),  # the call will tell
        ):
            self.assertIs(user_objects.takes(function, name), good)

    def test_seconds(self) -> None:
        for value in (0, 0.5, 10**19):
            clock.check_seconds(value, "x")
        for wrong in (-0.1, 10**20, True, "1", None, float("nan"), float("inf")):
            with self.assertRaises(JamConfigurationError):
                clock.check_seconds(wrong, "x")


if __name__ == "__main__":
    unittest.main()
