"""What the JWE key management algorithms share: what they draw at random, and how they read a header."""

from __future__ import annotations

from ..crypto.randomness import random_bytes
from ..encoding import base64url
from ..exceptions.base import JamEncodingError
from ..exceptions.jose import JamJWEInvalidFormatError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, Tuple, TypeVar

    from ..encoding.json_types import JsonObject
    from ..keys.ec import ECKey
    from ..keys.okp import OKPKey
    from .jwe_content import ContentEncryption
    from .prepared import Prepared

    Members = JsonObject
    # (key, joined header, enc, CEK, draws) -> CEK, encrypted key, new members
    Seal = Callable[[Prepared, Members, ContentEncryption, bytes, "Draws"], Tuple[bytes, bytes, Members]]
    # (key, joined header, enc, encrypted key) -> CEK
    Open = Callable[[Prepared, Members, ContentEncryption, bytes], bytes]
    _Curve = TypeVar("_Curve", ECKey, OKPKey)


class Draws:
    """What encryption draws anew for each message. Vectors hand in a subclass that knows its values."""

    __slots__ = ()

    def octets(self, name: str, count: int) -> bytes:
        """Return `count` bytes to use as "cek", "iv", "salt" (PBES2) or "wrapping_iv" (A*GCMKW)."""
        return random_bytes(count)

    def rsa_seed(self) -> bytes | None:
        """Return the seed of OAEP or the padding of RSA1_5; None lets the primitive draw it."""
        return None

    def ephemeral(self, record: _Curve) -> _Curve:
        """Return the sender's private key, on the curve of the recipient's (ECDH-ES)."""
        return type(record).generate(record.crv)

    def deflated(self, plaintext: bytes) -> bytes:
        """Return the plaintext compressed (RFC 1951); compressors differ in what they write."""
        import zlib

        engine = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        return engine.compress(plaintext) + engine.flush()


def header_octets(header: Members, name: str, default: bytes | None = None) -> bytes:
    """Return the bytes of a header member; it must be there unless there is a default.

    Raises:
        JamJWEInvalidFormatError: it is absent, or not a base64url string.
    """
    value = header.get(name)
    if name not in header and default is not None:
        return default
    if not isinstance(value, str):
        raise JamJWEInvalidFormatError(f"{name} must be a base64url string")
    try:
        return base64url.decode(value, name)
    except JamEncodingError as error:
        raise JamJWEInvalidFormatError(error.message) from error


def check_empty(encrypted_key: bytes) -> None:
    """Refuse an encrypted key where the algorithm has none."""
    if encrypted_key:  # RFC 7516 section 5.2 step 10
        raise JamJWEInvalidFormatError("this algorithm has no encrypted key")
