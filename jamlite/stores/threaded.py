"""Any store made asynchronous: what works on it runs in worker threads.

The workers are a pool of their own for each event loop. Those of the loop's default pool are needed by
coroutines (for example to look up a host name), and must not all be busy with our files. Where no thread
can start (WebAssembly), all is called directly.
"""

from __future__ import annotations

import asyncio
from _thread import start_new_thread
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from functools import partial, wraps
from weakref import WeakKeyDictionary

from ..driver import Waiting, at_once, awaited, is_asynchronous
from ..exceptions.base import JamConfigurationError
from .store import OnStore, Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Awaitable, Callable, Coroutine, Mapping, TypeVar

    from ..driver import Steps
    from ..encoding.json_types import Settings

    Result = TypeVar("Result")

WORKERS = 32  # mostly waiting for a lock or a disk

_pools: WeakKeyDictionary[asyncio.AbstractEventLoop, ThreadPoolExecutor] = WeakKeyDictionary()
_threads: bool | None = None
_unfinished: set[asyncio.Future[Any]] = set()  # tasks, until each is done


async def in_thread(function: Callable[..., Result], *args: object, **kwargs: object) -> Result:
    """Return `function(*args, **kwargs)`, called in a worker thread if there can be one.

    A call that is cancelled is no longer waited for; what it has begun in its thread still takes effect.
    """
    if not threads_start():
        return function(*args, **kwargs)
    loop = asyncio.get_running_loop()
    pool = _pools.get(loop)
    if pool is None:
        pool = _pools[loop] = ThreadPoolExecutor(WORKERS, "jamlite")
    # The context goes along (as asyncio.to_thread does): loggers and frameworks keep the request there.
    return await loop.run_in_executor(pool, partial(copy_context().run, function, *args, **kwargs))


def begun(answer: Coroutine[Any, Any, Result]) -> Awaitable[Result]:
    """Return an awaitable of the answer that goes on by itself, in a task, where an event loop runs."""
    if asyncio._get_running_loop() is None:  # get_running_loop raises where none runs
        return answer
    task = asyncio.ensure_future(answer)
    _unfinished.add(task)  # the loop itself holds tasks by weak references
    task.add_done_callback(_unfinished.discard)
    return task


def threads_start() -> bool:
    """Tell whether this Python can start threads; WebAssembly mostly cannot."""
    global _threads
    if _threads is None:
        try:
            start_new_thread(int, ())
            _threads = True
        except RuntimeError:  # "can't start new thread"
            _threads = False
    return _threads


def _threaded(method: Callable[..., Any]) -> Callable[..., Any]:
    """Return an operation of a store as a coroutine function: one step on the store within."""
    name = method.__name__

    @wraps(method)
    async def call(self: ThreadedStore, *args: Any, **kwargs: Any) -> Any:
        def steps() -> Steps[object]:
            return (yield getattr(self.direct, name)(*args, **kwargs))

        return await self.lead(steps())

    return call


class ThreadedStore(Store):
    """A store within another, made asynchronous.

    A whole method of sessions, lists or refresh tokens runs in one hop to a worker thread, with all its
    operations on the store within. A store in memory is not worth a thread: it is called directly.

    Args:
        store: the store within.
        all_computing: also run in worker threads what only computes, for example the sealing of
            sessions: on a store in memory, and between the awaited operations of an asynchronous store.

    Raises:
        JamConfigurationError: not a store.
    """

    __slots__ = ("_within", "lead")

    ASYNCHRONOUS = True

    def __init__(self, store: Store, *, all_computing: bool = False) -> None:
        if not hasattr(store, "direct") or isinstance(store, type):
            raise JamConfigurationError(
                "ThreadedStore needs a store of jamlite.stores, for example MemoryStore()"
            )
        self._within = store.direct
        if self._within.ASYNCHRONOUS:
            self.lead: Any = _in_stretches if all_computing else awaited
        elif all_computing or not self._within.IN_MEMORY:
            self.lead = partial(in_thread, at_once)  # 40 us a hop
        else:
            self.lead = _here

    @property
    def direct(self) -> Store:
        return self._within

    put = _threaded(Store.put)
    put_many = _threaded(Store.put_many)
    get = _threaded(Store.get)
    contains = _threaded(Store.contains)
    contains_many = _threaded(Store.contains_many)
    replace = _threaded(Store.replace)
    move = _threaded(Store.move)
    delete = _threaded(Store.delete)
    delete_many = _threaded(Store.delete_many)
    delete_owner = _threaded(Store.delete_owner)
    list_owner = _threaded(Store.list_owner)
    keys = _threaded(Store.keys)
    purge = _threaded(Store.purge)
    close = _threaded(Store.close)

    def __repr__(self) -> str:
        return f"<ThreadedStore of {self._within!r}>"


class Threaded:
    """A blocking object of the user's own, made asynchronous: its methods run in worker threads."""

    ASYNCHRONOUS = True

    def __init__(self, thing: object) -> None:
        self._within = thing

    def __getattr__(self, name: str) -> Any:
        if name == "_within":  # a copy asks before it has anything
            raise AttributeError(name)
        value = getattr(self._within, name)
        if not callable(value):
            return value

        async def call(*args: Any, **kwargs: Any) -> object:
            return await in_thread(value, *args, **kwargs)

        return call

    def __repr__(self) -> str:
        return f"<Threaded {type(self._within).__name__}>"


class OnAnyStore(Waiting, OnStore):
    """Makes the class beside it asynchronous: the same arguments, on any store, and the same methods."""

    __slots__ = ()

    PREFIX = "jamlite"  # of keys in a store that is made of its configuration

    def _use(self, store: Store | Settings) -> None:
        super()._use(asynchronous(store, self.PREFIX))

    def _open_kind(self, kind: str, prefix: str = "", **options: Any) -> Store:
        from .kinds import for_coroutines

        made: Store = super()._open_kind(kind, prefix, **for_coroutines(kind, options))  # type: ignore[misc]
        return made


def asynchronous(store: Store | Settings, prefix: str = "jamlite") -> Store:
    """Return a store itself if it is asynchronous, else a `ThreadedStore` around it.

    Args:
        store: a store; or its configuration, of which an asynchronous store is made if the kind has one.
        prefix: as in `kinds.build_store`.

    Raises:
        JamConfigurationError, JamStoreError: as `kinds.build_store`.
    """
    if isinstance(store, (dict, type)) or not hasattr(store, "ASYNCHRONOUS"):
        from .kinds import build_store, for_coroutines

        if isinstance(store, dict):
            store = for_coroutines(store.get("backend") or store.get("type"), store)
        store = build_store(store, prefix=prefix)
    return store if store.ASYNCHRONOUS else ThreadedStore(store)


def twin(thing: Any, kinds: Mapping[type[object], type[object]]) -> Any:
    """Return the asynchronous twin of a session module or a token list, on the same store.

    Args:
        thing: the module or list; one that is asynchronous is returned as it is. The methods of a class
            of the user's own run in worker threads: they may look at what those of ours return.
        kinds: the asynchronous classes by the synchronous ones.
    """
    if is_asynchronous(thing):
        return thing
    kind = kinds.get(type(thing))
    if kind is None:
        return Threaded(thing)
    made: Any = object.__new__(kind)  # not __init__: the store is open already, and must not be opened again
    made.__dict__.update(thing.__dict__)
    made._use(thing.store)
    return made


async def _here(steps: Steps[Result]) -> Result:
    return at_once(steps)


async def _in_stretches(steps: Steps[Result]) -> Result:
    """Lead steps as `awaited` does, but let each stretch between two awaited answers run in a thread."""
    return await awaited(_stretches(steps))


def _stretches(steps: Steps[Result]) -> Steps[Result]:
    stretch = _Stretch(steps)
    act: Callable[[Any], Any] = steps.send
    answer: Any = None
    try:
        while True:
            value = yield in_thread(stretch.run, act, answer)
            if stretch.ended:
                result: Result = value
                return result
            try:
                answer, act = (yield value), steps.send
            except GeneratorExit:
                raise
            except BaseException as error:  # noqa: BLE001 - raised inside the steps, cancellation too
                answer, act = error, steps.throw
    finally:
        stretch.close()


class _Stretch:
    """Steps of which one stretch at a time runs, in a worker thread."""

    __slots__ = ("_abandoned", "_steps", "ended")

    def __init__(self, steps: Steps[object]) -> None:
        self._steps = steps
        self._abandoned = False
        self.ended = False

    def run(self, act: Callable[[Any], Any], answer: Any) -> Any:
        """Return the first answer of the steps that has to be awaited, or their result."""
        try:
            value = act(answer)
            while not hasattr(value, "__await__"):
                value = self._steps.send(value)
        except StopIteration as end:
            self.ended = True
            return end.value
        if self._abandoned:  # the caller was cancelled: what the steps asked for is not awaited by anybody
            if hasattr(value, "close"):
                value.close()
            self._steps.close()
        return value

    def close(self) -> None:
        """End the steps, or let the worker do so that still runs them."""
        self._abandoned = True
        with suppress(ValueError):  # "generator already executing": a cancelled call still runs
            self._steps.close()
