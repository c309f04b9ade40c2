"""python-jose's jwt: encode and decode claims, with at_hash."""

from __future__ import annotations

from calendar import timegm
from datetime import datetime, timedelta

from ... import clock
from ...encoding import strict_json
from ...exceptions.base import JamEncodingError
from . import jws
from .constants import ALGORITHMS
from .exceptions import ExpiredSignatureError, JOSEError, JWSError, JWTClaimsError, JWTError
from .utils import calculate_at_hash

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Collection

    from ...encoding.json_types import JsonObject, JsonValue
    from .backends import Key, KeyData
    from .jws import Keys, Names

_CLAIMS = ("aud", "iat", "exp", "nbf", "iss", "sub", "jti", "at_hash")


def encode(
    claims: JsonObject,
    key: KeyData | Key,
    algorithm: str = "HS256",
    headers: JsonObject | None = None,
    access_token: str | None = None,
) -> str:
    """Return claims signed; exp, iat, nbf may be datetimes, and an access token gives at_hash.

    Raises:
        JWSError: as `jws.sign`.
    """
    for name in ("exp", "iat", "nbf"):
        if isinstance(claims.get(name), datetime):
            # Into the caller's dict, as python-jose does: programs read exp from it afterwards.
            claims[name] = timegm(claims[name].utctimetuple())
    if access_token:
        claims["at_hash"] = calculate_at_hash(access_token, ALGORITHMS.HASHES[algorithm])
    return jws.sign(claims, key, headers=headers, algorithm=algorithm)


def decode(
    token: str | bytes,
    key: Keys,
    algorithms: Names = None,
    options: JsonObject | None = None,
    audience: str | None = None,
    issuer: str | Collection[str] | None = None,
    subject: str | None = None,
    access_token: str | None = None,
) -> JsonObject:
    """Return the claims of a token that was verified.

    Args:
        token, key, algorithms: as in `jws.verify`.
        options: verify_signature, verify_CLAIM, require_CLAIM, leeway.
        audience, issuer, subject: what the claims must say; issuer may be several.
        access_token: what at_hash must be the hash of.

    Raises:
        JWTError, ExpiredSignatureError, JWTClaimsError: as named.
    """
    # python-jose's defaults; nothing is required.
    merged = {"verify_signature": True, "leeway": 0, **{f"verify_{name}": True for name in _CLAIMS}}
    merged.update(options or {})
    try:
        payload = jws.verify(token, key, algorithms, verify=bool(merged["verify_signature"]))
    except JWSError as error:
        raise JWTError(error) from error
    try:
        claims = strict_json.loads(payload, "the payload")
    except JamEncodingError as error:
        raise JWTError(f"Invalid payload string: {error.message}") from error
    if not isinstance(claims, dict):
        raise JWTError("Invalid payload string: must be a json object")
    for name in [option[8:] for option, value in merged.items() if option.startswith("require_") and value]:
        if name not in claims:
            raise JWTError(f'missing required key "{name}" among claims')
        merged[f"verify_{name}"] = True  # python-jose: what is required is verified, whatever `verify_` says
    if not isinstance(audience, (str, type(None))):
        raise JWTError("audience must be a string or None")  # unlike PyJWT, python-jose takes no list
    alg = str(jws.get_unverified_header(token).get("alg"))
    _check(claims, merged, audience, issuer, subject, alg, access_token)
    return claims


def get_unverified_header(token: str | bytes) -> JsonObject:
    """Return the header, UNVERIFIED; JWTError if it cannot be read."""
    try:
        return jws.get_unverified_header(token)
    except JOSEError:
        raise JWTError("Error decoding token headers.") from None


get_unverified_headers = get_unverified_header


def get_unverified_claims(token: str | bytes) -> JsonObject:
    """Return the claims, UNVERIFIED; JWTError if they cannot be read."""
    try:
        payload = jws.get_unverified_claims(token)
    except JOSEError:
        raise JWTError("Error decoding token claims.") from None
    try:
        claims = strict_json.loads(payload, "the claims")
    except JamEncodingError as error:
        raise JWTError(f"Invalid claims string: {error.message}") from error
    if not isinstance(claims, dict):
        raise JWTError("Invalid claims string: must be a json object")
    return claims


def _check(
    claims: JsonObject,
    options: JsonObject,
    audience: str | None,
    issuer: str | Collection[str] | None,
    subject: str | None,
    alg: str,
    access_token: str | None,
) -> None:
    _check_times(claims, options)
    # As in python-jose a token without aud passes any audience; `require_aud` asks for it.
    if options["verify_aud"] and "aud" in claims:
        named = [claims["aud"]] if isinstance(claims["aud"], str) else claims["aud"]
        if not isinstance(named, list) or not all(isinstance(one, str) for one in named):
            raise JWTClaimsError("Invalid claim format in token")
        # RFC 7519 section 4.1.3; None is in no list, so that aud without audience is refused.
        if audience not in named:
            raise JWTClaimsError("Invalid audience")
    if options["verify_iss"] and issuer is not None:
        if claims.get("iss") not in ((issuer,) if isinstance(issuer, str) else issuer):
            raise JWTClaimsError("Invalid issuer")
    if options["verify_sub"] and "sub" in claims:
        if not isinstance(claims["sub"], str):
            raise JWTClaimsError("Subject must be a string.")
        if subject is not None and claims["sub"] != subject:
            raise JWTClaimsError("Invalid subject")
    if options["verify_jti"] and not isinstance(claims.get("jti", ""), str):
        raise JWTClaimsError("JWT ID must be a string.")
    if options["verify_at_hash"] and "at_hash" in claims:
        _check_at_hash(claims["at_hash"], access_token, alg)


def _check_times(claims: JsonObject, options: JsonObject) -> None:
    leeway = options["leeway"]
    seconds = leeway.total_seconds() if isinstance(leeway, timedelta) else leeway
    now = int(clock.now())  # python-jose counts whole seconds
    if options["verify_iat"] and "iat" in claims:
        _seconds(claims["iat"], "Issued At claim (iat)")
    if options["verify_nbf"] and "nbf" in claims:
        if _seconds(claims["nbf"], "Not Before claim (nbf)") > now + seconds:
            raise JWTClaimsError("The token is not yet valid (nbf)")
    if options["verify_exp"] and "exp" in claims:
        # `<`, as in python-jose: the token lives through the second of exp. RFC 7519 section 4.1.4 ends it at
        # exp.
        if _seconds(claims["exp"], "Expiration Time claim (exp)") < now - seconds:
            raise ExpiredSignatureError("Signature has expired.")


def _seconds(value: JsonValue, what: str) -> int:
    try:
        return int(value)  # as python-jose: also text of digits, though RFC 7519 section 2 wants a number
    except (ValueError, TypeError, OverflowError):
        raise JWTClaimsError(f"{what} must be an integer.") from None


def _check_at_hash(claim: object, access_token: str | None, alg: str) -> None:
    if not access_token:
        raise JWTClaimsError("No access_token provided to compare against at_hash claim.")
    try:
        expected = calculate_at_hash(access_token, ALGORITHMS.HASHES[alg])
    # KeyError: no hash belongs to the alg. AttributeError: the access token is no text.
    except (KeyError, TypeError, ValueError, AttributeError):
        raise JWTClaimsError("Unable to calculate at_hash to verify against token claims.") from None
    if claim != expected:
        raise JWTClaimsError("at_hash claim does not match access_token.")
