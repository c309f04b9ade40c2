# ruff: noqa
"""Applications in five frameworks with mistakes: each line marked `wrong` must be found, and no other."""

from __future__ import annotations

from typing import Any, Iterable

import flask
from litestar import Litestar
from starlette.applications import Starlette
from starlette.requests import Request as StarletteRequest
from starlette.responses import JSONResponse

from jamlite import Jam, aio
from jamlite.authz import Principal
from jamlite.ext import asgi, django, fastapi, litestar, starlette, wsgi
from jamlite.ext import flask as jam_flask
from jamlite.ext.guard import Guard
from jamlite.ext.login import AsyncSessionLogin, OAuth2Login, SessionLogin
from jamlite.ext.protected_api import ProtectedAPI
from jamlite.oauth2 import ResourceServer


def for_flask(app: flask.Flask, jam: Jam, later: aio.Jam) -> None:
    auth = jam_flask.JamAuth(app, jam=jam)
    jam_flask.JamAuth(jam)  # wrong
    jam_flask.JamAuth(app, jam=later)  # wrong
    jam_flask.JamAuth(app, jam=jam, vai="jwt")  # wrong
    jam_flask.JamAuth(app, jam=jam, leeway="5")  # wrong
    jam_flask.JamAuth(app, jam=jam, sources="Authorization")  # wrong

    @auth.login_required
    def orders(number: int) -> str:
        return str(number)

    orders("5")  # wrong
    count: int = orders(5)  # wrong
    auth.login_required("orders")  # wrong
    auth.permission_required(["orders:read"])  # wrong
    jam_flask.csrf("view")  # wrong
    jam_flask.JWTExtension(app, 5)  # wrong
    print(count)


def for_wsgi(jam: Jam, server: ResourceServer) -> None:
    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        return []

    wsgi.AuthMiddleware(Starlette(), jam)  # wrong
    wsgi.AuthMiddleware(application, "jam")  # wrong
    wsgi.AuthMiddleware(application, jam, permision="orders:read")  # wrong
    wsgi.AuthMiddleware(application, jam, required=["exp"])  # wrong
    api = ProtectedAPI(server, "https://api.example", scope=5)  # wrong
    ProtectedAPI(jam, "https://api.example")  # wrong
    api.wsgi(Litestar([]))  # wrong


def for_asgi(jam: aio.Jam) -> None:
    asgi.AuthMiddleware(flask.Flask("x").wsgi_app, jam)  # wrong
    asgi.AuthMiddleware(Starlette(), jam, via=5)  # wrong
    asgi.AuthMiddleware(Starlette(), jam, issuers=["me"])  # wrong
    starlette.JamAuthBackend(jam, user=starlette.SimpleUser({}))  # wrong
    starlette.AuthenticationMiddleware(Starlette(), jam)  # wrong
    starlette.set_headers({"Location": "/"}, {"Vary": "Cookie"})  # wrong
    starlette.set_headers(JSONResponse({}), [("Vary", "Cookie")])  # wrong
    fastapi.JamAuth(jam, tokenUrl="/token")  # wrong
    fastapi.JamAuth(jam).require(5)  # wrong
    litestar.permission_guard("orders:read")  # wrong
    litestar.JamPlugin(jam, user=dict)  # wrong
    litestar.JamPlugin(jam, on_refusal=403)  # wrong


async def later(jam: aio.Jam, request: StarletteRequest) -> None:
    login = AsyncSessionLogin(jam)
    headers: dict[str, str] = login.begin(request, "alice")  # wrong
    await login.begin(request)  # wrong
    await login.confirm(request, "cart")  # wrong
    number: int = await login.pending(request)  # wrong
    await SessionLogin(jam).begin(request, "alice")  # wrong
    print(headers, number)


@django.login_required  # wrong
def orders() -> str:
    return ""


def for_any(jam: Jam, login: SessionLogin, environ: dict[str, Any]) -> None:
    guard = Guard(jam, lambda text: text, issuer="me")
    Guard(jam, "Authorization")  # wrong
    Guard(jam, lambda text: text, isuer="me")  # wrong
    Guard(None, lambda text: text)  # wrong

    @guard.token_required
    def handler(text: str, principal: Principal) -> int:
        return len(text)

    text: str = handler("token")  # wrong
    SessionLogin("session")  # wrong
    login.begin("alice", "alice")  # wrong
    login.begin(environ, 5.5)  # wrong
    login.begin(environ, "alice", data="cart")  # wrong
    OAuth2Login(jam, "google").begin(5)  # wrong
    OAuth2Login(jam, "google").finish("https://app.example/callback?code=x")  # wrong
    print(text)
