"""Steam Guard codes. Steam publishes no vectors; pyotp gave these, and tests/interop asks it again."""

from __future__ import annotations

import unittest

from jamlite.exceptions import JamOTPError
from jamlite.otp import SteamGuard

SECRET = b"12345678901234567890"


class Steam(unittest.TestCase):
    def setUp(self) -> None:
        self.otp = SteamGuard(SECRET)

    def test_codes(self) -> None:
        codes = [self.otp.at(time) for time in (0, 30, 60, 90, 1111111109)]
        self.assertEqual(codes, ["GG5F5", "PV9M4", "B26KJ", "5H85C", "PY4YB"])

    def test_verification(self) -> None:
        """security 73, 74."""
        self.assertEqual(self.otp.verify_step("PV9M4", 30), 1)
        self.assertIsNone(self.otp.verify_step("PV9M4", 30, after=1))
        self.assertEqual(self.otp.verify_step(" PV9-M4\n", 30), 1)
        for code in ("pv9m4", "PV9M", "PV9M44", "PV9M.4", "12345", "PV9MA", "", None, 5, b"PV9M4", ["P"] * 5):
            with self.subTest(code=code):
                self.assertIs(self.otp.verify(code, 30), False)  # type: ignore[arg-type]

    def test_secret_is_checked_as_in_totp(self) -> None:
        for secret in (None, b"", "1", 5):
            with self.assertRaises(JamOTPError):
                SteamGuard(secret)  # type: ignore[arg-type]


if __name__ == "__main__":
    unittest.main()
