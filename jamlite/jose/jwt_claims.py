"""Registered claims and their rules (RFC 7519 section 4.1, RFC 8725 section 3)."""

from __future__ import annotations

from .. import clock
from ..clock import check_seconds
from ..exceptions.base import JamConfigurationError
from ..exceptions.jwt import JamJWTClaimError, JamJWTExpired, JamJWTNotYetValid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Collection, Iterable

    from ..encoding.json_types import Claims


class AnyAudience:
    """The type of `ANY`."""

    def __repr__(self) -> str:
        return "ANY"


ANY = AnyAudience()  # as `audience`: accept a token whoever it is meant for
_ABSENT = object()
_FAR = 10**20  # seconds; no date is so far away. NaN and Infinity are not inside, and sums do not overflow
_FAR_PAST = -_FAR


def check_types(claims: Claims, *, numeric_sub: bool = False) -> None:
    """Check the type of every registered claim that is there; null is a wrong type.

    Args:
        claims: any claims.
        numeric_sub: an integer passes as sub too.

    Raises:
        JamJWTClaimError: exp, nbf or iat is not a finite number (RFC 7519 section 2, NumericDate);
            iss, sub or jti is not a string; aud is neither a string nor a list of strings.
    """
    for name in ("exp", "nbf", "iat"):
        if name in claims:
            value = claims[name]  # its type, not isinstance: True and False are not numbers
            if (type(value) is not int and type(value) is not float) or not _FAR_PAST < value < _FAR:
                raise _refuse(name, f"must be a number of seconds since 1970{_instead(value)}")
    for name in ("iss", "sub", "jti"):
        if name in claims and not isinstance(claims[name], str):
            if name == "sub" and type(claims[name]) is int:
                if numeric_sub:
                    continue
                raise _refuse(name, "must be a string, got a number; allow_numeric_sub=True accepts it")
            raise _refuse(name, "must be a string")
    if "aud" in claims and not isinstance(claims["aud"], str) and not _is_list_of_strings(claims["aud"]):
        raise _refuse("aud", "must be a string or a list of strings")


def _instead(value: object) -> str:
    """Say what to write instead of a value that is not a time."""
    if type(value).__name__ == "datetime":
        return "; this datetime has no time zone: use datetime.now(timezone.utc)"
    if type(value).__name__ == "timedelta":
        return "; add the timedelta to datetime.now(timezone.utc)"
    return ", got a string" if isinstance(value, str) else ""


def check_time(
    claims: Claims,
    *,
    leeway: float = 0,
    max_age: float | None = None,
    now: float | None = None,
    exp: bool = True,
    nbf: bool = True,
) -> None:
    """Check exp, nbf and iat of claims whose types are right.

    Args:
        claims: checked by `check_types`.
        leeway: seconds of clock difference to allow, finite and not negative.
        max_age: age of the oldest acceptable iat, in seconds; iat is then required.
        now: seconds since 1970; the clock when None.
        exp: False leaves exp unchecked.
        nbf: False leaves nbf and a future iat unchecked.

    Raises:
        JamJWTExpired: exp is now or earlier (RFC 7519 section 4.1.4), or older than max_age.
        JamJWTNotYetValid: nbf or iat lies in the future (sections 4.1.5 and 4.1.6).
        JamJWTClaimError: max_age is given and iat is missing.
        JamConfigurationError: leeway, max_age or now is not a usable number.
    """
    if leeway != 0 or type(leeway) is bool:
        check_seconds(leeway, "leeway")
    if now is None:
        now = clock.now()
    else:
        check_seconds(now, "now")
    if max_age is not None:
        check_seconds(max_age, "max_age")
    if exp and "exp" in claims and now >= claims["exp"] + leeway:
        raise JamJWTExpired()
    if nbf:
        if "nbf" in claims and now < claims["nbf"] - leeway:
            raise JamJWTNotYetValid(f"the token is not valid yet: nbf {_ahead(claims['nbf'] - now)}")
        if "iat" in claims and now < claims["iat"] - leeway:
            raise JamJWTNotYetValid(
                f"the token was issued in the future: iat {_ahead(claims['iat'] - now)}",
                error_code="jwt.issued_in_future",
            )
    if max_age is not None:
        if "iat" not in claims:
            raise _refuse("iat", "is missing")
        if now > claims["iat"] + max_age + leeway:
            raise JamJWTExpired("the token is older than allowed", error_code="jwt.too_old")


def _ahead(seconds: float) -> str:
    return f"lies {seconds:.0f} seconds ahead; leeway allows for clocks that differ"


def check_expected(
    claims: Claims,
    issuer: str | Collection[str] | None,
    audience: str | Collection[str] | AnyAudience | None,
    subject: str | None,
    required: Iterable[str],
) -> None:
    """Check iss, aud, sub and the required claims against what the caller expects.

    Strings are compared whole and case-sensitively (RFC 7519 section 4.1). A token that names an
    audience is refused by a caller that names none (section 4.1.3), unless `audience` is ANY.

    Raises:
        JamJWTClaimError: details["claim"] names the claim.
        JamConfigurationError: an expectation is not a string or a collection of strings.
    """
    if issuer is not None:
        iss = claims.get("iss", _ABSENT)
        if iss != issuer if type(issuer) is str else iss not in _strings(issuer, "issuer"):
            raise _refuse("iss", "is not the expected issuer")
    if audience is None:
        if "aud" in claims:
            raise _refuse("aud", "is set, and no audience is expected here; pass audience, or ANY for any")
    elif audience is not ANY and not _meets(claims.get("aud"), audience):
        raise _refuse("aud", "does not name the expected audience")
    if subject is not None:
        if not isinstance(subject, str):
            raise JamConfigurationError("subject must be a string")
        sub = claims.get("sub", _ABSENT)
        if (str(sub) if type(sub) is int else sub) != subject:
            raise _refuse("sub", "is not the expected subject")
    if required:
        for name in _strings(required, "required"):
            if claims.get(name) is None:
                raise _refuse(name, "is missing")


def _is_list_of_strings(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _meets(aud: object, audience: object) -> bool:
    if type(audience) is str:
        return bool(aud == audience or (type(aud) is list and audience in aud))
    named = aud if type(aud) is list else [aud]
    return any(item in named for item in _strings(audience, "audience"))


def _strings(value: object, what: str) -> Collection[str]:
    """Return an expectation as a collection of strings; one string is a collection of itself."""
    if isinstance(value, str):
        return (value,)
    if isinstance(value, (list, tuple, set, frozenset)) and all(isinstance(item, str) for item in value):
        return value
    raise JamConfigurationError(f"{what} must be a string or a list of strings")


def _refuse(claim: str, why: str) -> JamJWTClaimError:
    return JamJWTClaimError(
        f"{claim} {why}",
        error_code=f"jwt.claim.{claim}" if claim in _KNOWN else None,
        details={"claim": claim},
    )


_KNOWN = frozenset(("iss", "sub", "aud", "exp", "nbf", "iat", "jti"))
