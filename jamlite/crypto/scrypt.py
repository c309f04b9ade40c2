"""scrypt (RFC 7914).

`hashlib.scrypt` does the work where it exists; without it plain Python answers, a hundred times as
long: N=2^14, r=8, p=1 take about seven seconds.

plain/plain_kdf.py is the readable form; the official vectors judge both.
"""

from __future__ import annotations

import hashlib
import struct
from operator import xor

from ..encoding.checks import integer, octets
from ..exceptions.crypto import JamCryptoError
from . import _pbkdf2
from .gate import known_answer, require

LONGEST = 1 << 16  # bytes to derive
MEMORY_LIMIT = 1 << 28  # bytes, unless the caller says otherwise
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterable

_ONE, _TWO, _THREE = (1 << 64) - 1, (1 << 128) - 1, (1 << 192) - 1  # lanes of a row
_MASK = int.from_bytes(b"\xff\xff\xff\xff\0\0\0\0" * 4, "little")
# Where word i of Salsa20's matrix stands in our rows: its diagonal first, so that the quarter rounds
# on all four columns are additions, turns and exclusive-ors of whole rows.
_DIAGONALS = (0, 5, 10, 15, 4, 9, 14, 3, 8, 13, 2, 7, 12, 1, 6, 11)


def derive(
    password: bytes,
    salt: bytes,
    *,
    n: int,
    r: int,
    p: int,
    length: int,
    memory_limit: int = MEMORY_LIMIT,
) -> bytes:
    """Derive `length` bytes from a password.

    The memory is 128*r*(n+p) bytes, the time grows with n*r*p: a caller that takes them from outside
    bounds them first.

    Args:
        password, salt: any length.
        n: cost, a power of two, at least 2 and below 2^(16*r) (RFC 7914 section 2).
        r: block size, 1 to 2^10; 8 is usual.
        p: parallelization, 1 to 2^10, done one after the other.
        length: bytes wanted, 1 to 2^16.
        memory_limit: bytes it may take.

    Raises:
        JamCryptoError: wrong type, a number out of range, more memory than the limit.
    """
    require("scrypt")
    require("PBKDF2")
    password, salt = octets(password, "password"), octets(salt, "salt")
    check_cost(n, r, p, memory_limit)
    return _derive(password, salt, n, r, p, integer(length, "length", 1, LONGEST))


def check_cost(n: int, r: int, p: int, memory_limit: int) -> None:
    """Raise JamCryptoError unless the numbers are such as RFC 7914 section 2 allows and fit the memory."""
    require("scrypt")
    integer(r, "r", 1, 1 << 10)
    integer(p, "p", 1, 1 << 10)
    integer(n, "n", 2, 1 << min(16 * r - 1, 32))
    if n & (n - 1):
        raise JamCryptoError("n must be a power of two")
    if 128 * r * (n + p) > integer(memory_limit, "memory_limit", 0, 1 << 62):
        raise JamCryptoError("n, r and p ask for more memory than the limit allows")


def _derive(P: bytes, S: bytes, N: int, r: int, p: int, dkLen: int) -> bytes:
    native = getattr(hashlib, "scrypt", None)
    if native is None:
        return _pure(P, S, N, r, p, dkLen)
    room = 128 * r * (N + p + 2) + (1 << 20)
    return bytes(native(P, salt=S, n=N, r=r, p=p, maxmem=room, dklen=dkLen))


def _pure(P: bytes, S: bytes, N: int, r: int, p: int, dkLen: int) -> bytes:
    """RFC 7914 section 6."""
    B = _pbkdf2.derive("sha256", P, S, 1, 128 * r * p)
    mixed = [_romix(B[i : i + 128 * r], N, r) for i in range(0, len(B), 128 * r)]
    return _pbkdf2.derive("sha256", P, b"".join(mixed), 1, dkLen)


def _romix(B: bytes, N: int, r: int) -> bytes:
    """RFC 7914 section 5. X is a list of rows, four of 4 words in 64-bit lanes for each 64 bytes."""
    X = _rows(B)
    V = []
    for _ in range(N):
        V.append(b"".join([row.to_bytes(32, "little") for row in X]))
        X = _block_mix(X)
    for _ in range(N):
        block = V[X[8 * r - 4] & (N - 1)]  # Integerify: word 0 of the last 64 bytes, its lowest lane
        v = [int.from_bytes(block[i : i + 32], "little") for i in range(0, len(block), 32)]
        X = _block_mix(list(map(xor, X, v)))
    return _octets(X)


def _block_mix(B: list[int]) -> list[int]:
    """RFC 7914 section 4: the even outputs first, then the odd ones."""
    X: Iterable[int] = B[-4:]
    even: list[int] = []
    odd: list[int] = []
    for i in range(0, len(B), 8):
        X = _salsa20_8(*map(xor, X, B[i : i + 4]))
        even += X
        X = _salsa20_8(*map(xor, X, B[i + 4 : i + 8]))
        odd += X
    return even + odd


def _salsa20_8(a: int, b: int, c: int, d: int) -> tuple[int, int, int, int]:
    """Salsa20/8 (RFC 7914 section 3) on the diagonals, as rows."""
    start = (a, b, c, d)
    for _ in range(4):
        for _ in range(2):  # columns; then, rows b, c, d turned and b, d swapped, rows
            x = a + d & _MASK
            b ^= (x << 7 | x >> 25) & _MASK
            x = b + a & _MASK
            c ^= (x << 9 | x >> 23) & _MASK
            x = c + b & _MASK
            d ^= (x << 13 | x >> 19) & _MASK
            x = d + c & _MASK
            a ^= (x << 18 | x >> 14) & _MASK
            b, d = d >> 64 | (d & _ONE) << 192, b >> 192 | (b & _THREE) << 64
            c = c >> 128 | (c & _TWO) << 128
    return a + start[0] & _MASK, b + start[1] & _MASK, c + start[2] & _MASK, d + start[3] & _MASK


def _rows(B: bytes) -> list[int]:
    rows = []
    for block in struct.iter_unpack("<16I", B):
        lanes = struct.pack("<16Q", *[block[i] for i in _DIAGONALS])
        rows += [int.from_bytes(lanes[i : i + 32], "little") for i in range(0, 128, 32)]
    return rows


def _octets(X: list[int]) -> bytes:
    blocks = []
    for i in range(0, len(X), 4):
        lanes = b"".join([row.to_bytes(32, "little") for row in X[i : i + 4]])
        words = [0] * 16
        for place, word in zip(_DIAGONALS, struct.unpack("<16Q", lanes)):
            words[place] = word
        blocks.append(struct.pack("<16I", *words))
    return b"".join(blocks)


@known_answer("scrypt", "RFC 7914 section 12")
def _answer() -> list[tuple[object, object]]:
    expected = (
        "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
        "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"
    )
    return [(derived(b"", b"", 16, 1, 1, 64).hex(), expected) for derived in (_derive, _pure)]
