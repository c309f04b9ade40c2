"""A shop with Flask: login with password and one-time code, sessions, an API with JWTs, OAuth2 login."""

from __future__ import annotations

from typing import Any
from wsgiref.simple_server import make_server

from flask import Flask, g, request

from jamlite.exceptions import JamOAuth2Error, JamRefreshTokenInvalid
from jamlite.ext.flask import JamAuth, OAuth2Login, SessionLogin, WSGIRequest

from .accounts import COOKIE, Accounts, address, arguments, make_jam


def make_app(url: str, issuer: str) -> Flask:
    app = Flask(__name__)
    jam = make_jam(url, issuer)
    accounts, login, provider = Accounts(jam), SessionLogin(jam), OAuth2Login(jam, "provider")
    pages = JamAuth(app, jam=jam, via="session", sources=COOKIE)
    api = JamAuth(app, jam=jam, via="jwt")

    @app.post("/login")
    def enter() -> Any:
        name = accounts.check(request.get_json())
        if name is None:
            return {"error": "wrong name, password or code"}, 401
        return {"sub": name}, login.begin(WSGIRequest(request.environ), name, {"sub": name})

    @app.post("/logout")
    @pages.login_required
    def leave() -> Any:
        return {}, login.end(WSGIRequest(request.environ))

    @app.get("/me")
    @pages.login_required
    def me() -> Any:
        return {"sub": pages.outcome.principal.id}

    @app.post("/token")
    def token() -> Any:
        name = accounts.check(request.get_json())
        return accounts.tokens(name) if name else ({"error": "wrong name, password or code"}, 401)

    @app.post("/refresh")
    def refresh() -> Any:
        try:
            return accounts.renewed(request.get_json().get("refresh_token"))
        except JamRefreshTokenInvalid:
            return {"error": "log in again"}, 401

    @app.get("/orders")
    @api.permission_required("orders:read")
    def orders() -> Any:
        return {"sub": g.principal.id, "orders": [1, 2]}

    @app.get("/oauth2/login")
    def to_provider() -> Any:
        location, headers = provider.begin(["openid"])
        return "", 302, {"Location": location, **headers}

    @app.get("/oauth2/callback")
    def from_provider() -> Any:
        here = WSGIRequest(request.environ)
        try:
            name = provider.finish(here).claims["sub"]
        except JamOAuth2Error:
            return {"error": "the login failed"}, 403
        return "", 302, {"Location": "/me", **login.begin(here, name, {"sub": name})}

    return app


if __name__ == "__main__":
    port, issuer = arguments()
    with make_server("127.0.0.1", port, make_app(address(port), issuer)) as server:
        server.serve_forever()
