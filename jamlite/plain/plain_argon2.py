"""Argon2id (RFC 9106), version 0x13. The fast twin is `crypto/argon2id.py`.

A password is guessed by trying many; Argon2 makes each try cost memory. It fills a matrix of blocks, each
made by G of the one before and of another one far away, several times over, and the result depends on all
of them. In "id" the first half of the first pass picks the far blocks by position, the rest by content.
A block is 1024 bytes: 128 words of 64 bits. BLAKE2b is the standard library's.
"""

from __future__ import annotations

import hashlib
import struct

MASK = 2**64 - 1


def H(length: int, data: bytes) -> bytes:
    """H^x: BLAKE2b with x bytes of output."""
    return hashlib.blake2b(data, digest_size=length).digest()


def H_prime(T: int, A: bytes) -> bytes:
    """H'^T, a hash of any length (section 3.3)."""
    A = T.to_bytes(4, "little") + A
    if T <= 64:
        return H(T, A)
    V, result = H(64, A), b""
    while T - len(result) > 64:
        result += V[:32]
        V = H(min(64, T - len(result)), V)
    return result + V


def GB(v: list[int], a: int, b: int, c: int, d: int) -> None:
    """The mixing function of section 3.6: additions with the product of the lower halves."""
    for x, y, z, count in ((a, b, d, 32), (c, d, b, 24), (a, b, d, 16), (c, d, b, 63)):
        v[x] = (v[x] + v[y] + 2 * (v[x] % 2**32) * (v[y] % 2**32)) & MASK
        turned = v[z] ^ v[x]
        v[z] = (turned >> count | turned << 64 - count) & MASK


def P(v: list[int]) -> list[int]:
    """The permutation P (section 3.6): the columns of a 4 by 4 square, then its diagonals."""
    for i in range(4):
        GB(v, i, 4 + i, 8 + i, 12 + i)
    for i in range(4):
        GB(v, i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4)
    return v


def G(X: list[int], Y: list[int]) -> list[int]:
    """The compression function G (section 3.5): R = X xor Y, P on its rows, P on its columns, xor R."""
    R = [x ^ y for x, y in zip(X, Y)]
    Z = list(R)
    for row in range(8):
        Z[16 * row : 16 * row + 16] = P(Z[16 * row : 16 * row + 16])
    for column in range(8):
        places = [16 * row + 2 * column + half for row in range(8) for half in (0, 1)]
        for place, word in zip(places, P([Z[place] for place in places])):
            Z[place] = word
    return [z ^ r for z, r in zip(Z, R)]


def block(octets: bytes) -> list[int]:
    """Return 1024 bytes as 128 words."""
    return list(struct.unpack("<128Q", octets))


def derive(
    password: bytes, salt: bytes, t: int, m: int, p: int, T: int, K: bytes = b"", X: bytes = b""
) -> bytes:
    """Argon2id with t passes, m KiB, p lanes, T bytes of output, secret K, data X (section 3.2)."""
    if t < 1 or not 1 <= p < 2**24 or m < 8 * p or not 4 <= T < 2**32:
        raise ValueError("t, m, p or T is out of range")  # section 3.1
    fields = b"".join(len(part).to_bytes(4, "little") + part for part in (password, salt, K, X))
    H0 = H(64, struct.pack("<6I", p, T, m, t, 0x13, 2) + fields)  # step 1
    q = m // (4 * p) * 4  # step 2: columns of a lane
    B = [[block(bytes(1024))] * q for _ in range(p)]
    for i in range(p):  # steps 3, 4
        for j in (0, 1):
            B[i][j] = block(H_prime(1024, H0 + struct.pack("<II", j, i)))
    for r in range(t):  # steps 5, 6: slice by slice, so that lanes see only finished slices
        for sl in range(4):
            for i in range(p):
                for index in range(2 if r == sl == 0 else 0, q // 4):
                    j = sl * (q // 4) + index
                    lane, z = reference(B, r, i, sl, index, t)
                    new = G(B[i][j - 1], B[lane][z])
                    B[i][j] = [a ^ b for a, b in zip(new, B[i][j])] if r else new
    C = [0] * 128
    for i in range(p):  # step 7
        C = [a ^ b for a, b in zip(C, B[i][q - 1])]
    return H_prime(T, struct.pack("<128Q", *C))  # step 8


def reference(B: list[list[list[int]]], r: int, i: int, sl: int, index: int, t: int) -> tuple[int, int]:
    """Return lane l and column z of the block that the next one is mixed with (section 3.4)."""
    p, q = len(B), len(B[0])
    size = q // 4
    if r == 0 and sl < 2:  # section 3.4.1.3: in the first half the password decides nothing
        Z = struct.pack("<7Q", r, i, sl, p * q, t, 2, index // 128 + 1)
        zero = [0] * 128
        J = G(zero, G(zero, block(Z.ljust(1024, b"\0"))))[index % 128]
    else:
        J = B[i][sl * size + index - 1][0]
    J1, J2 = J % 2**32, J >> 32
    l = i if r == sl == 0 else J2 % p  # noqa: E741 - the standard's letter
    finished = (sl if r == 0 else 3) * size  # W: the blocks of finished segments (section 3.4.2)
    W = finished + index - 1 if l == i else finished - (index == 0)
    x = J1 * J1 >> 32
    zz = W - 1 - (W * x >> 32)
    start = 0 if r == 0 else (sl + 1) % 4 * size  # the oldest block
    return l, (start + zz) % q
