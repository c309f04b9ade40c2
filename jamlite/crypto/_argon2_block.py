"""The compression function G of Argon2 (RFC 9106 section 3.5), 32 lanes at a time.

The permutation P works on 8 rows of 16 words, then on 8 columns, and its quarter steps on 4 words of
each: 32 independent additions with a product in them. Big integers do the additions, exclusive-ors and
turns of all 32 in one operation each; only the products need a loop in C. A word is split: its low half
stands in a 64-bit lane of one integer, its high half in one of another, so that sums have space and a turn
by 32 is an exchange. Twice as fast as word by word.

Ungated: the gate "Argon2id" proves it.
"""

from __future__ import annotations

import struct
from array import array
from operator import mul

_FULL = int.from_bytes(b"\xff\xff\xff\xff\0\0\0\0" * 128, "little")  # the low halves of a block
_M = int.from_bytes(b"\xff\xff\xff\xff\0\0\0\0" * 32, "little")  # the low halves of 32 lanes
# What a product may keep below when it is doubled.
_LOW31 = int.from_bytes(b"\xff\xff\xff\x7f\0\0\0\0" * 32, "little")
_Q = (1 << 2048) - 1  # 32 lanes: a quarter of a block
_unpack = struct.Struct("<64I").unpack
_pack = struct.Struct("<32Q").pack

_Rows = tuple[int, int, int, int, int, int, int, int]


def compress(X: int, Y: int) -> int:
    """Return G(X, Y) of two blocks of 128 lanes, lane 8*w + i being word w of row i."""
    R = X ^ Y
    return R ^ _transposed(_permuted(_transposed(_permuted(R))))


def _permuted(block: int) -> int:
    """Apply P to the 8 rows (RFC 9106 section 3.6): words 0-3 of all are a, 4-7 b, 8-11 c, 12-15 d."""
    low, high = block & _FULL, block >> 32 & _FULL
    a, b, c, d = low & _Q, low >> 2048 & _Q, low >> 4096 & _Q, low >> 6144
    A, B, C, D = high & _Q, high >> 2048 & _Q, high >> 4096 & _Q, high >> 6144
    a, A, b, B, c, C, d, D = _mixed(a, A, b, B, c, C, d, D)
    # The diagonals: b, c and d turned by one, two and three words of 8 lanes, and back.
    a, A, b, B, c, C, d, D = _mixed(
        a,
        A,
        _turned(b, 512),
        _turned(B, 512),
        _turned(c, 1024),
        _turned(C, 1024),
        _turned(d, 1536),
        _turned(D, 1536),
    )
    b, B, c, C = _turned(b, 1536), _turned(B, 1536), _turned(c, 1024), _turned(C, 1024)
    d, D = _turned(d, 512), _turned(D, 512)
    low = a | b << 2048 | c << 4096 | d << 6144
    return low | (A | B << 2048 | C << 4096 | D << 6144) << 32


def _turned(x: int, bits: int) -> int:
    return x >> bits | (x & (1 << bits) - 1) << 2048 - bits


def _transposed(block: int) -> int:
    """Exchange rows and columns of the matrix of 8 x 8 registers, each two words (section 3.5)."""
    lanes, turned = array("Q", block.to_bytes(1024, "little")), array("Q", bytes(1024))
    for start in range(0, 128, 16):
        turned[start // 16 :: 16] = lanes[start : start + 8]
        turned[start // 16 + 8 :: 16] = lanes[start + 8 : start + 16]
    return int.from_bytes(turned.tobytes(), "little")


def _mixed(a: int, A: int, b: int, B: int, c: int, C: int, d: int, D: int) -> _Rows:
    """GB of section 3.6 on 32 lanes; small letters are low halves, capitals high ones."""
    M = _M
    for second in (False, True):
        # a = a + b + 2 * trunc(a) * trunc(b)
        halves = iter(_unpack((a | b << 32).to_bytes(256, "little")))
        product = int.from_bytes(_pack(*map(mul, halves, halves)), "little")
        a += b + ((product & _LOW31) << 1)
        A = A + B + (product >> 31 & M) + (a >> 32 & M) & M
        a &= M
        x, X = d ^ a, D ^ A  # d = (d XOR a) >>> 32, and >>> 16 the second time
        if second:
            d, D = (x >> 16 | X << 16) & M, (X >> 16 | x << 16) & M
        else:
            d, D = X, x
        # c = c + d + 2 * trunc(c) * trunc(d)
        halves = iter(_unpack((c | d << 32).to_bytes(256, "little")))
        product = int.from_bytes(_pack(*map(mul, halves, halves)), "little")
        c += d + ((product & _LOW31) << 1)
        C = C + D + (product >> 31 & M) + (c >> 32 & M) & M
        c &= M
        x, X = b ^ c, B ^ C  # b = (b XOR c) >>> 24, and >>> 63 the second time
        if second:
            b, B = (x << 1 | X >> 31) & M, (X << 1 | x >> 31) & M
        else:
            b, B = (x >> 24 | X << 8) & M, (X >> 24 | x << 8) & M
    return a, A, b, B, c, C, d, D
