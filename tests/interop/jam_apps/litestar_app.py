"""A Jam 3.2 application on Litestar: JWTs in a header, sessions in a cookie."""

from dataclasses import dataclass
from typing import Any

from jam.ext.litestar import BaseUser, JWTPlugin, SessionPlugin
from litestar import Litestar, Request, Response, get, post


@dataclass
class User(BaseUser):
    name: str

    @classmethod
    def from_payload(cls, payload):
        return cls(name=payload["name"])


@post("/login", status_code=200)
async def login(jwt: Any) -> dict[str, str]:
    return {"token": jwt.encode(exp=600, payload={"name": "Alice"})}


@get("/me")
async def me(request: Request) -> Response:
    if request.user is None:
        return Response({"error": "log in"}, status_code=401)
    return Response({"name": request.user.name})


api = Litestar(
    [login, me],
    plugins=[
        JWTPlugin(
            config={"jose": {"jwt": {"alg": "HS256", "secret_key": "0123456789abcdef0123456789ABCDEF"}}},
            header_name="Authorization",
            bearer=True,
            user=User,
        )
    ],
)


@post("/login", status_code=200)
async def page_login(session: Any) -> Response:
    response = Response({"ok": True})
    response.set_cookie("sid", await session.create("alice", {"name": "Alice"}))
    return response


@post("/logout", status_code=200)
async def page_logout(request: Request, session: Any) -> dict[str, bool]:
    await session.delete(request.cookies["sid"])
    return {"ok": True}


pages = Litestar(
    [page_login, me, page_logout],
    plugins=[
        SessionPlugin(
            config={"sessions": {"session_type": "json", "json_path": "SESSIONS"}},
            cookie_name="sid",
            user=User,
        )
    ],
)
