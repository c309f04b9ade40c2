"""Keys from other keys and from passwords: HKDF (RFC 5869), Concat KDF (SP 800-56A section 5.8.1, as
RFC 7518 section 4.6 uses it), PBKDF2 (RFC 8018 section 5.2), scrypt (RFC 7914).

The fast twins are `crypto/hkdf.py`, `crypto/concat_kdf.py`, `crypto/pbkdf2.py` and `crypto/scrypt.py`. The
first two spread a secret that is good already over as many bytes as are wanted, bound to what they are for.
The last two take a password, which can be guessed, and make each guess slow: PBKDF2 by repeating a hash,
scrypt by filling memory and jumping about in it.
"""

from __future__ import annotations

from .plain_chacha20 import rotate, serialize, words
from .plain_hmac import H, hmac


def hkdf_extract(hash_name: str, salt: bytes, IKM: bytes) -> bytes:
    """PRK = HMAC-Hash(salt, IKM) (RFC 5869 section 2.2)."""
    return hmac(hash_name, salt or bytes(len(H(hash_name, b""))), IKM)


def hkdf_expand(hash_name: str, PRK: bytes, info: bytes, L: int) -> bytes:
    """T(i) = HMAC-Hash(PRK, T(i-1) | info | i); OKM is the first L bytes of all T (section 2.3)."""
    if not 0 < L <= 255 * len(H(hash_name, b"")):
        raise ValueError("HKDF gives 1 to 255 times the hash length")
    T, OKM, i = b"", b"", 0
    while len(OKM) < L:
        i += 1
        T = hmac(hash_name, PRK, T + info + bytes([i]))
        OKM += T
    return OKM[:L]


def concat_kdf(hash_name: str, Z: bytes, OtherInfo: bytes, length: int) -> bytes:
    """K(i) = H(counter || Z || OtherInfo), the counter being 32 bits from 1 on (SP 800-56A section 5.8.1)."""
    if not 0 < length <= 2**16:
        raise ValueError("the length is out of range")
    derived, counter = b"", 0
    while len(derived) < length:
        counter += 1
        derived += H(hash_name, counter.to_bytes(4, "big") + Z + OtherInfo)
    return derived[:length]


def other_info(alg: str, apu: bytes, apv: bytes, key_bits: int) -> bytes:
    """AlgorithmID || PartyUInfo || PartyVInfo || SuppPubInfo (RFC 7518 section 4.6.2)."""
    fields = [alg.encode("ascii"), apu, apv]
    return b"".join(len(f).to_bytes(4, "big") + f for f in fields) + key_bits.to_bytes(4, "big")


def pbkdf2(hash_name: str, P: bytes, S: bytes, c: int, dkLen: int) -> bytes:
    """T_i = U_1 xor U_2 xor ... xor U_c, U_1 = PRF(P, S || INT(i)), U_j = PRF(P, U_{j-1}) (RFC 8018 5.2)."""
    if c < 1 or dkLen < 1:
        raise ValueError("the iteration count and the length are positive numbers")
    DK, i = b"", 0
    while len(DK) < dkLen:
        i += 1
        U = hmac(hash_name, P, S + i.to_bytes(4, "big"))
        T = int.from_bytes(U, "big")
        for _ in range(c - 1):
            U = hmac(hash_name, P, U)
            T ^= int.from_bytes(U, "big")
        DK += T.to_bytes(len(U), "big")
    return DK[:dkLen]


def salsa20_8(B: bytes) -> bytes:
    """The Salsa20/8 core (RFC 7914 section 3)."""
    x = words(B)
    start = list(x)
    for _ in range(4):  # a double round: four columns, then four rows
        for step in (4, 1):
            for line in range(4):
                first = line * 5  # 0, 5, 10, 15: the diagonal
                if step == 4:
                    a, b, c, d = (first + 4 * k & 15 for k in range(4))
                else:
                    a, b, c, d = ((first & 12) + (first + k & 3) for k in range(4))
                for to, one, two, count in ((b, a, d, 7), (c, b, a, 9), (d, c, b, 13), (a, d, c, 18)):
                    x[to] ^= rotate(x[one] + x[two] & 0xFFFFFFFF, count)
    return serialize([a + b & 0xFFFFFFFF for a, b in zip(start, x)])


def block_mix(B: bytes) -> bytes:
    """scryptBlockMix (RFC 7914 section 4)."""
    blocks = [B[i : i + 64] for i in range(0, len(B), 64)]
    X, Y = blocks[-1], []
    for block in blocks:
        X = salsa20_8(bytes(a ^ b for a, b in zip(X, block)))
        Y.append(X)
    return b"".join(Y[0::2] + Y[1::2])


def ro_mix(B: bytes, N: int) -> bytes:
    """scryptROMix (RFC 7914 section 5): fill N blocks, then read them in an order that they decide."""
    X, V = B, []
    for _ in range(N):
        V.append(X)
        X = block_mix(X)
    for _ in range(N):
        j = int.from_bytes(X[-64:], "little") % N  # Integerify
        X = block_mix(bytes(a ^ b for a, b in zip(X, V[j])))
    return X


def scrypt(P: bytes, S: bytes, N: int, r: int, p: int, dkLen: int) -> bytes:
    """RFC 7914 section 6."""
    if N < 2 or N & N - 1 or r < 1 or p < 1:
        raise ValueError("N is a power of two above 1; r and p are positive numbers")
    B = pbkdf2("sha256", P, S, 1, p * 128 * r)
    mixed = b"".join(ro_mix(B[i : i + 128 * r], N) for i in range(0, len(B), 128 * r))
    return pbkdf2("sha256", P, mixed, 1, dkLen)
