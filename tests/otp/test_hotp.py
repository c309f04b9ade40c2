"""HOTP: refusals, windows, resynchronization. The values themselves are in vectors/otp."""

from __future__ import annotations

import unittest
import warnings
from unittest import mock

from jamlite.exceptions import JamOTPError, JamWeakKeyWarning
from jamlite.otp import HOTP, TOTP, BaseOTP

SECRET = b"12345678901234567890"  # RFC 4226 appendix D
CODES = "755224 287082 359152 969429 338314 254676 287922 162583 399871 520489".split()  # noqa: SIM905
TOP = (1 << 64) - 1


class Secrets(unittest.TestCase):
    def test_refused(self) -> None:
        """security 1, 11, 78: empty, huge, not Base32, of the wrong type."""
        for secret in (
            None,
            5,
            [],
            b"",
            "",
            "====",
            "11",
            "A",
            "JBSW.Y3DP",
            "ÄÄÄÄ",
            b"x" * 1025,
            "A" * 10000,
        ):
            with self.subTest(secret=str(secret)[:20]), self.assertRaises(JamOTPError) as caught:
                HOTP(secret)  # type: ignore[arg-type]
            if secret:
                self.assertNotIn(str(secret), str(caught.exception))

    def test_text_is_base32_in_any_dress(self) -> None:
        """security 79."""
        wanted = HOTP(SECRET).at(0)
        for text in (
            "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
            "gezdgnbvgy3tqojqgezdgnbvgy3tqojq",
            "gezd gnbv gy3t qojq gezd gnbv gy3t qojq",
            "GEZD-GNBV-GY3T-QOJQ\u2013GEZD\u00a0GNBV\tGY3T\r\nQOJQ",
            " GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ=\n",
        ):
            self.assertEqual(HOTP(text).at(0), wanted)
        self.assertEqual(HOTP("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPAA======").secret[-2:], "AA")

    def test_bits_that_fill_no_byte_are_dropped(self) -> None:
        """Other libraries handed out 26 random letters; their users are enrolled."""
        self.assertEqual(HOTP("PMQSILT6NOGAA2SVPRFD3TUDDW").secret, "PMQSILT6NOGAA2SVPRFD3TUDDU")

    def test_the_refusal_says_what_to_look_for(self) -> None:
        for secret, said in (
            ("GEZDGNBVGY3TQOJ0", "a 0, 1 or 8, which Base32 does not use"),
            ("GEZDGNBVGY3TQOJ1", "the letter O, I, L or B"),
            ("GEZDGNBVGY3TQOJQG", "a character is missing"),
            ("GEZDGNBVGY3TQOJ!", "outside of A to Z and 2 to 7"),
            ("GEZD=GNBVGY3TQOJ", "outside of A to Z and 2 to 7"),
            ("ÄÖÜß" * 4, "it is not ASCII"),
        ):
            with self.subTest(said=said), self.assertRaisesRegex(JamOTPError, said) as caught:
                HOTP(secret)
            self.assertEqual(caught.exception.error_code, "otp.secret")
            self.assertIsNone(caught.exception.__context__)  # which could lead to the secret

    def test_bytes_like_is_taken_as_it_is(self) -> None:
        self.assertEqual(HOTP(bytearray(SECRET)).at(0), CODES[0])
        self.assertEqual(HOTP(memoryview(SECRET)).at(0), CODES[0])

    def test_sizes(self) -> None:
        """security 78: at 16 and 1024 bytes; a warning below."""
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            HOTP(b"x" * 16)
            HOTP(b"x" * 1024)
        for size in (1, 15):
            with self.assertWarns(JamWeakKeyWarning):
                HOTP(b"x" * size)

    def test_not_shown(self) -> None:
        """security 11."""
        self.assertEqual(repr(HOTP(SECRET, 8, "SHA256")), "<HOTP digits=8 digest=sha256>")


class Codes(unittest.TestCase):
    def test_appendix_d(self) -> None:
        self.assertEqual([HOTP(SECRET).at(counter) for counter in range(10)], CODES)

    def test_algorithm_is_digest(self) -> None:
        self.assertEqual(HOTP(SECRET, algorithm="SHA512").digest, "sha512")
        self.assertEqual(HOTP(SECRET, 6, "sha512").at(1), HOTP(SECRET, algorithm="sha512").at(1))

    def test_leading_zeros_stay(self) -> None:
        otp = HOTP(SECRET)
        small = [code for code in map(otp.at, range(200)) if code.startswith("0")]
        self.assertTrue(small)
        self.assertEqual({len(code) for code in small}, {6})

    def test_counter_bounds(self) -> None:
        """security 77."""
        otp = HOTP(SECRET)
        self.assertEqual(len(otp.at(TOP)), 6)
        for counter in (-1, TOP + 1, None, "0", 0.0, True, [], float("nan")):
            with self.subTest(counter=counter):
                for call in (
                    otp.at,
                    lambda c: otp.verify(CODES[0], c),
                    lambda c: otp.resync(*CODES[:2], factor=c),
                ):
                    with self.assertRaises(JamOTPError):
                        call(counter)  # type: ignore[operator]

    def test_base_class_makes_none(self) -> None:
        with self.assertRaises(NotImplementedError):
            BaseOTP(SECRET).at(0)
        with self.assertRaises(NotImplementedError):
            BaseOTP(SECRET).verify("755224", 0)


class Verification(unittest.TestCase):
    def setUp(self) -> None:
        self.otp = HOTP(SECRET)

    def test_malformed_codes_are_no_match(self) -> None:
        """security 74."""
        for code in (
            None,
            755224,
            b"755224",
            "",
            "75522",
            "7552240",
            "755 22",
            "755.224",
            "755224" + " " * 60,
            "٧٥٥٢٢٤",
            [],
            "-55224",
        ):
            with self.subTest(code=code):
                self.assertIs(self.otp.verify(code, 0), False)  # type: ignore[arg-type]
                self.assertIsNone(self.otp.verify_step(code, 0))  # type: ignore[arg-type]

    def test_codes_as_apps_show_them(self) -> None:
        for code in (
            " 755224",
            "755224\n",
            "755 224",
            "755-224",
            "755\u00a0224",
            "755\u2009224",
            "7 5 5 2 2 4",
        ):
            with self.subTest(code=code):
                self.assertTrue(self.otp.verify(code, 0))
        self.assertEqual(self.otp.resync("755 224", "287-082", factor=0), 1)

    def test_window(self) -> None:
        self.assertTrue(self.otp.verify(CODES[3], 3, 0))
        self.assertTrue(self.otp.verify(CODES[3], 2))
        self.assertFalse(self.otp.verify(CODES[3], 2, 0))
        self.assertFalse(self.otp.verify(CODES[3], 1))
        self.assertFalse(self.otp.verify(CODES[3], 4, 50), "a window never looks back")
        self.assertEqual(self.otp.verify_step(CODES[9], 0, look_ahead=9), 9)

    def test_window_bounds(self) -> None:
        """security 76: one below, at, one above."""
        for look_ahead in (-1, 51, 1.0, None, "1", True):
            with self.subTest(look_ahead=look_ahead), self.assertRaises(JamOTPError):
                self.otp.verify(CODES[0], 0, look_ahead)  # type: ignore[arg-type]
        self.assertTrue(self.otp.verify(CODES[0], 0, 50))
        self.assertTrue(self.otp.verify(self.otp.at(TOP), TOP, 50))

    def test_after(self) -> None:
        """security 73."""
        self.assertEqual(self.otp.verify_step(CODES[3], 3, after=2), 3)
        self.assertIsNone(self.otp.verify_step(CODES[3], 3, after=3))
        self.assertEqual(self.otp.verify_step(CODES[0], 0, after=-1), 0)
        for after in (-2, TOP + 1, "1", 1.0, True):
            with self.subTest(after=after), self.assertRaises(JamOTPError):
                self.otp.verify_step(CODES[0], 0, after=after)  # type: ignore[arg-type]

    def test_every_step_is_compared_whatever_matches(self) -> None:
        """security 12, 75."""
        for code in (CODES[0], CODES[9], "000000"):
            with mock.patch("jamlite.otp.hotp.compare_digest", return_value=False) as compared:
                self.otp.verify(code, 0, 9)
            self.assertEqual(compared.call_count, 10)

    def test_of_two_steps_with_one_code_the_last_counts(self) -> None:
        with mock.patch.object(HOTP, "_code", return_value="123456"):
            self.assertEqual(self.otp.verify_step("123456", 0, 5), 5)
            self.assertIsNone(self.otp.verify_step("123456", 0, 5, after=5))


class Resync(unittest.TestCase):
    def setUp(self) -> None:
        self.otp = HOTP(SECRET)

    def test_finds_the_counter_of_the_last_code(self) -> None:
        self.assertEqual(self.otp.resync(CODES[7], CODES[8], factor=0), 8)
        self.assertEqual(self.otp.resync(*CODES[5:8], factor=0, look_ahead=5), 7)
        self.assertEqual(self.otp.resync(CODES[0], CODES[1], factor=0, look_ahead=0), 1)
        self.assertEqual(self.otp.resync(self.otp.at(TOP - 1), self.otp.at(TOP), factor=TOP - 5), TOP)

    def test_what_does_not_fit(self) -> None:
        for codes in (
            (CODES[8], CODES[7]),
            (CODES[7], CODES[9]),
            (CODES[7], CODES[7]),
            ("", ""),
            (CODES[7], 5),
        ):
            with self.subTest(codes=codes):
                self.assertIsNone(self.otp.resync(*codes, factor=0))  # type: ignore[arg-type]
        self.assertIsNone(self.otp.resync(CODES[7], CODES[8], factor=0, look_ahead=6))
        self.assertIsNone(self.otp.resync(CODES[7], CODES[8], factor=8))
        self.assertIsNone(self.otp.resync(CODES[0], CODES[1], factor=TOP))

    def test_refused(self) -> None:
        for codes in ((), (CODES[0],), CODES + CODES):
            with self.assertRaises(JamOTPError):
                self.otp.resync(*codes, factor=0)
        for look_ahead in (-1, 1001, None):
            with self.assertRaises(JamOTPError):
                self.otp.resync(CODES[0], CODES[1], factor=0, look_ahead=look_ahead)  # type: ignore[arg-type]


class TypesOfArguments(unittest.TestCase):
    def test_digits_and_digest(self) -> None:
        """security 77."""
        for digits in (5, 11, 0, -6, 6.0, "6", None, True):
            with self.subTest(digits=digits), self.assertRaises(JamOTPError):
                TOTP(SECRET, digits)  # type: ignore[arg-type]
        for digest in ("md5", "sha384", "sha-1", "", None, b"sha1", 1, []):
            with self.subTest(digest=digest), self.assertRaises(JamOTPError):
                TOTP(SECRET, 6, digest)  # type: ignore[arg-type]


if __name__ == "__main__":
    unittest.main()
