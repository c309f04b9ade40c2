"""The JOSE header: parsed once, checked to the letter, trusted afterwards.

RFC 7515 section 4 (JWS), RFC 7516 section 4 (JWE), RFC 7797 (b64).
"""

from __future__ import annotations

from ..encoding import base64url, strict_json
from ..exceptions.encoding import JamEncodingError
from ..exceptions.jose import JamJWSInvalidFormatError, JamJWSValidationError
from . import limits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Collection

# Names of RFC 7515 section 4.1, RFC 7516 section 4.1 and RFC 7518 section 4: never allowed in crit.
REGISTERED = frozenset(
    (
        *("alg", "jku", "jwk", "kid", "x5u", "x5c", "x5t", "x5t#S256", "typ", "cty", "crit"),
        *("enc", "zip", "epk", "apu", "apv", "iv", "tag", "p2s", "p2c"),
    )
)
_STRINGS = ("alg", "kid", "typ", "cty", "jku", "x5u", "enc", "zip")


def parse_segment(segment: bytes | str, what: str = "the protected header") -> dict[str, Any]:
    """Return the members of a base64url header segment, checked by `check_members`.

    Raises:
        JamJWSInvalidFormatError: too large, not base64url, not one JSON object.
        JamJWSValidationError: a registered member has the wrong type.
    """
    if len(segment) > limits.MAX_HEADER_BYTES:
        raise JamJWSInvalidFormatError(f"{what} is larger than {limits.MAX_HEADER_BYTES} bytes")
    try:
        members = strict_json.loads(base64url.decode(segment, what), what)
    except JamEncodingError as error:
        raise JamJWSInvalidFormatError(error.message) from error
    return check_members(members, what)


def check_members(members: Any, what: str) -> dict[str, Any]:
    """Return `members` if it is a dict whose registered members have the right types."""
    if not isinstance(members, dict):
        raise JamJWSInvalidFormatError(f"{what} is not a JSON object")
    for name in _STRINGS:
        if name in members and not isinstance(members[name], str):
            raise JamJWSValidationError(f"{what}: {name} must be a string")
    return members


def check_crit(
    protected: dict[str, Any], unprotected: dict[str, Any] | None, understood: Collection[str]
) -> None:
    """Enforce crit (RFC 7515 section 4.1.11): every name listed must be understood and present.

    Raises:
        JamJWSValidationError: any rule is broken; details["reason"] is "critical_header".
    """
    if unprotected and "crit" in unprotected:
        raise _crit_error("crit must stand in the protected header")
    if "crit" not in protected:
        return
    crit = protected["crit"]
    if not isinstance(crit, list) or not crit or not all(isinstance(name, str) for name in crit):
        raise _crit_error("crit must be a non-empty list of strings")
    if len(set(crit)) != len(crit):
        raise _crit_error("crit names an extension twice")
    for name in crit:
        if name in REGISTERED:
            raise _crit_error("crit names a registered header parameter")
        if name not in protected:
            raise _crit_error("crit names a parameter that the protected header lacks")
        if name not in understood:
            raise _crit_error("crit names an extension that is not understood")


def check_b64(protected: dict[str, Any], unprotected: dict[str, Any] | None = None) -> bool:
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


def encode_segment(members: dict[str, Any]) -> bytes:
    """Return header members as a base64url segment, alg first (as Jam writes it)."""
    if "alg" in members:
        members = {"alg": members["alg"], **members}
    return base64url.encode_bytes(strict_json.dumps(members, "the header"))


def _crit_error(message: str) -> JamJWSValidationError:
    return JamJWSValidationError(message, details={"reason": "critical_header"})
