# ruff: noqa
"""An application with mistakes: every line marked `wrong` must be found, and no other."""

from __future__ import annotations

import hashlib
import json

from jamlite import Jam, aio
from jamlite.aio import lists as aio_lists
from jamlite.aio import oauth2 as aio_oauth2
from jamlite.aio import sessions as aio_sessions
from jamlite.aio import webauthn as aio_webauthn
from jamlite.compat import jwt as pyjwt
from jamlite.compat import pyotp
from jamlite.compat.apojwt import ApoJWT
from jamlite.compat.jose import jws as jose_jws
from jamlite.compat.jose import jwt as jose_jwt
from jamlite.compat.jwt.algorithms import RSAAlgorithm
from jamlite.explain import explain
from jamlite.jose import JWK, JWT, jws, jwt
from jamlite.keychain import Memory
from jamlite.lists import RefreshRotator
from jamlite.sessions import MemorySessions, SQLiteSessions
from jamlite.stores import MemoryStore, RedisStore, build_store
from jamlite.jose import JWTs  # wrong
from jamlite.oauth2 import OAuth2Client, ResourceServer
from jamlite.otp import TOTP, TOPT  # wrong
from jamlite.paseto import PASETOv4
from jamlite.utils import generate_otp_key, hash_password
from jamlite.webauthn import Authentication, RelyingParty


def tokens(jam: Jam) -> None:
    number: int = jam.jwt_encode(sub="a")  # wrong
    jam.jwt_encode(sub=5)  # wrong
    jam.jwt_encode(subject="a")  # wrong
    jam.jwt_decode(b"token")  # wrong
    jam.jwt.encode(exp="60")  # wrong
    jam.jwt.no_such_method()  # wrong
    jam.session.create("user", "data")  # wrong
    jam.session.stoer  # wrong
    jam.paseto.decode(5)  # wrong
    jam.otp.digits.append(6)  # wrong
    jam.jwt_decode("token", isuer="me")  # wrong
    jam.jwt_decode("token", leeway="5")  # wrong
    jam.paseto_decode("token", footer=5)  # wrong
    jam.paseto_decode("token", typ="JWT")  # wrong
    jam.paseto_create({"sub": "a"}, ["footer"])  # wrong
    jam.authenticate("token", audiences=["api"])  # wrong
    jam.issue(None)  # wrong
    jam.issue("alice", permissions=5)  # wrong
    jam.authorize(5.5, "orders:read")  # wrong
    print(number)


def functions(key: JWK) -> None:
    jws.sign("text", key)  # wrong
    jwt.decode("token")  # wrong
    jwt.encode({"sub": "a"}, key, algorithm="HS256")  # wrong
    JWK.from_secret(5)  # wrong
    JWT("HS256", secret_kye="x")  # wrong
    text: str = jws.verify("token", key).payload  # wrong
    print(text)


def others(client: OAuth2Client) -> None:
    TOTP("secret", digits="6")  # wrong
    generate_otp_key("128")  # wrong
    salt, hashed, more = hash_password("x")  # wrong
    PASETOv4.key(purpose=5)  # wrong
    PASETOv4.key("local", 32)  # wrong
    PASETOv4.key("local", bytes(32), isuer="me")  # wrong
    JWT("HS256", secret_key="x", list="black")  # wrong
    JWT("HS256", keychain=JWK({}))  # wrong
    Jam({}, logger="x.Logger", plugins=["mine.Plugin"])  # wrong
    Jam({}, serializer=json)  # right: a module serves too
    Jam({}, serializer=5)  # wrong
    Jam({}, logger=JWK)  # wrong
    client.get_authorization_url("openid")  # wrong
    client.finish()  # wrong
    print(salt, hashed, more)


def drop_ins(token: str, client: OAuth2Client) -> None:
    pyjwt.decode(token, client, algorithms=["RS256"])  # wrong
    pyjwt.decode(token, "secret", algorithms=256)  # wrong
    pyjwt.encode({"sub": "a"}, 5)  # wrong
    pyjwt.encode("claims", "secret")  # wrong
    RSAAlgorithm(hashlib.sha256).sign(b"message", "pem")  # wrong
    number: int = RSAAlgorithm.from_jwk({}).key_size.denominator.name  # wrong
    jose_jwt.decode(token, 5)  # wrong
    jose_jwt.decode(token, "secret", issuer=5)  # wrong
    jose_jws.sign(5, "secret")  # wrong
    pyotp.TOTP("x", digest="sha1")  # wrong
    apo = ApoJWT(5.5)  # wrong
    apo.permission_required("x")("handler")  # wrong
    print(number)


def records(store: MemoryStore, client: OAuth2Client) -> None:
    ResourceServer("https://login.example", "api", replay="store")  # wrong
    ResourceServer("https://login.example", typ=5)  # wrong
    client.exchange_token("token", resource=5)  # wrong
    client.revoke(b"token")  # wrong
    build_store(5)  # wrong
    RedisStore(5)  # wrong
    RefreshRotator(store).issue(5)  # wrong
    Memory("ES256").add(material=5)  # wrong
    number: int = RedisStore("redis://localhost").put("key", "value").denominator.name  # wrong
    text: str = RedisStore("redis://localhost").get("key")  # wrong
    MemorySessions(slidng=True)  # wrong
    SQLiteSessions("s.sqlite", serializer=5)  # wrong
    client.validate_id_token("token", nonse="x")  # wrong
    explain(5)  # wrong
    explain("token", 5)  # wrong
    print(number, text)


async def second_factors(store: MemoryStore, totp: TOTP) -> Authentication:
    factor = aio_sessions.SecondFactor(store, dealy=5)  # wrong
    right: bool = aio_sessions.SecondFactor(store).verify("alice", totp, "000000")  # wrong
    await aio_sessions.SecondFactor(store).verify("alice", "secret", "000000")  # wrong
    seconds: float = aio_sessions.AttemptLimit(store).wait("alice")  # wrong
    aio_sessions.AttemptLimit("store")  # wrong
    aio_webauthn.Passkeys(store, RelyingParty("a.example"))  # wrong
    passkeys = aio_webauthn.Passkeys(RelyingParty("a.example"), store)
    ticket: str = passkeys.begin_login()[0]  # wrong
    await passkeys.begin_registration("alice", "alice")  # wrong
    print(factor, right, seconds)
    return passkeys.finish_login(ticket, {}, None)  # wrong


async def waiting(jam: aio.Jam) -> str:
    aio.Jam({}, "jam", serialiser="x")  # wrong
    aio.Jam(5)  # wrong
    sessions = aio_sessions.JSONSessions("s.json")
    aio_sessions.MemorySessions(max_session=5)  # wrong
    aio_lists.MemoryList("black", tll=5)  # wrong
    sessions.no_such_method()  # wrong
    aio_sessions.RedisSessions("redis://localhost", tttl=5)  # wrong
    data: dict[str, str] = sessions.get("id")  # wrong
    tokens = aio_lists.RedisList("black", nme="x")  # wrong
    listed: bool = tokens.check("token")  # wrong
    aio_lists.RefreshRotator({"backend": "memory"}, max_ages=5)  # wrong
    caller = aio_oauth2.OAuth2Client("id")
    caller.finish("url")  # wrong
    granted: dict[str, str] = caller.refresh_token("token")  # wrong
    print(data, listed, granted)
    await jam.jwt_decode("token", leewey=5)  # wrong
    await jam.authenticate("token", issuer=5)  # wrong
    await jam.session_create("alice", "data")  # wrong
    ended: bool = jam.session.purge() > 0  # wrong
    answer: dict[str, str] = jam.oauth2["github"].fetch_token("code")  # wrong
    print(ended, answer)
    return jam.jwt_encode(sub="a")  # wrong
