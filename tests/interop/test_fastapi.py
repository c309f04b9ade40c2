"""jamlite.ext.fastapi with FastAPI behind uvicorn, over HTTP."""

from __future__ import annotations

import contextlib
import unittest
from typing import Any, ClassVar

from jamlite.aio import Jam as AsyncJam
from jamlite.exceptions import JamConfigurationError
from jamlite.ext import fastapi as adapter
from jamlite.ext import starlette
from jamlite.ext.authenticator import CredentialSource
from jamlite.ext.login import SessionCookie, SessionLogin

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

    def test_the_cookie_of_sessions_has_the_name_that_was_configured(self) -> None:
        jam = make_jam()
        app = application(jam, via="session")
        self.assertEqual(_cookie_of(app), "__Host-session")
        app = application(jam, via="session")
        SessionLogin(jam, SessionCookie("sid", secure=False))  # made after the adapter
        self.assertEqual(_cookie_of(app), "sid")

    def test_two_kinds(self) -> None:
        """Each route says whether it takes sessions, tokens or both; the documentation says it too."""
        from fastapi.testclient import TestClient

        jam, app = make_jam(), fastapi.FastAPI()
        both = adapter.JamAuth(jam, via=("jwt", "session"))
        guards = {"page": adapter.JamAuth(jam, via="session"), "api": adapter.JamAuth(jam), "both": both}
        for name, guard in guards.items():

            def view(principal=fastapi.Depends(guard)):  # type: ignore[no-untyped-def]  # noqa: B008
                return principal.id

            app.get(f"/{name}")(view)
        cookie = {"Cookie": f"__Host-session={jam.issue('bob', via='session')}"}
        token = bearer(issue(jam))
        with TestClient(app) as client:
            for path, headers, expected in (
                ("/page", cookie, "bob"),
                ("/page", token, 401),
                ("/api", token, "alice"),
                ("/api", cookie, 401),
                ("/both", cookie, "bob"),
                ("/both", token, "alice"),
                ("/both", {**cookie, **token}, "alice"),
                ("/both", {**cookie, **bearer("x")}, 401),
                ("/both", {}, 401),
            ):
                with self.subTest(path, headers=sorted(headers)):
                    answer = client.get(path, headers=headers)
                    self.assertEqual(
                        answer.json() if answer.status_code == 200 else answer.status_code, expected
                    )
        schemes = app.openapi()["components"]["securitySchemes"]
        self.assertEqual(schemes["jam_session_cookie"]["type"], "apiKey")
        self.assertEqual(schemes["jam_jwt_header"]["bearerFormat"], "JWT")
        named = {name for one in app.openapi()["paths"]["/both"]["get"]["security"] for name in one}
        self.assertEqual(named, {"jam_jwt_header", "jam_session_cookie"})

    def test_the_form_for_a_name_and_a_password(self) -> None:
        for wrong in (5, b"/token", ["/token"], True):
            with self.subTest(wrong), self.assertRaisesRegex(JamConfigurationError, "token_url is a text"):
                self.schema(token_url=wrong)
        scheme = self.schema(token_url="/token")["components"]["securitySchemes"]["jam_jwt_header"]
        self.assertEqual(scheme["type"], "oauth2")
        self.assertEqual(scheme["flows"], {"password": {"scopes": {}, "tokenUrl": "/token"}})


def _cookie_of(app: Any) -> str:
    schemes = app.openapi()["components"]["securitySchemes"].values()
    return next(str(scheme["name"]) for scheme in schemes if scheme.get("in") == "cookie")


class Everywhere(unittest.TestCase):
    """WebSockets, dependencies of a whole application, and what tests put in their place."""

    def setUp(self) -> None:
        from fastapi.testclient import TestClient

        self.jam = make_jam()
        self.auth = adapter.JamAuth(self.jam)
        self.client = TestClient(self.application())

    def application(self) -> Any:
        self.app = app = fastapi.FastAPI(dependencies=[fastapi.Depends(self.auth.optional)])

        @app.websocket("/talk")
        async def talk(socket: fastapi.WebSocket, who=fastapi.Depends(self.auth)):  # type: ignore  # noqa: B008
            await socket.accept()
            await socket.send_text(who.id)
            await socket.close()

        @app.websocket("/orders")
        async def orders(socket: fastapi.WebSocket, who=fastapi.Depends(self.auth.require("orders:read"))):  # type: ignore  # noqa: B008
            await socket.accept()
            await socket.close()

        @app.get("/maybe")
        async def maybe(who=fastapi.Depends(self.auth.optional)):  # type: ignore  # noqa: B008
            return {"sub": who and who.id}

        @app.get("/orders")
        async def list_orders(  # type: ignore
            request: fastapi.Request,
            who=fastapi.Depends(self.auth.require("orders:read")),  # noqa: B008
        ):
            return {"sub": who.id, "state": request.state.principal.id}

        return app

    def test_handshakes_are_refused(self) -> None:
        from starlette.websockets import WebSocketDisconnect

        weak = bearer(issue(self.jam, permissions=["x"]))
        for path, headers in (("/talk", {}), ("/talk", bearer("x")), ("/orders", {}), ("/orders", weak)):
            handshake = self.client.websocket_connect(path, headers=headers)
            with self.assertRaises(WebSocketDisconnect) as caught, handshake:
                pass
            self.assertEqual(caught.exception.code, 1008, path)

    def test_handshakes_are_let_in(self) -> None:
        headers = bearer(issue(self.jam, permissions=["orders:read"]))
        with self.client.websocket_connect("/talk", headers=headers) as socket:
            self.assertEqual(socket.receive_text(), "alice")
        with self.client.websocket_connect("/orders", headers=headers):
            pass

    def test_a_permission_is_named(self) -> None:
        for permission in (None, "", [], ["a"], b"a", lambda: None):
            with self.subTest(permission=permission), self.assertRaises(JamConfigurationError):
                self.auth.require(permission)

    def test_the_scopes_of_security_are_permissions(self) -> None:
        """FastAPI hands them to everything that stands below; passed over, they would let everybody in."""
        from starlette.websockets import WebSocketDisconnect

        def mine(who=fastapi.Depends(self.auth)):  # type: ignore  # noqa: B008
            return who

        for name, inner in (("own", self.auth), ("below", mine), ("optional", self.auth.optional)):
            asked = fastapi.Security(inner, scopes=["orders:read"])
            self.app.get(f"/{name}", dependencies=[asked])(lambda: None)
            self.app.websocket(f"/{name}", dependencies=[asked])(self.talk)
            for permissions, status in ((["orders:read"], 200), (["orders:write"], 403), ([], 403)):
                headers = bearer(issue(self.jam, permissions=permissions))
                with self.subTest(name=name, permissions=permissions):
                    answer = self.client.get(f"/{name}", headers=headers)
                    self.assertEqual(answer.status_code, status)
                    handshake = self.client.websocket_connect(f"/{name}", headers=headers)
                    if status == 200:
                        with handshake as socket:
                            self.assertEqual(socket.receive_text(), "hello")
                    else:
                        self.assertIn("insufficient_scope", answer.headers["WWW-Authenticate"])
                        with self.assertRaises(WebSocketDisconnect), handshake:
                            pass
            self.assertEqual(self.client.get(f"/{name}").status_code, 200 if name == "optional" else 401)

    async def talk(self, websocket: fastapi.WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text("hello")
        await websocket.close()

    def test_a_wrong_token_is_refused_for_the_whole_application(self) -> None:
        self.assertEqual(self.client.get("/maybe").json(), {"sub": None})
        self.assertEqual(self.client.get("/maybe", headers=bearer("x")).status_code, 401)

    def test_an_overridden_user_without_the_permission_gets_403(self) -> None:
        from jamlite.authz import Principal

        self.app.dependency_overrides[self.auth.optional] = lambda: Principal({"id": "bob"}, {}, "jwt")
        self.assertEqual(self.client.get("/maybe").json(), {"sub": "bob"})
        for permissions, status in (([], 403), (["orders:read"], 200)):
            user = Principal({"id": "bob"}, {"permissions": permissions}, "jwt")
            self.app.dependency_overrides[self.auth] = lambda user=user: user
            answer = self.client.get("/orders")
            self.assertEqual(answer.status_code, status)
        self.assertEqual(answer.json(), {"sub": "bob", "state": "bob"})


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


class Answers(unittest.TestCase):
    def client(self, **options: Any) -> Any:
        from fastapi.testclient import TestClient

        app = application(make_jam(), **options)
        app.post("/logout", dependencies=[fastapi.Depends(adapter.csrf)])(lambda: {"out": True})
        return TestClient(app, follow_redirects=False)

    def test_browsers_are_led_to_the_login_page(self) -> None:
        answer = self.client(login_url="/login").get("/me", headers={"Accept": "text/html"})
        self.assertEqual((answer.status_code, answer.headers["location"]), (303, "/login?next=%2Fme"))

    def test_on_refusal_raises(self) -> None:
        def told(request: Any, status: int) -> Any:
            raise fastapi.HTTPException(418, f"{request.url.path} {status}")

        answer = self.client(on_refusal=told).get("/me")
        self.assertEqual((answer.status_code, answer.json()), (418, {"detail": "/me 401"}))

    def test_routes_of_ones_own(self) -> None:
        client = self.client()
        self.assertEqual(client.post("/logout", headers={"Origin": "https://evil.example"}).status_code, 403)
        self.assertEqual(client.post("/logout").status_code, 200)


if __name__ == "__main__":
    unittest.main()
