"""Salsa20 and HSalsa20 (Bernstein, 2005 and 2011): the cipher under XSalsa20-Poly1305.

The cipher itself is in _salsa20.py.

plain/plain_salsa20.py is the readable form; the official vectors judge both.
"""

from __future__ import annotations

from ..encoding.checks import integer, octets, sized
from ..exceptions.crypto import JamCryptoError
from . import _salsa20
from .gate import require


def xor(key: bytes, nonce: bytes, data: bytes, counter: int = 0) -> bytes:
    """Encrypt or decrypt `data` with Salsa20 (Salsa20 specification section 10). Not authenticated.

    Args:
        key: 32 bytes.
        nonce: 8 bytes, never used twice with one key.
        data: any length.
        counter: number of the first block, 0 to 2^64-1.

    Raises:
        JamCryptoError: wrong type or size, or the 64-bit counter would overflow.
    """
    require("Salsa20")
    key, nonce, data = sized(key, "key", 32), sized(nonce, "nonce", 8), octets(data, "data")
    integer(counter, "counter", 0, _salsa20.MAX_BLOCKS - 1)
    if counter + (len(data) + 63) // 64 > _salsa20.MAX_BLOCKS:
        raise JamCryptoError("the message is too long: the 64-bit block counter would overflow")
    return _salsa20.xor(key, nonce, data, counter)


def hsalsa20(key: bytes, nonce: bytes) -> bytes:
    """Derive a 32-byte subkey from a 32-byte key and 16 bytes ("Extending the Salsa20 nonce" section 2)."""
    require("HSalsa20")
    return _salsa20.hsalsa20(sized(key, "key", 32), sized(nonce, "nonce", 16))
