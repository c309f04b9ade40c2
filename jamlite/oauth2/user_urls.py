"""The URLs to which a client sends a user, to log in and to log out, and the provider's word of a logout."""

from __future__ import annotations

from ..exceptions.base import JamConfigurationError
from . import forms, grants, logout
from .bearer import scope_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..encoding.json_types import JsonObject, Scope
    from ..jose import JWK, JWKSet
    from .registration import Registration
    from .steps import Steps


class AuthorizationURL(str):
    """A URL that also knows the `state` that was put into it."""

    state: str


def authorization_url(registration: Registration, scope: Scope, extra: JsonObject) -> Steps[AuthorizationURL]:
    """Return the URL of a login that the application leads by itself."""
    endpoint = yield from registration.endpoint("authorization_endpoint")
    parameters = {
        "client_id": registration.credentials.client_id,
        "redirect_uri": registration.redirect_uri,
        "response_type": "code",
        "scope": scope_text(scope),
        "state": extra.get("state") or grants.fresh(),  # an empty state would protect nothing
        **with_resources(extra),
    }
    url = AuthorizationURL(forms.authorization_url(endpoint, parameters))
    url.state = parameters["state"]
    return url


def with_resources(extra: JsonObject) -> JsonObject:
    """Check the resource indicators among further parameters (RFC 8707)."""
    return {**extra, "resource": forms.resources(extra["resource"])} if "resource" in extra else extra


def logout_url(registration: Registration, options: JsonObject) -> Steps[str]:
    """Return the URL that ends a session at the provider."""
    endpoint = yield from registration.endpoint("end_session_endpoint")
    return logout.logout_url(endpoint, **{"client_id": registration.credentials.client_id, **options})


def check_logout_token(registration: Registration, token: str) -> Steps[JsonObject]:
    """Return the claims of a logout token for this client."""
    issuer = registration.accepted
    if issuer is None:
        raise JamConfigurationError("a logout token can be validated when the issuer is configured")

    def judge(keys: JWK | JWKSet) -> JsonObject:
        return logout.validate(
            token,
            keys,
            issuer=issuer.of,
            client_id=registration.credentials.client_id,
            algorithms=registration.algorithms(),
            leeway=registration.leeway,
            now=registration.now(),
        )

    return (yield from registration.validate(token, judge))
