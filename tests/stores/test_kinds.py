"""The table of the kinds of stores: what a configuration says, and that one row is enough."""

from __future__ import annotations

import os
import unittest
from typing import Any
from unittest import mock

from jamlite import Jam
from jamlite.exceptions import JamConfigurationError, JamStoreError
from jamlite.lists import RefreshRotator, TokenList, build_list
from jamlite.sessions import StoreSessions, create_instance
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


class TestOneRow(unittest.TestCase):
    """A store of somebody's own needs one row in the table and nothing else."""

    def setUp(self) -> None:
        self.made: list[Any] = []

        class OwnStore(MemoryStore):
            pass

        def opened(prefix: str, adopt: Any, **arguments: Any) -> MemoryStore:
            self.made.append((prefix, arguments))
            return OwnStore()

        row = kinds.Kind(opened, {"own_place": "place", "colour": "colour"}, "own_place", begins=("own:",))
        patch = mock.patch.dict(kinds.KINDS, {"own": row})
        patch.start()
        self.addCleanup(patch.stop)
        self.kind = OwnStore

    def test_it_serves_everywhere(self) -> None:
        sessions: Any = create_instance("own", own_place="x", colour="red", ttl=5, sliding=True)
        self.assertIsInstance(sessions.store, self.kind)
        tokens = build_list({"backend": "own", "url": "y", "prefix": "p", "type": "white"})
        self.assertIsInstance(tokens.store, self.kind)
        self.assertEqual(tokens.__list_type__, "white")
        self.assertIsInstance(build_store({"backend": "own", "path": "z"}), self.kind)
        self.assertIsInstance(kinds.open_place("own:place"), self.kind)
        jam = Jam(config={"session": {"session_type": "own", "own_place": "w", "ttl": 60}})
        self.assertEqual(jam.session_get(jam.session_create("user", {"a": 1})), {"a": 1})
        self.assertEqual(
            self.made,
            [
                ("sessions", {"place": "x", "colour": "red"}),
                ("p", {"place": "y"}),
                ("jamlite", {"place": "z"}),
                ("jamlite", {"place": "own:place"}),
                ("sessions", {"place": "w"}),
            ],
        )
        for call in (
            lambda: create_instance("own", shape="round"),
            lambda: build_list({"backend": "own", "shape": "round"}),
            lambda: build_store({"backend": "own", "path": "z", "shape": "round"}),
        ):
            with self.assertRaises(JamConfigurationError):
                call()


if __name__ == "__main__":
    unittest.main()
