"""OAuth2 and OpenID Connect: the client, and the resource server that validates its access tokens.

    client = OAuth2Client("id", "secret", issuer="https://login.example", redirect_url="https://me.example/")
    url, saved = client.begin(["openid", "email"])    # keep `saved` in the user's session, send the user on
    tokens = client.finish(callback_url, saved)       # tokens.claims says who it is

How it is built. `requests`, `forms`, `responses` and `token_answers` make and read plain records; `callback`,
`id_token`, `logout`, `dpop`, `pkce`, `client_auth`, `discovery` and `device` judge them; all are functions
without I/O. `registration`, `grants` and `jwks_client` join them to conversations: generators that yield a
`Request` (or a `Wait`) and are sent the `Response`. `steps.run(conversation, send, sleep)` leads one with a
blocking transport, `steps.run_async` with one that is awaited. So a transport `send(request) -> response`
is the only edge that waits: an asynchronous client is an `OAuth2Client` whose `_run` returns
`run_async(steps, send, asyncio.sleep)`, where `send` may be `partial(asyncio.to_thread, client._send)`.

May import: encoding, crypto, jose. Touches: the network, in `transport` alone,
which is loaded with urllib when the first request is made; the clock, to wait.
"""

from __future__ import annotations

from ..optional import alias

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .bearer import bearer_token, challenge
    from .callback import Saved
    from .client import OAuth2Client
    from .device import Device
    from .dpop import DPoP
    from .dpop_nonces import DPoPNonces
    from .jwks_client import JWKSClient
    from .registrar import ClientRegistrar, client_id_document
    from .remote_jwks import RemoteJWKSet
    from .requests import Request
    from .resource_server import ResourceServer
    from .responses import Response
    from .token_answers import Tokens
    from .transport import Transport

__all__ = [
    "ClientRegistrar",
    "DPoP",
    "DPoPNonces",
    "Device",
    "JWKSClient",
    "OAuth2Client",
    "RemoteJWKSet",
    "Request",
    "ResourceServer",
    "Response",
    "Saved",
    "Tokens",
    "Transport",
    "bearer_token",
    "challenge",
    "client_id_document",
]

_alias = alias(__name__)


def __getattr__(name: str) -> object:
    value: object
    if name == "DPoP":
        from .dpop import DPoP as value
    elif name == "Device":
        from .device import Device as value
    elif name == "JWKSClient":
        from .jwks_client import JWKSClient as value
    elif name == "OAuth2Client":
        from .client import OAuth2Client as value
    elif name == "RemoteJWKSet":
        from .remote_jwks import RemoteJWKSet as value
    elif name == "Request":
        from .requests import Request as value
    elif name == "ResourceServer":
        from .resource_server import ResourceServer as value
    elif name == "Response":
        from .responses import Response as value
    elif name == "Saved":
        from .callback import Saved as value
    elif name == "Tokens":
        from .token_answers import Tokens as value
    elif name == "Transport":
        from .transport import Transport as value
    elif name == "bearer_token":
        from .bearer import bearer_token as value
    elif name == "challenge":
        from .bearer import challenge as value
    elif name == "ClientRegistrar":
        from .registrar import ClientRegistrar as value
    elif name == "DPoPNonces":
        from .dpop_nonces import DPoPNonces as value
    elif name == "client_id_document":
        from .registrar import client_id_document as value
    else:
        return _alias(name)  # Jam's names of this package
    globals()[name] = value
    return value
