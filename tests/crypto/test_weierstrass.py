"""The curves, their arithmetic and both ways of multiplying, against schoolbook arithmetic."""

from __future__ import annotations

import random
import sys
import unittest
from typing import Any
from unittest import mock

from jamlite.crypto import ecdh
from jamlite.crypto._curve_p521 import CurveModMersenne
from jamlite.crypto._curve_secp256k1 import CurveWithoutA
from jamlite.crypto._curves import CURVES
from jamlite.crypto._scalars import Comb, Multiples, comb_sums, multiply_base, naf, odd_multiples, sum_of
from jamlite.crypto._weierstrass import Curve
from tests.beside import beside
from tests.crypto import affine
from tests.crypto.toy_curve import toy_curve

RANDOM = random.Random(20261121)


def is_prime(n: int) -> bool:
    """Miller-Rabin with fixed bases: enough for numbers nobody chose against us."""
    odd = n - 1
    shift = (odd & -odd).bit_length() - 1
    odd >>= shift
    for base in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37):
        x = pow(base, odd, n)
        if x not in (1, n - 1) and all((x := x * x % n) != n - 1 for _ in range(shift - 1)):
            return False
    return True


def flat(curve: Curve, point: Any) -> affine.Point:
    """Return the affine form of a Jacobian point, None for infinity."""
    return curve.affine(point) if point[2] else None


def disguised(curve: Curve, point: Any, Z: int) -> Any:
    """Return a Jacobian form of an affine point with that Z."""
    x, y = point
    return x * Z * Z % curve.p, y * Z**3 % curve.p, Z


class Parameters(unittest.TestCase):
    def test_each_curve(self) -> None:
        for name, curve in CURVES.items():
            with self.subTest(curve=name):
                self.assertTrue(is_prime(curve.p))
                self.assertTrue(is_prime(curve.n))
                self.assertEqual(curve.p % 4, 3)  # square roots rely on it
                self.assertTrue(curve.contains(*curve.g))
                self.assertNotEqual((4 * curve.a**3 + 27 * curve.b**2) % curve.p, 0)  # not singular
                self.assertIsNone(affine.multiply(name, curve.n, curve.g))
                trace = curve.p + 1 - curve.n  # Hasse: so n is the whole order, cofactor 1
                self.assertLessEqual(trace * trace, 4 * curve.p)
                self.assertEqual(curve.bits, curve.p.bit_length())
                self.assertEqual(curve.n & 1, 1)

    def test_contains(self) -> None:
        for curve in CURVES.values():
            x, y = curve.g
            for bad in ((0, 0), (x, y + 1), (y, x), (x + curve.p, y), (x, y + curve.p), (x, -y), (-1, y)):
                self.assertFalse(curve.contains(*bad))
            self.assertTrue(curve.contains(x, curve.p - y))


class Arithmetic(unittest.TestCase):
    def test_addition_in_every_case(self) -> None:
        for name, curve in CURVES.items():
            P = affine.multiply(name, RANDOM.getrandbits(40), curve.g)
            Q = affine.multiply(name, RANDOM.getrandbits(40), curve.g)
            assert P and Q
            opposite = (Q[0], curve.p - Q[1])
            for Z in (1, RANDOM.randrange(2, curve.p)):
                with self.subTest(curve=name, Z=Z):
                    self.assertEqual(
                        flat(curve, curve.add(disguised(curve, P, Z), Q)), affine.add(name, P, Q)
                    )
                    self.assertEqual(
                        flat(curve, curve.add(disguised(curve, Q, Z), Q)), affine.add(name, Q, Q)
                    )
                    self.assertIsNone(flat(curve, curve.add(disguised(curve, opposite, Z), Q)))
                    self.assertEqual(
                        flat(curve, curve.double(disguised(curve, Q, Z))), affine.add(name, Q, Q)
                    )
                    self.assertEqual(
                        flat(curve, curve.double(disguised(curve, Q, Z), 5)), affine.multiply(name, 32, Q)
                    )
            self.assertEqual(flat(curve, curve.add((1, 1, 0), Q)), Q)
            self.assertIsNone(flat(curve, curve.double((1, 1, 0), 3)))

    def test_equal_points_of_another_residue(self) -> None:
        # The Mersenne curve's coordinates are right modulo p only; its test for equal x must be, too.
        curve = CURVES["P-521"]
        (x, y), p = curve.g, curve.p
        for X, Y in ((x + p, y), (x, y + p), (x - p, y - p)):
            self.assertEqual(flat(curve, curve.add((X, Y, 1), (x, y))), affine.add("P-521", curve.g, curve.g))
            self.assertIsNone(flat(curve, curve.add((X, -Y, 1), (x, y))))

    def test_folds_stay_small_over_a_long_chain(self) -> None:
        curve = CURVES["P-521"]
        assert isinstance(curve, CurveModMersenne)
        x, y = curve.g
        point = (x, y, 1)
        k = 1
        for step in range(10_000):
            if step % 3:
                point, k = curve.double(point), 2 * k % curve.n
            else:
                point, k = curve.add(point, (x, y)), (k + 1) % curve.n
            for value in point:
                self.assertTrue(-(2**20) < value < curve.p + 2**20)
        self.assertEqual(flat(curve, point), affine.multiply("P-521", k, curve.g))

    def test_odd_multiples(self) -> None:
        for name, curve in CURVES.items():
            [row] = odd_multiples(curve, [curve.generator], 4)
            self.assertEqual(len(row), 8)
            for digit in range(-7, 8, 2):
                self.assertEqual(row[digit >> 1], times(name, digit, curve.g))

    def test_a_start_is_blinded(self) -> None:
        for curve in CURVES.values():
            first, second = curve.start(curve.g), curve.start(curve.g)
            self.assertNotEqual(first, second)
            self.assertEqual(curve.addends([first, second]), [curve.g, curve.g])


def times(name: str, k: int, point: affine.Point) -> affine.Point:
    """Return the twin's k * point; a scalar just below n costs as little as its opposite."""
    curve = CURVES[name]
    k %= curve.n
    if k <= curve.n // 2:
        return affine.multiply(name, k, point)
    opposite = affine.multiply(name, curve.n - k, point)
    return opposite and (opposite[0], curve.p - opposite[1])


def edge_scalars(n: int) -> list[int]:
    return [1, 2, 3, 4, n - 1, n - 2, n - 3, n - 4, n // 2 + 1, 2**64]


@beside
class SecretScalars(unittest.TestCase):
    def test_base_point(self) -> None:
        for name, curve in CURVES.items():
            later = Comb(curve, curve.combs[1])
            for k in (*edge_scalars(curve.n), RANDOM.randrange(1, curve.n)):
                with self.subTest(curve=name, k=k):
                    expected = times(name, k, curve.g)
                    self.assertEqual(flat(curve, multiply_base(curve, k)), expected)
                    self.assertEqual(flat(curve, later.multiply(k)), expected)

    def test_the_combs_kept_as_data_are_the_computed_ones(self) -> None:
        kept = sorted(name for name, curve in CURVES.items() if curve.first_sums() is not None)
        self.assertEqual(kept, ["P-384", "P-521"])
        for name in kept:
            curve = CURVES[name]
            self.assertEqual(curve.first_sums(), comb_sums(curve, curve.combs[0]))

    def test_a_copy_without_the_data_computes_it(self) -> None:
        curve = CURVES["P-384"]
        with mock.patch.dict(sys.modules, {"jamlite.crypto._comb_p384": None}):
            self.assertIsNone(curve.first_sums())
        self.assertIsNotNone(curve.first_sums())

    def test_other_points(self) -> None:
        for name, curve in CURVES.items():
            Q = times(name, RANDOM.getrandbits(40), curve.g)
            assert Q
            for k in edge_scalars(curve.n):
                with self.subTest(curve=name, k=k):
                    self.assertEqual(flat(curve, ecdh._multiply(curve, k, Q)), times(name, k, Q))

    def test_every_scalar_of_small_curves(self) -> None:
        for kind, p in ((Curve, 1019), (CurveWithoutA, 1087), (Curve, 2027)):
            curve = toy_curve(kind, p)
            with mock.patch.dict(CURVES, {"toy": curve}):
                tables = [Comb(curve, shape) for shape in curve.combs]
                expected: affine.Point = None
                for k in range(1, curve.n):
                    expected = affine.add("toy", expected, curve.g)
                    for table in tables:
                        self.assertEqual(flat(curve, table.multiply(k)), expected)
                    self.assertEqual(flat(curve, ecdh._multiply(curve, k, curve.g)), expected)

    def test_one_sequence_of_operations_for_all(self) -> None:
        for curve in CURVES.values():
            log: list[str] = []
            recording = recorder(curve, log)
            table = Comb(recording, recording.combs[0])
            logs, windows = set(), set()
            for k in edge_scalars(curve.n) + [RANDOM.randrange(1, curve.n) for _ in range(10)]:
                log.clear()
                table.multiply(k)
                logs.add("".join(log))
                log.clear()
                ecdh._multiply(recording, k, curve.g)
                windows.add("".join(log))
            self.assertEqual(len(logs), 1)
            self.assertEqual(len(windows), 1)
            [operations] = logs
            self.assertEqual(operations.count("d"), table.spacing - 1)
            self.assertEqual(operations.count("a"), table.spacing * len(table.tables) - 1)
            self.assertGreaterEqual(table.digits, curve.bits)

    def test_the_last_window_can_meet_equal_points(self) -> None:
        # k = n + 2d with a negative last digit d: the sum before it is d modulo n as well. That sum is an
        # odd multiple of 32, which leaves the P-384 of our curves; small curves show the other cases.
        for name, curve in CURVES.items():
            digit = (32 - curve.n) % 64 - 64
            if digit < -31:
                continue
            self.assertEqual(name, "P-384")
            k = curve.n + 2 * digit
            doublings: list[str] = []
            recording = recorder(curve, doublings)
            product = ecdh._multiply(recording, k, curve.g)
            self.assertEqual(flat(curve, product), times(name, k, curve.g))
            usual: list[str] = []
            ecdh._multiply(recorder(curve, usual), k - 2, curve.g)
            self.assertEqual(len(doublings), len(usual) + 1)


def recorder(curve: Curve, log: list[str]) -> Curve:
    """Return a like curve that notes each operation as d or a."""

    class Recording(type(curve)):  # type: ignore[misc]
        __slots__ = ()

        def double(self, *arguments: Any) -> Any:
            log.append("d")
            return super().double(*arguments)

        def add(self, *arguments: Any) -> Any:
            log.append("a")
            return super().add(*arguments)

    return Recording(curve.name, p=curve.p, b=curve.b, n=curve.n, g=curve.g)


@beside
class PublicScalars(unittest.TestCase):
    def test_naf(self) -> None:
        scalars = [0, 1, 2, 3, 15, 16, 17, 2**64 - 1, 2**256 - 1, 2**256 - 2**128]
        for width in (2, 5, 7, 8):
            for k in scalars + [RANDOM.getrandbits(256) for _ in range(20)]:
                digits = naf(k, width)
                self.assertEqual(sum(digit << i for i, digit in digits), k)
                for i, digit in digits:
                    self.assertTrue(digit & 1 and abs(digit) < 1 << (width - 1))
                    self.assertLessEqual(i, k.bit_length())  # one bit past the length may carry
                for (low, _), (high, _) in zip(digits, digits[1:]):
                    self.assertGreaterEqual(high - low, width)

    def test_sums(self) -> None:
        for name, curve in CURVES.items():
            n = curve.n
            for t in (1, n - 1, RANDOM.getrandbits(64)):
                Q = times(name, t, curve.g)
                assert Q
                pairs = ((0, 1), (1, 0), (0, n - 1), (1, 1), (n - 1, n - 1), (t, 1), (t, n - 1), (2**64, 5))
                answers = [times(name, u1 + u2 * t, curve.g) for u1, u2 in pairs[:-1]]
                answers.append(affine.add(name, times(name, 2**64, curve.g), times(name, 5, Q)))
                for parts, width in ((1, 8), (8, 7)):
                    of_g = Multiples(curve, curve.generator, width=width, parts=parts)
                    of_q = Multiples(curve, (*Q, 1), width=5, parts=parts)
                    for (u1, u2), expected in zip(pairs, answers):
                        with self.subTest(curve=name, t=t, u1=u1, u2=u2, parts=parts):
                            total = sum_of(curve, of_g.terms(u1) + of_q.terms(u2))
                            self.assertEqual(flat(curve, total), expected)
        self.assertIsNone(flat(curve, sum_of(curve, [])))

    def test_sums_on_a_small_curve_where_everything_collides(self) -> None:
        curve = toy_curve(Curve, 1019)
        with mock.patch.dict(CURVES, {"toy": curve}):
            multiples: list[affine.Point] = [None]
            for _ in range(curve.n - 1):
                multiples.append(affine.add("toy", multiples[-1], curve.g))
            for parts in (1, 8):
                G_table = Multiples(curve, curve.generator, width=5, parts=parts)
                for t in RANDOM.sample(range(1, curve.n), 12):
                    Q = multiples[t]
                    assert Q
                    Q_table = Multiples(curve, (*Q, 1), width=4, parts=parts)
                    for _ in range(200):
                        u1, u2 = RANDOM.randrange(curve.n), RANDOM.randrange(curve.n)
                        total = sum_of(curve, G_table.terms(u1) + Q_table.terms(u2))
                        self.assertEqual(flat(curve, total), multiples[(u1 + u2 * t) % curve.n])


if __name__ == "__main__":
    unittest.main()
