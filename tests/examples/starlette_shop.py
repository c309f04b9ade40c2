"""A shop with Starlette: login with password and one-time code, sessions, an API with JWTs, OAuth2 login."""

from __future__ import annotations

import asyncio
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.authentication import requires
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from jamlite.exceptions import JamOAuth2Error, JamRefreshTokenInvalid
from jamlite.ext.starlette import (
    AuthenticationMiddleware,
    JamAuthBackend,
    OAuth2Login,
    SessionLogin,
)

from .accounts import COOKIE, Accounts, address, arguments, make_jam


def make_app(url: str, issuer: str) -> Starlette:
    jam = make_jam(url, issuer)
    accounts, login, provider = Accounts(jam), SessionLogin(jam), OAuth2Login(jam, "provider")

    async def enter(request: Request) -> Response:
        name = await asyncio.to_thread(accounts.check, await request.json())
        if name is None:
            return JSONResponse({"error": "wrong name, password or code"}, 401)
        return JSONResponse({"sub": name}, 200, login.begin(request, name, {"sub": name}))

    async def leave(request: Request) -> Response:
        return JSONResponse({}, 200, login.end(request))

    async def me(request: Request) -> Response:
        return JSONResponse({"sub": request.user.identity})

    async def token(request: Request) -> Response:
        name = await asyncio.to_thread(accounts.check, await request.json())
        if name is None:
            return JSONResponse({"error": "wrong name, password or code"}, 401)
        return JSONResponse(accounts.tokens(name))

    async def refresh(request: Request) -> Response:
        try:
            return JSONResponse(accounts.renewed((await request.json()).get("refresh_token")))
        except JamRefreshTokenInvalid:
            return JSONResponse({"error": "log in again"}, 401)

    @requires("orders:read")  # a permission of the token; 403 without
    async def orders(request: Request) -> Response:
        return JSONResponse({"sub": request.user.identity, "orders": [1, 2]})

    async def to_provider(request: Request) -> Response:
        location, headers = await asyncio.to_thread(provider.begin, ["openid"])
        return Response(status_code=302, headers={"Location": location, **headers})

    async def from_provider(request: Request) -> Response:
        await request.body()  # a provider may post its answer; finish() finds it in the request
        try:
            name = (await asyncio.to_thread(provider.finish, request)).claims["sub"]
        except JamOAuth2Error:
            return JSONResponse({"error": "the login failed"}, 403)
        headers = login.begin(request, name, {"sub": name})
        return Response(status_code=302, headers={"Location": "/me", **headers})

    def guarded(**options: Any) -> list[Middleware]:
        backend = JamAuthBackend(jam, **options)
        return [Middleware(AuthenticationMiddleware, backend=backend, required=True)]

    session, bearer = guarded(via="session", sources=COOKIE), guarded(via="jwt")
    return Starlette(
        routes=[
            Route("/login", enter, methods=["POST"]),
            Route("/logout", leave, methods=["POST"], middleware=session),
            Route("/me", me, middleware=session),
            Route("/token", token, methods=["POST"]),
            Route("/refresh", refresh, methods=["POST"]),
            Route("/orders", orders, middleware=bearer),
            Route("/oauth2/login", to_provider),
            Route("/oauth2/callback", from_provider, methods=["GET", "POST"]),
        ]
    )


if __name__ == "__main__":
    port, issuer = arguments()
    uvicorn.run(make_app(address(port), issuer), port=port, log_level="critical")
