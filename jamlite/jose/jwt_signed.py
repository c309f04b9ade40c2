"""Signed JWTs: a compact JWS becomes claims (RFC 7519 section 7.2); `signing` makes one."""

from __future__ import annotations

from ..encoding import base64url, strict_json
from ..exceptions.base import JamConfigurationError, JamEncodingError
from ..exceptions.jose import JamJWSInvalidFormatError, JamJWSValidationError
from ..exceptions.jwt import JamJWTClaimError
from . import jwt_claims
from .header import check_b64, check_crit, check_names, parse_segment
from .jws_message import check_characters, not_valid, split, verify_signature
from .key_like import as_source
from .prepared import KeyOrSet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Collection, Iterable

    from ..encoding.json_types import Claims, Header
    from .jwt_claims import AnyAudience
    from .key_like import KeyLike, Keys


_LISTS = (list, tuple, set, frozenset)


def decode(
    token: str | bytes,
    key: KeyLike,
    *,
    algorithms: Collection[str] | None = None,
    issuer: str | Collection[str] | None = None,
    audience: str | Collection[str] | AnyAudience | None = None,
    subject: str | None = None,
    required: Iterable[str] = (),
    leeway: float = 0,
    max_age: float | None = None,
    typ: str | None = None,
    now: float | None = None,
    padding: bool = False,
    allow_numeric_sub: bool = False,
) -> Claims:
    """Verify a JWT and return its claims.

    The signature is checked first, then typ, then the claims.

    Args:
        token: compact JWS text.
        key: a JWK, JWK dict, JWKSet, JWKS dict, PEM, or raw secret. The token never supplies it.
        algorithms: names to allow; None allows what the key itself allows.
        issuer: the only acceptable iss, or several.
        audience: one of these must be named by aud. None refuses a token that has an aud; `jwt.ANY`
            accepts any.
        subject: the only acceptable sub.
        required: claims that must be there and not null.
        leeway: seconds of clock difference to allow.
        max_age: oldest acceptable iat, in seconds before now.
        typ: the type the header must name, for example "at+jwt" (RFC 8725 section 3.11); None accepts any.
        now: seconds since 1970; the clock when None.
        padding: True reads a token whose parts were padded with "=" before they were signed, as AWS load
            balancers make them; every part must then be padded exactly.
        allow_numeric_sub: True accepts a sub that is an integer, as some old issuers write it.

    Raises:
        JamJWSInvalidFormatError, JamJWSValidationError, JamJWSVerificationError: as `jws.verify`.
        JamJWTExpired, JamJWTNotYetValid: the time is not right.
        JamJWTClaimError: a claim has the wrong type or value, or is missing.
        JamInvalidKeyTypeError: the key does not fit the algorithm.
        JamConfigurationError: an argument of the caller is not usable.
    """
    if padding:
        header, body = _verify_padded(token, as_source(key), algorithms)
    else:
        header, body = _verify(token, key, algorithms)
    if typ is not None:
        check_typ(header, typ)
    claims = _claims(body)
    jwt_claims.check_types(claims, numeric_sub=allow_numeric_sub)
    jwt_claims.check_time(claims, leeway=leeway, max_age=max_age, now=now)
    jwt_claims.check_expected(claims, issuer, audience, subject, required)
    return claims


def decode_complete(
    token: str | bytes,
    key: KeyLike,
    *,
    algorithms: Collection[str] | None = None,
    allow_numeric_sub: bool = False,
) -> tuple[Header, Claims]:
    """Verify the signature alone and return (header, claims), with claims of the right types.

    For callers that judge time, issuer and audience themselves with `jwt_claims`.
    """
    header, body = _verify(token, key, algorithms)
    claims = _claims(body)
    jwt_claims.check_types(claims, numeric_sub=allow_numeric_sub)
    return dict(header), claims


def unverified(token: str | bytes) -> tuple[Header, Claims]:
    """Return (header, claims) of a signed JWT that NOBODY HAS VERIFIED: for logs and for choosing an issuer.

    Whoever can send a token can write anything into it. Nothing is checked but the form.

    Raises:
        JamJWSInvalidFormatError, JamJWSValidationError: not a JWS, or a malformed header.
        JamJWTClaimError: the payload is not a JSON object.
    """
    _, segment, body, _ = split(token)
    return parse_segment(segment), _claims(body)


def check_typ(header: Header, expected: str) -> None:
    """Check the header's typ: case-insensitive, "application/" optional (RFC 7515 section 4.1.9).

    Raises:
        JamJWSValidationError: absent or another type; details["reason"] is "typ".
    """
    if not isinstance(expected, str) or not expected:
        raise JamConfigurationError("typ must be a non-empty string")
    if "typ" not in header or media_type(header["typ"]) != media_type(expected):
        raise JamJWSValidationError("the token is of another type", details={"reason": "typ"})


def _verify(token: str | bytes, key: KeyLike, algorithms: Collection[str] | None) -> tuple[Header, bytes]:
    """Return the header and the payload segment of a token whose signature is valid.

    Tokens of one issuer have one header: a segment that was valid before with a key is not parsed again.
    """
    keys = key if isinstance(key, KeyOrSet) else as_source(key)
    signing_input, segment, body, signature = split(token)
    known = keys.known_header(segment)
    if known is not None:
        header, verifier = known
        if algorithms is None or (type(algorithms) in _LISTS and header["alg"] in algorithms):
            if not verifier(signing_input, signature):
                check_characters(token, segment, signature)
                raise not_valid(header["alg"], signature)
            return header, body
    check_characters(token, segment, signature)
    header = _header(segment, algorithms)
    jwk = verify_signature(header, signing_input, signature, keys, algorithms)
    keys.keep_header(segment, header, jwk.prepared)
    return header, body


def _verify_padded(token: object, keys: Keys, algorithms: Collection[str] | None) -> tuple[Header, bytes]:
    """Do what `_verify` does, for a token signed with its padding; return the payload without it."""
    signing_input, *padded = split(token)
    segment, body, signature = map(_unpadded, padded)
    header = _header(segment, algorithms)
    verify_signature(header, signing_input, signature, keys, algorithms)
    return header, body


def _header(segment: bytes, algorithms: Collection[str] | None) -> Header:
    """Return the header of a segment, with what counts for JWTs checked."""
    check_names(algorithms, "algorithms")
    header = parse_segment(segment)
    check_crit(header, None, ())  # no extension is understood here, not even b64 (RFC 7797 section 7)
    check_b64(header)
    return header


def _unpadded(part: bytes) -> bytes:
    text = part.rstrip(b"=")
    if len(part) % 4 or len(part) - len(text) > 2:  # RFC 4648 section 4
        raise JamJWSInvalidFormatError("with padding=True each part of the token must be padded exactly")
    return text


def _claims(body: bytes) -> Claims:
    try:
        claims = strict_json.loads(base64url.decode(body, "the payload"), "the payload")
    except JamEncodingError as error:
        raise JamJWSInvalidFormatError(error.message) from error
    if type(claims) is not dict:  # RFC 7519 section 7.2
        raise JamJWTClaimError("the payload is not one JSON object")
    return claims


def media_type(value: str) -> str:
    """Return the media type that a typ stands for (RFC 7515 section 4.1.9), in one spelling."""
    text = value.lower() if value.isascii() else value
    return text if "/" in text else f"application/{text}"
