"""X25519 and X448 (RFC 7748). The fast twins are `crypto/x25519.py` and `crypto/x448.py`.

Two people agree on a secret in public: each has a number k and publishes k times the base point; a times
b's point is b times a's point. On a Montgomery curve the x-coordinate, called u, is enough for that. The
ladder keeps the pair (n P, (n + 1) P) and goes through the bits of k: one doubling and one addition a bit,
whichever way the bit falls, which is what makes it hard to watch.
"""

from __future__ import annotations

P25519, P448 = 2**255 - 19, 2**448 - 2**224 - 1


def ladder(k: int, u: int, p: int, a24: int, bits: int) -> int:
    """Return the u-coordinate of k times the point with this u (section 5, its pseudocode)."""
    x_1, x_2, z_2, x_3, z_3 = u, 1, 0, u, 1
    swap = 0
    for t in reversed(range(bits)):
        k_t = (k >> t) & 1
        swap ^= k_t
        if swap:  # the pseudocode's cswap
            x_2, x_3, z_2, z_3 = x_3, x_2, z_3, z_2
        swap = k_t
        A = x_2 + z_2
        AA = A * A % p
        B = x_2 - z_2
        BB = B * B % p
        E = AA - BB
        C = x_3 + z_3
        D = x_3 - z_3
        DA = D * A % p
        CB = C * B % p
        x_3 = (DA + CB) ** 2 % p
        z_3 = x_1 * (DA - CB) ** 2 % p
        x_2 = AA * BB % p
        z_2 = E * (AA + a24 * E) % p
    if swap:
        x_2, x_3, z_2, z_3 = x_3, x_2, z_3, z_2
    return x_2 * pow(z_2, p - 2, p) % p


def _not_zero(secret: bytes) -> bytes:
    if not any(secret):  # sections 6.1, 6.2: all zeros mean a public key of small order
        raise ValueError("the public key is of small order")
    return secret


def x25519(scalar: bytes, u: bytes) -> bytes:
    """X25519(k, u) (section 5): decodeScalar25519, decodeUCoordinate, the ladder."""
    if len(scalar) != 32 or len(u) != 32:
        raise ValueError("X25519 takes 32 bytes and 32 bytes")
    k = bytearray(scalar)
    k[0] &= 248
    k[31] = k[31] & 127 | 64
    point = int.from_bytes(u, "little") % 2**255  # the top bit is masked
    return ladder(int.from_bytes(k, "little"), point, P25519, 121665, 255).to_bytes(32, "little")


def x448(scalar: bytes, u: bytes) -> bytes:
    """X448(k, u) (section 5)."""
    if len(scalar) != 56 or len(u) != 56:
        raise ValueError("X448 takes 56 bytes and 56 bytes")
    k = bytearray(scalar)
    k[0] &= 252
    k[55] |= 128
    point = int.from_bytes(u, "little")
    return ladder(int.from_bytes(k, "little"), point, P448, 39081, 448).to_bytes(56, "little")


def exchange25519(private: bytes, public: bytes) -> bytes:
    """Return the shared secret (section 6.1)."""
    return _not_zero(x25519(private, public))


def exchange448(private: bytes, public: bytes) -> bytes:
    """Return the shared secret (section 6.2)."""
    return _not_zero(x448(private, public))


BASE25519, BASE448 = (9).to_bytes(32, "little"), (5).to_bytes(56, "little")  # sections 4.1, 4.2
