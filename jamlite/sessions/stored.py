"""Sessions on a store: each method is one atomic step of the store, `yield` what waits for it."""

from __future__ import annotations

from ..driver import stepwise
from ..exceptions.base import JamConfigurationError, JamTypeError
from ..exceptions.sessions import JamSessionNotFound, JamStoreError
from ..stores.kinds import OnOwnStore
from ..stores.store import PURGE_STEP, is_duration, is_key, moment
from .base import BaseSessionModule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, List, Protocol, Sequence, Unpack

    from ..driver import Steps
    from ..encoding.json_types import JsonObject, Settings
    from ..stores.store import Item, Record, Store
    from .base import BaseOptions

    class StoreOptions(BaseOptions, total=False):
        """The options of every session module on a store, beside its ttl."""

        sliding: bool

    class Former(Protocol):
        """Where else sessions may stand; see `jam_hashes`."""

        def read(self, sessions: StoreSessions, session_id: str) -> Steps[str | None]: ...
        def take_over(self, sessions: StoreSessions, session_id: str, now: float) -> Steps[bool]: ...
        def delete(self, sessions: StoreSessions, session_id: str) -> Steps[bool]: ...
        def clear(self, sessions: StoreSessions, session_key: str) -> Steps[None]: ...
        def ids(self, sessions: StoreSessions, session_key: str) -> Steps[List[str]]: ...
        def all_ids(self, sessions: StoreSessions) -> Steps[List[str]]: ...


DEFAULT_TTL = 3600  # seconds
PREFIX = "session:"  # of keys and owners in the store, which may hold other things too
SLIDING_STEPS = 60  # a sliding session is renewed at most so many times in its lifetime: reads stay reads
TRIES = 64
MODIFY_TRIES = 1000  # each failure means that somebody else succeeded


class StoreSessions(BaseSessionModule, OnOwnStore):
    """Sessions on any store.

    Args:
        store: where they live; or the configuration of a store, see `stores.build_store`; or a function
            that opens it once all else has been found good.
        ttl: seconds a session lives; None for ever.
        sliding: let the life begin anew with each get and update (to the nearest sixtieth of `ttl`)
            instead of ending `ttl` seconds after the creation.
        options: those of `BaseSessionModule`.
    """

    def __init__(
        self,
        store: Store | Settings | Callable[[], Store],
        *,
        ttl: float | None = DEFAULT_TTL,
        sliding: bool = False,
        **options: Unpack[BaseOptions],
    ) -> None:
        super().__init__(**options)
        if ttl is not None and not (is_duration(ttl) and ttl > 0):
            raise JamConfigurationError("ttl must be a positive number of seconds, or None")
        if sliding and ttl is None:
            raise JamConfigurationError("sliding sessions need a ttl")
        self.ttl = ttl
        self._sliding = bool(sliding)
        self._former: Former | None = None  # where else sessions may stand
        self._begin(store, "sessions")  # last: no file is made for a wrong ttl

    @stepwise
    def create(self, session_key: str, data: JsonObject, *, now: float | None = None) -> Steps[str]:
        """Start a session.

        Args:
            session_key: whose it is, for `clear` and `list`.
            data: what to remember: a dict that JSON can carry, at most 1 MiB of text.
            now: seconds since 1970; None asks the clock.

        Returns:
            The id, with 192 random bits unless `id_factory` makes others. It does not show the key.

        Raises:
            JamSessionDataError: the data cannot be stored.
            JamStoreError: the store failed. In either case nothing was written.
        """
        owner = _owner(session_key)
        text = self._dump(data)
        now = moment(now)
        for _ in range(TRIES):
            session_id = self._new_id(now)
            value = self._seal(session_id, text, now)
            written = yield self._store.put(
                PREFIX + session_id, value, owner=owner, expires=self._end(now), fresh=True, now=now
            )
            if written:
                self._log("session created")
                return session_id
        raise JamConfigurationError("id_factory gives ids that are taken")  # 192 random bits never are

    @stepwise
    def get(self, session_id: str, *, now: float | None = None) -> Steps[JsonObject | None]:
        """Return a copy of the data of a live session, or None, whatever is wrong with the id."""
        key = self._key(session_id)
        if key is None:
            return None
        now = moment(now)
        record = yield self._store.get(key, now=now)
        if record is None and self._former is not None:
            if not self._sliding:  # reading leaves Jam's record where it is
                text = yield from self._former.read(self, session_id)
                return None if text is None else self._load(text)
            if (yield from self._former.take_over(self, session_id, now)):
                record = yield self._store.get(key, now=now)
        text = None if record is None else self._open(session_id, record.value)
        if record is None or text is None:
            return None
        end = self._end(now) if self._sliding else None
        if (
            end is not None
            and self.ttl is not None
            and (record.expires is None or end - record.expires > self.ttl / SLIDING_STEPS)
            and not (yield self._store.replace(key, expires=end, now=now))
        ):
            return None  # it ended at this very moment
        return self._load(text)

    @stepwise
    def update(self, session_id: str, data: JsonObject, *, now: float | None = None) -> Steps[None]:
        """Put `data` in the place of the data of a live session.

        Raises:
            JamSessionNotFound: there is none; none is made.
            JamSessionDataError, JamStoreError: as in `create`; the old data stays.
        """
        text = self._dump(data)
        key = self._key(session_id)
        now = moment(now)
        if key is None:
            raise JamSessionNotFound()
        sealed = self._seal(session_id, text, now)
        end = self._end(now) if self._sliding else None
        done = yield self._store.replace(key, sealed, expires=end, now=now)
        if not done and self._former is not None:
            if (yield from self._former.take_over(self, session_id, now)):
                done = yield self._store.replace(key, sealed, expires=end, now=now)
        if not done:
            raise JamSessionNotFound()
        self._log("session updated")

    @stepwise
    def modify(
        self,
        session_id: str,
        function: Callable[[JsonObject], JsonObject | None],
        *,
        now: float | None = None,
    ) -> Steps[JsonObject]:
        """Change the data of a live session in one atomic step; return the new data.

        `update` puts new data in the place of whatever stands there by then. Here nothing is lost: if
        somebody else changes the session meanwhile, the function is called again with what they wrote.

        Args:
            session_id: of the session.
            function: gets a copy of the data and changes it, or returns other data. It is called once
                or more, so it must do nothing else; it must not be a coroutine function.
            now: seconds since 1970; None asks the clock.

        Raises:
            JamSessionNotFound: there is no such session.
            JamSessionDataError, JamStoreError: as in `create`. A JamStoreError `store.busy` says that
                others changed the session each time. In either case, and if the function raises, the
                old data stays.
        """
        key = self._key(session_id)
        if key is None:
            raise JamSessionNotFound()
        now = moment(now)
        for _ in range(MODIFY_TRIES):
            record = yield from self._found(session_id, key, now)
            text = None if record is None else self._open(session_id, record.value)
            if record is None or text is None:
                raise JamSessionNotFound()
            data = _changed(function, self._load(text))  # outside of any lock: it may take its time
            sealed = self._seal(session_id, self._dump(data), now)
            end = self._end(now) if self._sliding else None
            if (yield self._store.replace(key, sealed, expires=end, expect=record.value, now=now)):
                self._log("session updated")
                return data
        raise JamStoreError(
            "the session could not be changed: others change it all the time", error_code="store.busy"
        )

    @stepwise
    def delete(self, session_id: str, *, now: float | None = None) -> Steps[None]:
        """End a session if it exists."""
        key = self._key(session_id)
        if key is None:
            return
        done = yield self._store.delete(key, now=now)
        if self._former is not None:
            done = (yield from self._former.delete(self, session_id)) or done
        if done:
            self._log("session deleted")

    @stepwise
    def rework(self, session_id: str, *, now: float | None = None) -> Steps[str]:
        """Give a live session another id: after a login, against fixation.

        Data and remaining lifetime stay; the old id is dead. However many try at once, one succeeds.

        Raises:
            JamSessionNotFound: there is no such session, or somebody else has just reworked it.
            JamStoreError: the store failed.
        """
        key = self._key(session_id)
        if key is None:
            raise JamSessionNotFound()
        now = moment(now)
        for _ in range(TRIES):
            record = yield from self._found(session_id, key, now)
            text = None if record is None else self._open(session_id, record.value)
            if record is None or text is None:
                break
            new = self._new_id(now)
            sealed = self._seal(new, text, now)
            # One step: there is no moment with two ids for one session, nor with none.
            if (yield self._store.move(key, PREFIX + new, sealed, expect=record.value, now=now)):
                self._log("session reworked")
                return new
        else:
            raise JamStoreError("the session could not be reworked: it never stays the same")
        raise JamSessionNotFound()

    @stepwise
    def clear(self, session_key: str, *, now: float | None = None) -> Steps[None]:
        """End all sessions of `session_key`, and of nobody else."""
        yield self._store.delete_owner(_owner(session_key), now=now)
        if self._former is not None:
            yield from self._former.clear(self, session_key)
        self._log("sessions cleared")

    @stepwise
    def purge(self, limit: int = PURGE_STEP, *, now: float | None = None) -> Steps[int]:
        """Reclaim the space of at most `limit` expired sessions; see `Store.purge`."""
        count: int = yield self._store.purge(limit, now=now)
        return count

    @stepwise
    def close(self) -> Steps[None]:
        """Give back files and connections."""
        yield self._store.close()  # type: ignore[func-returns-value]

    @stepwise
    def list(self, session_key: str, *, now: float | None = None) -> Steps[Sequence[str]]:
        """Return the ids of the live sessions of `session_key`."""
        keys = yield self._store.list_owner(_owner(session_key), now=now)
        ids = [key[len(PREFIX) :] for key in keys]
        if self._former is not None:
            ids = sorted({*ids, *(yield from self._former.ids(self, session_key))})
        return ids

    def _found(self, session_id: str, key: str, now: float) -> Steps[Record | None]:
        """Return the record of a session that is to be changed; bring it here if it stands elsewhere."""
        record = yield self._store.get(key, now=now)
        if record is None and self._former is not None:
            if (yield from self._former.take_over(self, session_id, now)):
                record = yield self._store.get(key, now=now)
        found: Record | None = record
        return found

    @stepwise
    def migrate(self, *, now: float | None = None) -> Steps[int]:
        """Bring all sessions here that stand elsewhere, for example in Jam's layout; return how many.

        Sessions in a file of TinyDB were taken over when it was opened.
        """
        count, now = 0, moment(now)
        if self._former is not None:
            for session_id in (yield from self._former.all_ids(self)):
                count += yield from self._former.take_over(self, session_id, now)
        return count

    def adopt(self, document: JsonObject, now: float) -> Item | None:
        """Turn a session of Jam's TinyDB file into an item for the store; None if it is not readable."""
        session_id, owner, value = (document.get(name) for name in ("session_id", "key", "data"))
        if not isinstance(session_id, str) or not isinstance(owner, str) or not isinstance(value, str):
            return None
        key = self._key(session_id)
        text = value if self._sealer is None else self._sealer.open(value)
        if key is None or text is None or not is_key(PREFIX + owner):
            return None
        return key, self._seal(session_id, text, now), PREFIX + owner, self._end(now)

    def _end(self, now: float) -> float | None:
        return None if self.ttl is None else now + self.ttl

    def _new_id(self, now: float) -> str:
        return self.id if self._sealer is None else self._sealer.seal(self.id, now)

    def _key(self, session_id: object) -> str | None:
        """Return the key of a session in the store, or None if no session can have this id."""
        if not isinstance(session_id, str) or not session_id or not is_key(PREFIX + session_id):
            return None
        # Forged ids cost no question to the store.
        if self._sealer is not None and self._sealer.open(session_id) is None:
            return None
        return PREFIX + session_id

    def _seal(self, session_id: str, text: str, now: float) -> str:
        return text if self._sealer is None else self._sealer.seal_for(session_id, text, now)

    def _open(self, session_id: str, value: str) -> str | None:
        if self._sealer is not None:
            return self._sealer.open_for(session_id, value)
        # Sealed data without a key is not shown as text.
        return None if value.startswith(self._sk_mark_symbol) else value


def _owner(session_key: str) -> str:
    if not isinstance(session_key, str):
        raise JamTypeError(f"a session key must be str, got {type(session_key).__name__}")
    return PREFIX + session_key


def _changed(function: Callable[[JsonObject], JsonObject | None], data: JsonObject) -> JsonObject:
    """Return what `function` makes of session data: what it returns, or the data itself if that is None."""
    if not callable(function):
        raise JamTypeError(f"modify takes a function of the data, got {type(function).__name__}")
    found: Any = function(data)
    if hasattr(found, "__await__"):  # a coroutine is no data, and would be stored as none
        if hasattr(found, "close"):
            found.close()  # else Python warns that it was never awaited
        raise JamTypeError("the function of modify must not be a coroutine function: it may be called again")
    return data if found is None else found
