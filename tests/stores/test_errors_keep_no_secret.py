"""No error of stores, sessions, lists and keychains leads to the data or the key that it is about."""

from __future__ import annotations

import os
import sqlite3
import unittest
from typing import Any

from jamlite.exceptions import JamError
from jamlite.keychain import FileStorage, Memory
from jamlite.lists import MemoryList
from jamlite.sessions import MemorySessions
from jamlite.stores import JsonLinesStore, SQLiteStore, redis_scripts, redis_store
from tests.jose.test_errors_keep_no_secret import chain, held
from tests.stores.file_contract import folder

SECRET = "correct-horse-battery"


class Foreign:
    """A serializer whose errors hold the data."""

    @staticmethod
    def dumps(data: Any) -> str:
        raise ValueError(data)

    @staticmethod
    def loads(text: str) -> Any:
        raise ValueError(text)


class Chains(unittest.TestCase):
    def check(self, name: str, call: Any) -> None:
        with self.subTest(name):
            with self.assertRaises(JamError) as caught:
                call()
            for error in chain(caught.exception):
                self.assertNotIn(SECRET, held(error))

    def test_what_is_written(self) -> None:
        odd = SECRET + "\udfff"
        sessions, foreign = MemorySessions(), MemorySessions(serializer=Foreign)
        self.check("session data", lambda: sessions.create("user", {"a": odd}))
        self.check("session data of a kind JSON has not", lambda: sessions.create("user", {SECRET: {1}}))
        self.check("serializer", lambda: foreign.create("user", {"a": SECRET}))
        self.check("stored text", lambda: foreign._load(SECRET))
        self.check("token", lambda: MemoryList().add(odd))
        self.check("secret", lambda: Memory("HS256").add(material=odd))
        self.check("pem", lambda: Memory("ES256").add(material=f"-----BEGIN PRIVATE KEY-----\n{SECRET}"))

    def test_what_is_read(self) -> None:
        bad = SECRET.encode() + b"\xff"
        self.check("redis", lambda: redis_scripts.unpack(b" 0 " + bad, 0))
        path = os.path.join(folder(self), "journal")
        with open(path, "wb") as stream:
            stream.write(b'{"jamlite":"records","version":1}\n{"put":"' + bad + b'"}\n')
        self.check("journal", lambda: JsonLinesStore(path))
        path = os.path.join(folder(self), "database")
        store = SQLiteStore(path)
        self.addCleanup(store.close)
        store.put("k", "v", owner="o")
        direct = sqlite3.connect(path, isolation_level=None)
        self.addCleanup(direct.close)
        direct.execute("UPDATE record SET value = CAST(? AS TEXT), key = CAST(? AS TEXT)", (bad, b"k"))
        self.check("sqlite", lambda: store.get("k"))

    def test_errors_of_redis(self) -> None:
        class ResponseError(Exception):
            """As redis-py calls what the server says."""

        class ConnectionError(Exception):
            """As redis-py calls it."""

        sent = ResponseError(f"unknown command 'X', with args beginning with: '{SECRET}'")
        self.assertEqual(list(chain(redis_store.failed(sent)))[1:], [])
        self.assertIn("fakeredis[lua]", redis_store.failed(sent).message)
        self.assertIn(
            "ResponseError OOM", redis_store.failed(ResponseError("OOM command not allowed")).message
        )
        lost = ConnectionError("Error 111 connecting to 127.0.0.1:1")
        self.assertIs(redis_store.failed(lost).__cause__, lost)

    def test_which_error_says_that_no_connection_is_free(self) -> None:
        """redis-py 6 and newer have a class for it, older ones say it in words."""

        class MaxConnectionsError(Exception):
            pass

        self.assertTrue(redis_store.is_exhausted(MaxConnectionsError("all are in use")))
        self.assertTrue(redis_store.is_exhausted(OSError("Too many connections")))
        self.assertFalse(redis_store.is_exhausted(OSError("Connection refused")))

    def test_key_files(self) -> None:
        place = os.path.join(folder(self), "keys")
        keys = FileStorage(place, "HS256")
        key_id = keys.rotate().id
        path = os.path.join(place, key_id + ".json")
        with open(path, encoding="utf-8") as stream:
            whole = stream.read()
        for broken in (
            whole[:-5].replace('"material":"', f'"material":"{SECRET}'),
            whole.replace('"material":"', f'"material":"\u00e9{SECRET}'),
            whole.replace('"material":"', f'"material":"{SECRET}'),
            whole.replace('"created_at":"', f'"created_at":"{SECRET}'),
        ):
            with open(path, "w", encoding="utf-8") as stream:
                stream.write(broken)
            self.check("key file", lambda: keys.get(key_id))


if __name__ == "__main__":
    unittest.main()
