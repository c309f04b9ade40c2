"""Worker threads for what may wait, and the way back from a worker to the event loop.

The workers are a pool of their own for each loop. Those of the loop's default pool are needed by
coroutines (to look up a host name, say), and a worker of ours may be waiting for just that coroutine.
"""

from __future__ import annotations

import asyncio
import copy
from _thread import start_new_thread
from concurrent.futures import ThreadPoolExecutor, wait
from contextvars import ContextVar, copy_context
from functools import partial, wraps
from inspect import iscoroutinefunction
from weakref import WeakKeyDictionary

from ..exceptions.base import JamConfigurationError
from ..stores.store import REDIS_URI

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Concatenate, Coroutine, Iterator, ParamSpec, TypeVar

    P = ParamSpec("P")
    Result = TypeVar("Result")

WORKERS = 32
_KINDS = ("session_type", "sessions_type", "type", "backend")  # where options name their store
_PATIENCE = 1.0  # seconds after which a worker looks whether its loop is still there

_loop: ContextVar[asyncio.AbstractEventLoop] = ContextVar("jamlite_loop")
_pools: WeakKeyDictionary[asyncio.AbstractEventLoop, ThreadPoolExecutor] = WeakKeyDictionary()
_threads: bool | None = None


def awaitable(
    method: Callable[Concatenate[Any, P], Result],
) -> Callable[Concatenate[Any, P], Coroutine[Any, Any, Result]]:
    """Return a coroutine with the signature of `method`, which does what `_call` of its class returns.

    That is the result, or an awaitable of it.
    """

    @wraps(method)
    async def call(self: Any, *args: P.args, **kwargs: P.kwargs) -> Result:
        answer = self._call(method, args, kwargs)
        result: Result = await answer if hasattr(answer, "__await__") else answer
        return result

    return call  # type: ignore[return-value]


async def in_thread(function: Callable[..., Result], *args: Any, **kwargs: Any) -> Result:
    """Return `function(*args, **kwargs)`, called in a worker thread if there can be one."""
    if not threads_start():
        return function(*args, **kwargs)
    loop = asyncio.get_running_loop()
    pool = _pools.get(loop)
    if pool is None:
        pool = _pools[loop] = ThreadPoolExecutor(WORKERS, "jamlite")
    context = copy_context()
    context.run(_loop.set, loop)
    return await loop.run_in_executor(pool, partial(context.run, function, *args, **kwargs))


def threads_start() -> bool:
    """Tell whether this Python can start threads; WebAssembly mostly cannot."""
    global _threads
    if _threads is None:
        try:
            start_new_thread(int, ())
            _threads = True
        except RuntimeError:
            _threads = False
    return _threads


class Face:
    """The asynchronous face of an object on a store: its methods, each called where it belongs.

    Arguments are those of the class `SYNC`.
    """

    SYNC: type[Any]

    def __init__(self, *args: Any, **options: Any) -> None:
        self._put_before(self.SYNC(*args, **options))

    @classmethod
    def before(cls, thing: Any) -> Any:
        """Return a face of an object that is there already."""
        made = cls.__new__(cls)
        made._put_before(thing)
        return made

    def _put_before(self, thing: Any) -> None:
        self._sync = thing
        self._waits = may_wait(thing)

    def _call(self, method: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        function = getattr(self._sync, method.__name__)
        return in_thread(function, *args, **kwargs) if self._waits else function(*args, **kwargs)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} before {type(self._sync).__name__}>"


class OnLoop:
    """An asynchronous object as a worker thread sees it: its coroutines run on the loop, the worker waits.

    So what is written for a `redis.Redis` client also works with one of `redis.asyncio`, whose
    connections belong to the loop.
    """

    __slots__ = ("_target",)

    def __init__(self, target: Any) -> None:
        self._target = target

    def __getattr__(self, name: str) -> Any:
        if name == "close" and hasattr(self._target, "aclose"):
            name = "aclose"
        value = getattr(self._target, name)
        return partial(self._do, value) if callable(value) else value

    def _do(self, method: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        result = method(*args, **kwargs)
        if hasattr(result, "__aiter__"):
            return _each(result)
        return _finished(result) if hasattr(result, "__await__") else result

    def __repr__(self) -> str:
        return f"<OnLoop of {type(self._target).__name__}>"


def synchronous(thing: Any) -> Any:
    """Return `thing` with methods that wait: what it stands before, or itself, or seen as `OnLoop`."""
    if not is_asynchronous(thing):
        return thing
    behind = getattr(thing, "_sync", None)
    if behind is None:
        return OnLoop(thing)
    if not is_native(behind):
        return behind
    from ..stores.redis_store import RedisStore

    twin, store = copy.copy(behind), behind._store
    twin._use(RedisStore(synchronous(store.source), prefix=store.prefix))
    return twin


def with_redis(options: Any, *, native: bool = True) -> Any:
    """Return the options of a session module or list, with their `redis_uri` made fit for coroutines.

    Args:
        options: those that a user wrote.
        native: whether coroutines will call, or worker threads.
    """
    if not isinstance(options, dict):
        return options
    if native and "redis" in map(options.get, _KINDS):
        return {**options, "redis_uri": on_the_loop(options.get("redis_uri", REDIS_URI))}
    if "redis_uri" in options:
        return {**options, "redis_uri": synchronous(options["redis_uri"])}
    return options


def on_the_loop(server: Any) -> Any:
    """Return a `redis_uri` that makes an asynchronous store, if it is a URI or a client of redis.asyncio."""
    if not isinstance(server, str) and not is_asynchronous(server):
        return server
    from .redis import AsyncRedisStore

    return partial(AsyncRedisStore, server)


def is_asynchronous(thing: Any) -> bool:
    """Tell whether an object has public methods that are coroutines."""
    kind = type(thing)
    return any(
        not name.startswith("_") and iscoroutinefunction(getattr(kind, name, None)) for name in dir(kind)
    )


def may_wait(thing: Any) -> bool:
    """Tell whether calls of a session module or list may wait: if they do not await, nor work in memory."""
    from ..stores.memory_store import MemoryStore

    return not is_native(thing) and not isinstance(getattr(thing, "_store", None), MemoryStore)


def is_native(thing: Any) -> bool:
    """Tell whether the methods of a session module or list return awaitables."""
    return getattr(getattr(thing, "_store", None), "ASYNCHRONOUS", False) is True


def _finished(result: Any) -> Any:
    """Run an awaitable on the loop of the present call, and wait for it here, in a worker thread."""
    loop = _loop.get(None)
    if loop is None or asyncio._get_running_loop() is not None:
        if hasattr(result, "close"):
            result.close()
        raise JamConfigurationError("an asynchronous object works only with jamlite.aio, and needs threads")
    future = asyncio.run_coroutine_threadsafe(_awaited(result), loop)
    while not wait((future,), _PATIENCE).done:
        if loop.is_closed():
            future.cancel()
    return future.result()


async def _awaited(result: Any) -> Any:
    return await result


def _each(results: Any) -> Iterator[Any]:
    """Yield what an asynchronous iterator yields."""
    iterator = results.__aiter__()
    while True:
        try:
            result = _finished(iterator.__anext__())
        except StopAsyncIteration:
            return
        yield result
