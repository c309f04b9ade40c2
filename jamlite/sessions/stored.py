"""Sessions on a store: each method is one atomic step of the store, `yield` what waits for it."""

from __future__ import annotations

from ..driver import stepwise
from ..exceptions.base import JamConfigurationError, JamTypeError
from ..exceptions.sessions import JamSessionNotFound, JamStoreError
from ..stores.store import PURGE_STEP, is_duration, is_key, moment
from .base import BaseSessionModule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Sequence

    from ..driver import Steps
    from ..stores.store import Item, Store

DEFAULT_TTL = 3600  # seconds
PREFIX = "session:"  # of keys and owners in the store, which may hold other things too
SLIDING_STEPS = 60  # a sliding session is renewed at most so many times in its lifetime
TRIES = 64


class StoreSessions(BaseSessionModule):
    """Sessions on any store.

    Args:
        store: where they live, or a function that opens it once all else has been found good.
        ttl: seconds a session lives; None for ever.
        sliding: let the life begin anew with each get and update (to the nearest sixtieth of `ttl`)
            instead of ending `ttl` seconds after the creation.
        options: those of `BaseSessionModule`.
    """

    def __init__(
        self,
        store: Store | Callable[[], Store],
        *,
        ttl: float | None = DEFAULT_TTL,
        sliding: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        if ttl is not None and not (is_duration(ttl) and ttl > 0):
            raise JamConfigurationError("ttl must be a positive number of seconds, or None")
        if sliding and ttl is None:
            raise JamConfigurationError("sliding sessions need a ttl")
        self.ttl = ttl
        self._sliding = bool(sliding)
        self._use(store() if callable(store) else store)

    def _use(self, store: Store) -> None:
        """Work on a store. How its methods are led is the store's own business."""
        self.store = store
        self._store: Store = store.direct
        self._lead = store.lead

    @stepwise
    def create(self, session_key: str, data: dict[str, Any], *, now: float | None = None) -> Steps[str]:
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
        raise JamConfigurationError("id_factory gives ids that are taken")

    @stepwise
    def get(self, session_id: str, *, now: float | None = None) -> Steps[dict[str, Any] | None]:
        """Return a copy of the data of a live session, or None, whatever is wrong with the id."""
        key = self._key(session_id)
        if key is None:
            return None
        now = moment(now)
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
    def update(self, session_id: str, data: dict[str, Any], *, now: float | None = None) -> Steps[None]:
        """Put `data` in the place of the data of a live session.

        Raises:
            JamSessionNotFound: there is none; none is made.
            JamSessionDataError, JamStoreError: as in `create`; the old data stays.
        """
        text = self._dump(data)
        key = self._key(session_id)
        now = moment(now)
        if key is None or not (
            yield self._store.replace(
                key,
                self._seal(session_id, text, now),
                expires=self._end(now) if self._sliding else None,
                now=now,
            )
        ):
            raise JamSessionNotFound()
        self._log("session updated")

    @stepwise
    def delete(self, session_id: str, *, now: float | None = None) -> Steps[None]:
        """End a session if it exists."""
        key = self._key(session_id)
        if key is not None and (yield self._store.delete(key, now=now)):
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
            record = yield self._store.get(key, now=now)
            text = None if record is None else self._open(session_id, record.value)
            if record is None or text is None:
                break
            new = self._new_id(now)
            sealed = self._seal(new, text, now)
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
        return [key[len(PREFIX) :] for key in keys]

    def adopt(self, document: dict[str, Any], now: float) -> Item | None:
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
        if self._sealer is not None and self._sealer.open(session_id) is None:
            return None
        return PREFIX + session_id

    def _seal(self, session_id: str, text: str, now: float) -> str:
        return text if self._sealer is None else self._sealer.seal_for(session_id, text, now)

    def _open(self, session_id: str, value: str) -> str | None:
        if self._sealer is not None:
            return self._sealer.open_for(session_id, value)
        return None if value.startswith(self._sk_mark_symbol) else value


def _owner(session_key: str) -> str:
    if not isinstance(session_key, str):
        raise JamTypeError(f"a session key must be str, got {type(session_key).__name__}")
    return PREFIX + session_key
