"""HMAC (RFC 2104) with SHA-1 and SHA-2.

plain/plain_hmac.py is the readable form; the official vectors judge both.
"""

from __future__ import annotations

from hmac import compare_digest

from ..encoding.checks import octets
from ..exceptions.crypto import JamCryptoError
from .gate import known_answer, require
from .hashes import BLOCK_SIZES, constructor

TYPE_CHECKING = False
if TYPE_CHECKING:
    from _hashlib import HASH

_IPAD = bytes(byte ^ 0x36 for byte in range(256))  # RFC 2104 section 2, as translation tables
_OPAD = bytes(byte ^ 0x5C for byte in range(256))


class HMACKey:
    """A key with both of its pads absorbed: each MAC costs two copies instead of a key set-up.

    Holds the key's hash states; shows none of them. Arguments and errors as in `prepare`.
    """

    __slots__ = ("_inner", "_outer")

    def __init__(self, hash_name: str, key: bytes) -> None:
        require("HMAC")
        self._absorb(hash_name, octets(key, "key"))

    def _absorb(self, hash_name: str, key: bytes) -> None:
        new = constructor(hash_name)
        block = BLOCK_SIZES[hash_name]
        if len(key) > block:  # RFC 2104 section 2: a longer key is hashed first
            key = new(key).digest()
        key = key.ljust(block, b"\0")
        self._inner: HASH = new(key.translate(_IPAD))
        self._outer: HASH = new(key.translate(_OPAD))

    def digest(self, message: bytes) -> bytes:
        """Return H(K ^ opad, H(K ^ ipad, message)) (RFC 2104 section 2)."""
        inner = self._inner.copy()
        try:
            inner.update(message)
        except (TypeError, BufferError):
            raise JamCryptoError(f"message must be bytes, got {type(message).__name__}") from None
        outer = self._outer.copy()
        outer.update(inner.digest())
        return outer.digest()

    def __repr__(self) -> str:
        return "<HMACKey>"


def prepare(hash_name: str, key: bytes) -> HMACKey:
    """Return a reusable key; thread-safe, as every MAC works on copies.

    Args:
        hash_name: "sha1", "sha224", "sha256", "sha384" or "sha512".
        key: any length; RFC 2104 section 3 advises at least the hash length.

    Raises:
        JamCryptoError: unknown hash, or a key that is not bytes.
    """
    require("HMAC")
    return HMACKey(hash_name, key)


def digest(hash_name: str, key: bytes, message: bytes) -> bytes:
    """Return the full-length MAC of `message`; arguments and errors as in `prepare`."""
    require("HMAC")
    return HMACKey(hash_name, key).digest(octets(message, "message"))


def verify(hash_name: str, key: bytes, message: bytes, tag: bytes) -> bool:
    """Tell, in constant time, whether `tag` is the full-length MAC of `message`."""
    require("HMAC")
    computed = HMACKey(hash_name, key).digest(octets(message, "message"))
    return compare_digest(computed, octets(tag, "tag"))


@known_answer("HMAC", "RFC 4231 section 4.3, test case 2")
def _answer() -> list[tuple[object, object]]:
    key = HMACKey.__new__(HMACKey)  # the constructor would ask this gate
    key._absorb("sha256", b"Jefe")
    mac = key.digest(b"what do ya want for nothing?")
    return [(mac.hex(), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")]
