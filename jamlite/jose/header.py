"""The JOSE header: parsed once, checked to the letter, trusted afterwards.

RFC 7515 section 4 (JWS), RFC 7516 section 4 (JWE), RFC 7797 (b64).
"""

from __future__ import annotations

from ..encoding import base64url, strict_json
from ..exceptions.base import JamConfigurationError, JamEncodingError, JamMissingPartError
from ..exceptions.jose import (
    JamJWEDecryptionError,
    JamJWEInvalidFormatError,
    JamJWSInvalidFormatError,
    JamJWSValidationError,
)
from ..optional import part
from . import limits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Collection, Tuple, Type

    from ..encoding.json_types import Header, JsonObject
    from ..exceptions.base import JamValidationError

    Errors = Tuple[Type[JamValidationError], Type[JamValidationError]]

# What is raised for a header that cannot be read, and for one that breaks a rule.
JWS_ERRORS: Errors = (JamJWSInvalidFormatError, JamJWSValidationError)
JWE_ERRORS: Errors = (JamJWEInvalidFormatError, JamJWEDecryptionError)
_PROTECTED = "the protected header"

# Names of RFC 7515 section 4.1, RFC 7516 section 4.1 and RFC 7518 section 4: never allowed in crit.
REGISTERED = frozenset(
    (
        *("alg", "jku", "jwk", "kid", "x5u", "x5c", "x5t", "x5t#S256", "typ", "cty", "crit"),
        *("enc", "zip", "epk", "apu", "apv", "iv", "tag", "p2s", "p2c"),
    )
)
_TYPES: tuple[tuple[tuple[str, ...], type, str], ...] = (
    (("alg", "kid", "typ", "cty", "jku", "x5u", "x5t", "x5t#S256", "enc", "zip"), str, "a string"),
    (("jwk", "epk"), dict, "an object"),
    (("x5c",), list, "a list"),
)


def told(find: Callable[[Any], str], short: str) -> str:
    """Return what `find` gets out of the module `advice`; the short sentence where a copy is without it."""
    try:
        with part("advice"):
            from . import advice
    except JamMissingPartError:
        return short
    return find(advice)


def is_json(token: object) -> bool:
    """Tell whether a text is a JSON serialization, which begins with { after white space."""
    if isinstance(token, bytes):
        return token[:1] in (b"{", b" ", b"\t", b"\r", b"\n") and token.lstrip()[:1] == b"{"
    return isinstance(token, str) and token[:1] in ("{", " ", "\t", "\r", "\n") and token.lstrip()[:1] == "{"


def parse_segment(segment: bytes | str, errors: Errors = JWS_ERRORS) -> Header:
    """Return the members of a protected header in base64url, checked by `check_members`.

    Raises:
        errors[0]: too large, not base64url, not one JSON object.
        errors[1]: a registered member has the wrong type.
    """
    if len(segment) > limits.MAX_HEADER_BYTES:
        raise errors[0](f"{_PROTECTED} is larger than {limits.MAX_HEADER_BYTES} bytes")
    try:
        members = strict_json.loads(base64url.decode(segment, _PROTECTED), _PROTECTED)
    except JamEncodingError as error:
        raise errors[0](error.message) from error
    return check_members(members, _PROTECTED, errors)


def check_members(members: object, what: str, errors: Errors = JWS_ERRORS) -> Header:
    """Return `members` if it is a dict whose registered members have the right types."""
    if not isinstance(members, dict):
        raise errors[0](f"{what} is not a JSON object")
    if not all(isinstance(name, str) for name in members):  # possible where no JSON text was read
        raise errors[0](f"{what} has a name that is not a string")
    for names, kind, called in _TYPES:
        for name in names:
            if name in members and not isinstance(members[name], kind):
                raise errors[1](f"{what}: {name} must be {called}")
    return members


def check_names(names: object, what: str) -> None:
    """Check a caller's list of names: algorithms it allows, or critical extensions it understands.

    Raises:
        JamConfigurationError: neither None nor a list, tuple or set of strings.
    """
    if names is not None and (
        not isinstance(names, (list, tuple, set, frozenset))
        or not all(isinstance(name, str) for name in names)
    ):
        raise JamConfigurationError(f"{what} must be a list of names")


def check_crit(
    protected: Header,
    unprotected: Header | None,
    understood: Collection[str],
    errors: Errors = JWS_ERRORS,
) -> None:
    """Enforce crit (RFC 7515 section 4.1.11): every name listed must be understood and present.

    Raises:
        errors[1]: any rule is broken; details["reason"] is "unknown_critical_header" if an extension is
            not understood, else "critical_header".
    """
    fault = _crit_fault(protected, unprotected, understood)
    if fault:
        details: JsonObject = {"reason": "critical_header"}
        if fault is _NOT_UNDERSTOOD:
            unknown = [name for name in protected["crit"] if name not in understood]
            details = {"reason": "unknown_critical_header", "unknown": unknown}
        raise errors[1](fault, details=details)


_NOT_UNDERSTOOD = "crit names an extension that is not understood"


def _crit_fault(protected: Header, unprotected: Header | None, understood: Collection[str]) -> str:
    """Return what is wrong with crit, or ""."""
    if unprotected and "crit" in unprotected:
        return "crit must stand in the protected header"
    if "crit" not in protected:
        return ""
    crit = protected["crit"]
    if not isinstance(crit, list) or not crit or not all(isinstance(name, str) for name in crit):
        return "crit must be a non-empty list of strings"
    if len(set(crit)) != len(crit):
        return "crit names an extension twice"
    for name in crit:
        if name in REGISTERED:
            return "crit names a registered header parameter"
        if name not in protected:
            return "crit names a parameter that the protected header lacks"
        if name not in understood:
            return _NOT_UNDERSTOOD
    return ""


def check_b64(protected: Header, unprotected: Header | None = None) -> bool:
    """Return the value of b64 (RFC 7797 section 3), True when it is absent.

    Raises:
        JamJWSValidationError: not a boolean, not protected, or not listed in crit (section 6).
    """
    if unprotected and "b64" in unprotected:
        raise JamJWSValidationError("b64 must stand in the protected header")
    if "b64" not in protected:
        return True
    b64 = protected["b64"]
    if not isinstance(b64, bool):
        raise JamJWSValidationError("b64 must be true or false")
    if "b64" not in protected.get("crit", ()):
        raise JamJWSValidationError("b64 must be listed in crit")
    return b64


def encode_segment(members: Header) -> bytes:
    """Return checked header members as a base64url segment, alg first.

    Raises:
        JamEncodingError: they are not JSON, or `parse_segment` would refuse them.
    """
    if "alg" in members:
        members = {"alg": members["alg"], **members}
    segment = base64url.encode_bytes(strict_json.dumps(members, "the header", text_names=True))
    if len(segment) > limits.MAX_HEADER_BYTES:
        raise JamEncodingError(f"the header is larger than {limits.MAX_HEADER_BYTES} bytes")
    return segment
