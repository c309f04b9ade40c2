"""Records in a file of JSON lines, shared by the threads and processes of one machine.

The file is a journal (journal.py has its lines): each change is appended in one write, so an
operation costs the same whatever the size of the file. Each process keeps the records in memory and
reads on where it left off when others have appended. When most lines are out of date the file is
written anew beside itself and renamed.

A change is acknowledged when its line is in the file. The end of a process loses no acknowledged
change; a power cut may lose those of the last seconds, unless `fsync` is on. A line that was cut off
in the middle was never acknowledged: it is dropped, with a JamStoreWarning. A whole line that cannot
be read is damage: nothing is written to such a file any more.
"""

from __future__ import annotations

import os
import stat
import warnings
from _thread import allocate_lock
from contextlib import contextmanager

from ..encoding import strict_json
from ..exceptions.sessions import JamStoreError, JamStoreWarning
from . import journal, tinydb
from .files import (
    FileLock,
    create_private,
    is_there,
    open_journal,
    path_text,
    read_at,
    replace_file,
    store_errors,
    sync_folder,
    write_all,
)
from .memory_store import changed
from .store import Record, Store, is_text
from .table import RECLAIMED_PER_WRITE, Table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Iterator

    from .store import Item

    Adopt = Callable[[dict[str, Any]], "Item | None"]

CHUNK = 1 << 20  # bytes read at a time
SPARE_LINES = 1000  # out-of-date lines that are never worth a rewriting
ANY_TIME = float("-inf")  # at which no record has expired


class JsonLinesStore(Store):
    """A store in a file.

    Args:
        path: the file; made with mode 0600 if it is not there. Its folder must exist.
        fsync: acknowledge a change only when the disk has it.
        adopt: turns a document of a TinyDB file into (key, value, owner, expires), or None to leave
            it out. With it, a TinyDB file found at `path` is kept as `path`.tinydb and taken over.

    Raises:
        JamStoreError: the file cannot be opened (`store.io`), its folder is missing
            (`store.missing`), the disk is full (`store.full`), or the file is not of this kind
            (`store.foreign`), of a newer version (`store.newer_schema`), or damaged (`store.corrupt`).
    """

    __slots__ = (
        "_adopt",
        "_compact_at",
        "_file",
        "_file_lock",
        "_fsync",
        "_lines",
        "_lock",
        "_path",
        "_position",
        "_seen",
        "_table",
    )

    def __init__(
        self, path: str | os.PathLike[str], *, fsync: bool = False, adopt: Adopt | None = None
    ) -> None:
        self._path = os.path.abspath(path_text(path))
        self._fsync = bool(fsync)
        self._adopt = adopt
        self._lock = allocate_lock()
        self._file_lock = FileLock(self._path)
        self._file: int | None = None  # kept open, so that its inode number means this file and no other
        self._forget()
        with store_errors(self._path):
            is_there(self._path)  # before the file of its lock is made beside it
        with store_errors(self._path), self._file_lock.hold():
            if not is_there(self._path):
                os.close(create_private(self._path))
                sync_folder(self._path)
            self._catch_up(alone=True)

    def __repr__(self) -> str:
        return f"<JsonLinesStore {self._path}>"

    def close(self) -> None:
        with self._lock:
            self._forget()

    def __del__(self) -> None:
        if getattr(self, "_file", None) is not None:
            self._forget()

    # Reading the journal

    def _forget(self) -> None:
        """Go back to knowing nothing of the file."""
        if self._file is not None:
            os.close(self._file)
        self._file = None
        self._seen = (0, 0)  # inode and size of what has been read
        self._position = 0  # where the last whole line read ends
        self._lines = 0
        self._compact_at = SPARE_LINES
        self._table = Table()

    def _current(self) -> Table:
        """Return the table, up to date. The thread lock is held."""
        try:
            status = os.stat(self._path)
        except OSError:
            status = None
        if status is None or (status.st_ino, status.st_size) != self._seen:
            with store_errors(self._path), self._file_lock.hold(shared=True):  # no writer is half-way
                self._catch_up()
        return self._table

    @contextmanager
    def _writing(self, now: float) -> Iterator[Table]:
        """Yield the table, up to date, while nobody else can write; then tidy up a little."""
        with self._lock, store_errors(self._path), self._file_lock.hold():
            self._catch_up(alone=True)
            before = self._lines
            yield self._table
            if self._lines > before:
                self._table.reclaim(RECLAIMED_PER_WRITE, now)
            if self._lines > self._compact_at + 2 * self._table.count:
                self._try_to_compact(now)

    def _catch_up(self, *, alone: bool = False) -> None:
        """Read what was appended since, or another file that took its place. The file lock is held.

        Args:
            alone: the lock is exclusive, so a line without its end is what a dead process left.
        """
        status = os.stat(self._path)
        if (status.st_ino, status.st_size) == self._seen:
            return
        try:
            if self._file is None or status.st_ino != self._seen[0] or status.st_size < self._position:
                self._forget()
                self._file = open_journal(self._path)
            self._read_on(self._file)
            if alone and self._position == 0:
                self._begin(self._file)
            status = os.fstat(self._file)
            if alone and status.st_size > self._position:
                warnings.warn(
                    f"{self._path}: {status.st_size - self._position} bytes of a write that was cut off "
                    "and never acknowledged are dropped",
                    JamStoreWarning,
                    stacklevel=5,
                )
                os.ftruncate(self._file, self._position)
            self._seen = (status.st_ino, self._position if alone else status.st_size)
        except BaseException:
            self._forget()  # half of it read is worse than nothing
            raise

    def _read_on(self, file: int) -> None:
        rest = b""
        while True:
            chunk = read_at(file, CHUNK, self._position + len(rest))
            if not chunk:
                return
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                if self._position == 0:
                    if not journal.is_header(line, self._path):
                        return
                else:
                    self._apply(journal.parse(line, self._path, self._lines + 2))
                self._position += len(line) + 1

    def _apply(self, change: dict[str, Any]) -> None:
        """Make a change in the table."""
        table = self._table
        if "put" in change:
            if "from" in change:
                table.remove(change["from"])
            table.set(change["put"], (change["value"], change["owner"], change["expires"]))
        elif "delete" in change:
            table.remove(change["delete"])
        else:
            for key in table.of_owner(change["clear"]):
                table.remove(key)
        self._lines += 1

    def _begin(self, file: int) -> None:
        """Make a journal of a file without header: new, cut off in its first line, or TinyDB's."""
        size = os.fstat(file).st_size
        start = read_at(file, len(journal.HEADER), 0)
        if journal.HEADER.startswith(start):
            if start != journal.HEADER:
                os.ftruncate(file, 0)
                write_all(file, journal.HEADER)
                os.fsync(file)
            self._position = len(journal.HEADER)
            return
        found = None
        if self._adopt is not None and start.lstrip()[:1] == b"{":
            found = tinydb.documents(b"".join(_chunks(file, size)))
        if found is None or self._adopt is None:
            raise JamStoreError(f"{self._path} is not a store of jamlite", error_code="store.foreign")
        items = [item for item in map(self._adopt, found) if item is not None and all(map(is_text, item[:3]))]
        keep = self._path + ".tinydb"
        if not os.path.lexists(keep):
            os.link(self._path, keep)
        for key, value, owner, expires in items:
            self._table.set(key, (value, owner, expires))
        self._rewrite(ANY_TIME)

    # Writing it

    def _append(self, *changes: dict[str, Any]) -> None:
        """Write changes to the file, then to the table: all of them, or none and an error."""
        assert self._file is not None
        data = b"".join([strict_json.encode(change) + b"\n" for change in changes])
        try:
            write_all(self._file, data)
            if self._fsync:
                os.fsync(self._file)
        except BaseException:
            os.ftruncate(self._file, self._position)  # not acknowledged, so not to be read
            raise
        for change in changes:
            self._apply(change)
        self._position += len(data)
        self._seen = (self._seen[0], self._position)

    def _try_to_compact(self, now: float) -> None:
        """Rewrite the file without what is out of date. If that cannot be done, the old one still serves."""
        try:
            self._rewrite(now)
        except OSError:
            self._compact_at = 2 * self._lines

    def _rewrite(self, now: float) -> None:
        mode = stat.S_IMODE(os.stat(self._path).st_mode)
        if os.name == "nt" and self._file is not None:  # an open file cannot be replaced there
            os.close(self._file)
            self._file = None
        replace_file(self._path, self._snapshot(now), mode)
        file = open_journal(self._path)
        if self._file is not None:
            os.close(self._file)
        self._file = file
        status = os.fstat(file)
        self._position = status.st_size
        self._seen = (status.st_ino, status.st_size)
        self._lines = self._table.count
        self._compact_at = SPARE_LINES

    def _snapshot(self, now: float) -> Iterator[bytes]:
        """Yield the content of a journal that has one line for each live record."""
        batch = [journal.HEADER]
        for key, row in self._table.live(now):
            batch.append(strict_json.encode(journal.put(key, row)) + b"\n")
            if len(batch) > 1000:
                yield b"".join(batch)
                batch.clear()
        yield b"".join(batch)

    # The operations

    def _put(self, key: str, value: str, owner: str, expires: float | None, fresh: bool, now: float) -> bool:
        with self._writing(now) as table:
            if fresh and table.get(key, now) is not None:
                return False
            self._append(journal.put(key, (value, owner, expires)))
            return True

    def _put_many(self, items: list[Item], now: float) -> int:
        if items:
            with self._writing(now):
                self._append(
                    *[journal.put(key, (value, owner, expires)) for key, value, owner, expires in items]
                )
        return len(items)

    def _get(self, key: str, now: float) -> Record | None:
        with self._lock:
            row = self._current().get(key, now)
        return None if row is None else Record(*row)

    def _contains_many(self, keys: list[str], now: float) -> list[bool]:
        with self._lock:
            table = self._current()
            return [table.get(key, now) is not None for key in keys]

    def _replace(
        self, key: str, value: str | None, expires: float | None, expect: str | None, now: float
    ) -> bool:
        with self._writing(now) as table:
            row = table.get(key, now)
            if row is None or (expect is not None and row[0] != expect):
                return False
            self._append(journal.put(key, changed(row, value, expires)))
            return True

    def _move(self, key: str, new_key: str, value: str | None, expect: str | None, now: float) -> bool:
        with self._writing(now) as table:
            row = table.get(key, now)
            if row is None or (expect is not None and row[0] != expect):
                return False
            if table.get(new_key, now) is not None:
                return False
            self._append({**journal.put(new_key, changed(row, value, None)), "from": key})
            return True

    def _delete(self, key: str, now: float) -> bool:
        return self._delete_many([key], now) == 1

    def _delete_many(self, keys: list[str], now: float) -> int:
        with self._writing(now) as table:
            standing = {key: None for key in keys if table.get(key, ANY_TIME) is not None}
            live = sum(table.get(key, now) is not None for key in standing)
            if standing:
                self._append(*[{"delete": key} for key in standing])
            return live

    def _delete_owner(self, owner: str, now: float) -> int:
        with self._writing(now) as table:
            keys = table.of_owner(owner)
            live = sum(table.get(key, now) is not None for key in keys)
            if keys:
                self._append({"clear": owner})
            return live

    def _list_owner(self, owner: str, now: float) -> list[str]:
        with self._lock:
            table = self._current()
            return sorted(key for key in table.of_owner(owner) if table.get(key, now) is not None)

    def _keys(self, limit: int, now: float) -> list[str]:
        with self._lock:
            table = self._current()
            return [key for (key, _), _ in zip(table.live(now), range(limit))]

    def _purge(self, limit: int, now: float) -> int:
        with self._writing(now) as table:
            reclaimed = table.purge(limit, now)
            if self._lines > 2 * table.count:
                self._try_to_compact(now)
            return reclaimed


def _chunks(file: int, size: int) -> Iterator[bytes]:
    for offset in range(0, size, CHUNK):
        yield read_at(file, CHUNK, offset)
