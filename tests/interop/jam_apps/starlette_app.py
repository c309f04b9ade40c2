"""A Jam 3.2 application on Starlette: JWTs in a header, sessions in a cookie."""

from dataclasses import dataclass

from jam.ext.starlette import BaseUser, JWTBackend, SessionBackend
from starlette.applications import Starlette
from starlette.authentication import requires
from starlette.middleware import Middleware
from starlette.middleware.authentication import AuthenticationMiddleware
from starlette.responses import JSONResponse
from starlette.routing import Route


@dataclass
class User(BaseUser):
    name: str

    @classmethod
    def from_payload(cls, payload):
        return cls(name=payload["name"])


async def login(request):
    token = request.state.jwt.encode(exp=600, payload={"name": "Alice"})
    return JSONResponse({"token": token})


@requires("authenticated", status_code=401)
async def me(request):
    return JSONResponse({"name": request.user.name})


api = Starlette(
    routes=[Route("/login", login, methods=["POST"]), Route("/me", me)],
    middleware=[
        Middleware(
            AuthenticationMiddleware,
            backend=JWTBackend(
                config={"jwt": {"alg": "HS256", "secret_key": "0123456789abcdef0123456789ABCDEF"}},
                header_name="X-Token",
                user=User,
            ),
        )
    ],
)


async def page_login(request):
    session_id = await request.state.session.create("alice", {"name": "Alice"})
    response = JSONResponse({"ok": True})
    response.set_cookie("sid", session_id)
    return response


async def page_logout(request):
    await request.state.session.delete(request.cookies["sid"])
    return JSONResponse({"ok": True})


pages = Starlette(
    routes=[
        Route("/login", page_login, methods=["POST"]),
        Route("/me", me),
        Route("/logout", page_logout, methods=["POST"]),
    ],
    middleware=[
        Middleware(
            AuthenticationMiddleware,
            backend=SessionBackend(
                config={"sessions": {"session_type": "json", "json_path": "SESSIONS"}},
                cookie_name="sid",
                user=User,
            ),
        )
    ],
)
