"""Files that TinyDB wrote, in the layouts of Jam's sessions and lists."""

from __future__ import annotations

import os
import unittest
from typing import Any

from jamlite.exceptions import JamStoreError
from jamlite.lists import JSONList
from jamlite.sessions import JSONSessions
from tests.lists.contract import jws
from tests.sessions.contract import KEYS
from tests.stores.file_contract import folder
from tests.support import needs

tinydb = needs("tinydb")


def documents(path: str) -> list[dict[str, Any]]:
    with tinydb.TinyDB(path) as database:
        return [dict(document) for document in database]


class TestSessions(unittest.TestCase):
    def setUp(self) -> None:
        self.path = os.path.join(folder(self), "sessions.json")

    def write(self, *found: dict[str, Any]) -> None:
        with tinydb.TinyDB(self.path) as database:
            for document in found:
                database.insert(document)

    def open(self, **options: Any) -> JSONSessions:
        sessions = JSONSessions(self.path, **options)
        self.addCleanup(sessions.close)
        return sessions

    def test_sessions_are_taken_over_and_the_original_is_kept(self) -> None:
        self.write(
            {"key": "alice", "session_id": "id-1", "data": '{"a": "ü"}', "created_at": 1.5},
            {"key": "alice", "session_id": "id-2", "data": '{"a": 2}', "created_at": 1.5},
            {"key": "bob", "session_id": "id-3", "data": "{}", "created_at": 1.5},
            {"key": 5, "session_id": None, "data": []},
            {"something": "else"},
        )
        before = documents(self.path)
        sessions = self.open()
        self.assertEqual(sessions.get("id-1"), {"a": "ü"})
        self.assertEqual(list(sessions.list("alice")), ["id-1", "id-2"])
        sessions.update("id-3", {"b": 3})
        self.assertIsNotNone(sessions.rework("id-1"))
        sessions.close()
        again = self.open()
        self.assertIsNone(again.get("id-1"))
        self.assertEqual(again.get("id-3"), {"b": 3})
        self.assertEqual(documents(self.path + ".tinydb"), before)

    def test_sealed_sessions_are_bound_to_their_ids_on_the_way(self) -> None:
        fernet = needs("cryptography.fernet").Fernet(KEYS[0])

        def seal(text: str) -> str:
            return "J$_" + fernet.encrypt(text.encode()).decode()  # type: ignore[no-any-return]

        one, two = seal("id-1"), seal("id-2")
        foreign = "J$_" + needs("cryptography.fernet").Fernet(KEYS[1]).encrypt(b"{}").decode()
        self.write(
            {"key": "alice", "session_id": one, "data": seal('{"a": 1}'), "created_at": 1.5},
            {"key": "bob", "session_id": two, "data": foreign, "created_at": 1.5},
        )
        sessions = self.open(is_session_crypt=True, session_aes_secret=KEYS[0])
        self.assertEqual(sessions.get(one), {"a": 1})
        self.assertIsNone(sessions.get(two))
        self.assertEqual(sessions.get(sessions.rework(one)), {"a": 1})

    def test_sessions_that_jam_itself_wrote(self) -> None:
        jam = needs("jam.sessions.json")
        for options in ({}, {"is_session_crypt": True, "session_aes_secret": KEYS[0].encode()}):
            self.path = os.path.join(folder(self), "sessions.json")
            theirs = jam.JSONSessions(json_path=self.path, **options)
            ids = [theirs.create("alice", {"n": number}) for number in range(5)]
            theirs._db.close()
            ours = self.open(**options)
            self.assertEqual([ours.get(session_id) for session_id in ids], [{"n": n} for n in range(5)])
            self.assertEqual(sorted(ours.list("alice")), sorted(ids))

    def test_a_file_that_was_cut_off_is_left_alone(self) -> None:
        self.write({"key": "alice", "session_id": "id-1", "data": "{}", "created_at": 1.5})
        with open(self.path, "rb") as stream:
            content = stream.read()
        with open(self.path, "wb") as stream:
            stream.write(content[:-3])
        with self.assertRaises(JamStoreError):
            self.open()
        with open(self.path, "rb") as stream:
            self.assertEqual(stream.read(), content[:-3])


class TestLists(unittest.TestCase):
    def test_tokens_stay_on_their_list(self) -> None:
        path = os.path.join(folder(self), "list.json")
        tokens = [jws('{"sub":"a"}'), jws('{"sub":"b"}'), "a-jti"]
        with tinydb.TinyDB(path) as database:
            for token in [*tokens, tokens[0]]:  # Jam adds a token twice when asked to
                database.insert({"token": token})
            database.insert({"token": 5})
            database.insert({"token": ""})
        before = documents(path)
        ours = JSONList("black", json_path=path)
        self.addCleanup(ours.close)
        self.assertEqual(ours.check_many([*tokens, "other"]), {**dict.fromkeys(tokens, True), "other": False})
        with open(path, encoding="utf-8") as stream:
            self.assertNotIn(tokens[0][:30], stream.read())
        self.assertEqual(documents(path + ".tinydb"), before)


if __name__ == "__main__":
    unittest.main()
