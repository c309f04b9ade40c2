"""An application that no type checker complains about."""

from __future__ import annotations

import json
import logging
from datetime import datetime
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric import rsa

from jamlite import BaseJam, Jam, aio
from jamlite.aio import lists as aio_lists
from jamlite.aio import oauth2 as aio_oauth2
from jamlite.aio import sessions as aio_sessions
from jamlite.aio import webauthn as aio_webauthn
from jamlite.authz import Principal
from jamlite.compat import jwt as pyjwt
from jamlite.compat import pyotp
from jamlite.compat.apojwt import ApoJWT
from jamlite.compat.jose import jws as jose_jws
from jamlite.compat.jose import jwt as jose_jwt
from jamlite.compat.jwt.algorithms import RSAAlgorithm
from jamlite.encoders import JsonEncoder
from jamlite.exceptions import JamError, JamJWTExpired
from jamlite.explain import explain
from jamlite.jose import JWE, JWK, JWS, JWT, JWKSet, jws, jwt
from jamlite.jose.jwt import ANY
from jamlite.keychain import Memory
from jamlite.lists import MemoryList, RefreshRotator
from jamlite.logger import JamLogger
from jamlite.oauth2 import GitHubOAuth2Client, OAuth2Client, ResourceServer
from jamlite.otp import HOTP, TOTP, OTPConfig
from jamlite.paseto import PASETOv4
from jamlite.plugins import BasePlugin
from jamlite.sessions import AttemptLimit, MemorySessions, SecondFactor
from jamlite.stores import MemoryStore, RedisStore, Store, build_store
from jamlite.utils import generate_otp_key, hash_password
from jamlite.webauthn import Passkeys, Registration, RelyingParty


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


def calls(client: OAuth2Client, url: str, saved: dict[str, Any]) -> str:
    tokens = client.finish(url, saved, resource="https://api.example")
    user = client.get("https://api.example/me", tokens)
    client.exchange_token("token", resource=["https://a.example"], audience="b")
    client.validate_id_token("token", nonce="x", max_age=60)
    api = ResourceServer("https://login.example", "api", replay=MemoryStore())
    return str(user["login"]) + str(api.validate("token")["sub"])


def records(options: dict[str, str]) -> bool | None:
    store = build_store(options)
    RefreshRotator(store, ttl=60).issue("alice", data={"device": 1})
    Memory("ES256").add(material="-----BEGIN PRIVATE KEY-----")
    print(MemorySessions(max_sessions=5, sliding=True, is_session_crypt=True, session_aes_secret="x"))
    return RedisStore("redis://localhost").put("key", "value", fresh=True)


def steps(token: str, key: JWK) -> list[str]:
    return [step.title for step in explain(token, key, now=5).steps]


def second_factors(jam: Jam, totp: TOTP, ticket: str, answer: dict[str, Any]) -> Registration:
    right: bool = SecondFactor(jam.session.store).verify("alice", totp, "000000")
    AttemptLimit(MemoryStore(), delay=1).attempt("alice")
    print(right)
    return Passkeys(RelyingParty("a.example"), jam.session.store).finish_registration(ticket, answer)


async def awaited_factors(jam: aio.Jam, totp: TOTP, ticket: str, answer: dict[str, Any]) -> Registration:
    factor = aio_sessions.SecondFactor(jam.session.store, delay=5)
    right: bool = await factor.verify("alice", totp, "000000", look_ahead=1)
    codes: list[str] = await factor.new_recovery_codes("alice")
    seconds: float = await aio_sessions.AttemptLimit(jam.session.store).wait("alice")
    data: dict[str, Any] | None = await jam.session.get("id")
    print(right, codes, seconds, data, await jam.oauth2["github"].refresh_token("token"))
    passkeys = aio_webauthn.Passkeys(RelyingParty("a.example"), jam.session.store)
    ticket, options = await passkeys.begin_login(hints=["hybrid"])
    print(options["challenge"])
    return await passkeys.finish_registration(ticket, answer, user_handle=b"alice")


async def waiting(jam: aio.Jam) -> str:
    token: str = await jam.jwt_encode(sub="a", exp=60)
    data: dict[str, Any] | None = await jam.session_get("id")
    print(data)
    return token


class OwnSessions(aio_sessions.BaseAsyncSessionModule):
    async def create(self, session_key: str, data: dict[str, Any]) -> str:
        return session_key + str(data)

    async def get(self, session_id: str) -> dict[str, Any] | None:
        return None


async def modules(store: Store, redis_client: Any) -> str:
    sessions = aio_sessions.RedisSessions(redis_client, ttl=5, is_session_crypt=False)
    data: dict[str, Any] | None = await sessions.get(await sessions.create("alice", {"a": 1}))
    tokens = aio_lists.MemoryList("white", ttl=60)
    listed: bool = await tokens.check("token")
    rotation = await aio_lists.RefreshRotator(store, ttl=60, grace=5).rotate("token")
    client = aio_oauth2.GitHubOAuth2Client("id", "secret", "https://me.example/")
    granted: dict[str, Any] = await client.refresh_token("token")
    claims: dict[str, Any] = await aio_oauth2.ResourceServer("https://a.example", "api").validate("token")
    print(claims, aio_oauth2.OAuth2Client("id", "secret"), aio_sessions.JSONSessions("s.json", ttl=5))
    jam = aio.Jam({}, logger=JamLogger, cpu_in_thread=True)
    print(data, listed, granted, await jam.session_get("id"), jam.emit("done"))
    return rotation.token


def credentials(jam: Jam, expected: dict[str, Any]) -> Principal:
    token: str = jam.issue({"id": 5, "name": "Alice"}, via="jwt", exp=60, permissions=["read"], colour="red")
    print(jam.jwt_decode(token, issuer=["a", "b"], audience=ANY, leeway=5), jam.jwt_decode(token, **expected))
    print(jam.paseto_decode(token, footer={"kid": "1"}, required=("sub",)), jam.issue(uuid4()))
    return jam.authenticate(token, via=None, audience="api", leeway=2.5)


def own_things(logger: logging.Logger, keychain: Memory) -> Jam:
    print(JWT("HS256", keychain=keychain, list=MemoryList("black")), PASETOv4.key("local", JWK({}), leeway=1))
    print(Jam({}, logger=JamLogger, plugins=[Watching]), Jam({}, serializer=json))
    return Jam({}, logger=logger, serializer="mine.Serializer")


def drop_ins(token: str, key: rsa.RSAPrivateKey, found: dict[str, Any]) -> str:
    claims: dict[str, Any] = pyjwt.decode(
        token, key.public_key(), algorithms=["RS256"], options={"require": []}
    )
    print(claims, pyjwt.decode(token, "secret", ["HS256"]), pyjwt.PyJWKClient("https://a.example").uri)
    print(
        RSAAlgorithm.from_jwk(found),
        pyotp.TOTP("x").provisioning_uri(name="a"),
        jose_jwt.decode(token, found),
    )
    signed: str = pyjwt.encode(
        {"sub": "a", "exp": datetime.now()}, key, algorithm="RS256", headers={"kid": "1"}
    )
    return signed + jose_jws.sign({"a": 1}, "secret", algorithm="HS256")


def guarded(secret: str) -> str:
    apo = ApoJWT(secret, exp_period=60, template="flask")

    @apo.token_required
    def handler(token_subject: str) -> str:
        return token_subject

    return str(apo.create_token(sub="a", permissions=["x"], data={"a": 1})) + handler()


def any_facade(jam: BaseJam) -> bool:
    return jam.otp_verify_code("JBSWY3DPEHPK3PXP", "123456")
