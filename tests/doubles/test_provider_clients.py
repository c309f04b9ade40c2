"""The loopback provider: assertions, proofs of possession, logout; each with what it must refuse."""

from __future__ import annotations

import base64
import unittest
from typing import Any

from jamlite.exceptions import JamOAuth2Error, JamOAuth2IDTokenError
from jamlite.jose import JWK, JWKSet, jwt
from jamlite.oauth2 import OAuth2Client, ResourceServer, dpop
from jamlite.oauth2.client_auth import ASSERTION_TYPE, assertion
from jamlite.tests import FakeProvider
from tests.doubles.test_provider import BACK, Clock, call

SECRET = "a client secret of more than 32 bytes"
KEY = JWK.generate("EC", crv="P-256", kid="client")
OTHER = JWK.generate("EC", crv="P-256", kid="client")


class Provider(unittest.TestCase):
    def setUp(self) -> None:
        self.clock = Clock()

    def start(self, **options: Any) -> FakeProvider:
        self.idp = FakeProvider(now=self.clock, **options).__enter__()
        self.addCleanup(self.idp.__exit__)
        return self.idp

    def client(self, **options: Any) -> OAuth2Client:
        return OAuth2Client(
            self.idp.client_id,
            issuer=self.idp.issuer,
            redirect_url=BACK,
            http_loopback=True,
            now=self.clock,
            **options,
        )

    def log_in(self, client: OAuth2Client, scope: str = "openid") -> Any:
        url, saved = client.begin(scope)
        return client.finish(self.idp.authorize(url), saved)

    def post(self, path: str = "/token", headers: Any = None, **form: str) -> tuple[int, str]:
        status, self.headers, self.body = call(self.idp.issuer + path, form, headers)
        return status, self.body.get("error", "")


class Assertions(Provider):
    def assert_by(self, key: Any = KEY, alg: str | None = None, **change: Any) -> tuple[int, str]:
        """Ask for tokens with an assertion that differs from a right one by `change`."""
        name = self.idp.client_id
        claims = {"iss": name, "sub": name, "aud": self.idp.issuer, "jti": "j", **change}
        claims = {"exp": int(self.clock.time) + 60, **claims}
        token = jwt.encode({k: v for k, v in claims.items() if v is not None}, key, alg=alg)
        form = {"client_assertion": token, "client_assertion_type": ASSERTION_TYPE}
        return self.post(grant_type="client_credentials", **form)

    def test_wrong_ones(self) -> None:
        self.start(client_secret=None, client_key=KEY)
        refused = (401, "invalid_client")
        changes: tuple[dict[str, Any], ...] = (
            *({"iss": "x"}, {"sub": "x"}, {"aud": "https://other.example"}, {"aud": None}, {"exp": None}),
            *({"sub": None}, {"exp": int(self.clock.time)}, {"key": OTHER}, {"iss": None}),
            {"key": JWK.from_secret(KEY.public().thumbprint()), "alg": "HS256"},
        )
        for change in changes:
            with self.subTest(change=change):
                self.assertEqual(self.assert_by(**change), refused)
        self.assertEqual(self.assert_by(), (200, ""))
        self.assertEqual(self.assert_by(), refused)  # the same jti
        for form in (
            {"client_assertion": "x", "client_assertion_type": ASSERTION_TYPE},
            {"client_assertion": "x", "client_assertion_type": "x"},
            {"client_assertion_type": ASSERTION_TYPE},
            {"client_id": self.idp.client_id},
            {"client_id": self.idp.client_id, "client_secret": ""},
        ):
            self.assertEqual(self.post(grant_type="client_credentials", **form), refused, form)

    def test_two_ways_at_once(self) -> None:
        self.start(client_secret=SECRET)
        basic = "Basic " + base64.b64encode(f"{self.idp.client_id}:{SECRET}".encode()).decode()
        form = {"grant_type": "client_credentials", "client_secret": SECRET}
        refused = (400, "invalid_request")  # RFC 6749 section 5.2
        self.assertEqual(self.post(headers={"Authorization": basic}, **form), refused)
        self.assertEqual(self.post(client_assertion="a.b.c", **form), refused)
        # What has no value was not sent (section 3.2): one way is left.
        form["client_secret"] = ""
        status, _ = self.post(headers={"Authorization": basic}, client_assertion="", **form)
        self.assertEqual(status, 200)

    def test_the_ways_it_publishes_work(self) -> None:
        self.start(client_secret=SECRET, client_key=KEY)
        methods = self.client().discover()["token_endpoint_auth_methods_supported"]
        self.assertEqual(len(methods), 4)
        for method in methods:
            with self.subTest(method=method):
                client = self.client(client_secret=SECRET, key=KEY, client_auth=method)
                self.assertEqual(self.log_in(client).claims["sub"], "alice")
        self.start(client_secret=None, client_key=JWKSet([OTHER.public(), KEY.public()]))
        self.assertEqual(self.client(key=KEY).client_credentials_flow("a")["scope"], "a")
        self.start(client_secret=SECRET)
        for key, alg in ((KEY, "ES256"), (JWK.from_secret(SECRET + "x"), "HS256")):
            self.assertEqual(self.assert_by(key=key, alg=alg), (401, "invalid_client"))

    def test_bearer_assertions(self) -> None:
        self.start(client_key=KEY)
        client = self.client(client_secret=self.idp.client_secret)
        for subject in ("alice", "bob"):
            tokens = client.jwt_bearer(client.make_assertion(KEY, subject), "a b")
            self.assertNotIn("refresh_token", tokens)
            about = client.introspect(tokens["access_token"])
            self.assertEqual((about["sub"], about["scope"]), (subject, "a b"))
        good = client.make_assertion(KEY, "alice")
        client.jwt_bearer(good)
        name, issuer, now = self.idp.client_id, self.idp.issuer, self.clock.time
        for bad in (
            *("", "x", good, assertion(OTHER, name, "alice", issuer, now)),
            *(assertion(KEY, "x", "alice", issuer, now), assertion(KEY, name, "alice", "https://x", now)),
            assertion(KEY, name, "alice", issuer, now - 120),
        ):
            with self.assertRaises(JamOAuth2Error) as caught:
                client.jwt_bearer(bad)
            self.assertEqual(caught.exception.details["error"], "invalid_grant")
        self.start()
        client = self.client(client_secret=self.idp.client_secret)
        with self.assertRaises(JamOAuth2Error) as caught:
            client.jwt_bearer(client.make_assertion(KEY, "alice"))
        self.assertEqual(caught.exception.details["error"], "unauthorized_client")


class Proofs(Provider):
    def proof(self, path: str, key: JWK = KEY, method: str = "POST", **more: Any) -> dict[str, str]:
        return {"DPoP": dpop.proof(key, method, self.idp.issuer + path, now=self.clock.time, **more)}

    def test_wrong_ones(self) -> None:
        idp = self.start()
        form = {"client_id": idp.client_id, "client_secret": idp.client_secret or ""}
        form["grant_type"] = "client_credentials"
        good = self.proof("/token")
        self.assertEqual(self.post(headers=good, **form), (200, ""))
        self.assertEqual(self.body["token_type"], "DPoP")
        bad: tuple[dict[str, str], ...] = (good, {"DPoP": "x"}, {"DPoP": ""}, self.proof("/par"))
        for headers in (*bad, self.proof("/token", method="GET")):
            with self.subTest(headers=headers):
                self.assertEqual(self.post(headers=headers, **form), (400, "invalid_dpop_proof"))
        old = self.proof("/token")
        self.clock.time += 120
        self.assertEqual(self.post(headers=old, **form), (400, "invalid_dpop_proof"))

    def test_bound_tokens(self) -> None:
        self.start(client_secret=None)
        tokens = self.log_in(self.client(dpop=KEY))
        token, url = tokens["access_token"], self.idp.issuer + "/userinfo"
        proof = self.proof("/userinfo", method="GET", access_token=token)
        wrong = (
            {"Authorization": f"Bearer {token}"},
            {"Authorization": f"DPoP {token}"},
            {"Authorization": f"Bearer {token}", **self.proof("/userinfo", method="GET", access_token=token)},
            {"Authorization": f"DPoP {token}", **self.proof("/userinfo", OTHER, "GET", access_token=token)},
            {"Authorization": f"DPoP {token}", **self.proof("/userinfo", method="GET")},
        )
        for headers in wrong:
            with self.subTest(headers=headers):
                self.assertEqual(call(url, None, headers)[0], 401)
        self.assertEqual(call(url, None, {"Authorization": f"DPoP {token}", **proof})[0], 200)
        form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
        for headers in ({}, self.proof("/token", OTHER)):
            found = self.post(headers=headers, client_id=self.idp.client_id, **form)
            self.assertEqual(found, (400, "invalid_grant"))
        self.assertEqual(self.client(dpop=KEY).refresh_token(tokens["refresh_token"])["token_type"], "DPoP")

    def test_codes_are_bound(self) -> None:
        for pushed in (False, True):
            self.start()
            secret = self.idp.client_secret
            for other in (self.client(client_secret=secret, dpop=OTHER), self.client(client_secret=secret)):
                url, saved = self.client(client_secret=secret, dpop=KEY, par=pushed).begin("a")
                with self.assertRaises(JamOAuth2Error) as caught:
                    other.finish(self.idp.authorize(url), saved)
                self.assertEqual(caught.exception.details["error"], "invalid_grant")

    def test_with_the_client_and_a_resource_server(self) -> None:
        self.start(dpop_nonce="first")
        client = self.client(client_secret=self.idp.client_secret, dpop=KEY, par=True)
        tokens = self.log_in(client)
        self.assertEqual(tokens["token_type"], "DPoP")
        self.idp.dpop_nonce = "second"
        self.assertEqual(client.userinfo(tokens)["sub"], "alice")
        about = client.introspect(tokens["access_token"])
        self.assertEqual((about["token_type"], about["cnf"]["jkt"]), ("DPoP", KEY.thumbprint()))
        api = ResourceServer(self.idp.issuer, self.idp.client_id, http_loopback=True, now=self.clock)
        url, token = "https://api.example/", tokens["access_token"]
        proof = dpop.proof(KEY, "GET", url, access_token=token, now=self.clock.time)
        self.assertEqual(api.validate(token, proof=proof, method="GET", url=url)["sub"], "alice")


class Logout(Provider):
    def test_at_the_provider(self) -> None:
        self.start(redirect_uris=(BACK, "https://me.example/bye"))
        client = self.client(client_secret=self.idp.client_secret)
        hint = self.log_in(client)["id_token"]
        bye = "https://me.example/bye"
        self.clock.time += 10 * self.idp.lifetime  # an expired ID token is as good a hint
        for options in ({"id_token_hint": hint}, {}):
            url = client.logout_url(post_logout_redirect_uri=bye, **options)
            self.assertEqual(self.idp.authorize(url), bye)
        self.assertEqual(self.idp.authorize(url + "&state=s"), bye + "?state=s")
        self.assertEqual(call(client.logout_url())[0], 200)
        forged = jwt.encode({"iss": self.idp.issuer, "aud": self.idp.client_id}, OTHER)
        foreign = jwt.encode({"iss": self.idp.issuer, "aud": "x"}, self.idp.keys[0])
        for options in (
            *({"id_token_hint": forged}, {"id_token_hint": foreign}, {"id_token_hint": "x"}),
            *({"client_id": "x"}, {"post_logout_redirect_uri": "https://evil.example"}),
        ):
            url = client.logout_url(**{"post_logout_redirect_uri": bye, **options})
            with self.subTest(options=options):
                self.assertEqual(call(url)[0], 400)

    def test_by_the_back_channel(self) -> None:
        self.start()
        client = self.client(client_secret=self.idp.client_secret)
        self.assertEqual(client.validate_logout_token(self.idp.logout_token())["sub"], "alice")
        claims = client.validate_logout_token(self.idp.logout_token(sid="s"))
        self.assertEqual((claims["sid"], claims.get("sub")), ("s", None))
        with self.assertRaises(JamOAuth2IDTokenError):
            client.validate_id_token(self.idp.logout_token())


if __name__ == "__main__":
    unittest.main()
