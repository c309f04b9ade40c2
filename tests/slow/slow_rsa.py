"""RSA at length: statistics of generated keys, larger keys, and the spread of the time of one operation."""

from __future__ import annotations

import statistics
import time
import unittest
from math import gcd
from typing import Any

from jamlite.crypto import _primes, rsa, rsa_generate, rsa_pss


class Generation(unittest.TestCase):
    def test_larger_keys(self) -> None:
        for bits, e in ((2048, 65537), (2049, 65539), (3072, 65537), (4096, 65537)):
            key = rsa.generate(bits, e)
            self.assertEqual(key.bits, bits)
            signature = rsa_pss.sign(key, b"message", "sha256")
            self.assertTrue(rsa_pss.verify(key.public(), b"message", signature, "sha256"))

    def test_many_keys(self) -> None:
        keys = [rsa_generate._generate(512, 65537, None) for _ in range(300)]
        factors = [prime for key in keys for prime in (key.p, key.q)]
        self.assertEqual(len(set(factors)), 600)
        for key in keys:
            self.assertEqual(key.bits, 512)
            self.assertEqual(gcd(key.e, (key.p - 1) * (key.q - 1)), 1)
        # Uniform between 3 * 2^254 and 2^256: every quarter has its share, 150 of 600 within 5 deviations;
        # so have the classes modulo 8.
        quarters = [(prime >> 252) & 3 for prime in factors]
        for quarter in range(4):
            self.assertLess(abs(quarters.count(quarter) - 150), 54)
        for residue in (1, 3, 5, 7):
            self.assertLess(abs([prime % 8 for prime in factors].count(residue) - 150), 54)

    def test_number_of_candidates(self) -> None:
        """After the sieve one odd candidate in ln(2^512)/2 * 0.108 = 19 or so is prime."""
        tested: list[int] = []
        for _ in range(200):
            counts: list[int] = []
            _primes.random_prime(512, 65537, counts.append)
            tested.append(counts[-1])
        self.assertTrue(14 < statistics.mean(tested) < 25, statistics.mean(tested))


class Time(unittest.TestCase):
    def test_of_the_private_operation_does_not_follow_the_number_given(self) -> None:
        key = rsa_generate._generate(1024, 65537, None)
        ratios = []
        for _ in range(3):  # a busy machine may disturb one measurement
            ratios.append(self.ratio(key))
            if 0.97 < ratios[-1] < 1.03:
                return
        self.fail(f"the time follows the number: {ratios}")

    def ratio(self, key: Any) -> float:
        """Return the median time of small numbers, against that of large ones."""
        groups = {"small": [2, 3, 5, 7], "large": [key.n - 2, key.n // 2, key.p * 3 + 1, key.q * 5 - 1]}
        times: dict[str, list[float]] = {name: [] for name in groups}
        for turn in range(1200):
            for name in groups if turn % 2 else reversed(groups):
                number = groups[name][turn % 4]
                start = time.thread_time()
                rsa.raw_decrypt(key, number)
                times[name].append(time.thread_time() - start)
        return statistics.median(times["small"]) / statistics.median(times["large"])


if __name__ == "__main__":
    unittest.main()
