"""Records in a file of JSON lines, shared by the threads and processes of one machine.

The file is a journal (journal.py has its lines): each change is appended in one write, so an
operation costs the same whatever the size of the file. Each process keeps the records in memory and
reads on where it left off when others have appended. When most lines are out of date the file is
written anew beside itself, in steps, and renamed (compaction.py).

A change is acknowledged when its line is in the file. The end of a process loses no acknowledged
change; a power cut may lose those of the last seconds, unless `fsync` is on. A line that was cut off
in the middle was never acknowledged: it is dropped, with a JamStoreWarning. A whole line that cannot
be read is damage: nothing is written to such a file any more.
"""

from __future__ import annotations

import os
from _thread import allocate_lock

from . import forks, journal
from .files import path_text
from .journal_file import JournalFile
from .memory_store import changed
from .store import Record, Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .journal_file import Adopt
    from .store import Item


class JsonLinesStore(Store):
    """A store in a file.

    Args:
        path: the file; made with mode 0600 if it is not there. Its folder must exist.
        fsync: acknowledge a change only when the disk has it.
        adopt: turns a document of a TinyDB file into (key, value, owner, expires), or None to leave
            it out. With it, a TinyDB file found at `path` is kept as `path`.tinydb and taken over.

    Raises:
        JamStoreError: the file cannot be opened (`store.io`), its folder is missing
            (`store.missing`), the disk is full (`store.full`), another process holds the lock for too
            long or no lock can be had there (`store.busy`), or the file is not of this kind
            (`store.foreign`), of a newer version (`store.newer_schema`), or damaged (`store.corrupt`).

    A path that leads through symbolic links means the file at their end.
    """

    __slots__ = ("__weakref__", "_journal", "_lock")

    def __init__(
        self, path: str | os.PathLike[str], *, fsync: bool = False, adopt: Adopt | None = None
    ) -> None:
        # One file, one lock, whatever its names.
        self._journal = JournalFile(os.path.realpath(path_text(path)), bool(fsync), adopt)
        self._lock = allocate_lock()
        forks.watch(self)

    def __repr__(self) -> str:
        return f"<JsonLinesStore {self._journal.path}>"

    def close(self) -> None:
        with self._lock:
            self._journal.forget()

    def before_fork(self) -> bool:
        return self._lock.acquire(timeout=forks.PATIENCE)

    def after_fork(self, held: bool, *, child: bool) -> None:
        if child:
            self._journal.after_fork(known=held)
        if held:
            self._lock.release()
        elif child:
            self._lock = allocate_lock()

    def _put(self, key: str, value: str, owner: str, expires: float | None, fresh: bool, now: float) -> bool:
        with self._lock, self._journal.writing(now) as table:
            if fresh and table.lives(key, now):  # under the file's lock: no other process can write between
                return False
            self._journal.append(journal.put(key, (value, owner, expires)))
            return True

    def _put_many(self, items: list[Item], now: float) -> int:
        if items:
            with self._lock, self._journal.writing(now):
                self._journal.append(
                    *[journal.put(key, (value, owner, expires)) for key, value, owner, expires in items]
                )
        return len(items)

    def _get(self, key: str, now: float) -> Record | None:
        with self._lock:
            row = self._journal.current().get(key, now)
        return None if row is None else Record(*row)

    def _contains_many(self, keys: list[str], now: float) -> list[bool]:
        with self._lock:
            table = self._journal.current()
            return [table.lives(key, now) for key in keys]

    def _replace(
        self, key: str, value: str | None, expires: float | None, expect: str | None, now: float
    ) -> bool:
        with self._lock, self._journal.writing(now) as table:
            row = table.get(key, now)
            if row is None or (expect is not None and row[0] != expect):
                return False
            self._journal.append(journal.put(key, changed(row, value, expires)))
            return True

    def _move(self, key: str, new_key: str, value: str | None, expect: str | None, now: float) -> bool:
        with self._lock, self._journal.writing(now) as table:
            row = table.get(key, now)
            if row is None or (expect is not None and row[0] != expect):
                return False
            if table.lives(new_key, now):
                return False
            # One line: both happen or none.
            self._journal.append({**journal.put(new_key, changed(row, value, None)), "from": key})
            return True

    def _delete(self, key: str, now: float) -> bool:
        return self._delete_many([key], now) == 1

    def _delete_many(self, keys: list[str], now: float) -> int:
        with self._lock, self._journal.writing(now) as table:
            # A dict: a key that is named twice counts once.
            standing = {key: None for key in keys if table.holds(key)}
            live = sum(table.lives(key, now) for key in standing)
            if standing:
                self._journal.append(*[{"delete": key} for key in standing])
            return live

    def _delete_owner(self, owner: str, now: float) -> int:
        with self._lock, self._journal.writing(now) as table:
            keys = table.of_owner(owner)
            live = sum(table.lives(key, now) for key in keys)
            if keys:
                self._journal.append({"clear": owner})  # one line for any number of records
            return live

    def _list_owner(self, owner: str, now: float) -> list[str]:
        with self._lock:
            table = self._journal.current()
            return sorted(key for key in table.of_owner(owner) if table.lives(key, now))

    def _keys(self, limit: int, now: float) -> list[str]:
        with self._lock:
            table = self._journal.current()
            return [key for (key, _), _ in zip(table.live(now), range(limit))]

    def _purge(self, limit: int, now: float) -> int:
        with self._lock, self._journal.writing(now) as table:
            reclaimed = table.purge(limit, now)
            if self._journal.copy is None and self._journal.lines > 2 * table.count:
                self._journal.compact(limit, now)
            return reclaimed
