"""What the groups of Ed25519 and Ed448 share, under the names that _scalars.py asks for.

A point is (X, Y, Z, E, H) with x = X/Z, y = Y/Z and x*y = E*H/Z: extended coordinates (Hisil, Wong, Carter,
Dawson 2008, "Twisted Edwards Curves Revisited"), T kept as its two factors because only an addition
needs it. What an addend is, each group says.

Ungated: the gates of its users prove it.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, List, Sequence

    from ._scalars import Addend, Point


class EdwardsGroup:
    """A group with complete formulas: they hold for every pair of points, so nothing branches on one."""

    __slots__ = (
        "add", "addend", "bits", "cofactor", "combs", "double", "generator", "negative", "order", "prime",
    )  # fmt: skip
    neutral: Point = (0, 1, 1, 0, 1)

    def __init__(
        self,
        *,
        prime: int,
        order: int,
        cofactor: int,
        base: tuple[int, int],
        bits: int,
        combs: tuple[tuple[int, int, int], tuple[int, int, int]],
        double: Callable[..., Point],
        add: Callable[[Point, Addend], Point],
        addend: Callable[[Point], Addend],
        negative: Callable[[Addend], Addend],
    ) -> None:
        self.prime = prime
        self.order = order
        self.cofactor = cofactor
        self.generator = affine_point(*base)
        self.bits = bits  # scalars are below 2^bits
        self.combs = combs  # teeth, blocks, spacing of both
        self.double = double
        self.add = add
        self.addend = addend
        self.negative = negative

    def first_sums(self) -> list[Addend] | None:
        """Return the sums of the first comb, if they are kept as data."""
        return None

    def addends(self, points: Sequence[Point]) -> List[Addend]:
        """Return addends with Z = 1, one inversion for all (Montgomery's trick, as in _weierstrass.py).

        Eight or fewer keep their Z: they are not added often enough to pay for an inversion.
        """
        if len(points) <= 8:
            return [self.addend(point) for point in points]
        p = self.prime
        products = [1]
        for point in points:
            products.append(products[-1] * point[2] % p)
        inverse = pow(products.pop(), -1, p)
        addends = []
        for x, y, z, _, _ in reversed(points):
            reciprocal = inverse * products.pop() % p
            inverse = inverse * z % p
            addends.append(self.addend(affine_point(x * reciprocal % p, y * reciprocal % p)))
        return addends[::-1]

    def affine(self, point: Point) -> tuple[int, int]:
        """Return x and y in [0, p)."""
        inverse = pow(point[2], -1, self.prime)
        return point[0] * inverse % self.prime, point[1] * inverse % self.prime

    def has_small_order(self, point: Point) -> bool:
        """Tell whether [cofactor]point is neutral; its order is odd, so x = 0 says so."""
        return self.double(point, self.cofactor.bit_length() - 1)[0] % self.prime == 0

    def start(self, addend: Addend) -> Point:
        """Return an addend as a point."""
        return self.add(self.neutral, addend)

    def odd_scalar(self, k: int) -> tuple[int, int]:
        """Return the odd one of k and k + L, where [L]B is neutral; nothing is negated."""
        return (k + self.order, k)[k & 1], 0

    def signed(self, point: Point, negated: int) -> Point:
        """Return the point: odd_scalar never negates."""
        return point


def affine_point(x: int, y: int) -> Point:
    """Return the point with these coordinates."""
    return x, y, 1, x, y
