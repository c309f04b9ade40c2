"""HMAC (RFC 2104). The fast twin is `crypto/hmac.py`.

A hash alone is no proof: anybody can compute H(text), and from H(key || text) one can go on to the hash
of a longer text without knowing the key. HMAC hashes twice, each time with the key mixed in another way
(ipad, opad), so only who has the key can make or check the value. `hmac_values` has every step.
"""

from __future__ import annotations

import hashlib

BLOCK = {"sha1": 64, "sha224": 64, "sha256": 64, "sha384": 128, "sha512": 128}  # B, bytes in a block of H


def H(hash_name: str, data: bytes) -> bytes:
    """Return the hash of `data`; `hash_name` is "sha1", "sha224", "sha256", "sha384" or "sha512"."""
    if hash_name not in BLOCK:
        raise ValueError("unknown hash")
    return hashlib.new(hash_name, data).digest()


def hmac_values(hash_name: str, K: bytes, text: bytes) -> dict[str, bytes]:
    """H(K xor opad, H(K xor ipad, text)) (section 2), with what comes on the way."""
    H(hash_name, b"")  # raises for an unknown hash
    B = BLOCK[hash_name]
    if len(K) > B:
        K = H(hash_name, K)
    K = K + bytes(B - len(K))
    inner_key = bytes(byte ^ 0x36 for byte in K)  # K xor ipad
    outer_key = bytes(byte ^ 0x5C for byte in K)  # K xor opad
    inner = H(hash_name, inner_key + text)
    return {
        "K xor ipad": inner_key,
        "K xor opad": outer_key,
        "inner hash": inner,
        "HMAC": H(hash_name, outer_key + inner),
    }


def hmac(hash_name: str, key: bytes, text: bytes) -> bytes:
    """Return the HMAC of `text`, as long as the hash."""
    return hmac_values(hash_name, key, text)["HMAC"]
