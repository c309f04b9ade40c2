"""Errors of JWT claims and token lists (RFC 7519)."""

from __future__ import annotations

from .base import JamConfigurationError, JamError, JamValidationError
from .jose import JamAlgorithmError


class JamJWTExpired(JamError):
    """The token's exp has passed (RFC 7519 section 4.1.4)."""

    default_message = "the token has expired"
    default_code = "jwt.token_expired"


class JamJWTNotYetValid(JamError):
    """The token's nbf or iat lies in the future (RFC 7519 sections 4.1.5, 4.1.6)."""

    default_message = "the token is not valid yet"
    default_code = "jwt.token_not_yet_valid"


class JamJWTClaimError(JamValidationError):
    """A claim is missing, of the wrong type or not the expected one; details name it."""

    default_message = "a claim was refused"
    default_code = "jwt.claim"


class JamJWTInBlackList(JamError):
    """The token stands on the deny list."""

    default_message = "the token was revoked"
    default_code = "jwt.blacklist"


class JamJWTNotInWhiteList(JamError):
    """The token does not stand on the allow list."""

    default_message = "the token is not on the allow list"
    default_code = "jwt.whitelist"


class JamJWTEmptySecretKey(JamConfigurationError):
    """An HMAC algorithm was configured without a secret."""

    default_message = "the secret key is empty"
    default_code = "jwt.config.empty_secret_key"


class JamJWTEmptyPrivateKey(JamConfigurationError):
    """A signing algorithm was configured without a private key."""

    default_message = "the private key is empty"
    default_code = "jwt.config.empty_private_key"


class JamJWTUnsupportedAlgorithm(JamAlgorithmError):
    """The configured algorithm of a JWT or JWS does not exist here."""

    default_message = "the algorithm is not supported"
    default_code = "jwt.config.unsupported_algorithm"


class JamJWTValidationError(JamValidationError):
    """Any refusal by the deprecated package `jamlite.jwt`."""

    default_message = "the token was refused"
    default_code = "jwt.validation.token_validation_error"


JamTokenInDenyList = JamJWTInBlackList  # Jam 4 names
JamTokenNotInAllowList = JamJWTNotInWhiteList
