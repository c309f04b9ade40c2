"""A keychain in the memory of this process."""

from __future__ import annotations

from _thread import allocate_lock
from contextlib import contextmanager

from ..stores import forks
from .chain import Keychain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterator, List

    from .records import Entry


class Memory(Keychain):
    """A keychain that ends with the process; other processes do not see it."""

    __slots__ = ("__weakref__", "_current", "_entries", "_lock")

    IN_MEMORY = True

    def __init__(self, algorithm: str, purpose: str | None = None) -> None:
        super().__init__(algorithm, purpose)
        self._entries: dict[str, Entry] = {}
        self._current: str | None = None
        self._lock = allocate_lock()
        forks.watch(self)  # a lock that another thread holds would never be free in a child

    def before_fork(self) -> bool:
        return self._lock.acquire(timeout=forks.PATIENCE)

    def after_fork(self, held: bool, *, child: bool) -> None:
        if held:
            self._lock.release()
        elif child:
            self._lock = allocate_lock()

    @contextmanager
    def _changing(self) -> Iterator[None]:
        with self._lock:
            yield

    _reading = _changing

    def _read(self, key_id: str) -> Entry | None:
        return self._entries.get(key_id)  # one step of the interpreter: readers take no lock

    def _read_all(self) -> List[Entry]:
        return [*self._entries.values()]  # a copy: the dict may grow meanwhile

    def _write(self, entry: Entry) -> None:
        self._entries[entry.id] = entry

    def _delete(self, key_id: str) -> None:
        del self._entries[key_id]

    def _pointer(self) -> str | None:
        return self._current

    def _point(self, key_id: str | None) -> None:
        self._current = key_id
