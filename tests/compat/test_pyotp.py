"""pyotp's names: the vectors of the RFCs, its errors, its URIs."""

from __future__ import annotations

import base64
import hashlib
import unittest
from datetime import datetime, timezone
from typing import Any

from jamlite.compat import pyotp
from jamlite.exceptions import JamError

SECRET = base64.b32encode(b"12345678901234567890").decode()
# RFC 6238 appendix B: time, and the codes with SHA-1, SHA-256, SHA-512.
RFC_6238 = (
    (59, "94287082", "46119246", "90693936"),
    (1111111109, "07081804", "68084774", "25091201"),
    (20000000000, "65353130", "77737706", "47863826"),
)


class VectorTest(unittest.TestCase):
    def test_rfc_4226_appendix_d(self) -> None:
        codes = "755224 287082 359152 969429 338314"
        self.assertEqual([pyotp.HOTP(SECRET).at(count) for count in range(5)], codes.split())

    def test_rfc_6238_appendix_b(self) -> None:
        for position, (digest, size) in enumerate(
            ((hashlib.sha1, 20), (hashlib.sha256, 32), (hashlib.sha512, 64)), start=1
        ):
            secret = base64.b32encode((b"1234567890" * 7)[:size]).decode()
            totp = pyotp.TOTP(secret, digits=8, digest=digest)
            for row in RFC_6238:
                self.assertEqual(totp.at(int(row[0])), row[position])

    def test_interval_may_be_a_float(self) -> None:
        interval: Any = 30.0
        self.assertEqual(pyotp.TOTP(SECRET, digits=8, interval=interval).at(59), "94287082")

    def test_times(self) -> None:
        totp = pyotp.TOTP(SECRET, digits=8)
        self.assertEqual(totp.at(datetime(1970, 1, 1, 0, 0, 59, tzinfo=timezone.utc)), "94287082")
        for time in (-1, float("nan"), 253402300800):
            with self.assertRaises(ValueError):
                totp.at(time)


class VerifyTest(unittest.TestCase):
    def test_window_and_timecode(self) -> None:
        totp = pyotp.TOTP(SECRET, digits=8)
        self.assertTrue(totp.verify("94287082", for_time=59))
        self.assertFalse(totp.verify("94287082", for_time=89))
        self.assertTrue(totp.verify("94287082", for_time=89, valid_window=1))
        self.assertEqual(totp.verify_and_get_timecode("94287082", for_time=89, valid_window=1), 1)
        self.assertFalse(totp.verify("94287082", for_time=59, valid_window=-1))  # as pyotp answers
        with self.assertRaises(ValueError):
            totp.verify_and_get_timecode("94287082", for_time=59, valid_window=-1)
        with self.assertRaises(pyotp.OTPVerificationError) as caught:
            totp.verify_and_get_timecode("00000000", for_time=59)
        self.assertIsInstance(caught.exception, JamError)
        for code in ("", "9428708", "\uff19" * 8, "\udc80", "9" * 2000):
            self.assertFalse(totp.verify(code, for_time=59))

    def test_secrets_that_are_refused(self) -> None:
        for secret in ("", "A", "0189", "JBSWY3DP", "é" * 32):
            with self.subTest(secret=secret), self.assertRaises(ValueError):
                pyotp.TOTP(secret)
        for arguments in ({"digits": 5}, {"digits": 11}, {"digest": hashlib.md5}, {"interval": 0}):
            with self.subTest(**arguments), self.assertRaises(ValueError):
                pyotp.TOTP(SECRET, **arguments)  # type: ignore[arg-type]


class URITest(unittest.TestCase):
    def test_there_and_back(self) -> None:
        totp = pyotp.TOTP(SECRET, digits=8, digest=hashlib.sha256, interval=60, name="a@b", issuer="A: B")
        uri = totp.provisioning_uri()
        self.assertEqual(
            uri,
            f"otpauth://totp/A%3A%20B:a%40b?secret={SECRET}&issuer=A%3A%20B"
            "&algorithm=SHA256&digits=8&period=60",
        )
        self.assertEqual(pyotp.parse_uri(uri).__dict__, totp.__dict__)
        hotp = pyotp.HOTP(SECRET, initial_count=3)
        self.assertEqual(hotp.provisioning_uri(), f"otpauth://hotp/Secret?secret={SECRET}&counter=3")

    def test_uris_that_are_refused(self) -> None:
        for rest in (
            "",
            "totp/a",
            "totp/a?secret=" + SECRET + "&secret=" + SECRET,
            f"x/a?secret={SECRET}",
            f"totp/a?secret={SECRET}&digits=5",
            f"totp/a?secret={SECRET}&digits=x",
            f"totp/a?secret={SECRET}&algorithm=MD5",
            f"totp/x:a?secret={SECRET}&issuer=y",
        ):
            with self.subTest(rest=rest), self.assertRaises(ValueError):
                pyotp.parse_uri("otpauth://" + rest)

    def test_steam(self) -> None:
        steam = pyotp.parse_uri(f"otpauth://totp/Steam:?secret={SECRET}&encoder=steam")
        self.assertIsInstance(steam, pyotp.contrib.Steam)
        self.assertRegex(steam.generate_otp(0), "^[23456789BCDFGHJKMNPQRTVWXY]{5}$")

    def test_random_secrets(self) -> None:
        self.assertRegex(pyotp.random_base32(), "^[A-Z2-7]{32}$")
        self.assertRegex(pyotp.random_hex(), "^[A-F0-9]{40}$")
        with self.assertRaises(ValueError):
            pyotp.random_base32(31)


if __name__ == "__main__":
    unittest.main()
