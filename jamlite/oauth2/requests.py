"""Requests as plain records: what a transport has to send, made by pure functions."""

from __future__ import annotations

from ..encoding.checks import is_number_of
from ..exceptions.base import JamConfigurationError
from . import urls
from .bearer import scope_text as scope_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterator, List, Mapping, Tuple, Union

    Resource = Union[str, List[str], Tuple[str, ...], None]  # RFC 8707: one or several

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"

# Parameters whose values never stand in a message, should a provider send them back in its own.
SECRET_PARAMETERS = frozenset(
    (
        *("client_secret", "client_assertion", "code", "code_verifier", "refresh_token", "access_token"),
        *("token", "assertion", "subject_token", "actor_token", "device_code", "password", "id_token_hint"),
    )
)


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
    return Request("GET", url, headers, None, () if token is None else (token,))


def form(url: str, parameters: Mapping[str, object], headers: Mapping[str, str] | None = None) -> Request:
    """Return a POST request of a form (RFC 6749 appendix B).

    Args:
        url: the endpoint.
        parameters: str and int values; a list or tuple stands for a repeated parameter, and None or
            an empty text for none (RFC 6749 section 3.2).
        headers: further headers.
    """
    fields = list(pairs(parameters))
    secrets = tuple(value for name, value in fields if name in SECRET_PARAMETERS)
    body = urls.form(fields).encode("ascii")
    return Request("POST", url, {"Accept": JSON, "Content-Type": FORM, **(headers or {})}, body, secrets)


def authorization_url(endpoint: str, parameters: Mapping[str, object]) -> str:
    """Return the URL to which a user is sent (RFC 6749 section 4.1.1)."""
    return urls.add_query(endpoint, pairs(parameters))


def authorization(token: object, token_type: str = "Bearer") -> str:
    """Return the value of an Authorization header (RFC 6750 section 2.1, RFC 9449 section 7.1).

    Raises:
        JamConfigurationError: the token is not visible ASCII, so a line break could end the header.
    """
    if not isinstance(token, str) or not token or not token.isascii() or not token.isprintable():
        raise JamConfigurationError("an access token must be visible ASCII")
    if " " in token:
        raise JamConfigurationError("an access token must not hold a space")
    return f"{token_type} {token}"


def pairs(parameters: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield name and value of each parameter, repeated ones several times."""
    for name, value in parameters.items():
        if type(value) is str:
            if value:
                yield name, value
        elif isinstance(value, (list, tuple)):
            for item in value:
                yield name, _text(name, item)
        elif value is not None:
            yield name, _text(name, value)


def resources(resource: Resource) -> list[str] | None:
    """Return resource indicators as a list: absolute URIs without fragment (RFC 8707 section 2)."""
    if resource is None:
        return None
    found = list(resource) if isinstance(resource, (list, tuple)) else [resource]
    for uri in found:
        if not isinstance(uri, str) or not uri.isascii() or "#" in uri or ":" not in uri.strip(":"):
            raise JamConfigurationError("a resource is an absolute URI without fragment")
    return found


def _text(name: str, value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if is_number_of(value):
        return str(value)
    raise JamConfigurationError(f"the parameter {name} must be text, got {type(value).__name__}")
