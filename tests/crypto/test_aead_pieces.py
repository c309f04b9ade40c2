"""AEADs on long messages: piece by piece as in one piece, memoryviews, memory, nothing before its tag."""

from __future__ import annotations

import platform
import unittest
from typing import Any
from unittest import mock

from jamlite.crypto import _chacha20, aes_gcm, chacha20_poly1305, xchacha20_poly1305
from jamlite.exceptions import JamCryptoError, JamDecryptionError
from tests.beside import beside

KEY = bytes(range(32))
TEXT = bytes(range(256)) * 5
AEADS: tuple[tuple[Any, bytes], ...] = (
    (aes_gcm, bytes(range(12))),
    (aes_gcm, b"\xff" * 61),
    (chacha20_poly1305, bytes(range(12))),
    (xchacha20_poly1305, bytes(range(24))),
)


def in_small_pieces() -> Any:
    return mock.patch.multiple(aes_gcm, _PIECE=64), mock.patch.multiple(
        chacha20_poly1305, _PIECE=64 * 2, _FIRST=64
    )


class Pieces(unittest.TestCase):
    def test_pieces_give_what_the_whole_gives(self) -> None:
        for aead, nonce in AEADS:
            for size in (0, 1, 15, 16, 63, 64, 65, 127, 128, 129, 191, 192, 193, 256, 320, 1000, 1280):
                whole = aead.encrypt(KEY, nonce, TEXT[:size], b"aad")
                gcm, chacha = in_small_pieces()
                with gcm, chacha:
                    self.assertEqual(aead.encrypt(KEY, nonce, TEXT[:size], b"aad"), whole, size)
                    self.assertEqual(aead.decrypt(KEY, nonce, whole[0], b"aad", whole[1]), TEXT[:size])

    def test_the_counter_of_gcm_wraps_between_pieces(self) -> None:
        key = aes_gcm.prepare(KEY)
        for low in (0xFFFFFFFE, 0xFFFFFFFF, 0, 0xFFFFFFF8):
            blocks = [(low + i & 0xFFFFFFFF).to_bytes(4, "big") for i in range(20)]
            stream = key._key.encrypt_blocks(b"".join(bytes(12) + block for block in blocks))
            with mock.patch.object(aes_gcm, "_PIECE", 64):
                mixed = key._mixed(TEXT[:300], stream[:64], bytes(12), low)
            self.assertEqual(mixed, bytes(a ^ b for a, b in zip(TEXT[:300], stream)))

    def test_at_the_real_edges(self) -> None:
        for aead, nonce, edge in (
            (aes_gcm, bytes(12), aes_gcm._PIECE),
            (chacha20_poly1305, bytes(12), chacha20_poly1305._FIRST + chacha20_poly1305._PIECE),
        ):
            text = bytes(edge + 17)
            long, tag = aead.encrypt(KEY, nonce, text, b"")
            self.assertEqual(aead.encrypt(KEY, nonce, text[:edge], b"")[0], long[:edge])
            self.assertEqual(aead.decrypt(KEY, nonce, long, b"", tag), text)


class Buffers(unittest.TestCase):
    def test_memoryviews(self) -> None:
        for aead, nonce in AEADS:
            expected = aead.encrypt(KEY, nonce, TEXT, b"aad")
            for view in (
                memoryview(TEXT),
                memoryview(bytearray(TEXT)),
                bytearray(TEXT),
                memoryview(TEXT).cast("I"),
                memoryview(b"".join(bytes((byte, 0)) for byte in TEXT))[::2],
            ):
                self.assertEqual(aead.encrypt(KEY, nonce, view, b"aad"), expected)
            sealed = memoryview(expected[0])
            self.assertEqual(aead.decrypt(KEY, nonce, sealed, b"aad", memoryview(expected[1])), TEXT)
            for wrong in (None, "text", 5, [1], object()):
                with self.assertRaises(JamCryptoError):
                    aead.encrypt(KEY, nonce, wrong, b"aad")
                with self.assertRaises(JamCryptoError):
                    aead.decrypt(KEY, nonce, wrong, b"aad", bytes(16))

    @beside
    @unittest.skipIf(platform.python_implementation() == "PyPy", "PyPy does not trace memory")
    def test_memory_is_at_most_four_times_the_message(self) -> None:
        """With pieces of a quarter; tests/slow has them as they are."""
        with mock.patch.object(aes_gcm, "_PIECE", 1 << 16):
            self.check_memory(AEADS[0], 8 << 16)
        self.check_memory(AEADS[3], 1 << 17)

    def check_memory(self, aead_and_nonce: Any, size: int) -> None:
        aead, nonce = aead_and_nonce
        text = bytes(size)
        sealed, tag = aead.encrypt(KEY, nonce, text, b"")
        self.assertLess(self.peak(aead.encrypt, KEY, nonce, text, b""), 4 * size)
        self.assertLess(self.peak(aead.decrypt, KEY, nonce, sealed, b"", tag), 4 * size)

    def peak(self, function: Any, *arguments: Any) -> int:
        import tracemalloc

        tracemalloc.start()
        try:
            function(*arguments)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    def test_nothing_of_a_long_message_comes_before_its_tag(self) -> None:
        """A wrong tag costs the first batch of key stream, and none of the pieces behind it."""
        for aead, nonce in AEADS:
            with (
                mock.patch.object(aes_gcm.GCMKey, "_mixed") as gcm,
                mock.patch.object(chacha20_poly1305, "_rest") as chacha,
                self.assertRaises(JamDecryptionError),
            ):
                aead.decrypt(KEY, nonce, TEXT, b"", bytes(16))
            gcm.assert_not_called()
            chacha.assert_not_called()
        self.assertGreater(_chacha20.CHUNK, 0)


if __name__ == "__main__":
    unittest.main()
