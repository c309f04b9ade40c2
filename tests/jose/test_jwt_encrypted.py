"""Encrypted and nested JWTs: `jwt.encrypt` and `jwt.decrypt`."""

from __future__ import annotations

import json
import unittest
from typing import Any

from jamlite.encoding import base64url
from jamlite.exceptions import (
    JamError,
    JamJWEDecryptionError,
    JamJWEInvalidFormatError,
    JamJWSVerificationError,
    JamJWTClaimError,
    JamJWTExpired,
    JamJWTNotYetValid,
)
from jamlite.exceptions.jose import JamJWSValidationError
from jamlite.jose import JWK, jwe, jwt

KEY = JWK.from_secret(bytes(range(32)), kid="k")
EC = JWK.generate("EC")
SIGNER = JWK.generate("OKP", crv="Ed25519")
CLAIMS = {"iss": "me", "sub": "x", "aud": "you", "exp": 200, "nbf": 100, "iat": 100}
RIGHT = {"issuer": "me", "audience": "you", "now": 150}


def header_of(token: str) -> dict[str, Any]:
    header: dict[str, Any] = json.loads(base64url.decode(token.split(".")[0]))
    return header


class Encrypted(unittest.TestCase):
    def test_bad_input(self) -> None:
        for claims in (None, [], "x", {1: 2}, {"exp": "x"}, {"aud": 1}, {"x": object()}):
            for options in ({}, {"sign_key": SIGNER}):
                with self.assertRaises(JamError):
                    jwt.encrypt(claims, KEY, **options)  # type: ignore[arg-type]
        for header in ("x", 1, [], {"alg": "none"}, {"enc": "x"}):
            with self.assertRaises(JamError):
                jwt.encrypt({}, KEY, header)  # type: ignore[arg-type]
        for token in (None, 1, "", "a.b.c", "a.b.c.d.e", {}, [], jwt.encode({}, SIGNER)):
            with self.assertRaises(JamError):
                jwt.decrypt(token, KEY)  # type: ignore[arg-type]

    def test_a_jwt_is_compact(self) -> None:
        """RFC 7519 section 1. In JSON, whoever sends the token could name its type in a header of his own."""
        untyped = jwe.encrypt(json.dumps(CLAIMS).encode(), KEY)
        self.assertEqual(jwt.decrypt(untyped, KEY, **RIGHT), CLAIMS)
        names = ("protected", "encrypted_key", "iv", "ciphertext", "tag")
        members = dict(zip(names, untyped.split(".")))
        typed = {**members, "unprotected": {"typ": "at+jwt"}}
        self.assertEqual(jwe.decrypt(typed, KEY).header["typ"], "at+jwt")
        for form in (members, typed):
            for token in (form, json.dumps(form), f" {json.dumps(form)}".encode()):
                with self.assertRaisesRegex(JamJWEInvalidFormatError, "never in JSON"):
                    jwt.decrypt(token, KEY, typ="at+jwt", **RIGHT)  # type: ignore[arg-type]

    def test_43_the_content_is_one_object(self) -> None:
        for content in (
            b"",
            b"[]",
            b"1",
            b"null",
            b'"x"',
            b"{}{}",
            b'{"a":1,"a":2}',
            b"\xff",
            b'{"exp":"soon"}',
        ):
            with self.assertRaises(JamError):
                jwt.decrypt(jwe.encrypt(content, KEY), KEY)

    def test_claims_are_checked(self) -> None:
        for key, opener in ((KEY, KEY), (EC.public(), EC)):
            token = jwt.encrypt(CLAIMS, key)
            self.assertEqual(jwt.decrypt(token, opener, **RIGHT), CLAIMS)
            with self.assertRaises(JamJWTExpired):
                jwt.decrypt(token, opener, **{**RIGHT, "now": 200})
            with self.assertRaises(JamJWTNotYetValid):
                jwt.decrypt(token, opener, **{**RIGHT, "now": 99})
            self.assertEqual(jwt.decrypt(token, opener, **{**RIGHT, "now": 204}, leeway=5)["sub"], "x")
            for wrong in (
                {"issuer": "m"},
                {"audience": "yo"},
                {"audience": None},
                {"subject": "y"},
                {"required": ["jti"]},
            ):
                with self.assertRaises(JamJWTClaimError):
                    jwt.decrypt(token, opener, **{**RIGHT, **wrong})
            with self.assertRaises(JamJWTExpired):
                jwt.decrypt(token, opener, **RIGHT, max_age=10)

    def test_header(self) -> None:
        token = jwt.encrypt({}, KEY, {"enc": "A128CBC-HS256", "typ": "at+jwt"})
        self.assertEqual(
            header_of(token), {"alg": "A256KW", "typ": "at+jwt", "kid": "k", "enc": "A128CBC-HS256"}
        )
        self.assertEqual(jwt.decrypt(token, KEY, typ="application/at+JWT"), {})
        with self.assertRaises(JamJWSValidationError):
            jwt.decrypt(token, KEY, typ="JWT")
        with self.assertRaises(JamJWEDecryptionError):
            jwt.decrypt(token, KEY, encryptions=["A256GCM"])
        with self.assertRaises(JamJWEDecryptionError):
            jwt.decrypt(token, KEY, algorithms=["dir"])

    def test_claims_repeated_in_the_header(self) -> None:
        token = jwt.encrypt({"iss": "me"}, KEY, {"iss": "me"})
        self.assertEqual(jwt.decrypt(token, KEY), {"iss": "me"})
        for claims, header in (
            ({"iss": "me"}, {"iss": "you"}),
            ({}, {"sub": "x"}),
            ({"aud": "a"}, {"aud": ["a"]}),
        ):
            with self.assertRaises(JamJWTClaimError):
                jwt.decrypt(jwt.encrypt(claims, KEY, header), KEY, audience=jwt.ANY)


class Nested(unittest.TestCase):
    def test_sign_then_encrypt(self) -> None:
        token = jwt.encrypt(CLAIMS, EC.public(), sign_key=SIGNER, sign_header={"typ": "at+jwt"})
        self.assertEqual(header_of(token)["cty"], "JWT")
        options = {"verify_key": SIGNER.public(), **RIGHT}
        self.assertEqual(jwt.decrypt(token, EC, **options, typ="at+jwt"), CLAIMS)
        with self.assertRaises(JamJWTExpired):
            jwt.decrypt(token, EC, **{**options, "now": 300})
        with self.assertRaises(JamJWSValidationError):
            jwt.decrypt(token, EC, **options, typ="JWT")
        with self.assertRaises(JamJWSVerificationError):
            jwt.decrypt(token, EC, **{**options, "verify_key": JWK.generate("OKP", crv="Ed25519")})
        with self.assertRaises(JamJWSVerificationError):
            jwt.decrypt(token, EC, **options, verify_algorithms=["ES256"])

    def test_45_a_nested_token_is_not_opened_by_itself(self) -> None:
        nested = jwt.encrypt({}, KEY, sign_key=SIGNER)
        with self.assertRaises(JamJWEDecryptionError) as caught:
            jwt.decrypt(nested, KEY)
        self.assertEqual(caught.exception.details, {"reason": "nested"})
        with self.assertRaises(JamJWEDecryptionError):
            jwt.decrypt(jwt.encrypt({}, KEY), KEY, verify_key=SIGNER)
        deeper = jwe.encrypt(nested.encode(), KEY, {"cty": "JWT"})
        with self.assertRaises(JamJWSVerificationError):
            jwt.decrypt(deeper, KEY, verify_key=SIGNER)

    def test_45_an_inner_none_never_counts(self) -> None:
        for alg in ("none", "None", "HS256"):
            inner = base64url.encode(json.dumps({"alg": alg}).encode()) + "." + base64url.encode(b"{}") + "."
            token = jwe.encrypt(inner.encode(), KEY, {"cty": "JWT"})
            with self.assertRaises(JamJWSVerificationError):
                jwt.decrypt(token, KEY, verify_key=SIGNER.public())

    def test_cty_in_any_spelling(self) -> None:
        signed = jwt.encode({"sub": "x"}, SIGNER).encode()
        for cty in ("JWT", "jwt", "application/jwt"):
            token = jwe.encrypt(signed, KEY, {"cty": cty})
            self.assertEqual(jwt.decrypt(token, KEY, verify_key=SIGNER)["sub"], "x")


if __name__ == "__main__":
    unittest.main()
