"""Base32: bad text, the vectors of RFC 4648 section 10, every length."""

import base64
import time
import unittest

from jamlite.encoding import base32
from jamlite.exceptions import JamEncodingError

RFC_4648_SECTION_10 = {
    b"": "",
    b"f": "MY======",
    b"fo": "MZXQ====",
    b"foo": "MZXW6===",
    b"foob": "MZXW6YQ=",
    b"fooba": "MZXW6YTB",
    b"foobar": "MZXW6YTBOI======",
}


class Refusals(unittest.TestCase):
    def test_wrong_types(self) -> None:
        for value in (None, 5, b"MY", ["MY"]):
            with self.subTest(value), self.assertRaises(JamEncodingError):
                base32.decode(value)  # type: ignore[arg-type]
        for value in (None, 5, "MY", bytearray(b"f")):
            with self.subTest(value), self.assertRaises(JamEncodingError):
                base32.encode(value)  # type: ignore[arg-type]

    def test_bad_text(self) -> None:
        lengths = ("A", "AAA", "AAAAAA", "MZXW6YTBO")
        padding = ("MY=", "MY=====", "MY=======", "=", "========", "MZXW6YTB========", "MY====== MY")
        characters = (
            "M0",
            "M1",
            "M8",
            "MY\n",
            "M-Y",
            "M\tY",
            "\u017fA",
            "MÝ",
            "0x",
            "M_",
            "+MY",
            "M\0",
            "\ud800A",
        )
        for text in (*lengths, *padding, *characters, "MZ"):  # the last one leaves a bit over
            with self.subTest(text), self.assertRaises(JamEncodingError):
                base32.decode(text)


class BothWays(unittest.TestCase):
    def test_rfc_4648(self) -> None:
        for data, text in RFC_4648_SECTION_10.items():
            with self.subTest(text):
                self.assertEqual(base32.encode(data, padding=True), text)
                self.assertEqual(base32.encode(data), text.rstrip("="))
                for spelling in (text, text.rstrip("="), text.lower(), " " + " ".join(text)):
                    self.assertEqual(base32.decode(spelling), data)

    def test_every_length_like_the_standard_library(self) -> None:
        for size in range(301):
            data = bytes((size * 7 + index * 31) & 255 for index in range(size))
            text = base64.b32encode(data).decode()
            self.assertEqual(base32.encode(data, padding=True), text)
            self.assertEqual(base32.decode(text), data)

    def test_linear_time(self) -> None:
        start = time.process_time()
        self.assertEqual(len(base32.decode("A" * 8_000_000)), 5_000_000)
        self.assertLess(time.process_time() - start, 2)


if __name__ == "__main__":
    unittest.main()
