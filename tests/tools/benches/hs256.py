"""HS256 tokens: 224 bytes of claims, key object kept, every check on."""

from __future__ import annotations

import importlib
import time
from typing import Any, Callable

from jamlite.encoding import base64url
from jamlite.jose import JWK, jwt

from ..bench import Row

SECRET = b"0123456789abcdef0123456789ABCDEF"
KEY = JWK({"kty": "oct", "k": base64url.encode(SECRET)})
ISSUER, AUDIENCE = "https://issuer.example.com/", "https://api.example.com"
MISSING: list[str] = []


def claims() -> dict[str, Any]:
    now = int(time.time())
    return {
        "iss": ISSUER,
        "sub": "user-1234567890",
        "aud": AUDIENCE,
        "exp": now + 3600,
        "iat": now,
        "jti": "7d2c3f0e-90ab-4cde-8f01-23456789abcd",
        "scope": "read write admin",
        "name": "Jane Doe Example",
    }


def pyjwt() -> tuple[Callable[[], Any], Callable[[], Any]]:
    module = importlib.import_module("jwt")
    data, token = claims(), jwt.encode(claims(), KEY)
    return (
        lambda: module.encode(data, SECRET, "HS256"),
        lambda: module.decode(token, SECRET, ["HS256"], audience=AUDIENCE, issuer=ISSUER),
    )


def python_jose() -> tuple[Callable[[], Any], Callable[[], Any]]:
    module = importlib.import_module("jose.jwt")
    data, token, secret = claims(), jwt.encode(claims(), KEY), SECRET.decode("ascii")
    return (
        lambda: module.encode(data, secret, "HS256"),
        lambda: module.decode(token, secret, ["HS256"], audience=AUDIENCE, issuer=ISSUER),
    )


def jamlib() -> tuple[Callable[[], Any], Callable[[], Any]]:
    module = importlib.import_module("jam.jose")
    instance = module.JWT(alg="HS256", secret_key=SECRET)
    data = claims()
    token = instance.encode(payload=data)
    return lambda: instance.encode(payload=data), lambda: instance.decode(token)


def rows() -> list[Row]:
    data = claims()
    token = jwt.encode(data, KEY)

    def encode() -> str:
        return jwt.encode(data, KEY)

    def decode() -> dict[str, Any]:
        return jwt.decode(token, KEY, issuer=ISSUER, audience=AUDIENCE)

    table = []
    for name, peer, encode_limit, decode_limit in (
        ("PyJWT", pyjwt, 1 / 3.0, 1 / 5.5),
        ("python-jose", python_jose, 1 / 1.7, None),
        ("jamlib", jamlib, None, 1 / 1.5),
    ):
        try:
            peer_encode, peer_decode = peer()
        except ImportError:
            MISSING.append(name)
            continue
        table.append(Row("HS256 encode", encode, name, peer_encode, encode_limit))
        table.append(Row("HS256 decode, every check", decode, name, peer_decode, decode_limit))
    return table or [Row("HS256 encode", encode), Row("HS256 decode, every check", decode)]
