"""Starlette: authentication backends with Jam's names, and a middleware that answers with 401.

    Middleware(AuthenticationMiddleware, backend=JWTBackend(config, header_name="Authorization", bearer=True))

`request.user` and `request.auth` are Starlette's; `@requires("authenticated")` guards, and each permission
a credential grants is a scope in `request.auth` too. The backends serve Starlette's own
AuthenticationMiddleware as well, which answers a wrong credential with 400; give it
`on_error=on_error`. Ours also keeps responses out of shared caches. Starlette is imported when needed.

May import: the files of ext. Touches: nothing but what the facade's modules touch.
"""

from __future__ import annotations

from ..asgi import ASGIRequest
from ..authenticator import CredentialSource
from ..login import OAuth2Login, SessionCookie, SessionLogin, next_url
from .starlette_backends import (
    AuthenticationMiddleware,
    BaseUser,
    JamAuthBackend,
    JWTBackend,
    PASETOBackend,
    SessionBackend,
    SimpleUser,
    csrf,
    on_error,
    set_headers,
)

__all__ = [
    "ASGIRequest",
    "AuthenticationMiddleware",
    "BaseUser",
    "CredentialSource",
    "JWTBackend",
    "JamAuthBackend",
    "OAuth2Login",
    "PASETOBackend",
    "SessionBackend",
    "SessionCookie",
    "SessionLogin",
    "SimpleUser",
    "csrf",
    "next_url",
    "on_error",
    "set_headers",
]
