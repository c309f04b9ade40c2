"""jamlite.ext.flask with Flask behind wsgiref, over HTTP."""

from __future__ import annotations

import contextlib
import unittest
from typing import Any, ClassVar

from jamlite.aio import Jam as AsyncJam
from jamlite.exceptions.base import JamConfigurationError
from jamlite.exceptions.plugins import JamFlaskPluginConfigError
from jamlite.exceptions.sessions import JamStoreError
from jamlite.ext import flask as adapter
from jamlite.ext.authenticator import CredentialSource
from jamlite.ext.flask import extensions

from ..ext import servers
from ..ext.contract import COOKIE, SECRET, SessionContract, TokenContract, ask, bearer, issue, make_jam
from ..support import needs

flask = needs("flask")
CONFIG = {"jose": {"jwt": {"alg": "HS256", "secret_key": SECRET}}}


def who() -> Any:
    principal = flask.g.principal
    return {"sub": principal and principal.id}


def application(jam: Any, **options: Any) -> Any:
    app = flask.Flask(__name__)
    auth = adapter.JamAuth(app, jam=jam, **options)
    app.add_url_rule("/", "open", who)
    app.add_url_rule("/me", "me", auth.login_required(who), methods=["GET", "POST"])
    app.add_url_rule("/orders", "orders", auth.permission_required("orders:read")(who))
    return app


class _Served(unittest.TestCase):
    options: ClassVar[dict[str, Any]] = {}

    @classmethod
    def setUpClass(cls) -> None:
        cls.jam = make_jam()
        stack = contextlib.ExitStack()
        cls.base = stack.enter_context(servers.wsgi(application(cls.jam, **cls.options)))
        cls.addClassCleanup(stack.close)


class Tokens(TokenContract, _Served):
    pass


class Sessions(SessionContract, _Served):
    options: ClassVar[dict[str, Any]] = {
        "via": "session",
        "sources": [CredentialSource.cookie(COOKIE)],
        "trusted_origins": ["https://trusted.example"],
    }


class Extensions(unittest.TestCase):
    """Jam's classes: the behaviour of Jam 3.2, and each of its defects corrected."""

    def serve(self, extension: type, **options: Any) -> tuple[Any, Any]:
        """Return (test client, extension) of an application that answers g.payload."""
        app = flask.Flask(__name__)
        made = extension(app, **options)
        app.add_url_rule("/", "view", lambda: {"payload": flask.g.payload})
        return app.test_client(), made

    def test_neither_name(self) -> None:
        for kind in (adapter.JWTExtension, adapter.SessionExtension, adapter.PASETOExtension):
            with self.assertRaisesRegex(JamFlaskPluginConfigError, "header_name or cookie_name"):
                kind(flask.Flask(__name__), CONFIG)

    def test_a_facade_in_the_place_of_the_application(self) -> None:
        with self.assertRaisesRegex(JamFlaskPluginConfigError, r"JamAuth\(app, jam=jam\)"):
            adapter.JamAuth(make_jam())

    def test_what_is_no_application(self) -> None:
        for app in (0, "app", object(), flask.Blueprint("pages", __name__), make_jam()):
            for make in (
                lambda app: adapter.JamAuth(app, jam=make_jam()),
                lambda app: adapter.JWTExtension(app, CONFIG, header_name="Authorization"),
                lambda app: adapter.OAuth2Extension(app, {"oauth2": {}}),
            ):
                with (
                    self.subTest(type(app)),
                    self.assertRaisesRegex(
                        JamFlaskPluginConfigError, f"must be a Flask application, got {type(app).__name__}"
                    ),
                ):
                    make(app)  # type: ignore[no-untyped-call]

    def test_names_in_g_and_extensions(self) -> None:
        app = flask.Flask(__name__)
        made = adapter.JWTExtension(app, CONFIG, header_name="Authorization")
        with app.test_request_context("/"):
            app.preprocess_request()
            self.assertIs(flask.g.jwt, made._auth)
            self.assertIsNone(flask.g.payload)
        self.assertIs(app.extensions["jwt"], made._auth)

    def test_module_arguments_instead_of_a_configuration(self) -> None:
        client, made = self.serve(
            adapter.JWTExtension, alg="HS256", secret_key=SECRET, header_name="Authorization"
        )
        token = made._auth.encode(sub="alice", exp=60)
        self.assertEqual(client.get("/", headers=bearer(token)).json["payload"]["sub"], "alice")

    def test_init_app_later(self) -> None:
        made = adapter.JWTExtension(config=CONFIG, header_name="Authorization")
        app = flask.Flask(__name__)
        made.init_app(app)
        self.assertIs(app.extensions["jwt"], made._auth)

    def test_fix_the_cookie_is_read_when_the_header_is_absent(self) -> None:
        client, made = self.serve(
            adapter.JWTExtension, config=CONFIG, header_name="Authorization", cookie_name="token"
        )
        token = made._auth.encode(sub="alice", exp=60)
        client.set_cookie("token", token)
        self.assertEqual(client.get("/").json["payload"]["sub"], "alice")
        other = made._auth.encode(sub="bob", exp=60)
        self.assertEqual(client.get("/", headers=bearer(other)).json["payload"]["sub"], "bob")

    def test_every_refusal_is_payload_none(self) -> None:
        client, made = self.serve(adapter.JWTExtension, config=CONFIG, header_name="Authorization")
        for token in ("x", "a.b.c", made._auth.encode(sub="alice", exp=-1)):
            answer = client.get("/", headers=bearer(token))
            self.assertEqual((answer.status_code, answer.json), (200, {"payload": None}))

    def test_fix_a_token_on_the_list_is_payload_none_not_an_error(self) -> None:
        for kind in ("black", "white"):
            settings = {**CONFIG["jose"]["jwt"], "list": {"backend": "memory", "type": kind}}
            client, made = self.serve(
                adapter.JWTExtension,
                config={"jose": {"jwt": settings}},
                header_name="Authorization",
                use_list=True,
            )
            listed = made._auth.encode(sub="alice", exp=60)
            made._auth.list.add(listed)
            other = made._auth.encode(sub="alice", exp=60)
            accepted, refused = (listed, other) if kind == "white" else (other, listed)
            answer = client.get("/", headers=bearer(accepted))
            self.assertEqual(answer.json["payload"]["sub"], "alice")
            answer = client.get("/", headers=bearer(refused))
            self.assertEqual((answer.status_code, answer.json), (200, {"payload": None}))
            self.assertEqual(client.get("/").json, {"payload": None})

    def test_use_list_needs_a_list(self) -> None:
        with self.assertRaises(JamConfigurationError):
            self.serve(adapter.JWTExtension, config=CONFIG, header_name="Authorization", use_list=True)

    def test_fix_the_configuration_is_not_changed(self) -> None:
        config = {"jose": {"jwt": {"alg": "HS256", "secret_key": SECRET}}, "session": {"type": "memory"}}
        before = repr(config)
        for _ in range(2):
            self.serve(adapter.JWTExtension, config=config, header_name="Authorization")
            self.serve(adapter.SessionExtension, config=config, cookie_name="session")
        self.assertEqual(repr(config), before)

    def test_a_misspelt_argument_is_not_passed_over(self) -> None:
        with self.assertRaises(JamConfigurationError):
            self.serve(adapter.JWTExtension, config=CONFIG, header_name="Authorization", use_lists=True)

    def test_sections_under_their_old_names(self) -> None:
        for config in ({"jwt": CONFIG["jose"]["jwt"]}, CONFIG):
            self.serve(adapter.JWTExtension, config=config, header_name="Authorization")
        for config in ({"sessions": {"session_type": "memory"}}, {"session": {"type": "memory"}}):
            self.serve(adapter.SessionExtension, config=config, cookie_name="session")
        with self.assertRaises(JamConfigurationError):
            self.serve(adapter.PASETOExtension, config=CONFIG, header_name="Authorization")

    def test_sessions(self) -> None:
        client, made = self.serve(
            adapter.SessionExtension, config={"session": {"type": "memory"}}, cookie_name="session"
        )
        client.set_cookie("session", made._auth.create("alice", {"name": "Alice"}))
        answer = client.get("/")
        self.assertEqual(answer.json, {"payload": {"name": "Alice"}})
        self.assertEqual(answer.headers["Vary"], "Cookie")
        cross = client.post("/", headers={"Sec-Fetch-Site": "cross-site"})
        self.assertEqual(cross.status_code, 405)

    def test_data_of_a_session_is_the_applications_own(self) -> None:
        client, made = self.serve(
            adapter.SessionExtension, config={"session": {"type": "memory"}}, cookie_name="session"
        )
        for data in ({"sub": 7}, {"exp": "never"}, {"jti": None, "aud": {}}, {}):
            client.set_cookie("session", made._auth.create("alice", data))
            self.assertEqual(client.get("/").json, {"payload": data})
        expired = made._jam.issue("alice", via="session", exp=-1)
        client.set_cookie("session", expired)
        self.assertEqual(client.get("/").json, {"payload": None})

    def test_paseto(self) -> None:
        client, made = self.serve(
            adapter.PASETOExtension,
            config={"paseto": {"version": "v4", "purpose": "local", "secret_key": SECRET.encode()}},
            header_name="Authorization",
        )
        token = made._auth.encode({"sub": "alice"})
        self.assertEqual(client.get("/", headers=bearer(token)).json, {"payload": {"sub": "alice"}})
        self.assertEqual(client.get("/", headers=bearer(token[:-4])).json, {"payload": None})

    def test_oauth2(self) -> None:
        provider = {
            "client_id": "id",
            "auth_url": "https://a.example/",
            "token_url": "https://a.example/t",
            "redirect_url": "https://me.example/",
        }
        app = flask.Flask(__name__)
        made = adapter.OAuth2Extension(app, {"oauth2": {"providers": {"here": provider}}})
        with app.test_request_context("/"):
            app.preprocess_request()
            self.assertIs(flask.g.oauth2["here"], made._auth["here"])

    def test_decorators_of_an_extension(self) -> None:
        client, made = self.serve(adapter.JWTExtension, config=CONFIG, header_name="Authorization")
        app = client.application
        app.add_url_rule("/me", "me", made.login_required(lambda: "me"))
        self.assertEqual(client.get("/me").status_code, 401)
        self.assertEqual(client.get("/me", headers=bearer("x")).status_code, 401)
        token = made._auth.encode(sub="alice", exp=60)
        self.assertEqual(client.get("/me", headers=bearer(token)).status_code, 200)

    def test_a_store_that_fails_is_not_a_refusal(self) -> None:
        client, made = self.serve(
            adapter.SessionExtension, config={"session": {"type": "memory"}}, cookie_name="session"
        )
        client.application.testing = True

        def broken(*args: Any) -> Any:
            raise JamStoreError()

        made._auth.get = broken
        client.set_cookie("session", "x")
        with self.assertRaises(JamStoreError):
            client.get("/")

    def test_token(self) -> None:
        self.assertEqual(adapter.Token("a"), adapter.Token(token="a"))
        self.assertNotIn("secret", repr(adapter.Token("secret")))


class Login(unittest.TestCase):
    def test_login_sets_a_cookie_for_this_user_alone(self) -> None:
        jam = make_jam()
        login = adapter.SessionLogin(jam)
        app = application(jam, via="session", sources=[CredentialSource.cookie(COOKIE)])

        @app.post("/login")
        def enter() -> Any:
            headers = login.begin(adapter.WSGIRequest(flask.request.environ), "alice", {"sub": "alice"})
            return {"sub": "alice"}, headers

        with servers.wsgi(app) as base:
            answer = ask(base, "/login", method="POST")
            for word in ("HttpOnly", "Secure", "SameSite=Lax", "Path=/"):
                self.assertIn(word, answer.headers["set-cookie"])
            self.assertEqual(answer.headers["cache-control"], "no-store")
            self.assertEqual(answer.headers["vary"], "Cookie")
            cookie = answer.headers["set-cookie"].split(";")[0]
            self.assertEqual(ask(base, "/me", {"Cookie": cookie}).sub, "alice")

    def test_several_on_one_application(self) -> None:
        jam = make_jam()
        app = flask.Flask(__name__)
        users = adapter.JamAuth(app, jam=jam, via="session", sources=[CredentialSource.cookie(COOKIE)])
        api = adapter.JamAuth(app, jam=jam)
        app.add_url_rule("/page", "page", users.login_required(who))
        app.add_url_rule("/api", "api", api.login_required(who))
        client = app.test_client()
        self.assertEqual(client.get("/api", headers=bearer(issue(jam))).json, {"sub": "alice"})
        self.assertEqual(client.get("/page", headers=bearer(issue(jam))).status_code, 401)
        self.assertEqual(app.extensions["jam_auths"], [users, api])

    def test_a_guard_of_sessions_and_one_of_tokens_just_so(self) -> None:
        """Each view has its own guard, and the principal in g is that guard's, whatever else came along."""
        for names in (("session", "jwt"), ("jwt", "session")):
            jam = make_jam()
            app = flask.Flask(__name__)
            guards = {name: adapter.JamAuth(app, jam=jam, via=name) for name in names}
            app.add_url_rule("/page", "page", guards["session"].login_required(who))
            app.add_url_rule("/api", "api", guards["jwt"].permission_required("orders:read")(who))
            app.add_url_rule("/open", "open", who)
            session, token = jam.issue("bob", via="session"), issue(jam)
            cookie, wrong = {"Cookie": f"{COOKIE}={session}"}, bearer(token[:-4] + "AAAA")
            client = app.test_client(use_cookies=False)
            for path, headers, expected in (
                ("/page", cookie, "bob"),
                ("/page", {**cookie, **bearer(token)}, "bob"),
                ("/api", {**cookie, **bearer(token)}, "alice"),
                ("/api", bearer(token), "alice"),
                ("/open", bearer(token), "alice"),
                ("/open", cookie, "bob"),
                ("/open", {}, None),
                ("/page", bearer(token), 401),
                ("/page", {}, 401),
                ("/api", cookie, 401),
                ("/api", {}, 401),
                ("/api", bearer(session), 401),
                ("/api", bearer(issue(jam, permissions=[])), 403),
                *((path, wrong, 401) for path in ("/page", "/api", "/open")),
                ("/api", {**cookie, **wrong}, 401),
                ("/open", {"Cookie": f"{COOKIE}=old"}, None),
                ("/page", {"Cookie": f"{COOKIE}=old"}, 401),
            ):
                with self.subTest(names, path=path, headers=sorted(headers)):
                    answer = client.get(path, headers=headers)
                    self.assertEqual(
                        answer.json["sub"] if answer.status_code == 200 else answer.status_code, expected
                    )

    def test_one_guard_for_both(self) -> None:
        jam = make_jam()
        client = application(jam, via=("jwt", "session")).test_client(use_cookies=False)
        self.assertEqual(client.get("/me", headers=bearer(issue(jam))).json, {"sub": "alice"})
        cookie = {"Cookie": f"{COOKIE}={jam.issue('bob', via='session')}"}
        self.assertEqual(client.get("/me", headers=cookie).json, {"sub": "bob"})
        answer = client.get("/me")
        self.assertEqual((answer.status_code, answer.headers["WWW-Authenticate"]), (401, "Bearer"))


class OwnExtensions(unittest.TestCase):
    def test_a_module_of_ones_own_in_the_extensions(self) -> None:
        class Mine(extensions.BaseExtension):
            MODULE = staticmethod(dict)
            _CONFIG_KEY = "mine"

        app = flask.Flask("mine")
        self.assertEqual(Mine(app, a=1)._auth, {"a": 1})
        self.assertEqual(app.extensions["mine"], {"a": 1})
        later = Mine(b=2)
        later.init_app(app)
        self.assertEqual(app.extensions["mine"], {"b": 2})


class Asynchronous(unittest.TestCase):
    def test_the_asynchronous_facade_is_refused_when_the_adapter_is_made(self) -> None:
        jam: Any = AsyncJam({"session": {"session_type": "memory"}})
        with self.assertRaisesRegex(JamConfigurationError, "not aio.Jam"):
            adapter.JamAuth(flask.Flask("app"), jam=jam, via="session")


class Answers(unittest.TestCase):
    """The application's own handlers, pages and cookies."""

    def application(self, **options: Any) -> Any:
        self.jam = make_jam()
        app = flask.Flask(__name__)
        self.auth = adapter.JamAuth(app, jam=self.jam, via="session", **options)
        app.add_url_rule("/account", "account", self.auth.login_required(lambda: {"in": True}))
        app.add_url_rule("/admin", "admin", self.auth.permission_required("admin")(lambda: {"in": True}))
        return app

    def test_error_handlers_are_asked(self) -> None:
        app = self.application()
        login = adapter.SessionLogin(self.jam)
        app.register_error_handler(401, lambda error: ("please log in", 401))
        app.register_error_handler(403, lambda error: ("not yours", 403))
        client = app.test_client(use_cookies=False)
        self.assertEqual(client.get("/account").text, "please log in")
        sent = login.begin(adapter.WSGIRequest({"REQUEST_METHOD": "GET"}), "alice", {"permissions": ["x"]})
        cookie = {"Cookie": sent["Set-Cookie"].split(";")[0]}
        self.assertEqual(client.get("/account", headers=cookie).json, {"in": True})
        self.assertEqual(client.get("/admin", headers=cookie).text, "not yours")

    def test_without_handlers_the_answer_is_short_and_has_the_challenge(self) -> None:
        answer = self.application().test_client().get("/account")
        self.assertEqual((answer.status_code, answer.json), (401, {"error": "unauthorized"}))
        self.assertEqual(answer.headers["WWW-Authenticate"], "Bearer")

    def test_browsers_are_led_to_the_login_page(self) -> None:
        client = self.application(login_url="/login").test_client()
        answer = client.get("/account?tab=2", headers={"Accept": "text/html"})
        self.assertEqual((answer.status_code, answer.location), (303, "/login?next=%2Faccount%3Ftab%3D2"))
        self.assertEqual(client.get("/account").status_code, 401)

    def test_on_refusal(self) -> None:
        client = self.application(on_refusal=lambda request, status: (request.path, status)).test_client()
        self.assertEqual(client.get("/account").text, "/account")

    def test_a_permission_is_named(self) -> None:
        self.application()
        for permission in (None, "", [], ["a"], b"a", lambda: None):
            with self.subTest(permission=permission), self.assertRaises(JamConfigurationError):
                self.auth.permission_required(permission)  # type: ignore[arg-type]

    def test_flask_answers_options_itself(self) -> None:
        """A preflight passes a guard of a whole blueprint; a view that takes OPTIONS is guarded as ever."""
        app = self.application()
        shop = flask.Blueprint("shop", __name__)
        shop.before_request(self.auth.login_required(lambda: None))
        shop.before_request(self.auth.permission_required("orders:read")(lambda: None))
        shop.add_url_rule("/orders", "orders", lambda: {"in": True})
        own = {"methods": ["GET", "OPTIONS"]}
        shop.add_url_rule("/own", "own", lambda: {"in": True}, **own)
        app.register_blueprint(shop)
        view = self.auth.login_required(lambda: {"in": True})
        app.add_url_rule("/guarded", "guarded", view, **own)
        client = app.test_client()
        preflight = {"Origin": "https://app.example", "Access-Control-Request-Method": "GET"}
        answer = client.options("/orders", headers=preflight)
        self.assertEqual((answer.status_code, answer.data), (200, b""))
        self.assertIn("GET", answer.headers["Allow"])
        for path in ("/own", "/guarded", "/nowhere"):
            status = 404 if path == "/nowhere" else 401
            self.assertEqual(client.options(path, headers=preflight).status_code, status, path)
        for path in ("/orders", "/own", "/guarded"):
            self.assertEqual(client.get(path).status_code, 401)

    def test_several_cookies_and_routes_of_ones_own(self) -> None:
        app = self.application()

        @app.post("/logout")
        @adapter.csrf
        def logout() -> Any:
            one, two = adapter.SessionCookie("__Host-a"), adapter.SessionCookie("__Host-b")
            return adapter.set_headers({"out": True}, one.clear(), two.set("2"))

        client = app.test_client()
        self.assertEqual(client.post("/logout", headers={"Origin": "https://evil.example"}).status_code, 403)
        answer = client.post("/logout")
        self.assertEqual(len(answer.headers.getlist("Set-Cookie")), 2)
        self.assertEqual(answer.headers["Cache-Control"], "no-store")


if __name__ == "__main__":
    unittest.main()
