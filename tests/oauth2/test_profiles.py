"""Access tokens as providers issue them, and their ID tokens, which are refused.

The claims are written by hand from the providers' documentation; names, keys and ids are made up.
"""

from __future__ import annotations

import unittest
from typing import Any

from jamlite.exceptions import JamConfigurationError, JamOAuth2AccessTokenError, JamOAuth2InsufficientScope
from jamlite.jose import jwt
from jamlite.oauth2 import ResourceServer
from jamlite.oauth2.profiles import PROFILES
from tests.oauth2.samples import KEY, METADATA, NOW, Script, keys

TIMES: dict[str, Any] = {"exp": NOW + 300, "iat": NOW - 5}
TENANT = "11111111-2222-3333-4444-555555555555"
ENTRA = "https://login.microsoftonline.com/{tenantid}/v2.0"
GITHUB = "https://token.actions.githubusercontent.com"


class Row:
    """How a provider issues: arguments of the server; header and claims of an access and an ID token."""

    def __init__(
        self,
        issuer: str,
        options: dict[str, Any],
        access: tuple[str | None, dict[str, Any]],
        identity: tuple[str | None, dict[str, Any]],
        scope: str = "",
    ) -> None:
        self.issuer, self.options, self.access, self.identity, self.scope = (
            issuer,
            options,
            access,
            identity,
            scope,
        )


ROWS: dict[str, Row] = {
    "keycloak": Row(
        "https://id.example/realms/shop",
        {"audience": "shop-api"},
        (
            "JWT",
            {
                "jti": "onrtac:1",
                "aud": ["shop-api", "account"],
                "sub": "f1",
                "typ": "Bearer",
                "azp": "web",
                "sid": "s1",
                "scope": "email orders:read",
            },
        ),
        (
            "JWT",
            {
                "jti": "1",
                "aud": "shop-api",
                "sub": "f1",
                "typ": "ID",
                "azp": "shop-api",
                "nonce": "n",
                "sid": "s1",
            },
        ),
        "orders:read",
    ),
    "auth0": Row(
        "https://shop.eu.auth0.com/",
        {"audience": "https://api.example"},
        (
            "JWT",
            {
                "sub": "auth0|1",
                "aud": ["https://api.example", "https://shop.eu.auth0.com/userinfo"],
                "azp": "web",
                "scope": "openid orders:read",
            },
        ),
        ("JWT", {"sub": "auth0|1", "aud": "https://api.example", "nonce": "n", "sid": "s1"}),
        "orders:read",
    ),
    "entra": Row(
        ENTRA,
        {"audience": "22222222-0000-0000-0000-000000000000", "tenants": [TENANT]},
        (
            "JWT",
            {
                "aud": "22222222-0000-0000-0000-000000000000",
                "sub": "x",
                "oid": "y",
                "tid": TENANT,
                "ver": "2.0",
                "azp": "33333333-0000-0000-0000-000000000000",
                "azpacr": "1",
                "scp": "Orders.Read",
                "nbf": NOW - 5,
            },
        ),
        (
            "JWT",
            {
                "aud": "22222222-0000-0000-0000-000000000000",
                "sub": "x",
                "tid": TENANT,
                "ver": "2.0",
                "nonce": "n",
            },
        ),
        "Orders.Read",
    ),
    "okta": Row(
        "https://shop.okta.com/oauth2/default",
        {"audience": "api://default"},
        (
            None,
            {
                "ver": 1,
                "jti": "AT.1",
                "aud": "api://default",
                "sub": "a@b.example",
                "cid": "0oa1",
                "uid": "00u1",
                "scp": ["orders:read"],
            },
        ),
        (
            None,
            {
                "ver": 1,
                "jti": "ID.1",
                "aud": "api://default",
                "sub": "00u1",
                "amr": ["pwd"],
                "at_hash": "x",
                "nonce": "n",
            },
        ),
        "orders:read",
    ),
    "cognito": Row(
        "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc",
        {"audience": None, "client_id": "1example23456789"},
        (
            None,
            {
                "sub": "aaaa",
                "token_use": "access",
                "scope": "orders/read",
                "client_id": "1example23456789",
                "jti": "j",
                "username": "u",
            },
        ),
        (
            None,
            {
                "sub": "aaaa",
                "token_use": "id",
                "aud": "1example23456789",
                "cognito:username": "u",
                "jti": "j",
            },
        ),
        "orders/read",
    ),
    "ci": Row(
        GITHUB,
        {"audience": "https://deploy.example", "repository": "octo-org/octo-repo"},
        (
            "JWT",
            {
                "jti": "j",
                "sub": "repo:octo-org/octo-repo:ref:refs/heads/main",
                "aud": "https://deploy.example",
                "repository": "octo-org/octo-repo",
                "ref": "refs/heads/main",
            },
        ),
        (
            "JWT",  # not an ID token: the job of somebody else
            {
                "jti": "j",
                "sub": "repo:evil/octo-repo:ref:refs/heads/main",
                "aud": "https://deploy.example",
                "repository": "evil/octo-repo",
            },
        ),
    ),
}


def server(name: str, **options: Any) -> ResourceServer:
    row = ROWS[name]
    published = row.issuer.replace("{tenantid}", "{tenantid}")
    script = Script(
        openid_configuration={**METADATA, "issuer": published, "jwks_uri": "https://keys.example/jwks"},
        jwks=keys().to_dict(),
    )
    given = {"profile": name, "transport": script, "now": lambda: NOW, **row.options, **options}
    return ResourceServer(row.issuer, **given)


def token(name: str, kind: str, **change: Any) -> str:
    typ, claims = getattr(ROWS[name], kind)
    issuer = ROWS[name].issuer.replace("{tenantid}", claims.get("tid", ""))
    members = {"iss": issuer, **TIMES, **claims, **change}
    header: dict[str, Any] = {"kid": "k1", **({"typ": typ} if typ else {})}
    return jwt.encode({key: value for key, value in members.items() if value is not None}, KEY, header=header)


class Profiles(unittest.TestCase):
    def refused(self, name: str, text: str, **options: Any) -> Any:
        with self.assertRaises(JamOAuth2AccessTokenError) as caught:
            server(name, **options).validate(text)
        return caught.exception.details

    def test_every_row_has_a_test(self) -> None:
        self.assertEqual({*ROWS, "google"}, set(PROFILES))

    def test_an_access_token_passes_and_an_id_token_does_not(self) -> None:
        for name, row in ROWS.items():
            with self.subTest(profile=name):
                claims = server(name).validate(token(name, "access"), scope=row.scope)
                self.assertEqual(claims["sub"], row.access[1]["sub"])
                self.refused(name, token(name, "identity"))

    def test_without_the_profile_both_are_refused(self) -> None:
        for name in ("keycloak", "auth0", "okta"):
            for kind in ("access", "identity"):
                self.assertEqual(self.refused(name, token(name, kind), profile=None), {"reason": "typ"})

    def test_scopes_stand_in_one_claim_alone(self) -> None:
        for name, other in (
            ("keycloak", "scp"),
            ("auth0", "permissions"),
            ("entra", "scope"),
            ("okta", "scope"),
        ):
            with self.subTest(profile=name), self.assertRaises(JamOAuth2InsufficientScope):
                server(name).validate(token(name, "access", **{other: "admin"}), scope="admin")

    def test_wrong_claims_are_refused_in_every_profile(self) -> None:
        for name in ROWS:
            for change in (
                {"iss": "https://evil.example"},
                {"exp": NOW - 11},
                {"iat": NOW + 11},
                {"sub": None},
                {"sub": ""},
                {"exp": None},
                {"iat": None},
            ):
                with self.subTest(profile=name, change=change):
                    self.refused(name, token(name, "access", **change))
            if name != "cognito":
                self.refused(name, token(name, "access", aud="https://other.example"))

    def test_a_client_that_is_not_accepted(self) -> None:
        for name, claim in (
            ("keycloak", "azp"),
            ("auth0", "azp"),
            ("entra", "azp"),
            ("okta", "cid"),
            ("cognito", "client_id"),
        ):
            with self.subTest(profile=name):
                self.assertEqual(
                    self.refused(name, token(name, "access"), client_id="other"), {"claim": claim}
                )
                mine = ROWS[name].access[1][claim]
                self.assertTrue(server(name, client_id=["x", mine]).validate(token(name, "access")))

    def test_tenants(self) -> None:
        other = "99999999-2222-3333-4444-555555555555"
        issuer = ENTRA.replace("{tenantid}", other)
        self.assertEqual(
            self.refused("entra", token("entra", "access", tid=other, iss=issuer)), {"claim": "tid"}
        )
        self.assertEqual(self.refused("entra", token("entra", "access", iss=issuer)), {"claim": "iss"})
        for tid in (None, 5, "", "common", "..", TENANT.upper() + "x", "x/" + TENANT):
            self.assertEqual(
                self.refused("entra", token("entra", "access", tid=tid, iss=issuer)), {"claim": "tid"}
            )
        asked = []
        everyone = server("entra", tenants=lambda tid: asked.append(tid) or True)
        self.assertTrue(everyone.validate(token("entra", "access", tid=other, iss=issuer)))
        self.assertEqual(asked, [other])
        self.refused("entra", token("entra", "access"), tenants=lambda tid: "yes")
        with self.assertRaises(JamConfigurationError):
            server("entra", tenants=None)

    def test_jobs_of_others(self) -> None:
        for options in (
            {"repository": None, "sub": "repo:octo-org/octo-repo:ref:refs/heads/main"},
            {"repository": lambda name: name.startswith("octo-org/")},
            {"repository": ["a/b", "octo-org/octo-repo"]},
        ):
            self.assertTrue(server("ci", **options).validate(token("ci", "access")))
            self.refused("ci", token("ci", "identity"), **options)
        gitlab = token("ci", "access", repository=None, project_path="octo-org/octo-repo")
        self.assertTrue(server("ci").validate(gitlab))
        self.refused("ci", token("ci", "access", repository=None))
        with self.assertRaises(JamConfigurationError):
            server("ci", repository=None)

    def test_google_sends_id_tokens(self) -> None:
        issuer = "https://accounts.google.com"
        script = Script(openid_configuration={**METADATA, "issuer": issuer}, jwks=keys().to_dict())
        api = ResourceServer(issuer, "1.apps.example", profile="google", transport=script, now=lambda: NOW)
        claims = {"aud": "1.apps.example", "azp": "1.apps.example", "sub": "10", "at_hash": "x", **TIMES}
        for iss, passes in ((issuer, True), ("accounts.google.com", True), ("https://evil.example", False)):
            text = jwt.encode({"iss": iss, **claims}, KEY, header={"typ": "JWT"})
            with self.subTest(iss=iss):
                if passes:
                    self.assertEqual(api.validate(text)["sub"], "10")
                else:
                    with self.assertRaises(JamOAuth2AccessTokenError):
                        api.validate(text)

    def test_types_and_claims_of_ones_own(self) -> None:
        claims = {"iss": ROWS["keycloak"].issuer, "aud": "shop-api", "sub": "a", **TIMES}
        for options, header, passes in (
            ({"typ": "JWT", "required": ("iss", "exp")}, {"typ": "JWT"}, True),
            ({"typ": ["x+jwt", "JWT"], "required": ()}, {"typ": "application/x+jwt"}, True),
            ({"typ": None, "required": ("exp",)}, {}, True),
            ({"typ": None, "required": ("exp",)}, {"typ": "dpop+jwt"}, False),
            ({"typ": None, "required": ("exp",)}, {"typ": "logout+jwt"}, False),
            ({"typ": "JWT", "required": ("exp",)}, {"typ": "at+jwt"}, False),
            ({"typ": "JWT", "required": ("exp", "team")}, {"typ": "JWT"}, False),
            ({"typ": None}, {}, False),
        ):
            text = jwt.encode(claims, KEY, header=header)
            with self.subTest(options=options, header=header):
                if passes:
                    self.assertTrue(server("keycloak", profile=None, **options).validate(text))
                else:
                    self.refused("keycloak", text, profile=None, **options)
        for marked in ({"at_hash": "x"}, {"c_hash": "x"}, {"typ": "ID"}, {"token_use": "id"}):
            text = jwt.encode({**claims, **marked}, KEY)
            self.refused("keycloak", text, profile=None, typ=None, required=("exp",))

    def test_arguments(self) -> None:
        for options in (
            {"profile": "nobody"},
            {"profile": 5},
            {"audience": None},
            {"audience": ""},
            {"audience": []},
            {"typ": 5},
            {"typ": ""},
            {"required": 5},
            {"tenants": [TENANT]},
            {"sub": "x"},
            {"repository": "x"},
            {"client_id": 5},
            {"algorithms": 5},
            {"http_hosts": "http://x"},
            {"ca_file": "/no/such/file"},
        ):
            with self.subTest(options=options), self.assertRaises(JamConfigurationError):
                ResourceServer("https://id.example", **{"audience": "x", **options})
        with self.assertRaises(JamConfigurationError):
            ResourceServer("https://id.example")


if __name__ == "__main__":
    unittest.main()
