"""Jam's structured caveats: a name and a JSON value in the predicate of a macaroon.

`permission`, `condition`, `expires_at` and `not_before` are known; an application registers others.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone

from ..authz.constraints import ConditionConstraint, PermissionConstraint
from ..encoding import base64url, strict_json
from ..exceptions.base import JamConfigurationError, JamEncodingError, JamError
from ..exceptions.macaroons import JamMacaroonCaveatError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

    from ..authz.permissions import Constraint
    from ..encoding.json_types import JsonValue

    Compiler = Callable[[Any], Constraint]

PREFIX = b"jam:v1:"
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
TIMES = ("expires_at", "not_before")


def canonical(value: object, what: str) -> bytes:
    """Return JSON as Jam compares it: names sorted, no blanks, UTF-8."""
    # Refuses what is not JSON or over the limits; names that are numbers become text, which can be sorted.
    plain = strict_json.loads(strict_json.dumps(value, what), what)
    # The same octets as Jam 4's.
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode("utf-8")


def predicate(name: str, value: object) -> bytes:
    """Return the predicate of a structured caveat.

    Raises:
        JamMacaroonCaveatError: the name is not text, or empty.
        JamEncodingError, JamTypeError: the value is not JSON.
    """
    if not isinstance(name, str) or not name:
        raise JamMacaroonCaveatError("the name of a structured caveat is a text that is not empty")
    body = canonical({"name": name, "value": value}, "the caveat")
    # Base64url: a predicate may hold any text, and none of it is syntax.
    return PREFIX + base64url.encode_bytes(body)


def read(octets: bytes) -> tuple[str, JsonValue]:
    """Return name and value of a structured caveat.

    Raises:
        JamMacaroonCaveatError: it has the prefix of one, and is malformed.
    """
    try:
        body = strict_json.loads(base64url.decode(octets[len(PREFIX) :], "the caveat"), "the caveat")
    except JamEncodingError as error:
        raise JamMacaroonCaveatError(f"a structured caveat is malformed: {error}") from error
    if not isinstance(body, dict) or body.keys() != {"name", "value"} or not isinstance(body["name"], str):
        raise JamMacaroonCaveatError("a structured caveat is an object of name and value")
    return body["name"], body["value"]


def moment(seconds: float) -> str:
    """Return a time as Jam writes it: ISO 8601 with a time zone."""
    return (_EPOCH + timedelta(seconds=seconds)).isoformat()  # `fromtimestamp` ends early on Windows


def seconds_of(value: object) -> float:
    """Return the time in a caveat, in seconds since 1970.

    Raises:
        JamMacaroonCaveatError: it is not ISO 8601 with a time zone.
    """
    # `fromisoformat` reads the whole of a long text before it refuses.
    if isinstance(value, str) and len(value) <= 64:
        try:
            # Python 3.9 and 3.10 do not read the "Z" of RFC 3339.
            found = datetime.fromisoformat(f"{value[:-1]}+00:00" if value.endswith("Z") else value)
            if found.utcoffset() is not None:
                return found.timestamp()
        except (ValueError, OverflowError):
            pass
    raise JamMacaroonCaveatError("the time of a caveat is ISO 8601 with a time zone")


class CaveatRegistry:
    """What structured caveats mean: a function for each name, from its value to a constraint."""

    def __init__(self) -> None:
        self._compilers: dict[str, Compiler] = {
            "permission": PermissionConstraint,
            "condition": ConditionConstraint,
            # exp: refused on that second (RFC 7519 section 4.1.4).
            "expires_at": lambda value: _now("lt", seconds_of(value)),
            "not_before": lambda value: _now("gte", seconds_of(value)),  # RFC 7519 section 4.1.5
        }
        self._own = frozenset(self._compilers)

    def register(self, name: str, compiler: Compiler) -> CaveatRegistry:
        """Give a caveat of your own its meaning.

        Args:
            name: any name but the four that are known already.
            compiler: takes the caveat's value; returns an `authz.AuthorizationConstraint`, or raises.

        Raises:
            JamConfigurationError: the name or the function is not usable.
        """
        if not isinstance(name, str) or not name or name in self._own or not callable(compiler):
            raise JamConfigurationError(
                f"register takes a name other than {', '.join(sorted(self._own))}, and a function"
            )
        self._compilers[name] = compiler
        return self

    def compile(self, name: str, value: object) -> Constraint:
        """Return the constraint of a caveat.

        Raises:
            JamMacaroonCaveatError: the name is unknown, or the value has another shape.
        """
        compiler = self._compilers.get(name) if isinstance(name, str) else None
        if compiler is None:  # an unknown caveat refuses: what it would have narrowed is unknown
            raise JamMacaroonCaveatError("a structured caveat has a name that is not registered here")
        if name == "condition" and not isinstance(value, dict):
            raise JamMacaroonCaveatError("the condition of a caveat is an object")
        try:
            constraint = compiler(value)
        except JamMacaroonCaveatError:
            raise
        except (JamError, TypeError, ValueError, KeyError) as error:
            raise JamMacaroonCaveatError("the value of a structured caveat is not usable") from error
        if not callable(getattr(constraint, "check", None)):
            raise JamConfigurationError("a registered function must return a constraint, with its check")
        return constraint


def _now(operator: str, seconds: float) -> Constraint:
    return ConditionConstraint("context.now", operator, seconds)
