"""Store, sessions and lists on a real Redis server."""

from __future__ import annotations

import itertools
import unittest
from typing import Any
from unittest import mock

from jamlite import Jam
from jamlite.exceptions import JamConfigurationError, JamError, JamStoreError
from jamlite.lists import RedisList, RefreshRotator, build_list
from jamlite.sessions import RedisSessions, StoreSessions, create_instance
from jamlite.stores import build_store
from jamlite.stores.redis_store import RedisStore
from tests.jose.test_errors_keep_no_secret import chain, held
from tests.lists.contract import ListContract, RotatorContract
from tests.redis_server import RedisServer
from tests.sessions.contract import SessionContract
from tests.stores.contract import StoreContract
from tests.support import needs

redis = needs("redis")
server: RedisServer
numbers = itertools.count()


def setUpModule() -> None:
    global server
    server = RedisServer().start()
    unittest.addModuleCleanup(server.stop)


class Clean:
    """Gives each test an empty server and a client of its own."""

    def client(self: Any, **options: Any) -> Any:
        client = server.client(**options)
        self.addCleanup(client.close)
        return client

    def empty(self: Any, **options: Any) -> Any:
        client = self.client(**options)
        client.flushall()
        return client


class TestStore(Clean, StoreContract, unittest.TestCase):
    MODEL_STEPS = 400

    def make(self) -> RedisStore:
        return RedisStore(self.empty())


class TestStoreWithTextClient(Clean, StoreContract, unittest.TestCase):
    MODEL_STEPS = 100

    def make(self) -> RedisStore:
        return RedisStore(self.empty(decode_responses=True))


class TestSessions(Clean, SessionContract, unittest.TestCase):
    def make(self, *, again: bool = False, **options: Any) -> StoreSessions:
        if not again:
            self.prefix = f"sessions{next(numbers)}"
        return RedisSessions(self.client(), self.prefix, **options)


class TestList(Clean, ListContract, unittest.TestCase):
    def make(self, **options: Any) -> RedisList:
        return RedisList(redis_uri=self.empty(), **options)


class TestRotator(Clean, RotatorContract, unittest.TestCase):
    def make(self, **options: Any) -> RefreshRotator:
        return RefreshRotator(RedisStore(self.empty()), **options)


class TestServer(Clean, unittest.TestCase):
    def test_bad_addresses_are_refused(self) -> None:
        for bad in (None, 5, b"redis://", "", "localhost", "http://localhost", "redis://h:port", object()):
            with self.assertRaises(JamConfigurationError):
                RedisStore(bad)
        for bad in (None, "", 5, "a{b", "a}b"):
            with self.assertRaises(JamConfigurationError):
                RedisStore(server.uri, prefix=bad)  # type: ignore[arg-type]

    def test_without_redis_py_the_error_says_what_to_install(self) -> None:
        without = mock.patch.dict("sys.modules", {"redis": None})
        with without, self.assertRaises(JamConfigurationError) as caught:
            RedisStore(server.uri)
        self.assertEqual(caught.exception.error_code, "configuration.import_error")
        self.assertIn("pip install redis", caught.exception.message)

    def test_configurations_by_every_spelling(self) -> None:
        self.empty()
        for options in (
            {"redis_uri": server.uri, "redis_sessions_key": "mine", "ttl": 5},
            {"redis_uri": server.uri, "session_path": "mine", "default_ttl": 5},
            {"url": server.uri, "redis_sessions_key": "mine", "timeout": 2},
        ):
            sessions: Any = create_instance("redis", **options)
            self.addCleanup(sessions.close)
            session_id = sessions.create("user", {"a": 1})
            self.assertEqual(sessions.get(session_id), {"a": 1})
            self.assertTrue(all(name.startswith(b"{mine}:") for name in self.client().scan_iter()))
        for options in (
            {"backend": "redis", "redis_uri": server.uri, "prefix": "lists"},
            {"backend": "redis", "url": server.uri, "timeout": 2},
        ):
            listed = build_list(options)
            self.addCleanup(listed.close)
            listed.add("token")
            self.assertTrue(listed.check("token"))
        store = build_store({"backend": "redis", "url": server.uri, "prefix": "mine", "timeout": 2})
        self.addCleanup(store.close)
        self.assertTrue(store.put("k", "v"))
        self.assertEqual(self.client().exists("{mine}:r:k"), 1)
        jam = Jam(config={"session": {"session_type": "redis", "url": server.uri, "ttl": 60}})
        self.addCleanup(jam.session.close)
        self.assertEqual(jam.session_get(jam.session_create("user", {"a": 1})), {"a": 1})

    def test_redis_itself_lets_expired_records_go(self) -> None:
        client = self.empty()
        store = RedisStore(client, prefix="p")
        store.put("k", "v", owner="o", expires=1100, now=1000)
        self.assertTrue(99 <= client.ttl("{p}:r:k") <= 100)
        self.assertTrue(100 <= client.ttl("{p}:o:o") <= 160)  # the set of an owner goes within a minute more
        store.put("for ever", "v", owner="o", now=1000)
        self.assertEqual(client.ttl("{p}:o:o"), -1)
        store.delete("for ever", now=1000)
        store.put("late", "v", owner="o", expires=1900, now=1000)
        self.assertTrue(900 <= client.ttl("{p}:o:o") <= 960)
        store.replace("k", expires=1500, now=1000)
        self.assertTrue(499 <= client.ttl("{p}:r:k") <= 500)
        store.move("k", "m", now=1400)
        self.assertTrue(99 <= client.ttl("{p}:r:m") <= 100)
        self.assertEqual(store.purge(now=9999), 0)

    def test_an_owner_whose_records_redis_dropped_clears_nobody_elses(self) -> None:
        client = self.empty()
        store = RedisStore(client, prefix="p")
        store.put("k", "v", owner="first", expires=4e9)
        client.delete("{p}:r:k")  # what Redis does when the time has come
        store.put("k", "w", owner="second", expires=4e9)
        self.assertEqual(store.delete_owner("first"), 0)
        self.assertEqual(store.get("k").value, "w")  # type: ignore[union-attr]

    def test_stores_with_different_prefixes_do_not_meet(self) -> None:
        client = self.empty()
        for prefix in ("a", "ab", "a*", "a?", "[ab]"):
            RedisStore(client, prefix=prefix).put("k", prefix, owner="o")
        for prefix in ("a", "ab", "a*", "a?", "[ab]"):
            store = RedisStore(client, prefix=prefix)
            self.assertEqual(store.keys(), ["k"])
            self.assertEqual(store.get("k").value, prefix)  # type: ignore[union-attr]
            self.assertEqual(store.delete_owner("o"), 1)

    def test_no_command_newer_than_redis_6_is_used(self) -> None:
        client = self.empty()
        store = RedisStore(client)
        client.config_resetstat()
        store.put("k", "v", owner="o", expires=4e9)
        store.move("k", "m")
        store.replace("m", "w", expires=4e9)
        store.delete_owner("o")
        store.put_many([("x", "1", "o", None)])
        store.list_owner("o")
        store.delete_many(["x"])
        used = {name[len("cmdstat_") :].upper() for name in client.info("commandstats")}
        ours = ["DEL", "EVAL", "EVALSHA", "EXPIRE", "GET", "MGET", "PERSIST", "SET", "TTL"]
        of_sets = ["ZADD", "ZRANGE", "ZRANGEBYSCORE", "ZREM", "ZREMRANGEBYSCORE"]
        of_the_client = ("CONFIG|RESETSTAT", "INFO", "CLIENT|SETINFO", "SELECT", "HELLO")
        self.assertEqual(used - {*ours, *of_sets, *of_the_client}, set())

    def test_what_is_not_ours_is_a_clean_error_and_stays(self) -> None:
        client = self.empty()
        with_text = self.client(decode_responses=True)
        stores = [RedisStore(one, prefix="p") for one in (client, with_text)]
        for foreign in ("", "text", "5", "x 1 a", "1e99 b c", " 9 short", b"\xff\xff", ["a", "list"]):
            client.delete("{p}:r:k")
            if isinstance(foreign, list):
                client.rpush("{p}:r:k", *foreign)
            else:
                client.set("{p}:r:k", foreign)
            before = client.dump("{p}:r:k")
            calls = (
                lambda store: store.get("k"),
                lambda store: store.contains("k"),
                lambda store: store.replace("k", "v"),
                lambda store: store.move("k", "m"),
                lambda store: store.put("k", "v"),
                lambda store: store.put("k", "v", fresh=True),
                lambda store: store.delete("k"),
            )
            for call, store in itertools.product(calls, stores):
                with self.assertRaises(JamStoreError) as caught:
                    call(store)
                self.assertEqual(caught.exception.error_code, "store.corrupt", foreign)
            self.assertEqual(client.dump("{p}:r:k"), before)

    def test_errors_of_the_server_keep_what_was_sent_to_themselves(self) -> None:
        """It quotes a command that it does not know, with its arguments."""
        secret = "correct-horse-battery"
        store = RedisStore(self.empty())
        text = RedisStore(self.client(decode_responses=True))
        self.client().set(store._record("k"), b"0 " + secret.encode() + b"\xff")
        for call in (
            lambda: store.command(b"NOSUCH", secret.encode()),
            lambda: store.get("k"),
            lambda: text.get("k"),
            lambda: RedisStore(f"redis://:{secret}@localhost:{secret}/0"),
        ):
            with self.assertRaises(JamError) as caught:
                call()
            for error in chain(caught.exception):
                self.assertNotIn(secret, held(error))
        self.assertIn("ResponseError", self.told(lambda: store.command(b"NOSUCH")))

    def told(self, call: Any) -> str:
        with self.assertRaises(JamStoreError) as caught:
            call()
        return caught.exception.message

    def test_an_owners_set_forgets_the_expired_and_lives_as_long_as_the_last(self) -> None:
        client = self.empty()
        store = RedisStore(client, prefix="p")
        for number in range(100):
            store.put(f"k{number}", "v", owner="o", expires=1010, now=1000)
        self.assertEqual(client.zcard("{p}:o:o"), 100)
        client.expire("{p}:o:o", 5)  # as if a minute had passed
        store.put("k", "v", owner="o", expires=1100, now=1050)
        self.assertEqual(client.zrange("{p}:o:o", 0, -1), [b"k"])
        for expires, least in ((5000, 3900), (2000, 3900), (9000, 7900)):
            store.put(f"until {expires}", "v", owner="o", expires=expires, now=1100)
            self.assertTrue(least <= client.ttl("{p}:o:o") <= least + 60)
        store.put("always", "v", owner="o", now=1100)
        store.put("one more", "v", owner="o", expires=1200, now=1100)
        self.assertEqual(client.ttl("{p}:o:o"), -1)
        store.replace("always", expires=3000, now=1100)
        self.assertGreater(client.ttl("{p}:o:o"), 0)
        store.move("until 9000", "moved", now=1100)
        self.assertEqual(
            store.list_owner("o", now=1100), ["always", "moved", "one more", "until 2000", "until 5000"]
        )

    def test_a_server_that_forgot_its_scripts_is_told_again(self) -> None:
        client = self.empty()
        store = RedisStore(client)
        store.put("k", "v")
        client.script_flush()
        self.assertTrue(store.replace("k", "w"))
        client.script_flush()
        store.put_many([("a", "1", "", None)])
        self.assertEqual(store.contains_many(["a", "k"]), [True, True])


class TestTrouble(unittest.TestCase):
    def test_a_server_that_is_down_is_a_clean_error(self) -> None:
        other = RedisServer()  # not started: nobody listens on its port
        self.addCleanup(other.stop)
        store = RedisStore(redis.Redis(host="127.0.0.1", port=other.port, retry=None))
        for call in (
            lambda: store.get("k"),
            lambda: store.put("k", "v"),
            lambda: store.put_many([("k", "v", "", None)]),
            lambda: store.contains_many(["k"]),
            lambda: store.replace("k", "v"),
            lambda: store.move("k", "m"),
            lambda: store.delete("k"),
            lambda: store.delete_owner("o"),
            lambda: store.list_owner("o"),
            lambda: store.keys(),
        ):
            with self.assertRaises(JamStoreError) as caught:
                call()
            self.assertEqual(caught.exception.error_code, "store.unavailable")
            self.assertIn("the Redis server cannot be used: ConnectionError", str(caught.exception))
            self.assertNotIn(str(other.port), str(caught.exception))

    def test_a_restart_in_the_middle_loses_nothing_that_was_acknowledged(self) -> None:
        own = RedisServer().start()
        self.addCleanup(own.stop)
        store = RedisStore(redis.Redis(host="127.0.0.1", port=own.port, retry=None))
        self.addCleanup(store.close)
        for number in range(50):
            store.put(f"k{number}", str(number), owner="o")
        own.end()
        with self.assertRaises(JamStoreError):
            store.put("lost", "v")
        own.start()
        self.assertEqual(len(store.list_owner("o")), 50)
        self.assertTrue(store.move("k0", "m0"))
        self.assertEqual(store.get("m0").value, "0")  # type: ignore[union-attr]
        self.assertIsNone(store.get("lost"))

    def test_a_deny_list_that_cannot_be_read_fails_closed(self) -> None:
        other = RedisServer()
        self.addCleanup(other.stop)
        for kind in ("black", "white"):
            tokens = RedisList(kind, redis_uri=redis.Redis(host="127.0.0.1", port=other.port, retry=None))
            for call in (
                lambda tokens=tokens: tokens.check("t"),
                lambda tokens=tokens: tokens.check_many(["t"]),
                lambda tokens=tokens: tokens.refuses("t", {"sub": "u"}),
            ):
                with self.assertRaises(JamStoreError):
                    call()


class TestCluster(unittest.TestCase):
    def test_all_operations_stay_in_one_slot(self) -> None:
        own = RedisServer("--cluster-enabled", "yes").start()
        self.addCleanup(own.stop)
        own.be_a_cluster()
        client = redis.cluster.RedisCluster(host="127.0.0.1", port=own.port)
        self.addCleanup(client.close)
        store = RedisStore(client, prefix="sessions")
        self.assertTrue(store.put("a", "v", owner="o"))
        self.assertTrue(store.move("a", "b"))
        store.put_many([("x", "1", "o", None), ("y", "2", "p", None)])
        self.assertEqual(store.contains_many(["a", "b", "x"]), [False, True, True])
        self.assertEqual(store.list_owner("o"), ["b", "x"])
        self.assertEqual(store.delete_many(["x", "y"]), 2)
        self.assertEqual(store.keys(), ["b"])
        self.assertEqual(store.delete_owner("o"), 1)


if __name__ == "__main__":
    unittest.main()
