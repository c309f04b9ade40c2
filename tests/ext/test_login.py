"""jamlite.ext.login: cookies, sessions by cookie, login by OAuth2."""

from __future__ import annotations

import asyncio
import io
import unittest
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from unittest import mock
from urllib.parse import parse_qs, parse_qsl, urlsplit

from jamlite import Jam, clock
from jamlite.aio import Jam as AsyncJam
from jamlite.exceptions.authz import JamUnauthenticated
from jamlite.exceptions.base import JamConfigurationError, JamError, JamValidationError
from jamlite.exceptions.oauth2 import JamOAuth2CallbackError, JamOAuth2ProviderNotConfigured
from jamlite.exceptions.sessions import JamSessionNotFound
from jamlite.ext.http_request import WSGIRequest
from jamlite.ext.login import OAuth2Login, SessionCookie, SessionLogin
from jamlite.ext.wsgi import AuthMiddleware, CredentialSource
from jamlite.oauth2 import Response
from jamlite.stores import MemoryStore, ThreadedStore

CONFIG = {
    "session": {"session_type": "memory"},
    "oauth2": {
        "providers": {
            "here": {
                "client_id": "id",
                "client_secret": "secret",
                "auth_url": "https://login.example/authorize",
                "token_url": "https://login.example/token",
                "redirect_url": "https://me.example/callback",
            }
        }
    },
}


def request(headers: Any = (), query: str = "") -> WSGIRequest:
    """Return the request of a browser that keeps the cookie which `headers` set."""
    cookie = dict(headers).get("Set-Cookie", "").split(";")[0]
    return WSGIRequest({"REQUEST_METHOD": "GET", "HTTP_COOKIE": cookie, "QUERY_STRING": query})


class Cookies(unittest.TestCase):
    def test_92_attributes(self) -> None:
        headers = SessionCookie(max_age=60).set("abc")
        cookie, *attributes = headers["Set-Cookie"].split("; ")
        self.assertEqual(cookie, "__Host-session=abc")
        self.assertEqual(set(attributes), {"Path=/", "HttpOnly", "Secure", "SameSite=Lax", "Max-Age=60"})
        self.assertEqual((headers["Vary"], headers["Cache-Control"]), ("Cookie", "no-store"))
        self.assertIn("__Host-session=; ", SessionCookie().clear()["Set-Cookie"])
        self.assertIn("Max-Age=0", SessionCookie().clear()["Set-Cookie"])

    def test_other_attributes(self) -> None:
        cookie = SessionCookie("s", path="/app", domain="me.example", secure=False, same_site="Strict")
        self.assertEqual(
            cookie.set("1")["Set-Cookie"], "s=1; Path=/app; HttpOnly; SameSite=Strict; Domain=me.example"
        )

    def test_refused(self) -> None:
        for name, options in (
            ("", {}),
            ("a b", {}),
            ("a=b", {}),
            ("a;b", {}),
            ("a\r\nX: y", {}),
            ("é", {}),
            ("s", {"same_site": "lax"}),
            ("s", {"same_site": "None", "secure": False}),
            ("s", {"path": "/; Domain=evil.example"}),
            ("s", {"domain": "a\nb"}),
            ("__Host-s", {"secure": False}),
            ("__Host-s", {"domain": "me.example"}),
            ("__Host-s", {"path": "/app"}),
            ("__Secure-s", {"secure": False}),
            ("s", {"max_age": "1; Domain=evil.example"}),
            ("s", {"max_age": 1.5}),
            ("s", {"max_age": True}),
            ("s", {"max_age": 0}),
            ("s", {"max_age": -1}),
            ("s", {"secure": None}),
            ("s", {"secure": "false"}),
            ("s", {"secure": 0}),
            ("s", {"path": None}),
            (None, {}),
        ):
            with self.subTest(name=name, **options), self.assertRaises(JamConfigurationError):
                SessionCookie(name, **options)  # type: ignore[arg-type]
        for value in ("a b", "a;b", "a,b", 'a"b', "a\\b", "a\r\nSet-Cookie: x=y", "é", "\x7f"):
            with self.subTest(value=value), self.assertRaises(JamConfigurationError):
                SessionCookie().set(value)


class Sessions(unittest.TestCase):
    def setUp(self) -> None:
        self.jam = Jam(CONFIG)
        self.login = SessionLogin(self.jam)

    def test_login_and_logout(self) -> None:
        headers = self.login.begin(request(), "alice", {"sub": "alice"})
        cookie = request(headers).cookie("__Host-session")
        self.assertEqual(self.jam.session_get(cookie), {"sub": "alice"})
        self.assertIn("Max-Age=0", self.login.end(request(headers))["Set-Cookie"])
        self.assertIsNone(self.jam.session_get(cookie))

    def test_a_planted_session_is_worth_nothing_after_a_login(self) -> None:
        planted = self.login.begin(request(), "mallory", {"sub": "mallory"})
        old = request(planted).cookie("__Host-session")
        new = request(self.login.begin(request(planted), "alice", {"sub": "alice"})).cookie("__Host-session")
        self.assertNotEqual(old, new)
        self.assertIsNone(self.jam.session_get(old))

    def test_who_logs_in_is_the_subject(self) -> None:
        for name, data in (("alice", None), ("alice", {"cart": []}), ("alice", {"sub": "alice"}), (7, {})):
            cookie = request(self.login.begin(request(), name, data)).cookie("__Host-session") or ""
            self.assertEqual(self.jam.authenticate(cookie).id, str(name))
        for name, data in (
            ("", {}),
            ("alice", {"sub": "root"}),
            ("alice", {"sub": None}),
            ("alice", {"pending_login": {}}),
            ("alice", []),
            (None, {}),
            (True, {}),
            (b"alice", {}),
        ):
            with self.subTest(name=name, data=data), self.assertRaises(JamValidationError):
                self.login.begin(request(), name, data)  # type: ignore[arg-type]

    def test_a_pending_login_is_no_login_until_it_is_confirmed(self) -> None:
        headers = self.login.begin(request(), "alice", {"sub": "alice", "cart": [1]}, pending=True)
        waiting = request(headers)
        self.assertIsNone(self.jam.authenticate(waiting.cookie("__Host-session") or "").id)
        self.assertNotIn("sub", self.jam.session_get(waiting.cookie("__Host-session")) or {})
        self.assertEqual(self.login.pending(waiting), "alice")
        done = request(self.login.confirm(waiting, {"factor": "totp"}))
        session_id = done.cookie("__Host-session") or ""
        self.assertNotEqual(session_id, waiting.cookie("__Host-session"))
        self.assertIsNone(self.jam.session_get(waiting.cookie("__Host-session")))
        self.assertEqual(self.jam.session_get(session_id), {"cart": [1], "factor": "totp", "sub": "alice"})
        self.assertEqual(self.jam.authenticate(session_id).id, "alice")
        for again in (waiting, done, request()):
            self.assertIsNone(self.login.pending(again))
            with self.assertRaises(JamUnauthenticated):
                self.login.confirm(again)

    def test_a_pending_login_waits_ten_minutes(self) -> None:
        now = clock.now()
        waiting = request(self.login.begin(request(), "alice", pending=True))
        with mock.patch.object(clock, "now", lambda: now + 602):
            self.assertIsNone(self.login.pending(waiting))
            with self.assertRaises(JamUnauthenticated):
                self.login.confirm(waiting)

    def test_a_refused_confirmation_leaves_the_login_waiting(self) -> None:
        waiting = request(self.login.begin(request(), "alice", pending=True))
        with self.assertRaises(JamValidationError):
            self.login.confirm(waiting, {"sub": "root"})
        self.login.confirm(waiting)

    def test_a_session_that_ends_or_changes_while_it_is_confirmed(self) -> None:
        for answer in ({"side_effect": JamSessionNotFound()}, {"return_value": "other"}):
            waiting = request(self.login.begin(request(), "alice", pending=True))
            changed = mock.patch.object(self.jam, "session_rework", **answer)
            with changed, self.assertRaises(JamUnauthenticated) as caught:
                self.login.confirm(waiting)
            self.assertEqual(caught.exception.error_code, "authz.no_pending_login")

    def test_one_pending_login_is_confirmed_once_however_many_try(self) -> None:
        waiting = request(self.login.begin(request(), "alice", pending=True))

        def confirm(_: int) -> bool:
            try:
                self.login.confirm(waiting)
            except JamUnauthenticated:
                return False
            return True

        with ThreadPoolExecutor(8) as pool:
            self.assertEqual(sum(pool.map(confirm, range(24))), 1)

    def test_with_coroutines(self) -> None:
        async def main() -> None:
            jam: Any = AsyncJam(config=CONFIG)
            login: Any = SessionLogin(jam)
            waiting = request(await login.begin(request(), "alice", pending=True))
            self.assertIsNone((await jam.authenticate(waiting.cookie("__Host-session"))).id)
            self.assertEqual(await login.pending(waiting), "alice")
            done = request(await login.confirm(waiting))
            self.assertEqual((await jam.authenticate(done.cookie("__Host-session"))).id, "alice")
            self.assertIn("Max-Age=0", (await login.end(done))["Set-Cookie"])
            self.assertIsNone(await jam.session_get(done.cookie("__Host-session")))

        asyncio.run(main())

    def test_configuration(self) -> None:
        with self.assertRaises(JamConfigurationError):
            SessionLogin(Jam({"oauth2": CONFIG["oauth2"]}))
        with self.assertRaises(JamConfigurationError):
            OAuth2Login(Jam({"oauth2": CONFIG["oauth2"]}), "here")
        with self.assertRaises(JamOAuth2ProviderNotConfigured):
            OAuth2Login(self.jam, "there")


class OAuth2(unittest.TestCase):
    def setUp(self) -> None:
        self.jam = Jam(CONFIG)
        self.asked: list[Any] = []

        def send(sent: Any) -> Response:
            self.asked.append(sent)
            return Response(
                200, {"content-type": "application/json"}, b'{"access_token":"t","token_type":"Bearer"}'
            )

        self.jam.oauth2["here"]._transport = send
        self.login = OAuth2Login(self.jam, "here")

    def begin(self) -> tuple[str, Any]:
        url, headers = self.login.begin(["read"])
        state = parse_qs(urlsplit(url).query)["state"][0]
        return f"code=abc&state={state}", headers

    def test_login(self) -> None:
        query, headers = self.begin()
        self.assertEqual(self.login.finish(request(headers, query))["access_token"], "t")
        self.assertEqual(len(self.asked), 1)

    def test_a_login_that_began_is_no_session(self) -> None:
        query, headers = self.begin()
        token = request(headers).cookie("__Host-login") or ""
        self.assertIsNone(self.jam.session_get(token))
        self.assertIsNone(self.jam.session_get(f"login:{token}"))
        self.assertNotIn(query.partition("state=")[2], headers["Set-Cookie"])

    def test_hostile_cookies(self) -> None:
        query, _ = self.begin()
        for value in ("x", "x" * 5000, "\x00", "\udcff", "é"):
            with self.subTest(value=value[:9]), self.assertRaises(JamOAuth2CallbackError):
                self.login.finish(request({"Set-Cookie": f"__Host-login={value}"}, query))

    def test_answers_to_no_login_of_this_browser(self) -> None:
        query, headers = self.begin()
        other_query, other_headers = self.begin()
        for cookies, answer in (
            ((), query),
            (headers, other_query),
            (other_headers, "code=abc"),
            (headers, ""),
        ):
            with self.assertRaises(JamOAuth2CallbackError) as caught:
                self.login.finish(request(cookies, answer))
            # A host without www, or plain http: the browser keeps the cookie back, and the message says so.
            self.assertEqual("no cookie of a login" in caught.exception.message, not cookies)
        self.assertEqual(self.asked, [])

    def browser(self, *headers: Any, query: str = "", form: str | None = None) -> WSGIRequest:
        """Return a request of a browser that keeps the cookies which these headers set."""
        jar = dict(one["Set-Cookie"].split(";")[0].partition("=")[::2] for one in headers)
        body = (form or "").encode()
        return WSGIRequest(
            {
                "REQUEST_METHOD": "GET" if form is None else "POST",
                "QUERY_STRING": query,
                "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in jar.items()),
                "CONTENT_TYPE": "application/x-www-form-urlencoded; charset=UTF-8",
                "CONTENT_LENGTH": str(len(body)),
                "wsgi.input": io.BytesIO(body),
                "HTTP_ORIGIN": "https://login.example",
                "HTTP_SEC_FETCH_SITE": "cross-site",
            }
        )

    def test_two_tabs_in_either_order(self) -> None:
        for order in ((0, 1), (1, 0)):
            tabs = [self.begin(), self.begin()]
            for number in order:
                request = self.browser(*(headers for _, headers in tabs), query=tabs[number][0])
                self.assertEqual(self.login.finish(request)["access_token"], "t")

    def test_a_stray_callback_harms_no_login(self) -> None:
        query, headers = self.begin()
        for stray in ("code=x&state=y", "state=", "", "error=access_denied&state=z", "code=x"):
            with self.assertRaises(JamOAuth2CallbackError):
                self.login.finish(self.browser(headers, query=stray))
        self.assertEqual(self.login.finish(self.browser(headers, query=query))["access_token"], "t")

    def test_the_callback_of_one_provider_leaves_the_logins_at_another(self) -> None:
        here = CONFIG["oauth2"]["providers"]["here"]  # type: ignore[index]
        both = {"here": here, "there": {**here, "client_id": "other"}}
        jam = Jam({**CONFIG, "oauth2": {"providers": both}})
        for client in (jam.oauth2["here"], jam.oauth2["there"]):
            client._transport = self.jam.oauth2["here"]._transport
        first, second = OAuth2Login(jam, "here"), OAuth2Login(jam, "there")
        url, headers = first.begin(["read"])
        query = f"code=abc&state={parse_qs(urlsplit(url).query)['state'][0]}"
        with self.assertRaises(JamOAuth2CallbackError):
            second.finish(request(headers, query))
        self.assertEqual(first.finish(request(headers, query))["access_token"], "t")

    def test_a_login_waits_ten_minutes(self) -> None:
        query, headers = self.begin()
        self.assertIn("Max-Age=600", headers["Set-Cookie"])
        now = clock.now()
        with mock.patch.object(clock, "now", lambda: now + 601), self.assertRaises(JamOAuth2CallbackError):
            self.login.finish(self.browser(headers, query=query))

    def test_a_browser_has_eight_logins_under_way(self) -> None:
        begun: list[Any] = []
        now = clock.now()
        for number in range(11):
            asking = self.browser(*(one for _, one in begun))
            with mock.patch.object(clock, "now", return_value=now + number):
                url, headers = self.login.begin(["read"], request=asking)
            begun.append((f"code=abc&state={parse_qs(urlsplit(url).query)['state'][0]}", headers))
        everything = [headers for _, headers in begun]
        self.assertEqual(len({one["Set-Cookie"].partition("=")[0] for one in everything}), 8)
        for number, (query, _) in enumerate(begun):
            if number < 3:
                with self.assertRaises(JamOAuth2CallbackError):
                    self.login.finish(self.browser(*everything, query=query))
            else:
                self.login.finish(self.browser(*everything, query=query))

    def test_data_travels_in_the_record(self) -> None:
        url, headers = self.login.begin(["read"], data={"next": "/cart?a=1"})
        self.assertNotIn("cart", url + headers["Set-Cookie"])
        query = f"code=abc&state={parse_qs(urlsplit(url).query)['state'][0]}"
        self.assertEqual(self.login.finish(self.browser(headers, query=query)).data, {"next": "/cart?a=1"})
        query, headers = self.begin()
        self.assertIsNone(self.login.finish(self.browser(headers, query=query)).data)
        with self.assertRaises(JamError):
            self.login.begin(["read"], data=object())

    def test_a_callback_that_is_posted(self) -> None:
        for by_hand in (False, True):
            url, headers = self.login.begin(["read"], response_mode="form_post")
            self.assertIn("; SameSite=None", headers["Set-Cookie"])
            self.assertIn("; Secure", headers["Set-Cookie"])
            form = f"code=abc&state={parse_qs(urlsplit(url).query)['state'][0]}"
            request = self.browser(headers, form="" if by_hand else form)
            fields: Any = {name: [value] for name, value in parse_qsl(form)} if by_hand else None
            self.assertEqual(self.login.finish(request, form=fields)["access_token"], "t")
        self.assertIn("; SameSite=Lax", self.begin()[1]["Set-Cookie"])
        self.assertIn("SameSite=Lax", self.login.cookie.set("x")["Set-Cookie"])

    def test_a_posted_callback_that_cannot_be_read(self) -> None:
        _, headers = self.begin()
        for change, error in (
            # What a stranger may send is his fault, and no configuration's.
            ({"CONTENT_TYPE": "application/json"}, JamOAuth2CallbackError),
            ({"CONTENT_LENGTH": ""}, JamOAuth2CallbackError),
            ({"CONTENT_LENGTH": "-1"}, JamOAuth2CallbackError),
            ({"wsgi.input": io.BytesIO()}, JamConfigurationError),
            ({"CONTENT_LENGTH": "999999", "wsgi.input": io.BytesIO(b"a=" * 10**6)}, JamOAuth2CallbackError),
            ({"wsgi.input": io.BytesIO(b"\xff\xfe&=" * 3)}, JamOAuth2CallbackError),
        ):
            request = self.browser(headers, form="code=a&state=b")
            request._environ.update(change)  # type: ignore[attr-defined]
            with self.subTest(change=list(change)), self.assertRaises(error):
                self.login.finish(request)
        plain = OAuth2Login(self.jam, "here", SessionCookie("login", secure=False))
        with self.assertRaises(JamConfigurationError):
            plain.begin(["read"], response_mode="form_post")

    def test_no_guard_of_cookies_stands_before_a_posted_callback(self) -> None:
        url, headers = self.login.begin(["read"], response_mode="form_post")
        ended = []

        def callback(environ: Any, start_response: Any) -> Any:
            ended.append(self.login.finish(WSGIRequest(environ))["access_token"])
            start_response("200 OK", [])
            return []

        guarded = AuthMiddleware(
            callback, self.jam, via="session", sources=[CredentialSource.cookie("__Host-session")]
        )
        form = f"code=abc&state={parse_qs(urlsplit(url).query)['state'][0]}"
        session = SessionLogin(self.jam).begin(request(), "alice")
        environ = self.browser(headers, session, form=form)._environ
        self.assertEqual(list(guarded(dict(environ), lambda *_: None)), [])
        self.assertEqual(ended, ["t"])

    def test_one_answer_serves_once_however_many_come_at_once(self) -> None:
        query, headers = self.begin()

        def finish(_: int) -> bool:
            try:
                self.login.finish(request(headers, query))
            except JamOAuth2CallbackError:
                return False
            return True

        with ThreadPoolExecutor(8) as pool:
            self.assertEqual(sum(pool.map(finish, range(24))), 1)


class Asynchronous(unittest.IsolatedAsyncioTestCase):
    """With `aio.Jam` every step is awaited, at the provider and in the store."""

    def setUp(self) -> None:
        self.jam = AsyncJam(CONFIG)

        async def send(sent: Any) -> Response:
            await asyncio.sleep(0)
            body = b'{"access_token":"t","token_type":"Bearer"}'
            return Response(200, {"content-type": "application/json"}, body)

        self.jam.oauth2["here"]._transport = send

    async def finish(self, login: Any) -> Any:
        url, headers = await login.begin(["read"])
        state = parse_qs(urlsplit(url).query)["state"][0]
        return headers, f"code=abc&state={state}"

    async def test_answers_to_no_login_are_refused(self) -> None:
        login: Any = OAuth2Login(self.jam, "here")
        headers, query = await self.finish(login)
        for cookies, answer in (((), query), (headers, "code=abc&state=x")):
            with self.assertRaises(JamOAuth2CallbackError):
                await login.finish(request(cookies, answer))

    async def test_a_login_at_a_provider_on_stores_of_both_kinds(self) -> None:
        class Files(MemoryStore):
            __slots__ = ()
            IN_MEMORY = False

        for store in (None, MemoryStore(), Files(), ThreadedStore(Files())):
            login: Any = OAuth2Login(self.jam, "here", store=store)
            headers, query = await self.finish(login)
            self.assertEqual((await login.finish(request(headers, query)))["access_token"], "t")
            with self.assertRaises(JamOAuth2CallbackError):
                await login.finish(request(headers, query))

    async def test_a_session_with_a_second_factor(self) -> None:
        login: Any = SessionLogin(self.jam)
        headers = await login.begin(request(), "alice", pending=True)
        self.assertEqual(await login.pending(request(headers)), "alice")
        headers = await login.confirm(request(headers), {"theme": "dark"})
        data = await self.jam.session_get(request(headers).cookie("__Host-session") or "")
        self.assertEqual(data and (data["sub"], data["theme"]), ("alice", "dark"))
        self.assertIn("Max-Age=0", (await login.end(request(headers)))["Set-Cookie"])

    def test_an_asynchronous_store_needs_the_asynchronous_facade(self) -> None:
        with self.assertRaises(JamConfigurationError):
            OAuth2Login(Jam(CONFIG), "here", store=ThreadedStore(MemoryStore()))


if __name__ == "__main__":
    unittest.main()
