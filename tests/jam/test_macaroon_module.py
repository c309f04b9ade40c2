"""Macaroons behind the facade: claims, caveats, lists, keychains, bad input."""

from __future__ import annotations

import asyncio
import itertools
import json
import unittest
from typing import Any
from unittest import mock

from jamlite import Jam, clock
from jamlite.aio import Jam as AsyncJam
from jamlite.authz import AuthorizationContext
from jamlite.authz.constraints import PermissionConstraint
from jamlite.encoding import base64url
from jamlite.exceptions import (
    JamConfigurationError,
    JamEncodingError,
    JamError,
    JamInvalidKeyError,
    JamJWTClaimError,
    JamJWTExpired,
    JamJWTInBlackList,
    JamJWTNotInWhiteList,
    JamJWTNotYetValid,
    JamMacaroonCaveatError,
    JamMacaroonFormatError,
    JamMacaroonVerificationError,
    JamTypeError,
    JamUnauthenticated,
)
from jamlite.jam.macaroon_module import MacaroonModule
from jamlite.jam.structured_caveats import CaveatRegistry, predicate
from jamlite.keychain import Memory
from jamlite.macaroons import Limits, Macaroon, create

KEY, CAVEAT_KEY = bytes(range(32)), bytes(range(32, 64))
NOW = 1_700_000_000.0


def facade(**section: Any) -> Jam:
    return Jam(config={"macaroon": {"secret_key": KEY, **section}, "authz": {"policy": {"*": []}}})


class ThroughTheFacade(unittest.TestCase):
    def setUp(self) -> None:
        patched = mock.patch.object(clock, "now", lambda: NOW)
        patched.start()
        self.addCleanup(patched.stop)

    def test_issue_and_authenticate(self) -> None:
        jam = facade(issuer="https://me", audience="api")
        token = jam.issue({"id": 7, "name": "Ada"}, via="macaroon", exp=60, permissions=["read"])
        for via in (None, "macaroon"):
            principal = jam.authenticate(token, via)
            self.assertEqual((principal.id, principal.token_type), ("7", "macaroon"))
            self.assertEqual(principal.claims["name"], "Ada")
            self.assertEqual(principal.claims["exp"], NOW + 60)
            self.assertEqual((principal.claims["iss"], principal.claims["aud"]), ("https://me", "api"))
        self.assertTrue(jam.authorize(principal, "read"))
        self.assertFalse(jam.authorize(principal, "write"))

    def test_times(self) -> None:
        jam = facade()
        token = jam.issue("ada", via="macaroon", exp=60, nbf=10)
        with self.assertRaises(JamJWTNotYetValid):
            jam.authenticate(token, "macaroon")
        self.assertEqual(jam.authenticate(token, "macaroon", now=NOW + 10).id, "ada")
        principal = jam.authenticate(token, "macaroon", now=NOW + 59)
        with self.assertRaises(JamJWTExpired):
            jam.authenticate(token, "macaroon", now=NOW + 60)
        self.assertEqual(jam.authenticate(token, "macaroon", now=NOW + 60, leeway=5).id, "ada")
        # A principal that is kept does not outlive its credential.
        self.assertTrue(jam.authorize(principal, "x", AuthorizationContext(now=NOW + 59)))
        self.assertFalse(jam.authorize(principal, "x", AuthorizationContext(now=NOW + 60)))
        self.assertEqual(
            facade(exp=5).authenticate(facade(exp=5).issue("a", via="macaroon")).claims["exp"], NOW + 5
        )

    def test_a_holder_can_only_narrow(self) -> None:
        jam = facade()
        token = jam.issue("ada", via="macaroon", exp=60)
        later = jam.macaroon.add_caveat(token, "expires_at", "2099-01-01T00:00:00Z")
        self.assertEqual(jam.authenticate(later).claims["exp"], NOW + 60)
        sooner = jam.macaroon.add_caveat(token, "expires_at", "2023-11-14T22:13:21+00:00")
        self.assertEqual(jam.authenticate(sooner).claims["exp"], NOW + 1)
        both = jam.macaroon.add_caveat(
            jam.macaroon.add_caveat(token, "permission", "a:*"), "permission", "a:b"
        )
        principal = jam.authenticate(both)
        self.assertEqual(
            [jam.authorize(principal, each) for each in ("a:b", "a:c", "b")], [True, False, False]
        )
        condition = {"field": "context.resource.owner", "operator": "eq", "value": "ada"}
        owned = jam.authenticate(jam.macaroon.add_caveat(token, "condition", condition))
        for owner, right in (("ada", True), ("eve", False)):
            self.assertIs(jam.authorize(owned, "x", AuthorizationContext(resource={"owner": owner})), right)

    def test_expectations(self) -> None:
        jam = facade(issuer="https://me")
        with self.assertRaises(JamJWTClaimError):
            jam.authenticate(facade(issuer="https://other").issue("a", via="macaroon"))
        token = jam.issue("a", via="macaroon", aud="api")
        with self.assertRaises(JamJWTClaimError):
            jam.authenticate(token, audience="other")
        self.assertEqual(jam.authenticate(token, audience="api").id, "a")

    def test_no_subject_is_nobody(self) -> None:
        jam = facade()
        principal = jam.authenticate(jam.macaroon.issue({"cart": 1}), "macaroon")
        self.assertIsNone(principal.id)
        with self.assertRaises(JamError):
            if not jam.authorize(principal, "x"):
                raise JamUnauthenticated()

    def test_discharges(self) -> None:
        jam = facade()
        macaroon = jam.macaroon.decode(jam.issue("ada", via="macaroon"))
        macaroon = macaroon.add_third_party_caveat("https://auth.example", CAVEAT_KEY, "who")
        token = macaroon.serialize()
        with self.assertRaises(JamMacaroonVerificationError):
            jam.authenticate(token)
        discharge = create(None, CAVEAT_KEY, "who").add_first_party_caveat(predicate("permission", "read"))
        for bound in (
            macaroon.prepare_for_request(discharge),
            macaroon.prepare_for_request(discharge).serialize(),
        ):
            principal = jam.authenticate(token, discharges=[bound])
            self.assertEqual(
                (jam.authorize(principal, "read"), jam.authorize(principal, "write")), (True, False)
            )
        for bad in ("text", 7, b"bytes"):
            with self.subTest(bad), self.assertRaises(JamTypeError):
                jam.authenticate(token, discharges=bad)

    def test_unstructured_caveats(self) -> None:
        jam = facade()
        token = (
            jam.macaroon.decode(jam.issue("ada", via="macaroon")).add_first_party_caveat("ip = 1").serialize()
        )
        with self.assertRaises(JamMacaroonVerificationError):
            jam.authenticate(token)
        jam.macaroon.satisfy_exact("ip = 1")
        self.assertEqual(jam.authenticate(token).id, "ada")

    def test_asyncio(self) -> None:
        async def both() -> Any:
            jam = AsyncJam(
                config={"macaroon": {"secret_key": KEY, "list": {"backend": "memory", "type": "white"}}}
            )
            return await jam.authenticate(await jam.issue("ada", via="macaroon", exp=5))

        self.assertEqual(asyncio.run(both()).id, "ada")


class Lists(unittest.TestCase):
    def test_a_denied_macaroon_stays_denied_in_every_form(self) -> None:
        jam = facade(list={"backend": "memory", "type": "black"})
        token = jam.issue("ada", via="macaroon")
        found = jam.macaroon.decode(token)
        spellings = [found.serialize(form) for form in ("v1", "v2", "json", "json-v1")]
        spellings += [token + "=", f" {token}\n", jam.macaroon.add_caveat(token, "permission", "x")]
        spellings.append(Macaroon(found.identifier, "elsewhere", found.caveats, found.signature).serialize())
        for each in spellings:
            self.assertEqual(jam.authenticate(each, "macaroon").id, "ada")
        jam.macaroon.list.add(token)
        for each in spellings:
            with self.subTest(each), self.assertRaises(JamJWTInBlackList):
                jam.authenticate(each, "macaroon")
        self.assertEqual(jam.authenticate(jam.issue("ada", via="macaroon")).id, "ada")

    def test_nothing_that_a_holder_adds_hides_a_denied_macaroon(self) -> None:
        """Locations are not signed: one may be so long that the first byte of a form changes."""
        limits = Limits(serialized_size=1 << 18, caveat_count=200)
        jam = facade(list={"backend": "memory", "type": "black"}, limits=limits)
        token = jam.issue("ada", via="macaroon", exp=60)
        found = jam.macaroon.decode(token)
        many = found
        for _ in range(100):
            many = many.add_first_party_caveat(found.caveats[0].identifier)
        spellings = [many.serialize(limits=limits)]
        for size in (0x3000, 0x4000, 0x8000, 0xA000, 0xE000):
            place = Macaroon(found.identifier, "x" * size, found.caveats, found.signature)
            text = place.serialize("v1", limits=limits)
            spellings += [text, place.serialize("v2", limits=limits)]
            octets = base64url.decode(text)
            spellings.append(base64url.encode(octets[:4].upper() + octets[4:]))
        self.assertEqual({text[0] for text in spellings}, set("AMNOQRYZ"))
        for each in spellings:
            self.assertEqual(jam.authenticate(each, "macaroon").id, "ada")
        jam.macaroon.list.add(token)
        for each in spellings:
            with self.subTest(each[:4]), self.assertRaises(JamJWTInBlackList):
                jam.authenticate(each, "macaroon")

    def test_by_jti_and_by_subject(self) -> None:
        jam = facade(list={"backend": "memory", "type": "black"})
        token = jam.issue("ada", via="macaroon", jti="one")
        jam.macaroon.list.add("one")
        with self.assertRaises(JamJWTInBlackList):
            jam.authenticate(token)
        other = jam.issue("bob", via="macaroon")
        jam.macaroon.list.revoke_subject("bob", at=clock.now() + 5)
        with self.assertRaises(JamJWTInBlackList):
            jam.authenticate(other)

    def test_allow_list(self) -> None:
        jam = facade(list={"backend": "memory", "type": "white"})
        self.assertEqual(jam.authenticate(jam.issue("ada", via="macaroon", exp=60)).id, "ada")
        with self.assertRaises(JamJWTNotInWhiteList):
            jam.authenticate(facade().issue("ada", via="macaroon"))

    def test_a_list_of_ones_own_is_refused(self) -> None:
        with self.assertRaises(JamConfigurationError):
            MacaroonModule(KEY, list=object())


class Configuration(unittest.TestCase):
    def test_refused(self) -> None:
        for section in (
            {},
            {"secret_key": None},
            {"secret_key": KEY, "keychain": Memory("MACAROON-HMAC-SHA256")},
            {"keychain": Memory("HS256")},
            {"secret_key": KEY, "leeway": -1},
            {"secret_key": KEY, "exp": 0},
            {"secret_key": KEY, "limits": {"depth": 1}},
            {"secret_key": KEY, "limits": 7},
            {"secret_key": KEY, "locaton": "x"},
        ):
            with self.subTest(section), self.assertRaises(JamConfigurationError):
                Jam(config={"macaroon": section})
        public = "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----"
        with self.assertRaises(JamInvalidKeyError):
            MacaroonModule(public)
        with self.assertRaises(JamConfigurationError):
            Jam(config={"otp": {}}).issue("a", via="macaroon")

    def test_keychain(self) -> None:
        chain = Memory("MACAROON-HMAC-SHA256")
        chain.rotate()
        jam = Jam(config={"macaroon": {"keychain": chain}})
        old = jam.issue("ada", via="macaroon")
        chain.rotate()
        new = jam.issue("ada", via="macaroon")
        for token in (old, new):
            self.assertEqual(jam.authenticate(token).id, "ada")
        kids = [json.loads(jam.macaroon.decode(token).identifier)["kid"] for token in (old, new)]
        self.assertEqual(kids[1], chain.current().id)
        self.assertNotEqual(*kids)
        with self.assertRaises(JamMacaroonVerificationError):
            jam.authenticate(facade().issue("ada", via="macaroon"))
        named = {"keychains": {"k": {"type": "memory"}}, "macaroon": {"keychain": "k"}}
        self.assertEqual(Jam(config=named).macaroon.keychain.algorithm, "MACAROON-HMAC-SHA256")


class BadInput(unittest.TestCase):
    def setUp(self) -> None:
        self.module = MacaroonModule(KEY)

    def refused(self, identifier: bytes) -> None:
        with self.assertRaises(JamMacaroonFormatError):
            self.module.authenticate(create(None, KEY, identifier).serialize())

    def test_identifiers_of_others(self) -> None:
        for root in (
            b"plain text",
            b"\xff",
            b"[]",
            b"{}",
            b'{"version": 2, "kid": "", "claims": {}}',
            b'{"version": 1, "kid": 7, "claims": {}}',
            b'{"version": 1, "kid": "", "claims": []}',
            b'{"version": 1, "kid": "", "claims": {}, "more": 1}',
            b'{"version": 1, "kid": "", "kid": "", "claims": {}}',
        ):
            with self.subTest(root):
                self.refused(root)

    def test_claims(self) -> None:
        for bad in (None, "text", [1]):
            with self.subTest(bad), self.assertRaises(JamTypeError):
                self.module.issue(bad)  # type: ignore[arg-type]
        for bad in ({"exp": 1}, {"nbf": 1}):
            with self.subTest(bad), self.assertRaises(JamMacaroonFormatError):
                self.module.issue(bad)
        for bad in ({"a": float("nan")}, {"a": object()}, {"a": b"x"}, {"a": "\ud800"}):
            with self.subTest(bad), self.assertRaises((JamTypeError, JamEncodingError)):
                self.module.issue(bad)
        for bad in ("60", True, float("inf"), float("nan"), 1e300):
            with self.subTest(bad), self.assertRaises(JamTypeError):
                self.module.issue({}, exp=bad)  # type: ignore[arg-type]
        with self.assertRaises(JamMacaroonFormatError):
            self.module.issue({"a": "x" * 70_000})

    def test_forged_times_in_the_claims_are_not_taken(self) -> None:
        """exp stands in caveats alone, so that a signed claim cannot contradict them."""
        root = b'{"claims":{"exp":1,"sub":"ada"},"kid":"","version":1}'
        claims, _ = self.module.authenticate(create(None, KEY, root).serialize())
        self.assertEqual(claims, {"sub": "ada"})

    def test_structured_caveats(self) -> None:
        token = self.module.issue({"sub": "ada"})
        honest = self.module.decode(token)
        for name, value in (
            ("unknown", 1),
            ("permission", 7),
            ("permission", ""),
            ("permission", None),
            ("condition", "context.now"),
            ("condition", {"field": "now"}),
            ("condition", {"field": "context.x", "operator": "matches", "value": "(a+)+"}),
            ("expires_at", 7),
            ("expires_at", "2030-01-01T00:00:00"),
            ("expires_at", "tomorrow"),
            ("not_before", "x" * 100),
        ):
            forged = honest.add_first_party_caveat(predicate(name, value)).serialize()
            with self.subTest(name, value=value), self.assertRaises(JamMacaroonCaveatError):
                self.module.authenticate(forged)
            with self.subTest(name, value=value), self.assertRaises(JamMacaroonCaveatError):
                self.module.add_caveat(token, name, value)
        for octets in (b"jam:v1:", b"jam:v1:*", b"jam:v1:bnVsbA", b"jam:v1:W10", b"jam:v1:e30"):
            with self.subTest(octets), self.assertRaises(JamMacaroonCaveatError):
                self.module.authenticate(honest.add_first_party_caveat(octets).serialize())
        with self.assertRaises(JamMacaroonCaveatError):
            predicate("", 1)

    def test_names_of_members_that_are_no_text(self) -> None:
        token = self.module.issue({"sub": "7", "scores": {1: 2, "a": 3, None: 4}})
        self.assertEqual(self.module.authenticate(token)[0]["scores"], {"1": 2, "a": 3, "null": 4})
        with self.assertRaises(JamEncodingError):
            self.module.issue({"sub": "7", "scores": {1: 2, "1": 3}})

    def test_names_of_caveats_that_are_no_text(self) -> None:
        token = self.module.issue({"sub": "7"})
        for bad in ([], {}, bytearray(b"x"), None, 7):
            with self.subTest(bad), self.assertRaises(JamMacaroonCaveatError):
                self.module.add_caveat(token, bad, "a:b")  # type: ignore[arg-type]

    def test_discharges_without_end_are_not_read(self) -> None:
        token = self.module.issue({"sub": "7"})
        with self.assertRaises(JamMacaroonVerificationError):
            self.module.authenticate(token, itertools.repeat(token))

    def test_registry(self) -> None:
        registry = CaveatRegistry().register("only", PermissionConstraint)
        module = MacaroonModule(KEY, registry=registry)
        _, constraints = module.authenticate(module.add_caveat(module.issue({}), "only", "read"))
        self.assertEqual(len(constraints), 1)
        for name, function in (("permission", PermissionConstraint), ("", len), (7, len), ("x", None)):
            with self.subTest(name), self.assertRaises(JamConfigurationError):
                registry.register(name, function)  # type: ignore[arg-type]
        broken = MacaroonModule(KEY, registry=CaveatRegistry().register("x", lambda value: None))  # type: ignore[arg-type,return-value]
        with self.assertRaises(JamConfigurationError):
            broken.add_caveat(broken.issue({}), "x", 1)


if __name__ == "__main__":
    unittest.main()
