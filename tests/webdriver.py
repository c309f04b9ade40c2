"""Headless Chromium, driven through chromedriver by the WebDriver protocol (W3C)."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from http.client import HTTPConnection
from typing import Any

from tests.support import absent

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # WebDriver section 12.1
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--no-first-run",
    # Nothing leaves this machine.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]


class Chromium:
    """One browser with a fresh profile. Start with `start`, end with `stop`."""

    def __init__(self) -> None:
        driver, browser = shutil.which("chromedriver"), shutil.which("chromium")
        if driver is None or browser is None:
            raise absent("chromium and chromedriver (Debian: chromium, chromium-driver)")
        self._driver, self._browser = driver, browser
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]

    def start(self) -> Chromium:
        self._profile = tempfile.mkdtemp(prefix="profile")
        self._process = subprocess.Popen(
            [self._driver, f"--port={self._port}"],
            env={**os.environ, "HOME": self._profile},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        options = {"binary": self._browser, "args": [*FLAGS, f"--user-data-dir={self._profile}/data"]}
        try:
            self._await(lambda: self._ask("GET", "/status")["ready"], 30)
            asked = {"capabilities": {"alwaysMatch": {"goog:chromeOptions": options}}}
            self._session = "/session/" + self._ask("POST", "/session", asked)["sessionId"]
        except BaseException:
            self._end()
            raise
        return self

    def stop(self) -> None:
        """Close the browser, and end the driver by its own id."""
        try:
            self._ask("DELETE", self._session)
        finally:
            self._end()

    def _end(self) -> None:
        self._process.terminate()
        self._process.wait(timeout=10)
        shutil.rmtree(self._profile, ignore_errors=True)

    def forget(self) -> None:
        """Close all tabs but one, and forget all cookies, of every site."""
        first, *others = self.command("GET", "/window/handles")
        for handle in others:
            self.turn_to(handle)
            self.command("DELETE", "/window")
        self.turn_to(first)
        self.go("about:blank")
        self.command("POST", "/goog/cdp/execute", {"cmd": "Network.clearBrowserCookies", "params": {}})

    def tab(self) -> str:
        """Open another tab, turn to it and return its handle."""
        handle = str(self.command("POST", "/window/new", {"type": "tab"})["handle"])
        self.turn_to(handle)
        return handle

    def turn_to(self, handle: str) -> None:
        self.command("POST", "/window", {"handle": handle})

    @property
    def handle(self) -> str:
        return str(self.command("GET", "/window"))

    def go(self, url: str) -> None:
        """Go to a page and wait until it is there."""
        self.command("POST", "/url", {"url": url})

    @property
    def url(self) -> str:
        return str(self.command("GET", "/url"))

    @property
    def text(self) -> str:
        """What the page shows."""
        return str(self.run("return document.body.innerText"))

    def run(self, script: str, *arguments: Any) -> Any:
        """Return what JavaScript returns; a promise is waited for."""
        return self.command("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def cookies(self) -> dict[str, dict[str, Any]]:
        """Return the cookies of this page's site, by name."""
        return {one["name"]: one for one in self.command("GET", "/cookie")}

    def fill(self, selector: str, text: str) -> None:
        self.command("POST", f"/element/{self._find(selector)}/value", {"text": text})

    def click(self, selector: str) -> None:
        self.command("POST", f"/element/{self._find(selector)}/click", {})

    def wait(self, condition: Any, seconds: float = 15) -> None:
        """Wait until a function of no arguments is true."""
        self._await(condition, seconds)

    def command(self, method: str, path: str, body: Any = None) -> Any:
        return self._ask(method, self._session + path, body)

    def _find(self, selector: str) -> str:
        found = self.command("POST", "/element", {"using": "css selector", "value": selector})
        return str(found[ELEMENT])

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            sent = None if body is None else json.dumps(body)
            connection.request(method, path, sent, {"Content-Type": "application/json"})
            value = json.loads(connection.getresponse().read())["value"]
        finally:
            connection.close()
        if isinstance(value, dict) and "error" in value:
            raise AssertionError(f"{method} {path}: {value['error']}: {value['message']}")
        return value

    def _await(self, condition: Any, seconds: float) -> None:
        end = time.monotonic() + seconds
        while True:
            try:
                if condition():
                    return
            except (OSError, AssertionError):
                pass
            if time.monotonic() > end:
                raise AssertionError("the browser did not get there in time")
            time.sleep(0.05)
