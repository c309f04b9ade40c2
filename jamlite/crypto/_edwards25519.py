"""The group of Ed25519: -x^2 + y^2 = 1 + d*x^2*y^2 modulo 2^255 - 19 (RFC 8032 section 5.1).

A point is (X, Y, Z, E, H) with x = X/Z, y = Y/Z and x*y = E*H/Z: the extended coordinates of section
5.1.4, T kept as its two factors because only an addition needs it. A point to add is kept as an
addend (Y + X, Y - X, 2*d*T, 2*Z). The formulas hold for every pair of points of the curve, the
neutral element and those of small order included, so no operation branches on a point.

Reduction: v -> (v & M) + 19*(v >> 255) folds v once; with it a verification takes 0.78 of its time with
v % P. plain/plain_edwards.py has the affine formulas. Coordinates are folded and then
brought into [0, P); E and H are only folded and lie within 2^262 of 0, T within 2^274, F and G within
2^278, every product within 2^556. tests/crypto/test_ed25519.py asserts this over 10 000 operations.

Ungated: the gates of its users prove it.
"""

from __future__ import annotations

from ._eddsa import EdwardsGroup, affine_point

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._scalars import Addend, Point

P = 2**255 - 19
M = 2**255 - 1
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
D2 = 2 * D % P
SQRT_M1 = pow(2, (P - 1) // 4, P)
BASE = (
    15112221349535400772501151409588531511454012693041857206046113283949847762202,
    46316835694926478169428394003475163141307993866256225615783033603165251855960,
)


def double(point: Point, times: int = 1) -> Point:
    """Return 2^times * point: 4M + 3S each, dbl-2008-hwcd, twisted, a = -1, without T3 = E H."""
    x, y, z, e, h = point
    for _ in range(times):
        a = x * x
        b = y * y
        c = z * z
        e = x * y
        e = ((e & M) + 19 * (e >> 255)) << 1
        g = b - a
        g = (g & M) + 19 * (g >> 255)
        h = a + b
        h = -((h & M) + 19 * (h >> 255))
        f = g - (((c & M) + 19 * (c >> 255)) << 1)
        x = e * f
        x = ((x & M) + 19 * (x >> 255)) % P
        y = g * h
        y = ((y & M) + 19 * (y >> 255)) % P
        z = f * g
        z = ((z & M) + 19 * (z >> 255)) % P
    return x, y, z, e, h


def add(point: Point, addend: Addend) -> Point:
    """Return the sum of a point and an addend: 8M, add-2008-hwcd-3 (RFC 8032 section 5.1.4)."""
    x, y, z, e, h = point
    plus, minus, t2d, z2 = addend
    t = e * h
    t = (t & M) + 19 * (t >> 255)
    a = (y - x) * minus
    b = (y + x) * plus
    c = t * t2d
    c = (c & M) + 19 * (c >> 255)
    d = z * z2
    d = (d & M) + 19 * (d >> 255)
    e = b - a
    e = (e & M) + 19 * (e >> 255)
    h = b + a
    h = (h & M) + 19 * (h >> 255)
    f = d - c
    g = d + c
    x = e * f
    x = ((x & M) + 19 * (x >> 255)) % P
    y = g * h
    y = ((y & M) + 19 * (y >> 255)) % P
    z = f * g
    z = ((z & M) + 19 * (z >> 255)) % P
    return x, y, z, e, h


def addend_of(point: Point) -> Addend:
    x, y, z, e, h = point
    return y + x, y - x, e * h % P * D2 % P, 2 * z


def negative(addend: Addend) -> Addend:
    plus, minus, t2d, z2 = addend
    return minus, plus, -t2d, z2


def encode(point: Point) -> bytes:
    """Return the 32 bytes of a point (RFC 8032 section 5.1.2)."""
    x, y = GROUP.affine(point)
    return (y | (x & 1) << 255).to_bytes(32, "little")


def decode(encoded: bytes) -> Point | None:
    """Return the point of 32 bytes, or None if they stand for none (RFC 8032 section 5.1.3)."""
    number = int.from_bytes(encoded, "little")
    y, sign = number & M, number >> 255
    if y >= P:  # step 1: the one encoding is the canonical one
        return None
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P  # step 2
    if (v * x * x + u) % P == 0:  # step 3: the candidate is a root of -u/v
        x = x * SQRT_M1 % P
    if (v * x * x - u) % P:
        return None
    if x == 0 and sign:  # step 4
        return None
    if x & 1 != sign:
        x = P - x
    return affine_point(x, y)


GROUP = EdwardsGroup(
    prime=P,
    order=L,
    cofactor=8,
    base=BASE,
    bits=256,
    # 264 digits: 11 doublings and 44 additions for any scalar; then 256 digits: 8 and 32
    combs=((6, 4, 11), (8, 4, 8)),
    double=double,
    add=add,
    addend=addend_of,
    negative=negative,
)
