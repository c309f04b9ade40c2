"""What is given as the facade of an adapter, and is none."""

from __future__ import annotations

import unittest
from typing import Any, Callable

from jamlite import Jam, aio
from jamlite.exceptions import JamConfigurationError
from jamlite.ext import asgi, wsgi
from jamlite.ext.authenticator import Authenticator
from jamlite.ext.facades import facade
from jamlite.ext.guard import Guard
from jamlite.ext.login import OAuth2Login, SessionLogin

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


if __name__ == "__main__":
    unittest.main()
