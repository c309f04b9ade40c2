"""python-jose's exceptions, with its tree; each is a `JamError` too, and its text is the bare message."""

from __future__ import annotations

from ...exceptions.base import JamError


class JOSEError(JamError):
    """Base class of all of them."""

    default_message = "the token or the key was refused"
    default_code = "python_jose.error"

    def __init__(self, message: object = None) -> None:
        # An exception may be handed in.
        super().__init__(self.default_message if message is None else str(message))

    def __str__(self) -> str:
        return str(self.message)


class JWSError(JOSEError):
    """The JWS is not acceptable."""

    default_code = "python_jose.jws"


class JWSSignatureError(JWSError):
    """The signature is not that of the content."""


class JWSAlgorithmError(JWSError):
    """The algorithm is not acceptable."""


class JWTError(JOSEError):
    """The JWT is not acceptable."""

    default_code = "python_jose.jwt"


class JWTClaimsError(JWTError):
    """A claim is not acceptable."""

    default_code = "python_jose.claims"


class ExpiredSignatureError(JWTError):
    """exp has passed."""

    default_code = "python_jose.expired"


class JWKError(JOSEError):
    """The key is not acceptable."""

    default_code = "python_jose.jwk"


class JWEError(JOSEError):
    """The JWE is not acceptable."""

    default_code = "python_jose.jwe"


class JWEParseError(JWEError):
    """The JWE cannot be read."""


class JWEInvalidAuth(JWEError):
    """The tag is not that of the content."""


class JWEAlgorithmUnsupportedError(JWEError):
    """The algorithm is not supported."""
