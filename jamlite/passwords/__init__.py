"""Password hashing as PHC strings: PBKDF2, scrypt, Argon2id; stored hashes of others are read.

May import: encoding, crypto. Touches: nothing.
"""

from __future__ import annotations

from .phc_strings import needs_rehash, password_hash, password_verify

__all__ = ["needs_rehash", "password_hash", "password_verify"]
