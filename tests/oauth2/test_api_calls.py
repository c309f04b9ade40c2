"""Tokens that live on: refreshed, stored as JSON, used to call an API; logins with fewer protections."""

from __future__ import annotations

import json
import unittest
import warnings
from functools import partial
from typing import Any

from jamlite.exceptions import (
    JamConfigurationError,
    JamOAuth2Error,
    JamOAuth2IDTokenError,
    JamOAuth2ResponseError,
    JamOAuth2Warning,
)
from jamlite.oauth2 import Response, Tokens
from tests.oauth2.samples import (
    CLIENT,
    METADATA,
    NOW,
    TOKENS,
    Script,
    client,
    id_token,
    keys,
    reply,
    sent,
)

API = "https://api.example/things"
NEW = {"access_token": "new-0123456789", "token_type": "Bearer", "expires_in": 60}
OLD = {"access_token": "old-0123456789", "token_type": "Bearer", "refresh_token": "refresh-01"}
EXPIRED = Response(401, {"WWW-Authenticate": 'Bearer error="invalid_token"'}, b"")


class Refreshing(unittest.TestCase):
    def test_the_old_refresh_token_stays_without_another(self) -> None:
        found = client(Script(token=NEW)).refresh_token("refresh-01")
        self.assertEqual((found["refresh_token"], found["access_token"]), ("refresh-01", "new-0123456789"))
        found = client(Script(token={**NEW, "refresh_token": "refresh-02"})).refresh_token("refresh-01")
        self.assertEqual(found["refresh_token"], "refresh-02")
        found = client(Script(token={**NEW, "refresh_token": ""})).refresh_token(dict(OLD))
        self.assertEqual(found["refresh_token"], "refresh-01")

    def test_of_tokens_the_identity_stays(self) -> None:
        stored = json.loads(json.dumps(Tokens({**OLD, "id_token": "a.b.c"}, NOW, {"sub": "alice"})))
        found = client(Script(token=NEW)).refresh_token(stored)
        self.assertEqual(
            (found.claims, found["id_token"], found.expires_at), ({"sub": "alice"}, "a.b.c", NOW + 60)
        )

    def test_another_users_id_token_is_refused(self) -> None:
        claims = {"iss": METADATA["issuer"], "sub": "alice", "aud": CLIENT}
        for sub, passes in (("alice", True), ("bob", False)):
            script = Script(token={**NEW, "id_token": id_token(sub=sub, nonce=None)}, jwks=keys().to_dict())
            with self.subTest(sub=sub):
                if passes:
                    found = client(script).refresh_token(Tokens(OLD, NOW, claims))
                    self.assertEqual((found.claims or {})["exp"], NOW + 300)
                else:
                    with self.assertRaises(JamOAuth2IDTokenError):
                        client(script).refresh_token(Tokens(OLD, NOW, claims))

    def test_nothing_to_refresh(self) -> None:
        for tokens in ({}, {"refresh_token": None}, {"refresh_token": ""}, "", None, 5):
            with self.subTest(tokens=tokens), self.assertRaises(JamConfigurationError):
                client(Script()).refresh_token(tokens)  # type: ignore[arg-type]


class Calls(unittest.TestCase):
    def test_get_and_post(self) -> None:
        script = Script(
            things=[reply([{"email": "a@b.example"}]), reply({"id": 5}, 201), reply({}), Response(204)]
        )
        user = client(script)
        self.assertEqual(user.get(API, TOKENS), [{"email": "a@b.example"}])
        self.assertEqual(user.post(API, TOKENS, json={"a": 1}), {"id": 5})
        self.assertEqual(user.post(API, "access-0123456789", data={"a": "b c"}), {})
        self.assertIsNone(user.post(API, TOKENS))
        for request in script.requests:
            self.assertEqual(request.headers["Authorization"], "Bearer access-0123456789")
        self.assertEqual([one.method for one in script.requests], ["GET", "POST", "POST", "POST"])
        self.assertEqual([one.body for one in script.requests], [None, b'{"a":1}', b"a=b+c", b""])

    def test_expired_tokens_are_refreshed_once(self) -> None:
        for tokens, answers, asked in (
            (Tokens(OLD, NOW), [reply({"a": 1})], 1),
            (Tokens(OLD, NOW + 5), [EXPIRED, reply({"a": 1})], 2),
            (Tokens(OLD), [Response(401), reply({"a": 1})], 2),
        ):
            script, told = Script(things=answers, token=NEW), []
            with self.subTest(asked=asked):
                self.assertEqual(client(script).get(API, tokens, on_refresh=told.append), {"a": 1})
                self.assertEqual(told, [tokens])
                self.assertEqual((tokens["access_token"], tokens.expires_at), ("new-0123456789", NOW + 60))
                self.assertEqual(tokens["refresh_token"], "refresh-01")
                self.assertEqual(script.paths().count("token"), 1)
                self.assertEqual(script.requests[-1].headers["Authorization"], "Bearer new-0123456789")

    def test_what_is_not_expired_is_not_refreshed(self) -> None:
        scope = Response(403, {"WWW-Authenticate": 'Bearer error="insufficient_scope"'}, b"")
        other = Response(401, {"WWW-Authenticate": 'Bearer error="invalid_request"'}, b"")
        for answer in (scope, other, Response(500)):
            script = Script(things=answer, token=NEW)
            with self.assertRaises(JamOAuth2Error) as caught:
                client(script).get(API, Tokens(OLD))
            self.assertEqual(caught.exception.details["status"], answer.status)
            self.assertEqual(script.paths(), ["things"])
        with self.assertRaises(JamOAuth2Error):
            client(Script(things=EXPIRED, token=NEW)).get(API, Tokens(TOKENS))
        script = Script(things=EXPIRED, token=NEW)
        with self.assertRaises(JamOAuth2Error):
            client(script).get(API, Tokens(OLD))
        self.assertEqual(script.paths(), ["things", "token", "things"])

    def test_answers_that_are_not_json(self) -> None:
        for answer in (
            Response(200, {}, b"<html>"),
            Response(302, {"Location": "https://evil.example"}, b""),
        ):
            with self.assertRaises(JamOAuth2Error):
                client(Script(things=answer)).get(API, TOKENS)
        shown = reply({"error": {"message": "bad token access-0123456789"}}, 401)
        with self.assertRaises(JamOAuth2Error) as caught:
            client(Script(things=shown)).get(API, TOKENS)
        self.assertNotIn("access-0123456789", str(caught.exception) + repr(caught.exception.details))

    def test_arguments(self) -> None:
        for tokens in (
            {},
            {"access_token": None},
            None,
            5,
            {"access_token": "a b"},
            {"access_token": "a\r\nX: y"},
        ):
            with self.subTest(tokens=tokens), self.assertRaises(JamConfigurationError):
                client(Script(things=reply({}))).get(API, tokens)
        with self.assertRaises(JamConfigurationError):
            client(Script(things=reply({}))).post(API, TOKENS, data={}, json={})
        with self.assertRaises(JamConfigurationError):
            client(Script(things=reply({}))).get(API, {**TOKENS, "token_type": "DPoP"})

    def test_a_challenge_says_why(self) -> None:
        """RFC 6750 section 3: the error of an API or a userinfo endpoint stands in a header."""
        said = 'Bearer realm="x", error="insufficient_scope", error_description="needs \\"x\\""'
        for challenge, word, words in (
            (said, "insufficient_scope", 'needs "x"'),
            ('DPoP algs="ES256", error="use_dpop_nonce"', "use_dpop_nonce", ""),
            ('Bearer error="a" , error_description = "t: access-0123456789"', "a", "t: "),
            ("Bearer", "", ""),
            ('Bearer error="never closed', "", ""),
            ('Bearer error="' + "\\" * 9999, "", ""),
        ):
            refused = Response(403, {"WWW-Authenticate": challenge}, b"")
            user = client(Script(things=refused, userinfo=refused))
            for call in (partial(user.get, API), user.userinfo):
                with self.subTest(challenge=challenge[:40]), self.assertRaises(JamOAuth2Error) as caught:
                    call(TOKENS)
                self.assertEqual(caught.exception.details["error"], word)
                self.assertIn(words, caught.exception.message)
                self.assertNotIn("access-0123456789", str(caught.exception))
        body = Response(403, {"WWW-Authenticate": said}, b'{"error": "other"}')
        with self.assertRaises(JamOAuth2Error) as caught:
            client(Script(things=body)).get(API, TOKENS)
        self.assertEqual(caught.exception.details["error"], "other")  # the body counts, if it says something

    def test_headers_of_the_callers_own(self) -> None:
        """Twitch asks for Client-Id, LinkedIn for a version, GitHub for an Accept of its own."""
        script = Script(things={})
        user = client(script)
        user.get(API, "t", headers={"Client-Id": "c", "accept": "application/vnd.x+json"})
        user.post(API, "t", json={}, headers={"X-Version": "2"})
        first, second = (request.headers for request in script.requests)
        self.assertEqual((first["Client-Id"], first["accept"]), ("c", "application/vnd.x+json"))
        self.assertNotIn("Accept", first)
        self.assertEqual((second["X-Version"], second["Authorization"]), ("2", "Bearer t"))
        for bad in (
            {"Authorization": "x"},
            {"dpop": "x"},
            {"A": 5},
            {"A": "x\r\nB: y"},
            {"\xe4": "x"},
            ["A"],
            "A",
        ):
            with self.subTest(bad=bad), self.assertRaises(JamConfigurationError):
                user.get(API, "t", headers=bad)  # type: ignore[arg-type]
        self.assertEqual(len(script.requests), 2)

    def test_dpop(self) -> None:
        script = Script(things=reply({"a": 1}))
        self.assertEqual(client(script, dpop=True).get(API, {**TOKENS, "token_type": "DPoP"}), {"a": 1})
        headers = script.requests[0].headers
        self.assertEqual(headers["Authorization"], "DPoP access-0123456789")
        self.assertEqual(headers["DPoP"].count("."), 2)

    def test_a_coroutine_is_not_left_alone(self) -> None:
        async def store(tokens: Any) -> None:
            """Nobody awaits this."""

        with self.assertRaises(JamConfigurationError):
            client(Script(things=reply({}), token=NEW)).get(API, Tokens(OLD, NOW), on_refresh=store)


class LessProtected(unittest.TestCase):
    def test_no_pkce_and_no_nonce(self) -> None:
        for options in ({"pkce": False}, {"nonce": False}, {"pkce": False, "nonce": False}):
            with self.subTest(**options), self.assertWarns(JamOAuth2Warning):
                script = Script(jwks=keys().to_dict())
                user = client(script, **options)
            url, saved = user.begin("openid")
            self.assertEqual("code_challenge" in url, options.get("pkce", True))
            self.assertEqual("nonce=" in url, options.get("nonce", True))
            script.answers["token"] = [{**TOKENS, "id_token": id_token(nonce=saved.get("nonce"))}]
            self.assertEqual(
                (user.finish({"code": "c", "state": saved["state"]}, saved).claims or {})["sub"], "alice"
            )
            self.assertEqual("code_verifier" in sent(script.requests[0]), options.get("pkce", True))

    def test_a_record_without_them_is_none_where_they_are_asked_for(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            _, saved = client(Script(), pkce=False, nonce=False).begin("openid")
        for more in ({}, {"code_verifier": "v" * 43}):
            record = {**saved, **more}
            script = Script(jwks=keys().to_dict(), token={**TOKENS, "id_token": id_token(nonce=None)})
            with self.assertRaises(JamConfigurationError):
                client(script).finish({"code": "c", "state": saved["state"]}, record)

    def test_an_id_token_is_demanded_all_the_same(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            user = client(Script(token=TOKENS), nonce=False)
        _, saved = user.begin("openid")
        with self.assertRaises(JamOAuth2ResponseError):
            user.finish({"code": "c", "state": saved["state"]}, saved)

    def test_arguments(self) -> None:
        for name in ("pkce", "nonce"):
            for value in (None, 0, "no"):
                with self.assertRaises(JamConfigurationError):
                    client(Script(), **{name: value})


if __name__ == "__main__":
    unittest.main()
