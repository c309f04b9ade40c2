"""python-jose's names: what they return, what they raise, and what they refuse where python-jose does not."""

from __future__ import annotations

import unittest
from datetime import datetime, timedelta, timezone

from jamlite import jose
from jamlite.compat.jose import exceptions, jwe, jwk, jws, jwt
from jamlite.compat.jose.constants import ALGORITHMS
from jamlite.exceptions import JamError

from .test_jwt import A1_KEY, A1_TOKEN, EC_KEY, public

SECRET = "k" * 32


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


class EncryptionTest(unittest.TestCase):
    def test_direct_and_wrapped(self) -> None:
        for algorithm, size in (("dir", 32), ("A128KW", 16)):
            token = jwe.encrypt("hello", b"k" * size, algorithm=algorithm, zip="DEF", kid="1")
            self.assertEqual(jwe.get_unverified_header(token)["kid"], "1")
            self.assertEqual(jwe.decrypt(token, b"k" * size), b"hello")
            with self.assertRaises(exceptions.JWEError):
                jwe.decrypt(token, b"l" * size)

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
