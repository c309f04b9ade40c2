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
client = app.test_client(use_cookies=False)
assert client.get("/orders").status_code == 401
answer = client.get("/orders", headers={"Accept": "text/html"})
assert answer.location == "/login?next=%2Forders", answer.location
cookie = client.post("/login").headers["Set-Cookie"].split(";")[0]
assert client.get("/orders", headers={"Cookie": cookie}).json == {"of": "alice"}
away = client.post("/login", headers={"Cookie": cookie, "Origin": "https://evil.example"})
assert away.status_code == 403 or away.status_code == 200
""",
    "fastapi": """
from fastapi.testclient import TestClient
client = TestClient(app, base_url="https://testserver")
assert client.get("/orders").status_code == 401
first = client.post("/login").json()["access_token"]
assert client.get("/orders", headers={"Authorization": f"Bearer {first}"}).json() == {"of": "alice"}
assert client.post("/refresh", headers={"Origin": "https://evil.example"}).status_code == 403
second = client.post("/refresh").json()["access_token"]
assert client.get("/orders", headers={"Authorization": f"Bearer {second}"}).json() == {"of": "alice"}
""",
    "starlette": """
import asyncio
from starlette.testclient import TestClient
assert asyncio.iscoroutinefunction(jam.session_get)
client = TestClient(app, base_url="https://testserver", follow_redirects=False)
assert client.get("/").headers["location"].startswith("https://testserver/begin")
back = idp.authorize(client.get("/begin").headers["location"])
answer = client.get("/back?" + back.partition("?")[2])
assert answer.status_code == 307, answer.text
assert client.get("/").json() == {"of": "alice"}
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
def ask(view, path, cookie="", **more):
    request = made.post(path, HTTP_COOKIE=cookie, **more)
    answer = JamMiddleware(view)(request)
    return answer, "; ".join(f"{name}={one.value}" for name, one in answer.cookies.items())
assert ask(account, "/account")[0].status_code == 401
answer, waiting = ask(log_in, "/login")
assert ask(account, "/account", waiting)[0].status_code == 401
assert ask(second_factor, "/second?code=000000", waiting)[0].status_code == 401
get_jam().session.store.delete_owner("nobody")
import time
from unittest import mock
code = TOTP("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP").now
with mock.patch("jamlite.sessions.attempts.clock.now", lambda: time.time() + 10):
    answer, cookie = ask(second_factor, f"/second?code={code}", waiting)
assert answer.status_code == 200, answer.content
assert b"alice" in ask(account, "/account", cookie)[0].content
""",
}


class Frameworks(unittest.TestCase):
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

    def test_flask(self) -> None:
        self.run_example("flask", self.example("flask") + CHECKS["flask"])

    def test_fastapi(self) -> None:
        self.run_example("fastapi", self.example("fastapi") + CHECKS["fastapi"])

    def test_litestar(self) -> None:
        self.run_example("litestar", self.example("litestar") + CHECKS["litestar"])

    def test_starlette(self) -> None:
        text = self.example("starlette")
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
        self.run_example("starlette", start + text + CHECKS["starlette"] + "idp.__exit__(None, None, None)\n")

    def test_django(self) -> None:
        settings, views = self.example("django").split("# views.py\n")
        start = (
            "import django\nfrom django.conf import settings\n"
            "settings.configure(SECRET_KEY='x', ALLOWED_HOSTS=['*'], ROOT_URLCONF=__name__,\n"
            "    **{name: value for name, value in globals().items() if name.isupper()})\ndjango.setup()\n"
        )
        self.run_example("django", settings + start + views + CHECKS["django"])


if __name__ == "__main__":
    unittest.main()
