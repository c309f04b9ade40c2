"""Poly1305 (RFC 8439 section 2.5): a one-time authenticator. A key serves one message only.

The work is in _poly1305.py.

plain/plain_poly1305.py is the readable form; the official vectors judge both.
"""

from __future__ import annotations

from hmac import compare_digest

from ..encoding.checks import octets, sized
from . import _poly1305
from .gate import require


def tag(key: bytes, message: bytes) -> bytes:
    """Return the 16-byte tag of `message`.

    Args:
        key: 32 bytes, used for one message only.
        message: any length.

    Raises:
        JamCryptoError: wrong type or size.
    """
    require("Poly1305")
    return _poly1305.tag(sized(key, "key", 32), octets(message, "message"))


def verify(key: bytes, message: bytes, tag: bytes) -> bool:
    """Tell, in constant time, whether `tag` is the tag of `message`; False for any other length."""
    require("Poly1305")
    computed = _poly1305.tag(sized(key, "key", 32), octets(message, "message"))
    return compare_digest(computed, octets(tag, "tag"))
