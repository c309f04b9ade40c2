"""The decision: constraints, then what the credential grants, then the policy. Deny is the default."""

from __future__ import annotations

from .context import AuthorizationContext
from .principal import check_permission

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .policy import Policy
    from .principal import Principal


def decide(
    principal: Principal,
    permission: str,
    context: AuthorizationContext | None = None,
    policy: Policy | None = None,
) -> bool:
    """Tell whether a principal has a permission.

    Each constraint of the credential must be met; an exception in one denies. What the credential
    grants restricts: a permission beyond its own is denied. Then the policy must allow it; without a
    policy, the credential itself must grant it.

    Raises:
        JamTypeError, JamValidationError: `permission` is empty, has a wildcard, or is not text.
    """
    check_permission(permission)
    context = AuthorizationContext() if context is None else context
    for constraint in principal.constraints:
        try:
            met = constraint.check(principal, permission, context)
        except Exception:  # noqa: BLE001 - whatever goes wrong in a constraint, it is not met
            return False
        if met is not True:
            return False
    if principal.permissions is not None and not principal.has_permission(permission):
        return False
    if policy is None:
        return principal.has_permission(permission)
    fields = {"subject": principal.subject, "token": principal.claims, "context": context.as_dict()}
    return policy.allows(permission, fields)
