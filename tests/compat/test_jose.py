"""python-jose's names: what they return, what they raise, and what they refuse where python-jose does not."""

from __future__ import annotations

import unittest
import zlib
from datetime import datetime, timedelta, timezone

from jamlite import jose
from jamlite.compat.jose import exceptions, jwe, jwk, jws, jwt
from jamlite.compat.jose.constants import ALGORITHMS
from jamlite.encoding import base64url
from jamlite.exceptions import JamError
from jamlite.jose.jwe import seal_compact
from jamlite.jose.jwe_parts import Draws

from ..keys.samples import private_keys
from .test_jwt import A1_KEY, A1_TOKEN, EC_KEY, public

SECRET = "k" * 32
RSA_KEY = private_keys()["RSA"].to_members(True)
CBC = bytes.fromhex("7649abac8119b246cee98e9b12e9197d8964e0b149c10b7b682e6e39aaeb731c")


class TokenTest(unittest.TestCase):
    def test_rfc_7515_appendix_a_1(self) -> None:
        with self.assertRaisesRegex(exceptions.ExpiredSignatureError, "Signature has expired."):
            jwt.decode(A1_TOKEN, A1_KEY, "HS256")
        claims = jwt.decode(A1_TOKEN, {"keys": [A1_KEY]}, ["HS256"], options={"verify_exp": False})
        self.assertEqual(claims["iss"], "joe")
        self.assertEqual(jwt.get_unverified_claims(A1_TOKEN), claims)
        self.assertEqual(jwt.get_unverified_header(A1_TOKEN), {"typ": "JWT", "alg": "HS256"})

    def test_header_is_written_as_python_jose_writes_it(self) -> None:
        token = jwt.encode({"a": "b"}, "secret" * 6)
        self.assertEqual(token.rpartition(".")[0], "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJhIjoiYiJ9")

    def test_bad_tokens(self) -> None:
        for token in (None, 1, "", "a.b", "....", "\udc80.a.b", b"\xff.\xff.\xff", "e30.e30.e30", "W10.e30."):
            with self.subTest(token=token):
                for call in (jwt.get_unverified_claims, jwt.get_unverified_header):
                    if token != "e30.e30.e30":
                        self.assertRaises(exceptions.JWTError, call, token)
                with self.assertRaises(exceptions.JWTError) as caught:
                    jwt.decode(token, SECRET, ["HS256"])  # type: ignore[arg-type]
                self.assertIsInstance(caught.exception, JamError)

    def test_claims(self) -> None:
        now = datetime.now(tz=timezone.utc)
        cases: list[tuple[dict[str, object], dict[str, object], str]] = [
            ({"exp": now - timedelta(seconds=9)}, {}, "expired"),
            ({"nbf": now + timedelta(seconds=9)}, {}, "not yet valid"),
            ({"iat": "x"}, {}, "must be an integer"),
            ({"aud": "a"}, {}, "Invalid audience"),
            ({"aud": 1}, {"audience": "a"}, "Invalid claim format"),
            ({"iss": "a"}, {"issuer": ("b", "c")}, "Invalid issuer"),
            ({"sub": 1}, {}, "Subject must be a string"),
            ({"sub": "a"}, {"subject": "b"}, "Invalid subject"),
            ({"jti": 1}, {}, "JWT ID must be a string"),
            ({}, {"options": {"require_exp": True}}, 'missing required key "exp"'),
            ({"at_hash": "x"}, {}, "No access_token"),
            ({"at_hash": "x"}, {"access_token": "y"}, "does not match"),
        ]
        for claims, arguments, words in cases:
            with self.subTest(claims=claims), self.assertRaisesRegex(exceptions.JWTError, words):
                jwt.decode(jwt.encode(claims, SECRET), SECRET, "HS256", **arguments)  # type: ignore[arg-type]

    def test_at_hash(self) -> None:
        token = jwt.encode({}, SECRET, access_token="jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y")
        claims = jwt.decode(
            token, SECRET, "HS256", access_token="jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"
        )
        self.assertEqual(claims, {"at_hash": "77QmUPtjPfzWtF2AnpK9RQ"})

    def test_algorithms_and_crit(self) -> None:
        token = jws.sign(b"x", SECRET)
        with self.assertRaisesRegex(exceptions.JWSError, "not allowed"):
            jws.verify(token, SECRET, ["HS384"])
        with self.assertRaisesRegex(exceptions.JWSError, "Signature verification failed."):
            jws.verify(token, ["l" * 32, "m" * 32], ["HS256"])
        self.assertEqual(jws.verify(token, ["l" * 32, SECRET], ["HS256"]), b"x")
        critical = jws.sign(b"x", SECRET, headers={"crit": ["y"], "y": 1})
        with self.assertRaisesRegex(exceptions.JWSError, "crit"):
            jws.verify(critical, SECRET, ["HS256"])
        with self.assertRaisesRegex(exceptions.JWSError, "not supported"):
            jws.sign(b"x", SECRET, algorithm="none")


class KeyTest(unittest.TestCase):
    def test_text_that_is_no_secret(self) -> None:
        pem = jose.JWK(public(EC_KEY)).to_pem()
        for text in (pem, pem.encode().hex(), "${SECRET}", "", None, 5):
            with self.subTest(text=text), self.assertRaises(exceptions.JWKError):
                jwk.construct(text, "HS256")
            with self.subTest(text=text), self.assertRaises(exceptions.JWSError):
                jws.sign(b"x", text)

    def test_ec_keys_both_ways(self) -> None:
        key = jwk.construct(EC_KEY, "ES256")
        token = jwt.encode({"a": 1}, key, "ES256")
        other = key.public_key().to_pem()
        self.assertEqual(jwt.decode(token, other, "ES256"), {"a": 1})
        self.assertEqual(jose.jwt.decode(token, public(EC_KEY)), {"a": 1})
        self.assertEqual(jwt.decode(jose.jwt.encode({"b": 2}, EC_KEY), public(EC_KEY), "ES256"), {"b": 2})
        self.assertEqual(key.to_dict(), {"alg": "ES256", **EC_KEY})
        with self.assertRaises(exceptions.JWSError):
            jwt.encode({}, other, "ES256")

    def test_a_curve_that_is_shorter_than_the_hash_signs_nothing(self) -> None:
        key = jwk.construct(EC_KEY, "ES512")
        with self.assertRaisesRegex(TypeError, "secp256r1"):
            key.sign(b"text")
        with self.assertRaises(exceptions.JWSError):
            jwt.encode({"a": 1}, EC_KEY, algorithm="ES384")
        long = jose.JWK.generate("EC", crv="P-521").to_dict()
        self.assertEqual(len(jwk.construct(long, "ES512").sign(b"text")), 132)

    def test_key_class_of_ones_own(self) -> None:
        class Mine(jwk.HMACKey):
            def __init__(self, key: str, algorithm: str) -> None:
                super().__init__(key, "HS256")

        self.assertTrue(jwk.register_key("X256", Mine))
        self.addCleanup(ALGORITHMS.SUPPORTED.discard, "X256")
        self.addCleanup(ALGORITHMS.KEYS.pop, "X256")
        self.assertEqual(jws.verify(jws.sign(b"x", SECRET, algorithm="X256"), SECRET, "X256"), b"x")
        with self.assertRaises(TypeError):
            jwk.register_key("Y", int)  # type: ignore[type-var, arg-type]


class WrappingTest(unittest.TestCase):
    # RFC 3394 section 4.1.
    KEK, DATA = bytes(range(16)), bytes.fromhex("00112233445566778899aabbccddeeff")
    WRAPPED = bytes.fromhex("1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5")

    def test_aes_key_wrap(self) -> None:
        key = jwk.construct(self.KEK, "A128KW")
        self.assertEqual(key.wrap_key(self.DATA), self.WRAPPED)
        self.assertEqual(key.unwrap_key(self.WRAPPED), self.DATA)
        for bad in (b"", self.WRAPPED[:-1], self.WRAPPED[:-1] + b"x", b"n" * 64):
            with self.assertRaises(exceptions.JWEError):
                key.unwrap_key(bad)
        for call in (key.encrypt, lambda data: key.decrypt(data, bytes(16)), key.decrypt):
            with self.assertRaises(exceptions.JWEError):
                call(b"n" * 64)

    def test_aes(self) -> None:
        # NIST SP 800-38A section F.2.1, its first block; the second is the padding, as openssl writes it.
        key = bytes.fromhex("2b7e151628aed2a6abf7158809cf4f3c")
        iv, plain = bytes(range(16)), bytes.fromhex("6bc1bee22e409f96e93d7e117393172a")
        self.assertEqual(jwk.AESKey(key, "A128CBC").decrypt(CBC, iv), plain)
        # The Galois/Counter Mode of Operation (McGrew, Viega), test case 2.
        found = jwk.AESKey(bytes(16), "A128GCM").decrypt(
            bytes.fromhex("0388dace60b6a392f328c2b971b2fe78"),
            bytes(12),
            b"",
            bytes.fromhex("ab6e47d42cec13bdf53a67b21257bddf"),
        )
        self.assertEqual(found, bytes(16))
        for algorithm, size in (("A128CBC", 16), ("A192GCM", 24), ("A256CBC", 32), ("A256GCM", 32)):
            one = jwk.construct(b"k" * size, algorithm)
            aad = b"aad" if "GCM" in algorithm else None
            iv, text, tag = one.encrypt(b"text", aad)
            self.assertEqual(one.decrypt(text, iv, aad, tag), b"text")
            for bad in ((text, None, aad, tag), (b"n" * 63, iv, aad, tag), (text, b"short", aad, tag)):
                with self.subTest(bad=bad), self.assertRaises(exceptions.JWEError):
                    one.decrypt(*bad)
        with self.assertRaises(exceptions.JWEError):
            one.decrypt(text, iv, aad, None)
        with self.assertRaises(exceptions.JWEError):
            jwk.construct(b"k" * 32, "A128CBC-HS256").encrypt(b"x")
        with self.assertRaises(exceptions.JWKError):
            jwk.construct(b"k" * 16, "A128CBC-HS256")

    def test_rsa(self) -> None:
        for algorithm in ("RSA-OAEP", "RSA-OAEP-256", "RSA1_5"):
            key = jwk.construct(RSA_KEY, algorithm)
            wrapped = key.public_key().wrap_key(b"test")
            self.assertEqual(key.unwrap_key(wrapped), b"test")
            with self.assertRaises(exceptions.JWEError):
                key.unwrap_key(wrapped[1:])
            with self.assertRaises(exceptions.JWEError):
                key.public_key().unwrap_key(wrapped)
            with self.assertRaises(exceptions.JWEError):
                key.wrap_key(bytes(300))
        with self.assertRaises(exceptions.JWEError):
            jwk.construct(RSA_KEY, "RS256").wrap_key(b"test")

    def test_pem(self) -> None:
        rsa = jwk.construct(RSA_KEY, "RS256")
        for pem_format, labels in (
            ("PKCS1", (b"RSA PRIVATE", b"RSA PUBLIC")),
            ("PKCS8", (b"PRIVATE", b"PUBLIC")),
        ):
            for key, label in zip((rsa, rsa.public_key()), labels):
                text = key.to_pem(pem_format)
                self.assertTrue(text.startswith(b"-----BEGIN " + label + b" KEY-----"))
                self.assertEqual(jwk.construct(text, "RS256").to_dict(), key.to_dict())
        with self.assertRaises(ValueError):
            rsa.to_pem("DER")
        ec = jwk.construct(EC_KEY, "ES256")
        self.assertTrue(ec.to_pem().startswith(b"-----BEGIN EC PRIVATE KEY-----"))
        self.assertEqual(jwk.construct(ec.to_pem(), "ES256").to_dict(), ec.to_dict())
        token = jws.sign(b"x", RSA_KEY, algorithm="RS256").rpartition(".")
        with self.assertWarnsRegex(UserWarning, "private key"):
            self.assertTrue(rsa.verify(token[0].encode(), base64url.decode(token[2])))


class EncryptionTest(unittest.TestCase):
    def test_direct_and_wrapped(self) -> None:
        for algorithm, size in (("dir", 32), ("A128KW", 16)):
            token = jwe.encrypt("hello", b"k" * size, algorithm=algorithm, zip="DEF", kid="1")
            self.assertEqual(jwe.get_unverified_header(token)["kid"], "1")
            self.assertEqual(jwe.decrypt(token, b"k" * size), b"hello")
            with self.assertRaises(exceptions.JWEError):
                jwe.decrypt(token, b"l" * size)

    def test_both_formats_of_compressed_text(self) -> None:
        """python-jose writes zlib's format (RFC 1950) where RFC 7516 means DEFLATE alone."""
        key, header = jose.JWK.from_secret(b"k" * 32), {"alg": "dir", "enc": "A256GCM", "zip": "DEF"}
        for text in (b"", b"hello", b"x" * 5000):
            self.assertEqual(jwe.decrypt(jose.jwe.encrypt(text, key, header), b"k" * 32), text)
            token = jwe.encrypt(text, b"k" * 32, zip="DEF")
            self.assertEqual(jwe.decrypt(token, b"k" * 32), text)
            with self.assertRaises(JamError):  # jamlite's own decrypt keeps to the standard
                jose.jwe.decrypt(token, key)

        class Given(Draws):
            def __init__(self, data: bytes) -> None:
                self.data = data

            def deflated(self, plaintext: bytes) -> bytes:
                return self.data

        good = zlib.compress(b"hello")
        for bad in (
            b"",
            good[:-1],
            good[:-1] + b"x",
            good + b"x",
            good[:2],
            b"x" + good,
            bytes([0x58]) + good[1:],
        ):
            sealed = seal_compact(b"", key, header, Given(bad))
            with self.subTest(bad=bad), self.assertRaises(exceptions.JWEError):
                jwe.decrypt(sealed, b"k" * 32)
        large = seal_compact(b"", key, header, Given(zlib.compress(bytes(300 * 1024))))
        with self.assertRaises(exceptions.JWEError):
            jwe.decrypt(large, b"k" * 32)

    def test_public_key(self) -> None:
        public_key = jwk.construct(RSA_KEY, "RSA-OAEP").public_key().to_pem()
        token = jwe.encrypt(b"x", public_key, algorithm="RSA-OAEP")
        with self.assertRaisesRegex(exceptions.JWEError, "public"):
            jwe.decrypt(token, public_key)

    def test_bad_input(self) -> None:
        for token in ("", "a.b", "....", "\udc80" * 5, b"\xff....", "e30....", "x" * 300000):
            with self.subTest(token=token[:5]), self.assertRaises(exceptions.JWEError):
                jwe.decrypt(token, b"k" * 32)
        with self.assertRaises(exceptions.JWEError):
            jwe.encrypt("x", b"short")
        with self.assertRaises(exceptions.JWEError):
            jwe.encrypt("x", b"k" * 32, encryption="A1")


if __name__ == "__main__":
    unittest.main()
