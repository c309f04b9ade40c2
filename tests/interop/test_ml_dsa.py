"""ML-DSA keys and tokens beside cryptography and jwcrypto, both directions."""

from __future__ import annotations

import os
import unittest
from typing import Any

from jamlite.crypto import ml_dsa
from jamlite.jose import JWK, jwt
from jamlite.keys.akp import AKPKey
from tests.support import needs

CLASSES = {"ML-DSA-44": "MLDSA44", "ML-DSA-65": "MLDSA65", "ML-DSA-87": "MLDSA87"}


class Cryptography(unittest.TestCase):
    def setUp(self) -> None:
        self.mldsa = needs("cryptography.hazmat.primitives.asymmetric.mldsa")
        self.forms = needs("cryptography.hazmat.primitives.serialization")

    def theirs(self, name: str, seed: bytes) -> Any:
        return getattr(self.mldsa, f"{CLASSES[name]}PrivateKey").from_seed_bytes(seed)

    def test_keys(self) -> None:
        for name in CLASSES:
            seed = os.urandom(32)
            own, foreign = JWK.from_material(AKPKey(name, None, seed)), self.theirs(name, seed)
            with self.subTest(name):
                self.assertEqual(own.material.pub, foreign.public_key().public_bytes_raw())  # type: ignore[union-attr]
                pem = (self.forms.Encoding.PEM, self.forms.PublicFormat.SubjectPublicKeyInfo)
                public = foreign.public_key().public_bytes(*pem)
                self.assertEqual(public.decode("ascii"), own.to_pem(private=False))
                private = foreign.private_bytes(
                    self.forms.Encoding.PEM, self.forms.PrivateFormat.PKCS8, self.forms.NoEncryption()
                )
                self.assertEqual(JWK.from_pem(private).to_dict(), own.to_dict())
                # Of the three forms it reads the seed alone.
                loaded = self.forms.load_pem_private_key(own.to_pem(form="seed").encode(), None)
                self.assertEqual(loaded.public_key().public_bytes_raw(), own.material.pub)  # type: ignore[union-attr]

    def test_signatures(self) -> None:
        for name in CLASSES:
            seed, message = os.urandom(32), os.urandom(99)
            foreign = self.theirs(name, seed)
            with self.subTest(name):
                public = ml_dsa.public_key(name, seed)
                self.assertTrue(ml_dsa.verify(name, public, message, foreign.sign(message)))
                foreign.public_key().verify(ml_dsa.sign(name, seed, message), message)


class Jwcrypto(unittest.TestCase):
    def test_tokens(self) -> None:
        jwk, theirs = needs("jwcrypto.jwk"), needs("jwcrypto.jwt")
        for name in CLASSES:
            with self.subTest(name):
                own = JWK.generate("AKP", alg=name)
                foreign = jwk.JWK(**own.to_dict())
                self.assertEqual(foreign.thumbprint(), own.thumbprint())
                token = theirs.JWT(header={"alg": name}, claims={"sub": "ada"}, algs=[name])
                token.make_signed_token(foreign)
                self.assertEqual(jwt.decode(token.serialize(), own.public())["sub"], "ada")
                found = theirs.JWT(jwt=jwt.encode({"sub": "bob"}, own), key=foreign, algs=[name])
                self.assertIn("bob", found.claims)


if __name__ == "__main__":
    unittest.main()
