"""AES, the bare block cipher (FIPS 197): one block at a time is not a mode for messages.

The cipher itself is in _aes.py.

plain/plain_aes.py is the readable form; the official vectors judge both.
"""

from __future__ import annotations

from ..encoding.checks import octets, sized
from ..exceptions.crypto import JamCryptoError
from ._aes import BLOCK, AESKey
from .gate import require


def encrypt_blocks(key: bytes, data: bytes) -> bytes:
    """Encrypt each 16-byte block of `data` by itself: the bare cipher, not a mode for messages.

    Args:
        key: 16, 24 or 32 bytes.
        data: any number of whole blocks.

    Raises:
        JamCryptoError: wrong type or size.
    """
    require("AES")
    return AESKey(sized(key, "the AES key", 16, 24, 32)).encrypt_blocks(_whole_blocks(data))


def decrypt_blocks(key: bytes, data: bytes) -> bytes:
    """Undo `encrypt_blocks`; arguments and errors as there."""
    require("AES")
    return AESKey(sized(key, "the AES key", 16, 24, 32)).decrypt_blocks(_whole_blocks(data))


def _whole_blocks(data: bytes) -> bytes:
    data = octets(data, "data")
    if len(data) % BLOCK:
        raise JamCryptoError("data must be whole blocks of 16 bytes")
    return data
