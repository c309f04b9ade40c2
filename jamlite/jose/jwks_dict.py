"""A JWKS dict of the caller as a key: read once, and again when it has changed."""

from __future__ import annotations

from .prepared import KeyFinder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Union

    from .jwa import Verifier
    from .jwk import JWK
    from .jwk_set import JWKSet
    from .prepared import Prepared


class DictSet(KeyFinder):
    """A JWKS dict of the caller, read once, and again when it has changed.

    For a header that was valid before, only what matters for it is compared: the list, its length and the
    one entry whose kid it names. For any other header all entries are.
    """

    __slots__ = ("_as_keys", "_entries", "_found", "_list", "_objects", "_places", "data")

    def __init__(self, data: dict[str, Any], as_keys: Callable[[dict[str, Any]], Union[JWK, JWKSet]]) -> None:
        self.data = data
        self._as_keys = as_keys
        self._read()

    def _read(self) -> None:
        found = self._as_keys(self.data)
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
