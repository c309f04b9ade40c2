"""Permissions: their names, the wildcard in granted ones, and what a constraint of a credential is."""

from __future__ import annotations

from ..exceptions.base import JamConfigurationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, Protocol

    Fields = Dict[str, Any]  # of a subject, or the claims of a credential: what JSON can hold, mostly

    class Constraint(Protocol):
        """A further condition that a credential is under; see `AuthorizationConstraint`."""

        def check(self, principal: Any, permission: str, context: Any) -> bool:
            """Tell whether the condition is met."""


def matches(pattern: str, permission: str) -> bool:
    """Tell whether a granted pattern covers a permission; "*" in it stands for any text, even none."""
    first, *rest = pattern.split("*")
    if not rest:
        return pattern == permission
    # No regular expression: each part is looked for once, leftmost, so the work is linear.
    if len(permission) < sum(map(len, (first, *rest))) or not permission.startswith(first):
        return False
    position = len(first)
    for part in rest[:-1]:
        found = permission.find(part, position)
        if found < 0:
            return False
        position = found + len(part)
    # No overlap: a*a is not "a".
    return permission.endswith(rest[-1]) and len(permission) - len(rest[-1]) >= position


def permission_list(value: object) -> tuple[str, ...]:
    """Return what a rule or a credential names: permissions, each once; wildcards are allowed.

    Raises:
        JamConfigurationError: not a list, empty, or anything in it is not text or is empty.
    """
    found = tuple(value) if isinstance(value, (list, tuple, set, frozenset)) else ()
    if not found or not all(isinstance(item, str) and item for item in found):
        raise JamConfigurationError(
            "permissions are a list of texts that are not empty",
            error_code="configuration.authz.invalid_permissions",
        )
    return tuple(dict.fromkeys(found))  # in the order given, each once
