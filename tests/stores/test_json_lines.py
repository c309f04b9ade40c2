"""The store in a file of JSON lines."""

from __future__ import annotations

import errno
import json
import os
import random
import types
import unittest
import warnings
from unittest import mock

from jamlite.exceptions import JamKeychainStorageError, JamStoreError, JamStoreWarning
from jamlite.keychain import FileStorage
from jamlite.stores import compaction, files, journal, journal_file
from jamlite.stores.journal import HEADER
from jamlite.stores.json_lines import JsonLinesStore
from tests.stores.contract import StoreContract
from tests.stores.file_contract import FileStoreContract, folder


def content(path: str) -> bytes:
    with open(path, "rb") as stream:
        return stream.read()


def append(path: str, data: bytes) -> None:
    with open(path, "ab") as stream:
        stream.write(data)


class TestContract(StoreContract, unittest.TestCase):
    def make(self) -> JsonLinesStore:
        return JsonLinesStore(os.path.join(folder(self), "store.json"))


class TestFile(FileStoreContract, unittest.TestCase):
    kind = "JsonLinesStore"
    FOREIGN = (
        b"hello\n",
        b"hello",
        b"\n",
        b"\x00" * 100,
        b"SQLite format 3\x00" + b"\x00" * 84,
        b'{"users":[]}',
        b'{"_default":{"1":{"key":"u"}}}',  # TinyDB, but nobody here knows what to do with it
        b'{"jamlite":"else","version":1}\n',
        b"[" * 100_000 + b"\n",
    )

    def open(self, path: str) -> JsonLinesStore:
        return JsonLinesStore(path)

    def open_after_kill(self, path: str) -> JsonLinesStore:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", JamStoreWarning)  # a line may have been cut off
            return JsonLinesStore(path)


class TestDamage(unittest.TestCase):
    def setUp(self) -> None:
        self.path = os.path.join(folder(self), "store.json")
        self.store = JsonLinesStore(self.path)
        self.addCleanup(self.store.close)

    def test_a_newer_version_is_refused_and_left_alone(self) -> None:
        newer = b'{"jamlite":"records","version":2}\n{"what":"ever"}\n'
        path = os.path.join(folder(self), "newer.json")
        append(path, newer)
        with self.assertRaises(JamStoreError) as caught:
            JsonLinesStore(path)
        self.assertEqual(caught.exception.error_code, "store.newer_schema")
        self.assertEqual(content(path), newer)

    def test_87_a_damaged_line_stops_everything_and_is_never_overwritten(self) -> None:
        self.store.put("good", "1")
        good = b'{"put":"after","value":"2","owner":"","expires":null}\n'
        for damage in (
            b"garbage\n",
            b"\n",
            b"{}\n",
            b"[]\n",
            b"null\n",
            b'"put"\n',
            b'{"put":1,"value":"v","owner":"","expires":null}\n',
            b'{"put":"k","value":null,"owner":"","expires":null}\n',
            b'{"put":"k","value":"v","owner":"","expires":"soon"}\n',
            b'{"put":"k","value":"v"}\n',
            b'{"delete":7}\n',
            b'{"clear":[]}\n',
            b'{"put":"\xff","value":"v","owner":"","expires":null}\n',
            b"[" * 100_000 + b"\n",
            b"\x00" * 50 + b"\n",
        ):
            path = os.path.join(folder(self), "damaged.json")
            append(path, content(self.path) + damage + good)
            before = content(path)
            with self.assertRaises(JamStoreError) as caught:
                JsonLinesStore(path)
            self.assertEqual(caught.exception.error_code, "store.corrupt", damage[:20])
            self.assertEqual(content(path), before)

    def test_damage_under_an_open_store_is_an_error_each_time(self) -> None:
        self.store.put("good", "1")
        append(self.path, b"garbage\n")
        before = content(self.path)
        for _ in range(2):
            with self.assertRaises(JamStoreError):
                self.store.get("good")
            with self.assertRaises(JamStoreError):
                self.store.put("k", "v")
        self.assertEqual(content(self.path), before)

    def test_86_a_file_cut_off_at_any_byte_gives_every_whole_line(self) -> None:
        for number in range(2):
            self.store.put(f"k{number}", "ü", owner="o")
        self.store.delete("k0")
        whole = content(self.path)
        ends = [index + 1 for index, byte in enumerate(whole) if byte == ord("\n")]
        place = folder(self)
        for cut in range(len(whole)):
            path = os.path.join(place, str(cut))
            append(path, whole[:cut])
            kept = max([end for end in ends if end <= cut], default=0)
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                store = JsonLinesStore(path)
            lines = sum(end <= cut for end in ends)
            self.assertEqual(len(store.list_owner("o")), (0, 0, 1, 2, 1)[lines])
            torn = kept != cut and kept != 0
            self.assertEqual([warning.category for warning in caught], [JamStoreWarning] * torn)
            store.put("new", "v")
            store.close()
            self.assertTrue(content(path).startswith(HEADER))
            again = JsonLinesStore(path)
            self.assertEqual(again.get("new").value, "v")
            again.close()

    def test_a_reader_leaves_a_half_written_line_to_its_writer(self) -> None:
        other = JsonLinesStore(self.path)
        self.addCleanup(other.close)
        self.store.put("k", "v")
        append(self.path, b'{"put":"half","va')
        self.assertEqual(other.get("k").value, "v")
        self.assertIsNone(other.get("half"))
        append(self.path, b'lue":"w","owner":"","expires":null}\n')
        self.assertEqual(other.get("half").value, "w")

    def test_a_torn_line_that_was_seen_by_a_reader_is_still_dropped_before_a_write(self) -> None:
        self.store.put("k", "v")
        append(self.path, b'{"put":"torn","va')
        self.assertEqual(self.store.get("k").value, "v")
        with self.assertWarns(JamStoreWarning):
            self.assertTrue(self.store.put("after", "w"))
        for store in (self.store, JsonLinesStore(self.path)):
            self.addCleanup(store.close)
            self.assertEqual(store.get("after").value, "w")
            self.assertEqual(store.get("k").value, "v")
            self.assertIsNone(store.get("torn"))

    def test_numbers_that_are_no_times_are_damage(self) -> None:
        for number in (b"NaN", b"Infinity", b"-1e999", b"1" + b"0" * 400, b"true", b"1e16", b'"5"'):
            path = os.path.join(folder(self), "damaged.json")
            append(path, HEADER + b'{"put":"k","value":"v","owner":"","expires":%b}\n' % number)
            with self.assertRaises(JamStoreError) as caught:
                JsonLinesStore(path)
            self.assertEqual(caught.exception.error_code, "store.corrupt", number)
        path = os.path.join(folder(self), "whole.json")
        append(path, HEADER + b'{"put":"k","value":"v","owner":"","expires":4000000000}\n')
        with JsonLinesStore(path) as store:
            self.assertIs(type(store.get("k").expires), float)

    def test_two_damaged_lines_do_not_make_a_whole_one(self) -> None:
        path = os.path.join(folder(self), "damaged.json")
        append(path, HEADER + b'{"put":"k","value":"v"\n"owner":"","expires":null}\n')
        with self.assertRaises(JamStoreError) as caught:
            JsonLinesStore(path)
        self.assertIn("line 2 cannot be read", str(caught.exception))

    def test_a_disk_that_is_full_is_a_clean_error_and_loses_nothing(self) -> None:
        self.store.put("k", "old", owner="o")
        before = content(self.path)
        real = os.write

        def full(descriptor: int, data: bytes) -> int:
            real(descriptor, bytes(data[:10]))  # some of it still fits
            raise OSError(errno.ENOSPC, "No space left on device")

        for change in (
            lambda: self.store.put("k", "new"),
            lambda: self.store.put_many([("a", "1", "", None), ("b", "2", "", None)]),
            lambda: self.store.replace("k", "new"),
            lambda: self.store.move("k", "m"),
            lambda: self.store.delete("k"),
            lambda: self.store.delete_owner("o"),
        ):
            with mock.patch.object(os, "write", full), self.assertRaises(JamStoreError) as caught:
                change()
            self.assertEqual(caught.exception.error_code, "store.full")
            self.assertEqual(content(self.path), before)
            self.assertEqual(self.store.get("k").value, "old")
        self.store.put("k", "new")
        self.assertEqual(JsonLinesStore(self.path).get("k").value, "new")

    def test_a_disk_that_fails_to_sync_is_a_clean_error(self) -> None:
        store = JsonLinesStore(self.path, fsync=True)
        self.addCleanup(store.close)
        store.put("k", "old")
        broken = mock.patch.object(os, "fsync", side_effect=OSError(errno.EIO, "Input/output error"))
        with broken, self.assertRaises(JamStoreError):
            store.put("k", "new")
        self.assertEqual(store.get("k").value, "old")

    def test_a_file_that_disappears_is_an_error_and_not_an_empty_store(self) -> None:
        self.store.put("k", "v")
        os.unlink(self.path)
        for call in (lambda: self.store.get("k"), lambda: self.store.put("k", "v")):
            with self.assertRaises(JamStoreError) as caught:
                call()
            self.assertEqual(caught.exception.error_code, "store.missing")
        self.assertFalse(os.path.exists(self.path))


class TestCompaction(unittest.TestCase):
    def setUp(self) -> None:
        self.path = os.path.join(folder(self), "store.json")
        self.store = JsonLinesStore(self.path)
        self.addCleanup(self.store.close)
        patch = mock.patch.object(journal_file, "SPARE_LINES", 20)
        patch.start()
        self.addCleanup(patch.stop)
        self.store.close()  # so that the smaller number counts

    def lines(self) -> int:
        return content(self.path).count(b"\n")

    def test_lines_out_of_date_are_written_off(self) -> None:
        other = JsonLinesStore(self.path)
        self.addCleanup(other.close)
        self.store.put("keep", "v", owner="o", expires=4e9)
        for number in range(500):
            self.store.put("k", str(number))
            self.assertEqual(other.get("k").value, str(number))
            self.assertLess(self.lines(), 30)
        again = JsonLinesStore(self.path)
        self.addCleanup(again.close)
        self.assertEqual(again.get("k").value, "499")
        self.assertEqual(again.get("keep").expires, 4e9)
        self.assertEqual(sorted(os.listdir(os.path.dirname(self.path))), ["store.json", "store.json.lock"])

    def test_expired_records_go_with_them(self) -> None:
        for number in range(100):
            self.store.put(f"k{number}", "v", expires=200, now=100)
        for number in range(100):
            self.store.put("other", str(number), now=300)
        self.assertLess(self.lines(), 30)
        self.assertEqual(self.store.keys(now=100), ["other"])

    def test_if_it_cannot_be_done_the_old_file_still_serves(self) -> None:
        with mock.patch.object(os, "replace", side_effect=OSError(errno.ENOSPC, "full")):
            for number in range(60):
                self.store.put("k", str(number))
        self.assertGreater(self.lines(), 60)
        self.assertNotIn("store.json.tmp", os.listdir(os.path.dirname(self.path)))
        self.assertEqual(JsonLinesStore(self.path).get("k").value, "59")
        for number in range(200):
            self.store.put("k", str(number))
        self.assertLess(self.lines(), 60)

    def test_what_a_killed_compaction_left_is_cleared_away(self) -> None:
        append(self.path + ".tmp", b"half a file")
        for number in range(60):
            self.store.put("k", str(number))
        self.assertFalse(os.path.exists(self.path + ".tmp"))
        self.assertEqual(self.store.get("k").value, "59")

    def test_permissions_given_by_the_administrator_stay(self) -> None:
        os.chmod(self.path, 0o640)
        for number in range(60):
            self.store.put("k", str(number))
        self.assertEqual(os.stat(self.path).st_mode & 0o777, 0o640)


class TestPurge(unittest.TestCase):
    def setUp(self) -> None:
        self.path = os.path.join(folder(self), "store.json")
        self.store = JsonLinesStore(self.path)
        self.addCleanup(self.store.close)

    def lines(self) -> int:
        return content(self.path).count(b"\n")

    def test_it_rewrites_a_journal_that_is_mostly_out_of_date(self) -> None:
        for number in range(100):
            self.store.put(f"k{number % 10}", str(number))
        self.store.purge(1000)
        self.assertLess(self.lines(), 15)
        self.assertEqual(self.store.get("k9").value, "99")

    def test_it_leaves_another_as_it_is(self) -> None:
        for number in range(10):
            self.store.put(f"k{number}", "v")
        inode = os.stat(self.path).st_ino
        self.store.purge(1000)
        self.assertEqual((os.stat(self.path).st_ino, self.lines()), (inode, 11))

    def test_a_child_lets_go_of_the_copy_that_its_parent_writes(self) -> None:
        for _ in range(3):
            self.store.put_many([(f"k{number}", "v", "", None) for number in range(1000)])
        self.store.purge(1)  # begins a rewriting
        held = self.store._journal.copy
        self.assertIsNotNone(held)
        self.store._journal.after_fork(known=True)
        with self.assertRaises(OSError):
            os.fstat(held._file)
        self.assertTrue(os.path.exists(self.path + ".tmp"))

    def test_the_disk_is_told_to_begin_on_every_system(self) -> None:
        """Without posix_fadvise by fsync, once for each megabyte."""
        calls = {name: getattr(os, name) for name in dir(os) if name != "posix_fadvise"}
        fsync = mock.Mock(wraps=os.fsync)
        with mock.patch.object(compaction, "os", types.SimpleNamespace(**{**calls, "fsync": fsync})):
            made = compaction.Compaction(self.path, iter(()))
            made.add([b"x" * 2000 + b"\n"] * 1100)
            self.assertEqual(fsync.call_count, 1)
            made.leave()


class TestCompactionInSteps(unittest.TestCase):
    """A rewriting goes on for many writes; here for about twenty."""

    RECORDS = 1000

    def setUp(self) -> None:
        self.path = os.path.join(folder(self), "store.json")
        with JsonLinesStore(self.path) as store:
            store.put_many([(f"k{number}", "v", f"o{number % 7}", None) for number in range(self.RECORDS)])
        self.store = self.open()

    def open(self) -> JsonLinesStore:
        store = JsonLinesStore(self.path)
        self.addCleanup(store.close)
        return store

    def inode(self) -> int:
        return os.stat(self.path).st_ino

    def begin(self, store: JsonLinesStore) -> None:
        """Let the store begin to rewrite its file."""
        store.put_many([("hot", "0", "", None)] * (2 * self.RECORDS + 1100))
        self.assertTrue(os.path.exists(self.path + ".tmp"))

    def end(self, store: JsonLinesStore) -> int:
        """Write until the rewriting has ended; return how many writes that took."""
        before = self.inode()
        for number in range(200):
            if self.inode() != before:
                return number
            store.put("hot", str(number))
        raise AssertionError("the file is never replaced")

    def test_each_write_copies_a_few_records(self) -> None:
        self.begin(self.store)
        self.assertGreater(self.end(self.store), 15)
        self.assertLess(content(self.path).count(b"\n"), self.RECORDS + 50)
        self.assertEqual(len(self.open().keys(5000)), self.RECORDS + 1)

    def test_what_changes_meanwhile_is_right_in_the_new_file(self) -> None:
        chance = random.Random(5)
        other = self.open()
        model = {f"k{number}": ("v", f"o{number % 7}") for number in range(self.RECORDS)}
        self.begin(self.store)
        before, step = self.inode(), 0
        while self.inode() == before:
            store = chance.choice((self.store, other, other))
            key, new = f"k{chance.randrange(self.RECORDS)}", f"n{step}"
            action = chance.randrange(5)
            if action == 0:
                store.put(new, "new", owner="o1")
                model[new] = ("new", "o1")
            elif action == 1:
                self.assertIs(store.delete(key), model.pop(key, None) is not None)
            elif action == 2 and store.move(key, new):
                model[new] = model.pop(key)
            elif action == 3 and store.replace(key, "changed"):
                model[key] = ("changed", model[key][1])
            elif action == 4 and step % 20 == 0:
                store.delete_owner("o3")
                model = {name: row for name, row in model.items() if row[1] != "o3"}
            step += 1
        model["hot"] = ("0", "")
        for store in (self.store, other, self.open()):
            found = {key: store.get(key) for key in store.keys(5000)}
            self.assertEqual(
                {key: (record.value, record.owner) for key, record in found.items() if record}, model
            )

    def test_others_go_on_without_reading_anew(self) -> None:
        other = self.open()
        self.begin(self.store)
        other.get("k1")
        self.end(self.store)
        read = []
        real = files.read_at

        def counting(descriptor: int, count: int, offset: int) -> bytes:
            data = real(descriptor, count, offset)
            read.append(len(data))
            return data

        with mock.patch.object(journal_file, "read_at", counting):
            self.store.put("after", "v")
            self.assertEqual(other.get("after").value, "v")
            self.assertTrue(other.put("more", "w"))
        self.assertLess(sum(read), 10_000)  # the last changes of the old file and those of the new one
        self.assertEqual(self.store.get("more").value, "w")
        self.assertEqual(len(other.keys(5000)), self.RECORDS + 3)

    def test_who_missed_a_rewriting_reads_anew(self) -> None:
        other = self.open()
        for _ in range(2):
            self.begin(self.store)
            self.end(self.store)
        self.store.put("after", "v")
        self.assertEqual(other.get("after").value, "v")
        self.assertEqual(len(other.keys(5000)), self.RECORDS + 2)

    def test_a_file_put_back_by_somebody_else_is_read_anew(self) -> None:
        old = content(self.path)
        self.begin(self.store)
        self.end(self.store)
        with open(self.path + ".backup", "wb") as stream:
            stream.write(old)
        os.replace(self.path + ".backup", self.path)
        self.assertIsNone(self.store.get("hot"))
        self.assertEqual(len(self.store.keys(5000)), self.RECORDS)

    def test_two_do_not_rewrite_at_once_and_a_dead_one_is_succeeded(self) -> None:
        self.begin(self.store)
        other = self.open()
        other.put("x", "v")
        self.assertIsNone(other._journal.copy)
        self.end(self.store)
        self.begin(self.store)
        other.put_many([("hot", "0", "", None)] * (3 * self.RECORDS + 1100))  # as if the first were dead
        self.assertIsNotNone(other._journal.copy)
        self.end(other)
        self.store.put("late", "v")
        self.assertIsNone(self.store._journal.copy)
        self.assertEqual(len(self.open().keys(5000)), self.RECORDS + 3)

    def test_a_store_that_is_closed_in_the_middle_leaves_nothing_behind(self) -> None:
        self.begin(self.store)
        self.store.close()
        self.assertFalse(os.path.exists(self.path + ".tmp"))
        self.assertEqual(len(self.store.keys(5000)), self.RECORDS + 1)

    def test_an_interrupted_rewriting_is_given_up(self) -> None:
        self.begin(self.store)
        broken = mock.patch.object(journal, "put", side_effect=KeyboardInterrupt)
        with broken, self.assertRaises(KeyboardInterrupt):
            self.store.delete("k1")
        self.assertIsNone(self.store._journal.copy)
        self.end(self.store)
        self.assertEqual(len(self.open().keys(5000)), self.RECORDS)


class TestWindows(unittest.TestCase):
    """As on Windows, as far as it can be shown elsewhere."""

    def setUp(self) -> None:
        self.path = os.path.join(folder(self), "store.json")

    def test_a_file_that_cannot_be_replaced_still_serves(self) -> None:
        refused = mock.patch.object(os, "replace", side_effect=PermissionError(13, "in use"))
        with mock.patch.object(os, "name", "nt"), mock.patch.object(journal_file, "SPARE_LINES", 20), refused:
            store = JsonLinesStore(self.path)
            self.addCleanup(store.close)
            for number in range(200):
                self.assertTrue(store.put("k", str(number)))
                self.assertEqual(store.get("k").value, str(number))
        for number in range(500):
            store.put("k", str(number))
        self.assertLess(content(self.path).count(b"\n"), 500)  # it was replaced when that was allowed
        self.assertEqual(JsonLinesStore(self.path).get("k").value, "499")

    def test_a_lock_that_cannot_be_had_is_a_clean_error(self) -> None:
        held = [True]

        class Locks:
            LK_NBLCK, LK_UNLCK = 2, 0

            @staticmethod
            def locking(descriptor: int, mode: int, count: int) -> None:
                if mode == Locks.LK_NBLCK and held[0]:
                    raise PermissionError(13, "Permission denied")

        windows = mock.patch.dict("sys.modules", {"fcntl": None, "msvcrt": Locks})
        with windows, mock.patch.object(files, "LOCK_TIMEOUT", 0.02):
            for make in (
                lambda: JsonLinesStore(self.path),
                lambda: FileStorage(folder(self), "ES256").list(),
            ):
                with self.assertRaises((JamStoreError, JamKeychainStorageError)) as caught:
                    make()
                self.assertIn("no lock", str(caught.exception))
            held[0] = False
            store = JsonLinesStore(self.path)
            self.addCleanup(store.close)
            self.assertTrue(store.put("k", "v"))
            held[0] = True
            with self.assertRaises(JamStoreError) as caught:
                store.put("k", "w")
            self.assertEqual(caught.exception.error_code, "store.busy")
            self.assertEqual(store.get("k").value, "v")


class TestFormat(unittest.TestCase):
    def test_the_file_is_lines_of_json_that_people_can_read(self) -> None:
        path = os.path.join(folder(self), "store.json")
        with JsonLinesStore(path, fsync=True) as store:
            store.put("k", "ü\n", owner="o", expires=5.5, now=1)
            store.move("k", "m", now=1)
            store.delete("m", now=1)
            store.put("k", "v", owner="o", now=1)
            store.delete_owner("o", now=1)
        lines = [json.loads(line) for line in content(path).decode().splitlines()]
        self.assertEqual(
            lines,
            [
                {"jamlite": "records", "version": 1},
                {"put": "k", "value": "ü\n", "owner": "o", "expires": 5.5},
                {"put": "m", "value": "ü\n", "owner": "o", "expires": 5.5, "from": "k"},
                {"delete": "m"},
                {"put": "k", "value": "v", "owner": "o", "expires": None},
                {"clear": "o"},
            ],
        )


class TestTinyDB(unittest.TestCase):
    OLD = b'{"_default": {"1": {"token": "a"}, "2": {"token": "b"}, "3": {"other": 1}}}'

    @staticmethod
    def adopt(document: dict[str, object]) -> tuple[str, str, str, float | None] | None:
        token = document.get("token")
        return (token, "1", "", None) if isinstance(token, str) else None

    def test_it_is_taken_over_once_and_kept(self) -> None:
        path = os.path.join(folder(self), "list.json")
        append(path, self.OLD)
        store = JsonLinesStore(path, adopt=self.adopt)
        self.assertEqual(sorted(store.keys()), ["a", "b"])
        self.assertEqual(content(path + ".tinydb"), self.OLD)
        store.delete("a")
        store.close()
        again = JsonLinesStore(path, adopt=self.adopt)
        self.addCleanup(again.close)
        self.assertEqual(again.keys(), ["b"])

    def test_an_empty_one_too(self) -> None:
        for old in (b"{}", b'{"_default": {}}'):
            path = os.path.join(folder(self), "list.json")
            append(path, old)
            with JsonLinesStore(path, adopt=self.adopt) as store:
                store.put("k", "v")
            self.assertEqual(content(path + ".tinydb"), old)

    def test_other_json_is_not_taken_for_one(self) -> None:
        for old in (b'{"a": 1}', b'{"a": {"x": {}}}', b'{"a": {"1": []}}', b'{"_default": {"1": {"token"'):
            path = os.path.join(folder(self), "list.json")
            append(path, old)
            with self.assertRaises(JamStoreError) as caught:
                JsonLinesStore(path, adopt=self.adopt)
            self.assertEqual(caught.exception.error_code, "store.foreign")
            self.assertEqual(content(path), old)


if __name__ == "__main__":
    unittest.main()
