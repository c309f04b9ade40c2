"""`Policy`: the application's rules."""

from __future__ import annotations

from ..exceptions.base import JamConfigurationError
from .permissions import matches, permission_list

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .conditions import Condition
    from .permissions import Fields


def create_instance(policy: object = None) -> Policy:
    """Make the policy of the section authz of a configuration, or take one that is made already."""
    return policy if isinstance(policy, Policy) else Policy([] if policy is None else policy)


class _Rule:
    """One rule: which permissions it speaks of, whether it allows or denies, and when."""

    __slots__ = ("allows", "permissions", "when")

    def __init__(self, permissions: tuple[str, ...], allows: bool, when: Condition | None) -> None:
        self.permissions = permissions
        self.allows = allows
        self.when = when

    def fires(self, fields: Fields) -> bool:
        """Tell whether a rule for this permission applies; if it cannot be decided, only a deny rule does."""
        verdict = True if self.when is None else self.when(fields)
        return not self.allows if verdict is None else verdict  # fails shut on both sides


class Policy:
    """Rules that allow or deny permissions. A deny rule beats every allow rule; no rule means deny.

    Args:
        rules: compact, {"orders:read": [condition, ...]}: allowed when all conditions hold; or a list
            of {"effect": "allow" | "deny", "permissions": [...], "when": condition}. Permissions may
            have the wildcard "*". Conditions: see `conditions`.

    Raises:
        JamConfigurationError: a rule is not of that shape.
    """

    __slots__ = ("_by_name", "_by_pattern", "_rules")

    def __init__(self, rules: object) -> None:
        if isinstance(rules, dict) and rules.keys() == {"rules"}:  # the form of a configuration file
            rules = rules["rules"]
        if isinstance(rules, dict):
            self._rules = [_compact(permission, conditions) for permission, conditions in rules.items()]
        elif isinstance(rules, list):
            self._rules = [_written_out(rule) for rule in rules]
        else:
            raise _refuse("a policy is a table of permissions or a list of rules")
        # Most rules name their permissions: of a thousand, one look into a dict finds the few to ask.
        self._by_name: dict[str, list[_Rule]] = {}
        self._by_pattern: list[tuple[str, _Rule]] = []
        for rule in self._rules:
            for name in rule.permissions:
                if "*" in name:
                    self._by_pattern.append((name, rule))
                else:
                    self._by_name.setdefault(name, []).append(rule)

    def allows(self, permission: str, fields: Fields) -> bool:
        """Tell whether the rules allow a permission, given the fields conditions read."""
        rules = [rule for pattern, rule in self._by_pattern if matches(pattern, permission)]
        firing = [rule.allows for rule in (*self._by_name.get(permission, ()), *rules) if rule.fires(fields)]
        return bool(firing) and all(firing)  # deny beats allow whatever the order; no rule denies

    def __repr__(self) -> str:
        return f"<Policy of {len(self._rules)} rules>"


def _compact(permission: object, conditions: object) -> _Rule:
    if not isinstance(conditions, list):
        raise _refuse("a permission of a compact policy has a list of conditions, which may be empty")
    when = _condition({"all": conditions}) if conditions else None  # an empty list: always
    return _Rule(permission_list([permission]), True, when)


def _written_out(rule: object) -> _Rule:
    # A misspelt "when" would leave an allow rule without its condition.
    if not isinstance(rule, dict) or rule.keys() - {"effect", "permissions", "when"}:
        raise _refuse("a rule has effect, permissions and perhaps when")
    if rule.get("effect") not in ("allow", "deny"):  # no default: a forgotten effect must not allow
        raise _refuse("the effect of a rule is allow or deny")
    when = rule.get("when")
    return _Rule(
        permission_list(rule.get("permissions")),
        rule["effect"] == "allow",
        None if when is None else _condition(when),
    )


def _condition(source: object) -> Condition:
    from .conditions import compile_condition  # loads re and ipaddress: 4 ms that other policies save

    return compile_condition(source)


def _refuse(message: str) -> JamConfigurationError:
    return JamConfigurationError(message, error_code="configuration.authz.invalid_policy")
