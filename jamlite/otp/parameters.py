"""The values that all one-time passwords share, read generously and checked once.

A secret and a code come from people: blanks, dashes and letter case are spelling; what is left decides.
"""

from __future__ import annotations

import warnings

from ..encoding import base32
from ..exceptions.base import JamEncodingError, JamOTPError
from ..exceptions.crypto import JamWeakKeyWarning

DIGESTS = ("sha1", "sha256", "sha512")  # RFC 6238 section 1.2
STEAM_LENGTH = 5  # of a code of Steam Guard, in its own letters
LENGTHS = (6, 10)  # RFC 4226 section 5.3 asks for 6 digits at least; its 31 bits fill 10
MAX_COUNTER = (1 << 64) - 1  # RFC 4226 section 5.1: C has 8 bytes
MAX_INTERVAL = 1 << 31  # 68 years: only a bound, for the arithmetic of the step
MIN_SECRET = 16  # RFC 4226 section 4, R6: at least 128 bits
MAX_SECRET = 1024  # above one block, HMAC hashes it first (RFC 2104 section 2)
_MAX_TEXT = 4 * MAX_SECRET  # of a secret; nobody types more
_MAX_CODE = 64  # characters of a code with all that people put around it
# Dashes that word processors put for "-", and two marks without width that come with copied text.
_DASHES = dict.fromkeys(map(ord, "-\u2010\u2011\u2012\u2013\u2014\u2212\ufeff\u200b"))


def integer(value: object, what: str, low: int, high: int) -> int:
    """Return `value` if it is an int (not a bool) with low <= value <= high, or raise JamOTPError."""
    if not isinstance(value, int) or isinstance(value, bool):  # True would be step 1
        raise JamOTPError(f"{what} must be an int, got {type(value).__name__}")
    if not low <= value <= high:
        raise JamOTPError(f"{what} must be in {low} to {high}")
    return value


def read_counter(value: object) -> int:
    """Return a counter, 0 to 2^64-1, or raise JamOTPError."""
    if value is None:
        raise JamOTPError("HOTP needs a counter")
    return integer(value, "the counter", 0, MAX_COUNTER)


def read_digest(name: object) -> str:
    """Return a digest's name in lower case, or raise JamOTPError; otpauth URIs have it in capitals."""
    if not isinstance(name, str) or name.lower() not in DIGESTS:
        raise JamOTPError(f"the digest must be one of {', '.join(DIGESTS)}")
    return name.lower()


def read_secret(secret: object) -> bytes:
    """Return a secret's bytes: bytes as they are, str from Base32 as people copy it.

    Blanks, line breaks and dashes are skipped, either case is read, padding may be absent, and bits of
    the last character that fill no byte are dropped: authenticator apps do the same.

    Raises:
        JamOTPError: another type, another alphabet, a character too few, not 1 to 1024 bytes.
    """
    if isinstance(secret, str):
        data = _from_base32(secret)
    elif isinstance(secret, (bytes, bytearray, memoryview)):
        data = bytes(secret)
    else:
        raise JamOTPError(f"the secret must be bytes or Base32 text, got {type(secret).__name__}")
    if not 1 <= len(data) <= MAX_SECRET:
        raise JamOTPError(f"the secret must have 1 to {MAX_SECRET} bytes", error_code="otp.secret")
    if len(data) < MIN_SECRET:
        warnings.warn(
            "a one-time password secret should have 128 bits or more (RFC 4226 section 4, R6)",
            JamWeakKeyWarning,
            stacklevel=4,  # the line that calls TOTP(...)
        )
    return data


def utf8(text: str, what: str) -> bytes:
    """Return `text` in UTF-8, or raise JamOTPError: a lone surrogate has no such form."""
    if any("\ud800" <= mark <= "\udfff" for mark in text):  # str.encode would name the text in its own error
        raise JamOTPError(f"{what} contains a lone surrogate")
    return text.encode()


def plain_code(code: object) -> str:
    """Return a code without the blanks and dashes people put around and into it; "" for no str."""
    if not isinstance(code, str) or len(code) > _MAX_CODE:
        return ""
    return without_separators(code)


def without_separators(text: str) -> str:
    """Return `text` without white space of any kind, dashes and marks without width."""
    if text.isascii() and text.isalnum():
        return text
    return "".join(text.split()).translate(_DASHES)


def _from_base32(text: str) -> bytes:
    if len(text) > _MAX_TEXT:
        raise JamOTPError("the secret is too long", error_code="otp.secret")
    # Padding is no secret; people cut it off (RFC 4648 section 3.2).
    letters = without_separators(text).rstrip("=")
    # RFC 4648 section 3.4: easily confused with letters
    if "0" in letters or "1" in letters or "8" in letters:
        raise JamOTPError(
            "the secret has a 0, 1 or 8, which Base32 does not use: compare it with the original, "
            "it may be the letter O, I, L or B",
            error_code="otp.secret",
        )
    try:
        # Apps drop the spare bits; RFC 4648 section 3.5 lets a decoder choose.
        return base32.decode(letters, "the secret", spare_bits=True)
    except JamEncodingError as error:
        message = error.message
    # Outside of the handler: an exception must not lead to the text through its context.
    raise JamOTPError(message, error_code="otp.secret")
