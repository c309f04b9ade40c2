"""The client over a scripted transport: logins, grants, and what it sends and shows."""

from __future__ import annotations

import json
import unittest
from typing import Any
from unittest import mock
from urllib.parse import parse_qs, urlsplit

from jamlite.encoding import base64url
from jamlite.exceptions import (
    JamConfigurationError,
    JamError,
    JamOAuth2CallbackError,
    JamOAuth2Error,
    JamOAuth2IDTokenError,
    JamOAuth2ResponseError,
    JamOAuth2TransportError,
)
from jamlite.jose import JWK, jwt
from jamlite.oauth2 import (
    OAuth2Client,
    Response,
    device,
    pkce,
)
from jamlite.oauth2.steps import run
from tests.oauth2.samples import (
    BACK,
    CLIENT,
    ISSUER,
    KEY,
    METADATA,
    NOW,
    SECRET,
    TOKENS,
    Script,
    client,
    keys,
    plain,
    query,
    reply,
    sent,
    sent_in,
)
from tests.oauth2.samples import id_token as make


class Logins(unittest.TestCase):
    def log_in(self, script: Script, scope: str = "openid", **options: Any) -> Any:
        user = client(script)
        _, saved = user.begin(scope, **options)
        saved = json.loads(json.dumps(saved))
        script.answers["token"] = [lambda request: reply({**TOKENS, **self.extra(saved)})]
        return user.finish({"state": saved["state"], "code": "the-code", "iss": ISSUER}, saved)

    def extra(self, saved: dict[str, Any]) -> dict[str, Any]:
        return {"id_token": make(nonce=saved["nonce"])} if "nonce" in saved else {}

    def test_95_everything_is_fresh(self) -> None:
        user = client()
        seen: set[str] = set()
        for _ in range(20):
            url, saved = user.begin(["openid", "email"])
            fields = query(url)
            for name in ("state", "nonce", "code_challenge"):
                self.assertGreaterEqual(len(base64url.decode(fields[name])), 16)  # 128 bits
                seen.add(fields[name])
            self.assertEqual(fields["code_challenge_method"], "S256")
            self.assertEqual(fields["code_challenge"], pkce.challenge(saved["code_verifier"]))
            self.assertEqual((fields["state"], fields["nonce"]), (saved["state"], saved["nonce"]))
            self.assertNotIn(saved["code_verifier"], url)
        self.assertEqual(len(seen), 60)

    def test_95_no_nonce_without_openid(self) -> None:
        for scope in (["email"], "openids", None, "", ["openid2"]):
            url, saved = client().begin(scope)
            self.assertNotIn("nonce", query(url))
            self.assertNotIn("nonce", saved)

    def test_95_a_caller_cannot_weaken_it(self) -> None:
        for name in (
            "state",
            "nonce",
            "code_challenge",
            "code_challenge_method",
            "response_type",
            "client_id",
        ):
            with self.subTest(name=name), self.assertRaises(JamConfigurationError):
                client().begin("openid", **{name: "x"})

    def test_a_login(self) -> None:
        script = Script(jwks=keys().to_dict())
        tokens = self.log_in(script, prompt="login", max_age=None)
        self.assertEqual(tokens.claims["sub"], "alice")
        self.assertEqual(tokens.expires_at, NOW + 3600)
        self.assertEqual(script.paths(), ["token", "jwks"])

    def test_98_the_verifier_is_always_sent(self) -> None:
        for methods in (None, [], ["plain"], ["S256"]):
            script = Script(token=TOKENS)
            user = client(script, metadata={**METADATA, "code_challenge_methods_supported": methods})
            url, saved = user.begin("email")
            self.assertEqual(query(url)["code_challenge_method"], "S256")
            verifier = saved["code_verifier"]
            user.finish({"state": saved["state"], "code": "c"}, saved, code_verifier="y")
            self.assertEqual(sent(script.requests[0])["code_verifier"], [verifier])

    def test_106_an_id_token_must_come_and_be_right(self) -> None:
        tokens = (None, make(nonce="old"), make(iss="https://x"), make(aud="x"), "x")
        for token in tokens:
            extra = {"id_token": token} if token else {}
            patch = mock.patch.object(Logins, "extra", return_value=extra)
            refused = self.assertRaises((JamOAuth2IDTokenError, JamOAuth2ResponseError))
            with self.subTest(token=token), patch, refused:
                self.log_in(Script(jwks=keys().to_dict()))

    def test_106_openid_without_an_issuer_is_refused(self) -> None:
        script = Script(token={**TOKENS, "id_token": make()})
        user = plain(script)
        _, saved = user.begin("openid")
        with self.assertRaises(JamConfigurationError):
            user.finish({"state": saved["state"], "code": "c"}, saved)

    def test_what_was_asked_for_is_enforced(self) -> None:
        for options in ({"max_age": 60}, {"acr_values": ["high"]}, {"acr_values": "high higher"}):
            with self.subTest(options=options), self.assertRaises(JamOAuth2IDTokenError):
                self.log_in(Script(jwks=keys().to_dict()), **options)

    def test_97_issuer_when_it_is_advertised(self) -> None:
        metadata = {**METADATA, "authorization_response_iss_parameter_supported": True}
        user = client(Script(token=TOKENS), metadata=metadata)
        _, saved = user.begin("email")
        with self.assertRaises(JamOAuth2CallbackError):
            user.finish({"state": saved["state"], "code": "c"}, saved)

    def test_97_a_discovered_server_says_that_it_sends_iss(self) -> None:
        metadata = {**METADATA, "authorization_response_iss_parameter_supported": True}
        script = Script(openid_configuration=metadata, token=TOKENS)
        user = OAuth2Client(
            CLIENT, SECRET, redirect_url=BACK, issuer=ISSUER, transport=script, now=lambda: NOW
        )
        _, saved = user.begin("email")
        with self.assertRaises(JamOAuth2CallbackError):
            user.finish({"state": saved["state"], "code": "c"}, saved)
        self.assertEqual(script.paths(), ["openid-configuration"])

    def test_96_the_record_serves_once(self) -> None:
        user = client(Script(token=TOKENS))
        _, saved = user.begin("email")
        callback = {"state": saved["state"], "code": "c"}
        user.finish(callback, saved)
        with self.assertRaises(JamOAuth2CallbackError):
            user.finish(callback, saved)

    def test_resource_indicators(self) -> None:
        script = Script(token=TOKENS)
        user = client(script)
        url, saved = user.begin("email", resource=["https://a/", "https://b/"])
        self.assertEqual(parse_qs(urlsplit(url).query)["resource"], ["https://a/", "https://b/"])
        user.finish({"state": saved["state"], "code": "c"}, json.loads(json.dumps(saved)))
        self.assertEqual(sent(script.requests[0])["resource"], ["https://a/", "https://b/"])

    def test_pushed(self) -> None:
        script = Script(par=reply({"request_uri": "urn:r:1", "expires_in": 60}, 201))
        for options in (
            {"par": True},
            {"metadata": {**METADATA, "require_pushed_authorization_requests": True}},
        ):
            url, saved = client(script, **options).begin("openid")
            self.assertEqual(query(url), {"client_id": CLIENT, "request_uri": "urn:r:1"})
            self.assertEqual(sent(script.requests[-1])["state"], [saved["state"]])
        with self.assertRaises(JamOAuth2Error):
            client(Script(par=reply({"error": "invalid_request"}, 400)), par=True).begin("openid")


class Grants(unittest.TestCase):
    def test_jams_methods(self) -> None:
        script = Script(token=TOKENS)
        user = plain(script)
        self.assertEqual(sent_in(user.fetch_token("c", code_verifier="v")), TOKENS)
        self.assertEqual(sent_in(user.refresh_token("r", scope="a")), TOKENS)
        self.assertEqual(sent_in(user.client_credentials_flow(["a", "b"], audience="x")), TOKENS)
        self.assertEqual(
            [sorted(sent(request)) for request in script.requests],
            [
                ["client_id", "client_secret", "code", "code_verifier", "grant_type", "redirect_uri"],
                ["client_id", "client_secret", "grant_type", "refresh_token", "scope"],
                ["audience", "client_id", "client_secret", "grant_type", "scope"],
            ],
        )

    def test_authorization_url_of_jam(self) -> None:
        user = plain()
        url = user.get_authorization_url(["a", "b"], access_type="offline")
        fields = query(url)
        self.assertEqual(
            (fields["scope"], fields["access_type"], fields["state"]), ("a b", "offline", url.state)
        )
        self.assertNotEqual(user.get_authorization_url(["a"]).state, url.state)
        self.assertEqual(user.get_authorization_url(["a"], state="mine").state, "mine")
        user = OAuth2Client("i", "s", "https://a/auth?tenant=1", "https://a/token", BACK)
        self.assertEqual(user.get_authorization_url(["x"]).count("?"), 1)

    def test_refresh_with_id_token(self) -> None:
        script = Script(token={**TOKENS, "id_token": make(nonce=None)}, jwks=keys().to_dict())
        previous = {"iss": ISSUER, "sub": "alice", "aud": CLIENT}
        self.assertEqual(client(script).refresh_token("r", previous=previous).claims["sub"], "alice")
        with self.assertRaises(JamOAuth2IDTokenError):
            client(script).refresh_token("r", previous={**previous, "sub": "bob"})
        whole: dict[str, Any] = {"access_token": "t", "claims": previous}  # the tokens they came with
        self.assertEqual(client(script).refresh_token("r", previous=whole).claims["sub"], "alice")
        whole["claims"] = {**previous, "sub": "bob"}
        with self.assertRaises(JamOAuth2Error):
            client(script).refresh_token("r", previous=whole)

    def test_token_exchange(self) -> None:
        issued = {**TOKENS, "issued_token_type": "urn:ietf:params:oauth:token-type:jwt", "token_type": "N_A"}
        script = Script(token=[issued, TOKENS])
        found = client(script).exchange_token("subject", scope="a", resource="https://r/", audience="x")
        self.assertEqual(sent_in(found, issued), issued)
        self.assertEqual(
            sent(script.requests[0])["grant_type"], ["urn:ietf:params:oauth:grant-type:token-exchange"]
        )
        with self.assertRaises(JamOAuth2ResponseError):
            client(script).exchange_token("subject")

    def test_jwt_bearer(self) -> None:
        script = Script(token=TOKENS)
        user = client(script)
        assertion = user.make_assertion(KEY, "bob", extra="x")
        self.assertEqual(sent_in(user.jwt_bearer(assertion, scope="a")), TOKENS)
        claims = jwt.decode(sent(script.requests[0])["assertion"][0], KEY.public(), audience=ISSUER, now=NOW)
        self.assertEqual((claims["iss"], claims["sub"], claims["extra"]), (CLIENT, "bob", "x"))

    def test_revocation_and_introspection(self) -> None:
        script = Script(revoke=Response(200), introspect={"active": True, "sub": "a"})
        user = client(script)
        user.revoke("t", "access_token")
        self.assertEqual(user.introspect("t"), {"active": True, "sub": "a"})
        self.assertEqual(sent(script.requests[0])["token"], ["t"])
        self.assertNotIn("token_type_hint", sent(script.requests[1]))

    def test_102_a_bound_token_needs_its_key(self) -> None:
        with self.assertRaises(JamOAuth2ResponseError):
            client(Script(token={**TOKENS, "token_type": "DPoP"})).fetch_token("c")

    def test_how_the_client_authenticates(self) -> None:
        def used(**options: Any) -> str:
            script = Script(token=TOKENS)
            client(script, **options).client_credentials_flow()
            fields = sent(script.requests[0])
            if "Authorization" in script.requests[0].headers:
                return "basic"
            return next((n for n in ("client_secret", "client_assertion") if n in fields), "none")

        def published(*methods: str) -> dict[str, Any]:
            return {**METADATA, "token_endpoint_auth_methods_supported": list(methods)}

        self.assertEqual(used(metadata=published("client_secret_post", "client_secret_basic")), "basic")
        self.assertEqual(used(metadata=published("client_secret_post")), "client_secret")
        self.assertEqual(used(metadata=published("client_secret_jwt")), "client_assertion")
        self.assertEqual(used(key=KEY), "client_assertion")
        self.assertEqual(used(secret=None, metadata=published("none")), "none")
        self.assertEqual(used(client_auth="client_secret_post"), "client_secret")
        script = Script(token=TOKENS)
        plain(script).client_credentials_flow()
        self.assertEqual(sent(script.requests[0])["client_secret"], [SECRET])

    def test_userinfo(self) -> None:
        script = Script(userinfo={"sub": "alice", "email": "a@x"})
        user = client(script)
        self.assertEqual(user.userinfo("access")["email"], "a@x")
        self.assertEqual(script.requests[0].headers["Authorization"], "Bearer access")
        for sub in ("bob", "", "alice "):
            with self.assertRaises(JamOAuth2IDTokenError):
                user.userinfo("access", sub=sub)
        for members in ({}, {"sub": None}, {"sub": 5}):
            with self.assertRaises(JamOAuth2IDTokenError):
                client(Script(userinfo=members or {"x": 1})).userinfo("access", sub="alice")
        with self.assertRaises(JamConfigurationError):
            user.userinfo("a\r\nX: y")

    def test_signed_userinfo(self) -> None:
        def answer(**change: Any) -> Script:
            body = make(**change).encode()
            return Script(
                userinfo=Response(200, {"Content-Type": "application/jwt"}, body), jwks=keys().to_dict()
            )

        self.assertEqual(client(answer()).userinfo("t", sub="alice")["sub"], "alice")
        for change in (
            {"iss": "https://x"},
            {"aud": "x"},
            {"key": JWK.generate("EC", alg="ES256", kid="k1")},
        ):
            with self.assertRaises(JamOAuth2IDTokenError):
                client(answer(**change)).userinfo("t")


class Devices(unittest.TestCase):
    ANSWER = (
        '{"device_code": "dc", "user_code": "AB-CD", "verification_uri": "https://a/d", "expires_in": 60,'
        ' "interval": 5}'
    )

    def wait(self, *answers: Any, **change: Any) -> tuple[Any, list[float]]:
        now, waited = [NOW], []

        def sleep(seconds: float) -> None:
            waited.append(seconds)
            now[0] += seconds

        script = Script(device={**json.loads(self.ANSWER), **change}, token=list(answers))
        user = client(script, now=lambda: now[0])
        started = json.loads(json.dumps(user.begin_device("a")))
        try:
            return run(device.wait(user.registration, started, {}), script, sleep), waited
        except JamError as error:
            return error, waited

    def test_slow_down_and_pending(self) -> None:
        pending, slow = reply({"error": "authorization_pending"}, 400), reply({"error": "slow_down"}, 400)
        found, waited = self.wait(pending, slow, pending, TOKENS)
        self.assertEqual((sent_in(found), waited), (TOKENS, [5, 5, 10, 10]))
        found, waited = self.wait(slow, TOKENS, interval=300, expires_in=1000)
        self.assertEqual((sent_in(found), waited), (TOKENS, [300, 305]))  # RFC 8628 section 3.5

    def test_a_short_device_code_does_not_hide_the_word(self) -> None:
        pending = reply({"error": "authorization_pending"}, 400)
        for code in ("d", "pending", "authorization_pending"):
            found, waited = self.wait(pending, TOKENS, device_code=code)
            self.assertEqual((sent_in(found), waited), (TOKENS, [5, 5]))

    def test_default_interval_and_old_name(self) -> None:
        members = json.loads(self.ANSWER)
        del members["interval"]
        members["verification_url"] = members.pop("verification_uri")
        found = device.parse(members, NOW)
        self.assertEqual((found["interval"], found["verification_uri"]), (5, "https://a/d"))

    def test_final_answers(self) -> None:
        for error in ("access_denied", "expired_token", "invalid_client", ""):
            found, waited = self.wait(reply({"error": error}, 400))
            self.assertIsInstance(found, JamOAuth2Error)
            self.assertEqual((found.details["error"], waited), (error, [5]))

    def test_it_ends(self) -> None:
        found, waited = self.wait(reply({"error": "authorization_pending"}, 400))
        self.assertEqual(found.details["error"], "expired_token")
        self.assertEqual(len(waited), 11)
        found, waited = self.wait(reply({"error": "authorization_pending"}, 400), interval=0)
        self.assertLess(len(waited), 100)

    def test_timeouts_slow_it_down(self) -> None:
        late = JamOAuth2TransportError(details={"host": "a", "reason": "timeout"})
        found, waited = self.wait(late, late, TOKENS)
        self.assertEqual((sent_in(found), waited), (TOKENS, [5, 10, 20]))
        found, _ = self.wait(JamOAuth2TransportError(details={"host": "a", "reason": "certificate"}))
        self.assertIsInstance(found, JamOAuth2TransportError)

    def test_bad_answers(self) -> None:
        for name, values in {
            "device_code": (None, "", 5, "a\nb"),
            "user_code": (None, "", 5, "\x1b[31m"),
            "verification_uri": (
                *(
                    None,
                    "",
                    5,
                    "javascript:alert(1)",
                    "data:text/html,x",
                    "file:///etc/passwd",
                    "a/d",
                    "//a/d",
                ),
                *(
                    "http://a/d",
                    "https://user@a/d",
                    "JavaScript:alert(1)//https://a",
                    " https://a/d",
                    "https://",
                ),
            ),
            "verification_uri_complete": (5, "", "javascript:alert(1)", "http://a/d?user_code=AB-CD", []),
            "expires_in": (None, 0, -1, "60", True, 1e9),
            "interval": (-1, "5", True, 1e9, None),
        }.items():
            for value in values:
                with self.subTest(name=name, value=value), self.assertRaises(JamOAuth2ResponseError):
                    device.parse({**json.loads(self.ANSWER), name: value}, NOW)


if __name__ == "__main__":
    unittest.main()
