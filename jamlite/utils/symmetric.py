"""New symmetric keys and one-time password secrets, as text."""

from __future__ import annotations

import binascii

from ..crypto.checks import integer
from ..crypto.hashes import digest
from ..crypto.randomness import random_bytes
from ..encoding import base32, base64url
from ..exceptions.base import JamTypeError, JamValidationError


def generate_aes_key() -> bytes:
    """Return a new Fernet key: 32 random bytes as 44 characters of padded base64url, as bytes."""
    return binascii.b2a_base64(random_bytes(32), newline=False).replace(b"+", b"-").replace(b"/", b"_")


def generate_symmetric_key(n: int = 32) -> str:
    """Return `n` random bytes (1 to 2^20) as base64url without padding."""
    return base64url.encode(random_bytes(integer(n, "n", 1, 1 << 20)))


def generate_otp_key(entropy_bits: int = 128) -> str:
    """Return a new one-time password secret in Base32 without padding.

    Args:
        entropy_bits: 40 to 4096, rounded up to whole bytes; RFC 4226 section 4 (R6) demands 128.

    Raises:
        JamCryptoError: out of range (a ValueError, as in Jam).
    """
    bits = integer(entropy_bits, "entropy_bits", 40, 4096)
    return base32.encode(random_bytes((bits + 7) // 8))


def otp_key_from_string(s: str) -> str:
    """Return Base32 of the SHA-1 of `s`: repeatable, and no secret, as anybody who knows `s` can make it."""
    if not isinstance(s, str):
        raise JamTypeError(f"the text must be str, got {type(s).__name__}")
    try:
        return base32.encode(digest("sha1", s.encode()))
    except UnicodeEncodeError:
        raise JamValidationError("the text has no UTF-8 form") from None
