"""The lists by the name of their store, and `build_list`, which picks one.

`logger` is in the signatures because Jam has it there; a list logs nothing.
"""

from __future__ import annotations

from ..exceptions.base import JamConfigurationError
from ..stores.kinds import ANY_PLACE, kind_of, of_this_kind, open_kind
from ..stores.memory_store import MemoryStore
from ..stores.store import REDIS_URI, TIMEOUT
from .token_list import LIST_PREFIX, TokenList

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..encoding.json_types import Logger, Settings
    from ..stores.redis_store import Client


class MemoryList(TokenList):
    """A list in the memory of this process. Other processes do not see it."""

    def __init__(
        self,
        type: str = "black",
        prefix: str = LIST_PREFIX,
        ttl: float | None = None,
        *,
        logger: Logger | None = None,
    ) -> None:
        super().__init__(MemoryStore(), type=type, prefix=prefix, ttl=ttl)


class JSONList(TokenList):
    """A list in a file of JSON lines; a TinyDB file of Jam's is taken over, and kept beside it."""

    def __init__(
        self,
        type: str = "black",
        prefix: str = LIST_PREFIX,
        json_path: str = "whitelist.json",
        ttl: float | None = None,
        fsync: bool = False,
        *,
        logger: Logger | None = None,
    ) -> None:
        super().__init__(
            lambda: self._open_kind("json", json_path=json_path, fsync=fsync),
            type=type,
            prefix=prefix,
            ttl=ttl,
        )


class SQLiteList(TokenList):
    """A list in an SQLite database."""

    def __init__(
        self,
        type: str = "black",
        prefix: str = LIST_PREFIX,
        sqlite_path: str = "lists.sqlite",
        ttl: float | None = None,
        fsync: bool = False,
        timeout: float = TIMEOUT,
    ) -> None:
        super().__init__(
            lambda: self._open_kind("sqlite", sqlite_path=sqlite_path, fsync=fsync, timeout=timeout),
            type=type,
            prefix=prefix,
            ttl=ttl,
        )


class RedisList(TokenList):
    """A list in Redis: `redis_uri` is the server, or a `redis.Redis` client. Jam's entries there count.

    As in Jam the client may also be given as `redis`.
    """

    READS_JAM = True

    def __init__(
        self,
        type: str = "black",
        prefix: str = LIST_PREFIX,
        redis_uri: Client | str = REDIS_URI,
        ttl: float | None = None,
        timeout: float = TIMEOUT,
        *,
        redis: Client | None = None,
        logger: Logger | None = None,
    ) -> None:
        if redis is not None:
            redis_uri = redis
        super().__init__(
            lambda: self._open_kind("redis", prefix, redis_uri=redis_uri, timeout=timeout),
            type=type,
            prefix=prefix,
            ttl=ttl,
        )


_LISTS: dict[str, type[TokenList]] = {
    "memory": MemoryList,
    "json": JSONList,
    "sqlite": SQLiteList,
    "redis": RedisList,
}
_COMMON = ("type", "prefix", "ttl")


def build_list(config: Settings | TokenList) -> TokenList:
    """Make a list from the keys of a configuration; a list is returned as it is.

    Args:
        config: `backend` is a name of `stores.kinds.KINDS`; the rest are the arguments of the list's
            class.

    Raises:
        JamConfigurationError: backend missing or unknown, an unknown key, a value that is not usable.
        JamStoreError: the store cannot be opened.
    """
    if isinstance(config, TokenList):
        return config
    if not isinstance(config, dict):
        raise JamConfigurationError("a list is configured by a dict, or is a list already")
    options = dict(config)
    backend: Any = options.pop("backend", None)
    row = kind_of(backend, "the backend of a list")
    for key in ANY_PLACE:
        if key in options and row.place:
            # The kind's own key wins over `path`, `url` and `uri`.
            options.setdefault(row.place, options.pop(key))
    options = of_this_kind(backend, options)
    # A list never forgets an entry to make room for another, so it has no max_records.
    known = {*_COMMON, *row.options} - {"max_records"}
    unknown = sorted(map(str, set(options) - known))
    if unknown:
        raise JamConfigurationError(f"a {backend} list has no option {', '.join(unknown)}")
    if backend in _LISTS:
        return _LISTS[backend](**options)
    place = {key: options.pop(key) for key in row.options if key in options}
    return TokenList(lambda: open_kind(backend, options.get("prefix", LIST_PREFIX), **place), **options)
