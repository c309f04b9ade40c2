"""`AuthorizationContext`: what is asked for, when and from where."""

from __future__ import annotations

from .. import clock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Mapping


class AuthorizationContext:
    """The circumstances of a request, for conditions on `context.now`, `context.resource` and so on.

    Args:
        now: seconds since 1970; the clock when None.
        resource: what is to be done something with, a mapping such as {"owner": "alice"}.
        request: the request, a mapping such as {"ip": "192.0.2.1"}.
        attributes: anything else.
    """

    __slots__ = ("attributes", "now", "request", "resource")

    def __init__(
        self,
        now: float | None = None,
        resource: Mapping[str, Any] | None = None,
        request: Mapping[str, Any] | None = None,
        attributes: Mapping[str, Any] | None = None,
    ) -> None:
        self.now = clock.now() if now is None else now
        self.resource = resource or {}
        self.request = request or {}
        self.attributes = attributes or {}

    def as_dict(self) -> dict[str, Any]:
        """Return the fields by name."""
        return {name: getattr(self, name) for name in self.__slots__}
