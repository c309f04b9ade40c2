"""Allow and deny lists of tokens, and families of refresh tokens, on a store.

May import: encoding, crypto, macaroons, stores. Touches: files and network only through its store.
"""

from __future__ import annotations

from .list_kinds import JSONList, MemoryList, RedisList, SQLiteList, build_list
from .refresh import RefreshRotator, Rotation
from .token_list import TokenList

BaseList = BaseJWTList = TokenList  # Jam's names

__all__ = [
    "BaseJWTList",
    "BaseList",
    "JSONList",
    "MemoryList",
    "RedisList",
    "RefreshRotator",
    "Rotation",
    "SQLiteList",
    "TokenList",
    "build_list",
]
