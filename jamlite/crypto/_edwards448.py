"""The group of Ed448: x^2 + y^2 = 1 + d*x^2*y^2 modulo 2^448 - 2^224 - 1 (RFC 8032 section 5.2).

A point is (X, Y, Z, E, H) with x = X/Z, y = Y/Z and x*y = E*H/Z: extended coordinates, T kept as its
two factors because only an addition needs it; two products fewer per addition than the projective
formulas of section 5.2.4. A point to add is kept as an addend (X, Y, X + Y, d*T, Z). The formulas
hold for every pair of points of the curve, so no operation branches on a point.

Reduction: with 2^448 = 2^224 + 1, u = v >> 448 and w = u >> 224,
v -> (v & M) + u + w + (((u & LOW) + w) << 224) folds v once; with it a verification takes
0.82 of its time with v % P. plain/plain_edwards.py has the affine formulas. Coordinates are folded
and then brought into [0, P); E and H are only folded and lie within 2^454 of 0, T, F and G within
2^460, every product within 2^920. tests/crypto/test_ed448.py asserts this over 10 000 operations.

Ungated: the gates of its users prove it.
"""

from __future__ import annotations

from ._eddsa import EdwardsGroup, affine_point

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._scalars import Addend, Point

P = 2**448 - 2**224 - 1
M = 2**448 - 1
LOW = 2**224 - 1
L = 2**446 - 13818066809895115352007386748515426880336692474882178609894547503885
D = -39081
BASE = (  # section 5.2, in hexadecimal
    int(
        "4f1970c66bed0ded221d15a622bf36da9e146570470f1767ea6de324"
        "a3d3a46412ae1af72ab66511433b80e18b00938e2626a82bc70cc05e",
        16,
    ),
    int(
        "693f46716eb6bc248876203756c9c7624bea73736ca3984087789c1e"
        "05a0c2d73ad3ff1ce67c39c4fdbd132c4ed7c8ad9808795bf230fa14",
        16,
    ),
)


def double(point: Point, times: int = 1) -> Point:
    """Return 2^times * point: 4M + 3S each, dbl-2008-hwcd, a = 1, without T3 = E H."""
    x, y, z, e, h = point
    for _ in range(times):
        a = x * x
        b = y * y
        c = z * z
        e = x * y
        u = e >> 448
        w = u >> 224
        e = ((e & M) + u + w + (((u & LOW) + w) << 224)) << 1
        g = a + b
        u = g >> 448
        w = u >> 224
        g = (g & M) + u + w + (((u & LOW) + w) << 224)
        h = a - b
        u = h >> 448
        w = u >> 224
        h = (h & M) + u + w + (((u & LOW) + w) << 224)
        u = c >> 448
        w = u >> 224
        c = (c & M) + u + w + (((u & LOW) + w) << 224)
        f = g - 2 * c
        x, y, z = _products(e, f, g, h)
    return x, y, z, e, h


def add(point: Point, addend: Addend) -> Point:
    """Return the sum of a point and an addend: 9M, add-2008-hwcd, a = 1, d in the addend."""
    x, y, z, e, h = point
    x2, y2, sum2, dt2, z2 = addend
    t = e * h
    u = t >> 448
    w = u >> 224
    t = (t & M) + u + w + (((u & LOW) + w) << 224)
    a = x * x2
    b = y * y2
    e = (x + y) * sum2 - a - b
    u = e >> 448
    w = u >> 224
    e = (e & M) + u + w + (((u & LOW) + w) << 224)
    h = b - a
    u = h >> 448
    w = u >> 224
    h = (h & M) + u + w + (((u & LOW) + w) << 224)
    c = t * dt2
    d = z * z2
    f = d - c
    u = f >> 448
    w = u >> 224
    f = (f & M) + u + w + (((u & LOW) + w) << 224)
    g = d + c
    u = g >> 448
    w = u >> 224
    g = (g & M) + u + w + (((u & LOW) + w) << 224)
    x, y, z = _products(e, f, g, h)
    return x, y, z, e, h


def _products(e: int, f: int, g: int, h: int) -> tuple[int, int, int]:
    """Return E*F, G*H and F*G in [0, P)."""
    x = e * f
    u = x >> 448
    w = u >> 224
    x = ((x & M) + u + w + (((u & LOW) + w) << 224)) % P
    y = g * h
    u = y >> 448
    w = u >> 224
    y = ((y & M) + u + w + (((u & LOW) + w) << 224)) % P
    z = f * g
    u = z >> 448
    w = u >> 224
    z = ((z & M) + u + w + (((u & LOW) + w) << 224)) % P
    return x, y, z


def addend_of(point: Point) -> Addend:
    x, y, z, e, h = point
    return x, y, x + y, e * h % P * D % P, z


def negative(addend: Addend) -> Addend:
    x, y, _, dt, z = addend
    return -x, y, y - x, -dt, z


def encode(point: Point) -> bytes:
    """Return the 57 bytes of a point (RFC 8032 section 5.2.2)."""
    x, y = GROUP.affine(point)
    return (y | (x & 1) << 455).to_bytes(57, "little")


def decode(encoded: bytes) -> Point | None:
    """Return the point of 57 bytes, or None if they stand for none (RFC 8032 section 5.2.3)."""
    number = int.from_bytes(encoded, "little")
    y, sign = number & ((1 << 455) - 1), number >> 455
    if y >= P:  # step 1; it also refuses any of the seven low bits of the last byte
        return None
    u, v = (y * y - 1) % P, (D * y * y - 1) % P
    x = pow(u, 3, P) * v * pow(pow(u, 5, P) * pow(v, 3, P), (P - 3) // 4, P) % P  # step 2
    if (v * x * x - u) % P:  # step 3
        return None
    if x == 0 and sign:  # step 4
        return None
    if x & 1 != sign:
        x = P - x
    return affine_point(x, y)


GROUP = EdwardsGroup(
    prime=P,
    order=L,
    cofactor=4,
    base=BASE,
    bits=448,
    # 450 digits: 15 doublings and 75 additions for any scalar; then 480 digits: 15 and 60
    combs=((6, 5, 15), (8, 4, 15)),
    double=double,
    add=add,
    addend=addend_of,
    negative=negative,
)
