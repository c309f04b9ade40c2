"""Randomness: the only file of this package that touches the outside (os.urandom)."""

from __future__ import annotations

import os

from ..encoding.checks import integer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable


def random_bytes(count: int) -> bytes:
    """Return `count` bytes (0 to 2^20) from the operating system's generator."""
    return os.urandom(integer(count, "count", 0, 1 << 20))


def random_below(limit: int, draw: Callable[[int], bytes] | None = None) -> int:
    """Return a uniform integer in [0, limit), by rejection; limit is at least 1.

    `draw` returns as many random bytes as it is asked for; None is the operating system's generator.
    """
    limit = integer(limit, "limit", 1, 1 << 65536)
    bits = (limit - 1).bit_length()
    excess = -bits % 8
    while True:
        candidate = int.from_bytes((draw or os.urandom)((bits + 7) // 8), "big") >> excess
        if candidate < limit:
            return candidate


def random_uuid() -> str:
    """Return a new version 4 UUID as text (RFC 9562 section 5.4)."""
    octets = bytearray(os.urandom(16))
    octets[6] = octets[6] & 0x0F | 0x40
    octets[8] = octets[8] & 0x3F | 0x80
    text = octets.hex()
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def process_mark() -> int:
    """Return a number that changes in a forked child, where nothing drawn before is to be used again."""
    return os.getpid()
