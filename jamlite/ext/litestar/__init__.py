"""Litestar: plugins with Jam's names, a plugin on a facade, and a guard.

    Litestar(plugins=[JWTPlugin(config, header_name="Authorization", bearer=True, user=SimpleUser)])

`request.user` is the user or None, `request.auth` the `Token`; the module is injected as `jwt`,
`session`, `paseto` or `oauth2`. Litestar is imported when a plugin is made.

May import: the files of ext. Touches: nothing but what the facade's modules touch.
"""

from __future__ import annotations

from ..asgi import ASGIRequest
from ..authenticator import CredentialSource
from ..login import OAuth2Login, SessionCookie, SessionLogin, next_url
from ..sent_token import Token
from .base_plugin import BasePlugin
from .litestar_plugins import (
    BaseUser,
    JamPlugin,
    JWTPlugin,
    OAuth2Plugin,
    PASETOPlugin,
    SessionPlugin,
    SimpleUser,
    csrf,
    permission_guard,
    set_headers,
)

__all__ = [
    "ASGIRequest",
    "BasePlugin",
    "BaseUser",
    "CredentialSource",
    "JWTPlugin",
    "JamPlugin",
    "OAuth2Login",
    "OAuth2Plugin",
    "PASETOPlugin",
    "SessionCookie",
    "SessionLogin",
    "SessionPlugin",
    "SimpleUser",
    "Token",
    "csrf",
    "next_url",
    "permission_guard",
    "set_headers",
]
