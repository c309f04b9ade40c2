"""Records with an owner and an expiry, in memory, a JSON-lines file, SQLite or Redis.

May import: encoding, crypto. Touches: files, and the network of the Redis store.
Each backend imports what it needs (sqlite3, fcntl, redis) when it is first used.
"""

from __future__ import annotations

import importlib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .async_redis_store import AsyncRedisStore
    from .json_lines import JsonLinesStore
    from .memory_store import MemoryStore
    from .redis_store import RedisStore
    from .sqlite import SQLiteStore
    from .store import Record, Store
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
]

_HOME = {
    "AsyncRedisStore": "async_redis_store",
    "JsonLinesStore": "json_lines",
    "MemoryStore": "memory_store",
    "Record": "store",
    "RedisStore": "redis_store",
    "SQLiteStore": "sqlite",
    "Store": "store",
    "ThreadedStore": "threaded",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f".{_HOME[name]}", __name__), name)
