"""Records in the memory of this process: fast, gone with the process, not shared with other processes."""

from __future__ import annotations

from _thread import allocate_lock

from ..exceptions.base import JamConfigurationError
from ..exceptions.sessions import JamStoreError
from . import forks
from .store import Record, Store
from .table import RECLAIMED_PER_WRITE, Table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .store import Item


class MemoryStore(Store):
    """A store in memory, safe with threads.

    Args:
        max_records: how many records it holds at most; None for no limit. When it is full, a new
            record takes the place of the one that would expire first. Records that never expire are
            never dropped: a store full of those refuses new ones.
    """

    __slots__ = ("__weakref__", "_lock", "_max", "_table")

    IN_MEMORY = True

    def __init__(self, *, max_records: int | None = None) -> None:
        if max_records is not None and (not isinstance(max_records, int) or max_records < 1):
            raise JamConfigurationError("max_records must be a positive int or None")
        self._max = max_records
        self._table = Table()
        self._lock = allocate_lock()
        forks.watch(self)

    def before_fork(self) -> bool:
        return self._lock.acquire(timeout=forks.PATIENCE)

    def after_fork(self, held: bool, *, child: bool) -> None:
        if held:
            self._lock.release()
        elif child:
            self._lock = allocate_lock()

    def _put(self, key: str, value: str, owner: str, expires: float | None, fresh: bool, now: float) -> bool:
        with self._lock:
            return self._write(key, value, owner, expires, fresh, now)

    def _put_many(self, items: list[Item], now: float) -> int:
        with self._lock:  # once for all of them: nobody sees the half of it
            for key, value, owner, expires in items:
                self._write(key, value, owner, expires, False, now)
        return len(items)

    def _write(
        self, key: str, value: str, owner: str, expires: float | None, fresh: bool, now: float
    ) -> bool:
        """Write a record; the lock is held."""
        table = self._table
        if fresh and table.lives(key, now):
            return False
        table.reclaim(RECLAIMED_PER_WRITE, now)  # first: what has expired makes room before what lives
        if self._max is not None:
            self._make_room(key, self._max)
        table.set(key, value, owner, expires)
        return True

    def _make_room(self, key: str, most: int) -> None:
        table = self._table
        if table.count < most:
            return
        table.remove(key)  # an overwritten record makes its own room
        while table.count >= most:
            if not table.evict():
                raise JamStoreError("the store is full of records that never expire", error_code="store.full")

    def _get(self, key: str, now: float) -> Record | None:
        with self._lock:
            row = self._table.get(key, now)
        return None if row is None else Record(*row)

    def _contains(self, key: str, now: float) -> bool:
        with self._lock:
            return self._table.lives(key, now)

    def _contains_many(self, keys: list[str], now: float) -> list[bool]:
        lives = self._table.lives
        with self._lock:
            return [lives(key, now) for key in keys]

    def _replace(
        self, key: str, value: str | None, expires: float | None, expect: str | None, now: float
    ) -> bool:
        table = self._table
        with self._lock:
            row = table.get(key, now)
            if row is None or (expect is not None and row[0] != expect):
                return False
            table.set(key, *changed(row, value, expires))
            table.reclaim(RECLAIMED_PER_WRITE, now)
            return True

    def _move(self, key: str, new_key: str, value: str | None, expect: str | None, now: float) -> bool:
        table = self._table
        with self._lock:
            row = table.get(key, now)
            if row is None or (expect is not None and row[0] != expect):
                return False
            if table.lives(new_key, now):
                return False
            table.remove(key)
            table.set(new_key, *changed(row, value, None))
            table.reclaim(RECLAIMED_PER_WRITE, now)
            return True

    def _delete(self, key: str, now: float) -> bool:
        return self._delete_many([key], now) == 1

    def _delete_many(self, keys: list[str], now: float) -> int:
        table, live = self._table, 0
        with self._lock:  # once for all of them
            for key in keys:
                live += table.lives(key, now)
                table.remove(key)
                table.reclaim(RECLAIMED_PER_WRITE, now)
        return live

    def _delete_owner(self, owner: str, now: float) -> int:
        table = self._table
        with self._lock:
            keys = table.of_owner(owner)
            live = sum(table.lives(key, now) for key in keys)
            for key in keys:
                table.remove(key)
            return live

    def _list_owner(self, owner: str, now: float) -> list[str]:
        with self._lock:
            return sorted(key for key in self._table.of_owner(owner) if self._table.lives(key, now))

    def _keys(self, limit: int, now: float) -> list[str]:
        with self._lock:
            return [key for key, _ in zip((key for key, _ in self._table.live(now)), range(limit))]

    def _purge(self, limit: int, now: float) -> int:
        with self._lock:
            return self._table.purge(limit, now)


def changed(
    row: tuple[str, str, float | None], value: str | None, expires: float | None
) -> tuple[str, str, float | None]:
    """Return `row` with a new value and a new expiry, where they are not None."""
    return (row[0] if value is None else value, row[1], row[2] if expires is None else expires)
