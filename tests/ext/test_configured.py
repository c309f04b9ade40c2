"""jamlite.ext.configured: what Jam's adapters share."""

from __future__ import annotations

import unittest
from typing import Any
from unittest import mock

from jamlite.exceptions import JamConfigurationError
from jamlite.ext.flask import JWTExtension, SessionExtension
from jamlite.ext.litestar import PASETOPlugin
from jamlite.ext.starlette import JWTBackend

from ..support import needs


class Doubles(unittest.TestCase):
    def test_an_adapter_made_without_its_constructor_takes_a_module(self) -> None:
        for kind in (JWTExtension, SessionExtension, JWTBackend, PASETOPlugin):
            made: Any = kind.__new__(kind)
            for module in (object(), object()):
                made._auth = module
                with self.subTest(kind=kind.__name__):
                    self.assertIs(made._auth, module)

    def test_a_synchronous_adapter_does_not_wait_for_a_mock(self) -> None:
        needs("flask")
        import flask

        app = flask.Flask("app")
        with (
            self.assertRaisesRegex(JamConfigurationError, "synchronous adapter"),
            app.test_request_context(headers={"sid": "x"}),
        ):
            made: Any = SessionExtension(app, session_type="memory", header_name="sid")
            made._auth = mock.AsyncMock()
            app.preprocess_request()


class HeadersWithoutScheme(unittest.TestCase):
    """Jam's Flask extensions take `Bearer ` off a header if it is there, and read what is left."""

    SECRET = "k123456789abcdef0123456789abcdef"

    def test_the_word_may_be_absent(self) -> None:
        needs("flask")
        import flask

        app = flask.Flask("app")
        options = {"alg": "HS256", "secret_key": self.SECRET}
        made: Any = JWTExtension(app, header_name="X-Token", cookie_name="token", **options)
        token = made._auth.encode(sub="alice")
        for value, accepted in (
            (token, True),
            (f"Bearer {token}", True),
            (f"bearer {token}", True),
            (f"Basic {token}", False),
            (f"Bearer x {token}", False),
            (f"{token} x", False),
            ("wrong", False),
            ("Bearer", False),
        ):
            with (
                self.subTest(value=value.replace(token, "...")),
                app.test_request_context(headers={"X-Token": value}),
            ):
                app.preprocess_request()
                self.assertEqual((flask.g.payload or {}).get("sub"), "alice" if accepted else None)


if __name__ == "__main__":
    unittest.main()
