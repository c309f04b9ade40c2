"""jamlite.ext.starlette with Starlette behind uvicorn, over HTTP."""

from __future__ import annotations

import asyncio
import contextlib
import unittest
from typing import Any, ClassVar
from unittest import mock

from jamlite.exceptions.base import JamConfigurationError, JamValidationError
from jamlite.exceptions.plugins import JamStarlettePluginConfigError
from jamlite.exceptions.sessions import JamSessionNotFound
from jamlite.ext import asgi
from jamlite.ext import starlette as adapter
from jamlite.ext.authenticator import CredentialSource
from jamlite.lists import build_list

from ..ext import servers
from ..ext.contract import COOKIE, SECRET, SessionContract, TokenContract, ask, bearer, issue, make_jam
from ..support import needs

authentication = needs("starlette.authentication")
applications = needs("starlette.applications")
middleware = needs("starlette.middleware")
stock = needs("starlette.middleware.authentication")
requests = needs("starlette.requests")
responses = needs("starlette.responses")
routing = needs("starlette.routing")

PASETO = {"version": "v4", "purpose": "local"}
CONFIG = {"jose": {"jwt": {"alg": "HS256", "secret_key": SECRET}}}


async def who(request: Any) -> Any:
    user = request.user
    return responses.JSONResponse({"sub": user.identity if user.is_authenticated else None})


def application(backend: Any, kind: Any = adapter.AuthenticationMiddleware, **options: Any) -> Any:
    return applications.Starlette(
        routes=[routing.Route("/", who)],
        middleware=[middleware.Middleware(kind, backend=backend, **options)],
    )


def guarded(backend: adapter.JamAuthBackend) -> Any:
    """Return an application with the routes of the contract, each behind middleware of its own."""
    judge = backend.authenticator

    class Permission:
        def __init__(self, app: Any) -> None:
            self.app = app

        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            found = scope["state"]["outcome"]
            refusal = judge.demand(found, await judge.permits_async(found.principal, "orders:read"))
            if refusal is None:
                await self.app(scope, receive, send)
            else:
                await asgi.refuse(refusal, scope, send)

    def around(required: bool, *more: Any) -> list[Any]:
        first = middleware.Middleware(adapter.AuthenticationMiddleware, backend=backend, required=required)
        return [first, *more]

    return applications.Starlette(
        routes=[
            routing.Route("/", who, middleware=around(False)),
            routing.Route("/me", who, methods=["GET", "POST"], middleware=around(True)),
            routing.Route("/orders", who, middleware=around(True, middleware.Middleware(Permission))),
        ]
    )


class _Served(unittest.TestCase):
    options: ClassVar[dict[str, Any]] = {}

    @classmethod
    def setUpClass(cls) -> None:
        cls.jam = make_jam()
        stack = contextlib.ExitStack()
        app = guarded(adapter.JamAuthBackend(cls.jam, **cls.options))
        cls.base = stack.enter_context(servers.asgi(app))
        cls.addClassCleanup(stack.close)


class Tokens(TokenContract, _Served):
    pass


class Sessions(SessionContract, _Served):
    options: ClassVar[dict[str, Any]] = {
        "via": "session",
        "sources": [CredentialSource.cookie(COOKIE)],
        "trusted_origins": ["https://trusted.example"],
    }


class TokensBesideSessions(TokenContract, _Served):
    options: ClassVar[dict[str, Any]] = {"via": ("jwt", "session")}


class SessionsBesideTokens(SessionContract, _Served):
    options: ClassVar[dict[str, Any]] = {
        "via": ["session", "jwt"],
        "trusted_origins": ["https://trusted.example"],
    }


def connection(**headers: str) -> Any:
    pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
    return requests.HTTPConnection({"type": "http", "method": "GET", "query_string": b"", "headers": pairs})


class Backends(unittest.TestCase):
    """Jam's classes: the behaviour of Jam 3.2, and each of its defects corrected."""

    def authenticate(self, backend: Any, **headers: str) -> tuple[Any, Any]:
        return asyncio.run(backend.authenticate(connection(**headers)))

    def test_neither_name(self) -> None:
        for kind in (adapter.JWTBackend, adapter.SessionBackend, adapter.PASETOBackend):
            with self.assertRaisesRegex(JamStarlettePluginConfigError, "header_name or cookie_name"):
                kind(CONFIG)

    def test_valid(self) -> None:
        backend = adapter.JWTBackend(CONFIG, header_name="Authorization", bearer=True)
        token = backend._auth.encode(sub="alice", exp=60, payload={"scope": "read write"})
        credentials, user = self.authenticate(backend, authorization=f"Bearer {token}")
        self.assertEqual(credentials.scopes, ["authenticated", "read", "write"])
        self.assertEqual((user.payload["sub"], user.identity), ("alice", "alice"))

    def test_anonymous(self) -> None:
        backend = adapter.JWTBackend(CONFIG, header_name="Authorization", bearer=True)
        credentials, user = self.authenticate(backend)
        self.assertEqual(credentials.scopes, [])
        self.assertFalse(user.is_authenticated)

    def test_fix_a_bad_token_is_an_authentication_error(self) -> None:
        backend = adapter.JWTBackend(CONFIG, header_name="Authorization", bearer=True)
        for value in ("Bearer x", "Bearer", "Bearer a b", "Bearer a.b.c"):
            with self.subTest(value), self.assertRaises(authentication.AuthenticationError) as raised:
                self.authenticate(backend, authorization=value)
            self.assertEqual(str(raised.exception), "the credential was refused")

    def test_fix_a_header_without_bearer_is_nobody(self) -> None:
        backend = adapter.JWTBackend(CONFIG, header_name="Authorization", bearer=True)
        _, user = self.authenticate(backend, authorization="Basic YTpi")
        self.assertFalse(user.is_authenticated)

    def test_an_error_of_a_module_of_ones_own_goes_through(self) -> None:
        backend = adapter.JWTBackend(CONFIG, header_name="token")

        class Module:
            def decode(self, token: str) -> Any:
                raise ValueError("mine")

        backend._auth = Module()
        with self.assertRaisesRegex(ValueError, "mine"):
            self.authenticate(backend, token="x")

    def test_mocks_stand_in_for_the_modules(self) -> None:
        """A mock has every name; it has no token list for that, and a session module may be asynchronous."""
        claims = {"user_id": 1, "name": "Alice"}
        config = {
            "session": {"session_type": "memory"},
            "paseto": {**PASETO, "secret_key": bytes(32)},
            **CONFIG,
        }
        kinds: list[tuple[Any, Any, str]] = [
            (adapter.JWTBackend, mock.MagicMock(), "decode"),
            (adapter.PASETOBackend, mock.MagicMock(), "decode"),
            (adapter.SessionBackend, mock.MagicMock(), "get"),
            (adapter.SessionBackend, mock.AsyncMock(), "get"),
        ]
        for kind, module, method in kinds:
            with self.subTest(kind=kind.__name__, module=type(module).__name__):
                getattr(module, method).return_value = claims
                backend = kind(config, header_name="token")
                backend._auth = module
                permissions, user = self.authenticate(backend, token="x")
                self.assertEqual((permissions.scopes, user.payload), (["authenticated"], claims))
                getattr(module, method).assert_called_once()
                getattr(module, method).side_effect = JamSessionNotFound()
                if method == "get":
                    self.assert_nobody(backend)
                    getattr(module, method).side_effect = JamValidationError("wrong")
                with self.assertRaises(authentication.AuthenticationError):
                    self.authenticate(backend, token="x")

    def assert_nobody(self, backend: Any, **headers: str) -> None:
        permissions, user = self.authenticate(backend, **(headers or {"token": "x"}))
        self.assertEqual((permissions.scopes, user.is_authenticated), ([], False))

    def test_nothing_behind_a_credential_is_nobody(self) -> None:
        options = {"header_name": "token"}
        sessions = adapter.SessionBackend(session_type="memory", **options)
        empty = sessions._jam.session_create("alice", {})
        cookies = adapter.SessionBackend(session_type="memory", cookie_name="sid")
        self.assert_nobody(sessions)
        self.assert_nobody(sessions, token=empty)
        self.assert_nobody(cookies, cookie="sid=x")
        for bearers in ("Bearer x", "Bearer", "Bearer a b"):
            judge = adapter.SessionBackend(session_type="memory", header_name="Authorization", bearer=True)
            if bearers == "Bearer x":
                self.assert_nobody(judge, authorization=bearers)
                continue
            with self.subTest(bearers), self.assertRaises(authentication.AuthenticationError):
                self.authenticate(judge, authorization=bearers)

    def test_a_module_of_ones_own_that_finds_nothing_in_a_paseto(self) -> None:
        backend = adapter.PASETOBackend(
            version="v4", purpose="local", secret_key=SECRET.encode(), header_name="token"
        )
        with self.assertRaises(authentication.AuthenticationError):
            self.authenticate(backend, token="v4.local.x")
        backend._auth = mock.MagicMock()
        for nothing in (None, (None, None)):
            backend._auth.decode.return_value = nothing
            self.assert_nobody(backend)
        backend._auth.decode.return_value = ["no", "claims"]
        with self.assertRaises(authentication.AuthenticationError):
            self.authenticate(backend, token="x")

    def test_guards_refuse_who_is_nobody(self) -> None:
        sessions = adapter.SessionBackend(session_type="memory", header_name="X-Session")
        empty = sessions._jam.session_create("alice", {})
        with servers.asgi(application(sessions)) as open_, servers.asgi(guarded(sessions)) as base:
            for headers in ({"X-Session": "wrong"}, {"X-Session": empty}, {}):
                self.assertEqual(ask(open_, "/", headers).status, 200)
                self.assertEqual(ask(base, "/me", headers).status, 401)

    def test_a_module_of_ones_own(self) -> None:
        class Module:
            def __init__(self, secret_key: str) -> None:
                self.key = secret_key

            def decode(self, token: str) -> Any:
                if token != self.key:
                    raise JamValidationError("wrong")
                return {"sub": "alice"}

        class Mine(adapter.JWTBackend):
            MODULE = Module

        backend = Mine({"jwt": {"secret_key": "the key"}}, header_name="token")
        with self.assertRaises(authentication.AuthenticationError):
            self.authenticate(backend, token="another")
        self.assertEqual(self.authenticate(backend, token="the key")[1].identity, "alice")
        self.assertIsInstance(backend._auth, Module)

        class Late:
            async def get(self, session_id: str) -> Any:
                return {"sub": "bob"} if session_id == "x" else None

        class Sessions(adapter.SessionBackend):
            MODULE = Late

        sessions = Sessions(header_name="token")
        self.assertEqual(self.authenticate(sessions, token="x")[1].identity, "bob")
        self.assert_nobody(sessions, token="y")

    def test_the_list_of_a_mock_counts_if_a_test_gave_it_one(self) -> None:
        module = mock.MagicMock()
        module.decode.return_value = {"sub": "alice"}
        module.list = build_list({"backend": "memory", "type": "white"})
        backend = adapter.JWTBackend(CONFIG, header_name="token")
        backend._auth = module
        with self.assertRaises(authentication.AuthenticationError):
            self.authenticate(backend, token="x")
        module.list.add("x")
        self.assertEqual(self.authenticate(backend, token="x")[1].identity, "alice")

    def test_fix_lists_the_right_way_round(self) -> None:
        for kind in ("black", "white"):
            settings = {**CONFIG["jose"]["jwt"], "list": {"backend": "memory", "type": kind}}
            backend = adapter.JWTBackend({"jose": {"jwt": settings}}, header_name="token", use_list=True)
            listed, other = (backend._auth.encode(sub="alice", exp=60) for _ in range(2))
            backend._auth.list.add(listed)
            accepted, refused = (listed, other) if kind == "white" else (other, listed)
            self.assertTrue(self.authenticate(backend, token=accepted)[1].is_authenticated)
            with self.assertRaises(authentication.AuthenticationError):
                self.authenticate(backend, token=refused)

    def test_fix_both_spellings_of_the_configuration(self) -> None:
        for config in (CONFIG, {"jwt": CONFIG["jose"]["jwt"]}):
            adapter.JWTBackend(config, header_name="token")
        with self.assertRaises(JamConfigurationError):
            adapter.JWTBackend({"paseto": {}}, header_name="token")

    def test_fix_paseto_gives_the_user_the_payload(self) -> None:
        backend = adapter.PASETOBackend(
            version="v4", purpose="local", secret_key=SECRET.encode(), header_name="token"
        )
        _, user = self.authenticate(backend, token=backend._auth.encode({"sub": "alice"}))
        self.assertEqual(user, adapter.SimpleUser({"sub": "alice"}))

    def test_fix_is_authenticated_is_a_property(self) -> None:
        self.assertIs(adapter.SimpleUser({}).is_authenticated, True)

    def test_the_cookie_is_looked_at_first(self) -> None:
        backend = adapter.JWTBackend(CONFIG, header_name="token", cookie_name="token")
        first, second = (backend._auth.encode(sub=name, exp=60) for name in ("cookie", "header"))
        _, user = self.authenticate(backend, cookie=f"token={first}", token=second)
        self.assertEqual(user.identity, "cookie")
        _, user = self.authenticate(backend, token=second)
        self.assertEqual(user.identity, "header")

    def test_sessions_with_coroutines_in_the_state(self) -> None:
        backend = adapter.SessionBackend({"sessions": {"session_type": "memory"}}, cookie_name="session")

        async def main() -> Any:
            visitor = connection()
            await backend.authenticate(visitor)
            session_id = await visitor.state.session.create("alice", {"id": 1})
            return await backend.authenticate(connection(cookie=f"session={session_id}"))

        _, user = asyncio.run(main())
        self.assertEqual(user.payload, {"id": 1})

    def test_a_user_of_ones_own(self) -> None:
        class User(adapter.BaseUser):
            def __init__(self, name: str) -> None:
                self.name = name

            @classmethod
            def from_payload(cls, payload: dict[str, Any]) -> User:
                return cls(payload["sub"])

        backend = adapter.JWTBackend(CONFIG, header_name="token", user=User)
        _, user = self.authenticate(backend, token=backend._auth.encode(sub="alice", exp=60))
        self.assertEqual((user.name, user.is_authenticated), ("alice", True))
        with self.assertRaises(NotImplementedError):
            user.display_name  # noqa: B018


class Middlewares(unittest.TestCase):
    def test_starlettes_own_middleware(self) -> None:
        backend = adapter.JWTBackend(CONFIG, header_name="Authorization", bearer=True)
        token = backend._auth.encode(sub="alice", exp=60)
        for options, status in (({}, 400), ({"on_error": adapter.on_error}, 401)):
            app = application(backend, stock.AuthenticationMiddleware, **options)
            with servers.asgi(app) as base:
                self.assertEqual(ask(base, "/", bearer(token)).sub, "alice")
                self.assertIsNone(ask(base, "/").sub)
                answer = ask(base, "/", bearer("x"))
                self.assertEqual(answer.status, status)
                self.assertNotIn("jwt", answer.body.lower())
        self.assertEqual(answer.headers["www-authenticate"], 'Bearer error="invalid_token"')

    def test_ours_answers_401(self) -> None:
        backend = adapter.JWTBackend(CONFIG, header_name="Authorization", bearer=True)
        with servers.asgi(application(backend)) as base:
            self.assertEqual(ask(base, "/", bearer("x")).status, 401)
            self.assertIsNone(ask(base, "/").sub)

    def test_requires_sees_permissions_as_scopes(self) -> None:
        jam = make_jam()

        @authentication.requires("orders:read", status_code=403)
        async def orders(request: Any) -> Any:
            return responses.JSONResponse({"sub": request.user.identity})

        app = applications.Starlette(
            routes=[routing.Route("/", orders)],
            middleware=[
                middleware.Middleware(adapter.AuthenticationMiddleware, backend=adapter.JamAuthBackend(jam))
            ],
        )
        with servers.asgi(app) as base:
            self.assertEqual(ask(base, "/", bearer(issue(jam))).sub, "alice")
            self.assertEqual(ask(base, "/", bearer(issue(jam, permissions=["x"]))).status, 403)


class Answers(unittest.TestCase):
    def client(self, handlers: Any = None, required: bool = True, **options: Any) -> Any:
        from starlette.testclient import TestClient

        async def page(request: Any) -> Any:
            return adapter.set_headers(
                responses.PlainTextResponse("in"),
                adapter.SessionCookie("__Host-a").set("1"),
                adapter.SessionCookie("__Host-b").set("2"),
            )

        backend = adapter.JamAuthBackend(make_jam(), **options)
        app = applications.Starlette(
            routes=[
                routing.Route("/", page),
                routing.Route("/logout", adapter.csrf(page), methods=["POST"]),
            ],
            middleware=[
                middleware.Middleware(adapter.AuthenticationMiddleware, backend=backend, required=required)
            ],
            exception_handlers=handlers or {},
        )
        return TestClient(app, follow_redirects=False)

    def test_exception_handlers_are_asked(self) -> None:
        async def handler(request: Any, error: Any) -> Any:
            return responses.PlainTextResponse(f"{error.status_code} of ours", error.status_code)

        answer = self.client({401: handler}).get("/")
        self.assertEqual((answer.status_code, answer.text), (401, "401 of ours"))
        answer = self.client().get("/")
        self.assertEqual((answer.status_code, answer.json()), (401, {"error": "unauthorized"}))

    def test_browsers_are_led_to_the_login_page(self) -> None:
        answer = self.client(login_url="/login").get("/?a=1", headers={"Accept": "text/html"})
        self.assertEqual((answer.status_code, answer.headers["location"]), (303, "/login?next=%2F%3Fa%3D1"))

    def test_on_refusal(self) -> None:
        async def told(request: Any, outcome: Any) -> Any:
            return responses.PlainTextResponse(f"{request.url.path} {outcome.reason}", 418)

        self.assertEqual(self.client(on_refusal=told).get("/").text, "/ absent")

    def test_several_cookies_and_routes_of_ones_own(self) -> None:
        client = self.client(required=False)
        self.assertEqual(len(client.get("/").headers.get_list("set-cookie")), 2)
        self.assertEqual(client.post("/logout", headers={"Origin": "https://evil.example"}).status_code, 403)
        self.assertEqual(client.post("/logout").status_code, 200)

    def test_a_preflight_passes(self) -> None:
        headers = {"Origin": "https://app.example", "Access-Control-Request-Method": "GET"}
        self.assertEqual(
            self.client().options("/", headers=headers).status_code, 405
        )  # the application's word


if __name__ == "__main__":
    unittest.main()
