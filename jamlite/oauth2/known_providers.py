"""Providers whose endpoints and habits are known, one row of data each.

    OAuth2Client.of("github", "client id", "secret", "https://me.example/back")
    OAuth2Client.of("keycloak", "client id", "secret", "https://me.example/back",
                    url="https://id.example", realm="shop")

In a configuration the name of a section is the provider's name, unless the section says `provider`.
"""

from __future__ import annotations

from ..exceptions.base import JamConfigurationError
from ..jose import JWK
from ..jose.key_like import as_key
from .client_auth import assertion
from .issuers import entra_tenant

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Mapping


_FORBIDDEN = frozenset(" \\?#@%{}")  # what could begin another part of a URL, and the braces of str.format


class Known:
    """One provider.

    Attributes:
        about: what a user should know of it.
        metadata: members of its metadata (RFC 8414 section 2); "{name}" stands for a parameter.
        client_auth: how the client proves itself there; None takes the best that is published.
        parameters: names that stand in the metadata, with their defaults; None must be given.
        options: further arguments of the client.
        login: parameters that belong into every authorization request.
    """

    __slots__ = ("about", "client_auth", "login", "metadata", "options", "parameters")

    def __init__(
        self,
        about: str,
        metadata: Mapping[str, str],
        client_auth: str | None = None,
        *,
        parameters: Mapping[str, str | None] | None = None,
        options: Mapping[str, object] | None = None,
        login: Mapping[str, str] | None = None,
    ) -> None:
        self.about = about
        self.metadata = metadata
        self.client_auth = client_auth
        self.parameters = parameters or {}
        self.options = options or {}
        self.login = login or {}


KNOWN_PROVIDERS: dict[str, Known] = {
    "apple": Known(
        "Apple; `team_id`, `key_id` and `key` (the .p8 file's text) make the client secret by themselves.",
        {
            "issuer": "https://appleid.apple.com",
            "authorization_endpoint": "https://appleid.apple.com/auth/authorize",
            "token_endpoint": "https://appleid.apple.com/auth/token",
            "revocation_endpoint": "https://appleid.apple.com/auth/revoke",
            "jwks_uri": "https://appleid.apple.com/auth/keys",
        },
        "client_secret_post",
        login={"response_mode": "form_post"},  # demanded beside the scopes name and email
    ),
    "auth0": Known(
        "Auth0; `domain`, for example shop.eu.auth0.com.",
        # Auth0 publishes the slash, and RFC 8414 section 3.3 compares exactly.
        {"issuer": "https://{domain}/"},
        parameters={"domain": None},
    ),
    "cognito": Known(
        "Amazon Cognito; `region` and `pool`, the id of the user pool.",
        {"issuer": "https://cognito-idp.{region}.amazonaws.com/{pool}"},
        parameters={"region": None, "pool": None},
    ),
    "discord": Known(
        "Discord: OAuth2 without OpenID Connect; `userinfo` answers with its user record.",
        {
            "authorization_endpoint": "https://discord.com/oauth2/authorize",
            "token_endpoint": "https://discord.com/api/oauth2/token",
            "revocation_endpoint": "https://discord.com/api/oauth2/token/revoke",
            "userinfo_endpoint": "https://discord.com/api/users/@me",
        },
        "client_secret_basic",
    ),
    "facebook": Known(
        "Facebook: OAuth2 without OpenID Connect; `userinfo` answers with id and name.",
        {
            "authorization_endpoint": "https://www.facebook.com/{version}/dialog/oauth",
            "token_endpoint": "https://graph.facebook.com/{version}/oauth/access_token",
            "userinfo_endpoint": "https://graph.facebook.com/{version}/me",
        },
        "client_secret_post",
        parameters={"version": "v21.0"},
    ),
    "github": Known(
        "GitHub: OAuth2 without OpenID Connect; `userinfo` answers with its user record.",
        {
            "authorization_endpoint": "https://github.com/login/oauth/authorize",
            "token_endpoint": "https://github.com/login/oauth/access_token",
            "device_authorization_endpoint": "https://github.com/login/device/code",
            "userinfo_endpoint": "https://api.github.com/user",
        },
        "client_secret_post",
    ),
    "gitlab": Known(
        'gitlab.com; for a GitLab of your own use `OAuth2Client(..., issuer="https://gitlab.example")`.',
        {
            "issuer": "https://gitlab.com",
            "authorization_endpoint": "https://gitlab.com/oauth/authorize",
            "token_endpoint": "https://gitlab.com/oauth/token",
            "device_authorization_endpoint": "https://gitlab.com/oauth/authorize_device",
            "userinfo_endpoint": "https://gitlab.com/oauth/userinfo",
            "revocation_endpoint": "https://gitlab.com/oauth/revoke",
            "introspection_endpoint": "https://gitlab.com/oauth/introspect",
            "jwks_uri": "https://gitlab.com/oauth/discovery/keys",
        },
        "client_secret_basic",
    ),
    "google": Known(
        'Google; pass access_type="offline" to `begin` for a refresh token.',
        {
            "issuer": "https://accounts.google.com",
            "authorization_endpoint": "https://accounts.google.com/o/oauth2/v2/auth",
            "token_endpoint": "https://oauth2.googleapis.com/token",
            "device_authorization_endpoint": "https://oauth2.googleapis.com/device/code",
            "userinfo_endpoint": "https://openidconnect.googleapis.com/v1/userinfo",
            "revocation_endpoint": "https://oauth2.googleapis.com/revoke",
            "jwks_uri": "https://www.googleapis.com/oauth2/v3/certs",
        },
        "client_secret_basic",
    ),
    "keycloak": Known(
        "Keycloak; `url`, for example https://id.example, and `realm`.",
        {"issuer": "{url}/realms/{realm}"},
        parameters={"url": None, "realm": None},
    ),
    "linkedin": Known(
        "LinkedIn; it takes no PKCE with a client secret, and leaves the nonce out.",
        {
            "issuer": "https://www.linkedin.com/oauth",
            "authorization_endpoint": "https://www.linkedin.com/oauth/v2/authorization",
            "token_endpoint": "https://www.linkedin.com/oauth/v2/accessToken",
            "userinfo_endpoint": "https://api.linkedin.com/v2/userinfo",
            "jwks_uri": "https://www.linkedin.com/oauth/openid/jwks",
        },
        "client_secret_post",
        options={"pkce": False, "nonce": False},
    ),
    "microsoft": Known(
        'Microsoft Entra; `tenant`, an id, or "common", "organizations", "consumers" for several.',
        {
            "issuer": "https://login.microsoftonline.com/{tenant}/v2.0",
            "authorization_endpoint": "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/authorize",
            "token_endpoint": "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token",
            "device_authorization_endpoint": "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/devicecode",
            "end_session_endpoint": "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/logout",
            "userinfo_endpoint": "https://graph.microsoft.com/oidc/userinfo",
            "jwks_uri": "https://login.microsoftonline.com/{tenant}/discovery/v2.0/keys",
        },
        "client_secret_post",
        parameters={"tenant": "common"},
    ),
    "okta": Known(
        "Okta; `domain`, for example shop.okta.com, and `server`, the id of the authorization server, or "
        'server="" for the one of the organization.',
        {"issuer": "https://{domain}/oauth2/{server}"},
        parameters={"domain": None, "server": "default"},
    ),
    "slack": Known(
        "Sign in with Slack, by OpenID Connect.",
        {
            "issuer": "https://slack.com",
            "authorization_endpoint": "https://slack.com/openid/connect/authorize",
            "token_endpoint": "https://slack.com/api/openid.connect.token",
            "userinfo_endpoint": "https://slack.com/api/openid.connect.userInfo",
            "jwks_uri": "https://slack.com/openid/connect/keys",
        },
        "client_secret_post",
    ),
    "twitch": Known(
        "Twitch.",
        {
            "issuer": "https://id.twitch.tv/oauth2",
            "authorization_endpoint": "https://id.twitch.tv/oauth2/authorize",
            "token_endpoint": "https://id.twitch.tv/oauth2/token",
            "device_authorization_endpoint": "https://id.twitch.tv/oauth2/device",
            "userinfo_endpoint": "https://id.twitch.tv/oauth2/userinfo",
            "revocation_endpoint": "https://id.twitch.tv/oauth2/revoke",
            "jwks_uri": "https://id.twitch.tv/oauth2/keys",
        },
        "client_secret_post",
    ),
    "yandex": Known(
        "Yandex ID: OAuth2 without OpenID Connect; `userinfo` answers with its user record.",
        {
            "authorization_endpoint": "https://oauth.yandex.ru/authorize",
            "token_endpoint": "https://oauth.yandex.ru/token",
            "device_authorization_endpoint": "https://oauth.yandex.ru/device/code",
            "userinfo_endpoint": "https://login.yandex.ru/info?format=json",
            "revocation_endpoint": "https://oauth.yandex.ru/revoke_token",
        },
        "client_secret_post",
    ),
}


def arguments(name: str, client_id: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of a client at a known provider.

    Args:
        name: of the row.
        client_id: the client's.
        options: the caller's arguments, and the parameters of the row. Whoever gives the issuer or the
            endpoints himself needs no parameters.

    Raises:
        JamConfigurationError: no such provider, or a parameter is missing or not usable.
    """
    row = KNOWN_PROVIDERS.get(name) if isinstance(name, str) else None
    if row is None:
        raise JamConfigurationError(f"provider must be one of {', '.join(KNOWN_PROVIDERS)}")
    given = dict(options)
    values = {key: given.pop(key, default) for key, default in row.parameters.items()}
    missing = [key for key, value in values.items() if value is None]
    if missing and not any(given.get(key) for key in ("issuer", "auth_url", "metadata")):
        raise JamConfigurationError(f"the provider {name} needs {' and '.join(missing)}")
    metadata = {}
    if not missing:
        if name == "keycloak" and isinstance(values["url"], str) and not values["url"].endswith("//"):
            values["url"] = values["url"].removesuffix("/")
        for key, value in values.items():
            if not (name == "okta" and key == "server" and value == ""):
                _check(key, value)
        if name == "microsoft":
            values["tenant"] = entra_tenant(values["tenant"])
        metadata = {key: text.format(**values) for key, text in row.metadata.items()}
        if name == "okta":
            metadata["issuer"] = metadata["issuer"].removesuffix("/oauth2/")  # of the organization
    # An issuer in the metadata would mean that they are whole, and nothing would be fetched.
    if "token_endpoint" not in metadata and metadata:  # the rest is discovered
        given.setdefault("issuer", metadata.pop("issuer"))
    if name == "apple":
        _make_apple_secret(client_id, given)
    usual: dict[str, Any] = {"client_auth": row.client_auth, "login": row.login, **row.options}
    own = given.get("metadata") or {}
    if not hasattr(own, "keys"):
        raise JamConfigurationError("metadata must be a table of names and values")
    return {**usual, **given, "metadata": {**metadata, **own}}


def _make_apple_secret(client_id: str, given: dict[str, Any]) -> None:
    """Replace team_id, key_id and key by a client secret that is signed anew for each request.

    Apple, "Creating a client secret": ES256, kid, iss the team, sub the client, at most six months.
    """
    team_id, key_id, key = (given.pop(name, None) for name in ("team_id", "key_id", "key"))
    if given.get("client_secret"):
        return
    if not all(isinstance(text, str) and text for text in (team_id, key_id)) or key is None:
        raise JamConfigurationError("the provider apple needs team_id, key_id and key, or a client_secret")
    found = as_key(key)
    if found.kty != "EC" or not found.is_private:
        raise JamConfigurationError("Apple's key is the private EC key of a .p8 file")
    signer = JWK({**found.to_dict(private=True), "kid": key_id, "alg": "ES256"})

    def secret(now: float) -> str:
        # Made for each request: one that is made for six months is a password in a process's memory.
        return assertion(signer, str(team_id), client_id, "https://appleid.apple.com", now, lifetime=300)

    given["client_secret"] = secret


def _check(name: str, value: object) -> None:
    """Refuse what would make another address of the provider's."""
    text = value if isinstance(value, str) else ""
    if name == "url":
        text = text.removeprefix("https://").removeprefix("http://")
    if not text or not text.isascii() or not text.isprintable() or _FORBIDDEN.intersection(text):
        raise JamConfigurationError(f"{name} is not a name that can stand in the provider's address")
    if name != "url" and "/" in text:
        hint = ": it is the host name alone, such as shop.example, without https:" if name == "domain" else ""
        raise JamConfigurationError(f"{name} must not hold a /{hint}")
