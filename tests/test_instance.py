"""The facade: construction, its configuration errors, every jwt and jws method, modules of one's own.

Sessions, one-time passwords, OAuth2 and PASETO have their own tests; here they only have to be there.
"""

from __future__ import annotations

import inspect
import json
import os
import tempfile
import unittest
import warnings
from typing import Any
from unittest import mock

from jamlite import BaseJam, Jam
from jamlite.encoders import JsonEncoder
from jamlite.exceptions import (
    JamConfigurationError,
    JamError,
    JamJWSVerificationError,
    JamJWTClaimError,
    JamJWTExpired,
    JamJWTInBlackList,
    JamJWTNotInWhiteList,
    JamJWTNotYetValid,
)
from jamlite.exceptions.base import JamTypeError
from jamlite.jose import JWS, JWT, BaseJWT, jwt
from jamlite.lists import MemoryList
from jamlite.logger import BaseLogger
from tests.tools.transcribe.jose_forge import SECRET, unb64u

KEY = SECRET.decode()
JWT_SECTION = {"alg": "HS256", "secret_key": KEY}
METHODS = [
    "jwt_encode",
    "jwt_decode",
    "jwt_create",
    "jwt_make_payload",
    "jws_sign",
    "jws_verify",
    "jwe_encrypt",
    "jwe_decrypt",
    "session_create",
    "session_get",
    "session_update",
    "session_delete",
    "session_clear",
    "session_rework",
    "otp_code",
    "otp_uri",
    "otp_verify_code",
    "oauth2_get_authorized_url",
    "oauth2_fetch_token",
    "oauth2_refresh_token",
    "oauth2_client_credentials_flow",
    "paseto_make_payload",
    "paseto_create",
    "paseto_decode",
    "emit",
]


def jam(**jose: Any) -> Jam:
    return Jam({"jose": jose or {"jwt": JWT_SECTION}})


def claims_of(token: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(unb64u(token.split(".")[1]))
    return found


class Construction(unittest.TestCase):
    def refuses(self, config: Any, **more: Any) -> JamConfigurationError:
        with self.subTest(config=repr(config)), self.assertRaises(JamConfigurationError) as caught:
            Jam(config, **more)
        self.assertNotIn(KEY, f"{caught.exception!r}{caught.exception}")  # security 11
        return caught.exception

    def test_errors_of_the_configuration_are_raised_here(self) -> None:
        """jam-api top 3: never an attribute that is None and an AssertionError later."""
        for config in (
            None, 1, [], b"x", object(), "", "does/not/exist.toml", "x.ini", {"unknown": {}}, {"jose": 1},
            {"jose": {"x": {}}},
            {"jose": {"jwt": {}}}, {"jose": {"jwt": {"alg": "HS256"}}},
            {"jose": {"jwt": {"secret_key": KEY}}},
            {"jose": {"jwt": {"alg": "none", "secret_key": KEY}}},
            {"jose": {"jwt": {"alg": "RS256", "secret_key": KEY}}},
            {"jose": {"jwt": {**JWT_SECTION, "unknown": 1}}},
            {"jose": {"jwt": {**JWT_SECTION, "leeway": -1}}},
            {"jose": {"jwt": {**JWT_SECTION, "list": {"type": "black"}}}},
            {"jose": {"jwt": {**JWT_SECTION, "list": "nowhere"}}},
            {"jose": {"jws": {"alg": "HS256"}}}, {"jose": {"jws": {"alg": "x", "key": KEY}}},
            {"logger": "no.such.Logger"},
            {"serializer": "no.such.Serializer"}, {"jose": {"jwt": {"custom_module": "no.such.Module"}}},
        ):  # fmt: skip
            self.refuses(config)

    def test_an_unconfigured_module_names_its_section(self) -> None:
        made = jam()
        calls: dict[str, Any] = {
            "jose.jws": lambda: made.jws_sign("x"), "jose.jwe": lambda: made.jwe_encrypt("x"),
            "session": lambda: made.session_get("x"),
            "otp": lambda: made.otp_code("GEZDGNBV"), "oauth2": lambda: made.oauth2,
            "paseto": lambda: made.paseto_create({}),
        }  # fmt: skip
        for section, call in calls.items():
            with self.subTest(section=section), self.assertRaises(JamConfigurationError) as caught:
                call()
            self.assertIn(section, str(caught.exception))
            self.assertEqual(caught.exception.details, {"section": section})
        with self.assertRaises(JamConfigurationError):
            Jam({}).jwt_encode()

    def test_every_method_is_there(self) -> None:
        for name in METHODS:
            self.assertTrue(inspect.getdoc(getattr(Jam, name)), name)
        self.assertTrue(issubclass(Jam, BaseJam))

    def test_spellings_of_the_section(self) -> None:
        """Both spellings, and Jam 2's, which warns."""
        for config in ({"jose": {"jwt": JWT_SECTION}}, {"jose": {"jwt": {"alg": "HS256", "secret": KEY}}}):
            self.assertEqual(Jam(config).jwt.alg, "HS256")
        with self.assertWarns(DeprecationWarning):
            self.assertEqual(Jam({"jwt": JWT_SECTION}).jwt.alg, "HS256")

    def test_the_caller_s_dict_stays_as_it_is(self) -> None:
        config = {"jose": {"jwt": {**JWT_SECTION, "list": {"backend": "memory", "type": "black"}}}}
        before = json.dumps(config)
        Jam(config)
        Jam(config)
        self.assertEqual(json.dumps(config), before)

    def test_files_and_pointer(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "config.json")
            with open(path, "w", encoding="utf-8") as stream:
                json.dump({"app": {"auth": {"jose": {"jwt": JWT_SECTION}}}}, stream)
            self.assertEqual(Jam(path, pointer="app.auth").jwt.alg, "HS256")
            self.refuses(path, pointer=1)

    def test_logger_and_serializer(self) -> None:
        class Quiet(BaseLogger):
            def __init__(self, log_level: str = "INFO") -> None:
                self.level = log_level

            def info(self, *arguments: Any, **more: Any) -> None: ...

            error = warning = debug = info  # type: ignore[assignment]

        made = Jam({"jose": {"jwt": JWT_SECTION}}, logger=Quiet, log_level="ERROR", serializer=JsonEncoder)
        self.assertEqual(made.jwt.logger.level, "ERROR")  # the facade's own goes down to the modules
        named = Jam({"jose": {"jwt": JWT_SECTION}, "serializer": "jamlite.encoders.JsonEncoder"})
        self.assertEqual(named.jwt_decode(named.jwt_encode(sub="s"), check_list=None)["sub"], "s")

        class Odd(JsonEncoder):
            pass

        spaced = Jam({"jose": {"jwt": JWT_SECTION}}, serializer=Odd)
        self.assertIn(b'"sub": "s"', unb64u(spaced.jwt_encode(sub="s").split(".")[1]))

    def test_repr(self) -> None:
        self.assertEqual(repr(jam()), "<Jam jwt>")
        self.assertNotIn(KEY, repr(jam().jwt))


class Tokens(unittest.TestCase):
    def test_encode_and_decode(self) -> None:
        made = jam()
        token = made.jwt_encode("i", "s", ["a"], 60, 0, "j", payload={"x": 1}, header={"kid": "k"})
        claims = made.jwt_decode(token, check_list=None)
        self.assertEqual(list(claims), ["jti", "iat", "iss", "sub", "aud", "exp", "nbf", "x"])
        both = made.jwt_decode(token, check_list=None, include_headers=True)
        self.assertEqual(both, {"header": {"alg": "HS256", "typ": "JWT", "kid": "k"}, "payload": claims})
        expected: dict[str, Any] = {"issuer": "i", "audience": "a", "subject": "s", "required": ["x"]}
        self.assertEqual(made.jwt_decode(token, check_list=None, **expected), claims)
        for expected in ({"issuer": "x"}, {"audience": "x"}, {"subject": "x"}, {"required": ["y"]}):
            with self.subTest(expected=expected), self.assertRaises(JamJWTClaimError):
                made.jwt_decode(token, check_list=None, **expected)
        for wrong in (None, 1, "", "a.b.c", [], token[:-1], token + "x", b"x"):
            with self.subTest(token=wrong), self.assertRaises(JamJWSVerificationError):
                made.jwt_decode(wrong, check_list=None)  # type: ignore[arg-type]

    def test_time_flags_are_kept(self) -> None:
        """jam-api top 8, FIX."""
        made = jam()
        late = made.jwt_encode(exp=-10)
        with self.assertRaises(JamJWTExpired):
            made.jwt_decode(late, check_list=None)
        made.jwt_decode(late, check_exp=False, check_list=None)
        early = made.jwt_encode(nbf=100)
        made.jwt_decode(early, check_nbf=False, check_list=None)
        for flags in ({}, {"check_nbf": True}):  # Jam 3.2 refuses it whatever its flag says
            with self.subTest(flags=flags), self.assertRaises(JamJWTNotYetValid):
                made.jwt_decode(early, check_list=None, **flags)
        with self.assertRaises(JamJWTExpired):
            made.jwt_decode(made.jwt_encode(exp=0), check_list=None)

    def test_a_list_is_demanded_unless_told_otherwise(self) -> None:
        """jam-api top 7, KEEP: fails closed."""
        made = jam()
        token = made.jwt_encode()
        with self.assertRaises(JamConfigurationError) as caught:
            made.jwt_decode(token)
        self.assertEqual(caught.exception.error_code, "configuration.jwt.list_not_connected")
        for check_list in (False, None):
            made.jwt_decode(token, check_list=check_list)

    def test_lists(self) -> None:
        black = jam(jwt={**JWT_SECTION, "list": {"backend": "memory"}})
        token = black.jwt_encode()
        black.jwt_decode(token)
        black.jwt.list.add(token)
        for check_list in (True, None):
            with self.assertRaises(JamJWTInBlackList):
                black.jwt_decode(token, check_list=check_list)
        black.jwt_decode(token, check_list=False)
        white = jam(jwt={**JWT_SECTION, "list": {"backend": "memory", "type": "white"}})
        token = white.jwt_encode()
        white.jwt_decode(token)
        with self.assertRaises(JamJWTNotInWhiteList):
            white.jwt_decode(jwt.encode({}, SECRET))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            white.jwt_decode(white.jwt_create({"sub": "s"}))
        white.jwt.list.delete(token)
        with self.assertRaises(JamJWTNotInWhiteList):
            white.jwt_decode(token)

    def test_the_list_is_asked_last(self) -> None:
        """A forged token never reaches the list."""
        made = jam(jwt={**JWT_SECTION, "list": {"backend": "memory", "type": "white"}})
        asked = mock.patch.object(MemoryList, "check", side_effect=AssertionError)
        with asked, self.assertRaises(JamJWSVerificationError):
            made.jwt_decode(jwt.encode({}, b"x" * 32))

    def test_a_list_of_one_s_own(self) -> None:
        class Own:
            __list_type__ = "black"

            def check(self, token: str) -> bool:
                return token.endswith("x")

        made = Jam({"jose": {"jwt": JWT_SECTION}})
        made.jwt.list = Own()
        token = made.jwt_encode()
        made.jwt.list.check = lambda _: True
        with self.assertRaises(JamJWTInBlackList):
            made.jwt_decode(token)
        made.jwt.list.__list_type__ = "grey"
        with self.assertRaises(JamConfigurationError) as caught:
            made.jwt_decode(token)
        self.assertEqual(caught.exception.error_code, "configuration.jwt.unknown_list_type")

    def test_deprecated_methods(self) -> None:
        """jam-api 3.3, KEEP."""
        made = jam()
        with self.assertWarns(DeprecationWarning), mock.patch("jamlite.clock.now", return_value=5.5):
            payload = made.jwt_make_payload(10, {"sub": "s", "iat": 1})
        self.assertEqual((payload["exp"], payload["iat"], payload["sub"]), (15.5, 1, "s"))
        self.assertEqual(list(payload), ["iat", "exp", "jti", "sub"])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            self.assertIsNone(made.jwt_make_payload(None, {})["exp"])
            self.assertEqual(len(Jam({}).jwt_make_payload(1, {})["jti"]), 36)
            token = made.jwt_create({"sub": "s", "exp": None, "jti": "j"})
            self.assertEqual(claims_of(token)["jti"], "j")
            self.assertNotIn("exp", claims_of(token))
            for data in (None, 1, "x", [1]):
                with self.assertRaises(JamTypeError):
                    made.jwt_make_payload(1, data)  # type: ignore[arg-type]
            for exp in ("1", float("nan"), -1, [], True):
                with self.assertRaises(JamConfigurationError):
                    made.jwt_make_payload(exp, {})  # type: ignore[arg-type]

    def test_jws(self) -> None:
        made = jam(jws={"alg": "HS256", "key": KEY})
        for data, payload in (({"a": 1}, b'{"a":1}'), ("é", "é".encode()), (b"\xff", b"\xff")):
            found = made.jws_verify(made.jws_sign(data, {"kid": "k"}))
            self.assertEqual(set(found), {"header", "payload", "signature"})
            self.assertEqual((found["payload"], found["header"]), (payload, {"alg": "HS256", "kid": "k"}))
        for token in (None, "", "a.b.c", 1, made.jws_sign("x")[:-2]):
            with self.assertRaises(JamJWSVerificationError):
                made.jws_verify(token)  # type: ignore[arg-type]
        self.assertEqual(set(made.jose), {"jws"})
        self.assertIsInstance(made.jws, JWS)


class Fixed(BaseJWT):
    """A module of one's own, made of the section's keys alone."""

    def __init__(self, greeting: str) -> None:
        self.greeting = greeting

    def encode(self, **claims: Any) -> str:
        return json.dumps({name: value for name, value in claims.items() if value is not None})

    def decode(self, token: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(token)
        return found


class ModulesOfOnesOwn(unittest.TestCase):
    """jam-api 3.2: the three ways to put one in, and what the facade then asks of it."""

    def facade(self, modules: dict[str, Any]) -> type[Jam]:
        class Own(Jam):
            pass

        Own.MODULES.update(modules)
        return Own

    def test_flat_nested_and_by_configuration(self) -> None:
        section = {"custom_module": f"{__name__}.Fixed", "greeting": "hello"}
        self.assertEqual(Jam({"jose": {"jwt": section}}).jwt.greeting, "hello")
        path = f"{__name__}.Fixed"
        for modules in ({"jwt": Fixed}, {"jose": {"jwt": Fixed}}, {"jwt": path}, {"jose": {"jwt": path}}):
            with self.subTest(modules=modules):
                made = self.facade(modules)({"jose": {"jwt": {"greeting": "hello"}}})
                self.assertIsInstance(made.jwt, Fixed)
                self.assertEqual(made.jwt.greeting, "hello")
                with self.assertRaises(JamConfigurationError):  # the other sections are as strict as ever
                    self.facade(modules)({"jose": {"jws": {"greeting": "hello"}}})

    def test_changing_a_subclass_changes_no_other(self) -> None:
        own = self.facade({"jwt": Fixed})
        own.MODULES["jose"]["jws"] = "x.y"
        self.assertNotIn("jwt", Jam.MODULES)
        self.assertNotEqual(Jam.MODULES["jose"]["jws"], "x.y")
        self.assertIsInstance(jam().jwt, JWT)

    def test_the_facade_judges_the_claims(self) -> None:
        made = Jam({"jose": {"jwt": {"custom_module": f"{__name__}.Fixed", "greeting": "x"}}})
        token = made.jwt_encode(sub="s", payload={"a": 1})
        self.assertEqual(made.jwt_decode(token, check_list=None), {"sub": "s", "payload": {"a": 1}})
        self.assertEqual(
            made.jwt_decode('{"header": {}, "payload": {"sub": "s"}}', check_list=None), {"sub": "s"}
        )
        for text, error in (
            ('{"exp": 1}', JamJWTExpired),
            ('{"exp": "1"}', JamJWTClaimError),
            ("[]", JamJWTClaimError),
        ):
            with self.subTest(text=text), self.assertRaises(error):
                made.jwt_decode(text, check_list=None)
        made.jwt_decode('{"exp": 1}', check_exp=False, check_list=None)
        with self.assertRaises(JamJWTClaimError):
            made.jwt_decode('{"iss": "a"}', check_list=None, issuer="b")
        with self.assertRaises(JamConfigurationError):
            made.jwt_decode("{}")
        with self.assertRaisesRegex(JamConfigurationError, "judge typ itself"):
            made.jwt_decode("{}", check_list=None, typ="at+jwt")
        self.assertEqual(made.jwt_decode("{}", check_list=None, typ=None, leeway=None), {})

    def test_one_that_cannot_be_made(self) -> None:
        fixed = {"custom_module": f"{__name__}.Fixed"}
        for section in (fixed, {**fixed, "greeting": 1, "x": 2},
                        {"custom_module": f"{__name__}.Nothing"}, {"custom_module": "nothing"}):  # fmt: skip
            with self.subTest(section=section), self.assertRaises(JamConfigurationError):
                Jam({"jose": {"jwt": section}})

    def test_the_base_class_alone(self) -> None:
        for call in (BaseJWT().encode, lambda: BaseJWT().decode("x")):
            with self.assertRaises(JamError):
                call()


if __name__ == "__main__":
    unittest.main()
