"""CBOR: bad bytes, the bounds, the canonical form, what cannot be written. The vectors are in vectors/."""

from __future__ import annotations

import random
import struct
import unittest
from typing import Any

from jamlite.encoding import cbor
from jamlite.exceptions import JamEncodingError


def nested(levels: int) -> Any:
    value: Any = 0
    for _ in range(levels):
        value = [value]
    return value


class Refusals(unittest.TestCase):
    def refused(self, data: Any, words: str, **options: bool) -> None:
        with self.subTest(words), self.assertRaises(JamEncodingError) as caught:
            cbor.decode(data, "the answer", **options)
        self.assertIn(words, caught.exception.message)
        self.assertIn("the answer", caught.exception.message)
        self.assertIsNone(caught.exception.__context__)

    def test_wrong_types(self) -> None:
        for value in (None, 5, "00", ["00"], bytearray(b"\0"), memoryview(b"\0"), {}):
            self.refused(value, f"must be bytes, got {type(value).__name__}")

    def test_empty_and_trailing(self) -> None:
        self.refused(b"", "ends in the middle")
        self.refused(b"\x00\x00", "1 bytes behind")
        self.refused(b"\xa0" * 3, "2 bytes behind")

    def test_text(self) -> None:
        for bad in (b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80"):  # RFC 3629 section 3
            self.refused(bytes((0x60 | len(bad),)) + bad, "not UTF-8")
        self.refused(b"\x7f\x61\xc3\x61\xbc\xff", "not UTF-8")  # RFC 8949 section 3.2.3: each chunk is text

    def test_maps(self) -> None:
        self.refused(bytes.fromhex("a201000100"), "one key twice")
        self.refused(bytes.fromhex("a26161006161f6"), "one key twice")
        self.refused(bytes.fromhex("a20100180100"), "one key twice")  # the same key in two spellings
        self.refused(bytes.fromhex("a20100c2410100"), "one key twice")
        for key in ("80", "a0", "f4", "f6", "f93c00", "c000", "e0"):
            self.refused(bytes.fromhex(f"a1{key}00"), "not an integer, text or bytes")
        self.assertEqual(cbor.decode(bytes.fromhex("a3010041010161310a")), {1: 0, b"\1": 1, "1": 10})

    def test_large_integers(self) -> None:
        self.refused(bytes.fromhex("c200"), "large integer")
        self.refused(bytes.fromhex("c3613f"), "large integer")

    def test_bounds(self) -> None:
        deep = b"\x81" * (cbor.MAX_DEPTH - 1) + b"\0"
        self.assertEqual(cbor.decode(deep), nested(cbor.MAX_DEPTH - 1))
        for mark in (b"\x81", b"\x9f", b"\xc6", b"\xa1\0", b"\xbf\0"):
            self.refused(mark * cbor.MAX_DEPTH + b"\0", "nested deeper")
            self.refused(mark * 100_000, "nested deeper")
        self.refused(b"\x9b" + b"\xff" * 8, "ends in the middle")  # 2^64 values are promised
        self.refused(b"\xbb" + b"\x7f" + b"\xff" * 7, "ends in the middle")
        self.refused(b"\x9a" + struct.pack(">I", cbor.MAX_ITEMS) + b"\0" * cbor.MAX_ITEMS, "holds more than")
        self.refused(b"\x5f" + b"\x40" * cbor.MAX_ITEMS + b"\xff", "holds more than")
        most = b"\x9a" + struct.pack(">I", cbor.MAX_ITEMS - 1) + b"\0" * (cbor.MAX_ITEMS - 1)
        self.assertEqual(len(cbor.decode(most)), cbor.MAX_ITEMS - 1)
        self.refused(b"\x5a" + struct.pack(">I", cbor.MAX_BYTES) + bytes(cbor.MAX_BYTES), "bytes; CBOR of")

    def test_every_truncation(self) -> None:
        whole = cbor.encode(
            {1: 2, -1: b"abc", "x": [1.5, "text", None, {"y": 1 << 70}], b"k": cbor.Tag(9, [1])}
        )
        for end in range(len(whole)):
            self.refused(whole[:end], "ends in the middle")

    def test_random_bytes_end_in_the_documented_error(self) -> None:
        chance = random.Random(8949)
        whole = cbor.encode(
            {"fmt": "none", "attStmt": {}, "authData": bytes(60), "list": [1, [2.5, {3: "x"}]]}
        )
        read = 0
        for _ in range(3000):
            bent = bytearray(whole)
            for _ in range(chance.randrange(1, 4)):
                bent[chance.randrange(len(bent))] = chance.randrange(256)
            try:
                cbor.decode(bytes(bent), canonical=bool(chance.randrange(2)))
                read += 1
            except JamEncodingError:
                pass
        self.assertTrue(0 < read < 3000)


class Canonical(unittest.TestCase):
    def test_what_only_the_canonical_form_refuses(self) -> None:
        for text, words in (
            ("1817", "longer than it need be"),
            ("190018", "longer than it need be"),
            ("1a0000ffff", "longer than it need be"),
            ("1b00000000ffffffff", "longer than it need be"),
            ("3800", "longer than it need be"),
            ("580100", "longer than it need be"),
            ("780161", "longer than it need be"),
            ("980100", "longer than it need be"),
            ("b8010000", "longer than it need be"),
            ("5f4100ff", "is indefinite"),
            ("7f6161ff", "is indefinite"),
            ("9f00ff", "is indefinite"),
            ("bf0000ff", "is indefinite"),
            ("a202000100", "out of order"),
            ("a220000100", "out of order"),  # -1 before 1
            ("a2616200616100", "out of order"),
            ("a262616100616200", "out of order"),  # the longer key first
            ("a2616100410000", "out of order"),  # text before bytes
            ("fa3fc00000", "floating-point number is written longer"),
            ("fb3ff8000000000000", "floating-point number is written longer"),
            ("fa7fc00001", "floating-point number is written longer"),
            ("c000", "has a tag"),
            ("c249010000000000000000", "has a tag"),
        ):
            data = bytes.fromhex(text)
            cbor.decode(data)
            with self.subTest(text), self.assertRaisesRegex(JamEncodingError, words):
                cbor.decode(data, canonical=True)

    def test_what_the_writer_writes_is_canonical(self) -> None:
        value = {
            "b": 1,
            "aa": [0.1, 1.5, 65505.0, float("inf"), -0.0, float("nan")],
            "a": {10: 1, -1: 2, 100: 3, -300: 4},
            b"\2": None,
            b"": "\U00010151",
            3: (1 << 64) - 1,
            -3: -(1 << 64),
        }
        data = cbor.encode(value)
        self.assertEqual(cbor.encode(cbor.decode(data, canonical=True)), data)
        self.assertEqual(
            list(cbor.decode(data)), [3, -3, b"", b"\2", "a", "b", "aa"]
        )  # RFC 8949 section 4.2.1
        self.assertEqual(list(cbor.decode(data)["a"]), [10, 100, -1, -300])

    def test_the_first_of_several(self) -> None:
        data = b"??" + cbor.encode({1: 2}) + cbor.encode("next")
        value, end = cbor.decode_first(data, "the data", 2)
        self.assertEqual((value, end), ({1: 2}, 5))
        self.assertEqual(cbor.decode_first(data, "the data", end), ("next", len(data)))
        for start in (-1, len(data) + 1):
            with self.assertRaises(JamEncodingError):
                cbor.decode_first(data, "the data", start)


class Writing(unittest.TestCase):
    def test_what_has_no_form(self) -> None:
        ring: list[Any] = []
        ring.append(ring)
        for value, words in (
            (object(), "object has no CBOR form"),
            ({1, 2}, "set has no CBOR form"),
            (1j, "complex has no CBOR form"),
            ("\ud800", "lone surrogate"),
            ({"\ud800": 1}, "lone surrogate"),
            ({None: 1}, "NoneType is not a key"),
            ({True: 1}, "bool is not a key"),
            ({1.5: 1}, "float is not a key"),
            ({(1,): 1}, "tuple is not a key"),
            (cbor.Tag(-1, 0), "a tag must have a number"),
            (cbor.Tag(1 << 64, 0), "a tag must have a number"),
            (cbor.Simple(256), "a simple value must have a number"),
            (cbor.Simple(True), "a simple value must have a number"),
            (cbor.Simple(20), "taken or reserved"),
            (cbor.Simple(31), "taken or reserved"),
            (ring, "nested deeper"),
            (nested(cbor.MAX_DEPTH), "nested deeper"),
            ([0] * cbor.MAX_ITEMS, "more than"),
            (bytes(cbor.MAX_BYTES), "more than"),
        ):
            with self.subTest(words), self.assertRaises(JamEncodingError) as caught:
                cbor.encode(value, "the answer")
            self.assertIn(words, caught.exception.message)
            self.assertIsNone(caught.exception.__context__)

    def test_floats_keep_their_value(self) -> None:
        chance = random.Random(1)
        for _ in range(500):
            (value,) = struct.unpack(">d", chance.randbytes(8))
            data = cbor.encode(value)
            back = cbor.decode(data, canonical=True)
            self.assertTrue(back == value or (back != back and value != value))
        self.assertEqual(len(cbor.encode(2.0**-24)), 3)
        self.assertEqual(len(cbor.encode(2.0**-25)), 5)
        self.assertEqual(len(cbor.encode(65536.0)), 5)

    def test_marks_compare_and_speak(self) -> None:
        self.assertEqual(repr(cbor.Tag(1, [2])), "Tag(1, [2])")
        self.assertEqual(repr(cbor.UNDEFINED), "Simple(23)")
        self.assertNotEqual(cbor.Tag(1, 2), cbor.Tag(2, 2))
        self.assertEqual(len({cbor.Simple(1), cbor.Simple(1), cbor.Simple(2)}), 2)


if __name__ == "__main__":
    unittest.main()
