"""Errors of JOSE: JWS, JWE, JWK (RFC 7515 to 7518)."""

from __future__ import annotations

from .base import JamConfigurationError, JamValidationError


class JamJWSVerificationError(JamValidationError):
    """A JWS was not verified; every refusal of a JWS is one of these."""

    default_message = "the JWS was not verified"
    default_code = "jws.verification_error"


class JamJWSValidationError(JamJWSVerificationError):
    """A header of a JWS breaks a rule: alg, crit, b64, typ."""

    default_message = "the JWS header was refused"
    default_code = "jws.validation_error"


class JamJWSInvalidFormatError(JamJWSVerificationError):
    """The text is not a JWS at all: wrong parts, encoding or JSON."""

    default_message = "this is not a JWS"
    default_code = "jws.invalid_format"


class JamJWSSigningError(JamValidationError):
    """A JWS cannot be made from what was given."""

    default_message = "the JWS could not be made"
    default_code = "jws.signing_error"


class JamJWKValidationError(JamValidationError):
    """A JWK or JWK Set breaks RFC 7517 or 7518 section 6."""

    default_message = "the JWK was refused"
    default_code = "jwk.validation_error"


class JamJWKInvalidKeyTypeError(JamJWKValidationError):
    """A JWK has a kty or crv that is unknown here or wrong for its use."""

    default_message = "the JWK has the wrong key type"
    default_code = "jwk.invalid_key_type"


class JamJWKMissingParameterError(JamJWKValidationError):
    """A JWK lacks a member its type needs."""

    default_message = "the JWK lacks a member"
    default_code = "jwk.missing_parameter"


class JamJWEEncryptionError(JamValidationError):
    """A JWE cannot be made from what was given."""

    default_message = "the JWE could not be made"
    default_code = "jwe.encryption_error"


class JamJWEDecryptionError(JamValidationError):
    """A JWE was not opened; every refusal of a JWE is one of these."""

    default_message = "decryption failed"
    default_code = "jwe.decryption_error"


class JamJWEInvalidFormatError(JamJWEDecryptionError):
    """The text is not a JWE at all: wrong parts, encoding or JSON."""

    default_message = "this is not a JWE"
    default_code = "jwe.invalid_format"


class JamInvalidKeyTypeError(JamConfigurationError):
    """The key does not fit the algorithm it was given to."""

    default_message = "the key does not fit the algorithm"
    default_code = "jose.invalid_key_type"


class JamAlgorithmError(JamConfigurationError):
    """The application asked for an algorithm that does not exist or may not be used."""

    default_message = "the algorithm is unknown or not allowed"
    default_code = "jose.algorithm_error"


class JamInvalidPaddingError(JamValidationError):
    """base64url text carries padding (RFC 7515 section 2 forbids it)."""

    default_message = "base64url text must not be padded"
    default_code = "jose.invalid_padding"


class JamRedisListConfigurationError(JamConfigurationError):
    """A token list on Redis is set up wrongly."""

    default_message = "the Redis token list is not usable"
    default_code = "jose.redis_list_configuration_error"


class JamSDJWTError(JamValidationError):
    """An SD-JWT, a disclosure or the holder's proof breaks RFC 9901."""

    default_message = "the SD-JWT was refused"
    default_code = "sd_jwt.validation"


class JamStatusListError(JamValidationError):
    """A status list is malformed, or has no such entry."""

    default_message = "the status list was refused"
    default_code = "status_list.validation"
