"""The loopback provider: every refusal by name, every grant, with urllib alone and with jamlite's client."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import unittest
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from jamlite.aio.oauth2 import OAuth2Client as AsyncOAuth2Client
from jamlite.aio.oauth2 import ResourceServer as AsyncResourceServer
from jamlite.exceptions import JamOAuth2AccessTokenError, JamOAuth2Error
from jamlite.jose import JWKSet, jwt
from jamlite.oauth2 import OAuth2Client, ResourceServer
from jamlite.tests import FakeProvider

BACK = "http://localhost/back"
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
ACCESS = "urn:ietf:params:oauth:token-type:access_token"
VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *args: Any) -> None:
        return None


def call(url: str, form: Any = None, headers: Any = None) -> tuple[int, Any, Any]:
    """Return (status, headers, JSON or text) of a request, with urllib alone."""
    data = None if form is None else urlencode(form).encode()
    try:
        answer = build_opener(_Stay, ProxyHandler({})).open(Request(url, data, headers or {}), timeout=10)
    except HTTPError as error:
        answer = error
    with answer:
        body = answer.read().decode()
        is_json = "json" in answer.headers.get("Content-Type", "")
        return answer.status, answer.headers, json.loads(body) if is_json else body


class Clock:
    def __init__(self) -> None:
        self.time = 1_800_000_000.0

    def __call__(self) -> float:
        return self.time


class WithUrllib(unittest.TestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.idp = FakeProvider(now=self.clock).__enter__()
        self.addCleanup(self.idp.__exit__)

    def post(self, path: str, client: bool = True, **form: str) -> tuple[int, Any]:
        secret = {"client_id": self.idp.client_id, "client_secret": self.idp.client_secret} if client else {}
        status, _, body = call(self.idp.issuer + path, {**secret, **form})
        return status, body

    def refused(self, error: str, path: str = "/token", **form: str) -> None:
        status, body = self.post(path, **form)
        self.assertEqual((status, body["error"]), (400, error))

    def code(self, **more: str) -> str:
        form = {"response_type": "code", "client_id": self.idp.client_id, "redirect_uri": BACK, "state": "s"}
        form |= {
            "scope": "openid email",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
            **more,
        }
        status, headers, _ = call(f"{self.idp.issuer}/authorize?{urlencode(form)}")
        self.assertEqual(status, 302)
        back = parse_qs(urlsplit(headers["Location"]).query)
        self.assertEqual((back["state"], back["iss"]), (["s"], [self.idp.issuer]))
        return back.get("code", back.get("error", [""]))[0]

    def login(self, **more: str) -> dict[str, Any]:
        status, tokens = self.post("/token", **self.exchange(self.code(**more)))
        self.assertEqual(status, 200)
        return tokens

    def exchange(self, code: str, **more: str) -> dict[str, str]:
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK}
        return {**form, "code_verifier": VERIFIER, **more}

    def test_what_is_not_there(self) -> None:
        self.assertEqual(call(f"{self.idp.issuer}/nothing")[0], 404)
        self.assertEqual(call(f"{self.idp.issuer}/token")[0], 404)
        self.refused("unsupported_grant_type", grant_type="password")
        self.refused("unsupported_grant_type")
        status, _, body = call(f"{self.idp.issuer}/token", [("code", "1"), ("code", "2")])
        self.assertEqual((status, body["error"]), (400, "invalid_request"))

    def test_clients(self) -> None:
        form = {"grant_type": "client_credentials"}
        good = f"{self.idp.client_id}:{self.idp.client_secret}"
        for credentials, status in ((good, 200), (good + "x", 401), ("x:y", 401), ("", 401)):
            encoded = base64.b64encode(credentials.encode()).decode()
            headers = {"Authorization": f"Basic {encoded}"}
            self.assertEqual(call(f"{self.idp.issuer}/token", form, headers)[0], status, credentials)
        self.assertEqual(call(f"{self.idp.issuer}/token", form, {"Authorization": "Basic %%"})[0], 401)
        for path in ("/token", "/introspect", "/revoke", "/par", "/device_authorization"):
            status, headers, body = call(self.idp.issuer + path, {"client_id": "x"})
            self.assertEqual((status, body["error"]), (401, "invalid_client"))
            self.assertIn("Basic", headers["WWW-Authenticate"])

    def test_authorization_requests_are_judged(self) -> None:
        self.assertEqual(self.code(response_type="token"), "unsupported_response_type")
        self.assertEqual(self.code(code_challenge_method="plain"), "invalid_request")
        for form in ({"client_id": "x", "redirect_uri": BACK}, {"client_id": self.idp.client_id}):
            self.assertEqual(call(f"{self.idp.issuer}/authorize?{urlencode(form)}")[0], 400)
        self.idp.redirect_uris = ("https://me.example/back",)
        form = {"client_id": self.idp.client_id, "redirect_uri": BACK, "response_type": "code"}
        self.assertEqual(call(f"{self.idp.issuer}/authorize?{urlencode(form)}")[0], 400)

    def test_codes_are_bound_and_serve_once(self) -> None:
        self.refused("invalid_grant", **self.exchange("unknown"))
        for wrong in ({"code_verifier": "w" * 43}, {"redirect_uri": "http://localhost/other"}):
            self.refused("invalid_grant", **self.exchange(self.code(), **wrong))
        code = self.code()
        self.clock.time += 61
        self.refused("invalid_grant", **self.exchange(code))
        code = self.code()
        _, tokens = self.post("/token", **self.exchange(code))
        self.refused("invalid_grant", **self.exchange(code))
        self.assertEqual(self.post("/introspect", token=tokens["access_token"])[1], {"active": False})

    def test_a_login_with_discovery_keys_and_userinfo(self) -> None:
        for path in ("/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"):
            metadata = call(self.idp.issuer + path)[2]
            self.assertEqual(metadata["issuer"], self.idp.issuer)
        tokens = self.login(nonce="n")
        keys = JWKSet.from_dict(call(metadata["jwks_uri"])[2])
        self.assertFalse(any(key.is_private for key in keys))
        expected = {"issuer": self.idp.issuer, "audience": self.idp.client_id, "now": self.clock.time}
        claims = jwt.decode(tokens["id_token"], keys, **expected)
        self.assertEqual((claims["sub"], claims["nonce"]), ("alice", "n"))
        jwt.decode(tokens["access_token"], keys, typ="at+jwt", **expected)
        headers = {"Authorization": f"Bearer {tokens['access_token']}"}
        self.assertEqual(call(metadata["userinfo_endpoint"], None, headers)[2], self.idp.user)
        self.clock.time += self.idp.lifetime
        for token in (tokens["access_token"], tokens["refresh_token"], ""):
            status, answer, body = call(
                metadata["userinfo_endpoint"], None, {"Authorization": f"Bearer {token}"}
            )
            self.assertEqual((status, body["error"]), (401, "invalid_token"))
            self.assertIn("Bearer", answer["WWW-Authenticate"])
        status, answer, body = call(metadata["userinfo_endpoint"])  # RFC 6750 section 3.1
        self.assertEqual((status, answer["WWW-Authenticate"], body), (401, 'Bearer realm="fake"', {}))

    def test_refresh_tokens_rotate_and_reuse_ends_the_family(self) -> None:
        tokens = self.login()
        form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
        self.refused("invalid_scope", **form, scope="openid admin")
        status, fresh = self.post("/token", **form, scope="openid")
        self.assertEqual((status, fresh["scope"]), (200, "openid"))
        self.assertNotEqual(fresh["refresh_token"], tokens["refresh_token"])
        self.refused("invalid_grant", **form)
        self.refused("invalid_grant", **{**form, "refresh_token": fresh["refresh_token"]})
        self.refused("invalid_grant", **{**form, "refresh_token": fresh["access_token"]})

    def test_client_credentials(self) -> None:
        status, tokens = self.post(
            "/token", grant_type="client_credentials", scope="a b", resource="https://api"
        )
        self.assertEqual((status, tokens["scope"], tokens.get("refresh_token")), (200, "a b", None))
        _, about = self.post("/introspect", token=tokens["access_token"])
        self.assertEqual((about["active"], about["aud"]), (True, "https://api"))

    def test_several_resources(self) -> None:
        names = ["https://a", "https://b"]
        form = {"client_id": self.idp.client_id, "client_secret": self.idp.client_secret}
        pairs = [*form.items(), ("grant_type", "client_credentials"), *(("resource", name) for name in names)]
        status, _, tokens = call(f"{self.idp.issuer}/token", pairs)
        self.assertEqual(status, 200)
        self.assertEqual(self.post("/introspect", token=tokens["access_token"])[1]["aud"], names)

    def test_devices(self) -> None:
        self.refused("invalid_grant", grant_type=DEVICE, device_code="x")
        self.idp.interval = 5
        _, started = self.post("/device_authorization", scope="openid")
        form = {"grant_type": DEVICE, "device_code": started["device_code"]}
        self.refused("authorization_pending", **form)
        self.refused("slow_down", **form)
        self.clock.time += 5
        self.idp.approve(started["user_code"])
        status, tokens = self.post("/token", **form)
        self.assertEqual(status, 200)
        self.assertIn("id_token", tokens)
        self.refused("invalid_grant", **form)
        _, started = self.post("/device_authorization")
        self.idp.deny(started["user_code"])
        self.refused("access_denied", grant_type=DEVICE, device_code=started["device_code"])
        _, started = self.post("/device_authorization")
        self.clock.time += 600
        self.refused("expired_token", grant_type=DEVICE, device_code=started["device_code"])

    def test_token_exchange(self) -> None:
        token = self.login()["access_token"]
        form = {"grant_type": EXCHANGE, "subject_token": token, "subject_token_type": ACCESS}
        self.refused("invalid_request", **{**form, "subject_token_type": "x"})
        self.refused("invalid_request", **{**form, "subject_token": "x"})
        self.refused("invalid_scope", **form, scope="admin")
        _, made = self.post("/token", **form, audience="https://api", scope="email")
        self.assertEqual(made["issued_token_type"], ACCESS)
        about = self.post("/introspect", token=made["access_token"])[1]
        self.assertEqual((about["aud"], about["sub"], about["scope"]), ("https://api", "alice", "email"))

    def test_revocation_and_introspection(self) -> None:
        tokens = self.login()
        self.assertEqual(self.post("/introspect", token="x")[1], {"active": False})
        self.assertEqual(self.post("/revoke", token="x")[0], 200)
        self.assertIs(self.post("/introspect", token=tokens["refresh_token"])[1]["active"], True)
        self.post("/revoke", token=tokens["refresh_token"])
        for name in ("access_token", "refresh_token"):
            self.assertEqual(self.post("/introspect", token=tokens[name])[1], {"active": False})

    def test_pushed_requests_serve_once(self) -> None:
        form = {"response_type": "code", "client_id": self.idp.client_id, "redirect_uri": BACK, "scope": "a"}
        status, pushed = self.post("/par", **form)
        self.assertEqual(status, 201)
        url = f"{self.idp.issuer}/authorize?" + urlencode(
            {"client_id": self.idp.client_id, "request_uri": pushed["request_uri"]}
        )
        self.assertIn("code=", self.idp.authorize(url))
        with self.assertRaises(AssertionError):
            self.idp.authorize(url)

    def test_what_was_asked_is_kept(self) -> None:
        self.post("/token", grant_type="client_credentials")
        self.assertEqual(self.idp.requests[-1][:2], ("POST", "/token"))
        self.assertNotIn(self.idp.client_secret, repr(self.idp))


class WithTheClient(unittest.TestCase):
    def options(self, idp: FakeProvider) -> dict[str, Any]:
        return {
            "client_id": idp.client_id,
            "client_secret": idp.client_secret,
            "issuer": idp.issuer,
            "redirect_url": BACK,
            "http_loopback": True,
        }

    def test_every_grant(self) -> None:
        with FakeProvider() as idp:
            client = OAuth2Client(**self.options(idp))
            url, saved = client.begin(["openid", "email"])
            tokens = client.finish(idp.authorize(url), saved)
            self.assertEqual(tokens.claims["sub"], "alice")
            self.assertEqual(client.userinfo(tokens)["email"], "alice@example.com")
            fresh = client.refresh_token(tokens["refresh_token"], previous=tokens.claims)
            with self.assertRaises(JamOAuth2Error):
                client.refresh_token(tokens["refresh_token"])
            self.assertIs(client.introspect(fresh["access_token"])["active"], False)  # the family ended
            own = client.client_credentials_flow(["a"])
            self.assertIs(client.introspect(own["access_token"])["active"], True)
            client.revoke(own["access_token"])
            self.assertIs(client.introspect(own["access_token"])["active"], False)
            started = client.begin_device(["openid"])
            idp.approve(started["user_code"])
            device = client.finish_device(started)
            api = ResourceServer(idp.issuer, "https://api", http_loopback=True)
            exchanged = client.exchange_token(device["access_token"], audience="https://api")
            self.assertEqual(api.validate(exchanged["access_token"])["sub"], "alice")
            with self.assertRaises(JamOAuth2AccessTokenError):
                api.validate(device["access_token"])

    def test_pushed_requests_a_public_client_and_rotation_of_keys(self) -> None:
        with FakeProvider(client_secret=None) as idp:
            client = OAuth2Client(**self.options(idp), par=True)
            url, saved = client.begin("openid")
            self.assertIn("request_uri=", url)
            self.assertEqual(client.finish(idp.authorize(url), saved).claims["sub"], "alice")
            idp.rotate_keys()
            url, saved = client.begin("openid")
            self.assertEqual(client.finish(idp.authorize(url), saved).claims["sub"], "alice")
            with self.assertRaises(JamOAuth2Error):
                client.client_credentials_flow()

    def test_rs256(self) -> None:
        with FakeProvider(alg="RS256") as idp:
            client = OAuth2Client(**self.options(idp))
            url, saved = client.begin("openid")
            self.assertEqual(client.finish(idp.authorize(url), saved).claims["sub"], "alice")

    def test_the_asynchronous_client(self) -> None:
        async def use(idp: FakeProvider) -> None:
            client = AsyncOAuth2Client(**self.options(idp))
            url, saved = await client.begin("openid")
            tokens = await client.finish(idp.authorize(url), saved)
            self.assertEqual((await client.userinfo(tokens))["sub"], "alice")
            many = await asyncio.gather(*(client.client_credentials_flow() for _ in range(20)))
            self.assertEqual(len({one["access_token"] for one in many}), 20)
            api = AsyncResourceServer(idp.issuer, idp.client_id, http_loopback=True)
            self.assertEqual((await api.validate(tokens["access_token"]))["sub"], "alice")

        with FakeProvider() as idp:
            asyncio.run(use(idp))


if __name__ == "__main__":
    unittest.main()
