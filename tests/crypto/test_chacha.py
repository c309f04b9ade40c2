"""ChaCha20, HChaCha20, Poly1305 and the two AEADs: bad input, a plain twin, the edges of the batches."""

from __future__ import annotations

import struct
import unittest
from unittest import mock

from jamlite.crypto import (
    _poly1305,
    chacha20,
    chacha20_poly1305,
    poly1305,
    xchacha20,
    xchacha20_poly1305,
)
from jamlite.exceptions.crypto import JamCryptoError, JamDecryptionError

KEY, NONCE = bytes(range(100, 132)), bytes(range(24))
NOT_BYTES = (None, "text", 1, [1], object())


def plain_block(key: bytes, nonce: bytes, counter: int) -> bytes:
    """RFC 8439 section 2.3, word by word."""
    start = list(struct.unpack("<16I", b"expand 32-byte k" + key + struct.pack("<I", counter) + nonce))
    s = plain_rounds(start)
    return struct.pack("<16I", *((a + b) % 2**32 for a, b in zip(s, start)))


def plain_rounds(state: list[int]) -> list[int]:
    s = list(state)
    columns = [(0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15)]
    diagonals = [(0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14)]
    for _ in range(10):
        for a, b, c, d in columns + diagonals:
            for x, y, z, turn in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
                s[x] = (s[x] + s[y]) % 2**32
                mixed = s[z] ^ s[x]
                s[z] = (mixed << turn | mixed >> (32 - turn)) % 2**32
    return s


def plain_xor(key: bytes, nonce: bytes, data: bytes, counter: int) -> bytes:
    blocks = (len(data) + 63) // 64
    stream = b"".join(plain_block(key, nonce, counter + i) for i in range(blocks))
    return bytes(a ^ b for a, b in zip(data, stream))


def plain_tag(key: bytes, message: bytes) -> bytes:
    """RFC 8439 section 2.5.1."""
    r = int.from_bytes(key[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    acc = 0
    for i in range(0, len(message), 16):
        acc = (acc + int.from_bytes(message[i : i + 16] + b"\1", "little")) * r % (2**130 - 5)
    return ((acc + int.from_bytes(key[16:], "little")) % 2**128).to_bytes(16, "little")


def pattern(size: int) -> bytes:
    return bytes(i * 7 + i // 256 & 0xFF for i in range(size))


class BadInput(unittest.TestCase):
    def test_types(self) -> None:
        n12 = NONCE[:12]
        for bad in NOT_BYTES:
            for call in (
                lambda bad=bad: chacha20.xor(bad, n12, b""),
                lambda bad=bad: chacha20.xor(KEY, bad, b""),
                lambda bad=bad: chacha20.xor(KEY, n12, bad),
                lambda bad=bad: xchacha20.xor(KEY, NONCE, bad),
                lambda bad=bad: chacha20.hchacha20(KEY, bad),
                lambda bad=bad: poly1305.tag(bad, b""),
                lambda bad=bad: poly1305.tag(KEY, bad),
                lambda bad=bad: poly1305.verify(KEY, b"", bad),
                lambda bad=bad: chacha20_poly1305.encrypt(KEY, n12, bad, b""),
                lambda bad=bad: chacha20_poly1305.encrypt(KEY, n12, b"", bad),
                lambda bad=bad: chacha20_poly1305.decrypt(KEY, n12, b"", b"", bad),
                lambda bad=bad: xchacha20_poly1305.encrypt(bad, NONCE, b"", b""),
                lambda bad=bad: xchacha20_poly1305.decrypt(KEY, NONCE, bad, b"", bytes(16)),
            ):
                with self.assertRaises(JamCryptoError):
                    call()

    def test_sizes(self) -> None:
        for size in (0, 1, 11, 13, 16, 24, 31, 33, 64):
            with self.assertRaises(JamCryptoError):
                chacha20.xor(bytes(size), bytes(12), b"")
            with self.assertRaises(JamCryptoError):
                poly1305.tag(bytes(size), b"")
            with self.assertRaises(JamCryptoError):
                chacha20.xor(KEY, bytes(size), b"")
        for size in (0, 12, 23, 25):
            with self.assertRaises(JamCryptoError):
                xchacha20.xor(KEY, bytes(size), b"")
            with self.assertRaises(JamCryptoError):
                xchacha20_poly1305.encrypt(KEY, bytes(size), b"", b"")

    def test_counter(self) -> None:
        top = 0xFFFFFFFF
        expected = plain_block(KEY, NONCE[:12], top)
        self.assertEqual(chacha20.xor(KEY, NONCE[:12], bytes(64), top), expected)
        for cipher, nonce in ((chacha20, NONCE[:12]), (xchacha20, NONCE)):
            self.assertEqual(cipher.xor(KEY, nonce, b"", top), b"")
            for counter, size in ((top, 65), (top - 1, 129), (top + 1, 0), (-1, 1), (True, 1), (0.0, 1)):
                with self.assertRaises(JamCryptoError):
                    cipher.xor(KEY, nonce, bytes(size), counter)

    def test_too_long_for_one_nonce(self) -> None:
        for cipher, nonce in ((chacha20_poly1305, NONCE[:12]), (xchacha20_poly1305, NONCE)):
            with mock.patch.object(chacha20_poly1305, "LIMIT", 128):
                self.assertEqual(len(cipher.encrypt(KEY, nonce, bytes(128), b"")[0]), 128)
                with self.assertRaises(JamCryptoError):
                    cipher.encrypt(KEY, nonce, bytes(129), b"")
                with self.assertRaises(JamCryptoError):
                    cipher.decrypt(KEY, nonce, bytes(129), b"", bytes(16))

    def test_one_error_for_every_forgery(self) -> None:
        for cipher, nonce in ((chacha20_poly1305, NONCE[:12]), (xchacha20_poly1305, NONCE)):
            text, tag = cipher.encrypt(KEY, nonce, b"attack at dawn", b"aad")
            seen = set()
            for arguments in (
                (text[:-1] + b"x", b"aad", tag),
                (text, b"aae", tag),
                (text, b"aad", tag[:-1]),
                (text, b"aad", tag + b"\0"),
                (text, b"aad", b""),
                (b"", b"", tag),
            ):
                with self.assertRaises(JamDecryptionError) as caught:
                    cipher.decrypt(KEY, nonce, *arguments)
                seen.add(str(caught.exception))
            self.assertEqual(len(seen), 1)

    def test_verify_answers_false(self) -> None:
        tag = poly1305.tag(KEY, b"message")
        self.assertTrue(poly1305.verify(KEY, b"message", tag))
        for wrong in (b"", tag[:15], tag + b"\0", bytes(16), tag[::-1]):
            self.assertIs(poly1305.verify(KEY, b"message", wrong), False)


class Twins(unittest.TestCase):
    def test_stream_of_every_length(self) -> None:
        for size in range(301):
            data = pattern(size)
            self.assertEqual(
                chacha20.xor(KEY, NONCE[:12], data, 7), plain_xor(KEY, NONCE[:12], data, 7), size
            )

    def test_stream_at_the_edge_of_a_batch(self) -> None:
        edge = 64 * 256
        data = pattern(2 * edge + 1)
        expected = plain_xor(KEY, NONCE[:12], data, 3)
        for size in (edge - 65, edge - 1, edge, edge + 1, edge + 64, 2 * edge - 1, 2 * edge, 2 * edge + 1):
            self.assertEqual(chacha20.xor(KEY, NONCE[:12], data[:size], 3), expected[:size], size)

    def test_lanes_do_not_spill(self) -> None:
        # Words of ones drive the sums in the lanes of rows a and c to their largest values.
        ones = b"\xff" * 32
        expected = plain_xor(ones, ones[:12], bytes(256), 0xFFFFFFF0)
        self.assertEqual(chacha20.xor(ones, ones[:12], bytes(256), 0xFFFFFFF0), expected)

    def test_hchacha20(self) -> None:
        for start in range(20):
            key, nonce = pattern(start + 32)[start:], pattern(start + 48)[start + 32 :]
            words = plain_rounds(list(struct.unpack("<16I", b"expand 32-byte k" + key + nonce)))
            expected = struct.pack("<8I", *words[:4], *words[12:])
            self.assertEqual(chacha20.hchacha20(key, nonce), expected)

    def test_tag_of_every_length(self) -> None:
        for size in (*range(301), *range(1000, 2100, 13), 2047, 2048, 2049, 4096, 5000):
            self.assertEqual(poly1305.tag(KEY, pattern(size)), plain_tag(KEY, pattern(size)), size)

    def test_tag_with_the_largest_numbers(self) -> None:
        key = b"\xff" * 32
        for size in (16, 2048, 2064, 4095, 4096):
            self.assertEqual(poly1305.tag(key, b"\xff" * size), plain_tag(key, b"\xff" * size), size)

    def test_tag_of_parts_joined_or_not(self) -> None:
        """RFC 8439 section 2.8: parts filled up with zeros have the tag of what they are together."""
        for sizes in (
            (0, 0, 16),
            (1, 0, 16),
            (15, 17, 16),
            (16, 32, 16),
            (13, 200, 16),
            (0, 2047, 16),
            (5, 4099, 8),
        ):
            parts = [pattern(size) for size in sizes]
            whole = b"".join(part + bytes(-len(part) % 16) for part in parts)
            expected = plain_tag(KEY, whole)
            self.assertEqual(_poly1305.tag_of_parts(KEY, *parts), expected, sizes)
            with mock.patch.object(_poly1305, "_JOINED", 0):
                self.assertEqual(_poly1305.tag_of_parts(KEY, *parts), expected, sizes)
                self.assertEqual(_poly1305.tag_of_parts(KEY, *map(memoryview, parts)), expected, sizes)
        self.assertEqual(_poly1305.tag_of_parts(KEY, *map(memoryview, parts)), expected)


class Behaviour(unittest.TestCase):
    def test_what_counts_as_bytes(self) -> None:
        text, tag = chacha20_poly1305.encrypt(KEY, NONCE[:12], b"text", b"aad")
        again = chacha20_poly1305.encrypt(bytearray(KEY), memoryview(NONCE)[:12], bytearray(b"text"), b"aad")
        self.assertEqual(again, (text, tag))

    def test_empty_everything(self) -> None:
        for cipher, nonce in ((chacha20_poly1305, NONCE[:12]), (xchacha20_poly1305, NONCE)):
            text, tag = cipher.encrypt(KEY, nonce, b"", b"")
            self.assertEqual((text, len(tag)), (b"", 16))
            self.assertEqual(cipher.decrypt(KEY, nonce, b"", b"", tag), b"")

    def test_counter_moves_the_stream(self) -> None:
        whole = xchacha20.xor(KEY, NONCE, bytes(256))
        self.assertEqual(xchacha20.xor(KEY, NONCE, bytes(128), 2), whole[128:])


if __name__ == "__main__":
    unittest.main()
