"""Flask: `JamAuth` with its decorators, and Jam's extensions.

    auth = JamAuth(app, jam=jam, via="jwt")

    @app.get("/orders")
    @auth.permission_required("orders:read")
    def orders(): ...

`flask.g.principal` is who it is, or None. `JWTExtension`, `SessionExtension`, `PASETOExtension` and
`OAuth2Extension` are Jam's, made of a configuration: they put the module into `g.jwt`, `g.sessions` or
`g.paseto`, the claims into `g.payload`, None for a credential that was refused, and have the decorators too.
Flask is imported when a class is made.

May import: the files of ext. Touches: nothing but what the facade's modules touch.
"""

from __future__ import annotations

from ..authenticator import CredentialSource
from ..http_request import WSGIRequest
from ..login import OAuth2Login, SessionCookie, SessionLogin, next_url
from ..sent_token import Token
from .flask_auth import (
    JamAuth,
    JWTExtension,
    OAuth2Extension,
    PASETOExtension,
    SessionExtension,
    csrf,
    set_headers,
)

__all__ = [
    "CredentialSource",
    "JWTExtension",
    "JamAuth",
    "OAuth2Extension",
    "OAuth2Login",
    "PASETOExtension",
    "SessionCookie",
    "SessionExtension",
    "SessionLogin",
    "Token",
    "WSGIRequest",
    "csrf",
    "next_url",
    "set_headers",
]
