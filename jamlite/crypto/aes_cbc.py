"""AES in cipher block chaining mode (NIST SP 800-38A section 6.2) with PKCS#7 padding.

Encrypts only, and tells by its error whether the padding was right: check a MAC over IV and
ciphertext before you decrypt, or an attacker who can ask often reads the plaintext.

plain/plain_modes.py is the readable form; the official vectors judge both.
"""

from __future__ import annotations

from hmac import compare_digest

from ..encoding.checks import octets, sized
from ..exceptions.crypto import JamCryptoError, JamDecryptionError
from ._aes import BLOCK, AESKey, xor
from .gate import known_answer, require


def encrypt(key: bytes, iv: bytes, data: bytes) -> bytes:
    """Pad `data` by 1 to 16 bytes (RFC 5652 section 6.3) and encrypt it.

    Args:
        key: 16, 24 or 32 bytes.
        iv: 16 bytes, unpredictable for each message.
        data: any length.

    Raises:
        JamCryptoError: wrong type or size.
    """
    require("AES")
    require("AES-CBC")
    key, iv = sized(key, "the AES key", 16, 24, 32), sized(iv, "the initialization vector", 16)
    return _encrypt(key, iv, _pad(octets(data, "data")))


def decrypt(key: bytes, iv: bytes, data: bytes) -> bytes:
    """Decrypt `data` and take the padding off.

    Raises:
        JamCryptoError: wrong type; wrong size of key or iv.
        JamDecryptionError: data is empty or not whole blocks, or its padding is wrong.
    """
    require("AES")
    require("AES-CBC")
    key, iv = sized(key, "the AES key", 16, 24, 32), sized(iv, "the initialization vector", 16)
    data = octets(data, "data")
    if not data or len(data) % BLOCK:
        raise JamDecryptionError()
    return _unpad(_decrypt(key, iv, data))


def encrypt_unpadded(key: bytes, iv: bytes, data: bytes) -> bytes:
    """Encrypt `data`, which must be whole blocks, without padding; else as `encrypt`."""
    require("AES")
    require("AES-CBC")
    key, iv = sized(key, "the AES key", 16, 24, 32), sized(iv, "the initialization vector", 16)
    data = octets(data, "data")
    if len(data) % BLOCK:
        raise JamCryptoError("data must be whole blocks of 16 bytes")
    return _encrypt(key, iv, data)


def decrypt_unpadded(key: bytes, iv: bytes, data: bytes) -> bytes:
    """Undo `encrypt_unpadded`; JamDecryptionError if `data` is not whole blocks."""
    require("AES")
    require("AES-CBC")
    key, iv = sized(key, "the AES key", 16, 24, 32), sized(iv, "the initialization vector", 16)
    data = octets(data, "data")
    if len(data) % BLOCK:
        raise JamDecryptionError()
    return _decrypt(key, iv, data)


def _encrypt(key: bytes, iv: bytes, data: bytes) -> bytes:
    """C_j = E(P_j ^ C_j-1): each block waits for the last, so one at a time."""
    cipher = AESKey(key).encrypt_int
    previous = int.from_bytes(iv, "big")
    out = []
    for start in range(0, len(data), BLOCK):
        previous = cipher(previous ^ int.from_bytes(data[start : start + BLOCK], "big"))
        out.append(previous.to_bytes(BLOCK, "big"))
    return b"".join(out)


def _decrypt(key: bytes, iv: bytes, data: bytes) -> bytes:
    """P_j = D(C_j) ^ C_j-1: all blocks at once."""
    return xor(AESKey(key).decrypt_blocks(data), iv + data[:-BLOCK])


def _pad(data: bytes) -> bytes:
    count = BLOCK - len(data) % BLOCK
    return data + bytes((count,)) * count


def _unpad(data: bytes) -> bytes:
    count = data[-1]
    # Compare a full length whatever the last byte says: one of 0 or above 16 is wrong in any case.
    wanted = bytes((count,)) * min(max(count, 1), BLOCK)
    right = compare_digest(data[-len(wanted) :], wanted)
    if not (right and 1 <= count <= BLOCK):
        raise JamDecryptionError()
    return data[:-count]


@known_answer("AES-CBC", "NIST SP 800-38A sections F.2.1 and F.2.2")
def _answer() -> list[tuple[object, object]]:
    key = bytes.fromhex("2b7e151628aed2a6abf7158809cf4f3c")
    iv = bytes.fromhex("000102030405060708090a0b0c0d0e0f")
    plaintext = (
        "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
        "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710"
    )
    ciphertext = (
        "7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2"
        "73bed6b8e3c1743b7116e69e222295163ff1caa1681fac09120eca307586e1a7"
    )
    padded = _encrypt(key, iv, _pad(bytes.fromhex(plaintext)))
    return [
        (padded[:64].hex(), ciphertext),
        (_decrypt(key, iv, bytes.fromhex(ciphertext)).hex(), plaintext),
        (_unpad(_decrypt(key, iv, padded)).hex(), plaintext),
    ]
