"""PyJWT's exceptions, with its tree; each is a `JamError` too, and its text is the bare message."""

from __future__ import annotations

from ...exceptions.base import JamError


class PyJWTError(JamError):
    """Base class of all of them."""

    default_message = "the token or the key was refused"
    default_code = "pyjwt.error"

    def __str__(self) -> str:
        return str(self.message)


class InvalidTokenError(PyJWTError):
    """The token is not acceptable."""

    default_message = "the token was refused"
    default_code = "pyjwt.invalid_token"


class DecodeError(InvalidTokenError):
    """The token cannot be read."""

    default_message = "the token cannot be decoded"
    default_code = "pyjwt.decode"


class InvalidSignatureError(DecodeError):
    """The signature is not that of the content."""

    default_message = "Signature verification failed"
    default_code = "pyjwt.invalid_signature"


class ExpiredSignatureError(InvalidTokenError):
    """exp has passed."""

    default_message = "Signature has expired"
    default_code = "pyjwt.expired_signature"


class InvalidAudienceError(InvalidTokenError):
    """aud does not name the expected audience."""

    default_message = "Audience doesn't match"
    default_code = "pyjwt.invalid_audience"


class InvalidIssuerError(InvalidTokenError):
    """iss is not the expected issuer."""

    default_message = "Invalid issuer"
    default_code = "pyjwt.invalid_issuer"


class InvalidIssuedAtError(InvalidTokenError):
    """iat is not a time."""

    default_message = "Issued At claim (iat) must be a number"
    default_code = "pyjwt.invalid_issued_at"


class ImmatureSignatureError(InvalidTokenError):
    """nbf or iat lies in the future."""

    default_message = "The token is not yet valid"
    default_code = "pyjwt.immature_signature"


class InvalidSubjectError(InvalidTokenError):
    """sub is not text, or not the expected one."""

    default_message = "Invalid subject"
    default_code = "pyjwt.invalid_subject"


class InvalidJTIError(InvalidTokenError):
    """jti is not text."""

    default_message = "JWT ID must be a string"
    default_code = "pyjwt.invalid_jti"


class InvalidAlgorithmError(InvalidTokenError):
    """The alg of the token is not among those allowed."""

    default_message = "The specified alg value is not allowed"
    default_code = "pyjwt.invalid_algorithm"


class MissingRequiredClaimError(InvalidTokenError):
    """A claim is missing.

    Args:
        claim: its name.
    """

    default_code = "pyjwt.missing_claim"

    def __init__(self, claim: str) -> None:
        super().__init__(f'Token is missing the "{claim}" claim', details={"claim": claim})
        self.claim = claim  # PyJWT's attribute


class InvalidKeyError(PyJWTError):
    """The key is not acceptable."""

    default_message = "the key was refused"
    default_code = "pyjwt.invalid_key"


class PyJWKError(PyJWTError):
    """A JWK is not acceptable."""

    default_message = "the JWK was refused"
    default_code = "pyjwt.jwk"


class MissingCryptographyError(PyJWKError):
    """Never raised here, where nothing is missing; for `except` lines."""


class PyJWKSetError(PyJWTError):
    """A JWK Set is not acceptable."""

    default_message = "the JWK Set was refused"
    default_code = "pyjwt.jwk_set"


class PyJWKClientError(PyJWTError):
    """Keys cannot be fetched."""

    default_message = "the keys cannot be fetched"
    default_code = "pyjwt.jwk_client"


class PyJWKClientConnectionError(PyJWKClientError):
    """The server of the keys cannot be reached."""

    default_code = "pyjwt.jwk_client_connection"
