"""Poly1305 and the AEAD made of it and ChaCha20 (RFC 8439 sections 2.5 to 2.8), with XChaCha20 too.

The fast twins are `crypto/poly1305.py`, `crypto/chacha20_poly1305.py` and `crypto/xchacha20_poly1305.py`.
Poly1305 takes the blocks of the message for coefficients of a polynomial, evaluates it at the secret r
modulo the prime 2^130 - 5, and adds the secret s. One key (r, s) serves for one message only, so the AEAD
makes it anew each time: it is the first block of ChaCha20's key stream.
"""

from __future__ import annotations

import hmac

from . import plain_chacha20

P = 2**130 - 5


def clamp(r: int) -> int:
    """Clear the bits that r must not have (section 2.5.1)."""
    return r & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF


def mac_values(key: bytes, message: bytes) -> dict[str, object]:
    """Return r, s, the accumulator after each block, and the tag (section 2.5.1)."""
    if len(key) != 32:
        raise ValueError("Poly1305 takes a key of 32 bytes")
    r = clamp(int.from_bytes(key[:16], "little"))
    s = int.from_bytes(key[16:], "little")
    a = 0  # the accumulator
    accumulators = []
    for start in range(0, len(message), 16):
        n = int.from_bytes(message[start : start + 16] + b"\x01", "little")
        a = (a + n) * r % P
        accumulators.append(a)
    tag = ((a + s) % 2**128).to_bytes(16, "little")
    return {"r": r, "s": s, "a": accumulators, "tag": tag}


def mac(key: bytes, message: bytes) -> bytes:
    """Return the tag of 16 bytes (poly1305_mac, section 2.5.1)."""
    tag = mac_values(key, message)["tag"]
    assert isinstance(tag, bytes)
    return tag


def _pad16(data: bytes) -> bytes:
    return bytes(-len(data) % 16)


def mac_data(aad: bytes, ciphertext: bytes) -> bytes:
    """Return what the tag of the AEAD is made over (section 2.8)."""
    lengths = len(aad).to_bytes(8, "little") + len(ciphertext).to_bytes(8, "little")
    return aad + _pad16(aad) + ciphertext + _pad16(ciphertext) + lengths


def encrypt_values(key: bytes, nonce: bytes, plaintext: bytes, aad: bytes) -> dict[str, bytes]:
    """chacha20_aead_encrypt (section 2.8.1), each value under its name."""
    otk = plain_chacha20.block(key, 0, nonce)[:32]  # poly1305_key_gen, section 2.6
    ciphertext = plain_chacha20.xor(key, nonce, plaintext, 1)
    data = mac_data(aad, ciphertext)
    return {"otk": otk, "ciphertext": ciphertext, "mac_data": data, "tag": mac(otk, data)}


def encrypt(key: bytes, nonce: bytes, plaintext: bytes, aad: bytes) -> tuple[bytes, bytes]:
    """Return (ciphertext, tag)."""
    values = encrypt_values(key, nonce, plaintext, aad)
    return values["ciphertext"], values["tag"]


def decrypt(key: bytes, nonce: bytes, ciphertext: bytes, aad: bytes, tag: bytes) -> bytes:
    """Compare the tag, then decrypt (section 2.8)."""
    otk = plain_chacha20.block(key, 0, nonce)[:32]
    if len(tag) != 16 or not hmac.compare_digest(mac(otk, mac_data(aad, ciphertext)), tag):
        raise ValueError("the tag is wrong")
    return plain_chacha20.xor(key, nonce, ciphertext, 1)


def xencrypt(key: bytes, nonce: bytes, plaintext: bytes, aad: bytes) -> tuple[bytes, bytes]:
    """XChaCha20-Poly1305: the same with a subkey and the rest of the nonce (xchacha section 2)."""
    return encrypt(*plain_chacha20.xchacha20_parts(key, nonce), plaintext, aad)


def xdecrypt(key: bytes, nonce: bytes, ciphertext: bytes, aad: bytes, tag: bytes) -> bytes:
    """Return the plaintext of XChaCha20-Poly1305."""
    return decrypt(*plain_chacha20.xchacha20_parts(key, nonce), ciphertext, aad, tag)
