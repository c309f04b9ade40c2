"""What needs minutes: the time of a signature against its nonce's length, and long runs against the twin."""

from __future__ import annotations

import platform
import random
import statistics
import time
import unittest
from typing import Callable

from jamlite.crypto import _ecdsa_signing, ecdh, ecdsa
from jamlite.crypto._curves import CURVES
from jamlite.crypto._scalars import Comb, Multiples, sum_of
from jamlite.crypto._weierstrass import Curve
from tests.crypto import affine

RANDOM = random.Random(6979)
SHORTER = 64
PAIRS = 400


def ratio(operation: Callable[[int], object], full: Callable[[], int], short: Callable[[], int]) -> float:
    """Return the median over interleaved pairs of time(short scalar) / time(full scalar)."""
    operation(full())
    ratios = []
    for pair in range(PAIRS):
        seconds = {}
        for kind in (full, short) if pair & 1 else (short, full):
            scalar = kind()
            start = time.thread_time()
            operation(scalar)
            seconds[kind] = time.thread_time() - start
        ratios.append(seconds[short] / seconds[full])
    return statistics.median(ratios)


@unittest.skipIf(platform.python_implementation() == "PyPy", "the promise is CPython's; a JIT times itself")
class NonceLength(unittest.TestCase):
    """A scalar 64 bits short must take as long as a full one, or signatures betray the key (Minerva)."""

    def scalars(self, curve: Curve) -> tuple[Callable[[], int], Callable[[], int]]:
        top = curve.bits
        return (
            lambda: (1 << (top - 1)) + RANDOM.getrandbits(top - 2),  # below n
            lambda: (1 << (top - 1 - SHORTER)) + RANDOM.getrandbits(top - 1 - SHORTER),
        )

    def within(self, measure: Callable[[], float]) -> None:
        """Demand a ratio within 0.98 to 1.02; a busy machine gets two more tries."""
        ratios = []
        for _ in range(3):
            ratios.append(measure())
            if 0.98 <= ratios[-1] <= 1.02:
                return
        self.fail(f"time depends on the scalar's length: {ratios}")

    def test_signing(self) -> None:
        for name, curve in CURVES.items():
            with self.subTest(curve=name):
                d, e = RANDOM.randrange(1, curve.n), RANDOM.getrandbits(256)
                full, short = self.scalars(curve)
                self.within(lambda: ratio(lambda k: _ecdsa_signing._r_s(curve, d, e, k), full, short))  # noqa: B023

    def test_public_key(self) -> None:
        for name, curve in CURVES.items():
            with self.subTest(curve=name):
                full, short = self.scalars(curve)
                self.within(lambda: ratio(lambda k: _ecdsa_signing.public_point(curve, k), full, short))  # noqa: B023

    def test_exchange(self) -> None:
        for name, curve in CURVES.items():
            with self.subTest(curve=name):
                full, short = self.scalars(curve)
                self.within(lambda: ratio(lambda k: ecdh._exchange(curve, k, curve.g), full, short))  # noqa: B023

    def test_the_measurement_sees_a_leak(self) -> None:
        curve = CURVES["P-256"]
        table = Multiples(curve, curve.generator, width=5, parts=1)
        full, short = self.scalars(curve)
        self.assertLess(ratio(lambda k: sum_of(curve, table.terms(k)), full, short), 0.9)


class LongRuns(unittest.TestCase):
    def test_scalars_against_the_twin(self) -> None:
        for name, curve in CURVES.items():
            table = Comb(curve, curve.combs[1])
            for _ in range(60):
                k, t = RANDOM.randrange(1, curve.n), RANDOM.randrange(1, curve.n)
                Q = affine.multiply(name, t, curve.g)
                assert Q
                expected = affine.multiply(name, k, Q)
                self.assertEqual(curve.affine(ecdh._multiply(curve, k, Q)), expected)
                product = curve.affine(table.multiply(k * t % curve.n))
                self.assertEqual(product, expected)
                for parts in (1, 8):
                    u = RANDOM.randrange(curve.n)
                    both = affine.add(name, expected, affine.multiply(name, u, curve.g))
                    terms = Multiples(curve, curve.generator, width=7, parts=parts).terms(u)
                    terms += Multiples(curve, (*Q, 1), width=5, parts=parts).terms(k)
                    self.assertEqual(curve.affine(sum_of(curve, terms)), both)

    def test_signatures_of_many_messages(self) -> None:
        for name, curve in CURVES.items():
            private = RANDOM.randrange(1, curve.n)
            key = ecdsa.prepare_public(name, ecdsa.public_key(name, private))
            for number in range(500):
                message = b"%d" % number
                signature = ecdsa.sign(name, private, message, "sha256")
                self.assertTrue(key.verify(message, signature, "sha256"))
                self.assertFalse(key.verify(message + b".", signature, "sha256"))


if __name__ == "__main__":
    unittest.main()
