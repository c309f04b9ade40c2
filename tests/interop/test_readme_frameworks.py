"""The README's example for each framework runs as it stands, and does what it says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import unittest

from ..support import ROOT, needs

CHECKS = {
    "flask": """
client = app.test_client()
assert client.get("/orders").status_code == 401
token = client.post("/login").json["access_token"]
assert client.get("/orders", headers={"Authorization": f"Bearer {token}"}).json == {"of": "alice"}
poor = jam.issue("bob", exp=600)
assert client.get("/orders", headers={"Authorization": f"Bearer {poor}"}).status_code == 403
""",
    "flask-sessions": """
client = app.test_client(use_cookies=False)
assert client.get("/orders").status_code == 401
answer = client.get("/orders", headers={"Accept": "text/html"})
assert answer.location == "/login?next=%2Forders", answer.location
answer = client.post("/login?next=%2Forders")
assert answer.location == "/orders" and answer.status_code == 302
cookie = answer.headers["Set-Cookie"].split(";")[0]
assert client.get("/orders", headers={"Cookie": cookie}).json == {"of": "alice"}
assert client.post("/login?next=//evil.example").location == "/"
""",
    "flask-both": """
client = app.test_client(use_cookies=False)
cookie = {"Cookie": "__Host-session=" + jam.issue("alice", via="session")}
token = {"Authorization": "Bearer " + jam.issue("alice", exp=600)}
assert client.get("/account", headers=cookie).json == {"of": "alice"}
assert client.get("/api/orders", headers=token).json == {"of": "alice"}
for path, headers in (("/account", token), ("/account", {}), ("/api/orders", cookie), ("/api/orders", {})):
    assert client.get(path, headers=headers).status_code == 401, path
either = JamAuth(app, jam=jam, via=("jwt", "session"))
assert [repr(source) for source in either.authenticator.sources][0].startswith("<CredentialSource header")
""",
    "flask-apojwt": """
client = app.test_client()
assert client.get("/orders").status_code == 401
token = client.post("/login").json["access_token"]
assert client.get("/orders", headers={"Authorization": f"Bearer {token}"}).json == {"of": "alice", "team": 7}
poor = apo.create_token("bob")
assert client.get("/orders", headers={"Authorization": f"Bearer {poor}"}).status_code == 403
""",
    "fastapi": """
from fastapi.testclient import TestClient
client = TestClient(app, base_url="https://testserver")
assert client.get("/orders").status_code == 401
first = client.post("/login").json()["access_token"]
assert client.get("/orders", headers={"Authorization": f"Bearer {first}"}).json() == {"of": "alice"}
poor = jam.issue("bob", exp=600)
assert client.get("/orders", headers={"Authorization": f"Bearer {poor}"}).status_code == 403
flow = next(iter(app.openapi()["components"]["securitySchemes"].values()))["flows"]["password"]
assert flow["tokenUrl"] == "/login", flow
""",
    "fastapi-refresh": """
assert client.post("/refresh").status_code == 401
assert client.post("/session").status_code == 200
old = dict(client.cookies)
assert client.post("/refresh", headers={"Origin": "https://evil.example"}).status_code == 403
second = client.post("/refresh").json()["access_token"]
assert jam.authenticate(second).id == "alice"
client.post("/refresh")
client.cookies.clear()
assert client.post("/refresh", headers={"Cookie": f"{cookie.name}={old[cookie.name]}"}).status_code == 401
""",
    "starlette": """
from starlette.testclient import TestClient
client = TestClient(app)
assert client.get("/orders").status_code == 403
assert client.get("/orders", headers={"Authorization": "Bearer x"}).status_code == 401
token = jam.issue("alice", exp=600, permissions=["orders:read"])
assert client.get("/orders", headers={"Authorization": f"Bearer {token}"}).json() == {"of": "alice"}
""",
    "starlette-oidc": """
import asyncio
assert asyncio.iscoroutinefunction(jam.session_get)
routes = [Route("/orders", orders), Route("/begin", begin), Route("/back", back, methods=["GET", "POST"])]
guard = Middleware(AuthenticationMiddleware, backend=JamAuthBackend(jam, via="session"))
from jamlite.exceptions import JamOAuth2Error
refused = lambda request, error: JSONResponse({}, 403)
app = Starlette(routes=routes, middleware=[guard], exception_handlers={JamOAuth2Error: refused})
client = TestClient(app, base_url="https://testserver", follow_redirects=False)
assert client.get("/back?code=x&state=y").status_code == 403
assert client.get("/orders").status_code == 403
back = idp.authorize(client.get("/begin").headers["location"])
answer = client.get("/back?" + back.partition("?")[2])
assert (answer.status_code, answer.headers["location"]) == (303, "/orders"), answer.text
assert client.get("/orders").json() == {"of": "alice"}
""",
    "litestar": """
from litestar.testing import TestClient
with TestClient(app) as client:
    assert client.get("/orders").status_code == 401
    for permissions, status in ((["orders:read"], 200), (["x"], 403)):
        token = jam.issue("alice", exp=60, permissions=permissions)
        assert client.get("/orders", headers={"Authorization": f"Bearer {token}"}).status_code == status
""",
    "django": """
from django.test import RequestFactory
from jamlite.ext.django import JamMiddleware
urlpatterns = []
made = RequestFactory()
def ask(view, path, cookie="", **form):
    request = made.post(path, form, HTTP_COOKIE=cookie)
    answer = JamMiddleware(view)(request)
    return answer, "; ".join(f"{name}={one.value}" for name, one in answer.cookies.items())
assert ask(orders, "/orders")[0].status_code == 401
answer, cookie = ask(log_in, "/login")
assert b"alice" in ask(orders, "/orders", cookie)[0].content
""",
    "django-totp": """
answer, waiting = ask(log_in, "/login")
assert ask(orders, "/orders", waiting)[0].status_code == 401
assert ask(second_factor, "/second", code="000000")[0].status_code == 401
assert ask(second_factor, "/second", waiting, code="000000")[0].status_code == 401
import time
from unittest import mock
from jamlite.exceptions import JamTooManyAttempts
try:
    ask(second_factor, "/second", waiting, code="000000")
except JamTooManyAttempts as error:
    assert error.status == 429
else:
    raise AssertionError("wrong codes are not slowed down")
with mock.patch("jamlite.sessions.attempts.clock.now", lambda: time.time() + 8):
    assert ask(second_factor, "/second", waiting)[0].status_code == 401  # a form without a code
code = TOTP("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP").now
with mock.patch("jamlite.sessions.attempts.clock.now", lambda: time.time() + 20):
    answer, cookie = ask(second_factor, "/second", waiting, code=code)
assert answer.status_code == 200, answer.content
assert b"alice" in ask(orders, "/orders", cookie)[0].content
""",
}


class Frameworks(unittest.TestCase):
    """Each example as it stands; one whose name has a second word is written below the first."""

    def example(self, name: str) -> str:
        with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as stream:
            found = re.findall(rf"^```python {name}\n(.*?)^```$", stream.read(), re.MULTILINE | re.DOTALL)
        self.assertEqual(len(found), 1, name)
        return str(found[0])

    def run_example(self, name: str, text: str) -> None:
        needs(name)
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "example.py")
            with open(path, "w", encoding="utf-8") as stream:
                stream.write(text)
            done = subprocess.run(
                [sys.executable, path],
                cwd=folder,
                env={**os.environ, "PYTHONPATH": ROOT},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
        self.assertEqual(done.returncode, 0, done.stdout[-3000:])

    def test_every_example_is_run(self) -> None:
        with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as stream:
            found = re.findall(r"^```python ([a-z-]+)$", stream.read(), re.MULTILINE)
        self.assertEqual(sorted(found), sorted(CHECKS))

    def test_flask(self) -> None:
        for name in ("flask", "flask-sessions", "flask-apojwt"):
            self.run_example("flask", self.example(name) + CHECKS[name])

    def test_fastapi(self) -> None:
        names = ("fastapi", "fastapi-refresh")
        self.run_example("fastapi", "".join(self.example(name) + CHECKS[name] for name in names))

    def test_litestar(self) -> None:
        self.run_example("litestar", self.example("litestar") + CHECKS["litestar"])

    def test_starlette(self) -> None:
        text = self.example("starlette-oidc")
        start = (
            "from jamlite.tests import FakeProvider\nidp = FakeProvider().__enter__()\n"
            "idp_config = {'client_id': idp.client_id, 'client_secret': idp.client_secret,\n"
            "    'issuer': idp.issuer, 'redirect_url': 'http://localhost/back', 'http_loopback': True}\n"
        )
        # The provider of the tests stands for login.example.
        text, count = re.subn(
            r'"oauth2": \{"idp": \{.*?\}\}\}', '"oauth2": {"idp": idp_config}}', text, flags=re.S
        )
        self.assertEqual(count, 1)
        first = start + self.example("starlette") + CHECKS["starlette"]
        end = "idp.__exit__(None, None, None)\n"
        self.run_example("starlette", first + text + CHECKS["starlette-oidc"] + end)

    def test_django(self) -> None:
        settings, views = self.example("django").split("# views.py\n")
        start = (
            "import django\nfrom django.conf import settings\n"
            "settings.configure(SECRET_KEY='x', ALLOWED_HOSTS=['*'], ROOT_URLCONF=__name__,\n"
            "    **{name: value for name, value in globals().items() if name.isupper()})\ndjango.setup()\n"
        )
        further = self.example("django-totp") + CHECKS["django-totp"]
        self.run_example("django", settings + start + views + CHECKS["django"] + further)


if __name__ == "__main__":
    unittest.main()
