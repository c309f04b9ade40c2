"""Token lists and refresh tokens with coroutines: those of `jamlite.lists`, by the same names.

As in `sessions`: in memory at once, on files in a worker thread, Redis on the event loop.
"""

from __future__ import annotations

from .. import lists
from ..driver import coroutine
from ..stores import threaded
from ..stores.async_redis_store import on_the_loop
from ..stores.kinds import for_coroutines
from ..stores.store import REDIS_URI, TIMEOUT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..stores import Store

__all__ = lists.__all__

Rotation = lists.Rotation
# Their methods here return coroutines, which a type checker does not let a subclass do.
_sync: Any = lists


class TokenList(_sync.TokenList):  # type: ignore[misc]
    """A list of tokens; arguments and methods are those of `lists.TokenList`."""

    add = coroutine(lists.TokenList.add)
    add_many = coroutine(lists.TokenList.add_many)
    check = coroutine(lists.TokenList.check)
    check_many = coroutine(lists.TokenList.check_many)
    delete = coroutine(lists.TokenList.delete)
    delete_many = coroutine(lists.TokenList.delete_many)
    revoke_subject = coroutine(lists.TokenList.revoke_subject)
    restore_subject = coroutine(lists.TokenList.restore_subject)
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
        redis_uri: Any = REDIS_URI,
        ttl: float | None = None,
        timeout: float = TIMEOUT,
    ) -> None:
        super().__init__(type, prefix, on_the_loop(redis_uri), ttl, timeout)


class RefreshRotator(_sync.RefreshRotator):  # type: ignore[misc]
    """Refresh tokens; arguments and methods are those of `lists.RefreshRotator`."""

    __slots__ = ()

    issue = coroutine(lists.RefreshRotator.issue)
    rotate = coroutine(lists.RefreshRotator.rotate)
    revoke = coroutine(lists.RefreshRotator.revoke)
    revoke_subject = coroutine(lists.RefreshRotator.revoke_subject)

    def __init__(self, store: Store, **options: Any) -> None:
        super().__init__(threaded.asynchronous(store), **options)


_KINDS: dict[type[Any], type[TokenList]] = {
    getattr(lists, kind.__name__): kind for kind in (TokenList, MemoryList, JSONList, SQLiteList, RedisList)
}


def build_list(config: Any) -> Any:
    """Make a list from the keys of a configuration, or of a list of `jamlite.lists` or your own."""
    if isinstance(config, dict):
        config = lists.build_list(for_coroutines(config.get("backend"), config))
    elif not callable(getattr(config, "check", None)):
        config = lists.build_list(config)  # raises: it is not a list
    return threaded.twin(config, _KINDS)
