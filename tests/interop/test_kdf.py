"""The key derivation functions beside cryptography, PyNaCl and argon2-cffi."""

from __future__ import annotations

import random
import unittest

from jamlite.crypto import _pbkdf2, argon2id, concat_kdf, hkdf, pbkdf2, scrypt
from jamlite.passwords import phc_strings as passwords
from tests.support import needs

SEED = 20261121
HASHES = ("sha1", "sha224", "sha256", "sha384", "sha512")


class Interop(unittest.TestCase):
    def setUp(self) -> None:
        self.random = random.Random(SEED)

    def octets(self, most: int) -> bytes:
        size = self.random.randrange(most + 1)
        return self.random.getrandbits(8 * size).to_bytes(size, "big") if size else b""

    def test_hkdf(self) -> None:
        peer = needs("cryptography.hazmat.primitives.kdf.hkdf").HKDF
        hashes = needs("cryptography.hazmat.primitives.hashes")
        for name in HASHES:
            for _ in range(20):
                ikm, salt, info = self.octets(200), self.octets(200), self.octets(200)
                length = self.random.randrange(1, 1000)
                expected = peer(getattr(hashes, name.upper())(), length, salt, info).derive(ikm)
                self.assertEqual(hkdf.derive(name, ikm, salt, info, length), expected, SEED)

    def test_concat_kdf(self) -> None:
        peer = needs("cryptography.hazmat.primitives.kdf.concatkdf").ConcatKDFHash
        hashes = needs("cryptography.hazmat.primitives.hashes")
        for name in HASHES:
            for _ in range(20):
                secret, info = self.octets(100) + b"Z", self.octets(100)
                length = self.random.randrange(1, 300)
                expected = peer(getattr(hashes, name.upper())(), length, info).derive(secret)
                self.assertEqual(concat_kdf.derive(name, secret, info, length), expected, SEED)

    def test_pbkdf2(self) -> None:
        peer = needs("cryptography.hazmat.primitives.kdf.pbkdf2").PBKDF2HMAC
        hashes = needs("cryptography.hazmat.primitives.hashes")
        for name in HASHES:
            for _ in range(10):
                password, salt = self.octets(200), self.octets(50)
                count, length = self.random.randrange(1, 20), self.random.randrange(1, 200)
                expected = peer(getattr(hashes, name.upper())(), length, salt, count).derive(password)
                self.assertEqual(pbkdf2.derive(name, password, salt, count, length), expected, SEED)
                self.assertEqual(_pbkdf2._pure(name, password, salt, count, length), expected, SEED)

    def test_scrypt(self) -> None:
        peer = needs("cryptography.hazmat.primitives.kdf.scrypt").Scrypt
        for n, r, p in ((2, 1, 1), (4, 2, 3), (16, 8, 1), (32, 1, 2)):
            password, salt = self.octets(100), self.octets(50)
            expected = peer(salt, 40, n, r, p).derive(password)
            self.assertEqual(scrypt.derive(password, salt, n=n, r=r, p=p, length=40), expected, SEED)
            self.assertEqual(scrypt._pure(password, salt, n, r, p, 40), expected, SEED)

    def test_argon2id(self) -> None:
        peer = needs("cryptography.hazmat.primitives.kdf.argon2").Argon2id
        for t, m, p, length in (
            (1, 8, 1, 4),
            (2, 9, 1, 64),
            (3, 40, 2, 65),
            (1, 600, 1, 96),
            (2, 67, 4, 200),
        ):
            password, salt = self.octets(100), self.octets(50) + bytes(8)
            secret, data = self.octets(30), self.octets(30)
            expected = peer(
                salt=salt,
                length=length,
                iterations=t,
                lanes=p,
                memory_cost=m,
                ad=data or None,
                secret=secret or None,
            ).derive(password)
            ours = argon2id.derive(
                password,
                salt,
                time_cost=t,
                memory_kib=m,
                parallelism=p,
                length=length,
                secret=secret,
                associated_data=data,
            )
            self.assertEqual(ours, expected, (SEED, t, m, p, length))

    def test_argon2id_beside_another(self) -> None:
        peer = needs("argon2.low_level")
        for t, m, p, length in ((1, 32, 1, 16), (2, 64, 3, 32), (1, 1030, 1, 33)):
            password, salt = self.octets(100), self.octets(50) + bytes(8)
            expected = peer.hash_secret_raw(password, salt, t, m, p, length, peer.Type.ID)
            ours = argon2id.derive(password, salt, time_cost=t, memory_kib=m, parallelism=p, length=length)
            self.assertEqual(ours, expected, (SEED, t, m, p, length))

    def test_password_hashes_are_what_others_make(self) -> None:
        peer = needs("cryptography.hazmat.primitives.kdf.scrypt").Scrypt
        import base64

        def octets(text: str) -> bytes:
            return base64.b64decode(text + "=" * (-len(text) % 4))

        stored = passwords.password_hash("pw", scheme="scrypt", ln=6, r=4, p=2)
        salt, value = map(octets, stored.split("$")[3:])
        self.assertEqual(peer(salt, 32, 64, 4, 2).derive(b"pw"), value)


if __name__ == "__main__":
    unittest.main()
