"""The session modules by the name of their store, and `create_instance`, which picks one."""

from __future__ import annotations

from importlib import import_module

from .. import clock
from ..exceptions.base import JamConfigurationError
from ..stores.memory_store import MemoryStore
from ..stores.store import REDIS_URI
from .base import BaseSessionModule, JsonSerializer, new_id
from .stored import DEFAULT_TTL, StoreSessions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class MemorySessions(StoreSessions):
    """Sessions in the memory of this process.

    Args:
        max_sessions: how many at most; when full, the one that would expire first makes room.
        options: those of `StoreSessions`.
    """

    def __init__(
        self, *, max_sessions: int | None = None, ttl: float | None = DEFAULT_TTL, **options: Any
    ) -> None:
        super().__init__(MemoryStore(max_records=max_sessions), ttl=ttl, **options)


class JSONSessions(StoreSessions):
    """Sessions in a file of JSON lines, shared by the processes of one machine.

    Args:
        json_path: the file; a TinyDB file of Jam's is taken over, and kept beside it.
        fsync: wait with each write until the disk has it; without, a power cut may cost the last
            seconds (the end of a process never does).
        options: those of `StoreSessions`.
    """

    def __init__(
        self,
        json_path: str = "sessions.json",
        *,
        fsync: bool = False,
        ttl: float | None = DEFAULT_TTL,
        **options: Any,
    ) -> None:
        from ..stores.json_lines import JsonLinesStore

        super().__init__(
            lambda: JsonLinesStore(
                json_path, fsync=fsync, adopt=lambda found: self.adopt(found, clock.now())
            ),
            ttl=ttl,
            **options,
        )


class SQLiteSessions(StoreSessions):
    """Sessions in an SQLite database, shared by the processes of one machine.

    Args:
        sqlite_path: the file.
        fsync: as in `JSONSessions`.
        timeout: seconds to wait for other writers.
        options: those of `StoreSessions`.
    """

    def __init__(
        self,
        sqlite_path: str = "sessions.sqlite",
        *,
        fsync: bool = False,
        timeout: float = 5.0,
        ttl: float | None = DEFAULT_TTL,
        **options: Any,
    ) -> None:
        from ..stores.sqlite import SQLiteStore

        super().__init__(lambda: SQLiteStore(sqlite_path, fsync=fsync, timeout=timeout), ttl=ttl, **options)


class RedisSessions(StoreSessions):
    """Sessions in Redis, shared by any number of machines.

    Args:
        redis_uri: the server, or a `redis.Redis` client.
        redis_sessions_key: prefix of the keys there.
        options: those of `StoreSessions`.
    """

    def __init__(
        self,
        redis_uri: Any = REDIS_URI,
        redis_sessions_key: str = "sessions",
        ttl: float | None = DEFAULT_TTL,
        **options: Any,
    ) -> None:
        from ..stores.redis_store import redis_store

        super().__init__(lambda: redis_store(redis_uri, redis_sessions_key), ttl=ttl, **options)


_MODULES: dict[str, type[StoreSessions]] = {
    "memory": MemorySessions,
    "json": JSONSessions,
    "sqlite": SQLiteSessions,
    "redis": RedisSessions,
}
_COMMON = ("ttl", "sliding", "id_factory", "is_session_crypt", "session_aes_secret", "serializer", "logger")
_OWN = {
    "memory": ("max_sessions",),
    "json": ("json_path", "fsync"),
    "sqlite": ("sqlite_path", "fsync", "timeout"),
    "redis": ("redis_uri", "redis_sessions_key"),
}
_ALIASES = {"default_ttl": "ttl", "session_path": "redis_sessions_key"}


def create_instance(
    session_type: str | None = None,
    sessions_type: str | None = None,
    logger: Any = None,
    serializer: Any = None,
    **options: Any,
) -> BaseSessionModule:
    """Make a session module from the keys of a configuration.

    Args:
        session_type: "memory", "json", "sqlite", "redis" or "custom"; `sessions_type` and `type` are
            other spellings.
        sessions_type: see there.
        logger: an object with `debug(text)`.
        serializer: an object or class with `dumps` and `loads`.
        options: those of the module, see its class; for "custom", `custom_module` (a class, or its
            dotted path) and whatever that takes.

    Raises:
        JamConfigurationError: type missing or unknown, an unknown option, an option that is not usable.
        JamStoreError: the store cannot be opened.
    """
    kind = session_type or sessions_type or options.pop("type", None)
    if logger is not None:
        options["logger"] = logger
    if serializer is not None:
        options["serializer"] = serializer
    if kind == "custom":
        return _custom(options)
    if not isinstance(kind, str) or kind not in _MODULES:
        names = ", ".join([*_MODULES, "custom"])
        raise JamConfigurationError(f"session_type must be one of {names}", details={"session_type": kind})
    for alias, name in _ALIASES.items():
        if alias in options:
            options.setdefault(name, options.pop(alias))
    unknown = sorted(set(options) - {*_COMMON, *_OWN[kind]})
    if unknown:
        raise JamConfigurationError(
            f"{kind} sessions have no option {', '.join(unknown)}",
            details={"unknown": unknown, "known": sorted([*_COMMON, *_OWN[kind]])},
        )
    return _MODULES[kind](**options)


def _custom(options: dict[str, Any]) -> BaseSessionModule:
    """Make a user's own module: Jam hands it these four options always, and then whatever else is set."""
    module = options.pop("custom_module", None)
    if isinstance(module, str):
        path, _, name = module.rpartition(".")
        try:
            module = getattr(import_module(path), name)
        except (ImportError, AttributeError, ValueError) as error:
            raise JamConfigurationError("custom_module cannot be imported") from error
    if not callable(module):
        raise JamConfigurationError("custom sessions need custom_module: a class, or its dotted path")
    options.setdefault("is_session_crypt", False)
    options.setdefault("session_aes_secret", None)
    options.setdefault("id_factory", new_id)
    options.setdefault("serializer", JsonSerializer)
    try:
        made: BaseSessionModule = module(**options)
    except TypeError as error:
        raise JamConfigurationError("custom_module does not take these options") from error
    return made
