"""Credentials of HTTP Basic authentication (RFC 7617)."""

from __future__ import annotations

import binascii

from ..exceptions.base import JamTypeError, JamValidationError
from . import base64url

_LONGEST = 1 << 16  # characters; a header is far shorter
_TO_URL = str.maketrans("+/-_", "-_~~")  # standard base64 only: the URL letters are refused


def basic_auth_encode(login: str, password: str) -> str:
    """Return base64 of `login:password` in UTF-8, to follow "Basic " in a header.

    Raises:
        JamTypeError: not two strings.
        JamValidationError: a colon in the login (RFC 7617 section 2), or text without a UTF-8 form.
    """
    if not isinstance(login, str) or not isinstance(password, str):
        raise JamTypeError("login and password must be str")
    if ":" in login:
        raise JamValidationError("the login must not contain a colon")
    try:
        data: bytes | None = f"{login}:{password}".encode()
    except UnicodeEncodeError:  # holds the password: it must not become the context of the error below
        data = None
    if data is None:
        raise JamValidationError("login and password must be text that UTF-8 can express")
    return binascii.b2a_base64(data, newline=False).decode("ascii")


def basic_auth_decode(data: str) -> tuple[str, str]:
    """Return (login, password), parted at the first colon.

    Args:
        data: base64, with or without "Basic " before it.

    Raises:
        JamTypeError: not a string.
        JamValidationError: not base64 of UTF-8 text with a colon in it.
    """
    if not isinstance(data, str):
        raise JamTypeError(f"the credentials must be str, got {type(data).__name__}")
    if data[:6].lower() == "basic ":
        data = data[6:].strip(" ")
    body = data[:-1] if data.endswith("=") else data
    body = body[:-1] if body.endswith("=") else body
    if len(data) > _LONGEST or (body != data and len(data) % 4):
        raise JamValidationError("the credentials are not valid base64")
    try:
        text: str | None = base64url.decode(body.translate(_TO_URL), "the credentials").decode()
    except UnicodeDecodeError:  # as above
        text = None
    if text is None:
        raise JamValidationError("the credentials are not UTF-8")
    login, colon, password = text.partition(":")
    if not colon:
        raise JamValidationError("the credentials have no colon between login and password")
    return login, password
