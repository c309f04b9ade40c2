"""Asynchronous sessions and lists on a real Redis server, by `redis.asyncio` and by URI."""

from __future__ import annotations

import asyncio
import unittest
from typing import Any
from unittest import mock

from jamlite.aio import Jam
from jamlite.aio.lists import RedisList, RefreshRotator, build_list
from jamlite.aio.sessions import RedisSessions, create_instance
from jamlite.exceptions import (
    JamConfigurationError,
    JamJWTInBlackList,
    JamRefreshTokenInvalid,
    JamRefreshTokenReused,
    JamSessionNotFound,
    JamStoreError,
    JamTypeError,
)
from jamlite.stores import threaded
from jamlite.stores.async_redis_store import AsyncRedisStore
from tests.redis_server import RedisServer
from tests.support import needs

AES_SECRET = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4="
SECRET = "correct horse battery staple 1234567890"
server: RedisServer
redis_asyncio: Any


def setUpModule() -> None:
    global server, redis_asyncio
    redis_asyncio = needs("redis.asyncio")
    server = RedisServer().start()
    unittest.addModuleCleanup(server.stop)


class AsyncRedis(unittest.IsolatedAsyncioTestCase):
    def setUp(self) -> None:
        with server.client() as client:
            client.flushall()

    async def asyncSetUp(self) -> None:
        self.native = redis_asyncio.Redis(host="localhost", port=server.port)
        self.addAsyncCleanup(self.native.aclose)

    async def test_a_server_that_is_down_is_a_clean_error(self) -> None:
        client = redis_asyncio.Redis(host="127.0.0.1", port=1, retry=None)
        with self.assertRaises(JamStoreError):
            await RedisSessions(client).create("user", {})
        await client.aclose()

    async def test_sessions(self) -> None:
        for module in (
            create_instance("redis", redis_uri=self.native),
            create_instance(session_type="redis", redis_uri=server.uri, ttl=60),
            create_instance(session_type="redis", url=server.uri, timeout=2),
            RedisSessions(self.native, "mine", 60, is_session_crypt=True, session_aes_secret=AES_SECRET),
            RedisSessions(redis_uri=server.uri, redis_sessions_key="yours", sliding=True),
            RedisSessions(server.client(), "in threads"),
            RedisSessions(self.native, "jam's name", default_ttl=60),
        ):
            self.addAsyncCleanup(module.close)
            made = await module.create("user", {"a": 1})
            self.assertEqual(await module.get(made), {"a": 1})
            await module.update(made, {"b": 2})
            again = await module.rework(made)
            self.assertIsNone(await module.get(made))
            self.assertEqual(await module.list("user"), [again])
            with self.assertRaises(JamSessionNotFound):
                await module.rework(made)
            await module.clear("user")
            self.assertIsNone(await module.get(again))

    async def test_one_lifetime_has_one_name(self) -> None:
        for arguments, options in (
            (("a", 60), {"default_ttl": 60}),
            (("a",), {"ttl": 60, "default_ttl": 60}),
        ):
            with self.assertRaises(JamConfigurationError):
                RedisSessions(self.native, *arguments, **options)

    async def test_100_changes_at_once_lose_none(self) -> None:
        for module in (
            RedisSessions(self.native),
            RedisSessions(server.uri, "other"),
            RedisSessions(server.client()),
        ):
            self.addAsyncCleanup(module.close)
            made = await module.create("user", {"n": 0})
            await asyncio.gather(
                *(module.modify(made, lambda data: {"n": data["n"] + 1}) for _ in range(100))
            )
            self.assertEqual(await module.get(made), {"n": 100})

    async def test_100_reworks_and_a_crowd_at_the_start(self) -> None:
        jam = Jam(config={"session": {"session_type": "redis", "redis_uri": self.native}})
        # The first commands look up a host name, which needs a worker of the loop's own pool.
        old = await jam.session_create("user", {"a": 1})
        made = await asyncio.wait_for(
            asyncio.gather(*(jam.session_rework(old) for _ in range(100)), return_exceptions=True), 30
        )
        winners = [one for one in made if isinstance(one, str)]
        self.assertEqual(len(winners), 1)
        self.assertEqual(sum(isinstance(one, JamSessionNotFound) for one in made), 99)
        self.assertEqual(await jam.session_get(winners[0]), {"a": 1})

    async def test_its_commands_run_on_the_loop_of_the_client(self) -> None:
        loops = set()
        run = self.native.execute_command

        async def spy(*args: Any, **options: Any) -> Any:
            loops.add(asyncio.get_running_loop())
            return await run(*args, **options)

        self.native.execute_command = spy
        await RedisSessions(self.native).create("user", {})
        self.assertEqual(loops, {asyncio.get_running_loop()})

    async def test_the_facade_asks_on_the_loop(self) -> None:
        for source in (self.native, server.uri):
            for in_thread in (False, True):
                jam = Jam(
                    config={"session": {"session_type": "redis", "redis_uri": source}},
                    cpu_in_thread=in_thread,
                )
                self.addAsyncCleanup(jam.session.close)
                with mock.patch("jamlite.stores.threaded.in_thread", wraps=threaded.in_thread) as threads:
                    made = await jam.session_create(session_key="user", data={"a": 1})
                    await jam.session_update(session_id=made, data={"b": 2})
                    made = await jam.session_rework(old_session_id=made)
                    self.assertEqual(await jam.session_get(made), {"b": 2})
                    self.assertEqual(await jam.session.list("user"), [made])
                    await jam.session_delete(made)
                    self.assertIsNone(await jam.session_get(made))
                    other = await jam.session_create("user", {})
                    await jam.session_clear("user")
                    self.assertIsNone(await jam.session_get(other))
                    with self.assertRaises(JamSessionNotFound):
                        await jam.session_update(other, {})
                    self.assertIs(threads.called, in_thread)
                with mock.patch("jamlite.stores.threaded.in_thread", wraps=threaded.in_thread) as threads:
                    issued = await jam.issue("alice", "session", name="Alice", token="a claim")
                    for principal in (
                        await jam.authenticate(issued),
                        await jam.authenticate(token=issued, via="session"),
                        await jam.authenticate(issued, subject="alice"),
                    ):
                        self.assertEqual(principal.subject["id"], "alice")
                        self.assertEqual(principal.claims["name"], "Alice")
                    with self.assertRaises(JamSessionNotFound):
                        await jam.authenticate("unknown")
                    with self.assertRaises(JamTypeError):
                        await jam.authenticate(5)
                    with self.assertRaises(JamConfigurationError):
                        await jam.issue("alice", via="nonsense")
                    self.assertIs(threads.called, in_thread)

    async def test_tokens_and_sessions_side_by_side(self) -> None:
        jam = Jam(
            config={
                "jose": {"jwt": {"alg": "HS256", "secret_key": SECRET, "list": {"backend": "memory"}}},
                "session": {"session_type": "redis", "redis_uri": self.native},
            }
        )
        token, session = await jam.issue("alice"), await jam.issue("bob", via="session")
        self.assertEqual((await jam.authenticate(token)).subject["id"], "alice")
        self.assertEqual((await jam.authenticate(session)).subject["id"], "bob")
        self.assertEqual((await jam.authenticate(session)).token_type, "session")

    async def test_refresh_tokens(self) -> None:
        rotator = RefreshRotator(AsyncRedisStore(self.native), grace=0)
        first = await rotator.issue("alice", {"scope": "read"}, now=1000)
        second = await rotator.rotate(first, now=1001)
        self.assertEqual((second.subject, second.data), ("alice", {"scope": "read"}))
        with self.assertRaises(JamRefreshTokenReused):
            await rotator.rotate(first, now=1002)
        with self.assertRaises(JamRefreshTokenInvalid):
            await rotator.rotate(second.token, now=1003)
        for _ in range(3):
            await rotator.issue("bob", now=1000)
        self.assertEqual(await rotator.revoke_subject("bob", now=1000), 3)
        await rotator.revoke(second.token)
        await rotator.revoke("nonsense")

    async def test_log_out_everywhere(self) -> None:
        tokens = RedisList(redis_uri=self.native)
        await tokens.revoke_subject("alice", at=1000)
        await tokens.revoke_subject("alice", at=900)
        self.assertTrue(await tokens.refuses("t", {"sub": "alice", "iat": 1000}))
        self.assertFalse(await tokens.refuses("t", {"sub": "alice", "iat": 1001}))
        await tokens.restore_subject("alice")
        self.assertFalse(await tokens.refuses("t", {"sub": "alice", "iat": 1000}))

    async def test_lists(self) -> None:
        for make in (
            lambda: RedisList("black", "p", self.native),
            lambda: build_list({"backend": "redis", "redis_uri": self.native}),
            lambda: build_list({"backend": "redis", "url": server.uri, "timeout": 2}),
            lambda: RedisList(redis_uri=server.uri),
        ):
            tokens = make()
            self.addAsyncCleanup(tokens.close)
            await tokens.add_many(["one", "two"])
            self.assertEqual(await tokens.check_many(["one", "x"]), {"one": True, "x": False})
            await tokens.delete("one")
            self.assertIs(await tokens.check("one"), False)

    async def test_the_facade_with_a_list_by_a_native_client(self) -> None:
        for tokens in ({"backend": "redis", "redis_uri": self.native}, RedisList(redis_uri=self.native)):
            section = {"alg": "HS256", "secret_key": SECRET, "list": tokens}
            jam = Jam(config={"jose": {"jwt": section}})
            token = await jam.jwt_encode(sub="a", exp=60)
            self.assertEqual((await jam.jwt_decode(token))["sub"], "a")
            await RedisList(redis_uri=self.native).add(token)
            with self.assertRaises(JamJWTInBlackList):
                await jam.jwt_decode(token)

    async def test_a_scan_ends_where_it_should(self) -> None:
        store = AsyncRedisStore(self.native, prefix="p")
        await store.put_many([(f"k{i}", "v", "", None) for i in range(50)])
        self.assertEqual(len(await store.keys(7)), 7)
        self.assertEqual(len(await store.keys(100)), 50)

    async def test_close_closes_the_client(self) -> None:
        client = redis_asyncio.Redis(host="127.0.0.1", port=server.port)
        module = RedisSessions(client)
        await module.create("user", {})
        await module.close()


if __name__ == "__main__":
    unittest.main()
