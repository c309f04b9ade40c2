"""Errors of macaroons."""

from __future__ import annotations

from .base import JamValidationError


class JamMacaroonError(JamValidationError):
    """Something is wrong with a macaroon; the base of the classes below."""

    default_message = "the macaroon was refused"
    default_code = "macaroon.validation"


class JamMacaroonFormatError(JamMacaroonError, ValueError):
    """The text or the bytes are no macaroon, or one that goes over a limit."""

    default_message = "this is not an acceptable macaroon"
    default_code = "macaroon.serialization"


class JamMacaroonVerificationError(JamMacaroonError):
    """The macaroon was not made with this key, was changed, or one of its caveats is not met."""

    default_message = "the macaroon was not verified"
    default_code = "macaroon.verification"


class JamMacaroonCaveatError(JamMacaroonVerificationError):
    """A structured caveat has an unknown name or a value of another shape."""

    default_message = "a caveat of the macaroon is not understood"
    default_code = "macaroon.invalid_caveat"
