"""oidc-provider, a certified OpenID provider from the npm registry, on a free loopback port.

JAMLITE_NODE_MODULES names the folder it is installed in. Besides it, a browser without a screen: it
keeps cookies, follows redirects inside the provider and fills in its forms.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from html.parser import HTMLParser
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from tests.support import ROOT, absent

SCRIPT = os.path.join(ROOT, "tests", "tools", "oidc_provider.mjs")


class OIDCProvider:
    """Start with `start`, end with `stop`."""

    def __init__(self, clients: list[dict[str, Any]]) -> None:
        folder = os.environ.get("JAMLITE_NODE_MODULES", "")
        node = shutil.which("node")
        if node is None or not os.path.isdir(os.path.join(folder, "oidc-provider")):
            raise absent("node and oidc-provider (npm) in the folder JAMLITE_NODE_MODULES")
        self._command = [node, SCRIPT, folder, json.dumps(clients)]
        self.issuer = ""

    def start(self) -> OIDCProvider:
        self._process = subprocess.Popen(
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self.stop()
            raise AssertionError("oidc-provider did not start")
        self.issuer = json.loads(line)["issuer"]
        return self

    def stop(self) -> None:
        """End the process by its own id."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()


class _Forms(HTMLParser):
    """Collects the first form of a page: its action and the values of its fields."""

    def __init__(self) -> None:
        super().__init__()
        self.action: str | None = None
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag == "form" and self.action is None:
            self.action = given.get("action") or ""
        elif tag in ("input", "button") and given.get("name"):
            self.fields[str(given["name"])] = given.get("value") or ""


class Browser:
    """A user who logs in under a name and consents to everything."""

    def __init__(self, issuer: str, name: str = "alice") -> None:
        self.issuer = issuer
        self.name = name
        self.cookies: dict[str, str] = {}

    def visit(self, url: str, **answers: str) -> str:
        """Go where links and forms lead and return the first URL outside, or the last page's text."""
        method, fields = "GET", {}
        for _ in range(20):
            status, location, page = self._open(method, url, fields)
            if 300 <= status < 400:
                url, method, fields = urljoin(url, location), "GET", {}
                if not url.startswith(self.issuer):
                    return url
                continue
            forms = _Forms()
            forms.feed(page)
            if status >= 400 or forms.action is None:
                return page
            fields = {**forms.fields, **answers}
            fields.pop("abort", None)
            if "login" in forms.fields:
                fields.update(login=self.name, password="anything")
            url, method = urljoin(url, forms.action), "POST"
        raise AssertionError("the provider leads in a circle")

    def _open(self, method: str, url: str, fields: dict[str, str]) -> tuple[int, str, str]:
        parts = urlsplit(url)
        connection = HTTPConnection(parts.hostname or "", parts.port, timeout=10)
        try:
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
            body = None
            if method == "POST":
                body, headers["Content-Type"] = urlencode(fields), "application/x-www-form-urlencoded"
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            for cookie in answer.headers.get_all("Set-Cookie") or ():
                name, _, value = cookie.partition(";")[0].partition("=")
                self.cookies[name] = value
            page = answer.read().decode()
            return answer.status, answer.headers.get("Location", ""), page
        finally:
            connection.close()
