"""RSA against the package `cryptography` (OpenSSL): keys, signatures and encryption, both directions.

JAMLITE_DIFFERENTIAL_SEED repeats a run, JAMLITE_DIFFERENTIAL_CASES sets how many cases each test makes.
"""

from __future__ import annotations

import os
import random
import unittest
from typing import Any

from jamlite.crypto import rsa, rsa_generate, rsa_oaep, rsa_pkcs1v15, rsa_pkcs1v15_encryption, rsa_pss
from jamlite.exceptions import JamDecryptionError
from tests.support import needs

CASES = int(os.environ.get("JAMLITE_DIFFERENTIAL_CASES", "60"))
SEED = int(os.environ.get("JAMLITE_DIFFERENTIAL_SEED", "0")) or random.SystemRandom().getrandbits(32)
HASHES = ("sha1", "sha224", "sha256", "sha384", "sha512")
SIZES = ((1024, 65537), (1031, 65537), (1537, 3), (2048, 65537), (2048, 3), (3072, 65537))
MEMBERS = {"d": "d", "p": "p", "q": "q", "dp": "dmp1", "dq": "dmq1", "qi": "iqmp"}


class Pair:
    """One private key as jamlite's object and as the peer's."""

    def __init__(self, ours: rsa.PrivateKey, theirs: Any) -> None:
        self.ours, self.theirs = ours, theirs
        self.public, self.their_public = ours.public(), theirs.public_key()


class Differential(unittest.TestCase):
    pairs: list[Pair]

    @classmethod
    def setUpClass(cls) -> None:
        needs("cryptography")
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import padding
        from cryptography.hazmat.primitives.asymmetric import rsa as peer

        cls.InvalidSignature, cls.padding, cls.peer = InvalidSignature, padding, peer
        cls.hash = {name: getattr(hashes, name.upper())() for name in HASHES}
        cls.pairs = [cls.theirs_to_ours(peer.generate_private_key(e, bits)) for bits, e in SIZES]
        cls.pairs.append(cls.ours_to_theirs(rsa.generate()))
        cls.pairs.append(cls.ours_to_theirs(rsa_generate._generate(1035, 257, None)))
        print(f"RSA differential: JAMLITE_DIFFERENTIAL_SEED={SEED}, {CASES} cases each")

    @classmethod
    def theirs_to_ours(cls, theirs: Any) -> Pair:
        numbers = theirs.private_numbers()
        members = {name: getattr(numbers, other) for name, other in MEMBERS.items()}
        public = numbers.public_numbers
        return Pair(rsa.private_key(public.n, public.e, **members, minimum_bits=1024), theirs)

    @classmethod
    def ours_to_theirs(cls, key: rsa.PrivateKey) -> Pair:
        public = cls.peer.RSAPublicNumbers(key.e, key.n)
        members = {other: getattr(key, name) for name, other in MEMBERS.items()}
        return Pair(key, cls.peer.RSAPrivateNumbers(**members, public_numbers=public).private_key())

    def setUp(self) -> None:
        self.random = random.Random(f"{SEED} {self._testMethodName}")

    def octets(self, longest: int) -> bytes:
        return self.random.randbytes(self.random.choice((0, longest, self.random.randint(0, longest))))

    def draw(self) -> tuple[Pair, str]:
        return self.random.choice(self.pairs), self.random.choice(HASHES)

    def they_verify(self, pair: Pair, signature: bytes, message: bytes, padding: Any, name: str) -> bool:
        try:
            pair.their_public.verify(signature, message, padding, self.hash[name])
        except self.InvalidSignature:
            return False
        return True

    def spoil(self, signature: bytes) -> bytes:
        """Change an octet, drop some, add some, or nothing."""
        at = self.random.randrange(len(signature))
        changed = (
            signature[:at] + bytes([signature[at] ^ 1 << self.random.randrange(8)]) + signature[at + 1 :]
        )
        return self.random.choice((signature, signature, changed, signature[:at], signature + b"\0"))

    def test_pkcs1v15_signatures(self) -> None:
        for _ in range(CASES):
            pair, name = self.draw()
            message, padding = self.octets(300), self.padding.PKCS1v15()
            signature = rsa_pkcs1v15.sign(pair.ours, message, name)
            self.assertEqual(signature, pair.theirs.sign(message, padding, self.hash[name]))
            spoilt = self.spoil(signature)
            verdict = rsa_pkcs1v15.verify(pair.public, message, spoilt, name)
            self.assertIs(verdict, self.they_verify(pair, spoilt, message, padding, name))
            self.assertIs(verdict, spoilt == signature)

    def test_pss_signatures(self) -> None:
        for _ in range(CASES):
            pair, name = self.draw()
            size = self.hash[name].digest_size
            room = (pair.ours.bits + 6) // 8 - size - 2
            message, length = (
                self.octets(300),
                self.random.choice((0, min(size, room), self.random.randint(0, room))),
            )
            padding = self.padding.PSS(self.padding.MGF1(self.hash[name]), length)
            auto = self.padding.PSS(self.padding.MGF1(self.hash[name]), self.padding.PSS.AUTO)
            signature = self.spoil(rsa_pss.sign(pair.ours, message, name, salt_length=length))
            wanted, their_padding = self.random.choice(((length, padding), ("any", auto)))
            verdict = rsa_pss.verify(pair.public, message, signature, name, salt_length=wanted)
            self.assertIs(verdict, self.they_verify(pair, signature, message, their_padding, name))
            theirs = pair.theirs.sign(message, padding, self.hash[name])
            self.assertTrue(rsa_pss.verify(pair.public, message, theirs, name, salt_length=wanted))
            if length:
                self.assertFalse(rsa_pss.verify(pair.public, message, theirs, name, salt_length=length - 1))

    def test_oaep(self) -> None:
        for _ in range(CASES):
            pair, name = self.draw()
            mgf_hash = self.random.choice((name, *HASHES))
            room = pair.ours.size - 2 * self.hash[name].digest_size - 2
            if room < 0:
                continue
            message, label = self.octets(room), self.octets(40)
            padding = self.padding.OAEP(self.padding.MGF1(self.hash[mgf_hash]), self.hash[name], label)
            ours = rsa_oaep.encrypt(pair.public, message, name, label, mgf_hash=mgf_hash)
            self.assertEqual(pair.theirs.decrypt(ours, padding), message)
            theirs = pair.their_public.encrypt(message, padding)
            self.assertEqual(rsa_oaep.decrypt(pair.ours, theirs, name, label, mgf_hash=mgf_hash), message)
            spoilt = self.spoil(theirs)
            if spoilt != theirs:
                with self.assertRaises(ValueError):
                    pair.theirs.decrypt(spoilt, padding)
                with self.assertRaises(JamDecryptionError):
                    rsa_oaep.decrypt(pair.ours, spoilt, name, label, mgf_hash=mgf_hash)

    def test_pkcs1v15_encryption_and_its_implicit_rejection(self) -> None:
        for _ in range(CASES):
            pair, _ = self.draw()
            message, padding = self.octets(pair.ours.size - 11), self.padding.PKCS1v15()
            ours = rsa_pkcs1v15_encryption.encrypt(pair.public, message)
            self.assertEqual(pair.theirs.decrypt(ours, padding), message)
            theirs = pair.their_public.encrypt(message, padding)
            self.assertEqual(rsa_pkcs1v15_encryption.decrypt(pair.ours, theirs), message)
            self.assertEqual(rsa_pkcs1v15_encryption.decrypt(pair.ours, theirs, len(message)), message)
            number = self.random.randrange(pair.ours.n)
            noise = number.to_bytes(pair.ours.size, "big")
            self.assertEqual(
                rsa_pkcs1v15_encryption.decrypt(pair.ours, noise), pair.theirs.decrypt(noise, padding)
            )

    def test_keys_from_less(self) -> None:
        for pair in self.pairs:
            key = pair.ours
            again = rsa.private_key(key.n, key.e, key.d, minimum_bits=1024)
            p, q = self.peer.rsa_recover_prime_factors(key.n, key.e, key.d)
            self.assertEqual((again.p, again.q), (max(p, q), min(p, q)))
            numbers = self.ours_to_theirs(again).theirs.private_numbers()
            self.assertEqual(numbers.iqmp, self.peer.rsa_crt_iqmp(again.p, again.q))


if __name__ == "__main__":
    unittest.main()
