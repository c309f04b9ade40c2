"""Applications in five frameworks and without one, that no type checker complains about."""

from __future__ import annotations

from typing import Annotated, Any, Iterable

import flask
from django.http import HttpRequest, HttpResponse
from fastapi import Depends, FastAPI
from litestar import Litestar, Request, Response, get, post
from starlette.applications import Starlette
from starlette.requests import Request as StarletteRequest
from starlette.responses import JSONResponse

from jamlite import Jam, aio
from jamlite.authz import AuthorizationContext, Principal
from jamlite.ext import asgi, django, fastapi, litestar, starlette, wsgi
from jamlite.ext import flask as jam_flask
from jamlite.ext.guard import Guard
from jamlite.ext.login import AsyncOAuth2Login, AsyncSessionLogin, OAuth2Login, SessionLogin
from jamlite.ext.passkey_login import AsyncPasskeyLogin
from jamlite.ext.protected_api import ProtectedAPI
from jamlite.oauth2 import ResourceServer
from jamlite.webauthn import RelyingParty


def for_flask(jam: Jam, login: SessionLogin) -> None:
    app = flask.Flask(__name__)
    auth = jam_flask.JamAuth(
        app, jam=jam, via=["jwt", "session"], realm="orders", audience=["a", "b"], leeway=5
    )

    @app.get("/orders/<int:number>")
    @auth.permission_required("orders:read", context=lambda: AuthorizationContext())
    def orders(number: int) -> str:
        return str(number)

    @app.post("/login")
    @jam_flask.csrf
    def begin() -> flask.Response:
        response: flask.Response = jam_flask.set_headers("welcome", login.begin(flask.request, "alice"))
        return response

    @app.post("/logout")
    @jam_flask.csrf(trusted_origins=["https://app.example"])
    @auth.login_required
    def end() -> str:
        return str(login.end(flask.request)["Set-Cookie"])

    text: str = orders(5)
    print(text, begin, end)


def for_wsgi(jam: Jam) -> wsgi.AuthMiddleware:
    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        found = wsgi.outcome(environ)
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [str(found.principal and found.principal.id).encode()]

    print(wsgi.AuthMiddleware(flask.Flask(__name__).wsgi_app, jam, required=True))
    return wsgi.AuthMiddleware(application, jam, via="jwt", permission="orders:read", check_list=None)


def for_asgi(jam: aio.Jam, server: ResourceServer) -> None:
    api = ProtectedAPI(server, "https://api.example", scope=["orders"], resource_name="Orders")
    print(asgi.AuthMiddleware(Starlette(), jam, via=api), api.asgi(FastAPI()), api.asgi(Litestar([])))
    application = Starlette()
    application.add_middleware(asgi.AuthMiddleware, jam=jam, required=True)


def for_starlette(jam: aio.Jam, login: SessionLogin) -> None:
    print(starlette.AuthenticationMiddleware(Starlette(), starlette.JamAuthBackend(jam, issuer="me")))

    @starlette.csrf
    async def end(request: StarletteRequest) -> JSONResponse:
        return starlette.set_headers(JSONResponse({}), {"Vary": "Cookie"})

    print(end)


async def later(jam: aio.Jam, request: StarletteRequest, answer: str) -> JSONResponse:
    login: AsyncSessionLogin = AsyncSessionLogin(jam)
    headers: dict[str, str] = await login.begin(request, "alice", pending=True)
    who: str | None = await login.pending(request)
    url, cookies = await AsyncOAuth2Login(jam, "google").begin("openid", request=request)
    tokens = await AsyncOAuth2Login(jam, "google").finish(request)
    passkeys = AsyncPasskeyLogin(login, RelyingParty("a.example"))
    options, more = await passkeys.begin(request)
    result, last = await passkeys.finish(request, answer, None, "alice")
    print(who, url, tokens.data, options, result.credential)
    return starlette.set_headers(JSONResponse({}), headers, cookies, more, last, await login.end(request))


def for_fastapi(jam: aio.Jam) -> None:
    app, auth = FastAPI(), fastapi.JamAuth(jam, via=("jwt", "session"), token_url="/token")

    @app.get("/me", dependencies=[Depends(auth.csrf)])
    async def me(principal: Annotated[Principal, Depends(auth.require("orders:read"))]) -> str:
        return str(principal.id)


def for_litestar(jam: aio.Jam) -> Litestar:
    @get("/orders", guards=[litestar.permission_guard(jam, "orders:read")])
    async def orders(request: Request[Any, Any, Any]) -> str:
        return str(request.user)

    @post("/logout", guards=[litestar.csrf])
    async def end() -> Response[str]:
        return litestar.set_headers(Response("bye"), {"Vary": "Cookie"})

    plugin = litestar.JamPlugin(jam, user=litestar.SimpleUser, sources=[litestar.CredentialSource.bearer()])
    return Litestar([orders, end], plugins=[plugin])


@django.csrf
@django.permission_required("orders:read", context=lambda request: AuthorizationContext())
def orders(request: HttpRequest, number: int) -> HttpResponse:
    return django.set_headers(HttpResponse(b"x"), {"Vary": "Cookie"})


@django.login_required
async def orders_later(request: HttpRequest) -> HttpResponse:
    return orders(request, 5)


def for_any(jam: Jam, environ: dict[str, Any], request: HttpRequest) -> str:
    guard = Guard(jam, token_finder=lambda text: text, issuer="me", leeway=2)

    @guard.permission_required("orders:read", any_of=True)
    def handler(text: str, principal: Principal) -> int:
        return len(text) + len(str(principal.id))

    number: int = handler("token")
    url, headers = OAuth2Login(jam, "google").begin(["openid"], data={"next": "/"}, request=request)
    return url + str(number) + str(headers) + str(SessionLogin(jam).pending(environ))
