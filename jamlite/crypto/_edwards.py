"""What the groups of Ed25519 and Ed448 share: tables of multiples, and the two ways to use them.

Secret scalars go through a signed comb of the base point: one fixed sequence of doublings and
additions, no digit zero. Public scalars go through interleaved windows of signed digits, which is
faster and shows their shape.

Ungated: the gates of its users prove it.
"""

from __future__ import annotations

from ._recoding import schedule, signed_comb

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, List, Sequence, Tuple

    Point = Tuple[int, int, int, int, int]  # X, Y, Z, E, H: x = X/Z, y = Y/Z, x*y = E*H/Z
    Addend = Tuple[int, ...]  # a point in the form its group's addition takes
    Tables = List[List[Addend]]  # see _recoding.schedule

NEUTRAL: Point = (0, 1, 1, 0, 1)
BASE_WIDTH, KEY_WIDTH = 7, 5  # window widths of the base point and of a key
PIECES = 4  # a scalar is cut into this many where the tables for it pay


class Group:
    """A group with its four operations and, once they are needed, the tables of its base point."""

    __slots__ = (
        "_base_tables",
        "_comb",
        "add",
        "addend",
        "base",
        "bits",
        "cofactor",
        "double",
        "negative",
        "order",
        "prime",
        "shape",
    )

    def __init__(
        self,
        *,
        prime: int,
        order: int,
        cofactor: int,
        base: tuple[int, int],
        bits: int,
        comb: tuple[int, int, int],
        double: Callable[..., Point],
        add: Callable[[Point, Addend], Point],
        addend: Callable[[Point], Addend],
        negative: Callable[[Addend], Addend],
    ) -> None:
        self.prime = prime
        self.order = order
        self.cofactor = cofactor
        self.base = affine_point(*base)
        self.bits = bits  # public scalars are below 2^bits
        self.shape = comb  # teeth, blocks, spacing
        self.double = double
        self.add = add
        self.addend = addend
        self.negative = negative
        self._comb: Tables | None = None
        self._base_tables: Tables | None = None

    def multiply_base(self, k: int) -> Point:
        """Return [k]B for a secret k, 0 <= k < 2^bits: the same operations whatever k is."""
        if self._comb is None:
            self._comb = self._build_comb()
        comb, double, add = self._comb, self.double, self.add
        k = (k + self.order, k)[k & 1]  # the comb takes odd scalars; [L]B is neutral
        point = NEUTRAL
        for row in signed_comb(k, *self.shape):
            point = double(point)
            for table, index in zip(comb, row):
                point = add(point, table[index])
        return point

    def combine(self, s: int, k: int, tables: Tables) -> Point:
        """Return [s]B + [k]Q for public scalars below 2^bits, Q given by its tables."""
        if self._base_tables is None:
            self._base_tables = self._split(self.base, BASE_WIDTH)
        double, add = self.double, self.add
        steps = schedule([(s, self._base_tables, BASE_WIDTH), (k, tables, KEY_WIDTH)], self.bits)
        point = NEUTRAL
        at = steps[0][0] if steps else 0
        for position, addend in steps:
            point = add(double(point, at - position), addend)
            at = position
        return double(point, at)

    def tables(self, point: Point) -> Tables:
        """Return the table of a key used once: cheap to make, `combine` doubles `bits` times."""
        multiples = self._odd_multiples(point, KEY_WIDTH)
        return [self._both_signs([self.addend(multiple) for multiple in multiples])]

    def split_tables(self, point: Point) -> Tables:
        """Return the tables of a key used often: `combine` doubles `bits`/4 times."""
        return self._split(point, KEY_WIDTH)

    def has_small_order(self, point: Point) -> bool:
        """Tell whether [cofactor]point is neutral; its order is odd, so x = 0 says so."""
        return self.double(point, self.cofactor.bit_length() - 1)[0] % self.prime == 0

    def affine(self, point: Point) -> tuple[int, int]:
        """Return x and y in [0, p)."""
        inverse = pow(point[2], -1, self.prime)
        return point[0] * inverse % self.prime, point[1] * inverse % self.prime

    def _split(self, point: Point, width: int) -> Tables:
        multiples: list[Point] = []
        for _ in range(PIECES):
            multiples += self._odd_multiples(point, width)
            point = self.double(point, self.bits // PIECES)
        addends = self._affine_addends(multiples)
        count = len(addends) // PIECES
        return [self._both_signs(addends[start : start + count]) for start in range(0, len(addends), count)]

    def _odd_multiples(self, point: Point, width: int) -> list[Point]:
        """Return point, 3*point ... (2^(width-1) - 1)*point."""
        step = self.addend(self.double(point))
        multiples = [point]
        for _ in range((1 << (width - 2)) - 1):
            multiples.append(self.add(multiples[-1], step))
        return multiples

    def _both_signs(self, addends: list[Addend]) -> list[Addend]:
        return addends + [self.negative(addend) for addend in reversed(addends)]

    def _affine_addends(self, points: Sequence[Point]) -> list[Addend]:
        """Return addends with Z = 1, which add faster; one inversion for all (Montgomery's trick)."""
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

    def _build_comb(self) -> Tables:
        """Return, for each block, the sums of +-2^i B over its teeth i (those of _recoding.signed_comb).

        Bit t of the index is the sign of tooth t.
        """
        teeth, blocks, spacing = self.shape
        tooth = self.base
        sums: list[Point] = []
        for _ in range(blocks):
            powers = []
            for _ in range(teeth):
                powers.append(tooth)
                tooth = self.double(tooth, spacing)
            row = [powers.pop()]  # the upper half of the table: the highest tooth is positive
            for power in powers:
                row[0] = self.add(row[0], self.negative(self.addend(power)))
            for power in powers:
                twice = self.addend(self.double(power))
                row += [self.add(point, twice) for point in row]
            sums += row
        addends = self._affine_addends(sums)
        half = 1 << (teeth - 1)
        uppers = [addends[start : start + half] for start in range(0, len(addends), half)]
        # Turning every sign negates the sum, so the lower half is the upper one mirrored.
        return [[self.negative(addend) for addend in reversed(upper)] + upper for upper in uppers]


def affine_point(x: int, y: int) -> Point:
    return x, y, 1, x, y
