"""X25519: bad input, and the ladder and the comb against a line-by-line twin."""

from __future__ import annotations

import unittest

from jamlite.crypto import x25519
from jamlite.crypto._montgomery import steps25519
from jamlite.plain import plain_montgomery
from tests.crypto.montgomery_tests import MontgomeryTests


class X25519(MontgomeryTests, unittest.TestCase):
    module = x25519
    twin = plain_montgomery.x25519
    size = 32
    base = 9
    steps = staticmethod(steps25519)
    a24 = 121665
    product_bits = 544

    def test_the_top_bit_is_ignored(self) -> None:
        private, public = bytes(range(32)), bytes(31) + b"\x05"
        self.assertEqual(x25519.exchange(private, public), x25519.exchange(private, public[:31] + b"\x85"))


if __name__ == "__main__":
    unittest.main()
