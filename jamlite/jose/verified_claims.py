"""Claims that something else has verified, such as a session or an SD-JWT: the rules of a JWT in one call."""

from __future__ import annotations

from ..exceptions.jwt import JamJWTClaimError
from . import jwt_claims
from .jwt_claims import ANY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Collection, Iterable

    from ..encoding.json_types import JsonObject
    from .jwt_claims import AnyAudience


def check(
    claims: object,
    *,
    leeway: float | None = None,
    max_age: float | None = None,
    now: float | None = None,
    exp: bool = True,
    nbf: bool = True,
    issuer: str | Collection[str] | None = None,
    audience: str | Collection[str] | AnyAudience | None = ANY,
    subject: str | None = None,
    required: Iterable[str] = (),
) -> None:
    """Check claims that somebody else has verified, for example a token module of the user.

    `audience` means what it means in `jwt.decode`: None refuses claims that have an aud.

    Raises: as `check_types`, `check_time` and `check_expected` of `jwt_claims`.
    """
    if not isinstance(claims, dict):
        raise JamJWTClaimError("the module did not return claims")
    jwt_claims.check_types(claims)
    jwt_claims.check_time(claims, leeway=leeway or 0, max_age=max_age, now=now, exp=exp, nbf=nbf)
    jwt_claims.check_expected(claims, issuer, audience, subject, required)


def any_audience(expected: JsonObject) -> JsonObject:
    """Return expectations in which an audience of None, where that means "not given", has become ANY."""
    return {**expected, "audience": ANY if expected.get("audience") is None else expected["audience"]}
