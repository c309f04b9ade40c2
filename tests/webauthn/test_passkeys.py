"""Challenges that count once, on a store: replay, expiry, other tickets, many answers at once, asyncio."""

from __future__ import annotations

import asyncio
import json
import threading
import unittest
from typing import Any

from jamlite.exceptions import (
    JamConfigurationError,
    JamWebAuthnChallengeError,
    JamWebAuthnCredentialError,
    JamWebAuthnError,
    JamWebAuthnFormatError,
    JamWebAuthnSignatureError,
    JamWebAuthnUserVerificationError,
)
from jamlite.stores import MemoryStore, ThreadedStore
from jamlite.webauthn import Passkeys, RelyingParty, credential_id

from .software_authenticator import UP, Authenticator, b64u, from_b64u

NOW = 1_800_000_000.0
HANDLE = b"account 7"


class WithPasskeys(unittest.TestCase):
    def setUp(self) -> None:
        self.store = MemoryStore()
        self.passkeys = Passkeys(RelyingParty("shop.example", "Shop"), self.store)
        self.device = Authenticator("https://shop.example")

    def registered(self) -> Any:
        ticket, options = self.passkeys.begin_registration(HANDLE, "alice", now=NOW)
        return self.passkeys.finish_registration(ticket, self.device.create(options), now=NOW).credential


class OneTime(WithPasskeys):
    def test_register_and_log_in(self) -> None:
        credential = self.registered()
        ticket, options = self.passkeys.begin_login(now=NOW)
        json.dumps(options)
        answer = self.device.get(options)
        self.assertEqual(credential_id(json.dumps(answer)), credential.id)
        found = self.passkeys.finish_login(ticket, json.dumps(answer), credential, now=NOW)
        self.assertEqual(found.credential, credential)
        self.assertEqual(self.store.keys(now=NOW), [])

    def test_a_replayed_answer(self) -> None:
        credential = self.registered()
        ticket, options = self.passkeys.begin_login(now=NOW)
        answer = self.device.get(options)
        self.passkeys.finish_login(ticket, answer, credential, now=NOW)
        with self.assertRaises(JamWebAuthnChallengeError):
            self.passkeys.finish_login(ticket, answer, credential, now=NOW)
        other, _ = self.passkeys.begin_login(now=NOW)
        with self.assertRaises(JamWebAuthnChallengeError):
            self.passkeys.finish_login(other, answer, credential, now=NOW)

    def test_a_wrong_answer_spends_the_challenge(self) -> None:
        credential = self.registered()
        ticket, options = self.passkeys.begin_login(now=NOW)
        answer = self.device.get(options)
        signature = from_b64u(answer["response"]["signature"])
        bent = {**answer, "response": {**answer["response"], "signature": b64u(signature[:-1] + b"\0")}}
        with self.assertRaises(JamWebAuthnSignatureError):
            self.passkeys.finish_login(ticket, bent, credential, now=NOW)
        with self.assertRaises(JamWebAuthnChallengeError):
            self.passkeys.finish_login(ticket, answer, credential, now=NOW)

    def test_a_registration_answered_twice(self) -> None:
        ticket, options = self.passkeys.begin_registration(HANDLE, "alice", now=NOW)
        answer = self.device.create(options)
        self.passkeys.finish_registration(ticket, answer, now=NOW)
        with self.assertRaises(JamWebAuthnChallengeError):
            self.passkeys.finish_registration(ticket, answer, now=NOW)

    def test_too_late(self) -> None:
        credential = self.registered()
        ticket, options = self.passkeys.begin_login(now=NOW)
        answer = self.device.get(options)
        with self.assertRaises(JamWebAuthnChallengeError):
            self.passkeys.finish_login(ticket, answer, credential, now=NOW + 300)
        ticket, options = self.passkeys.begin_login(now=NOW)
        self.passkeys.finish_login(ticket, self.device.get(options), credential, now=NOW + 299)

    def test_the_ticket_of_another_browser_or_ceremony(self) -> None:
        credential = self.registered()
        mine, options = self.passkeys.begin_login(now=NOW)
        theirs, _ = self.passkeys.begin_login(now=NOW)
        with self.assertRaises(JamWebAuthnChallengeError) as caught:
            self.passkeys.finish_login(theirs, self.device.get(options), credential, now=NOW)
        self.assertEqual(caught.exception.details, {"step": "7.2 step 11"})
        with self.assertRaises(JamWebAuthnFormatError):  # 7.1 step 7
            self.passkeys.finish_registration(mine, self.device.get(options), now=NOW)
        self.device.client = {"type": "webauthn.create"}
        with self.assertRaises(JamWebAuthnChallengeError):
            self.passkeys.finish_registration(mine, self.device.get(options), now=NOW)
        for ticket in (None, "", 5, "x" * 5000, "webauthn:", "\ud800", b"bytes"):
            with self.subTest(ticket), self.assertRaises(JamWebAuthnChallengeError):
                self.passkeys.finish_login(ticket, {}, None, now=NOW)  # type: ignore[arg-type]

    def test_of_many_answers_at_once_one_counts(self) -> None:
        credential = self.registered()
        ticket, options = self.passkeys.begin_login(now=NOW)
        answer = self.device.get(options)
        outcomes: list[bool] = []
        start = threading.Barrier(8)

        def run() -> None:
            start.wait()
            try:
                self.passkeys.finish_login(ticket, answer, credential, now=NOW)
                outcomes.append(True)
            except JamWebAuthnChallengeError:
                outcomes.append(False)

        threads = [threading.Thread(target=run) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(sorted(outcomes), [False] * 7 + [True])

    def test_a_record_that_somebody_damaged(self) -> None:
        ticket, options = self.passkeys.begin_registration(HANDLE, "alice", now=NOW)
        for value in ("", "[]", "{}", '{"kind":"get"}'):
            self.store.put(f"webauthn:{ticket}.{options['challenge']}", value, now=NOW)
            with self.subTest(value), self.assertRaises(JamWebAuthnChallengeError):
                self.passkeys.finish_registration(ticket, self.device.create(options), now=NOW)

    def test_two_tabs_of_one_browser(self) -> None:
        credential = self.registered()
        ticket, first = self.passkeys.begin_login(now=NOW)
        again, second = self.passkeys.begin_login(ticket=ticket, now=NOW)
        self.assertEqual(again, ticket)
        for options in (first, second):
            self.passkeys.finish_login(ticket, self.device.get(options), credential, now=NOW)
        with self.assertRaises(JamWebAuthnChallengeError):
            self.passkeys.finish_login(ticket, self.device.get(first), credential, now=NOW)
        for other in ("", "short", "x" * 5000, "é" * 32, 5):
            self.assertNotEqual(self.passkeys.begin_login(ticket=other, now=NOW)[0], other)  # type: ignore[arg-type]

    def test_a_challenge_that_is_no_key(self) -> None:
        ticket, options = self.passkeys.begin_login(now=NOW)
        for challenge in ("", "x" * 5000, "a.b", "é"):
            answer = self.device.get({**options, "challenge": challenge})
            with self.subTest(challenge), self.assertRaises(JamWebAuthnChallengeError):
                self.passkeys.finish_login(ticket, answer, None, now=NOW)


class KnownUsers(WithPasskeys):
    def test_second_factor(self) -> None:
        credential = self.registered()
        ticket, options = self.passkeys.begin_login([credential], user_handle=HANDLE, now=NOW)
        self.assertEqual(options["allowCredentials"][0]["id"], credential.name)
        self.device.user_handle = None
        self.passkeys.finish_login(ticket, self.device.get(options), credential, now=NOW)

    def test_the_passkey_of_another_user(self) -> None:
        credential = self.registered()
        ticket, options = self.passkeys.begin_login(user_handle=b"account 8", now=NOW)
        with self.assertRaises(JamWebAuthnCredentialError):
            self.passkeys.finish_login(ticket, self.device.get(options), credential, now=NOW)

    def test_user_verification_is_what_was_asked(self) -> None:
        credential = self.registered()
        self.device.flags = UP
        for wish, passes in ((None, False), ("required", False), ("preferred", True), ("discouraged", True)):
            ticket, options = self.passkeys.begin_login(user_verification=wish, now=NOW)
            self.assertEqual(options["userVerification"], wish or "required")
            with self.subTest(wish):
                if passes:
                    self.passkeys.finish_login(ticket, self.device.get(options), credential, now=NOW)
                else:
                    with self.assertRaises(JamWebAuthnUserVerificationError):
                        self.passkeys.finish_login(ticket, self.device.get(options), credential, now=NOW)

    def test_a_registration_that_another_user_began(self) -> None:
        ticket, options = self.passkeys.begin_registration(HANDLE, "alice", now=NOW)
        answer = self.device.create(options)
        with self.assertRaises(JamWebAuthnCredentialError):
            self.passkeys.finish_registration(ticket, answer, user_handle=b"account 8", now=NOW)
        with self.assertRaises(JamWebAuthnChallengeError):
            self.passkeys.finish_registration(ticket, answer, user_handle=HANDLE, now=NOW)

    def test_nobody_knows_the_passkey(self) -> None:
        self.registered()
        ticket, options = self.passkeys.begin_login(now=NOW)
        with self.assertRaises(JamWebAuthnCredentialError) as caught:
            self.passkeys.finish_login(ticket, self.device.get(options), None, now=NOW)
        self.assertEqual(caught.exception.error_code, "webauthn.credential")


class Asynchronous(unittest.TestCase):
    def test_with_a_threaded_store(self) -> None:
        async def run() -> None:
            passkeys: Any = Passkeys(RelyingParty("shop.example"), ThreadedStore(MemoryStore()))
            device = Authenticator("https://shop.example")
            ticket, options = await passkeys.begin_registration(HANDLE, "alice")
            credential = (await passkeys.finish_registration(ticket, device.create(options))).credential
            ticket, options = await passkeys.begin_login()
            answer = device.get(options)
            await passkeys.finish_login(ticket, answer, credential)
            with self.assertRaises(JamWebAuthnError):
                await passkeys.finish_login(ticket, answer, credential)

        asyncio.run(run())


class Making(unittest.TestCase):
    def test_bad_arguments(self) -> None:
        for party, store in ((None, MemoryStore()), (RelyingParty("shop.example"), None), ("x", {})):
            with self.assertRaises(JamConfigurationError):
                Passkeys(party, store)  # type: ignore[arg-type]
        self.assertEqual(repr(Passkeys(RelyingParty("a.example"), MemoryStore())), "<Passkeys a.example>")


if __name__ == "__main__":
    unittest.main()
