"""Runners of the hash and MAC families."""

from __future__ import annotations

from ..crypto import hashes, hmac

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .runner import Family


def _hash(hash_name: str) -> Family:
    def digest(message: bytes, repeat: int = 1) -> dict[str, bytes]:
        return {"digest": hashes.digest(hash_name, message * repeat)}

    return {"digest": digest}


def _hmac(hash_name: str) -> Family:
    def mac(key: bytes, message: bytes, length: int | None = None) -> dict[str, bytes]:
        return {"tag": hmac.digest(hash_name, key, message)[:length]}

    def verify(key: bytes, message: bytes, tag: bytes) -> bool:
        return hmac.verify(hash_name, key, message, tag)

    return {"mac": mac, "verify": verify}


def _blake2b(message: bytes, key: bytes = b"", length: int = 64) -> dict[str, bytes]:
    return {"digest": hashes.blake2b(message, key=key, length=length)}


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
    "BLAKE2b": {"digest": _blake2b},
}
