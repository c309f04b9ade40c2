"""The JWE content encryption algorithms, one row each (RFC 7518 section 5)."""

from __future__ import annotations

from hmac import compare_digest

from ..exceptions.crypto import JamDecryptionError
from ..optional import part

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, Tuple

    Seal = Callable[[bytes, bytes, bytes, bytes], Tuple[bytes, bytes]]
    Open = Callable[[bytes, bytes, bytes, bytes, bytes], bytes]


class ContentEncryption:
    """One row: sizes in bytes, and what seals and opens, which is loaded at the first use."""

    __slots__ = ("_functions", "_load", "iv_size", "key_size", "name", "tag_size")

    def __init__(
        self, name: str, key_size: int, iv_size: int, tag_size: int, load: Callable[[], tuple[Seal, Open]]
    ) -> None:
        self.name = name
        self.key_size = key_size
        self.iv_size = iv_size
        self.tag_size = tag_size
        self._load = load
        self._functions: tuple[Seal, Open] | None = None

    def seal(self, key: bytes, iv: bytes, plaintext: bytes, aad: bytes) -> tuple[bytes, bytes]:
        """Return the ciphertext and the tag."""
        self._functions = self._functions or self._load()
        return self._functions[0](key, iv, plaintext, aad)

    def open(self, key: bytes, iv: bytes, ciphertext: bytes, aad: bytes, tag: bytes) -> bytes:
        """Return the plaintext.

        Raises:
            JamDecryptionError: anything is wrong, sizes included; they are checked before any use.
        """
        if (len(key), len(iv), len(tag)) != (self.key_size, self.iv_size, self.tag_size):
            raise JamDecryptionError()
        self._functions = self._functions or self._load()
        return self._functions[1](key, iv, ciphertext, aad, tag)


def _cbc_hmac(name: str, hash_name: str, size: int) -> ContentEncryption:
    """Return the row of AES_CBC_HMAC_SHA2 (RFC 7518 section 5.2) whose two keys and tag have `size` bytes."""

    def load() -> tuple[Seal, Open]:
        with part("A128CBC-HS256, A192CBC-HS384, A256CBC-HS512"):
            from ..crypto import aes_cbc, hmac

        def tag_of(key: bytes, iv: bytes, ciphertext: bytes, aad: bytes) -> bytes:
            AL = (8 * len(aad)).to_bytes(8, "big")  # section 5.2.2.1 step 4: the length of A in bits
            M = hmac.digest(hash_name, key[:size], aad + iv + ciphertext + AL)  # step 5: MAC_KEY comes first
            return M[:size]

        def seal(key: bytes, iv: bytes, plaintext: bytes, aad: bytes) -> tuple[bytes, bytes]:
            ciphertext = aes_cbc.encrypt(key[size:], iv, plaintext)
            return ciphertext, tag_of(key, iv, ciphertext, aad)

        def open_(key: bytes, iv: bytes, ciphertext: bytes, aad: bytes, tag: bytes) -> bytes:
            if not compare_digest(tag_of(key, iv, ciphertext, aad), tag):  # section 5.2.2.2: before padding
                raise JamDecryptionError()
            return aes_cbc.decrypt(key[size:], iv, ciphertext)

        return seal, open_

    return ContentEncryption(name, 2 * size, 16, size, load)


def _gcm(name: str, size: int) -> ContentEncryption:
    """Return a row of AES GCM: a 96-bit IV and a 128-bit tag (RFC 7518 section 5.3)."""

    def load() -> tuple[Seal, Open]:
        with part("A128GCM, A192GCM, A256GCM"):
            from ..crypto import aes_gcm
        return aes_gcm.encrypt, aes_gcm.decrypt

    return ContentEncryption(name, size, 12, 16, load)


_ROWS = (
    _gcm("A256GCM", 32),
    _gcm("A192GCM", 24),
    _gcm("A128GCM", 16),
    _cbc_hmac("A256CBC-HS512", "sha512", 32),  # section 5.2.5
    _cbc_hmac("A192CBC-HS384", "sha384", 24),  # section 5.2.4
    _cbc_hmac("A128CBC-HS256", "sha256", 16),  # section 5.2.3
)
CONTENT_ENCRYPTIONS = {row.name: row for row in _ROWS}


def default_for(key_size: int | None) -> ContentEncryption:
    """Return the row to write with when none is asked for; of a direct key, the one of its size."""
    return next((row for row in _ROWS if row.key_size == key_size), _ROWS[0])
