"""Password hashing: hostile stored strings first, then what must hold."""

from __future__ import annotations

import binascii
import hashlib
import unittest

from jamlite.crypto import _pbkdf2
from jamlite.exceptions import JamTypeError, JamValidationError
from jamlite.passwords import phc_strings as passwords
from jamlite.passwords.phc_strings import needs_rehash, password_hash, password_verify
from jamlite.passwords.stored_hash import MOST_ITERATIONS

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
    f"$pbkdf2-sha256$01000${SALT}${HASH}",
    f"$pbkdf2-sha3$1000${SALT}${HASH}",
    f"$pbkdf2-sha256$i=1000,l=31${SALT}${HASH}",
    f"$pbkdf2-sha256$l=32,i=1000${SALT}${HASH}",
    f"$pbkdf2-md5$i=1000${SALT}${HASH}",
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
    f"$argon2id$m=65536,t=2,p=1${SALT}${HASH}",
    f"$argon2id$v=16$m=65536,t=2,p=1${SALT}${HASH}",
    f"$argon2x$v=19$m=65536,t=2,p=1${SALT}${HASH}",
    f"$argon2id$v=19$t=2,m=65536,p=1${SALT}${HASH}",
    f"$argon2id$v=19$m=15,t=2,p=2${SALT}${HASH}",
    f"$argon2id$v=19$m=9999,t=2,p=256${SALT}${HASH}",
    f"$argon2id$v=19$m=65536,t=2,p=1,data=x${SALT}${HASH}",
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
    f"$pbkdf2-sha256$i={MOST_ITERATIONS + 1}${SALT}${HASH}",
    f"$pbkdf2-sha256$i=999999999${SALT}${HASH}",
    f"$scrypt$ln=20,r=8,p=1${SALT}${HASH}",
    f"$scrypt$ln=99999999,r=8,p=1${SALT}${HASH}",
    f"$scrypt$ln=31,r=1,p=1${SALT}${HASH}",
    f"$scrypt$ln=1,r=99999999,p=99999999${SALT}${HASH}",
    f"$scrypt$ln=14,r=8,p=33${SALT}${HASH}",
    f"$scrypt$ln=1,r=1,p=1025${SALT}${HASH}",
    f"$pbkdf2-sha1$i=5000000${SALT}${HASH}",
    f"$argon2id$v=19$m=262145,t=1,p=1${SALT}${HASH}",
    f"$argon2i$v=19$m=65536,t=17,p=1${SALT}${HASH}",
    f"$argon2d$v=19$m=999999999,t=999999999,p=1${SALT}${HASH}",
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
        for stored in (
            f"$pbkdf2-sha256$i={MOST_ITERATIONS}${SALT}${HASH}",
            f"$scrypt$ln=14,r=8,p=32${SALT}${HASH}",
            f"$scrypt$ln=17,r=8,p=4${SALT}${HASH}",
            f"$argon2id$v=19$m=262144,t=4,p=1${SALT}${HASH}",
        ):
            self.assertIs(needs_rehash(stored, iterations=1), stored[1] != "p")

    def test_an_expensive_argon2_hash_says_what_it_takes(self) -> None:
        stored = f"$argon2id$v=19$m=65536,t=3,p=4${SALT}${HASH}"
        said = r"65536 KiB and 3 passes, about 35 seconds in plain Python; argon2_limit_kib=196608 allows it"
        with self.assertRaisesRegex(JamValidationError, said) as caught:
            password_verify("pw", stored)
        self.assertEqual(caught.exception.error_code, "password.cost")
        self.assertTrue(needs_rehash(stored))
        with self.assertRaisesRegex(JamValidationError, "argon2_limit_kib=40 allows it"):
            password_verify("pw", f"$argon2i$v=19$m=40,t=1,p=1${SALT}${HASH}", argon2_limit_kib=39)
        for wrong in (-1, True, "1", 1 << 21):
            with self.assertRaises(JamValidationError):
                password_verify("pw", stored, argon2_limit_kib=wrong)

    def test_types(self) -> None:
        for bad in (None, 1, b"x", ["x"], object()):
            with self.assertRaises(JamTypeError):
                password_verify("pw", bad)
            if not isinstance(bad, bytes):
                with self.assertRaises(JamTypeError):
                    password_hash(bad, iterations=1)

    def test_what_cannot_be_hashed(self) -> None:
        with self.assertRaises(JamValidationError):
            password_hash("\ud800", iterations=1)
        for name in ("bcrypt", "jam", "", None, ["pbkdf2"]):
            with self.assertRaises(JamValidationError):
                password_hash("pw", scheme=name)
        for wrong in (0, -1, True, 1.5, "1", MOST_ITERATIONS + 1):
            with self.assertRaises(JamValidationError):
                password_hash("pw", iterations=wrong)
            with self.assertRaises(JamValidationError):
                password_hash("pw", scheme="scrypt", ln=wrong)


class Behaviour(unittest.TestCase):
    def test_round_trip(self) -> None:
        for costs in (
            {"iterations": 10},
            {"scheme": "scrypt", "ln": 4, "r": 2, "p": 2},
            {"scheme": "argon2id", "memory_kib": 16, "passes": 1, "lanes": 2},
        ):
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

    def test_argon2id_is_written_as_an_option(self) -> None:
        stored = password_hash("pw", scheme="argon2id", memory_kib=32, passes=2)
        self.assertRegex(stored, r"^\$argon2id\$v=19\$m=32,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$")
        wanted = {"scheme": "argon2id", "memory_kib": 32, "passes": 2}
        self.assertFalse(needs_rehash(stored, **wanted))
        self.assertFalse(needs_rehash(stored, **wanted, lanes=4))
        self.assertTrue(needs_rehash(stored, scheme="argon2id", memory_kib=33, passes=2))
        self.assertTrue(needs_rehash(stored, scheme="argon2id"))
        self.assertTrue(needs_rehash(stored))
        for wrong in ({"memory_kib": 0}, {"passes": 0}, {"lanes": 0}, {"passes": 4}, {"memory_kib": 7}):
            with self.assertRaises(JamValidationError):
                password_hash("pw", scheme="argon2id", **wrong)

    def test_nothing_shows_a_secret(self) -> None:
        self.assertEqual(repr(passwords.parse(GOOD)), "<stored pbkdf2 hash>")


if __name__ == "__main__":
    unittest.main()
