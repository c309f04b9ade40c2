"""The store in an SQLite database."""

from __future__ import annotations

import contextlib
import os
import random
import sqlite3
import unittest
from unittest import mock

from jamlite.exceptions import JamConfigurationError, JamStoreError
from jamlite.stores import sqlite
from jamlite.stores.sqlite import SQLiteStore, _rows
from tests.stores.contract import StoreContract
from tests.stores.file_contract import FileStoreContract, folder


class TestContract(StoreContract, unittest.TestCase):
    MODEL_STEPS = 400

    def make(self) -> SQLiteStore:
        return SQLiteStore(os.path.join(folder(self), "store.sqlite"))


class TestFile(FileStoreContract, unittest.TestCase):
    kind = "SQLiteStore"
    FOREIGN = (b"hello, this is no database" * 10, b"x" * 5000, b'{"_default":{"1":{"key":"u"}}}' * 20)

    def open(self, path: str) -> SQLiteStore:
        return SQLiteStore(path)


class TestDatabase(unittest.TestCase):
    def setUp(self) -> None:
        self.path = os.path.join(folder(self), "store.sqlite")

    def open(self, **options: object) -> SQLiteStore:
        store = SQLiteStore(self.path, **options)  # type: ignore[arg-type]
        self.addCleanup(store.close)
        return store

    def test_several_keys_are_looked_for_in_one_snapshot(self) -> None:
        """A look is one atomic step: what another process writes meanwhile is seen whole, or not at all."""
        store, other = self.open(), self.open()

        def rows(connection: sqlite3.Connection, statement: str, values: object = ()) -> object:
            found = _rows(connection, statement, values)  # type: ignore[arg-type]
            if statement.startswith("SELECT 1"):
                with mock.patch.object(sqlite, "_rows", _rows):
                    other.put_many([("a", "v", "", None), ("b", "v", "", None)])
            return found

        with mock.patch.object(sqlite, "_rows", rows):
            self.assertEqual(store.contains_many(["a", "b"]), [False, False])
        self.assertEqual(store.contains_many(["a", "b", "c"]), [True, True, False])
        self.assertTrue(store.put("c", "v"))  # the snapshot was given back

    def direct(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, isolation_level=None)
        self.addCleanup(connection.close)
        return connection

    def test_what_sqlite_does_not_take_for_a_file_makes_none(self) -> None:
        place = os.path.dirname(self.path)
        with mock.patch("os.getcwd", return_value=place):
            for name in (":memory:", "file:store.sqlite", "file::memory:?cache=shared"):
                with self.assertRaisesRegex(
                    JamConfigurationError, "the memory store keeps records in memory"
                ):
                    SQLiteStore(name)
        self.assertEqual(os.listdir(place), [])

    def test_seconds_to_wait_for_a_lock(self) -> None:
        for bad in (None, "5", b"5", [], True, -1, float("nan"), float("inf"), 1e6, 10**400):
            with self.subTest(bad=str(bad)[:9]), self.assertRaisesRegex(JamConfigurationError, "timeout"):
                SQLiteStore(os.path.join(folder(self), "store.sqlite"), timeout=bad)  # type: ignore[arg-type]

    def test_87_a_database_of_something_else_is_refused_and_left_alone(self) -> None:
        self.direct().execute("CREATE TABLE users (name TEXT)")
        with self.assertRaises(JamStoreError) as caught:
            self.open()
        self.assertEqual(caught.exception.error_code, "store.foreign")
        names = self.direct().execute("SELECT name FROM sqlite_master").fetchall()
        self.assertEqual(names, [("users",)])

    def test_a_newer_schema_is_refused(self) -> None:
        self.open().close()
        self.direct().execute("PRAGMA user_version = 2")
        with self.assertRaises(JamStoreError) as caught:
            self.open()
        self.assertEqual(caught.exception.error_code, "store.newer_schema")

    def test_87_a_damaged_database_is_an_error(self) -> None:
        with self.open() as store:
            for number in range(500):
                store.put(f"k{number}", "v" * 100)
        self.direct().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with open(self.path, "r+b") as stream:
            stream.seek(4096)
            stream.write(b"\xff" * 40_000)
        with self.assertRaises(JamStoreError) as caught:
            store = self.open()
            for number in range(500):
                store.get(f"k{number}")
        self.assertIn(caught.exception.error_code, ("store.corrupt", "store.io"))

    def test_values_of_the_wrong_kind_are_damage(self) -> None:
        damages = (
            "UPDATE record SET value = x'ff00'",
            "UPDATE record SET owner = x'ff'",
            "UPDATE record SET expires = 'soon'",
            "UPDATE record SET expires = x'00'",
            "UPDATE record SET value = CAST(x'ff' AS TEXT)",
            "UPDATE record SET owner = CAST(x'ff' AS TEXT)",
            "DROP TABLE record",
        )
        for damage in damages:
            with self.open() as store:
                store.put("k", "v", owner="o", expires=4e9)
            direct = sqlite3.connect(self.path, isolation_level=None)
            direct.execute(damage)
            direct.close()
            with self.subTest(damage), self.open() as store, self.assertRaises(JamStoreError) as caught:
                store.get("k")
            self.assertEqual(caught.exception.error_code, "store.corrupt")
            os.unlink(self.path)
        self.open().put("k", "v", owner="o")
        self.direct().execute("UPDATE record SET key = x'ff'")
        for call in (lambda store: store.keys(), lambda store: store.list_owner("o")):
            with self.assertRaises(JamStoreError) as caught:
                call(self.open())
            self.assertEqual(caught.exception.error_code, "store.corrupt")

    def test_bytes_changed_anywhere_end_in_a_clean_error_or_an_answer(self) -> None:
        with self.open() as store:
            store.put_many([(f"k{number}", "v" * 90, f"o{number % 5}", 4e9 + number) for number in range(90)])
        with open(self.path, "rb") as stream:
            whole = stream.read()
        chance = random.Random(86)
        calls = (
            lambda store: store.get("k7"),
            lambda store: store.keys(),
            lambda store: store.list_owner("o1"),
            lambda store: store.contains_many(["k1", "k80"]),
            lambda store: store.put("k7", "w", owner="o2", expires=4e9),
            lambda store: store.move("k8", "m"),
            lambda store: store.purge(now=5e9),
            lambda store: store.delete_owner("o3"),
        )
        for _ in range(120):
            damaged = bytearray(whole)
            for _ in range(chance.choice((1, 1, 5, 40))):
                damaged[chance.choice((chance.randrange(100), chance.randrange(len(whole))))] = (
                    chance.randrange(256)
                )
            for name in (self.path, self.path + "-wal", self.path + "-shm"):
                if os.path.exists(name):
                    os.unlink(name)
            with open(self.path, "wb") as stream:
                stream.write(damaged)
            try:
                store = SQLiteStore(self.path, timeout=0.05)
            except JamStoreError:
                continue
            for call in calls:
                with contextlib.suppress(JamStoreError):
                    call(store)
            with contextlib.suppress(JamStoreError):
                store.close()

    def test_a_writer_that_does_not_end_is_a_clean_error_after_the_timeout(self) -> None:
        store = self.open(timeout=0.05)
        store.put("k", "old")
        other = self.direct()
        other.execute("BEGIN IMMEDIATE")
        with self.assertRaises(JamStoreError) as caught:
            store.put("k", "new")
        self.assertEqual(caught.exception.error_code, "store.busy")
        self.assertEqual(store.get("k").value, "old")
        other.execute("ROLLBACK")
        self.assertTrue(store.put("k", "new"))

    def test_a_disk_that_is_full_is_a_clean_error_and_loses_nothing(self) -> None:
        store = self.open()
        store.put("k", "old", owner="o")
        assert store._connection is not None
        pages = store._connection.execute("PRAGMA page_count").fetchone()[0]
        store._connection.execute(f"PRAGMA max_page_count = {pages}")
        with self.assertRaises(JamStoreError) as caught:
            store.put("big", "x" * 100_000)
        self.assertEqual(caught.exception.error_code, "store.full")
        with self.assertRaises(JamStoreError):
            store.put_many([("small", "v", "", None), ("big", "x" * 100_000, "", None)])
        self.assertIsNone(store.get("small"))
        self.assertEqual(store.get("k").value, "old")
        self.assertTrue(store.replace("k", "new"))

    def test_the_pragmas_are_as_the_documentation_says(self) -> None:
        for fsync, synchronous in ((False, 1), (True, 2)):
            store = self.open(fsync=fsync)
            assert store._connection is not None
            values = {
                name: store._connection.execute(f"PRAGMA {name}").fetchone()[0]
                for name in ("journal_mode", "synchronous", "user_version")
            }
            self.assertEqual(values, {"journal_mode": "wal", "synchronous": synchronous, "user_version": 1})

    def test_owner_and_expiry_are_looked_up_by_index(self) -> None:
        self.open()
        for where in ("owner = 'o' AND owner <> ''", "expires <= 5"):
            plan = (
                self.direct().execute(f"EXPLAIN QUERY PLAN SELECT key FROM record WHERE {where}").fetchall()
            )
            self.assertIn("INDEX record_", str(plan))

    def test_purge_is_bounded_and_writes_reclaim_a_few(self) -> None:
        store = self.open()
        store.put_many([(f"k{number}", "v", "", 200) for number in range(100)], now=100)
        self.assertEqual(store.purge(30, now=300), 30)
        store.put("new", "v", now=300)
        self.assertEqual(self.direct().execute("SELECT count(*) FROM record").fetchone()[0], 68)
        self.assertEqual(store.purge(now=300), 67)
        self.assertEqual(store.purge(now=300), 0)

    def test_without_sqlite3_the_error_says_so(self) -> None:
        with mock.patch.dict("sys.modules", {"sqlite3": None}), self.assertRaises(JamConfigurationError):
            self.open()


if __name__ == "__main__":
    unittest.main()
