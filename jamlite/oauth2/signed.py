"""Signed tokens of an issuer: the part that ID tokens, logout tokens and access tokens have in common."""

from __future__ import annotations

from ..encoding import strict_json
from ..exceptions.base import JamConfigurationError, JamEncodingError, JamError
from ..exceptions.jose import JamJWSInvalidFormatError
from ..jose import JWK, jws
from ..jose.header import is_json
from ..jose.jwa import JWS_ALGORITHMS
from ..jose.jws_message import header_of
from ..jose.jwt_claims import check_expected, check_time, check_types
from ..jose.jwt_signed import check_typ
from .provider_errors import scrub

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Collection, Iterable, Mapping, Type

    from ..encoding.json_types import JsonObject
    from ..exceptions.oauth2 import JamOAuth2Error
    from ..jose import JWKSet
    from ..jose.jwt_claims import AnyAudience

    ErrorClass = Type[JamOAuth2Error]


def names(value: object, what: str) -> tuple[str, ...]:
    """Return a list of texts as a tuple; one text is a list of one, and is never searched in.

    Raises:
        JamConfigurationError: something else, or a text that is empty.
    """
    found = (value,) if isinstance(value, str) else value
    if not isinstance(found, (list, tuple, set, frozenset)) or not all(
        isinstance(item, str) and item for item in found
    ):
        raise JamConfigurationError(f"{what} must be a list of texts that are not empty")
    return tuple(found)


def asymmetric() -> tuple[str, ...]:
    """Return the names of every algorithm that verifies with a public key."""
    # RFC 8725 section 2.1: with HMAC among them, a published key would serve as the secret.
    return tuple(name for name, row in JWS_ALGORITHMS.items() if row.kty != "oct")


def verify(
    token: str | bytes,
    keys: JWK | JWKSet,
    algorithms: str | Collection[str] | None,
    error: ErrorClass,
    typ: str | None = None,
) -> tuple[JsonObject, JsonObject, JWK]:
    """Verify a signature and return (header, claims with the right types, key).

    Args:
        token: compact JWS.
        keys: the issuer's public keys, or the client's secret as a key.
        algorithms: names to allow; None allows every one with public keys. Never HMAC unless named.
        error: class of the error to raise.
        typ: the type the header must name.

    Raises:
        error: details["reason"] is "signature", "format", "typ" or "claims".
    """
    # RFC 8725 section 3.1: the verifier chooses, never the token.
    allowed = asymmetric() if algorithms is None else names(algorithms, "algorithms")
    # RFC 7519 section 1: always compact. In JSON anybody could add a typ that is not authenticated.
    if isinstance(token, dict) or is_json(token):
        raise error("a token of an issuer is never in JSON", details={"reason": "format"})
    try:
        verified = jws.verify(token, keys, algorithms=allowed)  # before anything of the payload is looked at
    except JamJWSInvalidFormatError as cause:
        raise error("the token is not a JWS", details={"reason": "format"}) from cause
    except JamError as cause:
        why = _other_algorithm(token, allowed)
        if not why and cause.details == {"reason": "unknown_kid"}:
            why = f": {cause.message}"
        raise error(f"the token's signature was refused{why}", details={"reason": "signature"}) from cause
    header = verified.header
    if "crit" in header or "b64" in header:  # RFC 7797 section 7; no extension is understood here
        raise error("the token's header has an extension", details={"reason": "format"})
    try:
        if typ is not None:
            check_typ(header, typ)
    except JamError as cause:
        raise error("the token is of another type", details={"reason": "typ"}) from cause
    try:
        claims = strict_json.loads(verified.payload, "the claims")
        if type(claims) is not dict:  # RFC 7519 section 7.2, step 10
            raise JamEncodingError("the claims are not one JSON object")
        check_types(claims)  # before any of them is compared
    except JamError as cause:
        raise error("the token's claims are malformed", details={"reason": "claims"}) from cause
    return header, claims, verified.key


def plain_type(typ: object) -> str:
    """Return a header's typ in the spelling in which types compare (RFC 7515 section 4.1.9), "" for none."""
    return "" if typ is None else str(typ).lower().removeprefix("application/")


def _other_algorithm(token: str | bytes, allowed: tuple[str, ...]) -> str:
    """Return words that name the algorithm of a token, if it is known and not among those allowed."""
    try:
        alg = header_of(token).get("alg")  # not verified: only a name that the table knows is shown
    except JamError:
        return ""
    if not isinstance(alg, str) or alg not in JWS_ALGORITHMS or alg in allowed:
        return ""
    hint = "; if the provider registers it for this client, set id_token_alg" if alg.startswith("HS") else ""
    return f": it is signed with {alg}, and allowed here are {', '.join(allowed)}{hint}"


def check(
    claims: JsonObject,
    error: ErrorClass,
    *,
    issuer: str | Collection[str],
    audience: str | Collection[str] | AnyAudience | None,
    required: Iterable[str],
    leeway: float,
    now: float | None,
    max_age: float | None = None,
) -> None:
    """Check time, iss, aud and the presence of claims.

    Raises:
        error: details["claim"] names the claim, or details["reason"] is "time".
    """
    try:
        # Before the time: an expired token of another API is another API's.
        check_expected(claims, issuer, audience, None, required)
        check_time(claims, leeway=leeway, max_age=max_age, now=now)
    except JamError as cause:
        details = cause.details if isinstance(cause.details, dict) else {"reason": "time"}
        both = _both(claims, details.get("claim"), {"iss": issuer, "aud": audience})
        raise error(f"the token was refused: {cause.message}{both}", details=details) from cause


def _both(claims: JsonObject, name: object, expected: Mapping[str, object]) -> str:
    """Return words for what iss or aud is, and what is expected: the token is genuine."""
    wanted, given = expected.get(str(name)), claims.get(str(name))
    if given is None or not isinstance(wanted, (str, list, tuple)):
        return ""
    return f": it is {_shown(given)}, and {_shown(wanted)} is expected"


def _shown(value: object) -> str:
    texts = [value] if isinstance(value, str) else value if isinstance(value, (list, tuple)) else []
    # A message has an end.
    return " or ".join(repr(scrub(str(text))) for text in texts[:5]) or "of another type"


def refuse(error: ErrorClass, claim: str, why: str) -> JamOAuth2Error:
    """Return the error for one claim."""
    return error(f"the token was refused: {claim} {why}", details={"claim": claim})


def why_malformed(token: object) -> str:
    """Return words for a token that is `malformed`: what it probably is instead, and what to do."""
    if isinstance(token, str) and token.count(".") == 4:
        return "the token is encrypted (JWE): only whom it is meant for can read it, not this API"
    return (
        "the token is not a JWS: an opaque one is judged by its issuer (introspection), and many issuers "
        "make JWTs only where the client asks for the audience of the API"
    )


def malformed(token: object) -> bool:
    """Tell whether a token is not even the shape of a JWS with a header; spares a request for keys."""
    try:
        header_of(token)
        return False
    except JamError:
        return True
