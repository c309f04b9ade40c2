"""Every example of RFC 7520 sections 4 and 5 opens, by plain, to the content key and text that it prints."""

from __future__ import annotations

import base64
import json
import os
import re
import unittest
from typing import Any

from jamlite.explain import explain
from jamlite.jose import jws
from jamlite.jose.jwk import JWK

from ..beside import beside
from ..support import ROOT


def cases(name: str) -> dict[str, dict[str, Any]]:
    with open(os.path.join(ROOT, "vectors", "jose", name), encoding="utf-8") as stream:
        return {case["id"]: case for case in json.load(stream)["cases"]}


@beside
class Cookbook(unittest.TestCase):
    def test_section_5(self) -> None:
        found = cases("jwe.rfc7520.json")
        seen = set()
        for name, case in found.items():
            match = re.fullmatch(r"(5\.\d+) (compact|json|json recipient [123]) decrypt", name)
            if match is None or (match.group(2) == "json" and f"{match.group(1)} compact decrypt" in found):
                continue
            with self.subTest(case=name):
                seen.add(match.group(1))
                key, fixed = case["in"]["key"], found[f"{match.group(1)} json encrypt"]["in"]["fixed"]
                password = key.get("password")
                explanation = explain(case["in"]["token"], None if password else key, password=password)
                self.assertEqual(explanation.result(), "explained; nothing was found wrong.")
                self.assertEqual(
                    explanation.step("Read the plaintext")["plaintext"].decode(),
                    case["out"]["plaintext_utf8"],
                )
                shown = [value.octets() for step in explanation.steps for value in step.values]
                if "cek_b64u" in fixed:
                    self.assertIn(base64.urlsafe_b64decode(fixed["cek_b64u"] + "=="), shown)
                self.assertIn(base64.urlsafe_b64decode(fixed["iv_b64u"] + "=="), shown)
        self.assertEqual(sorted(seen, key=lambda part: int(part[2:])), [f"5.{n}" for n in range(1, 14)])

    def test_section_4(self) -> None:
        ran = 0
        for name, case in cases("jws.rfc7520.json").items():
            if case["op"] != "verify" or "require_all" in case["in"]:
                continue
            with self.subTest(case=name):
                ran += 1
                payload = case["in"].get("payload_b64u")
                if payload is not None:  # 4.5: the content is elsewhere
                    payload = base64.urlsafe_b64decode(payload + "==")
                explanation = explain(case["in"]["token"], case["in"]["key"], payload=payload)
                self.assertEqual(
                    explanation.result(), "explained; nothing was found wrong.", str(explanation)
                )
        self.assertEqual(ran, 22)

    def test_one_signature_of_several_by_this_key_is_enough(self) -> None:
        keys = [JWK.generate("oct", size=256) for _ in range(3)]
        token = jws.sign_json(b"x", [(key, {"alg": "HS256"}, None) for key in keys])
        for key in keys:
            found = explain(token, key)
            self.assertEqual(found.result(), "explained; nothing was found wrong.", str(found))
            self.assertEqual(sum(step.title.startswith("Pass over") for step in found.steps), 2)
        self.assertTrue(explain(token, JWK.generate("oct", size=256)).refused)

    def test_no_signature_of_several_is_by_this_key(self) -> None:
        case = cases("jws.rfc7520.json")["4.8 multiple signatures, verified by RS256"]
        explanation = explain(case["in"]["token"], {"kty": "oct", "kid": "x", "k": "A" * 43})
        last = explanation.steps[-1]
        self.assertEqual(explanation.result(), f"refused at step {last.number}: Find a signature by the key.")


if __name__ == "__main__":
    unittest.main()
