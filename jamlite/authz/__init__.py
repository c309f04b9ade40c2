"""Who somebody is and what they may do: principals, policies, constraints. Deny is the default.

May import: the ground. Touches: nothing; the time comes with the context or from the clock.

`Policy` holds the application's rules, a `Principal` what an accepted credential says, an
`AuthorizationContext` what is asked for and when. `decide` puts them together; `Jam.authorize` calls it.
"""

from __future__ import annotations

from .constraints import AuthorizationConstraint, ConditionConstraint, PermissionConstraint
from .context import AuthorizationContext
from .decision import decide
from .policy import Policy, create_instance
from .principal import BaseSubject, Principal

__all__ = [
    "AuthorizationConstraint",
    "AuthorizationContext",
    "BaseSubject",
    "ConditionConstraint",
    "PermissionConstraint",
    "Policy",
    "Principal",
    "create_instance",
    "decide",
]
