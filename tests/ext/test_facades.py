"""What is given as the facade of an adapter, and is none."""

from __future__ import annotations

import unittest
from typing import Any, Callable, Iterator

from jamlite import Jam, aio
from jamlite.exceptions import JamConfigurationError
from jamlite.ext import asgi, wsgi
from jamlite.ext.authenticator import Authenticator
from jamlite.ext.facades import facade, store_of
from jamlite.ext.guard import Guard
from jamlite.ext.login import OAuth2Login, SessionLogin
from jamlite.ext.passkey_login import PasskeyLogin
from jamlite.stores import MemoryStore, Store, ThreadedStore
from jamlite.webauthn import RelyingParty

NONE: tuple[Any, ...] = (None, "jam", b"", 5, {}, [], object(), {"jose": {"jwt": {}}}, Jam)
MADE: dict[str, Callable[[Any], object]] = {
    "Authenticator": Authenticator,
    "Authenticator of any kind": lambda jam: Authenticator(jam, via=None),
    "Guard": lambda jam: Guard(jam, lambda request: request),
    "SessionLogin": SessionLogin,
    "OAuth2Login": lambda jam: OAuth2Login(jam, "google"),
    "wsgi": lambda jam: wsgi.AuthMiddleware(lambda environ, start: [], jam),
    "asgi": lambda jam: asgi.AuthMiddleware(lambda scope, receive, send: None, jam),  # type: ignore[arg-type,return-value]
}


class Facades(unittest.TestCase):
    def test_what_is_no_facade_is_refused_with_a_sentence(self) -> None:
        for name, make in MADE.items():
            for given in NONE:
                with self.subTest(name, given=given), self.assertRaises(JamConfigurationError) as caught:
                    make(given)
                self.assertIn("jam must be a facade, jamlite.Jam or jamlite.aio.Jam", str(caught.exception))

    def test_both_facades_are_facades(self) -> None:
        for jam in (Jam({}), aio.Jam({})):
            self.assertIs(facade(jam), jam)


OAUTH2 = {"google": {"client_id": "id", "client_secret": "secret", "redirect_url": "https://a.example/cb"}}


class Stores(unittest.TestCase):
    """A store is given as one, or as the configuration of one."""

    def stores(self, store: Any) -> Iterator[tuple[bool, Store]]:
        for kind in (Jam, aio.Jam):
            jam: Any = kind({"session": {"session_type": "memory"}, "oauth2": OAUTH2})
            PasskeyLogin(SessionLogin(jam), RelyingParty("a.example"), store=store)
            OAuth2Login(jam, "google", store=store)
            yield jam.ASYNCHRONOUS, store_of(jam, store, "a login")

    def test_a_configuration_is_opened(self) -> None:
        for config in (None, {"backend": "memory"}, {"type": "memory", "max_records": 5}, MemoryStore()):
            for waits, store in self.stores(config):
                with self.subTest(config):
                    self.assertIs(store.ASYNCHRONOUS, waits)
        waits_for_nobody = store_of(Jam({}), {"backend": "memory"}, "a login")
        self.assertIs(waits_for_nobody.put("key", "value"), True)

    def test_what_is_no_store_is_refused_with_a_sentence(self) -> None:
        for given in ("memory", 5, [], object(), {}, {"backend": "no such"}, {"backend": "memory", "x": 1}):
            with self.subTest(given=given), self.assertRaises(JamConfigurationError):
                list(self.stores(given))
        with self.assertRaisesRegex(JamConfigurationError, "needs the facade aio.Jam"):
            store_of(Jam({}), ThreadedStore(MemoryStore()), "a login")


if __name__ == "__main__":
    unittest.main()
