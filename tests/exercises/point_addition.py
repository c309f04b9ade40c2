"""Exercise 2: the addition of points on an elliptic curve (SEC 1 section 2.2.1).

Read jamlite/plain/plain_curves.py, and `python3 -m jamlite explain --example rfc6979-a.2.5`.
Check: python3 -m unittest tests.exercises.point_addition
"""

from __future__ import annotations

import unittest

from jamlite.plain.plain_curves import CURVES, Curve, Point

P256 = CURVES["P-256"]


def add(curve: Curve, P: Point, Q: Point) -> Point:
    """Return P + Q on y^2 = x^3 + ax + b modulo curve.p; a point is (x, y), or None for infinity.

    The line through both (the tangent, if they are one) meets the curve in a third point; the sum is its
    mirror image. `pow(n, -1, curve.p)` divides.
    """
    raise NotImplementedError("write this function")


def multiply(k: int, P: Point) -> Point:
    """Return kP by your addition."""
    result: Point = None
    while k:
        if k & 1:
            result = add(P256, result, P)
        P = add(P256, P, P)
        k >>= 1
    return result


class Check(unittest.TestCase):
    def test_the_point_at_infinity(self) -> None:
        x, y = P256.G
        self.assertEqual(add(P256, None, P256.G), P256.G)
        self.assertEqual(add(P256, P256.G, None), P256.G)
        self.assertIsNone(add(P256, None, None))
        self.assertIsNone(add(P256, P256.G, (x, P256.p - y)))

    def test_public_key_of_rfc_6979_appendix_a_2_5(self) -> None:
        x = 0xC9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721
        U = (
            0x60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6,
            0x7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299,
        )
        self.assertEqual(multiply(x, P256.G), U)

    def test_the_order_leads_to_infinity(self) -> None:
        self.assertIsNone(multiply(P256.n, P256.G))


if __name__ == "__main__":
    unittest.main()
