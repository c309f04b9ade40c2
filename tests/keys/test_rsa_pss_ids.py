"""RSA keys bound to PSS (id-RSASSA-PSS): what they may do, and that they are written so again."""

from __future__ import annotations

import contextlib
import unittest
from typing import Any

from jamlite import jose
from jamlite.encoding import der, pem
from jamlite.exceptions import JamEncodingError, JamError, JamInvalidKeyError, JamInvalidKeyTypeError
from jamlite.jose import JWK
from jamlite.keys import loading, rsa_pss_ids
from jamlite.keys.rsa import RSAKey
from jamlite.paseto import key_reading

from ..support import few_iterations
from . import samples

READ = samples.cases("read.pyca")
FREE = READ["PKCS8/rsa_pss_2048.pem"].inputs["text"]
BOUND = READ["PKCS8/rsa_pss_2048_hash_mask_salt.pem"].inputs["text"]
SHA256, SHA384, SHA512 = (f"2.16.840.1.101.3.4.2.{last}" for last in (1, 2, 3))
MGF1, SHA1 = "1.2.840.113549.1.1.8", "1.3.14.3.2.26"


def hash_id(oid: str, null: bool = True) -> bytes:
    return der.sequence(der.object_identifier(oid), *([der.NULL] if null else []))


def parameters(
    hash_oid: str | None = SHA256,
    mgf_hash: str | None = SHA256,
    salt: int | None = 32,
    trailer: int | None = None,
    null: bool = True,
    mgf: str = MGF1,
) -> bytes:
    """Return RSASSA-PSS-params (RFC 8017 appendix A.2.3); None leaves a field out."""
    fields = []
    if hash_oid is not None:
        fields.append(der.encode(der.context(0), hash_id(hash_oid, null)))
    if mgf_hash is not None:
        inner = der.sequence(der.object_identifier(mgf), hash_id(mgf_hash, null))
        fields.append(der.encode(der.context(1), inner))
    for number, value in ((2, salt), (3, trailer)):
        if value is not None:
            fields.append(der.encode(der.context(number), der.integer(value)))
    return der.sequence(*fields)


class Parameters(unittest.TestCase):
    def test_which_algorithm_they_allow(self) -> None:
        for name, given, allowed in (
            ("SHA-256", parameters(), "PS256"),
            ("SHA-384", parameters(SHA384, SHA384, 48), "PS384"),
            ("SHA-512", parameters(SHA512, SHA512, 64), "PS512"),
            ("without NULL, RFC 4055 section 2.1", parameters(null=False), "PS256"),
            ("a shorter salt, RFC 4055 section 3.3", parameters(salt=0), "PS256"),
            ("the usual salt, 20", parameters(salt=None), "PS256"),
            ("the trailer written out", parameters(trailer=1), "PS256"),
        ):
            with self.subTest(name):
                found = rsa_pss_ids.read(given)
                self.assertEqual(found.algorithms, (allowed,))
                self.assertEqual(found.identifier[-len(given) :], given)
        self.assertEqual(rsa_pss_ids.read(None).algorithms, ("PS256", "PS384", "PS512"))

    def test_what_no_algorithm_obeys_is_refused_in_a_sentence(self) -> None:
        for words, given in (
            ("PSS with SHA-1, and no JWS algorithm is", parameters(None, None, None)),
            ("PSS with SHA-1, and no JWS algorithm is", parameters(SHA1, SHA1, 20)),
            ("PSS with the hash 1.2.3, and no", parameters("1.2.3", "1.2.3")),
            ("SHA-256 and MGF1 with SHA-1, and PS256 has SHA-256 in both", parameters(mgf_hash=None)),
            ("SHA-256 and MGF1 with SHA-512, and PS256", parameters(mgf_hash=SHA512)),
            ("a salt of 33 bytes or more, and PS256 has 32", parameters(salt=33)),
            ("the trailer field 2, and there is only 1", parameters(trailer=2)),
            ("the mask generation 1.2.3, and JWS has MGF1", parameters(mgf="1.2.3")),
        ):
            with self.subTest(words), self.assertRaises(JamInvalidKeyError) as caught:
                rsa_pss_ids.read(given)
            self.assertIn(words, caught.exception.message)
            self.assertIn("openssl genpkey -algorithm RSA-PSS ", caught.exception.message)

    def test_bad_der(self) -> None:
        good = parameters(trailer=1)
        swapped = der.sequence(
            der.encode(der.context(2), der.integer(32)), der.encode(der.context(0), hash_id(SHA256))
        )
        twice = der.encode(der.context(0), hash_id(SHA256), hash_id(SHA256))
        for bad in (
            b"",
            der.NULL,
            good[:-1],
            good + b"x",
            swapped,
            der.sequence(twice),
            der.sequence(der.NULL),
        ):
            with self.subTest(bad=bad.hex()), self.assertRaises(JamEncodingError):
                rsa_pss_ids.read(bad)
        for at in range(len(good)):
            for changed in (good[:at], good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :]):
                with contextlib.suppress(JamError):  # whatever it is, no other error comes out
                    rsa_pss_ids.read(changed)


class Keys(unittest.TestCase):
    def test_algorithms(self) -> None:
        for text, allowed in ((FREE, ("PS256", "PS384", "PS512")), (BOUND, ("PS256",))):
            key = JWK.from_pem(text)
            for each in (key, key.public(), JWK.from_pem(key.public().to_pem())):
                self.assertEqual(each.algorithms(), allowed)
                self.assertEqual(each.alg, allowed[0] if len(allowed) == 1 else None)
            self.assertEqual(key.default_algorithm(), "PS256")
            token = jose.jwt.encode({"a": 1}, key)
            self.assertEqual(jose.jws.verify(token, key.public()).header["alg"], "PS256")
            # Nothing else is different: an ordinary key of the same numbers verifies it.
            plain = JWK.from_material(RSAKey.from_members(key.public().material.to_members()))
            self.assertEqual(jose.jwt.decode(token, plain, algorithms=["PS256"]), {"a": 1})

    def test_other_algorithms_are_refused_in_a_sentence(self) -> None:
        for text, refused in ((FREE, ("RS256", "RS512")), (BOUND, ("RS256", "PS384"))):
            key = JWK.from_pem(text)
            plain = JWK.from_material(key.material.bound_to(None))  # type: ignore[union-attr]
            for alg in refused:
                with self.subTest(alg=alg), self.assertRaisesRegex(JamInvalidKeyTypeError, alg):
                    jose.jwt.encode({}, key, alg=alg)
                with self.subTest(alg=alg), self.assertRaisesRegex(JamError, "PS256"):
                    jose.jwt.decode(jose.jwt.encode({}, plain, alg=alg), key.public())
                with self.subTest(alg=alg), self.assertRaisesRegex(JamError, "bound to PSS"):
                    JWK.from_pem(text, alg=alg)
        self.assertRaisesRegex(JamInvalidKeyTypeError, "bound to PSS", JWK.from_pem(FREE).signer, "RS256")

    def test_encryption_is_refused(self) -> None:
        for text in (FREE, BOUND):
            key = JWK.from_pem(text)
            plain = JWK.from_material(key.material.bound_to(None))  # type: ignore[union-attr]
            for header in ({}, {"alg": "RSA-OAEP"}, {"alg": "RSA-OAEP-256"}, {"alg": "RSA1_5"}):
                with self.subTest(header=header), self.assertRaisesRegex(JamError, "bound to PSS"):
                    jose.jwe.encrypt(b"x", key.public(), header)
            token = jose.jwe.encrypt(b"x", plain.public(), {"alg": "RSA-OAEP"})
            self.assertEqual(jose.jwe.decrypt(token, plain).plaintext, b"x")
            for algorithms in (None, ["RSA-OAEP"]):
                with self.assertRaises(JamError):
                    jose.jwe.decrypt(token, key, algorithms=algorithms)

    def test_other_doors(self) -> None:
        key = JWK.from_pem(BOUND)
        public: Any = key.public()
        for name, call in (
            ("OpenSSH", public.to_openssh),
            ("OpenSSH private", lambda: key.to_openssh(private=True)),
            ("fingerprint of OpenSSH", public.fingerprint),
            ("PASETO v1", lambda: key_reading.public_key("v1", public.to_pem())),
        ):
            with self.subTest(name), self.assertRaisesRegex(Exception, "bound to PSS"):
                call()
        self.assertRegex(public.fingerprint("spki"), "^SHA256:")

    @few_iterations()
    def test_written_as_it_was_read(self) -> None:
        for name, case in READ.items():
            if "rsa_pss_2048" not in name or "data" in case.inputs:
                continue
            with self.subTest(name):
                block = pem.decode(case.inputs["text"])[0]
                key = loading.load_der(block.data)
                self.assertEqual(loading.dump_der(key, private=True), block.data)
                again = loading.load_der(loading.dump_der(key.public(), private=False))
                self.assertEqual(again.pss.identifier, key.pss.identifier)  # type: ignore[union-attr]
                secret = loading.load_der(loading.dump_der(key, private=True, password="x"), "x")
                self.assertEqual(secret.pss.identifier, key.pss.identifier)  # type: ignore[union-attr]
        data = READ["PKCS8/rsa_pss_2048_pub.der"].inputs["data"]
        self.assertEqual(loading.dump_der(loading.load_der(data), private=False), data)

    def test_jwk_and_set(self) -> None:
        key = JWK.from_pem(BOUND, kid="1")
        members = key.public().to_dict()
        self.assertEqual(members["alg"], "PS256")
        token = jose.jwt.encode({"a": 1}, key)
        self.assertEqual(jose.jwt.decode(token, {"keys": [members]}), {"a": 1})
        self.assertEqual(repr(JWK.from_pem(FREE)), "<JWK RSA-PSS private>")


if __name__ == "__main__":
    unittest.main()
