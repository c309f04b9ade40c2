"""ML-DSA: bad input first, then keys in both forms, forgeries, and the ring against definitions."""

from __future__ import annotations

import random
import unittest

from jamlite.crypto import _ml_dsa, ml_dsa
from jamlite.crypto import _ml_dsa_ring as ring
from jamlite.exceptions import JamCryptoError, JamInvalidKeyError
from jamlite.plain import plain_ml_dsa_ring
from tests.crypto import hostile

NAME = "ML-DSA-44"
ROW = _ml_dsa.PARAMETERS[NAME]
SEED = bytes(range(32))
KEY = ml_dsa.prepare_private(NAME, SEED)
SIGNATURE = KEY.sign(b"m", extra_entropy=b"")
KNOWN = ml_dsa.prepare_public(NAME, KEY.public)


class BadInput(unittest.TestCase):
    def test_names(self) -> None:
        for name in (None, "", "ML-DSA", "ml-dsa-44", "ML-DSA-44 ", b"ML-DSA-44", 44, ["ML-DSA-44"]):
            for function in (ml_dsa.prepare_private, ml_dsa.public_key, ml_dsa.expanded):
                self.assertRaises(JamCryptoError, function, name, SEED)
            self.assertRaises(JamCryptoError, ml_dsa.verify, name, KEY.public, b"m", SIGNATURE)

    def test_types(self) -> None:
        for wrong in hostile.WRONG_TYPES:
            for call in (
                lambda: ml_dsa.prepare_private(NAME, wrong),  # noqa: B023 - called at once
                lambda: ml_dsa.prepare_public(NAME, wrong),  # noqa: B023
                lambda: ml_dsa.expanded(NAME, wrong),  # noqa: B023
                lambda: KEY.sign(wrong),  # noqa: B023
                lambda: KEY.sign(b"m", context=wrong),  # noqa: B023
                lambda: KNOWN.verify(wrong, SIGNATURE),  # noqa: B023
                lambda: KNOWN.verify(b"m", wrong),  # noqa: B023
                lambda: KNOWN.verify(b"m", SIGNATURE, context=wrong),  # noqa: B023
            ):
                with self.assertRaises(JamCryptoError):
                    call()

    def test_sizes(self) -> None:
        for size in (0, 1, 31, 33, 1312, ROW.private_size - 1, ROW.private_size + 1, 1 << 20):
            with self.assertRaises(JamCryptoError):
                ml_dsa.prepare_private(NAME, bytes(size))
        for size in (0, 32, ROW.public_size - 1, ROW.public_size + 1, 1952, 1 << 20):
            with self.assertRaises(JamCryptoError):
                ml_dsa.prepare_public(NAME, bytes(size))
        for size in (0, 32, ROW.signature_size - 1, ROW.signature_size + 1, 3309, 1 << 20):
            self.assertIs(KNOWN.verify(b"m", bytes(size)), False)
        with self.assertRaises(JamCryptoError):
            KEY.sign(b"m", context=bytes(256))
        with self.assertRaises(JamCryptoError):
            KNOWN.verify(b"m", SIGNATURE, context=bytes(256))
        for size in (1, 31, 33):
            with self.assertRaises(JamCryptoError):
                KEY.sign(b"m", extra_entropy=bytes(size))

    def test_nothing_secret_is_shown(self) -> None:
        self.assertEqual(repr(KEY), "<ML-DSA-44 private key>")
        self.assertEqual(repr(KNOWN), "<ML-DSA-44 public key>")
        with self.assertRaises(JamInvalidKeyError) as caught:
            ml_dsa.prepare_private(NAME, bytes(128) + b"\xff" * (ROW.private_size - 128))
        self.assertNotIn("ff", str(caught.exception))


class Keys(unittest.TestCase):
    def test_both_forms_are_one_key(self) -> None:
        form = ml_dsa.expanded(NAME, SEED)
        self.assertEqual(len(form), 2560)
        self.assertEqual(ml_dsa.public_key(NAME, form), KEY.public)
        self.assertEqual(ml_dsa.sign(NAME, form, b"m", extra_entropy=b""), SIGNATURE)

    def test_an_expanded_form_that_contradicts_itself(self) -> None:
        form = ml_dsa.expanded(NAME, SEED)
        for at in (0, 64, 127, 128, 1000, len(form) - 1):  # rho, tr, s1, s2, t0
            changed = bytearray(form)
            changed[at] ^= 1
            with self.subTest(at=at), self.assertRaises(JamInvalidKeyError):
                ml_dsa.prepare_private(NAME, bytes(changed))

    def test_sizes_are_those_of_table_2(self) -> None:
        found = [
            (row.public_size, row.private_size, row.signature_size) for row in _ml_dsa.PARAMETERS.values()
        ]
        self.assertEqual(found, [(1312, 2560, 2420), (1952, 4032, 3309), (2592, 4896, 4627)])


class Signatures(unittest.TestCase):
    def test_hedged_signatures_differ_and_verify(self) -> None:
        first, second = KEY.sign(b"m"), KEY.sign(b"m")
        self.assertNotEqual(first, second)
        for signature in (first, second, SIGNATURE):
            self.assertIs(KNOWN.verify(b"m", signature), True)
        self.assertEqual(KEY.sign(b"m", extra_entropy=bytes(32)), SIGNATURE)

    def test_message_context_and_key_count(self) -> None:
        self.assertFalse(KNOWN.verify(b"n", SIGNATURE))
        self.assertFalse(KNOWN.verify(b"m", SIGNATURE, context=b"c"))
        self.assertFalse(ml_dsa.verify(NAME, ml_dsa.public_key(NAME, bytes(32)), b"m", SIGNATURE))
        with_context = KEY.sign(b"m", context=b"c")
        self.assertTrue(KNOWN.verify(b"m", with_context, context=b"c"))
        self.assertFalse(KNOWN.verify(b"m", with_context))
        self.assertFalse(KNOWN.verify(b"cm", with_context))  # the length of the context is signed too

    def test_every_part_of_a_signature_counts(self) -> None:
        for at in (0, 31, 32, 500, ROW.signature_size - 84, ROW.signature_size - 1):
            changed = bytearray(SIGNATURE)
            changed[at] ^= 1
            self.assertFalse(KNOWN.verify(b"m", bytes(changed)), at)

    def test_a_hint_has_one_spelling(self) -> None:
        for hint in ([[3, 9], [], [255], [0]], [[], [], [], []], [list(range(80)), [], [], []]):
            packed = _ml_dsa._pack_hint(ROW, hint)
            unpacked = _ml_dsa._unpack_hint(ROW, packed)
            assert unpacked is not None
            self.assertEqual([[i for i, bit in enumerate(poly) if bit] for poly in unpacked], hint)
        good = bytearray(_ml_dsa._pack_hint(ROW, [[3, 9], [], [255], [0]]))
        for name, at, value in (
            ("not rising", 1, 3),
            ("falling", 0, 10),
            ("an end before the last", ROW.omega + 1, 1),
            ("an end above omega", ROW.omega + 3, ROW.omega + 1),
            ("not zero behind the last", 4, 1),
            ("not zero at the end", ROW.omega - 1, 7),
        ):
            changed = bytearray(good)
            changed[at] = value
            self.assertIsNone(_ml_dsa._unpack_hint(ROW, bytes(changed)), name)


class Ring(unittest.TestCase):
    def test_both_transforms_are_the_standard_s(self) -> None:
        draw = random.Random(204)
        for _ in range(3):
            w = [draw.randrange(ring.Q) for _ in range(256)]
            self.assertEqual(ring.ntt(w), plain_ml_dsa_ring.ntt(w))
            self.assertEqual(ring.inverse_ntt(w), plain_ml_dsa_ring.ntt_inverse(w))
            self.assertEqual(ring.inverse_ntt(ring.ntt(w)), w)
        for w in ([0] * 256, [ring.Q - 1] * 256, [-(1 << 19)] * 256, [1 - ring.Q] * 256):
            self.assertEqual(ring.ntt(w), plain_ml_dsa_ring.ntt(w))
            self.assertEqual(ring.inverse_ntt(w), plain_ml_dsa_ring.ntt_inverse(w))
        large = ring.products([[ring.Q - 1] * 256] * 8, [[ring.Q - 1] * 256] * 8)
        self.assertEqual(ring.inverse_ntt(large), plain_ml_dsa_ring.ntt_inverse(large))

    def test_a_product_is_the_product_of_polynomials(self) -> None:
        draw = random.Random(5)
        f, g = ([draw.randrange(ring.Q) for _ in range(256)] for _ in range(2))
        expected = [0] * 256
        for i, a in enumerate(f):
            for j, b in enumerate(g):  # X^256 = -1
                expected[(i + j) % 256] += a * b if i + j < 256 else -a * b
        found = ring.inverse_ntt(ring.products([ring.ntt(f)], [ring.ntt(g)]))
        self.assertEqual(found, [value % ring.Q for value in expected])

    def test_rounding_by_its_definition(self) -> None:
        values = [0, 1, 4095, 4096, 4097, 8191, 8192, ring.Q - 1, ring.Q - 2, ring.Q // 2, ring.Q // 2 + 1]
        for row in _ml_dsa.PARAMETERS.values():
            alpha = 2 * row.gamma2
            values += [k * alpha + d for k in (0, 1, 7) for d in (row.gamma2 - 1, row.gamma2, row.gamma2 + 1)]
            values += [ring.Q - 1 - row.gamma2 + d for d in (-1, 0, 1)]
        for value in values:
            [t1], [t0] = ring.power2round([value])
            self.assertEqual(t1 * 8192 + t0, value)
            self.assertTrue(-4096 < t0 <= 4096)
            for row in _ml_dsa.PARAMETERS.values():
                [r1], [r0] = ring.decompose([value], row.gamma2)
                self.assertEqual((r1 * 2 * row.gamma2 + r0 - value) % ring.Q, 0)
                self.assertTrue(0 <= r1 < (ring.Q - 1) // (2 * row.gamma2))
                self.assertTrue(-row.gamma2 <= r0 <= row.gamma2)

    def test_packing(self) -> None:
        draw = random.Random(7)
        for bits in (3, 4, 6, 10, 13, 18, 20):
            values = [draw.getrandbits(bits) for _ in range(256)]
            packed = ring.pack(values, bits)
            self.assertEqual(
                int.from_bytes(packed, "little"), sum(v << bits * i for i, v in enumerate(values))
            )
            self.assertEqual(ring.unpack(packed, bits), values)

    def test_samples(self) -> None:
        for row in _ml_dsa.PARAMETERS.values():
            c = ring.sample_in_ball(bytes(row.c_size), row.tau)
            self.assertEqual(sum(map(abs, c)), row.tau)
            s1, s2 = ring.expand_s(bytes(64), row.k, row.l, row.eta)
            self.assertEqual((len(s1), len(s2)), (row.l, row.k))
            self.assertTrue(all(-row.eta <= value <= row.eta for poly in s1 + s2 for value in poly))


if __name__ == "__main__":
    unittest.main()
