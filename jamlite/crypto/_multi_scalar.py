"""Sums u1*P1 + u2*P2 for PUBLIC scalars (Straus's method on width-w NAFs): verification only.

The sequence of operations follows the scalars' bits, so no secret may come here: see `_comb.py`, `ecdh.py`.

Ungated: the gates of its users prove it.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterator, List, Tuple

    from ._weierstrass import Affine, Curve, Jacobian

    Terms = List[Tuple[int, Affine]]


class Multiples:
    """Odd multiples of a point P and, for `parts` > 1, of 2^span P, 2^(2 span) P, ...

    With them a scalar is cut into `parts` pieces of `span` bits that share their doublings: 64 instead
    of 256 for P-256 in four parts, which halves a verification, at 64 * 3 doublings to prepare.
    """

    __slots__ = ("rows", "span", "width")

    def __init__(self, curve: Curve, point: Affine, *, width: int, parts: int) -> None:
        self.width = width
        self.span = -(-curve.bits // parts)
        starts = [(*point, 1)]
        for _ in range(parts - 1):
            starts.append(curve.double(*starts[-1], self.span))
        self.rows = curve.odd_multiples(starts, 1 << (width - 2))

    def terms(self, scalar: int) -> Terms:
        """Return pairs (i, Q) with scalar * P = sum of 2^i Q."""
        mask = (1 << self.span) - 1
        terms: Terms = []
        for row in self.rows:
            terms += [(i, row[digit >> 1]) for i, digit in naf(scalar & mask, self.width)]
            scalar >>= self.span
        return terms


def naf(k: int, width: int) -> Iterator[tuple[int, int]]:
    """Yield the non-zero digits of k's width-w NAF as (i, d): d odd, |d| < 2^(width-1), k = sum of 2^i d.

    The last digit may stand one bit above k's own top bit.
    """
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
        yield i, digit
        i += width


def sum_of(curve: Curve, terms: Terms) -> Jacobian:
    """Return the sum of 2^i Q over all terms (i, Q)."""
    double, add = curve.double, curve.add
    X, Y, Z = 1, 1, 0
    last = 0
    for i, (x, y) in sorted(terms, reverse=True):
        if i != last:
            X, Y, Z = double(X, Y, Z, last - i)
            last = i
        X, Y, Z = add(X, Y, Z, x, y)
    return double(X, Y, Z, last)
