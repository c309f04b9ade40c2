"""Writing a journal anew, without what is out of date, a little at a time.

A journal of a hundred thousand records takes half a second to write. So the new one is written beside
the old one in steps, a few records with each change of the store, while the old one serves. A change
that is made meanwhile goes into both. When all is copied, the new file takes the name of the old one.

Processes that have read the old file to its end go on in the new one: its first line says from where.
One process writes at a time: its file stands under a name that the others look at before they begin.
"""

from __future__ import annotations

import os
from contextlib import suppress

from ..encoding import strict_json
from . import journal
from .files import create_private, open_journal, read_at, sync_folder, write_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterator

    from .table import Row

BLOCK = 1 << 16  # bytes that are written at once
SYNCED = 1 << 20  # bytes after which the disk is told to begin; all at the end would be a pause


class Compaction:
    """A journal that is being written beside another.

    Args:
        path: of the journal; the caller holds its lock.
        rows: the live records, read while they may change.

    Raises:
        OSError: the file cannot be made.
    """

    __slots__ = ("_buffer", "_file", "_inode", "_lines", "_path", "_rows", "_size", "_temporary", "_unsynced")

    def __init__(self, path: str, rows: Iterator[tuple[str, Row]]) -> None:
        self._path = path
        self._temporary = temporary(path)
        self._rows = rows
        with suppress(FileNotFoundError):  # a process that was killed left it, or one that is too slow
            os.unlink(self._temporary)
        self._file = create_private(self._temporary)
        self._inode = os.fstat(self._file).st_ino  # by which we know later that the file is still ours
        self._buffer = [journal.following(0, 0, 0, 0)]  # the numbers come at the end, and take the same room
        self._size = self._unsynced = 0
        self._lines = 0

    @property
    def lines(self) -> int:
        """How many changes the new file has."""
        return self._lines

    def add(self, lines: list[bytes]) -> None:
        """Take over changes that were made to the old file: whole lines, with their ends."""
        self._buffer += lines  # behind what was copied: a reader takes the last word
        self._lines += len(lines)
        if len(lines) > 1000:
            self._write()

    def step(self, count: int) -> bool:
        """Copy at most `count` records; tell whether all are copied."""
        for _ in range(count):
            found = next(self._rows, None)
            if found is None:
                return True
            self._buffer.append(strict_json.encode(journal.put(*found)) + b"\n")
            self._lines += 1
        if sum(map(len, self._buffer)) > BLOCK:
            self._write()
        return False

    def _write(self) -> None:
        data = b"".join(self._buffer)
        self._buffer.clear()
        write_all(self._file, data)
        self._size += len(data)
        self._unsynced += len(data)
        if self._unsynced > SYNCED:
            if hasattr(os, "posix_fadvise"):  # Linux begins to write at this call, and does not wait
                os.posix_fadvise(self._file, 0, self._size, os.POSIX_FADV_DONTNEED)
            else:
                os.fsync(self._file)
            self._unsynced = 0

    def finish(self, mode: int, old: os.stat_result) -> None:
        """Put the new journal in the place of the old one.

        Args:
            mode: permission bits.
            old: status of the old file, which has all changes and to which no other process writes now.

        Raises:
            OSError: the old journal stays.
        """
        self._write()
        if os.stat(self._temporary).st_ino != self._inode:  # another process took us for dead, and began anew
            raise FileNotFoundError(f"{self._temporary} belongs to another process by now")
        os.close(self._file)
        self._file = -1
        first = journal.following(old.st_ino, old.st_size, self._size, self._lines)
        # Opened again, because what is opened for appending cannot be written at its beginning.
        file = os.open(self._temporary, os.O_RDWR | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0))
        try:
            write_all(file, first)  # over the placeholder, before the fsync: one sync makes both durable
            if hasattr(os, "fchmod"):
                os.fchmod(file, mode)
            os.fsync(file)
        finally:
            os.close(file)
        # Atomic (POSIX rename): a reader opens the old file or the new one.
        os.replace(self._temporary, self._path)
        sync_folder(self._path)

    def leave(self, *, remove: bool = True) -> None:
        """Give it up. A forked child must not remove (`remove`) what its parent goes on writing."""
        if self._file != -1:
            os.close(self._file)
            self._file = -1
        with suppress(OSError):
            if remove and os.stat(self._temporary).st_ino == self._inode:
                os.unlink(self._temporary)


def temporary(path: str) -> str:
    """Return the name of the file that is written to replace a journal."""
    return path + ".tmp"


def continued(path: str, old: os.stat_result) -> tuple[int, int, int] | None:
    """Open the journal at `path` if it follows the one that a caller has read to its end.

    Args:
        path: of the journal.
        old: status of the file that the caller has read.

    Returns:
        A descriptor, where to read on, and how many changes stand before that; None if it follows
        another.
    """
    file = open_journal(path)
    try:
        said = journal.header(read_at(file, 4096, 0).split(b"\n", 1)[0], path) or {}
    except BaseException:
        os.close(file)
        raise
    at, lines = said.get("at"), said.get("lines")
    # The size as well: an inode number is given out again when its file is gone.
    if said.get("follows") == [old.st_ino, old.st_size] and isinstance(at, int) and isinstance(lines, int):
        return file, at, lines
    os.close(file)
    return None
