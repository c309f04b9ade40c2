"""A shop with Starlette whose users log in with passkeys: alone, or behind a password."""

from __future__ import annotations

import sys
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from jamlite.exceptions import JamWebAuthnError
from jamlite.ext.passkey_login import PasskeyLogin
from jamlite.ext.starlette import AuthenticationMiddleware, JamAuthBackend, SessionLogin

from .accounts import COOKIE
from .passkeys import PAGE, PASSWORDS, Users, make_jam, relying_party


def make_app(url: str) -> Starlette:
    jam, users = make_jam(), Users()
    login = SessionLogin(jam)
    passkeys = PasskeyLogin(login, relying_party(url))

    async def page(request: Request) -> Response:
        return HTMLResponse(PAGE)

    async def password(request: Request) -> Response:
        form = await request.json()
        name = str(form.get("username"))
        if PASSWORDS.get(name) != form.get("password"):
            return JSONResponse({"error": "wrong name or password"}, 401)
        second = bool(users.of(name))  # whoever has a passkey shows it
        headers = login.begin(request, name, pending=second)
        return JSONResponse({"sub": name, "second": second}, headers=headers)

    async def new(request: Request) -> Response:
        name = request.user.identity
        options, headers = passkeys.begin_registration(
            request, users.handles[name], name, exclude=users.of(name)
        )
        return JSONResponse(options, headers=headers)

    async def add(request: Request) -> Response:
        name = request.user.identity
        found = passkeys.finish_registration(request, await request.json(), users.handles[name])
        if not users.add(name, found.credential):
            return JSONResponse({"error": "this passkey is registered already"}, 403)
        return JSONResponse({"id": found.credential.name})

    async def begin(request: Request) -> Response:
        waiting = login.pending(request)
        options, headers = passkeys.begin(request, users.of(waiting) if waiting else ())
        return JSONResponse(options, headers=headers)

    async def finish(request: Request) -> Response:
        answer = await request.json()
        name, credential = users.find(answer)
        result, headers = passkeys.finish(request, answer, credential, name)
        users.update(result.credential)
        return JSONResponse({"sub": name}, headers=headers)

    async def leave(request: Request) -> Response:
        return JSONResponse({}, headers=login.end(request))

    async def me(request: Request) -> Response:
        return JSONResponse({"sub": request.user.identity})

    async def refused(request: Request, error: Any) -> Response:
        return JSONResponse({"error": error.error_code}, 403)

    backend = JamAuthBackend(jam, via="session", sources=COOKIE)
    session = [Middleware(AuthenticationMiddleware, backend=backend, required=True)]
    return Starlette(
        exception_handlers={JamWebAuthnError: refused},
        routes=[
            Route("/", page),
            Route("/login", password, methods=["POST"]),
            Route("/login/passkey/new", begin, methods=["POST"]),
            Route("/login/passkey", finish, methods=["POST"]),
            Route("/logout", leave, methods=["POST"], middleware=session),
            Route("/passkeys/new", new, methods=["POST"], middleware=session),
            Route("/passkeys", add, methods=["POST"], middleware=session),
            Route("/me", me, middleware=session),
        ],
    )


if __name__ == "__main__":
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8000
    uvicorn.run(make_app(f"http://localhost:{port}"), host="localhost", port=port, log_level="critical")
