"""Validation of an ID token (OpenID Connect Core 1.0 section 3.1.3.7), complete."""

from __future__ import annotations

from hmac import compare_digest

from .. import clock
from ..clock import is_seconds
from ..crypto import hashes
from ..encoding import base64url
from ..exceptions.oauth2 import JamOAuth2IDTokenError
from ..jose.jwa import JWS_ALGORITHMS
from ..optional import part
from . import signed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, Collection, TypedDict

    from ..encoding.json_types import JsonObject
    from ..jose import JWK, JWKSet
    from .signed import ErrorClass

    class Expected(TypedDict, total=False):
        """What a caller may expect of an ID token, beside what its client knows; see `validate`."""

        nonce: str | None
        access_token: str | None
        code: str | None
        max_age: float | None
        acr_values: str | Collection[str] | None
        previous: JsonObject | None


# Types that mark other tokens than ID tokens (RFC 8725 section 3.11): RFC 9068, OpenID Connect
# Back-Channel Logout 1.0, RFC 9701. An ID token itself has "JWT" or none.
_OTHER_TYPES = ("at+jwt", "logout+jwt", "token-introspection+jwt")
MAX_SUB = 255  # characters (section 2)


def validate(
    token: str,
    keys: JWK | JWKSet,
    *,
    issuer: str | Callable[[JsonObject, ErrorClass], str],
    client_id: str,
    nonce: str | None = None,
    algorithms: Collection[str] | None = None,
    access_token: str | None = None,
    code: str | None = None,
    max_age: float | None = None,
    acr_values: str | Collection[str] | None = None,
    trusted_audiences: str | Collection[str] = (),
    previous: JsonObject | None = None,
    leeway: float = 0,
    now: float | None = None,
) -> JsonObject:
    """Return the claims of an ID token after every check of the standard.

    Args:
        token: compact JWS.
        keys: the issuer's keys; for a registered HMAC algorithm a key made of the client's secret.
        issuer: the exact iss, or a function of (claims, error class) that returns it.
        client_id: must be in aud.
        nonce: the nonce of the authentication request; the token must then have it.
        algorithms: the registered algorithms; None allows those with public keys, never HMAC.
        access_token: compared with at_hash, if the token has one.
        code: compared with c_hash, if the token has one.
        max_age: the max_age of the request; auth_time must then be there and recent.
        acr_values: acceptable values of acr, which must then be there; a text holds them between blanks.
        trusted_audiences: further audiences the client trusts (step 3); a text is one of them.
        previous: claims of the first ID token, when this one came with a refresh (section 12.2).
        leeway: seconds of clock difference to allow.
        now: seconds since 1970; the clock when None.

    Raises:
        JamOAuth2IDTokenError: any check failed; details names the claim or the reason.
    """
    now = clock.now() if now is None else now
    trusted = signed.names(trusted_audiences, "trusted_audiences")
    wanted = None if acr_values is None else _acr_values(acr_values)
    header, claims, key = signed.verify(token, keys, algorithms, JamOAuth2IDTokenError)  # steps 6 to 8
    if signed.plain_type(header.get("typ")) in _OTHER_TYPES:
        raise JamOAuth2IDTokenError("the token is of another type", details={"reason": "typ"})
    signed.check(  # steps 2, 3, 9, 10
        claims,
        JamOAuth2IDTokenError,
        issuer=issuer if isinstance(issuer, str) else issuer(claims, JamOAuth2IDTokenError),
        audience=client_id,
        required=("iss", "sub", "aud", "exp", "iat"),
        leeway=leeway,
        now=now,
    )
    _check_subject(claims)
    _check_parties(claims, client_id, trusted)
    _check_nonce(claims, nonce, required=previous is None)
    _check_hash(claims, "at_hash", access_token, header["alg"], key)
    _check_hash(claims, "c_hash", code, header["alg"], key)
    _check_authentication(claims, max_age, wanted, now, leeway)
    if previous is not None:
        _check_refreshed(claims, previous)
    return claims


def _acr_values(value: str | Collection[str]) -> tuple[str, ...]:
    """Section 3.1.2.1: acr_values is a list of words between blanks."""
    return signed.names(value.split() if isinstance(value, str) else value, "acr_values")


def hash_of(value: str, alg: str, crv: str | None = None) -> str | None:
    """Return at_hash or c_hash: the left half of the hash (section 3.1.3.6), None for an unknown alg.

    Ed25519 signs over SHA-512 and Ed448 over 114 octets of SHAKE256 (RFC 8032), so they hash with these.
    """
    row = JWS_ALGORITHMS.get(alg)
    data = value.encode("utf-8", "replace")  # section 3.1.3.6 says ASCII, which tokens are
    if row is None:
        return None
    if row.hash:  # the hash of the alg: SHA-256 for RS256, ES256, PS256 and HS256
        digest = hashes.digest(row.hash, data)
    elif crv == "Ed25519":
        digest = hashes.digest("sha512", data)
    elif crv == "Ed448":
        with part("Ed448"):
            from ..crypto import shake
        digest = shake.shake256(data, 114)
    else:
        return None
    return base64url.encode(digest[: len(digest) // 2])  # the left-most half


def _check_subject(claims: JsonObject) -> None:
    sub = claims["sub"]
    if not sub or len(sub) > MAX_SUB:  # section 2: at most 255 ASCII characters, never reassigned
        raise _refuse("sub", "is empty or too long")


def _check_parties(claims: JsonObject, client_id: str, trusted: Collection[str]) -> None:
    aud = claims["aud"]
    if isinstance(aud, list):
        others = [name for name in aud if name != client_id and name not in trusted]
        if others:  # step 3: audiences that the client does not trust
            raise _refuse("aud", "names an audience that is not trusted")
        if len(aud) > 1 and "azp" not in claims:  # step 4
            raise _refuse("azp", "is missing beside several audiences")
    if "azp" in claims and claims["azp"] != client_id:  # step 5
        raise _refuse("azp", "is another client")


def _check_nonce(claims: JsonObject, nonce: str | None, required: bool) -> None:
    given = claims.get("nonce")
    if nonce is None:
        return
    if given is None and not required:  # section 12.2: a refreshed token should not have one
        return
    wanted = nonce.encode("utf-8", "replace")
    if not isinstance(given, str) or not compare_digest(given.encode(), wanted):  # step 11
        raise _refuse("nonce", "is not that of the request")


def _check_hash(claims: JsonObject, name: str, value: str | None, alg: str, key: JWK) -> None:
    if value is None or name not in claims:  # sections 3.1.3.6 and 3.3.2.11: optional in the code flow
        return
    expected, given = hash_of(value, alg, key.crv), claims[name]
    if (
        expected is None
        or not isinstance(given, str)
        or not compare_digest(given.encode(), expected.encode())
    ):
        raise _refuse(name, "does not belong to what came with the token")


def _check_authentication(
    claims: JsonObject,
    max_age: float | None,
    acr_values: Collection[str] | None,
    now: float,
    leeway: float,
) -> None:
    auth_time = claims.get("auth_time")
    # Judged where nobody asked, too: applications read it.
    if auth_time is not None and not is_seconds(auth_time):
        raise _refuse("auth_time", "is not a number of seconds")
    if max_age is not None:  # step 13
        if auth_time is None:
            raise _refuse("auth_time", "is missing")
        if now > auth_time + max_age + leeway:
            raise _refuse("auth_time", "is too long ago")
    if acr_values is not None:  # step 12
        acr = claims.get("acr")
        if not isinstance(acr, str) or acr not in acr_values:
            raise _refuse("acr", "is not one that was asked for")


def _check_refreshed(claims: JsonObject, previous: JsonObject) -> None:
    """Section 12.2: the same user, the same client, the same authentication."""
    for name in ("iss", "sub", "aud"):
        if claims[name] != previous.get(name):
            raise _refuse(name, "is not that of the first ID token")
    if "auth_time" in claims and claims["auth_time"] != previous.get("auth_time", claims["auth_time"]):
        raise _refuse("auth_time", "is not that of the first ID token")
    for name in ("azp", "nonce"):  # need not be there; one that the first did not have must not be there
        if name in claims and claims[name] != previous.get(name):
            raise _refuse(name, "is not that of the first ID token")


def _refuse(claim: str, why: str) -> Exception:
    return signed.refuse(JamOAuth2IDTokenError, claim, why)
