"""Exercise 3: PAE, the pre-authentication encoding (PASETO specification, Common Implementation Details).

Read `python3 -m jamlite explain --example paseto-4-s-1`.
Check: python3 -m unittest tests.exercises.pae
"""

from __future__ import annotations

import unittest


def pae(pieces: list[bytes]) -> bytes:
    """Return LE64(number of pieces), and for each piece LE64(its length) and the piece.

    LE64 is a number in 8 bytes, the lowest first, the highest bit clear.
    """
    raise NotImplementedError("write this function")


class Check(unittest.TestCase):
    def test_examples_of_the_specification(self) -> None:
        self.assertEqual(pae([]), bytes(8))
        self.assertEqual(pae([b""]), b"\x01" + bytes(15))
        self.assertEqual(pae([b"test"]), b"\x01" + bytes(7) + b"\x04" + bytes(7) + b"test")

    def test_no_two_lists_give_the_same_octets(self) -> None:
        self.assertNotEqual(pae([b"ab", b"c"]), pae([b"a", b"bc"]))
        self.assertNotEqual(pae([b"test", b""]), pae([b"test"]))


if __name__ == "__main__":
    unittest.main()
