"""RSA (RFC 8017): signatures PKCS1-v1_5 and PSS, in its letters.

The fast twins are `crypto/rsa_pkcs1v15.py` and `rsa_pss.py`. n is the product of two secret primes, and
m^(e d) = m modulo n for every m: what d does, e undoes, and nobody finds d from e and n. To sign, the hash
is padded to the length of n and raised to d; the verifier raises the signature to e and looks at the
padding. A public key is (n, e), a private key (n, d); `crypto/_rsa_private.py` is faster by the primes.
"""

from __future__ import annotations

from .plain_hmac import H

# The DER of DigestInfo before the hash (section 9.2, note 1).
DIGEST_INFO = {
    "sha1": "3021300906052b0e03021a05000414",
    "sha224": "302d300d06096086480165030402040500041c",
    "sha256": "3031300d060960864801650304020105000420",
    "sha384": "3041300d060960864801650304020205000430",
    "sha512": "3051300d060960864801650304020305000440",
}


def size(n: int) -> int:
    """k, the bytes of the modulus."""
    return (n.bit_length() + 7) // 8


def rsa(n: int, exponent: int, number: int) -> int:
    """RSAEP, RSADP, RSASP1 and RSAVP1 are one power (sections 5.1, 5.2)."""
    if not 0 <= number < n:
        raise ValueError("the representative is out of range")
    return pow(number, exponent, n)


def mgf1(hash_name: str, seed: bytes, length: int) -> bytes:
    """MGF1 (appendix B.2.1): the hashes of seed || counter, one after the other."""
    T, counter = b"", 0
    while len(T) < length:
        T += H(hash_name, seed + counter.to_bytes(4, "big"))
        counter += 1
    return T[:length]


def _xor(a: bytes, b: bytes) -> bytes:
    return bytes(x ^ y for x, y in zip(a, b))


def emsa_pkcs1_v1_5(M: bytes, emLen: int, hash_name: str) -> bytes:
    """EM = 00 01 FF ... FF 00 T (section 9.2)."""
    T = bytes.fromhex(DIGEST_INFO[hash_name]) + H(hash_name, M)
    if emLen < len(T) + 11:
        raise ValueError("the modulus is too short for this hash")
    return b"\x00\x01" + b"\xff" * (emLen - len(T) - 3) + b"\x00" + T


def pkcs1_v1_5_sign(n: int, d: int, M: bytes, hash_name: str) -> bytes:
    """RSASSA-PKCS1-V1_5-SIGN (section 8.2.1)."""
    k = size(n)
    EM = emsa_pkcs1_v1_5(M, k, hash_name)
    return rsa(n, d, int.from_bytes(EM, "big")).to_bytes(k, "big")


def pkcs1_v1_5_verify(n: int, e: int, M: bytes, S: bytes, hash_name: str) -> bool:
    """RSASSA-PKCS1-V1_5-VERIFY (section 8.2.2): make EM anew and compare, never parse it."""
    k, s = size(n), int.from_bytes(S, "big")
    if len(S) != k or s >= n:
        return False
    return rsa(n, e, s).to_bytes(k, "big") == emsa_pkcs1_v1_5(M, k, hash_name)


def pss_encode(M: bytes, salt: bytes, emBits: int, hash_name: str) -> bytes:
    """EMSA-PSS-ENCODE (section 9.1.1)."""
    emLen, hLen = (emBits + 7) // 8, len(H(hash_name, b""))
    if emLen < hLen + len(salt) + 2:  # step 3
        raise ValueError("the modulus is too short for this hash and salt")
    Hash = H(hash_name, bytes(8) + H(hash_name, M) + salt)  # steps 5, 6: M' = 0^8 || mHash || salt
    DB = bytes(emLen - len(salt) - hLen - 2) + b"\x01" + salt  # steps 7, 8
    maskedDB = bytearray(_xor(DB, mgf1(hash_name, Hash, len(DB))))  # steps 9, 10
    maskedDB[0] &= 0xFF >> (8 * emLen - emBits)  # step 11
    return bytes(maskedDB) + Hash + b"\xbc"


def pss_sign(n: int, d: int, M: bytes, salt: bytes, hash_name: str) -> bytes:
    """RSASSA-PSS-SIGN (section 8.1.1)."""
    EM = pss_encode(M, salt, n.bit_length() - 1, hash_name)
    return rsa(n, d, int.from_bytes(EM, "big")).to_bytes(size(n), "big")


def pss_verify(n: int, e: int, M: bytes, S: bytes, hash_name: str, salt_length: int | None = None) -> bool:
    """RSASSA-PSS-VERIFY (sections 8.1.2, 9.1.2); None is a salt as long as the hash, -1 any salt."""
    s, emBits, hLen = int.from_bytes(S, "big"), n.bit_length() - 1, len(H(hash_name, b""))
    emLen = (emBits + 7) // 8
    if len(S) != size(n) or s >= n or rsa(n, e, s) >> 8 * emLen:
        return False
    EM = rsa(n, e, s).to_bytes(emLen, "big")
    maskedDB, Hash = EM[: emLen - hLen - 1], EM[emLen - hLen - 1 : -1]  # step 5
    unused = 8 * emLen - emBits
    if emLen < hLen + 2 or EM[-1] != 0xBC or maskedDB[0] >> (8 - unused):  # steps 3, 4, 6
        return False
    DB = bytearray(_xor(maskedDB, mgf1(hash_name, Hash, len(maskedDB))))  # steps 7, 8
    DB[0] &= 0xFF >> unused  # step 9
    padding, one, salt = bytes(DB).partition(b"\x01")
    if padding.strip(b"\x00") or not one:  # step 10
        return False
    if salt_length != -1 and len(salt) != (hLen if salt_length is None else salt_length):
        return False
    return H(hash_name, bytes(8) + H(hash_name, M) + salt) == Hash  # steps 12 to 14
