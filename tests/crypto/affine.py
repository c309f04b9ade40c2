"""The schoolbook twin of jamlite's curve arithmetic: affine points, one inversion for each addition.

Written from SEC 1 section 2.2.1 without a look at speed; None is the point at infinity. The fast code is
compared with it, and crafted vectors are made with it.
"""

from __future__ import annotations

from typing import Optional, Tuple

from jamlite.crypto._curves import CURVES

Point = Optional[Tuple[int, int]]


def add(name: str, left: Point, right: Point) -> Point:
    """Return left + right on the curve of that name."""
    p, a = CURVES[name].p, CURVES[name].a
    if left is None:
        return right
    if right is None:
        return left
    (x1, y1), (x2, y2) = left, right
    if x1 == x2:
        if (y1 + y2) % p == 0:
            return None
        slope = (3 * x1 * x1 + a) * pow(2 * y1, -1, p)
    else:
        slope = (y2 - y1) * pow(x2 - x1, -1, p)
    x = (slope * slope - x1 - x2) % p
    return x, (slope * (x1 - x) - y1) % p


def multiply(name: str, k: int, point: Point) -> Point:
    """Return k * point for any k >= 0, by doubling and adding."""
    result: Point = None
    while k:
        if k & 1:
            result = add(name, result, point)
        point = add(name, point, point)
        k >>= 1
    return result


def verify(name: str, public: Point, e: int, r: int, s: int) -> bool:
    """Verify as FIPS 186-5 section 6.4.2 has it; `e` is the hash as an integer."""
    n = CURVES[name].n
    if not (1 <= r < n and 1 <= s < n):
        return False
    w = pow(s, -1, n)
    R = add(name, multiply(name, e * w % n, CURVES[name].g), multiply(name, r * w % n, public))
    return R is not None and R[0] % n == r
