"""ECDSA, ECDH and SEC 1 points against cryptography, both ways, on random and edge inputs.

JAMLITE_DIFFERENTIAL_SEED repeats a run, JAMLITE_DIFFERENTIAL_CASES sets how many cases each test makes.
"""

from __future__ import annotations

import os
import random
import unittest
from typing import Any

from jamlite.crypto import ecdh, ecdsa, sec1
from jamlite.crypto._curves import CURVES
from jamlite.exceptions import JamInvalidKeyError
from tests.support import needs

CASES = int(os.environ.get("JAMLITE_DIFFERENTIAL_CASES", "60"))
SEED = int(os.environ.get("JAMLITE_DIFFERENTIAL_SEED", "0")) or random.SystemRandom().getrandbits(32)
NAMES = {"P-256": "SECP256R1", "P-384": "SECP384R1", "P-521": "SECP521R1", "secp256k1": "SECP256K1"}
HASHES = ("sha1", "sha224", "sha256", "sha384", "sha512")


class Differential(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        needs("cryptography")
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import ec, utils

        cls.ec, cls.utils, cls.serialization = ec, utils, serialization
        cls.hashes = {name: getattr(hashes, name.upper())() for name in HASHES}
        print(f"ECDSA differential: JAMLITE_DIFFERENTIAL_SEED={SEED}, {CASES} cases each")

    def setUp(self) -> None:
        self.random = random.Random(f"{SEED} {self.id()}")

    def curves(self) -> Any:
        """Yield the number of a case and its curve, each curve in turn."""
        for number in range(CASES):
            yield number, list(NAMES)[number % len(NAMES)]

    def private(self, curve: str) -> int:
        """Return a private key: random, at an edge, short, or with long runs of equal bits."""
        n = CURVES[curve].n
        kind = self.random.randrange(6)
        if kind == 0:
            return self.random.choice((1, 2, 3, n - 1, n - 2, n // 2, n // 2 + 1))
        if kind == 1:
            return self.random.getrandbits(self.random.randrange(1, 200)) + 1
        if kind == 2:
            ones = ((1 << self.random.randrange(1, 200)) - 1) << self.random.randrange(300)
            return ones % n or 1
        return self.random.randrange(1, n)

    def theirs(self, curve: str, private: int) -> Any:
        return self.ec.derive_private_key(private, getattr(self.ec, NAMES[curve])())

    def their_public(self, key: Any) -> tuple[int, int]:
        numbers = key.public_key().public_numbers()
        return numbers.x, numbers.y

    def message(self) -> bytes:
        length = self.random.choice(
            (0, 1, 55, 56, 63, 64, 65, 111, 112, 127, 128, self.random.randrange(2000))
        )
        return bytes(self.random.getrandbits(8) for _ in range(length))

    def test_they_accept_our_signatures(self) -> None:
        for number, curve in self.curves():
            private, message, hash_name = self.private(curve), self.message(), self.random.choice(HASHES)
            key, size = self.theirs(curve, private), CURVES[curve].size
            with self.subTest(number=number, curve=curve, hash=hash_name):
                self.assertEqual(ecdsa.public_key(curve, private), self.their_public(key))
                extra = self.random.choice((None, b"", b"extra"))
                signature = ecdsa.sign(curve, private, message, hash_name, extra_entropy=extra)
                r, s = int.from_bytes(signature[:size], "big"), int.from_bytes(signature[size:], "big")
                der = self.utils.encode_dss_signature(r, s)
                key.public_key().verify(der, message, self.ec.ECDSA(self.hashes[hash_name]))

    def test_our_deterministic_signatures_are_theirs(self) -> None:
        try:
            self.ec.ECDSA(self.hashes["sha256"], deterministic_signing=True)
        except Exception as error:  # noqa: BLE001 - an older release, or an OpenSSL without RFC 6979
            self.skipTest(f"no deterministic signing here: {error}")
        for number, curve in self.curves():
            private, message, hash_name = self.private(curve), self.message(), self.random.choice(HASHES)
            with self.subTest(number=number, curve=curve, hash=hash_name):
                scheme = self.ec.ECDSA(self.hashes[hash_name], deterministic_signing=True)
                r, s = self.utils.decode_dss_signature(self.theirs(curve, private).sign(message, scheme))
                size = CURVES[curve].size
                self.assertEqual(
                    ecdsa.sign(curve, private, message, hash_name, extra_entropy=b""),
                    r.to_bytes(size, "big") + s.to_bytes(size, "big"),
                )

    def test_we_judge_their_signatures_as_they_do(self) -> None:
        for number, curve in self.curves():
            private, message, hash_name = self.private(curve), self.message(), self.random.choice(HASHES)
            key, size, n = self.theirs(curve, private), CURVES[curve].size, CURVES[curve].n
            scheme = self.ec.ECDSA(self.hashes[hash_name])
            r, s = self.utils.decode_dss_signature(key.sign(message, scheme))
            known = ecdsa.prepare_public(curve, self.their_public(key))
            for r_, s_ in (
                (r, s),
                (r, n - s),
                (s, r),
                (r ^ 1 << self.random.randrange(200), s),
                (r, 0),
                (n, s),
            ):
                expected = True
                try:
                    key.public_key().verify(self.utils.encode_dss_signature(r_, s_), message, scheme)
                except Exception as error:  # noqa: BLE001 - whatever they say no with
                    self.assertEqual(type(error).__name__, "InvalidSignature")
                    expected = False
                signature = r_.to_bytes(size, "big") + s_.to_bytes(size, "big")
                with self.subTest(number=number, curve=curve, hash=hash_name, r=r_, s=s_):
                    self.assertEqual(known.verify(message, signature, hash_name), expected)

    def test_shared_secrets(self) -> None:
        for number, curve in self.curves():
            ours, theirs = self.private(curve), self.private(curve)
            other = self.theirs(curve, theirs)
            expected = self.theirs(curve, ours).exchange(self.ec.ECDH(), other.public_key())
            with self.subTest(number=number, curve=curve, ours=ours, theirs=theirs):
                self.assertEqual(ecdh.exchange(curve, ours, self.their_public(other)), expected)

    def test_points(self) -> None:
        encoding = self.serialization.Encoding.X962
        forms = self.serialization.PublicFormat
        for number, curve in self.curves():
            public = self.theirs(curve, self.private(curve)).public_key()
            numbers = (public.public_numbers().x, public.public_numbers().y)
            for compressed, form in ((True, forms.CompressedPoint), (False, forms.UncompressedPoint)):
                octets = public.public_bytes(encoding, form)
                with self.subTest(number=number, curve=curve, compressed=compressed):
                    self.assertEqual(sec1.encode_point(curve, numbers, compressed=compressed), octets)
                    self.assertEqual(sec1.decode_point(curve, octets), numbers)
            x = self.random.getrandbits(CURVES[curve].bits).to_bytes(CURVES[curve].size, "big")
            octets = self.random.choice((b"\x02", b"\x03")) + x  # half of all x have no point
            try:
                found = self.ec.EllipticCurvePublicKey.from_encoded_point(
                    public.curve, octets
                ).public_numbers()
            except ValueError:
                with self.assertRaises(JamInvalidKeyError):
                    sec1.decode_point(curve, octets)
            else:
                self.assertEqual(sec1.decode_point(curve, octets), (found.x, found.y))


if __name__ == "__main__":
    unittest.main()
