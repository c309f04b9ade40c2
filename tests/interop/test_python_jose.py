"""Tokens of python-jose verify and open with jamlite's drop-in and the other way round, every algorithm."""

from __future__ import annotations

import os
import unittest
from typing import Any

from jamlite import jose
from jamlite.compat import jose as ours
from jamlite.compat.jose import jwe as our_jwe
from jamlite.compat.jose import jwk as our_jwk
from jamlite.compat.jose import jws as our_jws
from jamlite.compat.jose import jwt as our_jwt

from ..support import needs

needs("cryptography")
theirs: Any = needs("jose")
jwe, jwk, jws, jwt = (needs(f"jose.{name}") for name in ("jwe", "jwk", "jws", "jwt"))
CURVES = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521"}
PAIRS: list[tuple[Any, Any]] = [(our_jwt, jwt), (jwt, our_jwt)]


class Signed(unittest.TestCase):
    def keys(self) -> dict[str, tuple[Any, Any]]:
        keys: dict[str, tuple[Any, Any]] = {f"HS{bits}": ("k" * 64, "k" * 64) for bits in (256, 384, 512)}
        rsa = jose.JWK.generate("RSA")
        keys.update({f"RS{bits}": (rsa.to_pem(), rsa.public().to_pem()) for bits in (256, 384, 512)})
        for alg, crv in CURVES.items():
            key = jose.JWK.generate("EC", crv=crv)
            keys[alg] = (key.to_pem(), key.public().to_dict())
        return keys

    def test_every_algorithm(self) -> None:
        keys = self.keys()
        self.assertEqual(set(keys), set(theirs.constants.ALGORITHMS.HASHES))
        claims = {"sub": "ada", "aud": "api", "iss": "me", "name": "\u00fc"}
        for alg, (private, public) in keys.items():
            for one, other in PAIRS:
                with self.subTest(alg=alg, made_by=one.__name__):
                    token = one.encode(
                        claims, private, alg, headers={"kid": "1"}, access_token="an access token"
                    )
                    found = other.decode(
                        token, public, alg, audience="api", issuer="me", access_token="an access token"
                    )
                    self.assertEqual({**found, **claims}, found)
                    self.assertEqual(found["at_hash"], one.get_unverified_claims(token)["at_hash"])
                    self.assertEqual(other.get_unverified_header(token)["kid"], "1")
                    changed = token[:-4] + ("AAAA" if token[-4:] != "AAAA" else "BBBB")
                    for library in (one, other):
                        with self.assertRaises(library.JWTError):
                            library.decode(changed, public, alg, audience="api", issuer="me")

    def test_bytes(self) -> None:
        self.assertEqual(jws.verify(our_jws.sign(b"x", "k" * 32), "k" * 32, "HS256"), b"x")
        self.assertEqual(our_jws.verify(jws.sign(b"x", "k" * 32), "k" * 32, "HS256"), b"x")

    def test_names(self) -> None:
        algorithms = theirs.constants.ALGORITHMS
        for name in [name for name in dir(algorithms) if name.isupper() and name != "KEYS"]:
            self.assertTrue(hasattr(ours.constants.ALGORITHMS, name), name)
        for name in ("SUPPORTED", "ALL", "HMAC", "RSA", "EC", "AES", "AES_ENC", "AES_PSEUDO"):
            self.assertEqual(
                set(getattr(algorithms, name)), set(getattr(ours.constants.ALGORITHMS, name)), name
            )


class Encrypted(unittest.TestCase):
    def test_every_algorithm(self) -> None:
        rsa = jose.JWK.generate("RSA")
        sizes = {"A128GCM": 16, "A192GCM": 24, "A256GCM": 32}
        sizes.update({"A128CBC-HS256": 32, "A192CBC-HS384": 48, "A256CBC-HS512": 64})
        keys: dict[str, Any] = {f"A{bits}KW": os.urandom(bits // 8) for bits in (128, 192, 256)}
        keys.update(dict.fromkeys(("RSA1_5", "RSA-OAEP", "RSA-OAEP-256"), rsa))
        ran = 0
        for enc, size in sizes.items():
            for alg, key in {**keys, "dir": os.urandom(size)}.items():
                lock, unlock = (key.public().to_pem(), key.to_pem()) if key is rsa else (key, key)
                for one, other in ((our_jwe, jwe), (jwe, our_jwe)):
                    for compression in (None, "DEF"):
                        with self.subTest(alg=alg, enc=enc, made_by=one.__name__, zip=compression):
                            token = one.encrypt(b"some text", lock, enc, alg, compression, "JWT", "1")
                            self.assertEqual(other.decrypt(token, unlock), b"some text")
                            self.assertEqual(other.get_unverified_header(token)["cty"], "JWT")
                            ran += 1
        self.assertEqual(ran, 6 * 7 * 4)


class Keys(unittest.TestCase):
    def test_aes(self) -> None:
        for alg in theirs.constants.ALGORITHMS.AES_PSEUDO:
            key = os.urandom(int(alg[1:4]) // 8)
            aad = b"aad" if "GCM" in alg else None
            for one, other in ((our_jwk, jwk), (jwk, our_jwk)):
                iv, text, tag = one.AESKey(key, alg).encrypt(b"plain", aad)
                self.assertEqual(other.AESKey(key, alg).decrypt(text, iv, aad, tag), b"plain")

    def test_wrapping(self) -> None:
        rsa = jose.JWK.generate("RSA").to_pem()
        keys: dict[str, Any] = {f"A{bits}KW": os.urandom(bits // 8) for bits in (128, 192, 256)}
        keys.update(dict.fromkeys(("RSA1_5", "RSA-OAEP", "RSA-OAEP-256"), rsa))
        for alg, key in keys.items():
            for one, other in ((our_jwk, jwk), (jwk, our_jwk)):
                with self.subTest(alg=alg, made_by=one.__name__):
                    lock = one.construct(key, alg)
                    lock = lock.public_key() if key is rsa else lock
                    self.assertEqual(
                        other.construct(key, alg).unwrap_key(lock.wrap_key(b"k" * 16)), b"k" * 16
                    )

    def test_keys_are_written_alike(self) -> None:
        rsa = jose.JWK.generate("RSA").to_pem()
        one, other = our_jwk.construct(rsa, "RS256"), jwk.construct(rsa, "RS256")
        for mine, its in ((one, other), (one.public_key(), other.public_key())):
            self.assertEqual(mine.to_dict(), its.to_dict())
            for pem_format in ("PKCS8", "PKCS1"):
                self.assertEqual(mine.to_pem(pem_format), its.to_pem(pem_format))
        for alg, crv in CURVES.items():
            text = jose.JWK.generate("EC", crv=crv).to_pem()
            one, other = our_jwk.construct(text, alg), jwk.construct(text, alg)
            for mine, its in ((one, other), (one.public_key(), other.public_key())):
                self.assertEqual((mine.to_dict(), mine.to_pem()), (its.to_dict(), its.to_pem()))


if __name__ == "__main__":
    unittest.main()
