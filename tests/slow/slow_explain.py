"""Every algorithm through `explain`, right and with one character changed: plain and the fast code agree.

Run: python3 -m tests.slow.slow_explain
"""

from __future__ import annotations

import unittest
import warnings
from typing import Any

from jamlite.crypto import fernet
from jamlite.explain import Explanation, examples, explain
from jamlite.jose import jwe, jwt
from jamlite.jose.jwa import JWS_ALGORITHMS
from jamlite.jose.jwe_content import CONTENT_ENCRYPTIONS
from jamlite.jose.jwe_key_management import KEY_MANAGEMENTS
from jamlite.jose.jwk import JWK
from jamlite.paseto import paserk, v1, v2, v3, v4
from jamlite.paseto.key import generate
from jamlite.passwords import password_hash
from tests.passwords import test_other_formats

RIGHT = "explained; nothing was found wrong."
RSA = JWK(examples.EXAMPLES["rfc7516-a.2"]["key"])
PASSWORD = "correct horse battery staple"


def changed(token: str) -> str:
    at = len(token) - 5
    return token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]


class Algorithms(unittest.TestCase):
    def setUp(self) -> None:
        quiet = warnings.catch_warnings()
        quiet.__enter__()
        self.addCleanup(quiet.__exit__, None, None, None)
        warnings.simplefilter("ignore")

    def check(self, token: str, key: Any, **options: Any) -> Explanation:
        """Explain a right token, and the same with one character changed."""
        found = explain(token, key, **options)
        self.assertEqual(found.result(), RIGHT, str(found))
        self.assertTrue(found.step("Ask the fast code").verdict)
        wrong = explain(changed(token), key, **options)
        self.assertIs(wrong.step("Ask the fast code").verdict, False)
        failed = [step.title for step in wrong.steps if step.verdict is False]
        self.assertNotEqual(failed[0], "Ask the fast code", str(wrong))
        return found

    def test_jws(self) -> None:
        for alg, row in JWS_ALGORITHMS.items():
            key = RSA if row.kty == "RSA" else JWK.generate(row.kty, alg=alg)
            with self.subTest(alg=alg):
                members = {name: value for name, value in key.to_dict(private=True).items() if name != "use"}
                self.check(jwt.encode({"sub": "x"}, JWK({**members, "alg": alg}), alg=alg), JWK(members))

    def test_jwe(self) -> None:
        for alg, row in KEY_MANAGEMENTS.items():
            for enc in CONTENT_ENCRYPTIONS if alg == "dir" else ("A256GCM",):
                for key in self.jwe_keys(alg, row.kty, enc):
                    with self.subTest(alg=alg, enc=enc, key=key):
                        more = {"p2c": 1000} if alg.startswith("PBES2") else {}
                        self.check(jwe.encrypt(b'{"a":1}', key, {"alg": alg, "enc": enc, **more}), key)

    def jwe_keys(self, alg: str, kty: str, enc: str) -> list[JWK]:
        if alg.startswith("PBES2"):
            return [JWK.from_password(PASSWORD)]
        if kty == "RSA":
            return [RSA]
        if alg == "ECDH-ES":
            nist = [JWK.generate("EC", crv=crv) for crv in ("P-256", "P-384", "P-521")]
            return [*nist, *(JWK.generate("OKP", crv=crv) for crv in ("X25519", "X448"))]
        if alg.startswith("ECDH"):
            return [JWK.generate("OKP", crv="X25519")]
        size = CONTENT_ENCRYPTIONS[enc].key_size if alg == "dir" else int(alg[1:4]) // 8
        return [JWK.generate("oct", size=8 * size)]

    def test_paseto(self) -> None:
        modules: tuple[Any, ...] = (v1, v2, v3, v4)
        for version, module in zip(("v1", "v2", "v3", "v4"), modules):
            extra = {"implicit": b"more"} if version in ("v3", "v4") else {}
            local, secret = generate(version, "local"), generate(version, "public")
            public = paserk.encode(f"k{version[1]}.public", secret.public().octets)  # type: ignore[union-attr]
            for footer in (b"", b'{"kid":"x"}'):
                with self.subTest(version=version, footer=footer):
                    sealed = module.encrypt(local, b'{"sub":"x"}', footer, **extra)
                    self.check(sealed, local.octets, **extra)
                    found = self.check(module.sign(secret, b'{"sub":"x"}', footer, **extra), public, **extra)
                    self.assertEqual(found.steps[0]["f"], footer.decode() if footer else b"")

    def test_fernet(self) -> None:
        key = fernet.generate_key()
        self.check(fernet.encrypt(key, b"hello", now=0), key)

    def test_passwords(self) -> None:
        for stored in (
            password_hash(PASSWORD, iterations=1000),
            password_hash(PASSWORD, scheme="scrypt", ln=4, r=2, p=1),
            password_hash(PASSWORD, iterations=100_000),
            password_hash(PASSWORD, scheme="argon2id", memory_kib=32, passes=1),
        ):
            with self.subTest(stored=stored[:20]):
                self.password(stored, PASSWORD)

    def test_passwords_that_other_software_stored(self) -> None:
        for name, stored in test_other_formats.STORED.items():
            with self.subTest(form=name):
                self.password(stored, test_other_formats.PASSWORD)
        for name, stored in (
            ("bcrypt", "$2b$12$" + "A" * 53),
            ("MD5-crypt", "$1$salt$abcdefghijklmnopqrstuv"),
        ):
            found = explain(stored, password=PASSWORD)
            self.assertEqual(found.result().partition(": ")[2], "Take the text apart.")
            self.assertIn(name, found.steps[0].note)

    def password(self, stored: str, password: str) -> None:
        found = explain(stored, password=password, show_secrets=True)
        self.assertEqual(found.result(), RIGHT, str(found))
        self.assertEqual(explain(stored).missing, ["the password (--password)."])
        wrong = explain(stored, password="x")
        self.assertEqual(wrong.result().partition(": ")[2], "Compare the hashes.")
        derived = explain(stored, password="x", show_secrets=True).step("Derive")["derived"]
        self.assertNotIn(derived.hex(), str(wrong))
        self.assertNotIn(password.encode().hex(), str(explain(stored, password=password)))


if __name__ == "__main__":
    unittest.main()
