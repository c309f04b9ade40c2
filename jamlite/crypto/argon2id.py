"""Argon2id, and Argon2i and Argon2d (RFC 9106), version 19, with the standard library's BLAKE2b.

Cost: about 0.18 ms per KiB and pass with CPython on a 2.5 GHz core, 0.18 s per MiB and pass: 64 MiB
with two passes take some 23 seconds, where compiled code takes 0.1. `estimate_seconds` tells before
it starts. The memory is 1.1 times `memory_kib`.

plain/plain_argon2.py is the readable form; the official vectors judge both.
"""

from __future__ import annotations

import struct
from array import array

from ..encoding.checks import integer, octets
from ..encoding.user_objects import check_progress
from ..exceptions.crypto import JamCryptoError
from ._argon2_block import compress
from .blake2b import digest as blake2b
from .gate import known_answer, require

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, Iterator

MEMORY_LIMIT_KIB = 1 << 18  # 256 MiB, unless the caller says otherwise
WORK_LIMIT_KIB = 1 << 20  # memory times passes: some three minutes
_VERSION = 0x13  # RFC 9106 section 3.1: v
_SLICES = 4
_NOTICE = 256  # blocks between two calls of `progress`


def derive(
    password: bytes,
    salt: bytes,
    *,
    time_cost: int,
    memory_kib: int,
    parallelism: int,
    length: int,
    secret: bytes = b"",
    associated_data: bytes = b"",
    memory_limit_kib: int = MEMORY_LIMIT_KIB,
    work_limit_kib: int = WORK_LIMIT_KIB,
    progress: Callable[[int, int], object] | None = None,
) -> bytes:
    """Derive `length` bytes from a password.

    Args:
        password, salt: any length; RFC 9106 section 3.1 advises a salt of 16 bytes.
        time_cost: passes over the memory, at least 1.
        memory_kib: KiB of memory, at least 8 times the parallelism.
        parallelism: lanes, 1 to 255; they are filled one after the other.
        length: bytes wanted, 4 to 2^16.
        secret, associated_data: the K and X of the standard.
        memory_limit_kib, work_limit_kib: the most it may take of memory, and of memory times passes.
        progress: called as progress(blocks done, blocks in all) from time to time; what it raises ends
            the derivation.

    Raises:
        JamCryptoError: wrong type, a number out of range, or more work than a limit allows.
    """
    require("Argon2id")
    costs, limits = (time_cost, memory_kib, parallelism), (memory_limit_kib, work_limit_kib)
    return _checked(2, password, salt, secret, associated_data, costs, length, limits, progress)


def derive_d(
    password: bytes,
    salt: bytes,
    *,
    time_cost: int,
    memory_kib: int,
    parallelism: int,
    length: int,
    secret: bytes = b"",
    associated_data: bytes = b"",
) -> bytes:
    """Derive with Argon2d, for what others have stored; arguments and limits as in `derive`."""
    require("Argon2d")
    costs = (time_cost, memory_kib, parallelism)
    return _checked(0, password, salt, secret, associated_data, costs, length)


def derive_i(
    password: bytes,
    salt: bytes,
    *,
    time_cost: int,
    memory_kib: int,
    parallelism: int,
    length: int,
    secret: bytes = b"",
    associated_data: bytes = b"",
) -> bytes:
    """Derive with Argon2i, for what others have stored; arguments and limits as in `derive`."""
    require("Argon2i")
    costs = (time_cost, memory_kib, parallelism)
    return _checked(1, password, salt, secret, associated_data, costs, length)


def check_cost(
    time_cost: int,
    memory_kib: int,
    parallelism: int,
    memory_limit_kib: int = MEMORY_LIMIT_KIB,
    work_limit_kib: int = WORK_LIMIT_KIB,
) -> None:
    """Raise JamCryptoError unless the numbers are in the ranges of `derive` and within the limits."""
    require("Argon2id")
    integer(parallelism, "parallelism", 1, 255)
    integer(time_cost, "time_cost", 1, (1 << 32) - 1)
    integer(memory_kib, "memory_kib", 8 * parallelism, (1 << 32) - 1)  # RFC 9106 section 3.1
    if memory_kib > integer(memory_limit_kib, "memory_limit_kib", 0, 1 << 32):
        raise JamCryptoError("memory_kib is above the memory limit")
    if memory_kib * time_cost > integer(work_limit_kib, "work_limit_kib", 0, 1 << 64):
        raise JamCryptoError("memory_kib times time_cost is above the work limit")


def estimate_seconds(
    *, time_cost: int, memory_kib: int, parallelism: int, timer: Callable[[], float]
) -> float:
    """Return about how long `derive` will take here, from a sample of a few milliseconds.

    Args:
        time_cost, memory_kib, parallelism: as for `derive`; the limits do not count.
        timer: a clock in seconds, such as time.perf_counter.
    """
    require("Argon2id")
    check_cost(time_cost, memory_kib, parallelism, 1 << 32, 1 << 64)
    sample, block = 32, 1
    start = timer()
    for _ in range(sample):
        block = compress(block, 0)
    return (timer() - start) / sample * 1.05 * memory_kib * time_cost  # 1.05: finding the blocks


def _checked(
    y: int,
    password: bytes,
    salt: bytes,
    secret: bytes,
    data: bytes,
    costs: tuple[int, int, int],
    length: int,
    limits: tuple[int, int] = (MEMORY_LIMIT_KIB, WORK_LIMIT_KIB),
    progress: Callable[[int, int], object] | None = None,
) -> bytes:
    """Check the arguments of the three doors and derive; y as in `_derive`."""
    password, salt = octets(password, "password"), octets(salt, "salt")
    secret, data = octets(secret, "secret"), octets(data, "associated_data")
    check_cost(*costs, *limits)
    check_progress(progress)
    length = integer(length, "length", 4, 1 << 16)
    return _derive(password, salt, secret, data, *costs, length, progress, y)


def _derive(
    P: bytes,
    S: bytes,
    K: bytes,
    X: bytes,
    t: int,
    m: int,
    p: int,
    T: int,
    progress: Callable[[int, int], object] | None = None,
    y: int = 2,
) -> bytes:
    """RFC 9106 section 3.2; its letters, but `memory` for B. y: 0 Argon2d, 1 Argon2i, 2 Argon2id."""
    fields = b"".join(struct.pack("<I", len(part)) + part for part in (P, S, K, X))
    H0 = blake2b(struct.pack("<6I", p, T, m, t, _VERSION, y) + fields)
    q = m // (_SLICES * p) * _SLICES  # columns of a lane
    memory = [[0] * q for _ in range(p)]
    for lane in range(p):
        for column in (0, 1):
            start = _hash_long(H0 + struct.pack("<II", column, lane), 1024)
            memory[lane][column] = _from_octets(start)
    done, total = 2 * p, t * p * q
    for r in range(t):
        for sl in range(_SLICES):
            for lane in range(p):
                for _ in _fill(memory, t, r, sl, lane, y):
                    done += 1
                    if progress and (done % _NOTICE == 0 or done == total):
                        progress(done, total)
    C = 0
    for row in memory:
        C ^= row[-1]
    return _hash_long(_to_octets(C), T)


def _fill(memory: list[list[int]], t: int, r: int, sl: int, lane: int, y: int) -> Iterator[None]:
    """Fill one segment (RFC 9106 section 3.4); yield after each column."""
    p, q = len(memory), len(memory[0])
    size = q // _SLICES
    row = memory[lane]
    # Sections 3.4.1.1 to 3.4.1.3: there the addresses do not depend on the password.
    independent = y == 1 or (y == 2 and r == 0 and sl < 2)
    first = 2 if r == 0 and sl == 0 else 0
    begin = 0 if r == 0 else (sl + 1) % _SLICES * size  # the oldest block that may be referred to
    older = (sl if r == 0 else _SLICES - 1) * size  # blocks of finished segments
    addresses: list[int] = []
    for i in range(first, size):
        column = sl * size + i
        previous = row[column - 1]
        if independent:
            if not addresses or i % 128 == 0:
                addresses = _addresses(r, lane, sl, p * q, t, y, i // 128 + 1)
            J = addresses[i % 128]
        else:
            J = previous & 0xFFFFFFFFFFFFFFFF
        J1, J2 = J & 0xFFFFFFFF, J >> 32
        from_lane = lane if r == 0 and sl == 0 else J2 % p
        if from_lane == lane:
            area = older + i - 1
        else:
            area = older - (i == 0)
        # section 3.4.2: z = |W| - 1 - (|W| * (J1^2 / 2^32)) / 2^32
        z = area - 1 - (area * (J1 * J1 >> 32) >> 32)
        block = compress(previous, memory[from_lane][(begin + z) % q])
        row[column] = block ^ row[column] if r else block
        yield


def _addresses(r: int, lane: int, sl: int, blocks: int, t: int, y: int, counter: int) -> list[int]:
    """RFC 9106 section 3.4.1.2: 128 pairs J1, J2 (low and high half of each number)."""
    Z = struct.pack("<7Q", r, lane, sl, blocks, t, y, counter).ljust(1024, b"\0")
    found = compress(0, compress(0, _from_octets(Z)))
    return list(struct.unpack("<128Q", _to_octets(found)))


def _hash_long(A: bytes, T: int) -> bytes:
    """H'^T(A), the variable-length hash (RFC 9106 section 3.3)."""
    A = struct.pack("<I", T) + A
    if T <= 64:
        return blake2b(A, length=T)
    V = blake2b(A)
    parts = [V[:32]]
    left = T - 32
    while left > 64:
        V = blake2b(V)
        parts.append(V[:32])
        left -= 32
    return b"".join(parts) + blake2b(V, length=left)


def _from_octets(block: bytes) -> int:
    """Return a block as `compress` wants it: word w of each of the 8 rows, then the next w."""
    words, lanes = array("Q", block), array("Q", bytes(1024))
    for row in range(8):
        lanes[row::8] = words[16 * row : 16 * row + 16]
    return int.from_bytes(lanes.tobytes(), "little")


def _to_octets(block: int) -> bytes:
    lanes, words = array("Q", block.to_bytes(1024, "little")), array("Q", bytes(1024))
    for row in range(8):
        words[16 * row : 16 * row + 16] = lanes[row::8]
    return words.tobytes()


def _tag(y: int) -> str:
    return _derive(b"\1" * 32, b"\2" * 16, b"\3" * 8, b"\4" * 12, 3, 32, 4, 32, None, y).hex()


@known_answer("Argon2d", "RFC 9106 section 5.1")
def _answer_d() -> list[tuple[object, object]]:
    return [(_tag(0), "512b391b6f1162975371d30919734294f868e3be3984f3c1a13a4db9fabe4acb")]


@known_answer("Argon2i", "RFC 9106 section 5.2")
def _answer_i() -> list[tuple[object, object]]:
    return [(_tag(1), "c814d9d1dc7f37aa13f0d77f2494bda1c8de6b016dd388d29952a4c4672b6ce8")]


@known_answer("Argon2id", "RFC 9106 section 5.3")
def _answer() -> list[tuple[object, object]]:
    return [(_tag(2), "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659")]
