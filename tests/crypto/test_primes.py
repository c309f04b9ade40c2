"""Primality and the search for primes: hostile numbers first, then every sieve against trial division."""

import unittest
from math import gcd

from jamlite.crypto import _primes, randomness, rsa_generate
from jamlite.exceptions import JamCryptoError


def by_division(number: int) -> bool:
    return number > 1 and all(number % factor for factor in range(2, int(number**0.5) + 1))


# Products that pass Miller-Rabin for many bases: the least strong pseudoprimes to the first 1, 2, ... prime
# bases together (OEIS A014233), and Carmichael numbers.
PSEUDOPRIMES = (2047, 1373653, 25326001, 3215031751, 2152302898747, 3474749660383, 341550071728321)
PSEUDOPRIMES += (3825123056546413051, 318665857834031151167461, 3317044064679887385961981)
CARMICHAEL = (561, 1105, 1729, 41041, 825265, 321197185, 5394826801, 232250619601, 9746347772161)


class Hostile(unittest.TestCase):
    def test_wrong_types_and_sizes(self) -> None:
        for value in (None, "7", 7.0, True, b"\7", [7], -7, 1 << 16385):
            with self.assertRaises(JamCryptoError):
                rsa_generate.is_prime(value)
        with self.assertRaises(JamCryptoError):
            randomness.random_below(0)  # the range has no room in a message

    def test_composites_made_to_pass(self) -> None:
        for number in PSEUDOPRIMES + CARMICHAEL:
            self.assertFalse(rsa_generate.is_prime(number), number)

    def test_product_of_two_primes_without_small_factors(self) -> None:
        p, q = (1 << 89) - 1, (1 << 107) - 1
        self.assertTrue(rsa_generate.is_prime(p) and rsa_generate.is_prime(q))
        for number in (p * q, p * p, p * p * q):
            self.assertFalse(rsa_generate.is_prime(number))

    def test_strong_pseudoprime_is_found_by_another_base(self) -> None:
        # 3215031751 passes bases 2, 3, 5 and 7, but not 11.
        self.assertEqual(
            [_primes._strong(3215031751, base) for base in (2, 3, 5, 7, 11)], [True] * 4 + [False]
        )


class Small(unittest.TestCase):
    def test_every_number_up_to_3000_and_around_the_bound_of_the_sieve(self) -> None:
        for number in [*range(3000), *range(_primes.SIEVE_BOUND - 50, _primes.SIEVE_BOUND + 50)]:
            self.assertEqual(rsa_generate.is_prime(number), by_division(number), number)

    def test_table_of_primes(self) -> None:
        table = _primes.odd_primes()
        self.assertEqual((len(table), table[0], table[-1]), (3511, 3, 32749))  # pi(2^15) = 3512
        self.assertTrue(all(by_division(number) for number in table))

    def test_squares_of_primes_round_the_bound(self) -> None:
        for prime in (32749, 32771):
            self.assertFalse(rsa_generate.is_prime(prime * prime))


class Sieve(unittest.TestCase):
    def test_exact_below_the_square_of_its_bound(self) -> None:
        start = (1 << 30) - 1001
        found = [start + 2 * index for index in _primes._sieved(start) if index < 500]
        expected = [number for number in range(start, start + 1000, 2) if by_division(number)]
        self.assertEqual(found, expected)

    def test_keeps_what_no_small_prime_divides(self) -> None:
        start = (1 << 521) + 12345
        product = 1
        for prime in _primes.odd_primes():
            product *= prime
        expected = [index for index in range(_primes.WINDOW) if gcd(start + 2 * index, product) == 1]
        self.assertEqual(list(_primes._sieved(start)), expected)


class Search(unittest.TestCase):
    def test_length_top_bits_and_coprimality(self) -> None:
        for bits in (64, 65, 127, 128, 256):
            for e in (3, 65537):
                p = _primes.random_prime(bits, e)
                self.assertEqual(p >> (bits - 2), 3)
                self.assertEqual(gcd(p - 1, e), 1)
                self.assertTrue(rsa_generate.is_prime(p))

    def test_progress_counts_the_candidates(self) -> None:
        seen: list[int] = []
        _primes.random_prime(256, 65537, seen.append)
        self.assertEqual(seen, list(range(1, len(seen) + 1)))
        self.assertTrue(seen)

    def test_a_start_at_the_very_top_does_not_overflow(self) -> None:
        draws = [(1 << 62) - 1, 0]
        original = _primes.random_below
        _primes.random_below = lambda limit: draws.pop(0) if draws else original(limit)
        try:
            p = _primes.random_prime(64, 65537)
        finally:
            _primes.random_below = original
        self.assertEqual(p.bit_length(), 64)
        self.assertEqual(p, 13835058055282163729)  # the least prime above 3 * 2^62


if __name__ == "__main__":
    unittest.main()
