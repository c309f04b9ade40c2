"""The lists by the name of their store, and `build_list`, which picks one."""

from __future__ import annotations

from .. import clock
from ..exceptions.base import JamConfigurationError
from ..stores.memory_store import MemoryStore
from ..stores.store import REDIS_URI
from .token_list import TokenList

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class MemoryList(TokenList):
    """A list in the memory of this process. Other processes do not see it."""

    def __init__(self, type: str = "black", prefix: str = "jwt_list", ttl: float | None = None) -> None:
        super().__init__(MemoryStore(), type=type, prefix=prefix, ttl=ttl)


class JSONList(TokenList):
    """A list in a file of JSON lines; a TinyDB file of Jam's is taken over, and kept beside it."""

    def __init__(
        self,
        type: str = "black",
        prefix: str = "jwt_list",
        json_path: str = "whitelist.json",
        ttl: float | None = None,
        fsync: bool = False,
    ) -> None:
        from ..stores.json_lines import JsonLinesStore

        super().__init__(
            lambda: JsonLinesStore(
                json_path, fsync=fsync, adopt=lambda found: self.adopt(found, clock.now())
            ),
            type=type,
            prefix=prefix,
            ttl=ttl,
        )


class SQLiteList(TokenList):
    """A list in an SQLite database."""

    def __init__(
        self,
        type: str = "black",
        prefix: str = "jwt_list",
        sqlite_path: str = "lists.sqlite",
        ttl: float | None = None,
        fsync: bool = False,
    ) -> None:
        from ..stores.sqlite import SQLiteStore

        super().__init__(lambda: SQLiteStore(sqlite_path, fsync=fsync), type=type, prefix=prefix, ttl=ttl)


class RedisList(TokenList):
    """A list in Redis: `redis_uri` is the server, or a `redis.Redis` client."""

    def __init__(
        self,
        type: str = "black",
        prefix: str = "jwt_list",
        redis_uri: Any = REDIS_URI,
        ttl: float | None = None,
    ) -> None:
        from ..stores.redis_store import redis_store

        super().__init__(lambda: redis_store(redis_uri, prefix), type=type, prefix=prefix, ttl=ttl)


_LISTS: dict[str, type[TokenList]] = {
    "memory": MemoryList,
    "json": JSONList,
    "sqlite": SQLiteList,
    "redis": RedisList,
}
_OPTIONS = {
    "memory": {"type", "prefix", "ttl"},
    "json": {"type", "prefix", "ttl", "json_path", "fsync"},
    "sqlite": {"type", "prefix", "ttl", "sqlite_path", "fsync"},
    "redis": {"type", "prefix", "ttl", "redis_uri"},
}


def build_list(config: dict[str, Any] | TokenList) -> TokenList:
    """Make a list from the keys of a configuration; a list is returned as it is.

    Args:
        config: `backend` is "memory", "json", "sqlite" or "redis"; the rest are the arguments of
            the list's class.

    Raises:
        JamConfigurationError: backend missing or unknown, an unknown key, a value that is not usable.
        JamStoreError: the store cannot be opened.
    """
    if isinstance(config, TokenList):
        return config
    if not isinstance(config, dict):
        raise JamConfigurationError("a list is configured by a dict, or is a list already")
    options = dict(config)
    backend = options.pop("backend", None)
    if not isinstance(backend, str) or backend not in _LISTS:
        raise JamConfigurationError(f"the backend of a list must be one of {', '.join(_LISTS)}")
    unknown = sorted(map(str, set(options) - _OPTIONS[backend]))
    if unknown:
        raise JamConfigurationError(f"a {backend} list has no option {', '.join(unknown)}")
    return _LISTS[backend](**options)
