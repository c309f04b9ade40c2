"""Points on y^2 = x^3 + ax + b over the integers modulo a prime p, of prime order n (SEC 1 section 2.2).

Affine points are (x, y). Jacobian points (X, Y, Z) stand for (X/Z^2, Y/Z^3), so that adding needs no
inversion; Z = 0 is the point at infinity. In CPython a reduction costs more than the product before
it, hence the formulas are written out, with one reduction for each sum of products.

Ungated: the gates of its users prove it.
"""

from __future__ import annotations

from .randomness import random_below

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import List, Sequence, Tuple

    from ._comb import Comb
    from ._multi_scalar import Multiples

    Affine = Tuple[int, int]
    Jacobian = Tuple[int, int, int]

INFINITY = (1, 1, 0)


class Curve:
    """A curve with a = -3, as all of FIPS 186's are; arithmetic for any prime p."""

    __slots__ = ("b", "base", "bits", "comb", "g", "n", "name", "p", "size", "split_base")

    a = -3

    def __init__(self, name: str, *, p: int, b: int, n: int, g: Affine) -> None:
        self.name = name
        self.p = p
        self.b = b
        self.n = n
        self.g = g
        self.bits = n.bit_length()
        self.size = (p.bit_length() + 7) // 8  # bytes of a coordinate and, on these curves, of a scalar
        # Tables of g, each built on first use by the file that uses it and published by one assignment.
        self.comb: Comb | None = None
        self.base: Multiples | None = None
        self.split_base: Multiples | None = None

    def __repr__(self) -> str:
        return f"<Curve {self.name}>"

    def contains(self, x: int, y: int) -> bool:
        """Tell whether (x, y) has coordinates below p and lies on the curve (SEC 1 section 3.2.2.1).

        The cofactor is 1, so that such a point also has the order n.
        """
        p = self.p
        return 0 <= x < p and 0 <= y < p and (y * y - (x * x + self.a) * x - self.b) % p == 0

    def double(self, X: int, Y: int, Z: int, times: int = 1) -> Jacobian:
        """Return 2^times (X, Y, Z)."""
        p = self.p
        for _ in range(times):
            ZZ = Z * Z % p
            T = Y * Y % p
            S = 4 * X * T % p
            M = 3 * (X - ZZ) * (X + ZZ) % p  # 3X^2 + aZ^4
            Z = 2 * Y * Z % p
            X = (M * M - 2 * S) % p
            Y = (M * (S - X) - 8 * T * T) % p
        return X, Y, Z

    def add(self, X1: int, Y1: int, Z1: int, x2: int, y2: int) -> Jacobian:
        """Return (X1, Y1, Z1) + (x2, y2): any first point, the second affine."""
        if not Z1:
            return x2, y2, 1
        p = self.p
        ZZ = Z1 * Z1 % p
        H = (x2 * ZZ - X1) % p
        R = (y2 * (Z1 * ZZ % p) - Y1) % p
        if not H:  # the same x: equal points or opposite ones
            return INFINITY if R else self.double(X1, Y1, Z1)
        HH = H * H % p
        HHH = H * HH % p
        V = X1 * HH % p
        X3 = (R * R - HHH - 2 * V) % p
        return X3, (R * (V - X3) - Y1 * HHH) % p, Z1 * H % p

    def affine(self, points: Sequence[Jacobian]) -> List[Affine]:
        """Return the affine forms of points, none of them at infinity, with one inversion for all."""
        p = self.p
        products = [1]
        for _, _, Z in points:
            products.append(products[-1] * Z % p)
        inverse = pow(products.pop(), -1, p)
        result = []
        for X, Y, Z in reversed(points):
            i = inverse * products.pop() % p  # 1/Z
            inverse = inverse * Z % p
            ii = i * i % p
            result.append((X * ii % p, Y * (i * ii % p) % p))
        result.reverse()
        return result

    def odd_multiples(self, points: Sequence[Jacobian], count: int) -> List[List[Affine]]:
        """Return for each point P the row [P, 3P, ..., (2*count-1)P, -(2*count-1)P, ..., -3P, -P].

        The multiple d*P, d odd and of either sign, stands at row[d >> 1].
        """
        flat = self.affine([*points, *[self.double(*point) for point in points]])
        chains: List[Jacobian] = []
        for (x, y), (x2, y2) in zip(flat, flat[len(points) :]):
            multiple = x, y, 1
            chains.append(multiple)
            for _ in range(count - 1):
                multiple = self.add(*multiple, x2, y2)
                chains.append(multiple)
        flat = self.affine(chains)
        rows = [flat[start : start + count] for start in range(0, len(flat), count)]
        return [row + [(x, self.p - y) for x, y in reversed(row)] for row in rows]

    def blinded(self, x: int, y: int) -> Jacobian:
        """Return (x, y) in Jacobian form with a random Z, so that no intermediate value can be foreseen."""
        p = self.p
        Z = random_below(p - 1) + 1
        ZZ = Z * Z % p
        return x * ZZ % p, y * (Z * ZZ % p) % p, Z


class CurveWithoutA(Curve):
    """A curve with a = 0 (secp256k1)."""

    __slots__ = ()

    a = 0

    def double(self, X: int, Y: int, Z: int, times: int = 1) -> Jacobian:
        """Return 2^times (X, Y, Z)."""
        p = self.p
        for _ in range(times):
            T = Y * Y % p
            S = 4 * X * T % p
            M = 3 * X * X % p
            Z = 2 * Y * Z % p
            X = (M * M - 2 * S) % p
            Y = (M * (S - X) - 8 * T * T) % p
        return X, Y, Z


class CurveModMersenne(Curve):
    """A curve with a = -3 over p = 2^521 - 1, where z = (z & p) + (z >> 521) mod p: a fold.

    A fold costs a seventh of `% p`. One fold brings a sum of products below 2^540 in size; the second,
    made on every coordinate that leaves a point operation, below p + 2^20, so that no excess builds up
    over a chain of operations. Coordinates are therefore right modulo p, not always below p.
    """

    __slots__ = ()

    def double(self, X: int, Y: int, Z: int, times: int = 1) -> Jacobian:
        """Return 2^times (X, Y, Z)."""
        p = self.p
        for _ in range(times):
            ZZ = Z * Z
            ZZ = (ZZ & p) + (ZZ >> 521)
            T = Y * Y
            T = (T & p) + (T >> 521)
            S = 4 * X * T
            S = (S & p) + (S >> 521)
            M = 3 * (X - ZZ) * (X + ZZ)
            M = (M & p) + (M >> 521)
            Z = 2 * Y * Z
            Z = (Z & p) + (Z >> 521)
            Z = (Z & p) + (Z >> 521)
            X = M * M - 2 * S
            X = (X & p) + (X >> 521)
            X = (X & p) + (X >> 521)
            Y = M * (S - X) - 8 * T * T
            Y = (Y & p) + (Y >> 521)
            Y = (Y & p) + (Y >> 521)
        return X, Y, Z

    def add(self, X1: int, Y1: int, Z1: int, x2: int, y2: int) -> Jacobian:
        """Return (X1, Y1, Z1) + (x2, y2): any first point, the second affine."""
        if not Z1:
            return x2, y2, 1
        p = self.p
        ZZ = Z1 * Z1
        ZZ = (ZZ & p) + (ZZ >> 521)
        ZZZ = Z1 * ZZ
        ZZZ = (ZZZ & p) + (ZZZ >> 521)
        H = x2 * ZZ - X1
        H = ((H & p) + (H >> 521)) % p  # reduced in full: the test below is modulo p
        R = y2 * ZZZ - Y1
        R = (R & p) + (R >> 521)
        if not H:
            return INFINITY if R % p else self.double(X1, Y1, Z1)
        HH = H * H
        HH = (HH & p) + (HH >> 521)
        HHH = H * HH
        HHH = (HHH & p) + (HHH >> 521)
        V = X1 * HH
        V = (V & p) + (V >> 521)
        X3 = R * R - HHH - 2 * V
        X3 = (X3 & p) + (X3 >> 521)
        X3 = (X3 & p) + (X3 >> 521)
        Y3 = R * (V - X3) - Y1 * HHH
        Y3 = (Y3 & p) + (Y3 >> 521)
        Y3 = (Y3 & p) + (Y3 >> 521)
        Z3 = Z1 * H
        Z3 = (Z3 & p) + (Z3 >> 521)
        Z3 = (Z3 & p) + (Z3 >> 521)
        return X3, Y3, Z3
