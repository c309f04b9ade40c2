"""Requests of WSGI and ASGI as the adapters read them: what is absent, too long, or stands twice."""

from __future__ import annotations

import unittest
from typing import Any

from jamlite.exceptions.base import JamTypeError
from jamlite.ext.http_request import MAX_FIELDS, MAX_QUERY, ASGIRequest, WSGIRequest, request_of


def asgi(**scope: Any) -> ASGIRequest:
    return ASGIRequest({"type": "http", "headers": [], **scope})


class Requests(unittest.TestCase):
    def test_what_is_absent(self) -> None:
        for request in (WSGIRequest({}), asgi()):
            self.assertEqual((request.method, request.scheme), ("GET", "https"))
            self.assertEqual(
                (request.header("X"), request.cookie("x"), request.query("x")), (None, None, None)
            )
        self.assertEqual(asgi(type="websocket", method="get").method, "WEBSOCKET")
        self.assertEqual((asgi(scheme="ws").scheme, asgi(method="post").method), ("ws", "POST"))
        self.assertEqual(WSGIRequest({"wsgi.url_scheme": "http", "REQUEST_METHOD": "put"}).scheme, "http")

    def test_headers(self) -> None:
        environ = {"CONTENT_LENGTH": "5", "CONTENT_TYPE": "text/plain", "HTTP_X_Y": "z"}
        for name, value in (("Content-Length", "5"), ("content-type", "text/plain"), ("X-Y", "z")):
            self.assertEqual(WSGIRequest(environ).header(name), value)
        headers = [(b"X-Y", b"1"), (b"x-y", b"2"), (b"Cookie", b"a=1"), (b"cookie", b"b=2")]
        request = asgi(headers=headers)
        self.assertEqual((request.header("x-Y"), request.cookie("a"), request.cookie("b")), ("1,2", "1", "2"))

    def test_cookies_given_twice(self) -> None:
        """One of two values may be an intruder's, from a neighbouring host: neither is taken."""
        for text, value in (
            ("a=1; b=2", "1"),
            ("a=1; a=1", "1"),
            ("a=1; a=2", ""),
            ("a=2; a=1; b=3", ""),
            ('a=1; a="1"', "1"),
            ("a=; a=1", "1"),
            ("a=", None),
            ("aa=1; ba=2", None),
        ):
            for request in (WSGIRequest({"HTTP_COOKIE": text}), asgi(headers=[(b"cookie", text.encode())])):
                with self.subTest(text, kind=type(request).__name__):
                    self.assertEqual(request.cookie("a"), value)

    def test_paths(self) -> None:
        for path, root, expected in (
            ("/a/b", "/a", "/a/b"),
            ("/b", "/a", "/a/b"),
            ("/b", "/a/", "/a/b"),
            ("/ab", "/a", "/a/ab"),
            ("/a", "/a", "/a"),
            ("/b", "", "/b"),
            ("/b", "/X", "/X/b"),
        ):
            self.assertEqual(asgi(path=path, root_path=root).path, expected)

    def test_queries(self) -> None:
        def both(text: str) -> set[str | None]:
            made = (WSGIRequest({"QUERY_STRING": text}), asgi(query_string=text.encode()))
            return {request.query("a") for request in made}

        found = {
            "": None,
            "b=1": None,
            "a=1": "1",
            "a=": "",
            "a=1&a=2": "",
            "a=1&a=1": "1",
            "b=&a=x+y": "x y",
        }
        for text, expected in found.items():
            self.assertEqual(both(text), {expected}, text)
        self.assertEqual((MAX_QUERY, MAX_FIELDS), (16384, 256))
        longest = "a=" + "x" * (MAX_QUERY - 2)
        self.assertEqual(both(longest), {longest[2:]})
        self.assertEqual(both(longest + "x"), {""})
        self.assertEqual(both("a=1" + "&b=2" * (MAX_FIELDS - 1)), {"1"})
        self.assertEqual(both("a=1" + "&b=2" * MAX_FIELDS), {""})

    def test_what_is_a_request(self) -> None:
        self.assertIsInstance(request_of({"REQUEST_METHOD": "GET"}), WSGIRequest)
        self.assertIsInstance(request_of({"type": "http", "headers": []}), ASGIRequest)
        for wrong in ({"type": "http"}, {"headers": []}, {}, None, "GET"):
            with self.subTest(wrong), self.assertRaises(JamTypeError):
                request_of(wrong)  # type: ignore[arg-type]


if __name__ == "__main__":
    unittest.main()
