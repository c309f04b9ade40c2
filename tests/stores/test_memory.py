"""The memory store."""

from __future__ import annotations

import gc
import os
import sys
import time
import unittest
from unittest import mock

from jamlite.exceptions import JamConfigurationError, JamError, JamStoreError
from jamlite.stores import files, forks
from jamlite.stores.memory_store import MemoryStore
from jamlite.stores.table import SHARDS, SLOTS_PER_SECOND, Table
from tests.stores.contract import StoreContract, together
from tests.stores.file_contract import FORKING_THREADS, child, ending


class TestContract(StoreContract, unittest.TestCase):
    def make(self) -> MemoryStore:
        return MemoryStore()


class TestFork(unittest.TestCase):
    def test_a_fork_in_the_middle_of_another_thread_leaves_no_lock_held(self) -> None:
        if not hasattr(os, "fork"):
            return
        worker = child(FORKING_THREADS, "MemoryStore", "")
        self.assertEqual(ending(worker), (0, b"", b""))

    def test_two_threads_that_fork_at_once_do_not_wait_for_each_other(self) -> None:
        """The hooks as Python calls them, without the forks."""
        stores = [MemoryStore() for _ in range(5)]

        def work(_: int) -> None:
            for _ in range(50):
                forks._before()
                forks._after(False)

        together(4, work)
        for store in stores:
            self.assertTrue(store.put("k", "v"))

    def test_stores_that_are_gone_are_forgotten(self) -> None:
        stores = [MemoryStore() for _ in range(5)]
        watched = {id(store): forks._watched[id(store)] for store in stores}
        self.assertEqual([watched[id(store)]() for store in stores], stores)
        del stores
        gc.collect()
        for key, reference in watched.items():
            self.assertIsNot(forks._watched.get(key), reference)  # an id may be another's by now


class TestOneStep(unittest.TestCase):
    """Each public method is one atomic step (see the head of store.py), those for several records as well."""

    def test_several_records_are_written_and_removed_in_one_step(self) -> None:
        store = MemoryStore()
        keys = [f"k{number}" for number in range(50)]
        seen: set[tuple[bool, ...]] = set()

        class Between:
            """Looks at the store each time somebody could come between."""

            def __enter__(self) -> None:
                seen.add(tuple(store._table.lives(key, 0) for key in keys))

            def __exit__(self, *_: object) -> None:
                self.__enter__()

        with mock.patch.object(MemoryStore, "_lock", Between()):
            self.assertEqual(store.put_many([(key, "v", "", None) for key in keys]), 50)
            self.assertEqual(store.delete_many([*keys, "no", keys[0]]), 50)
        self.assertEqual({any(state) and not all(state) for state in seen}, {False})
        self.assertEqual(len(seen), 2)


class TestMaximum(unittest.TestCase):
    def test_a_maximum_that_is_none_is_refused(self) -> None:
        for bad in (0, -1, "5", 1.5):
            with self.assertRaises(JamConfigurationError):
                MemoryStore(max_records=bad)  # type: ignore[arg-type]

    def test_the_record_that_would_expire_first_makes_room(self) -> None:
        store = MemoryStore(max_records=3)
        for key, expires in (("never", None), ("late", 900), ("soon", 500), ("new", 700)):
            store.put(key, "v", expires=expires, now=100)
        self.assertEqual(sorted(store.keys(now=100)), ["late", "never", "new"])
        store.put("late", "w", expires=900, now=100)  # in its own place
        self.assertEqual(sorted(store.keys(now=100)), ["late", "never", "new"])

    def test_expired_records_make_room_first(self) -> None:
        store = MemoryStore(max_records=2)
        store.put("dead", "v", expires=200, now=100)
        store.put("live", "v", expires=900, now=100)
        store.put("new", "v", expires=900, now=300)
        self.assertEqual(sorted(store.keys(now=300)), ["live", "new"])

    def test_a_store_full_of_records_that_never_expire_refuses(self) -> None:
        store = MemoryStore(max_records=2)
        store.put("a", "v")
        store.put("b", "v")
        with self.assertRaises(JamStoreError) as caught:
            store.put("c", "v")
        self.assertEqual(caught.exception.error_code, "store.full")
        self.assertEqual(sorted(store.keys()), ["a", "b"])


class TestRoom(unittest.TestCase):
    def test_expired_records_are_reclaimed_by_later_writes(self) -> None:
        table_store = MemoryStore()
        for number in range(1000):
            table_store.put(f"old{number}", "v", owner=f"o{number}", expires=200 + number % 7, now=100)
        for number in range(600):
            table_store.put(f"new{number}", "v", expires=9000, now=300)
        self.assertEqual(table_store._table.count, 600)

    def test_purge_is_bounded_and_says_how_much_it_did(self) -> None:
        store = MemoryStore()
        for number in range(100):
            store.put(f"k{number}", "v", expires=200, now=100)
        self.assertEqual(store.purge(now=199), 0)
        self.assertEqual(store.purge(30, now=300), 30)
        steps = [store.purge(1, now=300) for _ in range(71)]
        self.assertEqual(steps, [1] * 70 + [0])
        self.assertEqual(store._table.count, 0)

    def test_what_comes_and_goes_leaves_nothing_behind(self) -> None:
        table = Table()
        for number in range(5000):
            table.set(f"k{number}", "v", f"o{number % 3}", 1000.0 + number % 2)
            table.remove(f"k{number}")
        self.assertEqual(table.count, 0)
        self.assertLessEqual(len(table._due), 2 * SLOTS_PER_SECOND)
        for groups in (table._named, table._slots):
            self.assertFalse(any(map(len, groups._one)) or any(map(len, groups._many)))
        table.reclaim(5000, 9999.0)
        self.assertEqual(table._due, [])

    def test_records_are_no_work_for_the_garbage_collector(self) -> None:
        if not hasattr(gc, "is_tracked"):  # PyPy has nothing of the kind
            return
        store = MemoryStore()
        store.put("k", "v", owner="o", expires=4e9)
        gc.collect()
        before = len(gc.get_objects())
        for number in range(SHARDS * 4):
            store.put(f"k{number}", "v", owner=f"o{number}", expires=4e9)
        gc.collect()
        self.assertLess(len(gc.get_objects()) - before, SHARDS // 4)
        if sys.version_info < (3, 14):  # from then on, every dict is tracked, whatever it holds
            for shards in (store._table._values, store._table._owners, store._table._expiries):
                self.assertFalse(any(map(gc.is_tracked, shards)))

    def test_no_step_takes_long_when_many_expire_at_once(self) -> None:
        store = MemoryStore()
        for number in range(30_000):
            store.put(f"k{number}", "v", owner=f"o{number}", expires=1000, now=0)
        worst = []
        for number in range(11_000):
            start = time.process_time()
            store.put(f"n{number}", "v", expires=9000, now=2000)
            worst.append(time.process_time() - start)
        self.assertEqual(store._table.count, 11_000)
        self.assertLess(sorted(worst)[-20], 0.01)  # a busy machine may stop us a few times


class TestTimes(unittest.TestCase):
    def test_a_wrong_time_is_called_by_its_name(self) -> None:
        for value in ("1", True, float("nan")):
            with self.assertRaisesRegex(JamError, r"\bnow must be\b"):
                MemoryStore().get("k", now=value)  # type: ignore[arg-type]

    def test_a_platform_of_one_process_has_no_locks(self) -> None:
        with mock.patch.dict(sys.modules, {"fcntl": None, "msvcrt": None}):
            apply = files._lock_function()
        self.assertIsNone(apply(-1, "exclusive"))  # type: ignore[func-returns-value]


if __name__ == "__main__":
    unittest.main()
