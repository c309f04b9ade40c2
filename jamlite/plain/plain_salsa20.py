"""Salsa20, HSalsa20 and XSalsa20-Poly1305, as Bernstein's papers write them.

The fast twins are `crypto/salsa20.py` and `crypto/xsalsa20_poly1305.py`. Section numbers without a
name are those of the Salsa20 specification (2005).
"""

from __future__ import annotations

import hmac

from .plain_chacha20 import MASK, rotate, serialize, words
from .plain_poly1305 import mac

SIGMA = words(b"expand 32-byte k")


def quarterround(y0: int, y1: int, y2: int, y3: int) -> tuple[int, int, int, int]:
    """Return (z0, z1, z2, z3): each word takes the rotated sum of two others (section 3)."""
    z1 = y1 ^ rotate((y0 + y3) & MASK, 7)
    z2 = y2 ^ rotate((z1 + y0) & MASK, 9)
    z3 = y3 ^ rotate((z2 + z1) & MASK, 13)
    z0 = y0 ^ rotate((z3 + z2) & MASK, 18)
    return z0, z1, z2, z3


def rowround(y: list[int]) -> list[int]:
    """One round: row i is turned so that it begins on the diagonal, then back (section 4)."""
    z = [0] * 16
    for i in range(4):
        places = [4 * i + (i + j) % 4 for j in range(4)]
        for place, word in zip(places, quarterround(*(y[place] for place in places))):
            z[place] = word
    return z


def transposed(x: list[int]) -> list[int]:
    """Return the matrix with rows and columns exchanged."""
    return [x[4 * column + row] for row in range(4) for column in range(4)]


def columnround(x: list[int]) -> list[int]:
    """The other round: what rowround is for the rows, for the columns (section 5)."""
    return transposed(rowround(transposed(x)))


def rounds(x: list[int]) -> list[int]:
    """doubleround ten times (sections 6 and 8)."""
    for _ in range(10):
        x = rowround(columnround(x))
    return x


def state(key: bytes, n: bytes) -> list[int]:
    """Return the words before the rounds: the constants on the diagonal (section 9)."""
    if len(key) != 32 or len(n) != 16:
        raise ValueError("Salsa20 takes a key of 32 bytes and 16 bytes of nonce and counter")
    k0, k1 = words(key[:16]), words(key[16:])
    return [SIGMA[0], *k0, SIGMA[1], *words(n), SIGMA[2], *k1, SIGMA[3]]


def block(key: bytes, n: bytes) -> bytes:
    """Return 64 bytes of key stream: the words after the rounds plus those before (section 8)."""
    x = state(key, n)
    return serialize([(a + b) & MASK for a, b in zip(x, rounds(x))])


def xor(key: bytes, nonce: bytes, data: bytes, counter: int = 0) -> bytes:
    """Encrypt or decrypt with the key stream from block `counter` on (section 10)."""
    if len(nonce) != 8:
        raise ValueError("Salsa20 takes a nonce of 8 bytes")
    result = b""
    for start in range(0, len(data), 64):
        key_stream = block(key, nonce + (counter + start // 64).to_bytes(8, "little"))
        result += bytes(a ^ b for a, b in zip(data[start : start + 64], key_stream))
    return result


def hsalsa20(key: bytes, nonce: bytes) -> bytes:
    """Return a subkey: no last addition, the diagonal and the nonce's places ("Extending", section 2)."""
    z = rounds(state(key, nonce))
    return serialize([z[i] for i in (0, 5, 10, 15, 6, 7, 8, 9)])


def encrypt(key: bytes, nonce: bytes, plaintext: bytes) -> tuple[bytes, bytes]:
    """Return (ciphertext, tag) of a secret box ("Cryptography in NaCl", sections 9 and 10)."""
    if len(nonce) != 24:
        raise ValueError("XSalsa20 takes a nonce of 24 bytes")
    stream = xor(hsalsa20(key, nonce[:16]), nonce[16:], bytes(32) + plaintext)
    ciphertext = stream[32:]
    return ciphertext, mac(stream[:32], ciphertext)


def decrypt(key: bytes, nonce: bytes, ciphertext: bytes, tag: bytes) -> bytes:
    """Compare the tag, then decrypt."""
    stream = xor(hsalsa20(key, nonce[:16]), nonce[16:], bytes(32) + ciphertext)
    if len(tag) != 16 or not hmac.compare_digest(mac(stream[:32], ciphertext), tag):
        raise ValueError("the tag is wrong")
    return stream[32:]
