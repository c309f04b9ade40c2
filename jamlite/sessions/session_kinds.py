"""The session modules by the name of their store, and `create_instance`, which picks one."""

from __future__ import annotations

from importlib import import_module

from ..encoding.user_objects import takes
from ..exceptions.base import JamConfigurationError
from ..stores.kinds import ANY_PLACE, kind_of, of_this_kind, open_kind
from ..stores.memory_store import MemoryStore
from ..stores.store import REDIS_URI, TIMEOUT
from .base import BaseSessionModule, JsonSerializer, new_id
from .jam_hashes import JamHashes
from .stored import DEFAULT_TTL, StoreSessions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Unpack

    from ..encoding.json_types import Logger, Serializer, Settings
    from ..stores.redis_store import Client
    from .stored import StoreOptions

SESSIONS_KEY = "sessions"  # begins the keys in a store that applications share


class MemorySessions(StoreSessions):
    """Sessions in the memory of this process.

    Args:
        max_sessions: how many at most; when full, the one that would expire first makes room.
        ttl, options: those of `StoreSessions`.
    """

    def __init__(
        self,
        *,
        max_sessions: int | None = None,
        ttl: float | None = DEFAULT_TTL,
        **options: Unpack[StoreOptions],
    ) -> None:
        super().__init__(MemoryStore(max_records=max_sessions), ttl=ttl, **options)


class JSONSessions(StoreSessions):
    """Sessions in a file of JSON lines, shared by the processes of one machine.

    Args:
        json_path: the file; a TinyDB file of Jam's is taken over, and kept beside it.
        fsync: wait with each write until the disk has it; without, a power cut may cost the last
            seconds (the end of a process never does).
        ttl, options: those of `StoreSessions`.
    """

    def __init__(
        self,
        json_path: str = "sessions.json",
        *,
        fsync: bool = False,
        ttl: float | None = DEFAULT_TTL,
        **options: Unpack[StoreOptions],
    ) -> None:
        super().__init__(
            lambda: self._open_kind("json", json_path=json_path, fsync=fsync), ttl=ttl, **options
        )


class SQLiteSessions(StoreSessions):
    """Sessions in an SQLite database, shared by the processes of one machine.

    Args:
        sqlite_path: the file.
        fsync: as in `JSONSessions`.
        timeout: seconds to wait for other writers.
        ttl, options: those of `StoreSessions`.
    """

    def __init__(
        self,
        sqlite_path: str = "sessions.sqlite",
        *,
        fsync: bool = False,
        timeout: float = TIMEOUT,
        ttl: float | None = DEFAULT_TTL,
        **options: Unpack[StoreOptions],
    ) -> None:
        super().__init__(
            lambda: self._open_kind("sqlite", sqlite_path=sqlite_path, fsync=fsync, timeout=timeout),
            ttl=ttl,
            **options,
        )


class RedisSessions(StoreSessions):
    """Sessions in Redis, shared by any number of machines. Those that Jam left there are found.

    Args:
        redis_uri: the server, or a `redis.Redis` client.
        redis_sessions_key: prefix of the keys there.
        timeout: seconds to wait for a free connection, and with a URI for the server; default: 5.
        ttl, options: those of `StoreSessions`.
    """

    def __init__(
        self,
        redis_uri: Client | str = REDIS_URI,
        redis_sessions_key: str = SESSIONS_KEY,
        ttl: float | None = DEFAULT_TTL,
        *,
        timeout: float = TIMEOUT,
        **options: Unpack[StoreOptions],
    ) -> None:
        super().__init__(
            lambda: self._open_kind("redis", redis_sessions_key, redis_uri=redis_uri, timeout=timeout),
            ttl=ttl,
            **options,
        )
        if hasattr(self._store, "take_over"):
            self._former = JamHashes(redis_sessions_key, self._sealer)


# The class of a kind, where there is one, and what it takes beyond the options of its store.
_MODULES: dict[str, type[StoreSessions]] = {
    "memory": MemorySessions,
    "json": JSONSessions,
    "sqlite": SQLiteSessions,
    "redis": RedisSessions,
}
_OWN = {"memory": ("max_sessions",), "redis": ("redis_sessions_key",)}
_COMMON = ("ttl", "sliding", "id_factory", "is_session_crypt", "session_aes_secret", "serializer", "logger")
_ALIASES = {"default_ttl": "ttl", "session_path": "redis_sessions_key"}


def create_instance(
    session_type: str | None = None,
    sessions_type: str | None = None,
    logger: Logger | None = None,
    serializer: Serializer | None = None,
    **options: Any,
) -> BaseSessionModule:
    """Make a session module from the keys of a configuration.

    Args:
        session_type: a name of `stores.kinds.KINDS`, or "custom"; `sessions_type` and `type` are other
            spellings.
        sessions_type: see there.
        logger: an object with `debug(text)`.
        serializer: an object or class with `dumps` and `loads`.
        options: those of the module, see its class; for "custom", `custom_module` (a class, or its
            dotted path) and whatever that takes.

    Raises:
        JamConfigurationError: type missing or unknown, an unknown option, an option that is not usable.
        JamStoreError: the store cannot be opened.
    """
    kind: Any = session_type or sessions_type or options.pop("type", None)
    if logger is not None:
        options["logger"] = logger
    if serializer is not None:
        options["serializer"] = serializer
    if kind == "custom":
        return _custom(options)
    row = kind_of(kind, "session_type", "custom")
    for alias, name in (*_ALIASES.items(), *((key, row.place) for key in ANY_PLACE if row.place)):
        if alias in options:
            options.setdefault(name, options.pop(alias))
    options = of_this_kind(kind, options)
    known = {*_COMMON, *_OWN.get(kind, ()), *(row.options if kind != "memory" else ())}
    unknown = sorted(set(options) - known)  # a misspelt option must not leave its default in force
    if unknown:
        raise JamConfigurationError(
            f"{kind} sessions have no option {', '.join(unknown)}",
            details={"unknown": unknown, "known": sorted(known)},
        )
    if kind in _MODULES:
        return _MODULES[kind](**options)
    place = {key: options.pop(key) for key in row.options if key in options}
    return StoreSessions(lambda: open_kind(kind, SESSIONS_KEY, **place), **options)


def _custom(options: Settings) -> BaseSessionModule:
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
    if "logger" in options and not takes(module, "logger"):  # what Jam does not hand over
        del options["logger"]
    options.setdefault("is_session_crypt", False)
    options.setdefault("session_aes_secret", None)
    options.setdefault("id_factory", new_id)
    options.setdefault("serializer", JsonSerializer)
    try:
        made: BaseSessionModule = module(**options)
    except TypeError as error:
        raise JamConfigurationError("custom_module does not take these options") from error
    return made
