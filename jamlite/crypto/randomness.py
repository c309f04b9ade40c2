"""Randomness: the only file of this room that touches the outside (os.urandom)."""

from __future__ import annotations

import os

from .checks import integer


def random_bytes(count: int) -> bytes:
    """Return `count` bytes (0 to 2^20) from the operating system's generator."""
    return os.urandom(integer(count, "count", 0, 1 << 20))


def random_below(limit: int) -> int:
    """Return a uniform integer in [0, limit), by rejection; limit is at least 1."""
    limit = integer(limit, "limit", 1, 1 << 65536)
    bits = (limit - 1).bit_length()
    excess = -bits % 8
    while True:
        candidate = int.from_bytes(os.urandom((bits + 7) // 8), "big") >> excess
        if candidate < limit:
            return candidate


def process_mark() -> int:
    """Return a number that changes in a forked child: what was drawn before a fork is not to be used after."""
    return os.getpid()
