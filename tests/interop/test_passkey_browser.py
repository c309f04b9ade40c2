"""Headless Chromium, with its virtual authenticator, registers and logs in at the passkey shops."""

from __future__ import annotations

import subprocess
import sys
import unittest
from typing import Any, ClassVar

from ..ext.contract import until
from ..support import ROOT, needs
from ..webdriver import Chromium
from .test_browser import _answers, free_port

# What a page does, as a promise; a refusal becomes text.
RUN = "return ({}).then(found => JSON.stringify(found), error => `refused: ${{error.message}}`)"


class _Visits:
    """The visits of one shop. A subclass names its module and the package it needs."""

    module: ClassVar[str]
    package: ClassVar[str]

    @classmethod
    def setUpClass(cls: Any) -> None:
        needs(cls.package)
        needs("uvicorn")
        cls.browser = Chromium().start()
        cls.addClassCleanup(cls.browser.stop)
        cls.cdp("WebAuthn.enable")

    @classmethod
    def cdp(cls: Any, command: str, **parameters: Any) -> Any:
        return cls.browser.command("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def setUp(self: Any) -> None:
        port = free_port()
        self.shop = f"http://localhost:{port}"
        command = [sys.executable, "-m", f"tests.examples.{self.module}", str(port)]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(process.wait)
        self.addCleanup(process.terminate)
        until(lambda: process.poll() is not None or _answers(port), 30)
        if process.poll() is not None:
            raise AssertionError(f"python -m tests.examples.{self.module} ended by itself")
        self.browser.forget()
        self.browser.go(self.shop)
        self.plug_in()

    def plug_in(self: Any, **options: Any) -> str:
        """Add an authenticator to the browser; return its id."""
        settings = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
            **options,
        }
        made: str = self.cdp("WebAuthn.addVirtualAuthenticator", options=settings)["authenticatorId"]
        self.addCleanup(self.cdp, "WebAuthn.removeVirtualAuthenticator", authenticatorId=made)
        self.authenticator = made
        return made

    def run_page(self: Any, script: str) -> str:
        return str(self.browser.run(RUN.format(script)))

    def enter(self: Any, name: str = "alice", word: str = "correct horse") -> str:
        return str(self.run_page(f'post("/login", {{username: "{name}", password: "{word}"}})'))

    def who(self: Any) -> str:
        return str(
            self.run_page('fetch("/me").then(answer => answer.status === 200 ? answer.json() : "nobody")')
        )

    def register(self: Any) -> None:
        self.assertIn('"second":false', self.enter())
        self.assertIn('"id"', self.run_page("register()"))
        self.assertEqual(self.run_page('post("/logout")'), "{}")
        self.assertEqual(self.who(), '"nobody"')

    def test_a_passkey_alone(self: Any) -> None:
        self.register()
        for _ in range(2):  # the counter grows
            self.assertEqual(self.run_page("login()"), '{"sub":"alice"}')
            self.assertEqual(self.who(), '{"sub":"alice"}')
            self.run_page('post("/logout")')
        found = self.cdp("WebAuthn.getCredentials", authenticatorId=self.authenticator)["credentials"]
        self.assertEqual([one["rpId"] for one in found], ["localhost"])
        self.assertEqual([one["isResidentCredential"] for one in found], [True])
        self.assertNotIn("__Host-", self.browser.run("return document.cookie"))
        cookie = self.browser.cookies()["__Host-passkey"]
        self.assertEqual((cookie["sameSite"], cookie["secure"], cookie["httpOnly"]), ("Strict", True, True))

    def test_behind_a_password(self: Any) -> None:
        self.register()
        self.assertIn('"second":true', self.enter())
        self.assertEqual(self.who(), '"nobody"')
        self.assertEqual(self.run_page("login()"), '{"sub":"alice"}')
        self.assertEqual(self.who(), '{"sub":"alice"}')

    def test_the_passkey_of_another_user_is_no_second_factor(self: Any) -> None:
        self.register()
        first = self.authenticator
        self.cdp("WebAuthn.setAutomaticPresenceSimulation", authenticatorId=first, enabled=False)
        self.plug_in(transport="usb")
        self.enter("bob", "battery staple")
        self.assertIn('"id"', self.run_page("register()"))
        self.run_page('post("/logout")')
        script = """post("/login", {username: "alice", password: "correct horse"})
            .then(() => post("/login/passkey/new"))
            .then(options => answer({...options, allowCredentials: []}))
            .then(found => post("/login/passkey", found))"""
        self.assertEqual(self.run_page(script), "refused: webauthn.credential")
        self.assertEqual(self.who(), '"nobody"')

    def test_the_same_passkey_is_not_made_twice(self: Any) -> None:
        self.enter()
        self.assertIn('"id"', self.run_page("register()"))
        self.assertIn("refused: ", self.run_page("register()"))  # excludeCredentials: the browser says no

    def test_a_replayed_challenge(self: Any) -> None:
        self.register()
        script = """post("/login/passkey/new").then(answer).then(async found => {
            const first = await post("/login/passkey", found);
            await post("/logout");
            const again = await post("/login/passkey", found).catch(error => error.message);
            return [first, again];
        })"""
        self.assertEqual(self.run_page(script), '[{"sub":"alice"},"webauthn.challenge"]')
        self.assertEqual(self.who(), '"nobody"')

    def test_an_answer_to_an_older_challenge(self: Any) -> None:
        self.register()
        script = """post("/login/passkey/new").then(async options => {
            const found = await answer({...options, challenge: "A".repeat(43)});
            return post("/login/passkey", found);
        })"""
        self.assertEqual(self.run_page(script), "refused: webauthn.challenge")

    def test_another_origin(self: Any) -> None:
        """A page on another port of the domain may use the passkey; the shop does not take its answer."""
        self.register()
        port = free_port()
        server = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "http.server",
                str(port),
                "--bind",
                "localhost",
                "--directory",
                "tests/examples",
            ],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.addCleanup(server.wait)
        self.addCleanup(server.terminate)
        until(lambda: _answers(port), 30)
        options = self.run_page('post("/login/passkey/new")')
        self.browser.go(f"http://localhost:{port}/")
        script = f"""navigator.credentials.get({{publicKey:
            PublicKeyCredential.parseRequestOptionsFromJSON({options})}}).then(found => found.toJSON())"""
        stolen = self.run_page(script)
        self.assertIn('"signature"', stolen)
        self.browser.go(self.shop)
        self.assertEqual(self.run_page(f'post("/login/passkey", {stolen})'), "refused: webauthn.origin")
        self.assertEqual(self.who(), '"nobody"')

    def test_a_user_who_is_not_verified(self: Any) -> None:
        self.register()
        self.cdp("WebAuthn.setUserVerified", authenticatorId=self.authenticator, isUserVerified=False)
        script = """post("/login/passkey/new")
            .then(options => answer({...options, userVerification: "discouraged"}))
            .then(found => post("/login/passkey", found))"""
        self.assertEqual(self.run_page(script), "refused: webauthn.user_verification")


class Starlette(_Visits, unittest.TestCase):
    module, package = "starlette_passkeys", "starlette"


class Django(_Visits, unittest.TestCase):
    module, package = "django_passkeys", "django"


if __name__ == "__main__":
    unittest.main()
