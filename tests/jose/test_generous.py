"""Tokens and key sets as people have them: what is spelling is read, what is signed stays exact."""

from __future__ import annotations

import datetime
import unittest
from typing import Any

from jamlite.encoding import base64url
from jamlite.exceptions import JamJWTClaimError
from jamlite.exceptions.jose import (
    JamJWEDecryptionError,
    JamJWEEncryptionError,
    JamJWEInvalidFormatError,
    JamJWKValidationError,
    JamJWSInvalidFormatError,
    JamJWSVerificationError,
)
from jamlite.jose import JWK, JWKSet, jwe, jwt
from tests.tools.transcribe.jose_forge import b64u

from .samples import key

SECRET = JWK.from_secret(bytes(range(32)))
EC = key("ES256")
DIRECT = {"alg": "dir", "enc": "A128CBC-HS256"}


def padded(data: bytes) -> str:
    text = b64u(data)
    return text + "=" * (-len(text) % 4)


class Padding(unittest.TestCase):
    def token(self, header: bytes, body: bytes) -> str:
        start = f"{padded(header)}.{padded(body)}"
        return f"{start}.{padded(EC.signer('ES256')(start.encode()))}"

    def test_every_length_of_every_part(self) -> None:
        for spaces in range(3):
            for n in range(3):
                token = self.token(b'{"alg":"ES256"' + b" " * spaces + b"}", b'{"sub":"a"' + b" " * n + b"}")
                self.assertEqual(jwt.decode(token, EC.public(), padding=True), {"sub": "a"})
                with self.assertRaises(JamJWSInvalidFormatError):
                    jwt.decode(token, EC.public())

    def test_padding_is_exact(self) -> None:
        token = self.token(b'{"alg":"ES256"}', b'{"a":1}')
        for bent in (
            f"{token}=",
            token[:-1],
            token[:-2],
            token.replace("=", "", 1),
            token.replace("=", "==", 1),
        ):
            with self.subTest(bent[-8:]), self.assertRaises(JamJWSVerificationError):
                jwt.decode(bent, EC.public(), padding=True)
        with self.assertRaises(JamJWSVerificationError):
            jwt.decode(jwt.encode({}, EC), EC, padding=True)

    def test_what_was_signed_stays_exact(self) -> None:
        token = self.token(b'{"alg":"ES256"}', b'{"a":1}')
        jwt.decode(token, EC, padding=True)
        head, _, tag = token.split(".")
        with self.assertRaises(JamJWSVerificationError):
            jwt.decode(f"{head}.{padded(b'{}')}.{tag}", EC, padding=True)
        with self.assertRaises(JamJWSVerificationError):
            jwt.decode(token.replace("=", ""), EC)


class Unverified(unittest.TestCase):
    def test_signed(self) -> None:
        token = jwt.encode({"iss": "https://a.example", "exp": 1}, SECRET, header={"kid": "k"})
        self.assertEqual(
            jwt.unverified(token[:-3] + "AAA"),
            ({"alg": "HS256", "typ": "JWT", "kid": "k"}, {"iss": "https://a.example", "exp": 1}),
        )
        for wrong in (None, "", "x", "a.b.c", jwt.encrypt({}, SECRET, DIRECT)):
            with self.assertRaises(JamJWSInvalidFormatError):
                jwt.unverified(wrong)  # type: ignore[arg-type]

    def test_encrypted(self) -> None:
        token = jwt.encrypt({}, SECRET, DIRECT)
        self.assertEqual(jwe.unverified(token), {**DIRECT, "typ": "JWT"})
        for wrong in (None, "", "x", "a.b.c", jwt.encode({}, SECRET)):
            with self.assertRaises(JamJWEInvalidFormatError):
                jwe.unverified(wrong)  # type: ignore[arg-type]


class Claims(unittest.TestCase):
    def test_datetimes(self) -> None:
        zone = datetime.timezone(datetime.timedelta(hours=2))
        moment = datetime.datetime(2030, 1, 1, 2, 0, 0, 999999, zone)
        given = {"exp": moment, "nbf": moment, "iat": moment, "sub": "a"}
        expected = {"exp": 1893456000, "nbf": 1893456000, "iat": 1893456000, "sub": "a"}
        self.assertEqual(
            jwt.decode(jwt.encode(given, SECRET), SECRET, now=1893456000 - 1, leeway=1), expected
        )
        token = jwt.encrypt({"exp": moment}, SECRET, DIRECT)
        self.assertEqual(jwt.decrypt(token, SECRET, now=0)["exp"], 1893456000)
        self.assertIs(given["exp"], moment)  # the caller's own dict stays as it is
        for wrong in (datetime.datetime(2030, 1, 1), datetime.date(2030, 1, 1)):
            with self.assertRaises(JamJWTClaimError):
                jwt.encode({"exp": wrong}, SECRET)
        with self.assertRaises(Exception) as caught:
            jwt.encode({"when": moment}, SECRET)  # another claim is JSON's business
        self.assertEqual(type(caught.exception).__name__, "JamEncodingError")

    def test_numeric_subjects(self) -> None:
        from jamlite.jose import jws

        token = jws.sign(b'{"sub":42}', SECRET)
        for options in ({}, {"subject": "42"}):
            with self.assertRaises(JamJWTClaimError):
                jwt.decode(token, SECRET, **options)  # type: ignore[arg-type]
        self.assertEqual(jwt.decode(token, SECRET, allow_numeric_sub=True), {"sub": 42})
        self.assertEqual(jwt.decode(token, SECRET, allow_numeric_sub=True, subject="42"), {"sub": 42})
        with self.assertRaises(JamJWTClaimError):
            jwt.decode(token, SECRET, allow_numeric_sub=True, subject="43")
        for sub in (b"true", b"1.5", b"null", b"[1]"):
            with self.assertRaises(JamJWTClaimError):
                jwt.decode(jws.sign(b'{"sub":%b}' % sub, SECRET), SECRET, allow_numeric_sub=True)


class Nested(unittest.TestCase):
    def test_without_cty(self) -> None:
        inner = jwt.encode({"sub": "a"}, EC)
        token = jwe.encrypt(inner.encode(), SECRET, DIRECT)
        self.assertEqual(jwt.decrypt(token, SECRET, verify_key=EC.public()), {"sub": "a"})
        with self.assertRaises(JamJWSVerificationError):
            jwt.decrypt(token, SECRET, verify_key=key("EdDSA"))
        with self.assertRaises(JamJWEInvalidFormatError):
            jwt.decrypt(token, SECRET)  # without verify_key the content must be claims
        with self.assertRaises(JamJWEDecryptionError):
            jwt.decrypt(jwe.encrypt(inner.encode(), SECRET, {**DIRECT, "cty": "text"}), SECRET, verify_key=EC)
        with self.assertRaises(JamJWEDecryptionError):
            jwt.decrypt(jwt.encrypt({"sub": "a.b.c"}, SECRET, DIRECT), SECRET, verify_key=EC)

    def test_iterations(self) -> None:
        password = JWK.from_password("a password")
        token = jwe.encrypt(b"x", password, iterations=10_000)
        self.assertEqual(jwe.unverified(token)["p2c"], 10_000)
        self.assertEqual(jwe.decrypt(token, password).plaintext, b"x")
        for wrong in (0, 999, 10**7, True, "10000", 1.5):
            with self.assertRaises(JamJWEEncryptionError):
                jwe.encrypt(b"x", password, iterations=wrong)  # type: ignore[arg-type]
        with self.assertRaises(JamJWEEncryptionError):
            jwe.encrypt(b"x", password, {"p2c": 5000}, iterations=10_000)


class Sets(unittest.TestCase):
    def test_null_members(self) -> None:
        members = {**EC.public().to_dict(), "kid": "k", "alg": "ES256"}
        token = jwt.encode({}, EC, header={"kid": "k"})
        for name in ("alg", "use", "key_ops", "x5c", "x5t", "x5u", "x5t#S256", "d", "k", "other"):
            jwt.decode(token, {"keys": [{**members, name: None}]})
        for name in ("kty", "crv", "x"):
            with self.assertRaises(JamJWSVerificationError) as caught:
                jwt.decode(token, {"keys": [{**members, name: None}]})
            self.assertIn("cannot be used", caught.exception.message)

    def test_entries_that_are_no_keys(self) -> None:
        for odd in (None, 1, "x", [], [EC.to_dict()], {}, {"kid": 5}, {"kid": "other", "kty": "QKD"}):
            found = JWKSet.from_dict({"keys": [odd, EC.public().to_dict(), odd]})
            self.assertEqual([jwk.kty for jwk in found], ["EC"])

    def test_the_reason_is_remembered_for_its_kid_alone(self) -> None:
        found = JWKSet.from_dict(
            {"keys": [{"kid": "a", "kty": "QKD"}, {**EC.public().to_dict(), "kid": "b"}]}
        )
        self.assertIn("kty must be one of", found.why_absent("a"))
        self.assertEqual(found.why_absent("c"), "no key of the set has this kid")

    def test_certificates_by_kid(self) -> None:
        """Google and Firebase publish {"kid": "-----BEGIN CERTIFICATE-----..."}."""
        found = JWKSet.from_dict({"a": EC.public().to_pem(), "b": key("RS256").public().to_pem()})
        self.assertEqual(
            [(jwk.kid, jwk.kty, jwk.is_private) for jwk in found], [("a", "EC", False), ("b", "RSA", False)]
        )
        token = jwt.encode({}, EC, header={"kid": "a"})
        jwt.decode(token, {"a": EC.public().to_pem()})
        self.assertFalse(next(iter(JWKSet.from_dict({"a": EC.to_pem()}))).is_private)
        with self.assertRaises(JamJWSVerificationError) as caught:
            jwt.decode(token, {"a": "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"})
        self.assertIn("cannot be used", caught.exception.message)
        for other in ({"a": "x"}, {"a": 1}, {}):
            with self.assertRaises(JamJWKValidationError):
                JWKSet.from_dict(other)

    def test_other_uses_are_no_errors(self) -> None:
        found = JWKSet.from_dict({"keys": [{**EC.public().to_dict(), "use": "jwt-svid"}]})
        self.assertEqual([(jwk.use, jwk.verifies) for jwk in found], [("jwt-svid", False)])

    def test_a_modulus_with_zero_octets(self) -> None:
        members = key("RS256").public().to_dict()
        zeros: dict[str, Any] = {**members, "n": b64u(b"\0\0" + base64url.decode(members["n"]))}
        self.assertEqual(JWK(zeros).to_dict(), members)
        self.assertEqual(JWK(zeros).thumbprint(), key("RS256").thumbprint())
        for name in ("n", "e"):
            with self.assertRaises(JamJWKValidationError):
                JWK({**members, name: b64u(b"\0")})
        with self.assertRaises(JamJWKValidationError):
            JWK({**members, "e": b64u(b"\0\1\0\1")})

    def test_an_old_name_of_a_curve(self) -> None:
        members = key("ES256K").to_dict()
        jwk = JWK({**members, "crv": "P-256K"})
        self.assertEqual(jwk.to_dict(), members)
        jwt.decode(jwt.encode({}, jwk), key("ES256K").public())


if __name__ == "__main__":
    unittest.main()
