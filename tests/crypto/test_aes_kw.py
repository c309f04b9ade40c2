"""AES Key Wrap and padded Key Wrap."""

from __future__ import annotations

import random
import unittest

from jamlite.crypto import aes_kw
from jamlite.exceptions import JamCryptoError, JamDecryptionError

from ..beside import beside
from . import aes_twin as twin
from .hostile import check_sizes, check_types

KEY, DATA = bytes(range(16)), bytes(range(100, 132))


def shifting_wrap(key: bytes, initial: bytes, data: bytes) -> bytes:
    """RFC 3394 section 2.2.1 in its first description, by shifting, which our code does not use."""
    A, R = initial, [data[i : i + 8] for i in range(0, len(data), 8)]
    for t in range(1, 6 * len(R) + 1):
        block = twin.encrypt(key, A + R[0])
        A = (int.from_bytes(block[:8], "big") ^ t).to_bytes(8, "big")
        R = [*R[1:], block[8:]]
    return A + b"".join(R)


class BadInput(unittest.TestCase):
    def test_types(self) -> None:
        check_types(self, aes_kw.wrap, KEY, DATA)
        check_types(self, aes_kw.unwrap, KEY, aes_kw.wrap(KEY, DATA))
        check_types(self, aes_kw.wrap_padded, KEY, DATA)
        check_types(self, aes_kw.unwrap_padded, KEY, aes_kw.wrap_padded(KEY, DATA))

    def test_sizes(self) -> None:
        for function in (aes_kw.wrap, aes_kw.unwrap, aes_kw.wrap_padded, aes_kw.unwrap_padded):
            check_sizes(self, function, (KEY, DATA), 0, (0, 8, 15, 17, 31, 33, 64))
        check_sizes(self, aes_kw.wrap, (KEY, DATA), 1, (0, 1, 7, 8, 15, 17, 20, 31))
        check_sizes(self, aes_kw.wrap_padded, (KEY, DATA), 1, (0,))

    def test_sizes_of_what_was_wrapped(self) -> None:
        for size in (0, 1, 7, 8, 9, 15, 16, 17, 23, 25, 31):
            self.refused(aes_kw.unwrap, KEY, bytes(size))
        for size in (0, 1, 7, 8, 9, 15, 17, 23, 25, 31):
            self.refused(aes_kw.unwrap_padded, KEY, bytes(size))

    def test_every_bit(self) -> None:
        for wrap, unwrap, data in (
            (aes_kw.wrap, aes_kw.unwrap, DATA[:16]),
            (aes_kw.wrap_padded, aes_kw.unwrap_padded, DATA[:13]),
            (aes_kw.wrap_padded, aes_kw.unwrap_padded, DATA[:5]),
        ):
            wrapped = wrap(KEY, data)
            for bit in range(8 * len(wrapped)):
                changed = bytearray(wrapped)
                changed[bit // 8] ^= 1 << bit % 8
                self.refused(unwrap, KEY, bytes(changed))

    def test_one_kind_is_not_the_other(self) -> None:
        self.refused(aes_kw.unwrap, KEY, aes_kw.wrap_padded(KEY, DATA))
        self.refused(aes_kw.unwrap_padded, KEY, aes_kw.wrap(KEY, DATA))

    def test_every_claimed_length(self) -> None:
        """Of all lengths in the check value, the one to eight that fit the padding are right."""
        for length in [*range(40), 1 << 31, (1 << 32) - 1]:
            initial = b"\xa6\x59\x59\xa6" + length.to_bytes(4, "big")
            wrapped = shifting_wrap(KEY, initial, bytes(24))
            if 17 <= length <= 24:
                self.assertEqual(aes_kw.unwrap_padded(KEY, wrapped), bytes(length))
            else:
                self.refused(aes_kw.unwrap_padded, KEY, wrapped)

    def refused(self, function: object, *arguments: bytes) -> None:
        with self.assertRaises(JamDecryptionError) as caught:
            function(*arguments)  # type: ignore[operator]
        self.assertEqual(caught.exception.args, (JamDecryptionError.default_message,))
        self.assertIsInstance(caught.exception, JamCryptoError)


@beside
class AgainstTheTwin(unittest.TestCase):
    def test_wrap(self) -> None:
        source = random.Random(3394)
        for key_size in (16, 24, 32):
            key = source.randbytes(key_size)
            for size in (16, 24, 32, 64, 88):  # 88 bytes: t passes 64
                data = source.randbytes(size)
                expected = shifting_wrap(key, b"\xa6" * 8, data)
                self.assertEqual(aes_kw.wrap(key, data), expected)
                self.assertEqual(aes_kw.unwrap(key, expected), data)

    def test_step_numbers_above_a_byte(self) -> None:
        data = bytes(range(48)) * 8  # 6 * 48 = 288 steps
        wrapped = aes_kw.wrap(KEY, data)
        self.assertEqual(wrapped, shifting_wrap(KEY, b"\xa6" * 8, data))
        self.assertEqual(aes_kw.unwrap(KEY, wrapped), data)

    def test_padded_wrap_of_every_length_to_40(self) -> None:
        source = random.Random(5649)
        key = source.randbytes(24)
        for length in range(1, 41):
            data = source.randbytes(length)
            initial = b"\xa6\x59\x59\xa6" + length.to_bytes(4, "big")
            padded = data + bytes(-length % 8)
            if length <= 8:
                expected = twin.encrypt(key, initial + padded)
            else:
                expected = shifting_wrap(key, initial, padded)
            self.assertEqual(aes_kw.wrap_padded(key, data), expected, length)
            self.assertEqual(aes_kw.unwrap_padded(key, expected), data, length)


if __name__ == "__main__":
    unittest.main()
