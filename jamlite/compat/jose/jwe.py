"""python-jose's jwe: encrypt and decrypt compact JWE."""

from __future__ import annotations

from ...exceptions.base import JamError
from ...exceptions.jose import JamJWEInvalidFormatError
from ...jose import jwe
from ...jose.jwk import JWK
from ...jose.key_like import as_keys
from .constants import ALGORITHMS, JWE_SIZE_LIMIT, ZIPS
from .exceptions import JWEError, JWEParseError
from .utils import ensure_binary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_OF_SECRETS = ALGORITHMS.AES_KW | {ALGORITHMS.DIR}


def encrypt(
    plaintext: bytes | str,
    key: Any,
    encryption: str = "A256GCM",
    algorithm: str = "dir",
    zip: str | None = None,
    cty: str | None = None,
    kid: str | None = None,
) -> bytes:
    """Return a plaintext encrypted, as compact JWE.

    Raises:
        JWEError: no such algorithm, or the key is refused.
    """
    for name in (algorithm, encryption):
        if name not in ALGORITHMS.SUPPORTED:
            raise JWEError(f"Algorithm {name} not supported.")
    if zip not in ZIPS.SUPPORTED:
        raise NotImplementedError(f"ZIP {zip} is not supported!")
    header = {"alg": algorithm, "enc": encryption, "zip": zip, "cty": cty, "kid": kid}
    members = {name: value for name, value in header.items() if value}
    try:
        return jwe.encrypt(ensure_binary(plaintext), _key(key, algorithm), members).encode("ascii")
    except JamError as error:
        raise JWEError(error.message) from None


def decrypt(jwe_str: bytes | str, key: Any) -> bytes:
    """Return what a JWE holds.

    Raises:
        JWEParseError: not a JWE.
        JWEError: it cannot be opened with this key.
    """
    if len(jwe_str) > JWE_SIZE_LIMIT:
        raise JWEError(f"JWE string {len(jwe_str)} bytes exceeds {JWE_SIZE_LIMIT} bytes")
    header = get_unverified_header(jwe_str)
    if "alg" not in header or "enc" not in header:
        raise JWEParseError("alg and enc headers are required!")
    for name in (header["alg"], header["enc"]):
        if name not in ALGORITHMS.SUPPORTED:
            raise JWEError(f"Algorithm {name} not supported.")
    try:
        opened = jwe.decrypt(jwe_str, _key(key, header["alg"]), algorithms=[header["alg"]])
    except JamJWEInvalidFormatError as error:
        raise JWEParseError(error.message) from None
    except JamError as error:
        raise JWEError(error.message) from None
    if len(opened.plaintext) > JWE_SIZE_LIMIT:
        raise JWEError(f"Decompressed JWE string exceeds {JWE_SIZE_LIMIT} bytes")
    return opened.plaintext


def get_unverified_header(jwe_str: bytes | str) -> dict[str, Any]:
    """Return the header, UNVERIFIED; JWEParseError if it cannot be read."""
    try:
        return jwe.unverified(jwe_str)
    except JamError as error:
        raise JWEParseError(error.message) from None


def _key(key: Any, algorithm: str) -> Any:
    """Return the jamlite key; the algorithm decides whether a text is a secret."""
    try:
        if isinstance(key, (str, bytes)) and algorithm in _OF_SECRETS:
            return JWK.from_secret(key)
        return as_keys(key)
    except JamError as error:
        raise JWEError(error.message) from None
