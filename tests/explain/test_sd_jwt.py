"""Explanations of SD-JWTs: the example of RFC 9901 section 5, and what is wrong with changed ones."""

from __future__ import annotations

import json
import pathlib
import unittest
from typing import Any

from jamlite.encoding import base64url
from jamlite.explain import Explanation, explain
from jamlite.jose import JWK, sd_jwt

FILE = pathlib.Path(__file__).parents[2] / "vectors" / "jose" / "sd_jwt.rfc9901.json"
KEY = JWK.generate("OKP")
HOLDER = JWK.generate("OKP")


def standard(name: str) -> dict[str, Any]:
    cases = json.loads(FILE.read_text("utf-8"))["cases"]
    return next(dict(case["in"]) for case in cases if case["id"] == name)


def wrong(found: Explanation) -> list[str]:
    return [step.title for step in found.steps if step.verdict is False]


class Standard(unittest.TestCase):
    def test_the_presentation_with_key_binding(self) -> None:
        case = standard("section 5.2, presentation with key binding")
        found = explain(case["token"], key=case["key"], now=1_750_000_000)
        self.assertEqual((found.kind, wrong(found)), ("An SD-JWT (selective disclosure)", []))
        digests = [value.data for step in found.steps for value in step.values if value.name == "digest"]
        self.assertIn("TGf4oLbgwd5JQaHyKVQZU9UdGE0w5rtDsrZzfUaomLo", digests)  # of address, section 5.1
        bound = found.steps[-1]
        self.assertEqual(bound.section, "RFC 9901 section 4.3.1")
        self.assertEqual(bound.values[0].data, bound.values[1].data)
        self.assertIn("Disclosure of the claim family_name", str(found))
        self.assertIn("Claim _sd: digests of claims", str(found))
        self.assertIn("<html", found.to_html())

    def test_without_a_key(self) -> None:
        case = standard("section 5.1, all of it")
        found = explain(case["token"], now=1_750_000_000)
        self.assertEqual(wrong(found), [])
        self.assertEqual(sum(step.title.startswith("Disclosure of") for step in found.steps), 10)


class Wrong(unittest.TestCase):
    def token(self, **options: Any) -> str:
        return sd_jwt.issue({"iss": "a", "name": "Ada", "age": 36}, KEY, disclose=["name", "age"], **options)

    def test_a_disclosure_of_nothing(self) -> None:
        jwt, *rest = self.token().split("~")
        forged = base64url.encode(b'["salt", "name", "Eve"]')
        for texts in ([forged], [rest[0], rest[0]], [rest[0], forged]):
            with self.subTest(len(texts)):
                found = explain("~".join([jwt, *texts, ""]), key=KEY)
                self.assertEqual(wrong(found), ["Put the disclosed values in their places"])

    def test_a_disclosure_that_is_none(self) -> None:
        jwt = self.token().split("~")[0]
        for contents in (b"[]", b"{}", b'["a", 1, 2]', b"\xff", b"[" * 5000, b'["s", "_sd", 1]'):
            with self.subTest(contents[:16]):
                found = explain(f"{jwt}~{base64url.encode(contents)}~", key=KEY)
                self.assertEqual(wrong(found), ["Put the disclosed values in their places"])

    def test_a_proof(self) -> None:
        token = self.token(holder=HOLDER)
        whole = sd_jwt.present(token, key=HOLDER, audience="v", nonce="n")
        self.assertEqual(wrong(explain(whole, key=KEY)), [])
        *texts, proof = whole.split("~")
        fewer = "~".join([texts[0], texts[1], proof])
        self.assertEqual(wrong(explain(fewer, key=KEY)), ["Compare what the proof is bound to"])
        self.assertTrue(explain("~".join([*texts, proof[:-8] + "AAAAAAAA"]), key=KEY).refused)
        self.assertTrue(explain("~".join([*texts, "nothing"]), key=KEY).refused)
        self.assertTrue(explain("~".join([*self.token().split("~")[:-1], proof]), key=KEY).refused)

    def test_a_forged_issuer(self) -> None:
        self.assertTrue(explain(self.token(), key=JWK.generate("OKP")).refused)

    def test_many(self) -> None:
        jwt = self.token().split("~")[0]
        found = explain(jwt + "~" + "WyJhIiwgImIiLCAxXQ~" * 1000, key=KEY)
        self.assertTrue(found.refused)
        self.assertLess(len(found.steps), 100)
