"""RSA keys and raw operations: bad members first, then blinding, faults and generation."""

import os
import time
import unittest
from math import gcd
from unittest import mock

from jamlite.crypto import _rsa_private, _rsa_public, rsa, rsa_generate
from jamlite.exceptions import JamCryptoError, JamInvalidKeyError
from tests.crypto.rsa_keys import MEMBERS, numbers, small, usual
from tests.support import SLOWNESS

NOT_NUMBERS = (None, "65537", 65537.0, True, b"\1\0\1", [3], -3, 0)


def multiplicative_order(value: int, prime: int) -> int:
    return next(k for k in range(1, prime) if pow(value, k, prime) == 1)


class BadPublicKeys(unittest.TestCase):
    def test_members_of_wrong_type_or_sign(self) -> None:
        n = numbers("sign 15.2")["n"]
        for bad in NOT_NUMBERS:
            for members in ((bad, 65537), (n, bad), (-n, 65537)):
                with self.assertRaises(JamInvalidKeyError):
                    rsa.public_key(*members)

    def test_minimum_bits(self) -> None:
        n = numbers("sign 1.2")["n"]
        for bad in (None, "1024", 1024.0, True, 511, 0, -1, 16385):
            with self.assertRaises(JamCryptoError):
                rsa.public_key(n, 65537, minimum_bits=bad)
        with self.assertRaisesRegex(JamInvalidKeyError, "2048 to 16384 bits, this one has 1024"):
            rsa.public_key(n, 65537)
        self.assertEqual(rsa.public_key(n, 65537, minimum_bits=1024).bits, 1024)

    def test_huge_members_are_refused_at_once(self) -> None:
        huge = (1 << 1_000_000) + 1
        n = numbers("sign 15.2")["n"]
        for members in ((huge, 65537), (n, huge), (n, n), (n, n + 2), (n, n - 2)):
            with self.assertRaises(JamInvalidKeyError):
                rsa.public_key(*members)
        good = numbers("sign 15.2")
        for name in MEMBERS[2:]:
            with self.assertRaises(JamInvalidKeyError):
                rsa.private_key(**{**good, name: huge})


class Roca(unittest.TestCase):
    def test_the_table_holds_the_orders(self) -> None:
        for prime, order in _rsa_public._ROCA:
            self.assertEqual(order, multiplicative_order(65537, prime))
            self.assertLess(order, prime - 1)  # otherwise it would tell nothing

    def test_the_weak_shape_is_refused_and_others_are_not(self) -> None:
        product = 1
        for prime, _ in _rsa_public._ROCA:
            product *= prime
        base = 1 << 2047
        for power in (0, 1, 5, 77, 12345):
            residue = pow(65537, power, product)
            weak = base + (residue - base) % product
            weak += product * (1 - weak % 2)  # odd: the product is odd too
            with self.assertRaisesRegex(JamInvalidKeyError, "ROCA"):
                rsa.public_key(weak, 65537)
            rsa.public_key(weak + 2, 65537)


class BadPrivateKeys(unittest.TestCase):
    def test_the_member_that_is_no_number_is_named(self) -> None:
        good = numbers("sign 7.2")
        for name in ("d", "p", "q", "dp", "dq", "qi"):
            with self.assertRaisesRegex(JamCryptoError, rf"\b{name}\b"):
                rsa.private_key(**{**good, name: "7"}, minimum_bits=1024)

    def test_members_of_wrong_type_or_sign(self) -> None:
        good = numbers("sign 15.2")
        for name in MEMBERS:
            for bad in NOT_NUMBERS:
                if bad is None and name not in ("n", "e", "d"):
                    continue
                with self.assertRaises(JamInvalidKeyError):
                    rsa.private_key(**{**good, name: bad})

    def test_the_limit_holds_for_private_keys(self) -> None:
        with self.assertRaisesRegex(JamInvalidKeyError, "bits"):
            rsa.private_key(**numbers("sign 1.2"))

    def test_messages_show_no_member(self) -> None:
        good = numbers("sign 15.2")
        for name in MEMBERS:
            with self.assertRaises(JamInvalidKeyError) as caught:
                rsa.private_key(**{**good, name: good[name] + 2})
            self.assertNotRegex(str(caught.exception), "[0-9a-fA-F]{8}")

    def test_every_missing_member_is_computed(self) -> None:
        good = numbers("sign 1.2")
        for mask in range(32):
            given = {name: good[name] for i, name in enumerate(MEMBERS[3:]) if mask >> i & 1}
            required = {name: good[name] for name in "ned"}
            key = rsa.private_key(**required, **given, minimum_bits=1024)
            self.assertEqual({name: getattr(key, name) for name in MEMBERS}, good, sorted(given))

    def test_factoring_for_many_small_moduli_and_exponents(self) -> None:
        some = [1009, 1013, 2003, 10007, 65521, 65539, 104729]  # p - 1 with few and many twos
        for p in some:
            for q in some:
                order = (p - 1) * (q - 1) // gcd(p - 1, q - 1)
                for e in (3, 5, 17, 257, 65537):
                    if p < q and gcd(e, order) == 1:
                        d = pow(e, -1, order)
                        self.assertEqual(_rsa_private.factor(p * q, e, d), q)
                        self.assertEqual(_rsa_private.factor(p * q, e, d + order), q)

    def test_factoring_gives_up_on_a_wrong_d(self) -> None:
        good = numbers("sign 15.2")
        for d in (good["d"] + 2, good["d"] + 1, 3, 2, good["n"] - 1, good["n"] - 2):
            with self.assertRaises(JamInvalidKeyError):
                rsa.private_key(good["n"], good["e"], d)

    def test_factoring_gives_up_soon_on_a_prime_and_its_powers(self) -> None:
        for p, power in ((2**2203 - 1, 1), (2**1279 - 1, 2), (2**607 - 1, 4)):  # Mersenne's primes
            order = p ** (power - 1) * (p - 1)
            start = time.process_time()
            with self.assertRaisesRegex(JamInvalidKeyError, "does not agree"):
                rsa.private_key(p**power, 65537, pow(65537, -1, order))
            self.assertLess(time.process_time() - start, 1 * SLOWNESS)

    def test_factoring_does_not_depend_on_small_bases(self) -> None:
        """p and q are equal modulo 8 and all primes to 127: 2 to 130 are squares of both or of none."""
        step = 8
        for prime in range(3, 128, 2):
            step *= prime if gcd(step, prime) == 1 else 1
        p = 3 + step * (2**512 // step)
        while gcd(p, step) > 1 or pow(2, p - 1, p) != 1:
            p += 8
        q = p + step
        while pow(2, q - 1, q) != 1:
            q += step
        d = pow(65537, -1, (p - 1) * (q - 1))
        self.assertEqual(rsa.private_key(p * q, 65537, d, minimum_bits=1024).q, p)

    def test_large_moduli_are_not_factored(self) -> None:
        start = time.process_time()
        for bits in (6145, 16384):
            with self.assertRaisesRegex(JamInvalidKeyError, "needs its p and q"):
                rsa.private_key(2**bits - 1, 65537, 2**bits // 3)
        self.assertLess(time.process_time() - start, 1 * SLOWNESS)

    def test_d_must_fit_both_factors(self) -> None:
        good = numbers("sign 15.2")
        for prime in ("p", "q"):
            d = good["d"] + (good[prime] - 1) * 2  # still right modulo this factor
            with self.assertRaisesRegex(JamInvalidKeyError, "d does not agree"):
                rsa.private_key(good["n"], good["e"], d, good["p"], good["q"])

    def test_a_factor_that_is_not_prime_fails_at_the_first_use(self) -> None:
        good = numbers("sign 1.2")
        p = good["p"] * 1000003  # composite, but d fits p - 1 and q - 1
        q = good["q"]
        key = rsa_generate.from_primes(p, q, 65537 if gcd(65537, p - 1) == 1 else 257)
        with self.assertRaisesRegex(JamInvalidKeyError, "check"):
            rsa.raw_decrypt(key, 12345)


class Objects(unittest.TestCase):
    def test_repr_shows_no_secret_and_there_is_no_dict(self) -> None:
        key = usual()
        rsa.raw_decrypt(key, 2)
        self.assertEqual(repr(key), "<RSA private key, 2048 bits>")
        self.assertEqual(repr(key.public()), "<RSA public key, 2048 bits>")
        for thing in (key, key.public()):
            self.assertFalse(hasattr(thing, "__dict__"))

    def test_the_public_half(self) -> None:
        key = usual()
        public = key.public()
        self.assertEqual((public.n, public.e, public.bits, public.size), (key.n, key.e, 2048, 256))

    def test_size_of_a_modulus_of_1025_bits(self) -> None:
        key = rsa.private_key(**numbers("sign 7.2"), minimum_bits=1024)
        self.assertEqual((key.bits, key.size, key.public().size), (1025, 129, 129))


class RawOperations(unittest.TestCase):
    def test_bad_arguments(self) -> None:
        key = small()
        for bad in (None, "2", 2.0, True, b"\2", -1, key.n, key.n + 1):
            with self.assertRaises(JamCryptoError):
                rsa.raw_encrypt(key.public(), bad)
            with self.assertRaises(JamCryptoError):
                rsa.raw_decrypt(key, bad)
        for bad in (None, "key", key.public(), (key.n, key.d), 5):
            with self.assertRaises(JamCryptoError):
                rsa.raw_decrypt(bad, 2)
        for bad in (None, "key", key, (key.n, key.e), 5):
            with self.assertRaises(JamCryptoError):
                rsa.raw_encrypt(bad, 2)

    def test_against_plain_powers(self) -> None:
        key = small()
        numbers_to_try = [0, 1, 2, key.n - 1, key.n - 2, key.p, key.q, key.p * 5, key.q * 7]
        numbers_to_try += [pow(3, power, key.n) for power in range(1000, 1030)]
        for number in numbers_to_try:
            self.assertEqual(rsa.raw_encrypt(key.public(), number), pow(number, key.e, key.n))
            self.assertEqual(rsa.raw_decrypt(key, number), pow(number, key.d, key.n))


class Blinding(unittest.TestCase):
    def test_the_pair_is_kept_squared_and_drawn_anew(self) -> None:
        key = small()
        seen = set()
        draws = 0
        for use in range(2 * _rsa_private.BLINDING_USES + 5):
            draws += use % _rsa_private.BLINDING_USES == 0
            with mock.patch.object(
                _rsa_private, "random_below", wraps=_rsa_private.random_below
            ) as random_below:
                rsa.raw_decrypt(key, 2)
            limits = [call.args[0] for call in random_below.call_args_list]
            fresh = limits.count(key.n - 3)
            self.assertEqual(fresh >= 1, use % _rsa_private.BLINDING_USES == 0, use)
            self.assertEqual(limits.count(_rsa_private.EXPONENT_BLINDING), 2)
            ((r_e, r_inverse, _, _),) = key._blindings
            self.assertEqual(pow(r_inverse, key.e, key.n) * r_e % key.n, 1)
            seen.add(r_e)
        self.assertEqual(draws, 3)
        self.assertEqual(len(seen), 2 * _rsa_private.BLINDING_USES + 5)

    def test_the_number_given_never_meets_the_secret_exponents(self) -> None:
        key = small()
        given = 987654321
        with mock.patch.object(_rsa_private, "pow", side_effect=pow, create=True) as power:
            rsa.raw_decrypt(key, given)
        for call in power.call_args_list:
            if call.args[2] in (key.p, key.q):
                self.assertNotEqual(call.args[0] % call.args[2], given)
                self.assertNotIn(call.args[1], (key.dp, key.dq))

    def test_no_pair_serves_two_operations_at_once(self) -> None:
        key = small()
        rsa.raw_decrypt(key, 2)
        first, second, third = (_rsa_private._take_blinding(key) for _ in range(3))
        self.assertEqual(len({first[0], second[0], third[0]}), 3)
        self.assertEqual(key._blindings, [])

    def test_a_pair_from_before_a_fork_is_not_used(self) -> None:
        key = small()
        rsa.raw_decrypt(key, 2)
        ((kept, _, _, mark),) = key._blindings
        with mock.patch.object(_rsa_private, "process_mark", return_value=mark + 1):
            taken = _rsa_private._take_blinding(key)
        self.assertNotEqual(taken[0], kept)
        self.assertEqual(taken[2:], (0, mark + 1))

    @unittest.skipUnless(hasattr(os, "fork"), "this platform has no fork")
    def test_a_real_fork(self) -> None:
        key = small()
        rsa.raw_decrypt(key, 2)
        kept = key._blindings[0][0]
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.write(writing, b"same" if _rsa_private._take_blinding(key)[0] == kept else b"other")
            os._exit(0)
        os.close(writing)
        self.assertEqual(os.read(reading, 10), b"other")
        os.close(reading)
        os.waitpid(child, 0)
        self.assertEqual(_rsa_private._take_blinding(key)[0], kept)

    def test_a_draw_that_shares_a_factor_with_n_is_drawn_again(self) -> None:
        key = small()
        with mock.patch.object(_rsa_private, "random_below", side_effect=[key.p - 2, 5]):
            r_e, r_inverse, _, _ = _rsa_private._take_blinding(key)
        self.assertEqual((r_e, r_inverse * 7 % key.n), (pow(7, key.e, key.n), 1))


class Faults(unittest.TestCase):
    def test_a_wrong_half_is_never_let_go(self) -> None:
        for name in ("p", "q", "dp", "dq", "qi", "d"):
            key = small()
            setattr(key, name, getattr(key, name) ^ 4)
            if name == "d":  # not used by the operation
                rsa.raw_decrypt(key, 12345)
                continue
            with self.assertRaisesRegex(JamInvalidKeyError, "check"):
                rsa.raw_decrypt(key, 12345)

    def test_a_wrong_power_is_never_let_go(self) -> None:
        key = small()
        for broken in (key.p, key.q):

            def faulty(base: int, exponent: int, modulus: int, broken: int = broken) -> int:
                result = pow(base, exponent, modulus)
                return result ^ 1 if modulus == broken else result

            rsa.raw_decrypt(key, 2)
            patched = mock.patch.object(_rsa_private, "pow", faulty, create=True)
            with patched, self.assertRaisesRegex(JamInvalidKeyError, "check"):
                rsa.raw_decrypt(key, 12345)


class Generation(unittest.TestCase):
    def test_bad_arguments(self) -> None:
        for bits in (None, "2048", 2048.0, True, 0, -2048, 2047, 1024, 16385):
            with self.assertRaises(JamCryptoError):
                rsa.generate(bits)
        for e in (None, "65537", 65537.0, True, 0, 1, 3, 65535, 65536, 65538, (1 << 256) + 1):
            with self.assertRaises(JamCryptoError):
                rsa.generate(2048, e)

    def test_one_key_of_2048_bits(self) -> None:
        tested: list[int] = []
        key = rsa.generate(progress=tested.append)
        self.check(key, 2048, 65537)
        self.assertEqual(tested.count(1), 2)  # one search for each prime
        again = rsa.private_key(*(getattr(key, name) for name in MEMBERS))
        self.assertEqual(rsa.raw_decrypt(again, rsa.raw_encrypt(again.public(), 123456789)), 123456789)

    def test_lengths_and_exponents(self) -> None:
        for bits in (512, 513, 514, 515, 521):
            for e in (3, 65537, (1 << 255) + 95):
                self.check(rsa_generate._generate(bits, e, None), bits, e)

    def check(self, key: rsa.PrivateKey, bits: int, e: int) -> None:
        self.assertEqual((key.bits, key.n.bit_length(), key.e), (bits, bits, e))
        self.assertEqual(key.p * key.q, key.n)
        self.assertGreater(key.p, key.q)
        self.assertGreater(key.p - key.q, 1 << (bits // 2 - 100))  # FIPS 186-5 appendix A.1.3 step 5.4
        self.assertEqual((key.p.bit_length(), key.q.bit_length()), ((bits + 1) // 2, bits // 2))
        order = (key.p - 1) * (key.q - 1) // gcd(key.p - 1, key.q - 1)
        self.assertEqual(key.d * e % order, 1)
        self.assertLess(key.d, order)
        self.assertGreater(key.d, 1 << (bits // 2))  # FIPS 186-5 appendix A.1.1 (3)

    def test_a_short_d_is_drawn_again(self) -> None:
        good = rsa_generate._generate(512, 65537, None)
        short = pow(65537, 13, 1 << 208) | 1
        order = (good.p - 1) * (good.q - 1) // gcd(good.p - 1, good.q - 1)
        while gcd(short, order) != 1:
            short += 2
        draws = mock.patch.object(rsa_generate, "random_prime", side_effect=[good.p, good.q, EOFError])
        with draws, self.assertRaises(EOFError):  # the third draw
            rsa_generate._generate(512, pow(short, -1, order), None)

    def test_close_primes_are_drawn_again(self) -> None:
        good = rsa_generate._generate(512, 65537, None)
        drawn = [good.p, good.p, good.p, good.q]
        with mock.patch.object(rsa_generate, "random_prime", side_effect=lambda *_: drawn.pop(0)):
            key = rsa_generate._generate(512, 65537, None)
        self.assertEqual((key.p, key.q), (good.p, good.q))


if __name__ == "__main__":
    unittest.main()
