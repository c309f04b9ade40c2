"""Hashes as other software stored them; each was made by that software, the last in its comment."""

from __future__ import annotations

import unittest

from jamlite.exceptions import JamValidationError
from jamlite.passwords import needs_rehash, password_hash, password_verify

PASSWORD = "correct h\u00f6rse"
WERKZEUG = "$SaltSalt12345678$"
STORED = {
    "passlib, pbkdf2": "$pbkdf2$1000$c2FsdHNhbHRzYWx0//79/A$4bkaav1UWDeDpsVcAZLEJ5y6DLY",
    "passlib, pbkdf2-sha256": "$pbkdf2-sha256$1000$c2FsdHNhbHRzYWx0//79/A"
    "$HJI50w6K9A/9p3jKXxGg2lG54cSfDX7Bj.2m5LcVJqc",
    "passlib, pbkdf2-sha512": "$pbkdf2-sha512$1000$c2FsdHNhbHRzYWx0//79/A"
    "$9p6KniC5SZhK7SwETSx0AouU.QPJLlTdulK7CDLuh2ORDjyGjGqcUUDh6gtfDxzcdY/2mn3tDK/2iI0S2hLjxQ",
    "passlib, scrypt": "$scrypt$ln=4,r=8,p=1$c2FsdHNhbHRzYWx0//79/A"
    "$sjoBIdeOaXgC5aM1dbQswbyXSNnYb16Kv3znh6U8h54",
    "$5$": "$5$rounds=1000$0123456789abcdef$DwfcSeWzaHItL4eo96yt/WSktiU5UJD6okdtwyP/If4",
    "$6$": "$6$abc$hp.ebanr3dpKljfrW8hnvIwdhCqs0QysyI1zAETCobVumEAq6pp8XSn8PxdMSCkU/jA5kyhYV/vMYg5127I9O1",
    "{SSHA}": "{SSHA}72Lu42Vlr9nlhvAN4dYA5pelNZVzYWx0c2FsdA==",
    "{ssha} without padding": "{ssha}72Lu42Vlr9nlhvAN4dYA5pelNZVzYWx0c2FsdA",
    "{SSHA256}": "{SSHA256}fPvKc6bVsRnKU3sDdmgnY4I9+wLCC2rueVeO8BgJnLZzYWx0c2FsdA==",
    "{SSHA512}": "{SSHA512}FwKXP4DHoYZ3N8RgD8Eo/ULoMaNSKNP4cHsGjZm2C8bLFkcmuy3/"
    "YVJ9bk1EOTPxPLchGFv2XVDEdXXpKn1/lHNhbHRzYWx0",
    "{CRYPT}": "{CRYPT}$6$rounds=1000$abc$YrrQThsf5TkSxa.Rkr8NQs0JsmRouRM87i0s0zApKVkKp4YtGSgvI6KK"
    "f7rzHwIKY3N0k1ChXrNH6//5M5NUw/",
    "Django, pbkdf2_sha256": "pbkdf2_sha256$1000$saltsalt$/t5f6J6KiFMdeqQ952VGUMrinScgm7jtD200jFI6ewo=",
    "Django, pbkdf2_sha1": "pbkdf2_sha1$1000$saltsalt$nI0yXg10pH4EAiXnouoMwoXsA+o=",
    "Django, scrypt": "scrypt$16$saltsalt$8$1$yjporBcyd0hNRbqd0bwOQLfZribZCTkNCRP0dbRu2OkobZg2rN6So/"
    "tsCqeouF0YRHngnII9tx4P2ueOEesv+Q==",
    "Django, argon2": "argon2$argon2id$v=19$m=16,t=1,p=2$c2FsdHNhbHQ"
    "$QblTXxg+xDpXE6Pzt4YILz3nCYfA/W6qlJ4g6cpC3+0",
    "Werkzeug, SHA-256": f"pbkdf2:sha256:1000{WERKZEUG}"
    "0b719828d821f3ae331f7cf3c165b7f40b52e2670a4fb70e6fc483aa28954e64",
    "Werkzeug, SHA-512": f"pbkdf2:sha512:1000{WERKZEUG}"
    "c0280bb615612927215df7eb3ac5a70dcd5f1366490e528fb45ed9e3d317e1f3"
    "5b6293258506f0548750691188c2835569146830a7ec7f09fc14dcb05823a207",
    "Werkzeug, SHA-1": f"pbkdf2:sha1:1000{WERKZEUG}c6dbfe7a3ad822035b552251832040cf3f70d570",
    "Werkzeug, scrypt": f"scrypt:1024:8:1{WERKZEUG}"
    "3aa67b00544658fe0f0a8808a5d6e0ded459580f18398e30857d75342fee99d9"
    "02a4a03ee783e818ba493d9eb212f8e3d629bded5578c51c5f18df7f612f4486",
    # argon2-cffi
    "Argon2id": "$argon2id$v=19$m=16,t=2,p=2$c2FsdHNhbHRzYWx0//79/A"
    "$Um6Q68T/crsnXnG5T+pRI8K7llpV7ugHjZ/hT/IQg2E",
    "Argon2i": "$argon2i$v=19$m=16,t=2,p=2$c2FsdHNhbHRzYWx0//79/A"
    "$kWF9iF1lCWFwF6qskArC2Sx8p+Uj+6pln5AkvDNndHY",
    "Argon2d": "$argon2d$v=19$m=16,t=2,p=2$c2FsdHNhbHRzYWx0//79/A"
    "$bdwUY5K5nIvSv253bEQiNOoQnP8OXBByarrcySqxnzw",
}
SALT, HASH = "A" * 22, "A" * 43
MALFORMED = (
    f"$pbkdf2-sha256${SALT}${HASH}",
    f"$pbkdf2-sha256$1000${SALT}${HASH}=",
    f"$pbkdf2-sha256$1000${SALT[:-1]}+${HASH}",
    f"$pbkdf2$1000${SALT}$",
    f"pbkdf2_sha512$1000$salt${HASH}=",
    f"pbkdf2_sha256$0$salt${HASH}=",
    f"pbkdf2_sha256$1000$salt${HASH}=$",
    f"pbkdf2_sha256$1000$${HASH}=",
    f"pbkdf2_sha256$1000$salt${'A' * 42}B",
    f"scrypt$15$salt$8$1${HASH}",
    f"scrypt$1$salt$8$1${HASH}",
    f"scrypt$16$salt$8${HASH}",
    "pbkdf2:sha256$salt$" + "00" * 32,
    "pbkdf2:md5:1000$salt$" + "00" * 16,
    "pbkdf2:sha256:1000:1$salt$" + "00" * 32,
    "pbkdf2:sha256:1000$salt$" + "0g" * 32,
    "scrypt:1000:8:1$salt$" + "00" * 32,
    "scrypt:1024:8$salt$" + "00" * 32,
    "x:y$salt$" + "00" * 32,
    f"$5$salt${HASH}A",
    f"$5$rounds=999$salt${HASH}",
    f"$5$rounds=$salt${HASH}",
    f"$5$rounds=1000,x=1$salt${HASH}",
    f"$5$saltsaltsaltsalts${HASH}",
    f"$5$${HASH}",
    f"$6$salt${HASH}",
    "{SSHA}",
    "{SSHA}AAAA",
    "{SSHA}" + "A" * 27,
    "{SSHA}" + "A" * 40 + "-",
    "{CRYPT}$5$salt",
)
REFUSED = {
    "$2b$04$KqCuDA4Ng8CiHxPSi.bJPuuEB09SpVulqM5c3BKEkG5cLFajhYH0.": "bcrypt",
    "bcrypt_sha256$$2b$12$abc": "bcrypt",
    "{BCRYPT}$2b$12$abc": "bcrypt",
    "$1$salt$hash": "MD5-crypt",
    "$apr1$salt$hash": "Apache",
    "$y$j9T$salt$hash": "yescrypt",
    "$P$Babcdefgh": "phpass",
    "md5$salt$00": "Django's MD5",
    "sha1$salt$00": "Django's SHA-1",
    "{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=": "unsalted",
    "{MD5}AAAA": "unsalted",
    "{CRYPT}$1$salt$hash": "LDAP scheme",
    "{X-PBKDF2}x": "LDAP scheme",
    f"$argon2id$v=16$m=16,t=2,p=2${SALT}${HASH}": "version 19",
}
TOO_DEAR = (
    f"$pbkdf2-sha256$5000001${SALT}${HASH}",
    f"pbkdf2_sha256$999999999$salt${HASH}=",
    f"scrypt$536870912$salt$8$1${HASH}",
    "scrypt:1048576:8:1$salt$" + "00" * 32,
    "pbkdf2:sha1:5000000$salt$" + "00" * 32,
    f"$5$rounds=1000001$salt${HASH}",
    f"{{CRYPT}}$5$rounds=999999999$salt${HASH}",
)


class Formats(unittest.TestCase):
    def test_the_password_is_recognised_and_no_other(self) -> None:
        for name, stored in STORED.items():
            with self.subTest(name=name):
                self.assertIs(password_verify(PASSWORD, stored), True)
                self.assertIs(password_verify(PASSWORD.encode(), stored), True)
                for other in ("", PASSWORD[:-1], PASSWORD + " ", PASSWORD.upper()):
                    self.assertIs(password_verify(other, stored), False)

    def test_every_one_wants_a_rehash(self) -> None:
        for name, stored in STORED.items():
            with self.subTest(name=name):
                self.assertIs(needs_rehash(stored), True)
                self.assertIs(needs_rehash(stored, iterations=1), True)

    def test_what_passlib_writes_as_phc_is_phc(self) -> None:
        self.assertFalse(needs_rehash(STORED["passlib, scrypt"], scheme="scrypt", ln=4))
        self.assertFalse(needs_rehash(STORED["Argon2id"], scheme="argon2id", memory_kib=16))

    def test_migration(self) -> None:
        stored = STORED["$6$"]
        self.assertTrue(password_verify(PASSWORD, stored) and needs_rehash(stored, iterations=1000))
        stored = password_hash(PASSWORD, iterations=1000)
        self.assertTrue(password_verify(PASSWORD, stored))
        self.assertFalse(needs_rehash(stored, iterations=1000))

    def test_no_password_of_django(self) -> None:
        for stored in ("!", "!xnAEsVppd4DUEgSvUE1dYdzgsY8PhwvrCOv1LtMV"):
            for password in ("", "!", stored, stored[1:]):
                self.assertIs(password_verify(password, stored), False)
            self.assertIs(needs_rehash(stored), True)


class BadInput(unittest.TestCase):
    def complaint(self, stored: str) -> JamValidationError:
        with self.assertRaises(JamValidationError) as caught:
            password_verify("pw", stored)
        with self.assertRaises(JamValidationError) as again:
            needs_rehash(stored)
        self.assertEqual(caught.exception.error_code, again.exception.error_code)
        self.assertIsNone(caught.exception.__context__)
        return caught.exception

    def test_malformed(self) -> None:
        for stored in MALFORMED:
            with self.subTest(stored=stored):
                self.assertEqual(self.complaint(stored).error_code, "password.malformed")

    def test_formats_that_are_not_read_have_a_name_and_a_way_on(self) -> None:
        for stored, name in REFUSED.items():
            with self.subTest(stored=stored):
                error = self.complaint(stored)
                self.assertEqual(error.error_code, "password.unsupported")
                self.assertIn(name, error.message)
        self.assertIn("half a minute", self.complaint(next(iter(REFUSED))).message)
        self.assertIn("Verify it once", self.complaint("$1$salt$hash").message)

    def test_absurd_costs(self) -> None:
        for stored in TOO_DEAR:
            with self.subTest(stored=stored):
                self.assertEqual(self.complaint(stored).error_code, "password.cost")

    def test_every_truncation_is_clean(self) -> None:
        for stored in STORED.values():
            for end in range(0, len(stored), 3):
                try:
                    needs_rehash(stored[:end])
                except JamValidationError as error:
                    self.assertNotIn(stored[-8:], error.message)

    def test_a_long_password_is_no_work_for_unix_hashes(self) -> None:
        self.assertIs(password_verify("x" * 1025, STORED["$6$"]), False)


if __name__ == "__main__":
    unittest.main()
