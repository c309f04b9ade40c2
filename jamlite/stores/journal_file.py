"""One journal file as a process sees it: what it has read of it, and how it writes to it.

Takes the lock of the file, but no lock of threads: whoever has a `JournalFile` calls it from one thread
at a time.
"""

from __future__ import annotations

import os
import stat
import warnings
from contextlib import contextmanager

from ..encoding import strict_json
from ..exceptions.sessions import JamStoreError, JamStoreWarning
from . import journal, tinydb
from .compaction import Compaction, continued, temporary
from .files import (
    FileLock,
    create_private,
    is_there,
    open_journal,
    read_at,
    store_errors,
    sync_folder,
    write_all,
)
from .store import is_text
from .table import RECLAIMED_PER_WRITE, Table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, Iterator

    from ..encoding.json_types import JsonObject
    from .store import Item

    Adopt = Callable[[JsonObject], "Item | None"]

CHUNK = 1 << 16  # bytes read at a time; with 1 MiB, opening takes a third more, for the garbage collector
SPARE_LINES = 1000  # out-of-date lines that are never worth a rewriting
COPIED_PER_WRITE = 50  # records; a rewriting ends long before the file has doubled once more
KEPT = ".tinydb"  # ends the name of a file of TinyDB that was taken over
ANY_TIME = float("-inf")  # at which no record has expired


class JournalFile:
    """A journal, the table of its records, and where in the file this process is.

    Args:
        path: the file; made if it is not there.
        fsync, adopt: as in `JsonLinesStore`.
    """

    __slots__ = (
        "_adopt",
        "_compact_at",
        "_file",
        "_file_lock",
        "_fsync",
        "_position",
        "_seen",
        "copy",
        "lines",
        "path",
        "table",
    )

    def __init__(self, path: str, fsync: bool, adopt: Adopt | None) -> None:
        self.path = path
        self._fsync = fsync
        self._adopt = adopt
        self._file_lock = FileLock(path)
        self._file: int | None = None  # kept open, so that its inode number means this file and no other
        self.copy: Compaction | None = None
        self.forget()
        with store_errors(path):
            is_there(path)  # before the file of its lock is made beside it
        with store_errors(path), self._file_lock.hold():
            if not is_there(path):
                os.close(create_private(path))
                sync_folder(path)
            self._catch_up(alone=True)

    def __del__(self) -> None:
        if getattr(self, "_file", None) is not None:
            self.forget()

    def after_fork(self, *, known: bool) -> None:
        """Go on in a child. What it inherited is of use only if (`known`) no thread was changing it."""
        if not known:
            self.forget(remove_copy=False)
        elif self.copy is not None:
            self.copy.leave(remove=False)  # the parent goes on writing it
            self.copy = None

    # Reading

    def forget(self, *, remove_copy: bool = True) -> None:
        """Go back to knowing nothing of the file."""
        if self.copy is not None:
            self.copy.leave(remove=remove_copy)
        if self._file is not None:
            os.close(self._file)
        self.copy = None
        self._file = None
        self._seen = (0, 0)  # inode and size of what has been read
        self._position = 0  # where the last whole line read ends
        self.lines = 0
        self._compact_at = SPARE_LINES
        self.table = Table()

    def current(self) -> Table:
        """Return the table, up to date."""
        try:
            status = os.stat(self.path)
        except OSError:
            status = None
        # One stat, and no lock, for a file that did not change.
        if status is None or (status.st_ino, status.st_size) != self._seen:
            with store_errors(self.path), self._file_lock.hold(shared=True):  # no writer is half-way
                self._catch_up()
        return self.table

    @contextmanager
    def writing(self, now: float) -> Iterator[Table]:
        """Yield the table, up to date, while no other process can write; then tidy up a little."""
        with store_errors(self.path), self._file_lock.hold():
            self._catch_up(alone=True)
            before = self.lines
            yield self.table
            if self.lines > before:
                self.table.reclaim(RECLAIMED_PER_WRITE, now)
            # Two lines for each record, and some: so a rewriting is paid for by as many changes.
            if self.copy is not None or self.lines > self._compact_at + 2 * self.table.count:
                self.compact(COPIED_PER_WRITE, now)

    def _catch_up(self, *, alone: bool = False) -> None:
        """Read what was appended since, or another file that took its place. The file lock is held.

        Args:
            alone: the lock is exclusive, so a line without its end is what a dead process left.
        """
        status = os.stat(self.path)
        if self._file is not None and (status.st_ino, status.st_size) == self._seen:
            if status.st_size == self._position or not alone:
                return
        try:
            if self._file is not None and status.st_ino != self._seen[0]:
                self._follow(self._file)
            # Shorter than what was read: somebody wrote it anew in place.
            elif self._file is None or status.st_size < self._position:
                self.forget()
                self._file = open_journal(self.path)
            assert self._file is not None
            self._read_on(self._file)
            if alone and self._position == 0:
                self._begin(self._file)
            status = os.fstat(self._file)
            if alone and status.st_size > self._position:
                warnings.warn(
                    f"{self.path}: {status.st_size - self._position} bytes of a write that was cut off "
                    "and never acknowledged are dropped",
                    JamStoreWarning,
                    stacklevel=5,
                )
                # The lock is ours: nobody is in the middle of this line.
                os.ftruncate(self._file, self._position)
            self._seen = (status.st_ino, self._position if alone else status.st_size)
        except BaseException:
            self.forget()  # half of it read is worse than nothing
            raise

    def _follow(self, old: int) -> None:
        """Go on in the file that took the place of the one that was read."""
        self._read_on(old)  # first: changes may have gone into it before it was replaced
        status = os.fstat(old)
        found = continued(self.path, status) if self._position == status.st_size else None
        if found is None:
            self.forget()
            self._file = open_journal(self.path)
            return
        os.close(old)
        self._drop_copy()
        self._file, self._position, self.lines = found
        self._compact_at = SPARE_LINES

    def _read_on(self, file: int) -> None:
        rest = b""
        while True:
            chunk = read_at(file, CHUNK, self._position + len(rest))
            if not chunk:
                return
            *lines, rest = (rest + chunk).split(b"\n")
            if lines and self._position == 0:
                first = lines.pop(0)
                if journal.header(first, self.path) is None:
                    return
                self._position = len(first) + 1
            if lines:
                changes = journal.parse(lines, self.path, self.lines + 2)
                for change in changes:
                    self._apply(change)
                self._add_to_copy([line + b"\n" for line in lines] if self.copy is not None else [])
                self._position += sum(map(len, lines)) + len(lines)

    def _apply(self, change: JsonObject) -> None:
        """Make a change in the table."""
        table = self.table
        if "put" in change:
            if "from" in change:
                table.remove(change["from"])
            end = change["expires"]
            table.set(change["put"], change["value"], change["owner"], None if end is None else float(end))
        elif "delete" in change:
            table.remove(change["delete"])
        else:
            for key in table.of_owner(change["clear"]):
                table.remove(key)
        self.lines += 1

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
            raise JamStoreError(f"{self.path} is not a store of jamlite", error_code="store.foreign")
        items = [item for item in map(self._adopt, found) if item is not None and all(map(is_text, item[:3]))]
        keep = self.path + KEPT
        if not os.path.lexists(keep):
            # A link and not a rename: whenever the process dies, the data stands under its name.
            os.link(self.path, keep)
        for key, value, owner, expires in items:
            self.table.set(key, value, owner, expires)
        copy = self.copy = Compaction(self.path, self.table.live(ANY_TIME))
        copy.step(len(items) + 1)
        self._put_in_place(copy)

    # Writing

    def append(self, *changes: JsonObject) -> None:
        """Write changes to the file, then to the table: all of them, or none and an error."""
        assert self._file is not None
        lines = [strict_json.encode(change) + b"\n" for change in changes]
        data = b"".join(lines)
        try:
            write_all(self._file, data)  # one write for all changes: a reader sees them all or none
            if self._fsync:
                os.fsync(self._file)
        except BaseException:
            os.ftruncate(self._file, self._position)  # not acknowledged, so not to be read
            raise
        for change in changes:
            self._apply(change)
        self._add_to_copy(lines)
        self._position += len(data)
        self._seen = (self._seen[0], self._position)

    def compact(self, count: int, now: float) -> None:
        """Copy at most `count` records to a file without what is out of date; at the end, use that file.

        If it cannot be done, the old file still serves.
        """
        try:
            if self.copy is None:
                due = self._compact_at + 2 * self.table.count
                if os.path.lexists(temporary(self.path)) and self.lines < due + due:
                    return  # another process is at it; if it does not get ready, it is gone
                self.copy = Compaction(self.path, self.table.live(now))
            if self.copy.step(count):
                self._put_in_place(self.copy)
        except OSError:
            self._drop_copy()
            # Tried again when the file has doubled, and not with each write.
            self._compact_at = 2 * self.lines
            if self._file is None or os.fstat(self._file).st_ino != self._seen[0]:
                self.forget()
        except BaseException:
            self._drop_copy()  # it may lack a record
            raise

    def _put_in_place(self, copy: Compaction) -> None:
        """Use the new file instead of the old one."""
        assert self._file is not None
        status = os.fstat(self._file)
        if os.name == "nt":  # an open file cannot be replaced there
            os.close(self._file)
            self._file = None
        try:
            copy.finish(stat.S_IMODE(status.st_mode), status)
        except OSError:
            if self._file is None:
                self._file = open_journal(self.path)
            raise
        file = open_journal(self.path)
        if self._file is not None:
            os.close(self._file)
        self._file = file
        self.copy = None
        self.lines = copy.lines
        self._compact_at = SPARE_LINES
        status = os.fstat(file)
        self._position = status.st_size
        self._seen = (status.st_ino, status.st_size)

    def _add_to_copy(self, lines: list[bytes]) -> None:
        if self.copy is None:
            return
        try:
            self.copy.add(lines)
        except OSError:
            self._drop_copy()
        except BaseException:
            self._drop_copy()
            raise

    def _drop_copy(self) -> None:
        if self.copy is not None:
            self.copy.leave()
            self.copy = None


def _chunks(file: int, size: int) -> Iterator[bytes]:
    for offset in range(0, size, CHUNK):
        yield read_at(file, CHUNK, offset)
