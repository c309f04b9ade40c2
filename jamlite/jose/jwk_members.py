"""The members of a JWK: what each key type has, and what every key may have (RFC 7517 section 4)."""

from __future__ import annotations

from importlib import import_module

from ..exceptions.crypto import JamWeakKeyWarning
from ..exceptions.jose import (
    JamInvalidKeyTypeError,
    JamJWKInvalidKeyTypeError,
    JamJWKMissingParameterError,
    JamJWKValidationError,
)
from .jwa import JWS_ALGORITHMS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class KeyType:
    """What a kty means: its record class, the members a thumbprint covers, all material members."""

    __slots__ = ("material", "record", "required", "room")

    def __init__(self, room: str, record: str, required: str, others: str) -> None:
        self.room = room
        self.record = record
        self.required = tuple(required.split())  # RFC 7638 section 3.2, RFC 8037 section 2
        self.material = frozenset(self.required + tuple(others.split()))

    def record_class(self) -> Any:
        return getattr(import_module(f"..keys.{self.room}", __package__), self.record)


KEY_TYPES = {
    "oct": KeyType("oct", "OctKey", "k kty", ""),
    "RSA": KeyType("rsa", "RSAKey", "e kty n", "d p q dp dq qi oth"),
    "EC": KeyType("ec", "ECKey", "crv kty x y", "d"),
    "OKP": KeyType("okp", "OKPKey", "crv kty x", "d"),
}
# A private key's operation and the one its public half has (RFC 7517 section 4.3).
PUBLIC_OPS = {"sign": "verify", "decrypt": "encrypt", "unwrapKey": "wrapKey", "deriveKey": "deriveKey"}
_STRINGS = ("alg", "kid", "use", "x5u", "x5t", "x5t#S256")


def check_members(data: Any, *, material: bool = True) -> None:
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
    if data.get("use", "sig") not in ("sig", "enc"):
        raise JamJWKValidationError("use must be sig or enc")
    for name in ("key_ops", "x5c"):
        items = data.get(name, [])
        if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
            raise JamJWKValidationError(f"{name} must be a list of strings")
    ops = data.get("key_ops", [])
    if len(set(ops)) != len(ops):  # RFC 7517 section 4.3
        raise JamJWKValidationError("key_ops names an operation twice")
    for name in KEY_TYPES[kty].required if material else ():
        if name not in data:
            raise JamJWKMissingParameterError(f"a JWK of kty {kty} needs {name}")


def warn_caller(message: str) -> None:
    """Warn of a weak key at the line outside jamlite that led here, however deep this is."""
    import sys
    import warnings

    own, level, frame = __name__.rpartition(".jose.")[0], 2, sys._getframe(1)
    while frame is not None and frame.f_globals.get("__name__", "").startswith(f"{own}."):
        level, frame = level + 1, frame.f_back  # type: ignore[assignment]
    warnings.warn(message, JamWeakKeyWarning, stacklevel=level)


def copied(value: Any) -> Any:
    """Return a member's value with lists and objects of its own, so that a JWK does not change."""
    try:
        if isinstance(value, dict):
            return {name: copied(item) for name, item in value.items()}
        return [copied(item) for item in value] if isinstance(value, list) else value
    except RecursionError:
        raise JamJWKValidationError("a member of the JWK is nested too deeply") from None


def generate_material(kty: str, crv: str | None, size: int | None, alg: str | None) -> Any:
    """Return a new record for `JWK.generate`."""
    if not isinstance(kty, str) or kty not in KEY_TYPES:
        raise JamJWKInvalidKeyTypeError(f"kty must be one of {', '.join(KEY_TYPES)}")
    if alg is not None and not isinstance(alg, str):
        raise JamJWKValidationError("alg must be a string")
    record = KEY_TYPES[kty].record_class()
    row = JWS_ALGORITHMS.get(alg) if alg else None
    if alg and row is None:
        crv, size = _for_encryption(kty, crv, size, alg)
    if crv is not None and not isinstance(crv, str):
        raise JamJWKValidationError("crv must be a string")
    if crv is not None and kty not in ("EC", "OKP"):
        raise JamJWKValidationError(f"a {kty} key has no curve")
    if size is not None and kty in ("EC", "OKP"):
        raise JamJWKValidationError(f"the curve sets the size of an {kty} key")
    if row is not None and row.kty != kty:
        raise JamJWKValidationError(f"{alg} does not run with keys of kty {kty}")
    if kty in ("EC", "OKP"):
        curve = (row.crv if row else None) if crv is None else crv
        return record.generate() if curve is None else record.generate(curve)
    if kty == "RSA":
        return record.generate() if size is None else record.generate(size)
    bits = size if size is not None else 8 * row.min_bytes if row and row.min_bytes else 256
    if not isinstance(bits, int) or bits % 8 or not 128 <= bits <= 65536:
        raise JamJWKValidationError("the size of a symmetric key is 128 to 65536 bits, a multiple of 8")
    return record.generate(bits // 8)


def _for_encryption(kty: str, crv: str | None, size: int | None, alg: str) -> tuple[str | None, int | None]:
    """Return the curve and size a new key for this JWE algorithm has when none is asked for."""
    from .jwe_content import CONTENT_ENCRYPTIONS
    from .jwe_key_management import KEY_MANAGEMENTS

    row = KEY_MANAGEMENTS.get(alg)
    if kty == "OKP" and row and row.kty == "ECDH":
        return crv or "X25519", size
    wanted = row.size if row and row.kty == "oct" else None
    if alg in CONTENT_ENCRYPTIONS:  # the key of dir
        wanted = CONTENT_ENCRYPTIONS[alg].key_size
    return crv, 8 * wanted if kty == "oct" and size is None and wanted else size


def secret_bytes(secret: Any) -> bytes:
    """Return a secret or password as bytes; see `JWK.from_secret` for the errors."""
    from ..keys.recognise import looks_asymmetric

    if isinstance(secret, str):
        secret = _utf8(secret)
        if secret is None:
            raise JamInvalidKeyTypeError("a secret must not have lone surrogates")
    if not isinstance(secret, bytes):
        raise JamInvalidKeyTypeError(f"a secret is bytes or str, got {type(secret).__name__}")
    if not secret:
        raise JamInvalidKeyTypeError("the secret is empty")
    if looks_asymmetric(secret):
        raise JamInvalidKeyTypeError("text of an asymmetric key cannot be a secret; read it with JWK")
    return secret


def _utf8(text: str) -> bytes | None:
    """Return `text` in UTF-8, or None: the error holds the text, and must not become a context."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return None
