"""Points on y^2 = x^3 + ax + b over the integers modulo a prime p, of prime order n (SEC 1 section 2.2).

Affine points are (x, y). Jacobian points (X, Y, Z) stand for (X/Z^2, Y/Z^3), so that adding needs no
inversion; Z = 0 is the point at infinity. In CPython a reduction costs more than the product before
it, hence the formulas are written out, with one reduction for each sum of products. They are those of
the Explicit-Formulas Database (hyperelliptic.org/EFD), named at each. plain/plain_weierstrass.py has
the affine formulas, and tests/crypto/test_weierstrass.py holds both equal.

Ungated: the gates of its users prove it.
"""

from __future__ import annotations

from _thread import allocate_lock
from binascii import a2b_base64

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, List, Sequence, Tuple

    Affine = Tuple[int, ...]  # x, y
    Jacobian = Tuple[int, ...]  # X, Y, Z

INFINITY = (1, 1, 0)


class Curve:
    """A curve with a = -3, as all of FIPS 186's are; arithmetic for any prime p.

    With the names that _scalars.py asks for: points are Jacobian, addends affine.
    """

    __slots__ = ("b", "bits", "comb_points", "combs", "g", "n", "name", "p", "size")

    a = -3
    neutral: Jacobian = INFINITY

    def __init__(
        self,
        name: str,
        *,
        p: int,
        b: int,
        n: int,
        g: tuple[int, int],
        comb_points: Callable[[], str | None] | None = None,
    ) -> None:
        self.name = name
        self.p = p
        self.b = b
        self.n = n
        self.g = g
        self.comb_points = comb_points  # the first comb's sums as data: x || y each, in base64
        self.bits = n.bit_length()
        self.size = (p.bit_length() + 7) // 8  # bytes of a coordinate and, on these curves, of a scalar
        self.combs = (6, 4, -(-self.bits // 24)), (8, 4, -(-self.bits // 32))  # teeth, blocks, spacing

    def __repr__(self) -> str:
        return f"<Curve {self.name}>"

    def contains(self, x: int, y: int) -> bool:
        """Tell whether (x, y) has coordinates below p and lies on the curve (SEC 1 section 3.2.2.1).

        The cofactor is 1, so that such a point also has the order n.
        """
        p = self.p
        return 0 <= x < p and 0 <= y < p and (y * y - (x * x + self.a) * x - self.b) % p == 0

    def double(self, point: Jacobian, times: int = 1) -> Jacobian:
        """Return 2^times * point: 4M + 4S each, dbl-1998-cmo-2 with a = -3 (Cohen, Miyaji, Ono 1998)."""
        X, Y, Z = point
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

    def add(self, point: Jacobian, addend: Affine) -> Jacobian:
        """Return the sum of any two points: 8M + 3S, madd-2004-hmv (Hankerson, Menezes, Vanstone 2004)."""
        X1, Y1, Z1 = point
        x2, y2 = addend
        if not Z1:
            return x2, y2, 1
        p = self.p
        ZZ = Z1 * Z1 % p
        H = (x2 * ZZ - X1) % p
        R = (y2 * (Z1 * ZZ % p) - Y1) % p
        if not H:  # the same x: equal points or opposite ones
            return INFINITY if R else self.double(point)
        HH = H * H % p
        HHH = H * HH % p
        V = X1 * HH % p
        X3 = (R * R - HHH - 2 * V) % p
        return X3, (R * (V - X3) - Y1 * HHH) % p, Z1 * H % p

    @property
    def generator(self) -> Jacobian:
        """The base point."""
        return (*self.g, 1)

    def first_sums(self) -> list[Affine] | None:
        """Return the sums of the first comb, if they are kept as data."""
        text = self.comb_points() if self.comb_points else None
        if text is None:
            return None
        octets, size = a2b_base64(text), self.size
        numbers = [int.from_bytes(octets[at : at + size], "big") for at in range(0, len(octets), size)]
        return list(zip(numbers[::2], numbers[1::2]))

    def negative(self, addend: Affine) -> Affine:
        """Return -addend; y is not 0, as the order is odd."""
        x, y = addend
        return x, self.p - y

    def addends(self, points: Sequence[Jacobian]) -> List[Affine]:
        """Return the affine forms of points, none of them at infinity, with one inversion for all.

        Montgomery's trick (Montgomery 1987, section 10.3.1): 1/Z from the inverse of the product of all Z.
        """
        p = self.p
        products = [1]
        for _, _, Z in points:
            products.append(products[-1] * Z % p)
        inverse = pow(products.pop(), -1, p)
        result: List[Affine] = []
        for X, Y, Z in reversed(points):
            i = inverse * products.pop() % p  # 1/Z
            inverse = inverse * Z % p
            ii = i * i % p
            result.append((X * ii % p, Y * (i * ii % p) % p))
        result.reverse()
        return result

    def affine(self, point: Jacobian) -> Affine:
        """Return the affine form of a point that is not at infinity."""
        return self.addends([point])[0]

    def start(self, addend: Affine) -> Jacobian:
        """Return a point with a random Z, so that no intermediate value can be foreseen."""
        from .randomness import random_below  # verifying does without it

        x, y = addend
        p = self.p
        Z = random_below(p - 1) + 1
        ZZ = Z * Z % p
        return x * ZZ % p, y * (Z * ZZ % p) % p, Z

    def odd_scalar(self, k: int) -> tuple[int, int]:
        """Return the odd one of k and n - k, for k in [1, n-1], and whether it is the latter."""
        negated = 1 - (k & 1)
        return (k, self.n - k)[negated], negated

    def signed(self, point: Jacobian, negated: int) -> Jacobian:
        """Return the point or, if negated is 1, its opposite."""
        X, Y, Z = point
        return X, (Y, self.p - Y)[negated], Z


class Answer:
    """What a standard says of a curve: G compressed, a signature r || s, what was signed and the key pair."""

    __slots__ = ("compressed_g", "hash_name", "message", "private", "public", "signature", "source")

    def __init__(
        self,
        source: str,
        hash_name: str,
        message: bytes,
        *,
        d: str,
        x: str,
        y: str,
        compressed_g: str,
        signature: str,
    ) -> None:
        self.source = source
        self.hash_name = hash_name
        self.message = message
        self.private = int(d, 16)
        self.public = (int(x, 16), int(y, 16))
        self.compressed_g = compressed_g
        self.signature = signature


CURVES: dict[str, Curve] = {}  # those that were needed so far
_answers: dict[str, Answer] = {}
_checks: list[Callable[[Curve, Answer], None]] = []
_lock = allocate_lock()  # two threads may load a curve and a file with checks at the same time


def add(curve: Curve, answer: Answer) -> None:
    """Make a curve known, its gates first."""
    with _lock:
        for register in _checks:
            register(curve, answer)
        _answers[curve.name] = answer
        CURVES[curve.name] = curve


def for_each_curve(register: Callable[[Curve, Answer], None]) -> None:
    """Call `register`, which registers a gate, for each curve that is known or comes later."""
    with _lock:
        _checks.append(register)
        for name, answer in _answers.items():
            register(CURVES[name], answer)
