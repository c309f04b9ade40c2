"""Scalar recodings the curves share: signed windows for public scalars, a uniform comb for secret ones.

Ungated: the gates of its users prove it.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import List, Sequence, Tuple, TypeVar

    Point = TypeVar("Point")


def wnaf(k: int, width: int) -> list[tuple[int, int]]:
    """Return the non-zero digits of k's width-w non-adjacent form as (bit position, digit).

    k >= 0 is the sum of digit * 2^position; digits are odd, |digit| < 2^(w-1), positions rise, and the
    top one may be one bit past k's length. The shape depends on k: for public scalars only.
    """
    digits = []
    position = 0
    window, half = 1 << width, 1 << (width - 1)
    while k:
        zeros = (k & -k).bit_length() - 1
        k >>= zeros
        position += zeros
        digit = k & (window - 1)
        if digit >= half:
            digit -= window
        digits.append((position, digit))
        k = (k - digit) >> width
        position += width
    return digits


def signed_comb(k: int, teeth: int, blocks: int, spacing: int) -> list[list[int]]:
    """Return the rows of the signed comb of an odd k, 0 < k < 2^(teeth*blocks*spacing), top row first.

    With D = teeth*blocks*spacing, k is the sum of (2*e_i - 1) * 2^i over i < D, where
    e = (k + 2^D - 1) / 2: every digit is +1 or -1, none is 0, whatever k is. Row s holds one index for
    each block b, first block 0; its bit t is e_i for i = s + spacing*(teeth*b + t).
    """
    columns = teeth * blocks
    e = (k + (1 << columns * spacing) - 1) >> 1
    text = format(e, f"0{columns * spacing}b")  # highest bit first
    mask = (1 << teeth) - 1
    shifts = range(0, columns, teeth)
    rows = []
    for start in range(spacing):
        row = int(text[start::spacing], 2)
        rows.append([row >> shift & mask for shift in shifts])
    return rows


def schedule(
    terms: Sequence[tuple[int, Sequence[Sequence[Point]], int]], bits: int
) -> List[Tuple[int, Point]]:
    """Lay out a sum of public multiples as (bit position, point to add there), highest position first.

    Args:
        terms: (scalar, tables, width). The tables cut the scalar into pieces of bits/len(tables) bits,
            lowest first; table j belongs to 2^(j*bits/len(tables)) times the point and holds its
            multiples 1, 3, 5 ... 2^(width-1)-1, then -(2^(width-1)-1) ... -3, -1, so that `digit >> 1`
            is the index of a digit of either sign.
        bits: every scalar is below 2^bits.
    """
    steps = []
    for scalar, tables, width in terms:
        piece = bits // len(tables)
        for table in tables:
            steps += [(position, table[digit >> 1]) for position, digit in wnaf(scalar % (1 << piece), width)]
            scalar >>= piece
    steps.sort(key=_position, reverse=True)
    return steps


def _position(step: tuple[int, object]) -> int:
    return step[0]
