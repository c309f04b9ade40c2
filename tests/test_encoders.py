"""Encoders: bad values first, then the bytes they must write."""

from __future__ import annotations

import sys
import types
import unittest
from typing import Any
from unittest import mock

from jamlite import BaseEncoder
from jamlite.encoders import JsonEncoder, MsgspecJsonEncoder
from jamlite.exceptions import JamConfigurationError, JamEncodingError


def circle() -> list[Any]:
    value: list[Any] = []
    value.append(value)
    return value


def deep() -> list[Any]:
    value: list[Any] = []
    for _ in range(100_000):
        value = [value]
    return value


class Json(unittest.TestCase):
    def test_values_json_does_not_have(self) -> None:
        for make in (
            lambda: b"bytes",
            lambda: {1, 2},
            object,
            lambda: float("nan"),
            lambda: {"a": float("-inf")},
            lambda: {(1, 2): 3},
            lambda: {"a": 1, 5: 2},
            circle,
            deep,
        ):
            with self.subTest(make=make), self.assertRaises(JamEncodingError):
                JsonEncoder.dumps(make())

    def test_what_cannot_be_read_is_not_written(self) -> None:
        nested: list[Any] = []
        for _ in range(63):
            nested = [nested]
        many = {str(number): number for number in range(1024)}
        for value in (nested, many, 10**299):
            self.assertEqual(JsonEncoder.loads(JsonEncoder.dumps(value)), value)
        for value in ([nested], {**many, "x": 1}, 10**300, "\ud800", {"a": ["\udfff"]}):
            with self.assertRaises(JamEncodingError):
                JsonEncoder.dumps(value)

    def test_texts_that_are_not_json(self) -> None:
        texts: list[Any] = [
            None,
            5,
            "",
            b"",
            "{",
            b"\xff",
            '{"a":1,"a":2}',
            "NaN",
            "1e400",
            "[" * 100_000,
            "{} x",
        ]
        for text in texts:
            with self.subTest(text=str(text)[:20]), self.assertRaises(JamEncodingError):
                JsonEncoder.loads(text)

    def test_bytes_as_jam_writes_them(self) -> None:
        value = {"b": [1, 2.5, None, True], "a": {"é": "\u20ac"}}
        self.assertEqual(JsonEncoder.dumps(value), b'{"a": {"\\u00e9": "\\u20ac"},"b": [1,2.5,null,true]}')

    def test_both_packings_are_read(self) -> None:
        for text in ('{"a": "\u20ac"}', '{"a": "\u20ac"}'.encode(), '{"a":"\\u20ac"}'):
            self.assertEqual(JsonEncoder.loads(text), {"a": "\u20ac"})

    def test_an_instance_serves_as_well(self) -> None:
        self.assertEqual(JsonEncoder().loads(JsonEncoder().dumps({"a": 1})), {"a": 1})


class Own(unittest.TestCase):
    def test_both_methods_are_asked_for(self) -> None:
        class Half(BaseEncoder):
            @classmethod
            def dumps(cls, var: Any) -> bytes:
                return b""

        with self.assertRaises(TypeError):
            Half()  # type: ignore[abstract]


class Msgspec(unittest.TestCase):
    def test_absent(self) -> None:
        with mock.patch.dict(sys.modules, {"msgspec": None}):
            for call in (lambda: MsgspecJsonEncoder.dumps({}), lambda: MsgspecJsonEncoder.loads("{}")):
                with self.assertRaisesRegex(JamConfigurationError, "msgspec") as caught:
                    call()
                self.assertEqual(caught.exception.error_code, "configuration.import_error")

    def test_present(self) -> None:
        def encode(value: Any) -> bytes:
            raise TypeError("no")

        def decode(value: Any) -> Any:
            raise ValueError("no")

        package = types.ModuleType("msgspec")
        package.json = types.SimpleNamespace(encode=lambda value: b"{}", decode=lambda text: {"a": 1})  # type: ignore[attr-defined]
        with mock.patch.dict(sys.modules, {"msgspec": package}):
            self.assertEqual(MsgspecJsonEncoder.dumps({}), b"{}")
            self.assertEqual(MsgspecJsonEncoder.loads("{}"), {"a": 1})
            package.json = types.SimpleNamespace(encode=encode, decode=decode)  # type: ignore[attr-defined]
            with self.assertRaises(JamEncodingError):
                MsgspecJsonEncoder.dumps({})
            with self.assertRaises(JamEncodingError):
                MsgspecJsonEncoder.loads("{}")


if __name__ == "__main__":
    unittest.main()
