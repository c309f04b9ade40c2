"""Conditions: `{"field": "subject.role", "operator": "eq", "value": "admin"}`, joined by all, any, not.

A condition is true, false, or undecidable (None): a field is missing or has a type that cannot be
compared. `not` of undecidable is undecidable, and `all` and `any` treat it as Kleene's logic does, so
that a rule can take the safe side: an allow rule needs true, a deny rule fires unless it is false.
"""

from __future__ import annotations

import re
from ipaddress import ip_address, ip_network

from ..exceptions.base import JamConfigurationError
from .patterns import compile_pattern, search

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Mapping

    Fields = Mapping[str, Any]
    Condition = Callable[[Fields], "bool | None"]

ROOTS = ("subject", "token", "context")
MAX_NESTING = 16
_MISSING = object()
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
_OFFSET = re.compile(r"([+-])([01]\d|2[0-3]):([0-5]\d)", re.ASCII)


def compile_condition(source: Any, depth: int = 0) -> Condition:
    """Return a condition as a function of the fields {"subject": ..., "token": ..., "context": ...}.

    Args:
        source: {"all": [...]}, {"any": [...]}, {"not": ...}, or {"field", "operator", "value"}. A
            value {"field": "subject.id"} stands for what that field holds. `between` with two times
            "HH:MM" takes the time of day of a number of seconds, in "timezone" ("UTC", "+02:00" or a
            name such as "Europe/Vienna"), and may pass midnight.

    Raises:
        JamConfigurationError: it is none of these.
    """
    if not isinstance(source, dict) or depth > MAX_NESTING:
        raise _refuse("a condition is a table, not nested too deeply")
    if len(source) == 1:
        ((word, inner),) = source.items()
        if word == "not":
            return _negation(compile_condition(inner, depth + 1))
        if word in ("all", "any"):
            if not isinstance(inner, list) or not inner:
                raise _refuse(f"{word} needs a list of conditions")
            return _junction(word == "all", [compile_condition(item, depth + 1) for item in inner])
    if source.keys() - {"field", "operator", "value", "timezone"} or "field" not in source:
        raise _refuse("a condition has field, operator, value and perhaps timezone, or all, any, not")
    return _comparison(source)


def _negation(inner: Condition) -> Condition:
    def negated(fields: Fields) -> bool | None:
        verdict = inner(fields)
        return None if verdict is None else not verdict

    return negated


def _junction(every: bool, parts: list[Condition]) -> Condition:
    def joined(fields: Fields) -> bool | None:
        verdicts = [part(fields) for part in parts]
        if (not every) in verdicts:
            return not every
        return None if None in verdicts else every

    return joined


def _comparison(source: dict[str, Any]) -> Condition:
    path = _path(source["field"])
    operator = source.get("operator", "truthy" if "value" not in source else "eq")
    if operator in ("exists", "truthy"):
        wanted = source.get("value", True)
        if not isinstance(wanted, bool):
            raise _refuse(f"{operator} takes true or false")
        if operator == "exists":
            return lambda fields: (_read(fields, path) is not _MISSING) is wanted
        return lambda fields: bool(_read(fields, path, False)) is wanted
    if operator not in _OPERATORS:
        raise _refuse(f"the operator must be one of exists, truthy, {', '.join(_OPERATORS)}")
    if "value" not in source:
        raise _refuse(f"{operator} needs a value")
    value = source["value"]
    compare = _OPERATORS[operator]
    if isinstance(value, dict):
        other = _path(value.get("field"))
        if operator in ("matches", "ip_in_network"):
            raise _refuse(f"the value of {operator} is written in the rule, not taken from a field")
        return lambda fields: _decide(compare, _read(fields, path), _read(fields, other))
    if operator == "between":
        value, compare = _range(value, source.get("timezone", "UTC"))
    elif operator == "matches":
        value = compile_pattern(value)
    elif operator == "ip_in_network":
        value = _networks(value)
    return lambda fields: _decide(compare, _read(fields, path), value)


def _decide(compare: Callable[[Any, Any], bool], left: Any, right: Any) -> bool | None:
    if left is _MISSING or right is _MISSING:
        return None
    try:
        return bool(compare(left, right))
    except (TypeError, ValueError, OverflowError, AttributeError):
        return None  # types that cannot be compared so


def _read(fields: Fields, path: tuple[str, ...], default: Any = _MISSING) -> Any:
    value: Any = fields
    for name in path:
        if not isinstance(value, dict) and not hasattr(value, "keys"):
            return default
        if name not in value:
            return default
        value = value[name]
    return value


def _path(field: Any) -> tuple[str, ...]:
    path = tuple(field.split(".")) if isinstance(field, str) else ()
    if len(path) < 2 or path[0] not in ROOTS or not all(path):
        raise _refuse(f"a field begins with {', '.join(ROOTS)} and goes on with a dot")
    return path


def _same(left: Any, right: Any) -> bool:
    """Equality that does not take True for 1."""
    return isinstance(left, bool) is isinstance(right, bool) and left == right


def _is_in(left: Any, right: Any) -> bool:
    if not isinstance(right, (list, tuple, set, frozenset)):
        raise TypeError  # a text is not searched: "admin" is not in "administrator"
    return any(_same(left, item) for item in right)


def _each_in(wanted: Any, left: Any) -> list[bool]:
    if not isinstance(wanted, (list, tuple, set, frozenset)) or not wanted:
        raise TypeError
    return [_is_in(item, left) for item in wanted]


def _ordered(left: Any, right: Any) -> int:
    """Return -1, 0 or 1; numbers with numbers and texts with texts only."""
    numbers = all(isinstance(item, (int, float)) and not isinstance(item, bool) for item in (left, right))
    if not numbers and not (isinstance(left, str) and isinstance(right, str)):
        raise TypeError
    return int(left > right) - int(left < right)


_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": _same,
    "ne": lambda left, right: not _same(left, right),
    "in": _is_in,
    "not_in": lambda left, right: not _is_in(left, right),
    "contains": lambda left, right: right in left if isinstance(left, str) else _is_in(right, left),
    "contains_any": lambda left, right: any(_each_in(right, left)),
    "contains_all": lambda left, right: all(_each_in(right, left)),
    "starts_with": lambda left, right: str.startswith(left, right),
    "ends_with": lambda left, right: str.endswith(left, right),
    "matches": lambda left, right: search(right, left),
    "ip_in_network": lambda left, right: any(ip_address(left) in network for network in right),
    "between": lambda left, right: _ordered(right[0], left) <= 0 <= _ordered(right[1], left),
    "gt": lambda left, right: _ordered(left, right) > 0,
    "gte": lambda left, right: _ordered(left, right) >= 0,
    "lt": lambda left, right: _ordered(left, right) < 0,
    "lte": lambda left, right: _ordered(left, right) <= 0,
}


def _range(value: Any, timezone: Any) -> tuple[Any, Callable[[Any, Any], bool]]:
    """Return the two ends of `between` and what compares with them."""
    if not isinstance(value, (list, tuple)) or len(value) != 2:
        raise _refuse("between needs two values")
    times = [_TIME.fullmatch(end) if isinstance(end, str) else None for end in value]
    if not all(times):
        return tuple(value), _OPERATORS["between"]
    start, stop = (60 * int(match[1]) + int(match[2]) for match in times if match)
    minutes_of = _clock_in(timezone)

    def of_day(seconds: Any, _: Any) -> bool:
        if not isinstance(seconds, (int, float)) or isinstance(seconds, bool):
            raise TypeError
        minute = minutes_of(float(seconds))
        return start <= minute < stop if start <= stop else minute >= start or minute < stop

    return None, of_day


def _clock_in(timezone: Any) -> Callable[[float], int]:
    """Return a function from seconds since 1970 to the minute of the day in a time zone."""
    offset = _OFFSET.fullmatch(timezone) if isinstance(timezone, str) else None
    if timezone == "UTC" or offset:
        shift = 0
        if offset:
            shift = (60 * int(offset[2]) + int(offset[3])) * (1 if offset[1] == "+" else -1)
        return lambda seconds: int(seconds // 60 + shift) % 1440
    from datetime import datetime
    from zoneinfo import ZoneInfo

    try:
        zone = ZoneInfo(timezone)
    except (KeyError, ValueError, TypeError, OSError) as error:
        raise _refuse("the time zone is unknown here") from error

    def local(seconds: float) -> int:
        moment = datetime.fromtimestamp(seconds, zone)
        return 60 * moment.hour + moment.minute

    return local


def _networks(value: Any) -> list[Any]:
    try:
        return [ip_network(item) for item in (value if isinstance(value, list) else [value])]
    except ValueError as error:
        raise _refuse("ip_in_network needs networks such as 192.0.2.0/24") from error


def _refuse(message: str) -> JamConfigurationError:
    return JamConfigurationError(message, error_code="configuration.authz.invalid_condition")
