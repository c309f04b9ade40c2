"""Scalar multiplication, with integers for points: every sum of digits is its scalar."""

from __future__ import annotations

import random
import unittest
from typing import Any

from jamlite.crypto import _scalars


class Scalars(unittest.TestCase):
    def test_wnaf(self) -> None:
        draw = random.Random(4)
        scalars = [*range(600), *(draw.getrandbits(256) for _ in range(50)), (1 << 256) - 1, 1 << 255]
        for width in (2, 3, 5, 8):
            for k in scalars:
                digits = _scalars.naf(k, width)
                self.assertEqual(sum(digit << position for position, digit in digits), k)
                for position, digit in digits:
                    self.assertTrue(digit % 2 and abs(digit) < 1 << (width - 1), (position, digit))
                positions = [position for position, _ in digits]
                gaps = [after - before for before, after in zip(positions, positions[1:])]
                self.assertTrue(all(gap >= width for gap in gaps), k)
                self.assertTrue(not positions or positions[-1] <= k.bit_length())

    def test_comb(self) -> None:
        """With numbers for points, the comb's sum is the scalar, by one sequence for all of them."""
        draw = random.Random(5)
        for shape in ((1, 1, 3), (2, 2, 3), (6, 4, 11), (6, 5, 15), (3, 1, 7), (8, 4, 8)):
            numbers = Numbers(1)
            comb = _scalars.Comb(numbers, shape)
            bits = comb.digits
            logs = set()
            for k in {1, 3, (1 << bits) - 1, (1 << bits) - 3, draw.getrandbits(bits) | 1}:
                if 0 < k < 1 << bits:
                    numbers.log = ""
                    self.assertEqual(comb.multiply(k), (k,))
                    logs.add(numbers.log)
            self.assertEqual(len(logs), 1)

    def test_sums(self) -> None:
        """With numbers for points, the sum of the terms is the sum of the products."""
        draw = random.Random(6)
        for _ in range(50):
            s, k, p, q = (draw.getrandbits(256) for _ in range(4))
            numbers = Numbers(p)
            terms = _scalars.base_multiples(numbers, width=8, parts=8).terms(s)
            terms += _scalars.Multiples(numbers, (q,), width=5, parts=1).terms(k)
            self.assertEqual(_scalars.sum_of(numbers, terms), (s * p + k * q,))
        self.assertEqual(_scalars.sum_of(Numbers(1), []), (0,))

    def test_the_second_comb_comes_with_use(self) -> None:
        numbers = Numbers(7)
        for use in range(2 * _scalars.FIRST_COMB_USES):
            self.assertEqual(_scalars.multiply_base(numbers, 255 - 2 * use), (7 * (255 - 2 * use),))
            comb, _ = _scalars._combs[numbers]
            self.assertEqual(comb.mask, 7 if use < _scalars.FIRST_COMB_USES - 1 else 15, use)


class Numbers:
    """The integers as a group: a point is (n,), and its multiples can be read off."""

    bits = 256
    combs = (3, 2, 2), (4, 2, 1)
    neutral = (0,)

    def __init__(self, base: int) -> None:
        self.generator = (base,)
        self.log = ""

    def first_sums(self) -> None:
        return None

    def double(self, point: Any, times: int = 1) -> Any:
        self.log += "d" * times
        return (point[0] << times,)

    def add(self, point: Any, addend: Any) -> Any:
        self.log += "a"
        return (point[0] + addend[0],)

    def negative(self, addend: Any) -> Any:
        return (-addend[0],)

    def addends(self, points: Any) -> Any:
        return list(points)

    def start(self, addend: Any) -> Any:
        return addend

    def odd_scalar(self, k: int) -> tuple[int, int]:
        return k, 0

    def signed(self, point: Any, negated: int) -> Any:
        return point


if __name__ == "__main__":
    unittest.main()
