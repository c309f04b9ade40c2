"""The former place of `stores.async_redis_store`."""

from __future__ import annotations

from ..stores.async_redis_store import AsyncRedisStore

__all__ = ["AsyncRedisStore"]
