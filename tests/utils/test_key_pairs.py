"""Generators of key pairs, with Jam's names and return shapes."""

import unittest
from unittest import mock

from jamlite.exceptions import JamCryptoError, JamInvalidKeyError
from jamlite.jam import key_makers as key_pairs
from jamlite.keys.loading import load_pem
from jamlite.keys.rsa import RSAKey
from tests.keys import samples

CURVES = {
    "generate_ec_keypair": "P-256",
    "generate_ecdsa_keypair": "P-384",
    "generate_ecdsa_p384_keypair": "P-384",
    "generate_ed25519_keypair": "Ed25519",
    "generate_ed448_keypair": "Ed448",
    "generate_x25519_keypair": "X25519",
    "generate_x448_keypair": "X448",
}


class Refusals(unittest.TestCase):
    def test_bad_curves_and_sizes(self) -> None:
        for curve in (None, 5, "", "P-192", "Ed25519", ["P-256"]):
            for generate in (key_pairs.generate_ec_keypair, key_pairs.generate_ecdsa_keypair):
                with self.subTest(curve), self.assertRaises(JamInvalidKeyError):
                    generate(curve)  # type: ignore[arg-type]
        for size in (None, "2048", 0, -1, 1024, 2047, 1 << 20, 2048.0, True):
            with self.subTest(size), self.assertRaises(JamCryptoError):
                key_pairs.generate_rsa_key_pair(size)  # type: ignore[arg-type]


class Pairs(unittest.TestCase):
    def assert_pair(self, pair: dict[str, str], crv: str) -> None:
        self.assertEqual(sorted(pair), ["private", "public"])
        self.assertTrue(pair["public"].startswith("-----BEGIN PUBLIC KEY-----\n"))
        self.assertTrue(pair["private"].startswith("-----BEGIN PRIVATE KEY-----\n"))
        private, public = load_pem(pair["private"]), load_pem(pair["public"])
        self.assertEqual((private.crv or "RSA", private.is_private, public.is_private), (crv, True, False))
        self.assertEqual(private.to_members(), public.to_members())

    def test_every_generator(self) -> None:
        for name, crv in CURVES.items():
            with self.subTest(name):
                generate = getattr(key_pairs, name)
                self.assert_pair(generate(), crv)
                self.assertNotEqual(generate(), generate())
        self.assert_pair(key_pairs.generate_ecdsa_keypair("p-521"), "P-521")
        self.assert_pair(key_pairs.generate_ec_keypair("secp256k1"), "secp256k1")

    def test_rsa(self) -> None:
        with mock.patch.object(RSAKey, "generate", return_value=samples.private_keys()["RSA"]) as generate:
            self.assert_pair(key_pairs.generate_rsa_key_pair(3072), "RSA")
        generate.assert_called_once_with(3072)


if __name__ == "__main__":
    unittest.main()
