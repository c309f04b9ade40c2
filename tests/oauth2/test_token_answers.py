"""Token answers as providers send them: written by hand from their documentation, with made up tokens."""

from __future__ import annotations

import json
import unittest
from typing import Any

from jamlite.exceptions import JamOAuth2Error, JamOAuth2ResponseError
from jamlite.oauth2 import Request, Response, Tokens, token_answers

REQUEST = Request("POST", "https://as.example/token", {}, b"", ("hidden-code",))
NOW = 1000.0

# provider: (media type, body, what must be read from it)
ANSWERS: dict[str, tuple[str, Any, dict[str, Any]]] = {
    "GitHub without Accept": (
        "application/x-www-form-urlencoded; charset=utf-8",
        b"access_token=gho_16C7e42F&scope=repo%2Cgist&token_type=bearer",
        {"access_token": "gho_16C7e42F", "scope": "repo,gist", "token_type": "bearer"},
    ),
    "Facebook of old": (
        "text/plain; charset=UTF-8",
        b"access_token=EAAB&expires=5183999",
        {"access_token": "EAAB", "token_type": "Bearer", "expires_in": 5183999, "expires_at": NOW + 5183999},
    ),
    "Facebook": (
        "text/javascript; charset=UTF-8",
        {"access_token": "EAAB", "token_type": "bearer", "expires_in": 5183999},
        {"access_token": "EAAB", "expires_at": NOW + 5183999},
    ),
    "LinkedIn": (
        "application/json",
        {"access_token": "AQU", "expires_in": 5184000, "scope": "openid,profile", "refresh_token": ""},
        {"token_type": "Bearer", "expires_at": NOW + 5184000},
    ),
    "behind IIS": (
        "application/json",
        b'\xef\xbb\xbf{"access_token": "t", "token_type": "Bearer"}',
        {"access_token": "t", "token_type": "Bearer"},
    ),
    "Azure AD v1": (
        "application/json; charset=utf-8",
        {
            "token_type": "Bearer",
            "expires_in": "3599",
            "expires_on": "1500",
            "access_token": "eyJ",
            "id_token": None,
        },
        {"expires_in": 3599, "expires_at": NOW + 3599},
    ),
    "Twitch": (
        "application/json",
        {
            "access_token": "rfx2",
            "expires_in": 14124,
            "refresh_token": "5b93",
            "scope": ["user:read:email", "openid"],
            "token_type": "bearer",
        },
        {"scope": "user:read:email openid", "refresh_token": "5b93"},
    ),
    "Slack, for a user": (
        "application/json; charset=utf-8",
        {
            "ok": True,
            "app_id": "A1",
            "authed_user": {
                "id": "U1",
                "scope": "chat:write",
                "access_token": "xoxp-1",
                "token_type": "user",
            },
            "team": {"id": "T1"},
        },
        {"access_token": "xoxp-1", "token_type": "Bearer", "scope": "chat:write"},
    ),
    "Slack, for a bot": (
        "application/json; charset=utf-8",
        {
            "ok": True,
            "access_token": "xoxb-1",
            "token_type": "bot",
            "scope": "commands",
            "authed_user": {"id": "U1"},
        },
        {"access_token": "xoxb-1", "token_type": "Bearer", "scope": "commands"},
    ),
    "no label": ("", {"access_token": "a", "error": None, "error_description": ""}, {"access_token": "a"}),
}

# provider: (status, media type, body, word, what the message says)
REFUSALS: dict[str, tuple[int, str, Any, str, str]] = {
    "GitHub": (
        200,
        "application/json",
        {"error": "bad_verification_code", "error_description": "The code is incorrect or expired."},
        "bad_verification_code",
        "incorrect or expired",
    ),
    "GitHub, a form": (
        200,
        "application/x-www-form-urlencoded",
        b"error=bad_verification_code&error_description=The+code+is+incorrect",
        "bad_verification_code",
        "The code is incorrect",
    ),
    "Facebook": (
        400,
        "application/json",
        {"error": {"message": "This code has been used", "type": "OAuthException", "code": 100}},
        "OAuthException",
        "has been used",
    ),
    "Google": (
        401,
        "application/json",
        {"error": {"code": 401, "message": "Invalid Credentials", "status": "UNAUTHENTICATED"}},
        "UNAUTHENTICATED",
        "Invalid Credentials",
    ),
    "Slack": (
        200,
        "application/json",
        {"ok": False, "error": "invalid_code"},
        "invalid_code",
        "invalid_code",
    ),
    "Slack and null": (
        200,
        "application/json",
        {"ok": False, "error": "invalid_code", "x": None},
        "invalid_code",
        "",
    ),
    "Twitch": (
        400,
        "application/json",
        {"status": 400, "message": "Invalid authorization code"},
        "",
        "refused: Invalid authorization code",
    ),
    "Twitch, device": (
        400,
        "application/json",
        {"status": 400, "message": "authorization_pending"},
        "authorization_pending",
        "authorization_pending",
    ),
    "Auth0's APIs": (
        401,
        "application/json",
        {"statusCode": 401, "error": "Unauthorized", "message": "Bad audience"},
        "Unauthorized",
        "'Unauthorized': Bad audience",
    ),
    "Zoom": (
        400,
        "application/json",
        {"reason": "Invalid authorization code", "error": "invalid_request"},
        "invalid_request",
        "'invalid_request': Invalid authorization code",
    ),
    "Okta's APIs": (
        401,
        "application/json",
        {"errorCode": "E0000011", "errorSummary": "Invalid token provided", "errorLink": "E0000011"},
        "E0000011",
        "Invalid token provided",
    ),
    "WeChat": (200, "text/plain", {"errcode": 40029, "errmsg": "invalid code"}, "40029", "invalid code"),
    "Kakao's APIs": (
        401,
        "application/json",
        {"msg": "no such token", "code": -401},
        "-401",
        "no such token",
    ),
    "Instagram": (
        400,
        "application/json",
        {"error_type": "OAuthException", "code": 400, "error_message": "already used"},
        "OAuthException",
        "already used",
    ),
    "X (RFC 9457)": (
        401,
        "application/problem+json",
        {"title": "Unauthorized", "type": "about:blank", "status": 401, "detail": "expired"},
        "",
        "expired",
    ),
    "X of old": (401, "application/json", {"errors": [{"message": "no user", "code": 32}]}, "32", "no user"),
    "Salesforce": (
        401,
        "application/json;charset=UTF-8",
        [{"message": "Session expired", "errorCode": "INVALID_SESSION_ID"}],
        "INVALID_SESSION_ID",
        "Session expired",
    ),
    "under another label": (400, "text/html", {"error": "invalid_grant"}, "invalid_grant", "invalid_grant"),
    "shapes that are none": (
        400,
        "application/json",
        {"errors": [[5]], "message": ["x"], "code": True},
        "",
        "",
    ),
    "empty lists": (400, "application/json", {"errors": []}, "", ""),
    "an empty list": (400, "application/json", [], "", ""),
    "a number": (400, "text/html", {"error": 5}, "", ""),
}


def read(media_type: str, body: Any, status: int = 200) -> Tokens:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    response = Response(status, {"Content-Type": media_type} if media_type else {}, raw)
    return token_answers.parse_tokens(token_answers.parse_token_answer(response, REQUEST), NOW)


class Answers(unittest.TestCase):
    def test_what_is_no_token_answer(self) -> None:
        for media_type, body in (
            ("text/html", b'<html><a href="?access_token=a">'),
            ("text/plain", b"access_token=a&access_token=b"),
            ("text/plain", b"hello=world"),
            ("application/x-www-form-urlencoded", b"access_token"),
            ("text/plain", b"access_token=\xc3\xa4"),
            ("text/plain", b'{"access_token": "a", "access_token": "b"}'),
            ("text/plain", b"[]"),
            ("text/plain", b"null"),
            ("application/json", b"&".join(b"a%d=1" % number for number in range(70)) + b"&access_token=a"),
        ):
            for status in (200, 201):
                with self.subTest(body=body), self.assertRaises(JamOAuth2ResponseError):
                    read(media_type, body, status)
        for status in (301, 302, 400, 401, 500):
            with self.subTest(status=status), self.assertRaises(JamOAuth2Error):
                read("application/json", {"access_token": "a"}, status)

    def test_answers(self) -> None:
        for name, (media_type, body, expected) in ANSWERS.items():
            with self.subTest(provider=name):
                found = read(media_type, body)
                self.assertEqual({key: found.get(key) for key in expected}, expected)
                self.assertNotIn("", found.values())
                self.assertNotIn(None, found.values())

    def test_refusals(self) -> None:
        for name, (status, media_type, body, word, said) in REFUSALS.items():
            with self.subTest(provider=name), self.assertRaises(JamOAuth2Error) as caught:
                read(media_type, body, status)
            self.assertEqual(caught.exception.details["error"], word)
            self.assertIn(said, str(caught.exception))

    def test_a_description_shows_no_secret(self) -> None:
        for error in (
            {"error": {"message": "hidden-code is bad"}},
            {"error": "x", "error_description": "hidden-code"},
        ):
            with self.assertRaises(JamOAuth2Error) as caught:
                read("application/json", error, 400)
            self.assertNotIn("hidden-code", str(caught.exception) + repr(caught.exception.details))


if __name__ == "__main__":
    unittest.main()
