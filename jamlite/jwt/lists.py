"""Deprecated alias of `jamlite.lists`."""

from __future__ import annotations

from ..lists import BaseJWTList, JSONList, MemoryList, RedisList

__all__ = ["BaseJWTList", "JSONList", "MemoryList", "RedisList"]
