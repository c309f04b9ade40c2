"""AES itself: both ways through the cipher against the byte-by-byte twin."""

from __future__ import annotations

import random
import unittest

from jamlite.crypto import _aes, aes

from . import aes_twin as twin
from .hostile import check_sizes, check_types

KEY_SIZES = (16, 24, 32)


class BadInput(unittest.TestCase):
    def test_types(self) -> None:
        check_types(self, aes.encrypt_blocks, bytes(16), bytes(32))
        check_types(self, aes.decrypt_blocks, bytes(16), bytes(32))

    def test_sizes(self) -> None:
        for function in (aes.encrypt_blocks, aes.decrypt_blocks):
            good = (bytes(16), bytes(32))
            check_sizes(self, function, good, 0, (0, 1, 8, 15, 17, 20, 31, 33, 64, 1 << 16))
            check_sizes(self, function, good, 1, (1, 15, 17, 31, (1 << 16) + 1))

    def test_no_block_is_no_output(self) -> None:
        self.assertEqual(aes.encrypt_blocks(bytes(16), b""), b"")
        self.assertEqual(aes.decrypt_blocks(bytes(16), b""), b"")


class AgainstTheTwin(unittest.TestCase):
    def setUp(self) -> None:
        self.random = random.Random(197)

    def test_substitution_is_its_definition(self) -> None:
        self.assertEqual(_aes._SBOX, bytes(twin.SBOX))
        self.assertEqual(_aes._INVERSE_SBOX, bytes(twin.INVERSE_SBOX))

    def test_round_keys(self) -> None:
        for size in KEY_SIZES:
            key = self.random.randbytes(size)
            self.assertEqual(
                [word.to_bytes(16, "big") for word in _aes._expand(key)], twin.key_expansion(key)
            )

    def test_batches_of_every_size_to_20(self) -> None:
        for size in KEY_SIZES:
            key, data = self.random.randbytes(size), self.random.randbytes(320)
            sealed = b"".join(twin.encrypt(key, data[i : i + 16]) for i in range(0, 320, 16))
            opened = b"".join(twin.decrypt(key, data[i : i + 16]) for i in range(0, 320, 16))
            for length in range(0, 321, 16):
                self.assertEqual(aes.encrypt_blocks(key, data[:length]), sealed[:length])
                self.assertEqual(aes.decrypt_blocks(key, data[:length]), opened[:length])

    def test_single_blocks(self) -> None:
        for size in KEY_SIZES:
            key = self.random.randbytes(size)
            cipher = _aes.AESKey(key)
            for _ in range(20):
                block = self.random.randbytes(16)
                number = int.from_bytes(block, "big")
                self.assertEqual(cipher.encrypt_int(number).to_bytes(16, "big"), twin.encrypt(key, block))
                self.assertEqual(cipher.decrypt_int(number).to_bytes(16, "big"), twin.decrypt(key, block))


class Batches(unittest.TestCase):
    """At the borders of the chunks the batch must agree with the single blocks."""

    def test_chunk_borders(self) -> None:
        self.assertEqual(_aes.CHUNK, 1024 * 16)
        source = random.Random(1024)
        key, data = source.randbytes(24), source.randbytes(2049 * 16)
        cipher = _aes.AESKey(key)
        singly = [int.from_bytes(data[i : i + 16], "big") for i in range(0, len(data), 16)]
        sealed = b"".join(cipher.encrypt_int(block).to_bytes(16, "big") for block in singly)
        for blocks in (1023, 1024, 1025, 2047, 2048, 2049):
            length = 16 * blocks
            self.assertEqual(cipher.encrypt_blocks(data[:length]), sealed[:length], blocks)
            self.assertEqual(cipher.decrypt_blocks(sealed[:length]), data[:length], blocks)

    def test_every_byte_value_at_every_place(self) -> None:
        cipher = _aes.AESKey(bytes(range(16)))
        data = b"".join(bytes((value,)) * 16 for value in range(256))
        singly = [cipher.encrypt_int(int.from_bytes(data[i : i + 16], "big")) for i in range(0, 4096, 16)]
        self.assertEqual(cipher.encrypt_blocks(data), b"".join(block.to_bytes(16, "big") for block in singly))

    def test_a_key_shows_nothing(self) -> None:
        self.assertEqual(repr(_aes.AESKey(b"0123456789abcdef")), "<AESKey>")


if __name__ == "__main__":
    unittest.main()
