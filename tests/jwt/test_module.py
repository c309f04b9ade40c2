"""The deprecated room `jamlite.jwt`, and the aliases of the lists (reference: Jam 3.2's jam.jwt)."""

from __future__ import annotations

import importlib
import json
import unittest
import warnings
from typing import Any

from jamlite import jose, lists
from jamlite.encoders import JsonEncoder
from jamlite.exceptions import (
    JamConfigurationError,
    JamError,
    JamJWTEmptySecretKey,
    JamJWTUnsupportedAlgorithm,
    JamJWTValidationError,
)
from jamlite.jwt import JWT, BaseJWT, create_instance
from tests.jose.samples import ODD, key
from tests.tools.transcribe.jose_forge import SECRET, token, unb64u


class Own:
    """A module of one's own."""

    def __init__(self, **options: Any) -> None:
        self.options = options


class Deprecated(unittest.TestCase):
    def setUp(self) -> None:
        caught = warnings.catch_warnings()
        caught.__enter__()
        self.addCleanup(caught.__exit__, None, None, None)
        warnings.simplefilter("ignore", DeprecationWarning)

    def test_construction(self) -> None:
        with self.assertWarns(DeprecationWarning) as caught:
            JWT("HS256", SECRET)
        self.assertEqual(caught.filename, __file__)
        for empty in (None, "", b""):
            with self.assertRaises(JamJWTEmptySecretKey):
                JWT("HS256", empty)
        with self.assertRaises(JamJWTUnsupportedAlgorithm):
            JWT("none", SECRET)
        with self.assertRaises(JamError):
            JWT("RS256", SECRET)
        self.assertTrue(issubclass(JWT, BaseJWT))
        self.assertIsInstance(JWT("HS256", SECRET), JWT)  # a class, not a function: it can be subclassed
        self.assertNotIn(SECRET.decode(), repr(JWT("HS256", SECRET)))

    def test_encode_and_decode(self) -> None:
        made = JWT("HS256", SECRET)
        text = made.encode({"sub": "s", "exp": 1})
        self.assertEqual(json.loads(unb64u(text.split(".")[0])), {"alg": "HS256", "typ": "JWT"})
        self.assertEqual(made.decode(text), {"sub": "s", "exp": 1})  # no time is looked at, as in Jam
        self.assertEqual(
            jose.JWT("HS256", secret_key=SECRET).decode(text, check_exp=False)["payload"]["sub"], "s"
        )
        self.assertEqual(made.encode(), made.encode({}))
        self.assertEqual(made.decode(made.encode(sub="s", payload={"x": 1}))["x"], 1)

    def test_every_refusal_is_one_class(self) -> None:
        made = JWT("HS256", SECRET)
        for odd in (*ODD, "", "a.b", "a.b.c"):
            with self.subTest(token=repr(odd)[:30]), self.assertRaises(JamJWTValidationError) as caught:
                made.decode(odd)  # type: ignore[arg-type]
            self.assertEqual(caught.exception.error_code, "jwt.validation.invalid_token_format")
        for forged in (token({"alg": "HS256"}, {}, b"x" * 32), token({"alg": "HS384"}, {}),
                       token({"alg": "none"}, {}), token({"alg": "HS256"}, {"exp": "1"}),
                       token({"alg": "HS256"}, [])):  # fmt: skip
            with self.subTest(token=forged), self.assertRaises(JamJWTValidationError) as caught:
                made.decode(forged)
            self.assertEqual(caught.exception.error_code, "jwt.validation.decoding_failed")

    def test_public_key(self) -> None:
        made = JWT("RS256", key("RS256").to_pem())
        text = made.encode({"sub": "s"})
        self.assertEqual(made.decode(text, public_key=key("RS256").public().to_pem())["sub"], "s")
        with self.assertRaises(JamError):
            made.decode(text, public_key=SECRET)  # an HMAC secret does not run RS256

    def test_maker(self) -> None:
        self.assertIsInstance(create_instance("HS256", secret=SECRET, serializer=JsonEncoder), JWT)
        made = create_instance("HS256", secret_key=SECRET, list={"backend": "memory", "type": "white"})
        self.assertIsInstance(made.list, lists.MemoryList)
        own = create_instance("HS256", SECRET, custom_module=f"{__name__}.Own", x=1)
        self.assertEqual(own.options["x"], 1)
        self.assertEqual(create_instance("HS256", SECRET, custom_module=Own).options["secret"], SECRET)
        for options in (
            {"unknown": 1},
            {"custom_module": "no.such.Thing"},
            {"custom_module": "nothing"},
            {"list": {}},
        ):
            with self.subTest(options=options), self.assertRaises(JamConfigurationError):
                create_instance("HS256", SECRET, **options)


class Aliases(unittest.TestCase):
    def test_lists_have_three_homes(self) -> None:
        for home in ("jamlite.jose.lists", "jamlite.jwt.lists"):
            module = importlib.import_module(home)
            for name in module.__all__:
                self.assertIs(getattr(module, name), getattr(lists, name))
        self.assertIs(jose.lists, importlib.import_module("jamlite.jose.lists"))

    def test_names_of_jose(self) -> None:
        """jam-api section 1: what users import from jam.jose."""
        makers = ("create_instance", "create_jwt_instance", "create_jws_instance", "create_jwe_instance")
        shapes = ("JWKRSA", "JWKEC", "JWKOct", "BaseJWT")
        for name in ("JWK", "JWKSet", "JWS", "JWE", "JWT", *shapes, *makers):
            self.assertTrue(hasattr(jose, name), name)
        self.assertIs(jose.create_instance, jose.create_jwt_instance)
        with self.assertRaises(AttributeError):
            _ = jose.nothing


if __name__ == "__main__":
    unittest.main()
