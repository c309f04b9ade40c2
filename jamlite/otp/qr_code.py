"""QR codes (ISO/IEC 18004:2015): byte mode, versions 1 to 20, levels L to H; section numbers are its own.

`encode` returns the modules as rows of 0 and 1 (1 is dark) without the quiet zone; `qr_drawing` draws them.
Fixed patterns: finders in three corners, timing in row and column 6, alignment patterns, format and version
information. The rest is a zigzag of data and error correction, under the one of eight masks with the
lowest penalty.
"""

from __future__ import annotations

from ..exceptions.base import JamOTPError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

LEVELS = "LMQH"
MAX_VERSION = 20  # 666 bytes at level M; larger ones are hard to photograph from a screen
# Table 9: error correction codewords in a block, and blocks, by version from 1.
_CHECK_WORDS = {
    "L": (7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28),
    "M": (10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26),
    "Q": (13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30),
    "H": (17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28),
}
_BLOCKS = {
    "L": (1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8),
    "M": (1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16),
    "Q": (1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20),
    "H": (1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25),
}
# Annex E, table E.1: centres of the alignment patterns, by version from 2.
_CENTRES = (
    (6, 18), (6, 22), (6, 26), (6, 30), (6, 34), (6, 22, 38), (6, 24, 42), (6, 26, 46), (6, 28, 50),
    (6, 30, 54), (6, 32, 58), (6, 34, 62), (6, 26, 46, 66), (6, 26, 48, 70), (6, 26, 50, 74),
    (6, 30, 54, 78), (6, 30, 56, 82), (6, 30, 58, 86), (6, 34, 62, 90),
)  # fmt: skip
_LEVEL_BITS = {"L": 1, "M": 0, "Q": 3, "H": 2}  # Table 12
# Table 10: the masks; a module is inverted where the expression is 0. i is the row, j the column.
_MASKS: tuple[Callable[[int, int], int], ...] = (
    lambda i, j: (i + j) % 2,
    lambda i, j: i % 2,
    lambda i, j: j % 3,
    lambda i, j: (i + j) % 3,
    lambda i, j: (i // 2 + j // 3) % 2,
    lambda i, j: i * j % 2 + i * j % 3,
    lambda i, j: (i * j % 2 + i * j % 3) % 2,
    lambda i, j: ((i + j) % 2 + i * j % 3) % 2,
)


def encode(
    data: bytes, level: str = "M", *, version: int | None = None, mask: int | None = None
) -> list[bytes]:
    """Return the rows of a QR code, each a bytes of 0 (light) and 1 (dark).

    Args:
        data: the content, in one segment of byte mode.
        level: of error correction, "L" (7 % may be lost), "M" (15 %), "Q" (25 %) or "H" (30 %).
        version: 1 to 20, the size; None takes the smallest that holds the content.
        mask: 0 to 7; None takes the one with the lowest penalty.

    Raises:
        JamOTPError: an argument outside of these, or content that does not fit.
    """
    if not isinstance(data, bytes):
        raise JamOTPError(f"the content of a QR code must be bytes, got {type(data).__name__}")
    if not isinstance(level, str) or len(level) != 1 or level not in LEVELS:  # "LM" and "" are in "LMQH" too
        raise JamOTPError("the level of a QR code must be L, M, Q or H")
    for name, value, low, high in (("version", version, 1, MAX_VERSION), ("mask", mask, 0, 7)):
        if value is not None and (type(value) is not int or not low <= value <= high):
            raise JamOTPError(f"the {name} of a QR code must be {low} to {high}")
    sizes = range(1, MAX_VERSION + 1) if version is None else (version,)
    # The smallest that holds it: fewer modules are read from farther away.
    for size in sizes:
        if len(data) <= capacity(size, level):
            return _matrix(size, level, _interleaved(size, level, _codewords(size, level, data)), mask)
    raise JamOTPError(
        f"the content has {len(data)} bytes; a QR code of version {sizes[-1]} and level {level} holds "
        f"{capacity(sizes[-1], level)}"
    )


def capacity(version: int, level: str) -> int:
    """Return how many bytes a code holds: its data codewords without mode (4 bits) and count (8 or 16)."""
    return (8 * _data_words(version, level) - 4 - _count_bits(version)) // 8


# --- codewords: section 7.4, 7.5 --------------------------------------------------------------


def _count_bits(version: int) -> int:
    return 8 if version < 10 else 16  # Table 3, byte mode


def _total_words(version: int) -> int:
    """Return the codewords of a version: its modules without those of the fixed patterns (section 6.3)."""
    side = 17 + 4 * version
    number = 0 if version == 1 else len(_CENTRES[version - 2])
    alignment = 25 * (number * number - 3) - 10 * (number - 2) if number else 0  # some overlap the timing
    version_information = 36 if version >= 7 else 0
    finders, timing, form = 3 * 64, 2 * (side - 16), 31
    return (side * side - finders - timing - form - alignment - version_information) // 8


def _data_words(version: int, level: str) -> int:
    return _total_words(version) - _CHECK_WORDS[level][version - 1] * _BLOCKS[level][version - 1]


def _codewords(version: int, level: str, data: bytes) -> bytes:
    """Return the data codewords: mode 0100, the count, the content, a terminator, padding (7.4.5, 7.4.10)."""
    words, count = _data_words(version, level), _count_bits(version)
    bits = 4 + count + 8 * len(data)
    value = (4 << count | len(data)) << 8 * len(data) | int.from_bytes(data, "big")
    end = min(bits + 4, 8 * words)  # the terminator 0000, cut short where there is no room
    end += -end % 8
    # 7.4.10: 11101100 and 00010001 in turn.
    padding = [(0xEC, 0x11)[at % 2] for at in range(words - end // 8)]
    return (value << end - bits).to_bytes(end // 8, "big") + bytes(padding)


def _interleaved(version: int, level: str, words: bytes) -> bytes:
    """Return the final sequence: the first word of each block, the second, ...; then check words (7.6)."""
    blocks, size = _BLOCKS[level][version - 1], _CHECK_WORDS[level][version - 1]
    short, longer = divmod(len(words), blocks)  # the last `longer` blocks have a word more
    parts, at = [], 0
    for block in range(blocks):
        length = short + (block >= blocks - longer)
        parts.append(words[at : at + length])
        at += length
    checks = [_check_words(part, size) for part in parts]
    data = [part[at] for at in range(short + 1) for part in parts if at < len(part)]
    return bytes(data + [check[at] for at in range(size) for check in checks])


def _check_words(data: bytes, size: int) -> bytes:
    """Return the Reed-Solomon remainder of a block over GF(2^8) with x^8 + x^4 + x^3 + x^2 + 1 (7.5.2)."""
    generator = _generator(size)
    rest = bytearray(size)
    for word in data:
        factor = word ^ rest[0]
        rest = rest[1:] + b"\0"
        if factor:
            log = _LOG[factor]
            for at, coefficient in enumerate(generator):
                rest[at] ^= _EXP[log + _LOG[coefficient]]
    return bytes(rest)


def _generator(size: int) -> list[int]:
    """Return (x - 1)(x - a)...(x - a^(size - 1)) without its first coefficient, which is 1 (Annex A)."""
    poly = [1]
    for power in range(size):
        shifted = [*poly, 0]
        for at, coefficient in enumerate(poly):
            shifted[at + 1] ^= _EXP[_LOG[coefficient] + power]
        poly = shifted
    return poly[1:]


def _tables() -> tuple[list[int], list[int]]:
    """Return a^n for n below 510, and the logarithm to the base a of 1 to 255."""
    exp, log, value = [0] * 510, [0] * 256, 1
    for power in range(255):
        exp[power] = exp[power + 255] = value
        log[value] = power
        value = value << 1 ^ (0x11D if value & 0x80 else 0)  # the polynomial of 7.5.2: 100011101
    return exp, log


_EXP, _LOG = _tables()


# --- the matrix: sections 6.3, 7.7 to 7.10 ----------------------------------------------------


def _matrix(version: int, level: str, words: bytes, mask: int | None) -> list[bytes]:
    rows, free = _fixed(version)
    bits = iter(f"{int.from_bytes(words, 'big'):0{8 * len(words)}b}")
    places = [place for place in _zigzag(len(rows)) if place in free]
    for i, j in places:
        rows[i][j] = int(next(bits, "0"))  # the remainder bits are 0 (7.7.3)
    made = [
        _masked(rows, places, version, level, number) for number in (range(8) if mask is None else (mask,))
    ]
    # 7.8.3: the lowest penalty; of equals the first
    return min(made, key=_penalty) if mask is None else made[0]


def _fixed(version: int) -> tuple[list[bytearray], set[tuple[int, int]]]:
    """Return rows with finder, timing and alignment patterns, and the places that are free for data."""
    side = 17 + 4 * version
    rows = [bytearray(side) for _ in range(side)]
    taken = {(6, at) for at in range(side)} | {(at, 6) for at in range(side)}
    for at in range(0, side, 2):
        rows[6][at] = rows[at][6] = 1
    for top, left in ((0, 0), (0, side - 7), (side - 7, 0)):
        _square(rows, taken, top + 3, left + 3, 4, (0, 1, 3))  # with the separator around it
    centres = () if version == 1 else _CENTRES[version - 2]
    for i in centres:
        for j in centres:
            if (i, j) not in ((6, 6), (6, side - 7), (side - 7, 6)):  # Annex E: where the finders stand
                _square(rows, taken, i, j, 2, (0, 2))
    # Places of the format information (7.9) and the one dark module beside it, of the version (7.10).
    taken |= {(8, at) for at in (*range(9), *range(side - 8, side))}
    taken |= {(at, 8) for at in (*range(9), *range(side - 8, side))}
    if version >= 7:
        taken |= {(i, side - 11 + k) for i in range(6) for k in range(3)}
        taken |= {(side - 11 + k, j) for j in range(6) for k in range(3)}
    return rows, {(i, j) for i in range(side) for j in range(side)} - taken


def _square(
    rows: list[bytearray], taken: set[tuple[int, int]], i: int, j: int, reach: int, dark: tuple[int, ...]
) -> None:
    """Draw squares around (i, j): those at the distances `dark` are dark, the others up to `reach` light."""
    side = len(rows)
    for y in range(max(i - reach, 0), min(i + reach + 1, side)):
        for x in range(max(j - reach, 0), min(j + reach + 1, side)):
            rows[y][x] = max(abs(y - i), abs(x - j)) in dark
            taken.add((y, x))


def _zigzag(side: int) -> list[tuple[int, int]]:
    """Return the places in the order of data: pairs of columns from the right, up and down (7.7.3)."""
    places, upward = [], True
    for right in (*range(side - 1, 6, -2), *range(5, 0, -2)):  # the column of the timing pattern is left out
        for i in range(side - 1, -1, -1) if upward else range(side):
            places += [(i, right), (i, right - 1)]
        upward = not upward
    return places


def _masked(
    rows: list[bytearray], places: list[tuple[int, int]], version: int, level: str, mask: int
) -> list[bytes]:
    """Return a copy under a mask, with its format and version information."""
    made, side, inverts = [bytearray(row) for row in rows], len(rows), _MASKS[mask]
    for i, j in places:
        made[i][j] ^= not inverts(i, j)
    form = _with_bch(_LEVEL_BITS[level] << 3 | mask, 10, 0x537) ^ 0x5412  # 7.9, Annex C
    around = [(8, at) for at in (0, 1, 2, 3, 4, 5, 7, 8)] + [(at, 8) for at in (7, 5, 4, 3, 2, 1, 0)]
    apart = [(at, 8) for at in range(side - 1, side - 8, -1)] + [(8, at) for at in range(side - 8, side)]
    for copy in (around, apart):
        for at, (i, j) in enumerate(copy):
            made[i][j] = form >> 14 - at & 1
    made[side - 8][8] = 1  # the dark module in row 4 * version + 9 (7.9)
    if version >= 7:
        information = _with_bch(version, 12, 0x1F25)  # 7.10, Annex D
        for at in range(18):
            i, j = at // 3, side - 11 + at % 3
            made[i][j] = made[j][i] = information >> at & 1
    return [bytes(row) for row in made]


def _with_bch(value: int, size: int, generator: int) -> int:
    """Return `value` with the `size` check bits of a BCH code behind it."""
    rest = value << size
    while rest.bit_length() > size:
        rest ^= generator << rest.bit_length() - size - 1
    return value << size | rest


def _penalty(rows: list[bytes]) -> int:
    """Return the penalty N1 + N2 + N3 + N4 of a masked code (7.8.3.1, table 11)."""
    side = len(rows)
    columns = [bytes(column) for column in zip(*rows)]
    score = 0
    for line in (*rows, *columns):
        run, last = 0, -1
        for module in (*line, -1):  # N1: 5 or more of one colour
            if module == last:
                run += 1
            else:
                score += run - 2 if run >= 5 else 0
                run, last = 1, module
        for pattern in (b"\1\0\1\1\1\0\1\0\0\0\0", b"\0\0\0\0\1\0\1\1\1\0\1"):  # N3: 1:1:3:1:1 beside 4 light
            score += 40 * sum(line.startswith(pattern, at) for at in range(side - 10))
    for above, below in zip(rows, rows[1:]):  # N2: blocks of 2 by 2
        pairs = [a + b + c + d for a, b, c, d in zip(above, above[1:], below, below[1:])]
        score += 3 * (pairs.count(0) + pairs.count(4))
    dark = sum(map(sum, rows))
    return score + 10 * (abs(20 * dark - 10 * side * side) // (side * side))  # N4: steps of 5 % from 50 %
