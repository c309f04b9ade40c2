"""Sessions that Jam left in Redis: they are found after the move, and rewritten when they change.

Jam has one hash for each session key, `<prefix>:<key>`, which holds session id -> data as JSON text. An id
is `<key>:<uuid>`. With encryption, id and data are Fernet tokens after the mark "J$_". A field of the hash
has its own time to live (HEXPIRE, from Redis 7.4 on), or none.

Reading changes nothing, so that Jam can be started again. Whatever changes such a session first moves it
into a record of jamlite, in one atomic step; from then on Jam does not see it.
"""

from __future__ import annotations

from ..exceptions.sessions import JamStoreError
from ..stores.store import is_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..driver import Steps
    from ..stores.redis_scripts import Word
    from ..stores.redis_store import Reply
    from .sealing import Sealer
    from .stored import StoreSessions


class JamHashes:
    """Where Jam's sessions are.

    Args:
        prefix: `redis_sessions_key` of Jam's configuration.
        sealer: of encrypted sessions, or None.
    """

    __slots__ = ("_prefix", "_sealer")

    def __init__(self, prefix: str, sealer: Sealer | None) -> None:
        self._prefix = prefix
        self._sealer = sealer

    def find(self, sessions: StoreSessions, session_id: object) -> Steps[str | None]:
        """Return the text that stands under an id, still sealed if it was; None if there is none."""
        owner = self._owner(session_id)
        if owner is None or not isinstance(session_id, str):
            return None
        found = yield from self._asked(sessions, "HGET", self._name(owner), session_id.encode())
        if isinstance(found, bytes):
            found = found.decode("utf-8", "replace")
        return found if isinstance(found, str) else None

    def read(self, sessions: StoreSessions, session_id: str) -> Steps[str | None]:
        """Return the data under an id as text, or None."""
        found = yield from self.find(sessions, session_id)
        return None if found is None else self._opened(found)

    def take_over(self, sessions: StoreSessions, session_id: str, now: float) -> Steps[bool]:
        """Move a session into a record of ours; tell whether there was one."""
        value = yield from self.find(sessions, session_id)
        if value is None:
            return False
        owner = self._owner(session_id)
        item = sessions.adopt({"session_id": session_id, "key": owner, "data": value}, now)
        if item is None or owner is None:  # not readable with our keys: it stays where it is
            return False
        name, field = self._name(owner), session_id.encode()
        left = yield from self._asked(sessions, "HPTTL", name, "FIELDS", 1, field)
        if isinstance(left, list) and left and isinstance(left[0], int) and left[0] > 0:
            # HPTTL is in milliseconds. The session does not live longer by the move.
            item = (*item[:3], now + left[0] / 1000)
        store: Any = sessions.store.direct
        yield store.take_over(name, field, value.encode(), item, now=now)
        return True

    def delete(self, sessions: StoreSessions, session_id: str) -> Steps[bool]:
        """End a session; tell whether there was one."""
        owner = self._owner(session_id)
        if owner is None:
            return False
        done = yield from self._asked(sessions, "HDEL", self._name(owner), session_id.encode())
        return bool(done)

    def clear(self, sessions: StoreSessions, session_key: str) -> Steps[None]:
        """End all sessions of a session key."""
        name = self._name(session_key)
        kind = yield from self._asked(sessions, "TYPE", name)
        # DEL would remove whatever else has this name.
        if kind == (b"hash" if isinstance(kind, bytes) else "hash"):
            yield from self._asked(sessions, "DEL", name)

    def ids(self, sessions: StoreSessions, session_key: str) -> Steps[list[str]]:
        """Return the ids of the sessions of a session key."""
        found = yield from self._asked(sessions, "HKEYS", self._name(session_key))
        names = [one.decode("utf-8", "replace") if isinstance(one, bytes) else one for one in found or ()]
        # A key with a colon shares its hash with others.
        return [one for one in names if self._owner(one) == session_key]

    def all_ids(self, sessions: StoreSessions) -> Steps[list[str]]:
        """Return the ids of all of Jam's sessions: a scan of the whole database."""
        store: Any = sessions.store.direct
        names = yield store.names(self._prefix + ":")
        found: list[str] = []
        for name in names:
            found += yield from self.ids(sessions, name[len(self._prefix) + 1 :])
        return found

    def _name(self, session_key: str) -> bytes:
        return f"{self._prefix}:{session_key}".encode()

    def _owner(self, session_id: object) -> str | None:
        """Return the session key that an id shows, or None if it is not an id of Jam's."""
        plain = self._opened(session_id) if isinstance(session_id, str) and is_key(session_id) else None
        if plain is None or ":" not in plain:
            return None  # all our own misses: they cost no question
        return plain.split(":", 1)[0]

    def _opened(self, text: str) -> str | None:
        return text if self._sealer is None else self._sealer.open(text)

    def _asked(self, sessions: StoreSessions, *command: Word) -> Steps[Reply]:
        """Return the reply to a command; None for what is not a hash, and for an unknown command."""
        store: Any = sessions.store.direct
        if store.is_cluster:  # Jam has no sessions in a cluster
            return None
        try:
            return (yield store.command(*command))
        except JamStoreError as error:
            # Redis before 7.4 does not know it.
            if error.error_code == "store.unavailable" and command[0] != "HPTTL":
                raise
        return None
