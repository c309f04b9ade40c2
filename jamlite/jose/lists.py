"""Alias of `jamlite.lists`, where Jam's users look for it; nothing in this room uses it."""

from __future__ import annotations

from ..lists import BaseJWTList, JSONList, MemoryList, RedisList, SQLiteList

__all__ = ["BaseJWTList", "JSONList", "MemoryList", "RedisList", "SQLiteList"]
