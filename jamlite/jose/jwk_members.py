"""The members of a JWK: what each key type has, what every key may have (RFC 7517 section 4)."""

from __future__ import annotations

from ..exceptions.base import JamEncodingError, JamMissingPartError
from ..exceptions.jose import (
    JamJWKInvalidKeyTypeError,
    JamJWKMissingParameterError,
    JamJWKValidationError,
)
from ..optional import part
from . import limits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..encoding.json_types import JsonValue
    from .token_key import Record


class KeyType:
    """What a kty means: its record class, the members a thumbprint covers, all material members."""

    __slots__ = ("_class", "kty", "material", "required")

    def __init__(self, kty: str, required: str, others: str) -> None:
        self.kty = kty
        self.required = tuple(required.split())  # RFC 7638 section 3.2, RFC 8037 section 2
        self.material = frozenset(self.required + tuple(others.split()))
        self._class: type[Record] | None = None

    def record_class(self) -> type[Record]:
        """Return the class of its records, loaded once."""
        self._class = self._class or _load(self.kty)
        return self._class


def _load(kty: str) -> type[Record]:
    if kty == "oct":
        with part("oct"):
            from ..keys.oct import OctKey
        return OctKey
    if kty == "RSA":
        with part("RSA"):
            from ..keys.rsa import RSAKey
        return RSAKey
    if kty == "EC":
        with part("EC"):
            from ..keys.ec import ECKey
        return ECKey
    if kty == "OKP":
        with part("OKP"):
            from ..keys.okp import OKPKey
        return OKPKey
    with part("ML-DSA"):
        from ..keys.akp import AKPKey
    return AKPKey


_ROWS = (
    KeyType("oct", "k kty", ""),
    KeyType("RSA", "e kty n", "d p q dp dq qi oth"),
    KeyType("EC", "crv kty x y", "d"),
    KeyType("OKP", "crv kty x", "d"),
    KeyType("AKP", "alg kty pub", "priv"),  # RFC 9964 section 3
)
KEY_TYPES = {row.kty: row for row in _ROWS}
# A private key's operation and the one its public half has (RFC 7517 section 4.3).
PUBLIC_OPS = {"sign": "verify", "decrypt": "encrypt", "unwrapKey": "wrapKey", "deriveKey": "deriveKey"}
_STRINGS = ("alg", "kid", "use", "x5u", "x5t", "x5t#S256")


def check_members(data: object, *, material: bool = True) -> None:
    """Check the members every JWK may have; with `material`, that those of its type are there.

    Raises:
        JamJWKValidationError: a member is missing, malformed, or of an unknown type.
    """
    if not isinstance(data, dict):
        raise JamJWKValidationError(f"a JWK is a JSON object, got {type(data).__name__}")
    kty = data.get("kty")
    if not isinstance(kty, str) or kty not in KEY_TYPES:
        raise JamJWKInvalidKeyTypeError(f"kty must be one of {', '.join(KEY_TYPES)}")
    for name in _STRINGS:
        if name in data and not isinstance(data[name], str):
            raise JamJWKValidationError(f"{name} must be a string")
    if "use" in data and (not data["use"] or (not material and data["use"] not in ("sig", "enc"))):
        raise JamJWKValidationError("use must be sig or enc")  # other uses are read (section 4.2), not made
    for name in ("key_ops", "x5c"):
        if name not in data:
            continue
        items = data[name]
        if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
            raise JamJWKValidationError(f"{name} must be a list of strings")
        if name == "key_ops" and len(set(items)) != len(items):  # RFC 7517 section 4.3
            raise JamJWKValidationError("key_ops names an operation twice")
    for name in KEY_TYPES[kty].required if material else ():
        if name not in data:
            raise JamJWKMissingParameterError(f"a JWK of kty {kty} needs {name}")


def check_certificate(chain: list[str], material: Any) -> None:
    """Refuse a JWK whose first certificate is about another key (RFC 7517 section 4.7).

    What cannot be read decides nothing: the certificate is not what makes the key trusted.
    """
    import binascii

    try:
        with part("certificates"):
            from ..keys import x509
        data = binascii.a2b_base64(chain[0])
    except (JamMissingPartError, ValueError):  # ValueError: not base64, not ASCII
        return
    if x509.holds(data, material) is False:
        raise JamJWKValidationError("the first certificate in x5c holds another key than the JWK")


def copied(value: JsonValue) -> JsonValue:
    """Return a copy of a member's value, so that nobody can change the JWK through it."""
    try:
        if isinstance(value, dict):
            return {name: copied(item) for name, item in value.items()}
        return [copied(item) for item in value] if isinstance(value, list) else value
    except RecursionError:
        raise JamJWKValidationError("a member of the JWK is nested too deeply") from None


def checked_length(text: str | bytes, what: str) -> str | bytes:
    """Return the JSON text of a key or set as it is; to read it may take ten times its memory.

    Raises:
        JamEncodingError: it has more than `limits.MAX_KEY_TEXT` characters.
    """
    if isinstance(text, (str, bytes)) and len(text) > limits.MAX_KEY_TEXT:
        raise JamEncodingError(f"{what} has more than {limits.MAX_KEY_TEXT} characters")
    return text
