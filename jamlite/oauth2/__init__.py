"""OAuth2 and OpenID Connect: the client, and the resource server that validates its access tokens.

    client = OAuth2Client("id", "secret", issuer="https://login.example", redirect_url="https://me.example/")
    url, saved = client.begin(["openid", "email"])    # keep `saved` in the user's session, send the user on
    tokens = client.finish(callback_url, saved)       # tokens.claims says who it is

How it is built. `requests` and `responses` make and read plain records; `callback`, `id_token`,
`logout`, `dpop`, `pkce`, `client_auth`, `discovery` and `device` judge them; all of these are functions
without I/O. `registration`, `grants` and `jwks_client` join them to conversations: generators that yield a
`Request` (or a `Wait`) and are sent the `Response`. `steps.run(conversation, send, sleep)` leads one with a
blocking transport, `steps.run_async` with one that is awaited. So a transport `send(request) -> response`
is the only edge that waits: an asynchronous client is an `OAuth2Client` whose `_run` returns
`run_async(steps, send, asyncio.sleep)`, where `send` may be `partial(asyncio.to_thread, client._send)`.

May import: exceptions, encoding, crypto, keys, jose, clock. Touches: the network, in `transport` alone,
which is loaded with urllib when the first request is made; the clock, to wait.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .base import BaseOAuth2Client
    from .callback import Saved
    from .client import OAuth2Client
    from .device import Device
    from .dpop import DPoP
    from .jwks_client import JWKSClient
    from .providers import (
        BUILTIN_PROVIDERS,
        GitHubOAuth2Client,
        GitLabOAuth2Client,
        GoogleOAuth2Client,
        YandexOAuth2Client,
        build_clients,
        create_instance,
    )
    from .requests import Request
    from .resource_server import ResourceServer, bearer_token, challenge
    from .responses import Response, Tokens
    from .transport import Transport

_WHERE = {
    "BUILTIN_PROVIDERS": "providers",
    "BaseOAuth2Client": "base",
    "DPoP": "dpop",
    "Device": "device",
    "GitHubOAuth2Client": "providers",
    "GitLabOAuth2Client": "providers",
    "GoogleOAuth2Client": "providers",
    "JWKSClient": "jwks_client",
    "OAuth2Client": "client",
    "Request": "requests",
    "ResourceServer": "resource_server",
    "Response": "responses",
    "Saved": "callback",
    "Tokens": "responses",
    "Transport": "transport",
    "YandexOAuth2Client": "providers",
    "bearer_token": "resource_server",
    "build_clients": "providers",
    "challenge": "resource_server",
    "create_instance": "providers",
}

__all__ = [
    "BUILTIN_PROVIDERS",
    "BaseOAuth2Client",
    "DPoP",
    "Device",
    "GitHubOAuth2Client",
    "GitLabOAuth2Client",
    "GoogleOAuth2Client",
    "JWKSClient",
    "OAuth2Client",
    "Request",
    "ResourceServer",
    "Response",
    "Saved",
    "Tokens",
    "Transport",
    "YandexOAuth2Client",
    "bearer_token",
    "build_clients",
    "challenge",
    "create_instance",
]


def __getattr__(name: str) -> object:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(f".{_WHERE[name]}", __name__), name)
    globals()[name] = value
    return value
