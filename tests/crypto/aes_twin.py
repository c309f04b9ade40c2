"""What the tests of AES and its modes compare with: plain's cipher and GHASH, and counter blocks of them."""

from __future__ import annotations

from jamlite.plain.plain_aes import INVERSE_SBOX, SBOX, decrypt, encrypt, key_expansion
from jamlite.plain.plain_gcm import ghash

__all__ = ["INVERSE_SBOX", "SBOX", "decrypt", "encrypt", "ghash", "key_expansion", "keystream"]


def pad16(data: bytes) -> bytes:
    return data + bytes(-len(data) % 16)


def keystream(key: bytes, counter: bytes, count: int, wrap: int) -> bytes:
    """Encrypt `count` counter blocks, of which the last `wrap` bits count."""
    first = int.from_bytes(counter, "big")
    fixed, mask = first >> wrap << wrap, (1 << wrap) - 1
    blocks = [(fixed | first + i & mask).to_bytes(16, "big") for i in range(count)]
    return b"".join(encrypt(key, block) for block in blocks)


def xor(a: bytes, b: bytes) -> bytes:
    return bytes(x ^ y for x, y in zip(a, b))
