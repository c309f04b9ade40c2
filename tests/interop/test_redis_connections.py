"""Connections to Redis: few, shared, all in use, interrupted, lost, inherited by a child."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import gc
import os
import signal
import threading
import time
import unittest
import warnings
import weakref
from typing import Any
from unittest import mock

from jamlite.exceptions import JamConfigurationError, JamStoreError
from jamlite.stores.async_redis_store import AsyncRedisStore
from jamlite.stores.redis_store import RedisStore
from tests.redis_server import RedisServer
from tests.support import needs

redis = needs("redis")
redis_asyncio = needs("redis.asyncio")
server: RedisServer


def setUpModule() -> None:
    global server
    server = RedisServer().start()
    unittest.addModuleCleanup(server.stop)


class Interrupted(BaseException):
    """As a KeyboardInterrupt, or what a timeout of threads throws."""


class TestWay(unittest.TestCase):
    def setUp(self) -> None:
        self.client = server.client()
        self.addCleanup(self.client.close)
        self.client.flushall()
        self.pool = self.client.connection_pool
        self.store = RedisStore(self.client)

    def connections(self) -> int:
        return len(self.client.client_list())

    def test_any_client_of_redis_py_serves(self) -> None:
        class Own(redis.Redis):  # type: ignore[misc, name-defined, unused-ignore]
            pass

        place = {"host": "127.0.0.1", "port": server.port}
        watched = redis.Redis(**place)
        watched.execute_command = mock.Mock(wraps=watched.execute_command)
        for client in (
            redis.Redis(**place),
            redis.Redis(**place, decode_responses=True),
            redis.Redis(connection_pool=redis.BlockingConnectionPool(**place)),
            Own(**place),
            redis.Redis(**place, single_connection_client=True),
            redis.Redis(**place, protocol=3),
            watched,
        ):
            store = RedisStore(client)
            store.put("k", "v", owner="o", expires=4e9)
            self.assertEqual(store.get("k").value, "v")  # type: ignore[union-attr]
            self.assertEqual(store.contains_many(["k", "x"]), [True, False])
            self.assertEqual(store.list_owner("o"), ["k"])
            store.close()
        self.assertTrue(watched.execute_command.called)

    def test_a_crowd_waits_for_the_connections_of_a_small_pool(self) -> None:
        pool = redis.ConnectionPool(host="127.0.0.1", port=server.port, max_connections=3)
        client = redis.Redis(connection_pool=pool)
        self.addCleanup(client.close)
        stores = [RedisStore(client, prefix=f"p{number}", timeout=20) for number in range(2)]
        faults: list[BaseException] = []

        def work(number: int) -> None:
            try:
                for store in stores:
                    store.put(f"k{number}", "v", owner="o")
                    assert store.get(f"k{number}") is not None
            except BaseException as error:  # noqa: BLE001 - told to the test
                faults.append(error)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(120)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(faults, [])
        for store in stores:
            self.assertEqual(len(store.list_owner("o")), 120)

    def test_the_wait_for_a_connection_ends(self) -> None:
        pool = redis.ConnectionPool(host="127.0.0.1", port=server.port, max_connections=1)
        store = RedisStore(redis.Redis(connection_pool=pool), timeout=0.05)
        taken = pool.get_connection()
        try:
            for call in (lambda: store.get("k"), lambda: store.put("k", "v"), store.keys):
                start = time.monotonic()
                with self.assertRaises(JamStoreError) as caught:
                    call()
                self.assertEqual(caught.exception.error_code, "store.unavailable")
                self.assertLess(time.monotonic() - start, 5)
        finally:
            pool.release(taken)
        self.assertTrue(store.put("k", "v"))
        store.close()

    def test_a_timeout_that_is_none_is_refused(self) -> None:
        for bad in (None, 0, -1, "5", float("nan"), 10**400):
            with self.assertRaises(JamConfigurationError):
                RedisStore(server.uri, timeout=bad)  # type: ignore[arg-type]

    def test_a_client_that_somebody_watches_is_seen_by_him(self) -> None:
        calls = []
        plain = redis.Redis.execute_command

        @functools.wraps(plain)
        def watching(self: Any, *args: Any, **options: Any) -> Any:
            calls.append(args[0])
            return plain(self, *args, **options)

        with mock.patch.object(redis.Redis, "execute_command", watching):
            RedisStore(self.client).get("k")
        self.assertEqual(calls, ["GET"])

    def test_one_connection_serves_many_commands_and_stores(self) -> None:
        before = self.connections()
        for number in range(20):
            RedisStore(self.client, prefix=f"p{number}").put("k", "v")
        self.assertLessEqual(self.connections(), before + 1)

    def test_clients_go_when_nobody_uses_them(self) -> None:
        pools = []
        for _ in range(5):
            client = server.client()
            RedisStore(client).put("k", "v")
            pools.append(weakref.ref(client.connection_pool))
            client.close()
            del client
        gc.collect()
        self.assertEqual([pool() for pool in pools], [None] * 5)

    def test_a_small_pool_gets_its_connections_back(self) -> None:
        pool = redis.BlockingConnectionPool(
            host="127.0.0.1", port=server.port, max_connections=1, timeout=0.5
        )
        client = redis.Redis(connection_pool=pool)
        self.addCleanup(client.close)
        store = RedisStore(client)
        store.put("k", "v")
        self.assertEqual(store.get("k").value, "v")  # type: ignore[union-attr]
        self.assertTrue(client.ping())

    @unittest.skipUnless(hasattr(signal, "setitimer"), "this system has no interval timers")
    def test_an_interrupted_command_never_answers_the_next(self) -> None:
        self.store.put("mine", "my secret")
        self.store.put("yours", "your secret")

        def interrupt(*_: object) -> None:
            raise Interrupted

        old = signal.signal(signal.SIGALRM, interrupt)
        self.addCleanup(signal.signal, signal.SIGALRM, old)
        with server.client() as other:
            other.execute_command("CLIENT", "PAUSE", 400, "ALL")
        with self.assertRaises(Interrupted):
            signal.setitimer(signal.ITIMER_REAL, 0.1)
            self.store.get("mine")  # was sent; its reply comes when nobody waits for it any more
        self.assertEqual(self.store.get("yours").value, "your secret")  # type: ignore[union-attr]

    def test_an_error_the_server_answers_costs_no_connection(self) -> None:
        self.client.set("{jamlite}:r:k", "foreign")
        before = self.client.info("stats")["total_connections_received"]
        for _ in range(10):
            with self.assertRaises(JamStoreError):
                self.store.delete("k")
        self.assertLessEqual(self.client.info("stats")["total_connections_received"], before + 1)

    def test_a_connection_the_server_closed_is_opened_again(self) -> None:
        for retry in (None, redis.retry.Retry(redis.backoff.NoBackoff(), 1)):
            client = server.client(retry=retry)
            self.addCleanup(client.close)
            store = RedisStore(client)
            store.put("k", "v")
            self.client.client_kill_filter(_type="normal", skipme=True)
            with contextlib.suppress(JamStoreError):  # a client that never tries again may say so once
                store.get("k")
            self.assertEqual(store.get("k").value, "v")  # type: ignore[union-attr]

    def test_threads_do_not_share_a_connection(self) -> None:
        faults: list[str] = []

        def work(name: str) -> None:
            for number in range(300):
                self.store.put(name, f"{name} {number}")
                record = self.store.get(name)
                if record is None or record.value != f"{name} {number}":
                    faults.append(f"{name} {number}: {record}")

        threads = [threading.Thread(target=work, args=(f"k{number}",)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(faults, [])

    @unittest.skipUnless(hasattr(os, "fork"), "this system has no fork")
    def test_a_forked_child_does_not_use_its_parents_connection(self) -> None:
        self.store.put("k", "parent")
        child = os.fork()
        if child == 0:
            code = 1
            try:
                for _ in range(200):
                    self.store.put("c", "child")
                    record = self.store.get("c")
                    if record is None or record.value != "child":
                        break
                else:
                    code = 0
            finally:
                os._exit(code)
        for _ in range(200):
            self.assertEqual(self.store.get("k").value, "parent")  # type: ignore[union-attr]
        self.assertEqual(os.waitpid(child, 0)[1], 0)
        self.assertEqual(self.store.get("k").value, "parent")  # type: ignore[union-attr]


class TestAsyncWay(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self) -> None:
        with server.client() as client:
            client.flushall()
        self.client = redis_asyncio.Redis(host="127.0.0.1", port=server.port)
        self.addAsyncCleanup(self.client.aclose)
        self.store: Any = AsyncRedisStore(self.client)

    async def test_bad_servers_are_refused(self) -> None:
        for bad in (None, 5, b"redis://", "", "localhost", "http://localhost", object(), server.client()):
            with self.assertRaises(JamConfigurationError):
                AsyncRedisStore(bad)
        with self.assertRaises(JamConfigurationError):
            RedisStore(self.client)

    async def test_every_method_returns_what_the_synchronous_one_does(self) -> None:
        plain = RedisStore(server.client(), prefix="plain")
        self.addCleanup(plain.close)
        for store in (self.store, AsyncRedisStore(server.uri, prefix="uri")):
            for name, arguments in (
                ("put", {"key": "a", "value": "1", "owner": "o", "expires": 4e9}),
                ("put", {"key": "a", "value": "2", "fresh": True}),
                ("put_many", {"items": [(f"k{n}", str(n), "p", None) for n in range(1200)]}),
                ("contains", {"key": "a"}),
                ("contains_many", {"keys": ["a", "b", "k7"]}),
                ("contains_many", {"keys": []}),
                ("replace", {"key": "a", "value": "3", "expect": "1"}),
                ("replace", {"key": "a", "value": "4", "expect": "1"}),
                ("move", {"key": "a", "new_key": "b"}),
                ("move", {"key": "a", "new_key": "c"}),
                ("list_owner", {"owner": "o"}),
                ("delete", {"key": "b"}),
                ("delete", {"key": "b"}),
                ("delete_many", {"keys": ["k1", "k2", "none"]}),
                ("delete_many", {"keys": []}),
                ("delete_owner", {"owner": "p"}),
                ("keys", {"limit": 10}),
                ("purge", {}),
            ):
                answer = await getattr(store, name)(**arguments)
                self.assertEqual(answer, getattr(plain, name)(**arguments), name)
            await store.put("last", "v", owner="o", expires=4e9)
            record = await store.get("last")
            self.assertEqual((record.value, record.owner, record.expires), ("v", "o", 4e9))
            self.assertEqual(await store.keys(), ["last"])
            await store.close()

    async def test_a_cancelled_command_never_answers_the_next(self) -> None:
        await self.store.put("mine", "my secret")
        await self.store.put("yours", "your secret")
        for pauses in range(12):
            task = asyncio.ensure_future(self.store.get("mine"))
            for _ in range(pauses):
                await asyncio.sleep(0)
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                self.assertEqual((await task).value, "my secret")
            self.assertEqual((await self.store.get("yours")).value, "your secret")

    async def test_a_reply_that_nobody_waited_for_never_answers_the_next(self) -> None:
        await self.store.put("mine", "my secret")
        await self.store.put("yours", "your secret")
        with server.client() as other:
            other.execute_command("CLIENT", "PAUSE", 300, "ALL")
        with self.assertRaises(asyncio.TimeoutError):
            await asyncio.wait_for(self.store.get("mine"), 0.1)
        self.assertEqual((await self.store.get("yours")).value, "your secret")

    async def test_300_requests_at_once_wait_for_the_connections_of_the_default_pool(self) -> None:
        small = redis_asyncio.ConnectionPool(host="127.0.0.1", port=server.port, max_connections=5)
        limited = redis_asyncio.Redis(connection_pool=small)
        self.addAsyncCleanup(limited.aclose)
        for store in (self.store, AsyncRedisStore(limited, timeout=20), AsyncRedisStore(server.uri)):
            await asyncio.gather(*(store.put(f"k{number}", "v", owner="o") for number in range(300)))
            self.assertEqual(await store.delete_owner("o"), 300)
            await store.close()

    async def test_the_wait_for_a_connection_ends(self) -> None:
        pool = redis_asyncio.ConnectionPool(host="127.0.0.1", port=server.port, max_connections=1)
        store: Any = AsyncRedisStore(redis_asyncio.Redis(connection_pool=pool), timeout=0.05)
        taken = await pool.get_connection()
        for call in (lambda: store.get("k"), lambda: store.put("k", "v"), store.keys):
            with self.assertRaises(JamStoreError) as caught:
                await call()
            self.assertEqual(caught.exception.error_code, "store.unavailable")
        await pool.release(taken)
        self.assertTrue(await store.put("k", "v"))
        await store.close()

    async def test_a_crowd(self) -> None:
        async def work(name: str) -> None:
            for number in range(20):
                await self.store.put(name, f"{name} {number}")
                self.assertEqual((await self.store.get(name)).value, f"{name} {number}")

        await asyncio.gather(*(work(f"k{number}") for number in range(50)))

    async def test_what_is_not_ours_is_a_clean_error(self) -> None:
        await self.client.set("{jamlite}:r:k", b"\xff foreign")
        for call in (self.store.get, self.store.contains, self.store.delete):
            with self.assertRaises(JamStoreError) as caught:
                await call("k")
            self.assertEqual(caught.exception.error_code, "store.corrupt")

    async def test_a_server_that_forgot_its_scripts_is_told_again(self) -> None:
        await self.client.script_flush()
        self.assertTrue(await self.store.put("k", "v"))


class TestLoops(unittest.TestCase):
    def test_a_uri_serves_one_loop_after_the_other(self) -> None:
        store: Any = AsyncRedisStore(server.uri, prefix="loops")

        async def use() -> str:
            await store.put("k", "v")
            record = await store.get("k")
            await store.close()
            value: str = record.value
            return value

        for _ in range(3):
            self.assertEqual(asyncio.run(use()), "v")
        self.assertEqual(len(store._clients), 0)

    def test_what_a_loop_left_open_is_forgotten_when_the_next_one_comes(self) -> None:
        store: Any = AsyncRedisStore(server.uri, prefix="loops")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)
            for _ in range(3):
                asyncio.run(store.put("k", "v"))
                self.assertEqual(len(store._clients), 1)
            store._clients.clear()
            gc.collect()

    def test_what_takes_too_long_is_ended(self) -> None:
        uri = server.uri + "?socket_timeout=0.2"

        async def use() -> None:
            store: Any = AsyncRedisStore(uri, prefix="slow")
            await store.put("k", "v")
            pause()
            with self.assertRaises(JamStoreError) as caught:
                await store.get("k")
            self.assertEqual(caught.exception.error_code, "store.unavailable")
            await asyncio.sleep(3)
            self.assertEqual((await store.get("k")).value, "v")
            await store.close()

        def pause() -> None:
            with server.client() as client:
                client.execute_command("CLIENT", "PAUSE", 2000, "ALL")

        with mock.patch("redis.asyncio.retry.sleep"), mock.patch("redis.retry.sleep"):
            asyncio.run(use())
            store = RedisStore(uri, prefix="slow")
            store.put("k", "v")
            pause()
            with self.assertRaises(JamStoreError) as caught:
                store.get("k")
            self.assertEqual(caught.exception.error_code, "store.unavailable")
            store.close()

    def test_a_server_that_is_down_is_a_clean_error_soon(self) -> None:
        store: Any = AsyncRedisStore("redis://127.0.0.1:1/0")

        async def use() -> None:
            with self.assertRaises(JamStoreError) as caught:
                await store.get("k")
            self.assertEqual(caught.exception.error_code, "store.unavailable")

        start = time.monotonic()
        asyncio.run(use())
        self.assertLess(time.monotonic() - start, 20)


if __name__ == "__main__":
    unittest.main()
