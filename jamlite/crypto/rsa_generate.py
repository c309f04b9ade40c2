"""RSA key pairs (FIPS 186-5 appendix A.1), and the test of primes that they rest on."""

from __future__ import annotations

from math import gcd

from ..encoding.checks import integer
from ..encoding.user_objects import check_progress
from ..exceptions.crypto import JamCryptoError, JamInvalidKeyError
from ._primes import SIEVE_BOUND, odd_primes, random_prime, survives
from ._rsa_private import complete, rsadp
from ._rsa_public import MAXIMUM_BITS, MAXIMUM_E, MINIMUM_BITS, check_members, check_public
from .gate import require

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

    from ._rsa_private import PrivateKey


def generate(
    bits: int = 2048, e: int = 65537, *, progress: Callable[[int], object] | None = None
) -> PrivateKey:
    """Return a new private key (FIPS 186-5 appendix A.1.3, the candidates of one search in sequence).

    Takes about 70 tests of candidates, each half as long as a signature, and varies widely.

    Args:
        bits: length of n, 2048 to 16384.
        e: public exponent, odd, 2^16 < e < 2^256.
        progress: called before each test of a candidate with the number tested for this prime.

    Raises:
        JamCryptoError: bits or e out of range, or progress is not a function.
    """
    require("RSA-keygen")
    require("RSA-private")
    bits = integer(bits, "bits", MINIMUM_BITS, MAXIMUM_BITS)
    e = integer(e, "e", (1 << 16) + 1, MAXIMUM_E - 1)  # FIPS 186-5 appendix A.1.1
    if e % 2 == 0:
        raise JamCryptoError("the RSA public exponent e must be odd")
    check_progress(progress)
    return _generate(bits, e, progress)


def is_prime(number: int) -> bool:
    """Tell whether `number` (any non-negative int up to 16384 bits) is prime.

    Wrong with a probability below 2^-128, even if an adversary has chosen the number.

    Raises:
        JamCryptoError: not an int, negative or too large.
    """
    require("RSA-keygen")
    number = integer(number, "number", 0, 1 << 16384)
    if number < SIEVE_BOUND:
        return number == 2 or number in odd_primes()
    if number % 2 == 0 or any(number % prime == 0 for prime in odd_primes()):
        return False
    return survives(number, rounds=64)


def _generate(bits: int, e: int, progress: Callable[[int], object] | None) -> PrivateKey:
    while True:
        p = random_prime((bits + 1) // 2, e, progress)
        q = random_prime(bits // 2, e, progress)
        if abs(p - q) <= 1 << (bits // 2 - 100):  # FIPS 186-5 appendix A.1.3 step 5.4
            continue
        key = from_primes(max(p, q), min(p, q), e)
        if key.d <= 1 << (bits // 2):  # FIPS 186-5 appendix A.1.1 (3)
            continue
        check_public(key.n, e, bits)
        rsadp(key, 2)  # the pair works: the result is checked inside
        return key


def from_primes(p: int, q: int, e: int) -> PrivateKey:
    """Return the key of two primes, which are taken at their word.

    d is the inverse of e modulo lcm(p-1, q-1), as FIPS 186-5 appendix A.1.1 asks.

    Raises:
        JamInvalidKeyError: p and q do not make a key with e.
    """
    require("RSA-keygen")
    require("RSA-private")
    check_members(p=p, q=q, e=e)
    order = (p - 1) * (q - 1) // gcd(p - 1, q - 1)
    if gcd(e, order) != 1:
        raise JamInvalidKeyError("the RSA exponent e has no inverse: it shares a factor with p - 1 or q - 1")
    d = pow(e, -1, order)
    return complete(p * q, e, d, p, q)
