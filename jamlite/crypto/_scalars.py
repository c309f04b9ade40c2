"""Multiples of points in any group of this package: [k]B for a secret k, sums [u]P + [v]Q for public ones.

A group says how its points are doubled and added (`Group`); this file says which of them, and when.

Secret scalars go through a `Comb`: one fixed sequence of doublings and additions, whatever the scalar is.
Public scalars go through `Multiples` and `sum_of`, which are faster and show the scalar's shape.

Ungated: the gates of its users prove it.
"""

from __future__ import annotations

FIRST_COMB_USES = 64

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import List, Protocol, Sequence, Tuple

    Point = Tuple[int, ...]  # as the group keeps a running sum
    Addend = Tuple[int, ...]  # as the group wants what is added to it
    Term = Tuple[int, Addend]  # (i, Q) stands for 2^i Q

    class Group(Protocol):
        """What a curve offers. Points and addends are tuples that only it can read."""

        bits: int  # public scalars are below 2^bits
        combs: Tuple[Tuple[int, int, int], Tuple[int, int, int]]  # shapes: the first uses, the later ones
        neutral: Point

        @property
        def generator(self) -> Point: ...
        def double(self, point: Point, times: int = 1) -> Point: ...
        def add(self, point: Point, addend: Addend) -> Point: ...
        def first_sums(self) -> List[Addend] | None: ...
        def negative(self, addend: Addend) -> Addend: ...
        def addends(self, points: Sequence[Point]) -> List[Addend]: ...
        def start(self, addend: Addend) -> Point: ...
        def odd_scalar(self, k: int) -> Tuple[int, int]: ...
        def signed(self, point: Point, negated: int) -> Point: ...


# --- Public scalars --------------------------------------------------------------------------------------


def naf(k: int, width: int) -> list[tuple[int, int]]:
    """Return the non-zero digits of k's width-w NAF as (i, d): d odd, |d| < 2^(width-1), k = sum of 2^i d.

    Positions rise, and the last one may stand one bit above k's own top bit. (Moeller 2001, "Algorithms
    for Multi-exponentiation", section 3.2.)
    """
    digits = []
    i = 0
    mask = (1 << width) - 1
    while k:
        zeros = (k & -k).bit_length() - 1
        k >>= zeros
        i += zeros
        digit = k & mask
        k >>= width
        if digit >> (width - 1):  # the upper half of the digits is negative, with a carry
            digit -= mask + 1
            k += 1
        digits.append((i, digit))
        i += width
    return digits


class Multiples:
    """Odd multiples of a point P and, for `parts` > 1, of 2^span P, 2^(2 span) P, ...

    With them a scalar is cut into `parts` pieces of `span` bits that share their doublings: in eight parts
    P-256 needs 32 instead of 256, and a sum takes 0.4 of the time.
    """

    __slots__ = ("parts", "rows", "span", "width")

    def __init__(self, group: Group, point: Point, *, width: int, parts: int) -> None:
        self.width, self.parts = width, parts
        self.span = -(-group.bits // parts)
        starts = [point]
        for _ in range(parts - 1):
            starts.append(group.double(starts[-1], self.span))
        self.rows = odd_multiples(group, starts, 1 << (width - 2))

    def terms(self, scalar: int) -> list[Term]:
        """Return pairs (i, Q) with scalar * P = sum of 2^i Q, for a public scalar."""
        mask = (1 << self.span) - 1
        terms: list[Term] = []
        for row in self.rows:
            terms += [(i, row[digit >> 1]) for i, digit in naf(scalar & mask, self.width)]
            scalar >>= self.span
        return terms


def odd_multiples(group: Group, points: Sequence[Point], count: int) -> list[list[Addend]]:
    """Return for each point P the row [P, 3P, ..., (2*count-1)P, -(2*count-1)P, ..., -3P, -P].

    The multiple d*P, d odd and of either sign, stands at row[d >> 1].
    """
    chains: list[Point] = []
    for point, twice in zip(points, group.addends([group.double(point) for point in points])):
        chains.append(point)
        for _ in range(count - 1):
            chains.append(group.add(chains[-1], twice))
    flat = group.addends(chains)
    rows = [flat[start : start + count] for start in range(0, len(flat), count)]
    return [row + [group.negative(addend) for addend in reversed(row)] for row in rows]


def sum_of(group: Group, terms: list[Term]) -> Point:
    """Return the sum of 2^i Q over all terms (i, Q): Straus 1964, "Addition chains of vectors"."""
    double, add = group.double, group.add
    point, last = group.neutral, 0
    for i, addend in sorted(terms, reverse=True):  # from the highest position down
        if i < last:
            point = double(point, last - i)
        point = add(point, addend)
        last = i
    return double(point, last)


# --- Secret scalars --------------------------------------------------------------------------------------


class Comb:
    """[k]B for a secret k, by one fixed sequence of point operations: a signed comb with all bits set.

    An odd k below 2^D is a sum of +2^i or -2^i, each i from 0 to D-1 exactly once, because
    k = sum of (2 e_i - 1) 2^i with e = (k + 2^D - 1) / 2. There is no zero digit, so every k runs through
    the same doublings and additions; its length and its bits show in no branch. (Hamburg 2012, "Fast and
    compact elliptic-curve cryptography", section 3.3.)

    The D = teeth * blocks * spacing digits are read like this: block b has its teeth at the positions
    (b * teeth + t) * spacing, t = 0, 1, ..., and all teeth move down together, one position per doubling.
    A table of each block holds the 2^teeth sums that its teeth can show; bit t of the index is the sign
    of tooth t.
    """

    __slots__ = ("digits", "group", "mask", "spacing", "tables")

    def __init__(self, group: Group, shape: tuple[int, int, int], sums: list[Addend] | None = None) -> None:
        teeth, blocks, self.spacing = shape
        self.group = group
        self.digits = teeth * blocks * self.spacing
        self.mask = (1 << teeth) - 1
        sums = comb_sums(group, shape) if sums is None else sums
        half = 1 << (teeth - 1)
        self.tables = []  # of each block: its table, and the shift to its bits in a column of digits
        for block in range(blocks):
            upper = sums[block * half : (block + 1) * half]
            # Turning every sign negates the sum, so the lower half is the upper one mirrored.
            lower = [group.negative(addend) for addend in reversed(upper)]
            self.tables.append((lower + upper, block * teeth))

    def multiply(self, k: int) -> Point:
        """Return [k]B."""
        group = self.group
        double, add, mask = group.double, group.add, self.mask
        k, negated = group.odd_scalar(k)
        digits = format((k + (1 << self.digits) - 1) >> 1, f"0{self.digits}b")  # e, its highest bit first
        point: Point = ()
        for start in range(self.spacing):
            column = int(digits[start :: self.spacing], 2)
            if start:
                point = double(point)
            for table, shift in self.tables:
                addend = table[column >> shift & mask]
                point = add(point, addend) if point else group.start(addend)
        return group.signed(point, negated)


def comb_sums(group: Group, shape: tuple[int, int, int]) -> list[Addend]:
    """Return, block after block, the sums in which the highest tooth is positive, by the others' signs."""
    teeth, blocks, spacing = shape
    powers = [group.generator]  # 2^(i * spacing) B, one for each tooth of each block
    for _ in range(teeth * blocks - 1):
        powers.append(group.double(powers[-1], spacing))
    single = group.addends(powers)
    twice = group.addends([group.double(power) for power in powers])
    sums: list[Point] = []
    for first in range(0, teeth * blocks, teeth):
        top = first + teeth - 1
        start = powers[top]
        for addend in single[first:top]:
            start = group.add(start, group.negative(addend))
        row = [start]  # all teeth but the highest are negative: index 0
        for addend in twice[first:top]:  # a tooth turned from - to + adds its double
            row += [group.add(point, addend) for point in row]
        sums += row
    return group.addends(sums)


# --- Tables of the base points ---------------------------------------------------------------------------
# One entry for each curve that is used. Each table is built on first use and published by one assignment:
# two threads may build the same one at once, and either copy is right.

_combs: dict[Group, tuple[Comb, int]] = {}  # the comb of B, and the uses that are left to it
_multiples: dict[Group, tuple[Multiples, ...]] = {}


def multiply_base(group: Group, k: int) -> Point:
    """Return [k]B for a secret k, by the first of the group's combs, from its 64th use on by the second.

    The second has 512 sums instead of 128: it takes 2 to 3 ms more to make and 0.78 of the time to use.
    """
    comb, left = _combs.get(group, (None, 0))
    if comb is None:
        comb, left = Comb(group, group.combs[0], group.first_sums()), FIRST_COMB_USES
    elif left == 1:
        comb = Comb(group, group.combs[1])
    if left:
        _combs[group] = comb, left - 1
    return comb.multiply(k)


def base_multiples(group: Group, *, width: int, parts: int) -> Multiples:
    """Return the multiples of B for sums with a key that is used once (`parts` = 1) or often."""
    for multiples in _multiples.get(group, ()):
        if multiples.parts == parts:
            return multiples
    made = Multiples(group, group.generator, width=width, parts=parts)
    _multiples[group] = (*_multiples.get(group, ()), made)
    return made


def bits2int(data: bytes, qlen: int) -> int:
    """Return the leftmost qlen bits of `data` as an integer (RFC 6979 section 2.3.2)."""
    value = int.from_bytes(data, "big")
    excess = 8 * len(data) - qlen
    return value >> excess if excess > 0 else value
