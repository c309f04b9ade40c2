"""plain's affine curve arithmetic for the curves of jamlite.crypto, a toy curve among them.

The fast code is compared with it, and crafted vectors are made with it; None is the point at infinity.
"""

from __future__ import annotations

from jamlite.crypto._curves import CURVES
from jamlite.plain import plain_weierstrass
from jamlite.plain.plain_curves import Curve, Point


def curve(name: str) -> Curve:
    """Return the parameters of the fast curve, as plain takes them."""
    fast = CURVES[name]
    return Curve(fast.p, fast.a, fast.b, fast.n, fast.g)


def add(name: str, left: Point, right: Point) -> Point:
    """Return left + right on the curve of that name."""
    return plain_weierstrass.add(curve(name), left, right)


def multiply(name: str, k: int, point: Point) -> Point:
    """Return k * point for any k >= 0."""
    return plain_weierstrass.multiply(curve(name), k, point)


def verify(name: str, public: Point, e: int, r: int, s: int) -> bool:
    """Verify as FIPS 186-5 section 6.4.2 has it; `e` is the hash as an integer."""
    n = CURVES[name].n
    if not (1 <= r < n and 1 <= s < n):
        return False
    w = pow(s, -1, n)
    R = add(name, multiply(name, e * w % n, CURVES[name].g), multiply(name, r * w % n, public))
    return R is not None and R[0] % n == r
