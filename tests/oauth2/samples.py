"""A provider's keys and tokens, and a transport that plays a script instead of sending."""

from __future__ import annotations

import json
from typing import Any, Callable, Union
from urllib.parse import parse_qs, urlsplit

from jamlite.jose import JWK, JWKSet, jwt
from jamlite.oauth2 import OAuth2Client, Request, Response

NOW = 1_700_000_000.0
ISSUER = "https://login.example"
CLIENT = "client-1"
SECRET = "very-secret-client-secret-0123456789"
BACK = "https://app.example/back"
KEY = JWK.generate("EC", crv="P-256", alg="ES256", kid="k1")
OTHER_KEY = JWK.generate("EC", crv="P-256", alg="ES256", kid="k2")
METADATA: dict[str, Any] = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/authorize",
    "token_endpoint": f"{ISSUER}/token",
    "jwks_uri": f"{ISSUER}/jwks",
    "userinfo_endpoint": f"{ISSUER}/userinfo",
    "revocation_endpoint": f"{ISSUER}/revoke",
    "introspection_endpoint": f"{ISSUER}/introspect",
    "device_authorization_endpoint": f"{ISSUER}/device",
    "pushed_authorization_request_endpoint": f"{ISSUER}/par",
    "end_session_endpoint": f"{ISSUER}/logout",
}
TOKENS = {"access_token": "access-0123456789", "token_type": "Bearer", "expires_in": 3600}

Answer = Union[Response, Exception, dict, Callable[[Request], Response]]


def keys(*given: JWK) -> JWKSet:
    """Return the published half of keys."""
    return JWKSet(key.public() for key in given or (KEY,))


def claims(**change: Any) -> dict[str, Any]:
    """Return the claims of a right ID token with changes; None takes a claim out."""
    members = {
        "iss": ISSUER,
        "sub": "alice",
        "aud": CLIENT,
        "exp": NOW + 300,
        "iat": NOW,
        "nonce": "n",
        **change,
    }
    return {name: value for name, value in members.items() if value is not None}


def id_token(
    key: JWK = KEY, alg: str | None = None, header: dict[str, Any] | None = None, **change: Any
) -> str:
    """Return an ID token signed with `key`."""
    return jwt.encode(claims(**change), key, alg=alg, header=header)


def reply(members: Any, status: int = 200, **headers: str) -> Response:
    """Return an answer in JSON."""
    fields = {
        "Content-Type": "application/json",
        **{name.replace("_", "-"): v for name, v in headers.items()},
    }
    return Response(status, fields, json.dumps(members).encode())


def sent_in(tokens: Any, members: Any = TOKENS) -> dict[str, Any]:
    """Return those of the tokens' members that the provider sent."""
    return {name: tokens[name] for name in members if name in tokens}


class Script:
    """A transport: answers by path, a list in its order and its last one for ever; keeps the requests."""

    def __init__(self, **answers: Any) -> None:
        self.answers = {
            name: value if isinstance(value, list) else [value] for name, value in answers.items()
        }
        self.requests: list[Request] = []

    def __call__(self, request: Request) -> Response:
        self.requests.append(request)
        queue = self.answers[request.url.partition("?")[0].rpartition("/")[2].replace("-", "_")]
        answer = queue.pop(0) if len(queue) > 1 else queue[0]
        if callable(answer):
            answer = answer(request)
        if isinstance(answer, Exception):
            raise answer
        return reply(answer) if isinstance(answer, dict) else answer

    def paths(self) -> list[str]:
        """Return the last part of the path of each request so far."""
        return [request.url.rpartition("/")[2] for request in self.requests]


def client(script: Script | None = None, **options: Any) -> OAuth2Client:
    """Return a client of an OpenID provider whose metadata needs no request."""
    given: dict[str, Any] = {"metadata": METADATA, "redirect_url": BACK, "now": lambda: NOW, **options}
    return OAuth2Client(CLIENT, given.pop("secret", SECRET), transport=script, **given)


def plain(script: Script | None = None, **options: Any) -> OAuth2Client:
    """Return a client of a provider of which only two endpoints are known."""
    urls = (METADATA["authorization_endpoint"], METADATA["token_endpoint"], BACK)
    return OAuth2Client(
        CLIENT, options.pop("secret", SECRET), *urls, transport=script, now=lambda: NOW, **options
    )


def sent(request: Request) -> dict[str, list[str]]:
    return parse_qs((request.body or b"").decode())


def query(url: str) -> dict[str, str]:
    return {name: value for name, (value,) in parse_qs(urlsplit(url).query).items()}
