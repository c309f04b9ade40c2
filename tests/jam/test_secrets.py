"""The facade and ApoJWT ask the judge of secrets, and a key remembers what the configuration says."""

from __future__ import annotations

import os
import unittest

from jamlite import Jam
from jamlite.compat.apojwt import ApoJWT
from jamlite.exceptions.base import JamConfigurationError, JamError
from jamlite.jose import JWS, JWT, jwt, limits
from tests.jose.samples import key
from tests.keys.test_traces import PEM, b64


class Secrets(unittest.TestCase):
    def test_the_facade_and_apojwt_ask_the_same_judge(self) -> None:
        for text in (b64(PEM.encode()).decode(), "keys/absent.pem", "{{ jwt_secret }}"):
            with self.subTest(text), self.assertRaises(JamError):
                Jam(config={"jose": {"jwt": {"alg": "HS256", "secret_key": text}}})
            with self.subTest(text, door="ApoJWT"), self.assertRaises(JamError):
                ApoJWT(text).create_token(sub="mallory")

    def test_a_variable_in_a_dict_is_filled_in_or_refused(self) -> None:
        os.environ["JAMLITE_TRACE_SECRET"] = "0123456789abcdef0123456789ABCDEF"
        self.addCleanup(os.environ.pop, "JAMLITE_TRACE_SECRET")
        for value in ("$JAMLITE_TRACE_SECRET", "${JAMLITE_TRACE_SECRET}"):
            jam = Jam(config={"jose": {"jwt": {"alg": "HS256", "secret_key": value}}})
            token = jam.jwt_encode(sub="a")
            self.assertEqual(jwt.decode(token, "0123456789abcdef0123456789ABCDEF")["sub"], "a")
        with self.assertRaises(JamConfigurationError):
            Jam(config={"jose": {"jwt": {"alg": "HS256", "secret_key": "${JAMLITE_NOT_SET_ANYWHERE}"}}})
        inside = "a passphrase with $JAMLITE_TRACE_SECRET inside"
        jam = Jam(config={"jose": {"jwt": {"alg": "HS256", "secret_key": inside}}})
        self.assertEqual(jwt.decode(jam.jwt_encode(sub="a"), inside)["sub"], "a")


class Remembered(unittest.TestCase):
    def test_configured(self) -> None:
        pem = key("ES256").to_pem()
        self.assertEqual(JWT("ES256", secret_key=pem, remember=0).jws.key.prepared.remember, 0)
        self.assertEqual(JWS("ES256", pem, remember=7).key.prepared.remember, 7)
        self.assertEqual(JWS("ES256", pem).key.prepared.remember, limits.REMEMBERED_SIGNATURES)


if __name__ == "__main__":
    unittest.main()
