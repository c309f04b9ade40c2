"""Fernet tokens, version 0x80 (https://github.com/fernet/spec): AES-128-CBC, then HMAC-SHA256.

Time is handed in: this package has no clock.
"""

from __future__ import annotations

from hmac import compare_digest

from ..clock import is_seconds
from ..encoding import base64url
from ..encoding.checks import octets, sized
from ..exceptions.base import JamEncodingError
from ..exceptions.crypto import JamCryptoError, JamDecryptionError, JamInvalidKeyError
from . import aes_cbc
from .gate import known_answer, require
from .hmac import HMACKey
from .randomness import random_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Sequence, Union

    Key = Union[str, bytes]
    Keys = Union[Key, Sequence[Key]]

MAX_CLOCK_SKEW = 60  # seconds a token may come from the future, as the specification's vectors have it
_VERSION = b"\x80"
_OVERHEAD = 1 + 8 + 16 + 32  # version, timestamp, IV; HMAC


def generate_key() -> str:
    """Return a new random key: 44 characters of padded base64url."""
    require("Fernet")
    return _text(random_bytes(32))


def encrypt(key: Keys, data: bytes, *, now: float, iv: bytes | None = None) -> str:
    """Seal `data` into a token.

    Args:
        key: 44 characters, or a sequence of such keys, newest first: the first one seals.
        data: any length.
        now: seconds since 1970, written into the token for all to read.
        iv: 16 bytes, for tests; random if None.

    Raises:
        JamInvalidKeyError: a key is not 32 bytes in padded base64url, or there is none.
        JamCryptoError: another argument has the wrong type, size or range.
    """
    require("Fernet")
    first = _keys(key)[0]
    iv = random_bytes(16) if iv is None else sized(iv, "the initialization vector", 16)
    return _encrypt(first, octets(data, "data"), _seconds(now, "now"), iv)


def decrypt(key: Keys, token: str | bytes, *, ttl: float | None = None, now: float | None = None) -> bytes:
    """Return what `token` holds, if one of the keys sealed it.

    Args:
        key: 44 characters, or a sequence of such keys: each of them opens.
        token: str or bytes; surrounding white space is not forgiven.
        ttl: refuse a token older than so many seconds; needs `now`.
        now: seconds since 1970; if given, a token from more than a minute ahead is refused.

    Raises:
        JamInvalidKeyError: as in `encrypt`.
        JamCryptoError: another argument has the wrong type or range.
        JamDecryptionError: anything else is wrong with the token.
    """
    require("Fernet")
    if not isinstance(token, (str, bytes)):
        raise JamCryptoError(f"the token must be str or bytes, got {type(token).__name__}")
    if ttl is not None and now is None:
        raise JamCryptoError("ttl needs now, the time to reckon from")
    time = None if now is None else _seconds(now, "now")
    age = None if ttl is None else _seconds(ttl, "ttl")
    sealed_at, plaintext = _decrypt(_keys(key), token)
    if time is not None:
        too_old = age is not None and sealed_at + age < time  # "Verifying", step 3
        if too_old or sealed_at > time + MAX_CLOCK_SKEW:
            raise JamDecryptionError()
    return plaintext


def _keys(keys: Keys) -> list[bytes]:
    """Return each key as its 32 bytes, signing half first ("Key Format")."""
    if isinstance(keys, (str, bytes)):
        keys = (keys,)
    if not isinstance(keys, (list, tuple)) or not keys:
        raise JamInvalidKeyError("a Fernet key is text of 44 characters, or a list of such")
    found = []
    for text in keys:
        try:
            key = _octets(text)
        except JamEncodingError:
            key = b""
        if len(key) != 32:
            raise JamInvalidKeyError("a Fernet key is 32 bytes in base64url with padding, 44 characters")
        found.append(key)
    return found


def _seconds(value: float, what: str) -> int:
    if not is_seconds(value, 0) or value >= 1 << 63:
        raise JamCryptoError(f"{what} must be a number of seconds from 0 to 2^63")
    return int(value)


def _encrypt(key: bytes, data: bytes, time: int, iv: bytes) -> str:
    """The specification's part "Generating", steps 3 to 6."""
    ciphertext = aes_cbc.encrypt(key[16:], iv, data)
    body = _VERSION + time.to_bytes(8, "big") + iv + ciphertext
    return _text(body + HMACKey("sha256", key[:16]).digest(body))


def _decrypt(keys: list[bytes], token: str | bytes) -> tuple[int, bytes]:
    """The part "Verifying": return timestamp and message, neither of them read before the HMAC is right."""
    try:
        sealed = _octets(token)
    except JamEncodingError:
        raise JamDecryptionError() from None
    length = len(sealed) - _OVERHEAD
    if length < 16 or length % 16 or sealed[:1] != _VERSION:
        raise JamDecryptionError()
    body, tag = sealed[:-32], sealed[-32:]
    for key in keys:
        if compare_digest(HMACKey("sha256", key[:16]).digest(body), tag):
            return int.from_bytes(body[1:9], "big"), aes_cbc.decrypt(key[16:], body[9:25], body[25:])
    raise JamDecryptionError()


def _text(data: bytes) -> str:
    text = base64url.encode(data)
    return text + "=" * (-len(text) % 4)


def _octets(text: str | bytes) -> bytes:
    """Decode base64url with exactly the padding it needs (RFC 4648 section 3.2), strictly."""
    padding: str | bytes = b"=" if isinstance(text, bytes) else "="
    bare = text.rstrip(padding) if isinstance(text, (str, bytes)) else text  # type: ignore[arg-type]
    data = base64url.decode(bare)
    if len(text) != -(-len(bare) // 4) * 4:
        raise JamEncodingError("the base64url text lacks its padding, or has too much")
    return data


@known_answer("Fernet", "the specification's generate.json")
def _answer() -> list[tuple[object, object]]:
    key = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4="
    token = (
        "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA=="
    )
    return [
        (_encrypt(_keys(key)[0], b"hello", 499162800, bytes(range(16))), token),
        (_decrypt(_keys(key), token), (499162800, b"hello")),
    ]
