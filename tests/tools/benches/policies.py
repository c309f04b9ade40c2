"""Policies: a decision among a thousand rules; no peer, the limit is in microseconds."""

from __future__ import annotations

from jamlite.authz import AuthorizationContext, Policy, Principal, decide

from ..bench import Row


def rows() -> list[Row]:
    policy = Policy({f"area{number}:read": [] for number in range(1000)})
    principal, context = Principal({"id": "alice"}, {}, "jwt"), AuthorizationContext()
    fields = context.fields(principal)
    return [
        Row("Policy.allows, 1 000 rules", lambda: policy.allows("area500:read", fields), limit=2),
        Row("decide, 1 000 rules", lambda: decide(principal, "area500:read", context, policy)),
    ]
