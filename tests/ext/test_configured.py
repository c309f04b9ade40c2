"""jamlite.ext.configured: what Jam's adapters share."""

from __future__ import annotations

import asyncio
import unittest
from typing import Any
from unittest import mock

from jamlite import Jam
from jamlite.exceptions import JamConfigurationError, JamValidationError
from jamlite.ext.asgi import ASGIRequest
from jamlite.ext.authenticator import Authenticator, CredentialSource
from jamlite.ext.configured import facade_for
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


class Module:
    """A module of an application's own: its tokens are what they say."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix

    def encode(self, payload: Any) -> str:
        return f"{self.prefix}-{payload['sub']}"

    def decode(self, token: str) -> Any:
        prefix, _, sub = token.partition("-")
        if prefix != self.prefix:
            raise JamValidationError("this is none of mine")
        return {"sub": sub}

    def get(self, token: str) -> Any:
        return self.decode(token)


class Waiting:
    async def get(self, token: str) -> Any:
        return {"sub": token} if token == "alice" else None


class OwnModules(unittest.TestCase):
    """`JWTBackend.MODULE = MyJWT`: Jam's documented way to replace the module of an adapter."""

    def outcome(self, name: str, maker: object, token: str, **options: object) -> Any:
        made = facade_for(name, None, "jam", options, maker)
        judge = Authenticator(made, via=name, sources=[CredentialSource.header("token")])  # type: ignore[arg-type]
        request = ASGIRequest({"type": "http", "headers": [(b"token", token.encode())]})
        return asyncio.run(judge.check_async(request)) if made.ASYNCHRONOUS else judge.check(request)

    def test_what_makes_no_module(self) -> None:
        for maker in (object(), 5, Module, lambda: Module("x"), "no.such.path"):
            with self.subTest(maker=maker), self.assertRaises(JamConfigurationError):
                facade_for("jwt", None, "jam", {"colour": "red"}, maker)
        with self.assertRaisesRegex(JamConfigurationError, "section jose.jwt is missing"):
            facade_for("jwt", {"paseto": {}}, "jam", {}, Module)

    def test_each_kind_gets_the_keys_of_its_section(self) -> None:
        for name in ("jwt", "session", "paseto"):
            with self.subTest(name=name):
                self.assertEqual(self.outcome(name, Module, "x-alice", prefix="x").principal.id, "alice")
                refused = self.outcome(name, Module, "y-alice", prefix="x")
                self.assertEqual((refused.principal, refused.claims), (None, None))
        found = facade_for("jwt", {"jwt": {"prefix": "z"}}, "jam", {}, Module)
        self.assertEqual(found.jwt.prefix, "z")  # type: ignore[attr-defined]
        given = {"own": {"client_id": "i"}}
        made = facade_for("oauth2", {"oauth2": {"providers": given}}, "jam", {}, dict)
        self.assertEqual(made.oauth2, {"providers": given})

    def test_a_module_with_coroutines_is_awaited(self) -> None:
        self.assertEqual(self.outcome("session", Waiting, "alice").principal.id, "alice")
        self.assertIsNone(self.outcome("session", Waiting, "mallory").principal)

    def test_other_facades_keep_their_modules(self) -> None:
        facade_for("jwt", None, "jam", {"prefix": "x"}, Module)
        with self.assertRaises(JamConfigurationError):
            Jam({"jose": {"jwt": {"prefix": "x"}}})

    def test_in_the_extensions_for_flask(self) -> None:
        needs("flask")
        import flask

        class Mine(JWTExtension):
            MODULE = Module

        class Late(SessionExtension):
            MODULE = Waiting

        app = flask.Flask("app")
        made: Any = Mine(app, header_name="X-Token", prefix="x")
        for token, payload in (("x-alice", {"sub": "alice"}), ("y-alice", None)):
            with app.test_request_context(headers={"X-Token": token}):
                app.preprocess_request()
                self.assertEqual((flask.g.payload, flask.g.jwt), (payload, made._auth))
        with self.assertRaisesRegex(JamConfigurationError, "synchronous adapter"):
            Late(app, header_name="X-Token")


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
