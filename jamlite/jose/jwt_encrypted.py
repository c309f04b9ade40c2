"""Encrypted JWTs: claims in a JWE, or in a JWS inside a JWE (RFC 7519 sections 7.1, 7.2 and appendix A.2)."""

from __future__ import annotations

from ..encoding import strict_json
from ..exceptions.base import JamEncodingError
from ..exceptions.jose import JamJWEDecryptionError, JamJWEInvalidFormatError
from ..exceptions.jwt import JamJWTClaimError
from . import jwe, jwt_claims
from .header import is_json, told
from .jwe_message import checked_header
from .jwt_signed import check_typ, decode_complete, media_type
from .key_like import one_key
from .signing import check_claims, encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Collection, Iterable

    from ..encoding.json_types import Claims, Header
    from .jwt_claims import AnyAudience
    from .key_like import KeyLike

_REPLICATED = ("iss", "sub", "aud")  # RFC 7519 section 5.3


def encrypt(
    claims: Claims,
    key: KeyLike,
    header: Header | None = None,
    *,
    sign_key: KeyLike | None = None,
    sign_alg: str | None = None,
    sign_header: Header | None = None,
) -> str:
    """Return the claims encrypted as a compact JWE; with `sign_key`, signed first (a nested JWT).

    Encryption alone says nothing of the sender where anybody has the key: RSA and ECDH-ES.

    Args:
        claims: JSON values; registered claims must have their right types.
        key: the recipient's, as in `jwe.encrypt`. Its kid is written into the header.
        header: protected members of the JWE, "alg" and "enc" among them.
        sign_key, sign_alg, sign_header: as in `encode`, for the token inside; "cty": "JWT" is written.

    Raises:
        JamJWTClaimError, JamEncodingError: as `encode`.
        JamJWEEncryptionError, JamInvalidKeyTypeError, JamAlgorithmError: as `jwe.encrypt`.
    """
    jwk = one_key(key)
    members = {**({} if jwk.kid is None else {"kid": jwk.kid}), **checked_header(header, "the header")}
    if sign_key is None:
        claims = check_claims(claims)
        return jwe.encrypt(strict_json.dumps(claims, "the claims"), jwk, {"typ": "JWT", **members})
    signed = encode(claims, sign_key, alg=sign_alg, header=sign_header)
    return jwe.encrypt(signed.encode("ascii"), jwk, {**members, "cty": "JWT"})


def decrypt(
    token: str | bytes,
    key: KeyLike,
    *,
    algorithms: Collection[str] | None = None,
    encryptions: Collection[str] | None = None,
    verify_key: KeyLike | None = None,
    verify_algorithms: Collection[str] | None = None,
    issuer: str | Collection[str] | None = None,
    audience: str | Collection[str] | AnyAudience | None = None,
    subject: str | None = None,
    required: Iterable[str] = (),
    leeway: float = 0,
    max_age: float | None = None,
    typ: str | None = None,
    now: float | None = None,
    allow_numeric_sub: bool = False,
) -> Claims:
    """Decrypt a JWT and return its claims, checked as by `decode`.

    Args:
        token: compact JWE text.
        key, algorithms, encryptions: as in `jwe.decrypt`.
        verify_key, verify_algorithms: as key and algorithms of `decode`. With them the content must be
            a signed token, without them it must be claims; nothing is opened further.
        issuer, audience, subject, required, leeway, max_age, typ, now, allow_numeric_sub: as in
            `decode`. typ is that of the signed token if there is one.

    Raises:
        JamJWEDecryptionError, JamJWEInvalidFormatError: as `jwe.decrypt`, or the content is of the other
            kind; details["reason"] is "nested".
        Others: as `decode`; also JamJWTClaimError if the header repeats a claim with another value.
    """
    # RFC 7519 section 1: always compact. In JSON anybody could add a typ or cty that is not authenticated.
    if isinstance(token, dict) or is_json(token):
        raise JamJWEInvalidFormatError("a JWT is never in JSON; jwe.decrypt reads a JWE that is")
    if not isinstance(token, (str, bytes)):
        raise JamJWEInvalidFormatError(
            told(lambda advice: advice.malformed(token, 5), "this is not a compact JWE")
        )
    opened = jwe.decrypt(token, key, algorithms=algorithms, encryptions=encryptions)
    nested = media_type(opened.header.get("cty", "")) == media_type("JWT")  # RFC 7519 section 5.2
    if verify_key is None and nested:
        raise JamJWEDecryptionError(
            "the content is a signed token; pass verify_key to verify it", details={"reason": "nested"}
        )
    # Some issuers leave cty out. The caller says what is inside, so the form of the content decides.
    content = opened.plaintext
    looks_signed = "cty" not in opened.header and content.count(b".") == 2 and content[:1] != b"{"
    if verify_key is not None and not (nested or looks_signed):
        raise JamJWEDecryptionError("the content is not a signed token", details={"reason": "nested"})
    if verify_key is not None:
        inner, claims = decode_complete(
            opened.plaintext, verify_key, algorithms=verify_algorithms, allow_numeric_sub=allow_numeric_sub
        )
        if typ is not None:
            check_typ(inner, typ)
    else:
        if typ is not None:
            check_typ(opened.header, typ)
        claims = _claims(opened.plaintext, allow_numeric_sub)
    for name in _REPLICATED:
        if name in opened.header and opened.header[name] != claims.get(name):
            raise JamJWTClaimError(
                f"{name} differs between the header and the claims", details={"claim": name}
            )
    jwt_claims.check_time(claims, leeway=leeway, max_age=max_age, now=now)
    jwt_claims.check_expected(claims, issuer, audience, subject, required)
    return claims


def _claims(content: bytes, numeric_sub: bool) -> Claims:
    try:
        claims = strict_json.loads(content, "the content")
    except JamEncodingError as error:
        raise JamJWEInvalidFormatError(error.message) from error
    if type(claims) is not dict:  # RFC 7519 section 7.2
        raise JamJWTClaimError("the content is not one JSON object")
    jwt_claims.check_types(claims, numeric_sub=numeric_sub)
    return claims
