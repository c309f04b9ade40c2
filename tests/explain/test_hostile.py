"""Tokens and keys made to hurt: deep, huge, negative, endless, costly. Each ends in a step, in every form."""

from __future__ import annotations

import base64
import hmac
import json
import unittest
import zlib
from typing import Any, Optional

from jamlite.crypto import aes_gcm
from jamlite.explain import Explanation, explain
from jamlite.explain.explain_options import MAX_PLAIN_ITERATIONS
from jamlite.jose import jwe, limits
from jamlite.jose.jwk import JWK

KEY = {"kty": "oct", "k": "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTEyMzQ"}


def part(value: Any) -> str:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def jws(payload: bytes, header: Optional[dict[str, Any]] = None) -> str:
    return f"{part({'alg': 'HS256', **(header or {})})}.{part(payload)}.{part(b'x' * 32)}"


class Hostile(unittest.TestCase):
    def look(self, found: Explanation) -> Explanation:
        """Return it, after it was written in each form."""
        self.assertTrue(str(found) and found.to_html() and json.dumps(found.to_dict()))
        return found

    def test_deep(self) -> None:
        for depth in (64, 900, 15_000):
            for deep in (
                b'{"a":' * depth + b"1" + b"}" * depth,
                b'{"a":' + b"[" * depth + b"]" * depth + b"}",
            ):
                for token in (jws(deep), f"{part(deep)}.{part(b'{}')}.{part(b'x')}"):
                    with self.subTest(depth=depth, token=token[:30]):
                        self.assertTrue(self.look(explain(token, KEY)).refused)

    def test_a_jwt_without_claims_is_told(self) -> None:
        for payload in (b"x", b"[1]", b'{"a":NaN}', b'{"a":1,"a":2}', b"{", b'"x"', b"", b"\xff"):
            with self.subTest(payload=payload):
                found = self.look(explain(jws(payload, {"typ": "JWT"})))
                if payload:
                    self.assertEqual(found.result().partition(": ")[2], "Read the claims.")
                self.assertFalse(self.look(explain(jws(payload))).refused)

    def test_numbers(self) -> None:
        numbers = ("-" + "9" * 40, "9" * 4000, "-1e308", "1e999", "-0.0", "9" * 5000)
        for name in ("exp", "nbf", "iat", "auth_time", "other"):
            for number in numbers:
                with self.subTest(name=name, number=number[:9]):
                    self.look(explain(jws(f'{{"{name}":{number}}}'.encode())))
        self.look(explain(json.dumps({**KEY, "other": -(2**70)})))

    def test_recipients_share_one_budget_of_iterations(self) -> None:
        header = {"alg": "PBES2-HS512+A256KW", "p2s": part(b"x" * 16)}
        token = {"protected": part({"enc": "A256GCM"}), "iv": part(b"x" * 12), "tag": part(b"x" * 16)}
        for count, plain, tried in ((MAX_PLAIN_ITERATIONS // 20, True, 8), (limits.MAX_P2C, False, 1)):
            recipient = {"header": {**header, "p2c": count}, "encrypted_key": part(b"x" * 40)}
            found = explain({**token, "ciphertext": "", "recipients": [recipient] * 20}, password="x")
            derived = [step for step in self.look(found).steps if step.title.startswith("Derive the key")]
            self.assertEqual(len(derived), tried)
            self.assertEqual(all(not step.note for step in derived), plain)
            self.assertEqual(found.result().partition(": ")[2], "Find a recipient that the key opens.")

    def test_what_a_right_signature_does_not_heal(self) -> None:
        key = base64.urlsafe_b64decode(KEY["k"] + "=")
        for protected, header in (
            ({"alg": "HS256", "crit": ["x"], "x": 1}, {}),  # RFC 7515 section 4.1.11
            ({"alg": "HS256", "kid": "a"}, {"kid": "a"}),  # section 5.2, step 4: the names are disjoint
            ({"alg": "HS256"}, {}),
        ):
            signed = f"{part(protected)}.{part(b'{}')}"
            mac = hmac.digest(key, signed.encode(), "sha256")
            one = {"protected": part(protected), "header": header, "signature": part(mac)}
            for token in ({"payload": part(b"{}"), "signatures": [one]}, {"payload": part(b"{}"), **one}):
                with self.subTest(protected=protected, members=sorted(token)):
                    found = self.look(explain(token, KEY))
                    self.assertTrue(found.step("Compare the tags").verdict)
                    self.assertEqual(found.refused, protected != {"alg": "HS256"})

    def test_a_direct_key_has_no_encrypted_key(self) -> None:
        curve = JWK.generate("EC", crv="P-256")
        for alg, key in (("dir", JWK.generate("oct", size=256)), ("ECDH-ES", curve)):
            head, _, *rest = jwe.encrypt(b"x", key, {"alg": alg, "enc": "A256GCM"}).split(".")
            found = self.look(explain(".".join([head, "AAAA", *rest]), key))
            self.assertEqual(found.result().partition(": ")[2], "Obtain the content encryption key.")

    def test_the_formula_has_the_jwe_aad_if_it_is_there(self) -> None:
        key = JWK.generate("oct", size=256)
        for aad in (None, b"more"):
            token = jwe.encrypt_json(b"x", [(key, {"alg": "dir"})], {"enc": "A256GCM"}, aad=aad)
            step = explain(token, key).step("Take the additional")
            self.assertEqual("BASE64URL(JWE AAD)" in step.formula, aad is not None)

    def test_what_inflates_without_end(self) -> None:
        key = JWK.generate("oct", size=256)
        deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
        bomb = deflate.compress(bytes(limits.MAX_INFLATED_BYTES + 1)) + deflate.flush()
        header, iv = part({"alg": "dir", "enc": "A256GCM", "zip": "DEF"}), bytes(12)
        octets = base64.urlsafe_b64decode(key.to_dict(private=True)["k"] + "==")
        ciphertext, tag = aes_gcm.encrypt(octets, iv, bomb, header.encode())
        found = self.look(explain(f"{header}..{part(iv)}.{part(ciphertext)}.{part(tag)}", key))
        self.assertEqual(found.result().partition(": ")[2], "Inflate.")
        whole = jwe.encrypt(bytes(9000), key, {"alg": "dir", "enc": "A256GCM", "zip": "DEF"})
        self.assertEqual(self.look(explain(whole, key)).step("Inflate")["inflated"], 9000)

    def test_keys_inside_a_token(self) -> None:
        huge = part(b"\xff" * 12_000)
        for jwk in (
            {"kty": "RSA", "n": huge, "e": huge},
            {"kty": "RSA", "n": part(b"\xff" * 2000), "e": part(b"\xff" * 2000)},
            {"kty": "EC", "crv": "P-256", "x": huge, "y": huge},
            {"kty": "OKP", "crv": "Ed448", "x": huge},
        ):
            found = self.look(explain(jws(b"{}", {"alg": "RS256", "typ": "dpop+jwt", "jwk": jwk})))
            self.assertEqual(found.result().partition(": ")[2], "Take the key out of the proof.")
            self.look(explain(jwk))

    def test_der_without_end(self) -> None:
        for data in (
            b"\x30\x80" * 9000,
            b"\x30\x82\xff\xf0" * 9000,
            b"\x06\x82\x40\x00" + b"\xff" * 0x4000,
            b"\x06\x81\xff" + b"\x7f" * 255,
            b"\x02\x82\x40\x00" + b"\xff" * 0x4000,
            b"\x30\x83\x00\xff\xff" + b"\x02\x01\x01" * 0x5555,
            b"\xff",
            b"\x30\xff",
        ):
            self.look(explain(data))

    def test_password_hashes_that_cost_too_much(self) -> None:
        for stored in (
            "$argon2id$v=19$m=4194304,t=10,p=1$c2FsdHNhbHQ$" + "A" * 43,
            "$scrypt$ln=30,r=8,p=1$c2FsdHNhbHQ$AAAA",
            "$pbkdf2-sha256$4294967295$c2FsdHNhbHQ$" + "A" * 43,
            "$2b$31$" + "A" * 53,
            "$" * 9000,
        ):
            with self.subTest(stored=stored[:20]):
                self.assertTrue(self.look(explain(stored, password="x")).refused)


if __name__ == "__main__":
    unittest.main()
