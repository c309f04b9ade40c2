"""Constraints: conditions that a credential itself is under, beside the application's policy."""

from __future__ import annotations

from abc import ABC, abstractmethod

from ..exceptions.base import JamConfigurationError
from .permissions import matches, permission_list

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterable

    from .context import AuthorizationContext
    from .permissions import Fields
    from .principal import Principal


class AuthorizationConstraint(ABC):
    """What a constraint is: `check` must return True for a permission to be given."""

    @abstractmethod
    def check(self, principal: Principal, permission: str, context: AuthorizationContext) -> bool:
        """Tell whether the constraint is met; anything but True, and any exception, denies."""


class PermissionConstraint(AuthorizationConstraint):
    """Only this permission, or these; each may have the wildcard "*".

    Raises:
        JamConfigurationError: not text, or a list that is empty or holds anything else.
    """

    __slots__ = ("permissions",)

    def __init__(self, permissions: str | Iterable[str]) -> None:
        self.permissions = permission_list([permissions] if isinstance(permissions, str) else permissions)

    def check(self, principal: Principal, permission: str, context: AuthorizationContext) -> bool:
        return any(matches(pattern, permission) for pattern in self.permissions)


class ConditionConstraint(AuthorizationConstraint):
    """Only while a condition is true; see `conditions`.

    Args:
        condition: a whole condition, a dict, or the field of a comparison, as text.
        comparison, named: operator, value and timezone of that comparison, in this order or by name.

    Raises:
        JamConfigurationError: this is not a condition.
    """

    __slots__ = ("_condition",)

    def __init__(self, condition: Fields | str, *comparison: object, **named: object) -> None:
        if isinstance(condition, str):
            named.update(zip(("operator", "value", "timezone"), comparison))
            condition = {"field": condition, **named}
        elif comparison or named:
            raise JamConfigurationError("a whole condition takes no further arguments")
        from .conditions import compile_condition

        self._condition = compile_condition(condition)

    def check(self, principal: Principal, permission: str, context: AuthorizationContext) -> bool:
        return self._condition(context.fields(principal)) is True  # undecidable (None) is not met
