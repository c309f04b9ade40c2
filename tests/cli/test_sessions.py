"""`jamlite sessions` on a JSON-lines file and on SQLite."""

from __future__ import annotations

import io
import json
import os
import unittest
from contextlib import redirect_stderr, redirect_stdout
from typing import Any
from unittest import mock

from jamlite import clock
from jamlite.cli import main
from jamlite.sessions import JSONSessions, SQLiteSessions
from jamlite.stores import JsonLinesStore
from tests.sessions.contract import KEYS
from tests.stores.file_contract import folder


class Command(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = folder(self)

    def path(self, name: str) -> str:
        return os.path.join(self.folder, name)

    def sessions(self, *arguments: str) -> tuple[int, str, str]:
        """Run the command; return its exit code, standard output and standard error."""
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            try:
                code = main(["sessions", *arguments])
            except SystemExit as stop:
                code = int(stop.code or 0)
        return code, out.getvalue(), err.getvalue()

    def both(self, **options: Any) -> list[tuple[str, Any]]:
        """Return a fresh JSON-lines file and a fresh database, each with its session module."""
        made = []
        for kind, name in ((JSONSessions, "s.json"), (SQLiteSessions, "s.sqlite")):
            path = os.path.join(folder(self), name)
            sessions: Any = kind(path, **options)
            self.addCleanup(sessions.close)
            made.append((path, sessions))
        return made


class TestMigrate(Command):
    def test_a_file_of_tinydb_is_taken_over_once(self) -> None:
        path = self.path("sessions.json")
        documents = {
            str(number): {"key": "alice", "session_id": f"alice:{number}", "data": json.dumps({"n": number})}
            for number in range(3)
        }
        with open(path, "w", encoding="utf-8") as stream:
            json.dump({"_default": documents}, stream)
        for count in (3, 0):
            code, out, err = self.sessions("migrate", "--store", path, "--json")
            self.assertEqual((code, json.loads(out), err), (0, {"migrated": count}, ""))
        sessions = JSONSessions(path)
        self.addCleanup(sessions.close)
        self.assertEqual(sessions.get("alice:2"), {"n": 2})
        self.assertEqual(self.sessions("migrate", "--store", self.path("missing"))[0], 2)


class TestMistakes(Command):
    def test_each_is_one_line_and_exit_code_2(self) -> None:
        foreign = self.path("foreign")
        with open(foreign, "w", encoding="utf-8") as stream:
            stream.write("hello\n")
        store = self.path("s.json")
        JSONSessions(store).close()
        for arguments in (
            ("list", "--store", self.path("missing")),
            ("list", "--store", self.folder),
            ("list", "--store", ""),
            ("list", "--store", foreign),
            ("list", "--store", store, "--limit", "0"),
            ("purge", "--store", store, "--step", "0"),
            ("show", "", "--store", self.path("missing")),
            ("show", "x" * 5000, "--store", store),
            ("show", "x", "--store", store, "--secret", "short"),
        ):
            code, out, err = self.sessions(*arguments)
            self.assertEqual((code, out), (2, ""), arguments)
            self.assertTrue(err.startswith("jamlite: "))
            self.assertEqual(err.count("\n"), 1)
        self.assertFalse(os.path.exists(self.path("missing")))
        with open(foreign, encoding="utf-8") as stream:
            self.assertEqual(stream.read(), "hello\n")

    def test_without_a_store_or_a_command_the_usage_is_shown(self) -> None:
        for arguments in ((), ("list",), ("show", "--store", "x"), ("nothing",)):
            self.assertEqual(self.sessions(*arguments)[0], 2)


class TestAnswers(Command):
    def test_list(self) -> None:
        for path, sessions in self.both(ttl=None):
            alice = [sessions.create("alice", {"n": n}) for n in range(3)]
            bob = sessions.create("bob\n\x1b[31m", {})
            code, out, _ = self.sessions("list", "--store", path, "--json")
            self.assertEqual(code, 0)
            self.assertEqual({session["id"] for session in json.loads(out)}, {*alice, bob})
            code, out, _ = self.sessions("list", "--store", path, "--key", "alice")
            self.assertEqual(sorted(line.split()[0] for line in out.splitlines()), sorted(alice))
            self.assertEqual(len(self.sessions("list", "--store", path, "--limit", "2")[1].splitlines()), 2)
            out = self.sessions("list", "--store", path)[1]
            self.assertEqual(len(out.splitlines()), 4)
            self.assertNotIn("\x1b", out)
            self.assertEqual(self.sessions("list", "--store", path, "--key", "nobody"), (0, "", ""))

    def test_other_things_in_the_store_are_no_sessions(self) -> None:
        path = self.path("s.json")
        with JsonLinesStore(path) as store:
            store.put("refresh:x", "{}")
        self.assertEqual(self.sessions("list", "--store", path), (0, "", ""))

    def test_show(self) -> None:
        with mock.patch.object(clock, "now", lambda: 4e9):
            for path, sessions in self.both():
                made = sessions.create("alice", {"name": "ü", "n": [1]})
                code, out, _ = self.sessions("show", "--store", path, "--json", "--", made)
                self.assertEqual(code, 0)
                self.assertEqual(
                    json.loads(out),
                    {
                        "id": made,
                        "key": "alice",
                        "expires": "2096-10-02T08:06:40+00:00",
                        "data": {"name": "ü", "n": [1]},
                    },
                )
                out = self.sessions("show", "--store", path, "--", made)[1]
                self.assertIn("alice", out)
                self.assertEqual(
                    self.sessions("show", "unknown", "--store", path), (1, "there is no such session\n", "")
                )

    def test_show_takes_an_id_that_begins_with_a_dash_after_two(self) -> None:
        for path, sessions in self.both(id_factory=lambda: "--json"):
            made = sessions.create("alice", {})
            self.assertEqual(self.sessions("show", "--store", path, made)[0], 2)
            self.assertIn("alice", self.sessions("show", "--store", path, "--", made)[1])

    def test_show_opens_what_is_sealed_only_with_its_secret(self) -> None:
        secret = self.path("key")
        with open(secret, "w", encoding="utf-8") as stream:
            stream.write(KEYS[0] + "\n")
        for path, sessions in self.both(is_session_crypt=True, session_aes_secret=KEYS[0]):
            made = sessions.create("alice", {"name": "Liddell"})
            code, out, _ = self.sessions("show", "--store", path, "--", made)
            self.assertEqual(code, 0)
            self.assertNotIn("Liddell", out)
            code, out, _ = self.sessions("show", made, "--store", path, "--secret-file", secret)
            self.assertEqual(code, 0)
            self.assertIn("Liddell", out)
            code, out, err = self.sessions("show", made, "--store", path, "--secret", KEYS[1])
            self.assertEqual((code, out), (2, ""))
            self.assertNotIn(KEYS[1], err)

    def test_clear(self) -> None:
        for path, sessions in self.both():
            for key in ("alice", "alice", "alice2"):
                sessions.create(key, {})
            self.assertEqual(self.sessions("clear", "alice", "--store", path), (0, "2 sessions ended\n", ""))
            self.assertEqual(
                json.loads(self.sessions("clear", "alice", "--store", path, "--json")[1]), {"ended": 0}
            )
            self.assertEqual(len(sessions.list("alice2")), 1)

    def test_purge(self) -> None:
        for path, sessions in self.both(ttl=10):
            for number in range(25):
                sessions.create("alice", {"n": number}, now=1000)
            sessions.close()
            with mock.patch.object(clock, "now", lambda: 1500.0):
                out = self.sessions("purge", "--store", path, "--step", "7", "--json")[1]
                again = self.sessions("purge", "--store", path)[1]
            self.assertGreaterEqual(json.loads(out)["reclaimed"], 22)
            self.assertEqual(again, "0 sessions reclaimed\n")


if __name__ == "__main__":
    unittest.main()
