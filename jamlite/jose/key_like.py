"""What may stand where a key goes: JWK, JWKSet, their dicts, PEM, OpenSSH, DER, a raw secret, a function.

Public keys given as text or dict are remembered by their content, a bounded number of them; private keys are
not. A JWKS dict that verifies tokens is remembered as the object it is, with the set that was read from it,
until a few others were used.
"""

from __future__ import annotations

from ..encoding import strict_json
from ..exceptions.base import JamEncodingError, JamMissingPartError
from ..exceptions.jose import JamInvalidKeyTypeError, JamJWKValidationError
from ..optional import part
from . import limits
from .header import told
from .prepared import KeyFinder, KeyOrSet
from .token_key import TokenKey

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, TypeVar, Union

    from ..encoding.json_types import Header, JsonObject
    from ..keys.traces import Trace
    from .jwk import JWK
    from .jwk_set import JWKSet
    from .jwks_dict import DictSet

    KeyLike = Union[
        TokenKey,  # JWK is its subclass
        JWKSet,
        JsonObject,  # the members of a JWK or of a JWK Set
        str,
        bytes,
        bytearray,
        memoryview,
        Callable[[Header], Union[JWK, JWKSet, JsonObject, str, bytes]],
    ]
    Keys = Union[TokenKey, JWKSet, KeyFinder]
    _Place = TypeVar("_Place")
    _Found = TypeVar("_Found", TokenKey, Union[JWK, JWKSet])

_REMEMBERED, _REMEMBERED_BYTES = 64, 1 << 18  # how many, and the largest text of one
# By type, too: str and bytes of one content have one hash, and to compare them is an error under -bb.
_texts: dict[tuple[type, str | bytes], TokenKey] = {}
_jwks: dict[bytes, JWK | JWKSet] = {}  # by their JSON text
_DICTS = 4
_dicts: dict[int, DictSet] = {}  # by the id of the dict, which the DictSet keeps alive


class KeySource(KeyFinder):
    """A function of the caller that finds the key for a header that is not verified yet."""

    __slots__ = ("_find",)

    def __init__(self, find: Callable[[Header], KeyLike]) -> None:
        self._find = find

    def find(self, header: Header) -> TokenKey | JWKSet:
        """Return what the function finds.

        Raises:
            JamInvalidKeyTypeError: it found no key.
        """
        return key_or_set(self._find(dict(header)))


def one_key(key: KeyLike) -> TokenKey:
    """Return the one key that `key` is.

    Raises:
        JamInvalidKeyTypeError: None, empty, a type that is not a key, or a set where one key is needed.
        JamJWKValidationError: a dict that is not a valid JWK.
    """
    found = key_or_set(key)
    if isinstance(found, TokenKey):
        return found
    if len(found) == 1:
        return found.keys[0]
    raise JamInvalidKeyTypeError("one key is needed here, not a set")


def as_key(key: KeyLike) -> JWK:
    """Return the one JWK that `key` is; errors as in `one_key`."""
    return as_jwk(one_key(key))


def as_keys(key: KeyLike) -> JWK | JWKSet:
    """Return the JWK or set that `key` is; errors as in `one_key`."""
    found = key_or_set(key)
    return as_jwk(found) if isinstance(found, TokenKey) else found


def as_jwk(key: TokenKey) -> JWK:
    """Return a key as a JWK."""
    with part("jwk"):
        from .jwk import JWK, jwk_of
    return key if isinstance(key, JWK) else jwk_of(key)


def for_header(keys: Keys, header: Header) -> TokenKey | JWKSet:
    """Return the key or set to use for a token of this header, which is not verified yet."""
    return keys.find(header) if isinstance(keys, KeyFinder) else keys


def as_source(key: KeyLike) -> Keys:
    """Return the key, the set or the function that `key` is: what verifies and decrypts takes all three."""
    if isinstance(key, KeyOrSet):
        return key
    if type(key) is dict and isinstance(key.get("keys"), list):
        known = _dicts.get(id(key))
        return known if known is not None and known.data is key else _remember_dict(key)
    return KeySource(key) if callable(key) else key_or_set(key)


def _remember_dict(data: JsonObject) -> DictSet:
    with part("JWK Sets"):
        from .jwks_dict import DictSet
    made = DictSet(data, key_or_set)
    if len(_dicts) >= _DICTS:
        _dicts.clear()
    _dicts[id(data)] = made
    return made


def key_or_set(key: KeyLike) -> TokenKey | JWKSet:
    """Return the key or set of keys that `key` is; errors as in `one_key`."""
    if isinstance(key, KeyOrSet):
        return key
    if isinstance(key, dict):
        return _from_dict(key)
    if isinstance(key, (bytearray, memoryview)):
        key = bytes(key)
    if isinstance(key, (str, bytes)) and len(key) <= limits.MAX_KEY_TEXT:
        return _from_text(key)
    raise JamInvalidKeyTypeError(told(lambda advice: advice.not_a_key(key), "this is not a key"))


def key_from_text(text: str | bytes, password: str | bytes | None = None) -> JWK | JWKSet:
    """Return the key a text from a file, a prompt or a configuration stands for.

    As `as_keys`, and besides JSON text of a JWK or JWK Set, and encrypted PEM with its password.
    """
    if text.lstrip().startswith("{" if isinstance(text, str) else b"{"):  # type: ignore[arg-type]
        with part("jwk"):
            from .jwk_members import checked_length
        try:
            return _from_dict(strict_json.loads(checked_length(text, "the key"), "the key"))
        except JamEncodingError as error:
            raise JamJWKValidationError(error.message) from error
    return as_jwk(_from_text(text) if password is None else _from_pem(text, password))


def _from_text(key: str | bytes) -> TokenKey:
    place = type(key), key
    known = _texts.get(place)
    if known is not None:
        return known
    data = key.encode("utf-8", "replace") if isinstance(key, str) else key
    if data.startswith(b"-----BEGIN "):  # never a secret: nobody needs to look further (10 ms at first use)
        return _remember(_texts, place, len(key), _from_pem(data))
    try:
        with part("oct"):
            from ..keys.oct import OctKey, secret_bytes, trace_of
    except JamMissingPartError as error:
        return _remember(_texts, place, len(key), _public_key(data, error))
    trace = trace_of(data)
    if trace is None:
        return TokenKey(OctKey(secret_bytes(key)))
    return _remember(_texts, place, len(key), _from_trace(trace))


def _from_pem(text: str | bytes, password: str | bytes | None = None) -> TokenKey:
    with part("PEM"):
        from ..keys import loading
    return TokenKey(loading.load_pem(text, password))


def _from_der(data: bytes) -> TokenKey:
    with part("DER"):
        from ..keys import loading
    return TokenKey(loading.load_der(data))


def _public_key(data: bytes, left_out: JamMissingPartError) -> TokenKey:
    """Return the key of PEM or DER in a copy without symmetric keys, where no text can become a secret."""
    if b"-----BEGIN" in data:
        return _from_pem(data)
    if data[:1] == b"0" and len(data) > 60:  # no key is shorter
        return _from_der(_without_white_space(data) or data)
    raise left_out


def _from_trace(trace: Trace) -> TokenKey:
    """Return the key of PEM, OpenSSH text or DER, also in base64 and the like; refuse everything else."""
    content = trace.content
    if trace.is_asymmetric and b"-----BEGIN" in content:
        return _from_pem(content)
    if trace.is_asymmetric and content[:1] == b"0":
        whole = _without_white_space(content)
        if whole is not None or not trace.spelling:
            return _from_der(whole or content)
    if trace.is_asymmetric and content.lstrip()[:4] in (b"ssh-", b"ecds"):
        with part("OpenSSH"):
            from ..keys import loading
        return TokenKey(loading.load_openssh(content))
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
    known = _jwks.get(content)
    if known is not None:
        return known
    return _remember(_jwks, content, len(content), _set_or_key(data))


def _set_or_key(data: JsonObject) -> JWK | JWKSet:
    with part("jwk"):
        from .jwk import JWK
    if "kty" in data and "keys" not in data:
        return JWK(data)
    with part("JWK Sets"):
        from .jwk_set import JWKSet, is_certificate_map
    return JWKSet.from_dict(data) if "keys" in data or is_certificate_map(data) else JWK(data)


def _remember(kept: dict[_Place, _Found], place: _Place, size: int, found: _Found) -> _Found:
    keys = (found,) if isinstance(found, TokenKey) else found.keys
    if size <= _REMEMBERED_BYTES and not any(key.is_private for key in keys):
        if len(kept) >= _REMEMBERED:
            kept.clear()
        kept[place] = found
    return found
