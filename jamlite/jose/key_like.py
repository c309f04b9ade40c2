"""What may stand where a key goes: JWK, JWKSet, their dicts, PEM, OpenSSH, DER, a raw secret, a function.

Public keys given as text or dict are remembered by their content, a bounded number of them, so that
using one again costs no parsing; private keys are never kept here.
"""

from __future__ import annotations

from ..encoding import strict_json
from ..exceptions.encoding import JamEncodingError
from ..exceptions.jose import JamInvalidKeyTypeError, JamJWKValidationError
from ..optional import part
from .jwk import JWK
from .prepared import KeyOrSet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Dict, Union

    from ..keys.traces import Trace
    from .jwk_set import JWKSet

    KeyLike = Union[
        JWK,
        JWKSet,
        Dict[str, Any],  # the members of a JWK or of a JWK Set
        str,
        bytes,
        bytearray,
        memoryview,
        Callable[[Dict[str, Any]], Union[JWK, JWKSet, Dict[str, Any], str, bytes]],
    ]
    Keys = Union[JWK, JWKSet, "KeySource"]

_REMEMBERED, _REMEMBERED_BYTES = 64, 1 << 18  # how many, and the largest text of one
_remembered: dict[tuple[str, str | bytes], JWK | JWKSet] = {}  # by what it was given as, and content


class KeySource(KeyOrSet):
    """A function of the caller that finds the key for a header that is not verified yet."""

    __slots__ = ("_find",)

    def __init__(self, find: Callable[[dict[str, Any]], KeyLike]) -> None:
        self._find = find

    def find(self, header: dict[str, Any]) -> JWK | JWKSet:
        """Return what the function finds.

        Raises:
            JamInvalidKeyTypeError: it found no key.
        """
        return as_keys(self._find(dict(header)))


def as_key(key: KeyLike) -> JWK:
    """Return the one key that `key` is.

    Raises:
        JamInvalidKeyTypeError: None, empty, a type that is not a key, or a set where one key is needed.
        JamJWKValidationError: a dict that is not a valid JWK.
    """
    found = as_keys(key)
    if isinstance(found, JWK):
        return found
    if len(found) == 1:
        return found.keys[0]
    raise JamInvalidKeyTypeError("one key is needed here, not a set")


def for_header(keys: Keys, header: dict[str, Any]) -> JWK | JWKSet:
    """Return the key or set to use for a token of this header, which is not verified yet."""
    return keys.find(header) if isinstance(keys, KeySource) else keys


def as_source(key: KeyLike) -> Keys:
    """Return the key, the set or the function that `key` is: what verifies and decrypts takes all three."""
    if isinstance(key, KeyOrSet):
        return key
    return KeySource(key) if callable(key) else as_keys(key)


def as_keys(key: KeyLike) -> JWK | JWKSet:
    """Return the key or set of keys that `key` is; errors as in `as_key`."""
    if isinstance(key, KeyOrSet):
        return key
    if isinstance(key, dict):
        return _from_dict(key)
    if isinstance(key, (bytearray, memoryview)):
        key = bytes(key)
    if isinstance(key, (str, bytes)):
        return _from_text(key)
    raise JamInvalidKeyTypeError(f"{type(key).__name__} is not a key")


def key_from_text(text: str | bytes, password: str | bytes | None = None) -> JWK | JWKSet:
    """Return the key a text from a file, a prompt or a configuration stands for.

    As `as_keys`, and besides JSON text of a JWK or JWK Set, and encrypted PEM with its password.
    """
    if text.lstrip()[:1] in ("{", b"{"):
        try:
            return _from_dict(strict_json.loads(text, "the key"))
        except JamEncodingError as error:
            raise JamJWKValidationError(error.message) from error
    return _from_text(text) if password is None else JWK.from_pem(text, password)


def _from_text(key: str | bytes) -> JWK | JWKSet:
    known = _remembered.get(("text", key))
    if known is not None:
        return known
    from ..keys.traces import trace_of

    data = key.encode("utf-8", "replace") if isinstance(key, str) else key
    trace = trace_of(data)
    if trace is None:
        return JWK.from_secret(key)
    return _remember("text", key, _from_trace(trace))


def _from_trace(trace: Trace) -> JWK:
    """Return the key of PEM, OpenSSH text or DER, also in base64 and the like; refuse everything else."""
    content = trace.content
    if trace.is_asymmetric and b"-----BEGIN" in content:
        return JWK.from_pem(content)
    if trace.is_asymmetric and content[:1] == b"0":
        return JWK.from_der(content.rstrip(b" \t\r\n\v\f\0"))
    if trace.is_asymmetric and content.lstrip()[:4] in (b"ssh-", b"ecds"):
        return JWK.from_openssh(content)
    raise JamInvalidKeyTypeError(trace.sentence())  # a text is never guessed to be a secret


def _from_dict(data: dict[str, Any]) -> JWK | JWKSet:
    try:
        content = strict_json.encode(data, "the JWK")
    except JamEncodingError as error:
        raise JamJWKValidationError(error.message) from error
    known = _remembered.get(("dict", content))
    if known is not None:
        return known
    return _remember("dict", content, _set_from_dict(data) if "keys" in data else JWK(data))


def _set_from_dict(data: dict[str, Any]) -> JWKSet:
    with part("JWK Sets"):
        from .jwk_set import JWKSet
    return JWKSet.from_dict(data)


def _remember(given_as: str, content: str | bytes, found: JWK | JWKSet) -> JWK | JWKSet:
    keys = (found,) if isinstance(found, JWK) else found.keys
    if len(content) <= _REMEMBERED_BYTES and not any(key.is_private for key in keys):
        if len(_remembered) >= _REMEMBERED:
            _remembered.clear()
        _remembered[given_as, content] = found
    return found
