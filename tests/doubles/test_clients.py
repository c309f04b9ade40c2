"""The doubles for applications' tests: fakes expire as real tokens do, and open nothing else."""

from __future__ import annotations

import asyncio
import inspect
import json
import time
import unittest
from typing import Any
from unittest import mock

from jamlite import Jam, aio, tests
from jamlite.encoding import base64url
from jamlite.exceptions import (
    JamConfigurationError,
    JamError,
    JamJWTExpired,
    JamJWTNotYetValid,
    JamPASETOExpired,
    JamSessionNotFound,
    JamValidationError,
)
from jamlite.tests import TestAsyncJam, TestJam, fakers
from tests.test_import_time import loaded_by

REAL = {
    "jose": {
        "jwt": {"alg": "HS256", "secret_key": "correct horse battery staple 1234567890"},
        "jws": {"alg": "HS256", "key": "correct horse battery staple 1234567890"},
        "jwe": {"alg": "A128KW", "enc": "A128GCM", "key": "k" * 16},
    },
    "paseto": {"version": "v4", "purpose": "local", "secret_key": b"k" * 32},
}


def calls(jam: Any) -> Any:
    """Return a function that calls a method of either facade and returns the result."""

    def call(name: str, *args: Any, **kwargs: Any) -> Any:
        result = getattr(jam, name)(*args, **kwargs)
        return asyncio.run(result) if inspect.isawaitable(result) else result

    return call


class Doubles(unittest.TestCase):
    def both(self) -> Any:
        for kind in (TestJam, TestAsyncJam):
            with self.subTest(kind=kind.__name__):
                yield calls(kind())

    def test_times_of_a_faker_and_of_a_double(self) -> None:
        """As in Jam, the faker writes the times it is given; a double takes seconds, as the real facade."""
        token = fakers.fake_jwt_token_v2(exp=2**33, nbf=7, payload={"a": 1})
        for call in self.both():
            self.assertEqual(call("jwt_decode", token), {"exp": 2**33, "nbf": 7, "a": 1})
            with self.assertRaises(JamJWTExpired):
                call("jwt_decode", fakers.fake_jwt_token_v2(exp=60))
            with self.assertRaises(JamJWTNotYetValid):
                call("jwt_decode", fakers.fake_jwt_token_v2(nbf=2**33))
            claims = call("jwt_decode", call("jwt_encode", exp=60, nbf=-60))
            self.assertEqual(claims["exp"] - claims["nbf"], 120)
            self.assertAlmostEqual(claims["exp"], time.time() + 60, delta=30)

    def test_what_is_no_fake_is_refused_with_an_error_of_both_kinds(self) -> None:
        real = Jam(config=REAL)
        tampered = fakers.fake_jwt_token_v2(sub="a")[:-1]
        for call in self.both():
            for token in (
                None,
                5,
                b"x",
                "",
                "a.b.c",
                "....",
                fakers.invalid_token(),
                tampered,
                "e30.e30.fake_signature",
            ):
                for method in ("jwt_decode", "jws_verify", "jwe_decrypt", "paseto_decode"):
                    with self.subTest(token=token, method=method):
                        with self.assertRaises(JamValidationError) as caught:
                            call(method, token)
                        self.assertIsInstance(caught.exception, (ValueError, JamError))
            for method, token in (
                ("jwt_decode", real.jwt_encode(sub="a")),
                ("jws_verify", real.jws_sign(b"x")),
                ("jwe_decrypt", real.jwe_encrypt(b"x")),
                ("paseto_decode", real.paseto_create({})),
                ("jws_verify", fakers.fake_jwt_token_v2()),
                ("jwt_decode", fakers.fake_jws_token()),
            ):
                with self.assertRaises(JamValidationError):
                    call(method, token)

    def test_the_real_facade_accepts_no_fake(self) -> None:
        real = Jam(config=REAL)
        for call, token in (
            (lambda token: real.jwt_decode(token, check_list=None), fakers.fake_jwt_token_v2(sub="a")),
            (real.jws_verify, fakers.fake_jws_token("x")),
            (real.jwe_decrypt, fakers.fake_jwe_token("x")),
            (real.paseto_decode, fakers.fake_paseto_token({"a": 1})),
        ):
            with self.assertRaises(JamError):
                call(token)

    def test_times_are_seconds_from_now(self) -> None:
        for call in self.both():
            self.assertEqual(call("jwt_decode", call("jwt_encode", sub="a", exp=60))["sub"], "a")
            for exp in (0, -5):
                with self.assertRaises(JamJWTExpired):
                    call("jwt_decode", call("jwt_encode", exp=exp))
            expired = call("jwt_encode", exp=-5)
            self.assertIn("exp", call("jwt_decode", expired, check_exp=False))
            with self.assertRaises(JamJWTNotYetValid):
                call("jwt_decode", call("jwt_encode", nbf=60), check_nbf=True)
            payload = call("paseto_make_payload", -5)
            with self.assertRaises(JamPASETOExpired):
                call("paseto_decode", call("paseto_create", payload))
            with self.assertRaises(JamError):
                call("jwt_decode", call("jwt_encode", iss="me"), issuer="you")

    def test_shapes_are_those_of_the_real_facade(self) -> None:
        for call in self.both():
            token = call("jwt_encode", "me", payload={"a": 1}, header={"kid": "1"})
            self.assertEqual(
                call("jwt_decode", token, include_headers=True),
                {
                    "header": {"kid": "1", "typ": "fake-JWT", "alg": "fake-alg"},
                    "payload": {"iss": "me", "a": 1},
                },
            )
            self.assertTrue(token.endswith(".fake_signature"))
            for data, octets in (({"a": 1}, b'{"a": 1}'), ("x", b"x"), (b"\xff", b"\xff")):
                verified = call("jws_verify", call("jws_sign", data))
                self.assertEqual(set(verified), {"header", "payload", "signature"})
                self.assertEqual(verified["payload"], octets)
                self.assertEqual(call("jwe_decrypt", call("jwe_encrypt", data)), octets)
            self.assertEqual(call("jwe_encrypt", "x").count("."), 4)
            for footer in (None, "kid", {"k": 1}):
                token = call("paseto_create", {"a": 1}, footer)
                real = Jam(config=REAL)
                like = real.paseto_decode(real.paseto_create({"a": 1}, footer))
                self.assertEqual(call("paseto_decode", token), like)

    def test_deprecated_methods(self) -> None:
        for call in self.both():
            with self.assertWarns(DeprecationWarning):
                payload = call("jwt_make_payload", 60, {"a": 1})
            with self.assertWarns(DeprecationWarning):
                token = call("jwt_create", payload)
            self.assertEqual(call("jwt_decode", token)["a"], 1)
        with self.assertWarns(DeprecationWarning):
            self.assertEqual(TestJam().jwt_decode(fakers.fake_jwt_token({"a": 1})), {"a": 1})

    def test_sessions_are_as_strict_as_real_ones(self) -> None:
        for call in self.both():
            first = call("session_create", "user", {"a": 1})
            self.assertRegex(first, r"\Afake-session-[0-9a-f]{32}\Z")
            call("session_update", first, {"b": 2})
            self.assertEqual(call("session_get", first), {"b": 2})
            second = call("session_rework", first)
            self.assertIsNone(call("session_get", first))
            for method, *args in (("session_rework", first), ("session_update", first, {})):
                with self.assertRaises(JamSessionNotFound):
                    call(method, *args)
            call("session_delete", first)
            call("session_clear", "user")
            self.assertIsNone(call("session_get", second))

    def test_two_doubles_share_nothing(self) -> None:
        self.assertIsNone(TestJam().session_get(TestJam().session_create("user", {})))

    def test_one_time_passwords(self) -> None:
        for call in self.both():
            self.assertEqual(call("otp_code", "any secret"), "123456")
            self.assertIs(call("otp_verify_code", b"s", "123456", 5, 2), True)
            self.assertIs(call("otp_verify_code", "s", "000000"), False)
            self.assertEqual(call("otp_uri", "S", "a b", "c"), "otpauth://totp/c%3Aa%20b?secret=S&issuer=c")

    def test_oauth2(self) -> None:
        for call in self.both():
            url = call("oauth2_get_authorized_url", "anyone", ["a", "b"], state="s")
            self.assertTrue(url.startswith("https://anyone/auth?client_id="))
            self.assertIn("scope=a+b&state=s", url)
            tokens = call("oauth2_fetch_token", "anyone", "code")
            self.assertEqual(
                set(tokens),
                {"access_token", "access_expire", "refresh_token", "refresh_expire", "token_type"},
            )
            self.assertEqual(call("oauth2_refresh_token", "anyone", "token"), tokens)
            self.assertEqual(call("oauth2_client_credentials_flow", "anyone"), tokens)

    def test_modules_of_the_asynchronous_double_are_asynchronous(self) -> None:
        async def use() -> None:
            jam = TestAsyncJam()
            made = await jam.session.create("user", {})
            self.assertEqual(await jam.session_get(made), {})
            self.assertIn("access_token", await jam.oauth2["x"].fetch_token("c"))

        asyncio.run(use())

    def test_a_configuration_is_not_read(self) -> None:
        for kind in (TestJam, TestAsyncJam):
            self.assertIsInstance(kind(config="/no/such/file.toml", pointer="x"), kind)
            self.assertIs(kind.__test__, False)

    def test_plugins_of_the_environment_do_not_matter(self) -> None:
        with mock.patch.dict("os.environ", {"JAM_ENABLE_PLUGINS": "1"}):
            self.assertEqual(TestJam().emit("x", a=1), {"a": 1})


class Fakers(unittest.TestCase):
    def test_the_header_cannot_be_made_to_look_real(self) -> None:
        header = fakers.fake_jwt_token_v2(header={"alg": "HS256", "typ": "JWT"}).split(".")[0]
        self.assertEqual(json.loads(base64url.decode(header)), fakers.JWT_HEADER)

    def test_invalid_and_fake_strings(self) -> None:
        self.assertRegex(fakers.invalid_token(), r"\AINVALID_.+_TOKEN\Z")
        for make in (fakers.fake_oauth2_token, fakers.invalid_oauth2_token, fakers.generate_session_id):
            self.assertNotEqual(make(), make())

    def test_the_room(self) -> None:
        self.assertEqual(tests.__all__, ["FakeProvider", "TestAsyncJam", "TestJam"])
        with self.assertRaises(AttributeError):
            tests.no_such_name  # noqa: B018
        self.assertFalse({name for name in loaded_by("import jamlite.tests") if "tests." in name})
        self.assertTrue(issubclass(TestAsyncJam, aio.Jam))
        self.assertTrue(issubclass(JamConfigurationError, JamError))


if __name__ == "__main__":
    unittest.main()
