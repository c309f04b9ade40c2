"""Ed25519: bad input, its group against a schoolbook twin, its keys as X25519 keys."""

from __future__ import annotations

import unittest
from unittest import mock

from jamlite.crypto import _edwards25519, _scalars, ed25519, gate, x25519
from jamlite.exceptions import JamCryptoError, JamInvalidKeyError
from tests.beside import beside
from tests.crypto import edwards_affine as affine
from tests.crypto import hostile
from tests.crypto.eddsa_tests import EdDSATests


@beside
class Ed25519(EdDSATests, unittest.TestCase):
    scheme = ed25519
    arithmetic = _edwards25519
    twin = affine.ED25519
    coordinate_bits = 262
    product_bits = 556

    def test_takes_no_context(self) -> None:
        key = ed25519.prepare_public(self.public)
        self.assertRaises(JamCryptoError, self.key.sign, b"m", b"context")
        self.assertRaises(JamCryptoError, key.verify, b"m", self.signature, b"context")


class ToX25519(unittest.TestCase):
    def test_bad_input(self) -> None:
        for function in (ed25519.to_x25519_public, ed25519.to_x25519_private):
            for bad in (*hostile.WRONG_TYPES, b"", bytes(31), bytes(33)):
                self.assertRaises(JamCryptoError, function, bad)
        for point in affine.ED25519.small_points():
            encoded = affine.ED25519.encode(point)
            self.assertRaises(JamInvalidKeyError, ed25519.to_x25519_public, encoded)
        self.assertRaises(JamInvalidKeyError, ed25519.to_x25519_public, b"\xff" * 32)

    def test_the_two_halves_belong_together(self) -> None:
        for number in range(20):
            seed = bytes([number]) * 32
            private = ed25519.to_x25519_private(seed)
            public = ed25519.to_x25519_public(ed25519.public_key(seed))
            self.assertEqual(x25519.public_key(private), public)


class Gates(unittest.TestCase):
    def test_verifying_builds_no_signing_table(self) -> None:
        with mock.patch.dict(_scalars._combs, clear=True):
            gate.GATES["Ed25519 verify"].check()
            gate.GATES["X25519"].check()
            gate.GATES["Ed25519 to X25519"].check()
            self.assertEqual(_scalars._combs, {})


if __name__ == "__main__":
    unittest.main()
