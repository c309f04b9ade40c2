"""OAuth2 parameters as forms: the body of a POST, the query of an authorization URL (RFC 6749 appendix B)."""

from __future__ import annotations

import re
from urllib.parse import quote_plus

from ..encoding.checks import is_short_int
from ..exceptions.base import JamConfigurationError
from .requests import JSON, Request

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterable, Iterator, List, Mapping, Tuple, Union

    Resource = Union[str, List[str], Tuple[str, ...], None]  # RFC 8707: one or several

FORM = "application/x-www-form-urlencoded"

# Parameters whose values never stand in a message, should a provider send them back in its own.
SECRET_PARAMETERS = frozenset(
    (
        *("client_secret", "client_assertion", "code", "code_verifier", "refresh_token", "access_token"),
        *("token", "assertion", "subject_token", "actor_token", "device_code", "password", "id_token_hint"),
    )
)
_needs_no_quotes = re.compile(r"[A-Za-z0-9_.~-]*").fullmatch


def post(url: str, parameters: Mapping[str, object], headers: Mapping[str, str] | None = None) -> Request:
    """Return a POST request of a form (RFC 6749 appendix B).

    Args:
        url: the endpoint.
        parameters: str and int values; a list or tuple stands for a repeated parameter, and None or
            an empty text for none (RFC 6749 section 3.2).
        headers: further headers.
    """
    fields = list(pairs(parameters))
    secrets = tuple(value for name, value in fields if name in SECRET_PARAMETERS)
    body = encode(fields).encode("ascii")
    return Request("POST", url, {"Accept": JSON, "Content-Type": FORM, **(headers or {})}, body, secrets)


def authorization_url(endpoint: str, parameters: Mapping[str, object]) -> str:
    """Return the URL to which a user is sent (RFC 6749 section 4.1.1)."""
    return add_query(endpoint, pairs(parameters))


def add_query(url: str, fields: Iterable[tuple[str, str]]) -> str:
    """Return `url` with parameters added; its own query stays (RFC 6749 section 3.1)."""
    return f"{url}{'&' if '?' in url else '?'}{encode(fields)}"


def pairs(parameters: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield name and value of each parameter, repeated ones several times."""
    for name, value in parameters.items():
        if type(value) is str:
            if value:  # RFC 6749 section 3.1: without a value it counts as omitted
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
        # Not only https: RFC 8707 section 2 allows any absolute URI, api://... of Entra for example.
        if not isinstance(uri, str) or not uri.isascii() or "#" in uri or ":" not in uri.strip(":"):
            raise JamConfigurationError("a resource is an absolute URI without fragment")
    return found


def is_text(text: str) -> bool:
    """Tell whether UTF-8 can carry a text (it has no lone surrogate)."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def encode(fields: Iterable[tuple[str, str]]) -> str:
    """Return parameters as a form in UTF-8 (RFC 6749 appendix B)."""
    try:
        return "&".join([f"{_quoted(name)}={_quoted(value)}" for name, value in fields])
    except UnicodeEncodeError:  # it holds the parameter: it must not become the context of the error below
        pass
    raise JamConfigurationError("a parameter has a lone surrogate")


def _text(name: str, value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):  # before numbers: str(True) would be "True"
        return "true" if value else "false"
    if is_short_int(value):
        return str(value)
    raise JamConfigurationError(f"the parameter {name} must be text, got {type(value).__name__}")


def _quoted(text: str) -> str:
    """Return text quoted.

    Most names and values need no quoting; the pattern sees that in less than half of quote_plus's time.
    """
    return text if _needs_no_quotes(text) else quote_plus(text)  # a blank is "+": appendix B of RFC 6749
