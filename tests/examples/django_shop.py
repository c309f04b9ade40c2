"""A shop with Django: login with password and one-time code, sessions, an API with JWTs, OAuth2 login."""

from __future__ import annotations

import json
from typing import Any
from wsgiref.simple_server import make_server

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from jamlite.exceptions import JamOAuth2Error, JamRefreshTokenInvalid
from jamlite.ext.django import (
    CredentialSource,
    OAuth2Login,
    SessionLogin,
    login_required,
    permission_required,
)

from .accounts import COOKIE, Accounts, address, arguments, make_jam

urlpatterns: list[Any] = []


def make_app(url: str, issuer: str) -> Any:
    jam = make_jam(url, issuer)
    accounts, login, provider = Accounts(jam), SessionLogin(jam), OAuth2Login(jam, "provider")
    settings.configure(
        ALLOWED_HOSTS=["127.0.0.1", "localhost"],
        ROOT_URLCONF=__name__,
        MIDDLEWARE=["jamlite.ext.django.JamMiddleware"],
        JAM=jam,
        # A token is told from a session id by its shape.
        JAM_AUTH={"via": None, "sources": [CredentialSource.bearer(), *COOKIE]},
    )

    @csrf_exempt
    @require_POST
    def enter(request: Any) -> Any:
        name = accounts.check(json.loads(request.body))
        if name is None:
            return JsonResponse({"error": "wrong name, password or code"}, status=401)
        headers = login.begin(request, name, {"sub": name})
        return JsonResponse({"sub": name}, headers=headers)

    @csrf_exempt  # JamMiddleware refuses cookies with requests of other sites
    @require_POST
    @login_required
    def leave(request: Any) -> Any:
        return JsonResponse({}, headers=login.end(request))

    @login_required
    def me(request: Any) -> Any:
        return JsonResponse({"sub": request.principal.id})

    @csrf_exempt
    @require_POST
    def token(request: Any) -> Any:
        name = accounts.check(json.loads(request.body))
        if name is None:
            return JsonResponse({"error": "wrong name, password or code"}, status=401)
        return JsonResponse(accounts.tokens(name))

    @csrf_exempt
    @require_POST
    def refresh(request: Any) -> Any:
        try:
            return JsonResponse(accounts.renewed(json.loads(request.body).get("refresh_token")))
        except JamRefreshTokenInvalid:
            return JsonResponse({"error": "log in again"}, status=401)

    @permission_required("orders:read")
    def orders(request: Any) -> Any:
        return JsonResponse({"sub": request.principal.id, "orders": [1, 2]})

    def to_provider(request: Any) -> Any:
        location, headers = provider.begin(["openid"])
        return HttpResponse(status=302, headers={"Location": location, **headers})

    @csrf_exempt  # a provider may post its answer; the state of the login protects it
    def from_provider(request: Any) -> Any:
        try:
            name = provider.finish(request).claims["sub"]
        except JamOAuth2Error:
            return JsonResponse({"error": "the login failed"}, status=403)
        headers = {"Location": "/me", **login.begin(request, name, {"sub": name})}
        return HttpResponse(status=302, headers=headers)

    views = {"login": enter, "logout": leave, "me": me, "token": token, "refresh": refresh, "orders": orders}
    views |= {"oauth2/login": to_provider, "oauth2/callback": from_provider}
    urlpatterns[:] = [path(route, view) for route, view in views.items()]
    return get_wsgi_application()


if __name__ == "__main__":
    port, issuer = arguments()
    with make_server("127.0.0.1", port, make_app(address(port), issuer)) as server:
        server.serve_forever()
