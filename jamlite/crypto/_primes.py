"""Probable primes for RSA keys (FIPS 186-5 appendices A.1.3 and B.3).

A random start is sieved by the primes below 2^15, and the survivors are put to the Miller-Rabin test:
first with base 2, which nearly every composite fails and which is the cheapest, then with random bases.
FIPS 186-5 draws every candidate afresh; walking on from a random start instead makes a prime after a
long gap likelier than another, which helps nobody.

Ungated: whoever uses it asks for the gate "RSA-keygen", registered here.
"""

from __future__ import annotations

from math import gcd

from .gate import known_answer
from .randomness import random_below

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, Iterator

    Progress = Callable[[int], object]

SIEVE_BOUND = 1 << 15
WINDOW = 4096  # odd numbers per start; among 1024-bit numbers these hold eleven primes

# FIPS 186-5 table B.1: rounds with random bases by the bits of the prime. Below what the table covers
# the bound for the worst number counts, 4^-rounds.
_ROUNDS = ((1536, 4), (1024, 5), (0, 64))

_small_primes: list[int] = []  # the odd primes below SIEVE_BOUND, once somebody needs them


def random_prime(bits: int, e: int, progress: Progress | None = None) -> int:
    """Return a prime of exactly `bits` bits, the two top ones set, with p - 1 prime to e.

    Two set bits are a little more than FIPS 186-5 asks (p >= 2^(bits - 1/2)) and make the product of
    two such primes as long as it can be. `progress` is called with the number of candidates tested.
    """
    rounds = next(rounds for least, rounds in _ROUNDS if bits >= least)
    tested = 0
    while True:
        start = random_below(1 << (bits - 2)) | 3 << (bits - 2) | 1
        for index in _sieved(start):
            candidate = start + 2 * index
            if candidate >> bits:
                break
            if gcd(candidate - 1, e) != 1:  # FIPS 186-5 appendix A.1.3 step 4.5
                continue
            tested += 1
            if progress is not None:
                progress(tested)
            if survives(candidate, rounds):
                return candidate


def _sieved(start: int) -> Iterator[int]:
    """Yield each i < WINDOW for which no prime below SIEVE_BOUND divides start + 2i; `start` is odd."""
    composite = bytearray(WINDOW)
    ones = b"\1" * WINDOW
    for prime in odd_primes():
        first = -start * ((prime + 1) >> 1) % prime  # start + 2 * first = 0 (mod prime)
        composite[first::prime] = ones[first::prime]
    index = composite.find(0)
    while index >= 0:
        yield index
        index = composite.find(0, index + 1)


def odd_primes() -> list[int]:
    global _small_primes
    if not _small_primes:
        composite = bytearray(SIEVE_BOUND)
        for number in range(3, int(SIEVE_BOUND**0.5) + 1, 2):
            if not composite[number]:
                composite[number * number :: 2 * number] = b"\1" * len(
                    range(number * number, SIEVE_BOUND, 2 * number)
                )
        _small_primes = [number for number in range(3, SIEVE_BOUND, 2) if not composite[number]]
    return _small_primes


def survives(w: int, rounds: int) -> bool:
    """Miller-Rabin with base 2, then with `rounds` random bases in [2, w - 2]."""
    return _strong(w, 2) and all(_strong(w, 2 + random_below(w - 3)) for _ in range(rounds))


def _strong(w: int, b: int) -> bool:
    """Tell whether odd w > 3 passes one round with base b (FIPS 186-5 appendix B.3.1, its letters)."""
    a = ((w - 1) & (1 - w)).bit_length() - 1  # 2^a is the largest power of two that divides w - 1
    z = pow(b, (w - 1) >> a, w)
    if z in (1, w - 1):
        return True
    for _ in range(a - 1):
        z = z * z % w
        if z == w - 1:
            return True
    return False


# 2047 is the least strong pseudoprime to base 2.
@known_answer("RSA-keygen", "CAVP KeyGenRSA, modulus of 1024 bits, first p")
def _answer() -> list[tuple[object, object]]:
    p = int(
        "bd1232a449176a6fd4f595db0547377111f8dc9c85fbfb03403c2016bed74ae79d89923c5963e925b6090b3feba2cf07"
        "c51edb519046aa9618cad215579f9a83",
        16,
    )
    return [
        (_strong(p, 2), True),
        (_strong(p + 2, 2), False),
        (_strong(2047, 2), True),
        (_strong(2047, 3), False),
        (next(_sieved(999999809)), 37),  # 999999883 is the next prime; below 2^30 the sieve is exact
    ]
