"""The Authenticator by itself: outcomes, schemes, what caches are told, and the arguments it takes."""

from __future__ import annotations

import time
import unittest
from typing import Any
from unittest import mock

from jamlite.aio import Jam as AsyncJam
from jamlite.authz import Principal
from jamlite.exceptions.authz import JamNoSubject, JamUnauthenticated
from jamlite.exceptions.base import JamConfigurationError
from jamlite.exceptions.plugins import JamCredentialError
from jamlite.ext import wsgi
from jamlite.ext.authenticator import ANONYMOUS, Authenticator, CredentialSource, Outcome
from jamlite.ext.http_request import Request, WSGIRequest
from jamlite.ext.protected_api import ProtectedAPI
from jamlite.oauth2 import ResourceServer
from jamlite.sessions.pending import pending_data

from .contract import AUDIENCE, COOKIE, SECRET, issue, make_jam

COOKIES = [CredentialSource.cookie(COOKIE)]


class Outcomes(unittest.TestCase):
    def setUp(self) -> None:
        self.jam = make_jam()

    def test_words_of_an_outcome(self) -> None:
        for outcome, word in (
            (Outcome(Principal({"id": 1}, {}, "jwt"), "secret"), "accepted"),
            (Outcome(None, "secret", COOKIES[0], JamCredentialError()), "refused"),
            (ANONYMOUS, "nothing"),
        ):
            self.assertEqual(repr(outcome), f"<Outcome {word}>")

    def test_nobody_has_no_permission(self) -> None:
        judge = Authenticator(self.jam)
        self.assertIs(judge.permits(None, "read"), False)
        steps = judge.permits_async(None, "read")
        with self.assertRaises(StopIteration) as end:
            steps.send(None)
        self.assertIs(end.exception.value, False)

    def test_a_credential_that_cannot_be_read(self) -> None:
        judge = Authenticator(self.jam, sources=[CredentialSource.header("X-Token")])
        outcome = judge.check(WSGIRequest({"HTTP_X_TOKEN": "\xe9"}))
        self.assertIsInstance(outcome.error, JamCredentialError)
        self.assertEqual(outcome.token, "")

    def test_sessions_that_are_no_login(self) -> None:
        judge = Authenticator(self.jam, via="session", sources=COOKIES)
        shows = Authenticator(self.jam, via="session", sources=COOKIES, anonymous=True)
        empty, cart = {"sub": ""}, {"cart": [1]}
        pending = pending_data("alice", {}, time.time())
        for data, error, claims in ((empty, JamUnauthenticated, empty), (cart, JamNoSubject, cart),
                                    (pending, JamNoSubject, None)):  # fmt: skip
            request = WSGIRequest({"HTTP_COOKIE": f"{COOKIE}={self.jam.session_create('x', data)}"})
            with self.subTest(data):
                found, shown = judge.check(request), shows.check(request)
                self.assertEqual((found.principal, found.claims, type(found.error)), (None, None, error))
                self.assertEqual((shown.principal, shown.claims), (None, claims))


class Answers(unittest.TestCase):
    def setUp(self) -> None:
        self.jam = make_jam()

    def test_the_scheme_of_the_challenge(self) -> None:
        for sources, scheme in (
            (COOKIES, "Cookie"),
            ([CredentialSource.header("X-Token")], "Bearer"),
            ([CredentialSource.query()], "Bearer"),
            ([*COOKIES, CredentialSource.query()], "Bearer"),
            ([*COOKIES, CredentialSource.header("X", "Token")], "Token"),
        ):
            judge = Authenticator(self.jam, sources=sources)
            self.assertEqual(dict(judge.missing.headers)["WWW-Authenticate"], scheme)

    def test_what_caches_are_told(self) -> None:
        by_cookie, by_header = Authenticator(self.jam, sources=COOKIES), Authenticator(self.jam)
        in_query = Outcome(None, "x", CredentialSource.query())
        for judge, outcome, headers, expected in (
            (by_cookie, ANONYMOUS, {}, [("Vary", "Cookie")]),
            (by_cookie, ANONYMOUS, {"Vary": "Accept"}, [("Vary", "Accept, Cookie")]),
            (by_cookie, ANONYMOUS, {"Vary": "Accept, COOKIE"}, []),
            (by_cookie, ANONYMOUS, {"Vary": "*"}, []),
            (by_header, ANONYMOUS, {}, []),
            (by_header, ANONYMOUS, {"Set-Cookie": "a=b"}, [("Cache-Control", "no-store")]),
            (by_header, in_query, {}, [("Cache-Control", "no-store")]),
            (by_header, in_query, {"Cache-Control": "private"}, []),
            (by_header, ANONYMOUS, {"Set-Cookie": "a=b", "Cache-Control": "private"}, []),
        ):
            with self.subTest(headers=headers, outcome=outcome):
                self.assertEqual([*judge.protect(outcome, headers)], expected)

    def test_what_is_called_before_a_refusal(self) -> None:
        told: list[Any] = []

        def mine(request: Any, outcome: Any, status: int, *, refusal: Any) -> None:
            told.append((refusal, status, outcome, request))

        judge = Authenticator(self.jam, on_refusal=mine)
        request = WSGIRequest({})
        self.assertIs(judge.answer(request, ANONYMOUS, judge.missing), judge.missing)
        self.assertEqual(told, [(judge.missing, 401, ANONYMOUS, request)])

    def test_where_the_middleware_leaves_the_outcome(self) -> None:
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": "/",
            "HTTP_AUTHORIZATION": f"Bearer {issue(self.jam)}",
        }
        seen: list[Any] = []

        def app(environ: Any, start: Any) -> list[bytes]:
            seen.append(environ["jamlite.outcome"])
            return []

        list(wsgi.AuthMiddleware(app, self.jam)(environ, mock.Mock()))
        self.assertEqual(seen[0].principal.id, "alice")


class Arguments(unittest.TestCase):
    def test_expectations(self) -> None:
        jam = make_jam()
        token = jam.jwt_encode(iss="us", sub="alice", aud=AUDIENCE, exp=-2)
        request = WSGIRequest({"HTTP_AUTHORIZATION": f"Bearer {token}"})
        good = {"issuer": "us", "audience": AUDIENCE, "subject": "alice", "required": ["jti"], "leeway": 60}
        found = Authenticator(jam, **good).check(request)  # type: ignore[arg-type]
        self.assertEqual(found.principal and found.principal.id, "alice")
        for name, wrong in (
            ("issuer", "me"),
            ("audience", "x"),
            ("subject", "bob"),
            ("required", ["x"]),
            ("leeway", 0),
        ):
            outcome = Authenticator(jam, **{**good, name: wrong}).check(request)  # type: ignore[arg-type]
            with self.subTest(name):
                self.assertIsNone(outcome.principal)
        with self.assertRaisesRegex(JamConfigurationError, "no argument isuer"):
            Authenticator(jam, isuer="us")  # type: ignore[call-arg]

    def test_lists(self) -> None:
        jam = make_jam()
        self.assertEqual(Authenticator(jam, via="jwt", check_list=True).via, "jwt")
        for via in ("session", None):
            with self.assertRaisesRegex(JamConfigurationError, "know token lists"):
                Authenticator(jam, via=via, check_list=True)
        with self.assertRaisesRegex(JamConfigurationError, "the section of paseto has none"):
            Authenticator(jam, via="paseto", check_list=True)
        self.assertEqual(Authenticator(jam, via="paseto", check_list=False).via, "paseto")

    def test_what_a_synchronous_adapter_cannot_wait_for(self) -> None:
        jam = AsyncJam({"jose": {"jwt": {"alg": "HS256", "secret_key": SECRET}}})
        with self.assertRaisesRegex(JamConfigurationError, "not aio.Jam"):
            Authenticator(jam).check(WSGIRequest({}))

    def test_an_api(self) -> None:
        api = ProtectedAPI(ResourceServer("https://a.example", "api"), "https://api.example")
        judge = Authenticator(None, via=api)
        self.assertEqual((judge.via, judge.via_of(ANONYMOUS)), ("oauth2", "oauth2"))
        self.assertEqual([source.scheme for source in judge.sources], ["Bearer", "DPoP"])

    def test_sources(self) -> None:
        for made, expected in (
            (CredentialSource.bearer(), ("header", "Authorization", "Bearer")),
            (CredentialSource.dpop(), ("header", "Authorization", "DPoP")),
            (CredentialSource.query(), ("query", "access_token", "")),
            (CredentialSource.query("t"), ("query", "t", "")),
            (CredentialSource.cookie("c"), ("cookie", "c", "")),
            (CredentialSource.header("h", "s"), ("header", "h", "s")),
        ):
            self.assertEqual((made.kind, made.name, made.scheme), expected)
        for value, found in (("ok", "ok"), ("\xe9", ""), ("a\tb", ""), ("", None)):
            self.assertEqual(CredentialSource.header("X").find(WSGIRequest({"HTTP_X": value})), found)
        request = WSGIRequest({"HTTP_AUTHORIZATION": "Bearer a b"})
        self.assertEqual(CredentialSource.bearer().find(request), "")

    def test_sources_of_the_application_s_own(self) -> None:
        class Either(CredentialSource):  # compared by value, so without a hash
            def __eq__(self, other: object) -> bool:
                return isinstance(other, Either)

            def find(self, request: Request) -> str | None:
                return request.header("X-Token") or request.header("X-Old-Token")

        jam = make_jam()
        request = WSGIRequest({"HTTP_X_OLD_TOKEN": issue(jam)})
        judge = Authenticator(jam, sources=[Either("header", "X-Token")])
        later = Authenticator(jam)
        later.sources = judge.sources
        for one in (judge, later):
            principal = one.check(request).principal
            self.assertEqual(principal and principal.id, "alice")


if __name__ == "__main__":
    unittest.main()
