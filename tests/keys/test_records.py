"""Key records: what does not become a key, and what a key shows of itself."""

import copy
import pickle
import unittest

from jamlite.exceptions import JamCryptoError, JamInvalidKeyError
from jamlite.keys.ec import ECKey
from jamlite.keys.oct import OctKey, PasswordKey
from jamlite.keys.okp import OKPKey
from jamlite.keys.rsa import RSAKey

from . import samples

RECORDS = (RSAKey, ECKey, OKPKey, OctKey)
PRIVATE_MEMBERS = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}


class Refusals(unittest.TestCase):
    def test_members_that_are_no_dict(self) -> None:
        for record in RECORDS:
            for value in (None, 5, "{}", [], [("kty", "RSA")], {}, {"kty": None}, {"kty": ["RSA"]}):
                with self.subTest(record=record, value=value), self.assertRaises(JamInvalidKeyError):
                    record.from_members(value)

    def test_security_line_58_each_member_of_each_wrong_type(self) -> None:
        for name, key in samples.private_keys().items():
            members = key.to_members(private=True)
            for member in members:
                for value in (None, True, 1, 1.5, b"AQAB", [], {}, "", "*", "\ud800", "A"):
                    bent = {**members, member: value}
                    with self.subTest(key=name, bent=bent), self.assertRaises(JamInvalidKeyError):
                        type(key).from_members(bent)

    def test_security_lines_59_and_60_public_and_private_parts_must_agree(self) -> None:
        for name, key in samples.asymmetric().items():
            if name == "RSA":
                other = {"d": key.to_members()["n"][:-1] + "A"}
            else:
                other = {"d": type(key).generate(key.crv).to_members(private=True)["d"]}
            with self.subTest(name), self.assertRaises(JamInvalidKeyError):
                type(key).from_members({**key.to_members(), **other})

    def test_curves(self) -> None:
        for value in (None, 256, "P-192", "p-256", "", "Ed25519", ["P-256"]):
            with self.subTest(value), self.assertRaises(JamInvalidKeyError):
                ECKey.generate(value)
        for value in (None, 256, "ed25519", "P-256", "", "..gate", ["Ed25519"]):
            with self.subTest(value), self.assertRaises(JamInvalidKeyError):
                OKPKey.generate(value)

    def test_parts_of_wrong_type_or_absent(self) -> None:
        with self.assertRaises(JamInvalidKeyError):
            RSAKey(None)
        for make in (lambda: ECKey("P-256", None), lambda: OKPKey("Ed25519", None)):
            with self.assertRaises(JamInvalidKeyError):
                make()
        for value in ("1", 1.0, b"\1", True, [1]):
            with self.subTest(value), self.assertRaises(JamCryptoError):
                ECKey("P-256", None, value)
        for value in ("a" * 32, bytearray(32), 5, b"", bytes(31), bytes(33)):
            with self.subTest(value), self.assertRaises(JamInvalidKeyError):
                OKPKey("X25519", None, value)
            with self.subTest(value), self.assertRaises(JamInvalidKeyError):
                OKPKey("X25519", value)

    def test_symmetric_keys(self) -> None:
        self.assertEqual(len(OctKey.generate().k), 32)
        self.assertEqual(repr(OctKey(b"secret")), "<JWK oct 48 bits private>")
        self.assertEqual(repr(PasswordKey(b"secret")), "<JWK oct password private>")
        for value in (None, "secret", bytearray(b"secret"), b""):
            with self.subTest(value), self.assertRaises(JamInvalidKeyError):
                OctKey(value)
        for size in (0, -1, None, "32", 1 << 40):
            with self.subTest(size), self.assertRaises(JamCryptoError):
                OctKey.generate(size)
        with self.assertRaises(JamInvalidKeyError):
            OctKey(b"secret").public()
        with self.assertRaises(JamInvalidKeyError):
            OctKey(b"secret").to_members()

    def test_private_parts_asked_of_public_keys(self) -> None:
        for name, key in samples.asymmetric().items():
            public = key.public()
            with self.subTest(name), self.assertRaises(JamInvalidKeyError):
                public.to_members(private=True)
            if name != "secp256k1" and name != "P-256":
                with self.subTest(name), self.assertRaises(JamInvalidKeyError):
                    public.signer  # noqa: B018
            if name != "RSA":
                with self.subTest(name), self.assertRaises(JamInvalidKeyError):
                    public.private_value  # noqa: B018

    def test_agreement_keys_do_not_sign(self) -> None:
        for name in ("X25519", "X448"):
            key = samples.private_keys()[name]
            for what in ("signer", "verifier"):
                with self.subTest(name), self.assertRaisesRegex(JamInvalidKeyError, "does not sign"):
                    getattr(key, what)


class Records(unittest.TestCase):
    def test_repr_has_no_secret(self) -> None:
        expected = {
            "RSA": "<JWK RSA 2048 private>",
            "P-256": "<JWK EC P-256 private>",
            "Ed448": "<JWK OKP Ed448 private>",
            "oct": "<JWK oct 128 bits private>",
        }
        keys = samples.private_keys()
        for name, text in expected.items():
            self.assertEqual(repr(keys[name]), text)
        self.assertEqual(repr(keys["P-256"].public()), "<JWK EC P-256 public>")
        for key in keys.values():
            for value in key.to_members(private=True).values():
                self.assertTrue(value == key.kty or value == key.crv or value not in f"{key!r} {key!s}")

    def test_records_do_not_change(self) -> None:
        for name, key in samples.private_keys().items():
            for attribute in ("kty", "crv", "d", "is_private", "anything"):
                with self.subTest(name), self.assertRaises(AttributeError):
                    setattr(key, attribute, None)
                with self.subTest(name), self.assertRaises(AttributeError):
                    delattr(key, attribute)
            self.assertFalse(hasattr(key, "__dict__"))
            self.assertIs(copy.copy(key), key)
            self.assertIs(copy.deepcopy(key), key)
            with self.assertRaises(TypeError):
                pickle.dumps(key)

    def test_security_line_61_public_has_nothing_private(self) -> None:
        for name, key in samples.asymmetric().items():
            with self.subTest(name):
                public = key.public()
                self.assertFalse(public.is_private)
                self.assertTrue(key.is_private)
                members = public.to_members()
                self.assertEqual(members, key.to_members())
                self.assertFalse(PRIVATE_MEMBERS & set(members))
                slots = [slot for record in type(key).__mro__ for slot in getattr(record, "__slots__", ())]
                values = [getattr(public, slot) for slot in slots]
                secret = getattr(key, "d", None) or key.signer.d
                self.assertNotIn(secret, values)

    def test_rsa_members_are_completed(self) -> None:
        whole = samples.private_keys()["RSA"].to_members(private=True)
        for missing in (["dp"], ["dp", "dq", "qi"], ["p", "q", "dp", "dq", "qi"], ["q"]):
            with self.subTest(missing):
                given = {name: value for name, value in whole.items() if name not in missing}
                completed = RSAKey.from_members(given).to_members(private=True)
                if "p" in missing:  # found in either order, and dp, dq, qi follow the order
                    self.assertEqual({completed["p"], completed["q"]}, {whole["p"], whole["q"]})
                else:
                    self.assertEqual(completed, whole)

    def test_other_members_are_not_looked_at(self) -> None:
        key = samples.private_keys()["P-256"]
        members = {**key.to_members(), "kid": 5, "use": ["sig"], "n": "!", "k": None}
        self.assertEqual(ECKey.from_members(members).to_members(), key.to_members())

    def test_new_keys_differ_and_are_sound(self) -> None:
        makes = [
            lambda curve=curve: ECKey.generate(curve) for curve in ("P-256", "P-384", "P-521", "secp256k1")
        ]
        makes += [
            lambda curve=curve: OKPKey.generate(curve) for curve in ("Ed25519", "Ed448", "X25519", "X448")
        ]
        makes.append(lambda: OctKey.generate(32))
        for make in makes:
            one, two = make(), make()
            self.assertNotEqual(one.to_members(private=True), two.to_members(private=True))
            again = type(one).from_members(one.to_members(private=True))
            self.assertEqual(again.to_members(private=True), one.to_members(private=True))

    def test_prepared_keys_live_in_the_record(self) -> None:
        key = samples.private_keys()["Ed25519"]
        signature = key.signer.sign(b"message")
        self.assertIs(key.verifier, key.verifier)
        self.assertTrue(key.verifier.verify(b"message", signature))
        self.assertTrue(key.public().verifier.verify(b"message", signature))
        self.assertFalse(key.verifier.verify(b"another", signature))


if __name__ == "__main__":
    unittest.main()
