"""Records with an owner and an expiry, in memory, a JSON-lines file, SQLite or Redis.

May import: encoding, crypto. Touches: files, and the network of the Redis store.
Each store imports what it needs (sqlite3, fcntl, redis) when it is first used. `kinds` has one row for each.
"""

from __future__ import annotations

from ..optional import part
from .kinds import build_store
from .store import Record, Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .async_redis_store import AsyncRedisStore
    from .json_lines import JsonLinesStore
    from .memory_store import MemoryStore
    from .redis_store import RedisStore
    from .sqlite import SQLiteStore
    from .threaded import ThreadedStore

__all__ = [
    "AsyncRedisStore",
    "JsonLinesStore",
    "MemoryStore",
    "Record",
    "RedisStore",
    "SQLiteStore",
    "Store",
    "ThreadedStore",
    "build_store",
]


if not TYPE_CHECKING:  # a checker would believe in any name

    def __getattr__(name: str) -> object:
        if name == "MemoryStore":
            from .memory_store import MemoryStore as found
        elif name == "JsonLinesStore":
            with part("session-json"):
                from .json_lines import JsonLinesStore as found  # type: ignore[assignment]
        elif name == "SQLiteStore":
            with part("session-sqlite"):
                from .sqlite import SQLiteStore as found  # type: ignore[assignment]
        elif name == "RedisStore":
            with part("session-redis"):
                from .redis_store import RedisStore as found  # type: ignore[assignment]
        elif name == "AsyncRedisStore":
            with part("session-redis"):
                from .async_redis_store import AsyncRedisStore as found  # type: ignore[assignment]
        elif name == "ThreadedStore":
            with part("aio"):
                from .threaded import ThreadedStore as found  # type: ignore[assignment]
        else:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        globals()[name] = found
        return found


def __dir__() -> list[str]:
    return __all__
