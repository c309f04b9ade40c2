"""Ed448: bad input, contexts, its group against a schoolbook twin."""

from __future__ import annotations

import unittest

from jamlite.crypto import _edwards448, ed448
from jamlite.exceptions import JamCryptoError
from tests.beside import beside
from tests.crypto import edwards_affine as affine
from tests.crypto import hostile
from tests.crypto.eddsa_tests import EdDSATests


@beside
class Ed448(EdDSATests, unittest.TestCase):
    scheme = ed448
    arithmetic = _edwards448
    twin = affine.ED448
    coordinate_bits = 454
    product_bits = 920

    def test_bad_contexts(self) -> None:
        known = ed448.prepare_public(self.public)
        for bad in (*hostile.WRONG_TYPES, bytes(256), bytes(1 << 16)):
            self.assertRaises(JamCryptoError, ed448.sign, self.seed, b"m", bad)
            self.assertRaises(JamCryptoError, ed448.verify, self.public, b"m", self.signature, bad)
            self.assertRaises(JamCryptoError, ed448.verify, bytes(57), b"m", self.signature, bad)
            self.assertRaises(JamCryptoError, known.verify, b"m", self.signature, bad)
            self.assertRaises(JamCryptoError, self.key.sign, b"m", bad)

    def test_contexts_are_apart(self) -> None:
        contexts = (b"", b"\0", b"a", b"ab", bytes(255))
        signatures = [ed448.sign(self.seed, b"m", context) for context in contexts]
        self.assertEqual(len(set(signatures)), len(contexts))
        for context in contexts:
            verdicts = [ed448.verify(self.public, b"m", signature, context) for signature in signatures]
            self.assertEqual(verdicts, [other == context for other in contexts])
        # Moving an octet from the context to the message changes what is signed.
        self.assertFalse(ed448.verify(self.public, b"bm", signatures[2], b""))


if __name__ == "__main__":
    unittest.main()
