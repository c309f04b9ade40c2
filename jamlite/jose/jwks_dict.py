"""A JWKS dict of the caller, as a key."""

from __future__ import annotations

from .prepared import KeyFinder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

    from ..encoding.json_types import Header, JsonObject, JsonValue
    from .jwa import Verifier
    from .jwk_set import JWKSet
    from .prepared import Prepared
    from .token_key import TokenKey


class DictSet(KeyFinder):
    """A JWKS dict of the caller, read once, and again when it has changed.

    For a header that was valid before, only what matters for it is compared: the list, its length and the
    one entry whose kid it names. For any other header all entries are.
    """

    __slots__ = ("_key_or_set", "_state", "data")

    def __init__(self, data: JsonObject, key_or_set: Callable[[JsonObject], TokenKey | JWKSet]) -> None:
        self.data = data
        self._key_or_set = key_or_set
        self._state = self._read()

    def _read(self) -> _State:
        """Return what the dict holds now. The copy comes first: a thread may change the dict meanwhile."""
        listed = self.data.get("keys")
        if not isinstance(listed, list):
            return _State([], [], [], self._key_or_set(self.data))
        objects = list(listed)
        copies = [dict(entry) if isinstance(entry, dict) else entry for entry in objects]
        return _State(listed, objects, copies, self._key_or_set({**self.data, "keys": copies}))

    def find(self, header: Header) -> TokenKey | JWKSet:
        """Return the set, read anew if anything in the dict has changed."""
        state = self._state
        if self.data.get("keys") is not state.listed or state.listed != state.copies:
            state = self._state = self._read()
        return state.found

    def known_header(self, segment: bytes) -> tuple[dict[str, str], Verifier] | None:
        """See `KeyOrSet`; None if the entry it depends on has changed."""
        state = self._state
        place, listed = state.places.get(segment), state.listed
        if (
            place is None
            or self.data.get("keys") is not listed
            or len(listed) != len(state.copies)
            or listed[place] is not state.objects[place]
            or listed[place] != state.copies[place]
        ):
            return None
        return state.found.known_header(segment)

    def keep_header(self, segment: bytes, header: Header, found: Prepared) -> None:
        """See `KeyOrSet`."""
        state = self._state
        state.found.keep_header(segment, header, found)
        kid = header.get("kid")
        named = [
            place
            for place, entry in enumerate(state.copies)
            if kid is None or (isinstance(entry, dict) and entry.get("kid") == kid)
        ]
        if len(named) == 1 and state.found.known_header(segment) is not None:
            state.places[segment] = named[0]


class _State:
    """What was read from the dict: the list in it, its entries, copies of them, and the set they make.

    `places` says for a header that was valid which entry it depends on.
    """

    __slots__ = ("copies", "found", "listed", "objects", "places")

    def __init__(
        self,
        listed: list[JsonValue],
        objects: list[JsonValue],
        copies: list[JsonValue],
        found: TokenKey | JWKSet,
    ) -> None:
        self.listed = listed
        self.objects = objects
        self.copies = copies
        self.found = found
        self.places: dict[bytes, int] = {}
