"""Headless Chromium drives the shops of tests/examples through logins at oidc-provider.

Shop and provider are two sites: the shop is at http://localhost:PORT, the provider at http://127.0.0.1:PORT.
What is tried is what only a browser decides: which cookies go where.
"""

from __future__ import annotations

import http.server
import socket
import subprocess
import sys
import threading
import unittest
from typing import Any, ClassVar
from urllib.parse import urlsplit

from ..ext.contract import until
from ..oidc_provider import OIDCProvider
from ..support import ROOT, needs
from ..webdriver import Chromium


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class _Stranger(http.server.BaseHTTPRequestHandler):
    """A page of somebody else: `/post?URL` posts a form there, with what cookies the browser adds."""

    def do_GET(self) -> None:
        target = urlsplit(self.path).query
        page = (
            f'<form method="post" action="{target}"><input name="state" value="x"></form>'
            "<script>document.forms[0].submit()</script>"
            if target
            else "here"
        ).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *_: Any) -> None:
        pass


class _Visits:
    """The visits of one shop. A subclass names its module and the package it needs."""

    module: ClassVar[str]
    package: ClassVar[str]
    mode: ClassVar[str] = ""

    @classmethod
    def setUpClass(cls: Any) -> None:
        needs(cls.package)
        needs("uvicorn")
        port = free_port()
        cls.shop = f"http://localhost:{port}"
        client = {
            "client_id": "fake-client",
            "client_secret": "fake-client-secret",
            "redirect_uris": [f"{cls.shop}/oauth2/callback"],
            "response_types": ["code"],
            "grant_types": ["authorization_code"],
        }
        cls.provider = OIDCProvider([client]).start()
        cls.addClassCleanup(cls.provider.stop)
        command = [sys.executable, "-m", f"tests.examples.{cls.module}", str(port), cls.provider.issuer]
        command += ["localhost", *([cls.mode] if cls.mode else [])]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        cls.addClassCleanup(process.wait)
        cls.addClassCleanup(process.terminate)
        until(lambda: process.poll() is not None or _answers(port), 30)
        if process.poll() is not None:
            raise AssertionError(f"python -m tests.examples.{cls.module} ended by itself")
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Stranger)
        cls.stranger = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        cls.addClassCleanup(server.server_close)
        cls.addClassCleanup(server.shutdown)

        cls.browser = Chromium().start()
        cls.addClassCleanup(cls.browser.stop)

    def setUp(self: Any) -> None:
        self.browser.forget()

    def begin(self: Any) -> None:
        """Go to the login; the provider asks for a name, or for consent."""
        self.browser.go(f"{self.shop}/oauth2/login")
        self.assertTrue(self.browser.url.startswith(self.provider.issuer), self.browser.url)

    def complete(self: Any, name: str = "alice") -> None:
        """Log in at the provider and consent, until the shop is reached."""
        for _ in range(3):
            before = self.browser.url
            if not before.startswith(self.provider.issuer):
                break
            if self.browser.run("return document.querySelector('input[name=login]') !== null"):
                self.browser.fill("input[name=login]", name)
                self.browser.fill("input[name=password]", "anything")
            self.browser.click("button[type=submit]")
            self.browser.wait(lambda before=before: self.browser.url != before)
        self.browser.wait(lambda: self.browser.url.startswith(self.shop))

    def who(self: Any) -> str:
        self.browser.go(f"{self.shop}/me")
        return str(self.browser.text)

    def test_two_tabs_that_end_in_the_other_order(self: Any) -> None:
        first = self.browser.handle
        self.begin()
        second = self.browser.tab()
        self.begin()
        self.assertEqual(
            sum(name.startswith("__Host-login.") for name in self.login_cookies()), 2, "one cookie per login"
        )
        self.browser.turn_to(second)
        self.complete()
        self.assertEqual(self.browser.url, f"{self.shop}/me")
        self.browser.turn_to(first)
        self.complete()
        self.assertEqual(self.browser.url, f"{self.shop}/me", self.browser.text)
        self.assertIn("alice", self.who())

    def test_cookies(self: Any) -> None:
        self.begin()
        found = self.login_cookies()
        sites = {one["sameSite"] for name, one in found.items() if name.startswith("__Host-login.")}
        self.assertEqual(sites, {"None" if self.mode == "form_post" else "Lax"})
        self.complete()
        session = self.browser.cookies()["__Host-session"]
        self.assertEqual((session["sameSite"], session["secure"], session["httpOnly"]), ("Lax", True, True))
        self.assertIn("alice", self.who())
        self.assertNotIn("__Host-", self.browser.run("return document.cookie"))

    def test_a_stray_callback_harms_no_login(self: Any) -> None:
        first = self.browser.handle
        self.begin()
        self.browser.tab()
        self.browser.go(f"{self.shop}/oauth2/callback?state=x&code=y")
        self.assertIn("failed", self.browser.text)
        self.stranger_posts("127.0.0.1", "/oauth2/callback")
        self.browser.turn_to(first)
        self.complete()
        self.assertIn("alice", self.who())

    def test_pages_of_strangers(self: Any) -> None:
        """Another site's form comes without the session; one of the same site with it, and is refused."""
        self.begin()
        self.complete()
        for host, answer in (("127.0.0.1", "unauthorized"), ("localhost", "forbidden")):
            with self.subTest(host=host):
                self.stranger_posts(host, "/logout")
                self.assertIn(answer, self.browser.text.lower())
                self.assertIn("alice", self.who())
        self.browser.go(f"{self.shop}/me")
        status = self.browser.run("return fetch('/logout', {method: 'POST'}).then(answer => answer.status)")
        self.assertEqual(status, 200)  # the shop's own page may
        self.assertNotIn("alice", self.who())

    def stranger_posts(self: Any, host: str, path: str) -> None:
        self.browser.go(f"http://{host}:{self.stranger}/post?{self.shop}{path}")
        self.browser.wait(lambda: self.browser.url == f"{self.shop}{path}")

    def login_cookies(self: Any) -> dict[str, Any]:
        """Return the cookies of the shop, seen from a tab of its own."""
        back = self.browser.handle
        self.browser.tab()
        self.browser.go(f"{self.shop}/me")
        found: dict[str, Any] = self.browser.cookies()
        self.browser.command("DELETE", "/window")
        self.browser.turn_to(back)
        return found


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Starlette(_Visits, unittest.TestCase):
    module, package = "starlette_shop", "starlette"


class StarletteFormPost(Starlette):
    mode = "form_post"


class Django(_Visits, unittest.TestCase):
    module, package = "django_shop", "django"


class DjangoFormPost(Django):
    mode = "form_post"


if __name__ == "__main__":
    unittest.main()
