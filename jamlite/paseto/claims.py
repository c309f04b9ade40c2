"""Registered claims and their rules (PASETO specification, Claims), and what a footer may be.

Times are RFC 3339 texts with an offset. Some issuers write numbers of seconds since 1970, the token's id
as `pit`, and null for no expiry; with `numeric` both spellings are understood.
"""

from __future__ import annotations

from .. import clock
from ..clock import check_seconds, is_seconds
from ..encoding import strict_json
from ..encoding.checks import octets
from ..exceptions.base import JamConfigurationError, JamEncodingError, JamTypeError
from ..exceptions.paseto import JamPASETOClaimError, JamPASETOExpired, JamPASETONotYetValid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Collection, Iterable, Union

    from ..encoding.json_types import Claims, JsonObject

    Footer = Union[bytes, str, JsonObject, None]

_TIMES = ("exp", "nbf", "iat")
_STRINGS = ("iss", "sub", "aud", "jti")  # Claims: unlike in JWT, an aud is never a list
_FOOTER_STRINGS = ("kid", "wpk")  # Claims, Optional Footer Claims
_ABSENT = object()
_FAR = 1e20  # seconds; no date is so far away. NaN and Infinity are not inside, and sums do not overflow
_TO_ZERO = bytes.maketrans(b"123456789", b"000000000")
_SHAPES = (b"0000-00-00T00:00:00+00:00", b"0000-00-00T00:00:00-00:00")  # of a time, with the digits as zeros
_EPOCH = 719_163  # the ordinal of 1970-01-01


# --- reading ----------------------------------------------------------------------------------


def check(
    claims: Claims,
    *,
    check_exp: bool = True,
    check_nbf: bool = True,
    issuer: str | Collection[str] | None = None,
    audience: str | Collection[str] | None = None,
    subject: str | None = None,
    required: Iterable[str] = (),
    leeway: float = 0,
    now: float | None = None,
    numeric: bool = False,
) -> None:
    """Check the claims of a verified payload.

    Args:
        claims: the payload.
        check_exp: False leaves exp unchecked.
        check_nbf: False leaves nbf and an iat in the future unchecked.
        issuer, audience, subject: what iss, aud, sub must be, whole and case-sensitively; of several
            issuers or audiences any one. None accepts all.
        required: names of claims that must be there and not null.
        leeway: seconds of clock difference to allow, finite and not negative.
        now: seconds since 1970; the clock when None.
        numeric: also understand times as numbers of seconds.

    Raises:
        JamPASETOExpired: exp is now or earlier.
        JamPASETONotYetValid: nbf or iat lies in the future.
        JamPASETOClaimError: a claim of the wrong type, missing, or not the expected one.
        JamConfigurationError: an expectation is not usable.
        JamTypeError: the claims are not a dict.
    """
    check_time(
        check_types(claims, numeric=numeric), leeway=leeway, now=now, check_exp=check_exp, check_nbf=check_nbf
    )
    check_expected(claims, issuer=issuer, audience=audience, subject=subject, required=required)


def check_types(claims: Claims, *, numeric: bool = False) -> dict[str, float]:
    """Check the type of every registered claim; return exp, nbf and iat in seconds since 1970.

    Raises:
        JamPASETOClaimError: exp, nbf or iat is not an RFC 3339 time with an offset, or iss, sub, aud or
            jti no string; null is a wrong type.
        JamTypeError: the claims are not a dict.
    """
    _check_dict(claims)
    for name in _STRINGS:
        # Null is a wrong type: a reader must not take it for absent.
        if type(claims.get(name, "")) is not str:
            raise _refuse(name, "must be a string")
    times = {}
    for name in _TIMES:
        if name not in claims:
            continue
        value = claims[name]
        if type(value) is str:
            times[name] = _seconds(value, name)
        # `type` and not isinstance: True is not the time 1.
        elif numeric and type(value) in (int, float) and -_FAR < value < _FAR:
            times[name] = value
        # Only beside `pit`, the mark of such an issuer, does null mean "no expiry".
        elif not (numeric and value is None and name == "exp" and "pit" in claims):
            raise _refuse(name, "must be an RFC 3339 time with an offset")
    return times


def check_time(
    times: dict[str, float],
    *,
    leeway: float = 0,
    now: float | None = None,
    check_exp: bool = True,
    check_nbf: bool = True,
) -> None:
    """Check what `check_types` returned against the time; args and errors as in `check`."""
    check_seconds(leeway, "leeway")
    if now is None:
        now = clock.now()
    else:
        check_seconds(now, "now")
    if check_exp and "exp" in times and now >= times["exp"] + leeway:  # exp itself is too late already
        raise JamPASETOExpired()
    if check_nbf and "nbf" in times and now < times["nbf"] - leeway:
        raise JamPASETONotYetValid()
    if check_nbf and "iat" in times and now < times["iat"] - leeway:
        raise JamPASETONotYetValid("the token was issued in the future", error_code="paseto.issued_in_future")


def check_expected(
    claims: Claims,
    *,
    issuer: str | Collection[str] | None = None,
    audience: str | Collection[str] | None = None,
    subject: str | None = None,
    required: Iterable[str] = (),
) -> None:
    """Check iss, aud, sub and the required claims; args and errors as in `check`."""
    _check_dict(claims)
    for name, expected in (("iss", issuer), ("aud", audience), ("sub", subject)):
        # An absent claim is not the expected one: _ABSENT equals no string.
        if expected is not None and claims.get(name, _ABSENT) not in _strings(expected, name):
            raise _refuse(name, "is not the expected one")
    for name in _strings(required, "required"):
        if claims.get(name) is None:
            raise _refuse(name, "is missing")


def parse_time(text: str) -> float:
    """Return the seconds since 1970 of an RFC 3339 time with an offset.

    A leap second counts as the second after it.

    Raises:
        JamPASETOClaimError: another form, or no such moment.
    """
    return _seconds(text, "the time")


# --- writing ----------------------------------------------------------------------------------


def build(
    *,
    exp: float | None = None,
    nbf: float | None = None,
    iss: str | None = None,
    sub: str | None = None,
    aud: str | None = None,
    jti: str | None = None,
    issued: bool = True,
    now: float | None = None,
    **more: object,
) -> Claims:
    """Return a payload with registered claims; None leaves one out.

    Args:
        exp: seconds from now after which the token is refused.
        nbf: seconds from now before which the token is refused.
        iss, sub, aud, jti: strings.
        issued: False leaves out iat, the time of issue.
        now: seconds since 1970; the clock when None.
        more: further claims.

    Raises:
        JamPASETOClaimError: a claim of the wrong type.
        JamTypeError: a time that is not a finite number, or beyond the year 9999.
        JamConfigurationError: now is not a usable number.
    """
    now = clock.now() if now is None else now
    check_seconds(now, "now")
    moments = {"iat": 0 if issued else None, "nbf": nbf, "exp": exp}
    claims: Claims = {"iss": iss, "sub": sub, "aud": aud, "jti": jti}
    for name, seconds in moments.items():
        if seconds is not None:
            if not is_seconds(seconds):
                raise JamTypeError(f"{name} must be a number of seconds from now")
            claims[name] = format_time(now + seconds)
    claims = {name: value for name, value in claims.items() if value is not None}
    claims.update(more)  # then the types are checked: `more` may hold iat as a number
    check_types(claims)
    return claims


def build_footer(*, kid: str | None = None, wpk: str | None = None, **more: object) -> JsonObject:
    """Return a footer with the registered claims kid (key id) and wpk (wrapped PASERK).

    Raises:
        JamPASETOClaimError: kid or wpk is not a string.
    """
    given = {"kid": kid, "wpk": wpk}
    footer = {**{name: value for name, value in given.items() if value is not None}, **more}
    footer_bytes(footer)
    return footer


def format_time(seconds: float) -> str:
    """Return a time as RFC 3339 text in UTC, without fractions of a second, as the specification advises.

    Raises:
        JamTypeError: not a finite number, or outside of the years 1 to 9999.
    """
    if not is_seconds(seconds):
        raise JamTypeError("a time must be a finite number of seconds since 1970")
    from datetime import datetime, timedelta

    try:
        # Not fromtimestamp, which on Windows refuses times before 1970. Claims: better without fractions.
        moment = datetime(1970, 1, 1) + timedelta(seconds=int(seconds // 1))
    except OverflowError:
        raise JamTypeError("a time must lie in the years 1 to 9999") from None
    return f"{moment.isoformat()}Z"  # Claims: "Z" is RECOMMENDED, in capitals


# --- footers ----------------------------------------------------------------------------------


def footer_bytes(footer: Footer) -> bytes:
    """Return a footer as it stands in a token: bytes as they are, a str as UTF-8, a dict as JSON.

    Raises:
        JamPASETOClaimError: kid or wpk of a dict is not a string.
        JamEncodingError: a dict JSON cannot hold, or a lone surrogate.
        JamTypeError: another type.
    """
    if footer is None:
        return b""
    if isinstance(footer, (bytes, bytearray, memoryview)):
        return bytes(footer)
    if isinstance(footer, str):
        return utf8(footer, "the footer")
    if isinstance(footer, dict):
        for name in _FOOTER_STRINGS:
            if type(footer.get(name, "")) is not str:
                raise _refuse(name, "must be a string")
        return strict_json.dumps(footer, "the footer")
    raise JamTypeError(f"a footer must be bytes, str or dict, got {type(footer).__name__}")


def footer_value(footer: bytes) -> Footer:
    """Return an AUTHENTICATED footer as it was given: a JSON object as dict, other text as str.

    Bytes that are not UTF-8 are returned as they are, no footer as None. Text that only looks like a
    JSON object - or has a member twice, or nests too deeply - is text.

    Raises:
        JamCryptoError: not bytes.
    """
    footer = octets(footer, "the footer")
    if not footer:
        return None
    try:
        text = footer.decode("utf-8")
        # Payload Processing, Storing JSON in the Footer: strict_json bounds length, depth and members.
        value = strict_json.loads(text, "the footer") if text[:1] == "{" else text
    except UnicodeDecodeError:
        return footer
    except JamEncodingError:
        return text
    return value if isinstance(value, dict) else text


def utf8(text: str, what: str) -> bytes:
    """Return `text` in UTF-8; JamEncodingError for a lone surrogate."""
    # `isascii` first: it is free, and most texts are ASCII.
    if not text.isascii() and any("\ud800" <= mark <= "\udfff" for mark in text):
        raise JamEncodingError(f"{what} contains a lone surrogate")
    return text.encode("utf-8")


def _check_dict(claims: object) -> None:
    if not isinstance(claims, dict):
        raise JamTypeError(f"claims must be a dict, got {type(claims).__name__}")


def _seconds(text: object, name: str) -> float:
    """Read RFC 3339 section 5.6, with upper-case T and Z (Claims) and fractions of any length."""
    from datetime import date

    moment, offset = (text[:19], text[19:]) if isinstance(text, str) else ("", "")
    fraction = ""
    if offset[:1] == ".":
        # Claims: any length of fraction SHOULD be read.
        digits, offset = offset[1:], offset[1:].lstrip("0123456789")
        fraction = digits[: len(digits) - len(offset)]
        offset = offset if fraction else ""
    offset = "+00:00" if offset == "Z" else offset  # RFC 3339 section 4.3: -00:00 is the same moment
    # One comparison checks every place; fromisoformat takes more forms in each new Python.
    if f"{moment}{offset}".encode("utf-8", "replace").translate(_TO_ZERO) not in _SHAPES:
        raise _refuse(name, "must be an RFC 3339 time with an offset")
    hour, minute, second = int(moment[11:13]), int(moment[14:16]), int(moment[17:])
    hours, minutes = int(offset[1:3]), int(offset[4:])
    # RFC 3339 section 5.7: 60, a leap second.
    if hour > 23 or minute > 59 or second > 60 or hours > 23 or minutes > 59:
        raise _refuse(name, "is not a time of day")
    try:
        days = date.fromisoformat(moment[:10]).toordinal() - _EPOCH
    except ValueError:
        raise _refuse(name, "is not a day of the calendar") from None
    ahead = 60 * hours + minutes  # Claims: an offset says which moment it is, and nothing else
    whole = days * 86400 + hour * 3600 + (minute - (ahead if offset[0] == "+" else -ahead)) * 60 + second
    # A float holds no more; int() of a long text is slow.
    return whole + float(f"0.{fraction[:9]}") if fraction else whole


def _strings(value: object, what: str) -> Collection[str]:
    """Return an expectation as a collection of strings; one string is a collection of itself."""
    if isinstance(value, str):
        return (value,)
    if isinstance(value, (list, tuple, set, frozenset)) and all(isinstance(item, str) for item in value):
        return tuple(value)
    raise JamConfigurationError(f"{what} must be a string or a list of strings")


def _refuse(claim: str, why: str) -> JamPASETOClaimError:
    return JamPASETOClaimError(f"{claim} {why}", details={"claim": claim})
