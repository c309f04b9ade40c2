"""Exercise 5: GHASH, the heart of AES-GCM (SP 800-38D sections 6.3 and 6.4).

Read `python3 -m jamlite explain --example rfc7516-a.1`.
Check: python3 -m unittest tests.exercises.ghash
"""

from __future__ import annotations

import unittest


def ghash(H: bytes, X: bytes) -> bytes:
    """Return Y of Y = (Y xor X_i) times H over the blocks X_i of 16 bytes, beginning with Y = 0.

    The product is in GF(2^128). The leftmost bit of a block is the coefficient of x^0, so multiplying by x
    moves all bits to the right; a bit that falls out puts 11100001 on the left end.
    """
    raise NotImplementedError("write this function")


class Check(unittest.TestCase):
    """McGrew and Viega, The Galois/Counter Mode of Operation, appendix B, test cases 2 and 4."""

    def test_case_2(self) -> None:
        X = "0388dace60b6a392f328c2b971b2fe78" + "00000000000000000000000000000080"
        Y = ghash(bytes.fromhex("66e94bd4ef8a2c3b884cfa59ca342b2e"), bytes.fromhex(X))
        self.assertEqual(Y.hex(), "f38cbb1ad69223dcc3457ae5b6b0f885")

    def test_case_4(self) -> None:
        X = (
            "feedfacedeadbeeffeedfacedeadbeefabaddad2000000000000000000000000"
            "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
            "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e09100000000"
            "00000000000000a000000000000001e0"
        )
        Y = ghash(bytes.fromhex("b83b533708bf535d0aa6e52980d53b78"), bytes.fromhex(X))
        self.assertEqual(Y.hex(), "698e57f70e6ecc7fd9463b7260a9ae5f")


if __name__ == "__main__":
    unittest.main()
