"""Keychains behind JWT, PASETO and the facade: what was signed before a rotation, after, and revoked."""

from __future__ import annotations

import os
import tempfile
import unittest
from typing import Any

from jamlite.encoding import base64url, strict_json
from jamlite.exceptions.base import JamConfigurationError
from jamlite.exceptions.jose import JamJWSSigningError, JamJWSVerificationError
from jamlite.exceptions.keychain import JamKeychainKeyError, JamKeychainStorageError
from jamlite.exceptions.paseto import JamPASETOClaimError, JamPASETOInvalidTokenFormat
from jamlite.instance import Jam
from jamlite.jose import JWK, JWT, JWKSet, jwt
from jamlite.keychain import FileStorage, Memory
from jamlite.paseto import PASETOv2, PASETOv3, PASETOv4
from tests.tools.transcribe.jose_forge import token as by_hand

ALGORITHMS = ("HS256", "ES256", "EdDSA")


def header_of(token: str) -> dict[str, Any]:
    header: dict[str, Any] = strict_json.loads(base64url.decode(token.split(".")[0]))
    return header


class ForJWT(unittest.TestCase):
    def refused(self, tokens: JWT, token: str, reason: str) -> None:
        with self.assertRaises(JamJWSVerificationError) as caught:
            tokens.decode(token)
        self.assertEqual(caught.exception.details, {"reason": reason})

    def test_keychains_that_cannot_serve(self) -> None:
        chain = Memory("ES256")
        wrong: tuple[dict[str, Any], ...] = (
            {"alg": "ES384", "keychain": chain},
            {"alg": "EdDSA", "keychain": Memory("v4.public")},
            {"alg": "ES256", "keychain": object()},
            {"alg": "ES256", "keychain": "main"},
            {"enc": "A256GCM", "secret_key": "k" * 32, "keychain": chain},
            {"keychain": chain},
        )
        for options in wrong:
            with self.subTest(options), self.assertRaises(JamConfigurationError):
                JWT(**options)

    def test_tokens_without_a_known_kid(self) -> None:
        chain = Memory("HS256")
        chain.rotate("a")
        key = JWK.from_material(chain.signing_key().material)
        tokens = JWT("HS256", keychain=chain)
        self.refused(tokens, jwt.encode({}, key), "missing_kid")
        for kid in ("b", "", "../a", "a.json", "A", "a\0"):
            with self.subTest(kid=kid):
                self.refused(tokens, forged({"alg": "HS256", "kid": kid}, key), "unknown_kid")
        no_texts: tuple[Any, ...] = (1, None, ["a"], {})
        for no_text in no_texts:
            with self.subTest(kid=no_text), self.assertRaises(JamJWSVerificationError):
                tokens.decode(forged({"alg": "HS256", "kid": no_text}, key))

    def test_the_kid_does_not_choose_the_algorithm(self) -> None:
        chain = Memory("ES256")
        chain.rotate("a")
        public = JWK.from_material(chain.signing_key().material).public().to_pem()
        tokens = JWT("ES256", keychain=chain)
        with self.assertRaises(JamJWSVerificationError):
            tokens.decode(by_hand({"alg": "HS256", "kid": "a"}, {}, public.encode()))

    def test_a_header_with_another_kid(self) -> None:
        chain = Memory("HS256")
        tokens = JWT("HS256", keychain=chain)
        with self.assertRaises(JamKeychainKeyError):
            tokens.encode(sub="u")
        chain.rotate("a")
        with self.assertRaises(JamJWSSigningError):
            tokens.encode(sub="u", header={"kid": "b"})
        self.assertEqual(header_of(tokens.encode(header={"kid": "a", "x": 1}))["x"], 1)

    def test_rotation(self) -> None:
        for algorithm in ALGORITHMS:
            with self.subTest(algorithm):
                chain = Memory(algorithm)
                tokens = JWT(algorithm.lower(), keychain=chain)
                chain.rotate("a")
                before = tokens.encode(sub="u")
                chain.rotate("b")
                after = tokens.encode(sub="u")
                self.assertEqual([header_of(token)["kid"] for token in (before, after)], ["a", "b"])
                for token in (before, after, before):
                    self.assertEqual(tokens.decode(token)["payload"]["sub"], "u")
                chain.revoke("a")
                self.refused(tokens, before, "unknown_kid")
                self.assertEqual(tokens.decode(after)["payload"]["sub"], "u")
                chain.remove("a")
                self.refused(tokens, before, "unknown_kid")

    def test_another_key_under_the_same_id(self) -> None:
        chain = Memory("HS256")
        tokens = JWT("HS256", keychain=chain)
        chain.rotate("a")
        before = tokens.encode(sub="u")
        chain.rotate("b")
        chain.remove("a")
        chain.add("a")
        with self.assertRaises(JamJWSVerificationError):
            tokens.decode(before)

    def test_with_a_serializer_and_when_encrypted(self) -> None:
        chain = Memory("EdDSA")
        chain.rotate("a")
        secret = "0123456789abcdef0123456789abcdef"
        both = JWT("EdDSA", "A256GCM", secret, keychain=chain, serializer=strict_json)
        plain = both.encode(sub="u")
        nested = both.encrypt({"sub": "u"})
        self.assertEqual(header_of(plain)["kid"], "a")
        chain.rotate("b")
        self.assertEqual(both.decode(plain)["payload"]["sub"], "u")
        self.assertEqual(both.decrypt(nested), {"sub": "u"})
        chain.revoke("a")
        for call, token in ((both.decode, plain), (both.decrypt, nested)):
            with self.assertRaises(JamJWSVerificationError):
                call(token)

    def test_the_published_set_verifies(self) -> None:
        chain = Memory("ES256")
        tokens = JWT("ES256", keychain=chain)
        found = []
        for kid in ("a", "b"):
            chain.rotate(kid)
            found.append(tokens.encode(sub=kid))
        published = JWKSet.from_dict(chain.public_jwks())
        self.assertEqual([jwt.decode(token, published)["sub"] for token in found], ["a", "b"])
        chain.revoke("a")
        with self.assertRaises(JamJWSVerificationError):
            jwt.decode(found[0], JWKSet.from_dict(chain.public_jwks()))

    def test_any_object_of_that_shape_serves(self) -> None:
        inner = Memory("HS256")
        inner.rotate("a")

        class Own:
            algorithm = "HS256"
            signing_key = inner.signing_key
            verifying_key = inner.verifying_key

        tokens = JWT("HS256", keychain=Own())
        self.assertEqual(tokens.decode(tokens.encode(sub="u"))["payload"]["sub"], "u")
        self.assertNotIn("k=", repr(tokens))

    def test_many_keys_are_not_kept_for_ever(self) -> None:
        chain = Memory("HS256")
        tokens = JWT("HS256", keychain=chain)
        for _ in range(70):
            chain.rotate()
            tokens.decode(tokens.encode())
        self.assertLessEqual(len(tokens.jws._jwks), 64)  # type: ignore[attr-defined]


class ForPASETO(unittest.TestCase):
    def test_keychains_that_cannot_serve(self) -> None:
        wrong: tuple[dict[str, Any], ...] = (
            {"keychain": Memory("v4.public")},
            {"keychain": Memory("v3.local")},
            {"keychain": Memory("HS256")},
            {"keychain": object()},
            {"keychain": Memory("v4.local"), "secret_key": b"k" * 32},
        )
        for options in wrong:
            with self.subTest(options), self.assertRaises(JamConfigurationError):
                PASETOv4("local", **options)

    def test_tokens_without_a_known_kid(self) -> None:
        chain = Memory("v4.local")
        chain.rotate("a")
        tokens = PASETOv4("local", keychain=chain)
        plain = PASETOv4("local", chain.signing_key().material.k)
        for footer in (
            None,
            "a",
            b"a",
            b"\xff",
            '{"kid":"a"',
            {},
            {"kid": "b"},
            {"kid": "../a"},
            '{"kid":1}',
        ):
            with self.subTest(footer=footer), self.assertRaises(JamPASETOInvalidTokenFormat) as caught:
                tokens.decode(plain.encode({}, footer))
            self.assertEqual(caught.exception.error_code, "paseto.validation.unknown_kid")
        self.assertEqual(tokens.decode(plain.encode({}, {"kid": "a"})), ({}, {"kid": "a"}))
        for junk in ("", "x", "v4.local.", None, 1):
            with self.subTest(junk), self.assertRaises(JamPASETOInvalidTokenFormat):
                tokens.decode(junk)  # type: ignore[arg-type]

    def test_footers_that_cannot_carry_a_kid(self) -> None:
        chain = Memory("v4.local")
        tokens = PASETOv4("local", keychain=chain)
        with self.assertRaises(JamKeychainKeyError):
            tokens.encode({})
        chain.rotate("a")
        for footer in ("text", b"bytes", 1, {"kid": "b"}):
            with self.subTest(footer=footer), self.assertRaises(JamPASETOClaimError):
                tokens.encode({}, footer)  # type: ignore[arg-type]

    def test_rotation(self) -> None:
        for kind, version in ((PASETOv2, "v2"), (PASETOv3, "v3"), (PASETOv4, "v4")):
            for purpose in ("local", "public"):
                with self.subTest(version=version, purpose=purpose):
                    chain = Memory(version, purpose)
                    tokens = kind(purpose, keychain=chain)
                    chain.rotate("a")
                    before = tokens.encode({"sub": "u"}, {"x": 1})
                    chain.rotate("b")
                    after = tokens.encode({"sub": "u"})
                    self.assertEqual(tokens.decode(after), ({"sub": "u"}, {"kid": "b"}))
                    self.assertEqual(tokens.decode(before, footer={"x": 1})[1], {"kid": "a", "x": 1})
                    with self.assertRaises(JamPASETOInvalidTokenFormat):
                        tokens.decode(before, footer={"x": 2})
                    chain.revoke("a")
                    with self.assertRaises(JamPASETOInvalidTokenFormat):
                        tokens.decode(before)
                    self.assertEqual(tokens.decode(after)[0], {"sub": "u"})
                    self.assertIn("Memory", repr(tokens))


class ForTheFacade(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = os.path.join(folder.name, "keys")

    def test_jwt(self) -> None:
        config = {
            "jose": {"jwt": {"alg": "ES256", "keychain": "main"}},
            "keychains": {"main": {"type": "file", "path": self.path}},
        }
        issuer, verifier = Jam(config=config), Jam(config=config)
        chain = issuer.jwt.keychain
        self.assertIsInstance(chain, FileStorage)
        with self.assertRaises(JamKeychainKeyError):
            issuer.jwt_encode(sub="u")
        chain.rotate("a")
        before = issuer.jwt_encode(sub="u", exp=60)
        chain.rotate("b")
        after = issuer.jwt_encode(sub="u", exp=60)
        for token in (before, after):
            self.assertEqual(verifier.jwt_decode(token, check_list=None)["sub"], "u")
        verifier.jwt.keychain.revoke("a")
        for jam in (issuer, verifier):
            with self.assertRaises(JamJWSVerificationError):
                jam.jwt_decode(before, check_list=None)
            self.assertEqual(jam.jwt_decode(after, check_list=None)["sub"], "u")

    def test_paseto(self) -> None:
        section = {"version": "v4", "purpose": "public", "keychain": {"path": self.path}}
        jam = Jam(config={"paseto": section})
        jam.paseto.keychain.rotate("a")
        before = jam.paseto_create({"sub": "u"})
        jam.paseto.keychain.rotate("b")
        self.assertEqual(jam.paseto_decode(before)["payload"]["sub"], "u")
        jam.paseto.keychain.revoke("a")
        with self.assertRaises(JamPASETOInvalidTokenFormat):
            jam.paseto_decode(before)

    def test_a_damaged_keychain_is_no_refused_token(self) -> None:
        """Whoever catches refusals must not take a broken server for a bad token."""
        jam = Jam(config={"jose": {"jwt": {"alg": "HS256", "keychain": {"path": self.path}}}})
        jam.jwt.keychain.rotate("a")
        token = jam.jwt_encode(sub="u")
        with open(os.path.join(self.path, "a.json"), "w") as stream:
            stream.write("{}")
        with self.assertRaises(JamKeychainStorageError) as caught:
            jam.jwt_decode(token, check_list=None)
        self.assertNotIsInstance(caught.exception, ValueError)

    def test_wrong_sections(self) -> None:
        wrong: tuple[dict[str, Any], ...] = (
            {"jose": {"jwt": {"alg": "HS256", "keychain": {"type": "nothing"}}}},
            {"jose": {"jwt": {"alg": "HS256", "keychain": {"algorithm": "HS384"}}}},
            {"jose": {"jwt": {"keychain": {}}}},
            {"paseto": {"version": "v4", "keychain": {}}},
            {"paseto": {"version": "v4", "purpose": "local", "keychain": {"algorithm": "HS256"}}},
        )
        for config in wrong:
            with self.subTest(config), self.assertRaises(JamConfigurationError):
                Jam(config=config)


def forged(header: dict[str, Any], key: JWK) -> str:
    """Return a token whose header says anything at all."""
    start = base64url.encode(strict_json.dumps(header)) + ".e30"
    signature = key.signer("HS256")(start.encode())
    return f"{start}.{base64url.encode(signature)}"


if __name__ == "__main__":
    unittest.main()
