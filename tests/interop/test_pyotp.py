"""One-time passwords against pyotp, both ways."""

from __future__ import annotations

import hashlib
import os
import unittest

from jamlite.encoding import base32
from jamlite.otp import HOTP, TOTP, SteamGuard, parse_uri
from tests.support import needs

DIGESTS = {"sha1": hashlib.sha1, "sha256": hashlib.sha256, "sha512": hashlib.sha512}


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


if __name__ == "__main__":
    unittest.main()
