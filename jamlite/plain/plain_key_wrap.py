"""AES Key Wrap (RFC 3394), and with padding (RFC 5649). The fast twin is `crypto/aes_kw.py`.

It encrypts a key under another key, without any nonce: keys are random already, so the same key wrapped
twice may look the same. The register A begins with a known constant and passes through every block six
times; unwrapping must arrive at the constant again, which shows that key and data are the right ones.
"""

from __future__ import annotations

from .plain_aes import decrypt, encrypt

IV = bytes([0xA6]) * 8  # RFC 3394 section 2.2.3.1
_AIV = bytes([0xA6, 0x59, 0x59, 0xA6])  # RFC 5649 section 3


def _wrap(K: bytes, A: bytes, P: bytes) -> bytes:
    """RFC 3394 section 2.2.1: six rounds over the n semiblocks R[1] to R[n]."""
    R = [P[i : i + 8] for i in range(0, len(P), 8)]
    n = len(R)
    for j in range(6):
        for i in range(1, n + 1):
            B = encrypt(K, A + R[i - 1])
            t = n * j + i
            A = (int.from_bytes(B[:8], "big") ^ t).to_bytes(8, "big")  # A = MSB(64, B) ^ t
            R[i - 1] = B[8:]
    return A + b"".join(R)


def _unwrap(K: bytes, C: bytes) -> tuple[bytes, bytes]:
    """RFC 3394 section 2.2.2: the same, backwards. Return (A, plaintext)."""
    A, R = C[:8], [C[i : i + 8] for i in range(8, len(C), 8)]
    n = len(R)
    for j in range(5, -1, -1):
        for i in range(n, 0, -1):
            t = n * j + i
            B = decrypt(K, (int.from_bytes(A, "big") ^ t).to_bytes(8, "big") + R[i - 1])
            A, R[i - 1] = B[:8], B[8:]
    return A, b"".join(R)


def wrap(key: bytes, data: bytes) -> bytes:
    """Return the wrapped key, 8 bytes longer than `data` (RFC 3394 section 2.2.1)."""
    if len(data) < 16 or len(data) % 8:
        raise ValueError("RFC 3394 wraps two or more blocks of 8 bytes")
    return _wrap(key, IV, data)


def unwrap(key: bytes, data: bytes) -> bytes:
    """Return the key, if the integrity check value is right (RFC 3394 section 2.2.3)."""
    if len(data) < 24 or len(data) % 8:
        raise ValueError("a wrapped key has three or more blocks of 8 bytes")
    A, P = _unwrap(key, data)
    if A != IV:
        raise ValueError("the integrity check value is wrong")
    return P


def wrap_padded(key: bytes, data: bytes) -> bytes:
    """RFC 5649 section 4.1: the length goes into the check value, zeros fill the last block."""
    if not data:
        raise ValueError("there is nothing to wrap")
    A = _AIV + len(data).to_bytes(4, "big")
    P = data + bytes(-len(data) % 8)
    if len(P) == 8:
        return encrypt(key, A + P)
    return _wrap(key, A, P)


def unwrap_padded(key: bytes, data: bytes) -> bytes:
    """RFC 5649 section 4.2; section 3 names the three checks."""
    if len(data) < 16 or len(data) % 8:
        raise ValueError("a wrapped key has two or more blocks of 8 bytes")
    if len(data) == 16:
        B = decrypt(key, data)
        A, P = B[:8], B[8:]
    else:
        A, P = _unwrap(key, data)
    length = int.from_bytes(A[4:], "big")
    padding = len(P) - length
    if A[:4] != _AIV or not 0 <= padding <= 7 or P[length:] != bytes(padding):
        raise ValueError("the integrity check value is wrong")
    return P[:length]
