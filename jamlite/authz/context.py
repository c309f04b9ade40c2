"""`AuthorizationContext`: what is asked for, when and from where."""

from __future__ import annotations

from .. import clock
from ..exceptions.base import JamTypeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any, Mapping

    from .permissions import Fields
    from .principal import Principal


class AuthorizationContext:
    """The circumstances of a request, for conditions on `context.now`, `context.resource` and so on.

    Args:
        now: seconds since 1970, or a datetime with a time zone; the clock when None.
        resource: what is to be done something with, a mapping such as {"owner": "alice"}.
        request: the request, a mapping such as {"ip": "192.0.2.1"}.
        attributes: anything else.

    Raises:
        JamTypeError: `now` is not such a time, or one of the others is not a mapping.
    """

    __slots__ = ("attributes", "now", "request", "resource")

    def __init__(
        self,
        now: float | datetime | None = None,
        resource: Mapping[str, object] | None = None,
        request: Mapping[str, object] | None = None,
        attributes: Mapping[str, object] | None = None,
    ) -> None:
        self.now = clock.now() if now is None else _seconds(now)  # read once: all rules see one moment
        self.resource = _mapping(resource)
        self.request = _mapping(request)
        self.attributes = _mapping(attributes)

    def fields(self, principal: Principal) -> Fields:
        """Return what conditions read: the fields of the subject, of the token, and of this context."""
        context = {name: getattr(self, name) for name in self.__slots__}
        return {"subject": principal.subject, "token": principal.claims, "context": context}


def _seconds(now: Any) -> float:
    # A datetime without a zone would be taken for local time, whatever the server's zone is.
    if getattr(now, "tzinfo", None) is not None and hasattr(now, "timestamp"):
        now = now.timestamp()
    # NaN and infinity are not inside; 10**400 is no float.
    if type(now) not in (int, float) or not -1e20 < now < 1e20:
        raise JamTypeError("now must be a number of seconds since 1970, or a datetime with a time zone")
    return float(now)


def _mapping(value: Mapping[str, object] | None) -> Mapping[str, object]:
    if value is None:
        return {}
    if not hasattr(value, "keys") or not hasattr(value, "__getitem__"):
        raise JamTypeError(f"resource, request and attributes are mappings, got {type(value).__name__}")
    return value
