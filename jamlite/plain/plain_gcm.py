"""AES-GCM (SP 800-38D). The fast twins are `crypto/aes_gcm.py` and `crypto/_ghash.py`.

Two halves. GCTR encrypts: it enciphers a counter and adds the result to the text (exclusive or). GHASH
authenticates: it takes the blocks of the text for coefficients of a polynomial and evaluates this at the
secret point H, in the field GF(2^128) where addition is exclusive or. Whoever changes a block changes the
value, and cannot tell how without H. An IV used twice gives H away: that must never happen.
Begin with `encrypt_values`.
"""

from __future__ import annotations

import hmac

from .plain_aes import encrypt as ciph


def multiply(X: int, Y: int) -> int:
    """Return X times Y in GF(2^128), bit by bit (section 6.3, algorithm 1).

    The leftmost bit of a block is the coefficient of x^0. R = 11100001 || 0^120.
    """
    Z, V = 0, Y
    for i in range(127, -1, -1):
        if X >> i & 1:
            Z ^= V
        V = V >> 1 ^ (0xE1 << 120 if V & 1 else 0)
    return Z


def ghash(H: bytes, X: bytes) -> bytes:
    """Y_i = (Y_{i-1} xor X_i) times H (section 6.4, algorithm 2)."""
    Y = 0
    for start in range(0, len(X), 16):
        Y = multiply(Y ^ int.from_bytes(X[start : start + 16], "big"), int.from_bytes(H, "big"))
    return Y.to_bytes(16, "big")


def inc32(block: bytes) -> bytes:
    """Add 1 to the last 32 bits, modulo 2^32 (section 6.2)."""
    return block[:12] + ((int.from_bytes(block[12:], "big") + 1) % 2**32).to_bytes(4, "big")


def gctr(K: bytes, ICB: bytes, X: bytes) -> bytes:
    """Counter mode from the block ICB (section 6.5, algorithm 3)."""
    CB, Y = ICB, b""
    for start in range(0, len(X), 16):
        Y += bytes(a ^ b for a, b in zip(X[start : start + 16], ciph(K, CB)))
        CB = inc32(CB)
    return Y


def _pad16(data: bytes) -> bytes:
    return data + bytes(-len(data) % 16)


def _length64(data: bytes) -> bytes:
    return (8 * len(data)).to_bytes(8, "big")


def _start(K: bytes, IV: bytes) -> tuple[bytes, bytes]:
    """Return H and J_0 (section 7.1, steps 1 and 2)."""
    if not IV:
        raise ValueError("the IV is empty")
    H = ciph(K, bytes(16))
    if len(IV) == 12:
        return H, IV + b"\x00\x00\x00\x01"
    return H, ghash(H, _pad16(IV) + bytes(8) + _length64(IV))


def _tag(K: bytes, H: bytes, J0: bytes, A: bytes, C: bytes) -> bytes:
    """S = GHASH_H(A || 0^v || C || 0^u || [len(A)]_64 || [len(C)]_64); T = GCTR_K(J_0, S)."""
    S = ghash(H, _pad16(A) + _pad16(C) + _length64(A) + _length64(C))
    return gctr(K, J0, S)


def encrypt_values(K: bytes, IV: bytes, P: bytes, A: bytes) -> dict[str, bytes]:
    """GCM-AE_K(IV, P, A) (section 7.1), each value under its letter; C and T are the result."""
    H, J0 = _start(K, IV)
    C = gctr(K, inc32(J0), P)
    return {"H": H, "J0": J0, "C": C, "T": _tag(K, H, J0, A, C)}


def encrypt(key: bytes, iv: bytes, plaintext: bytes, aad: bytes) -> tuple[bytes, bytes]:
    """Return (ciphertext, tag of 16 bytes)."""
    values = encrypt_values(key, iv, plaintext, aad)
    return values["C"], values["T"]


def decrypt(key: bytes, iv: bytes, ciphertext: bytes, aad: bytes, tag: bytes) -> bytes:
    """GCM-AD_K(IV, C, A, T) (section 7.2): the tag is compared before anything is decrypted."""
    H, J0 = _start(key, iv)
    if len(tag) != 16 or not hmac.compare_digest(_tag(key, H, J0, aad, ciphertext), tag):
        raise ValueError("the tag is wrong")
    return gctr(key, inc32(J0), ciphertext)
