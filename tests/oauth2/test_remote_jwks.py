"""A key set by URL: where it is found, when it is fetched, and what a token cannot do about it."""

from __future__ import annotations

import unittest
from typing import Any

from jamlite.exceptions import (
    JamConfigurationError,
    JamError,
    JamOAuth2AccessTokenError,
    JamOAuth2Error,
    JamOAuth2TransportError,
)
from jamlite.jose import jwt
from jamlite.oauth2 import JWKSClient, RemoteJWKSet, ResourceServer, Response
from tests.oauth2.samples import CLIENT, ISSUER, KEY, METADATA, NOW, OTHER_KEY, Script, id_token, keys

URL = f"{ISSUER}/jwks"


class Remote(unittest.TestCase):
    def setUp(self) -> None:
        self.clock = [NOW]

    def remote(self, script: Any, url: str | None = URL, **options: Any) -> RemoteJWKSet:
        return RemoteJWKSet(url, transport=script, now=lambda: self.clock[0], **options)

    def decode(self, keys: Any, token: str) -> Any:
        return jwt.decode(token, keys, issuer=ISSUER, audience=CLIENT, now=NOW)

    def test_it_is_a_key(self) -> None:
        script = Script(jwks=keys().to_dict())
        remote = self.remote(script)
        for _ in range(3):
            self.assertEqual(self.decode(remote, id_token(header={"kid": "k1"}))["sub"], "alice")
        self.assertEqual(script.paths(), ["jwks"])

    def test_of_an_issuer(self) -> None:
        for given in ({"url": None, "issuer": ISSUER}, {"url": ISSUER}):
            script = Script(
                openid_configuration=METADATA,
                jwks=keys().to_dict(),
                **{"login.example": Response(404, {}, b"x")},
            )
            remote = self.remote(script, **given)
            for _ in range(2):
                self.assertEqual(self.decode(remote, id_token())["sub"], "alice")
            self.assertEqual(script.paths()[-2:], ["openid-configuration", "jwks"])

    def test_a_new_key_is_fetched_and_invented_ones_are_not(self) -> None:
        script = Script(jwks=[keys().to_dict(), keys(KEY, OTHER_KEY).to_dict()])
        remote = self.remote(script)
        self.decode(remote, id_token())
        self.clock[0] += 1
        self.assertEqual(self.decode(remote, id_token(OTHER_KEY))["sub"], "alice")
        self.assertEqual(len(script.requests), 2)
        for number in range(5):
            with self.assertRaises(JamError):
                self.decode(remote, id_token(header={"kid": f"invented-{number}"}))
        self.assertEqual(len(script.requests), 2)

    def test_a_key_that_was_passed_over_says_why_when_it_is_asked_for(self) -> None:
        short = {"kty": "EC", "crv": "P-256", "kid": "short", "x": "AA", "y": "AA"}
        secret = {"kty": "oct", "kid": "secret", "k": "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTEyMzQ"}
        published = {"keys": [*keys().to_dict()["keys"], short, secret]}
        for kid, why in (("short", "32 bytes"), ("secret", "symmetric"), ("x", "no key of the set has")):
            token = id_token(header={"kid": kid})
            with self.assertRaisesRegex(JamError, why):
                self.decode(self.remote(Script(jwks=published)), token)
            api = ResourceServer(ISSUER, CLIENT, jwks_uri=URL, transport=Script(jwks=published))
            with self.assertRaisesRegex(JamOAuth2AccessTokenError, why):
                api.validate(token)
        with self.assertRaisesRegex(JamOAuth2Error, "no key that can be used: .*32 bytes"):
            away = Response(404, {}, b"")
            self.decode(self.remote(Script(jwks={"keys": [short]}, openid_configuration=away)), token)

    def test_an_outage_keeps_the_old_keys(self) -> None:
        script = Script(jwks=[keys().to_dict(), JamOAuth2TransportError(details={"reason": "timeout"})])
        remote = self.remote(script, lifespan=60)
        self.decode(remote, id_token())
        self.clock[0] += 61
        self.assertEqual(self.decode(remote, id_token())["sub"], "alice")
        self.assertEqual(len(script.requests), 2)

    def test_the_token_never_names_the_url(self) -> None:
        script = Script(jwks=keys().to_dict())
        header = {"jku": "https://evil.example/jwks", "x5u": "https://evil.example/x", "kid": "k1"}
        with self.assertRaises(JamError):
            self.decode(self.remote(script), id_token(OTHER_KEY, header=header))
        self.assertEqual({request.url for request in script.requests}, {URL})

    def test_nothing_there(self) -> None:
        gone = Response(404)
        for answer in (gone, Response(200, {}, b"<html>"), {"keys": []}, {"a": 1}):
            with self.subTest(answer=answer), self.assertRaises(JamOAuth2Error):
                script = Script(jwks=answer, openid_configuration=gone, oauth_authorization_server=gone)
                self.remote(script).load()
        outage = Script(jwks=JamOAuth2TransportError(details={"reason": "timeout"}))
        with self.assertRaises(JamOAuth2TransportError):
            self.remote(outage).load()
        self.assertEqual(len(outage.requests), 1)

    def test_seconds_that_are_none(self) -> None:
        """They end where the set is made, not at the first token."""
        for name in ("lifespan", "cooldown"):
            for bad in (None, "60", b"60", [], True, -1, float("nan"), float("inf"), 10**400):
                for make in (RemoteJWKSet, JWKSClient):
                    with (
                        self.subTest(name, bad=str(bad)[:9]),
                        self.assertRaisesRegex(JamConfigurationError, name),
                    ):
                        make("https://a.example/jwks", **{name: bad})  # type: ignore[operator]
                with (
                    self.subTest(name, bad=str(bad)[:9]),
                    self.assertRaisesRegex(JamConfigurationError, name),
                ):
                    ResourceServer("https://a.example", "api", **{name: bad})

    def test_arguments(self) -> None:
        for arguments, options in (
            ((), {}),
            ((URL,), {"issuer": ISSUER}),
            (("http://login.example/jwks",), {}),
            (("file:///etc/passwd",), {}),
            ((5,), {}),
            ((URL,), {"timeout": 0}),
            ((URL,), {"transport": 5}),
            ((URL,), {"http_hosts": ["*"]}),
        ):
            with self.subTest(arguments=arguments, **options), self.assertRaises(JamConfigurationError):
                RemoteJWKSet(*arguments, **options)
        RemoteJWKSet("http://keycloak:8080/jwks", http_hosts=("keycloak",))


if __name__ == "__main__":
    unittest.main()
