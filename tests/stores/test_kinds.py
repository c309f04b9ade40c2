"""The table of the kinds of stores: what a configuration says, and that one row is enough."""

from __future__ import annotations

import os
import unittest

from jamlite.exceptions import JamConfigurationError, JamStoreError
from jamlite.lists import RefreshRotator, TokenList
from jamlite.sessions import StoreSessions
from jamlite.stores import JsonLinesStore, MemoryStore, SQLiteStore, build_store, kinds
from tests.stores.file_contract import folder


class TestBuild(unittest.TestCase):
    def test_bad_configurations_are_refused(self) -> None:
        for bad in (
            None,
            5,
            "memory",
            [],
            {},
            {"backend": "nonsense"},
            {"backend": ["memory"]},
            {"backend": "memory", "type": "memory", "nonsense": 1},
            {"backend": "memory", "path": "x"},
            {"backend": "memory", "max_records": "5"},
            {"backend": "json"},
            {"backend": "json", "path": None},
            {"backend": "sqlite", "fsync": True},
            {"backend": "sqlite", "path": "a\0b"},
            {"backend": "json", "path": "x", "timeout": 5},
            {"backend": "redis", "url": "http://nowhere"},
        ):
            with self.subTest(bad), self.assertRaises(JamConfigurationError):
                build_store(bad)  # type: ignore[arg-type]
        with self.assertRaises(JamStoreError):
            build_store({"backend": "json", "path": "/no/such/folder/file"})

    def test_each_kind(self) -> None:
        place = folder(self)
        for config, kind in (
            ({"backend": "memory", "max_records": 5}, MemoryStore),
            ({"type": "memory"}, MemoryStore),
            ({"backend": "json", "json_path": os.path.join(place, "a"), "fsync": True}, JsonLinesStore),
            ({"backend": "json", "path": os.path.join(place, "a")}, JsonLinesStore),
            ({"backend": "sqlite", "sqlite_path": os.path.join(place, "b"), "timeout": 1}, SQLiteStore),
            ({"backend": "sqlite", "path": os.path.join(place, "b")}, SQLiteStore),
        ):
            before = dict(config)
            with build_store(config) as store:
                self.assertIs(type(store), kind)
                self.assertTrue(store.put("k", "v"))
            self.assertEqual(config, before)
            self.assertIs(build_store(store), store)

    def test_sessions_lists_and_refresh_tokens_take_a_configuration_for_a_store(self) -> None:
        for config in ({"backend": "memory"}, {"backend": "sqlite", "path": os.path.join(folder(self), "s")}):
            sessions = StoreSessions(config, ttl=60)
            self.addCleanup(sessions.close)
            self.assertEqual(sessions.get(sessions.create("user", {"a": 1})), {"a": 1})
            tokens = TokenList(config)
            self.addCleanup(tokens.close)
            tokens.add("token")
            self.assertTrue(tokens.check("token"))
            rotator = RefreshRotator(config)
            self.addCleanup(rotator._store.close)
            self.assertEqual(rotator.rotate(rotator.issue("alice")).subject, "alice")

    def test_a_place_is_recognised(self) -> None:
        place = folder(self)
        for make, name in ((JsonLinesStore, "a"), (SQLiteStore, "b")):
            path = os.path.join(place, name)
            make(path).close()
            with kinds.open_place(path) as store:
                self.assertIs(type(store), make)
        with self.assertRaises(FileNotFoundError):
            kinds.open_place(os.path.join(place, "none"))


if __name__ == "__main__":
    unittest.main()
