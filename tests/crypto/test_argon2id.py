"""Argon2id: bad input, limits, and the block function beside a plain twin."""

from __future__ import annotations

import struct
import time
import unittest

from jamlite.crypto import argon2id
from jamlite.crypto._argon2_block import compress
from jamlite.exceptions.crypto import JamCryptoError

LOW, ALL = (1 << 32) - 1, (1 << 64) - 1
GOOD = {"time_cost": 1, "memory_kib": 8, "parallelism": 1, "length": 16}


def turned(x: int, bits: int) -> int:
    return x >> bits | x << 64 - bits & ALL


def plain_permutation(v: list[int]) -> list[int]:
    """P (RFC 9106 section 3.6), word by word."""
    quarters = [(0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15)]
    diagonals = [(0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14)]
    for a, b, c, d in quarters + diagonals:
        for x, y, z, bits in ((a, b, d, 32), (c, d, b, 24), (a, b, d, 16), (c, d, b, 63)):
            v[x] = v[x] + v[y] + 2 * (v[x] & LOW) * (v[y] & LOW) & ALL
            v[z] = turned(v[z] ^ v[x], bits)
    return v


def plain_compress(X: list[int], Y: list[int]) -> list[int]:
    """G (RFC 9106 section 3.5)."""
    R = [x ^ y for x, y in zip(X, Y)]
    Z = list(R)
    for row in range(8):
        Z[16 * row : 16 * row + 16] = plain_permutation(Z[16 * row : 16 * row + 16])
    for column in range(8):
        places = [16 * row + 2 * column + word for row in range(8) for word in (0, 1)]
        for place, value in zip(places, plain_permutation([Z[place] for place in places])):
            Z[place] = value
    return [z ^ r for z, r in zip(Z, R)]


def block(seed: int) -> list[int]:
    words, x = [], seed
    for _ in range(128):
        x = (x * 6364136223846793005 + 1442695040888963407) & ALL
        words.append(x ^ x >> 29)
    return words


class BadInput(unittest.TestCase):
    def test_types(self) -> None:
        for bad in (None, "text", 1, [1]):
            for arguments in ((bad, bytes(16)), (b"", bad)):
                with self.assertRaises(JamCryptoError):
                    argon2id.derive(*arguments, **GOOD)
            for name in ("secret", "associated_data"):
                with self.assertRaises(JamCryptoError):
                    argon2id.derive(b"", bytes(16), **GOOD, **{name: bad})

    def test_numbers(self) -> None:
        wrong = [(name, bad) for name in GOOD for bad in (None, "1", 1.0, True, 0, -1, 1 << 70)]
        wrong += [("memory_kib", 7), ("length", 3), ("length", (1 << 16) + 1), ("parallelism", 256)]
        for name, bad in wrong:
            with self.assertRaises(JamCryptoError, msg=(name, bad)):
                argon2id.derive(b"", bytes(16), **{**GOOD, name: bad})
        with self.assertRaises(JamCryptoError):  # RFC 9106 section 3.1: m >= 8*p
            argon2id.derive(b"", bytes(16), **{**GOOD, "parallelism": 2, "memory_kib": 15})

    def test_limits(self) -> None:
        argon2id.check_cost(2, 64, 1, 64, 128)
        for arguments in ((2, 64, 1, 63, 128), (2, 64, 1, 64, 127), (1 << 31, 1 << 31, 1)):
            with self.assertRaises(JamCryptoError):
                argon2id.check_cost(*arguments)
        with self.assertRaises(JamCryptoError):
            argon2id.derive(b"", bytes(16), **{**GOOD, "memory_kib": argon2id.MEMORY_LIMIT_KIB + 1})
        with self.assertRaises(JamCryptoError):
            argon2id.derive(b"", bytes(16), **GOOD, memory_limit_kib=7)


class Twin(unittest.TestCase):
    def test_block_function(self) -> None:
        ones, zeros = [ALL] * 128, [0] * 128
        pairs = [(block(i), block(~i & ALL)) for i in range(10)]
        for X, Y in [*pairs, (ones, zeros), (zeros, ones), (zeros, zeros), (block(3), block(3))]:
            ours = compress(
                argon2id._from_octets(struct.pack("<128Q", *X)),
                argon2id._from_octets(struct.pack("<128Q", *Y)),
            )
            self.assertEqual(argon2id._to_octets(ours), struct.pack("<128Q", *plain_compress(X, Y)))


class Behaviour(unittest.TestCase):
    def test_progress(self) -> None:
        seen: list[tuple[int, int]] = []
        numbers = {"time_cost": 2, "memory_kib": 300, "parallelism": 1, "length": 16}
        argon2id.derive(b"", bytes(16), **numbers, progress=lambda done, total: seen.append((done, total)))
        self.assertEqual(seen, [(256, 600), (512, 600), (600, 600)])

    def test_progress_may_end_it(self) -> None:
        def stop(done: int, total: int) -> None:
            raise KeyboardInterrupt

        with self.assertRaises(KeyboardInterrupt):
            argon2id.derive(
                b"", bytes(16), time_cost=1, memory_kib=1024, parallelism=1, length=16, progress=stop
            )

    def test_estimate_grows_with_the_work(self) -> None:
        ticks = iter((0.0, 0.032, 5.0, 5.032))

        def timer() -> float:
            return next(ticks)

        one = argon2id.estimate_seconds(time_cost=1, memory_kib=1000, parallelism=1, timer=timer)
        ten = argon2id.estimate_seconds(time_cost=5, memory_kib=2000, parallelism=1, timer=timer)
        self.assertAlmostEqual(one, 1.05)
        self.assertAlmostEqual(ten, 10 * one)
        self.assertGreater(
            argon2id.estimate_seconds(time_cost=1, memory_kib=8, parallelism=1, timer=time.perf_counter), 0
        )


if __name__ == "__main__":
    unittest.main()
