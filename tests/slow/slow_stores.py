"""The stores under load: threads, processes, kills, a million records. Some minutes.

python3 -m unittest tests.slow.slow_stores
"""

from __future__ import annotations

import os
import random
import threading
import time
import unittest
import warnings
from typing import Any, Callable

from jamlite.exceptions import JamSessionNotFound, JamStoreWarning
from jamlite.sessions import StoreSessions
from jamlite.stores import JsonLinesStore, MemoryStore, RedisStore, SQLiteStore, Store
from tests.redis_server import RedisServer
from tests.stores.contract import together
from tests.stores.file_contract import FileStoreContract, folder

server: RedisServer


def setUpModule() -> None:
    global server
    server = RedisServer().start()
    unittest.addModuleCleanup(server.stop)


def backends(case: Any) -> dict[str, Callable[[], Store]]:
    """Return a maker of an empty store for each backend."""

    def redis() -> Store:
        client = server.client()
        case.addCleanup(client.close)
        client.flushall()
        return RedisStore(client)

    return {
        "memory": MemoryStore,
        "json": lambda: JsonLinesStore(os.path.join(folder(case), "store")),
        "sqlite": lambda: SQLiteStore(os.path.join(folder(case), "store"), timeout=60),
        "redis": redis,
    }


class TestThreads(unittest.TestCase):
    def test_8_threads_of_2000_mixed_operations_lose_nothing(self) -> None:
        for name, make in backends(self).items():
            with self.subTest(backend=name), make() as store:
                sessions = StoreSessions(store)
                store.put("count", "0")
                added = [0] * 8

                def work(
                    number: int,
                    sessions: StoreSessions = sessions,
                    store: Store = store,
                    added: list[int] = added,
                ) -> dict[str, Any]:
                    chance = random.Random(number)
                    mine: dict[str, Any] = {}
                    for step in range(2000):
                        action = chance.randrange(6)
                        some = chance.choice(list(mine)) if mine else None
                        if action == 0 or some is None:
                            mine[sessions.create(f"user{number}", {"n": step})] = step
                        elif action == 1:
                            sessions.update(some, {"n": step})
                            mine[some] = step
                        elif action == 2:
                            mine[sessions.rework(some)] = mine.pop(some)
                        elif action == 3 and len(mine) > 5:
                            sessions.delete(some)
                            del mine[some]
                        elif action == 4:
                            seen = store.get("count")
                            assert seen is not None
                            added[number] += store.replace(
                                "count", str(int(seen.value) + 1), expect=seen.value
                            )
                        elif sessions.get(some) != {"n": mine[some]}:
                            raise AssertionError("a session does not hold what was last written")
                    return mine

                kept = together(8, work)
                for number, mine in enumerate(kept):
                    self.assertEqual(sorted(sessions.list(f"user{number}")), sorted(mine))
                    for session_id, value in mine.items():
                        self.assertEqual(sessions.get(session_id), {"n": value})
                count = store.get("count")
                assert count is not None
                self.assertEqual(int(count.value), sum(added))

    def test_of_100_reworks_at_once_exactly_one_succeeds(self) -> None:
        for name, make in backends(self).items():
            with self.subTest(backend=name), make() as store:
                sessions = StoreSessions(store)
                old = sessions.create("user", {"a": 1})

                def rework(_: int, sessions: StoreSessions = sessions, old: str = old) -> str | None:
                    try:
                        return sessions.rework(old)
                    except JamSessionNotFound:
                        return None

                new = [found for found in together(100, rework) if found]
                self.assertEqual(len(new), 1)
                self.assertEqual(list(sessions.list("user")), new)


class FileLoad(FileStoreContract):
    """The file contract again, with the figures of the promise."""

    def test_85_processes_lose_no_update(self: Any) -> None:
        self.work_in_processes(os.path.join(folder(self), "store"), processes=4, count=2000)

    def test_86_a_kill_loses_nothing_that_was_acknowledged(self: Any) -> None:
        lines = tuple(random.Random(86).choices(range(1, 200), k=200))
        self.kill_writers(os.path.join(folder(self), "store"), kills=200, lines=lines)


class TestJSONFile(FileLoad, unittest.TestCase):
    kind = "JsonLinesStore"

    def open(self, path: str) -> Store:
        return JsonLinesStore(path)

    def open_after_kill(self, path: str) -> Store:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", JamStoreWarning)
            return JsonLinesStore(path)


class TestSQLiteFile(FileLoad, unittest.TestCase):
    kind = "SQLiteStore"

    def open(self, path: str) -> Store:
        return SQLiteStore(path, timeout=60)


class TestMillion(unittest.TestCase):
    def test_sqlite_purges_a_million_in_bounded_steps(self) -> None:
        store = SQLiteStore(os.path.join(folder(self), "store"), timeout=60)
        self.addCleanup(store.close)
        for start in range(0, 1_000_000, 10_000):
            numbers = range(start, start + 10_000)
            store.put_many(
                [(f"k{number * 7919 % 1_000_000:07}", "{}", f"o{number}", 200.0) for number in numbers],
                now=100,
            )
        longest = 0.0
        reclaimed = 0
        stop = threading.Event()
        waits: list[float] = []

        def write_meanwhile() -> None:
            while not stop.is_set():
                begun = time.perf_counter()
                store.put("live", "v", now=100)
                waits.append(time.perf_counter() - begun)
                time.sleep(0.005)

        writer = threading.Thread(target=write_meanwhile)
        writer.start()
        try:
            while True:
                begun = time.thread_time()
                done = store.purge(1000, now=300)
                longest = max(longest, time.thread_time() - begun)
                reclaimed += done
                if not done:
                    break
        finally:
            stop.set()
            writer.join()
        self.assertEqual(reclaimed, 1_000_000)
        self.assertEqual(store.keys(now=300), ["live"])
        print(f"sqlite: longest purge step {longest * 1e3:.0f} ms, of a writer {max(waits) * 1e3:.0f} ms")
        self.assertLess(longest, 1.0)  # of processor time; a writer waits for one step at a time
        self.assertGreater(len(waits), 10)

    def test_memory_reclaims_a_million_without_a_pause(self) -> None:
        store = MemoryStore()
        for number in range(1_000_000):
            store.put(f"k{number}", "{}", owner=f"o{number}", expires=1000 + number % 2, now=0)
        times = []
        for number in range(400_000):
            begun = time.thread_time()
            store.put(f"n{number}", "{}", expires=9000, now=2000)
            times.append(time.thread_time() - begun)
        self.assertEqual(store._table.count, 400_000)
        print(f"memory: longest write while a million expire {max(times) * 1e3:.1f} ms")
        self.assertLess(sorted(times)[-3], 0.01)  # processor time; the collector of garbage may come in once


if __name__ == "__main__":
    unittest.main()
