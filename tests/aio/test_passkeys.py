"""Passkeys with coroutines: `aio.webauthn`."""

from __future__ import annotations

import asyncio
import unittest

from jamlite.aio import webauthn as aio_webauthn
from jamlite.exceptions import JamConfigurationError, JamWebAuthnChallengeError
from jamlite.stores import MemoryStore, Store, ThreadedStore
from jamlite.webauthn import RelyingParty
from tests.webauthn.software_authenticator import Authenticator


class Awaited(unittest.TestCase):
    def test_on_any_store(self) -> None:
        async def run(store: Store) -> None:
            passkeys = aio_webauthn.Passkeys(RelyingParty("shop.example"), store)
            device = Authenticator("https://shop.example")
            ticket, options = await passkeys.begin_registration(b"account 7", "alice", hints=["hybrid"])
            self.assertEqual(options["hints"], ["hybrid"])
            credential = (await passkeys.finish_registration(ticket, device.create(options))).credential
            ticket, options = await passkeys.begin_login()
            answer = device.get(options)
            found = await passkeys.finish_login(ticket, answer, credential)
            self.assertEqual(found.credential.id, credential.id)
            with self.assertRaises(JamWebAuthnChallengeError):
                await passkeys.finish_login(ticket, answer, credential)

        for store in (MemoryStore(), ThreadedStore(MemoryStore(), all_computing=True)):
            asyncio.run(run(store))

    def test_bad_arguments(self) -> None:
        for party, store in ((None, MemoryStore()), (RelyingParty("shop.example"), None), ("x", {})):
            with self.assertRaises(JamConfigurationError):
                aio_webauthn.Passkeys(party, store)  # type: ignore[arg-type]


if __name__ == "__main__":
    unittest.main()
