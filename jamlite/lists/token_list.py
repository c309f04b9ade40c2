"""Allow and deny lists of tokens, on a store.

An error of the store is raised, never answered: a list that cannot be read has not said that a token
is good. Entries are hashes, so the store holds nothing that could be used as a token.
"""

from __future__ import annotations

from ..driver import at_once, checked, led, single, stepwise
from ..exceptions.base import JamConfigurationError, JamTypeError, JamValidationError
from ..stores.kinds import OnOwnStore
from ..stores.store import is_duration, moment
from .tokens import expiry, fingerprint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Iterable

    from ..driver import Steps
    from ..encoding.json_types import JsonObject, Settings
    from ..stores.store import Item, Store

# An entry outlives its token, for verifiers whose clock is late or that grant a leeway.
MARGIN = 3600.0
LIST_PREFIX = "jwt_list"  # begins the keys, unless another is given
_TYPES = {"black": "black", "white": "white", "deny": "black", "allow": "white"}


class TokenList(OnOwnStore):
    """A list of tokens: "black" refuses those that stand on it, "white" those that do not.

    Args:
        store: where the entries live; or the configuration of a store, see `stores.build_store`; or a
            function that opens it once all else has been found good.
        type: "black" or "white"; "deny" and "allow" mean the same.
        prefix: begins the keys, so that several lists can share a store.
        ttl: seconds an entry is kept when its token shows no exp (a jti, an encrypted token);
            None keeps it until it is deleted.
    """

    READS_JAM = False

    def __init__(
        self,
        store: Store | Settings | Callable[[], Store],
        *,
        type: str = "black",
        prefix: str = LIST_PREFIX,
        ttl: float | None = None,
    ) -> None:
        if not (isinstance(type, str) and type in _TYPES):
            raise JamConfigurationError(
                "the type of a list must be black or white", error_code="configuration.jwt.unknown_list_type"
            )
        if ttl is not None and not (is_duration(ttl) and ttl > 0):
            raise JamConfigurationError("ttl must be a positive number of seconds, or None")
        if not isinstance(prefix, str):
            raise JamConfigurationError("prefix must be text")
        self.__list_type__ = _TYPES[type]
        self._prefix = prefix
        self._ttl = ttl
        self._begin(store, prefix)

    def _use(self, store: Store) -> None:
        super()._use(store)
        # The store if it is one server of Redis, where entries of Jam may stand beside ours.
        alone = self.READS_JAM and getattr(self._store, "is_cluster", True) is False
        self._beside_jam: Any = self._store if alone else None

    @led
    def add(self, token: str, *, expires: float | None = None, now: float | None = None) -> None:
        """Put a token, or a jti, on the list.

        Args:
            token: what `check` will be asked for.
            expires: when the entry may go, in seconds since 1970; default: an hour after the
                token's exp, else as `ttl` says.
            now: seconds since 1970; None asks the clock.

        Raises:
            JamStoreError: the store failed; the token is not on the list.
            JamTypeError, JamValidationError: not text.
        """
        if self._lead is at_once:
            checked(self._enter(token, expires, now))
            return None
        done: None = self._lead(self._entering(token, expires, now))
        return done

    @stepwise
    def add_many(
        self, tokens: Iterable[str], *, expires: float | None = None, now: float | None = None
    ) -> Steps[None]:
        """Put several tokens on the list in one go."""
        time = moment(now)
        yield self._store.put_many([self._item(token, expires, time) for token in _several(tokens)], now=time)

    @led
    def check(self, token: str, *, now: float | None = None) -> bool:
        """Tell whether a token stands on the list.

        Raises:
            JamStoreError: the list could not be read; treat the token as refused.
        """
        answer: bool
        if self._lead is at_once:  # without a generator: 1.2 us less, a third of a look into memory
            answer = checked(self._look(token, now))
        else:
            answer = self._lead(single(self._look, token, now))
        return answer

    @stepwise
    def check_many(self, tokens: Iterable[str], *, now: float | None = None) -> Steps[dict[str, bool]]:
        """Tell for each token whether it stands on the list."""
        asked = _several(tokens)
        found = yield self._standing(asked, now)
        return dict(zip(asked, found))

    @stepwise
    def delete(self, token: str) -> Steps[None]:
        """Take a token off the list, if it stands there."""
        yield self._store.delete(self._entry_key(token))
        if self._beside_jam is not None:
            # Else Jam's entry would still stand.
            yield self._beside_jam.command("DEL", self._jam_name(token).encode())

    @stepwise
    def delete_many(self, tokens: Iterable[str]) -> Steps[None]:
        """Take several tokens off the list in one go."""
        gone = _several(tokens)
        yield self._store.delete_many([self._entry_key(token) for token in gone])
        if self._beside_jam is not None and gone:
            yield self._beside_jam.command("DEL", *[self._jam_name(token).encode() for token in gone])

    @stepwise
    def revoke_subject(
        self, subject: str, *, at: float | None = None, expires: float | None = None, now: float | None = None
    ) -> Steps[None]:
        """Refuse every token of `subject` that was issued at or before a time: log out everywhere.

        Works on both types of list, in `refuses`.

        Args:
            subject: the sub of the tokens.
            at: seconds since 1970; default: now.
            expires: when this may be forgotten: when the last such token has expired; default: never.
            now: seconds since 1970; None asks the clock.
        """
        until = moment(now if at is None else at, "at")
        key, value = self._subject_key(subject), repr(until)
        written = False
        while not written:  # another revocation may come between; the later time is to stand
            standing = yield self._store.get(key, now=now)
            if standing is None:
                written = yield self._store.put(key, value, expires=expires, fresh=True, now=now)
            elif float(standing.value) >= until:  # a later one is never taken back by an earlier one
                return
            else:
                written = yield self._store.replace(
                    key, value, expires=expires, expect=standing.value, now=now
                )

    @stepwise
    def restore_subject(self, subject: str) -> Steps[None]:
        """Take back `revoke_subject`."""
        yield self._store.delete(self._subject_key(subject))

    @stepwise
    def refuses(
        self, token: str, claims: JsonObject | None = None, *, now: float | None = None
    ) -> Steps[bool]:
        """Give the list's verdict on a verified token: by itself, by its jti, by its subject and age.

        Args:
            token: the whole token.
            claims: its verified claims; sub, jti and iat are looked at.
            now: seconds since 1970; None asks the clock.

        Returns:
            True if it must not be accepted.

        Raises:
            JamStoreError: the list could not be read; treat the token as refused.
            JamTypeError: claims are not a dict.
        """
        claims = claims or {}
        if not isinstance(claims, dict):
            raise JamTypeError(f"claims must be a dict, got {type(claims).__name__}")
        names = [token]
        if isinstance(claims.get("jti"), str) and claims["jti"]:
            names.append(claims["jti"])  # RFC 7519 section 4.1.7: a logout may know no more of it
        listed = any((yield self._standing(names, now)))
        if listed is (self.__list_type__ == "black"):  # refused: on a black list, or not on a white one
            return True
        subject = claims.get("sub")
        if not isinstance(subject, str) or not subject:
            return False
        revoked = yield self._store.get(self._subject_key(subject), now=now)
        if revoked is None:
            return False
        issued = claims.get("iat")
        if isinstance(issued, bool) or not isinstance(issued, (int, float)):
            return True  # nobody knows how old it is
        return not issued > float(revoked.value)  # of the same second: refused, for iat has no fractions

    @stepwise
    def purge(self, limit: int = 1000, *, now: float | None = None) -> Steps[int]:
        """Reclaim the space of at most `limit` expired entries; see `Store.purge`."""
        count: int = yield self._store.purge(limit, now=now)
        return count

    @stepwise
    def close(self) -> Steps[None]:
        """Give back files and connections."""
        yield self._store.close()  # type: ignore[func-returns-value]

    def adopt(self, document: JsonObject, now: float) -> Item | None:
        """Turn an entry of Jam's TinyDB file into an item for the store; None if it is not readable."""
        token = document.get("token")
        if not isinstance(token, str):
            return None
        try:
            return self._item(token, None, now)
        except JamValidationError:
            return None

    def _item(self, token: str, expires: float | None, now: float) -> Item:
        if expires is None:
            end = expiry(token) if isinstance(token, str) else None
            if end is not None:
                expires = end + MARGIN
            elif self._ttl is not None:
                expires = now + self._ttl
        return self._entry_key(token), "1", "", expires

    def _enter(self, token: str, expires: float | None, now: float | None) -> Any:
        """Put a token on the list; return what the store returns."""
        time = moment(now)
        key, value, owner, end = self._item(token, expires, time)
        return self._store.put(key, value, owner=owner, expires=end, now=time)

    def _entering(self, token: str, expires: float | None, now: float | None) -> Steps[None]:
        yield self._enter(token, expires, now)

    def _look(self, token: str, now: float | None) -> Any:
        """Ask whether a token stands on the list; return what the store returns."""
        key = f"{self._prefix}:{fingerprint(token)}"
        if self._beside_jam is None:
            return self._store.contains(key, now=now)
        return self._beside_jam.contains_one(key, self._jam_name(token), now=moment(now))

    def _standing(self, tokens: list[str], now: float | None) -> Any:
        """Ask for each token whether it stands on the list; return what the store returns."""
        keys = [self._entry_key(token) for token in tokens]
        if self._beside_jam is None:
            return self._store.contains_many(keys, now=now)
        return self._beside_jam.contains_either(keys, list(map(self._jam_name, tokens)), now=moment(now))

    def _jam_name(self, token: str) -> str:
        """Return the name that Jam gives an entry in Redis; it has the value "1"."""
        return f"{self._prefix}:{token}"

    def _entry_key(self, token: str) -> str:
        return f"{self._prefix}:{fingerprint(token)}"

    def _subject_key(self, subject: str) -> str:
        return f"{self._prefix}:sub:{fingerprint(subject)}"


def _several(tokens: Iterable[str]) -> list[str]:
    if isinstance(tokens, (str, bytes)):  # a text is a list of its letters: none of them is a token
        raise JamTypeError("tokens must be a list, not one text")
    try:
        return list(tokens)
    except TypeError:
        raise JamTypeError(f"tokens must be a list, got {type(tokens).__name__}") from None
