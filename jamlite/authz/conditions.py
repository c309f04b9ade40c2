"""Conditions: `{"field": "subject.role", "operator": "eq", "value": "admin"}`, joined by all, any, not.

A condition is true, false, or undecidable (None): a field is missing or has a type that cannot be
compared. `not` of undecidable is undecidable, and `all` and `any` treat it as Kleene's logic does, so
that a rule can take the safe side: an allow rule needs true, a deny rule fires unless it is false.
`exists` and `truthy` are never undecidable: what is missing does not exist and is not truthy.
"""

from __future__ import annotations

import re
from ipaddress import ip_address, ip_network

from ..exceptions.base import JamConfigurationError
from .patterns import compile_pattern, fits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

    from .permissions import Fields

    Condition = Callable[[Fields], "bool | None"]
    Operand = Any  # what a field holds or a rule says; the operator refuses what it cannot compare
    Compare = Callable[[Operand, Operand], bool]

ROOTS = ("subject", "token", "context")
MAX_NESTING = 16  # a condition may come out of a credential; Python's stack is not its to exhaust
_MISSING = object()
_REFERENCES = tuple(f"@{root}." for root in ROOTS)
_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d", re.ASCII)  # ASCII: \d would take digits of every script
_OFFSET = re.compile(r"([+-])([01]\d|2[0-3]):([0-5]\d)", re.ASCII)


def compile_condition(source: object, depth: int = 0) -> Condition:
    """Return a condition as a function of the fields {"subject": ..., "token": ..., "context": ...}.

    Args:
        source: {"all": [...]}, {"any": [...]}, {"not": ...}, or {"field", "operator", "value"}, where
            the operator is "eq" if there is a value and else "truthy". A value "@subject.id" stands for
            what that field holds. `between` includes both ends; with two times "HH:MM" it takes the
            time of day of a number of seconds, in "timezone" ("UTC", "+02:00" or a name such as
            "Europe/Vienna"), from the first until just before the second, across midnight if need be.

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
            # `all` of nothing would be true: an allow rule without a condition.
            if not isinstance(inner, list) or not inner:
                raise _refuse(f"{word} needs a list of conditions")
            return _junction(word == "all", [compile_condition(item, depth + 1) for item in inner])
    # A misspelt member is an error: passed over, it would make the rule wider.
    if source.keys() - {"field", "operator", "value", "timezone"} or "field" not in source:
        raise _refuse("a condition has field, operator, value and perhaps timezone, or all, any, not")
    return _comparison(source)


def _negation(inner: Condition) -> Condition:
    def negated(fields: Fields) -> bool | None:
        verdict = inner(fields)
        return None if verdict is None else not verdict  # else a missing field would make `not` true

    return negated


def _junction(every: bool, parts: list[Condition]) -> Condition:
    def joined(fields: Fields) -> bool | None:
        verdicts = [part(fields) for part in parts]  # Kleene: one false decides `all`, one true decides `any`
        if (not every) in verdicts:
            return not every
        return None if None in verdicts else every

    return joined


def _comparison(source: Fields) -> Condition:
    path = _path(source["field"])
    operator = source.get("operator", "eq" if "value" in source else "truthy")
    if "timezone" in source and operator != "between":
        raise _refuse("timezone belongs to between")
    if operator in ("exists", "truthy"):
        return _presence(operator, path, source.get("value", True))
    if not isinstance(operator, str) or operator not in _OPERATORS:
        raise _refuse(f"the operator must be one of exists, truthy, {', '.join(_OPERATORS)}")
    if "value" not in source:
        raise _refuse(f"{operator} needs a value")
    value = source["value"]
    compare, prepare = _OPERATORS[operator]
    if isinstance(value, str) and value.startswith(_REFERENCES):
        # A field could bring a costly pattern, and is not compiled.
        if operator in ("matches", "ip_in_network"):
            raise _refuse(f"the value of {operator} is written in the rule, not taken from a field")
        other = _path(value[1:])
        return lambda fields: _decide(compare, _read(fields, path), _read(fields, other))
    if operator == "between" and _is_times(value):
        compare = _time_of_day(value[0], value[1], source.get("timezone", "UTC"))
    elif "timezone" in source:
        raise _refuse('timezone belongs to between with two times "HH:MM"')
    else:
        value = prepare(value)
    return lambda fields: _decide(compare, _read(fields, path), value)


def _presence(operator: str, path: tuple[str, ...], wanted: object) -> Condition:
    if not isinstance(wanted, bool):
        raise _refuse(f"{operator} takes true or false")
    if operator == "exists":
        return lambda fields: (_read(fields, path) is not _MISSING) is wanted
    return lambda fields: _decide(lambda value, _: bool(value) is wanted, _read(fields, path, None), None)


def _decide(compare: Compare, left: object, right: object) -> bool | None:
    if left is _MISSING or right is _MISSING:
        return None
    try:
        return bool(compare(left, right))
    except (TypeError, ValueError, OverflowError, OSError):  # undecidable. OSError: no such date here
        return None


def _read(fields: Fields, path: tuple[str, ...], default: object = _MISSING) -> Operand:
    value: Operand = fields
    for name in path:
        # Members only, never attributes: `subject.__class__` is no field.
        if not isinstance(value, dict) and not hasattr(value, "keys"):
            return default
        if name not in value:
            return default
        value = value[name]
    return value


def _path(field: object) -> tuple[str, ...]:
    path = tuple(field.split(".")) if isinstance(field, str) else ()
    if len(path) < 2 or path[0] not in ROOTS or not all(path):
        raise _refuse(f"a field begins with {', '.join(ROOTS)} and goes on with a dot")
    return path


def _same(left: object, right: object) -> bool:
    """Equality that does not take True for 1."""
    return isinstance(left, bool) is isinstance(right, bool) and bool(left == right)  # True == 1 in Python


def _is_in(left: object, right: object) -> bool:
    if not isinstance(right, (list, tuple, set, frozenset)):
        raise TypeError  # a text is not searched: "admin" is not in "administrator"
    return any(_same(left, item) for item in right)


def _contains(left: Operand, right: Operand) -> bool:
    return right in left if isinstance(left, str) else _is_in(right, left)


def _each_in(wanted: object, left: object) -> list[bool]:
    if not isinstance(wanted, (list, tuple, set, frozenset)) or not wanted:  # all of nothing would be true
        raise TypeError
    return [_is_in(item, left) for item in wanted]


def _ordered(left: Operand, right: Operand) -> int:
    """Return -1, 0 or 1; numbers with numbers and texts with texts only."""
    numbers = _is_number(left) and _is_number(right)
    if not numbers and not (isinstance(left, str) and isinstance(right, str)):
        raise TypeError
    # Three questions and not one: NaN answers no to each of them.
    if left == right:
        return 0
    if left < right:
        return -1
    if left > right:
        return 1
    raise ValueError  # NaN


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _between(left: object, right: object) -> bool:
    if not isinstance(right, (list, tuple)) or len(right) != 2:
        raise TypeError
    return _ordered(right[0], left) <= 0 <= _ordered(right[1], left)


def _in_network(left: object, networks: Operand) -> bool:
    if not isinstance(left, str):
        raise TypeError  # ip_address would take a number for an address
    address = ip_address(left)
    mapped = getattr(address, "ipv4_mapped", None)  # RFC 4291 section 2.5.5.2: the same host
    return any(address in network or (mapped is not None and mapped in network) for network in networks)


# --- what a rule may compare with ---------------------------------------------------------------


def _anything(value: object) -> Operand:
    return value


def _list(value: object) -> Operand:
    if not isinstance(value, (list, tuple)) or not value:
        raise _refuse("the value must be a list that is not empty")
    return tuple(value)


def _text(value: object) -> Operand:
    if not isinstance(value, str):
        raise _refuse("the value must be text")
    return value


def _orderable(value: object) -> Operand:
    if not isinstance(value, str) and (not _is_number(value) or value != value):  # `!=` itself: NaN
        raise _refuse("the value must be a number or text")
    return value


def _two_ends(value: object) -> Operand:
    if not isinstance(value, (list, tuple)) or len(value) != 2:
        raise _refuse("between needs two values")
    ends = tuple(_orderable(end) for end in value)
    # It could never be true: a mistake, said at once.
    if isinstance(ends[0], str) is not isinstance(ends[1], str):
        raise _refuse("between needs two numbers or two texts")
    return ends


def _networks(value: object) -> Operand:
    try:
        return [ip_network(_text(item)) for item in _list([value] if isinstance(value, str) else value)]
    except ValueError as error:
        if isinstance(error, JamConfigurationError):
            raise
        raise _refuse("ip_in_network needs networks such as 192.0.2.0/24") from error


# operator: (function of what the field and the rule say, what makes the latter of the rule's value)
_OPERATORS: dict[str, tuple[Compare, Callable[[Operand], Operand]]] = {
    "eq": (_same, _anything),
    "ne": (lambda left, right: not _same(left, right), _anything),
    "in": (_is_in, _list),
    "not_in": (lambda left, right: not _is_in(left, right), _list),
    "contains": (_contains, _anything),
    "contains_any": (lambda left, right: any(_each_in(right, left)), _list),
    "contains_all": (lambda left, right: all(_each_in(right, left)), _list),
    "starts_with": (lambda left, right: str.startswith(left, right), _text),
    "ends_with": (lambda left, right: str.endswith(left, right), _text),
    "matches": (lambda left, right: fits(right, left), compile_pattern),
    "ip_in_network": (_in_network, _networks),
    "between": (_between, _two_ends),
    "gt": (lambda left, right: _ordered(left, right) > 0, _orderable),
    "gte": (lambda left, right: _ordered(left, right) >= 0, _orderable),
    "lt": (lambda left, right: _ordered(left, right) < 0, _orderable),
    "lte": (lambda left, right: _ordered(left, right) <= 0, _orderable),
}


# --- the time of day ----------------------------------------------------------------------------


def _is_times(value: object) -> bool:
    """Tell whether these are the two ends of a stretch of the day."""
    return (
        isinstance(value, (list, tuple))
        and len(value) == 2
        and all(isinstance(end, str) and _TIME.fullmatch(end) for end in value)
    )


def _time_of_day(first: str, last: str, timezone: object) -> Compare:
    start, stop = (60 * int(end[:2]) + int(end[3:]) for end in (first, last))
    if start == stop:  # the whole day or no moment of it: nobody can tell which was meant
        raise _refuse("the two times must differ")
    minutes_of = _clock_in(timezone)

    def of_day(seconds: Operand, _: object) -> bool:
        if not _is_number(seconds):
            raise TypeError
        minute = minutes_of(seconds)
        # Else: over midnight.
        return start <= minute < stop if start < stop else minute >= start or minute < stop

    return of_day


def _clock_in(timezone: Operand) -> Callable[[float], int]:
    """Return a function from seconds since 1970 to the minute of the day in a time zone."""
    offset = _OFFSET.fullmatch(timezone) if isinstance(timezone, str) else None
    if timezone == "UTC" or offset:
        shift = 0
        if offset:
            shift = (60 * int(offset[2]) + int(offset[3])) * (1 if offset[1] == "+" else -1)
        # No datetime: right for any year, and no import.
        return lambda seconds: int(seconds // 60 + shift) % 1440
    from datetime import datetime
    from zoneinfo import ZoneInfo  # a slim system has no tzdata; only rules that name a zone need it

    try:
        zone = ZoneInfo(timezone)
    except (KeyError, ValueError, TypeError, OSError) as error:
        raise _refuse("the time zone is unknown here") from error

    def local(seconds: float) -> int:
        moment = datetime.fromtimestamp(seconds, zone)
        return 60 * moment.hour + moment.minute

    return local


def _refuse(message: str) -> JamConfigurationError:
    return JamConfigurationError(message, error_code="configuration.authz.invalid_condition")
