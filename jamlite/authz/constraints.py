"""Constraints: conditions that a credential itself is under, beside the application's policy."""

from __future__ import annotations

from abc import ABC, abstractmethod

from .conditions import compile_condition
from .principal import matches

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Iterable

    from .context import AuthorizationContext
    from .principal import Principal


class AuthorizationConstraint(ABC):
    """What a constraint is: `check` must return True for a permission to be given."""

    @abstractmethod
    def check(self, principal: Principal, permission: str, context: AuthorizationContext) -> bool:
        """Tell whether the constraint is met; anything but True, and any exception, denies."""


class PermissionConstraint(AuthorizationConstraint):
    """Only these permissions, which may have the wildcard "*"."""

    __slots__ = ("permissions",)

    def __init__(self, permissions: Iterable[str]) -> None:
        self.permissions = tuple(permissions)

    def check(self, principal: Principal, permission: str, context: AuthorizationContext) -> bool:
        return any(matches(pattern, permission) for pattern in self.permissions)


class ConditionConstraint(AuthorizationConstraint):
    """Only while a condition is true; see `conditions`."""

    __slots__ = ("_condition",)

    def __init__(self, condition: dict[str, Any]) -> None:
        self._condition = compile_condition(condition)

    def check(self, principal: Principal, permission: str, context: AuthorizationContext) -> bool:
        fields = {"subject": principal.subject, "token": principal.claims, "context": context.as_dict()}
        return self._condition(fields) is True
