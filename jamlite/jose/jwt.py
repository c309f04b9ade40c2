"""JSON Web Token (RFC 7519): claims in a compact JWS; `jwt_encrypted.py` has those in a JWE."""

from __future__ import annotations

from hmac import compare_digest

from ..encoding import base64url, strict_json
from ..exceptions.base import JamConfigurationError
from ..exceptions.encoding import JamEncodingError
from ..exceptions.jose import JamJWSInvalidFormatError, JamJWSValidationError, JamJWSVerificationError
from ..exceptions.jwt import JamJWTClaimError
from ..optional import alias
from . import jws, jwt_claims, limits
from .header import check_b64, check_crit, check_names, encode_segment, parse_segment
from .jwa import JWS_ALGORITHMS
from .jwk import JWK
from .jwt_claims import ANY
from .key_input import as_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Collection, Iterable

    from .jwa import Signer, Verifier
    from .jwt_claims import _Any

__all__ = ["ANY", "decode", "decode_complete", "decrypt", "encode", "encrypt"]

# Headers that verified before are kept in the key, so that the next token with the same header (in
# practice every token of an issuer) costs no parsing. Bounded in number and size.
_KEPT_HEADERS = 16
_KEPT_HEADER_BYTES = 512


def encode(
    claims: dict[str, Any], key: Any, *, alg: str | None = None, header: dict[str, Any] | None = None
) -> str:
    """Return the claims signed, as a compact JWS with typ "JWT".

    Args:
        claims: JSON values; registered claims must have their right types.
        key: a JWK, JWK dict, PEM, or raw secret. Its kid is written into the header.
        alg: the algorithm; else header["alg"], else the key's own or its type's usual one.
        header: further header members; may override typ and kid.

    Raises:
        JamJWTClaimError: not a dict, or a registered claim has the wrong type.
        JamEncodingError: the claims are not JSON, or `decode` would refuse them: see `strict_json.dumps`.
        JamJWSSigningError, JamInvalidKeyTypeError, JamAlgorithmError: as `jws.sign`.
    """
    jwk = key if type(key) is JWK else as_key(key)
    check_claims(claims)
    if header is None and (alg is None or type(alg) is str):
        start, signer = jwk.kept.get(alg) or _keep_signer(jwk, alg)
    else:
        start, signer = _prepare_signer(jwk, alg, header)
    signing_input: bytes = start + base64url.encode_bytes(strict_json.dumps(claims, "the claims"))
    token: bytes = signing_input + b"." + base64url.encode_bytes(signer(signing_input))
    return (token if len(token) <= limits.MAX_TOKEN_BYTES else jws.checked_size(token)).decode("ascii")


def decode(
    token: str | bytes,
    key: Any,
    *,
    algorithms: Collection[str] | None = None,
    issuer: str | Collection[str] | None = None,
    audience: str | Collection[str] | _Any | None = None,
    subject: str | None = None,
    required: Iterable[str] = (),
    leeway: float = 0,
    max_age: float | None = None,
    typ: str | None = None,
    now: float | None = None,
) -> dict[str, Any]:
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
        typ: the type the header must name, "at+jwt" say (RFC 8725 section 3.11); None accepts any.
        now: seconds since 1970; the clock when None.

    Raises:
        JamJWSInvalidFormatError, JamJWSValidationError, JamJWSVerificationError: as `jws.verify`.
        JamJWTExpired, JamJWTNotYetValid: the time is not right.
        JamJWTClaimError: a claim has the wrong type or value, or is missing.
        JamInvalidKeyTypeError: the key does not fit the algorithm.
        JamConfigurationError: an argument of the caller is not usable.
    """
    header, body = _verify(token, key, algorithms)
    if typ is not None:
        check_typ(header, typ)
    claims = _claims(body)
    jwt_claims.check_types(claims)
    jwt_claims.check_time(claims, leeway=leeway, max_age=max_age, now=now)
    jwt_claims.check_expected(claims, issuer, audience, subject, required)
    return claims


def decode_complete(
    token: str | bytes, key: Any, *, algorithms: Collection[str] | None = None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Verify the signature alone and return (header, claims), with claims of the right types.

    For callers that judge time, issuer and audience themselves with `jwt_claims`.
    """
    header, body = _verify(token, key, algorithms)
    claims = _claims(body)
    jwt_claims.check_types(claims)
    return dict(header), claims


def encrypt(
    claims: dict[str, Any],
    key: Any,
    header: dict[str, Any] | None = None,
    *,
    sign_key: Any = None,
    sign_alg: str | None = None,
    sign_header: dict[str, Any] | None = None,
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
    from .jwt_encrypted import encrypt

    return encrypt(claims, key, header, sign_key=sign_key, sign_alg=sign_alg, sign_header=sign_header)


def decrypt(
    token: str | bytes,
    key: Any,
    *,
    algorithms: Collection[str] | None = None,
    encryptions: Collection[str] | None = None,
    verify_key: Any = None,
    verify_algorithms: Collection[str] | None = None,
    **expected: Any,
) -> dict[str, Any]:
    """Decrypt a JWT and return its claims, checked as by `decode`.

    Args:
        token: compact JWE text.
        key, algorithms, encryptions: as in `jwe.decrypt`.
        verify_key, verify_algorithms: as key and algorithms of `decode`. With them the content must be
            a signed token (cty "JWT"), without them it must be claims; nothing is opened further.
        expected: issuer, audience, subject, required, leeway, max_age, typ, now: as in `decode`. typ is
            that of the signed token if there is one.

    Raises:
        JamJWEDecryptionError, JamJWEInvalidFormatError: as `jwe.decrypt`, or the content is of the other
            kind; details["reason"] is "nested".
        Others: as `decode`; also JamJWTClaimError if the header repeats a claim with another value.
    """
    from .jwt_encrypted import decrypt

    return decrypt(
        token,
        key,
        algorithms=algorithms,
        encryptions=encryptions,
        verify_key=verify_key,
        verify_algorithms=verify_algorithms,
        **expected,
    )


def check_typ(header: dict[str, Any], expected: str) -> None:
    """Check the header's typ: case-insensitive, "application/" optional (RFC 7515 section 4.1.9).

    Raises:
        JamJWSValidationError: absent or another type; details["reason"] is "typ".
    """
    if not isinstance(expected, str) or not expected:
        raise JamConfigurationError("typ must be a non-empty string")
    if "typ" not in header or media_type(header["typ"]) != media_type(expected):
        raise JamJWSValidationError("the token is of another type", details={"reason": "typ"})


def _verify(token: Any, key: Any, algorithms: Collection[str] | None) -> tuple[dict[str, Any], bytes]:
    """Return the header and the payload segment of a token whose signature is valid."""
    if algorithms is not None:
        check_names(algorithms, "algorithms")
    signing_input, segment, body, signature = jws.split(token)
    if type(key) is JWK:
        known = key.kept.get(segment)
        if known is not None and (algorithms is None or known[0]["alg"] in algorithms):
            header, verifier = known
            if not verifier(signing_input, signature):
                jws.decode_signature(signature)  # what is no signature at all is told apart, as below
                raise JamJWSVerificationError("the signature is not valid")
            return header, body
    header = parse_segment(segment)
    check_crit(header, None, ())  # nothing is understood, b64=false neither (RFC 7797 section 7)
    check_b64(header)
    jwk = jws.verify_signature(header, signing_input, signature, key, algorithms)
    if len(segment) <= _KEPT_HEADER_BYTES and len(jwk.kept) < _KEPT_HEADERS and _is_flat(header):
        jwk.kept[segment] = (header, _segment_verifier(jwk, header["alg"]))
    return header, body


def _is_flat(header: dict[str, Any]) -> bool:
    """Tell whether a copy of the header shares nothing that its receiver could change."""
    return all(type(value) is str for value in header.values())


def _segment_verifier(jwk: JWK, alg: str) -> Verifier:
    """Return a verifier of signatures that are still base64url.

    A MAC is compared in that form: encoding the right one is quicker than decoding the given one.
    """
    verifier = jwk.verifier(alg)
    if jwk.kty != "oct":
        return lambda message, segment: verifier(message, jws.decode_signature(segment))
    row = JWS_ALGORITHMS[alg]
    mac, encode_bytes = row.signer(jwk.material, row.hash), base64url.encode_bytes
    return lambda message, segment: compare_digest(encode_bytes(mac(message)), segment)


def _claims(body: bytes) -> dict[str, Any]:
    try:
        claims = strict_json.loads(base64url.decode(body, "the payload"), "the payload")
    except JamEncodingError as error:
        raise JamJWSInvalidFormatError(error.message) from error
    if type(claims) is not dict:  # RFC 7519 section 7.2
        raise JamJWTClaimError("the payload is not one JSON object")
    return claims


def check_claims(claims: Any) -> None:
    """Raise JamJWTClaimError unless `claims` can be written: a dict, its registered claims of their types."""
    if not isinstance(claims, dict):
        raise JamJWTClaimError(f"claims are a dict, got {type(claims).__name__}")
    try:
        "".join(claims)
    except TypeError:
        raise JamJWTClaimError("claim names are strings") from None
    jwt_claims.check_types(claims)


def _keep_signer(jwk: JWK, alg: str | None) -> tuple[bytes, Signer]:
    prepared = jwk.kept[alg] = _prepare_signer(jwk, alg, None)
    return prepared


def usual_members(jwk: JWK) -> dict[str, Any]:
    """Return what the header of a JWT says besides alg unless it is told otherwise."""
    return {"typ": "JWT"} if jwk.kid is None else {"typ": "JWT", "kid": jwk.kid}


def _prepare_signer(jwk: JWK, alg: str | None, header: dict[str, Any] | None) -> tuple[bytes, Signer]:
    """Return the start of the token, "<header>.", and the signing function."""
    members = jws.prepare_header(jwk, header, alg)
    if "b64" in members:
        raise JamConfigurationError("a JWT does not use b64 (RFC 7797 section 7)")
    members = {"alg": members["alg"], **usual_members(jwk), **members}
    signer = jwk.signer(members["alg"])
    return encode_segment(members) + b".", signer


def media_type(value: str) -> str:
    """Return the media type that a typ stands for (RFC 7515 section 4.1.9), in one spelling."""
    text = value.lower() if value.isascii() else value
    return text if "/" in text else f"application/{text}"


__getattr__ = alias(__name__)  # Jam's classes; see jam/aliases.py
