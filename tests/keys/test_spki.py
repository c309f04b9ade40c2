"""The AlgorithmIdentifiers that are compared whole: nothing else passes, and they are the standards' own."""

from __future__ import annotations

import unittest

from jamlite.encoding import der
from jamlite.encoding.der_writing import NULL, bit_string, integer, object_identifier, sequence
from jamlite.exceptions import JamError, JamInvalidKeyError
from jamlite.keys import algorithm_ids, der_dumping, pkcs8, spki

from . import samples


def with_parameters(oid: str, *parameters: bytes) -> bytes:
    return sequence(object_identifier(oid), *parameters)


class Identifiers(unittest.TestCase):
    def test_parameters_that_are_not_those_of_the_standard(self) -> None:
        p256, brainpool = map(object_identifier, ("1.2.840.10045.3.1.7", "1.3.36.3.3.2.8.1.1.7"))
        for name, identifier, sentence in (
            ("RSA without NULL", with_parameters(algorithm_ids.RSA), "NULL expected"),
            ("RSA and more", with_parameters(algorithm_ids.RSA, NULL, NULL), "goes on"),
            ("EC without a curve", with_parameters(algorithm_ids.EC), "OBJECT IDENTIFIER expected"),
            ("EC with NULL", with_parameters(algorithm_ids.EC, NULL), "OBJECT IDENTIFIER expected"),
            ("EC with two curves", with_parameters(algorithm_ids.EC, p256, p256), "goes on"),
            ("Ed25519 with NULL", with_parameters("1.3.101.112", NULL), "goes on"),
            ("a curve as an algorithm", with_parameters("1.2.840.10045.3.1.7"), "are not supported"),
            ("brainpool", with_parameters(algorithm_ids.EC, brainpool),
             "the curve brainpoolP256r1 is not supported; P-256, P-384, P-521, secp256k1 are"),
            ("DSA", with_parameters(algorithm_ids.DSA), "openssl genpkey -algorithm ed25519"),
        ):  # fmt: skip
            with self.subTest(name), self.assertRaisesRegex(JamError, sentence):
                spki.read_algorithm(identifier)

    def test_each_changed_byte(self) -> None:
        for identifier in spki.ALGORITHMS:
            for position in range(len(identifier)):
                for flip in (0x01, 0x02, 0x80, 0xFF):
                    changed = bytearray(identifier)
                    changed[position] ^= flip
                    with self.subTest(identifier.hex(), position=position):
                        try:
                            found = spki.read_algorithm(bytes(changed))
                        except JamError:
                            continue
                        if found[2] is None:  # another algorithm, and its own identifier
                            self.assertEqual(spki.ALGORITHMS[bytes(changed)], found)

    def test_they_are_the_dotted_ones(self) -> None:
        for identifier, found in spki.ALGORITHMS.items():
            self.assertEqual(algorithm_ids.read(der.Reader(identifier)), found)
        tables = (algorithm_ids.CURVES, algorithm_ids.OKP, algorithm_ids.AKP)
        self.assertEqual(len(spki.ALGORITHMS), 1 + sum(map(len, tables)))

    def test_they_are_the_written_ones(self) -> None:
        for name, key in samples.asymmetric().items():
            with self.subTest(name):
                identifier = der_dumping.algorithm_identifier(key)
                self.assertEqual(spki.ALGORITHMS[identifier], (key.kty, key.crv or "", None))


class OfAKey(unittest.TestCase):
    def test_octets_of_another_key_and_of_none(self) -> None:
        keys = samples.asymmetric()
        for name, key in keys.items():
            reader = der.open_sequence(der_dumping.subject_public_key_info(key))
            reader.enter()
            public = reader.bit_string()
            for wrong in (b"", b"\0", public[:-1], public + b"\0", public[:-1] + bytes([public[-1] ^ 1])):
                self.assertFalse(spki.is_of(wrong, key), name)
            self.assertEqual([n for n in keys if spki.is_of(public, keys[n])], [name])
            self.assertTrue(spki.is_of(public, key.public()))

    def test_a_private_key_beside_the_public_one_of_another(self) -> None:
        """PKCS#8 of version 2 (RFC 5958 section 2) holds both; RSA has its numbers compared."""
        keys = samples.private_keys()
        key = keys["RSA"]
        reader = der.open_sequence(der_dumping.private_key_info(key))
        reader.integer()
        algorithm, private = reader.whole(), reader.whole()
        tag = der.context(1, constructed=False)
        for public, fits in (
            (der_dumping.rsa_public_key(key), True),
            (
                sequence(integer(key.verifier.n + 2), integer(65537)),
                False,
            ),
            (der_dumping.rsa_public_key(key) + b"\0", False),
            (b"", False),
        ):
            data = sequence(integer(1), algorithm, private, bit_string(public, tag))
            with self.subTest(fits=fits, public=len(public)):
                if fits:
                    self.assertEqual(pkcs8.decode(data).to_members(True), key.to_members(True))
                else:
                    with self.assertRaisesRegex(JamInvalidKeyError, "does not belong to the public key"):
                        pkcs8.decode(data)


if __name__ == "__main__":
    unittest.main()
