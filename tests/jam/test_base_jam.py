"""`BaseJam` is abstract and has Jam's documented methods, each with the parameters of the facade's."""

from __future__ import annotations

import inspect
import unittest

import jamlite
from jamlite import BaseJam, aio

DOCUMENTED = """
jwt_encode jwt_decode jws_sign jws_verify jwe_encrypt jwe_decrypt session_create session_get session_delete
session_update session_clear session_rework otp_code otp_uri otp_verify_code oauth2_get_authorized_url
oauth2_fetch_token oauth2_refresh_token oauth2_client_credentials_flow paseto_make_payload paseto_create
paseto_decode emit
""".split()  # noqa: SIM905 - a list of twenty lines says no more


class Abstract(unittest.TestCase):
    def test_its_methods_are_jams(self) -> None:
        self.assertEqual(len(DOCUMENTED), 23)
        self.assertEqual(BaseJam.__abstractmethods__, frozenset(DOCUMENTED) - {"emit"})
        with self.assertRaises(TypeError):
            BaseJam({})  # type: ignore[abstract]

    def test_both_facades_are_of_it_and_take_at_least_its_parameters(self) -> None:
        for facade in (jamlite.Jam, aio.Jam):
            self.assertTrue(issubclass(facade, BaseJam))
            self.assertFalse(facade.__abstractmethods__)
            for name in DOCUMENTED:
                wanted = [str(p).partition(":")[0] for p in self.parameters(getattr(BaseJam, name))]
                there = [str(p).partition(":")[0] for p in self.parameters(getattr(facade, name))]
                with self.subTest(facade=facade, name=name):
                    self.assertEqual(there[: len(wanted)], wanted)

    @staticmethod
    def parameters(function: object) -> list[inspect.Parameter]:
        return list(inspect.signature(function).parameters.values())  # type: ignore[arg-type]

    def test_a_facade_of_ones_own(self) -> None:
        body = {name: lambda self, *a, **k: "mine" for name in BaseJam.__abstractmethods__}
        own = type("Own", (BaseJam,), body)({"otp": {}})
        self.assertEqual(own.jwt_encode(sub="x"), "mine")
        self.assertEqual(own.otp.type, "totp")
        self.assertEqual(own.emit("hello", a=1), {"a": 1})


if __name__ == "__main__":
    unittest.main()
