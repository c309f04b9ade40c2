"""Jam's middlewares for Litestar, for applications that set them up without a plugin.

    class Tokens(JWTMiddleware):
        AUTH_MODULE, HEADER_NAME, BEARER, USER = jam.jwt, "Authorization", True, SimpleUser

    Litestar(..., middleware=[Tokens])

A wrong credential is answered with 401; without one, the user is None. Litestar is imported on a request.
"""

from __future__ import annotations

from ...driver import settle
from ...exceptions.base import JamError
from ...exceptions.plugins import JamLitestarPluginConfigError, JamLitestarPluginError
from ..configured import foreign, sources_for
from ..csrf import cross_site
from ..http_request import ASGIRequest
from ..refusals import Refusal
from ..sent_token import Token
from .litestar_plugins import BaseUser, exception

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...encoding.json_types import Claims
    from ..http_types import ASGIApplication as Application
    from ..http_types import Receive, Scope, Send
    from .litestar_plugins import _Connection


class BaseMiddleware:
    """Reads a credential and makes the user of its claims; subclasses set the attributes.

    `AUTH_MODULE` reads the credential. `HEADER_NAME` or `COOKIE_NAME` says where it stands, the header is
    looked at first. With `BEARER` the header is `Bearer <token>`. `USER` is a `BaseUser` class.
    """

    AUTH_MODULE: Any = None
    HEADER_NAME: str | None = None
    COOKIE_NAME: str | None = None
    BEARER: bool = False
    USER: type[BaseUser]

    def __init__(self, app: Application, **options: object) -> None:
        self.app = app
        error = JamLitestarPluginConfigError
        self._sources = sources_for(self.HEADER_NAME, self.COOKIE_NAME, self.BEARER, error)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            connection = foreign("litestar.connection", JamLitestarPluginConfigError).ASGIConnection(scope)
            result = await self.authenticate_request(connection)
            # Where Litestar's request.user and request.auth look.
            scope["user"], scope["auth"] = result.user, result.auth
        await self.app(scope, receive, send)

    async def authenticate_request(self, connection: _Connection) -> Any:
        """Return Litestar's AuthenticationResult for a connection.

        Raises:
            litestar.exceptions.NotAuthorizedException: the credential was refused.
        """
        results = foreign("litestar.middleware", JamLitestarPluginConfigError)
        token = self._get_auth_token(connection)
        user = None
        if token == "":
            raise exception(Refusal(401, "Bearer"))
        if token is not None:
            try:
                claims = await self._claims(token)
            except JamError as error:
                raise exception(Refusal(401, "Bearer")) from error
            user = None if claims is None else self.USER.from_payload(claims)
        return results.AuthenticationResult(user=user, auth=Token(token))

    def _get_auth_token(self, connection: _Connection) -> str | None:
        """Return the credential of a request, "" for one that cannot be read, None for none."""
        request = ASGIRequest(connection.scope)
        for source in self._sources:
            found = source.find(request)
            if found is not None:
                # A browser sends cookies by itself, also for a page of another site.
                return "" if source.kind == "cookie" and cross_site(request) else found
        return None

    async def _claims(self, token: str) -> Claims | None:
        """Return the claims of an acceptable credential, or None if the module found nothing behind it."""
        raise NotImplementedError


class JWTMiddleware(BaseMiddleware):
    """JWTs; with `LIST` the token list of the module is consulted."""

    LIST: bool = False

    async def _claims(self, token: str) -> Claims | None:
        tokens = getattr(self.AUTH_MODULE, "list", None)
        if self.LIST and tokens is not None:
            listed = await settle(tokens.check(token))
            # Refused: in a black list, or not in a white one.
            if bool(listed) is (tokens.__list_type__ == "black"):
                raise JamLitestarPluginError("the token list refuses the token")
        decoded = self.AUTH_MODULE.decode(token)
        # Jam's module gives {"header", "payload"}, one of your own the claims.
        claims: Claims = decoded.get("payload", decoded)
        return claims


class SessionMiddleware(BaseMiddleware):
    """Sessions; the module may be synchronous or asynchronous."""

    async def _claims(self, token: str) -> Claims | None:
        data: Claims | None = await settle(self.AUTH_MODULE.get(token))
        return data or None  # Jam: a session without data is nobody


class PASETOMiddleware(BaseMiddleware):
    """PASETOs."""

    async def _claims(self, token: str) -> Claims | None:
        decoded = self.AUTH_MODULE.decode(token)
        payload: Claims | None = decoded[0] if isinstance(decoded, tuple) else decoded  # (payload, footer)
        return payload
