"""Requests as plain records: what a transport has to send, made by pure functions."""

from __future__ import annotations

from ..exceptions.base import JamConfigurationError
from . import urls

JSON = "application/json"
TIMEOUT = 10.0  # seconds for a whole exchange
MAX_BYTES = 1 << 20  # of an answer; a key set of a hundred RSA keys has 50 KB


class Request:
    """One HTTP request: `method`, `url`, `headers` (dict) and `body` (bytes or None).

    `secrets` are values that may not appear in any message about the answer.
    """

    __slots__ = ("body", "headers", "method", "secrets", "url")

    def __init__(
        self,
        method: str,
        url: str,
        headers: dict[str, str],
        body: bytes | None = None,
        secrets: tuple[str, ...] = (),
    ) -> None:
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.secrets = secrets

    def __repr__(self) -> str:
        return f"<Request {self.method} {urls.without_query(self.url)}>"


def get(url: str, *, accept: str = JSON, token: str | None = None, token_type: str = "Bearer") -> Request:
    """Return a GET request, with an access token in its header if one is given.

    Raises:
        JamConfigurationError: the token cannot stand in a header.
    """
    headers = {"Accept": accept}
    if token is not None:
        headers["Authorization"] = authorization(token, token_type)
    # The token is a secret of the answer's messages.
    return Request("GET", url, headers, None, () if token is None else (token,))


def authorization(token: object, token_type: str = "Bearer") -> str:
    """Return the value of an Authorization header (RFC 6750 section 2.1, RFC 9449 section 7.1).

    Raises:
        JamConfigurationError: the token is not visible ASCII, so a line break could end the header.
    """
    if not isinstance(token, str) or not token or not token.isascii() or not token.isprintable():
        raise JamConfigurationError("an access token must be visible ASCII")
    if " " in token:  # b64token (RFC 6750 section 2.1) has none; the rest would be another word
        raise JamConfigurationError("an access token must not hold a space")
    return f"{token_type} {token}"
