"""Discovery and the keys of an issuer."""

from __future__ import annotations

import json
import unittest
from typing import Any

from jamlite.exceptions import (
    JamConfigurationError,
    JamOAuth2Error,
    JamOAuth2IDTokenError,
    JamOAuth2ResponseError,
    JamOAuth2TransportError,
)
from jamlite.jose import JWK
from jamlite.oauth2 import JWKSClient, OAuth2Client, ResourceServer, Response, discovery, id_token
from jamlite.oauth2.jwks_client import parse_keys
from jamlite.oauth2.steps import Wait, run
from tests.oauth2.samples import CLIENT, ISSUER, KEY, METADATA, NOW, OTHER_KEY, Script, keys, reply
from tests.oauth2.samples import id_token as make


def discover(script: Script, issuer: str = ISSUER) -> dict[str, Any]:
    return run(discovery.discover(issuer), script, lambda seconds: None)


class Discovery(unittest.TestCase):
    def test_both_places(self) -> None:
        script = Script(openid_configuration=METADATA)
        self.assertEqual(discover(script), METADATA)
        script = Script(openid_configuration=Response(404), oauth_authorization_server=METADATA)
        self.assertEqual(discover(script), METADATA)
        self.assertEqual(
            [request.url for request in script.requests],
            [
                f"{ISSUER}/.well-known/openid-configuration",
                f"{ISSUER}/.well-known/oauth-authorization-server",
            ],
        )

    def test_105_the_issuer_is_the_one_asked_exactly(self) -> None:
        for issuer in (ISSUER + "/", ISSUER.upper(), "https://evil.example", "", None, 5, [ISSUER]):
            with self.subTest(issuer=issuer), self.assertRaises(JamOAuth2ResponseError) as caught:
                discover(Script(openid_configuration={**METADATA, "issuer": issuer}))
            self.assertEqual(caught.exception.details, {"member": "issuer"})
        without = {name: value for name, value in METADATA.items() if name != "issuer"}
        with self.assertRaises(JamOAuth2ResponseError):
            discover(Script(openid_configuration=without))

    def test_100_endpoints_are_https(self) -> None:
        for name in discovery.ENDPOINTS:
            for url in (
                *("HTTP:login.example/x", "file:///etc/passwd", "//x", 5, "", "https://a@b/", {}),
                f"https://a:{'9' * 5000}/",
            ):
                with (
                    self.subTest(name=name, url=str(url)[:40]),
                    self.assertRaises(JamOAuth2ResponseError) as caught,
                ):
                    discover(Script(openid_configuration={**METADATA, name: url}))
                self.assertEqual(caught.exception.details, {"member": name})

    def test_an_http_endpoint_harms_nobody_who_does_not_use_it(self) -> None:
        for name in discovery.ENDPOINTS:
            for url in ("http://login.example/x", "http://127.0.0.1/x", f"http://127.{'9' * 5000}.0.1/"):
                found = discover(Script(openid_configuration={**METADATA, name: url}))
                with (
                    self.subTest(name=name, url=url[:40]),
                    self.assertRaises(JamOAuth2ResponseError) as caught,
                ):
                    discovery.endpoint(found, name, False)
                self.assertEqual(caught.exception.details, {"member": name})
                self.assertIn("http", caught.exception.message)
        server = ResourceServer(
            ISSUER,
            "api",
            transport=Script(openid_configuration={**METADATA, "jwks_uri": "http://login.example/x"}),
        )
        with self.assertRaises(JamOAuth2ResponseError):
            server.validate(make())
        user = OAuth2Client(
            CLIENT,
            "s",
            issuer=ISSUER,
            transport=Script(
                openid_configuration={**METADATA, "revocation_endpoint": "http://login.example/x"}
            ),
        )
        self.assertTrue(user.begin("openid")[0].startswith("https://"))
        with self.assertRaises(JamOAuth2ResponseError):
            user.revoke("token")

    def test_a_mismatch_of_issuers_names_both(self) -> None:
        with self.assertRaises(JamOAuth2ResponseError) as caught:
            discover(Script(openid_configuration={**METADATA, "issuer": ISSUER + "/"}))
        for words in (repr(ISSUER), repr(ISSUER + "/"), "slash"):
            self.assertIn(words, caught.exception.message)

    def test_members_of_wrong_types(self) -> None:
        for name, value in (
            ("token_endpoint_auth_methods_supported", "client_secret_basic"),
            ("id_token_signing_alg_values_supported", [5]),
            ("authorization_response_iss_parameter_supported", "true"),
            ("require_pushed_authorization_requests", 1),
        ):
            with self.subTest(name=name), self.assertRaises(JamOAuth2ResponseError):
                discover(Script(openid_configuration={**METADATA, name: value}))

    def test_a_list_or_flag_that_is_null_is_not_there(self) -> None:
        """Servers written in Go publish null for a list without items."""
        names = (
            "token_endpoint_auth_methods_supported",
            "id_token_signing_alg_values_supported",
            "code_challenge_methods_supported",
            "dpop_signing_alg_values_supported",
            "authorization_response_iss_parameter_supported",
            "require_pushed_authorization_requests",
            "revocation_endpoint",
        )
        found = {**METADATA, **dict.fromkeys(names)}
        self.assertEqual(discover(Script(openid_configuration=found)), found)
        script = Script(openid_configuration=found, token={"access_token": "t", "token_type": "Bearer"})
        user = OAuth2Client(CLIENT, "s", issuer=ISSUER, transport=script)
        url, saved = user.begin("read")
        self.assertTrue(url.startswith("https://"))
        user.finish({"code": "c", "state": saved["state"]}, saved)
        self.assertIn("Authorization", script.requests[-1].headers)  # client_secret_basic, the default

    def test_the_label_of_a_document_does_not_count(self) -> None:
        """Static hosts such as GitHub Pages and S3 do not know what a file without an extension is."""
        for label in ("application/octet-stream", "binary/octet-stream", "text/plain", "text/html", ""):
            fields = {"Content-Type": label} if label else {}
            document = Response(200, fields, json.dumps(METADATA).encode())
            self.assertEqual(discover(Script(openid_configuration=document)), METADATA)
            published = Response(200, fields, json.dumps(keys().to_dict()).encode())
            client = JWKSClient(f"{ISSUER}/jwks", now=lambda: NOW)
            self.assertEqual(len(client.get("k1", Script(jwks=published), lambda _: None)), 1)
            with self.assertRaises(JamOAuth2ResponseError):
                discover(Script(openid_configuration=Response(200, fields, b"<html>")))

    def test_99_no_redirect_is_followed_and_its_place_is_told(self) -> None:
        place = "https://www.login.example/.well-known/openid-configuration"
        for given, shown in ((f"{place}?token=x", place), ("", "not followed"), ("/\u2028x", "/ x")):
            with self.assertRaises(JamOAuth2ResponseError) as caught:
                discover(Script(openid_configuration=Response(301, {"Location": given})))
            self.assertIn(shown, caught.exception.message)
            self.assertNotIn("token=x", caught.exception.message)

    def test_99_no_redirect(self) -> None:
        for status in (301, 302, 303, 307, 308):
            with self.assertRaises(JamOAuth2ResponseError):
                discover(Script(openid_configuration=Response(status, {"Location": "https://evil.example/"})))

    def test_issuers_that_are_none(self) -> None:
        for issuer in ("http://login.example", "login.example", "https://a/?x", "https://a/#x", "", None):
            with self.subTest(issuer=issuer), self.assertRaises(JamConfigurationError):
                discover(Script(), issuer)  # type: ignore[arg-type]

    def test_paths(self) -> None:
        self.assertEqual(discovery.openid_url("https://a/t/"), "https://a/t/.well-known/openid-configuration")
        self.assertEqual(
            discovery.oauth_url("https://a/t/"), "https://a/.well-known/oauth-authorization-server/t"
        )


class JWKS(unittest.TestCase):
    def setUp(self) -> None:
        self.now = NOW
        self.client = JWKSClient(f"{ISSUER}/jwks", lifespan=3600, cooldown=30, now=lambda: self.now)

    def script(self, *answers: Any) -> Script:
        return Script(jwks=list(answers))

    def get(self, script: Script, kid: str | None) -> set[str | None]:
        return {key.kid for key in self.client.get(kid, script, lambda seconds: None)}

    def test_107_kept(self) -> None:
        script = self.script(keys().to_dict())
        for _ in range(5):
            self.assertEqual(self.get(script, "k1"), {"k1"})
        self.assertEqual(len(script.requests), 1)
        self.now += 3600
        self.get(script, "k1")
        self.assertEqual(len(script.requests), 2)

    def test_108_rotation_at_once(self) -> None:
        script = self.script(keys().to_dict(), keys(OTHER_KEY).to_dict())
        self.get(script, "k1")
        self.assertEqual(self.get(script, "k2"), {"k2"})  # in the same second
        self.assertEqual(len(script.requests), 2)

    def test_107_unknown_key_ids_are_rate_limited(self) -> None:
        script = self.script(keys().to_dict())
        for i in range(200):
            self.get(script, f"invented {i}")
        self.assertEqual(len(script.requests), 2)
        self.now += 29.9
        self.get(script, "invented")
        self.assertEqual(len(script.requests), 2)
        self.now += 0.2
        for i in range(200):
            self.get(script, f"invented {i}")
        self.assertEqual(len(script.requests), 3)

    def test_107_a_failed_refetch_keeps_the_old_keys(self) -> None:
        broken = (
            JamOAuth2TransportError(),
            reply({"error": "x"}, 500),
            Response(200, {"Content-Type": "text/html"}, b"<html>"),
            Response(302, {"Location": "https://evil.example"}),
            reply({"keys": []}),
            reply({"keys": "x"}),
            reply({"keys": [{"kty": "oct", "k": "AAAA"}]}),
        )
        for answer in broken:
            with self.subTest(answer=answer):
                self.setUp()
                script = self.script(keys().to_dict(), answer)
                self.get(script, "k1")
                self.assertEqual(self.get(script, "k2"), {"k1"})
                self.now += 4000
                self.assertEqual(self.get(script, "k1"), {"k1"})
                self.assertEqual(self.get(script, "k1"), {"k1"})
                self.assertEqual(len(script.requests), 3)  # a failure is not repeated at once

    def test_a_clock_set_back_is_no_reason_to_wait(self) -> None:
        script = self.script(keys().to_dict())
        self.get(script, "x")
        self.now -= 1_000_000
        self.get(script, "x")
        self.assertEqual(len(script.requests), 2)

    def test_first_fetch_failing(self) -> None:
        script = self.script(JamOAuth2TransportError(), keys().to_dict())
        with self.assertRaises(JamOAuth2TransportError):
            self.get(script, "k1")
        self.assertEqual(self.get(script, "k1"), {"k1"})

    def test_two_at_once_make_one_request(self) -> None:
        first, second = self.client.keys("k1"), self.client.keys("k1")
        next(first)
        self.assertIsInstance(next(second), Wait)
        with self.assertRaises(StopIteration):
            first.send(reply(keys().to_dict()))
        with self.assertRaises(StopIteration) as done:
            second.send(None)
        self.assertEqual(len(done.exception.value), 1)

    def test_an_abandoned_fetch_does_not_block(self) -> None:
        steps = self.client.keys("k1")
        next(steps)
        steps.close()
        self.assertEqual(self.get(self.script(keys().to_dict()), "k1"), {"k1"})

    def test_a_token_without_key_id(self) -> None:
        bare = JWK({name: value for name, value in OTHER_KEY.to_dict().items() if name != "kid"})
        token = make(bare)
        script = self.script(keys().to_dict(), keys(bare).to_dict())

        def judge(given: Any) -> dict[str, Any]:
            return id_token.validate(token, given, issuer=ISSUER, client_id=CLIENT, now=NOW)

        self.assertEqual(run(self.client.check(token, judge), script, lambda s: None)["sub"], "alice")
        self.assertEqual(len(script.requests), 2)
        token = make(JWK.generate("EC", alg="ES256"))
        with self.assertRaises(JamOAuth2IDTokenError):
            run(self.client.check(token, judge), script, lambda s: None)
        self.assertEqual(len(script.requests), 2)  # within the cooldown

    def test_only_public_keys_are_taken(self) -> None:
        found = parse_keys({"keys": [KEY.to_dict(), {"kty": "oct", "k": "AAAA", "kid": "s"}, {"kty": "new"}]})
        self.assertEqual([(key.kid, key.is_private) for key in found], [("k1", False)])
        for members in (
            {},
            {"keys": {}},
            {"keys": [5]},
            {"keys": [{"kty": "new"}]},
            {"keys": [KEY.to_dict()] * 1025},
        ):
            with self.assertRaises(JamOAuth2Error):
                parse_keys(members)


if __name__ == "__main__":
    unittest.main()
