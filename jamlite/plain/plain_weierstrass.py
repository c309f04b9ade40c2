"""Elliptic curves y^2 = x^3 + ax + b over a prime field (SEC 1 section 2; SP 800-186; SEC 2).

A point is (x, y), or None for the point at infinity, which is the zero of the addition. To add two points,
draw the line through them: it meets the curve in a third one, and the sum is its mirror image. [k]P, k times
P, takes a few hundred additions; to find k from P and [k]P nobody knows a way. The fast twin is
`crypto/_weierstrass.py` with `crypto/sec1.py` and `crypto/ecdh.py`: the same curve, without divisions.
"""

from __future__ import annotations

from typing import Tuple

from .plain_curves import Curve, Point


def contains(curve: Curve, point: Point) -> bool:
    """Tell whether (x, y) is a point of the curve (SEC 1 section 3.2.2.1, steps 1 to 3)."""
    if point is None:
        return False
    x, y = point
    p, a, b = curve.p, curve.a, curve.b
    return 0 <= x < p and 0 <= y < p and (y * y - (x**3 + a * x + b)) % p == 0


def add(curve: Curve, P: Point, Q: Point) -> Point:
    """Return P + Q (SEC 1 section 2.2.1): the line through both meets the curve a third time."""
    if P is None:
        return Q
    if Q is None:
        return P
    p = curve.p
    (x1, y1), (x2, y2) = P, Q
    if x1 == x2 and (y1 + y2) % p == 0:
        return None
    if P == Q:
        slope = (3 * x1 * x1 + curve.a) * pow(2 * y1, -1, p)  # the tangent
    else:
        slope = (y2 - y1) * pow(x2 - x1, -1, p)
    x3 = (slope * slope - x1 - x2) % p
    return x3, (slope * (x1 - x3) - y1) % p


def multiply(curve: Curve, k: int, P: Point) -> Point:
    """Return kP for any k >= 0: double and add, from the lowest bit on."""
    result: Point = None
    while k:
        if k & 1:
            result = add(curve, result, P)
        P = add(curve, P, P)
        k >>= 1
    return result


def encode_point(curve: Curve, P: Point, compressed: bool = False) -> bytes:
    """Return 04 X Y, or 02/03 X by the lowest bit of y (SEC 1 section 2.3.3)."""
    if P is None or not contains(curve, P):
        raise ValueError("not a point of the curve")
    X, Y = (number.to_bytes(curve.size, "big") for number in P)
    return bytes([2 + P[1] % 2]) + X if compressed else b"\x04" + X + Y


def decode_point(curve: Curve, data: bytes) -> Tuple[int, int]:
    """Return (x, y) (SEC 1 section 2.3.4). All four curves have p = 3 mod 4: a root is a power."""
    size, p = curve.size, curve.p
    x = int.from_bytes(data[1 : 1 + size], "big")
    if data[:1] == b"\x04" and len(data) == 1 + 2 * size:
        y = int.from_bytes(data[1 + size :], "big")
    elif data[:1] in (b"\x02", b"\x03") and len(data) == 1 + size:
        y = pow(x**3 + curve.a * x + curve.b, (p + 1) // 4, p)
        y = y if y % 2 == data[0] % 2 else p - y
    else:
        raise ValueError("not a point in the octets of SEC 1")
    if not contains(curve, (x, y)):
        raise ValueError("not a point of the curve")
    return x, y


def exchange(curve: Curve, d: int, Q: Point) -> bytes:
    """Return Z, the x of dQ (SP 800-56A revision 3 section 5.7.1.2)."""
    if not 1 <= d < curve.n or not contains(curve, Q):
        raise ValueError("a private key from 1 to n-1 and a point of the curve are needed")
    P = multiply(curve, d, Q)
    if P is None:
        raise ValueError("the shared secret is the point at infinity")
    return P[0].to_bytes(curve.size, "big")
