"""jamlite.ext.litestar with Litestar behind uvicorn, over HTTP."""

from __future__ import annotations

import contextlib
import unittest
from typing import Any, ClassVar
from unittest import mock

from jamlite import Jam
from jamlite.exceptions.base import JamConfigurationError, JamValidationError
from jamlite.exceptions.plugins import JamLitestarPluginConfigError
from jamlite.ext import litestar as adapter
from jamlite.ext.authenticator import CredentialSource
from jamlite.ext.litestar import middleware

from ..ext import servers
from ..ext.contract import COOKIE, SECRET, SessionContract, TokenContract, ask, bearer, make_jam
from ..support import needs

litestar = needs("litestar")

CONFIG = {"jose": {"jwt": {"alg": "HS256", "secret_key": SECRET}}}
PASETO = {"version": "v4", "purpose": "local", "secret_key": SECRET.encode()}


async def who(request: litestar.Request) -> Any:  # type: ignore[name-defined]
    return {"sub": request.user and request.user.id}


who.__annotations__ = {"request": litestar.Request, "return": dict}


def application(jam: Any, **options: Any) -> Any:
    def guards(permission: str = "") -> Any:
        return [adapter.permission_guard(jam, permission)]

    return litestar.Litestar(
        [
            litestar.get("/", name="open")(who),
            litestar.get("/me", guards=guards())(who),
            litestar.post("/me", guards=guards(), status_code=200)(who),
            litestar.get("/orders", guards=guards("orders:read"))(who),
        ],
        plugins=[adapter.JamPlugin(jam, **options)],
    )


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


class TokensBesideSessions(TokenContract, _Served):
    options: ClassVar[dict[str, Any]] = {"via": ("jwt", "session")}


class SessionsBesideTokens(SessionContract, _Served):
    options: ClassVar[dict[str, Any]] = {
        "via": ["session", "jwt"],
        "trusted_origins": ["https://trusted.example"],
    }


async def payload(request: litestar.Request) -> Any:  # type: ignore[name-defined]
    auth = request.auth
    return {"sub": request.user and request.user.payload, "auth": isinstance(auth, adapter.Token)}


payload.__annotations__ = {"request": litestar.Request, "return": dict}


class Plugins(unittest.TestCase):
    """Jam's classes: the behaviour of Jam 3.2, and each of its defects corrected."""

    def serve(self, *plugins: Any) -> Any:
        app = litestar.Litestar([litestar.get("/")(payload)], plugins=list(plugins))
        return servers.asgi(app)

    def plugin(self, kind: Any = adapter.JWTPlugin, config: Any = CONFIG, **options: Any) -> Any:
        return kind(config, user=adapter.SimpleUser, header_name="Authorization", bearer=True, **options)

    def test_configuration(self) -> None:
        for options in ({}, {"user": adapter.SimpleUser}, {"header_name": "Authorization"}):
            with self.assertRaises(JamLitestarPluginConfigError):
                adapter.JWTPlugin(CONFIG, **options)
        with self.assertRaises(JamConfigurationError):
            self.plugin(use_list=True)
        adapter.JWTPlugin(CONFIG, middleware=False)

    def test_valid_and_anonymous(self) -> None:
        plugin = self.plugin()
        with self.serve(plugin) as base:
            token = plugin._auth.encode(sub="alice", exp=60)
            self.assertEqual(ask(base, "/", bearer(token)).sub["sub"], "alice")
            self.assertEqual(ask(base, "/").body, '{"sub":null,"auth":true}')

    def test_fix_a_bad_token_is_401(self) -> None:
        with self.serve(self.plugin()) as base:
            for value in ("Bearer x", "Bearer", "Bearer a.b.c", "Bearer a b"):
                answer = ask(base, "/", {"Authorization": value})
                self.assertEqual(answer.status, 401)
                self.assertNotIn("JWS", answer.body)

    def test_fix_two_plugins_do_not_share_their_settings(self) -> None:
        listed = {"backend": "memory", "type": "white"}
        first = self.plugin(
            config={"jose": {"jwt": {**CONFIG["jose"]["jwt"], "list": listed}}}, use_list=True
        )
        second = self.plugin(config={"jose": {"jwt": {"alg": "HS256", "secret_key": "x" * 32}}})
        tokens = [plugin._auth.encode(sub="alice", exp=60) for plugin in (first, second)]
        first._auth.list.add(tokens[0])
        for plugin, good, bad in ((first, *tokens), (second, *tokens[::-1])):
            with self.serve(plugin) as base:
                self.assertEqual(ask(base, "/", bearer(good)).sub["sub"], "alice")
                self.assertEqual(ask(base, "/", bearer(bad)).status, 401)

    def test_fix_auth_is_a_token_and_the_user_gets_the_payload(self) -> None:
        session = self.plugin(adapter.SessionPlugin, {"sessions": {"session_type": "memory"}})
        paseto = self.plugin(adapter.PASETOPlugin, {"paseto": PASETO})
        credentials = session._auth.create("alice", {"a": 1}), paseto._auth.encode({"a": 1})
        for plugin, credential in zip((session, paseto), credentials):
            with self.serve(plugin) as base:
                self.assertEqual(ask(base, "/", bearer(credential)).body, '{"sub":{"a":1},"auth":true}')

    def test_nothing_behind_a_session_id_is_nobody(self) -> None:
        session = self.plugin(adapter.SessionPlugin, {"sessions": {"session_type": "memory"}})
        empty, full = (session._auth.create("alice", data) for data in ({}, {"a": 1}))
        with self.serve(session) as base:
            self.assertEqual(ask(base, "/", bearer(full)).sub, {"a": 1})
            for credential in ("wrong", empty):
                self.assertEqual(ask(base, "/", bearer(credential)).body, '{"sub":null,"auth":true}')
            for value in ("Bearer", "Bearer a b"):
                self.assertEqual(ask(base, "/", {"Authorization": value}).status, 401, value)

    def test_guards_refuse_a_session_id_behind_which_there_is_nothing(self) -> None:
        session = self.plugin(adapter.SessionPlugin, {"sessions": {"session_type": "memory"}})
        guarded = litestar.get("/", guards=[adapter.permission_guard(session.jam)])(payload)
        with servers.asgi(litestar.Litestar([guarded], plugins=[session])) as base:
            for headers in (bearer("wrong"), {}):
                self.assertEqual(ask(base, "/", headers).status, 401)

    def test_the_challenge_is_that_of_the_plugin(self) -> None:
        jam = make_jam()
        app = application(jam, via="session", sources=[CredentialSource.cookie(COOKIE)], realm="pages")
        with servers.asgi(app) as base:
            self.assertEqual(ask(base, "/me").headers["www-authenticate"], 'Cookie realm="pages"')

    def test_injected_modules(self) -> None:
        provider = {
            "client_id": "id",
            "auth_url": "https://a.example/",
            "token_url": "https://a.example/t",
            "redirect_url": "https://me.example/",
        }
        plugins = [
            adapter.JWTPlugin(CONFIG, middleware=False),
            adapter.SessionPlugin({"sessions": {"session_type": "memory"}}, middleware=False),
            adapter.PASETOPlugin({"paseto": PASETO}, middleware=False),
            adapter.OAuth2Plugin({"oauth2": {"providers": {"here": provider}}}),
        ]

        async def view(jwt: Any, session: Any, paseto: Any, oauth2: Any) -> Any:
            session_id = await session.create("alice", {"a": 1})
            data = await session.get(session_id)
            return {"sub": [data, jwt.alg, paseto.purpose, [*oauth2]]}

        view.__annotations__ = {**dict.fromkeys(("jwt", "session", "paseto", "oauth2"), Any), "return": dict}
        app = litestar.Litestar([litestar.get("/")(view)], plugins=plugins)
        with servers.asgi(app) as base:
            self.assertEqual(ask(base, "/").sub, [{"a": 1}, "HS256", "local", ["here"]])


class Middlewares(unittest.TestCase):
    """Jam's middlewares, which an application sets up itself; a refused credential is 401."""

    def serve(self, kind: Any, **attributes: Any) -> Any:
        mine = type("Mine", (kind,), {"USER": adapter.SimpleUser, **attributes})
        routes = [litestar.get("/")(payload), litestar.post("/", name="post")(payload)]
        return servers.asgi(litestar.Litestar(routes, middleware=[mine]))

    def test_tokens(self) -> None:
        jam = Jam(CONFIG)
        header = {"HEADER_NAME": "Authorization", "BEARER": True}
        with self.serve(middleware.JWTMiddleware, AUTH_MODULE=jam.jwt, **header) as base:
            token = jam.jwt_encode(sub="alice", exp=60)
            self.assertEqual(ask(base, "/", bearer(token)).sub["sub"], "alice")
            self.assertEqual(ask(base, "/").body, '{"sub":null,"auth":true}')
            for value in ("Bearer x", "Bearer", "Bearer a.b.c", "Bearer a b"):
                self.assertEqual(ask(base, "/", {"Authorization": value}).status, 401, value)

    def test_listed_tokens(self) -> None:
        listed = {"backend": "memory", "type": "black"}
        jam = Jam({"jose": {"jwt": {**CONFIG["jose"]["jwt"], "list": listed}}})
        token = jam.jwt_encode(sub="alice", exp=60)
        kind, header = middleware.JWTMiddleware, {"HEADER_NAME": "Authorization", "BEARER": True}
        with self.serve(kind, AUTH_MODULE=jam.jwt, LIST=True, **header) as base:
            self.assertEqual(ask(base, "/", bearer(token)).status, 200)
            jam.jwt.list.add(token)
            self.assertEqual(ask(base, "/", bearer(token)).status, 401)

    def test_sessions_in_a_cookie(self) -> None:
        jam = make_jam()
        key = jam.session_create("user", {"sub": "alice"})
        with self.serve(middleware.SessionMiddleware, AUTH_MODULE=jam.session, COOKIE_NAME=COOKIE) as base:
            cookie = {"Cookie": f"{COOKIE}={key}"}
            self.assertEqual(ask(base, "/", cookie).sub["sub"], "alice")
            self.assertEqual(ask(base, "/", {"Cookie": f"{COOKIE}=nobody"}).body, '{"sub":null,"auth":true}')
            away = {**cookie, "Origin": "https://evil.example"}
            self.assertEqual(ask(base, "/", away, method="POST").status, 401)

    def test_pasetos(self) -> None:
        jam = Jam({"paseto": PASETO})
        kind, header = middleware.PASETOMiddleware, {"HEADER_NAME": "X-Token"}
        with self.serve(kind, AUTH_MODULE=jam.paseto, **header) as base:
            token = jam.paseto_create({"sub": "alice"})
            self.assertEqual(ask(base, "/", {"X-Token": token}).sub["sub"], "alice")
            self.assertEqual(ask(base, "/", {"X-Token": token[:-2]}).status, 401)

    def test_a_module_of_ones_own_that_finds_nothing_in_a_paseto(self) -> None:
        for found, user in ((None, "null"), ((None, None), "null"), ({"a": 1}, '{"a":1}')):
            module = mock.Mock()
            module.decode.return_value = found
            with self.serve(middleware.PASETOMiddleware, AUTH_MODULE=module, HEADER_NAME="X-Token") as base:
                answer = ask(base, "/", {"X-Token": "x"})
                self.assertEqual((answer.status, answer.body), (200, f'{{"sub":{user},"auth":true}}'))

    def test_a_middleware_without_a_place_to_look(self) -> None:
        with self.assertRaises(JamLitestarPluginConfigError):
            middleware.JWTMiddleware(None)  # type: ignore[arg-type]


class Module:
    def __init__(self, secret_key: str) -> None:
        self.key = secret_key

    def decode(self, token: str) -> Any:
        if token != self.key:
            raise JamValidationError("wrong")
        return {"sub": "alice"}


class Shouting(middleware.JWTMiddleware):
    async def authenticate_request(self, connection: Any) -> Any:
        found = await super().authenticate_request(connection)
        if found.user is not None:
            found.user.payload["sub"] += "!"
        return found


class OwnPlugins(unittest.TestCase):
    """Jam's class attributes: MODULE and MIDDLEWARE replace what a plugin is made of."""

    options: ClassVar[dict[str, Any]] = {"header_name": "X-Token", "user": adapter.SimpleUser}

    def serve(self, *plugins: Any) -> Any:
        return servers.asgi(litestar.Litestar([litestar.get("/")(payload)], plugins=list(plugins)))

    def test_a_plugin_that_is_not_whole(self) -> None:
        class Mine(adapter.BasePlugin):
            MODULE, MIDDLEWARE, _DI_KEY, _CONFIG_KEY = Module, middleware.JWTMiddleware, "mine", "own"

        class NoModule(Mine):
            MODULE = None

        class NoName(Mine):
            _DI_KEY = ""

        section = {"own": {"secret_key": "first key"}}
        for kind, config, options in (
            (NoModule, section, self.options),
            (NoName, section, self.options),
            (Mine, {"other": {}}, self.options),
            (Mine, {"own": "text"}, self.options),
            (Mine, section, {"header_name": "X-Token"}),
            (Mine, section, {"user": adapter.SimpleUser}),
        ):
            with self.subTest(kind=kind, config=config), self.assertRaises(JamLitestarPluginConfigError):
                kind(config, **options)

    def test_a_plugin_of_ones_own(self) -> None:
        class Mine(adapter.BasePlugin):
            MODULE, MIDDLEWARE, _DI_KEY, _CONFIG_KEY = Module, middleware.JWTMiddleware, "mine", "own"

        first, second = (
            Mine({"own": {"secret_key": key}}, **self.options) for key in ("first key", "second key")
        )
        only_injected = Mine(secret_key="third key", middleware=False)
        for plugin, good, bad in ((first, "first key", "second key"), (second, "second key", "first key")):
            with self.serve(plugin) as base:
                self.assertEqual(ask(base, "/", {"X-Token": good}).sub["sub"], "alice")
                self.assertEqual(ask(base, "/", {"X-Token": bad}).status, 401)
        app = litestar.Litestar(plugins=[only_injected])
        self.assertIs(app.dependencies["mine"].dependency(), only_injected._auth)
        self.assertEqual(app.middleware, [])

    def test_the_module_and_the_middleware_of_our_plugins(self) -> None:
        class Mine(adapter.JWTPlugin):
            MODULE, MIDDLEWARE = Module, Shouting

        listed = {"alg": "HS256", "secret_key": SECRET, "list": {"backend": "memory", "type": "black"}}
        plain = type("Plain", (adapter.JWTPlugin,), {"MIDDLEWARE": Shouting})
        ours = plain({"jwt": listed}, use_list=True, **self.options)
        token = ours._auth.encode(sub="bob")
        with self.serve(Mine(secret_key="first key", **self.options)) as one, self.serve(ours) as other:
            self.assertEqual(ask(one, "/", {"X-Token": "first key"}).sub["sub"], "alice!")
            self.assertEqual(ask(one, "/", {"X-Token": "second key"}).status, 401)
            self.assertEqual(ask(other, "/", {"X-Token": token}).sub["sub"], "bob!")
            ours._auth.list.add(token)
            self.assertEqual(ask(other, "/", {"X-Token": token}).status, 401)
        self.assertEqual((Shouting.LIST, Shouting.HEADER_NAME), (False, None))  # no plugin changes the class


class Answers(unittest.TestCase):
    def client(self, **options: Any) -> Any:
        from litestar.testing import TestClient

        jam = make_jam()

        @litestar.get("/", guards=[adapter.permission_guard(jam, "orders:read")])
        async def orders() -> dict[str, bool]:
            return {"in": True}

        @litestar.post("/logout", guards=[adapter.csrf], status_code=200)
        async def logout() -> Any:
            one, two = adapter.SessionCookie("__Host-a"), adapter.SessionCookie("__Host-b", max_age=60)
            return adapter.set_headers(litestar.Response({}), one.set("1"), two.set("2"))

        plugin = adapter.JamPlugin(jam, **options)
        return TestClient(litestar.Litestar([orders, logout], plugins=[plugin]))

    def test_browsers_are_led_to_the_login_page(self) -> None:
        with self.client(login_url="/login") as client:
            answer = client.get("/", headers={"Accept": "text/html"}, follow_redirects=False)
            self.assertEqual((answer.status_code, answer.headers["location"]), (303, "/login?next=%2F"))
            self.assertEqual(client.get("/").status_code, 401)

    def test_several_cookies_and_routes_of_ones_own(self) -> None:
        with self.client() as client:
            away = client.post("/logout", headers={"Origin": "https://evil.example"})
            self.assertEqual(away.status_code, 403)
            answer = client.post("/logout")
            cookies = answer.headers.get_list("set-cookie")
            self.assertEqual(len(cookies), 2)
            for cookie in cookies:
                for word in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"):
                    self.assertIn(word.lower(), cookie.lower())

    def test_a_permission_that_is_none_opens_nothing(self) -> None:
        for permission in (None, [], ["a"], b"a", 5):
            with self.subTest(permission=permission), self.assertRaises(JamConfigurationError):
                adapter.permission_guard(make_jam(), permission)  # type: ignore[arg-type]

    def test_a_guard_says_what_its_first_argument_is(self) -> None:
        with self.assertRaises(JamLitestarPluginConfigError) as caught:
            adapter.permission_guard("orders:read")
        self.assertIn("facade", str(caught.exception))


if __name__ == "__main__":
    unittest.main()
