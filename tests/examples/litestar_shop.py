"""A shop with Litestar: login with password and one-time code, sessions, an API with JWTs, OAuth2 login."""

from typing import Any

import uvicorn
from litestar import Litestar, Request, Response, get, post

from jamlite.exceptions import JamOAuth2Error, JamRefreshTokenInvalid
from jamlite.ext.litestar import (
    ASGIRequest,
    CredentialSource,
    JamPlugin,
    OAuth2Login,
    SessionLogin,
    permission_guard,
)

from .accounts import COOKIE, Accounts, address, arguments, make_jam

# Functions with sync_to_thread run in threads: checking a password takes its time.


def make_app(url: str, issuer: str) -> Litestar:
    jam = make_jam(url, issuer)
    accounts, login, provider = Accounts(jam), SessionLogin(jam), OAuth2Login(jam, "provider")
    wrong: Response[Any] = Response({"error": "wrong name, password or code"}, status_code=401)

    @post("/login", status_code=200, sync_to_thread=True)
    def enter(request: Request, data: dict[str, str]) -> Response[Any]:
        name = accounts.check(data)
        if name is None:
            return wrong
        headers = login.begin(ASGIRequest(request.scope), name, {"sub": name})
        return Response({"sub": name}, headers=headers)

    @post("/logout", status_code=200, sync_to_thread=True, guards=[permission_guard(jam)])
    def leave(request: Request) -> Response[Any]:
        return Response({}, headers=login.end(ASGIRequest(request.scope)))

    @get("/me", guards=[permission_guard(jam)])
    async def me(request: Request) -> dict[str, Any]:
        return {"sub": request.user.id}

    @post("/token", status_code=200, sync_to_thread=True)
    def token(data: dict[str, str]) -> Response[Any]:
        name = accounts.check(data)
        return wrong if name is None else Response(accounts.tokens(name))

    @post("/refresh", status_code=200, sync_to_thread=True)
    def refresh(data: dict[str, str]) -> Response[Any]:
        try:
            return Response(accounts.renewed(data.get("refresh_token")))
        except JamRefreshTokenInvalid:
            return Response({"error": "log in again"}, status_code=401)

    @get("/orders", guards=[permission_guard(jam, "orders:read")])
    async def orders(request: Request) -> dict[str, Any]:
        return {"sub": request.user.id, "orders": [1, 2]}

    @get("/oauth2/login", sync_to_thread=True)
    def to_provider() -> Response[Any]:
        location, headers = provider.begin(["openid"])
        return Response(None, status_code=302, headers={"Location": location, **headers})

    @get("/oauth2/callback", sync_to_thread=True)
    def from_provider(request: Request) -> Response[Any]:
        here = ASGIRequest(request.scope)
        try:
            name = provider.finish(here).claims["sub"]
        except JamOAuth2Error:
            return Response({"error": "the login failed"}, status_code=403)
        headers = {"Location": "/me", **login.begin(here, name, {"sub": name})}
        return Response(None, status_code=302, headers=headers)

    # One plugin for both kinds of credential: a token is told from a session id by its shape.
    plugin = JamPlugin(jam, via=None, sources=[CredentialSource.bearer(), *COOKIE])
    handlers = [enter, leave, me, token, refresh, orders, to_provider, from_provider]
    return Litestar(handlers, plugins=[plugin])


if __name__ == "__main__":
    port, issuer = arguments()
    uvicorn.run(make_app(address(port), issuer), port=port, log_level="critical")
