"""A shop with Django whose users log in with passkeys: alone, or behind a password."""

from __future__ import annotations

import json
import sys
from typing import Any
from wsgiref.simple_server import make_server

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from jamlite.exceptions import JamWebAuthnError
from jamlite.ext.django import SessionLogin, login_required
from jamlite.ext.passkey_login import PasskeyLogin

from .accounts import COOKIE
from .passkeys import PAGE, PASSWORDS, Users, make_jam, relying_party

urlpatterns: list[Any] = []


class RefusedPasskeys:
    """Middleware: a refused passkey is answered with 403."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:
        return self.get_response(request)

    def process_exception(self, request: Any, error: Exception) -> Any:
        if isinstance(error, JamWebAuthnError):
            return JsonResponse({"error": error.error_code}, status=403)
        return None


def make_app(url: str) -> Any:
    jam, users = make_jam(), Users()
    login = SessionLogin(jam)
    passkeys = PasskeyLogin(login, relying_party(url))
    settings.configure(
        ALLOWED_HOSTS=["localhost", "127.0.0.1"],
        ROOT_URLCONF=__name__,
        MIDDLEWARE=["jamlite.ext.django.JamMiddleware", f"{__name__}.RefusedPasskeys"],
        JAM=jam,
        JAM_AUTH={"via": "session", "sources": COOKIE},
    )

    def page(request: Any) -> Any:
        return HttpResponse(PAGE)

    def password(request: Any) -> Any:
        form = json.loads(request.body)
        name = str(form.get("username"))
        if PASSWORDS.get(name) != form.get("password"):
            return JsonResponse({"error": "wrong name or password"}, status=401)
        second = bool(users.of(name))  # whoever has a passkey shows it
        headers = login.begin(request, name, pending=second)
        return JsonResponse({"sub": name, "second": second}, headers=headers)

    @login_required
    def new(request: Any) -> Any:
        name = request.principal.id
        options, headers = passkeys.begin_registration(
            request, users.handles[name], name, exclude=users.of(name)
        )
        return JsonResponse(options, headers=headers)

    @login_required
    def add(request: Any) -> Any:
        name = request.principal.id
        found = passkeys.finish_registration(request, request.body, users.handles[name])
        if not users.add(name, found.credential):
            return JsonResponse({"error": "this passkey is registered already"}, status=403)
        return JsonResponse({"id": found.credential.name})

    def begin(request: Any) -> Any:
        waiting = login.pending(request)
        options, headers = passkeys.begin(request, users.of(waiting) if waiting else ())
        return JsonResponse(options, headers=headers)

    def finish(request: Any) -> Any:
        name, credential = users.find(request.body)
        result, headers = passkeys.finish(request, request.body, credential, name)
        users.update(result.credential)
        return JsonResponse({"sub": name}, headers=headers)

    @login_required
    def leave(request: Any) -> Any:
        return JsonResponse({}, headers=login.end(request))

    @login_required
    def me(request: Any) -> Any:
        return JsonResponse({"sub": request.principal.id})

    views = {"login": password, "login/passkey/new": begin, "login/passkey": finish, "logout": leave}
    views |= {"passkeys/new": new, "passkeys": add}
    # JamMiddleware refuses cookies with requests of other sites.
    posted = [path(route, csrf_exempt(require_POST(view))) for route, view in views.items()]
    urlpatterns[:] = [path("", page), path("me", me), *posted]
    return get_wsgi_application()


if __name__ == "__main__":
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8000
    with make_server("localhost", port, make_app(f"http://localhost:{port}")) as server:
        server.serve_forever()
