"""JSON Web Token (RFC 7519): `encode` and `decode` for signed, `encrypt` and `decrypt` for encrypted ones."""

from __future__ import annotations

from ..exceptions.base import JamConfigurationError
from ..exceptions.jose import JamJWSVerificationError
from ..optional import alias, part
from .jwt_claims import ANY
from .jwt_signed import decode, decode_complete, encode, unverified

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Collection, Iterable

    from .jwt_claims import AnyAudience
    from .key_like import KeyLike

__all__ = [
    "ANY",
    "JamConfigurationError",
    "JamJWSVerificationError",
    "decode",
    "decode_complete",
    "decrypt",
    "encode",
    "encrypt",
    "unverified",
]


def encrypt(
    claims: dict[str, Any],
    key: KeyLike,
    header: dict[str, Any] | None = None,
    *,
    sign_key: KeyLike | None = None,
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
    with part("JWE"):
        from .jwt_encrypted import encrypt
    return encrypt(claims, key, header, sign_key=sign_key, sign_alg=sign_alg, sign_header=sign_header)


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
) -> dict[str, Any]:
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
    with part("JWE"):
        from .jwt_encrypted import decrypt
    return decrypt(
        token,
        key,
        algorithms=algorithms,
        encryptions=encryptions,
        verify_key=verify_key,
        verify_algorithms=verify_algorithms,
        issuer=issuer,
        audience=audience,
        subject=subject,
        required=required,
        leeway=leeway,
        max_age=max_age,
        typ=typ,
        now=now,
        allow_numeric_sub=allow_numeric_sub,
    )


__getattr__ = alias(__name__)  # names that have moved; see `optional.alias`
