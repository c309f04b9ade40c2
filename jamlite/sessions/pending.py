"""Pending logins: a session that knows who wants to log in and is nobody's login yet.

Its data has no `sub`. Who it is stands under `pending_login`, which every guard refuses, until the second
factor was right and the session gets another id.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..encoding.json_types import JsonObject

PENDING = "pending_login"  # the member of a session's data
PENDING_SECONDS = 600  # time to fetch the device; a stolen password is not half a login for ever


def pending_data(sub: str, data: JsonObject, now: float) -> JsonObject:
    """Return the data of a login that waits for its second factor."""
    rest = {name: value for name, value in data.items() if name != "sub"}  # sub is what guards look for
    return {**rest, PENDING: {"sub": sub, "until": int(now) + PENDING_SECONDS}}


def pending_subject(data: object, now: float) -> str | None:
    """Return who the data of a session says is logging in, or None: nobody, or it took too long."""
    waiting = data.get(PENDING) if isinstance(data, dict) else None
    if not isinstance(waiting, dict):
        return None
    sub, until = waiting.get("sub"), waiting.get("until")
    if isinstance(sub, str) and sub and isinstance(until, (int, float)) and now < until:
        return sub
    return None


def confirmed_data(sub: str, data: JsonObject) -> JsonObject:
    """Return the data of a login that is complete."""
    return {**{name: value for name, value in data.items() if name != PENDING}, "sub": sub}
