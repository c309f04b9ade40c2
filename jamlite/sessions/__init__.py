"""Server sessions on a store, with ids and data sealed on request; the second factor of a login.

May import: encoding, crypto, otp, stores. Touches: the environment variable
JAM_SESSION_AES_SECRET; files and network only through its store.
"""

from __future__ import annotations

from ..optional import alias

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .attempts import AttemptLimit
    from .base import BaseSessionModule
    from .second_factor import SecondFactor
    from .session_kinds import JSONSessions, MemorySessions, RedisSessions, SQLiteSessions, create_instance
    from .stored import StoreSessions

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


_KINDS = ("JSONSessions", "MemorySessions", "RedisSessions", "SQLiteSessions", "create_instance")


if not TYPE_CHECKING:  # a checker would believe in any name

    def __getattr__(name: str) -> object:
        found: object
        if name == "AttemptLimit":
            from .attempts import AttemptLimit as found
        elif name == "SecondFactor":
            from .second_factor import SecondFactor as found
        elif name == "BaseSessionModule":
            from .base import BaseSessionModule as found
        elif name == "StoreSessions":
            from .stored import StoreSessions as found
        elif name in _KINDS:
            from . import session_kinds

            found = getattr(session_kinds, name)
        else:
            return _alias(name)
        globals()[name] = found
        return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
