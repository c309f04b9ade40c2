"""RSA encryption (RFC 8017 section 7): OAEP, and the old PKCS1-v1_5.

The fast twins are `crypto/rsa_oaep.py` and `crypto/rsa_pkcs1v15_encryption.py`. M^e mod n alone gives the
same ciphertext for the same message, and small messages can be guessed. So the message is padded first:
OAEP mixes it with a random seed in two rounds, each masking the other, and nothing of it can be read
before all of it is undone. PKCS1-v1_5 puts random bytes in front; who learns whether its padding was
right can decrypt by asking often, and that is why it is only offered for old messages.
"""

from __future__ import annotations

from .plain_hmac import H
from .plain_rsa import mgf1, rsa, size


def _xor(a: bytes, b: bytes) -> bytes:
    return bytes(x ^ y for x, y in zip(a, b))


def oaep_encrypt(
    n: int, e: int, M: bytes, seed: bytes, hash_name: str, L: bytes = b"", mgf: str = ""
) -> bytes:
    """RSAES-OAEP-ENCRYPT (section 7.1.1); `mgf` is the hash of MGF1, by default the same one."""
    k, lHash = size(n), H(hash_name, L)
    hLen = len(lHash)
    if len(M) > k - 2 * hLen - 2 or len(seed) != hLen:  # step 1
        raise ValueError("the message is too long, or the seed is not as long as the hash")
    DB = lHash + bytes(k - len(M) - 2 * hLen - 2) + b"\x01" + M  # steps 2a to 2c
    maskedDB = _xor(DB, mgf1(mgf or hash_name, seed, k - hLen - 1))  # steps 2e, 2f
    maskedSeed = _xor(seed, mgf1(mgf or hash_name, maskedDB, hLen))  # steps 2g, 2h
    EM = b"\x00" + maskedSeed + maskedDB  # step 2i
    return rsa(n, e, int.from_bytes(EM, "big")).to_bytes(k, "big")


def oaep_decrypt(n: int, d: int, C: bytes, hash_name: str, L: bytes = b"", mgf: str = "") -> bytes:
    """RSAES-OAEP-DECRYPT (section 7.1.2): one error for whatever is wrong (step 3g)."""
    k, lHash = size(n), H(hash_name, L)
    hLen = len(lHash)
    if len(C) != k or k < 2 * hLen + 2:  # step 1
        raise ValueError("decryption error")
    EM = rsa(n, d, int.from_bytes(C, "big")).to_bytes(k, "big")  # step 2
    maskedSeed, maskedDB = EM[1 : 1 + hLen], EM[1 + hLen :]  # step 3b
    seed = _xor(maskedSeed, mgf1(mgf or hash_name, maskedDB, hLen))  # steps 3c, 3d
    DB = _xor(maskedDB, mgf1(mgf or hash_name, seed, k - hLen - 1))  # steps 3e, 3f
    padding, one, M = DB[hLen:].partition(b"\x01")
    if EM[0] or DB[:hLen] != lHash or padding.strip(b"\x00") or not one:
        raise ValueError("decryption error")
    return M


def pkcs1_v1_5_encrypt(n: int, e: int, M: bytes, PS: bytes) -> bytes:
    """EM = 00 02 PS 00 M, PS being eight or more random bytes without a zero (section 7.2.1)."""
    k = size(n)
    if len(M) > k - 11 or len(PS) != k - len(M) - 3 or 0 in PS:
        raise ValueError("the message is too long, or the padding is not right")
    EM = b"\x00\x02" + PS + b"\x00" + M
    return rsa(n, e, int.from_bytes(EM, "big")).to_bytes(k, "big")


def pkcs1_v1_5_decrypt(n: int, d: int, C: bytes) -> bytes:
    """RSAES-PKCS1-V1_5-DECRYPT (section 7.2.2).

    Whoever can tell this error from a wrong key decrypts messages by asking (Bleichenbacher 1998). The
    fast twin answers with a random message instead; RFC 7516 section 11.5 wants it so.
    """
    k = size(n)
    if len(C) != k or k < 11:
        raise ValueError("decryption error")
    EM = rsa(n, d, int.from_bytes(C, "big")).to_bytes(k, "big")
    PS, zero, M = EM[2:].partition(b"\x00")
    if EM[:2] != b"\x00\x02" or not zero or len(PS) < 8:  # step 3
        raise ValueError("decryption error")
    return M
