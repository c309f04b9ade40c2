"""Sealed sessions and the Fernet of the package cryptography."""

from __future__ import annotations

import json
import unittest

from jamlite.sessions import MemorySessions, StoreSessions
from jamlite.sessions.sealing import Sealer
from tests.sessions.contract import KEYS
from tests.support import needs

fernet = needs("cryptography.fernet")


class TestSealed(unittest.TestCase):
    def test_stored_data_opens_with_their_fernet(self) -> None:
        theirs = fernet.Fernet(KEYS[0])
        sessions = MemorySessions(is_session_crypt=True, session_aes_secret=KEYS[0])
        for data in ({}, {"a": 1}, {"name": "ü\U0001f511", "list": [1, 2.5, None]}, {"long": "x" * 5000}):
            session_id = sessions.create("user", data)
            self.assertTrue(session_id.startswith("J$_"))
            self.assertEqual(len(theirs.decrypt(session_id[3:].encode())), 32)
            record = sessions._store.get("session:" + session_id)
            assert record is not None
            self.assertEqual(record.value[:3], "J$_")
            self.assertEqual(json.loads(theirs.decrypt(record.value[3:].encode())), data)

    def test_their_tokens_open_as_ids_but_not_as_the_data_of_a_session(self) -> None:
        theirs = fernet.Fernet(KEYS[0])
        sealer = Sealer(KEYS[0])
        sealed = "J$_" + theirs.encrypt(b'{"admin":true}').decode()
        self.assertEqual(sealer.open(sealed), '{"admin":true}')
        self.assertIsNone(sealer.open_for("some-id", sealed))

    def test_data_is_bound_to_its_id_and_never_sealed_alike(self) -> None:
        sealer = Sealer([KEYS[1], KEYS[0]])
        one = sealer.seal_for("one", "{}", 1000.5)
        self.assertEqual(sealer.open_for("one", one), "{}")
        for other in ("two", "on", "one ", ""):
            self.assertIsNone(sealer.open_for(other, one))
        self.assertNotEqual(one, sealer.seal_for("two", "{}", 1000.5))
        self.assertNotEqual(one, sealer.seal_for("one", "{}", 1001.5))
        self.assertNotEqual(one, sealer.seal_for("one", "[]", 1000.5))
        self.assertNotIn(KEYS[0], repr(sealer))

    def test_their_rotation_and_ours_agree(self) -> None:
        multi = fernet.MultiFernet([fernet.Fernet(KEYS[1]), fernet.Fernet(KEYS[0])])
        old = Sealer(KEYS[0]).seal("id", 1000)
        both = Sealer([KEYS[1], KEYS[0]])
        self.assertEqual(multi.decrypt(old[3:].encode()), b"id")
        self.assertEqual(both.open(old), "id")
        self.assertEqual(fernet.Fernet(KEYS[1]).decrypt(both.seal("id", 1000)[3:].encode()), b"id")

    def test_ids_made_by_jam_are_opened(self) -> None:
        first = MemorySessions(is_session_crypt=True, session_aes_secret=KEYS[0])
        session_id = "J$_" + fernet.Fernet(KEYS[0]).encrypt(b"some-uuid").decode()
        value = Sealer(KEYS[0]).seal_for(session_id, '{"a":1}', 1000)
        first._store.put("session:" + session_id, value, owner="session:user")
        again = StoreSessions(first._store, is_session_crypt=True, session_aes_secret=[KEYS[1], KEYS[0]])
        self.assertEqual(again.get(session_id), {"a": 1})


if __name__ == "__main__":
    unittest.main()
