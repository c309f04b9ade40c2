"""BLAKE2b (RFC 7693), the standard library's; the gate asks it for its standard's answer."""

from __future__ import annotations

import hashlib

from ..encoding.checks import integer, octets
from ..exceptions.crypto import JamCryptoError
from .gate import known_answer, require


def digest(data: bytes, *, key: bytes = b"", length: int = 64) -> bytes:
    """Hash `data`, keyed if `key` (0 to 64 bytes) is not empty.

    Args:
        data: any length.
        key: makes it a MAC; at most 64 bytes (RFC 7693 section 2.1).
        length: digest bytes wanted, 1 to 64.

    Raises:
        JamCryptoError: wrong type or size.
    """
    require("BLAKE2b")
    key = octets(key, "key")
    if len(key) > 64:
        raise JamCryptoError("a BLAKE2b key has at most 64 bytes")
    return _digest(octets(data, "data"), key, integer(length, "length", 1, 64))


def _digest(data: bytes, key: bytes, length: int) -> bytes:
    return hashlib.blake2b(data, key=key, digest_size=length).digest()


@known_answer("BLAKE2b", "RFC 7693 appendix A")
def _answer() -> list[tuple[object, object]]:
    expected = (
        "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
        "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923"
    )
    return [(_digest(b"abc", b"", 64).hex(), expected)]
