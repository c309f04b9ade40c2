"""The decision: constraints, then what the credential grants, then the policy. Deny is the default."""

from __future__ import annotations

from ..exceptions.base import JamTypeError, JamValidationError
from ..exceptions.crypto import JamSelfTestError
from .context import AuthorizationContext
from .principal import Principal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .policy import Policy


def decide(
    principal: Principal,
    permission: str,
    context: AuthorizationContext | None = None,
    policy: Policy | None = None,
) -> bool:
    """Tell whether a principal has a permission.

    A principal without an id is denied: it is nobody's login. Each constraint of the credential
    must be met; an exception in one denies. What the credential grants restricts: a permission beyond
    its own is denied. Then the policy must allow it; without a policy, the credential must grant it.

    Raises:
        JamTypeError: `principal`, `context` or `policy` is something else, or `permission` is not text.
        JamValidationError: `permission` is empty or has a wildcard.
    """
    if not isinstance(permission, str):
        raise JamTypeError(f"a permission is text, got {type(permission).__name__}")
    if not permission or "*" in permission:  # a wildcard that is asked for would match itself in a grant
        raise JamValidationError("a permission to ask for is not empty and has no wildcard")
    if not isinstance(principal, Principal) or not isinstance(context, (AuthorizationContext, type(None))):
        raise JamTypeError("authorization needs a Principal and an AuthorizationContext")
    if policy is not None and not callable(getattr(policy, "allows", None)):
        raise JamTypeError(f"a policy has the method allows; {type(policy).__name__} has not")
    if principal.id in (None, ""):  # 0 is somebody: databases count from it
        return False
    if context is None and (principal.constraints or policy is not None):
        context = AuthorizationContext()
    for constraint in principal.constraints:  # before the policy: what narrows a credential no rule can widen
        try:
            met = constraint.check(principal, permission, context)
        except JamSelfTestError:  # the machine or this copy is faulty, which is not a verdict
            raise
        except Exception:  # noqa: BLE001 - whatever goes wrong in a constraint, it is not met
            return False
        if met is not True:
            return False
    granted = principal.has_permission(permission)
    if policy is None or context is None:
        return granted
    # None: the credential says nothing, so the policy alone decides. An empty list grants nothing.
    if not granted and principal.permissions is not None:
        return False
    # True itself: a policy may be foreign code.
    return policy.allows(permission, context.fields(principal)) is True
