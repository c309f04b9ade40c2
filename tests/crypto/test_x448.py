"""X448: bad input, and the ladder and the comb against a line-by-line twin."""

from __future__ import annotations

import unittest

from jamlite.crypto import _edwards448, x448
from jamlite.crypto._montgomery import steps448
from jamlite.plain import plain_montgomery
from tests.beside import beside
from tests.crypto.montgomery_tests import MontgomeryTests


@beside
class X448(MontgomeryTests, unittest.TestCase):
    module = x448
    twin = plain_montgomery.x448
    size = 56
    base = 5
    steps = staticmethod(steps448)
    a24 = 39081
    product_bits = 928

    def test_the_one_private_key_whose_public_key_is_zero(self) -> None:
        # 4L is a clamped scalar: [4L]B is the point at infinity, whose u is 0 (RFC 7748 section 5).
        private = (4 * _edwards448.L).to_bytes(56, "little")
        self.assertEqual(x448.public_key(private), bytes(56))
        self.assertEqual(plain_montgomery.x448(private, bytes([5]) + bytes(55)), bytes(56))


if __name__ == "__main__":
    unittest.main()
