"""HKDF (RFC 5869): extract a key from uneven material, expand it to any length.

plain/plain_kdf.py is the readable form; the official vectors judge both.
"""

from __future__ import annotations

from ..encoding.checks import integer, octets
from .gate import known_answer, require
from .hashes import digest_size
from .hmac import HMACKey

_LONGEST = 255  # RFC 5869 section 2.3: L <= 255*HashLen


def derive(hash_name: str, ikm: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    """Derive key material: extract, then expand.

    Args:
        hash_name: "sha1", "sha224", "sha256", "sha384" or "sha512".
        ikm: input keying material, any length.
        salt: any length; empty stands for HashLen zeros (RFC 5869 section 2.2).
        info: what the key is for, any length.
        length: bytes wanted, 1 to 255 times the hash length.

    Raises:
        JamCryptoError: unknown hash, wrong type, length out of range.
    """
    require("HKDF")
    size = digest_size(hash_name)
    ikm, salt, info = octets(ikm, "ikm"), octets(salt, "salt"), octets(info, "info")
    length = integer(length, "length", 1, _LONGEST * size)
    return _expand(hash_name, _extract(hash_name, salt, ikm), info, length)


def extract(hash_name: str, salt: bytes, ikm: bytes) -> bytes:
    """Return the pseudorandom key PRK (RFC 5869 section 2.2); arguments as in `derive`."""
    require("HKDF")
    digest_size(hash_name)
    return _extract(hash_name, octets(salt, "salt"), octets(ikm, "ikm"))


def expand(hash_name: str, prk: bytes, info: bytes, length: int) -> bytes:
    """Return `length` bytes from a PRK of at least HashLen bytes (RFC 5869 section 2.3)."""
    require("HKDF")
    size = digest_size(hash_name)
    prk, info = octets(prk, "prk"), octets(info, "info")
    integer(len(prk), "the length of prk", size, 1 << 30)
    return _expand(hash_name, prk, info, integer(length, "length", 1, _LONGEST * size))


def _extract(hash_name: str, salt: bytes, IKM: bytes) -> bytes:
    return HMACKey(hash_name, salt).digest(IKM)  # PRK = HMAC-Hash(salt, IKM)


def _expand(hash_name: str, PRK: bytes, info: bytes, L: int) -> bytes:
    key = HMACKey(hash_name, PRK)
    T, okm = b"", b""
    counter = 1
    while len(okm) < L:
        T = key.digest(T + info + bytes([counter]))  # T(i) = HMAC-Hash(PRK, T(i-1) | info | i)
        okm += T
        counter += 1
    return okm[:L]


@known_answer("HKDF", "RFC 5869 appendix A.1")
def _answer() -> list[tuple[object, object]]:
    salt, info = bytes(range(13)), bytes(range(0xF0, 0xFA))
    prk = _extract("sha256", salt, b"\x0b" * 22)
    expected = "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
    return [
        (prk.hex(), "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5"),
        (_expand("sha256", prk, info, 42).hex(), expected),
    ]
