"""Jam's password functions: `salt$hash` of PBKDF2 with 100 000 iterations."""

from __future__ import annotations

import unittest

from jamlite.exceptions import JamTypeError
from jamlite.passwords import needs_rehash, password_verify
from jamlite.utils import (
    check_password,
    deserialize_hash,
    hash_password,
    serialize_hash,
    verify_password,
)


class SaltHash(unittest.TestCase):
    def test_types(self) -> None:
        for bad in (None, 1, b"x", ["x"], object()):
            with self.assertRaises(JamTypeError):
                deserialize_hash(bad)
            with self.assertRaises(JamTypeError):
                check_password("pw", bad, "00")
            if not isinstance(bad, bytes):
                with self.assertRaises(JamTypeError):
                    hash_password(bad, iterations=1)

    def test_jam_format(self) -> None:
        for text in ("", "aabb", "a$b$c"):
            with self.assertRaises(ValueError):
                deserialize_hash(text)
        for salt, value in (("zz", "00"), ("00", "0"), ("0 0", "00")):
            with self.assertRaises(ValueError):
                check_password("pw", salt, value)

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
        self.assertIs(verify_password, password_verify)
        self.assertTrue(needs_rehash(stored))


if __name__ == "__main__":
    unittest.main()
