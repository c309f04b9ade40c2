"""A shop with FastAPI: login with password and one-time code, sessions, an API with JWTs, OAuth2 login."""

from __future__ import annotations

from typing import Any

import uvicorn
from fastapi import Body, Depends, FastAPI, HTTPException, Request, Response

from jamlite.exceptions import JamOAuth2Error, JamRefreshTokenInvalid
from jamlite.ext.fastapi import ASGIRequest, JamAuth, OAuth2Login, SessionLogin

from .accounts import COOKIE, Accounts, address, arguments, make_jam


def make_app(url: str, issuer: str) -> FastAPI:
    app = FastAPI()
    jam = make_jam(url, issuer)
    accounts, login, provider = Accounts(jam), SessionLogin(jam), OAuth2Login(jam, "provider")
    user = Depends(JamAuth(jam, via="session", sources=COOKIE))
    reader = Depends(JamAuth(jam, via="jwt").require("orders:read"))
    form = Body()

    # Functions that are not `async` run in threads: checking a password takes its time.

    @app.post("/login")
    def enter(request: Request, response: Response, fields: dict[str, str] = form) -> Any:
        name = accounts.check(fields)
        if name is None:
            raise HTTPException(401, "wrong name, password or code")
        response.headers.update(login.begin(ASGIRequest(request.scope), name, {"sub": name}))
        return {"sub": name}

    @app.post("/logout", dependencies=[user])
    def leave(request: Request, response: Response) -> Any:
        response.headers.update(login.end(ASGIRequest(request.scope)))
        return {}

    @app.get("/me")
    def me(principal: Any = user) -> Any:
        return {"sub": principal.id}

    @app.post("/token")
    def token(fields: dict[str, str] = form) -> Any:
        name = accounts.check(fields)
        if name is None:
            raise HTTPException(401, "wrong name, password or code")
        return accounts.tokens(name)

    @app.post("/refresh")
    def refresh(fields: dict[str, str] = form) -> Any:
        try:
            return accounts.renewed(fields.get("refresh_token"))
        except JamRefreshTokenInvalid:
            raise HTTPException(401, "log in again") from None

    @app.get("/orders")
    def orders(principal: Any = reader) -> Any:
        return {"sub": principal.id, "orders": [1, 2]}

    @app.get("/oauth2/login")
    def to_provider() -> Any:
        location, headers = provider.begin(["openid"])
        return Response(status_code=302, headers={"Location": location, **headers})

    @app.get("/oauth2/callback")
    def from_provider(request: Request) -> Any:
        here = ASGIRequest(request.scope)
        try:
            name = provider.finish(here).claims["sub"]
        except JamOAuth2Error:
            raise HTTPException(403, "the login failed") from None
        return Response(
            status_code=302, headers={"Location": "/me", **login.begin(here, name, {"sub": name})}
        )

    return app


if __name__ == "__main__":
    port, issuer = arguments()
    uvicorn.run(make_app(address(port), issuer), port=port, log_level="critical")
