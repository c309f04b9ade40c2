"""jamlite.ext.posted_form: where the form of a posted callback is found, and what no guard stands before."""

from __future__ import annotations

import asyncio
import io
import unittest
from types import SimpleNamespace
from typing import Any, ClassVar

from jamlite import Jam
from jamlite.exceptions import JamConfigurationError, JamOAuth2CallbackError
from jamlite.exceptions.base import JamTypeError
from jamlite.ext import asgi, wsgi
from jamlite.ext.http_request import ASGIRequest, WSGIRequest, request_of
from jamlite.ext.login import OAuth2Login, SessionLogin
from jamlite.ext.posted_form import MAX_FORM, is_callback, posted, read_ahead_async

from .test_login import CONFIG

BODY = b"state=s&code=a+b%26c"
KIND = "application/x-www-form-urlencoded; charset=utf-8"


def environ(body: bytes = BODY, **change: Any) -> dict[str, Any]:
    return {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/callback",
        "CONTENT_TYPE": KIND,
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_COOKIE": "a=b; __Host-login.x=1.2.3",
        "HTTP_SEC_FETCH_SITE": "cross-site",
        "wsgi.input": io.BytesIO(body),
        **change,
    }


def scope(**change: Any) -> dict[str, Any]:
    headers = {"content-type": KIND, "cookie": "__Host-login.x=1.2.3", **change.pop("headers", {})}
    pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "method": "POST", "path": "/callback", "headers": pairs, **change}


def receiver(*bodies: bytes) -> Any:
    """Return a `receive` that gives a body in parts, and then that the client has left."""
    messages = [
        {"type": "http.request", "body": body, "more_body": index < len(bodies) - 1}
        for index, body in enumerate(bodies)
    ]

    async def receive() -> Any:
        return messages.pop(0) if messages else {"type": "http.disconnect"}

    return receive


class Form(unittest.TestCase):
    def test_wsgi_gives_the_body_back(self) -> None:
        given = environ()
        for _ in range(2):  # a second look finds it, too
            self.assertEqual(posted(WSGIRequest(given)), BODY.decode())
        self.assertEqual(given["wsgi.input"].read(), BODY)
        given = environ(b"state=s&code=1\n&x=2\n3")
        posted(WSGIRequest(given))
        again = given["wsgi.input"]
        self.assertEqual(again.read(3), b"sta")
        self.assertEqual(again.readline(2), b"te")
        self.assertEqual(again.readline(), b"=s&code=1\n")
        self.assertEqual(again.readlines(), [b"&x=2\n", b"3"])
        self.assertEqual((again.read(), again.readline()), (b"", b""))

    def test_wsgi_where_it_was_read(self) -> None:
        given = environ()
        given["wsgi.input"].read()  # kept in memory by whoever read it
        self.assertEqual(posted(WSGIRequest(given)), BODY.decode())
        for owner in ("werkzeug.request", "bottle.request"):
            kept = SimpleNamespace(form={"state": "s"})
            self.assertEqual(posted(WSGIRequest(environ(b"", **{owner: kept}))), {"state": "s"})
        self.assertEqual(
            posted(WSGIRequest(environ(b""), SimpleNamespace(POST={"state": "s"}))), {"state": "s"}
        )
        chunked = environ(CONTENT_LENGTH="", **{"wsgi.input_terminated": True})
        self.assertEqual(posted(WSGIRequest(chunked)), BODY.decode())

    def test_wsgi_refuses(self) -> None:
        class Gone(io.BytesIO):
            seek = None  # type: ignore[assignment]

        gone = Gone(BODY)
        gone.read()
        for change, error in (
            ({"wsgi.input": gone}, JamConfigurationError),
            ({"wsgi.input": None}, JamConfigurationError),
            ({"CONTENT_TYPE": "multipart/form-data"}, JamOAuth2CallbackError),
            ({"CONTENT_LENGTH": None}, JamOAuth2CallbackError),
            ({"CONTENT_LENGTH": "٣"}, JamOAuth2CallbackError),
            ({"CONTENT_LENGTH": str(MAX_FORM + 1)}, JamOAuth2CallbackError),
            (
                {
                    "CONTENT_LENGTH": "",
                    "wsgi.input_terminated": True,
                    "wsgi.input": io.BytesIO(b"x" * (MAX_FORM + 9)),
                },
                JamOAuth2CallbackError,
            ),
        ):
            with self.subTest(change=list(change)), self.assertRaises(error):
                posted(WSGIRequest(environ(**change)))

    def test_asgi(self) -> None:
        def read(request: Any) -> Any:
            found = posted(request)
            return asyncio.run(found) if hasattr(found, "__await__") else found

        self.assertEqual(read(ASGIRequest(scope(), receiver(BODY[:5], b"", BODY[5:]))), BODY.decode())
        for change in ({"_body": BODY}, {"body": lambda: asyncio.sleep(0, BODY), "_body": None}):
            self.assertEqual(read(ASGIRequest(SimpleNamespace(scope=scope(), **change))), BODY.decode())  # type: ignore[arg-type]
        for request, error in (
            (ASGIRequest(scope()), JamConfigurationError),
            (
                ASGIRequest(scope(headers={"content-type": "text/plain"}), receiver(BODY)),
                JamOAuth2CallbackError,
            ),
            (ASGIRequest(scope(), receiver()), JamOAuth2CallbackError),
            (ASGIRequest(scope(), receiver(b"x" * MAX_FORM, b"x")), JamOAuth2CallbackError),
        ):
            with self.assertRaises(error):
                read(request)


class Callbacks(unittest.TestCase):
    jam: ClassVar[Jam]

    @classmethod
    def setUpClass(cls) -> None:
        cls.jam = Jam(CONFIG)
        OAuth2Login(cls.jam, "here")

    def test_what_is_one(self) -> None:
        self.assertTrue(is_callback(self.jam, WSGIRequest(environ())))
        self.assertTrue(is_callback(self.jam, ASGIRequest(scope())))
        mounted = environ(SCRIPT_NAME="/call", PATH_INFO="back")
        self.assertTrue(is_callback(self.jam, WSGIRequest(mounted)))
        for change in (
            {"REQUEST_METHOD": "GET"},
            {"REQUEST_METHOD": "PUT"},
            {"PATH_INFO": "/callback/"},
            {"PATH_INFO": "/transfer"},
            {"PATH_INFO": ""},
            {"CONTENT_TYPE": "text/plain"},
            {"CONTENT_TYPE": ""},
            {"HTTP_COOKIE": "__Host-session=1"},
            {"HTTP_COOKIE": ""},
        ):
            with self.subTest(change=change):
                self.assertFalse(is_callback(self.jam, WSGIRequest(environ(**change))))
        self.assertFalse(is_callback(Jam(CONFIG), WSGIRequest(environ())))  # no OAuth2Login was made
        self.assertFalse(is_callback(None, WSGIRequest(environ())))

    def test_the_guard_against_other_sites_stands_before_all_others(self) -> None:
        login = SessionLogin(self.jam)
        cookie = login.begin(environ(HTTP_COOKIE=""), "alice")["Set-Cookie"].split(";")[0]
        judge = wsgi.AuthMiddleware(lambda *_: [], self.jam, via="session").authenticator
        sent = {"HTTP_COOKIE": f"{cookie}; __Host-login.x=1.2.3"}
        self.assertEqual(judge.check(WSGIRequest(environ(**sent))).reason, "")
        for change in ({"PATH_INFO": "/transfer"}, {"HTTP_COOKIE": cookie}, {"CONTENT_TYPE": "text/plain"}):
            found = judge.check(WSGIRequest(environ(**{**sent, **change})))
            self.assertEqual(found.reason, "cross-site")

    def test_middlewares_read_ahead_and_give_the_body_again(self) -> None:
        seen: list[Any] = []

        def app(given: Any, start_response: Any) -> Any:
            body = given["wsgi.input"].read()
            seen.append((body, posted(WSGIRequest(given))))
            start_response("200 OK", [])
            return []

        list(wsgi.AuthMiddleware(app, self.jam, via="session")(environ(), lambda *_: None))
        self.assertEqual(seen, [(BODY, BODY.decode())])

        async def asgi_app(given: Any, receive: Any, send: Any) -> None:
            body, more = b"", True
            while more:
                message = await receive()
                body, more = body + message["body"], message["more_body"]
            seen.append((body, posted(ASGIRequest(given)), await receive()))

        guarded = asgi.AuthMiddleware(asgi_app, self.jam, via="session")
        asyncio.run(guarded(scope(), receiver(BODY[:9], BODY[9:]), None))  # type: ignore[arg-type]
        self.assertEqual(seen[1], (BODY, BODY.decode(), {"type": "http.disconnect"}))

    def test_what_is_too_long_reaches_the_application_whole(self) -> None:
        async def main() -> None:
            request = ASGIRequest(scope())
            receive = await read_ahead_async(self.jam, request, receiver(b"x" * MAX_FORM, b"y", b"z"))
            got = [(await receive())["body"][:1] for _ in range(3)]
            self.assertEqual(got, [b"x", b"y", b"z"])
            with self.assertRaises(JamConfigurationError):
                posted(request)

        asyncio.run(main())


class Requests(unittest.TestCase):
    def test_of_every_kind(self) -> None:
        wanted = "/callback"
        django = SimpleNamespace(META=environ(), scope={})
        for given in (
            environ(),
            scope(),
            WSGIRequest(environ()),
            ASGIRequest(scope()),
            django,
            SimpleNamespace(environ=environ()),
            SimpleNamespace(scope=scope()),
        ):
            self.assertEqual(request_of(given).path, wanted)
            self.assertTrue((request_of(given).header("content-type") or "").startswith("application/"))
        for wrong in (None, {}, "GET /", 5, object()):
            with self.assertRaises(JamTypeError):
                request_of(wrong)

    def test_a_root_path_stands_in_the_path_once(self) -> None:
        for root, path, whole in (
            ("", "/x", "/x"),
            ("/api", "/x", "/api/x"),
            ("/api", "/api/x", "/api/x"),
            ("/api", "/api", "/api"),
            ("/api", "/apis", "/api/apis"),
            ("/api/", "/x", "/api/x"),
            ("/", "/x", "/x"),
            (None, "/x", "/x"),
        ):
            scope = {"type": "http", "path": path, "root_path": root, "headers": [], "query_string": b"q=1"}
            request = ASGIRequest(scope)
            with self.subTest(root=root, path=path):
                self.assertEqual((request.path, request.local_path), (whole, path))
                self.assertEqual(request.target, f"{whole}?q=1")
        self.assertEqual(WSGIRequest({"SCRIPT_NAME": "/api", "PATH_INFO": "/x"}).local_path, "/api/x")

    def test_octets_of_a_path(self) -> None:
        self.assertEqual(WSGIRequest({"PATH_INFO": "/caf\xc3\xa9"}).path, "/café")
        self.assertEqual(WSGIRequest({"PATH_INFO": "/caf\xc3\xa9"}).target, "/caf%C3%A9")
        self.assertEqual(WSGIRequest({"PATH_INFO": "/\xff"}).target, "/%FF")


if __name__ == "__main__":
    unittest.main()
