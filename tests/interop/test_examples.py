"""The shops of tests/examples, each started as a process of its own and visited over HTTP."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import unittest
from typing import Any, ClassVar
from unittest import mock
from urllib.parse import urlsplit

from jamlite.otp import TOTP
from jamlite.tests import FakeProvider

from ..examples.accounts import CODES, arguments
from ..ext.contract import Answer, ask, bearer, tampered, until
from ..support import ROOT, needs

EXAMPLES = os.path.join(ROOT, "tests", "examples")


class _Browser:
    """Sends forms as JSON, and keeps cookies."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.cookies: dict[str, str] = {}

    def ask(self, path: str, form: Any = None, headers: dict[str, str] | None = None) -> Answer:
        sent = dict(headers or {})
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = None if form is None else json.dumps(form)
        if body is not None:
            sent["Content-Type"] = "application/json"
        answer = ask(self.base, path, sent, "GET" if body is None else "POST", body)
        cookie = answer.headers.get("set-cookie", "")
        if cookie:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
            if "Max-Age=0" in cookie:
                del self.cookies[name]
        return answer


def form(name: str, password: str, later: int = 0) -> dict[str, str]:
    """Return a login form; each code counts once, so a second login takes the code of a later step."""
    return {"username": name, "password": password, "code": TOTP(CODES[name]).at(time.time() + later)}


class CommandLine(unittest.TestCase):
    def test_port_and_provider_have_defaults(self) -> None:
        with mock.patch.object(sys, "argv", ["shop", "8001", "https://login.example"]):
            self.assertEqual(arguments(), (8001, "https://login.example"))
        with mock.patch.object(sys, "argv", ["shop"]):
            port, issuer = arguments()
        self.assertEqual(port, 8000)
        self.assertEqual(ask(issuer, "/.well-known/openid-configuration", {}).status, 200)


class _Shop:
    """What every shop must do. A subclass names its module and the package it needs."""

    module: ClassVar[str]
    package: ClassVar[str]

    @classmethod
    def setUpClass(cls: Any) -> None:
        needs(cls.package)
        needs("uvicorn")
        cls.provider = FakeProvider()
        cls.provider.__enter__()
        cls.addClassCleanup(cls.provider.__exit__)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        command = [sys.executable, "-m", f"tests.examples.{cls.module}", str(port), cls.provider.issuer]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        cls.addClassCleanup(process.wait)
        cls.addClassCleanup(process.terminate)
        cls.base = f"http://127.0.0.1:{port}"
        until(lambda: process.poll() is not None or _answers(port), 30)
        if process.poll() is not None:
            raise AssertionError(f"python -m tests.examples.{cls.module} ended by itself")

    def test_whole_visit(self: Any) -> None:
        """One visit after the other: codes count once, so their order matters."""
        self.visit_pages()
        self.visit_api()
        self.visit_by_oauth2()

    def visit_pages(self: Any) -> None:
        visitor = _Browser(self.base)
        self.assertEqual(visitor.ask("/me").status, 401)
        right = form("alice", "correct horse")
        for wrong in (
            {**right, "password": "wrong"},
            {**right, "username": "mallory"},
            {},
            {**right, "code": "000000"},  # the last, for the next one may come after a second
        ):
            self.assertEqual(visitor.ask("/login", wrong).status, 401)
        self.assertEqual(visitor.ask("/login", right).status, 401)  # too early after the wrong code
        time.sleep(1.1)
        right = form("alice", "correct horse")
        answer = visitor.ask("/login", right)
        self.assertEqual((answer.status, answer.sub), (200, "alice"), answer)
        for word in ("HttpOnly", "Secure", "SameSite=Lax"):
            self.assertIn(word, answer.headers["set-cookie"])
        self.assertIn("no-store", answer.headers["cache-control"])
        self.assertEqual(_Browser(self.base).ask("/login", right).status, 401)  # the code was used
        self.assertEqual(visitor.ask("/me").sub, "alice")
        self.assertEqual(_Browser(self.base).ask("/me").status, 401)
        stolen = dict(visitor.cookies)
        foreign = visitor.ask("/logout", {}, {"Sec-Fetch-Site": "cross-site"})
        self.assertEqual(foreign.status, 403)
        self.assertEqual(visitor.ask("/logout", {}).status, 200)
        self.assertEqual(visitor.cookies, {})
        visitor.cookies = stolen
        self.assertEqual(visitor.ask("/me").status, 401)

    def visit_api(self: Any) -> None:
        visitor = _Browser(self.base)
        time.sleep(1.1)  # the code that was used counts as a wrong one
        answer = visitor.ask("/token", form("alice", "correct horse", 30))
        self.assertEqual(answer.status, 200, answer)
        first = json.loads(answer.body)
        orders = visitor.ask("/orders", None, bearer(first["access_token"]))
        self.assertEqual((orders.status, orders.sub), (200, "alice"))
        for token in ("x", tampered(first["access_token"]), first["refresh_token"]):
            refused = visitor.ask("/orders", None, bearer(token))
            self.assertEqual(refused.status, 401)
            self.assertIn('error="invalid_token"', refused.headers["www-authenticate"])
        self.assertEqual(visitor.ask("/orders").status, 401)
        bobs = json.loads(visitor.ask("/token", form("bob", "battery staple")).body)
        self.assertEqual(visitor.ask("/orders", None, bearer(bobs["access_token"])).status, 403)

        second = json.loads(visitor.ask("/refresh", {"refresh_token": first["refresh_token"]}).body)
        self.assertEqual(visitor.ask("/orders", None, bearer(second["access_token"])).status, 200)
        third = json.loads(visitor.ask("/refresh", {"refresh_token": second["refresh_token"]}).body)
        # The first one was exchanged twice ago: somebody has a copy, and the whole family ends.
        for token in (first, second, third):
            answer = visitor.ask("/refresh", {"refresh_token": token["refresh_token"]})
            self.assertEqual(answer.status, 401)
        for token in (None, 5, "x", ["x"]):
            self.assertIn(visitor.ask("/refresh", {"refresh_token": token}).status, (400, 401, 422))

    def visit_by_oauth2(self: Any) -> None:
        visitor, other = _Browser(self.base), _Browser(self.base)
        answer = visitor.ask("/oauth2/login")
        self.assertEqual(answer.status, 302, answer)
        back = urlsplit(self.provider.authorize(answer.headers["location"]))
        path = f"{back.path}?{back.query}"
        self.assertEqual(other.ask(path).status, 403)  # begun in another browser
        planted = dict(visitor.cookies)
        self.assertEqual(visitor.ask("/me").status, 401)
        self.assertEqual(visitor.ask(path).status, 302)
        self.assertEqual(visitor.ask("/me").sub, "alice")
        self.assertEqual(visitor.ask(path).status, 403)  # once
        began = next(value for name, value in planted.items() if name.startswith("__Host-login."))
        other.cookies = {"__Host-session": began.rpartition(".")[2]}
        self.assertEqual(other.ask("/me").status, 401)  # a login that began is no session

    def test_it_is_small(self: Any) -> None:
        with open(os.path.join(EXAMPLES, f"{self.module}.py"), encoding="utf-8") as stream:
            self.assertLess(len(stream.readlines()), 120)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Flask(_Shop, unittest.TestCase):
    module, package = "flask_shop", "flask"


class Starlette(_Shop, unittest.TestCase):
    module, package = "starlette_shop", "starlette"


class FastAPI(_Shop, unittest.TestCase):
    module, package = "fastapi_shop", "fastapi"


class Litestar(_Shop, unittest.TestCase):
    module, package = "litestar_shop", "litestar"


class Django(_Shop, unittest.TestCase):
    module, package = "django_shop", "django"


if __name__ == "__main__":
    unittest.main()
