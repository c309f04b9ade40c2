"""AES in counter mode (NIST SP 800-38A section 6.5), with a 128-bit big-endian counter.

Encrypts only: whoever can change the ciphertext changes the plaintext at will. Authenticate it.

plain/plain_modes.py is the readable form; the official vectors judge both.
"""

from __future__ import annotations

from ..encoding.checks import octets, sized
from ._aes import BLOCK, AESKey, counter_blocks, xor
from .gate import known_answer, require


def encrypt(key: bytes, iv: bytes, data: bytes) -> bytes:
    """Return `data` XORed with the keystream; the same call decrypts.

    Args:
        key: 16, 24 or 32 bytes.
        iv: the first counter block, 16 bytes; no counter block may serve twice under one key.
        data: any length.

    Raises:
        JamCryptoError: wrong type or size.
    """
    require("AES")
    require("AES-CTR")
    key, iv = sized(key, "the AES key", 16, 24, 32), sized(iv, "the initialization vector", 16)
    return _xor_keystream(key, iv, octets(data, "data"))


def decrypt(key: bytes, iv: bytes, data: bytes) -> bytes:
    """Undo `encrypt`; arguments and errors as there."""
    require("AES")
    require("AES-CTR")
    key, iv = sized(key, "the AES key", 16, 24, 32), sized(iv, "the initialization vector", 16)
    return _xor_keystream(key, iv, octets(data, "data"))


def _xor_keystream(key: bytes, iv: bytes, data: bytes) -> bytes:
    count = -(-len(data) // BLOCK)
    low = int.from_bytes(iv[12:], "big")
    before = min(count, (1 << 32) - low)  # blocks before the low word carries into the other twelve bytes
    counters = counter_blocks(iv[:12], low, before)
    if count > before:
        prefix = (int.from_bytes(iv[:12], "big") + 1) % (1 << 96)  # appendix B.1: modulo 2^128 in all
        counters += counter_blocks(prefix.to_bytes(12, "big"), 0, count - before)
    return xor(data, AESKey(key).encrypt_blocks(counters))


@known_answer("AES-CTR", "NIST SP 800-38A section F.5.5")
def _answer() -> list[tuple[object, object]]:
    key = "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4"
    iv = "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"
    plaintext = (
        "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
        "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710"
    )
    ciphertext = (
        "601ec313775789a5b7a7f504bbf3d228f443e3ca4d62b59aca84e990cacaf5c5"
        "2b0930daa23de94ce87017ba2d84988ddfc9c58db67aada613c2dd08457941a6"
    )
    computed = _xor_keystream(bytes.fromhex(key), bytes.fromhex(iv), bytes.fromhex(plaintext))
    return [(computed.hex(), ciphertext)]
