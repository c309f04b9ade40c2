"""What may stand where a key goes: JWK, JWKSet, their dicts, PEM, OpenSSH, DER, a raw secret, a function.

Public keys given as text or dict are remembered by their content, a bounded number of them, so that
using one again costs no parsing; private keys are not. A JWKS dict that verifies tokens is remembered
as the object it is, with the set that was read from it, until a few others were used.
"""

from __future__ import annotations

from ..encoding import strict_json
from ..exceptions.base import JamEncodingError, JamMissingPartError
from ..exceptions.jose import JamInvalidKeyTypeError, JamJWKValidationError
from ..optional import part
from .header import told
from .jwk import JWK
from .jwk_members import checked_length
from .prepared import KeyFinder, KeyOrSet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, Union

    from ..encoding.json_types import Header, JsonObject
    from ..keys.traces import Trace
    from .jwk_set import JWKSet
    from .jwks_dict import DictSet

    KeyLike = Union[
        JWK,
        JWKSet,
        JsonObject,  # the members of a JWK or of a JWK Set
        str,
        bytes,
        bytearray,
        memoryview,
        Callable[[Header], Union[JWK, JWKSet, JsonObject, str, bytes]],
    ]
    Keys = Union[JWK, JWKSet, KeyFinder]

_REMEMBERED, _REMEMBERED_BYTES = 64, 1 << 18  # how many, and the largest text of one
_remembered: dict[tuple[str, str | bytes], JWK | JWKSet] = {}  # by what it was given as, and content
_DICTS = 4
_dicts: dict[int, DictSet] = {}  # by the id of the dict, which the DictSet keeps alive


class KeySource(KeyFinder):
    """A function of the caller that finds the key for a header that is not verified yet."""

    __slots__ = ("_find",)

    def __init__(self, find: Callable[[Header], KeyLike]) -> None:
        self._find = find

    def find(self, header: Header) -> JWK | JWKSet:
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


def for_header(keys: Keys, header: Header) -> JWK | JWKSet:
    """Return the key or set to use for a token of this header, which is not verified yet."""
    return keys.find(header) if isinstance(keys, KeyFinder) else keys


def as_source(key: KeyLike) -> Keys:
    """Return the key, the set or the function that `key` is: what verifies and decrypts takes all three."""
    if isinstance(key, KeyOrSet):
        return key
    if type(key) is dict and isinstance(key.get("keys"), list):
        known = _dicts.get(id(key))
        return known if known is not None and known.data is key else _remember_dict(key)
    return KeySource(key) if callable(key) else as_keys(key)


def _remember_dict(data: JsonObject) -> DictSet:
    with part("JWK Sets"):
        from .jwks_dict import DictSet
    made = DictSet(data, as_keys)
    if len(_dicts) >= _DICTS:
        _dicts.clear()
    _dicts[id(data)] = made
    return made


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
    raise JamInvalidKeyTypeError(told(lambda advice: advice.not_a_key(key), "this is not a key"))


def key_from_text(text: str | bytes, password: str | bytes | None = None) -> JWK | JWKSet:
    """Return the key a text from a file, a prompt or a configuration stands for.

    As `as_keys`, and besides JSON text of a JWK or JWK Set, and encrypted PEM with its password.
    """
    if text.lstrip().startswith("{" if isinstance(text, str) else b"{"):  # type: ignore[arg-type]
        try:
            return _from_dict(strict_json.loads(checked_length(text, "the key"), "the key"))
        except JamEncodingError as error:
            raise JamJWKValidationError(error.message) from error
    return _from_text(text) if password is None else JWK.from_pem(text, password)


def _from_text(key: str | bytes) -> JWK | JWKSet:
    # Two words: str and bytes of one content have one hash, and to compare them is an error under -bb.
    given_as = "text" if isinstance(key, str) else "octets"
    known = _remembered.get((given_as, key))
    if known is not None:
        return known
    data = key.encode("utf-8", "replace") if isinstance(key, str) else key
    if data.startswith(b"-----BEGIN "):  # never a secret: nobody needs to look further (10 ms at first use)
        return _remember(given_as, key, JWK.from_pem(data))
    try:
        with part("oct"):
            from ..keys.oct import trace_of
    except JamMissingPartError as error:
        return _remember(given_as, key, _public_key(data, error))
    trace = trace_of(data)
    if trace is None:
        return JWK.from_secret(key)
    return _remember(given_as, key, _from_trace(trace))


def _public_key(data: bytes, left_out: JamMissingPartError) -> JWK:
    """Return the key of PEM or DER in a copy without symmetric keys, where no text can become a secret."""
    if b"-----BEGIN" in data:
        return JWK.from_pem(data)
    if data[:1] == b"0" and len(data) > 60:  # no key is shorter
        return JWK.from_der(_without_white_space(data) or data)
    raise left_out


def _from_trace(trace: Trace) -> JWK:
    """Return the key of PEM, OpenSSH text or DER, also in base64 and the like; refuse everything else."""
    content = trace.content
    if trace.is_asymmetric and b"-----BEGIN" in content:
        return JWK.from_pem(content)
    if trace.is_asymmetric and content[:1] == b"0":
        whole = _without_white_space(content)
        if whole is not None or not trace.spelling:
            return JWK.from_der(whole or content)
    if trace.is_asymmetric and content.lstrip()[:4] in (b"ssh-", b"ecds"):
        return JWK.from_openssh(content)
    raise JamInvalidKeyTypeError(trace.sentence())  # a text is never guessed to be a secret


def _without_white_space(content: bytes) -> bytes | None:
    """Return DER without the white space of a file behind it, or None if other bytes stand there.

    The last byte of a key may look like white space.
    """
    size, head = content[1], 2
    if size & 0x80:  # X.690 section 8.1.3.5: the long form
        head += size & 0x7F
        size = int.from_bytes(content[2:head], "big")
    return None if content[head + size :].strip(b" \t\r\n\v\f\0") else content[: head + size]


def _from_dict(data: JsonObject) -> JWK | JWKSet:
    try:
        content = strict_json.encode(data, "the JWK")
    except JamEncodingError as error:
        raise JamJWKValidationError(error.message) from error
    known = _remembered.get(("dict", content))
    if known is not None:
        return known
    return _remember(
        "dict", content, JWK(data) if "kty" in data and "keys" not in data else _set_or_key(data)
    )


def _set_or_key(data: JsonObject) -> JWK | JWKSet:
    with part("JWK Sets"):
        from .jwk_set import JWKSet, is_certificate_map
    return JWKSet.from_dict(data) if "keys" in data or is_certificate_map(data) else JWK(data)


def _remember(given_as: str, content: str | bytes, found: JWK | JWKSet) -> JWK | JWKSet:
    keys = (found,) if isinstance(found, JWK) else found.keys
    if len(content) <= _REMEMBERED_BYTES and not any(key.is_private for key in keys):
        if len(_remembered) >= _REMEMBERED:
            _remembered.clear()
        _remembered[given_as, content] = found
    return found
