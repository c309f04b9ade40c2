"""The resource server: access tokens of RFC 9068, scopes, bindings, challenges."""

from __future__ import annotations

import unittest
from typing import Any

from jamlite.exceptions import (
    JamConfigurationError,
    JamOAuth2AccessTokenError,
    JamOAuth2InsufficientScope,
    JamOAuth2TransportError,
)
from jamlite.jose import JWK, jwt
from jamlite.oauth2 import ResourceServer, bearer_token, challenge, dpop
from tests.oauth2.samples import ISSUER, KEY, METADATA, NOW, OTHER_KEY, Script, keys

API = "https://api.example"
URL = API + "/things"


def make(key: Any = KEY, typ: str | None = "at+jwt", alg: str | None = None, **change: Any) -> str:
    claims = {
        "iss": ISSUER,
        "exp": NOW + 300,
        "aud": API,
        "sub": "alice",
        "client_id": "c",
        "iat": NOW,
        "jti": "j",
        "scope": "read write",
        **change,
    }
    given = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(given, key, alg=alg, header={"typ": typ} if typ else None)


class AccessTokens(unittest.TestCase):
    def setUp(self) -> None:
        self.script = Script(openid_configuration=METADATA, jwks=keys().to_dict())
        self.api = ResourceServer(ISSUER, API, transport=self.script, now=lambda: NOW)

    def refused(self, token: Any, **options: Any) -> Any:
        with self.subTest(token=str(token)[:40]), self.assertRaises(JamOAuth2AccessTokenError) as caught:
            self.api.validate(token, **options)
        return caught.exception.details

    def test_a_right_one(self) -> None:
        for token in (make(), make(typ="application/at+jwt"), make(typ="AT+JWT"), make(aud=["x", API])):
            self.assertEqual(self.api.validate(token)["sub"], "alice")
        self.assertEqual(self.script.paths(), ["openid-configuration", "jwks"])

    def test_an_empty_subject_is_nobody(self) -> None:
        self.assertEqual(self.refused(make(sub="")), {"claim": "sub"})

    def test_a_store_that_does_not_say_that_a_proof_is_new(self) -> None:
        class Store:
            def put(self, *args: object, **options: object) -> object:
                return self.answer

        store = Store()
        api = ResourceServer(ISSUER, API, transport=self.script, now=lambda: NOW, replay=store)
        token = make(cnf={"jkt": KEY.thumbprint()})
        for answer in (True, False, None, 1, "yes"):
            store.answer = answer
            proof = dpop.proof(KEY, "GET", URL, access_token=token, now=NOW)
            with self.subTest(answer):
                if answer is True:
                    self.assertEqual(api.validate(token, proof=proof, method="GET", url=URL)["sub"], "alice")
                else:
                    with self.assertRaisesRegex(JamOAuth2AccessTokenError, "used before"):
                        api.validate(token, proof=proof, method="GET", url=URL)

    def test_garbage_makes_no_request(self) -> None:
        for token in (None, 5, b"x", "", "x", "a.b.c", "." * 100_000, "ä.ä.ä", "\ud800", [], {}):
            self.assertEqual(self.refused(token), {"reason": "format"})
        self.assertEqual(self.script.requests, [])

    def test_the_message_says_what_was_expected(self) -> None:
        """Entra's other version of tokens, Keycloak without an audience mapper, Auth0 without an audience."""
        for token, words in (
            (make(iss="https://sts.example/"), f"it is 'https://sts.example/', and '{ISSUER}' is expected"),
            (make(aud="account"), f"it is 'account', and '{API}' is expected"),
            (make(aud=["a", "b", "c", "d", "e", "f"]), "it is 'a' or 'b' or 'c' or 'd' or 'e', and"),
            (make(aud=["x" * 999]), "x" * 200 + "', and"),
            (make(iss="a\nb\u2028"), "it is 'a b ', and"),
            ("opaque", "introspection"),
            ("e30.a.b.c.d", "JWE"),
        ):
            with self.subTest(words=words[:40]), self.assertRaises(JamOAuth2AccessTokenError) as caught:
                self.api.validate(token)
            self.assertIn(words, caught.exception.message)
            if token.count(".") == 2:
                self.assertNotIn(token.split(".")[2], str(caught.exception))

    def test_106_other_tokens(self) -> None:
        for typ in (None, "JWT", "id_token", "dpop+jwt", "logout+jwt"):
            self.assertEqual(self.refused(make(typ=typ)), {"reason": "typ"})
        self.refused(make(OTHER_KEY))
        self.refused(make(JWK.from_secret("x" * 40), alg="HS256"))
        for name in ("iss", "exp", "aud", "sub", "client_id", "iat", "jti"):
            self.assertIn(self.refused(make(**{name: None})), ({"claim": name}, {"reason": "time"}))
        self.refused(make(iss=ISSUER + "/"))
        self.refused(make(aud="https://other"))
        self.refused(make(exp=NOW - 11))
        self.refused(make(iat=NOW + 11))

    def test_scopes(self) -> None:
        self.assertEqual(self.api.validate(make(), scope=["read", "write"])["scope"], "read write")
        for scope in ("admin", "rea", "read admin", ["read", "admin"]):
            with self.assertRaises(JamOAuth2InsufficientScope):
                self.api.validate(make(), scope=scope)
        for given in (None, 5, ["read"], ""):
            with self.assertRaises(JamOAuth2InsufficientScope):
                self.api.validate(make(scope=given), scope="read")

    def test_bound_tokens(self) -> None:
        token = make(cnf={"jkt": OTHER_KEY.thumbprint()})
        proof = dpop.proof(OTHER_KEY, "GET", URL, access_token=token, now=NOW)
        request = {"proof": proof, "method": "GET", "url": URL}
        self.assertEqual(self.api.validate(token, **request)["sub"], "alice")  # type: ignore[arg-type]
        self.assertEqual(self.refused(token), {"claim": "cnf"})
        self.refused(token, **{**request, "method": "POST"})
        self.refused(token, **{**request, "url": API})
        self.refused(token, **{**request, "proof": dpop.proof(KEY, "GET", URL, access_token=token, now=NOW)})
        self.refused(make(), **request)  # a proof for a token that is not bound
        for cnf in (
            {},
            {"x5t#S256": "x"},
            {"jkt": 5},
            "x",
            [],
            {"jkt": OTHER_KEY.thumbprint(), "x5t#S256": "x"},
        ):
            self.refused(make(cnf=cnf), **request)

    def test_issuer_out_of_reach(self) -> None:
        api = ResourceServer(ISSUER, API, transport=Script(openid_configuration=JamOAuth2TransportError()))
        with self.assertRaises(JamOAuth2TransportError):
            api.validate(make())

    def test_configuration(self) -> None:
        for issuer, audience in ((ISSUER, ""), (ISSUER, []), ("http://a.example", API), ("x", API)):
            with self.assertRaises(JamConfigurationError):
                ResourceServer(issuer, audience)
        with self.assertRaises(JamConfigurationError):
            ResourceServer(ISSUER, API, jwks_uri="http://a.example/")
        api = ResourceServer(ISSUER, API, jwks_uri=f"{ISSUER}/jwks", transport=self.script, now=lambda: NOW)
        api.validate(make())
        self.assertEqual(self.script.paths(), ["jwks"])


class Headers(unittest.TestCase):
    def test_bearer_token(self) -> None:
        for header, token in (
            ("Bearer abc", "abc"),
            ("bearer  abc ", "abc"),
            ("BEARER a.b-c_~+/=", "a.b-c_~+/="),
            ("Basic abc", None),
            ("Bearer", None),
            ("Bearer ", None),
            ("Bearer a b", None),
            ("Bearer ä", None),
            ("Bearer a\n", None),
            ("", None),
            (None, None),
            (5, None),
        ):
            self.assertEqual(bearer_token(header), token, header)
        self.assertEqual(bearer_token("DPoP abc", "DPoP"), "abc")

    def test_challenges(self) -> None:
        self.assertEqual(challenge(), "Bearer")
        self.assertEqual(challenge("invalid_token", realm="api"), 'Bearer realm="api", error="invalid_token"')
        self.assertEqual(
            challenge("insufficient_scope", scope=["a", "b"], scheme="DPoP"),
            'DPoP error="insufficient_scope", scope="a b"',
        )
        for text in ('a"b', "a\r\nX: y", "a\\", "ä"):
            with self.assertRaises(JamConfigurationError):
                challenge(realm=text)


if __name__ == "__main__":
    unittest.main()
