"""Server sessions on a store, with ids and data sealed on request; the second factor of a login.

May import: encoding, crypto, otp, stores. Touches: the environment variable
JAM_SESSION_AES_SECRET; files and network only through its store.
"""

from __future__ import annotations

from ..optional import alias
from .base import BaseSessionModule
from .session_kinds import JSONSessions, MemorySessions, RedisSessions, SQLiteSessions, create_instance
from .stored import StoreSessions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .attempts import AttemptLimit
    from .second_factor import SecondFactor

__all__ = [
    "AttemptLimit",
    "BaseSessionModule",
    "JSONSessions",
    "MemorySessions",
    "RedisSessions",
    "SQLiteSessions",
    "SecondFactor",
    "StoreSessions",
    "create_instance",
]

_alias = alias(__name__)


def __getattr__(name: str) -> Any:
    if name == "AttemptLimit":
        from .attempts import AttemptLimit

        return AttemptLimit
    if name == "SecondFactor":
        from .second_factor import SecondFactor

        return SecondFactor
    return _alias(name)
