"""Server sessions on a store, with ids and data sealed on request.

May import: encoding, crypto, stores. Touches: the environment variable
JAM_SESSION_AES_SECRET; files and network only through its store.
"""

from __future__ import annotations

from ..optional import alias
from .backends import JSONSessions, MemorySessions, RedisSessions, SQLiteSessions, create_instance
from .base import BaseSessionModule
from .stored import StoreSessions

__all__ = [
    "BaseSessionModule",
    "JSONSessions",
    "MemorySessions",
    "RedisSessions",
    "SQLiteSessions",
    "StoreSessions",
    "create_instance",
]

__getattr__ = alias(__name__)
