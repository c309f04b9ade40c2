"""Detached payloads, nested tokens, DPoP proofs, hashes of ID tokens, Steam Guard: right and wrong."""

from __future__ import annotations

import base64
import hmac
import json
import os
import unittest
import warnings
from typing import Any

from jamlite import macaroons
from jamlite.exceptions.base import JamValidationError
from jamlite.explain import Explanation, examples, explain
from jamlite.jose import jwe, jws, jwt
from jamlite.jose.jwk import JWK
from jamlite.oauth2 import dpop, id_token

from ..support import ROOT

SECRET = {"kty": "oct", "k": "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTEyMzQ"}
RIGHT = "explained; nothing was found wrong."
EC = JWK.generate("EC", crv="P-256")
NOW = 1_900_000_000


class Detached(unittest.TestCase):
    def forms(self, payload: bytes, **header: Any) -> list[Any]:
        """Return a detached token in each form; with b64=false, if the header says so."""
        given = {"alg": "HS256", **header}
        detached = jws.sign(payload, SECRET, given, detached=True)
        return [
            detached,
            *(
                jws.sign_json(payload, [(SECRET, given, None)], flattened=flattened, detached=True)
                for flattened in (True, False)
            ),
        ]

    def test_each_form_with_and_without_its_payload(self) -> None:
        for payload in (b"hello", b"\xff\x00.", b"", b'{"exp":1}'):
            for header in ({}, {"b64": False, "crit": ["b64"]}):
                for token in self.forms(payload, **header):
                    with self.subTest(payload=payload, header=header, token=token):
                        self.assertFalse(self.wrong(explain(token, SECRET, payload=payload)))
                        self.assertTrue(self.wrong(explain(token, SECRET, payload=payload + b"!")))
                        alone = explain(token, SECRET)
                        self.assertFalse(self.wrong(alone))
                        self.assertEqual(bool(alone.missing), payload != b"")

    def wrong(self, found: Explanation) -> bool:
        return any(step.verdict is False and not step.title.startswith("Claim ") for step in found.steps)

    def test_a_payload_beside_one_that_is_there(self) -> None:
        token = jwt.encode({}, SECRET)
        for form in (token, {**jws.sign_json(b"x", [(SECRET, {"alg": "HS256"}, None)], flattened=True)}):
            with self.assertRaises(JamValidationError) as caught:
                explain(form, SECRET, payload=b"x")
            self.assertEqual(caught.exception.error_code, "explain.option")

    def test_a_payload_that_stands_as_it_is(self) -> None:
        token = jws.sign(b"pay load", SECRET, {"alg": "HS256", "b64": False, "crit": ["b64"]})
        self.assertEqual(token.split(".")[1], "pay load")
        self.assertEqual(explain(token, SECRET).result(), RIGHT)
        self.assertTrue(explain(token.replace("pay", "say"), SECRET).refused)


class Nested(unittest.TestCase):
    def test_each_kind_in_each(self) -> None:
        inner_key = JWK.generate("oct", size=256)
        signed = jwt.encode({"sub": "inner"}, SECRET)
        closed = jwe.encrypt(b'{"sub": "inner"}', inner_key, {"alg": "dir", "enc": "A256GCM"})
        header = {"alg": "HS256", "cty": "JWT"}
        for outer, key, inner in (
            (jws.sign(signed.encode(), SECRET, header), SECRET, SECRET),
            (jws.sign(closed.encode(), SECRET, header), SECRET, inner_key),
            (jwe.encrypt(signed.encode(), inner_key, {"alg": "dir", "enc": "A256GCM"}), inner_key, SECRET),
            (jwe.encrypt(closed.encode(), inner_key, {"alg": "dir", "enc": "A256GCM"}), inner_key, inner_key),
        ):
            with self.subTest(outer=outer[:20]):
                found = explain(outer, key, verify_key=inner)
                self.assertEqual(found.result(), RIGHT, str(found))
                self.assertEqual(found.step("Claim sub")["sub"], "inner")
                self.assertEqual(len(explain(outer, key).missing), 1)

    def test_tokens_in_tokens_in_tokens_have_an_end(self) -> None:
        token = jwt.encode({}, SECRET)
        for _ in range(9):
            token = jws.sign(token.encode(), SECRET, {"alg": "HS256"})
        found = explain(token, SECRET, verify_key=SECRET)
        self.assertIn("No more tokens", found.steps[-1].note)
        self.assertTrue(found.refused)


class Proof(unittest.TestCase):
    def proof(self, **changed: Any) -> str:
        return dpop.proof(EC, "GET", "https://api.example/a", access_token="token", now=NOW, **changed)

    def test_right_and_wrong(self) -> None:
        bound = jwt.encode({"cnf": {"jkt": EC.thumbprint()}}, SECRET)
        of_bound = dpop.proof(EC, "GET", "https://api.example/a", access_token=bound, now=NOW)
        other = jwt.encode({"cnf": {"jkt": "x"}}, SECRET)
        of_other = dpop.proof(EC, "GET", "https://api.example/a", access_token=other, now=NOW)
        secret, private = self.forged(SECRET), self.forged(EC.to_dict(private=True))
        for text, given, failed in (
            (self.proof(), {"access_token": "token"}, None),
            (self.proof(), {"access_token": "token", "key": EC.public()}, None),
            (of_bound, {"access_token": bound}, None),
            (of_other, {"access_token": other}, "Compare the key with the one that the access token names"),
            (self.proof(), {"access_token": "other"}, "Compute ath of the access token"),
            (self.proof(), {"access_token": "token", "key": JWK.generate("EC")}, "Compare it with the key"),
            (self.proof()[:-6] + "AAAAAA", {"access_token": "token"}, "Compare v with r"),
            (secret, {}, "Take the key out of the proof"),
            (private, {}, "Take the key out of the proof"),
            (self.forged(None), {}, "Take the key out of the proof"),
            (self.forged({"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}), {}, "Take the key out"),
        ):
            with self.subTest(failed=failed):
                found = explain(text, now=NOW, **given)
                wrong = [step for step in found.steps if step.verdict is False]
                self.assertEqual(bool(wrong), failed is not None, str(found))
                if failed:
                    self.assertTrue(wrong[0].title.startswith(failed), wrong[0].title)
        self.assertNotIn(EC.to_dict(private=True)["d"], json.dumps(explain(private).to_dict()["steps"][-1]))

    def forged(self, jwk: Any) -> str:
        header = {"typ": "dpop+jwt", "alg": "HS256", "jwk": jwk}
        parts = [json.dumps(part).encode() for part in (header, {"jti": "x"})]
        return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in (*parts, b"x" * 32))

    def test_what_is_missing(self) -> None:
        self.assertIn("the access token", explain(self.proof(), now=NOW).missing[0])
        token = jws.sign(b"{}", EC, {"alg": "ES256", "typ": "dpop+jwt", "jwk": EC.to_dict(private=False)})
        titles = [step.title for step in explain(token).steps if step.verdict is False]
        self.assertEqual(titles, ["Look for jti", "Look for htm", "Look for htu", "Look for iat"])


class Hashes(unittest.TestCase):
    def test_the_values_that_openid_connect_prints(self) -> None:
        path = os.path.join(ROOT, "vectors", "oauth2", "id_token_hash.oidc_core.json")
        with open(path, encoding="utf-8") as stream:
            cases = [case for case in json.load(stream)["cases"] if case["result"] == "valid"]
        self.assertGreaterEqual(len(cases), 2)
        for case in cases:
            for claim, option in (
                ("at_hash", "access_token"),
                ("c_hash", "authorization_code"),
                ("s_hash", "state"),
            ):
                token = jwt.encode({claim: case["out"]["hash"]}, JWK.generate("oct", alg="HS256"))
                value = case["in"]["value"]
                self.assertFalse(explain(token, now=NOW, **{option: value}).refused)
                found = explain(token, now=NOW, **{option: value + "x"})
                self.assertEqual(found.result().split(": ")[1][:14], f"Compute {claim}"[:14])
                self.assertIn(claim, explain(token, now=NOW).missing[-1])

    def test_each_hash(self) -> None:
        for alg, kty, crv in (
            ("HS384", "oct", None),
            ("ES512", "EC", "P-521"),
            ("EdDSA", "OKP", "Ed25519"),
            ("EdDSA", "OKP", "Ed448"),
        ):
            key = JWK.generate(kty, crv=crv, alg=alg)
            token = jwt.encode({"at_hash": id_token.hash_of("token", alg, crv)}, key)
            with self.subTest(alg=alg, crv=crv):
                self.assertEqual(explain(token, key, access_token="token").result(), RIGHT)
        self.assertIn("its curve says", explain(token, access_token="token").missing[-1])


class Steam(unittest.TestCase):
    def test_secrets_as_steam_and_as_others_write_them(self) -> None:
        octets = b"12345678901234567890"
        for text, given in (
            (base64.b64encode(octets).decode(), {"steam": True}),
            (base64.b32encode(octets).decode(), {"steam": True}),
            (f"steam://{base64.b32encode(octets).decode()}", {}),
            (f"otpauth://totp/Steam:x?secret={base64.b32encode(octets).decode()}&encoder=steam", {}),
        ):
            with self.subTest(text=text):
                for code, refused in (("GG5F5", False), ("gg5f5", False), ("PV9M4", True)):
                    found = explain(text, now=0, code=code, **given)
                    self.assertEqual(found.step("Spell the number")["D"], "GG5F5")
                    self.assertEqual(found.refused, refused)
                self.assertEqual(explain(text, now=30, **given).step("Spell")["D"], "PV9M4")

    def test_no_secret(self) -> None:
        for text in ("1", "!", "é", "\x00"):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self.assertTrue(explain(text, steam=True).refused, text)


class MLDSA(unittest.TestCase):
    def cases(self, name: str) -> list[dict[str, Any]]:
        with open(os.path.join(ROOT, "vectors", "jose", name), encoding="utf-8") as stream:
            found: list[dict[str, Any]] = json.load(stream)["cases"]
        return found

    def test_the_examples_of_rfc_9964(self) -> None:
        cases = self.cases("jws.rfc9964.json")
        self.assertGreaterEqual(len(cases), 2)
        for case in cases:
            token, key = case["in"]["token"], case["in"]["key"]
            with self.subTest(case=case["id"]):
                found = explain(token, key)
                self.assertEqual(found.result(), RIGHT, str(found))
                self.assertEqual(found.step("Compare c~")["c~"], found.step("Compute the com")["c~'"])
        at = token.rindex(".") + 9
        wrong = explain(token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :], key)
        self.assertEqual(wrong.result().partition(": ")[2], "Compare c~ with c~'.")
        for signature, title in (("AAAA", "Split the signature"), (None, "Match the key with the algorithm")):
            header, payload, own = token.split(".")
            if signature is None:
                header = base64.urlsafe_b64encode(b'{"alg":"ML-DSA-87"}').decode().rstrip("=")
            found = explain(f"{header}.{payload}.{signature or own}", key)
            self.assertEqual(found.result().partition(": ")[2], f"{title}.")

    def test_thumbprints(self) -> None:
        for case in self.cases("thumbprint.rfc9964.json"):
            found = explain(case["in"]["jwk"])
            self.assertEqual(found.step("Compute the thumbprint")["thumbprint"], case["out"]["thumbprint"])
            if "priv" in case["in"]["jwk"]:
                self.assertNotIn(case["in"]["jwk"]["priv"], str(found) + json.dumps(found.to_dict()))


class Macaroons(unittest.TestCase):
    ROOT_KEY = "this is the key"

    def vectors(self) -> list[dict[str, Any]]:
        path = os.path.join(ROOT, "vectors", "macaroons", "macaroon.libmacaroons.json")
        with open(path, encoding="utf-8") as stream:
            return [case for case in json.load(stream)["cases"] if case["op"] == "verify"]

    def setUp(self) -> None:
        quiet = warnings.catch_warnings()
        quiet.__enter__()
        self.addCleanup(quiet.__exit__, None, None, None)
        warnings.simplefilter("ignore")

    def test_the_vectors_of_libmacaroons(self) -> None:
        for case in self.vectors():
            given = case["in"]
            with self.subTest(case=case["id"]):
                found = explain(given["macaroon"], given["key"])
                self.assertEqual(found.kind, "A macaroon")
                self.assertIn("the root key", explain(given["macaroon"]).missing[0])
                if case["result"] == "valid":
                    self.assertEqual(found.result(), RIGHT)
                elif given["key"] != self.ROOT_KEY:  # the others are refused for a condition
                    self.assertTrue(found.refused)

    def test_each_form_and_third_parties(self) -> None:
        key = bytes(range(32))
        made = macaroons.create("https://a.example", key, b"id \xff".decode("latin-1"))
        made = made.add_first_party_caveat(b"\xff").add_third_party_caveat("https://b.example", key, "you")
        for form in ("v1", "v2", "json", "json-v1"):
            if form == "json-v1":  # which holds text only
                made = macaroons.create(None, key, "id").add_third_party_caveat(None, key, "you")
            text = made.serialize(form)
            with self.subTest(form=form):
                found = explain(text, key, show_secrets=True)
                self.assertFalse(found.refused, str(found))
                self.assertIn("the discharge of caveat", found.missing[0])
                third = next(step for step in found.steps if step.title.endswith("third party"))
                # libmacaroons: the caveat's key is derived from its secret, as the root key is.
                derived = hmac.new(b"macaroons-key-generator", key, "sha256").digest()
                self.assertEqual(third["caveat key"], derived)
                self.assertTrue(explain(text, bytes(32)).refused)
                self.assertNotIn(made.signature.hex(), str(explain(text, key)))
                self.assertNotIn(made.signature.hex(), explain(text, key).to_html())

    def test_none(self) -> None:
        for text in (
            "AgE" + "A" * 60,
            "MDA" + "a" * 60,
            '{"s64":"x"}',
            '{"identifier":[]}',
            '{"s":1,"i":{}}',
        ):
            self.assertTrue(explain(text, b"x" * 32).refused)


class Options(unittest.TestCase):
    def test_wrong_values(self) -> None:
        text = examples.EXAMPLES["rfc7515-a.1"]["text"]
        for name, value in (
            ("steam", 1),
            ("payload", "x"),
            ("access_token", b"x"),
            ("authorization_code", 7),
            ("state", []),
        ):
            with self.subTest(option=name), self.assertRaises(JamValidationError) as caught:
                explain(text, **{name: value})
            self.assertEqual(caught.exception.error_code, "explain.option")


if __name__ == "__main__":
    unittest.main()
