"""How requests are refused: where browsers are led, what the application may answer, what the log says."""

from __future__ import annotations

import asyncio
import json
import logging
import unittest
import uuid
from typing import Any
from unittest import mock

from jamlite import Jam
from jamlite.exceptions import JamConfigurationError, JamTypeError
from jamlite.exceptions.authz import JamNoSubject
from jamlite.exceptions.jwt import JamJWTClaimError, JamJWTExpired, JamJWTInBlackList, JamJWTNotInWhiteList
from jamlite.exceptions.oauth2 import JamOAuth2AccessTokenError, JamOAuth2Error
from jamlite.exceptions.paseto import JamPASETOExpired
from jamlite.exceptions.plugins import JamCrossSiteError
from jamlite.exceptions.sessions import JamSessionNotFound
from jamlite.ext import asgi, wsgi
from jamlite.ext.authenticator import Authenticator, CredentialSource
from jamlite.ext.csrf import csrf
from jamlite.ext.login import SessionCookie, SessionLogin, next_url
from jamlite.ext.refusals import (
    DETAILS,
    LINES,
    Refusal,
    is_nothing_found,
    log,
    reason_of,
    refuse,
    refuse_websocket,
)
from jamlite.ext.response_headers import pairs
from jamlite.ext.wsgi import WSGIRequest

SECRET = "correct horse battery staple 1234567890"
CONFIG = {"jose": {"jwt": {"alg": "HS256", "secret_key": SECRET}}, "session": {"session_type": "memory"}}
PAGE = {"HTTP_ACCEPT": "text/html,application/xhtml+xml,*/*;q=0.8"}


def environ(path: str = "/", query: str = "", method: str = "GET", **more: str) -> dict[str, Any]:
    return {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, **more}


def run(application: Any, given: dict[str, Any]) -> tuple[str, dict[str, str], bytes]:
    seen: list[Any] = []
    body = b"".join(application(given, lambda status, headers, *_: seen.append((status, dict(headers)))))
    return (*seen[0], body)


def inside(environ: Any, start: Any) -> list[bytes]:
    start("200 OK", [])
    return [b"in"]


class Written(unittest.TestCase):
    """What a refusal is on the wire: nothing of the cause, and nothing that a cache may keep."""

    def test_statuses_and_bodies(self) -> None:
        for status, line, word in (
            (401, "401 Unauthorized", "unauthorized"),
            (403, "403 Forbidden", "forbidden"),
        ):
            refusal = Refusal(status, "Bearer")
            self.assertEqual((refusal.reason, json.loads(refusal.body)), (line, {"error": word}))
            expected = [
                ("Content-Type", "application/json"),
                ("Content-Length", str(len(refusal.body))),
                ("Cache-Control", "no-store"),
            ]
            self.assertEqual(refusal.headers, [*expected, ("WWW-Authenticate", "Bearer")])
            self.assertEqual(Refusal(status).headers, expected)
        lines = {
            200: "OK",
            303: "See Other",
            401: "Unauthorized",
            403: "Forbidden",
            503: "Service Unavailable",
        }
        self.assertEqual(LINES, {status: f"{status} {words}" for status, words in lines.items()})
        details = {303: "see other", 401: "unauthorized", 403: "forbidden", 503: "unavailable"}
        self.assertEqual(DETAILS, details)

    def test_elsewhere_and_of_an_api(self) -> None:
        leads = Refusal.to("/login")
        self.assertEqual((leads.status, leads.body), (303, b""))
        self.assertEqual(
            leads.headers, [("Location", "/login"), ("Content-Length", "0"), ("Cache-Control", "no-store")]
        )
        answer = Refusal.of(200, [("X", "y")], {"a": 1})
        self.assertEqual((answer.status, answer.body), (200, b'{"a":1}'))
        self.assertEqual(
            answer.headers, [("Content-Type", "application/json"), ("Content-Length", "7"), ("X", "y")]
        )

    def test_headers_by_name(self) -> None:
        refusal = Refusal(401, "Bearer")
        refusal.headers.append(("WWW-Authenticate", "DPoP"))
        joined = {"Cache-Control": "no-store", "WWW-Authenticate": "Bearer, DPoP"}
        self.assertEqual(refusal.named(content=False), joined)
        content = {"Content-Type": "application/json", "Content-Length": str(len(refusal.body))}
        self.assertEqual(refusal.named(), {**content, **joined})

    def test_over_asgi(self) -> None:
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        async def receive() -> Any:
            return {"type": "websocket.connect"}

        refusal = Refusal(401, "Bearer")
        for method, body in (("GET", refusal.body), ("HEAD", b"")):
            sent.clear()
            asyncio.run(refuse(refusal, {"method": method}, send))
            headers = [(name.lower().encode(), value.encode()) for name, value in refusal.headers]
            start = {"type": "http.response.start", "status": 401, "headers": headers}
            self.assertEqual(sent, [start, {"type": "http.response.body", "body": body}])
        sent.clear()
        asyncio.run(refuse_websocket(receive, send))
        self.assertEqual(sent, [{"type": "websocket.close", "code": 1008}])


class Words(unittest.TestCase):
    def test_each_error_has_its_word(self) -> None:
        refused = JamOAuth2AccessTokenError(details={"reason": "invalid"})
        refused.__cause__ = JamJWTExpired()
        for error, word in (
            (None, "absent"),
            (JamCrossSiteError(), "cross-site"),
            (JamJWTExpired(), "expired"),
            (JamPASETOExpired(), "expired"),
            (JamSessionNotFound(), "expired"),
            (JamJWTInBlackList(), "revoked"),
            (JamJWTNotInWhiteList(), "revoked"),
            (JamNoSubject(), "no subject"),
            (JamJWTClaimError("aud is wrong"), "claims"),
            (JamTypeError("x"), "forged"),
            (JamOAuth2Error("x"), "unavailable"),
            (JamOAuth2AccessTokenError(details={"claim": "aud"}), "claims"),
            (JamOAuth2AccessTokenError(details={"scope": "read"}), "claims"),
            (JamOAuth2AccessTokenError(), "forged"),
            (refused, "expired"),
        ):
            with self.subTest(type(error).__name__, word=word):
                self.assertEqual(reason_of(error), word)

    def test_behind_what_is_nothing(self) -> None:
        for via, code, found in (
            ("session", "sessions.not_found", True),
            ("paseto", "paseto.nothing_found", True),
            ("jwt", "sessions.not_found", False),
            (None, "sessions.not_found", False),
            ("session", "paseto.nothing_found", False),
        ):
            self.assertIs(is_nothing_found(via, JamTypeError("x", error_code=code)), found)
        self.assertIs(is_nothing_found("session", None), False)

    def test_keys_that_cannot_be_had_are_a_warning(self) -> None:
        source, request = CredentialSource.bearer(), WSGIRequest(environ())
        for error, level in (
            (JamOAuth2Error("x"), "warning"),
            (JamCrossSiteError(), "warning"),
            (JamJWTExpired(), "info"),
        ):
            logger = mock.Mock()
            log(logger, request, source, error)
            self.assertEqual([call[0] for call in logger.method_calls], [level])
        said = logger_of_cross_site(request, source)
        self.assertIn("its Origin is absent, its Host absent", said)


def logger_of_cross_site(request: Any, source: CredentialSource) -> str:
    logger = mock.Mock()
    log(logger, request, source, JamCrossSiteError())
    return str(logger.warning.call_args.args[0])


class NothingFound(unittest.TestCase):
    """Behind a session id is nothing: nobody's request for Jam's own adapters, a wrong one for all others."""

    def refused(self, source: CredentialSource, sid: str = "wrong", **options: Any) -> list[int | None]:
        """Return the status without and with a login demanded."""
        judge = Authenticator(Jam(CONFIG), via="session", sources=[source], **options)
        found = judge.check(WSGIRequest(environ(HTTP_X_SESSION=sid, HTTP_COOKIE=f"sid={sid}")))
        self.assertEqual((found.principal, found.claims, found.token), (None, None, sid))
        refusals = [judge.refusal(found, required=required) for required in (False, True)]
        return [refusal and refusal.status for refusal in refusals]

    def test_where_it_stands(self) -> None:
        header, cookie = CredentialSource.header("X-Session"), CredentialSource.cookie("sid")
        self.assertEqual(self.refused(header), [401, 401])
        self.assertEqual(self.refused(cookie), [None, 401])
        self.assertEqual(self.refused(header, anonymous=True), [None, 401])
        self.assertEqual(self.refused(cookie, anonymous=True), [None, 401])

    def test_a_wrong_token_is_refused_all_the_same(self) -> None:
        judge = Authenticator(Jam(CONFIG), anonymous=True)
        for token in ("wrong", "a.b.c", Jam(CONFIG).jwt_encode(sub="a", exp=-9)):
            found = judge.check(WSGIRequest(environ(HTTP_AUTHORIZATION=f"Bearer {token}")))
            refusal = judge.refusal(found, required=False)
            self.assertEqual(refusal and refusal.status, 401)


class Answers(unittest.TestCase):
    def setUp(self) -> None:
        self.jam = Jam(CONFIG)

    def guarded(self, **options: Any) -> Any:
        return wsgi.AuthMiddleware(inside, self.jam, required=True, **options)

    def test_a_program_gets_a_plain_401(self) -> None:
        status, headers, body = run(self.guarded(login_url="/login"), environ("/cart"))
        self.assertEqual((status, body), ("401 Unauthorized", b'{"error": "unauthorized"}'))
        self.assertEqual(headers["WWW-Authenticate"], "Bearer")

    def test_a_browser_is_led_to_the_login_page(self) -> None:
        for path, query, wanted in (
            ("/cart", "", "%2Fcart"),
            ("/cart", "a=1&b=2", "%2Fcart%3Fa%3D1%26b%3D2"),
            ("//evil.example/x", "", "%2Fevil.example%2Fx"),  # a browser would read //host as another site
            ("/\\evil.example", "", "%2Fevil.example"),
            ("/\xc3\xa9", "", "%2F%25C3%25A9"),
        ):
            with self.subTest(path=path):
                status, headers, body = run(self.guarded(login_url="/login"), environ(path, query, **PAGE))
                self.assertEqual((status, body), ("303 See Other", b""))
                self.assertEqual(headers["Location"], f"/login?next={wanted}")
                self.assertEqual(headers["Cache-Control"], "no-store")
        given = environ("/cart", method="POST", **PAGE)
        self.assertEqual(run(self.guarded(login_url="/login"), given)[1]["Location"], "/login")
        headers = run(self.guarded(login_url="/login?lang=en"), environ("/x", **PAGE))[1]
        self.assertEqual(headers["Location"], "/login?lang=en&next=%2Fx")

    def test_the_login_page_is_reached_and_leads_nowhere(self) -> None:
        """A guard of the whole application stood before it, too, and sent browsers in a circle."""
        for options in ({"required": True}, {"permission": "orders:read"}):
            for url, path, query in (
                ("/login", "/login", ""),
                ("/login?lang=en", "/login", "next=%2Fx"),
                ("/caf\xe9", "/caf\xc3\xa9", ""),
            ):
                guarded = wsgi.AuthMiddleware(inside, self.jam, login_url=url, **options)
                for method in ("GET", "POST"):
                    status, _, body = run(guarded, environ(path, query, method, **PAGE))
                    self.assertEqual((status, body), ("200 OK", b"in"))
                for other in (f"{path}/x", path[:-1], "/", f"/x{path}"):
                    status = run(guarded, environ(other, **PAGE))[0]
                    self.assertEqual(status, "303 See Other", other)
                stale = environ(path, **PAGE, HTTP_AUTHORIZATION="Bearer x")  # presented on purpose
                self.assertEqual(run(guarded, stale)[0], "401 Unauthorized")
        elsewhere = self.guarded(login_url="https://login.example/login")
        self.assertEqual(run(elsewhere, environ("/login", **PAGE))[0], "303 See Other")
        judge = Authenticator(self.jam, login_url="/login")  # a decorator around the login page itself
        request = WSGIRequest(environ("/login", **PAGE))
        found = judge.check(request)
        refusal = judge.refusal(found)
        assert refusal is not None
        self.assertIs(judge.answer(request, found, refusal), refusal)

    def test_the_login_page_is_reached_over_asgi(self) -> None:
        async def inner(scope: Any, receive: Any, send: Any) -> None:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"in"})

        guarded = asgi.AuthMiddleware(inner, self.jam, permission="x", login_url="/api/login")
        for path, root, expected in (
            ("/api/login", "", 200),
            ("/login", "/api", 200),
            ("/login", "", 303),
            ("/orders", "/api", 303),
        ):
            sent: list[Any] = []

            async def send(message: Any, sent: list[Any] = sent) -> None:
                sent.append(message)

            scope = {"type": "http", "method": "GET", "path": path, "root_path": root, "query_string": b""}
            page = [(b"accept", b"text/html")]
            asyncio.run(guarded({**scope, "headers": page}, None, send))  # type: ignore[arg-type]
            with self.subTest(path=path, root=root):
                self.assertEqual(sent[0]["status"], expected)

    def test_a_missing_permission_leads_nowhere(self) -> None:
        guarded = self.guarded(login_url="/login", permission="orders:read")
        token = self.jam.issue("alice", permissions=["x"])
        given = environ("/", **PAGE, HTTP_AUTHORIZATION=f"Bearer {token}")
        self.assertEqual(run(guarded, given)[0], "403 Forbidden")

    def test_the_application_answers_itself(self) -> None:
        asked: list[Any] = []

        def on_refusal(status: int, outcome: Any, request: Any) -> Any:
            asked.append((status, outcome.reason, request["PATH_INFO"]))

            def page(environ: Any, start: Any) -> list[bytes]:
                start("418 I'm a teapot", [])
                return [b"tea"]

            return page if request["PATH_INFO"] == "/tea" else None

        guarded = self.guarded(on_refusal=on_refusal, login_url="/login")
        self.assertEqual(run(guarded, environ("/tea"))[0], "418 I'm a teapot")
        self.assertEqual(run(guarded, environ("/else"))[0], "401 Unauthorized")
        self.assertEqual(asked, [(401, "absent", "/tea"), (401, "absent", "/else")])
        for options in (
            {"on_refusal": "not a function"},
            {"login_url": 5},
            {"trusted_origins": "https://a.example"},
            {"trusted_origins": [None]},
        ):
            with self.subTest(options=options), self.assertRaises(JamConfigurationError):
                self.guarded(**options)

    def test_asgi(self) -> None:
        async def page(scope: Any, receive: Any, send: Any) -> None:
            await send({"type": "http.response.start", "status": 418, "headers": []})

        async def on_refusal() -> Any:
            await asyncio.sleep(0)
            return page

        async def ask(**options: Any) -> Any:
            sent: list[Any] = []

            async def send(message: Any) -> None:
                sent.append(message)

            scope = {"type": "http", "method": "GET", "path": "/a", "headers": [(b"accept", b"text/html")]}
            await asgi.AuthMiddleware(page, self.jam, required=True, **options)(scope, send, send)
            return sent[0]["status"], dict(sent[0]["headers"]).get(b"location")

        self.assertEqual(asyncio.run(ask(on_refusal=on_refusal)), (418, None))
        self.assertEqual(asyncio.run(ask(login_url="/login")), (303, b"/login?next=%2Fa"))

    def test_next_stays_on_this_site(self) -> None:
        for text in (
            *(
                "https://evil.example",
                "//evil.example",
                "/\\evil.example",
                "evil",
                "",
                "/\r\nSet-Cookie: a=b",
            ),
            *("/\t/evil.example", "javascript:alert(1)", "/\u2028", None),
        ):
            with self.subTest(text=text):
                self.assertEqual(next_url(text), "/")
        self.assertEqual(next_url("/cart?a=1#b", "/home"), "/cart?a=1#b")


class Reasons(unittest.TestCase):
    def setUp(self) -> None:
        self.jam = Jam(CONFIG)
        self.said: list[str] = []
        keep = logging.Handler()
        keep.emit = lambda record: self.said.append(record.getMessage())  # type: ignore[method-assign]
        logging.getLogger("jamlite").addHandler(keep)
        self.addCleanup(logging.getLogger("jamlite").removeHandler, keep)
        level = logging.getLogger("jamlite").level
        logging.getLogger("jamlite").setLevel(logging.DEBUG)
        self.addCleanup(logging.getLogger("jamlite").setLevel, level)

    def test_the_reason_is_in_the_outcome_and_in_the_log(self) -> None:
        judge = Authenticator(self.jam)
        good = self.jam.issue("alice")
        for token, reason in (
            (self.jam.issue("alice", exp=-60), "expired"),
            (good[:-4] + "AAAA", "forged"),
            ("nonsense", "forged"),
            (self.jam.jwt_encode(payload={"a": 1}), "no subject"),
        ):
            outcome = judge.check(WSGIRequest(environ(HTTP_AUTHORIZATION=f"Bearer {token}")))
            self.assertEqual(outcome.reason, reason)
            if reason != "no subject":
                self.assertIn(f"({reason}, ", self.said[-1])
            self.assertNotIn(token, " ".join(self.said))
        self.assertEqual(judge.check(WSGIRequest(environ())).reason, "absent")
        accepted = judge.check(WSGIRequest(environ(HTTP_AUTHORIZATION=f"Bearer {good}")))
        self.assertEqual(accepted.reason, "")

    def test_a_proxy_that_rewrites_host_is_explained(self) -> None:
        judge = Authenticator(self.jam, sources=[CredentialSource.cookie("sid")])
        given = environ(
            method="POST",
            HTTP_COOKIE="sid=" + self.jam.issue("alice"),
            HTTP_ORIGIN="https://shop.example",
            HTTP_HOST="app:8000",
        )
        self.assertEqual(judge.check(WSGIRequest(given)).reason, "cross-site")
        for word in ("https://shop.example", "app:8000", "trusted_origins"):
            self.assertIn(word, self.said[-1])
        given["HTTP_ORIGIN"] = "https://evil\r\nforged line" + "x" * 500
        judge.check(WSGIRequest(given))
        self.assertNotIn("\n", self.said[-1])
        self.assertLess(len(self.said[-1]), 600)

    def test_a_cookie_that_plain_http_loses_is_explained_once(self) -> None:
        login = SessionLogin(self.jam)
        for scheme, more in (
            ("https", {}),
            ("http", {"HTTP_X_FORWARDED_PROTO": "https"}),
            ("http", {"HTTP_FORWARDED": "proto=https"}),
        ):
            login.begin(WSGIRequest({**environ(**more), "wsgi.url_scheme": scheme}), "alice")
            self.assertEqual(self.said, [])
        for _ in range(2):
            login.begin(WSGIRequest({**environ(), "wsgi.url_scheme": "http"}), "alice")
        self.assertEqual(len(self.said), 1)
        self.assertIn("secure=False", self.said[0])
        SessionLogin(Jam(CONFIG)).begin(WSGIRequest({**environ(), "wsgi.url_scheme": "ws"}), "alice")
        self.assertEqual(len(self.said), 2)


class Fitting(unittest.TestCase):
    """`via="session"` looks where `SessionLogin` put the cookie."""

    def check(self, judge: Authenticator, headers: dict[str, str]) -> Any:
        cookie = headers["Set-Cookie"].split(";")[0]
        return judge.check(WSGIRequest(environ(HTTP_COOKIE=cookie)))

    def test_in_either_order_and_under_any_name(self) -> None:
        for cookie in (None, SessionCookie("sid", secure=False)):
            jam = Jam(CONFIG)
            before = Authenticator(jam, via="session")
            headers = SessionLogin(jam, cookie).begin(WSGIRequest(environ()), "alice")
            for judge in (before, Authenticator(jam, via="session")):
                found = self.check(judge, headers)
                self.assertEqual(found.principal and found.principal.id, "alice")
                self.assertIs(judge.by_cookie, True)
            for _ in range(3):  # applications make one for each request, too
                SessionLogin(jam, cookie)
            self.assertEqual(len(jam._session_cookies), 1)

    def test_a_session_in_the_authorization_header_still_counts(self) -> None:
        jam = Jam(CONFIG)
        given = environ(HTTP_AUTHORIZATION="Bearer " + jam.issue("alice", "session"))
        self.assertEqual(Authenticator(jam, via="session").check(WSGIRequest(given)).reason, "")

    def test_a_cookie_of_a_page_of_another_site_is_refused(self) -> None:
        jam = Jam(CONFIG)
        cookie = SessionLogin(jam).begin(WSGIRequest(environ()), "alice")["Set-Cookie"].split(";")[0]
        given = environ(method="POST", HTTP_COOKIE=cookie, HTTP_SEC_FETCH_SITE="cross-site")
        self.assertEqual(Authenticator(jam, via="session").check(WSGIRequest(given)).reason, "cross-site")

    def test_subjects_that_are_uuids(self) -> None:
        jam, who = Jam(CONFIG), uuid.UUID("12345678123456781234567812345678")
        for subject in (who, {"id": who}):
            for via in ("jwt", "session"):
                self.assertEqual(jam.authenticate(jam.issue(subject, via), via).id, str(who))
        headers = SessionLogin(jam).begin(WSGIRequest(environ()), who)
        found = self.check(Authenticator(jam, via="session"), headers)
        self.assertEqual(found.principal and found.principal.id, str(who))
        with self.assertRaises(JamTypeError):
            jam.issue(object())


class Headers(unittest.TestCase):
    def test_several_cookies_in_one_answer(self) -> None:
        both = pairs(SessionCookie("__Host-a").set("1"), SessionCookie("__Host-b").set("2"))
        self.assertEqual(
            [value[:10] for name, value in both if name == "Set-Cookie"], ["__Host-a=1", "__Host-b=2"]
        )
        self.assertEqual([pair for pair in both if pair[0] == "Vary"], [("Vary", "Cookie")])
        self.assertEqual(pairs({"Vary": "Cookie"}, {"Vary": "Origin, cookie"}), [("Vary", "cookie, Origin")])
        with self.assertRaises(JamConfigurationError):
            pairs({"Location": "/a"}, {"Location": "/b"})

    def test_routes_of_the_applications_own(self) -> None:
        given = environ("/logout", method="POST", HTTP_ORIGIN="https://evil.example", HTTP_HOST="me.example")
        with self.assertRaises(JamCrossSiteError):
            csrf(WSGIRequest(given))
        csrf(WSGIRequest(given), ["https://evil.example"])
        csrf(WSGIRequest({**given, "HTTP_ORIGIN": "https://me.example"}))


if __name__ == "__main__":
    unittest.main()
