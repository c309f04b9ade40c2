"""What a provider says about itself (RFC 8414, OpenID Connect Discovery 1.0)."""

from __future__ import annotations

from ..exceptions.base import JamConfigurationError
from ..exceptions.oauth2 import JamOAuth2Error, JamOAuth2ResponseError
from . import requests, urls
from .provider_errors import scrub
from .responses import parse_document
from .steps import ask

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, Mapping

    from ..encoding.json_types import JsonObject
    from .responses import Response
    from .steps import Steps
    from .urls import Http

ENDPOINTS = (
    "authorization_endpoint",
    "token_endpoint",
    "jwks_uri",
    "userinfo_endpoint",
    "revocation_endpoint",
    "introspection_endpoint",
    "device_authorization_endpoint",  # RFC 8628 section 4
    "pushed_authorization_request_endpoint",  # RFC 9126 section 5
    "registration_endpoint",  # RFC 7591 section 3
    "end_session_endpoint",  # OpenID Connect RP-Initiated Logout 1.0 section 2.1
)
_LISTS = (
    "token_endpoint_auth_methods_supported",
    "id_token_signing_alg_values_supported",
    "code_challenge_methods_supported",
    "dpop_signing_alg_values_supported",
)
_FLAGS = ("authorization_response_iss_parameter_supported", "require_pushed_authorization_requests")


def openid_url(issuer: str) -> str:
    """Return where an OpenID provider's metadata is (Discovery section 4.1): after the issuer."""
    return issuer.rstrip("/") + "/.well-known/openid-configuration"  # section 4.1: a terminating / is removed


def oauth_url(issuer: str) -> str:
    """Return where an authorization server's metadata is (RFC 8414 section 3.1): before the path."""
    parts = urls.split(issuer, "the issuer")
    # RFC 8414 section 3.1: a terminating / is removed from the path.
    return f"{parts.scheme}://{parts.netloc}/.well-known/oauth-authorization-server{parts.path.rstrip('/')}"


def discover(
    issuer: str, http: bool | Http = False, publishes: Callable[[object], bool] | None = None
) -> Steps[JsonObject]:
    """Fetch an issuer's metadata: as an OpenID provider, else as an OAuth2 server.

    `publishes` tells which issuer they may name; None means this one exactly.

    Raises:
        JamConfigurationError: not an issuer identifier.
        JamOAuth2Error: the metadata cannot be had, or is not that of this issuer.
    """
    urls.check_issuer(issuer, http)
    request = requests.get(openid_url(issuer))
    response = yield from ask(request)
    if response.status == 404:  # only then: another fault of the first address would be hidden by the second
        request = requests.get(oauth_url(issuer))
        response = yield from ask(request)
    return parse_metadata(response, request, issuer, http, publishes)


def parse_metadata(
    response: Response,
    request: requests.Request,
    issuer: str,
    http: bool | Http = False,
    publishes: Callable[[object], bool] | None = None,
) -> JsonObject:
    """Return the metadata of an answer.

    Raises:
        JamOAuth2ResponseError: its issuer is another one, or a member has the wrong type; details["member"]
            names it.
        JamOAuth2Error: as `responses.parse_document`.
    """
    return check_metadata(parse_document(response, request), issuer, http, publishes)


def check_metadata(
    metadata: JsonObject,
    issuer: str,
    http: bool | Http = False,
    publishes: Callable[[object], bool] | None = None,
) -> JsonObject:
    """Return `metadata` if it is that of `issuer` and its members have the right types.

    An endpoint that has http where https is demanded is refused by `endpoint`, when it is used.
    """
    found = metadata.get("issuer")
    if not (found == issuer if publishes is None else publishes(found)):
        # RFC 8414 section 3.3, Discovery section 4.3: exactly
        shown = scrub(found) if isinstance(found, str) else type(found).__name__
        slash = isinstance(found, str) and found.rstrip("/") == issuer.rstrip("/")
        hint = ", which differs by the slash at its end: configure it as it is published" if slash else ""
        raise _refuse("issuer", f"is {shown!r}, and {issuer!r} was asked for{hint}")
    for name in ENDPOINTS:
        url = metadata.get(name)
        if url is not None:
            # Type and form are judged now, the scheme later.
            aside = isinstance(url, str) and url.startswith("http://")
            endpoint({name: f"https{url[4:]}"} if aside else metadata, name, http)
    for name in _LISTS:
        items = [] if metadata.get(name) is None else metadata[name]  # servers in Go write null for none
        if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
            raise _refuse(name, "is not a list of strings")
    for name in _FLAGS:  # "false" as text would count as true
        if not isinstance(metadata.get(name), (bool, type(None))):
            raise _refuse(name, "is not true or false")
    return metadata


def endpoint(metadata: Mapping[str, object], name: str, http: bool | Http) -> str:
    """Return the URL of an endpoint that metadata publish, if requests may go there.

    Raises:
        JamConfigurationError: it is not published.
        JamOAuth2ResponseError: it is not such a URL; details["member"] is its name.
    """
    url = metadata.get(name)
    if url is None:
        raise JamConfigurationError(
            f"the OAuth2 provider has no {name} here; configure it: metadata={{'{name}': 'https://...'}}",
            details={"endpoint": name},
        )
    try:
        return urls.check(url, name, http)
    except JamConfigurationError as error:
        raise _refuse(name, f"is not a URL that may be used: {error.message}") from error


def _refuse(member: str, why: str) -> JamOAuth2Error:
    return JamOAuth2ResponseError(
        f"the metadata of the OAuth2 provider was refused: {member} {why}", details={"member": member}
    )
