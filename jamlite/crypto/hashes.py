"""Hash functions: SHA-1 and SHA-2 (FIPS 180-4), SHAKE128 and SHAKE256 (FIPS 202), BLAKE2b (RFC 7693).

They are the standard library's; the gate still asks each for its standard's answer, which finds
builds that lack or have altered one.
"""

from __future__ import annotations

import hashlib

from ..encoding.checks import integer, octets
from ..exceptions.crypto import JamCryptoError
from .gate import known_answer, require

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

GATE_NAMES = {
    "sha1": "SHA-1",
    "sha224": "SHA-224",
    "sha256": "SHA-256",
    "sha384": "SHA-384",
    "sha512": "SHA-512",
    "shake128": "SHAKE128",
    "shake256": "SHAKE256",
}
DIGEST_SIZES = {"sha1": 20, "sha224": 28, "sha256": 32, "sha384": 48, "sha512": 64}
BLOCK_SIZES = {"sha1": 64, "sha224": 64, "sha256": 64, "sha384": 128, "sha512": 128}


def _gate_name(hash_name: object) -> str:
    """Return the gate of a hash given by its hashlib name, or raise JamCryptoError."""
    if not isinstance(hash_name, str) or hash_name not in DIGEST_SIZES:
        raise JamCryptoError(f"the hash must be one of {', '.join(DIGEST_SIZES)}")
    return GATE_NAMES[hash_name]


def constructor(hash_name: str) -> Callable[..., Any]:
    """Return hashlib's constructor of "sha1", "sha224", "sha256", "sha384" or "sha512"."""
    require(_gate_name(hash_name))
    return _constructor(hash_name)


def digest_size(hash_name: str) -> int:
    """Return how many bytes `digest` gives; names and errors as there."""
    require(_gate_name(hash_name))
    return DIGEST_SIZES[hash_name]


def digest(hash_name: str, data: bytes) -> bytes:
    """Hash `data`; names as in `constructor`.

    Raises:
        JamCryptoError: unknown hash, or data that is not bytes.
    """
    require(_gate_name(hash_name))
    return bytes(_constructor(hash_name)(octets(data, "data")).digest())


def shake128(data: bytes, length: int) -> bytes:
    """Return `length` bytes (1 to 2^20) of SHAKE128 (FIPS 202) over `data`."""
    require("SHAKE128")
    return hashlib.shake_128(octets(data, "data")).digest(integer(length, "length", 1, 1 << 20))


def shake256(data: bytes, length: int) -> bytes:
    """Return `length` bytes (1 to 2^20) of SHAKE256 (FIPS 202) over `data`."""
    require("SHAKE256")
    return _shake256(octets(data, "data"), integer(length, "length", 1, 1 << 20))


def blake2b(data: bytes, *, key: bytes = b"", length: int = 64) -> bytes:
    """Hash `data` with BLAKE2b (RFC 7693), keyed if `key` (0 to 64 bytes) is not empty.

    Args:
        data: any length.
        key: makes it a MAC; at most 64 bytes (RFC 7693 section 2.9).
        length: digest bytes wanted, 1 to 64.

    Raises:
        JamCryptoError: wrong type or size.
    """
    require("BLAKE2b")
    key = octets(key, "key")
    if len(key) > 64:
        raise JamCryptoError("a BLAKE2b key has at most 64 bytes")
    return _blake2b(octets(data, "data"), key, integer(length, "length", 1, 64))


def _constructor(hash_name: str) -> Callable[..., Any]:
    return getattr(hashlib, hash_name)  # type: ignore[no-any-return]


def _shake256(data: bytes, length: int) -> bytes:
    return hashlib.shake_256(data).digest(length)


def _blake2b(data: bytes, key: bytes, length: int) -> bytes:
    return hashlib.blake2b(data, key=key, digest_size=length).digest()


# "abc" in each: FIPS 180-4 examples; SHAKE256 of the empty message: FIPS 202 examples.
_ABC = {
    "sha1": "a9993e364706816aba3e25717850c26c9cd0d89d",
    "sha224": "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7",
    "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    "sha384": "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
    "8086072ba1e7cc2358baeca134c825a7",
    "sha512": "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
    "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
}


def _register_abc(hash_name: str, expected: str) -> None:
    @known_answer(GATE_NAMES[hash_name], "FIPS 180-4 example, message 'abc'")
    def check() -> list[tuple[object, object]]:
        return [(_constructor(hash_name)(b"abc").hexdigest(), expected)]


for _name, _expected in _ABC.items():
    _register_abc(_name, _expected)


@known_answer("SHAKE128", "FIPS 202 example, empty message")
def _shake128_answer() -> list[tuple[object, object]]:
    expected = "7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26"
    return [(hashlib.shake_128(b"").hexdigest(32), expected)]


@known_answer("SHAKE256", "FIPS 202 example, empty message")
def _shake256_answer() -> list[tuple[object, object]]:
    return [
        (
            _shake256(b"", 32).hex(),
            "46b9dd2b0ba88d13233b3feb743eeb243fcd52ea62b81b82b50c27646ed5762f",
        )
    ]


@known_answer("BLAKE2b", "RFC 7693 appendix A")
def _blake2b_answer() -> list[tuple[object, object]]:
    expected = (
        "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
        "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923"
    )
    return [(_blake2b(b"abc", b"", 64).hex(), expected)]
