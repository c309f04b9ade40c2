"""jamlite.ext.fastapi with FastAPI behind uvicorn, over HTTP."""

from __future__ import annotations

import contextlib
import unittest
from typing import Any, ClassVar

from jamlite.aio import Jam as AsyncJam
from jamlite.ext import fastapi as adapter
from jamlite.ext import starlette
from jamlite.ext.credentials import CredentialSource

from ..ext import servers
from ..ext.contract import (
    AUDIENCE,
    COOKIE,
    SECRET,
    SessionContract,
    TokenContract,
    ask,
    bearer,
    issue,
    make_jam,
)
from ..support import needs

fastapi = needs("fastapi")


def application(jam: Any, **options: Any) -> Any:
    app = fastapi.FastAPI()
    auth = adapter.JamAuth(jam, **options)

    def who(principal: Any) -> Any:
        return {"sub": principal and principal.id}

    def view(dependency: Any) -> Any:
        async def answer(principal=fastapi.Depends(dependency)):  # type: ignore[no-untyped-def]  # noqa: B008
            return who(principal)

        return answer

    app.get("/")(view(auth.optional))
    app.get("/me")(view(auth))
    app.post("/me")(view(auth))
    app.get("/orders")(view(auth.require("orders:read")))
    app.get("/open")(lambda: {"sub": None})
    return app


class _Served(unittest.TestCase):
    options: ClassVar[dict[str, Any]] = {}

    @classmethod
    def setUpClass(cls) -> None:
        cls.jam = make_jam()
        stack = contextlib.ExitStack()
        cls.base = stack.enter_context(servers.asgi(application(cls.jam, **cls.options)))
        cls.addClassCleanup(stack.close)


class Tokens(TokenContract, _Served):
    pass


class Sessions(SessionContract, _Served):
    options: ClassVar[dict[str, Any]] = {
        "via": "session",
        "sources": [CredentialSource.cookie(COOKIE)],
        "trusted_origins": ["https://trusted.example"],
    }


class OpenAPI(unittest.TestCase):
    def schema(self, **options: Any) -> Any:
        return application(make_jam(), **options).openapi()

    def test_bearer(self) -> None:
        schema = self.schema()
        schemes = schema["components"]["securitySchemes"]
        self.assertEqual(
            schemes, {"jam_jwt_header": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
        )
        for path in ("/", "/me", "/orders"):
            self.assertEqual(schema["paths"][path]["get"]["security"], [{"jam_jwt_header": []}])
        self.assertNotIn("security", schema["paths"]["/open"]["get"])
        self.assertNotIn("parameters", schema["paths"]["/me"]["get"])  # nothing to fill in by hand

    def test_every_kind_of_source(self) -> None:
        sources = [
            CredentialSource.header("X-Api-Token"),
            CredentialSource.cookie("token"),
            CredentialSource.query(),
        ]
        schemes = self.schema(via="paseto", sources=sources)["components"]["securitySchemes"]
        found = {name: (scheme["in"], scheme["name"]) for name, scheme in schemes.items()}
        self.assertEqual(
            found,
            {
                "jam_paseto_header": ("header", "X-Api-Token"),
                "jam_paseto_cookie": ("cookie", "token"),
                "jam_paseto_query": ("query", "access_token"),
            },
        )


class Facades(unittest.TestCase):
    def test_the_asynchronous_facade_and_a_condition_of_the_request(self) -> None:
        settings = {"alg": "HS256", "secret_key": SECRET, "audience": AUDIENCE}
        policy = {"rules": [{"effect": "allow", "permissions": ["orders:read"]}]}
        jam = AsyncJam({"jose": {"jwt": settings}, "authz": policy})
        with servers.asgi(application(jam)) as base:
            made = make_jam()
            self.assertEqual(ask(base, "/orders", bearer(issue(made))).sub, "alice")
            self.assertEqual(ask(base, "/orders", bearer(issue(made, permissions=["x"]))).status, 403)
            self.assertEqual(ask(base, "/me", bearer("x")).status, 401)

    def test_jams_names(self) -> None:
        for name in ("JWTBackend", "SessionBackend", "PASETOBackend", "BaseUser", "SimpleUser"):
            self.assertIs(getattr(adapter, name), getattr(starlette, name))


if __name__ == "__main__":
    unittest.main()
