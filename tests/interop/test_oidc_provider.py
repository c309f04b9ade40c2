"""The client against oidc-provider: a certified provider that nobody here wrote."""

from __future__ import annotations

import json
import threading
import unittest
from typing import Any
from urllib.parse import parse_qs, urlsplit
from wsgiref.simple_server import WSGIRequestHandler, make_server

from jamlite.exceptions import (
    JamOAuth2AccessTokenError,
    JamOAuth2CallbackError,
    JamOAuth2Error,
    JamOAuth2IDTokenError,
)
from jamlite.ext import wsgi
from jamlite.ext.protected_api import ProtectedAPI
from jamlite.jose import JWK
from jamlite.oauth2 import DPoPNonces, OAuth2Client, ResourceServer, dpop
from jamlite.oauth2 import device as device_grant
from jamlite.oauth2.steps import run
from jamlite.stores import MemoryStore
from tests.oidc_provider import Browser, OIDCProvider

BACK = "https://client.example/back"
API = "https://api.example/v1"
SECRET = "s e:c/r+e%t-~!-0123456789-0123456789"
KEY = JWK.generate("EC", crv="P-256", alg="ES256", kid="client-key")
CODE = {"redirect_uris": [BACK], "response_types": ["code"]}
DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"


def _client(name: str, method: str, **more: Any) -> dict[str, Any]:
    grants = ["authorization_code", "refresh_token", "client_credentials"]
    secret = {} if method in ("none", "private_key_jwt") else {"client_secret": SECRET}
    if method == "none":
        grants.remove("client_credentials")
    return {
        "client_id": name,
        "token_endpoint_auth_method": method,
        "grant_types": grants,
        "post_logout_redirect_uris": ["https://client.example/bye"],
        **CODE,
        **secret,
        **more,
    }


CLIENTS = [
    _client("basic id:+%", "client_secret_basic"),
    _client("post", "client_secret_post"),
    _client("secret-jwt", "client_secret_jwt", token_endpoint_auth_signing_alg="HS256"),
    _client("key-jwt", "private_key_jwt", jwks={"keys": [KEY.to_dict(private=False)]}),
    _client("public", "none"),
    _client(
        "es256",
        "client_secret_basic",
        id_token_signed_response_alg="ES256",
        userinfo_signed_response_alg="ES256",
    ),
    _client("eddsa", "client_secret_basic", id_token_signed_response_alg="EdDSA"),
    _client("hs256", "client_secret_basic", id_token_signed_response_alg="HS256"),
    _client("par-only", "client_secret_basic", require_pushed_authorization_requests=True),
    _client("dpop", "none", dpop_bound_access_tokens=True),
    {
        **_client("device", "none", redirect_uris=[], response_types=[]),
        "grant_types": [DEVICE_GRANT, "refresh_token"],
    },
]


class Silent(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


class OIDCProviderTests(unittest.TestCase):
    provider: OIDCProvider

    @classmethod
    def setUpClass(cls) -> None:
        cls.provider = OIDCProvider(CLIENTS).start()
        cls.addClassCleanup(cls.provider.stop)

    def client(self, name: str, **options: Any) -> OAuth2Client:
        method = next(c["token_endpoint_auth_method"] for c in CLIENTS if c["client_id"] == name)
        secret = None if method in ("none", "private_key_jwt") else SECRET
        options.setdefault("client_auth", None if method == "client_secret_basic" else method)
        if method == "private_key_jwt":
            options["key"] = KEY
        return OAuth2Client(
            name, secret, redirect_url=BACK, issuer=self.provider.issuer, http_loopback=True, **options
        )

    def log_in(self, client: OAuth2Client, scope: str = "openid email offline_access", **options: Any) -> Any:
        url, saved = client.begin(scope, prompt="consent", **options)
        saved = json.loads(json.dumps(saved))  # as an application keeps it
        callback = Browser(self.provider.issuer).visit(url)
        self.assertTrue(callback.startswith(BACK), callback[:500])
        return client.finish(callback, saved)

    def test_discovery(self) -> None:
        metadata = self.client("post").discover()
        self.assertEqual(metadata["issuer"], self.provider.issuer)
        self.assertIs(metadata["authorization_response_iss_parameter_supported"], True)
        with self.assertRaises(JamOAuth2Error):
            OAuth2Client("post", issuer=self.provider.issuer + "/other", http_loopback=True).discover()

    def test_code_flow_with_every_client_authentication(self) -> None:
        for name in ("basic id:+%", "post", "secret-jwt", "key-jwt", "public"):
            with self.subTest(client=name):
                client = self.client(name)
                tokens = self.log_in(client)
                self.assertEqual(tokens.claims["sub"], "alice")
                self.assertEqual(client.userinfo(tokens), {"sub": "alice", "email": "alice@example.com"})

    def test_code_flow_with_every_id_token_algorithm(self) -> None:
        for name, alg in (("es256", None), ("eddsa", "EdDSA"), ("hs256", "HS256"), ("post", "RS256")):
            with self.subTest(client=name):
                tokens = self.log_in(self.client(name, id_token_alg=alg))
                self.assertEqual(tokens.claims["aud"], name)
        with self.assertRaises(JamOAuth2IDTokenError):
            self.log_in(self.client("eddsa", id_token_alg=("RS256", "ES256")))
        with self.assertRaises(JamOAuth2IDTokenError):  # never HMAC unless it is registered
            self.log_in(self.client("hs256"))

    def test_signed_userinfo(self) -> None:
        client = self.client("es256")
        tokens = self.log_in(client)
        self.assertEqual(client.userinfo(tokens)["sub"], "alice")
        with self.assertRaises(JamOAuth2IDTokenError):
            client.userinfo(tokens, sub="bob")

    def test_time_of_the_login(self) -> None:
        client = self.client("post")
        tokens = self.log_in(client, max_age=300)
        self.assertIn("auth_time", tokens.claims)
        with self.assertRaises(JamOAuth2IDTokenError):
            client.validate_id_token(tokens["id_token"], nonce="another")
        self.assertEqual(client.validate_id_token(tokens["id_token"])["sub"], "alice")

    def test_callback_is_bound_to_its_login(self) -> None:
        client = self.client("post")
        url, saved = client.begin("openid")
        callback = Browser(self.provider.issuer).visit(url)
        other = client.begin("openid")[1]
        with self.assertRaises(JamOAuth2CallbackError):
            client.finish(callback, other)
        with self.assertRaises(JamOAuth2CallbackError):
            client.finish(callback.replace("&iss=http", "&iss=https"), dict(saved))
        client.finish(callback, saved)
        with self.assertRaises(JamOAuth2CallbackError):
            client.finish(callback, saved)

    def test_wrong_verifier_is_refused_by_the_provider(self) -> None:
        client = self.client("post")
        url, saved = client.begin("openid")
        callback = Browser(self.provider.issuer).visit(url)
        saved["code_verifier"] = "x" * 43
        with self.assertRaises(JamOAuth2Error) as caught:
            client.finish(callback, saved)
        self.assertEqual(caught.exception.details["error"], "invalid_grant")

    def test_provider_error_in_the_callback(self) -> None:
        client = self.client("post")
        url, saved = client.begin("openid", prompt="none")
        callback = Browser(self.provider.issuer).visit(url)
        with self.assertRaises(JamOAuth2Error) as caught:
            client.finish(callback, saved)
        self.assertEqual(caught.exception.details["error"], "login_required")

    def test_refresh_with_rotation(self) -> None:
        client = self.client("post")
        first = self.log_in(client)
        second = client.refresh_token(first["refresh_token"], previous=first.claims)
        self.assertNotEqual(second["refresh_token"], first["refresh_token"])
        self.assertEqual(second.claims["sub"], "alice")
        with self.assertRaises(JamOAuth2Error) as caught:
            client.refresh_token(first["refresh_token"])
        self.assertEqual(caught.exception.details["error"], "invalid_grant")
        self.assertNotIn(first["refresh_token"], str(caught.exception))

    def test_client_credentials_and_wrong_secret(self) -> None:
        for name in ("basic id:+%", "post", "secret-jwt", "key-jwt"):
            with self.subTest(client=name):
                tokens = self.client(name).client_credentials_flow()
                self.assertEqual(tokens["token_type"], "Bearer")
        client = OAuth2Client(
            "post",
            "wrong" * 9,
            issuer=self.provider.issuer,
            client_auth="client_secret_post",
            http_loopback=True,
        )
        with self.assertRaises(JamOAuth2Error) as caught:
            client.client_credentials_flow()
        self.assertEqual(caught.exception.details["error"], "invalid_client")

    def test_device_flow(self) -> None:
        client = self.client("device")
        device = client.begin_device("openid email offline_access", prompt="consent")
        browser, asked = Browser(self.provider.issuer), []

        def sleep(seconds: float) -> None:
            asked.append(seconds)
            if len(asked) == 2:  # the first question finds the login pending
                page = browser.visit(device["verification_uri_complete"], confirm="yes")
                self.assertIn("success", page.lower())

        steps = device_grant.wait(client.registration, device, {})
        tokens = run(steps, client._send, sleep)
        self.assertEqual(len(asked), 2)
        self.assertEqual(client.validate_id_token(tokens["id_token"])["sub"], "alice")

    def test_pushed_authorization_request(self) -> None:
        client = self.client("par-only", par=True)
        url, _ = client.begin("openid")
        self.assertEqual(sorted(parse_qs(urlsplit(url).query)), ["client_id", "request_uri"])
        self.assertEqual(self.log_in(client).claims["sub"], "alice")
        callback = Browser(self.provider.issuer).visit(self.client("par-only").begin("openid")[0])
        self.assertIn("error=invalid_request", callback)  # the provider insists

    def test_dpop_with_server_nonces(self) -> None:
        client = self.client("dpop", dpop=True)
        tokens = self.log_in(client)
        self.assertEqual(tokens["token_type"], "DPoP")
        self.assertEqual(client.userinfo(tokens)["sub"], "alice")
        again = client.refresh_token(tokens["refresh_token"])
        self.assertEqual(again["token_type"], "DPoP")
        stolen = OAuth2Client("dpop", issuer=self.provider.issuer, http_loopback=True, dpop=True)
        with self.assertRaises(JamOAuth2Error):
            stolen.refresh_token(again["refresh_token"])
        with self.assertRaises(JamOAuth2Error):
            client.userinfo(tokens["access_token"])  # as a bearer token

    def test_introspection_and_revocation(self) -> None:
        client = self.client("post")
        tokens = self.log_in(client)
        answer = client.introspect(tokens["access_token"], "access_token")
        self.assertEqual((answer["active"], answer["client_id"]), (True, "post"))
        client.revoke(tokens["access_token"])
        self.assertIs(client.introspect(tokens["access_token"])["active"], False)
        client.revoke(tokens["refresh_token"], "refresh_token")
        with self.assertRaises(JamOAuth2Error):
            client.refresh_token(tokens["refresh_token"])

    def test_resource_server_in_two_lines(self) -> None:
        client = self.client("post")
        tokens = self.log_in(client, "openid offline_access api:read", resource=API)
        api = ResourceServer(self.provider.issuer, API, http_loopback=True)
        claims = api.validate(tokens["access_token"], scope="api:read")
        self.assertEqual((claims["sub"], claims["client_id"], claims["aud"]), ("alice", "post", API))
        with self.assertRaises(JamOAuth2AccessTokenError):
            ResourceServer(self.provider.issuer, "https://other", http_loopback=True).validate(
                tokens["access_token"]
            )
        with self.assertRaises(JamOAuth2AccessTokenError):  # an ID token is no access token
            api.validate(tokens["id_token"])

    def test_resource_server_with_dpop(self) -> None:
        client = self.client("dpop", dpop=True)
        tokens = self.log_in(client, "openid offline_access api:read", resource=API)
        api = ResourceServer(self.provider.issuer, API, http_loopback=True)
        key = client.registration.dpop.key
        proof = dpop.proof(key, "GET", API + "/things", access_token=tokens["access_token"])
        claims = api.validate(tokens["access_token"], proof=proof, method="GET", url=API + "/things?q=1")
        self.assertEqual(claims["cnf"]["jkt"], key.thumbprint())
        with self.assertRaises(JamOAuth2AccessTokenError):
            api.validate(tokens["access_token"])

    def test_an_api_behind_an_adapter(self) -> None:
        """Nonces, proofs that serve once, and a token that is refreshed: client and adapter over HTTP."""
        server = make_server("127.0.0.1", 0, None, handler_class=Silent)
        self.addCleanup(server.server_close)
        api = f"http://127.0.0.1:{server.server_address[1]}"
        judge = ResourceServer(
            self.provider.issuer, api, dpop_nonces=DPoPNonces(), replay=MemoryStore(), http_loopback=True
        )
        seen: list[str] = []

        def application(environ: Any, start_response: Any) -> Any:
            found = wsgi.outcome(environ)
            seen.append(environ["HTTP_DPOP"])
            start_response("200 OK", [("Content-Type", "application/json")])
            return [json.dumps({"sub": found.principal.id}).encode()]  # type: ignore[union-attr]

        protected = ProtectedAPI(judge, api, scopes=["api:read"], http_loopback=True)
        server.set_app(wsgi.AuthMiddleware(application, None, via=protected, permission="api:read"))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.shutdown)
        client = self.client("dpop", dpop=True)
        tokens = self.log_in(client, "openid offline_access api:read", resource=api)
        for _ in range(2):
            self.assertEqual(client.get(f"{api}/things?q=1", tokens), {"sub": "alice"})
        self.assertEqual(len(set(seen)), 2)
        stolen = {"access_token": tokens["access_token"], "token_type": "Bearer"}
        with self.assertRaises(JamOAuth2Error):
            client.get(f"{api}/things", stolen)
        held: list[Any] = []
        old = tokens["access_token"]
        tokens["expires_at"] = 1.0  # it is refreshed before the call
        self.assertEqual(client.get(f"{api}/things", tokens, on_refresh=held.append), {"sub": "alice"})
        self.assertNotEqual(held[0]["access_token"], old)

    def test_logout_url(self) -> None:
        client = self.client("post")
        tokens = self.log_in(client)
        url = client.logout_url(
            id_token_hint=tokens["id_token"],
            post_logout_redirect_uri="https://client.example/bye",
            state="s1",
        )
        self.assertEqual(
            Browser(self.provider.issuer).visit(url, logout="yes"), "https://client.example/bye?state=s1"
        )


if __name__ == "__main__":
    unittest.main()
