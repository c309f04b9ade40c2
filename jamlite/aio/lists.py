"""Token lists and refresh tokens with coroutines: those of `jamlite.lists`, by the same names.

As in `sessions`: in memory at once, on files in a worker thread, Redis on the event loop.
"""

from __future__ import annotations

from .. import lists
from ..stores.store import REDIS_URI
from .waiting import Face, awaitable, on_the_loop, with_redis

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = [
    "BaseJWTList",
    "BaseList",
    "JSONList",
    "MemoryList",
    "RedisList",
    "RefreshRotator",
    "Rotation",
    "SQLiteList",
    "TokenList",
    "build_list",
]

Rotation = lists.Rotation


class TokenList(Face):
    """A list of tokens; arguments and methods are those of `lists.TokenList`."""

    SYNC: type[Any] = lists.TokenList

    add = awaitable(lists.TokenList.add)
    add_many = awaitable(lists.TokenList.add_many)
    check = awaitable(lists.TokenList.check)
    check_many = awaitable(lists.TokenList.check_many)
    delete = awaitable(lists.TokenList.delete)
    delete_many = awaitable(lists.TokenList.delete_many)
    revoke_subject = awaitable(lists.TokenList.revoke_subject)
    restore_subject = awaitable(lists.TokenList.restore_subject)
    refuses = awaitable(lists.TokenList.refuses)
    purge = awaitable(lists.TokenList.purge)
    close = awaitable(lists.TokenList.close)

    @property
    def __list_type__(self) -> str:
        """ "black" or "white"."""
        kind: str = self._sync.__list_type__
        return kind


BaseList = BaseJWTList = TokenList  # Jam's names


class MemoryList(TokenList):
    """`lists.MemoryList` with coroutines."""

    SYNC = lists.MemoryList


class JSONList(TokenList):
    """`lists.JSONList` with coroutines."""

    SYNC = lists.JSONList


class SQLiteList(TokenList):
    """`lists.SQLiteList` with coroutines."""

    SYNC = lists.SQLiteList


class RedisList(TokenList):
    """`lists.RedisList` with coroutines; `redis_uri` may be a client of `redis.asyncio`."""

    SYNC = lists.RedisList

    def __init__(
        self,
        type: str = "black",
        prefix: str = "jwt_list",
        redis_uri: Any = REDIS_URI,
        ttl: float | None = None,
    ) -> None:
        super().__init__(type, prefix, on_the_loop(redis_uri), ttl)


class RefreshRotator(Face):
    """Refresh tokens; arguments and methods are those of `lists.RefreshRotator`."""

    SYNC = lists.RefreshRotator

    issue = awaitable(lists.RefreshRotator.issue)
    rotate = awaitable(lists.RefreshRotator.rotate)
    revoke = awaitable(lists.RefreshRotator.revoke)
    revoke_subject = awaitable(lists.RefreshRotator.revoke_subject)


_FACES: dict[type[Any], type[TokenList]] = {
    face.SYNC: face for face in (MemoryList, JSONList, SQLiteList, RedisList)
}


def build_list(config: Any) -> TokenList:
    """Make a list from the keys of a configuration, or of a list of `jamlite.lists`."""
    if isinstance(config, TokenList):
        return config
    made = lists.build_list(with_redis(config))
    face: TokenList = _FACES.get(type(made), TokenList).before(made)
    return face
