"""Asynchronous lists, refresh tokens and OAuth2 clients by themselves."""

from __future__ import annotations

import asyncio
import json
import os
import tempfile
import unittest
from typing import Any
from unittest import mock

from jamlite.aio import Jam
from jamlite.aio.lists import JSONList, MemoryList, RefreshRotator, SQLiteList, TokenList, build_list
from jamlite.aio.oauth2 import BaseOAuth2Client, GitHubOAuth2Client, OAuth2Client, ResourceServer
from jamlite.aio.sessions import (
    AttemptLimit,
    JSONSessions,
    MemorySessions,
    SecondFactor,
    SQLiteSessions,
    create_instance,
)
from jamlite.driver import settle
from jamlite.exceptions import (
    JamConfigurationError,
    JamError,
    JamOAuth2Error,
    JamOAuth2TransportError,
    JamRefreshTokenReused,
    JamTooManyAttempts,
    JamValidationError,
)
from jamlite.jose import JWK, jwt
from jamlite.lists import MemoryList as SyncMemoryList
from jamlite.oauth2 import BaseOAuth2Client as SyncBaseOAuth2Client
from jamlite.oauth2 import Request, Response
from jamlite.otp import TOTP
from jamlite.stores import MemoryStore, SQLiteStore, ThreadedStore

ISSUER = "https://login.example"


class Lists(unittest.IsolatedAsyncioTestCase):
    async def test_bad_arguments_are_refused(self) -> None:
        for config in (None, {}, {"backend": "paper"}, {"backend": "memory", "typ": "black"}):
            with self.subTest(config=config), self.assertRaises(JamConfigurationError):
                build_list(config)
        tokens = MemoryList()
        for bad in (None, 5, b"x"):
            with self.subTest(token=bad), self.assertRaises(JamValidationError):
                await tokens.check(bad)  # type: ignore[arg-type]

    async def test_every_backend(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            for tokens in (
                MemoryList("white"),
                JSONList("white", json_path=os.path.join(folder, "l.json")),
                SQLiteList("white", sqlite_path=os.path.join(folder, "l.sqlite")),
                TokenList(MemoryStore(), type="white"),
                build_list({"backend": "sqlite", "type": "white", "sqlite_path": os.path.join(folder, "m")}),
                build_list(SyncMemoryList("white")),
            ):
                with self.subTest(tokens=tokens):
                    self.assertIs(build_list(tokens), tokens)
                    await tokens.add("one")
                    await tokens.add_many(["two", "three"])
                    self.assertEqual(
                        await tokens.check_many(["one", "two", "four"]),
                        {"one": True, "two": True, "four": False},
                    )
                    await tokens.delete("one")
                    self.assertIs(await tokens.check("one"), False)
                    await tokens.revoke_subject("alice", at=100)
                    self.assertIs(await tokens.refuses("two", {"sub": "alice", "iat": 50}), True)
                    self.assertIs(await tokens.refuses("two", {"sub": "bob", "iat": 50}), False)
                    await tokens.close()

    async def test_refresh_tokens(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            for store in (MemoryStore(), SQLiteStore(os.path.join(folder, "r.sqlite"))):
                rotator = RefreshRotator(store, grace=0)
                first = await rotator.issue("alice", {"a": 1})
                made = await rotator.rotate(first)
                self.assertEqual((made.subject, made.data), ("alice", {"a": 1}))
                with self.assertRaises(JamRefreshTokenReused):
                    await rotator.rotate(first)
                store.close()

    async def test_refresh_tokens_on_a_configured_store(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "r.sqlite")
            for config in ({"backend": "memory"}, {"type": "memory"}, {"backend": "sqlite", "path": path}):
                with self.subTest(config):
                    rotator = RefreshRotator(config)
                    made = await rotator.rotate(await rotator.issue("alice", 5))
                    self.assertEqual((made.subject, made.data), ("alice", 5))
                    await settle(rotator._store.close())
        for wrong in (None, 5, "memory", [], {}, {"backend": "paper"}, {"backend": "memory", "x": 1}):
            with self.subTest(wrong), self.assertRaises(JamConfigurationError):
                RefreshRotator(wrong)  # type: ignore[arg-type]


class Sessions(unittest.IsolatedAsyncioTestCase):
    async def test_bad_configurations(self) -> None:
        for options in ({}, {"session_type": "paper"}, {"session_type": "memory", "ttl": -1}):
            with self.subTest(options=options), self.assertRaises(JamConfigurationError):
                create_instance(**options)

    async def test_constructors_take_what_the_synchronous_ones_take(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            for module in (
                MemorySessions(max_sessions=3),
                JSONSessions(os.path.join(folder, "s.json"), ttl=5),
                SQLiteSessions(os.path.join(folder, "s.sqlite"), sliding=True),
            ):
                made = await module.create("user", {"a": 1})
                self.assertEqual(await module.list("user"), [made])
                self.assertEqual(await module.purge(), 0)
                self.assertNotIn(made, repr(module))
                await module.close()

    async def test_the_class_of_a_configured_module(self) -> None:
        self.assertIsInstance(create_instance("memory"), MemorySessions)


class SecondFactors(unittest.IsolatedAsyncioTestCase):
    """Awaited on any store: one that answers at once, one of files, one that is asynchronous already."""

    async def test_codes_and_attempts(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            database = SQLiteStore(os.path.join(folder, "s.sqlite"))
            for store in (MemoryStore(), database, ThreadedStore(MemoryStore(), all_computing=True)):
                with self.subTest(store):
                    await self.codes(SecondFactor(store), TOTP(b"12345678901234567890"))
                    await self.attempts(AttemptLimit(store, delay=7))
            database.close()

    async def codes(self, factor: SecondFactor, totp: TOTP) -> None:
        code = totp.at(59)
        self.assertIs(await factor.verify("alice", totp, code, now=59), True)
        self.assertIs(await factor.verify("alice", totp, code, now=59), False)
        with self.assertRaises(JamTooManyAttempts):
            await factor.verify("alice", totp, totp.at(90), now=60)
        await factor.forget("alice", now=60)
        codes = await factor.new_recovery_codes("alice", 3, now=60)
        self.assertIs(await factor.use_recovery_code("alice", codes[1], now=60), True)
        self.assertEqual(await factor.recovery_codes_left("alice", now=60), 2)

    async def attempts(self, limit: AttemptLimit) -> None:
        await limit.attempt("bob", now=60)
        self.assertEqual(await limit.wait("bob", now=61), 6)
        await limit.succeeded("bob", now=61)
        self.assertEqual(await limit.wait("bob", now=61), 0)

    async def test_what_is_no_store_is_refused(self) -> None:
        for store in (None, 5, "store", object()):
            for kind in (SecondFactor, AttemptLimit):
                with self.subTest(store), self.assertRaises(JamConfigurationError):
                    kind(store)  # type: ignore[arg-type]


def answer(members: Any, status: int = 200) -> Response:
    return Response(status, {"content-type": "application/json"}, json.dumps(members).encode(), "")


class Provider:
    """A provider in memory: what it is asked, and what it answers."""

    def __init__(self) -> None:
        self.key = JWK.generate("EC", crv="P-256", alg="ES256", kid="k1")
        self.asked: list[str] = []
        self.pending = 1

    def __call__(self, request: Request) -> Response:
        self.asked.append(request.url)
        if request.url.endswith("/.well-known/openid-configuration"):
            names = ("authorization", "token", "device_authorization", "userinfo")
            endpoints = {f"{name}_endpoint": f"{ISSUER}/{name}" for name in names}
            return answer({"issuer": ISSUER, "jwks_uri": f"{ISSUER}/keys", **endpoints})
        if request.url.endswith("/keys"):
            return answer({"keys": [self.key.public().to_dict()]})
        if request.url.endswith("/device_authorization"):
            members = {
                "device_code": "device-code",
                "user_code": "ABCD-EFGH",
                "verification_uri": f"{ISSUER}/d",
            }
            return answer({**members, "expires_in": 60, "interval": 0})
        if self.pending:
            self.pending -= 1
            return answer({"error": "authorization_pending"}, 400)
        return answer({"access_token": "at", "token_type": "Bearer"})


class OAuth2(unittest.IsolatedAsyncioTestCase):
    def client(self, transport: Any) -> OAuth2Client:
        return OAuth2Client("id", "secret", issuer=ISSUER, redirect_url="https://me/", transport=transport)

    async def test_bad_arguments_are_refused(self) -> None:
        for options in ({}, {"client_id": ""}, {"client_id": "x", "issuer": "ftp://x"}):
            with self.subTest(options=options), self.assertRaises((JamConfigurationError, TypeError)):
                OAuth2Client(**options)

    @mock.patch("jamlite.oauth2.device.MIN_INTERVAL", 0)
    async def test_transports_of_both_kinds(self) -> None:
        class Callable(Provider):
            async def __call__(self, request: Request) -> Response:  # type: ignore[override]
                await asyncio.sleep(0)
                return Provider.__call__(self, request)

        provider = Provider()

        async def function(request: Request) -> Response:
            await asyncio.sleep(0)
            return provider(request)

        for transport in (Provider(), Callable(), function):
            client = self.client(transport)
            url, saved = await client.begin(["openid"])
            self.assertIn(f"state={saved['state']}", url)
            started = await client.begin_device()
            self.assertEqual((await client.finish_device(started))["access_token"], "at")

    async def test_a_refusal_is_the_same_error(self) -> None:
        def refuse(request: Request) -> Response:
            return answer({"error": "invalid_grant"}, 400)

        client = OAuth2Client("id", "s", f"{ISSUER}/a", f"{ISSUER}/t", "https://me/", transport=refuse)
        with self.assertRaises(JamOAuth2Error):
            await client.fetch_token("code")

    async def test_a_transport_that_fails_is_raised_inside_the_conversation(self) -> None:
        async def broken(request: Request) -> Response:
            raise JamOAuth2TransportError()

        with self.assertRaises(JamOAuth2TransportError):
            await self.client(broken).discover()

    async def test_a_cancelled_login_leaves_the_keys_free(self) -> None:
        provider = Provider()
        stuck = asyncio.Event()

        async def transport(request: Request) -> Response:
            if request.url.endswith("/keys") and not stuck.is_set():
                stuck.set()
                await asyncio.sleep(60)
            return provider(request)

        api = ResourceServer(ISSUER, "api", transport=transport)
        claims = {"iss": ISSUER, "aud": "api", "sub": "a", "client_id": "c", "jti": "j", "iat": 0, "exp": 4e9}
        token = jwt.encode({**claims, "exp": 4_000_000_000}, provider.key, header={"typ": "at+jwt"})
        with self.assertRaises(asyncio.TimeoutError):
            await asyncio.wait_for(api.validate(token), 0.05)
        self.assertEqual((await api.validate(token))["sub"], "a")
        with self.assertRaises(JamError):
            await api.validate(token[:-4] + "AAAA")

    async def test_built_in_own_and_blocking_clients_behind_the_facade(self) -> None:
        jam = Jam(
            config={
                "oauth2": {
                    "github": {"client_id": "a", "client_secret": "b", "redirect_url": "https://me/"},
                    "blocking": {"custom_module": f"{__name__}.Blocking"},
                    "own": {"custom_module": f"{__name__}.Own"},
                }
            }
        )
        self.assertIsInstance(jam.oauth2["github"], GitHubOAuth2Client)
        url = await jam.oauth2_get_authorized_url("github", ["user"], state="s")
        self.assertIn("state=s", url)
        for name in ("blocking", "own"):
            self.assertEqual(await jam.oauth2_fetch_token(name, "c"), {"access_token": "c"})
            self.assertEqual(await jam.oauth2[name].fetch_token("c"), {"access_token": "c"})


class Blocking(SyncBaseOAuth2Client):
    """A client of a user's own."""

    def __init__(self) -> None:
        super().__init__("id", None, "", "", "")

    def get_authorization_url(self, scope: list[str], **extra: Any) -> str:
        return "url"

    def fetch_token(self, code: str, grant_type: str = "", **extra: Any) -> dict[str, Any]:
        return {"access_token": code}

    def refresh_token(self, refresh_token: str, grant_type: str = "", **extra: Any) -> dict[str, Any]:
        return {}

    def client_credentials_flow(self, scope: Any = None, **extra: Any) -> dict[str, Any]:
        return {}


class Own(BaseOAuth2Client):
    """An asynchronous client of a user's own."""

    def __init__(self) -> None:
        super().__init__("id", None, "", "", "")

    async def get_authorization_url(self, scope: list[str], **extra: Any) -> str:
        return "url"

    async def fetch_token(self, code: str, grant_type: str = "", **extra: Any) -> dict[str, Any]:
        await asyncio.sleep(0)
        return {"access_token": code}

    async def refresh_token(self, refresh_token: str, grant_type: str = "", **extra: Any) -> Any:
        return {}

    async def client_credentials_flow(self, scope: Any = None, **extra: Any) -> Any:
        return {}


if __name__ == "__main__":
    unittest.main()
