"""Cross-site requests and CORS preflights: what the browser says of itself."""

from __future__ import annotations

import asyncio
import unittest
from typing import Any

from jamlite import Jam
from jamlite.ext import asgi, wsgi
from jamlite.ext.csrf import cross_site, is_preflight

JAM = Jam({"jose": {"jwt": {"alg": "HS256", "secret_key": "correct horse battery staple 1234567890"}}})
PREFLIGHT = {"Origin": "https://app.example", "Access-Control-Request-Method": "GET"}


def environ(method: str = "POST", **headers: str) -> dict[str, Any]:
    named = {"HTTP_" + name.upper().replace("-", "_"): value for name, value in headers.items()}
    return {"REQUEST_METHOD": method, "QUERY_STRING": "", **named}


def request(method: str = "POST", **headers: str) -> wsgi.WSGIRequest:
    return wsgi.WSGIRequest(environ(method, **headers))


class CrossSite(unittest.TestCase):
    def test_other_origins_are_refused(self) -> None:
        for origin, host in (
            ("https://evil.example", "shop.example"),
            ("https://shop.example.evil.example", "shop.example"),
            ("https://shop.example:8443", "shop.example"),
            ("https://shop.example", "shop.example:8443"),
            ("http://shop.example", "shop.example:443"),  # 443 is not the port of http
            ("https://shop.example", "shop.example:80"),
            ("null", "shop.example"),
            ("", "shop.example"),
            (":443", ""),
            ("https://", "shop.example"),
        ):
            with self.subTest(origin=origin, host=host):
                self.assertIs(cross_site(request(Origin=origin, Host=host)), True)
        self.assertIs(cross_site(request(Origin="https://shop.example")), True)  # no Host
        self.assertIs(cross_site(request(**{"Sec-Fetch-Site": "same-site", "Host": "shop.example"})), True)

    def test_methods(self) -> None:
        """RFC 9110 section 9.2.1 names four that are safe; a handshake, and what nobody knows, are not."""
        for method in ("GET", "HEAD", "OPTIONS", "TRACE"):
            self.assertIs(cross_site(request(method, Origin="https://evil.example")), False, method)
        for method in ("POST", "PUT", "PATCH", "DELETE", "CONNECT", "QUERY", "WEBSOCKET", ""):
            self.assertIs(cross_site(request(method, Origin="https://evil.example")), True, method)

    def test_a_default_port_may_be_named(self) -> None:
        for origin, host in (
            ("https://shop.example", "shop.example"),
            ("https://shop.example:443", "shop.example"),
            ("https://Shop.Example", "shop.example:443"),
            ("http://shop.example:80", "SHOP.example"),
            ("http://shop.example", "shop.example:80"),
            ("http://[::1]", "[::1]:80"),
            ("https://shop.example:8443", "shop.example:8443"),
        ):
            with self.subTest(origin=origin, host=host):
                self.assertIs(cross_site(request(Origin=origin, Host=host)), False)

    def test_trusted_origins(self) -> None:
        for origin in ("https://app.example", "https://app.example:443", "https://APP.example"):
            for trusted in ("https://app.example", "https://app.example:443"):
                self.assertIs(cross_site(request(Origin=origin, Host="api.example"), [trusted]), False)
        for origin in ("http://app.example", "https://app.example:444", "null"):
            self.assertIs(
                cross_site(request(Origin=origin, Host="api.example"), ["https://app.example"]), True
            )


class Preflights(unittest.TestCase):
    def test_what_is_one(self) -> None:
        self.assertIs(is_preflight(request("OPTIONS", **PREFLIGHT)), True)
        for method, headers in (
            ("GET", PREFLIGHT),
            ("OPTIONS", {"Origin": "https://app.example"}),
            ("OPTIONS", {"Access-Control-Request-Method": "GET"}),
        ):
            self.assertIs(is_preflight(request(method, **headers)), False)

    def test_the_middleware_of_wsgi_lets_it_pass(self) -> None:
        seen: list[str] = []

        def application(environ: Any, start: Any) -> list[bytes]:
            self.assertIsNone(wsgi.outcome(environ).principal)
            start("200 OK", [("Access-Control-Allow-Origin", "*")])
            return [b""]

        guarded = wsgi.AuthMiddleware(application, JAM, permission="orders:read")
        for given, status in ((PREFLIGHT, "200 OK"), ({}, "401 Unauthorized")):
            guarded(environ("OPTIONS", **given), lambda status, headers, *_: seen.append(status))
            self.assertEqual(seen.pop(), status)

    def test_the_middleware_of_asgi_lets_it_pass(self) -> None:
        async def application(scope: Any, receive: Any, send: Any) -> None:
            self.assertIsNone(asgi.outcome(scope).principal)
            await send({"type": "http.response.start", "status": 204, "headers": []})

        async def ask(headers: dict[str, str]) -> int:
            sent: list[Any] = []

            async def send(message: Any) -> None:
                sent.append(message)

            pairs = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
            scope = {"type": "http", "method": "OPTIONS", "headers": pairs, "query_string": b""}
            await asgi.AuthMiddleware(application, JAM, required=True)(scope, send, send)
            return int(sent[0]["status"])

        self.assertEqual(asyncio.run(ask(PREFLIGHT)), 204)
        self.assertEqual(asyncio.run(ask({})), 401)


if __name__ == "__main__":
    unittest.main()
