"""What test_ed25519.py and test_ed448.py ask of both schemes."""

from __future__ import annotations

import random
from types import ModuleType
from typing import Any
from unittest import mock

from jamlite.crypto import _eddsa, _scalars
from jamlite.crypto._scalars import Comb, Multiples, base_multiples, multiply_base, sum_of
from jamlite.exceptions import JamCryptoError, JamInvalidKeyError
from tests.crypto import edwards_affine as affine
from tests.crypto import hostile
from tests.crypto.watched import Watched


class EdDSATests:
    """To be mixed into a TestCase that names the scheme, its arithmetic and its twin."""

    scheme: ModuleType
    arithmetic: ModuleType
    twin: affine.Curve
    coordinate_bits: int  # E and H lie within 2^this of 0
    product_bits: int

    def setUp(self: Any) -> None:
        self.size = self.twin.size
        self.seed = bytes(range(self.size))
        self.key = self.scheme.prepare_private(self.seed)
        self.public = self.key.public
        self.signature = self.key.sign(b"m")

    def test_wrong_types(self: Any) -> None:
        scheme, known = self.scheme, self.scheme.prepare_public(self.public)
        hostile.check_types(self, scheme.public_key, self.seed)
        hostile.check_types(self, scheme.sign, self.seed, b"m")
        hostile.check_types(self, self.key.sign, b"m")
        hostile.check_types(self, scheme.verify, self.public, b"m", self.signature)
        hostile.check_types(self, known.verify, b"m", self.signature)
        for wrong in hostile.WRONG_TYPES:
            self.assertRaises(JamCryptoError, scheme.prepare_private, wrong)
            self.assertRaises(JamCryptoError, scheme.prepare_public, wrong)
            self.assertRaises(JamCryptoError, scheme.verify, bytes(self.size), b"m", wrong)  # a refused key

    def test_wrong_lengths(self: Any) -> None:
        for length in (0, 1, self.size - 1, self.size + 1, 2 * self.size, 1 << 16):
            for function in (self.scheme.public_key, self.scheme.prepare_private, self.scheme.prepare_public):
                self.assertRaises(JamCryptoError, function, bytes(length))
            self.assertRaises(JamCryptoError, self.scheme.sign, bytes(length), b"m")
            self.assertRaises(JamCryptoError, self.scheme.verify, bytes(length), b"m", self.signature)
        known = self.scheme.prepare_public(self.public)
        for length in {*range(4), self.size, 2 * self.size - 1, 2 * self.size + 1, 1 << 16}:
            self.assertIs(self.scheme.verify(self.public, b"m", bytes(length)), False)
            self.assertIs(known.verify(b"m", bytes(length)), False)

    def test_every_bit_of_a_signature_counts(self: Any) -> None:
        known = self.scheme.prepare_public(self.public)
        for bit in range(0, 16 * self.size, 7):
            changed = bytearray(self.signature)
            changed[bit // 8] ^= 1 << bit % 8
            self.assertIs(known.verify(b"m", bytes(changed)), False, bit)
        self.assertIs(known.verify(b"m", self.signature), True)

    def test_refused_keys_never_verify(self: Any) -> None:
        for point in self.twin.small_points():
            encoded = self.twin.encode(point)
            self.assertRaises(JamInvalidKeyError, self.scheme.prepare_public, encoded)
            self.assertIs(self.scheme.verify(encoded, b"m", self.signature), False)
        y = self.twin.p
        self.assertRaises(JamInvalidKeyError, self.scheme.prepare_public, y.to_bytes(self.size, "little"))

    def test_large_message(self: Any) -> None:
        message = bytes(1 << 24)
        signature = self.key.sign(message)
        self.assertTrue(self.scheme.verify(self.public, message, signature))
        self.assertFalse(self.scheme.verify(self.public, message[1:], signature))

    def test_prepared_objects_show_no_secret(self: Any) -> None:
        text = repr(self.key) + str(self.key)
        for secret in (self.seed, self.key._scalar.to_bytes(self.size, "little"), self.key._prefix):
            self.assertNotIn(secret.hex(), text)
            self.assertNotIn(repr(secret), text)
        self.assertIn(self.public.hex(), text)
        self.assertRaises(AttributeError, setattr, self.key, "anything", 1)

    def test_tables_appear_on_the_second_use_in_the_object(self: Any) -> None:
        key = self.scheme.prepare_public(self.public)
        states = []
        for _ in range(3):
            self.assertTrue(key.verify(b"m", self.signature))
            states.append(key._multiples)
        self.assertIsNone(states[0])
        self.assertIsNotNone(states[1])
        self.assertIs(states[2], states[1])
        self.assertIsNone(self.scheme.prepare_public(self.public)._multiples)

    def test_one_verification_makes_small_tables(self: Any) -> None:
        group = self.arithmetic.GROUP
        with mock.patch.dict(_scalars._multiples, clear=True):
            self.assertTrue(self.scheme.verify(self.public, b"m", self.signature))
            self.assertEqual([(table.parts, table.width) for table in _scalars._multiples[group]], [(1, 7)])

    def test_twin_signs_the_same(self: Any) -> None:
        for number in range(2):
            seed = bytes([number]) * self.size
            self.assertEqual(self.scheme.public_key(seed), self.twin.public(seed))
            self.assertEqual(self.scheme.sign(seed, b"%d" % number), self.twin.sign(seed, b"%d" % number))

    def test_constants(self: Any) -> None:
        arithmetic, twin = self.arithmetic, self.twin
        self.assertEqual((arithmetic.P, arithmetic.L), (twin.p, twin.order))
        self.assertEqual((arithmetic.D - twin.d) % twin.p, 0)
        self.assertEqual(arithmetic.BASE, twin.base)
        self.assertTrue(twin.holds(twin.base))
        self.assertEqual(twin.times(twin.order, twin.base), (0, 1))
        self.assertEqual([pow(b, n - 1, n) for n in (twin.p, twin.order) for b in (2, 3, 5)], [1] * 6)
        self.assertEqual(pow(twin.d, (twin.p - 1) // 2, twin.p), twin.p - 1)  # complete formulas

    def test_secret_multiples(self: Any) -> None:
        group, twin = self.arithmetic.GROUP, self.twin
        order, base = twin.order, twin.base
        minus = (twin.p - base[0], base[1])
        expected = {0: (0, 1), 1: base, 2: twin.add(base, base), order - 1: minus, order: (0, 1)}
        expected.update({order - 2: twin.add(minus, minus), order + 1: base, 2 * order: (0, 1)})
        top = 1 << group.bits
        for k in (top - 1, top >> 1, random.Random(1).getrandbits(group.bits)):
            expected[k] = twin.times(k, base)
        later = Comb(group, group.combs[1])
        for k, point in expected.items():
            self.assertEqual(group.affine(later.multiply(k)), point, k)
            self.assertEqual(group.affine(multiply_base(group, k)), point, k)

    def test_public_sums(self: Any) -> None:
        group, twin = self.arithmetic.GROUP, self.twin
        small = [(0, 0), (0, 1), (1, 0), (1, 1), (1, 7), (9, 2), (77, 1 << 20), ((1 << 33) - 1, 3)]
        large = [
            (twin.order - 1, twin.order - 2),
            (random.Random(1).getrandbits(group.bits), 1 << group.bits - 1),
        ]
        other = twin.times(3**9, twin.base)
        torsion = next(p for p in twin.small_points() if twin.times(twin.cofactor // 2, p) != (0, 1))
        for name, point, scalars in (
            ("base", twin.base, small),  # its windows meet equal and opposite points
            ("negative base", (-twin.base[0], twin.base[1]), small),
            ("small order", torsion, small),
            ("another", other, small + large[:1]),
            ("mixed order", twin.add(other, torsion), small + large[1:]),
        ):
            q = _eddsa.affine_point(*point)
            tables = [Multiples(group, q, width=5, parts=parts) for parts in (1, 8)]
            for s, k in scalars:
                expected = twin.add(twin.times(s, twin.base), twin.times(k, point))
                of_base = base_multiples(group, width=8, parts=8).terms(s)
                for table in tables:
                    total = sum_of(group, of_base + table.terms(k))
                    self.assertEqual(group.affine(total), expected, (name, s, k))

    def test_decoding(self: Any) -> None:
        decode, encode, twin = self.arithmetic.decode, self.arithmetic.encode, self.twin
        points = 0
        top = 1 << 8 * self.size - 1
        for y in range(60):
            for sign in (0, top):
                point = decode((y | sign).to_bytes(self.size, "little"))
                lifted = twin.lift(y)
                if lifted is None or (lifted[0] == 0 and sign):
                    self.assertIsNone(point)
                else:
                    self.assertTrue(twin.holds(point[:2]))
                    self.assertEqual(encode(point), (y | sign).to_bytes(self.size, "little"))
                    points += 1
        self.assertGreater(points, 40)

    def test_bounds_over_a_chain_of_operations(self: Any) -> None:
        arithmetic, p = self.arithmetic, self.twin.p
        point = _eddsa.affine_point(*map(Watched, self.twin.base))
        addends = [arithmetic.GROUP.addend(point)]
        addends += [
            arithmetic.GROUP.negative(addends[0]),
            arithmetic.GROUP.addend(arithmetic.double(point, 9)),
        ]
        Watched.longest = 0
        for number in range(10_000):
            if number % 3:
                point = arithmetic.add(point, addends[number % 7 % 3])
            else:
                point = arithmetic.double(point)
            self.assertTrue(all(0 <= value < p for value in point[:3]))
            self.assertTrue(all(value.bit_length() <= self.coordinate_bits for value in point[3:]))
        self.assertLessEqual(Watched.longest, self.product_bits)
        self.assertGreater(Watched.longest, 2 * p.bit_length() - 2)  # the watch was running
