"""Find what an RSA encryption drew at random, with the private key, so that it can be repeated."""

from __future__ import annotations

from typing import Any

from jamlite.crypto._rsa_encoding import mgf1
from jamlite.crypto._rsa_private import rsadp
from jamlite.jose import JWK


def rsa_seed(key: dict[str, Any], alg: str, encrypted_key: bytes) -> str:
    """Return the seed of OAEP with SHA-1, or the padding of RSA1_5, as hex."""
    private = JWK(key).material.signer
    em = rsadp(private, int.from_bytes(encrypted_key, "big")).to_bytes(private.size, "big")
    if alg == "RSA1_5":
        return em[2 : em.index(0, 2)].hex()
    seed, data = em[1:21], em[21:]  # RFC 8017 section 7.1.1: EM = 0x00 || maskedSeed || maskedDB
    mask = mgf1("sha1", data, 20)
    return bytes(a ^ b for a, b in zip(seed, mask)).hex()
