"""Steps of the claims of a JWT (RFC 7519 section 4): what each says, and what its check would say."""

from __future__ import annotations

import datetime

from ..encoding import strict_json
from ..exceptions.base import JamError
from .explanation import Explanation, Member, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Optional

    from ..encoding.json_types import Claims, JsonValue
    from .explain_options import Options

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
MEANING = {
    "iss": ("who issued it", "RFC 7519 section 4.1.1"),
    "sub": ("whom it is about", "RFC 7519 section 4.1.2"),
    "aud": ("whom it is meant for", "RFC 7519 section 4.1.3"),
    "exp": ("not valid from this time on", "RFC 7519 section 4.1.4"),
    "nbf": ("not valid before", "RFC 7519 section 4.1.5"),
    "iat": ("when it was issued", "RFC 7519 section 4.1.6"),
    "jti": ("its own name, for lists of tokens", "RFC 7519 section 4.1.7"),
    "auth_time": ("when the user logged in", "OpenID Connect Core section 2"),
    "nonce": ("ties the ID token to one login", "OpenID Connect Core section 2"),
    "azp": ("the client it was issued to", "OpenID Connect Core section 2"),
    "acr": ("how surely the user was recognised", "OpenID Connect Core section 2"),
    "amr": ("by what means the user logged in", "RFC 8176"),
    "at_hash": ("left half of the hash of the access token", "OpenID Connect Core section 3.1.3.6"),
    "s_hash": ("left half of the hash of the state", "FAPI 1.0 Part 2 section 5.1.1"),
    "c_hash": ("left half of the hash of the code", "OpenID Connect Core section 3.3.2.11"),
    "scope": ("what it allows", "RFC 8693 section 4.2"),
    "client_id": ("the client it was issued to", "RFC 8693 section 4.3"),
    "act": ("who acts for the subject", "RFC 8693 section 4.1"),
    "cnf": ("the key that its bearer must have", "RFC 7800 section 3.1"),
    "htm": ("the method of the request it proves", "RFC 9449 section 4.2"),
    "htu": ("the URL of the request it proves", "RFC 9449 section 4.2"),
    "_sd": ("digests of claims that the holder may show or not", "RFC 9901 section 4.2.4.1"),
    "_sd_alg": ("the hash of these digests", "RFC 9901 section 4.1.1"),
    "status": ("where it says whether it was revoked", "draft-ietf-oauth-status-list-12 section 6.2"),
    "ath": ("hash of the access token it goes with", "RFC 9449 section 4.2"),
}
PASETO = "PASETO"
_SECTION = "RFC 7519 section 7.2, step 10"
_TIMES = ("exp", "nbf", "iat", "auth_time")


def explain(
    explanation: Explanation, body: bytes, options: Options, *, typ: object = None
) -> Optional[Claims]:
    """Add a step for each claim, if the payload is a JSON object.

    Args:
        body: the payload.
        options: the time of the checks.
        typ: as the header says; with "JWT", "...+jwt" or "PASETO" the payload must be claims.

    Returns:
        The claims, or None if the payload holds none.
    """
    paseto = typ == PASETO
    try:
        claims = strict_json.loads(body, "the payload")
    except JamError as error:
        claims, fault = None, f"{error.message}."
    else:
        fault = "The payload is not a JSON object."
    if not isinstance(claims, dict):
        # RFC 7515 section 4.1.9: typ has no case; at+jwt and its like.
        if paseto or str(typ).lower().endswith("jwt"):
            explanation.add("Read the claims", _SECTION, verdict=False, note=fault)
        elif body.lstrip()[:1] == b"{":  # a JWS may sign any content; only what looks like claims is told of
            explanation.add("Read the claims", _SECTION, note=f"There are none: {fault}")
        return None
    now, told = options.now, []
    for name, value in list(claims.items())[:64]:  # a page of more steps is read by nobody
        words, section = MEANING.get(name, ("a claim of the application", "RFC 7519 section 4.3"))
        values = [Value(str(name), value)]
        verdict, note = None, ""
        if name in _TIMES:
            verdict, note = _time(name, _seconds(value) if paseto else value, now, values)
        elif name in ("sub", "iss") and not isinstance(value, str):
            verdict, note = False, f"{name} must be a string."
        explanation.add(f"Claim {name}: {words}", section, values, verdict=verdict, note=note)
        told.append(
            Member(str(name), value, f"{words} ({section})", ", ".join(str(v.data) for v in values[1:]))
        )
    explanation.tell("claims", told)
    return claims


def _seconds(value: JsonValue) -> JsonValue:
    """Return the seconds of a PASETO's time (ISO 8601), or the value if it is none."""
    from ..paseto.claims import parse_time

    try:
        return parse_time(value)
    except (JamError, TypeError, ValueError):
        return value


def _time(name: str, value: object, now: float, values: list[Value]) -> tuple[Optional[bool], str]:
    # RFC 7519 section 2: NumericDate; true is an int in Python.
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False, f"{name} must be a number of seconds since 1970 (RFC 7519 section 2, NumericDate)."
    try:
        # `fromtimestamp` knows no years before 1970, nor after 3000, on Windows.
        moment = _EPOCH + datetime.timedelta(seconds=value)
        values.append(Value("as a date", moment.strftime("%Y-%m-%d %H:%M:%S UTC")))
    except (ValueError, OverflowError, OSError):
        return False, "This number of seconds is no date."
    distance = _distance(value - now)
    values.append(Value("seen from now", distance))
    if name == "exp":  # RFC 7519 section 4.1.4: refused on exp and after
        return (True, "") if now < value else (False, f"The token expired {distance}.")
    if name == "nbf":  # RFC 7519 section 4.1.5
        return (True, "") if now >= value else (False, f"The token is not valid yet: it begins {distance}.")
    return None, ""


def _distance(seconds: float) -> str:
    size = abs(seconds)
    for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1)):
        if size >= length or unit == "second":
            count = int(size // length)
            words = f"{count:,} {unit}{'' if count == 1 else 's'}"
            return f"{words} ago" if seconds <= 0 else f"in {words}"
    raise AssertionError
