"""What Jam's users write: each spelling means here what it means there."""

from __future__ import annotations

import binascii
import os
import tempfile
import unittest
from typing import Any

from jamlite import Jam
from jamlite.aio import Jam as AsyncJam
from jamlite.exceptions import (
    JamAlgorithmError,
    JamConfigurationError,
    JamJWSVerificationError,
    JamJWTUnsupportedAlgorithm,
    JamPASETOInvalidPurpose,
    JamPASETOInvalidSymmetricKey,
)
from jamlite.ext.http_request import ASGIRequest
from jamlite.jam.config_files import read_config
from jamlite.jose import JWS, JWT
from jamlite.jose.lists import JSONList, MemoryList, RedisList
from jamlite.lists import TokenList
from jamlite.logger import JamLogger
from jamlite.oauth2 import OAuth2Client, Response
from jamlite.paseto import BasePASETO, PASETOv4

SECRET = "k123456789abcdef0123456789abcdef"
LISTED = {"type": "black", "backend": "memory"}


class Spellings(unittest.TestCase):
    def test_a_list_as_the_dict_it_is_made_of(self) -> None:
        for made in (
            JWT("HS256", secret_key=SECRET, list=dict(LISTED)),
            PASETOv4("local", bytes(32), list=dict(LISTED)),
            Jam({"jose": {"jwt": {"alg": "HS256", "secret_key": SECRET, "list": LISTED}}}).jwt,
        ):
            self.assertIsInstance(made.list, TokenList)
            self.assertEqual(made.list.__list_type__, "black")
        ready = JWT("HS256", secret_key=SECRET, list=made.list)
        self.assertIs(ready.list, made.list)

    def test_a_key_of_32_bytes_as_padded_base64url(self) -> None:
        key = bytes(range(200, 232))
        text = binascii.b2a_base64(key, newline=False).decode().replace("+", "-").replace("/", "_")
        self.assertTrue(text.endswith("="))
        token = PASETOv4.key("local", text).encode({"a": 1})
        for spelling in (key, text.rstrip("=")):
            self.assertEqual(PASETOv4.key("local", spelling).decode(token)[0], {"a": 1})
        for wrong in (text[:-2], "=" + text, text + "x", text[:-3]):
            with self.subTest(wrong=wrong), self.assertRaises(JamPASETOInvalidSymmetricKey):
                PASETOv4.key("local", wrong)

    def test_an_algorithm_that_is_none_is_one_class_everywhere(self) -> None:
        for make in (
            lambda: JWS("INVALID", SECRET),
            lambda: JWT("INVALID", secret_key=SECRET),
            lambda: Jam({"jose": {"jws": {"alg": "INVALID", "key": SECRET}}}),
        ):
            with self.assertRaises(JamJWTUnsupportedAlgorithm) as caught:
                make()
            self.assertIsInstance(caught.exception, JamAlgorithmError)  # as before
            self.assertEqual(caught.exception.error_code, "jwt.config.unsupported_algorithm")

    def test_the_arguments_of_compact_serialization(self) -> None:
        made = JWS("HS256", SECRET)
        token = made.serialize_compact(protected={"kid": "1"}, payload=b"text")
        for call in (
            lambda: made.serialize_compact({"kid": "1"}, b"text"),
            lambda: made.serialize_compact(header={"kid": "1"}, data=b"text"),
            lambda: made.serialize_compact({"kid": "1"}, payload="text"),
        ):
            self.assertEqual(call(), token)
        for found in (
            made.deserialize_compact(s=token),
            made.deserialize_compact(token, True),
            made.deserialize_compact(token=token, validate=False),
        ):
            self.assertEqual((found["header"]["kid"], found["payload"]), ("1", b"text"))
        self.assertEqual(made.deserialize_compact(made.serialize_compact(data=b""))["payload"], b"")
        with self.assertRaises(TypeError):
            made.serialize_compact({})
        with self.assertRaises(JamJWSVerificationError):
            made.deserialize_compact()

    def test_what_is_null_was_not_chosen(self) -> None:
        empty = dict.fromkeys(("logger", "log_level", "serializer"))
        for kind in (Jam, AsyncJam):
            made = kind({"jose": {"jwt": {"alg": "HS256", "secret_key": SECRET}}, **empty}, log_level="ERROR")
            self.assertIsInstance(made._logger, JamLogger)
            self.assertEqual(made._level, "ERROR")

    def test_the_arguments_of_lists(self) -> None:
        logger = JamLogger("INFO")
        self.assertFalse(MemoryList(type="black", prefix="p", logger=logger).check("x"))
        with tempfile.TemporaryDirectory() as folder:
            listed = JSONList("white", "p", os.path.join(folder, "list.json"), logger=logger)
            listed.add("x")
            self.assertTrue(listed.check("x"))
        server = object()
        with self.assertRaisesRegex(JamConfigurationError, "client|redis"):
            RedisList("black", redis=server, logger=logger)

    def test_a_paseto_class_that_makes_its_instances_by_itself(self) -> None:
        class Own(BasePASETO):
            @classmethod
            def key(cls, purpose: str, secret_key: Any = None, **options: Any) -> Any:
                made = cls()
                made._purpose, made._secret = purpose, secret_key
                return made

            def encode(self, payload: Any, footer: Any = None, *_: Any, **__: Any) -> str:
                return f"own.{payload['sub']}"

            def decode(self, token: str, *_: Any, **__: Any) -> Any:
                return {"sub": token.partition(".")[2]}, None

        jam = Jam({"paseto": {"custom_module": Own, "purpose": "local", "secret_key": "any"}})
        self.assertEqual(jam.paseto_decode(jam.paseto_create({"sub": "a"}))["payload"], {"sub": "a"})
        for kind in (PASETOv4, BasePASETO):
            with self.assertRaises((JamPASETOInvalidPurpose, JamConfigurationError)):
                kind()

    def test_the_address_of_redis_is_also_url(self) -> None:
        uri = "redis://localhost:1/0"
        made = read_config({"session": {"session_type": "redis", "url": uri}})
        self.assertEqual(made["session"]["redis_uri"], uri)
        listed = {"type": "black", "backend": "redis", "url": uri}
        made = read_config({"jose": {"jwt": {"alg": "HS256", "secret_key": SECRET, "list": listed}}})
        self.assertEqual(made["jose"]["jwt"]["list"]["redis_uri"], uri)

    def test_a_request_without_a_method_is_a_get(self) -> None:
        self.assertEqual(ASGIRequest({"type": "http", "headers": []}).method, "GET")

    def test_a_transport_may_answer_with_text(self) -> None:
        answer = Response(200, {}, '{"access_token": "x", "token_type": "bearer"}')  # type: ignore[arg-type]
        client = OAuth2Client("i", "s", "https://a/", "https://b/", "https://c/", transport=lambda _: answer)
        self.assertEqual(client.fetch_token("c")["access_token"], "x")


if __name__ == "__main__":
    unittest.main()
