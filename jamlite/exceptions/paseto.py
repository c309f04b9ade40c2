"""Errors of PASETO and PASERK."""

from __future__ import annotations

from .base import JamConfigurationError, JamValidationError


class JamPASETOInvalidSymmetricKey(JamConfigurationError):
    """A local key is not 32 bytes."""

    default_message = "a PASETO local key has 32 bytes"
    default_code = "paseto.configuration.invalid_symmetric_key"


class JamPASETOInvalidRSAKey(JamConfigurationError):
    """A v1.public key is not RSA with 2048 bits."""

    default_message = "a v1.public key is RSA with 2048 bits"
    default_code = "paseto.configuration.invalid_rsa_key"


class JamPASETOInvalidED25519Key(JamConfigurationError):
    """A v2.public or v4.public key is not Ed25519."""

    default_message = "a v2.public or v4.public key is Ed25519"
    default_code = "paseto.configuration.invalid_ed25519_key"


class JamPASETOInvalidSecp384r1Key(JamConfigurationError):
    """A v3.public key is not on P-384."""

    default_message = "a v3.public key is on P-384"
    default_code = "paseto.configuration.invalid_secp384r1_key"


class JamPASETOInvalidPurpose(JamValidationError):
    """The token's version or purpose is not the key's."""

    default_message = "the token's version or purpose is not the key's"
    default_code = "paseto.configuration.invalid_purpose"


class JamPASETOInvalidTokenFormat(JamValidationError):
    """The text is not a PASETO of this version and purpose."""

    default_message = "this is not an acceptable PASETO"
    default_code = "paseto.validation.invalid_token_format"


class JamPASTOKeyVerificationError(JamValidationError):
    """The token was not made with this key, or was changed (the name is Jam's)."""

    default_message = "the PASETO was not verified"
    default_code = "paseto.key_verification_failed"


JamPASETOKeyVerificationError = JamPASTOKeyVerificationError


class JamPASETOExpired(JamValidationError):
    """The token's exp has passed."""

    default_message = "the token has expired"
    default_code = "paseto.token_expired"


class JamPASETONotYetValid(JamValidationError):
    """The token's nbf or iat lies in the future."""

    default_message = "the token is not valid yet"
    default_code = "paseto.token_not_yet_valid"


class JamPASETOClaimError(JamValidationError):
    """A registered claim is missing, of the wrong type or not the expected one; details name it."""

    default_message = "a claim was refused"
    default_code = "paseto.claim"


class JamPASERKCostError(JamValidationError):
    """Deriving the key from the password would take more time or memory than the caller allows."""

    default_message = "the password of the PASERK costs more than the limits allow"
    default_code = "paserk.cost"
