"""ChaCha20 (RFC 8439 section 2.4), and HChaCha20 (draft-irtf-cfrg-xchacha section 2.2).

The ciphers themselves are in _chacha20.py.

plain/plain_chacha20.py is the readable form; the official vectors judge both.
"""

from __future__ import annotations

from ..encoding.checks import octets, sized
from . import _chacha20
from .gate import require


def xor(key: bytes, nonce: bytes, data: bytes, counter: int = 0) -> bytes:
    """Encrypt or decrypt `data` with ChaCha20 (RFC 8439 section 2.4). Not authenticated.

    Args:
        key: 32 bytes.
        nonce: 12 bytes, never used twice with one key.
        data: any length.
        counter: number of the first block, 0 to 2^32-1.

    Raises:
        JamCryptoError: wrong type or size, or the 32-bit counter would overflow.
    """
    require("ChaCha20")
    key, nonce, data = sized(key, "key", 32), sized(nonce, "nonce", 12), octets(data, "data")
    return _chacha20.xor(key, nonce, data, _chacha20.check_counter(counter, len(data)))


def hchacha20(key: bytes, nonce: bytes) -> bytes:
    """Derive a 32-byte subkey from a 32-byte key and 16 bytes (draft-irtf-cfrg-xchacha section 2.2)."""
    require("HChaCha20")
    return _chacha20.hchacha20(sized(key, "key", 32), sized(nonce, "nonce", 16))
