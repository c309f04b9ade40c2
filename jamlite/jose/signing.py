"""What only signing needs: JWTs out of claims (RFC 7519 section 7.1), and the header of every new JWS."""

from __future__ import annotations

from ..encoding import base64url, strict_json
from ..exceptions.base import JamConfigurationError
from ..exceptions.jose import JamJWSSigningError, JamJWSValidationError
from ..exceptions.jwt import JamJWTClaimError
from . import jwt_claims, limits
from .header import check_b64, check_crit, check_members, encode_segment
from .key_like import one_key
from .token_key import TokenKey

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Collection

    from ..encoding.json_types import Claims, Header
    from .jwa import Signer
    from .key_like import KeyLike

SIGNING_ERRORS = (JamJWSSigningError, JamJWSSigningError)


def encode(claims: Claims, key: KeyLike, *, alg: str | None = None, header: Header | None = None) -> str:
    """Return the claims signed, as a compact JWS with typ "JWT".

    Args:
        claims: JSON values; registered claims must have their right types. exp, nbf and iat may also be
            datetimes with a time zone.
        key: a JWK, JWK dict, PEM, or raw secret. Its kid is written into the header.
        alg: the algorithm; else header["alg"], else the key's own or its type's usual one.
        header: further header members; may override typ and kid.

    Raises:
        JamJWTClaimError: not a dict, or a registered claim has the wrong type.
        JamEncodingError: the claims are not JSON, or `decode` would refuse them: see `strict_json.dumps`.
        JamJWSSigningError, JamInvalidKeyTypeError, JamAlgorithmError: as `jws.sign`.
    """
    jwk = key if isinstance(key, TokenKey) else one_key(key)
    claims = check_claims(claims)
    if header is None and (alg is None or type(alg) is str):
        start, signer = jwk.prepared.starts.get(alg) or _keep_signer(jwk, alg)
    else:
        start, signer = _prepare_signer(jwk, alg, header)
    signing_input: bytes = start + base64url.encode_public(
        strict_json.dumps(claims, "the claims", text_names=True)
    )
    token: bytes = signing_input + b"." + base64url.encode_bytes(signer(signing_input))
    return (token if len(token) <= limits.MAX_TOKEN_BYTES else checked_size(token)).decode("ascii")


def check_claims(claims: object) -> Claims:
    """Return claims to write, with datetimes turned into seconds.

    Raises:
        JamJWTClaimError: not a dict, or a registered claim has the wrong type.
    """
    if not isinstance(claims, dict):
        raise JamJWTClaimError(f"claims are a dict, got {type(claims).__name__}")
    try:
        "".join(claims)
    except TypeError:
        raise JamJWTClaimError("claim names are strings") from None
    try:
        jwt_claims.check_types(claims)
    except JamJWTClaimError:
        claims = dated(claims)
        jwt_claims.check_types(claims)
    checked: Claims = claims
    return checked


def dated(claims: Claims) -> Claims:
    """Return claims whose exp, nbf and iat may be datetimes with a time zone, with seconds in their place."""
    from datetime import datetime

    made = dict(claims)
    for name in ("exp", "nbf", "iat"):
        value = made.get(name)
        if isinstance(value, datetime) and value.utcoffset() is not None:
            made[name] = int(value.timestamp() // 1)
    return made


def usual_members(jwk: TokenKey) -> Header:
    """Return what the header of a JWT says besides alg unless it is told otherwise."""
    return {"typ": "JWT"} if jwk.kid is None else {"typ": "JWT", "kid": jwk.kid}


def _keep_signer(jwk: TokenKey, alg: str | None) -> tuple[bytes, Signer]:
    return jwk.prepared.keep_start(alg, *_prepare_signer(jwk, alg, None))


def _prepare_signer(jwk: TokenKey, alg: str | None, header: Header | None) -> tuple[bytes, Signer]:
    """Return the start of the token, "<header>.", and the signing function."""
    members = prepare_header(jwk, header, alg)
    if "b64" in members:
        raise JamConfigurationError("a JWT does not use b64 (RFC 7797 section 7)")
    members = {"alg": members["alg"], **usual_members(jwk), **members}
    signer = jwk.signer(members["alg"])
    return encode_segment(members) + b".", signer


def checked_size(token: bytes) -> bytes:
    """Return a token to send, if its reader takes one of this size; JamJWSSigningError otherwise."""
    if len(token) > limits.MAX_TOKEN_BYTES:
        raise JamJWSSigningError(
            f"the token would have {len(token)} bytes; at most {limits.MAX_TOKEN_BYTES} are read again"
        )
    return token


def prepare_header(
    jwk: TokenKey, header: Header | None, alg: str | None, unprotected: Header | None = None
) -> Header:
    """Return the protected header to sign with: checked, and with its alg filled in.

    `alg` is the one asked for; without it that of the header counts, else the key's usual one.
    """
    members = {} if header is None else check_members(header, "the header", SIGNING_ERRORS)
    check_crit(members, unprotected, _named_extensions(members), SIGNING_ERRORS)
    try:
        check_b64(members, unprotected)
    except JamJWSValidationError as error:
        raise JamJWSSigningError(error.message) from error
    named = members.get("alg")
    if alg is None:
        alg = jwk.default_algorithm() if named is None else named
    elif named not in (None, alg):
        raise JamJWSSigningError("the header names another alg than the one asked for")
    return members if named is not None else {"alg": alg, **members}


def _named_extensions(members: Header) -> Collection[str]:
    """Return the extensions a signer declares critical: it is the one who understands them."""
    crit = members.get("crit")
    return crit if isinstance(crit, list) else ()
