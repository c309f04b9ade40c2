"""JWK: what is refused, what never leaks, what a key may do; its members' rules are in jwk*.jamlite.json."""

from __future__ import annotations

import copy
import gc
import hashlib
import json
import unittest
import weakref
from typing import Any

from jamlite.encoding import base64url
from jamlite.exceptions import JamConfigurationError, JamError, JamJWKValidationError, JamWeakKeyWarning
from jamlite.exceptions.jose import (
    JamInvalidKeyTypeError,
    JamJWKInvalidKeyTypeError,
    JamJWKMissingParameterError,
)
from jamlite.jose import JWK, jwt
from tests.keys.samples import rsa_public_pem
from tests.tools.transcribe.jose_forge import OCT, SECRET

from .samples import ODD, key, printed

PRIVATE = ("d", "p", "q", "dp", "dq", "qi", "oth", "k")
ASYMMETRIC = ("RS256", "ES256", "ES384", "ES512", "ES256K", "Ed25519", "Ed448")


class Refusals(unittest.TestCase):
    def test_wrong_data(self) -> None:
        """security 1, 58."""
        for data in (*ODD, {}, "", b"", {"kty": []}, {"kty": "oct"}, {1: 2}, [OCT], json.dumps(OCT)):
            for make in (JWK, JWK.from_dict, JWK.validate):
                with self.subTest(data=repr(data)), self.assertRaises(JamJWKValidationError):
                    make(data)  # type: ignore[arg-type]
        with self.assertRaises(JamJWKInvalidKeyTypeError):
            JWK({"kty": "oct ", "k": "AAAA"})
        with self.assertRaises(JamJWKMissingParameterError):
            JWK({"kty": "EC", "crv": "P-256", "x": "AAAA"})

    def test_what_is_no_record_of_keys(self) -> None:
        class Posing:
            kty = "oct"
            k = SECRET

        for material in (*ODD, OCT, SECRET, Posing(), JWK(OCT), rsa_public_pem()):
            with self.subTest(type(material)), self.assertRaises(JamInvalidKeyTypeError) as caught:
                JWK.from_material(material)  # type: ignore[arg-type]
            self.assertIn(f"got {type(material).__name__}; JWK(...) takes the members", str(caught.exception))

    def test_every_member_of_every_wrong_type(self) -> None:
        """security 58 to 60."""
        for alg in ("HS256", *ASYMMETRIC):
            good = key(alg).to_dict()
            for name in good:
                for odd in ODD:
                    with (
                        self.subTest(alg=alg, name=name),
                        self.assertRaises(JamJWKValidationError, msg=repr(odd)),
                    ):
                        JWK({**good, name: odd})

    def test_deep_members(self) -> None:
        deep: Any = []
        for _ in range(100_000):
            deep = [deep]
        with self.assertRaises(JamJWKValidationError):
            JWK({**OCT, "x": deep})
        while deep:
            deep = deep[0]

    def test_texts(self) -> None:
        """security 7, 18."""
        twice = '{"kty":"oct","k":"AAAA","k":"AAAB"}'
        for text in ("", "{}", "[]", "x", json.dumps([OCT]), twice, None, 1, b"\xff", "\ud800"):
            with self.subTest(text=text), self.assertRaises(JamJWKValidationError):
                JWK.from_json(text)  # type: ignore[arg-type]
        self.assertEqual(JWK.from_json(json.dumps(OCT)), JWK.from_json(json.dumps(OCT).encode()))
        for odd in (*ODD, "", "-----BEGIN PUBLIC KEY-----", {}):
            for make in (JWK.from_pem, JWK.from_openssh, JWK.from_der):
                with self.subTest(make=make.__name__, text=repr(odd)), self.assertRaises(JamError):
                    make(odd)  # type: ignore[operator]

    def test_secrets(self) -> None:
        """security 18, 24."""
        text = json.dumps(key("ES256").public().to_dict())
        for secret in ("", b"", None, 1, [], {}, OCT, "\ud800", rsa_public_pem(), text):
            with self.subTest(secret=repr(secret)[:30]), self.assertRaises(JamInvalidKeyTypeError):
                JWK.from_secret(secret)  # type: ignore[arg-type]
        self.assertEqual(JWK.from_secret("é"), JWK.from_secret("é".encode()))

    def test_members_given_beside_a_key(self) -> None:
        twice = {"key_ops": ["a", "a"]}
        for members in ({"k": "AAAA"}, {"kty": "RSA"}, {"alg": 1}, {"use": "x"}, twice, {"kid": 1}):
            with self.subTest(members=members), self.assertRaises(JamJWKValidationError):
                JWK.from_secret(SECRET, **members)
        with self.assertRaises(JamJWKValidationError):
            JWK.from_pem(rsa_public_pem(), n="AQAB")
        self.assertEqual(
            JWK.from_pem(rsa_public_pem(), kid="a", use="sig", alg="RS256").to_dict()["kid"], "a"
        )

    def test_generation(self) -> None:
        for kty in (None, "", "rsa", "QKD", [], {}, 1):
            with self.subTest(kty=kty), self.assertRaises(JamJWKInvalidKeyTypeError):
                JWK.generate(kty)  # type: ignore[arg-type]
        for arguments in (
            {"kty": "oct", "size": 8}, {"kty": "oct", "size": 129}, {"kty": "oct", "size": 1 << 20},
            {"kty": "oct", "size": "256"},
            {"kty": "oct", "size": True}, {"kty": "oct", "crv": "P-256"}, {"kty": "RSA", "crv": "P-256"},
            {"kty": "RSA", "size": 1024},
            {"kty": "RSA", "size": "2048"}, {"kty": "EC", "size": 256}, {"kty": "EC", "crv": "Ed25519"},
            {"kty": "EC", "crv": "P-192"},
            {"kty": "EC", "crv": []}, {"kty": "OKP", "crv": "P-256"}, {"kty": "OKP", "size": 256},
            {"kty": "EC", "alg": "RS256"},
            {"kty": "oct", "alg": "ES256"}, {"kty": "oct", "alg": []}, {"kty": "oct", "use": "x"},
            {"kty": "oct", "kid": 1},
        ):  # fmt: skip
            with self.subTest(arguments=arguments), self.assertRaises(JamError):
                JWK.generate(**arguments)  # type: ignore[arg-type]


class Secrecy(unittest.TestCase):
    """security 11, 61."""

    def test_public_halves(self) -> None:
        for alg in ASYMMETRIC:
            private = key(alg)
            for public in (private.public(), private.public().public(), JWK(private.to_dict(private=False))):
                self.assertFalse(public.is_private)
                members = public.to_dict()
                self.assertFalse(members.keys() & set(PRIVATE))
                self.assertEqual(members, public.to_dict(private=False))
                with self.assertRaises(JamInvalidKeyTypeError):
                    public.to_dict(private=True)
                with self.assertRaises(JamError):
                    public.to_pem(private=True)
            self.assertNotIn("PRIVATE", private.to_pem(private=False))
            self.assertTrue(private.to_dict().keys() & set(PRIVATE))
        secret = JWK(OCT)
        for leak in (secret.public, lambda: secret.to_dict(private=False)):
            with self.assertRaises(JamInvalidKeyTypeError):
                leak()

    def test_repr(self) -> None:
        for alg in ("HS256", *ASYMMETRIC):
            members = key(alg).to_dict()
            prepared = repr(key(alg).prepared)
            self.assertRegex(prepared, "^<Prepared <JWK [A-Za-z].* private>>$")
            for text in (repr(key(alg)), str(key(alg)), repr(key(alg).material), repr([key(alg)]), prepared):
                for name in set(members) & {*PRIVATE, "x", "y", "n"}:
                    self.assertNotIn(members[name], text)
        self.assertEqual(repr(JWK({**OCT, "kid": "a"})), "<JWK oct kid='a'>")
        self.assertEqual(repr(key("ES256")), "<JWK EC P-256 private>")
        self.assertEqual(repr(key("ES256").public()), "<JWK EC P-256 public>")

    def test_operations_of_the_public_half(self) -> None:
        both = JWK({**key("ES256").to_dict(), "key_ops": ["sign", "verify"], "kid": "a", "use": "sig"})
        self.assertEqual(both.public().key_ops, ["verify"])
        self.assertEqual(JWK(both.public().to_dict()).kid, "a")
        none = JWK({**key("ES256").to_dict(), "key_ops": []})
        self.assertEqual(none.public().key_ops, [])


class Unchanging(unittest.TestCase):
    def test_later_changes_of_the_data(self) -> None:
        data: dict[str, Any] = {**OCT, "key_ops": ["sign", "verify"], "x": {"y": [1]}, "x5c": ["AAAA"]}
        before = copy.deepcopy(data)
        made = JWK(data)
        data["key_ops"].append("deriveKey")
        data["x"]["y"].append(2)
        data["k"] = "AAAA"
        self.assertEqual(made.to_dict(), before)
        for shown in (made.to_dict(), made.to_dict()):
            shown["key_ops"].clear()
            shown["x"]["y"].clear()
        (made.key_ops or []).clear()
        self.assertEqual(made.to_dict(), before)
        with self.assertRaises(AttributeError):
            made.kid = "b"  # type: ignore[misc]

    def test_a_key_goes_when_nobody_holds_it(self) -> None:
        made = JWK.generate("oct")
        jwt.decode(jwt.encode({}, made), made)
        watched = weakref.ref(made)
        del made
        gc.collect()
        self.assertIsNone(watched())


class Uses(unittest.TestCase):
    def test_prepare_tells_what_the_key_cannot_do(self) -> None:
        for jwk, wrong in ((key("ES256").public(), "RS256"), (key("ES256"), "ES384"), (JWK(OCT), "ES256")):
            with self.subTest(wrong), self.assertRaises(JamInvalidKeyTypeError):
                jwk.prepare(wrong)
        key("ES256").public().prepare("ES256")
        signs = JWK({**key("ES256").to_dict(), "key_ops": ["sign"]})
        signs.prepare("ES256")
        with self.assertRaises(JamInvalidKeyTypeError):
            signs.verifier("ES256")

    """security 19."""

    def test_properties(self) -> None:
        made = JWK({**key("ES256").to_dict(), "alg": "ES256", "use": "sig", "kid": "a", "key_ops": ["sign"]})
        self.assertEqual(
            (made.kty, made.crv, made.alg, made.use, made.kid), ("EC", "P-256", "ES256", "sig", "a")
        )
        self.assertEqual((made.key_ops, made.is_private, made.verifies), (["sign"], True, False))
        self.assertTrue(key("ES256").verifies)
        self.assertFalse(JWK({**OCT, "use": "enc"}).verifies)

    def test_algorithms(self) -> None:
        self.assertEqual(key("RS256").algorithms(), ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"))
        self.assertEqual(key("ES384").algorithms(), ("ES384",))
        self.assertEqual(key("ES256K").algorithms(), ("ES256K",))
        self.assertEqual(key("Ed25519").algorithms(), ("EdDSA", "Ed25519"))
        self.assertEqual(JWK({**OCT, "alg": "HS512"}).algorithms(), ("HS512",))
        self.assertEqual(JWK({**OCT, "alg": "A128KW"}).algorithms(), ())
        with self.assertRaises(JamInvalidKeyTypeError):
            JWK({**OCT, "alg": "A128KW"}).default_algorithm()

    def test_keys_are_equal_by_their_material(self) -> None:
        self.assertEqual(JWK(OCT), JWK({**OCT, "kid": "a"}))
        self.assertNotEqual(JWK(OCT), JWK.from_secret(b"other"))
        self.assertNotEqual(key("ES256"), key("ES256").public())
        self.assertNotEqual(JWK(OCT), OCT)
        self.assertEqual(len({JWK(OCT), JWK(OCT), key("ES256")}), 2)


class Forms(unittest.TestCase):
    def test_every_way_out_is_a_way_in(self) -> None:
        for alg in ASYMMETRIC:
            private = key(alg)
            with self.subTest(alg=alg):
                self.assertEqual(JWK.from_pem(private.to_pem()).to_dict(), private.to_dict())
                self.assertEqual(JWK.from_der(private.to_der()).to_dict(), private.to_dict())
                self.assertEqual(JWK.from_pem(private.to_pem(private=False)), private.public())
                self.assertEqual(JWK.from_der(private.public().to_der()), private.public())
        with self.assertRaises(JamError):
            JWK(OCT).to_pem()
        line = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea me"
        self.assertEqual(JWK.from_openssh(line, kid="a").crv, "Ed25519")

    def test_thumbprint(self) -> None:
        for alg in ("HS256", *ASYMMETRIC):
            members = key(alg).to_dict()
            names = {"oct": "k kty", "RSA": "e kty n", "EC": "crv kty x y", "OKP": "crv kty x"}[key(alg).kty]
            text = json.dumps({name: members[name] for name in names.split()}, separators=(",", ":"))
            for hash_name in ("sha256", "sha384", "sha512"):
                digest = base64url.encode(hashlib.new(hash_name, text.encode()).digest())
                self.assertEqual(key(alg).thumbprint(hash_name), digest)
        more = JWK({**printed("3.4"), "kid": "a", "alg": "RS256"})
        self.assertEqual(key("RS256").thumbprint(), more.thumbprint())
        for odd in ("md5", "", None, 1, [], {}, "SHA256"):
            with self.subTest(hash=odd), self.assertRaises(JamError):
                JWK(OCT).thumbprint(odd)  # type: ignore[arg-type]
            with self.subTest(hash=odd), self.assertRaises(JamConfigurationError):
                JWK(OCT).thumbprint_uri(odd)  # type: ignore[arg-type]

    def test_generated_keys(self) -> None:
        for arguments, expected in (
            ({"kty": "oct"}, 32), ({"kty": "oct", "alg": "HS384"}, 48),
            ({"kty": "oct", "alg": "HS512"}, 64), ({"kty": "oct", "size": 128}, 16),
        ):  # fmt: skip
            made = JWK.generate(**arguments, kid="a", use="sig")  # type: ignore[arg-type]
            self.assertEqual(len(base64url.decode(made.to_dict()["k"])), expected)
            self.assertEqual((made.kid, made.use, made.alg), ("a", "sig", arguments.get("alg")))
        for arguments, curve in (
            ({"kty": "EC"}, "P-256"), ({"kty": "EC", "alg": "ES512"}, "P-521"), ({"kty": "OKP"}, "Ed25519"),
            ({"kty": "OKP", "crv": "X448"}, "X448"), ({"kty": "OKP", "alg": "Ed448"}, "Ed448"),
            ({"kty": "EC", "alg": "ES256K"}, "secp256k1"),
        ):  # fmt: skip
            made = JWK.generate(**arguments)  # type: ignore[arg-type]
            self.assertEqual((made.crv, made.is_private), (curve, True))
            self.assertNotEqual(made, JWK.generate(**arguments))  # type: ignore[arg-type]

    def test_strict(self) -> None:
        for strict in (JWK({"kty": "oct", "k": "AAAA"}, strict=True), JWK.from_secret(b"x", strict=True)):
            with self.assertRaises(JamInvalidKeyTypeError):
                strict.signer("HS256")
        with self.assertWarns(JamWeakKeyWarning):
            JWK({"kty": "oct", "k": "AAAA"}).verifier("HS256")


if __name__ == "__main__":
    unittest.main()
