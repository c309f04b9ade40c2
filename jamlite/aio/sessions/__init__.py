"""Session modules with coroutines: those of `jamlite.sessions`, by the same names.

Redis is asked on the event loop, if it is given by its URI or as a client of `redis.asyncio`; a
`redis.Redis` client works in a worker thread.
"""

from __future__ import annotations

from abc import abstractmethod

from ... import sessions
from ...driver import coroutine
from ...exceptions.base import JamConfigurationError
from ...sessions.base import BaseSessionModule
from ...stores.kinds import for_coroutines
from ...stores.store import REDIS_URI
from ...stores.threaded import OnAnyStore, twin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Unpack

    from ...jam.section_types import JsonValue, Logger, Serializer
    from ...sessions.stored import StoreOptions
    from ...stores.redis_store import Client
    from .second_factor import AttemptLimit, SecondFactor

    class _RedisOptions(StoreOptions, total=False):
        redis_sessions_key: str
        ttl: float | None
        default_ttl: float | None
        timeout: float


__all__ = [
    "AttemptLimit",
    "BaseAsyncSessionModule",
    "JSONSessions",
    "MemorySessions",
    "RedisSessions",
    "SQLiteSessions",
    "SecondFactor",
    "StoreSessions",
    "create_instance",
]

_Base: Any = BaseSessionModule  # else a type checker would not let coroutines take the place of its methods


class BaseAsyncSessionModule(_Base):  # type: ignore[misc]
    """The base of your own asynchronous session modules: as `BaseSessionModule`, with coroutines."""

    create = abstractmethod(coroutine(BaseSessionModule.create))
    get = abstractmethod(coroutine(BaseSessionModule.get))
    update = abstractmethod(coroutine(BaseSessionModule.update))
    delete = abstractmethod(coroutine(BaseSessionModule.delete))
    rework = abstractmethod(coroutine(BaseSessionModule.rework))
    clear = abstractmethod(coroutine(BaseSessionModule.clear))


class StoreSessions(OnAnyStore, sessions.StoreSessions):
    """Sessions on any store; arguments and methods are those of `sessions.StoreSessions`."""


class MemorySessions(StoreSessions, sessions.MemorySessions):
    """`sessions.MemorySessions` with coroutines."""


class JSONSessions(StoreSessions, sessions.JSONSessions):
    """`sessions.JSONSessions` with coroutines."""


class SQLiteSessions(StoreSessions, sessions.SQLiteSessions):
    """`sessions.SQLiteSessions` with coroutines."""


class RedisSessions(StoreSessions, sessions.RedisSessions):
    """`sessions.RedisSessions` with coroutines; `redis_uri` may be a client of `redis.asyncio`.

    `default_ttl` is Jam's name of `ttl` here.
    """

    def __init__(
        self, redis_uri: Client | str = REDIS_URI, *args: Any, **options: Unpack[_RedisOptions]
    ) -> None:
        given: Any = options
        if "default_ttl" in given:
            if "ttl" in given or len(args) > 1:  # the positional ones: redis_sessions_key, ttl
                raise JamConfigurationError("ttl and default_ttl are one argument: give one of them")
            given["ttl"] = given.pop("default_ttl")
        super().__init__(redis_uri, *args, **given)


_KINDS: dict[type[object], type[object]] = {
    getattr(sessions, kind.__name__): kind
    for kind in (StoreSessions, MemorySessions, JSONSessions, SQLiteSessions, RedisSessions)
}


def create_instance(
    session_type: str | None = None,
    sessions_type: str | None = None,
    logger: Logger | None = None,
    serializer: Serializer | None = None,
    **options: JsonValue,
) -> Any:
    """Make a session module from the keys of a configuration, as `sessions.create_instance`.

    A `custom_module` that has coroutines stays as it is; the methods of any other run in worker threads.
    """
    options = for_coroutines(session_type or sessions_type or options.get("type"), options)
    made = sessions.create_instance(session_type, sessions_type, logger, serializer, **options)
    return asynchronous(made)


def asynchronous(module: BaseSessionModule) -> Any:
    """Return a session module with coroutines on the store of `module`, or itself if it has them."""
    return twin(module, _KINDS)


if not TYPE_CHECKING:  # a checker would believe in any name

    def __getattr__(name: str) -> Any:
        if name in ("AttemptLimit", "SecondFactor"):
            from . import second_factor

            return getattr(second_factor, name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
