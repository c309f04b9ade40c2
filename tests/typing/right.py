"""An application that no type checker complains about."""

from __future__ import annotations

import json
import logging
from typing import Any
from uuid import uuid4

from jamlite import BaseJam, Jam, aio
from jamlite.authz import Principal
from jamlite.encoders import JsonEncoder
from jamlite.exceptions import JamError, JamJWTExpired
from jamlite.jose import JWE, JWK, JWS, JWT, JWKSet, jws, jwt
from jamlite.jose.jwt import ANY
from jamlite.keychain import Memory
from jamlite.lists import MemoryList
from jamlite.logger import JamLogger
from jamlite.oauth2 import GitHubOAuth2Client, OAuth2Client
from jamlite.otp import HOTP, TOTP, OTPConfig
from jamlite.paseto import PASETOv4
from jamlite.plugins import BasePlugin
from jamlite.sessions import MemorySessions
from jamlite.utils import generate_otp_key, hash_password


class Watching(BasePlugin):
    name = "watching"

    def on_after_jwt_encode(self, result: str, **arguments: Any) -> None:
        print(len(result), sorted(arguments))


def tokens(jam: Jam, token: str) -> str:
    try:
        payload: dict[str, Any] = jam.jwt_decode(token, check_list=None)
    except JamJWTExpired:
        return jam.jwt_encode(sub="nobody", exp=60)
    except JamError as error:
        return str(error.error_code)
    fresh: str = jam.jwt.encode(sub=str(payload["sub"]), aud=["api"], exp=0.5)
    return fresh


def functions(secret: bytes) -> bytes:
    key = JWK.from_secret(secret)
    signed: str = jws.sign(b"payload", key, alg="HS256")
    claims: dict[str, Any] = jwt.decode(jwt.encode({"sub": "a"}, key), key, algorithms=("HS256",))
    print(claims, JWKSet([key]))
    return jws.verify(signed, key).payload


def classes(secret: str) -> None:
    made: JWT = JWT("HS256", secret_key=secret, serializer=JsonEncoder)
    print(made.encode(sub="a"), JWS("HS256", secret).sign(None, "x"), JWE)
    payload, footer = PASETOv4.key("local", bytes(32)).decode("v4.local.x")
    print(payload, footer, TOTP(generate_otp_key()).at(5.5), HOTP(secret).at(3), OTPConfig("totp").digits)
    salt, hashed = hash_password("correct horse")
    print(salt + hashed)
    session_id: str = MemorySessions().create("user", {"sub": "a"})
    print(session_id)


def clients(client: OAuth2Client) -> str:
    url, saved = client.begin(["openid"])
    print(saved)
    mine: OAuth2Client = GitHubOAuth2Client("id", "secret", "https://me.example/")
    return url + mine.get_authorization_url(["user"])


async def waiting(jam: aio.Jam) -> str:
    token: str = await jam.jwt_encode(sub="a", exp=60)
    data: dict[str, Any] | None = await jam.session_get("id")
    print(data)
    return token


def credentials(jam: Jam, expected: dict[str, Any]) -> Principal:
    token: str = jam.issue({"id": 5, "name": "Alice"}, via="jwt", exp=60, permissions=["read"], colour="red")
    print(jam.jwt_decode(token, issuer=["a", "b"], audience=ANY, leeway=5), jam.jwt_decode(token, **expected))
    print(jam.paseto_decode(token, footer={"kid": "1"}, required=("sub",)), jam.issue(uuid4()))
    return jam.authenticate(token, via=None, audience="api", leeway=2.5)


def own_things(logger: logging.Logger, keychain: Memory) -> Jam:
    print(JWT("HS256", keychain=keychain, list=MemoryList("black")), PASETOv4.key("local", JWK({}), leeway=1))
    print(Jam({}, logger=JamLogger, plugins=[Watching]), Jam({}, serializer=json))
    return Jam({}, logger=logger, serializer="mine.Serializer")


def any_facade(jam: BaseJam) -> bool:
    return jam.otp_verify_code("JBSWY3DPEHPK3PXP", "123456")
