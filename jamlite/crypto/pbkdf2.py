"""PBKDF2 (RFC 8018 section 5.2) with HMAC.

plain/plain_kdf.py is the readable form; the official vectors judge both.
"""

from __future__ import annotations

from ..encoding.checks import integer, octets
from . import _pbkdf2
from .gate import require
from .hashes import digest_size

MOST_ITERATIONS = (1 << 31) - 1  # what the standard library takes
LONGEST = 1 << 16


def derive(hash_name: str, password: bytes, salt: bytes, iterations: int, length: int) -> bytes:
    """Derive `length` bytes from a password.

    The time grows with iterations times length: a caller that takes them from outside bounds them first.

    Args:
        hash_name: "sha1", "sha224", "sha256", "sha384" or "sha512".
        password: any length.
        salt: any length; RFC 8018 section 4.1 advises 8 bytes or more.
        iterations: 1 to 2^31-1; RFC 8018 section 4.2 advises 1000 or more.
        length: bytes wanted, 1 to 2^16.

    Raises:
        JamCryptoError: unknown hash, wrong type, a number out of range.
    """
    require("PBKDF2")
    digest_size(hash_name)  # asks the gate of the hash, which hashlib below does not
    password, salt = octets(password, "password"), octets(salt, "salt")
    iterations = integer(iterations, "iterations", 1, MOST_ITERATIONS)
    return _pbkdf2.derive(hash_name, password, salt, iterations, integer(length, "length", 1, LONGEST))
