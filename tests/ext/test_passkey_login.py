"""jamlite.ext.passkey_login: a passkey as the first factor, as the second one, and at its registration."""

from __future__ import annotations

import asyncio
import json
import unittest
from typing import Any
from unittest import mock

from jamlite import Jam
from jamlite.aio import Jam as AsyncJam
from jamlite.exceptions import (
    JamConfigurationError,
    JamStoreError,
    JamWebAuthnChallengeError,
    JamWebAuthnCredentialError,
    JamWebAuthnError,
    JamWebAuthnUserVerificationError,
)
from jamlite.ext.http_request import WSGIRequest
from jamlite.ext.login import SessionLogin
from jamlite.ext.passkey_login import PasskeyLogin
from jamlite.ext.session_cookie import SessionCookie
from jamlite.stores import MemoryStore, ThreadedStore
from jamlite.webauthn import RelyingParty, credential_id

from ..webauthn.software_authenticator import UP, Authenticator

CONFIG = {"session": {"session_type": "memory"}}
ORIGIN = "https://shop.example"


class Browser:
    """Keeps the cookies that answers set."""

    def __init__(self) -> None:
        self.cookies: dict[str, str] = {}

    def take(self, headers: dict[str, str]) -> None:
        name, _, value = headers["Set-Cookie"].partition(";")[0].partition("=")
        self.cookies[name] = value

    @property
    def request(self) -> WSGIRequest:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return WSGIRequest({"REQUEST_METHOD": "POST", "HTTP_COOKIE": cookies, "QUERY_STRING": ""})


class Logins(unittest.TestCase):
    def setUp(self) -> None:
        self.jam = Jam(CONFIG)
        self.login = SessionLogin(self.jam)
        self.passkeys = PasskeyLogin(self.login, RelyingParty("shop.example"))
        self.device = Authenticator(ORIGIN)
        self.browser = Browser()

    def register(self, handle: bytes = b"1") -> Any:
        options, headers = self.passkeys.begin_registration(self.browser.request, handle, "alice")
        self.browser.take(headers)
        answer = self.device.create(json.loads(json.dumps(options)))
        return self.passkeys.finish_registration(self.browser.request, answer, handle).credential

    def ask(self, allow: Any = (), **choice: Any) -> dict[str, Any]:
        options, headers = self.passkeys.begin(self.browser.request, allow, **choice)
        self.browser.take(headers)
        return self.device.get(json.loads(json.dumps(options)))

    def subject(self) -> str | None:
        session = self.jam.session_get(self.browser.cookies.get("__Host-session", ""))
        return None if session is None else session.get("sub")

    def test_first_factor(self) -> None:
        credential = self.register()
        answer = self.ask()
        self.assertEqual(credential_id(answer), credential.id)
        result, headers = self.passkeys.finish(
            self.browser.request, json.dumps(answer), credential, "alice", {"how": "passkey"}
        )
        self.browser.take(headers)
        self.assertEqual(result.credential, credential)
        self.assertEqual(self.jam.session_get(self.browser.cookies["__Host-session"])["how"], "passkey")
        self.assertEqual(self.subject(), "alice")
        with self.assertRaises(JamWebAuthnChallengeError):
            self.passkeys.finish(self.browser.request, answer, credential, "alice")

    def test_the_cookie(self) -> None:
        _, headers = self.passkeys.begin(self.browser.request)
        for word in ("__Host-passkey=", "HttpOnly", "Secure", "SameSite=Strict", "Max-Age=300"):
            self.assertIn(word, headers["Set-Cookie"])
        own = PasskeyLogin(self.login, RelyingParty("shop.example"), SessionCookie("p", secure=False))
        self.assertIn("p=", own.begin(self.browser.request)[1]["Set-Cookie"])

    def test_second_factor(self) -> None:
        credential = self.register()
        self.browser.take(self.login.begin(self.browser.request, "alice", pending=True))
        self.assertIsNone(self.subject())
        planted = self.browser.cookies["__Host-session"]
        self.device.flags = UP
        answer = self.ask([credential], user_verification="discouraged")
        _, headers = self.passkeys.finish(self.browser.request, answer, credential, "alice", {"n": 1})
        self.browser.take(headers)
        self.assertEqual(self.subject(), "alice")
        self.assertNotEqual(self.browser.cookies["__Host-session"], planted)
        self.assertIsNone(self.login.pending(self.browser.request))

    def test_the_second_factor_of_another_user(self) -> None:
        credential = self.register()
        self.browser.take(self.login.begin(self.browser.request, "bob", pending=True))
        answer = self.ask()
        with self.assertRaises(JamWebAuthnCredentialError):
            self.passkeys.finish(self.browser.request, answer, credential, "alice")
        self.assertIsNone(self.subject())
        self.assertEqual(self.login.pending(self.browser.request), "bob")

    def test_what_was_asked_of_a_second_factor_is_no_first_factor(self) -> None:
        credential = self.register()
        self.device.flags = UP
        with self.assertRaises(JamWebAuthnUserVerificationError):
            self.passkeys.finish(self.browser.request, self.ask(), credential, "alice")

    def test_the_answer_in_another_browser(self) -> None:
        credential = self.register()
        answer = self.ask()
        for cookies in ({}, {"__Host-passkey": "A" * 32}, {"__Host-passkey": ""}):
            other = Browser()
            other.cookies.update(cookies)
            with self.subTest(cookies), self.assertRaises(JamWebAuthnChallengeError):
                self.passkeys.finish(other.request, answer, credential, "alice")
        self.passkeys.finish(self.browser.request, answer, credential, "alice")

    def test_nobody_knows_the_passkey(self) -> None:
        self.register()
        with self.assertRaises(JamWebAuthnCredentialError):
            self.passkeys.finish(self.browser.request, self.ask(), None, None)

    def test_a_registration_begun_by_another(self) -> None:
        options, headers = self.passkeys.begin_registration(self.browser.request, b"1", "alice")
        self.browser.take(headers)
        with self.assertRaises(JamWebAuthnCredentialError):
            self.passkeys.finish_registration(self.browser.request, self.device.create(options), b"2")

    def test_bad_arguments(self) -> None:
        party = RelyingParty("shop.example")
        with self.assertRaises(JamConfigurationError):
            PasskeyLogin(self.jam, party)  # type: ignore[arg-type]
        with self.assertRaises(JamConfigurationError):
            PasskeyLogin(self.login, None)  # type: ignore[arg-type]
        with self.assertRaises(JamConfigurationError):
            PasskeyLogin(self.login, party, store=ThreadedStore(MemoryStore()))
        with self.assertRaises(TypeError):
            self.passkeys.begin("request")
        without = mock.patch.object(self.jam.session, "store", None, create=True)
        with without, self.assertRaisesRegex(JamConfigurationError, "give PasskeyLogin one"):
            PasskeyLogin(self.login, party)

    def test_a_passkey_of_nobody(self) -> None:
        credential = self.register()
        with self.assertRaises(TypeError):
            self.passkeys.finish(self.browser.request, self.ask(), credential, None)
        self.assertIsNone(self.subject())

    def test_a_store_that_fails(self) -> None:
        class Broken(MemoryStore):
            def _put(self, *arguments: Any) -> bool:
                raise JamStoreError

        broken = PasskeyLogin(self.login, RelyingParty("shop.example"), store=Broken())
        with self.assertRaises(JamStoreError):
            broken.begin(self.browser.request)


class Asynchronous(unittest.TestCase):
    def test_both_factors_with_aio(self) -> None:
        async def run() -> None:
            jam: Any = AsyncJam(CONFIG)
            login: Any = SessionLogin(jam)
            passkeys: Any = PasskeyLogin(login, RelyingParty("shop.example"))
            device, browser = Authenticator(ORIGIN), Browser()
            options, headers = await passkeys.begin_registration(browser.request, b"1", "alice")
            browser.take(headers)
            found = await passkeys.finish_registration(browser.request, device.create(options), b"1")
            for pending in (False, True):
                if pending:
                    browser.take(await login.begin(browser.request, "alice", pending=True))
                options, headers = await passkeys.begin(browser.request)
                browser.take(headers)
                answer = device.get(options)
                _, headers = await passkeys.finish(browser.request, answer, found.credential, "alice")
                browser.take(headers)
                session = await jam.session_get(browser.cookies["__Host-session"])
                self.assertEqual(session["sub"], "alice")
                with self.assertRaises(JamWebAuthnError):
                    await passkeys.finish(browser.request, answer, found.credential, "alice")

        asyncio.run(run())


if __name__ == "__main__":
    unittest.main()
