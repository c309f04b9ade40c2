"""What may stand where a key goes: JWK, JWKSet, their dicts, PEM, OpenSSH, DER, a raw secret, a function.

Public keys given as text or dict are remembered by their content, a bounded number of them, so that
using one again costs no parsing; private keys are not. A JWKS dict that verifies tokens is remembered
as the object it is, with the set that was read from it, until a few others were used.
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
    from .jwa import Verifier
    from .jwk_set import JWKSet
    from .prepared import Prepared

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
    Keys = Union[JWK, JWKSet, "KeySource", "DictSet"]

_REMEMBERED, _REMEMBERED_BYTES = 64, 1 << 18  # how many, and the largest text of one
_remembered: dict[tuple[str, str | bytes], JWK | JWKSet] = {}  # by what it was given as, and content
_DICTS = 4
_dicts: dict[int, DictSet] = {}  # by the id of the dict, which the DictSet keeps alive


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


class DictSet(KeyOrSet):
    """A JWKS dict of the caller, read once, and again when it has changed.

    For a header that was valid before, only what matters for it is compared: the list, its length and the
    one entry whose kid it names. For any other header all entries are.
    """

    __slots__ = ("_entries", "_found", "_list", "_objects", "_places", "data")

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data
        self._read()

    def _read(self) -> None:
        found = as_keys(self.data)
        entries = self.data.get("keys")
        self._list: list[Any] = entries if isinstance(entries, list) else []
        self._objects = list(self._list)
        self._entries = [dict(entry) if isinstance(entry, dict) else entry for entry in self._objects]
        self._places: dict[bytes, int] = {}
        self._found = found

    def find(self, header: dict[str, Any]) -> JWK | JWKSet:
        """Return the set, read anew if anything in the dict has changed."""
        if self.data.get("keys") is not self._list or self._list != self._entries:
            self._read()
        return self._found

    def known_header(self, segment: bytes) -> tuple[dict[str, str], Verifier] | None:
        """See `KeyOrSet`; None if the entry it depends on has changed."""
        place, entries = self._places.get(segment), self._list
        if (
            place is None
            or self.data.get("keys") is not entries
            or len(entries) != len(self._entries)
            or entries[place] is not self._objects[place]
            or entries[place] != self._entries[place]
        ):
            return None
        return self._found.known_header(segment)

    def keep_header(self, segment: bytes, header: dict[str, Any], found: Prepared) -> None:
        """See `KeyOrSet`."""
        self._found.keep_header(segment, header, found)
        kid = header.get("kid")
        named = [
            place
            for place, entry in enumerate(self._entries)
            if kid is None or (isinstance(entry, dict) and entry.get("kid") == kid)
        ]
        if len(named) == 1 and self._found.known_header(segment) is not None:
            self._places[segment] = named[0]


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
    return keys.find(header) if isinstance(keys, (KeySource, DictSet)) else keys


def as_source(key: KeyLike) -> Keys:
    """Return the key, the set or the function that `key` is: what verifies and decrypts takes all three."""
    if isinstance(key, KeyOrSet):
        return key
    if type(key) is dict and isinstance(key.get("keys"), list):
        known = _dicts.get(id(key))
        return known if known is not None and known.data is key else _remember_dict(key)
    return KeySource(key) if callable(key) else as_keys(key)


def _remember_dict(data: dict[str, Any]) -> DictSet:
    made = DictSet(data)
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
    from . import advice

    raise JamInvalidKeyTypeError(advice.not_a_key(key))


def key_from_text(text: str | bytes, password: str | bytes | None = None) -> JWK | JWKSet:
    """Return the key a text from a file, a prompt or a configuration stands for.

    As `as_keys`, and besides JSON text of a JWK or JWK Set, and encrypted PEM with its password.
    """
    if text.lstrip().startswith("{" if isinstance(text, str) else b"{"):  # type: ignore[arg-type]
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
        return JWK.from_der(_without_white_space(content))
    if trace.is_asymmetric and content.lstrip()[:4] in (b"ssh-", b"ecds"):
        return JWK.from_openssh(content)
    raise JamInvalidKeyTypeError(trace.sentence())  # a text is never guessed to be a secret


def _without_white_space(content: bytes) -> bytes:
    """Return DER without the white space of a file behind it; the last byte of a key may look like that."""
    size, head = content[1], 2
    if size & 0x80:  # X.690 section 8.1.3.5: the long form
        head += size & 0x7F
        size = int.from_bytes(content[2:head], "big")
    return content if content[head + size :].strip(b" \t\r\n\v\f\0") else content[: head + size]


def _from_dict(data: dict[str, Any]) -> JWK | JWKSet:
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


def _set_or_key(data: dict[str, Any]) -> JWK | JWKSet:
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
