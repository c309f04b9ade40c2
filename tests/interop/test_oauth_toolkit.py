"""The client against django-oauth-toolkit, a provider of another family, on oauthlib and jwcrypto."""

from __future__ import annotations

import json
import subprocess
import sys
import unittest
from typing import Any, ClassVar

from jamlite import Jam
from jamlite.exceptions import JamConfigurationError, JamOAuth2CallbackError, JamOAuth2Error
from jamlite.ext.http_request import WSGIRequest
from jamlite.ext.login import OAuth2Login, SessionLogin
from jamlite.oauth2 import OAuth2Client

from ..oidc_provider import Browser
from ..support import ROOT, needs

BACK = "https://client.example/back"
SECRET = "s e:c/r+e%t-~!-0123456789-0123456789"
COMMON = {
    "client_type": "confidential",
    "client_secret": SECRET,
    "redirect_uris": BACK,
    "post_logout_redirect_uris": "https://client.example/bye",
}
CLIENTS = [
    {**COMMON, "client_id": "rs", "authorization_grant_type": "authorization-code", "algorithm": "RS256"},
    {
        **COMMON,
        "client_id": "hs",
        "authorization_grant_type": "authorization-code",
        "algorithm": "HS256",
        "hash_client_secret": False,
    },
    {**COMMON, "client_id": "machine", "authorization_grant_type": "client-credentials"},
    {
        "client_id": "public",
        "client_type": "public",
        "redirect_uris": BACK,
        "authorization_grant_type": "authorization-code",
        "algorithm": "RS256",
    },
]


class OAuthToolkit(unittest.TestCase):
    issuer: ClassVar[str]

    @classmethod
    def setUpClass(cls) -> None:
        needs("oauth2_provider")
        command = [sys.executable, "-m", "tests.tools.oauth_toolkit_server", json.dumps(CLIENTS)]
        process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert process.stdin is not None and process.stdout is not None
        cls.addClassCleanup(process.wait, 20)
        cls.addClassCleanup(process.stdin.close)
        cls.addClassCleanup(process.stdout.close)
        cls.issuer = json.loads(process.stdout.readline())["issuer"]

    def client(self, name: str, secret: str | None = SECRET, **options: Any) -> OAuth2Client:
        beside = {"revocation_endpoint": f"{self.issuer}/revoke_token/"}  # its metadata leave it out
        given = {"metadata": beside, "redirect_url": BACK, "http_loopback": True, **options}
        return OAuth2Client(name, secret, issuer=self.issuer, **given)

    def visit(self, url: str, name: str = "alice", allow: str = "Authorize") -> str:
        """Log in and consent; return where the provider leads."""
        origin = self.issuer.removesuffix("/o")
        return Browser(origin).visit(url, username=name, password="secret", allow=allow)

    def log_in(self, client: OAuth2Client, scope: str = "openid read") -> Any:
        url, saved = client.begin(scope)
        return client.finish(self.visit(url), saved)

    def test_login(self) -> None:
        for name, secret, options in (
            ("rs", SECRET, {}),
            ("rs", SECRET, {"client_auth": "client_secret_post"}),
            ("public", None, {}),
            ("hs", SECRET, {"id_token_alg": "HS256"}),
        ):
            with self.subTest(client=name, options=options):
                client = self.client(name, secret, **options)
                tokens = self.log_in(client)
                self.assertEqual(tokens.claims["iss"], self.issuer)
                self.assertEqual(client.userinfo(tokens)["sub"], tokens.claims["sub"])

    def test_a_login_of_a_web_application(self) -> None:
        about: dict[str, Any] = {
            "client_id": "rs",
            "client_secret": SECRET,
            "issuer": self.issuer,
            "redirect_url": BACK,
        }
        jam = Jam(
            {"session": {"session_type": "memory"}, "oauth2": {"idp": {**about, "http_loopback": True}}}
        )
        login, session = OAuth2Login(jam, "idp"), SessionLogin(jam)
        subjects = []
        for name in ("alice", "bob"):
            url, headers = login.begin(["openid"], data={"next": "/cart"})
            asked = {"HTTP_COOKIE": headers["Set-Cookie"].split(";")[0]}
            asked["QUERY_STRING"] = self.visit(url, name).partition("?")[2]
            tokens = login.finish(WSGIRequest(asked))
            self.assertEqual(tokens.data, {"next": "/cart"})
            cookie = session.begin(asked | {"REQUEST_METHOD": "GET"}, tokens.claims["sub"])["Set-Cookie"]
            subjects.append(jam.authenticate(cookie.split(";")[0].partition("=")[2]).id)
            with self.assertRaises(JamOAuth2CallbackError):
                login.finish(WSGIRequest(asked))
        self.assertEqual(len(set(subjects)), 2)

    def test_refusals(self) -> None:
        client = self.client("rs")
        url, saved = client.begin("openid")
        with self.assertRaises(JamOAuth2Error) as caught:
            client.finish(self.visit(url, allow=""), saved)
        self.assertEqual(caught.exception.details["error"], "access_denied")
        url, saved = client.begin("openid")
        back = self.visit(url)
        saved["code_verifier"] = "x" * 43
        with self.assertRaises(JamOAuth2Error) as caught:
            client.finish(back, saved)
        self.assertEqual(caught.exception.details["error"], "invalid_grant")
        with self.assertRaises(JamOAuth2Error) as caught:
            self.client("machine", "wrong").client_credentials_flow()
        self.assertEqual(caught.exception.details["error"], "invalid_client")

    def test_tokens_live_on(self) -> None:
        client = self.client("rs")
        first = self.log_in(client)
        second = client.refresh_token(first["refresh_token"], previous=first)
        self.assertNotEqual(second["access_token"], first["access_token"])
        self.assertEqual(client.userinfo(second)["sub"], first.claims["sub"])
        client.revoke(second["refresh_token"], "refresh_token")
        with self.assertRaises(JamOAuth2Error):
            client.refresh_token(second["refresh_token"])

    def test_client_credentials_and_introspection(self) -> None:
        client = self.client("machine")
        client.registration.metadata["introspection_endpoint"] = f"{self.issuer}/introspect/"
        tokens = client.client_credentials_flow("read introspection")
        self.assertEqual(tokens["token_type"], "Bearer")
        found = client.introspect(tokens["access_token"])
        self.assertEqual((found["active"], found["client_id"]), (True, "machine"))
        other = client.client_credentials_flow("read")["access_token"]
        client.revoke(other)
        self.assertIs(client.introspect(other)["active"], False)
        with self.assertRaisesRegex(JamConfigurationError, "introspection_endpoint"):
            self.client("machine").introspect(other)


if __name__ == "__main__":
    unittest.main()
