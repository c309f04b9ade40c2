"""A kind of store is one row: sessions, lists, refresh tokens and the facade take it."""

from __future__ import annotations

import os
import tempfile
import unittest
from typing import Any
from unittest import mock

from jamlite import Jam
from jamlite.exceptions import JamConfigurationError
from jamlite.lists import build_list
from jamlite.sessions import create_instance
from jamlite.stores import MemoryStore, build_store, kinds


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


class TestPlacesOfOtherKinds(unittest.TestCase):
    """A configuration may say where each kind would be: what is read is the place of the kind it names."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = os.path.join(folder.name, "x.json")
        self.places = {
            "json_path": self.file,
            "sqlite_path": "none.sqlite",
            "redis_uri": "redis://localhost:1/0",
        }

    def test_the_kind_alone_decides(self) -> None:
        sessions: Any = create_instance("json", **self.places)
        self.assertEqual(sessions.get(sessions.create("user", {"a": 1})), {"a": 1})
        config = {"session_type": "json", "json_path": self.file, "url": "redis://localhost:1/0"}
        jam = Jam(config={"session": config})
        self.assertEqual(jam.session_get(jam.session_create("user", {"a": 1})), {"a": 1})
        listed = build_list({"backend": "json", "type": "black", **self.places, "json_path": self.file + "l"})
        listed.add("x")
        self.assertTrue(listed.check("x"))
        build_store({"backend": "json", **self.places, "json_path": self.file + "s"}).close()
        for place in ("x.json", "x.jsonl", "x.jsons"):
            self.assertIn(place, os.listdir(os.path.dirname(self.file)))

    def test_what_is_no_place_of_another_kind_is_refused(self) -> None:
        for options in ({"redis_uri": "x.json"}, {"timeout": 5}, {"max_recrods": 5}):
            with self.subTest(options=options), self.assertRaises(JamConfigurationError):
                create_instance("json", json_path=self.file, **options)

    def test_a_kind_that_is_nowhere_takes_no_place(self) -> None:
        for key, place in self.places.items():
            with self.subTest(key=key), self.assertRaises(JamConfigurationError):
                create_instance("memory", **{key: place})


if __name__ == "__main__":
    unittest.main()
