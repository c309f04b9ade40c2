"""Sessions in memory, JSON lines and SQLite; create_instance."""

from __future__ import annotations

import gc
import json
import os
import unittest
import warnings
from typing import Any
from unittest import mock

from jamlite.exceptions import (
    JamConfigurationError,
    JamSelfTestError,
    JamSessionDataError,
    JamSessionEmptyAESKey,
    JamStoreError,
    JamTypeError,
)
from jamlite.sessions import (
    BaseSessionModule,
    JSONSessions,
    MemorySessions,
    SQLiteSessions,
    StoreSessions,
    create_instance,
)
from jamlite.sessions.sealing import Sealer
from jamlite.stores import MemoryStore
from tests.sessions.contract import KEYS, SessionContract
from tests.stores.file_contract import folder


class TestMemory(SessionContract, unittest.TestCase):
    def make(self, *, again: bool = False, **options: Any) -> StoreSessions:
        if again:
            return StoreSessions(self.last._store, **options)
        self.last = MemorySessions(**options)
        return self.last


class FileSessions(SessionContract):
    module: Any = None

    def make(self: Any, *, again: bool = False, **options: Any) -> StoreSessions:
        if not again:
            self.path = os.path.join(folder(self), "sessions")
        sessions: StoreSessions = self.module(self.path, **options)
        self.addCleanup(sessions.close)
        return sessions


class TestJSON(FileSessions, unittest.TestCase):
    module = JSONSessions


class TestSQLite(FileSessions, unittest.TestCase):
    module = SQLiteSessions


class Told(unittest.TestCase):
    def test_each_change_is_logged_without_ids(self) -> None:
        logger = mock.Mock()
        sessions = MemorySessions(logger=logger)
        made = sessions.create("alice", {})
        sessions.update(made, {"a": 1})
        sessions.modify(made, lambda data: {**data, "b": 2})
        made = sessions.rework(made)
        sessions.delete(made)
        sessions.clear("alice")
        words = [call.args[0] for call in logger.info.call_args_list or logger.debug.call_args_list]
        expected = ["session created", "session updated", "session updated", "session reworked"]
        self.assertEqual(words, [*expected, "session deleted", "sessions cleared"])

    def test_a_coroutine_function_is_refused_and_leaves_nothing_behind(self) -> None:
        async def change(data: Any) -> Any:
            return data

        sessions = MemorySessions()
        made = sessions.create("alice", {})
        with warnings.catch_warnings(record=True) as seen:
            warnings.simplefilter("always")
            with self.assertRaisesRegex(JamTypeError, "must not be a coroutine function"):
                sessions.modify(made, change)  # type: ignore[arg-type]
            gc.collect()
        self.assertEqual(seen, [])  # "never awaited"

    def test_short_lives_and_the_prefix_of_a_configured_store(self) -> None:
        sessions = MemorySessions(ttl=0.5)
        made = sessions.create("alice", {}, now=10)
        self.assertEqual((sessions.get(made, now=10.4), sessions.get(made, now=10.6)), ({}, None))
        asked: list[str] = []

        def client(prefix: str, **_: Any) -> MemoryStore:
            asked.append(prefix)
            return MemoryStore()

        StoreSessions({"backend": "redis", "redis_uri": client})  # type: ignore[dict-item]
        self.assertEqual(asked, ["sessions"])

    def test_what_purge_and_migrate_count(self) -> None:
        sessions = MemorySessions(ttl=5)
        for _ in range(3):
            sessions.create("alice", {}, now=10)
        self.assertEqual(
            (sessions.migrate(now=10), sessions.purge(now=14), sessions.purge(now=16)), (0, 0, 3)
        )


class Custom(BaseSessionModule):
    """A user's own module, written as Jam's documentation shows it."""

    def __init__(self, place: str, **options: Any) -> None:
        super().__init__(**options)
        self.place = place
        self.kept: dict[str, str] = {}

    def create(self, session_key: str, data: dict[str, Any]) -> str:
        made = self.__encode_session_id_if_needed__(f"{session_key}:{self.id}")
        self.kept[made] = self.__encode_session_data__(data)
        return made

    def get(self, session_id: str) -> Any:
        return self.__decode_session_data__(self.kept[session_id]) if session_id in self.kept else None

    def update(self, session_id: str, data: dict[str, Any]) -> None:
        self.kept[session_id] = self.__encode_session_data__(data)

    def delete(self, session_id: str) -> None:
        self.kept.pop(session_id, None)

    def rework(self, session_id: str) -> str:
        return session_id

    def clear(self, session_key: str) -> None:
        self.kept.clear()


class TestCreateInstance(unittest.TestCase):
    def test_bad_configurations_are_refused_with_an_error_that_is_a_value_error(self) -> None:
        for options in (
            {},
            {"session_type": None},
            {"session_type": ""},
            {"session_type": "mongodb"},
            {"session_type": 5},
            {"session_type": ["memory"]},
            {"session_type": "memory", "json_path": "x"},
            {"session_type": "memory", "tll": 5},
            {"session_type": "memory", "ttl": 0},
            {"session_type": "memory", "ttl": -1},
            {"session_type": "memory", "ttl": True},
            {"session_type": "memory", "ttl": "60"},
            {"session_type": "memory", "ttl": float("nan")},
            {"session_type": "memory", "ttl": float("inf")},
            {"session_type": "memory", "ttl": 10**400},
            {"session_type": "memory", "ttl": None, "sliding": True},
            {"session_type": "memory", "id_factory": "uuid4"},
            {"session_type": "memory", "serializer": object()},
            {"session_type": "memory", "max_sessions": 0},
            {"session_type": "memory", "is_session_crypt": True, "session_aes_secret": "short"},
            {"session_type": "memory", "is_session_crypt": True, "session_aes_secret": "ü" * 44},
            {"session_type": "memory", "is_session_crypt": True, "session_aes_secret": [KEYS[0], "x"]},
            {"session_type": "json", "json_path": None},
            {"session_type": "custom"},
            {"session_type": "custom", "custom_module": "nowhere.Module"},
            {"session_type": "custom", "custom_module": "Module"},
            {"session_type": "custom", "custom_module": "json.Nothing"},
            {"session_type": "custom", "custom_module": Custom, "unknown": 1},
        ):
            with self.assertRaises(JamConfigurationError) as caught, mock.patch.dict(os.environ):
                os.environ.pop("JAM_SESSION_AES_SECRET", None)
                create_instance(**options)  # type: ignore[arg-type]
            self.assertIsInstance(caught.exception, ValueError)
            self.assertNotIn(KEYS[0], str(caught.exception))

    def test_a_logger_without_its_method(self) -> None:
        for logger in (5, "app.log", [], object()):
            with self.subTest(logger), self.assertRaisesRegex(JamConfigurationError, "has the methods debug"):
                MemorySessions(logger=logger)  # type: ignore[arg-type]

    def test_encryption_without_a_key_is_refused(self) -> None:
        with mock.patch.dict(os.environ):
            os.environ.pop("JAM_SESSION_AES_SECRET", None)
            for secret in (None, "", b"", [], [""]):
                with self.assertRaises(JamSessionEmptyAESKey):
                    create_instance("memory", is_session_crypt=True, session_aes_secret=secret)

    def test_the_key_may_stand_in_the_environment(self) -> None:
        with mock.patch.dict(os.environ, {"JAM_SESSION_AES_SECRET": KEYS[0]}):
            sessions = create_instance("memory", is_session_crypt=True)
        self.assertTrue(sessions.create("user", {}).startswith("J$_"))

    def test_the_types_by_every_spelling(self) -> None:
        place = folder(self)
        for options, kind in (
            ({"session_type": "memory"}, MemorySessions),
            ({"sessions_type": "memory", "max_sessions": 5}, MemorySessions),
            ({"type": "json", "json_path": os.path.join(place, "s.json")}, JSONSessions),
            ({"session_type": "sqlite", "sqlite_path": os.path.join(place, "s.sqlite")}, SQLiteSessions),
        ):
            sessions = create_instance(default_ttl=5, **options)  # type: ignore[arg-type]
            self.assertIs(type(sessions), kind)
            self.assertEqual(sessions.ttl, 5)
            sessions.close()

    def test_custom_modules_by_class_and_by_path(self) -> None:
        for module in (Custom, f"{__name__}.Custom"):
            for sealed in (False, True):
                sessions = create_instance(
                    "custom",
                    custom_module=module,
                    place="here",
                    is_session_crypt=sealed,
                    session_aes_secret=KEYS[0] if sealed else None,
                )
                self.assertEqual(sessions.place, "here")
                made = sessions.create("user", {"a": 1})
                self.assertEqual(made.startswith("J$_"), sealed)
                self.assertEqual(sessions.get(made), {"a": 1})

    def test_a_custom_module_is_handed_jams_four_options(self) -> None:
        given: dict[str, Any] = {}
        create_instance("custom", custom_module=lambda **options: given.update(options) or Custom("here"))
        self.assertEqual(set(given), {"is_session_crypt", "session_aes_secret", "id_factory", "serializer"})
        self.assertEqual(given["serializer"].loads(given["serializer"].dumps({"a": 1})), {"a": 1})
        self.assertGreater(len(given["id_factory"]()), 20)

    def test_a_custom_module_that_names_its_arguments_gets_the_logger(self) -> None:
        seen: list[Any] = []

        def make(
            logger: Any, id_factory: Any, is_session_crypt: Any, session_aes_secret: Any, serializer: Any
        ) -> Any:
            seen.append(logger)
            return Custom("here")

        logger = mock.Mock()
        create_instance("custom", logger=logger, custom_module=make)
        self.assertEqual(seen, [logger])

    def test_a_custom_module_takes_a_logger_if_it_can(self) -> None:
        logged: list[Any] = []
        create_instance(
            "custom", logger=logged, custom_module=lambda logger, **_: logged.append(logger) or Custom("here")
        )
        self.assertIs(logged[0], logged)

    def test_a_sealed_id_is_a_mark_and_a_fernet_token(self) -> None:
        """Jam's mark; version 0x80 and the first bytes of the time, as every Fernet writes them."""
        sessions = create_instance("memory", is_session_crypt=True, session_aes_secret=KEYS[0])
        self.assertEqual(sessions.create("user", {})[:8], "J$_gAAAA")

    def test_a_sealer_prints_no_key(self) -> None:
        self.assertEqual(repr(Sealer(KEYS)), f"<Sealer with {len(KEYS)} keys>")

    def test_serializer_logger_and_id_factory_are_used(self) -> None:
        class Serializer:
            @staticmethod
            def dumps(data: Any) -> bytes:
                return json.dumps(data, default=str, sort_keys=True).encode()

            @staticmethod
            def loads(text: Any) -> Any:
                return {**json.loads(text), "loaded": True}

        class Logger:
            def __init__(self) -> None:
                self.lines: list[str] = []

            def debug(self, text: str) -> None:
                self.lines.append(text)

        numbers = iter(range(100))
        logger = Logger()
        sessions = create_instance(
            "memory", logger=logger, serializer=Serializer, id_factory=lambda: f"id{next(numbers)}"
        )
        made = sessions.create("user", {"path": {1}})
        self.assertEqual(made, "id0")
        self.assertEqual(sessions.get(made), {"path": "{1}", "loaded": True})
        self.assertEqual(sessions.rework(made), "id1")
        self.assertIn("session reworked", logger.lines)
        self.assertFalse([line for line in logger.lines if "id0" in line or "user" in line])


class TestTroubles(unittest.TestCase):
    def test_an_id_factory_that_repeats_itself_takes_over_no_session(self) -> None:
        sessions = MemorySessions(id_factory=lambda: "always")
        sessions.create("alice", {"of": "alice"})
        with self.assertRaises(JamConfigurationError):
            sessions.create("mallory", {"of": "mallory"})
        with self.assertRaises(JamStoreError):
            sessions.rework("always")
        self.assertEqual(sessions.get("always"), {"of": "alice"})
        for bad in (None, 5, b"id", ""):
            with self.assertRaises(JamConfigurationError):
                MemorySessions(id_factory=lambda bad=bad: bad).create("user", {})

    def test_whatever_a_serializer_raises_is_a_clean_error(self) -> None:
        class Bad:
            @staticmethod
            def dumps(data: Any) -> Any:
                raise data["error"]

            @staticmethod
            def loads(text: Any) -> Any:
                raise KeyError("no")

        sessions = MemorySessions(serializer=Bad)
        for error in (TypeError("secret"), KeyError("secret"), RecursionError(), RuntimeError("secret")):
            with self.assertRaises(JamSessionDataError) as caught:
                sessions.create("user", {"error": error})
            self.assertNotIn("secret", str(caught.exception))
        with self.assertRaises(JamSelfTestError):
            sessions.create("user", {"error": JamSelfTestError()})
        for result in (None, 5, b"\xff", "\ud800"):
            sessions = MemorySessions(serializer=mock.Mock(dumps=lambda data, result=result: result))
            with self.assertRaises(JamSessionDataError):
                sessions.create("user", {})

    def test_stored_text_that_is_no_session_is_an_error_and_not_a_login(self) -> None:
        store = MemoryStore()
        sessions = StoreSessions(store)
        session_id = sessions.create("user", {})
        for value in ("", "garbage", "[]", "null", "1", '"text"'):
            store.replace("session:" + session_id, value)
            with self.assertRaises(JamStoreError):
                sessions.get(session_id)

    def test_sessions_share_a_store_with_other_things_and_do_not_meet_them(self) -> None:
        store = MemoryStore()
        sessions = StoreSessions(store)
        store.put("refresh:x", '{"a":1}', owner="user")
        self.assertIsNone(sessions.get("refresh:x"))
        sessions.create("user", {})
        sessions.clear("user")
        self.assertEqual(store.keys(), ["refresh:x"])

    def test_94_nothing_here_can_run_code_from_the_store(self) -> None:
        from tests.support import ROOT

        for room in ("stores", "sessions", "lists"):
            place = os.path.join(ROOT, "jamlite", room)
            for name in os.listdir(place):
                if name.endswith(".py"):
                    with open(os.path.join(place, name), encoding="utf-8") as stream:
                        text = stream.read()
                    for word in ("pickle", "marshal", "shelve", "eval(", "exec("):
                        found = text.replace("_client.eval(", "").count(word)  # Redis' own EVAL
                        self.assertEqual(found, 0, f"{name}: {word}")


class TestImports(unittest.TestCase):
    def test_adapters_are_imported_when_they_are_used(self) -> None:
        import subprocess
        import sys

        from tests.support import ROOT

        code = (
            "import sys, json, hmac, heapq, contextlib, importlib; before = set(sys.modules);"
            "import jamlite.sessions, jamlite.lists, jamlite.stores;"
            "jamlite.sessions.MemorySessions(); jamlite.lists.MemoryList();"
            "heavy = {'sqlite3', 'fcntl', 'msvcrt', 'threading', 'redis', 'datetime', 'asyncio', 'typing'};"
            "print(sorted(heavy & (set(sys.modules) - before)))"
        )
        out = subprocess.run([sys.executable, "-S", "-c", code], cwd=ROOT, capture_output=True, check=True)
        self.assertEqual(out.stdout.strip(), b"[]")


if __name__ == "__main__":
    unittest.main()
