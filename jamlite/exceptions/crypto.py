"""Errors of the primitives: one class per remedy."""

from __future__ import annotations

from .base import JamValidationError, _Coded


class JamCryptoError(JamValidationError):
    """An input of a primitive has the wrong type, size or range."""

    default_message = "a cryptographic input has the wrong type, size or range"
    default_code = "crypto.invalid_input"


class JamInvalidKeyError(JamCryptoError):
    """A key is malformed, inconsistent, too weak or not on its curve."""

    default_message = "the key is not acceptable"
    default_code = "crypto.invalid_key"


class JamDecryptionError(JamCryptoError):
    """Decryption failed. One message for every cause, so that the cause cannot be told."""

    default_message = "decryption failed"
    default_code = "crypto.decryption_failed"


class JamSelfTestError(_Coded, RuntimeError):
    """A primitive did not reproduce its standard's own answer and is shut for good.

    Not a JamError: whoever writes `except JamError` to mean "refused" must never catch it. The machine
    or this copy of jamlite is faulty, and no token, key or caller is.
    """

    default_message = "a primitive failed its self-test"
    default_code = "crypto.self_test"


class JamWeakKeyWarning(UserWarning):
    """A key works but is weaker than its standard asks (RFC 7518 section 3.2)."""
