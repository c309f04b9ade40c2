"""JWK Sets: malformed ones are refused, unknown entries skipped, keys found (security 61 to 64)."""

from __future__ import annotations

import json
import time
import unittest
from typing import Any

from jamlite.exceptions import JamJWKValidationError
from jamlite.jose import JWK, JWKSet, limits
from jamlite.jose.key_like import key_from_text
from tests.support import SLOWNESS, peak_memory
from tests.tools.transcribe.jose_forge import OCT

from .samples import ODD, key


def entry(called: str, /, **members: Any) -> dict[str, Any]:
    return {**key(called).public().to_dict(), **members}


class Costs(unittest.TestCase):
    def test_the_private_keys_of_a_set_may_cost_so_much(self) -> None:
        """security 2, 121: an entry takes 0.02 s and more, and a set has 1024."""
        made = JWK.generate("AKP", alg="ML-DSA-44")
        costly = {
            "ML-DSA": made.to_dict(),
            "RSA without p and q": {"kty": "RSA", "n": "x" * 342, "e": "AQAB", "d": "x" * 342},
            "the largest RSA without p and q": {"kty": "RSA", "n": "x" * 1024, "e": "AQAB", "d": "x" * 1024},
        }
        usable = entry("RSA", kid="last")
        for name, members in costly.items():
            listed = [{**members, "kid": str(number)} for number in range(900)]
            start = time.process_time()
            found = JWKSet.from_dict({"keys": [*listed, usable]})
            with self.subTest(name):
                self.assertLess(time.process_time() - start, 4 * SLOWNESS)
                self.assertEqual(found.keys[-1].kid, "last")
                self.assertIn("costly", found.unusable["899"])

    def test_usual_private_keys_are_read(self) -> None:
        made = {**JWK.generate("EC", crv="P-521").to_dict(), "use": "sig"}
        self.assertEqual(len(JWKSet.from_dict({"keys": [made] * limits.MAX_KEYS})), limits.MAX_KEYS)
        whole = key("RSA").to_dict()
        self.assertEqual(len(JWKSet.from_dict({"keys": [whole] * 100})), 100)
        bare = {name: whole[name] for name in ("kty", "n", "e", "d")}
        self.assertEqual(len(JWKSet.from_dict({"keys": [bare] * 10})), 10)

    def test_the_text_has_a_bound(self) -> None:
        text = json.dumps({"keys": [OCT], "a": "\U0001f600" * (3 << 20)}, ensure_ascii=False).encode()
        for read in (JWKSet.from_json, JWK.from_json, key_from_text):
            with peak_memory() as peak, self.assertRaisesRegex(JamJWKValidationError, "more than 8388608"):
                read(text)
            self.assertLess(peak(), 1 << 20)


class Refusals(unittest.TestCase):
    def test_malformed(self) -> None:
        """security 62."""
        for data in (
            *ODD,
            {},
            "",
            [OCT],
            {"keys": None},
            {"keys": {}},
            {"keys": "x"},
            {"keys": 1},
            {"Keys": []},
        ):
            with self.subTest(data=repr(data)), self.assertRaises(JamJWKValidationError):
                JWKSet.from_dict(data)  # type: ignore[arg-type]
        for odd in ODD:
            with self.subTest(entry=repr(odd)):
                self.assertEqual(len(JWKSet.from_dict({"keys": [OCT, odd]})), 1)
        for text in (
            "",
            "x",
            "{}",
            "[]",
            '{"keys":[],"keys":[]}',
            None,
            1,
            b"\xff",
            "\ud800",
            '{"keys":{"a":1}}',
        ):
            with self.subTest(text=text), self.assertRaises(JamJWKValidationError):
                JWKSet.from_json(text)  # type: ignore[arg-type]

    def test_made_by_the_caller(self) -> None:
        for keys in (
            1,
            "x",
            b"x",
            {"keys": []},
            OCT,
            [1],
            [None],
            ["x"],
            [[]],
            [{"kty": "AKP"}],
            object(),
            True,
        ):
            with self.subTest(keys=repr(keys)), self.assertRaises(JamJWKValidationError):
                JWKSet(keys)  # type: ignore[arg-type]
        self.assertEqual(len(JWKSet()), 0)
        self.assertEqual(len(JWKSet(key(alg) for alg in ("ES256", "RS256"))), 2)

    def test_number_of_keys(self) -> None:
        """security 63: one below, at, one above."""
        for count in (limits.MAX_KEYS - 1, limits.MAX_KEYS):
            self.assertEqual(len(JWKSet.from_dict({"keys": [OCT] * count})), count)
            self.assertEqual(len(JWKSet([JWK(OCT)] * count)), count)
        for make in (lambda keys: JWKSet.from_dict({"keys": keys}), JWKSet):
            with self.assertRaises(JamJWKValidationError):
                make([OCT] * (limits.MAX_KEYS + 1))

    def test_unknown_entries_are_skipped(self) -> None:
        """security 62."""
        good = entry("ES256", kid="good")
        for unknown in (
            {}, {"kty": 1}, {"kty": "AKP", "pub": "AAAA"}, {"kty": "EC"}, {**good, "crv": "P-192"},
            {**good, "x": "AAAA"},
            {**good, "kid": 5}, {**good, "key_ops": "sign"}, {"kty": "oct", "k": ""},
        ):  # fmt: skip
            with self.subTest(unknown=unknown):
                self.assertEqual(
                    [found.kid for found in JWKSet.from_dict({"keys": [unknown, good, unknown]})], ["good"]
                )


class Finding(unittest.TestCase):
    def setUp(self) -> None:
        self.set = JWKSet.from_dict({"keys": [
            entry("RS256", kid="a", use="sig", alg="RS256"), entry("ES256", kid="b", key_ops=["verify"]),
            entry("Ed25519", kid="a"), {**OCT, "kid": "d", "use": "enc"},
        ], "other": 1})  # fmt: skip

    def kids(self, **criteria: Any) -> list[Any]:
        return [(found.kty, found.kid) for found in self.set.find(**criteria)]

    def test_find(self) -> None:
        self.assertEqual(
            self.kids(kid="a"), [("RSA", "a"), ("OKP", "a")]
        )  # security 63: never one for the other
        self.assertEqual(self.kids(kid="x"), [])
        self.assertEqual(self.kids(kty="EC"), [("EC", "b")])
        self.assertEqual(self.kids(use="sig"), [("RSA", "a"), ("EC", "b"), ("OKP", "a")])
        self.assertEqual(self.kids(alg="ES256", kty="EC"), [("EC", "b")])
        self.assertEqual(self.kids(key_ops="sign", kty="EC"), [])
        self.assertEqual(len(self.kids()), 4)

    def test_jam_s_methods(self) -> None:
        self.assertEqual(self.set.get_by_kid("b"), entry("ES256", kid="b", key_ops=["verify"]))
        self.assertIsNone(self.set.get_by_kid("x"))
        self.assertEqual(self.set.get_by_kty("OKP"), [entry("Ed25519", kid="a")])
        self.assertEqual(
            self.set.filter(kid="a", alg="RS256", use=None), [entry("RS256", kid="a", use="sig", alg="RS256")]
        )
        self.assertEqual(self.set.filter(kid=["a"]), [])
        self.assertEqual(len(self.set.filter()), 4)

    def test_what_is_published(self) -> None:
        """security 61, 64: no private member, no secret."""
        private = JWKSet([key("RS256"), key("ES256"), key("Ed448"), JWK(OCT)])
        for published in (private.public().to_dict(), private.to_dict(private=False)):
            self.assertEqual([found["kty"] for found in published["keys"]], ["RSA", "EC", "OKP"])
            for name in ("d", "p", "q", "dp", "dq", "qi", "k"):
                self.assertNotIn(f'"{name}"', json.dumps(published))
        self.assertEqual(len(private.to_dict()["keys"]), 4)
        self.assertEqual(repr(private), "<JWKSet of 4>")


if __name__ == "__main__":
    unittest.main()
