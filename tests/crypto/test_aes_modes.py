"""AES-CBC and AES-CTR."""

from __future__ import annotations

import random
import unittest

from jamlite.crypto import aes_cbc, aes_ctr
from jamlite.exceptions import JamCryptoError, JamDecryptionError

from ..beside import beside
from . import aes_twin as twin
from .hostile import check_sizes, check_types

KEY, IV = bytes(range(16)), bytes(range(16, 32))
BAD_KEYS = (0, 1, 8, 15, 17, 23, 25, 31, 33, 64)
BAD_IVS = (0, 1, 8, 12, 15, 17, 32)


class BadInput(unittest.TestCase):
    def test_types(self) -> None:
        sealed = aes_cbc.encrypt(KEY, IV, b"text")
        check_types(self, aes_cbc.encrypt, KEY, IV, b"text")
        check_types(self, aes_cbc.decrypt, KEY, IV, sealed)
        for function in (
            aes_cbc.encrypt_unpadded,
            aes_cbc.decrypt_unpadded,
            aes_ctr.encrypt,
            aes_ctr.decrypt,
        ):
            check_types(self, function, KEY, IV, bytes(32))

    def test_sizes(self) -> None:
        for function in (
            aes_cbc.encrypt,
            aes_cbc.decrypt,
            aes_cbc.encrypt_unpadded,
            aes_cbc.decrypt_unpadded,
            aes_ctr.encrypt,
            aes_ctr.decrypt,
        ):
            check_sizes(self, function, (KEY, IV, bytes(32)), 0, BAD_KEYS)
            check_sizes(self, function, (KEY, IV, bytes(32)), 1, BAD_IVS)

    def test_partial_blocks(self) -> None:
        check_sizes(self, aes_cbc.encrypt_unpadded, (KEY, IV, b""), 2, (1, 15, 17))
        for size in (1, 15, 17, 4097):
            with self.assertRaises(JamDecryptionError):
                aes_cbc.decrypt_unpadded(KEY, IV, bytes(size))
            with self.assertRaises(JamDecryptionError):
                aes_cbc.decrypt(KEY, IV, bytes(size))

    def test_every_last_byte(self) -> None:
        """Of the 256 last bytes after fifteen bytes 01, padding 01 is right and no other."""
        for last in range(256):
            sealed = aes_cbc.encrypt_unpadded(KEY, IV, b"\x01" * 15 + bytes((last,)))
            if last == 1:
                self.assertEqual(aes_cbc.decrypt(KEY, IV, sealed), b"\x01" * 15)
                continue
            with self.assertRaises(JamDecryptionError) as caught:
                aes_cbc.decrypt(KEY, IV, sealed)
            self.assertEqual(caught.exception.message, JamDecryptionError.default_message)

    def test_every_byte_of_the_padding_counts(self) -> None:
        for count in range(2, 17):
            for place in range(count - 1):
                block = bytearray(bytes(16 - count) + bytes((count,)) * count)
                block[16 - count + place] ^= 0x80
                with self.assertRaises(JamDecryptionError):
                    aes_cbc.decrypt(KEY, IV, aes_cbc.encrypt_unpadded(KEY, IV, bytes(block)))


@beside
class AgainstTheTwin(unittest.TestCase):
    def test_cbc_every_length_to_300(self) -> None:
        source = random.Random(38)
        for size in (16, 32):
            key, iv, data = source.randbytes(size), source.randbytes(16), source.randbytes(300)
            chained = [iv]  # of whole blocks; the padded one follows the last of them
            for start in range(0, 288, 16):
                chained.append(twin.encrypt(key, twin.xor(chained[-1], data[start : start + 16])))
            for length in range(301):
                whole, count = length // 16, 16 - length % 16
                last = data[16 * whole : length] + bytes((count,)) * count
                expected = b"".join(chained[1 : whole + 1]) + twin.encrypt(
                    key, twin.xor(chained[whole], last)
                )
                self.assertEqual(aes_cbc.encrypt(key, iv, data[:length]), expected, length)
                self.assertEqual(aes_cbc.decrypt(key, iv, expected), data[:length], length)

    def test_ctr_every_length_to_300(self) -> None:
        source = random.Random(39)
        for key_size, iv in (
            (16, "00" * 16),
            (24, "ff" * 16),
            (32, "00" * 8 + "ff" * 8),
            (16, "01" * 12 + "fffffff8"),
        ):
            key, data = source.randbytes(key_size), source.randbytes(300)
            stream = twin.keystream(key, bytes.fromhex(iv), 19, 128)
            for length in range(301):
                expected = twin.xor(data[:length], stream)
                self.assertEqual(aes_ctr.encrypt(key, bytes.fromhex(iv), data[:length]), expected, length)
                self.assertEqual(aes_ctr.decrypt(key, bytes.fromhex(iv), expected), data[:length], length)


class LongMessages(unittest.TestCase):
    def test_chunk_borders_and_64_kib(self) -> None:
        """Long CBC decryption undoes the block-by-block encryption; CTR is its own counter blocks."""
        source = random.Random(64)
        data = source.randbytes(65536 + 17)
        for length in (1023 * 16, 1024 * 16 - 1, 1024 * 16, 1024 * 16 + 1, 65536, 65536 + 17):
            sealed = aes_cbc.encrypt(KEY, IV, data[:length])
            self.assertEqual(aes_cbc.decrypt(KEY, IV, sealed), data[:length])
            streamed = aes_ctr.encrypt(KEY, IV, data[:length])
            for start in (0, 16 * 1022, 16 * 1023, length - length % 16 - 16):
                counter = (int.from_bytes(IV, "big") + start // 16).to_bytes(16, "big")
                end = min(start + 16, length)
                stream = twin.encrypt(KEY, counter)
                self.assertEqual(streamed[start:end], twin.xor(data[start:end], stream), (length, start))

    def test_low_word_carries_far_into_a_message(self) -> None:
        iv = bytes.fromhex("000102030405060708090a0bfffffc00")  # 1024 blocks before the carry
        streamed = aes_ctr.encrypt(KEY, iv, bytes(1026 * 16))
        carried = bytes.fromhex("000102030405060708090a0c00000000")
        self.assertEqual(streamed[1024 * 16 :], twin.keystream(KEY, carried, 2, 128))

    def test_wrong_key_is_a_documented_error(self) -> None:
        sealed = aes_cbc.encrypt(KEY, IV, b"text")
        for last in range(20):
            try:
                aes_cbc.decrypt(KEY[:-1] + bytes((last + 16,)), IV, sealed)
            except JamCryptoError as error:
                self.assertIs(type(error), JamDecryptionError)


if __name__ == "__main__":
    unittest.main()
