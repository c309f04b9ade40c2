"""Jam's password hashing: `salt$hash`, PBKDF2 with 100 000 iterations. New code uses `passwords`."""

from __future__ import annotations

from hmac import compare_digest

from ..crypto import pbkdf2
from ..crypto.randomness import random_bytes
from ..encoding.checks import integer, octets
from ..exceptions.base import JamTypeError
from ..passwords.phc_strings import SALT_HASH_ITERATIONS
from ..passwords.stored_hash import from_hex, malformed, password_octets


def hash_password(
    password: str, salt: bytes | None = None, iterations: int = SALT_HASH_ITERATIONS, salt_size: int = 16
) -> tuple[str, str]:
    """Return (salt, hash) in hex: PBKDF2-HMAC-SHA256, 32 bytes, as Jam makes them."""
    size = integer(salt_size, "salt_size", 1, 1024)
    salt = random_bytes(size) if salt is None else octets(salt, "salt")
    return salt.hex(), pbkdf2.derive("sha256", password_octets(password), salt, iterations, 32).hex()


def check_password(
    password: str, salt_hex: str, hash_hex: str, iterations: int = SALT_HASH_ITERATIONS
) -> bool:
    """Tell, in constant time, whether `hash_password` gives this hash; JamValidationError if not hex."""
    salt, expected = from_hex(salt_hex), from_hex(hash_hex)
    return compare_digest(pbkdf2.derive("sha256", password_octets(password), salt, iterations, 32), expected)


def serialize_hash(salt_hex: str, hash_hex: str) -> str:
    """Return `salt$hash`. It does not say the iterations: `password_hash` makes one that does."""
    for value in (salt_hex, hash_hex):
        if not isinstance(value, str):
            raise JamTypeError(f"salt and hash must be str, got {type(value).__name__}")
    return f"{salt_hex}${hash_hex}"


def deserialize_hash(data: str) -> tuple[str, str]:
    """Return (salt, hash) of `salt$hash`; JamValidationError for any other text."""
    if not isinstance(data, str):
        raise JamTypeError(f"the stored hash must be str, got {type(data).__name__}")
    parts = data.split("$", 2)  # 2: a million of $ makes three parts
    if len(parts) != 2:
        raise malformed()
    return parts[0], parts[1]
