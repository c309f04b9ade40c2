"""Token lists and refresh tokens with coroutines: those of `jamlite.lists`, by the same names.

As in `sessions`: in memory at once, on files in a worker thread, Redis on the event loop. A method that
changes a list begins when it is called, with or without `await`: see `jam.begun_methods`.
"""

from __future__ import annotations

from .. import lists
from ..driver import coroutine
from ..jam.begun_methods import answered
from ..stores import threaded
from ..stores.async_redis_store import on_the_loop
from ..stores.kinds import for_coroutines
from ..stores.store import REDIS_URI, TIMEOUT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypedDict, Unpack

    from ..jam.section_types import ListLike, Settings
    from ..stores import Store
    from ..stores.redis_store import Client

    class _Rotating(TypedDict, total=False):
        ttl: float
        max_age: float | None
        grace: float


__all__ = lists.__all__

Rotation = lists.Rotation
# Their methods here return coroutines, which a type checker does not let a subclass do.
_sync: Any = lists


class TokenList(threaded.OnAnyStore, _sync.TokenList):  # type: ignore[misc]
    """A list of tokens; arguments and methods are those of `lists.TokenList`."""

    add = answered(lists.TokenList.add, begins=True)
    add_many = answered(lists.TokenList.add_many, begins=True)
    check = answered(lists.TokenList.check)  # its answer refuses to be used as a bool without await
    check_many = answered(lists.TokenList.check_many)
    delete = answered(lists.TokenList.delete, begins=True)
    delete_many = answered(lists.TokenList.delete_many, begins=True)
    revoke_subject = answered(lists.TokenList.revoke_subject, begins=True)
    restore_subject = answered(lists.TokenList.restore_subject, begins=True)
    refuses = coroutine(lists.TokenList.refuses)
    purge = coroutine(lists.TokenList.purge)
    close = coroutine(lists.TokenList.close)


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
        uri: Any = on_the_loop(redis_uri if redis is None else redis)  # Jam's two names of it
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
