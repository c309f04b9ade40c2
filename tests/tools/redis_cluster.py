"""Use a Redis cluster of three nodes: store, sessions, lists and refresh tokens, sync and async.

    python3 -m tests.tools.redis_cluster

Needs redis-server and the package redis. Exit code 0 if all is well. In CI a cluster of one node is used
(tests/interop/test_redis.py): what matters there is that all keys of a prefix share one slot.
"""

from __future__ import annotations

import asyncio
import itertools
import time
import unittest
from typing import Any

from jamlite.lists import RedisList, RefreshRotator
from jamlite.sessions import RedisSessions, StoreSessions
from jamlite.stores import AsyncRedisStore, RedisStore
from tests.lists.contract import ListContract, RotatorContract
from tests.redis_server import RedisServer
from tests.sessions.contract import SessionContract
from tests.stores.contract import StoreContract
from tests.support import needs

redis = needs("redis")
redis_cluster = needs("redis.asyncio.cluster")
SLOTS = 16384
nodes: list[RedisServer] = []
numbers = itertools.count()


def setUpModule() -> None:
    for _ in range(3):
        node = RedisServer("--cluster-enabled", "yes").start()
        unittest.addModuleCleanup(node.stop)
        nodes.append(node)
    share = SLOTS // 3 + 1
    for number, node in enumerate(nodes):
        with node.client() as client:
            first = number * share
            client.execute_command("CLUSTER", "ADDSLOTS", *range(first, min(first + share, SLOTS)))
            for other in nodes:
                client.execute_command("CLUSTER", "MEET", "127.0.0.1", str(other.port))
    end = time.monotonic() + 60
    while not all(_is_ready(node) for node in nodes):
        if time.monotonic() > end:
            raise TimeoutError("the cluster does not become ready")
        time.sleep(0.1)


def _is_ready(node: RedisServer) -> bool:
    with node.client() as client:
        info = client.cluster("INFO")
        return info["cluster_state"] == "ok" and info["cluster_known_nodes"] == "3"


class Cluster:
    """Gives each test a client of the whole cluster and a prefix of its own."""

    def client(self: Any) -> Any:
        client = redis.cluster.RedisCluster(host="127.0.0.1", port=nodes[0].port)
        self.addCleanup(client.close)
        return client

    def prefix(self) -> str:
        return f"p{next(numbers)}"


class TestStore(Cluster, StoreContract, unittest.TestCase):
    MODEL_STEPS = 300

    def make(self) -> RedisStore:
        return RedisStore(self.client(), prefix=self.prefix())


class TestSessions(Cluster, SessionContract, unittest.TestCase):
    def make(self, *, again: bool = False, **options: Any) -> StoreSessions:
        if not again:
            self.place = self.prefix()
        return RedisSessions(self.client(), self.place, **options)


class TestList(Cluster, ListContract, unittest.TestCase):
    def make(self, **options: Any) -> RedisList:
        return RedisList(redis_uri=self.client(), **{"prefix": self.prefix(), **options})


class TestRotator(Cluster, RotatorContract, unittest.TestCase):
    def make(self, **options: Any) -> RefreshRotator:
        return RefreshRotator(RedisStore(self.client(), prefix=self.prefix()), **options)


class TestAsync(unittest.IsolatedAsyncioTestCase):
    async def test_stores_on_every_node(self) -> None:
        client = redis_cluster.RedisCluster(host="127.0.0.1", port=nodes[0].port)
        self.addAsyncCleanup(client.aclose)
        for number in range(30):
            store: Any = AsyncRedisStore(client, prefix=f"async{number}")
            await store.put_many([(f"k{one}", "v", "o", None) for one in range(20)])
            self.assertTrue(await store.move("k0", "m"))
            self.assertEqual(len(await store.list_owner("o")), 20)
            self.assertEqual(len(await store.keys()), 20)
            self.assertEqual(await store.contains_many(["m", "k0"]), [True, False])
        used = []
        for node in nodes:
            with node.client() as one:
                used.append(one.dbsize())
        self.assertTrue(all(used), used)

    async def test_300_requests_at_once(self) -> None:
        client = redis_cluster.RedisCluster(host="127.0.0.1", port=nodes[0].port)
        self.addAsyncCleanup(client.aclose)
        store: Any = AsyncRedisStore(client, prefix="crowd", timeout=20)
        await asyncio.gather(*(store.put(f"k{number}", "v", owner="o") for number in range(300)))
        self.assertEqual(await store.delete_owner("o"), 300)


if __name__ == "__main__":
    unittest.main()
