"""Runners of the hash and MAC families."""

from __future__ import annotations

from ..crypto import blake2b, hashes, hmac, shake
from ..encoding.checks import integer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .family import Family, Outputs

_MOST_BYTES = 1 << 28  # of a message that is repeated: a file of others may ask for any number


def _hash(hash_name: str) -> Family:
    def digest(message: bytes, repeat: int = 1) -> Outputs:
        most = _MOST_BYTES // max(1, len(message))  # the product is bounded, before it is made
        return {"digest": hashes.digest(hash_name, message * integer(repeat, "repeat", 0, most))}

    return {"digest": digest}


def _hmac(hash_name: str) -> Family:
    def mac(key: bytes, message: bytes, length: int | None = None) -> Outputs:
        # RFC 2104 section 5; [:None] is all of it.
        return {"tag": hmac.digest(hash_name, key, message)[:length]}

    def verify(key: bytes, message: bytes, tag: bytes) -> bool:
        return hmac.verify(hash_name, key, message, tag)

    return {"mac": mac, "verify": verify}


def _blake2b(message: bytes, key: bytes = b"", length: int = 64) -> Outputs:
    return {"digest": blake2b.digest(message, key=key, length=length)}


def _blake2b_grand_hash(digest_lengths: list[int], message_lengths: list[int]) -> Outputs:
    """RFC 7693 appendix E: one hash over keyed and unkeyed hashes of every pair of lengths."""
    found = []
    for length in (*digest_lengths, *message_lengths):
        integer(length, "a length", 0, 1 << 16)  # appendix E has 1024 at the most
    for length in digest_lengths:
        key = _fibonacci(length)
        for message in map(_fibonacci, message_lengths):
            found += [
                blake2b.digest(message, length=length),
                blake2b.digest(message, key=key, length=length),
            ]
    return {"digest": blake2b.digest(b"".join(found), length=32)}


def _fibonacci(length: int) -> bytes:
    """RFC 7693 appendix E, selftest_seq: the top octets of a Fibonacci sequence modulo 2^32."""
    a, b = 0xDEAD4BAD * length, 1
    octets = bytearray()
    for _ in range(length):
        a, b = b, (a + b) % (1 << 32)
        octets.append(b >> 24)
    return bytes(octets)


def _shake128(message: bytes, length: int) -> Outputs:
    return {"digest": shake.shake128(message, length)}


def _shake256(message: bytes, length: int) -> Outputs:
    return {"digest": shake.shake256(message, length)}


FAMILIES: dict[str, Family] = {
    "SHA-1": _hash("sha1"),
    "SHA-224": _hash("sha224"),
    "SHA-256": _hash("sha256"),
    "SHA-384": _hash("sha384"),
    "SHA-512": _hash("sha512"),
    "HMAC-SHA-1": _hmac("sha1"),
    "HMAC-SHA-224": _hmac("sha224"),
    "HMAC-SHA-256": _hmac("sha256"),
    "HMAC-SHA-384": _hmac("sha384"),
    "HMAC-SHA-512": _hmac("sha512"),
    "SHAKE128": {"digest": _shake128},
    "SHAKE256": {"digest": _shake256},
    "BLAKE2b": {"digest": _blake2b, "grand_hash": _blake2b_grand_hash},
}
