"""Live sessions and lists that Jam left in Redis: written in its layout, and by Jam itself."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import unittest
from typing import Any
from unittest import mock

from jamlite.aio import lists as aio_lists
from jamlite.aio import sessions as aio_sessions
from jamlite.cli import main
from jamlite.exceptions import JamSessionNotFound, JamStoreError
from jamlite.lists import RedisList
from jamlite.sessions import RedisSessions
from jamlite.stores.redis_store import RedisStore
from tests.redis_server import RedisServer
from tests.sessions.contract import KEYS
from tests.stores.contract import together
from tests.support import absent, needs

redis = needs("redis")
server: RedisServer

# argv: URI, Fernet key or "". Writes sessions and list entries with the Jam that is installed.
JAM = """
import json, sys
from jam.sessions.redis import RedisSessions
try:
    from jam.jose.lists.redis import RedisList
except ImportError:
    from jam.lists.redis import RedisList
uri, secret = sys.argv[1:3]
options = {"is_session_crypt": True, "session_aes_secret": secret.encode()} if secret else {}
sessions = RedisSessions(redis_uri=uri, ttl=None, **options)
ids = [sessions.create(key, {"n": number}) for number, key in enumerate(["alice", "alice", "bob"])]
tokens = RedisList("black", redis_uri=uri)
tokens.add("a.b.c")
print(json.dumps(ids))
"""


def setUpModule() -> None:
    global server
    server = RedisServer().start()
    unittest.addModuleCleanup(server.stop)


class Case(unittest.TestCase):
    def setUp(self) -> None:
        self.client = server.client()
        self.addCleanup(self.client.close)
        self.client.flushall()

    def sessions(self, **options: Any) -> RedisSessions:
        made = RedisSessions(server.uri, **options)
        self.addCleanup(made.close)
        return made


class TestSessions(Case):
    def write(self, key: str, uuid: str, data: Any, secret: str = "") -> str:
        """Write a session as Jam does; return its id."""
        session_id, text = f"{key}:{uuid}", json.dumps(data)
        if secret:
            fernet = needs("cryptography.fernet").Fernet(secret)
            session_id, text = ("J$_" + fernet.encrypt(one.encode()).decode() for one in (session_id, text))
        self.client.hset(f"sessions:{key}", session_id, text)
        return session_id

    def both(self) -> list[tuple[str, dict[str, Any]]]:
        return [("", {}), (KEYS[0], {"is_session_crypt": True, "session_aes_secret": KEYS[0]})]

    def test_reading_changes_nothing(self) -> None:
        for secret, options in self.both():
            session_id = self.write("alice", "1-2-3", {"a": 1}, secret)
            sessions = self.sessions(**options)
            for _ in range(2):
                self.assertEqual(sessions.get(session_id), {"a": 1})
            self.assertIn(session_id, sessions.list("alice"))
            self.assertTrue(self.client.hexists("sessions:alice", session_id))
            self.assertIsNone(sessions.get("alice:unknown"))
            self.assertIsNone(sessions.get(session_id + "x"))

    def test_each_change_brings_it_over(self) -> None:
        for secret, options in self.both():
            sessions = self.sessions(ttl=1000, **options)

            def add(data: dict[str, Any]) -> None:
                data.update(b=2)

            def update(sessions: RedisSessions, name: str) -> Any:
                sessions.update(name, {"b": 2})
                return sessions.get(name)

            def modify(sessions: RedisSessions, name: str) -> Any:
                return sessions.modify(name, add)

            def rework(sessions: RedisSessions, name: str) -> Any:
                new = sessions.rework(name)
                self.assertIsNone(sessions.get(name))
                self.assertEqual(sessions.list("alice"), [new])
                return sessions.get(new)

            for change, data in ((update, {"b": 2}), (modify, {"a": 1, "b": 2}), (rework, {"a": 1})):
                self.client.flushall()
                session_id = self.write("alice", "1-2-3", {"a": 1}, secret)
                self.assertEqual(change(sessions, session_id), data)
                self.assertEqual(self.client.hlen("sessions:alice"), 0)
                self.assertEqual(len(sessions.list("alice")), 1)
            self.client.flushall()
            for name in ("alice:nobody", "x"):
                with self.assertRaises(JamSessionNotFound):
                    sessions.update(name, {})
                with self.assertRaises(JamSessionNotFound):
                    sessions.rework(name)
                with self.assertRaises(JamSessionNotFound):
                    sessions.modify(name, dict)

    def test_a_session_that_ended_does_not_come_back(self) -> None:
        for secret, options in self.both():
            sessions = self.sessions(**options)
            session_id = self.write("alice", "1", {"a": 1}, secret)
            sessions.delete(session_id)
            self.assertIsNone(sessions.get(session_id))
            one, other = self.write("alice", "2", {}, secret), self.write("bob", "3", {}, secret)
            sessions.update(self.write("alice", "4", {}, secret), {"a": 4})
            self.assertEqual(len(sessions.list("alice")), 2)
            sessions.clear("alice")
            self.assertEqual((sessions.get(one), sessions.list("alice")), (None, []))
            self.assertEqual(sessions.get(other), {})

    def test_of_many_reworks_exactly_one_succeeds(self) -> None:
        sessions = self.sessions()
        session_id = self.write("alice", "1", {"a": 1})

        def rework(_: int) -> str | None:
            try:
                return sessions.rework(session_id)
            except JamSessionNotFound:
                return None

        won = [one for one in together(12, rework) if one]
        self.assertEqual(len(won), 1)
        self.assertEqual(sessions.list("alice"), won)
        self.assertIsNone(sessions.get(session_id))

    def test_a_sliding_session_is_brought_over_when_it_is_used(self) -> None:
        sessions = self.sessions(ttl=1000, sliding=True)
        session_id = self.write("alice", "1", {"a": 1})
        self.assertEqual(sessions.get(session_id), {"a": 1})
        self.assertEqual(self.client.hlen("sessions:alice"), 0)
        self.assertEqual(sessions.get(session_id), {"a": 1})

    def test_the_lifetime_that_was_left_stays(self) -> None:
        sessions = self.sessions(ttl=1000)
        session_id = self.write("alice", "1", {"a": 1})
        real = RedisStore.command

        def command(store: RedisStore, *parts: bytes) -> Any:
            return [5000] if parts[0] == "HPTTL" else real(store, *parts)  # as Redis 7.4 would answer

        with mock.patch.object(RedisStore, "command", command):
            sessions.update(session_id, {}, now=2e9)
        record = sessions.store.get("session:" + session_id, now=2e9)
        assert record is not None
        self.assertEqual(record.expires, 2e9 + 5)

    def test_what_is_no_hash_is_a_miss_and_stays(self) -> None:
        self.client.set("sessions:alice", "of somebody else")
        sessions = self.sessions()
        self.assertIsNone(sessions.get("alice:1"))
        self.assertEqual(sessions.list("alice"), [])
        sessions.clear("alice")
        sessions.delete("alice:1")
        self.assertEqual(self.client.get("sessions:alice"), b"of somebody else")
        self.client.hset("sessions:bob", "bob:1", b"\xff\x00")
        with self.assertRaises(JamStoreError):
            sessions.get("bob:1")

    def test_own_misses_ask_nothing_more(self) -> None:
        sessions = self.sessions()
        with mock.patch.object(RedisStore, "command", side_effect=AssertionError):
            self.assertIsNone(sessions.get("A" * 32))
            sessions.delete("A" * 32)

    def test_migrate(self) -> None:
        for secret, options in self.both():
            self.client.flushall()
            ids = [
                self.write(f"user{number % 3}", str(number), {"n": number}, secret) for number in range(20)
            ]
            self.client.set("sessions:other", "text")
            sessions = self.sessions(**options)
            self.assertEqual(sessions.migrate(), 20)
            self.assertEqual(sessions.migrate(), 0)
            self.assertEqual([sessions.get(one) for one in ids], [{"n": number} for number in range(20)])
            self.assertEqual(len(sessions.list("user1")), 7)
            self.assertEqual(list(self.client.scan_iter("sessions:user*")), [])

    def test_the_command(self) -> None:
        for secret, _ in self.both():
            self.client.flushall()
            ids = [self.write("alice", str(number), {"n": number}, secret) for number in range(3)]
            arguments = ["sessions", "migrate", "--store", server.uri, "--json"]
            with mock.patch("builtins.print") as printed:
                self.assertEqual(main([*arguments, *(["--secret", secret] if secret else [])]), 0)
            self.assertIn("3", str(printed.call_args))
            self.assertEqual(self.client.exists("sessions:alice"), 0)
            self.assertEqual(self.client.exists("{sessions}:r:session:" + ids[0]), 1)

    def test_with_coroutines(self) -> None:
        async def use() -> None:
            module = aio_sessions.RedisSessions(server.uri)
            session_id = self.write("alice", "1", {"a": 1})
            self.assertEqual(await module.get(session_id), {"a": 1})
            self.assertEqual(await module.list("alice"), [session_id])
            new = await module.rework(session_id)
            self.assertEqual((await module.get(session_id), await module.get(new)), (None, {"a": 1}))
            self.write("bob", "1", {})
            self.assertEqual(await module.migrate(), 1)
            await module.close()
            tokens = aio_lists.RedisList(redis_uri=server.uri)
            self.client.set("jwt_list:t", "1")
            self.assertTrue(await tokens.check("t"))
            self.assertTrue(await tokens.refuses("t"))
            await tokens.delete("t")
            self.assertFalse(await tokens.check("t"))
            await tokens.close()

        asyncio.run(use())


class TestLists(Case):
    def test_entries_count_and_go(self) -> None:
        for kind in ("black", "white"):
            tokens = RedisList(kind, redis_uri=self.client)
            for name in ("a.b.c", "d.e.f", "jti"):
                self.client.set(f"jwt_list:{name}", "1", ex=100)
            tokens.add("ours")
            self.assertEqual(
                tokens.check_many(["a.b.c", "ours", "x"]), {"a.b.c": True, "ours": True, "x": False}
            )
            self.assertTrue(tokens.check("a.b.c"))
            self.assertFalse(tokens.check("x"))
            self.assertIs(tokens.refuses("a.b.c"), kind == "black")
            self.assertIs(tokens.refuses("new", {"jti": "jti"}), kind == "black")
            self.assertIs(tokens.refuses("new", {"jti": "other"}), kind == "white")
            tokens.delete("a.b.c")
            tokens.delete_many(["d.e.f", "jti"])
            self.assertEqual(
                tokens.check_many(["a.b.c", "d.e.f", "jti"]), dict.fromkeys(["a.b.c", "d.e.f", "jti"], False)
            )
            self.assertEqual(list(self.client.scan_iter("jwt_list:*")), [])

    def test_a_check_is_one_question(self) -> None:
        tokens = RedisList(redis_uri=self.client)
        self.client.config_resetstat()
        tokens.check("a.b.c")
        stats = {name: row["calls"] for name, row in self.client.info("commandstats").items()}
        self.assertEqual(stats.get("cmdstat_mget"), 1)
        self.assertNotIn("cmdstat_get", stats)


class TestJamItself(Case):
    def test_what_jam_4_wrote_is_found(self) -> None:
        needs("jam.sessions.redis")
        self.move_from(sys.executable)

    def test_what_jam_3_2_wrote_is_found(self) -> None:
        program = os.environ.get("JAMLITE_JAM32")
        if not program:
            raise absent("JAMLITE_JAM32, the Python of a virtual environment with jamlib==3.2.0.post0")
        self.move_from(program)

    def move_from(self, program: str) -> None:
        for secret in ("", KEYS[0]):
            self.client.flushall()
            done = subprocess.run(
                [program, "-c", JAM, server.uri, secret], capture_output=True, text=True, check=False
            )
            self.assertEqual(done.returncode, 0, done.stderr)
            ids = json.loads(done.stdout)
            options = {"is_session_crypt": True, "session_aes_secret": secret} if secret else {}
            sessions = self.sessions(**options)
            self.assertEqual([sessions.get(one) for one in ids], [{"n": 0}, {"n": 1}, {"n": 2}])
            self.assertEqual(sorted(sessions.list("alice")), sorted(ids[:2]))
            self.assertEqual(sessions.get(sessions.rework(ids[0])), {"n": 0})
            sessions.update(ids[1], {"changed": True})
            self.assertEqual(sessions.get(ids[1]), {"changed": True})
            self.assertEqual(sessions.migrate(), 1)
            tokens = RedisList(redis_uri=server.uri)
            self.addCleanup(tokens.close)
            self.assertEqual((tokens.check("a.b.c"), tokens.check("a.b.d")), (True, False))


if __name__ == "__main__":
    unittest.main()
