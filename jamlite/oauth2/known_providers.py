"""Providers whose endpoints are known, as data.

A client takes a row as its class attributes `PROVIDER` and `CLIENT_AUTH`.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Mapping

# name: (members of the provider's metadata (RFC 8414 section 2), how the client proves itself there)
KNOWN_PROVIDERS: dict[str, tuple[Mapping[str, str], str]] = {
    "github": (
        {
            "authorization_endpoint": "https://github.com/login/oauth/authorize",
            "token_endpoint": "https://github.com/login/oauth/access_token",
            "device_authorization_endpoint": "https://github.com/login/device/code",
            "userinfo_endpoint": "https://api.github.com/user",
        },
        "client_secret_post",
    ),
    "gitlab": (
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
    "google": (
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
    "yandex": (
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
