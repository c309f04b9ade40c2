"""EdDSA: Ed25519 and Ed448 (RFC 8032). The fast twins are `crypto/ed25519.py` and `crypto/ed448.py`.

Points (x, y) of a x^2 + y^2 = 1 + d x^2 y^2; the neutral one is (0, 1). There is one addition for all of
them, also for doubling (sections 5.1.4 and 5.2.4 have it without division), as on a circle, where the sum
of two angles is a formula in their sines and cosines: with d = 0 this curve is one.
"""

from __future__ import annotations

import hashlib
from typing import NamedTuple, Tuple

Point = Tuple[int, int]


class Curve(NamedTuple):
    """The parameters of RFC 8032 sections 5.1 and 5.2."""

    p: int
    a: int
    d: int
    L: int  # the order of B
    B: Point
    b: int  # bits of an encoded point
    c: int  # the cofactor is 2^c
    n: int  # the highest bit of a secret scalar


ED25519 = Curve(
    p=2**255 - 19,
    a=-1,
    d=-121665 * pow(121666, -1, 2**255 - 19),
    L=2**252 + 27742317777372353535851937790883648493,
    B=(
        15112221349535400772501151409588531511454012693041857206046113283949847762202,
        46316835694926478169428394003475163141307993866256225615783033603165251855960,
    ),
    b=256,
    c=3,
    n=254,
)
ED448 = Curve(
    p=2**448 - 2**224 - 1,
    a=1,
    d=-39081,
    L=2**446 - 0x8335DC163BB124B65129C96FDE933D8D723A70AADC873D6D54A7BB0D,
    B=(
        0x4F1970C66BED0DED221D15A622BF36DA9E146570470F1767EA6DE324A3D3A46412AE1AF72AB66511433B80E18B00938E2626A82BC70CC05E,
        0x693F46716EB6BC248876203756C9C7624BEA73736CA3984087789C1E05A0C2D73AD3FF1CE67C39C4FDBD132C4ED7C8AD9808795BF230FA14,
    ),
    b=456,
    c=2,
    n=447,
)


def add(E: Curve, P: Point, Q: Point) -> Point:
    """The addition law of twisted Edwards curves (Bernstein, Birkner, Joye, Lange, Peters 2008)."""
    (x1, y1), (x2, y2), p = P, Q, E.p
    t = E.d * x1 * x2 * y1 * y2
    x3 = (x1 * y2 + y1 * x2) * pow(1 + t, -1, p) % p
    return x3, (y1 * y2 - E.a * x1 * x2) * pow(1 - t, -1, p) % p


def multiply(E: Curve, k: int, P: Point) -> Point:
    """Return [k]P: double and add, from the lowest bit on."""
    result: Point = (0, 1)
    while k:
        if k & 1:
            result = add(E, result, P)
        P = add(E, P, P)
        k >>= 1
    return result


def encode(E: Curve, P: Point) -> bytes:
    """Return y, little-endian, with the lowest bit of x on top (sections 5.1.2, 5.2.2)."""
    return (P[1] | (P[0] & 1) << (E.b - 1)).to_bytes(E.b // 8, "little")


def decode(E: Curve, data: bytes) -> Point:
    """Return the point, x being a root of (y^2 - 1) / (d y^2 - a) (sections 5.1.3, 5.2.3)."""
    number = int.from_bytes(data, "little")
    sign, y, p = number >> (E.b - 1), number & ~(1 << (E.b - 1)), E.p
    if len(data) != E.b // 8 or y >= p:  # step 1
        raise ValueError("not an encoded point")
    square = (y * y - 1) * pow(E.d * y * y - E.a, -1, p) % p  # step 2: x^2
    if p % 4 == 3:
        x = pow(square, (p + 1) // 4, p)
    else:  # p = 5 mod 8: one of two candidates
        x = pow(square, (p + 3) // 8, p)
        if (x * x - square) % p:
            x = x * pow(2, (p - 1) // 4, p) % p
    if (x * x - square) % p or (x == 0 and sign):  # steps 3, 4
        raise ValueError("not an encoded point")
    return (p - x if x % 2 != sign else x), y


def H(E: Curve, data: bytes) -> bytes:
    """SHA-512 for Ed25519, SHAKE256 with 114 bytes for Ed448."""
    return hashlib.sha512(data).digest() if E.b == 256 else hashlib.shake_256(data).digest(114)


def dom(E: Curve, context: bytes) -> bytes:
    """Return dom4(0, context) for Ed448 and nothing for Ed25519 (section 2)."""
    if len(context) > (0 if E.b == 256 else 255):
        raise ValueError("the context is too long")
    return b"" if E.b == 256 else b"SigEd448" + bytes([0, len(context)]) + context


def secret_scalar(E: Curve, seed: bytes) -> Tuple[int, bytes]:
    """Return the scalar s and the prefix (sections 5.1.5, 5.2.5: hash, then prune the buffer)."""
    if len(seed) != E.b // 8:
        raise ValueError("the seed has the wrong length")
    h = H(E, seed)
    s = int.from_bytes(h[: E.b // 8], "little") % 2**E.n + 2**E.n
    return s >> E.c << E.c, h[E.b // 8 :]
