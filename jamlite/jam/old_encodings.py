"""Jam's helpers for tokens, under Jam's names; the functions of `encoding` and `paseto` stand behind them."""

from __future__ import annotations

from .. import clock
from ..crypto import hmac
from ..crypto.randomness import random_uuid
from ..encoding import base64url
from ..exceptions.base import JamEncodingError, JamTypeError
from ..exceptions.paseto import JamPASETOInvalidSymmetricKey
from ..paseto.pae import pae

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..encoding.json_types import JsonObject


def base64url_encode(data: bytes) -> str:
    """Return base64url without padding (RFC 7515 section 2)."""
    return base64url.encode(data)


def base64url_decode(data: str) -> bytes:
    """Return the octets of base64url, padded or not.

    Raises:
        JamEncodingError: any other text.
    """
    if not isinstance(data, str):
        raise JamTypeError(f"the text must be str, got {type(data).__name__}")
    return base64url.decode(base64url.unpadded(data), "the text")


def encode_to_bytes(data: bytes | str) -> bytes:
    """Return base64url without padding as bytes; text counts as its ASCII form."""
    return base64url.encode(_ascii(data)).encode("ascii")


def decode_bytes(v: str | bytes) -> bytes:
    """Return the octets of base64url in text or bytes, padded or not.

    Raises:
        JamPASETOInvalidSymmetricKey: any other text (Jam's choice of class).
    """
    try:
        return base64url.decode(base64url.unpadded(_ascii(v).decode("ascii")), "the text")
    except (JamEncodingError, UnicodeDecodeError):
        raise JamPASETOInvalidSymmetricKey("the text is not base64url") from None


def gen_hash(key: bytes, msg: bytes, hash_size: int = 0) -> bytes:
    """Return HMAC-SHA-384, cut to `hash_size` octets if that is more than 0."""
    made = hmac.digest("sha384", key, msg)
    return made[:hash_size] if hash_size > 0 else made  # Jam: 0 means the whole hash


def pre_authentication_encoding(pieces: list[bytes]) -> bytes:
    """Return PAE of the pieces (PASETO specification, Common Implementation Details)."""
    return pae(*pieces)


def payload_maker(expire: float | None, data: JsonObject) -> JsonObject:
    """Return {"iat", "exp", "pit"} with `data` on top; times are numbers, as Jam has them."""
    if not isinstance(data, dict):
        raise JamTypeError(f"data must be a dict, got {type(data).__name__}")
    now = clock.now()
    # Jam: 0 means no exp here.
    return {"iat": now, "exp": now + expire if expire else None, "pit": random_uuid(), **data}


def _ascii(data: object) -> bytes:
    if isinstance(data, bytes):
        return data
    if not isinstance(data, str):
        raise JamTypeError(f"the data must be bytes or str, got {type(data).__name__}")
    try:
        return data.encode("ascii")
    except UnicodeEncodeError:
        raise JamEncodingError("the data is not ASCII text") from None
