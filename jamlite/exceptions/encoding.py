"""Errors of the text encodings."""

from __future__ import annotations

from .base import JamValidationError


class JamEncodingError(JamValidationError):
    """Text is not what its encoding demands: base64url, base32, JSON, CBOR, DER or PEM."""

    default_message = "the text is not validly encoded"
    default_code = "encoding.invalid"
