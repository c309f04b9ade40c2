"""jamlite.ext.wsgi behind wsgiref, over HTTP."""

from __future__ import annotations

import contextlib
import json
import unittest
from typing import Any, ClassVar

from jamlite.aio import Jam as AsyncJam
from jamlite.exceptions.base import JamConfigurationError
from jamlite.exceptions.sessions import JamStoreError
from jamlite.ext import asgi
from jamlite.ext.authenticator import CredentialSource
from jamlite.ext.login import OAuth2Login
from jamlite.ext.wsgi import AuthMiddleware, outcome

from . import servers
from .contract import COOKIE, SECRET, SessionContract, TokenContract, ask, issue, make_jam


def who(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    principal = outcome(environ).principal
    body = json.dumps({"sub": principal and principal.id}).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Vary", "Accept")])
    return [body]


def application(jam: Any, **options: Any) -> Any:
    routes = {
        "/": AuthMiddleware(who, jam, **options),
        "/me": AuthMiddleware(who, jam, required=True, **options),
        "/orders": AuthMiddleware(who, jam, permission="orders:read", **options),
    }
    return lambda environ, start_response: routes[environ["PATH_INFO"]](environ, start_response)


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

    def test_92_vary_is_kept_and_widened(self) -> None:
        self.assertEqual(ask(self.base, "/").headers["vary"], "Accept, Cookie")

    def test_the_challenge_names_the_cookie_scheme(self) -> None:
        self.assertEqual(ask(self.base, "/me").headers["www-authenticate"], "Cookie")


class Paseto(_Served):
    options: ClassVar[dict[str, Any]] = {"via": "paseto", "realm": "orders"}

    def test_paseto(self) -> None:
        good = self.jam.issue("alice", via="paseto", exp=60, permissions=["orders:read"])
        old = self.jam.issue("alice", via="paseto", exp=-60)
        self.assertEqual(ask(self.base, "/orders", {"Authorization": f"Bearer {good}"}).sub, "alice")
        for token in (old, good[:-2], good.replace("v4", "v2"), issue(self.jam)):
            answer = ask(self.base, "/me", {"Authorization": f"Bearer {token}"})
            self.assertEqual(
                answer.headers["www-authenticate"], 'Bearer realm="orders", error="invalid_token"'
            )


class Several(_Served):
    options: ClassVar[dict[str, Any]] = {
        "via": None,
        "sources": [
            CredentialSource.bearer(),
            CredentialSource.header("X-Api-Token"),
            CredentialSource.cookie("token"),
            CredentialSource.query(),
        ],
    }

    def test_sources_are_tried_in_order(self) -> None:
        token = {name: issue(self.jam, name) for name in ("bearer", "header", "cookie", "query")}
        path = f"/me?access_token={token['query']}"
        headers = {"Cookie": f"token={token['cookie']}"}
        answer = ask(self.base, path)
        self.assertEqual((answer.sub, answer.headers["cache-control"]), ("query", "no-store"))
        self.assertEqual(ask(self.base, path, headers).sub, "cookie")
        headers["X-Api-Token"] = token["header"]
        self.assertEqual(ask(self.base, path, headers).sub, "header")
        headers["Authorization"] = f"Bearer {token['bearer']}"
        self.assertEqual(ask(self.base, path, headers).sub, "bearer")
        headers["Authorization"] = "Bearer wrong"
        self.assertEqual(ask(self.base, path, headers).status, 401)  # the first that is there decides

    def test_kinds_are_told_by_their_shape(self) -> None:
        for via in ("jwt", "paseto", "session"):
            options: ClassVar[dict[str, Any]] = {"aud": "https://api.example"} if via == "jwt" else {}
            credential = self.jam.issue(via, via=via, **options)
            self.assertEqual(ask(self.base, "/me", {"X-Api-Token": credential}).sub, via)

    def test_query_given_twice_or_too_long(self) -> None:
        token = issue(self.jam)
        for query in (f"access_token=x&access_token={token}", "access_token=" + "A" * 20_000, "&" * 3000):
            self.assertEqual(ask(self.base, f"/me?{query}").status, 401)


class Trouble(unittest.TestCase):
    """What is the application's fault is no refused login."""

    def call(self, middleware: AuthMiddleware, token: str) -> Any:
        environ = {"REQUEST_METHOD": "GET", "HTTP_AUTHORIZATION": f"Bearer {token}"}
        return middleware(environ, lambda *args: None)

    def test_a_permission_that_is_none_opens_nothing(self) -> None:
        """For example of a setting that is missing; only the default "" asks for none."""
        for middleware in (AuthMiddleware, asgi.AuthMiddleware):
            for permission in (None, [], ["a"], b"a", 5, False):
                with self.subTest(permission=permission), self.assertRaises(JamConfigurationError):
                    middleware(who, make_jam(), permission=permission)  # type: ignore[arg-type]

    def test_a_flag_that_is_none_turns_nothing_off(self) -> None:
        jam: Any = make_jam()
        for value in (None, "", "false", 0, [], "True"):
            for name in ("csrf", "required", "anonymous", "check_list"):
                if name == "check_list" and value is None:
                    continue  # which consults the list that is configured
                for middleware in (AuthMiddleware, asgi.AuthMiddleware):
                    with self.subTest(name=name, value=value), self.assertRaises(JamConfigurationError):
                        middleware(who, jam, **{name: value})

    def test_configuration(self) -> None:
        jam = make_jam()
        for options in (
            {"via": "macaroon"},
            {"via": "jwe"},
            {"sources": []},
            {"sources": ["cookie"]},
            {"sources": CredentialSource.cookie(COOKIE)},
            {"realm": 'a"b'},
            {"via": "paseto", "check_list": True},
            {"via": "session", "check_list": True},
            {"audiense": "https://api.example"},
            {"csrf": True, "trusted_origins": "https://trusted.example"},
        ):
            with self.subTest(options), self.assertRaises(JamConfigurationError):
                AuthMiddleware(who, jam, **options)
        for kind, name in (("body", "x"), ("header", ""), ("cookie", None)):
            with self.assertRaises(JamConfigurationError):
                CredentialSource(kind, name)  # type: ignore[arg-type]

    def test_a_store_that_fails_is_not_a_refusal(self) -> None:
        jam = make_jam()
        token = issue(jam)
        middleware = AuthMiddleware(who, jam)

        def broken(*args: Any) -> Any:
            raise JamStoreError()

        jam.jwt.list.refuses = broken
        with self.assertRaises(JamStoreError):
            self.call(middleware, token)

    def test_the_asynchronous_facade_is_no_open_door(self) -> None:
        jam = AsyncJam({"jose": {"jwt": {"alg": "HS256", "secret_key": SECRET}}})
        with self.assertRaises(JamConfigurationError):
            self.call(AuthMiddleware(who, jam), "x")
        with self.assertRaises(JamConfigurationError):
            OAuth2Login(AsyncJam({"session": {"session_type": "memory"}}), "provider")

    def test_nothing_is_remembered_between_requests(self) -> None:
        middleware = AuthMiddleware(who, jam := make_jam())
        self.assertIn(b"alice", self.call(middleware, issue(jam))[0])
        seen = middleware({"REQUEST_METHOD": "GET"}, lambda *args: None)
        self.assertEqual(seen, [b'{"sub": null}'])

    def test_head_has_no_body(self) -> None:
        middleware = AuthMiddleware(who, make_jam(), required=True)
        self.assertEqual(middleware({"REQUEST_METHOD": "HEAD"}, lambda *args: None), [b""])

    def test_repr_shows_no_token(self) -> None:
        jam = make_jam()
        token = issue(jam)
        environ = {"REQUEST_METHOD": "GET", "HTTP_AUTHORIZATION": f"Bearer {token}"}
        AuthMiddleware(who, jam)(environ, lambda *args: None)
        self.assertNotIn(token[:20], repr(outcome(environ)) + repr(outcome(environ).principal))


if __name__ == "__main__":
    unittest.main()
