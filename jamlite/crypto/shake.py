"""SHAKE128 and SHAKE256 (FIPS 202), the standard library's; the gate asks each for its standard's answer."""

from __future__ import annotations

import hashlib

from ..encoding.checks import integer, octets
from .gate import known_answer, require


def shake128(data: bytes, length: int) -> bytes:
    """Return `length` bytes (1 to 2^20) of SHAKE128 over `data`."""
    require("SHAKE128")
    return _shake128(octets(data, "data"), integer(length, "length", 1, 1 << 20))


def shake256(data: bytes, length: int) -> bytes:
    """Return `length` bytes (1 to 2^20) of SHAKE256 over `data`."""
    require("SHAKE256")
    return _shake256(octets(data, "data"), integer(length, "length", 1, 1 << 20))


def _shake128(data: bytes, length: int) -> bytes:
    return hashlib.shake_128(data).digest(length)


def _shake256(data: bytes, length: int) -> bytes:
    return hashlib.shake_256(data).digest(length)


@known_answer("SHAKE128", "FIPS 202 example, empty message")
def _shake128_answer() -> list[tuple[object, object]]:
    expected = "7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26"
    return [(_shake128(b"", 32).hex(), expected)]


@known_answer("SHAKE256", "FIPS 202 example, empty message")
def _shake256_answer() -> list[tuple[object, object]]:
    expected = "46b9dd2b0ba88d13233b3feb743eeb243fcd52ea62b81b82b50c27646ed5762f"
    return [(_shake256(b"", 32).hex(), expected)]
