"""What may stand where a key goes: JWK, JWK dict, JWKSet, JWKS dict, PEM, OpenSSH, a raw secret.

Public keys given as text or dict are remembered by their content, a bounded number of them, so that
using one again costs no parsing; private keys are never kept here.
"""

from __future__ import annotations

from ..encoding import strict_json
from ..exceptions.encoding import JamEncodingError
from ..exceptions.jose import JamInvalidKeyTypeError, JamJWKValidationError
from .jwk import JWK
from .jwk_set import JWKSet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_REMEMBERED, _REMEMBERED_BYTES = 64, 1 << 18  # how many, and the largest text of one
_remembered: dict[tuple[str, str | bytes], JWK | JWKSet] = {}  # by what it was given as, and content


def as_key(key: Any) -> JWK:
    """Return the one key that `key` is.

    Raises:
        JamInvalidKeyTypeError: None, empty, a type that is no key, or a set where one key is needed.
        JamJWKValidationError: a dict that is not a valid JWK.
    """
    found = as_keys(key)
    if isinstance(found, JWK):
        return found
    if len(found) == 1:
        return found.keys[0]
    raise JamInvalidKeyTypeError("one key is needed here, not a set")


def as_keys(key: Any) -> JWK | JWKSet:
    """Return the key or set of keys that `key` is; errors as in `as_key`."""
    if isinstance(key, (JWK, JWKSet)):
        return key
    if isinstance(key, dict):
        return _from_dict(key)
    if isinstance(key, (bytearray, memoryview)):
        key = bytes(key)
    if not isinstance(key, (str, bytes)):
        raise JamInvalidKeyTypeError(f"{type(key).__name__} is not a key")
    known = _remembered.get(("text", key))
    if known is not None:
        return known
    from ..keys.recognise import looks_asymmetric

    data = key.encode("utf-8", "replace") if isinstance(key, str) else key
    if not looks_asymmetric(data):
        return JWK.from_secret(key)
    return _remember("text", key, _from_text(data))


def key_from_text(text: str | bytes, password: str | bytes | None = None) -> JWK | JWKSet:
    """Return the key a text from a file, a prompt or a configuration stands for.

    As `as_keys`, and besides JSON text of a JWK or JWK Set, and encrypted PEM with its password.
    """
    if text.lstrip()[:1] in ("{", b"{"):
        try:
            return _from_dict(strict_json.loads(text, "the key"))
        except JamEncodingError as error:
            raise JamJWKValidationError(error.message) from error
    return as_keys(text) if password is None else JWK.from_pem(text, password)


def _from_text(data: bytes) -> JWK:
    """Return the asymmetric key of PEM, OpenSSH text or DER."""
    if b"-----BEGIN" in data:
        return JWK.from_pem(data)
    if data[:1] == b"0":
        return JWK.from_der(data)
    if data.lstrip()[:1] in (b"{", b"["):
        raise JamInvalidKeyTypeError("this text is a JWK; read it with JWK.from_json or JWKSet.from_json")
    return JWK.from_openssh(data)


def _from_dict(data: dict[str, Any]) -> JWK | JWKSet:
    try:
        content = strict_json.encode(data, "the JWK")
    except JamEncodingError as error:
        raise JamJWKValidationError(error.message) from error
    known = _remembered.get(("dict", content))
    if known is not None:
        return known
    return _remember("dict", content, JWKSet.from_dict(data) if "keys" in data else JWK(data))


def _remember(given_as: str, content: str | bytes, found: JWK | JWKSet) -> JWK | JWKSet:
    keys = found.keys if isinstance(found, JWKSet) else (found,)
    if len(content) <= _REMEMBERED_BYTES and not any(key.is_private for key in keys):
        if len(_remembered) >= _REMEMBERED:
            _remembered.clear()
        _remembered[given_as, content] = found
    return found
