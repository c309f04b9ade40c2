"""Ed25519, Ed448, X25519 and X448 against `cryptography` and PyNaCl: random and edge inputs, both directions.

JAMLITE_DIFFERENTIAL_SEED repeats a run, JAMLITE_DIFFERENTIAL_CASES sets how many cases each test makes.
"""

from __future__ import annotations

import os
import random
import unittest
from typing import Any

from jamlite.crypto import ed448, ed25519, x448, x25519
from jamlite.exceptions import JamInvalidKeyError
from tests.support import needs

CASES = int(os.environ.get("JAMLITE_DIFFERENTIAL_CASES", "40"))
SEED = int(os.environ.get("JAMLITE_DIFFERENTIAL_SEED", "0")) or random.SystemRandom().getrandbits(32)


class Differential(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        needs("cryptography")
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric import ed448, ed25519, x448, x25519

        cls.refused = InvalidSignature
        cls.ed25519 = (ed25519.Ed25519PrivateKey, ed25519.Ed25519PublicKey)
        cls.ed448 = (ed448.Ed448PrivateKey, ed448.Ed448PublicKey)
        cls.x25519 = (x25519.X25519PrivateKey, x25519.X25519PublicKey)
        cls.x448 = (x448.X448PrivateKey, x448.X448PublicKey)
        print(f"Edwards differential: JAMLITE_DIFFERENTIAL_SEED={SEED}, {CASES} cases each")

    def setUp(self) -> None:
        self.random = random.Random(f"{SEED} {self._testMethodName}")

    def octets(self, length: int) -> bytes:
        """Random octets; now and then few bits, or all but few."""
        draw = self.random.random()
        if draw < 0.8:
            return self.random.getrandbits(8 * length).to_bytes(length, "little") if length else b""
        few = sum(1 << self.random.randrange(8 * length) for _ in range(3)) if length else 0
        return ((few if draw < 0.9 else ~few) % (1 << 8 * length)).to_bytes(length, "little")

    def message(self) -> bytes:
        return self.octets(self.random.choice((0, 1, 31, 32, 63, 64, 65, self.random.randrange(2000))))

    def changed(self, data: bytes) -> bytes:
        """Turn one bit, or add or remove octets."""
        kind = self.random.randrange(8)
        if kind == 0:
            return data[: self.random.randrange(len(data))]
        if kind == 1:
            return data + self.octets(1)
        octets = bytearray(data)
        octets[self.random.randrange(len(data))] ^= 1 << self.random.randrange(8)
        return bytes(octets)

    def accepts(self, public: Any, signature: bytes, message: bytes) -> bool:
        try:
            public.verify(signature, message)
        except self.refused:
            return False
        return True

    def signatures(self, ours: Any, theirs: Any, size: int) -> None:
        private_class, public_class = theirs
        for _ in range(CASES):
            seed, message = self.octets(size), self.message()
            private = private_class.from_private_bytes(seed)
            public = private.public_key().public_bytes_raw()
            self.assertEqual(ours.public_key(seed), public)
            signature = ours.sign(seed, message)
            self.assertEqual(signature, private.sign(message))
            key = ours.prepare_public(public)
            for _ in range(3):
                self.assertTrue(key.verify(message, signature))
            bad = self.changed(signature)
            verdict = self.accepts(public_class.from_public_bytes(public), bad, message)
            self.assertEqual(key.verify(message, bad), verdict)
            self.assertEqual(ours.verify(public, message, bad), verdict)

    def exchanges(self, ours: Any, theirs: Any, size: int) -> None:
        private_class, public_class = theirs
        for _ in range(CASES):
            octets, u = self.octets(size), self.octets(size)
            private = private_class.from_private_bytes(octets)
            self.assertEqual(ours.public_key(octets), private.public_key().public_bytes_raw())
            try:
                secret = private.exchange(public_class.from_public_bytes(u))
            except ValueError:
                self.assertRaises(JamInvalidKeyError, ours.exchange, octets, u)
            else:
                self.assertEqual(ours.exchange(octets, u), secret)

    def test_ed25519(self) -> None:
        self.signatures(ed25519, self.ed25519, 32)

    def test_ed448(self) -> None:
        self.signatures(ed448, self.ed448, 57)

    def test_x25519(self) -> None:
        self.exchanges(x25519, self.x25519, 32)

    def test_x448(self) -> None:
        self.exchanges(x448, self.x448, 56)

    def test_random_keys(self) -> None:
        """Half of all octet strings are points; both sides agree whether a signature passes under one."""
        _, public_class = self.ed25519
        for _ in range(CASES):
            encoded, signature, message = self.octets(32), self.octets(64), self.message()
            theirs = self.accepts(public_class.from_public_bytes(encoded), signature, message)
            self.assertEqual(ed25519.verify(encoded, message, signature), theirs)


class NaCl(unittest.TestCase):
    """PyNaCl is libsodium, the authority for Ed25519 keys as X25519 keys."""

    def setUp(self) -> None:
        needs("nacl")
        self.random = random.Random(f"{SEED} {self._testMethodName}")

    def test_conversion(self) -> None:
        from nacl.signing import SigningKey

        for _ in range(CASES):
            seed = self.random.getrandbits(256).to_bytes(32, "little")
            key = SigningKey(seed)
            self.assertEqual(ed25519.sign(seed, seed), key.sign(seed).signature)
            public = ed25519.to_x25519_public(bytes(key.verify_key))
            self.assertEqual(public, bytes(key.verify_key.to_curve25519_public_key()))
            self.assertEqual(ed25519.to_x25519_private(seed), bytes(key.to_curve25519_private_key()))


if __name__ == "__main__":
    unittest.main()
