"""COSE keys: both ways for every kind of key, what they carry beside it. The vectors are in vectors/keys/."""

from __future__ import annotations

import unittest
from typing import Any

from jamlite.encoding import cbor
from jamlite.exceptions import JamCryptoError, JamEncodingError, JamInvalidKeyError
from jamlite.keys import cose, fingerprints
from jamlite.keys.akp import AKPKey
from jamlite.keys.ec import ECKey
from jamlite.keys.oct import OctKey
from jamlite.keys.rsa import RSAKey

from .samples import asymmetric

SIGNING = {
    "RSA": -257,
    "P-256": -7,
    "secp256k1": -47,
    "Ed25519": -8,
    "Ed448": -53,
    "X25519": None,
    "X448": None,
}


class BothWays(unittest.TestCase):
    def test_every_kind_of_key(self) -> None:
        for name, key in asymmetric().items():
            for private in (False, True):
                with self.subTest(name, private=private):
                    data = cose.encode(key, algorithm=SIGNING[name], kid=b"k-1", private=private)
                    found = cose.decode(data)
                    self.assertEqual(found.record.to_members(private), key.to_members(private))
                    self.assertEqual(found.record.is_private, private)
                    self.assertEqual(found.kid, b"k-1")
                    number = None if found.algorithm is None else found.algorithm.number
                    self.assertEqual(number, SIGNING[name])
                    cbor.decode(data, canonical=True)

    def test_the_public_form_of_a_private_key_holds_no_secret(self) -> None:
        for name, key in asymmetric().items():
            with self.subTest(name):
                labels = set(cbor.decode(cose.encode(key)))
                self.assertEqual(labels - {1, -1, -2, -3}, set())
                if name != "RSA":  # RFC 8230: -2 is the exponent; -3 and below are private
                    continue
                self.assertNotIn(-3, labels)

    def test_a_private_key_where_a_public_one_is_needed(self) -> None:
        for name, key in asymmetric().items():
            with self.subTest(name):
                self.assertFalse(cose.decode(cose.encode(key), public=True).record.is_private)
                with self.assertRaisesRegex(JamInvalidKeyError, "a private one"):
                    cose.decode(cose.encode(key, private=True), public=True)

    def test_a_private_part_that_is_not_there(self) -> None:
        for name, key in asymmetric().items():
            with self.subTest(name), self.assertRaises(JamInvalidKeyError):
                cose.encode(key.public(), private=True)

    def test_rsa_with_the_factors_left_out(self) -> None:
        key = asymmetric()["RSA"]
        members = cbor.decode(cose.encode(key, private=True))
        few = {label: members[label] for label in (1, -1, -2, -3)}
        self.assertEqual(cose.from_map(few).record.to_members(True), key.to_members(True))

    def test_coordinates_keep_their_zeros(self) -> None:
        d = next(d for d in range(1, 2000) if ECKey("P-256", None, d).x >> 248 == 0)
        key = ECKey("P-256", None, d)
        members = cbor.decode(cose.encode(key, private=True))
        self.assertEqual([len(members[label]) for label in (-2, -3, -4)], [32, 32, 32])
        self.assertEqual(cose.from_map(members).record.to_members(True), key.to_members(True))

    def test_what_stands_beside_the_key(self) -> None:
        members = cbor.decode(cose.encode(asymmetric()["P-256"].public()))
        found = cose.from_map({**members, 4: [2, "private use"], 5: b"iv", -70000: "new", "text": 1})
        self.assertEqual(found.key_ops, (cose.VERIFY, "private use"))
        self.assertIsNone(found.algorithm)
        self.assertIsNone(found.kid)
        self.assertIn("of any algorithm", repr(found))
        self.assertFalse(found.compressed)
        self.assertTrue(cose.from_map({**members, -3: bool(members[-3][-1] & 1)}).compressed)


class MLDSA(unittest.TestCase):
    """RFC 9964 section 3: kty 7, alg required, pub -1, priv -2: the seed."""

    def test_both_ways(self) -> None:
        key = AKPKey("ML-DSA-44", None, bytes(range(32)))
        for private in (False, True):
            data = cose.encode(key, private=private)
            members = cbor.decode(data, canonical=True)
            self.assertEqual((members[1], members[3], members[-1]), (7, -48, key.pub))
            self.assertEqual(members.get(-2), key.seed if private else None)
            found = cose.decode(data)
            self.assertEqual(found.record.to_members(private), key.to_members(private))
            self.assertEqual(found.algorithm.name if found.algorithm else "", "ML-DSA-44")

    def test_refused(self) -> None:
        members = cbor.decode(cose.encode(AKPKey("ML-DSA-44", None, bytes(32)), private=True))
        for change in (
            {3: -49},
            {3: -7},
            {3: None},
            {-1: None},
            {-1: bytes(1311)},
            {-2: bytes(31)},
            {-2: b"x" * 32},
        ):
            bent = {label: value for label, value in {**members, **change}.items() if value is not None}
            with self.subTest(change), self.assertRaises(JamInvalidKeyError):
                cose.from_map(bent)
        without_seed = AKPKey("ML-DSA-44", members[-1])
        with self.assertRaises(JamInvalidKeyError):
            cose.encode(without_seed, private=True)


class Refusals(unittest.TestCase):
    def test_what_is_no_record_of_an_asymmetric_key(self) -> None:
        for odd in (None, 1, "x", b"x", {}, object(), OctKey(bytes(32))):
            with self.subTest(repr(odd)), self.assertRaises(JamInvalidKeyError):
                cose.encode(odd)  # type: ignore[arg-type]
            with self.subTest(repr(odd)), self.assertRaises(JamInvalidKeyError):
                fingerprints.fingerprint(odd)  # type: ignore[arg-type]
        for kid in ("x", 5, [], True):
            with self.subTest(kid=kid), self.assertRaises(JamCryptoError):
                cose.encode(ECKey.generate(), kid=kid)  # type: ignore[arg-type]

    def test_wrong_types(self) -> None:
        for value in (None, 5, "a0", [], {}):
            with self.subTest(value), self.assertRaises(JamEncodingError):
                cose.decode(value)  # type: ignore[arg-type]
        values: tuple[Any, ...] = (None, 5, "text", b"", [], {}, {1: []}, {1: None}, {1: {}})
        for value in values:
            with self.subTest(value), self.assertRaises(JamInvalidKeyError):
                cose.from_map(value)

    def test_an_algorithm_that_does_not_fit(self) -> None:
        keys = asymmetric()
        for name, number in (
            ("P-256", -35),
            ("P-256", -47),
            ("P-256", -257),
            ("RSA", -7),
            ("Ed25519", -53),
            ("X25519", -8),
            ("P-256", 0),
            ("P-256", "ES256"),
            ("P-256", True),
        ):
            with self.subTest(name, number=number), self.assertRaises(JamInvalidKeyError):
                cose.encode(keys[name], algorithm=number)  # type: ignore[arg-type]

    def test_a_secret_is_not_in_the_message(self) -> None:
        key = asymmetric()["P-256"]
        members = cbor.decode(cose.encode(key, private=True))
        with self.assertRaises(JamInvalidKeyError) as caught:
            cose.from_map({**members, -4: members[-4][:-1]})
        self.assertNotIn(members[-4][:-1].hex(), str(caught.exception))
        self.assertNotIn(members[-4].hex(), repr(cose.from_map(members)))

    def test_small_rsa(self) -> None:
        with self.assertRaises(JamInvalidKeyError):
            cose.from_map({1: 3, -1: (2**1023 + 1).to_bytes(128, "big"), -2: b"\1\0\1"})
        self.assertIsInstance(cose.decode(cose.encode(asymmetric()["RSA"])).record, RSAKey)


if __name__ == "__main__":
    unittest.main()
