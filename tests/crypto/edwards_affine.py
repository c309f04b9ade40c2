"""plain's Edwards curves with what only the tests want: points of small order, and points by their y."""

from __future__ import annotations

from typing import Optional

from jamlite.plain import plain_eddsa, plain_edwards
from jamlite.plain.plain_edwards import Point


class Curve:
    """a*x^2 + y^2 = 1 + d*x^2*y^2 modulo p, as plain computes on it."""

    def __init__(self, E: plain_edwards.Curve) -> None:
        self.E, self.p, self.a, self.d, self.order, self.base = E, E.p, E.a, E.d % E.p, E.L, E.B
        self.cofactor, self.size, self.dom = 2**E.c, E.b // 8, plain_edwards.dom(E, b"")

    def hash(self, data: bytes) -> bytes:
        return plain_edwards.H(self.E, data)

    def holds(self, point: Point) -> bool:
        x, y = point
        return (self.a * x * x + y * y - 1 - self.d * x * x * y * y) % self.p == 0

    def add(self, one: Point, other: Point) -> Point:
        return plain_edwards.add(self.E, one, other)

    def times(self, k: int, point: Point) -> Point:
        return plain_edwards.multiply(self.E, k, point)

    def lift(self, y: int) -> Optional[Point]:
        """Return a point with this y."""
        try:
            return plain_edwards.decode(self.E, y.to_bytes(self.size, "little"))
        except ValueError:
            return None

    def encode(self, point: Point) -> bytes:
        return plain_edwards.encode(self.E, point)

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
        return plain_edwards.secret_scalar(self.E, seed)[0]

    def challenge(self, r: bytes, public: bytes, message: bytes) -> int:
        return int.from_bytes(self.hash(self.dom + r + public + message), "little") % self.order

    def public(self, seed: bytes) -> bytes:
        return plain_eddsa.public_key(self.E, seed)

    def sign(self, seed: bytes, message: bytes) -> bytes:
        return plain_eddsa.sign(self.E, seed, message)


ED25519 = Curve(plain_edwards.ED25519)
ED448 = Curve(plain_edwards.ED448)
