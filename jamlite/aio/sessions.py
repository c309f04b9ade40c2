"""Session modules with coroutines: those of `jamlite.sessions`, by the same names.

A module on a store in memory answers at once, one on files in a worker thread. Redis is asked on the
event loop, if it is given by its URI or as a client of `redis.asyncio`; a `redis.Redis` client works in
a worker thread.
"""

from __future__ import annotations

from abc import abstractmethod

from .. import sessions
from ..sessions.base import BaseSessionModule
from ..stores.store import REDIS_URI
from .waiting import Face, awaitable, is_asynchronous, on_the_loop, with_redis

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = [
    "BaseAsyncSessionModule",
    "JSONSessions",
    "MemorySessions",
    "RedisSessions",
    "SQLiteSessions",
    "StoreSessions",
    "create_instance",
]


class BaseAsyncSessionModule(BaseSessionModule):
    """The base of asynchronous session modules of one's own: as `BaseSessionModule`, with coroutines."""

    create = abstractmethod(awaitable(BaseSessionModule.create))  # type: ignore[assignment]
    get = abstractmethod(awaitable(BaseSessionModule.get))  # type: ignore[assignment]
    update = abstractmethod(awaitable(BaseSessionModule.update))  # type: ignore[assignment]
    delete = abstractmethod(awaitable(BaseSessionModule.delete))  # type: ignore[assignment]
    rework = abstractmethod(awaitable(BaseSessionModule.rework))  # type: ignore[assignment]
    clear = abstractmethod(awaitable(BaseSessionModule.clear))  # type: ignore[assignment]


class StoreSessions(Face):
    """Sessions on any store; arguments and methods are those of `sessions.StoreSessions`."""

    SYNC: type[BaseSessionModule] = sessions.StoreSessions

    create = awaitable(sessions.StoreSessions.create)
    get = awaitable(sessions.StoreSessions.get)
    update = awaitable(sessions.StoreSessions.update)
    delete = awaitable(sessions.StoreSessions.delete)
    rework = awaitable(sessions.StoreSessions.rework)
    clear = awaitable(sessions.StoreSessions.clear)
    list = awaitable(sessions.StoreSessions.list)
    purge = awaitable(sessions.StoreSessions.purge)
    close = awaitable(sessions.StoreSessions.close)

    @property
    def id(self) -> str:
        """A new session id, not sealed yet."""
        made: str = self._sync.id
        return made


class MemorySessions(StoreSessions):
    """`sessions.MemorySessions` with coroutines."""

    SYNC = sessions.MemorySessions


class JSONSessions(StoreSessions):
    """`sessions.JSONSessions` with coroutines."""

    SYNC = sessions.JSONSessions


class SQLiteSessions(StoreSessions):
    """`sessions.SQLiteSessions` with coroutines."""

    SYNC = sessions.SQLiteSessions


class RedisSessions(StoreSessions):
    """`sessions.RedisSessions` with coroutines; `redis_uri` may be a client of `redis.asyncio`."""

    SYNC = sessions.RedisSessions

    def __init__(self, redis_uri: Any = REDIS_URI, *args: Any, **options: Any) -> None:
        super().__init__(on_the_loop(redis_uri), *args, **options)


_FACES: dict[type[Any], type[StoreSessions]] = {
    face.SYNC: face for face in (MemorySessions, JSONSessions, SQLiteSessions, RedisSessions)
}


def create_instance(
    session_type: str | None = None,
    sessions_type: str | None = None,
    logger: Any = None,
    serializer: Any = None,
    **options: Any,
) -> Any:
    """Make a session module from the keys of a configuration, as `sessions.create_instance`.

    A `custom_module` that has coroutines stays as it is; any other gets them.
    """
    given = {"session_type": session_type, "sessions_type": sessions_type, **options}
    module = sessions.create_instance(logger=logger, serializer=serializer, **with_redis(given))
    if is_asynchronous(module):
        return module
    return _FACES.get(type(module), StoreSessions).before(module)
