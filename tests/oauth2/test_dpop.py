"""DPoP: proofs as a client makes them, and as a server must refuse them."""

from __future__ import annotations

import unittest
from typing import Any
from unittest import mock

from jamlite.encoding import base64url, strict_json
from jamlite.exceptions import JamConfigurationError, JamOAuth2AccessTokenError
from jamlite.jose import JWK
from jamlite.oauth2 import DPoP, Request, Response, dpop
from tests.oauth2.samples import KEY, NOW, OTHER_KEY

URL = "https://api.example/things"


def check(token: Any, **expected: Any) -> dict[str, Any]:
    return dpop.verify(token, **{"method": "GET", "url": URL, "now": NOW, **expected})


def sign(key: JWK = KEY, header: dict[str, Any] | None = None, **change: Any) -> str:
    claims = {"jti": "j", "htm": "GET", "htu": URL, "iat": NOW, **change}
    members = {"typ": "dpop+jwt", "jwk": dpop.public_members(key), **(header or {})}
    given = {name: value for name, value in claims.items() if value is not None}
    head = {"alg": "ES256", **{name: value for name, value in members.items() if value is not None}}
    signed = ".".join(base64url.encode(strict_json.dumps(part)) for part in (head, given))
    return f"{signed}.{base64url.encode(key.signer('ES256')(signed.encode()))}"


class Proofs(unittest.TestCase):
    def test_right_ones(self) -> None:
        claims = check(
            dpop.proof(KEY, "GET", URL + "?q=1#f", access_token="t", nonce="n", now=NOW), access_token="t"
        )
        self.assertEqual((claims["htm"], claims["htu"], claims["nonce"]), ("GET", URL, "n"))
        self.assertEqual(claims["jkt"], KEY.thumbprint())
        for key in (JWK.generate("OKP", crv="Ed25519"), JWK.generate("EC", crv="P-384")):
            check(dpop.proof(key, "GET", URL, now=NOW))
        self.assertNotEqual(dpop.proof(KEY, "GET", URL, now=NOW), dpop.proof(KEY, "GET", URL, now=NOW))

    def test_only_the_public_key_is_shown(self) -> None:
        header = strict_json.loads(base64url.decode(dpop.proof(KEY, "GET", URL).split(".")[0]))
        self.assertEqual(sorted(header["jwk"]), ["crv", "kty", "x", "y"])

    def test_keys_that_cannot_prove(self) -> None:
        for key in (None, KEY.public(), JWK.from_secret("x" * 40), {"kty": "EC"}, "pem"):
            with self.subTest(key=str(key)), self.assertRaises(JamConfigurationError):
                DPoP(key) if key is not None else dpop.check_key(key)  # type: ignore[arg-type]

    def test_urls_are_compared_by_meaning(self) -> None:
        for htu in (URL, "https://API.example/things", "https://api.example:443/things", URL + "?x=1"):
            self.assertEqual(check(sign(htu=htu))["jti"], "j")
        check(dpop.proof(KEY, "GET", "https://api.example", now=NOW), url="https://api.example/")

    def test_wrong_ones(self) -> None:
        tokens: list[Any] = [
            *(None, "", 5, "a.b.c", "..", sign() + "x", sign()[:-5] + "AAAAA"),
            *(sign(htm="get"), sign(htm="POST"), sign(htm=None), sign(htm=5), sign(htm=["GET"])),
            *(sign(htu=htu) for htu in (None, 5, "", "x", URL + "/", "http://api.example/things")),
            *(sign(htu=htu) for htu in ("https://api.example:444/things", "https://evil.example/things")),
            *(sign(jti=jti) for jti in (None, "", 5, "x" * 2000)),
            *(sign(iat=iat) for iat in (None, NOW - 61, NOW + 61)),
            *(sign(header={"typ": typ}) for typ in ("JWT", "at+jwt", "")),
            sign(header={"jwk": dpop.public_members(OTHER_KEY)}),
            sign(header={"jwk": KEY.to_dict()}),  # a private key in the header
            sign(header={"jwk": {"kty": "oct", "k": "AAAA"}}),
            *(sign(header={"jwk": jwk}) for jwk in (None, "x", {}, {"kty": "EC"}, [])),
        ]
        for token in tokens:
            with self.subTest(token=str(token)[:60]), self.assertRaises(JamOAuth2AccessTokenError):
                check(token)

    def test_a_private_key_is_refused_before_it_is_read(self) -> None:
        """To find the factors of a modulus would take a second, and anybody may send a proof."""
        costly = {"kty": "RSA", "n": "x" * 1023 + "w", "e": "AQAB", "d": "x" * 1023 + "w"}
        with mock.patch.object(dpop, "JWK", side_effect=AssertionError("it was read")):
            for jwk in (costly, {**costly, "n": "x" * 2731}, {"kty": "AKP", "priv": "x" * 43}, KEY.to_dict()):
                with self.assertRaisesRegex(JamOAuth2AccessTokenError, "not a public one"):
                    check(sign(header={"jwk": jwk}))

    def test_hmac_and_none(self) -> None:
        for alg in ("none", "HS256"):
            head = {"typ": "dpop+jwt", "alg": alg, "jwk": dpop.public_members(KEY)}
            parts = (head, {"jti": "j", "htm": "GET", "htu": URL, "iat": NOW})
            token = ".".join(base64url.encode(strict_json.dumps(part)) for part in parts) + "."
            for algorithms in (None, ("none", "HS256")):
                with self.assertRaises(JamOAuth2AccessTokenError):
                    check(token, algorithms=algorithms)

    def test_bindings(self) -> None:
        for expected in (
            {"access_token": "t"},
            {"jkt": OTHER_KEY.thumbprint()},
            {"nonces": ("n",)},
            {"algorithms": ("RS256",)},
            {"max_age": 5, "now": NOW + 6},
        ):
            with self.subTest(expected=expected), self.assertRaises(JamOAuth2AccessTokenError):
                check(sign(), **expected)
        for nonce in ("other", 5, ["n"]):
            with self.assertRaises(JamOAuth2AccessTokenError):
                check(sign(nonce=nonce), nonces={"n"})
        self.assertEqual(check(sign(nonce="n"), nonces={"n"}, jkt=KEY.thumbprint())["nonce"], "n")


class Nonces(unittest.TestCase):
    def test_they_belong_to_a_server(self) -> None:
        bound = DPoP(KEY)
        first = Request("POST", "https://a.example/token", {})
        bound.sign(first, None, NOW)
        answer = Response(400, {"DPoP-Nonce": "n1"}, b'{"error":"use_dpop_nonce"}')
        self.assertTrue(bound.learn(first, answer))
        for url, nonce in (("https://a.example/par", "n1"), ("https://b.example/token", None)):
            request = Request("POST", url, {})
            bound.sign(request, None, NOW)
            claims = strict_json.loads(base64url.decode(request.headers["DPoP"].split(".")[1]))
            self.assertEqual(claims.get("nonce"), nonce)

    def test_what_asks_for_another_try(self) -> None:
        bound, request = DPoP(KEY), Request("GET", URL, {})
        nonce = {"DPoP-Nonce": "n"}
        challenge = {**nonce, "WWW-Authenticate": 'DPoP error="use_dpop_nonce", algs="ES256"'}
        self.assertTrue(bound.learn(request, Response(401, challenge)))
        for answer in (
            Response(200, nonce),
            Response(401, nonce),
            Response(400, nonce, b'{"error":"invalid_grant"}'),
            Response(400, {}, b'{"error":"use_dpop_nonce"}'),
            Response(400, {"DPoP-Nonce": "x" * 5000}, b'{"error":"use_dpop_nonce"}'),
        ):
            self.assertFalse(bound.learn(request, answer))

    def test_nonces_are_bounded(self) -> None:
        bound = DPoP(KEY)
        for i in range(500):
            bound.learn(Request("GET", f"https://h{i}.example/", {}), Response(200, {"DPoP-Nonce": "n"}))
        self.assertLessEqual(len(bound._nonces), 64)
        self.assertNotIn(KEY.to_dict()["d"], repr(bound))


if __name__ == "__main__":
    unittest.main()
