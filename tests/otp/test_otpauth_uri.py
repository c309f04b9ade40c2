"""otpauth URIs: what cannot stand in a vector. The cases themselves are in vectors/otp."""

from __future__ import annotations

import unittest
import warnings

from jamlite.exceptions import JamOTPError, JamWeakKeyWarning
from jamlite.otp import HOTP, TOTP, SteamGuard, parse_uri

SECRET = b"12345678901234567890"
KEY = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


class Making(unittest.TestCase):
    def test_parameters_in_order(self) -> None:
        self.assertEqual(
            TOTP(SECRET).provisioning_uri("alice@example.com", "My App"),
            f"otpauth://totp/My%20App%3Aalice%40example.com?secret={KEY}"
            "&issuer=My%20App&algorithm=SHA1&digits=6",
        )

    def test_period_only_when_not_30(self) -> None:
        self.assertTrue(TOTP(SECRET, interval=60).provisioning_uri("a").endswith("&digits=6&period=60"))
        self.assertNotIn("period", TOTP(SECRET).provisioning_uri("a"))

    def test_type_and_counter_of_hotp(self) -> None:
        self.assertTrue(HOTP(SECRET).provisioning_uri("a").startswith("otpauth://hotp/a?"))
        self.assertTrue(HOTP(SECRET).provisioning_uri("a").endswith("&counter=0"))
        self.assertTrue(HOTP(SECRET).provisioning_uri("a", counter=5, type_="hotp").endswith("&counter=5"))
        self.assertNotIn("counter", TOTP(SECRET).provisioning_uri("a", counter=5))

    def test_refused(self) -> None:
        otp = HOTP(SECRET)
        for name in (None, 5, b"a", "", "a:b", "x" * 257, "\ud800", []):
            with self.subTest(name=name), self.assertRaises(JamOTPError):
                otp.provisioning_uri(name)  # type: ignore[arg-type]
        for issuer in (None, 5, b"a", "a:b", "x" * 257, "\ud800"):
            with self.subTest(issuer=issuer), self.assertRaises(JamOTPError):
                otp.provisioning_uri("a", issuer)  # type: ignore[arg-type]
        for counter in (-1, 1 << 64, "0", 1.0, True, ""):
            with self.subTest(counter=counter), self.assertRaises(JamOTPError):
                otp.provisioning_uri("a", counter=counter)  # type: ignore[arg-type]
        with self.assertRaises(JamOTPError):
            otp.provisioning_uri("a", type_="totp")
        with self.assertRaises(JamOTPError):
            SteamGuard(SECRET).provisioning_uri("a")

    def test_nothing_in_a_name_can_leave_its_place(self) -> None:
        """security 80."""
        for name in ("a&secret=X", "a?b#c/d%41", "a b+c", "=\"'<>", "ü€😀", "\x00\n\x7f"):
            uri = TOTP(SECRET).provisioning_uri(name, name)
            record = parse_uri(uri)
            self.assertEqual((record.name, record.issuer, record.secret), (name, name, SECRET))


class Reading(unittest.TestCase):
    def test_wrong_types(self) -> None:
        for text in (None, 5, b"otpauth://totp/a?secret=" + KEY.encode(), [], {}):
            with self.subTest(text=text), self.assertRaises(JamOTPError):
                parse_uri(text)  # type: ignore[arg-type]

    def test_every_truncation_is_clean(self) -> None:
        """security 1, 11."""
        uri = HOTP(SECRET, 8, "sha256").provisioning_uri("rené@x.example", "Ü b", counter=10)
        whole = parse_uri(uri)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", JamWeakKeyWarning)
            for end in range(len(uri)):
                try:
                    self.assertNotEqual(parse_uri(uri[:end]).counter, whole.counter)
                except JamOTPError as error:
                    self.assertNotIn(KEY[:8], str(error))

    def test_a_fragment_and_the_scheme_of_apple(self) -> None:
        for text in (
            f"otpauth://totp/x:a?issuer=x&secret={KEY}#from-mail",
            f"otpauth://totp/x:a?secret={KEY}&issuer=x&digits=6#top",
            f"apple-otpauth://totp/x:a?secret={KEY}&issuer=x",
            f"Apple-OTPAUTH://totp/x:a?issuer=x&secret={KEY}",
        ):
            with self.subTest(text):
                record = parse_uri(text)
                self.assertEqual(
                    (record.name, record.issuer, record.secret, record.digits), ("a", "x", SECRET, 6)
                )
        self.assertEqual(parse_uri(f"otpauth://totp/C#:a?issuer=C#&secret={KEY}").secret, SECRET)

    def test_build(self) -> None:
        for otp in (TOTP(SECRET, 8, "sha512", 60), HOTP(SECRET, 7, "sha256")):
            again = parse_uri(otp.provisioning_uri("a", "b")).build()
            self.assertIs(type(again), type(otp))
            self.assertEqual(repr(again), repr(otp))
            self.assertEqual(again.at(5), otp.at(5))

    def test_repr_shows_no_secret(self) -> None:
        """security 11."""
        text = repr(parse_uri(f"otpauth://totp/x:a?secret={KEY}"))
        self.assertEqual(text, "<KeyURI totp issuer='x' name='a'>")


if __name__ == "__main__":
    unittest.main()
