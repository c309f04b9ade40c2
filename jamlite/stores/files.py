"""Files as the stores need them: private, locked across processes, replaced whole, errors said clearly."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import contextmanager
from time import monotonic, sleep

from ..exceptions.base import JamConfigurationError
from ..exceptions.sessions import JamStoreError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Callable, Iterator

PRIVATE = 0o600  # readable by its owner alone
# CLOEXEC: no child program inherits it. BINARY: Windows would write CR LF. NOFOLLOW: no planted link.
_FLAGS = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
_READABLE_FLAGS = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
LOCK_TIMEOUT = 30.0  # seconds to wait for a lock on Windows, where no call waits for ever
_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))  # the disk, or the share of it


def path_text(path: str | os.PathLike[str]) -> str:
    """Return a path given as str or os.PathLike, or raise JamConfigurationError."""
    try:
        text = os.fspath(path)
    except TypeError:
        text = None
    if not isinstance(text, str) or not text or "\0" in text or not can_name_a_file(text):
        raise JamConfigurationError("the path of a store must be text")
    return text


def can_name_a_file(text: str) -> bool:
    """Tell whether the file system can have a name of this text; the empty one it has not."""
    try:
        return bool(os.fsencode(text))
    except UnicodeEncodeError:  # a lone surrogate
        return False


@contextmanager
def store_errors(path: str) -> Iterator[None]:
    """Turn every OSError into a JamStoreError that names the file and the cause."""
    try:
        yield
    except OSError as error:
        code = "store.io"
        if isinstance(error, FileNotFoundError):
            code = "store.missing"
        elif isinstance(error, TimeoutError):
            code = "store.busy"
        elif error.errno in _FULL:
            code = "store.full"
        reason = error.strerror or type(error).__name__
        raise JamStoreError(f"{path}: {reason}", error_code=code, details={"errno": error.errno}) from error


def is_there(path: str) -> bool:
    """Tell whether there is a file at `path`; raise for anything else: a device has no end, a pipe waits."""
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        return False
    if not stat.S_ISREG(mode):
        raise JamStoreError(f"{path} is not a regular file", error_code="store.io")
    return True


def open_journal(path: str) -> int:
    """Open an existing file for reading and appending."""
    return os.open(path, os.O_RDWR | os.O_APPEND | _READABLE_FLAGS)


def create_private(path: str) -> int:
    """Make a new file, mode 0600, for appending; FileExistsError if something is there already."""
    # O_EXCL: what somebody else put there is not written to.
    return os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_EXCL | _FLAGS, PRIVATE)


def write_all(descriptor: int, data: bytes) -> None:
    """Write all of `data`."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]  # a nearly full disk takes a part


def read_at(descriptor: int, count: int, offset: int) -> bytes:
    """Read up to `count` bytes at `offset`."""
    if hasattr(os, "pread"):  # leaves alone the offset, which forked processes share
        return os.pread(descriptor, count, offset)
    os.lseek(descriptor, offset, os.SEEK_SET)
    return os.read(descriptor, count)


def replace_file(path: str, content: bytes) -> None:
    """Put a new file with this content in the place of `path`; only its owner can read it.

    Whatever happens, and whenever, `path` has the whole old or the whole new content.

    Args:
        path: what to replace; the caller holds its lock.
        content: the new content.
    """
    temporary = path + ".tmp"
    if os.path.lexists(temporary):  # left by a process that was killed; nobody else is at work here
        os.unlink(temporary)
    descriptor = create_private(temporary)  # beside the file: a rename is atomic only within one file system
    try:
        try:
            write_all(descriptor, content)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        os.replace(temporary, path)
    except OSError:
        os.unlink(temporary)
        raise
    sync_folder(path)


def sync_folder(path: str) -> None:
    """Make the name of a file durable; where folders cannot be synced, names are durable anyhow."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(os.path.dirname(path) or ".", os.O_RDONLY | os.O_DIRECTORY | _READABLE_FLAGS)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class FileLock:
    """A lock held against all other processes, and other stores of this one, by a file beside the data.

    The file is opened for each use: a descriptor that lived longer would be shared with forked
    processes, and the lock with it.
    """

    __slots__ = ("_apply", "_path")

    def __init__(self, path: str) -> None:
        self._path = path + ".lock"
        self._apply = _lock_function()

    @contextmanager
    def hold(self, *, shared: bool = False) -> Iterator[None]:
        """Hold the lock, alone or (`shared`) with other readers."""
        # A file of its own, which is never replaced: a lock on the data would stay with the old inode.
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | _FLAGS, PRIVATE)
        try:
            self._apply(descriptor, "shared" if shared else "exclusive")
            try:
                yield
            finally:
                self._apply(descriptor, "free")
        finally:
            os.close(descriptor)


def _lock_function() -> Callable[[int, str], None]:
    """Return what locks on this platform."""
    try:
        import fcntl
    except ImportError:
        return _windows_lock_function()
    modes = {"shared": fcntl.LOCK_SH, "exclusive": fcntl.LOCK_EX, "free": fcntl.LOCK_UN}

    def apply(descriptor: int, mode: str) -> None:
        # `flock`: the locks of lockf end with any descriptor of the file in this process.
        fcntl.flock(descriptor, modes[mode])

    return apply


def _windows_lock_function() -> Callable[[int, str], None]:
    try:
        import msvcrt
    except ImportError:  # a platform with one process, such as WebAssembly
        return lambda descriptor, mode: None
    windows: ModuleType = msvcrt

    def apply(descriptor: int, mode: str) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        if mode == "free":
            windows.locking(descriptor, windows.LK_UNLCK, 1)
            return
        end = monotonic() + LOCK_TIMEOUT
        pause = 0.001
        while True:
            try:
                # LK_LOCK gives up after ten tries of a second.
                windows.locking(descriptor, windows.LK_NBLCK, 1)
                return
            except OSError as error:
                if monotonic() > end:
                    raise TimeoutError(
                        errno.ETIMEDOUT,
                        "no lock: another process holds it, or this disk has no locks",
                    ) from error
            sleep(pause)
            pause = min(2 * pause, 0.05)

    return apply
