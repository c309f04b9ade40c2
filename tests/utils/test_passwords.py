"""Password hashing: hostile stored strings first, then what must hold."""

from __future__ import annotations

import binascii
import hashlib
import unittest

from jamlite.crypto import _pbkdf2
from jamlite.exceptions import JamTypeError, JamValidationError
from jamlite.passwords import phc_strings as passwords
from jamlite.passwords.phc_strings import needs_rehash, password_hash, password_verify
from jamlite.utils import check_password, deserialize_hash, hash_password, serialize_hash

SALT, HASH = "A" * 22, "A" * 43
GOOD = f"$pbkdf2-sha256$i=1000${SALT}${HASH}"

MALFORMED = (
    "",
    "$",
    "$$",
    "$$$$",
    "plain text",
    "aa$bb$cc",
    f"pbkdf2-sha256$i=1000${SALT}${HASH}",
    f"$pbkdf2-sha256$i=1000${SALT}",
    f"$pbkdf2-sha256$i=1000${SALT}${HASH}$",
    f"$pbkdf2-sha256$$i=1000${SALT}${HASH}",
    f"$pbkdf2-sha256$1000${SALT}${HASH}",
    f"$pbkdf2-sha256$i=${SALT}${HASH}",
    f"$pbkdf2-sha256$i=0${SALT}${HASH}",
    f"$pbkdf2-sha256$i=01000${SALT}${HASH}",
    f"$pbkdf2-sha256$i=-1${SALT}${HASH}",
    f"$pbkdf2-sha256$i=+1${SALT}${HASH}",
    f"$pbkdf2-sha256$i=1_000${SALT}${HASH}",
    f"$pbkdf2-sha256$i=1e3${SALT}${HASH}",
    f"$pbkdf2-sha256$i=\u0661000${SALT}${HASH}",
    f"$pbkdf2-sha256$i=1000,i=1000${SALT}${HASH}",
    f"$pbkdf2-sha256$i=1000 ${SALT}${HASH}",
    f"$pbkdf2-sha1$i=1000${SALT}${HASH}",
    f"$PBKDF2-SHA256$i=1000${SALT}${HASH}",
    f"$pbkdf2-sha256$i=1000$${HASH}",
    f"$pbkdf2-sha256$i=1000${SALT}$",
    f"$pbkdf2-sha256$i=1000${SALT}==${HASH}=",
    f"$pbkdf2-sha256$i=1000${SALT}$AAAA",
    f"$pbkdf2-sha256$i=1000${SALT}${'A' * 42}B",
    f"$pbkdf2-sha256$i=1000${SALT}${'A' * 42}-",
    f"$pbkdf2-sha256$i=1000${SALT}${HASH}\n",
    f"$pbkdf2-sha256$i=1000${'A' * 1000}${HASH}",
    f"$scrypt$r=8,ln=4,p=1${SALT}${HASH}",
    f"$scrypt$ln=4,r=8${SALT}${HASH}",
    f"$scrypt$ln=4,r=8,p=1,x=1${SALT}${HASH}",
    f"$scrypt$ln=0,r=8,p=1${SALT}${HASH}",
    f"$argon2id$v=19$m=65536,t=2,p=1${SALT}${HASH}",
    "$2b$12$abcdefghijklmnopqrstuv",
    "zz$" + "00" * 32,
    "0g$" + "00" * 32,
    "000$" + "00" * 32,
    "00$00",
    "$" + "00" * 32,
    "A" * 2_000_000,
    "$" * 2_000_000,
)
TOO_DEAR = (
    f"$pbkdf2-sha256$i={passwords.MOST_ITERATIONS + 1}${SALT}${HASH}",
    f"$pbkdf2-sha256$i=999999999${SALT}${HASH}",
    f"$scrypt$ln=20,r=8,p=1${SALT}${HASH}",
    f"$scrypt$ln=99999999,r=8,p=1${SALT}${HASH}",
    f"$scrypt$ln=31,r=1,p=1${SALT}${HASH}",
    f"$scrypt$ln=1,r=99999999,p=99999999${SALT}${HASH}",
    f"$scrypt$ln=14,r=8,p=33${SALT}${HASH}",
)


class BadInput(unittest.TestCase):
    def test_malformed(self) -> None:
        for stored in MALFORMED:
            for call in (lambda text: password_verify("pw", text), needs_rehash):
                with self.subTest(stored=stored[:60]), self.assertRaises(JamValidationError) as caught:
                    call(stored)
                self.assertNotIn("AAAA", str(caught.exception))

    def test_absurd_costs(self) -> None:
        for stored in TOO_DEAR:
            for call in (lambda text: password_verify("pw", text), needs_rehash):
                with self.subTest(stored=stored), self.assertRaises(JamValidationError) as caught:
                    call(stored)
                self.assertEqual(caught.exception.error_code, "password.cost")

    def test_costs_at_the_limit(self) -> None:
        passwords._parse(f"$pbkdf2-sha256$i={passwords.MOST_ITERATIONS}${SALT}${HASH}")
        passwords._parse(f"$scrypt$ln=14,r=8,p=32${SALT}${HASH}")
        passwords._parse(f"$scrypt$ln=17,r=8,p=4${SALT}${HASH}")

    def test_types(self) -> None:
        for bad in (None, 1, b"x", ["x"], object()):
            with self.assertRaises(JamTypeError):
                password_verify("pw", bad)
            with self.assertRaises(JamTypeError):
                deserialize_hash(bad)
            with self.assertRaises(JamTypeError):
                check_password("pw", bad, "00")
            if not isinstance(bad, bytes):
                with self.assertRaises(JamTypeError):
                    password_hash(bad, iterations=1)
                with self.assertRaises(JamTypeError):
                    hash_password(bad, iterations=1)

    def test_what_cannot_be_hashed(self) -> None:
        with self.assertRaises(JamValidationError):
            password_hash("\ud800", iterations=1)
        for name in ("bcrypt", "jam", "", None, ["pbkdf2"]):
            with self.assertRaises(JamValidationError):
                password_hash("pw", scheme=name)
        for wrong in (0, -1, True, 1.5, "1", passwords.MOST_ITERATIONS + 1):
            with self.assertRaises(JamValidationError):
                password_hash("pw", iterations=wrong)
            with self.assertRaises(JamValidationError):
                password_hash("pw", scheme="scrypt", ln=wrong)

    def test_jam_format(self) -> None:
        for text in ("", "aabb", "a$b$c"):
            with self.assertRaises(ValueError):
                deserialize_hash(text)
        for salt, value in (("zz", "00"), ("00", "0"), ("0 0", "00")):
            with self.assertRaises(ValueError):
                check_password("pw", salt, value)


class Behaviour(unittest.TestCase):
    def test_round_trip(self) -> None:
        for costs in ({"iterations": 10}, {"scheme": "scrypt", "ln": 4, "r": 2, "p": 2}):
            for password in (
                "",
                "correct horse",
                "p\u00e4ssw\u00f6rd \U0001f600",
                b"\xff\x00bytes",
                "x" * 5000,
            ):
                stored = password_hash(password, **costs)
                self.assertTrue(password_verify(password, stored))
                self.assertFalse(password_verify(password[:-1] or "x", stored))
                self.assertNotEqual(stored, password_hash(password, **costs))

    def test_the_strings_are_what_they_say(self) -> None:
        def octets(text: str) -> bytes:
            return binascii.a2b_base64(text + "=" * (-len(text) % 4))

        _, name, cost, salt, value = password_hash("pw", iterations=77).split("$")
        self.assertEqual((name, cost), ("pbkdf2-sha256", "i=77"))
        self.assertEqual(octets(value), _pbkdf2._pure("sha256", b"pw", octets(salt), 77, 32))
        _, name, cost, salt, value = password_hash("pw", scheme="scrypt", ln=3, r=2, p=1).split("$")
        self.assertEqual((name, cost), ("scrypt", "ln=3,r=2,p=1"))
        if hasattr(hashlib, "scrypt"):
            expected = hashlib.scrypt(b"pw", salt=octets(salt), n=8, r=2, p=1, dklen=32)
            self.assertEqual(octets(value), expected)

    def test_defaults(self) -> None:
        stored = password_hash("pw")
        self.assertTrue(stored.startswith("$pbkdf2-sha256$i=600000$"))
        self.assertTrue(password_verify("pw", stored))
        self.assertFalse(needs_rehash(stored))

    def test_needs_rehash(self) -> None:
        self.assertTrue(needs_rehash(GOOD))
        self.assertFalse(needs_rehash(GOOD, iterations=1000))
        self.assertTrue(needs_rehash(GOOD, iterations=1001))
        self.assertTrue(needs_rehash(GOOD, scheme="scrypt"))
        stored = f"$scrypt$ln=16,r=8,p=1${SALT}${HASH}"
        self.assertTrue(needs_rehash(stored, scheme="scrypt"))
        self.assertFalse(needs_rehash(stored, scheme="scrypt", ln=16))
        self.assertTrue(needs_rehash(f"{'00' * 16}${'00' * 32}", iterations=1))
        self.assertTrue(needs_rehash(f"$pbkdf2-sha256$i=600000$AAAA${HASH}"))

    def test_jam(self) -> None:
        salt, value = hash_password("pw", b"0123456789abcdef")
        self.assertEqual(salt, b"0123456789abcdef".hex())
        self.assertEqual(value, "b7d814eb79108532e451903b7fca5e3792ec40b7ede12adc1cd03d16cfbad13a")
        self.assertTrue(check_password("pw", salt, value))
        self.assertFalse(check_password("pW", salt, value))
        self.assertFalse(check_password("pw", salt, value, iterations=99_999))
        stored = serialize_hash(salt, value)
        self.assertEqual(deserialize_hash(stored), (salt, value))
        self.assertTrue(password_verify("pw", stored))
        self.assertEqual(len(hash_password("pw", iterations=1, salt_size=5)[0]), 10)

    def test_nothing_shows_a_secret(self) -> None:
        self.assertEqual(repr(passwords._parse(GOOD)), "<stored pbkdf2 hash>")


if __name__ == "__main__":
    unittest.main()
