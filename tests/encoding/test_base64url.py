"""base64url: one spelling per value, every other one refused; compared with the standard library."""

from __future__ import annotations

import base64
import unittest
from typing import Any

from jamlite.encoding import base64url
from jamlite.exceptions import JamEncodingError


class Public(unittest.TestCase):
    def test_the_quick_form_writes_the_same(self) -> None:
        for data in (
            b"",
            b"f",
            b"fo",
            b"foo",
            b'{"a":"?>~"}',
            "é漢".encode(),
            bytes(range(256)),
            b"\xff" * 9,
            b"x" * 99,
        ):
            self.assertEqual(base64url.encode_public(data), base64url.encode_bytes(data))


class Refusals(unittest.TestCase):
    def refuses(self, text: Any) -> None:
        with self.subTest(text=repr(text)[:40]), self.assertRaises(JamEncodingError) as caught:
            base64url.decode(text)
        if isinstance(text, str) and len(text) > 3:
            self.assertNotIn(text, str(caught.exception))

    def test_other_types(self) -> None:
        for text in (None, 1, 1.5, True, [], {}, ["AAAA"], bytearray(b"AAAA"), memoryview(b"AAAA"), object()):
            self.refuses(text)

    def test_every_character_outside_the_alphabet_at_every_place(self) -> None:
        """security 9: also those that a lenient decoder skips."""
        alphabet = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        for code in range(256):
            if chr(code) not in alphabet:
                for place in range(8):
                    text = "AAAAAAAA"[:place] + chr(code) + "AAAAAAAA"[place + 1 :]
                    for bent in (text, text.encode("latin-1")):
                        with self.assertRaises(JamEncodingError, msg=repr(bent)):
                            base64url.decode(bent)

    def test_padding_spare_bits_and_lengths(self) -> None:
        """security 9: a second spelling of a value would pass a deny list by."""
        for text in ("A", "AAAAA", "AA=", "AA==", "AAA=", "AAAA=", "AAAA====", "=", "AB", "AAB", "A" * 4001):
            self.refuses(text)
            self.refuses(text.encode())
        for text in ("\uff21" * 4, "AAA\ud800", "AA\udc80A", "é", "AAAA\n", " AAAA", "AA AA", "AAAA\0"):
            self.refuses(text)

    def test_only_one_last_character_in_four_or_sixteen(self) -> None:
        for size, allowed in ((1, 4), (2, 16)):
            good = 0
            for code in range(128):
                try:
                    base64url.decode("A" * size + chr(code))
                except JamEncodingError:
                    continue
                good += 1
            self.assertEqual(good, allowed)

    def test_encoding_of_what_is_not_bytes(self) -> None:
        for data in (None, "text", 1, [1]):
            with self.subTest(data=repr(data)), self.assertRaises(JamEncodingError):
                base64url.encode(data)  # type: ignore[arg-type]
            with self.subTest(data=repr(data)), self.assertRaises(JamEncodingError):
                base64url.encode_bytes(data)  # type: ignore[arg-type]


class Values(unittest.TestCase):
    def test_every_length_against_the_standard_library(self) -> None:
        for size in range(301):
            data = bytes((size * 7 + index * 13) % 256 for index in range(size))
            text = base64.urlsafe_b64encode(data).decode().rstrip("=")
            self.assertEqual(base64url.encode(data), text)
            self.assertEqual(base64url.encode_bytes(data), text.encode())
            self.assertEqual(base64url.decode(text), data)
            self.assertEqual(base64url.decode(text.encode()), data)

    def test_subclasses(self) -> None:
        class Text(str):
            pass

        class Octets(bytes):
            pass

        self.assertEqual(base64url.decode(Text("AAAA")), bytes(3))
        self.assertEqual(base64url.decode(Octets(b"AAAA")), bytes(3))


if __name__ == "__main__":
    unittest.main()
