"""Known providers: addresses, habits, parameters, and a login at each.

The answers are written by hand from the providers' documentation; tokens and ids are made up.
"""

from __future__ import annotations

import unittest
import warnings
from typing import Any
from urllib.parse import parse_qs, urlsplit

from jamlite.exceptions import JamConfigurationError, JamOAuth2IDTokenError, JamOAuth2Warning
from jamlite.jose import JWK, jwt
from jamlite.oauth2 import OAuth2Client
from jamlite.oauth2.known_providers import KNOWN_PROVIDERS
from tests.oauth2.samples import BACK, KEY, METADATA, NOW, keys, reply, sent

TENANT = "11111111-2222-3333-4444-555555555555"
PARAMETERS: dict[str, dict[str, Any]] = {
    "auth0": {"domain": "shop.eu.auth0.com"},
    "cognito": {"region": "eu-west-1", "pool": "eu-west-1_abc"},
    "keycloak": {"url": "https://id.example", "realm": "shop"},
    "okta": {"domain": "shop.okta.com"},
}
ISSUERS = {
    "apple": "https://appleid.apple.com",
    "auth0": "https://shop.eu.auth0.com/",
    "cognito": "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc",
    "gitlab": "https://gitlab.com",
    "google": "https://accounts.google.com",
    "keycloak": "https://id.example/realms/shop",
    "linkedin": "https://www.linkedin.com/oauth",
    "microsoft": f"https://login.microsoftonline.com/{TENANT}/v2.0",
    "okta": "https://shop.okta.com/oauth2/default",
    "slack": "https://slack.com",
    "twitch": "https://id.twitch.tv/oauth2",
}
# Token answers beside those of RFC 6749 (an ID token is added where the provider has them).
ANSWERS: dict[str, dict[str, Any]] = {
    "apple": {"access_token": "adg61", "token_type": "Bearer", "expires_in": 3600, "refresh_token": "rca7"},
    "discord": {"access_token": "6qrZ", "token_type": "Bearer", "expires_in": 604800, "scope": "identify"},
    "facebook": {"access_token": "EAAB", "token_type": "bearer", "expires_in": 5183944},
    "github": {"access_token": "gho_16", "scope": "user:email", "token_type": "bearer"},
    "linkedin": {"access_token": "AQUv", "expires_in": 5184000, "scope": "openid,profile"},
    "slack": {"ok": True, "access_token": "xoxp-1", "token_type": "Bearer"},
    "twitch": {"access_token": "rfx2", "expires_in": 14124, "scope": ["openid"], "token_type": "bearer"},
    "yandex": {"token_type": "bearer", "access_token": "AQAA", "expires_in": 31536000, "scope": "login:info"},
}
P8 = JWK.generate("EC", crv="P-256")


def make(name: str, transport: Any = None, **options: Any) -> OAuth2Client:
    given: dict[str, Any] = {**PARAMETERS.get(name, {}), "transport": transport, "now": lambda: NOW}
    secret: str | None = "secret-0123456789"
    if name == "apple":
        secret, given = (
            None,
            {**given, "team_id": "TEAM012345", "key_id": "KEY0123456", "key": P8.to_pem(private=True)},
        )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", JamOAuth2Warning)
        return OAuth2Client.of(name, "client-1", secret, BACK, **{**given, **options})


class Provider:
    """A transport that answers for a provider, wherever its endpoints are."""

    def __init__(self, name: str) -> None:
        self.name, self.nonce, self.requests = name, None, []  # type: ignore[var-annotated]
        self.issuer = ISSUERS.get(name, "")

    def __call__(self, request: Any) -> Any:
        self.requests.append(request)
        issuer = self.issuer
        if ".well-known" in request.url:
            return reply({**METADATA, "issuer": issuer})
        if request.method == "GET":
            return reply(keys().to_dict())
        answer = ANSWERS.get(
            self.name, {"access_token": "a-0123456789", "token_type": "Bearer", "expires_in": 60}
        )
        if issuer:
            claims = {
                "iss": issuer,
                "sub": "u1",
                "aud": "client-1",
                "exp": NOW + 60,
                "iat": NOW,
                "nonce": self.nonce,
            }
            if self.name == "microsoft":
                claims["tid"] = TENANT
            given = {key: value for key, value in claims.items() if value is not None}
            answer = {**answer, "id_token": jwt.encode(given, KEY)}
        return reply(answer)


class Known(unittest.TestCase):
    def test_every_provider_of_the_list(self) -> None:
        names = (
            "apple auth0 cognito discord facebook github gitlab google keycloak linkedin microsoft okta slack"
        )
        self.assertEqual(sorted(KNOWN_PROVIDERS), sorted([*names.split(), "twitch", "yandex"]))

    def test_addresses_have_the_names_of_rfc_8414(self) -> None:
        for name, row in KNOWN_PROVIDERS.items():
            with self.subTest(name):
                self.assertLessEqual(set(row.metadata), set(METADATA))
        apple = make("apple").registration.metadata
        self.assertEqual(apple["revocation_endpoint"], "https://appleid.apple.com/auth/revoke")

    def test_a_login_at_each(self) -> None:
        for name in KNOWN_PROVIDERS:
            with self.subTest(provider=name):
                provider = Provider(name)
                user = make(name, provider)
                url, saved = user.begin("openid" if name in ISSUERS else "profile")
                asked = parse_qs(urlsplit(url).query)
                self.assertTrue(url.startswith("https://"))
                self.assertNotIn("{", url)
                provider.nonce = saved.get("nonce")
                tokens = user.finish({"code": "c", "state": saved["state"]}, saved)
                self.assertEqual((tokens.claims or {}).get("sub"), "u1" if name in ISSUERS else None)
                self.assertEqual("code_challenge" in asked, name != "linkedin")
                self.assertEqual("nonce" in asked, name in ISSUERS and name != "linkedin")
                self.assertEqual(asked.get("response_mode"), ["form_post"] if name == "apple" else None)

    def test_apples_secret_is_signed_anew(self) -> None:
        provider = Provider("apple")
        make("apple", provider).refresh_token("r")
        secret = sent(provider.requests[0])["client_secret"][0]
        claims = jwt.decode(secret, P8.public(), audience="https://appleid.apple.com", now=NOW)
        self.assertEqual((claims["iss"], claims["sub"], claims["exp"]), ("TEAM012345", "client-1", NOW + 300))
        header, _ = jwt.decode_complete(secret, P8.public())
        self.assertEqual((header["alg"], header["kid"]), ("ES256", "KEY0123456"))
        for wrong in (
            {"team_id": None},
            {"key_id": ""},
            {"key": None},
            {"key": "not a key"},
            {"key": P8.public()},
            {"key": JWK.generate("OKP", crv="Ed25519")},
        ):
            with self.subTest(wrong=wrong), self.assertRaises((JamConfigurationError, ValueError)):
                make("apple", **wrong)

    def test_microsoft_for_one_tenant_and_for_many(self) -> None:
        other = "99999999-2222-3333-4444-555555555555"
        for options, passes in (
            ({}, True),
            ({"tenant": TENANT}, True),
            ({"tenant": TENANT.upper()}, True),
            ({"tenant": other}, False),
            ({"tenants": [TENANT]}, True),
            ({"tenants": [other]}, False),
            ({"tenants": lambda tid: tid == TENANT}, True),
            ({"tenant": "organizations"}, True),
            ({"tenant": "consumers"}, False),
        ):
            provider = Provider("microsoft")
            user = make("microsoft", provider, **options)
            _, saved = user.begin("openid")
            provider.nonce = saved["nonce"]
            with self.subTest(**options):
                if passes:
                    self.assertTrue(user.finish({"code": "c", "state": saved["state"]}, saved).claims)
                else:
                    with self.assertRaises(JamOAuth2IDTokenError):
                        user.finish({"code": "c", "state": saved["state"]}, saved)

    def test_spellings_of_addresses(self) -> None:
        for name, options, issuer in (
            ("keycloak", {"url": "https://id.example/", "realm": "a"}, "https://id.example/realms/a"),
            (
                "keycloak",
                {"url": "https://id.example/auth", "realm": "a"},
                "https://id.example/auth/realms/a",
            ),
            ("okta", {"domain": "shop.okta.com"}, "https://shop.okta.com/oauth2/default"),
            ("okta", {"domain": "shop.okta.com", "server": ""}, "https://shop.okta.com"),
        ):
            made = OAuth2Client.of(name, "i", "s", **options)
            self.assertEqual(made.registration.issuer, issuer)
        for name in ("auth0", "okta"):
            with self.assertRaises(JamConfigurationError) as caught:
                OAuth2Client.of(name, "i", "s", domain="https://shop.example")
            self.assertIn("host name alone", caught.exception.message)

    def test_a_tenant_is_not_named_by_its_domain(self) -> None:
        """Entra takes the domain in its addresses, and its tokens then name another issuer: the id."""
        with self.assertRaises(JamConfigurationError) as caught:
            make("microsoft", tenant="shop.onmicrosoft.com")
        self.assertIn("tenant's id", caught.exception.message)

    def test_google_writes_its_issuer_in_two_ways(self) -> None:
        for iss, passes in (
            ("https://accounts.google.com", True),
            ("accounts.google.com", True),
            ("http://accounts.google.com", False),
            ("https://accounts.google.com/", False),
            ("accounts.google.com.evil.example", False),
        ):
            provider = Provider("google")
            user = make("google", provider)
            _, saved = user.begin("openid")
            provider.nonce, provider.issuer = saved["nonce"], iss
            with self.subTest(iss=iss):
                if passes:
                    found = user.finish({"code": "c", "state": saved["state"]}, saved)
                    self.assertEqual(found.claims["iss"], iss)
                else:
                    with self.assertRaises(JamOAuth2IDTokenError):
                        user.finish({"code": "c", "state": saved["state"]}, saved)

    def test_an_address_without_a_host(self) -> None:
        for url in ("https://", "http://", ""):
            with self.assertRaises(JamConfigurationError) as caught:
                OAuth2Client.of("keycloak", "i", "s", url=url, realm="shop")
            self.assertIn("url is not a name", caught.exception.message)

    def test_parameters(self) -> None:
        for name, options in (
            ("nobody", {}),
            (5, {}),
            ("keycloak", {"realm": None}),
            ("keycloak", {"realm": "a/b"}),
            ("keycloak", {"realm": "a?b"}),
            ("keycloak", {"url": "https://a@b"}),
            ("keycloak", {"url": "javascript:"}),
            ("auth0", {"domain": "evil.example/"}),
            ("auth0", {"domain": "a#"}),
            ("auth0", {"domain": "{x}"}),
            ("microsoft", {"tenant": ""}),
            ("microsoft", {"tenant": "shop.onmicrosoft.com"}),
            ("microsoft", {"tenant": "a/../b"}),
            ("github", {"tenant": "x"}),
        ):
            with self.subTest(name=name, **options), self.assertRaises((JamConfigurationError, TypeError)):
                make(name, **options)  # type: ignore[arg-type]

    def test_linkedin_warns(self) -> None:
        with self.assertWarns(JamOAuth2Warning):
            OAuth2Client.of("linkedin", "i", "s", BACK)


if __name__ == "__main__":
    unittest.main()
