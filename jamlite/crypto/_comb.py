"""k*G for a secret k, by one fixed sequence of point operations.

A signed comb with all bits set: an odd k below 2^D is a sum of +2^i or -2^i, each i from 0 to D-1
exactly once, because k = sum of (2 e_i - 1) 2^i with e = (k + 2^D - 1) / 2. There is no zero digit,
so every k runs through the same doublings and additions; its length and its bits show in no branch.

The D = TEETH * BLOCKS * spacing digits are read like this: block b has TEETH teeth, tooth t stands at
position (b * TEETH + t) * spacing, and all teeth move down together, one position per doubling. A
table of each block holds the 2^TEETH sums that its teeth can show. P-256: 44 additions, 10 doublings.

Ungated: the gates of its users prove it.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._weierstrass import Affine, Curve, Jacobian

TEETH = 6
BLOCKS = 4


class Comb:
    """The table of a curve's base point: 256 points, 4 ms to build for P-256."""

    __slots__ = ("blocks", "curve", "digits", "spacing")

    def __init__(self, curve: Curve) -> None:
        self.curve = curve
        self.spacing = -(-curve.bits // (TEETH * BLOCKS))
        self.digits = TEETH * BLOCKS * self.spacing
        self.blocks = self._tables()

    def _tables(self) -> list[tuple[list[Affine], int]]:
        """Return for each block its points by tooth bits, and the shift to its bits in a column."""
        curve = self.curve
        teeth = [(*curve.g, 1)]
        for _ in range(TEETH * BLOCKS - 1):
            teeth.append(curve.double(*teeth[-1], self.spacing))
        single = curve.affine(teeth)
        double = curve.affine([curve.double(*tooth) for tooth in teeth])
        p = curve.p
        sums: list[Jacobian] = []
        for first in range(0, TEETH * BLOCKS, TEETH):
            top = first + TEETH - 1
            start: Jacobian = (*single[top], 1)
            for x, y in single[first:top]:
                start = curve.add(*start, x, p - y)
            row = [start]  # top tooth positive, all others negative: index 0
            for x, y in double[first:top]:  # a tooth turned from - to + adds its double
                row += [curve.add(*point, x, y) for point in row]
            sums += row
        flat = curve.affine(sums)
        half = 1 << (TEETH - 1)
        blocks = []
        for block in range(BLOCKS):
            row_with_top = flat[block * half : (block + 1) * half]
            without_top = [(x, p - y) for x, y in reversed(row_with_top)]  # every sign turned
            blocks.append((without_top + row_with_top, block * TEETH))
        return blocks

    def multiply(self, k: int) -> Jacobian:
        """Return k*G for k in [1, n-1], its Z blinded."""
        curve = self.curve
        negated = 1 - (k & 1)
        k = (k, curve.n - k)[negated]  # odd, as n is
        digits = format((k + (1 << self.digits) - 1) >> 1, f"0{self.digits}b")
        mask = (1 << TEETH) - 1
        double, add = curve.double, curve.add
        X, Y, Z = 1, 1, 0
        for start in range(self.spacing):
            column = int(digits[start :: self.spacing], 2)
            if start:
                X, Y, Z = double(X, Y, Z)
            for table, shift in self.blocks:
                x, y = table[(column >> shift) & mask]
                X, Y, Z = add(X, Y, Z, x, y) if Z else curve.blinded(x, y)
        return X, (Y, curve.p - Y)[negated], Z


def base_comb(curve: Curve) -> Comb:
    """Return the comb of a curve's base point, built on first use."""
    if curve.comb is None:
        curve.comb = Comb(curve)
    return curve.comb
