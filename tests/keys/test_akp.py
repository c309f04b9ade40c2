"""ML-DSA keys: JWK, PEM and DER in three forms, keychains, signatures; what is refused, and how."""

from __future__ import annotations

import base64
import functools
import hashlib
import unittest
import warnings

from jamlite.crypto import ml_dsa
from jamlite.encoding import base64url, der
from jamlite.exceptions import (
    JamAlgorithmError,
    JamDecryptionError,
    JamInvalidKeyError,
    JamInvalidKeyTypeError,
    JamJWKMissingParameterError,
    JamJWKValidationError,
    JamJWSVerificationError,
)
from jamlite.exceptions.base import JamEncodingError
from jamlite.jose import JWK, JWKSet, jwt
from jamlite.keys import akp
from jamlite.keys.akp import AKPKey
from tests.support import few_iterations

NAME = "ML-DSA-44"
SEED = bytes(range(32))


@functools.lru_cache(None)
def key() -> JWK:
    return JWK.from_material(AKPKey(NAME, None, SEED))


@functools.lru_cache(None)
def expanded() -> bytes:
    return ml_dsa.expanded(NAME, SEED)


def pkcs8(inner: bytes, name: str = "2.16.840.1.101.3.4.3.17", *parameters: bytes) -> bytes:
    algorithm = der.sequence(der.object_identifier(name), *parameters)
    return der.sequence(der.integer(0), algorithm, der.octet_string(inner))


class Members(unittest.TestCase):
    def test_there_and_back(self) -> None:
        data = key().to_dict()
        self.assertEqual(sorted(data), ["alg", "kty", "priv", "pub"])
        self.assertEqual(base64url.decode(data["priv"]), SEED)
        again = JWK(data)
        self.assertEqual((again.alg, again.crv, again.kty), (NAME, None, "AKP"))
        self.assertEqual(again.algorithms(), (NAME,))
        self.assertEqual(again.to_dict(), data)
        public = key().public()
        self.assertFalse(public.is_private)
        self.assertEqual(public.to_dict(), {name: data[name] for name in ("kty", "alg", "pub")})
        self.assertEqual(public.thumbprint(), again.thumbprint())

    def test_refused(self) -> None:
        good = key().to_dict()
        other = base64url.encode(ml_dsa.public_key(NAME, bytes(32)))
        for change in (
            {"alg": "ES256"},
            {"alg": "ML-DSA-65"},
            {"alg": 7},
            {"pub": other},
            {"pub": good["pub"][:-4]},
            {"pub": good["pub"] + "="},
            {"pub": None},
            {"priv": "AAAA"},
            {"priv": 7},
            {"priv": base64url.encode(expanded())},
            {"use": ""},
        ):
            with self.subTest(change), self.assertRaises(JamJWKValidationError):
                JWK({**good, **change})
        for missing in ("alg", "pub"):
            with self.subTest(missing), self.assertRaises(JamJWKMissingParameterError):
                JWK({name: value for name, value in good.items() if name != missing})

    def test_a_record_checks_itself(self) -> None:
        public = ml_dsa.public_key(NAME, SEED)
        for arguments in (
            ("ML-DSA-12", public),
            (None, public),
            (NAME, None),
            (NAME, "text"),
            (NAME, public[:-1]),
            (NAME, None, SEED[:-1]),
            (NAME, ml_dsa.public_key(NAME, bytes(32)), SEED),
            (NAME, None, bytes(32), expanded()),
        ):
            with self.subTest(arguments[0]), self.assertRaises(JamInvalidKeyError):
                AKPKey(*arguments)  # type: ignore[arg-type]
        with self.assertRaises(JamInvalidKeyError):
            AKPKey(NAME, public).signer  # noqa: B018 - the property raises
        self.assertNotIn(base64url.encode(SEED), repr(key().material))

    def test_generate(self) -> None:
        self.assertNotEqual(
            JWK.generate("AKP", alg=NAME).thumbprint(), JWK.generate("AKP", alg=NAME).thumbprint()
        )
        for options in ({}, {"alg": "ES256"}, {"alg": NAME, "crv": "P-256"}, {"alg": NAME, "size": 2048}):
            with self.subTest(options), self.assertRaises(JamJWKValidationError):
                JWK.generate("AKP", **options)  # type: ignore[arg-type]
        with self.assertRaises(JamJWKValidationError):
            JWK.from_material(key().material, alg="ML-DSA-65")


class Files(unittest.TestCase):
    @few_iterations()
    def test_three_forms(self) -> None:
        for form in (None, *akp.FORMS):
            text = key().to_pem(form=form)
            with self.subTest(form):
                found = JWK.from_pem(text)
                self.assertEqual(found.public().to_dict(), key().public().to_dict())
                self.assertEqual(found.to_pem(form=None if form == "expanded" else form), text)
                self.assertEqual(JWK.from_der(key().to_der(form=form)).thumbprint(), key().thumbprint())
        self.assertEqual(JWK.from_pem(key().to_pem(private=False)).to_dict(), key().public().to_dict())
        locked = key().to_pem(password="secret", form="both")
        self.assertEqual(JWK.from_pem(locked, "secret").to_dict(), key().to_dict())
        with self.assertRaises(JamDecryptionError):
            JWK.from_pem(locked, "wrong")

    def test_the_expanded_form_signs_and_has_no_jwk(self) -> None:
        found = JWK.from_pem(key().to_pem(form="expanded"))
        token = jwt.encode({"sub": "ada"}, found)
        self.assertEqual(jwt.decode(token, key().public())["sub"], "ada")
        with self.assertRaises(JamInvalidKeyError) as caught:
            found.to_dict()
        self.assertIn("seed", caught.exception.message)
        for form in ("seed", "both"):
            with self.subTest(form), self.assertRaises(JamInvalidKeyError):
                found.to_pem(form=form)

    def test_forms_from_before_the_standard(self) -> None:
        """OpenSSL 3.5 still writes them: ml-dsa.output_formats=bare-seed, bare-priv, oqskeypair."""
        own = key().material.pub
        for inner, whole in (
            (SEED, True),
            (der.octet_string(SEED), True),
            (expanded(), False),
            (der.octet_string(expanded() + own), False),
        ):
            found = JWK.from_der(pkcs8(inner))
            self.assertEqual(found.public().to_dict(), key().public().to_dict())
            self.assertEqual(found.material.seed, SEED if whole else None)
            self.assertEqual(found.to_der(), key().to_der(form="seed" if whole else "expanded"))

    def test_other_keys_have_one_form(self) -> None:
        for options in ({"form": "seed"}, {"form": "seed", "password": "x"}):
            with self.subTest(options), self.assertRaises(JamInvalidKeyError):
                JWK.generate("OKP").to_pem(**options)  # type: ignore[arg-type]
        with self.assertRaises(JamInvalidKeyError):
            key().to_pem(form="other")

    def test_refused(self) -> None:
        tag = der.context(0, constructed=False)
        both = der.sequence(der.octet_string(bytes(32)), der.octet_string(expanded()))
        own = key().material.pub
        public = bytes((own[0] ^ 1,)) + own[1:]
        for inner in (
            b"",
            SEED[:-1],
            SEED + b"\0",
            der.octet_string(SEED[:-1]),
            der.octet_string(SEED) + b"\0",
            expanded()[:-1],
            der.octet_string(expanded()[:-1]),
            der.octet_string(expanded() + public),
            der.octet_string(expanded() + own[:-1]),
            expanded() + own,
            der.encode(tag, SEED[:-1]),
            der.encode(tag, SEED) + b"\0",
            der.sequence(der.octet_string(SEED)),
            both,
            der.octet_string(b"\xff" * len(expanded())),
        ):
            with self.subTest(inner[:8]), self.assertRaises((JamInvalidKeyError, JamEncodingError)):
                JWK.from_der(pkcs8(inner))
        seed = der.encode(tag, SEED)
        JWK.from_der(pkcs8(seed))
        for data in (
            pkcs8(seed, "2.16.840.1.101.3.4.3.17", der.NULL),
            pkcs8(seed, "2.16.840.1.101.3.4.3.20"),
        ):
            with self.assertRaises((JamInvalidKeyError, JamEncodingError)):
                JWK.from_der(data)

    def test_openssh_has_none(self) -> None:
        with self.assertRaises(JamInvalidKeyError):
            key().to_openssh()
        with self.assertRaises(JamInvalidKeyError):
            key().fingerprint()

    def test_its_fingerprint_is_that_of_the_spki(self) -> None:
        with self.assertRaisesRegex(JamInvalidKeyError, "OpenSSH has no ML-DSA-"):  # it is not symmetric
            key().fingerprint()
        digest = hashlib.sha256(key().to_der(private=False)).digest()
        self.assertEqual(key().fingerprint("spki"), "SHA256:" + base64.b64encode(digest).decode())

    def test_no_text_of_such_a_key_is_a_secret(self) -> None:
        import json

        public = key().public()
        for text in (public.to_pem(), public.to_der(), json.dumps(public.to_dict())):
            with self.subTest(text[:20]), warnings.catch_warnings():
                warnings.simplefilter("error")
                with self.assertRaises(JamInvalidKeyTypeError):
                    jwt.encode({"sub": "ada"}, text, alg="HS256")


class Signatures(unittest.TestCase):
    def test_every_parameter_set(self) -> None:
        for name in ml_dsa.NAMES:
            private = JWK.from_material(AKPKey(name, None, SEED))
            token = jwt.encode({"sub": "ada"}, private)
            for spelling in (private.public(), private.to_dict(private=False), private.to_pem(private=False)):
                with self.subTest(name, spelling=type(spelling).__name__):
                    self.assertEqual(jwt.decode(token, spelling)["sub"], "ada")

    def test_refused(self) -> None:
        token = jwt.encode({"sub": "ada"}, key())
        start, _, signature = token.rpartition(".")
        octets = bytearray(base64url.decode(signature))
        for place in (0, 40, 1000, len(octets) - 1):
            changed = bytearray(octets)
            changed[place] ^= 1
            with self.subTest(place), self.assertRaises(JamJWSVerificationError):
                jwt.decode(f"{start}.{base64url.encode(bytes(changed))}", key().public())
        for cut in (octets[:-1], octets + b"\0", b""):
            with self.subTest(len(cut)), self.assertRaises(JamJWSVerificationError):
                jwt.decode(f"{start}.{base64url.encode(bytes(cut))}", key().public())
        with self.assertRaises(JamJWSVerificationError):
            jwt.decode(token, JWK.from_material(AKPKey(NAME, None, bytes(32))).public())
        with self.assertRaises(JamInvalidKeyTypeError):
            jwt.encode({}, key(), alg="ML-DSA-65")
        with self.assertRaises(JamInvalidKeyTypeError):
            jwt.encode({}, key().public())
        with self.assertRaises((JamAlgorithmError, JamInvalidKeyTypeError, JamJWSVerificationError)):
            jwt.decode(token, key().public(), algorithms=["ES256"])

    def test_a_set(self) -> None:
        named = JWK({**key().to_dict(), "kid": "1"})
        keys = JWKSet([named.public(), JWK.generate("OKP", kid="2").public()])
        token = jwt.encode({"sub": "ada"}, named)
        self.assertEqual(jwt.decode(token, keys)["sub"], "ada")


if __name__ == "__main__":
    unittest.main()
