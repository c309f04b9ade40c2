"""Answers: what counts as a success, and what an error may say."""

from __future__ import annotations

import json
import unittest
from html import escape
from typing import Any
from urllib.parse import quote, quote_plus

from jamlite.exceptions import JamOAuth2EmptyRaw, JamOAuth2Error, JamOAuth2ResponseError
from jamlite.oauth2 import (
    Request,
    Response,
    Tokens,
    client_auth,
    forms,
    provider_errors,
    responses,
    token_answers,
)
from tests.oauth2.samples import TOKENS, reply

REQUEST = Request("POST", "https://as.example/token", {}, b"", ("hidden-code",))
BAD_BODIES = (
    *(b"null", b"[]", b'"x"', b"5", b"true", b"{", b"{}x", b"<html>", b"access_token=a&token_type=b"),
    *(b'{"access_token":"a","access_token":"b"}', b'{"a":1e400}', b'{"a":NaN}', b"\xef\xbb\xbf{}"),
    *('{"a":"b"}'.encode("utf-16"), b'{"a":"\xff"}', b'{"a":"\\ud800"}', b"[" * 100_000),
    *(b'{"a":' * 100 + b"1" + b"}" * 100, b'{"a":' + b"9" * 100_000 + b"}"),
)


def tokens(**change: Any) -> Tokens:
    members = {name: value for name, value in {**TOKENS, **change}.items() if value is not ...}
    return token_answers.parse_tokens(responses.parse_json(reply(members), REQUEST), 1000)


class Success(unittest.TestCase):
    def test_102_a_success_is_2xx_with_one_json_object(self) -> None:
        for body in BAD_BODIES:
            with self.subTest(body=body[:40]), self.assertRaises(JamOAuth2ResponseError):
                responses.parse_json(Response(200, {"Content-Type": "application/json"}, body), REQUEST)
        for status in (100, 101, 199, 300, 301, 302, 303, 304, 307, 308, 400, 401, 404, 500, 503):
            with self.subTest(status=status), self.assertRaises(JamOAuth2Error):
                responses.parse_json(reply(TOKENS, status), REQUEST)
        for status in (200, 201):
            self.assertEqual(responses.parse_json(reply(TOKENS, status), REQUEST), TOKENS)

    def test_102_media_type(self) -> None:
        body = json.dumps(TOKENS).encode()
        for kind in (
            "text/html",
            "text/plain",
            "application/x-www-form-urlencoded",
            "text/json",
            "application/jsonx",
        ):
            with self.subTest(kind=kind), self.assertRaises(JamOAuth2ResponseError):
                responses.parse_json(Response(200, {"Content-Type": kind}, body), REQUEST)
        for kind in ("application/json", "Application/JSON; charset=UTF-8", "application/jwk-set+json"):
            self.assertEqual(
                responses.parse_json(Response(200, {"content-type": kind}, body), REQUEST), TOKENS
            )
        self.assertEqual(responses.parse_json(Response(200, {}, body), REQUEST), TOKENS)

    def test_empty_answer(self) -> None:
        with self.assertRaises(JamOAuth2EmptyRaw):
            responses.parse_json(Response(200, {"Content-Type": "application/json"}), REQUEST)

    def test_102_token_members(self) -> None:
        bad: dict[str, tuple[Any, ...]] = {
            "access_token": (..., None, "", 5, [], {}, True, "a\r\nX: y", "a\nb", "ä", "a\0", "x" * 70_000),
            "token_type": (5, ["Bearer"], {}, True, "mac", "bot", "user"),
            "expires_in": (True, -1, [], {}, 1e15, "soon", "-1", "1.5", " 60", "9" * 13, "\u0661"),
            "refresh_token": (5, [], "a\nb", {}),
            "id_token": (5, {}, "a\nb", [], True),
            "scope": (5, [5], {}, True, [""], ["a b"]),
        }
        for name, values in bad.items():
            for value in values:
                with (
                    self.subTest(name=name, value=str(value)[:20]),
                    self.assertRaises(JamOAuth2ResponseError) as c,
                ):
                    tokens(**{name: value})
                self.assertEqual(c.exception.details, {"member": name})

    def test_102_good_members(self) -> None:
        self.assertEqual(dict(tokens()), {**TOKENS, "expires_at": 4600})
        self.assertEqual(tokens().expires_at, 4600)
        self.assertIsNone(tokens(expires_in=...).expires_at)
        self.assertIsNone(tokens(expires_in=None).expires_at)
        self.assertEqual(tokens(expires_in=0).expires_at, 1000)
        self.assertEqual(tokens(expires_in=0.5).expires_at, 1000.5)

    def test_what_a_provider_calls_claims_was_not_validated(self) -> None:
        found = tokens(claims={"sub": "root"}, expires_at=9e9)
        self.assertEqual((found.claims, found.expires_at), (None, 4600))
        self.assertNotIn("claims", found)
        slack = {
            "ok": True,
            "access_token": ...,
            "authed_user": {"access_token": "x", "claims": {"sub": "root"}},
        }
        self.assertIsNone(tokens(**slack).claims)

    def test_tokens_survive_json(self) -> None:
        before = tokens(id_token="a.b.c")
        before.claims = {"sub": "alice"}
        after = Tokens(json.loads(json.dumps(before)))
        self.assertEqual(after, before)
        self.assertEqual((after.claims, after.expires_at), ({"sub": "alice"}, 4600))
        self.assertNotIn("access-0123456789", repr(after))

    def test_103_token_type_has_no_case(self) -> None:
        for kind in ("bearer", "Bearer", "BEARER", "dpop", "DPoP"):
            self.assertEqual(tokens(token_type=kind)["token_type"], kind)
        for kind in ("mac", "example", "Bearer ", "N_A", "bearer\u0130"):
            with self.subTest(kind=kind), self.assertRaises(JamOAuth2ResponseError):
                tokens(token_type=kind)


class Refusals(unittest.TestCase):
    def test_102_error_in_a_success(self) -> None:
        for error in ("bad_verification_code", "", None, 5, {}):
            with self.subTest(error=error), self.assertRaises(JamOAuth2Error):
                responses.parse_json(reply({**TOKENS, "error": error}), REQUEST)
        with self.assertRaises(JamOAuth2Error):
            responses.parse_empty(reply({"error": "unsupported_token_type"}), REQUEST)

    def test_what_an_error_says(self) -> None:
        members = {"error": "invalid_grant", "error_description": "no such code", "more": "x"}
        with self.assertRaises(JamOAuth2Error) as caught:
            responses.parse_json(reply(members, 400), REQUEST)
        details = caught.exception.details
        self.assertEqual(details["error"], "invalid_grant")
        self.assertEqual(details["status"], 400)
        self.assertEqual(details["data"], {"error": "invalid_grant", "error_description": "no such code"})

    def test_the_codes_of_the_standards_survive_a_secret_of_the_same_letters(self) -> None:
        """OpenID Connect Core section 3.1.2.6, RFC 6749 section 5.2, RFC 8628 section 3.5, RFC 9449."""
        for code in (
            *("interaction_required", "login_required", "account_selection_required", "consent_required"),
            *("invalid_request_uri", "invalid_request_object", "request_not_supported"),
            *("request_uri_not_supported", "registration_not_supported", "invalid_request"),
            *("invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type"),
            *("invalid_scope", "authorization_pending", "slow_down", "access_denied", "expired_token"),
            *("use_dpop_nonce", "invalid_dpop_proof"),
        ):
            self.assertIn(code, provider_errors.ERRORS)

    def test_109_a_provider_cannot_echo_a_secret(self) -> None:
        members = {
            "error": "hidden-code",
            "error_description": "the code hidden-code\r\n\x1b[31m is bad" + "x" * 1000,
            "access_token": "another-secret",
        }
        for status in (200, 400):
            with self.assertRaises(JamOAuth2Error) as caught:
                responses.parse_json(reply(members, status), REQUEST)
            shown = f"{caught.exception} {caught.exception!r}"
            for secret in ("hidden-code", "another-secret", "\x1b", "\\x1b", "x" * 300):
                self.assertNotIn(secret, shown)

    def test_a_provider_that_shows_the_whole_request(self) -> None:
        secret, code = 's3cr&t "<ü>/+ x', "c0de"
        request = forms.post(
            "https://as.example/token",
            {"grant_type": "authorization_code", "code": code, "client_secret": secret},
            {"Authorization": client_auth.basic_header("id", secret)},
        )
        request.secrets += (request.headers["Authorization"][6:],)
        form = (request.body or b"").decode()
        for shown in (
            f"cannot read {form}",
            form,
            f"cannot read {form.lower()}",
            f"header {request.headers['Authorization']}",
            json.dumps({"code": code, "client_secret": secret}),
            f"secret={escape(secret)}",
            f"the secret {secret} is wrong",
        ):
            with self.subTest(shown=shown), self.assertRaises(JamOAuth2Error) as caught:
                answer = reply({"error": "invalid_request", "error_description": shown}, 400)
                responses.parse_json(answer, request)
            said = json.dumps(caught.exception.details, ensure_ascii=False) + str(caught.exception)
            spelt = (secret, quote(secret), quote_plus(secret).lower(), escape(secret), code)
            for word in (*spelt, request.headers["Authorization"][6:]):
                self.assertNotIn(word, said)
            self.assertIn("[REDACTED]", said)

    def test_109_a_short_secret_does_not_mangle_the_words(self) -> None:
        for secret in ("d", "code", "pending", "authorization_pending", *provider_errors.ERRORS):
            request = Request("POST", "https://as.example/token", {}, b"", (secret,))
            for word in provider_errors.ERRORS:
                error = responses.refusal(reply({}, 400), request, {"error": word})
                self.assertEqual(error.details["error"], word, secret)
        self.assertEqual(provider_errors.scrub("a bad code", ("a", "code")), "a bad code")
        for word in (
            "slow_down",
            "authorization_pending",
            "invalid_grant",
            "use_dpop_nonce",
            "access_denied",
        ):
            self.assertEqual(provider_errors.scrub(word, (word,)), word)
        secrets = ("secret", "secret-and-more")
        self.assertEqual(provider_errors.scrub("secret-and-more, secret", secrets), "[REDACTED], [REDACTED]")

    def test_errors_without_json(self) -> None:
        for body in (b"", b"<html>", b"[]"):
            with self.assertRaises(JamOAuth2Error) as caught:
                responses.parse_json(
                    Response(502, {"Content-Type": "text/html"}, body, "Bad Gateway"), REQUEST
                )
            self.assertEqual(caught.exception.details["status"], 502)
            self.assertEqual(caught.exception.details["error"], "")

    def test_answers_that_say_nothing(self) -> None:
        for body in (b"", b"ok", b"{}", b'{"error": null}', b'{"error": ""}'):
            responses.parse_empty(Response(200, {}, body), REQUEST)
        for status in (302, 400, 503):
            with self.assertRaises(JamOAuth2Error):
                responses.parse_empty(Response(status, {}, b""), REQUEST)


class Records(unittest.TestCase):
    def test_109_tokens_do_not_show_themselves(self) -> None:
        found = Tokens({"access_token": "hidden", "token_type": "Bearer"})
        for shown in (repr(found), str(found), f"{found}", f"{[found]}"):
            self.assertNotIn("hidden", shown)
        self.assertEqual(json.loads(json.dumps(found)), dict(found))

    def test_introspection(self) -> None:
        self.assertEqual(token_answers.parse_introspection({"active": False}), {"active": False})
        for members in ({}, {"active": "true"}, {"active": 1}, {"active": None}):
            with self.assertRaises(JamOAuth2ResponseError):
                token_answers.parse_introspection(members)

    def test_pushed(self) -> None:
        self.assertEqual(token_answers.parse_pushed({"request_uri": "urn:x", "expires_in": 5}), "urn:x")
        for members in (
            {},
            {"request_uri": "urn:x"},
            {"request_uri": "urn:x", "expires_in": 0},
            {"request_uri": "urn:x", "expires_in": True},
            {"request_uri": "urn:x", "expires_in": "5"},
            {"request_uri": 5, "expires_in": 5},
            {"request_uri": "", "expires_in": 5},
            {"request_uri": "urn:\n", "expires_in": 5},
        ):
            with self.subTest(members=members), self.assertRaises(JamOAuth2ResponseError):
                token_answers.parse_pushed(members)

    def test_response(self) -> None:
        response = Response(200, {"Content-TYPE": "Text/HTML ; x=y"}, b"secret")
        self.assertEqual(response.media_type, "text/html")
        self.assertNotIn("secret", repr(response))


if __name__ == "__main__":
    unittest.main()
