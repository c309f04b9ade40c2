"""Jam's class JWE, the encrypting JWT, and the facade's jwe methods."""

from __future__ import annotations

import json
import unittest
from typing import Any

from jamlite import Jam
from jamlite.encoders import JsonEncoder
from jamlite.encoding import base64url
from jamlite.exceptions import (
    JamConfigurationError,
    JamError,
    JamJWEDecryptionError,
    JamJWEEncryptionError,
    JamJWSVerificationError,
    JamJWTUnsupportedAlgorithm,
)
from jamlite.exceptions.jose import JamInvalidKeyTypeError, JamJWEInvalidFormatError
from jamlite.jose import JWE, JWK, JWS, JWT, create_jwe_instance, create_jwt_instance, jwe
from tests.support import few_iterations

SECRET = "0123456789abcdef0123456789abcdef"
EC = JWK.generate("EC")


def header_of(token: str) -> dict[str, Any]:
    header: dict[str, Any] = json.loads(base64url.decode(token.split(".")[0]))
    return header


class Instance(unittest.TestCase):
    def test_what_it_is_made_of(self) -> None:
        for alg, enc in (
            ("none", "A256GCM"),
            ("A256KW", "A256"),
            (None, "A256GCM"),
            ("A256KW", 1),
            ("HS256", "x"),
        ):
            with self.assertRaises(JamJWEEncryptionError):
                JWE(alg, enc, SECRET)  # type: ignore[arg-type]
        for key in (None, "", b""):
            with self.assertRaises(JamConfigurationError):
                JWE("A256KW", "A256GCM", key)
        for alg, key in (("A128KW", SECRET), ("RSA-OAEP", EC), ("A256KW", EC), ("dir", SECRET + "x")):
            with self.assertRaises(JamInvalidKeyTypeError):
                JWE(alg, "A256GCM", key)
        self.assertNotIn(SECRET[:8], repr(JWE("A256KW", "A256GCM", SECRET)))

    def test_names_in_any_case(self) -> None:
        instance = JWE("a256kw", "a128cbc-hs256", SECRET)
        self.assertEqual((instance.alg, instance.enc), ("A256KW", "A128CBC-HS256"))
        self.assertEqual(JWE("ecdh-es+a128kw", "a128gcm", EC).alg, "ECDH-ES+A128KW")
        self.assertEqual(JWE("pbes2-hs256+a128kw", "a128gcm", password="x").alg, "PBES2-HS256+A128KW")

    def test_what_it_encrypts(self) -> None:
        instance = JWE("A256KW", "A256GCM", SECRET)
        for given, plaintext in (
            (b"\x00\xff", b"\x00\xff"),
            ("text ü", "text ü".encode()),
            ({"b": 1, "a": [True]}, b'{"b":1,"a":[true]}'),
            ("", b""),
        ):
            self.assertEqual(instance.decrypt(instance.encrypt(given)), plaintext)
        sorted_json = JWE("A256KW", "A256GCM", SECRET, serializer=JsonEncoder)
        self.assertEqual(sorted_json.decrypt(sorted_json.encrypt({"b": 1, "a": 2})), b'{"a": 2,"b": 1}')
        text = JWE("A256KW", "A256GCM", SECRET, serializer=json)  # a serializer may write text
        self.assertEqual(text.decrypt(text.encrypt({"b": 1})), b'{"b": 1}')
        for wrong in (None, 1, [1], "\ud800", {"x": object()}):
            with self.assertRaises(JamError):
                instance.encrypt(wrong)  # type: ignore[arg-type]

    def test_47_alg_and_enc_are_the_instances(self) -> None:
        instance = JWE("A256KW", "A256GCM", SECRET)
        for header in ({"alg": "dir"}, {"enc": "A128GCM"}, {"alg": "A128KW"}, "x"):
            with self.assertRaises(JamJWEEncryptionError):
                instance.encrypt(b"x", header)  # type: ignore[arg-type]
        for header in ({"alg": "dir"}, {"alg": "A256GCMKW"}, {"alg": "A256KW", "enc": "A128GCM"}):
            with self.assertRaises(JamJWEDecryptionError):
                instance.decrypt(jwe.encrypt(b"x", SECRET, {"enc": "A256GCM", **header}))
        self.assertEqual(header_of(instance.encrypt(b"x", {"kid": "k", "enc": "A256GCM"}))["kid"], "k")

    def test_passwords(self) -> None:
        for key, password in ((None, None), (SECRET, None), (SECRET, ""), (None, "")):
            with self.assertRaises(JamConfigurationError):
                JWE("PBES2-HS256+A128KW", "A256GCM", key, password)
        instance = JWE("PBES2-HS256+A128KW", "A256GCM", None, "password")
        token = instance.encrypt(b"x", {"p2c": 1000})
        self.assertEqual(instance.decrypt(token), b"x")
        same = JWE("PBES2-HS256+A128KW", "A256GCM", JWK.from_password("password"))
        self.assertEqual(same.decrypt(token), b"x")
        with self.assertRaises(JamJWEDecryptionError):
            JWE("PBES2-HS256+A128KW", "A256GCM", None, "another").decrypt(token)

    @few_iterations()
    def test_halves_of_a_pair(self) -> None:
        pem = EC.to_pem(password="pw")
        sender, recipient = JWE("ECDH-ES", "A128GCM", EC.public()), JWE("ECDH-ES", "A128GCM", pem, "pw")
        self.assertEqual(recipient.decrypt(sender.encrypt(b"x")), b"x")
        with self.assertRaises(JamInvalidKeyTypeError):
            sender.decrypt(sender.encrypt(b"x"))
        opener = JWE(
            "A256KW",
            "A256GCM",
            {"kty": "oct", "k": base64url.encode(SECRET.encode()), "key_ops": ["unwrapKey"]},
        )
        self.assertEqual(opener.decrypt(JWE("A256KW", "A256GCM", SECRET).encrypt(b"x")), b"x")

    def test_53_rsa1_5_by_its_name(self) -> None:
        from tests.jose.test_jwe import RSA

        instance = JWE("RSA1_5", "A128CBC-HS256", RSA)
        self.assertEqual(instance.decrypt(instance.encrypt(b"x")), b"x")

    def test_longer_secrets_only_on_request(self) -> None:
        with self.assertRaises(JamInvalidKeyTypeError):
            JWE("A128KW", "A128GCM", SECRET)
        instance = JWE("A128KW", "A128GCM", SECRET, truncate_key=True)
        self.assertEqual(JWE("A128KW", "A128GCM", SECRET[:16]).decrypt(instance.encrypt(b"x")), b"x")

    def test_maker(self) -> None:
        made = create_jwe_instance(alg="A256KW", enc="A256GCM", key=SECRET, logger=None)
        self.assertEqual(made.decrypt(made.encrypt(b"x")), b"x")
        for options in ({}, {"alg": "A256KW"}, {"alg": "A256KW", "enc": "A256GCM"}, {"key": SECRET}):
            with self.assertRaises(JamConfigurationError):
                create_jwe_instance(**options)  # type: ignore[arg-type]
        with self.assertRaises(JamConfigurationError):
            create_jwe_instance(alg="A256KW", enc="A256GCM", key=SECRET, digits=6)


class EncryptingJWT(unittest.TestCase):
    def test_what_it_is_made_of(self) -> None:
        with self.assertRaisesRegex(JamConfigurationError, "Cannot specify both"):
            JWT(enc="A256GCM", secret_key=SECRET, jwe=JWE("A256KW", "A256GCM", SECRET))
        with self.assertRaisesRegex(JamConfigurationError, "Cannot specify both"):
            JWT(alg="HS256", secret_key=SECRET, jws=JWS("HS256", SECRET))
        with self.assertRaises(JamConfigurationError):
            JWT()
        with self.assertRaises(JamConfigurationError):
            JWT(enc="A256GCM")
        with self.assertRaises(JamJWTUnsupportedAlgorithm) as caught:
            JWT(enc="A257GCM", secret_key=SECRET)
        self.assertIn("A256GCM", caught.exception.details["supported_algorithms"])
        with self.assertRaises(JamInvalidKeyTypeError):
            JWT(enc="A256GCM", secret_key=JWK.generate("OKP", crv="Ed25519"))

    def test_only_enc(self) -> None:
        instance = JWT(enc="a256gcm", secret_key=SECRET)
        for given, got in (
            ({"a": 1}, {"a": 1}),
            ("text", {"raw": "text"}),
            (b"[1]", {"raw": "[1]"}),
            ("a.b.c", {"raw": "a.b.c"}),
        ):
            self.assertEqual(instance.decrypt(instance.encrypt(given)), got)
        self.assertEqual(header_of(instance.encrypt("x"))["alg"], "A256KW")
        with self.assertRaises(JamJWEInvalidFormatError):
            instance.decrypt(instance.encrypt(b"\xff\xfe"))
        for call in (lambda: instance.encode(sub="x"), lambda: instance.decode("a.b.c")):
            with self.assertRaises(JamConfigurationError):
                call()

    def test_only_alg_does_not_encrypt(self) -> None:
        instance = JWT(alg="HS256", secret_key=SECRET)
        for call in (lambda: instance.encrypt("x"), lambda: instance.decrypt("x")):
            with self.assertRaises(JamConfigurationError):
                call()

    def test_sign_then_encrypt(self) -> None:
        instance = JWT(alg="HS256", enc="A256GCM", secret_key=SECRET)
        token = instance.encrypt({"u": "a.b"})
        self.assertEqual(instance.decrypt(token), {"u": "a.b"})
        self.assertEqual(header_of(token)["cty"], "JWT")
        inner = instance.jwe.decrypt(token).decode()  # type: ignore[union-attr]
        self.assertEqual(header_of(inner), {"alg": "HS256", "typ": "JWT"})
        self.assertEqual(instance.decrypt(instance.encrypt("a.b.c.d")), {"raw": "a.b.c.d"})
        twice = instance.decrypt(instance.encrypt(instance.encode(sub="x")))
        self.assertEqual(twice["sub"], "x")

    def test_45_what_is_inside_must_be_signed_by_the_configured_alg(self) -> None:
        instance = JWT(alg="HS256", enc="A256GCM", secret_key=SECRET * 2)
        unsigned = base64url.encode(b'{"alg":"none"}') + "." + base64url.encode(b'{"sub":"x"}') + "."
        other = JWT(alg="HS384", secret_key=SECRET * 2).encode(sub="x")
        for content in ('{"sub":"x"}', unsigned, other, "a.b.c", b"\xff.\xff.\xff"):
            token = instance.jwe.encrypt(content, {"cty": "JWT"})  # type: ignore[union-attr]
            with self.assertRaises(JamError):
                instance.decrypt(token)
        for content in (unsigned, other):  # the same, signed from outside once
            with self.assertRaises(JamJWSVerificationError):
                instance.decrypt(instance.encrypt(content))

    def test_the_alg_follows_from_the_key(self) -> None:
        from tests.jose.test_jwe import RSA

        for key, alg in (
            (RSA, "RSA-OAEP"),
            (EC, "ECDH-ES"),
            (JWK.generate("OKP", crv="X25519"), "ECDH-ES"),
            ("short secret", "A128KW"),
        ):
            instance = JWT(enc="A128CBC-HS256", secret_key=key)
            token = instance.encrypt({"a": 1})
            self.assertEqual(header_of(token)["alg"], alg)
            self.assertEqual(instance.decrypt(token), {"a": 1})

    def test_a_ready_jwe(self) -> None:
        instance = JWT(jws=JWS("ES256", EC), jwe=JWE("dir", "A256GCM", SECRET))
        self.assertEqual(instance.decrypt(instance.encrypt({"a": 1})), {"a": 1})
        self.assertEqual((instance.alg, instance.enc), ("ES256", "A256GCM"))

    def test_a_token_of_jam(self) -> None:
        """Made by Jam with the key it derives: such tokens are stored somewhere."""
        token = (
            "eyJhbGciOiJBMjU2S1ciLCJlbmMiOiJBMjU2R0NNIn0._iRaDezksNfw5tJ64nSB33aMfMCHeKPn6XywBUXv-cAK"
            "PtcCvAG6Tw.hjdf8HzNaeedvpXW.6zlwhPMp27xwV1I.__iowkQy466nnMdV5JJwFw"
        )
        self.assertEqual(JWT(enc="A256GCM", secret_key=SECRET).decrypt(token), {"user": 1})

    def test_maker(self) -> None:
        made = create_jwt_instance(enc="A256GCM", secret=SECRET)
        self.assertEqual(made.decrypt(made.encrypt({"a": 1})), {"a": 1})
        with self.assertRaises(JamConfigurationError):
            create_jwt_instance(enc="A256GCM")


class Facade(unittest.TestCase):
    def test_jwe(self) -> None:
        jam = Jam(config={"jose": {"jwe": {"alg": "A256KW", "enc": "A256GCM", "secret": SECRET}}})
        self.assertEqual(jam.jwe_decrypt(jam.jwe_encrypt({"a": 1}, {"kid": "k"})), b'{"a":1}')
        with self.assertRaises(JamJWEDecryptionError):
            jam.jwe_decrypt("a.b.c.d.e")
        with self.assertRaises(JamConfigurationError):
            Jam(config={"jose": {"jwe": {"alg": "A256KW", "enc": "A256GCM"}}})

    def test_the_serializer_of_the_facade(self) -> None:
        class Reversed(JsonEncoder):
            @classmethod
            def dumps(cls, var: Any) -> bytes:
                return super().dumps(var)[::-1]

        config = {"jose": {"jwe": {"alg": "A256KW", "enc": "A256GCM", "key": SECRET}}}
        jam = Jam(config=config, serializer=Reversed)
        self.assertEqual(jam.jwe_decrypt(jam.jwe_encrypt({"a": 1})), b'{"a": 1}'[::-1])

    def test_an_encrypting_jwt(self) -> None:
        jam = Jam(config={"jose": {"jwt": {"alg": "HS256", "enc": "A256GCM", "secret_key": SECRET}}})
        self.assertEqual(jam.jwt.decrypt(jam.jwt.encrypt({"a": 1})), {"a": 1})
        self.assertEqual(jam.jwt_decode(jam.jwt_encode(sub="x"), check_list=None)["sub"], "x")


if __name__ == "__main__":
    unittest.main()
