"""What stores do when the process forks (`os.fork`, multiprocessing, servers with a preloaded application).

A child has one thread, and a copy of everything else: also of a lock that another thread held, which
no thread of the child releases, and of a table that this thread was changing. So a fork waits until no
store is in the middle of an operation, and the child gets all locks free.

Locks of the interpreter are its own business. PyPy takes one for each relative import in a function, of a
loaded module too, and a child inherits it as it is: under PyPy fork before other threads are at work.
"""

from __future__ import annotations

import os
from _thread import allocate_lock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol
    from weakref import ReferenceType

    class Watched(Protocol):
        def before_fork(self) -> bool:
            """Come to rest; tell whether that was possible within PATIENCE."""

        def after_fork(self, held: bool, *, child: bool) -> None:
            """Go on: `held` is what `before_fork` said, `child` tells in which process."""


PATIENCE = 10.0  # seconds a fork waits for an operation to end
_watched: dict[int, ReferenceType[Watched]] = {}  # by the id
_forking = allocate_lock()  # two threads may fork at once
_resting: list[tuple[Watched, bool]] = []


def watch(thing: Watched) -> None:
    """Call the two methods of a store around each fork, as long as the store exists."""
    from _weakref import ref

    key = id(thing)
    _watched[key] = ref(thing, lambda _: _watched.pop(key, None))  # weak: to be watched keeps no store alive


def _before() -> None:
    _forking.acquire()
    for reference in list(_watched.values()):  # a copy: the collector may drop one meanwhile
        thing = reference()
        if thing is not None:
            _resting.append((thing, thing.before_fork()))


def _after(child: bool) -> None:
    global _forking
    while _resting:
        thing, held = _resting.pop()
        thing.after_fork(held, child=child)
    if child:
        _forking = allocate_lock()
    else:
        _forking.release()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_before, after_in_parent=lambda: _after(False), after_in_child=lambda: _after(True)
    )
