"""Token lists and refresh tokens with coroutines: those of `jamlite.lists`, by the same names.

As in `sessions`: in memory at once, on files in a worker thread, Redis on the event loop. A method that
changes a list begins when it is called: Jam's lists do not wait, so programs written for Jam have no `await`
there, and a token must not stay valid after a logout because one is missing. The answer of `check` is true or
false without `await` where the list is in memory; elsewhere `bool` of it raises JamTypeError.
"""

from __future__ import annotations

from asyncio import _get_running_loop, ensure_future
from collections.abc import Coroutine
from functools import partial, update_wrapper

from .. import lists
from ..driver import at_once, coroutine
from ..exceptions.base import JamTypeError
from ..stores import threaded
from ..stores.async_redis_store import on_the_loop
from ..stores.kinds import for_coroutines
from ..stores.store import REDIS_URI, TIMEOUT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from asyncio import Future
    from typing import Any, Callable, Concatenate, Generator, ParamSpec, TypedDict, TypeVar, Unpack

    from ..jam.section_types import ListLike, Settings
    from ..stores import Store
    from ..stores.redis_store import Client

    P = ParamSpec("P")
    Result = TypeVar("Result")

    class _Rotating(TypedDict, total=False):
        ttl: float
        max_age: float | None
        grace: float


__all__ = lists.__all__

_UNKNOWN = object()
_unfinished: set[Future[Any]] = set()  # until each is done

Rotation = lists.Rotation
# Their methods here return coroutines, which a type checker does not let a subclass do.
_sync: Any = lists


class _Answer(Coroutine):  # type: ignore[type-arg]
    """A coroutine. `bool` of it is that of the answer, or JamTypeError before the answer is known."""

    def __init__(self, work: Generator[Any, Any, Any], known: Any = _UNKNOWN) -> None:
        self._work = work
        self._known = known

    def send(self, value: Any) -> Any:
        return self._work.send(value)

    def throw(self, *error: Any) -> Any:
        return self._work.throw(*error)

    def close(self) -> None:
        self._work.close()

    def __await__(self) -> Generator[Any, Any, Any]:
        return self._work

    def __bool__(self) -> bool:
        if self._known is _UNKNOWN:
            raise JamTypeError("the lists of jamlite.aio answer with coroutines: await them")
        return bool(self._known)


class _Method(partial):  # type: ignore[type-arg]
    """A method that returns an `_Answer`. `iscoroutinefunction` looks at `func` and says yes.

    Args:
        func: the coroutine function.
        work: what returns the answer, or an awaitable of it, when the method is called.
        begun: whether what waits begins at once, in a task.
    """

    work: Callable[..., Any]
    begun: bool
    __wrapped__: Callable[..., Any]

    def __get__(self, thing: Any, kind: Any = None) -> Any:
        if thing is None:
            return self
        bound = _Method(self.func, thing)
        bound.__dict__.update(self.__dict__)
        del bound.__wrapped__  # `inspect` would show the signature with `self`
        return bound

    @property
    def __signature__(self) -> Any:
        from inspect import signature

        return signature(partial(self.func, *self.args))

    def __call__(self, *args: Any, **kwargs: Any) -> _Answer:
        args = self.args + args
        answer = self.work(*args, **kwargs)
        if getattr(args[0]._store, "IN_MEMORY", False):
            value = at_once(_waiting(answer))
            return _Answer(_given(value), value)
        if self.begun and _get_running_loop() is not None:
            answer = ensure_future(answer)
            _unfinished.add(answer)  # the loop itself holds tasks by weak references
            answer.add_done_callback(_unfinished.discard)
        return _Answer(_waiting(answer))


def _answered(
    method: Callable[Concatenate[Any, P], Result], *, begun: bool = False
) -> Callable[Concatenate[Any, P], Coroutine[Any, Any, Result]]:
    """Return a method of `lists.TokenList` as a `_Method`."""
    made = _Method(coroutine(method))
    made.work, made.begun = method, begun
    answered: Callable[..., Any] = update_wrapper(made, method)
    return answered


def _given(value: Any) -> Generator[Any, Any, Any]:
    return value
    yield


def _waiting(answer: Any) -> Generator[Any, Any, Any]:
    return (yield from answer.__await__())


class TokenList(_sync.TokenList):  # type: ignore[misc]
    """A list of tokens; arguments and methods are those of `lists.TokenList`."""

    add = _answered(lists.TokenList.add, begun=True)
    add_many = _answered(lists.TokenList.add_many, begun=True)
    check = _answered(lists.TokenList.check)
    check_many = _answered(lists.TokenList.check_many)
    delete = _answered(lists.TokenList.delete, begun=True)
    delete_many = _answered(lists.TokenList.delete_many, begun=True)
    revoke_subject = _answered(lists.TokenList.revoke_subject, begun=True)
    restore_subject = _answered(lists.TokenList.restore_subject, begun=True)
    refuses = coroutine(lists.TokenList.refuses)
    purge = coroutine(lists.TokenList.purge)
    close = coroutine(lists.TokenList.close)

    def _use(self, store: Store) -> None:
        super()._use(threaded.asynchronous(store))


BaseList = BaseJWTList = TokenList  # Jam's names


class MemoryList(TokenList, _sync.MemoryList):  # type: ignore[misc]
    """`lists.MemoryList` with coroutines."""


class JSONList(TokenList, _sync.JSONList):  # type: ignore[misc]
    """`lists.JSONList` with coroutines."""


class SQLiteList(TokenList, _sync.SQLiteList):  # type: ignore[misc]
    """`lists.SQLiteList` with coroutines."""


class RedisList(TokenList, _sync.RedisList):  # type: ignore[misc]
    """`lists.RedisList` with coroutines; `redis_uri` may be a client of `redis.asyncio`."""

    def __init__(
        self,
        type: str = "black",
        prefix: str = "jwt_list",
        redis_uri: Client | str = REDIS_URI,
        ttl: float | None = None,
        timeout: float = TIMEOUT,
        *,
        redis: Client | None = None,
        logger: object = None,
    ) -> None:
        uri: Any = on_the_loop(redis_uri if redis is None else redis)
        super().__init__(type, prefix, uri, ttl, timeout)


class RefreshRotator(_sync.RefreshRotator):  # type: ignore[misc]
    """Refresh tokens; arguments and methods are those of `lists.RefreshRotator`."""

    __slots__ = ()

    issue = coroutine(lists.RefreshRotator.issue)
    rotate = coroutine(lists.RefreshRotator.rotate)
    revoke = coroutine(lists.RefreshRotator.revoke)
    revoke_subject = coroutine(lists.RefreshRotator.revoke_subject)

    def __init__(self, store: Store | Settings, **options: Unpack[_Rotating]) -> None:
        super().__init__(threaded.asynchronous(store, "refresh"), **options)


_KINDS: dict[type[object], type[object]] = {
    getattr(lists, kind.__name__): kind for kind in (TokenList, MemoryList, JSONList, SQLiteList, RedisList)
}


def build_list(config: ListLike) -> Any:
    """Make a list from the keys of a configuration, or of a list of `jamlite.lists` or your own."""
    if isinstance(config, dict):
        config = lists.build_list(for_coroutines(config.get("backend"), config))
    elif not callable(getattr(config, "check", None)):
        wrong: Any = config
        config = lists.build_list(wrong)  # raises: it is not a list
    return threaded.twin(config, _KINDS)
