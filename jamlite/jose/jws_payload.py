"""What a JWS carries: the result of verifying one, and payloads detached and unencoded (RFC 7797)."""

from __future__ import annotations

from ..encoding import base64url
from ..exceptions.base import JamEncodingError, JamTypeError
from ..exceptions.jose import JamJWSInvalidFormatError
from .key_like import as_jwk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..encoding.json_types import Header
    from .jwk import JWK
    from .token_key import TokenKey

UNDERSTOOD = ("b64",)  # critical extensions (RFC 7797)


class VerifiedJWS:
    """What a verified JWS says: `payload` (bytes), `header` (dict) and the `key` that verified it.

    For the JSON serializations `header` joins the protected and unprotected members of the first
    valid signature, and `protected` has only the former.
    """

    __slots__ = ("_key", "header", "payload", "protected")

    def __init__(self, payload: bytes, protected: Header, unprotected: Header, key: TokenKey) -> None:
        self.payload = payload
        self.protected = protected
        self.header = {**protected, **unprotected}
        self._key = key

    @property
    def key(self) -> JWK:
        """The key that verified it."""
        return as_jwk(self._key)

    def __repr__(self) -> str:
        return f"<VerifiedJWS alg={self.header['alg']} {len(self.payload)} bytes>"


def octets(payload: object) -> bytes:
    """Return a payload of any bytes-like type as bytes."""
    if not isinstance(payload, (bytes, bytearray, memoryview)):
        raise JamTypeError(f"the payload must be bytes, got {type(payload).__name__}")
    return bytes(payload)


def attach(body: bytes, payload: object, encoded: bool) -> bytes:
    """Return the payload segment of a detached JWS, made from the payload handed in."""
    payload = octets(payload)
    if body:
        raise JamJWSInvalidFormatError("a payload was handed in, but the JWS carries its own")
    return base64url.encode_bytes(payload) if encoded else payload


def decode_payload(body: bytes, encoded: bool) -> bytes:
    """Return the payload that a payload segment stands for."""
    if not encoded:
        return body
    try:
        return base64url.decode(body, "the payload")
    except JamEncodingError as error:
        raise JamJWSInvalidFormatError(error.message) from error
