"""Scalar recodings: every digit string adds up to its scalar."""

from __future__ import annotations

import random
import unittest

from jamlite.crypto import _recoding


class Recoding(unittest.TestCase):
    def test_wnaf(self) -> None:
        draw = random.Random(4)
        scalars = [*range(600), *(draw.getrandbits(256) for _ in range(50)), (1 << 256) - 1, 1 << 255]
        for width in (2, 3, 5, 8):
            for k in scalars:
                digits = _recoding.wnaf(k, width)
                self.assertEqual(sum(digit << position for position, digit in digits), k)
                for position, digit in digits:
                    self.assertTrue(digit % 2 and abs(digit) < 1 << (width - 1), (position, digit))
                positions = [position for position, _ in digits]
                gaps = [after - before for before, after in zip(positions, positions[1:])]
                self.assertTrue(all(gap >= width for gap in gaps), k)
                self.assertTrue(not positions or positions[-1] <= k.bit_length())

    def test_signed_comb(self) -> None:
        draw = random.Random(5)
        for teeth, blocks, spacing in ((1, 1, 3), (2, 2, 3), (6, 4, 11), (6, 5, 15), (3, 1, 7)):
            bits = teeth * blocks * spacing
            scalars = {1, 3, (1 << bits) - 1, (1 << bits) - 3, draw.getrandbits(bits) | 1}
            for k in sorted(k for k in scalars if 0 < k < 1 << bits):
                rows = _recoding.signed_comb(k, teeth, blocks, spacing)
                self.assertEqual([len(row) for row in rows], [blocks] * spacing)
                total = 0
                for s, row in enumerate(reversed(rows)):
                    for block, index in enumerate(row):
                        for tooth in range(teeth):
                            sign = 1 if index >> tooth & 1 else -1
                            total += sign << s + spacing * (teeth * block + tooth)
                self.assertEqual(total, k)

    def test_schedule(self) -> None:
        """With numbers for points, the scheduled sum is the sum of the products."""
        draw = random.Random(6)

        def tables(point: int, width: int, pieces: int) -> list[list[int]]:
            odd = list(range(1, 1 << (width - 1), 2))
            signed = odd + [-digit for digit in reversed(odd)]
            return [[digit * point << (256 // pieces) * piece for digit in signed] for piece in range(pieces)]

        for _ in range(50):
            s, k, p, q = (draw.getrandbits(256) for _ in range(4))
            steps = _recoding.schedule([(s, tables(p, 7, 4), 7), (k, tables(q, 5, 1), 5)], 256)
            self.assertEqual(sum(point << position for position, point in steps), s * p + k * q)
            positions = [position for position, _ in steps]
            self.assertEqual(positions, sorted(positions, reverse=True))


if __name__ == "__main__":
    unittest.main()
