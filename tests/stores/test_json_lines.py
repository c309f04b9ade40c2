"""The store in a file of JSON lines."""

from __future__ import annotations

import errno
import json
import os
import unittest
import warnings
from unittest import mock

from jamlite.exceptions import JamStoreError, JamStoreWarning
from jamlite.stores import json_lines
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
        patch = mock.patch.object(json_lines, "SPARE_LINES", 20)
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
