"""One-time passwords against pyotp, both ways."""

from __future__ import annotations

import datetime
import hashlib
import inspect
import os
import unittest
from typing import Any

from jamlite.compat import pyotp as ours
from jamlite.encoding import base32
from jamlite.otp import HOTP, TOTP, SteamGuard, parse_uri
from tests.support import needs

DIGESTS = {"sha1": hashlib.sha1, "sha256": hashlib.sha256, "sha512": hashlib.sha512}


def shape(function: Any) -> list[tuple[str, object]]:
    """Return the names and kinds of a function's parameters."""
    return [(one.name, one.kind) for one in inspect.signature(function).parameters.values()]


class Pyotp(unittest.TestCase):
    def setUp(self) -> None:
        self.pyotp = needs("pyotp")

    def test_codes(self) -> None:
        for digest, constructor in DIGESTS.items():
            for digits in (6, 7, 8, 10):
                secret = base32.encode(os.urandom(32))
                hotp, totp = HOTP(secret, digits, digest), TOTP(secret, digits, digest, 45)
                theirs = self.pyotp.HOTP(secret, digits=digits, digest=constructor)
                their_totp = self.pyotp.TOTP(secret, digits=digits, digest=constructor, interval=45)
                for counter in (*range(20), 2**31, 2**32 - 1, 2**63, 2**64 - 1):
                    self.assertEqual(hotp.at(counter), theirs.at(counter))
                for time in (0, 44, 45, 59, 1111111109, 20000000000):
                    self.assertEqual(totp.at(time), their_totp.at(time))

    def test_steam(self) -> None:
        steam = self.pyotp.contrib.Steam
        for _ in range(5):
            secret = base32.encode(os.urandom(20))
            otp, theirs = SteamGuard(secret), steam(secret)
            for time in range(0, 3000, 30):
                self.assertEqual(otp.at(time), theirs.at(time))

    def test_they_read_our_uris(self) -> None:
        secret = os.urandom(20)
        for otp in (HOTP(secret, 8, "sha256"), TOTP(secret, 8, "sha512", 60), TOTP(secret)):
            read = self.pyotp.parse_uri(otp.provisioning_uri("a+b c@x.example", "Ünï & Co", counter=7))
            self.assertEqual(read.issuer, "Ünï & Co")
            # pyotp divides a label only at a bare colon; ours is %3A, which the format allows as well.
            self.assertEqual(read.name, "Ünï & Co:a+b c@x.example")
            self.assertEqual(read.at(1234), otp.at(1234) if otp.type == "totp" else otp.at(1234 + 7))

    def test_we_read_theirs(self) -> None:
        secret = self.pyotp.random_base32()
        theirs = self.pyotp.TOTP(secret, digits=8, interval=60)
        uri = theirs.provisioning_uri(name="a+b c@x.example", issuer_name="Ünï & Co")
        record = parse_uri(uri)
        self.assertEqual((record.name, record.issuer), ("a+b c@x.example", "Ünï & Co"))
        self.assertEqual(record.build().at(99), self.pyotp.parse_uri(uri).at(99))
        record = parse_uri(self.pyotp.HOTP(secret).provisioning_uri(name="a", initial_count=9))
        self.assertEqual((record.type, record.counter, record.issuer), ("hotp", 9, ""))

    def test_the_drop_in(self) -> None:
        for one, other in ((ours, self.pyotp), (self.pyotp, ours)):
            for name, digest in DIGESTS.items():
                for digits in (6, 7, 8):
                    with self.subTest(made_by=one.__name__, digest=name, digits=digits):
                        self.check(one, other, one.random_base32(), digest, digits)

    def check(self, one: Any, other: Any, secret: str, digest: Any, digits: int) -> None:
        mine = one.TOTP(secret, digits=digits, digest=digest, interval=45)
        its = other.TOTP(secret, digits=digits, digest=digest, interval=45)
        for time in (45, 89, 90, 1111111109, datetime.datetime(2030, 5, 6, 7, 8, 9)):
            for offset in (0, 1):
                code = mine.at(time, counter_offset=offset)
                self.assertEqual(its.at(time, counter_offset=offset), code)
                for window in (0, 1):
                    accepted = mine.verify(code, for_time=time, valid_window=window)
                    self.assertEqual(its.verify(code, for_time=time, valid_window=window), accepted)
                    outcomes = []
                    for library, otp in ((one, mine), (other, its)):
                        try:
                            found = otp.verify_and_get_timecode(code, for_time=time, valid_window=window)
                        except library.OTPVerificationError as error:
                            found = str(error)
                        outcomes.append(found)
                    self.assertEqual(outcomes[0], outcomes[1])
            self.assertEqual(its.timecode(time), mine.timecode(time))
        self.assertEqual(mine.byte_secret(), its.byte_secret())
        given = {"name": "a+b c@x.example", "issuer_name": "Co", "image": "https://x.example/i.png"}
        uri = mine.provisioning_uri(**given)
        self.assertEqual(its.provisioning_uri(**given), uri)
        read = other.parse_uri(uri)
        self.assertEqual((read.at(7), read.name, read.issuer), (mine.at(7), "a+b c@x.example", "Co"))
        mine, its = (
            library.HOTP(secret, digits=digits, digest=digest, initial_count=3) for library in (one, other)
        )
        for count in (0, 1, 2**31):
            self.assertEqual(its.at(count), mine.at(count))
            self.assertTrue(its.verify(mine.at(count), count))
        uri = mine.provisioning_uri(name="a", issuer_name="Co", initial_count=9)
        self.assertEqual(its.provisioning_uri(name="a", issuer_name="Co", initial_count=9), uri)
        self.assertEqual(other.parse_uri(uri).at(0), one.parse_uri(uri).at(0))
        steam, its_steam = one.contrib.Steam(secret), other.contrib.Steam(secret)
        self.assertEqual(steam.at(1234), its_steam.at(1234))

    def test_names_and_arguments(self) -> None:
        for name in ("OTP", "HOTP", "TOTP"):
            its, mine = getattr(self.pyotp, name), getattr(ours, name)
            for method in [method for method in vars(its) if method == "__init__" or method[0] != "_"]:
                with self.subTest(name=f"{name}.{method}"):
                    if not callable(getattr(its, method)):
                        self.assertEqual(getattr(mine, method), getattr(its, method))
                        continue
                    self.assertEqual(shape(getattr(mine, method)), shape(getattr(its, method)))


if __name__ == "__main__":
    unittest.main()
