"""Schoolbook twins of the Edwards and Montgomery code: affine points, `%`, one formula each."""

from __future__ import annotations

import hashlib
from typing import Callable, Optional

Point = tuple[int, int]


class Curve:
    """a*x^2 + y^2 = 1 + d*x^2*y^2 modulo p, with the parameters of RFC 8032 section 5."""

    def __init__(
        self, p: int, a: int, d: int, order: int, cofactor: int, base: Point, size: int, dom: bytes
    ) -> None:
        self.p, self.a, self.d, self.order, self.cofactor = p, a, d, order, cofactor
        self.base, self.size, self.dom = base, size, dom
        self.hash: Callable[[bytes], bytes] = lambda data: hashlib.sha512(data).digest()
        if size == 57:
            self.hash = lambda data: hashlib.shake_256(data).digest(114)

    def holds(self, point: Point) -> bool:
        x, y = point
        return (self.a * x * x + y * y - 1 - self.d * x * x * y * y) % self.p == 0

    def add(self, one: Point, other: Point) -> Point:
        (x1, y1), (x2, y2), p = one, other, self.p
        product = self.d * x1 * x2 * y1 * y2
        x = (x1 * y2 + y1 * x2) * pow(1 + product, -1, p) % p
        return x, (y1 * y2 - self.a * x1 * x2) * pow(1 - product, -1, p) % p

    def times(self, k: int, point: Point) -> Point:
        total = (0, 1)
        while k:
            if k & 1:
                total = self.add(total, point)
            point = self.add(point, point)
            k >>= 1
        return total

    def root(self, square: int) -> Optional[int]:
        p = self.p
        if p % 4 == 3:
            candidates = [pow(square, (p + 1) // 4, p)]
        else:
            first = pow(square, (p + 3) // 8, p)
            candidates = [first, first * pow(2, (p - 1) // 4, p) % p]
        return next((x for x in candidates if (x * x - square) % p == 0), None)

    def lift(self, y: int) -> Optional[Point]:
        """Return a point with this y."""
        x = self.root((1 - y * y) * pow(self.a - self.d * y * y, -1, self.p) % self.p)
        return None if x is None else (x, y)

    def encode(self, point: Point) -> bytes:
        return (point[1] | (point[0] & 1) << (8 * self.size - 1)).to_bytes(self.size, "little")

    def small_points(self) -> list[Point]:
        """Return the points whose order divides the cofactor, the neutral one first."""
        y = 2
        while True:
            point = self.lift(y)
            if point:
                torsion = self.times(self.order, point)
                powers = [self.times(i, torsion) for i in range(self.cofactor)]
                if len(set(powers)) == self.cofactor:
                    return powers
            y += 1

    def scalar(self, seed: bytes) -> int:
        bits, low = (254, 8) if self.size == 32 else (447, 4)
        s = int.from_bytes(self.hash(seed)[: self.size], "little") % (1 << bits)
        return s - s % low + (1 << bits)

    def challenge(self, r: bytes, public: bytes, message: bytes) -> int:
        return int.from_bytes(self.hash(self.dom + r + public + message), "little") % self.order

    def public(self, seed: bytes) -> bytes:
        return self.encode(self.times(self.scalar(seed), self.base))

    def sign(self, seed: bytes, message: bytes) -> bytes:
        prefix = self.hash(seed)[self.size :]
        r = int.from_bytes(self.hash(self.dom + prefix + message), "little") % self.order
        encoded = self.encode(self.times(r, self.base))
        s = r + self.challenge(encoded, self.public(seed), message) * self.scalar(seed)
        return encoded + (s % self.order).to_bytes(self.size, "little")


ED25519 = Curve(
    p=2**255 - 19,
    a=-1,
    d=37095705934669439343138083508754565189542113879843219016388785533085940283555,
    order=2**252 + 27742317777372353535851937790883648493,
    cofactor=8,
    base=(
        15112221349535400772501151409588531511454012693041857206046113283949847762202,
        46316835694926478169428394003475163141307993866256225615783033603165251855960,
    ),
    size=32,
    dom=b"",
)
ED448 = Curve(
    p=2**448 - 2**224 - 1,
    a=1,
    d=-39081,
    order=2**446 - 0x8335DC163BB124B65129C96FDE933D8D723A70AADC873D6D54A7BB0D,
    cofactor=4,
    base=(
        0x4F1970C66BED0DED221D15A622BF36DA9E146570470F1767EA6DE324A3D3A46412AE1AF72AB66511433B80E18B00938E2626A82BC70CC05E,
        0x693F46716EB6BC248876203756C9C7624BEA73736CA3984087789C1E05A0C2D73AD3FF1CE67C39C4FDBD132C4ED7C8AD9808795BF230FA14,
    ),
    size=57,
    dom=b"SigEd448\x00\x00",
)


def ladder(k: int, u: int, p: int, a24: int, bits: int) -> int:
    """RFC 7748 section 5, line by line."""
    x1, x2, z2, x3, z3 = u, 1, 0, u, 1
    swap = 0
    for t in reversed(range(bits)):
        k_t = (k >> t) & 1
        swap ^= k_t
        if swap:
            x2, x3, z2, z3 = x3, x2, z3, z2
        swap = k_t
        a, b, c, d = x2 + z2, x2 - z2, x3 + z3, x3 - z3
        aa, bb, da, cb = a * a, b * b, d * a, c * b
        e = aa - bb
        x3, z3 = (da + cb) ** 2 % p, x1 * (da - cb) ** 2 % p
        x2, z2 = aa * bb % p, e * (aa + a24 * e) % p
    if swap:
        x2, z2 = x3, z3
    return x2 * pow(z2, p - 2, p) % p


def x25519(private: bytes, public: bytes) -> bytes:
    k = bytearray(private)
    k[0] &= 248
    k[31] = k[31] & 127 | 64
    u = int.from_bytes(public[:31] + bytes([public[31] & 127]), "little")
    return ladder(int.from_bytes(k, "little"), u, ED25519.p, 121665, 255).to_bytes(32, "little")


def x448(private: bytes, public: bytes) -> bytes:
    k = bytearray(private)
    k[0] &= 252
    k[55] |= 128
    u = int.from_bytes(public, "little")
    return ladder(int.from_bytes(k, "little"), u, ED448.p, 39081, 448).to_bytes(56, "little")
