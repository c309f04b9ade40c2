"""AES-GCM and its GHASH."""

from __future__ import annotations

import random
import unittest
from unittest import mock

from jamlite.crypto import _ghash, aes_gcm
from jamlite.exceptions import JamCryptoError, JamDecryptionError

from ..beside import beside
from . import aes_twin as twin
from .hostile import check_sizes, check_types

KEY, IV, TEXT, AAD = bytes(range(16)), bytes(range(12)), b"attack at dawn", b"header"


class BadInput(unittest.TestCase):
    def test_types(self) -> None:
        ciphertext, tag = aes_gcm.encrypt(KEY, IV, TEXT, AAD)
        check_types(self, aes_gcm.encrypt, KEY, IV, TEXT, AAD)
        check_types(self, aes_gcm.decrypt, KEY, IV, ciphertext, AAD, tag)
        prepared = aes_gcm.prepare(KEY)
        check_types(self, prepared.encrypt, IV, TEXT, AAD)
        check_types(self, prepared.decrypt, IV, ciphertext, AAD, tag)

    def test_sizes(self) -> None:
        good = (KEY, IV, TEXT, AAD)
        check_sizes(self, aes_gcm.encrypt, good, 0, (0, 1, 15, 17, 31, 33))
        check_sizes(self, aes_gcm.encrypt, good, 1, (0,))
        check_sizes(self, aes_gcm.decrypt, (*good, bytes(16)), 0, (0, 1, 15, 17, 31, 33))
        check_sizes(self, aes_gcm.decrypt, (*good, bytes(16)), 1, (0,))
        check_sizes(self, aes_gcm.prepare, (KEY,), 0, (0, 15, 17, 33))

    def test_tag_of_any_other_length(self) -> None:
        ciphertext, tag = aes_gcm.encrypt(KEY, IV, TEXT, AAD)
        for size in [*range(16), 17, 32]:
            with self.subTest(size=size):
                self.refused(IV, ciphertext, AAD, (tag + tag)[:size])

    def test_every_bit(self) -> None:
        ciphertext, tag = aes_gcm.encrypt(KEY, IV, TEXT, AAD)
        parts = [IV, ciphertext, AAD, tag]
        for place, part in enumerate(parts):
            for bit in range(8 * len(part)):
                changed = bytearray(part)
                changed[bit // 8] ^= 1 << bit % 8
                self.refused(*parts[:place], bytes(changed), *parts[place + 1 :])

    def test_border_between_aad_and_ciphertext(self) -> None:
        ciphertext, tag = aes_gcm.encrypt(KEY, IV, TEXT, AAD)
        self.refused(IV, AAD + ciphertext, b"", tag)
        self.refused(IV, b"", AAD + ciphertext, tag)
        self.refused(IV, ciphertext, AAD + b"\0", tag)
        self.refused(IV, ciphertext + b"\0", AAD, tag)

    def test_longest_plaintext(self) -> None:
        with mock.patch.object(aes_gcm, "_MAX_PLAINTEXT", 32):
            aes_gcm.encrypt(KEY, IV, bytes(32), b"")
            with self.assertRaises(JamCryptoError):
                aes_gcm.encrypt(KEY, IV, bytes(33), b"")
            self.refused(IV, bytes(33), b"", bytes(16))
        self.assertEqual(aes_gcm._MAX_PLAINTEXT, (2**39 - 256) // 8)

    def refused(self, *arguments: bytes) -> None:
        with self.assertRaises(JamDecryptionError) as caught:
            aes_gcm.decrypt(KEY, *arguments)
        self.assertEqual(caught.exception.args, (JamDecryptionError.default_message,))


@beside
class AgainstTheTwin(unittest.TestCase):
    def test_every_length_to_300(self) -> None:
        source = random.Random(3804)
        for key_size, iv_size in ((16, 12), (24, 1), (32, 12), (16, 16), (32, 61)):
            key, iv = source.randbytes(key_size), source.randbytes(iv_size)
            text, aad = source.randbytes(300), source.randbytes(300)
            subkey = twin.encrypt(key, bytes(16))
            j0 = iv + b"\0\0\0\1"
            if iv_size != 12:
                j0 = twin.ghash(subkey, twin.pad16(iv) + (8 * iv_size).to_bytes(16, "big"))
            stream = twin.keystream(key, j0, 20, 32)
            step = 1 if key_size == 16 else 7
            for length in range(0, 301, step):
                used = aad[: length * 7 % 301]
                expected = twin.xor(text[:length], stream[16:])
                lengths = (8 * len(used)).to_bytes(8, "big") + (8 * length).to_bytes(8, "big")
                hashed = twin.ghash(subkey, twin.pad16(used) + twin.pad16(expected) + lengths)
                tag = twin.xor(hashed, stream)
                self.assertEqual(aes_gcm.encrypt(key, iv, text[:length], used), (expected, tag), length)
                self.assertEqual(aes_gcm.decrypt(key, iv, expected, used, tag), text[:length], length)

    def test_ghash_both_ways(self) -> None:
        source = random.Random(6)
        subkeys = [source.randbytes(16), bytes(16), b"\xff" * 16, bytes(15) + b"\1", b"\x80" + bytes(15)]
        for subkey in subkeys:
            hasher = _ghash.GHASH(subkey)
            tables = _ghash._tables(int.from_bytes(subkey, "big"))
            for data in (b"", bytes(16), b"\xff" * 80, source.randbytes(160), bytes(31) + b"\1"):
                expected = twin.ghash(subkey, data)
                self.assertEqual(hasher._by_products(data), expected)
                self.assertEqual(hasher._by_tables(tables, data, 0).to_bytes(16, "big"), expected)


class Behaviour(unittest.TestCase):
    def test_with_and_without_tables_alike(self) -> None:
        """A message at the border, and a key object before and after it makes its tables."""
        source = random.Random(_ghash.MANY)
        prepared = aes_gcm.prepare(KEY)
        hasher = _ghash.GHASH(twin.encrypt(KEY, bytes(16)))
        for blocks in (1, _ghash.MANY - 2, _ghash.MANY - 1, _ghash.MANY, 2, 1022, 1023, 4096):
            text = source.randbytes(16 * blocks)
            ciphertext, tag = prepared.encrypt(IV, text, AAD)
            self.assertEqual(aes_gcm.encrypt(KEY, IV, text, AAD), (ciphertext, tag))
            self.assertEqual(prepared.decrypt(IV, ciphertext, AAD, tag), text)
            lengths = (8 * len(AAD)).to_bytes(8, "big") + (8 * len(text)).to_bytes(8, "big")
            hashed = hasher._by_products(twin.pad16(AAD) + ciphertext + lengths)
            self.assertEqual(tag, twin.xor(hashed, twin.encrypt(KEY, IV + b"\0\0\0\1")))

    def test_nothing_is_decrypted_before_the_tag_is_right(self) -> None:
        ciphertext, _ = aes_gcm.encrypt(KEY, IV, TEXT, AAD)
        seen = []
        real = aes_gcm.xor

        def spy(data: bytes, stream: bytes) -> bytes:
            seen.append(data)
            return real(data, stream)

        with mock.patch.object(aes_gcm, "xor", spy), self.assertRaises(JamDecryptionError):
            aes_gcm.decrypt(KEY, IV, ciphertext, AAD, bytes(16))
        self.assertNotIn(ciphertext, seen)
        self.assertEqual(len(seen), 1)  # the mask over GHASH

    def test_empty_everything(self) -> None:
        ciphertext, tag = aes_gcm.encrypt(KEY, IV, b"", b"")
        self.assertEqual((ciphertext, len(tag)), (b"", 16))
        self.assertEqual(aes_gcm.decrypt(KEY, IV, b"", b"", tag), b"")

    def test_keys_show_nothing(self) -> None:
        self.assertEqual(repr(aes_gcm.prepare(KEY)), "<GCMKey>")
        self.assertEqual(repr(_ghash.GHASH(KEY)), "<GHASH>")


if __name__ == "__main__":
    unittest.main()
