"""Tokens of PyJWT verify with jamlite's drop-in and the other way round, and both have one surface."""

from __future__ import annotations

import inspect
import unittest
from typing import Any

from jamlite import jose
from jamlite.compat import jwt as ours

from ..support import needs

theirs: Any = needs("jwt")
needs("cryptography")
CURVES = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521", "ES256K": "secp256k1", "EdDSA": "Ed25519"}


class PyJWT(unittest.TestCase):
    def check(self, alg: str, private: str, public: str) -> None:
        for one, other in ((ours, theirs), (theirs, ours)):
            token = one.encode({"a": 1}, private, algorithm=alg)
            with self.subTest(alg=alg, signed_by=one.__name__):
                self.assertEqual(other.decode(token, public, algorithms=[alg]), {"a": 1})

    def test_secrets(self) -> None:
        for alg in ("HS256", "HS384", "HS512"):
            self.check(alg, "k" * 64, "k" * 64)

    def test_public_keys(self) -> None:
        rsa = jose.JWK.generate("RSA")
        keys = {f"{family}{bits}": rsa for family in ("RS", "PS") for bits in (256, 384, 512)}
        for alg, crv in CURVES.items():
            keys[alg] = jose.JWK.generate("OKP" if alg == "EdDSA" else "EC", crv=crv)
        every = set(theirs.algorithms.get_default_algorithms())
        self.assertEqual(
            every, {"none", "HS256", "HS384", "HS512", "ES521", *keys}
        )  # ES521: its name for ES512
        self.assertEqual(every, set(ours.algorithms.get_default_algorithms()))
        keys["ES521"] = keys["ES512"]
        for alg, key in [*keys.items(), ("EdDSA", jose.JWK.generate("OKP", crv="Ed448"))]:
            private, public = key.to_pem(), key.public().to_pem()
            self.check(alg, private, public)
            row, its_row = ours.get_algorithm_by_name(alg), theirs.get_algorithm_by_name(alg)
            its_key = its_row.prepare_key(private)
            self.assertEqual(its_row.to_jwk(its_key, as_dict=True), row.to_jwk(its_key, as_dict=True))

    def test_names_and_arguments(self) -> None:
        for name in theirs.__all__:
            self.same(name, getattr(theirs, name), getattr(ours, name))

    def same(self, name: str, its: Any, mine: Any) -> None:
        if inspect.isclass(its):
            if not issubclass(its, BaseException):
                for method in [method for method in vars(its) if not method.startswith("_")]:
                    self.same(f"{name}.{method}", getattr(its, method), getattr(mine, method, None))
        elif callable(its):
            found = [
                [(one.name, one.kind) for one in inspect.signature(kind).parameters.values()]
                for kind in (its, mine)
            ]
            self.assertEqual(found[0], found[1], name)


if __name__ == "__main__":
    unittest.main()
