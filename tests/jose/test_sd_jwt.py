"""SD-JWT (RFC 9901): issue, present, verify; what is refused."""

from __future__ import annotations

import functools
import json
import unittest
from typing import Any
from unittest import mock

from jamlite.encoding import base64url
from jamlite.exceptions import (
    JamConfigurationError,
    JamError,
    JamJWSVerificationError,
    JamJWTClaimError,
    JamJWTExpired,
    JamSDJWTError,
    JamTypeError,
)
from jamlite.jose import JWK, jws, sd_jwt
from jamlite.jose.sd_jwt_disclosures import Disclosure

NOW = 1_700_000_000
CLAIMS = {
    "iss": "https://issuer.example",
    "given_name": "Ada",
    "family_name": "M\u00f6bius",
    "address": {"region": "X", "street": "Y"},
    "nationalities": ["DE", "FR"],
}
PATHS = ["given_name", "family_name", "address", ("address", "region"), ("nationalities", 0)]
VERIFIER = {"holder_audience": "https://verifier.example", "nonce": "n-1"}


@functools.lru_cache(None)
def issuer() -> JWK:
    return JWK.generate("OKP")


@functools.lru_cache(None)
def holder() -> JWK:
    return JWK.generate("OKP")


def issued(**options: Any) -> str:
    return sd_jwt.issue(CLAIMS, issuer(), **{"disclose": PATHS, "holder": holder(), **options})


def signed(payload: dict[str, Any], *disclosures: Disclosure | str) -> str:
    """Return an SD-JWT of any payload, however wrong."""
    texts = [each if isinstance(each, str) else each.text for each in disclosures]
    return "~".join([jws.sign(json.dumps(payload).encode(), issuer()), *texts, ""])


def verified(token: Any, **options: Any) -> sd_jwt.VerifiedSDJWT:
    return sd_jwt.verify(token, issuer().public(), now=NOW, **options)


class Issuing(unittest.TestCase):
    def test_nothing_hidden_shows(self) -> None:
        token = issued()
        payload = json.loads(base64url.decode(token.split(".")[1]))
        self.assertEqual(payload["_sd_alg"], "sha-256")
        shown = json.dumps(payload)
        for hidden in ("Ada", "M\\u00f6bius", "region", "street", "DE"):
            self.assertNotIn(f'"{hidden}"', shown)  # with its quotes: digests are random letters
        self.assertIn('"FR"', shown)
        self.assertEqual(payload["_sd"], sorted(payload["_sd"]))
        self.assertEqual(len(token.split("~")), 7)

    def test_decoys_and_hashes(self) -> None:
        for name in ("sha-256", "sha-384", "sha-512"):
            token = issued(decoys=3, hash_name=name)
            payload = json.loads(base64url.decode(token.split(".")[1]))
            self.assertEqual(
                (payload["_sd_alg"], len(payload["_sd"]), len(payload["nationalities"])), (name, 6, 5)
            )
            self.assertEqual(verified(token).claims["nationalities"], ["DE", "FR"])

    def test_everything_comes_back(self) -> None:
        found = verified(issued())
        self.assertEqual({k: v for k, v in found.claims.items() if k != "cnf"}, CLAIMS)
        self.assertEqual(found.claims["cnf"]["jwk"], holder().public().to_dict())
        self.assertIn(("address", "region"), found.disclosed)

    def test_nothing_to_disclose(self) -> None:
        token = sd_jwt.issue({"a": 1}, issuer())
        self.assertTrue(token.endswith("~"))
        self.assertEqual(verified(token).claims, {"a": 1})

    def test_what_decides_about_validity_is_never_hidden(self) -> None:
        """RFC 9901 section 9.7: a holder who could leave out exp would be valid for ever."""
        claims = {"iss": "https://issuer.example", "aud": ["a", "b"], "exp": NOW + 60, "nbf": NOW}
        for name in ("iss", "aud", "exp", "nbf", "cnf"):
            for path in (name, (name,)):
                with self.subTest(path), self.assertRaisesRegex(JamSDJWTError, f"{name} decides"):
                    sd_jwt.issue(claims, issuer(), disclose=[path], holder=holder())
        token = sd_jwt.issue(claims, issuer(), disclose=[("aud", 0)])
        self.assertEqual(verified(token, audience="a").claims["aud"], ["a", "b"])

    def test_refused(self) -> None:
        for path in (
            "none",
            ("address", "none"),
            ("nationalities", 2),
            ("nationalities", -1),
            (),
            7,
            None,
            ["a"],
        ):
            with self.subTest(path), self.assertRaises(JamSDJWTError):
                issued(disclose=[path])
        for claims in ({"_sd": 1}, {"a": {"...": 1}}, {"a": [{"_sd_alg": 1}]}):
            with self.subTest(claims), self.assertRaises(JamSDJWTError):
                sd_jwt.issue(claims, issuer())
        for options in ({"hash_name": "md5"}, {"decoys": -1}, {"decoys": True}, {"decoys": 1000}):
            with self.subTest(options), self.assertRaises(JamSDJWTError):
                issued(**options)
        with self.assertRaises(JamSDJWTError):
            issued(holder=JWK.from_secret(bytes(32)))
        with self.assertRaises(JamTypeError):
            sd_jwt.issue("text", issuer())  # type: ignore[arg-type]
        with self.assertRaises(JamError):
            sd_jwt.issue({"a": object()}, issuer(), disclose=["a"])
        many = {str(number): number for number in range(1025)}
        with self.assertRaises(JamError):
            sd_jwt.issue(many, issuer(), disclose=list(many))


class Presenting(unittest.TestCase):
    def test_a_choice(self) -> None:
        shown = sd_jwt.present(issued(), ["given_name"])
        found = verified(shown)
        self.assertEqual(found.claims["given_name"], "Ada")
        self.assertNotIn("family_name", found.claims)
        self.assertEqual(found.claims["nationalities"], ["FR"])
        self.assertEqual(verified(sd_jwt.present(issued(), [])).disclosed, [])

    def test_what_it_stands_in_goes_with_it(self) -> None:
        found = verified(sd_jwt.present(issued(), [("address", "region")]))
        self.assertEqual(found.claims["address"], {"street": "Y", "region": "X"})
        found = verified(sd_jwt.present(issued(), ["address"]))
        self.assertEqual(found.claims["address"], {"street": "Y"})

    def test_refused(self) -> None:
        for show in (["none"], [("address",) * 3], [7], [None], ["iss"]):
            with self.subTest(show), self.assertRaises(JamSDJWTError):
                sd_jwt.present(issued(), show)  # type: ignore[arg-type]
        for options in (
            {"key": holder()},
            {"audience": "a", "nonce": "n"},
            {"key": holder(), "audience": "a", "nonce": ""},
        ):
            with self.subTest(options), self.assertRaises(JamSDJWTError):
                sd_jwt.present(issued(), **options)
        for token in (None, 7, "", "abc", "a.b.c", "a~b", "a.b.c~", issued().replace("~", "~*", 1)):
            with self.subTest(token), self.assertRaises(JamSDJWTError):
                sd_jwt.present(token)  # type: ignore[arg-type]


class KeyBinding(unittest.TestCase):
    def bound(self, token: str | None = None, key: JWK | None = None, **options: Any) -> str:
        given = {"audience": VERIFIER["holder_audience"], "nonce": "n-1", "now": NOW, **options}
        return sd_jwt.present(
            issued() if token is None else token, ["given_name"], key=key or holder(), **given
        )

    def refused(self, token: Any, **options: Any) -> str:
        with self.assertRaises(JamSDJWTError) as caught:
            verified(token, **{**VERIFIER, **options})
        return caught.exception.message

    def test_it_is_a_valid_compact_jwt(self) -> None:
        start, _, proof = self.bound().rpartition("~")
        protected, payload, signature = proof.split(".")
        as_json = {"payload": payload, "protected": protected, "signature": signature}
        self.refused(f"{start}~{json.dumps(as_json)}")
        data = sd_jwt.to_json(self.bound())
        data["header"]["kb_jwt"] = json.dumps(as_json)
        self.refused(data)
        claims = json.loads(base64url.decode(payload))
        for change in ({"exp": NOW - 1}, {"nbf": NOW + 100}, {"exp": "never"}, {"exp": None}, {"nbf": True}):
            text = jws.sign(json.dumps({**claims, **change}).encode(), holder(), {"typ": "kb+jwt"})
            with self.subTest(change):
                self.assertIn("exp or nbf", self.refused(f"{start}~{text}"))
        again = jws.sign(json.dumps({**claims, "exp": NOW + 9}).encode(), holder(), {"typ": "kb+jwt"})
        self.assertEqual(verified(f"{start}~{again}", **VERIFIER).key_binding["exp"], NOW + 9)

    def test_expectations_of_another_type(self) -> None:
        for bad in (7, b"n-1", ["n-1"], True, "\ud800", "n-1\ud800"):
            with self.subTest(bad):
                self.refused(self.bound(), nonce=bad)
                self.refused(self.bound(), holder_audience=bad)

    def test_right(self) -> None:
        for token in (self.bound(), sd_jwt.to_json(self.bound())):
            found = verified(token, **VERIFIER)
            self.assertEqual((found.key_binding or {})["nonce"], "n-1")
            self.assertEqual(found.claims["given_name"], "Ada")

    def test_wrong(self) -> None:
        token = self.bound()
        self.assertIn("nonce", self.refused(token, nonce="n-2"))
        self.assertIn("aud", self.refused(token, holder_audience="https://other.example"))
        self.assertIn("old", self.refused(self.bound(now=NOW - 1000)))
        self.assertIn("future", self.refused(self.bound(now=NOW + 1000)))
        self.assertIn("cnf", self.refused(self.bound(key=issuer())))
        self.assertIn("missing", self.refused(sd_jwt.present(issued())))
        self.assertIn("cnf", self.refused(self.bound(issued(holder=None))))
        with self.assertRaises(JamSDJWTError):
            verified(token)  # a proof that nobody asked for would prove nothing
        with self.assertRaises(JamSDJWTError):
            verified(token, nonce="n-1")

    def test_it_binds_the_disclosures(self) -> None:
        start, _, proof = self.bound().rpartition("~")
        more = sd_jwt.present(issued(), ["given_name", "family_name"])
        self.assertIn("sd_hash", self.refused(sd_jwt.present(issued(), ["given_name"]) + proof))
        self.assertIn("sd_hash", self.refused(more + proof))
        self.assertIn("sd_hash", self.refused("~".join(start.split("~")[:-1]) + "~" + proof))

    def test_typ_and_algorithm(self) -> None:
        start = sd_jwt.present(issued(), ["given_name"])
        claims = json.loads(base64url.decode(self.bound().rpartition("~")[2].split(".")[1]))
        for header in ({}, {"typ": "JWT"}, {"typ": 7}):
            with self.subTest(header), self.assertRaises(JamError):
                verified(start + jws.sign(json.dumps(claims).encode(), holder(), header), **VERIFIER)
        forged = jws.sign(json.dumps(claims).encode(), JWK.from_secret(b"x" * 32), {"typ": "kb+jwt"})
        self.refused(start + forged)

    def test_a_private_or_symmetric_key_in_cnf(self) -> None:
        for jwk in (
            holder().to_dict(),
            JWK.from_secret(bytes(range(32))).to_dict(),
            {"kty": "EC"},
            "text",
            None,
        ):
            token = signed({"cnf": {"jwk": jwk}})
            proof = self.bound().rpartition("~")[2]
            with self.subTest(jwk):
                self.refused(token + proof)

    def test_a_private_key_in_cnf_is_not_even_read(self) -> None:
        token = signed({"cnf": {"jwk": {"kty": "RSA", "n": "x" * 1024, "e": "AQAB", "d": "x" * 1024}}})
        proof = self.bound().rpartition("~")[2]
        with mock.patch.object(sd_jwt, "JWK", side_effect=AssertionError("it was read")):
            self.refused(token + proof)


class Verifying(unittest.TestCase):
    def refused(self, token: Any, **options: Any) -> None:
        with self.assertRaises(JamSDJWTError):
            verified(token, **options)

    def test_attacks_on_the_structure(self) -> None:
        """Section 7.1: each would let somebody show what the issuer did not sign, or hide what it did."""
        a, b = Disclosure.make("salt-a", "a", 1), Disclosure.make("salt-b", "b", 2)
        element = Disclosure.make("salt-c", None, "x")
        da, db, de = (each.digest("sha256") for each in (a, b, element))
        self.assertEqual(verified(signed({"_sd": [da, db]}, a, b)).claims, {"a": 1, "b": 2})
        for what, token in (
            ("a digest twice", signed({"_sd": [da, da]}, a)),
            ("a digest twice, in two places", signed({"_sd": [da], "in": {"_sd": [da]}}, a)),
            ("a digest twice, nobody's", signed({"_sd": ["x"], "in": [{"...": "x"}]})),
            ("a disclosure that no digest names", signed({"_sd": [da]}, a, b)),
            ("a disclosure twice", signed({"_sd": [da]}, a, a)),
            ("a claim that is there", signed({"_sd": [da], "a": 0}, a)),
            ("a name of SD-JWT", signed({"_sd": [da]}, Disclosure.make("s", "_sd", []))),
            ("an element as a claim", signed({"_sd": [de]}, element)),
            ("a claim as an element", signed({"list": [{"...": da}]}, a)),
            ("dots beside others", signed({"list": [{"...": de, "more": 1}]}, element)),
            ("dots in an object", signed({"...": de}, element)),
            ("_sd is no list", signed({"_sd": da}, a)),
            ("a digest is no text", signed({"_sd": [7]})),
            ("dots are no text", signed({"list": [{"...": 7}]})),
            ("an unknown hash", signed({"_sd": [da], "_sd_alg": "sha-1"}, a)),
            ("a hash that is no text", signed({"_sd": [da], "_sd_alg": 7}, a)),
        ):
            with self.subTest(what):
                self.refused(token)
        for name in ("_sd", "..."):
            reserved = Disclosure.make("s", name, 1)
            with self.subTest(name):
                self.refused(signed({"_sd": [reserved.digest("sha256")]}, reserved))

    def test_malformed_disclosures(self) -> None:
        for content in (
            b"",
            b"x",
            b"[]",
            b"{}",
            b'["s"]',
            b'["s","n","v","more"]',
            b'[1,"n","v"]',
            b'["s",7,"v"]',
            b'["s","n","v","v"]',
            b'["s","n",{"a":1,"a":2}]',
        ):
            with self.subTest(content):
                self.refused(signed({}, base64url.encode(content)))
        for text in ("*", "A", "WyJzIl0=", "\u00e9"):
            with self.subTest(text):
                self.refused(signed({}, text))

    def test_deep_and_many(self) -> None:
        value: Any = 1
        chain = []
        for level in range(40):
            made = Disclosure.make(str(level), "x", value)
            chain.append(made)
            value = {"_sd": [made.digest("sha256")]}
        self.refused(signed(value, *chain))
        for size, fits in ((6, True), (12, False)):  # ten disclosures, each with so many levels
            chain, value = [], 1
            for level in range(10):
                for _ in range(size - 1):
                    value = {"x": value}
                chain.append(Disclosure.make(str(level), "x", value))
                value = {"_sd": [chain[-1].digest("sha256")]}
            token = signed(value, *chain)
            if fits:
                self.assertEqual(sd_jwt.present(token), token)
                verified(token)
                continue
            self.refused(token)
            with self.assertRaises(JamSDJWTError):
                sd_jwt.present(token)
        self.refused(signed({}) + "WyJzIiwiYSIsMV0~" * 1100)
        self.refused("a" * 2_000_000 + "~")

    def test_claims_are_judged_after_unpacking(self) -> None:
        exp = Disclosure.make("s", "exp", NOW - 1)
        with self.assertRaises(JamJWTExpired):
            verified(signed({"_sd": [exp.digest("sha256")]}, exp))
        with self.assertRaises(JamJWTClaimError):
            verified(issued(), issuer="https://other.example")
        with self.assertRaises(JamJWTClaimError):
            verified(issued(), required=("vct",))
        self.refused(issued(), typ="dc+sd-jwt")
        self.assertEqual(
            verified(issued(header={"typ": "dc+sd-jwt"}), typ="dc+sd-jwt").header["typ"], "dc+sd-jwt"
        )

    def test_the_issuers_signature(self) -> None:
        token = issued()
        start, _, rest = token.partition("~")
        body = start[:-6] + ("AAAAAA" if start[-6:] != "AAAAAA" else "BBBBBB")
        with self.assertRaises(JamJWSVerificationError):
            verified(f"{body}~{rest}")
        with self.assertRaises(JamJWSVerificationError):
            sd_jwt.verify(token, holder().public(), now=NOW)
        secret = JWK.from_secret(bytes(range(32)))
        with self.assertRaises(JamSDJWTError):
            sd_jwt.verify(jws.sign(b'{"a": 1}', secret) + "~", secret)
        with self.assertRaises(JamSDJWTError):
            sd_jwt.issue({"a": 1}, secret)

    def test_the_header_is_what_was_signed(self) -> None:
        data = sd_jwt.to_json(issued(header={"typ": "dc+sd-jwt"}))
        data["header"].update(kid="of nobody", x5u="https://evil.example")
        found = verified(data, typ="application/DC+sd-jwt")
        self.assertEqual(found.header, {"alg": "EdDSA", "typ": "dc+sd-jwt"})
        data = sd_jwt.to_json(issued())
        data["header"]["typ"] = "dc+sd-jwt"
        self.refused(data, typ="dc+sd-jwt")

    def test_other_serializations_of_a_jws(self) -> None:
        data = sd_jwt.to_json(issued(disclose=[]))
        data["header"] = {"x": ".."}
        self.refused(json.dumps(data) + "~")
        unencoded = {"b64": False, "crit": ["b64"]}
        self.refused(jws.sign(b'{"a": 1}', issuer(), unencoded) + "~")
        self.refused(jws.sign_json(b'{"a": 1}', [(issuer(), unencoded, None)], flattened=True))

    def test_json(self) -> None:
        data = sd_jwt.to_json(issued())
        self.assertEqual(verified(data).claims, verified(issued_of(data)).claims)
        for change in (
            {"header": {"disclosures": "text"}},
            {"header": {"disclosures": [7]}},
            {"header": {"kb_jwt": 7}},
            {"header": 7},
            {"payload": 7},
            {"signatures": []},
            {"signatures": 7},
        ):
            with self.subTest(change), self.assertRaises(JamError):
                verified({**data, **change})
        entry = {"protected": data["protected"], "signature": data["signature"], "header": data["header"]}
        general = {"payload": data["payload"], "signatures": [entry]}
        self.assertEqual(verified(general).claims, verified(data).claims)
        with self.assertRaises(JamError):
            verified({**general, "signatures": [entry, entry]})
        with self.assertRaises(JamError):
            sd_jwt.from_json({**general, "signatures": [entry, {**entry, "header": {}}]})

    def test_wrong_types(self) -> None:
        for token in (None, 7, b"bytes", [], "", "a.b.c", "~", "~~", "a.b.c~~", {}):
            with self.subTest(token), self.assertRaises(JamError):
                verified(token)
        for paths in (
            None,
            7,
            "given_name",
            b"x",
            {"given_name": 1},
            [["given_name"]],
            [([],)],
            [({},)],
            [()],
        ):
            with self.subTest(paths), self.assertRaises(JamSDJWTError):
                issued(disclose=paths)
            if paths is not None:
                with self.subTest(paths), self.assertRaises(JamSDJWTError):
                    sd_jwt.present(issued(), paths)  # type: ignore[arg-type]
        for salts in (None, "salt", lambda: None, lambda: b"salt"):
            with self.subTest(salts), self.assertRaises(JamTypeError):
                issued(salts=salts)
        for now in ("x", float("nan"), float("inf"), [], b""):
            with self.subTest(now), self.assertRaises(JamConfigurationError):
                sd_jwt.present(issued(), key=holder(), audience="a", nonce="n", now=now)  # type: ignore[arg-type]
        with self.assertRaises(JamSDJWTError):
            sd_jwt.present(issued(), key=JWK.from_secret(bytes(range(32))), audience="a", nonce="n")
        data = sd_jwt.to_json(issued())
        for bad in (issued(), None, {**data, "payload": "a.b"}, {**data, "header": {"disclosures": [7]}}):
            with self.subTest(bad), self.assertRaises(JamSDJWTError):
                sd_jwt.from_json(bad)  # type: ignore[arg-type]
        for header in ({"disclosures": ["a~b"]}, {"kb_jwt": "a~b"}, {"kb_jwt": "a.b.c~d"}):
            with self.subTest(header), self.assertRaises(JamSDJWTError):
                sd_jwt.from_json({**data, "header": header})


def issued_of(data: dict[str, Any]) -> str:
    return sd_jwt.from_json(data)


if __name__ == "__main__":
    unittest.main()
