"""Errors of one-time passwords (RFC 4226, RFC 6238)."""

from __future__ import annotations

from .base import JamValidationError


class JamOTPError(JamValidationError):
    """A secret, counter, time, window or otpauth URI is not acceptable."""

    default_message = "the one-time password input was refused"
    default_code = "otp.invalid_input"
