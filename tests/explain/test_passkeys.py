"""Answers of passkeys, explained: right, wrong, and bent in every way."""

from __future__ import annotations

import json
import unittest
from typing import Any

from jamlite.explain import explain
from jamlite.explain.examples import EXAMPLES
from jamlite.keys.ec import ECKey
from jamlite.keys.okp import OKPKey
from jamlite.webauthn import RelyingParty

from ..webauthn.software_authenticator import ED, Authenticator, b64u

PARTY = RelyingParty("shop.example", algorithms=["ES256", "EdDSA", "ES384"])
ORIGIN = "https://shop.example"


def registration(device: Authenticator) -> dict[str, Any]:
    return device.create(PARTY.creation_options(bytes(32), b"1", "alice"))


class Right(unittest.TestCase):
    def test_both_ceremonies_of_each_algorithm(self) -> None:
        for name in ("ES256", "ES384", "EdDSA"):
            device = Authenticator(ORIGIN, name)
            device.fmt = "packed"
            device.extensions = {"credProtect": 2}
            with self.subTest(name):
                found = explain(json.dumps(registration(device)))
                self.assertEqual(found.kind, "An answer of a passkey (WebAuthn)")
                self.assertFalse(found.refused, str(found))
                self.assertIn(name, str(found.step("Read the public key").values[0].data))
                answer = device.get(PARTY.request_options(bytes(32)))
                jwk = device.key.public().to_members()
                self.assertFalse(explain(answer, jwk).refused, str(explain(answer, jwk)))
                alone = explain(answer)
                self.assertFalse(alone.refused)
                self.assertIn("public key", alone.missing[0])

    def test_attestations_that_prove_nothing_here(self) -> None:
        device = Authenticator(ORIGIN)
        self.assertIn("Nothing shows", explain(registration(device)).step("Judge the attestation").note)
        device.bend_object = lambda members: {**members, "fmt": "tpm", "attStmt": {"x5c": [b"der"]}}
        self.assertIn("trust anchors", explain(registration(device)).step("Judge the attestation").note)

    def test_as_a_page(self) -> None:
        self.assertIn("credentialPublicKey", explain(EXAMPLES["webauthn-16.3"]["text"]).to_html())


class Wrong(unittest.TestCase):
    def test_the_key_of_another(self) -> None:
        answer = Authenticator(ORIGIN).get(PARTY.request_options(bytes(32)))
        for key in (ECKey.generate("P-256"), OKPKey.generate("Ed25519")):
            self.assertTrue(explain(answer, key.public().to_members()).refused)

    def test_a_changed_answer(self) -> None:
        device = Authenticator(ORIGIN)
        device.fmt = "packed"
        answer = registration(device)
        device.client = {"origin": "https://evil.example"}
        answer["response"]["clientDataJSON"] = b64u(device.client_data("webauthn.create", b64u(bytes(32))))
        found = explain(answer)
        self.assertTrue(found.refused)
        self.assertIs(found.steps[-1].verdict, False)

    def test_bad_input_ends_in_a_step(self) -> None:
        device = Authenticator(ORIGIN)
        key = device.key.public().to_members()
        bent: list[Any] = [{"response": value} for value in (None, [], "x", {}, 5)]
        for answer in (registration(device), device.get(PARTY.request_options(bytes(32)))):
            response = answer["response"]
            for name in sorted(set(response) - {"transports", "userHandle"}):
                for value in (None, 5, "", "=", "A", b64u(b"null"), b64u(b"\xa0"), response[name][:-4]):
                    bent.append({**answer, "response": {**response, name: value}})
        for bend in (
            lambda data: data[:36],
            lambda data: data[:40],
            lambda data: data[:53] + b"\xff\xff" + data[55:],
            lambda data: data[:-1],
            lambda data: data[:32] + b"\x05" + data[33:37],  # a registration without a passkey
        ):
            device.bend_data = bend
            bent.append(registration(device))
        for index, answer in enumerate(bent):
            with self.subTest(index):
                self.assertTrue(explain(answer, key).refused, str(explain(answer, key)))

    def test_flags_are_shown(self) -> None:
        device = Authenticator(ORIGIN)
        device.bend_data = lambda data: data[:32] + bytes([data[32] | ED]) + data[33:]
        found = explain(registration(device)).step("Take the authenticator")
        self.assertEqual(found.values[1].data, "c5: UP UV AT ED")


if __name__ == "__main__":
    unittest.main()
