"""The facade's paseto methods: Jam's shape, check_exp, check_list, lists, modules of one's own."""

from __future__ import annotations

import os
import tempfile
import unittest
from typing import Any
from unittest import mock

from jamlite import Jam
from jamlite.encoding import base64url
from jamlite.exceptions import (
    JamConfigurationError,
    JamError,
    JamJWTInBlackList,
    JamJWTNotInWhiteList,
    JamPASETOClaimError,
    JamPASETOExpired,
    JamPASETOInvalidPurpose,
    JamPASETOInvalidTokenFormat,
    JamValidationError,
)
from jamlite.keys.loading import dump_pem
from jamlite.paseto import PASETOv4, claims
from tests.paseto.samples import local, secret
from tests.paseto.test_functions import NOT_TOKENS

KEY = base64url.encode(local("v4").octets)
NOW = 1640995200


def jam(**options: Any) -> Jam:
    return Jam(config={"paseto": {"version": "v4", "purpose": "local", "secret_key": KEY, **options}})


def at(now: float) -> Any:
    return mock.patch("jamlite.clock.now", return_value=now)


class Refused(unittest.TestCase):
    def test_tokens(self) -> None:
        facade = jam()
        for wrong in NOT_TOKENS:
            with self.subTest(token=wrong), self.assertRaises(JamValidationError):
                facade.paseto_decode(wrong)

    def test_configuration(self) -> None:
        for section in (
            *(
                {},
                {"version": "v4"},
                {"version": "v4", "purpose": "local"},
                {"version": "v4", "secret_key": KEY},
            ),
            {"version": "v4", "purpose": "local", "secret_key": KEY, "key": KEY},
            {"version": "v4", "purpose": "local", "secret_key": KEY, "secret": "x"},
            {"version": "v4", "purpose": "local", "secret_key": KEY[1:]},
            {"version": "v4", "purpose": "local", "secret_key": KEY, "list": "unknown"},
            {"version": "v4", "purpose": "local", "secret_key": KEY, "list": {"type": "white"}},
        ):
            errors = (JamConfigurationError, JamPASETOInvalidPurpose)
            with self.subTest(section=section), self.assertRaises(errors):
                Jam(config={"paseto": section})

    def test_not_configured(self) -> None:
        facade = Jam(config={})
        for call in (lambda: facade.paseto_create({}), lambda: facade.paseto_decode("v4.local.AAAA")):
            with self.assertRaises(JamConfigurationError) as caught:
                call()
            self.assertEqual(caught.exception.error_code, "configuration.paseto.not_configured")


class Shape(unittest.TestCase):
    def test_make_payload(self) -> None:
        with at(NOW + 0.5):
            payload = jam().paseto_make_payload(60, user=1)
            endless = jam().paseto_make_payload()
        self.assertRegex(
            payload.pop("pit"), "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
        )
        self.assertEqual(payload, {"iat": NOW + 0.5, "exp": NOW + 60.5, "user": 1})
        self.assertIsNone(endless["exp"])
        self.assertEqual(jam().paseto_make_payload(exp=1, pit="mine")["pit"], "mine")

    def test_what_it_makes_is_read(self) -> None:
        facade = jam()
        for payload in (
            facade.paseto_make_payload(60, a=1),
            facade.paseto_make_payload(),
            claims.build(exp=60),
        ):
            for footer in ({"kid": "x"}, "text", b"\xff", None):
                token = facade.paseto_create(payload, footer)
                self.assertEqual(facade.paseto_decode(token), {"payload": payload, "footer": footer})

    def test_every_version_from_a_key_file(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            for version in ("v1", "v2", "v3", "v4"):
                path = os.path.join(folder, version)
                with open(path, "w", encoding="ascii") as stream:
                    stream.write(dump_pem(secret(version).record, private=True))
                facade = Jam(config={"paseto": {"version": version, "purpose": "public", "key": path}})
                token = facade.paseto_create({"a": 1})
                self.assertTrue(token.startswith(f"{version}.public."))
                self.assertEqual(facade.paseto_decode(token)["payload"], {"a": 1})


class Expiry(unittest.TestCase):
    def test_check_exp(self) -> None:
        facade = jam()
        for payload in ({"exp": NOW, "pit": "x"}, {"exp": float(NOW)}, {"exp": "2022-01-01T01:00:00+01:00"}):
            token = facade.paseto_create(payload)
            with at(NOW - 1):
                self.assertEqual(facade.paseto_decode(token)["payload"], payload)
            with at(NOW):
                with self.subTest(payload=payload), self.assertRaises(JamPASETOExpired):
                    facade.paseto_decode(token)
                self.assertEqual(facade.paseto_decode(token, check_exp=False)["payload"], payload)

    def test_expectations_are_handed_on(self) -> None:
        facade = jam()
        token = facade.paseto_create({"iss": "a"})
        facade.paseto_decode(token, issuer="a")
        with self.assertRaises(JamPASETOClaimError):
            facade.paseto_decode(token, issuer="b")
        with self.assertRaises(JamPASETOInvalidTokenFormat):
            facade.paseto_decode(token, footer="x")


class Lists(unittest.TestCase):
    def test_none_configured(self) -> None:
        facade = jam()
        token = facade.paseto_create({})
        facade.paseto_decode(token)
        facade.paseto_decode(token, check_list=False)
        with self.assertRaises(JamConfigurationError) as caught:
            facade.paseto_decode(token, check_list=True)
        self.assertEqual(caught.exception.error_code, "configuration.paseto.list_not_connected")

    def test_deny_list(self) -> None:
        for purpose, key in (("local", KEY), ("public", dump_pem(secret("v4").record, private=True))):
            facade = jam(purpose=purpose, secret_key=key, list={"backend": "memory", "type": "black"})
            token, other = facade.paseto_create({"a": 1}), facade.paseto_create({"a": 2})
            facade.paseto.list.add(token)
            for check in (None, True):
                with self.assertRaises(JamJWTInBlackList):
                    facade.paseto_decode(token, check_list=check)
                facade.paseto_decode(other, check_list=check)
            facade.paseto_decode(token, check_list=False)

    def test_allow_list_by_name(self) -> None:
        facade = Jam(
            config={
                "lists": {"mine": {"backend": "memory", "type": "white"}},
                "paseto": {"version": "v4", "purpose": "local", "key": KEY, "list": "mine"},
            }
        )
        token = facade.paseto_create(facade.paseto_make_payload(60))
        facade.paseto_decode(token)
        foreign = jam().paseto_create({})
        with self.assertRaises(JamJWTNotInWhiteList):
            facade.paseto_decode(foreign)
        facade.paseto.list.delete(token)
        with self.assertRaises(JamJWTNotInWhiteList):
            facade.paseto_decode(token)

    def test_entries_of_encrypted_tokens_end_with_them(self) -> None:
        facade = jam(list={"backend": "memory", "type": "white"})
        with at(NOW):
            token = facade.paseto_create(claims.build(exp=60))
            facade.paseto_create(claims.build())
        self.assertTrue(facade.paseto.list.check(token, now=NOW + 60))
        self.assertEqual(facade.paseto.list.purge(now=NOW + 1e6), 1)

    def test_log_out_everywhere(self) -> None:
        facade = jam(list={"backend": "memory", "type": "black"})
        with at(NOW):
            old = [
                facade.paseto_create(claims.build(sub="s")),
                facade.paseto_create({"sub": "s", "iat": NOW}),
            ]
            other = facade.paseto_create(claims.build(sub="t"))
        with at(NOW + 10):
            facade.paseto.list.revoke_subject("s", at=NOW + 1)
            new = facade.paseto_create(claims.build(sub="s"))
            for token in old:
                with self.assertRaises(JamJWTInBlackList):
                    facade.paseto_decode(token)
            facade.paseto_decode(new)
            facade.paseto_decode(other)

    def test_a_malleable_signature_does_not_leave_the_deny_list(self) -> None:
        """n - s in the place of s verifies under ECDSA too, and is the same token to the list."""
        from jamlite.crypto._curves import CURVES

        order = CURVES["P-384"].n
        text = dump_pem(secret("v3").record, private=True)
        facade = jam(version="v3", purpose="public", secret_key=text, list={"backend": "memory"})
        token = facade.paseto_create({"a": 1})
        body = base64url.decode(token.split(".")[2])
        s = order - int.from_bytes(body[-48:], "big")
        twin = "v3.public." + base64url.encode(body[:-48] + s.to_bytes(48, "big"))
        self.assertEqual(facade.paseto_decode(twin)["payload"], {"a": 1})
        facade.paseto.list.add(token)
        with self.assertRaises(JamJWTInBlackList):
            facade.paseto_decode(twin)


class Own(PASETOv4):
    """A module in the manner of Jam's documentation: it reads tokens its own way."""

    def decode(self, token: Any, serializer: Any = None, **options: Any) -> Any:
        if options:
            raise AssertionError("the facade checks the claims itself")
        return super().decode(token, serializer, validate_claims=False)


class Modules(unittest.TestCase):
    def test_custom_module(self) -> None:
        section = {"custom_module": f"{__name__}.Own", "purpose": "local", "secret_key": KEY}
        facade = Jam(config={"paseto": section})
        self.assertIs(type(facade.paseto), Own)
        token = facade.paseto_create({"exp": NOW})
        with self.assertRaises(JamPASETOExpired):
            facade.paseto_decode(token)
        self.assertEqual(facade.paseto_decode(token, check_exp=False)["payload"], {"exp": NOW})
        self.assertEqual(facade.paseto_decode(token, check_exp=False, leeway=None)["footer"], None)

    def test_what_only_the_module_can_judge_is_never_passed_over(self) -> None:
        section = {"custom_module": f"{__name__}.Own", "purpose": "local", "secret_key": KEY}
        facade = Jam(config={"paseto": section})
        token = facade.paseto_create({"sub": "s"}, {"kid": "1"})
        for expected in ({"footer": b""}, {"footer": {"kid": "2"}}, {"implicit_assertion": b"x"}):
            name = next(iter(expected))
            with (
                self.subTest(expected),
                self.assertRaisesRegex(JamConfigurationError, f"judge {name} itself"),
            ):
                facade.paseto_decode(token, **expected)  # type: ignore[arg-type]

    def test_a_custom_module_that_returns_the_payload_alone(self) -> None:
        class Alone(Own):
            def decode(self, token: Any, serializer: Any = None, **options: Any) -> Any:
                return None if token == "x" else super().decode(token, serializer, **options)[0]

        facade = Jam(config={"paseto": {"custom_module": Alone, "purpose": "local", "secret_key": KEY}})
        token = facade.paseto_create({"a": 1}, "footer")
        self.assertEqual(facade.paseto_decode(token), {"payload": {"a": 1}, "footer": None})
        with self.assertRaises(JamError):
            facade.paseto_decode("x")

    def test_a_custom_module_that_is_none(self) -> None:
        for module in (object, len, "json.dumps"):
            with self.subTest(module=module), self.assertRaisesRegex(JamConfigurationError, "custom_module"):
                Jam(config={"paseto": {"custom_module": module, "purpose": "local", "secret_key": KEY}})


if __name__ == "__main__":
    unittest.main()
