"""What every session module on a store must do: one set of tests, run over each backend."""

from __future__ import annotations

from typing import Any
from unittest import mock

from jamlite import clock
from jamlite.exceptions import (
    JamSessionDataError,
    JamSessionNotFound,
    JamStoreError,
    JamTypeError,
    JamValidationError,
)
from jamlite.sessions import BaseSessionModule, StoreSessions
from jamlite.sessions.base import MAX_DATA_LENGTH, MAX_DEPTH
from tests.stores.contract import ODD_NAMES, together

KEYS = [
    "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=",
    "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
    "_" * 42 + "8=",
]


class SessionContract:
    """Mixed into a TestCase whose `make` returns a module on a fresh place, or on the last one again."""

    def make(self, *, again: bool = False, **options: Any) -> StoreSessions:
        raise NotImplementedError

    def sealed(self: Any, **options: Any) -> StoreSessions:
        options.setdefault("session_aes_secret", KEYS[0])
        return self.make(is_session_crypt=True, **options)  # type: ignore[no-any-return]

    def both(self: Any, **options: Any) -> list[StoreSessions]:
        return [self.make(**options), self.sealed(**options)]

    # bad input

    def test_84_ids_that_nobody_gave_out_are_a_clean_miss(self: Any) -> None:
        for sessions in self.both():
            real = sessions.create("user", {"a": 1})
            for bad in (
                *(None, 1, b"id", [], {}, "", "x", "J$_", "J$_x", "J$_" + "A" * 140, "\ud800", "x" * 100_000),
                *(
                    real[:-1],
                    real + "A",
                    real + "=",
                    real.swapcase(),
                    " " + real,
                    real + "\n",
                    "session:" + real,
                ),
                *ODD_NAMES,
            ):
                self.assertIsNone(sessions.get(bad))
                with self.assertRaises(JamSessionNotFound):
                    sessions.update(bad, {"a": 2})
                with self.assertRaises(JamSessionNotFound):
                    sessions.rework(bad)
                sessions.delete(bad)
            self.assertEqual(sessions.get(real), {"a": 1})
            self.assertEqual(list(sessions.list("user")), [real])

    def test_90_data_that_cannot_be_stored_is_refused_before_anything_is_written(self: Any) -> None:
        circle: dict[str, Any] = {}
        circle["self"] = circle
        deep: Any = {}
        for _ in range(MAX_DEPTH):
            deep = {"a": deep}
        for sessions in self.both():
            session_id = sessions.create("user", {"old": True})
            for bad in (
                *(None, [], "text", 1, [("a", 1)]),
                *({"a": object()}, {"a": {1, 2}}, {"a": b"bytes"}, {(1, 2): 3}, {"a": float("nan")}, circle),
                *({"a": float("inf")}, {"a": "\ud800"}, {"\udfff": 1}, deep, {"a": "x" * MAX_DATA_LENGTH}),
            ):
                with self.assertRaises(JamSessionDataError):
                    sessions.create("user", bad)
                with self.assertRaises(JamSessionDataError):
                    sessions.update(session_id, bad)
            self.assertEqual(sessions.get(session_id), {"old": True})
            self.assertEqual(len(sessions.list("user")), 1)

    def test_the_limits_of_size_and_depth_are_exact(self: Any) -> None:
        sessions = self.make()
        frame = len('{"a":""}')
        for length in (MAX_DATA_LENGTH - frame - 1, MAX_DATA_LENGTH - frame):
            self.assertEqual(len(sessions.get(sessions.create("u", {"a": "x" * length}))["a"]), length)
        with self.assertRaises(JamSessionDataError):
            sessions.create("u", {"a": "x" * (MAX_DATA_LENGTH - frame + 1)})
        deep: Any = {}
        for _ in range(MAX_DEPTH - 1):
            deep = {"a": deep}
        self.assertEqual(sessions.get(sessions.create("u", deep)), deep)
        wide = {"a": [{} for _ in range(500)]}
        self.assertEqual(sessions.get(sessions.create("u", wide)), wide)

    def test_a_session_key_that_is_not_text_is_refused(self: Any) -> None:
        sessions = self.make()
        for bad in (None, 1, b"user", ["user"]):
            for call in (
                lambda bad=bad: sessions.create(bad, {}),
                lambda bad=bad: sessions.clear(bad),
                lambda bad=bad: sessions.list(bad),
            ):
                with self.assertRaises(JamTypeError):
                    call()

    # behaviour

    def test_create_get_update_delete(self: Any) -> None:
        for sessions in self.both():
            self.assertIsInstance(sessions, BaseSessionModule)
            data = {"name": "ü\U0001f511", "n": 1, "f": 1.5, "list": [1, None, True], "in": {"a": {}}}
            session_id = sessions.create("user", data)
            self.assertEqual(sessions.get(session_id), data)
            self.assertIsNone(sessions.update(session_id, {"other": 1}))
            self.assertEqual(sessions.get(session_id), {"other": 1})
            sessions.update(session_id, {})
            self.assertEqual(sessions.get(session_id), {})
            sessions.update(session_id, {"again": 1})
            self.assertIsNone(sessions.delete(session_id))
            self.assertIsNone(sessions.get(session_id))
            self.assertIsNone(sessions.delete(session_id))
            with self.assertRaises(JamSessionNotFound):
                sessions.update(session_id, {"b": 2})
            self.assertIsNone(sessions.get(session_id))

    def test_modify_changes_what_stands_there(self: Any) -> None:
        for sessions in self.both(ttl=100):
            session_id = sessions.create("user", {"n": 1}, now=1000)
            self.assertEqual(
                sessions.modify(session_id, lambda data: data.update(m=2), now=1050), {"n": 1, "m": 2}
            )
            self.assertEqual(
                sessions.modify(session_id, lambda data: {"n": data["n"] + 1}, now=1050), {"n": 2}
            )
            self.assertEqual(sessions.get(session_id, now=1099), {"n": 2})
            self.assertIsNone(sessions.get(session_id, now=1100))  # its lifetime stays
            with self.assertRaises(JamSessionNotFound):
                sessions.modify(session_id, lambda data: data, now=1100)
            for bad in (None, 5, "", "unknown", "x" * 5000):
                with self.assertRaises(JamSessionNotFound):
                    sessions.modify(bad, lambda data: data)
        for sessions in self.both(ttl=100, sliding=True):
            session_id = sessions.create("user", {}, now=1000)
            sessions.modify(session_id, lambda data: data.update(a=1), now=1050)
            self.assertEqual(sessions._store.get("session:" + session_id, now=1050).expires, 1150)

    def test_modify_that_fails_changes_nothing(self: Any) -> None:
        async def later(data: dict[str, Any]) -> dict[str, Any]:
            return data

        for sessions in self.both():
            session_id = sessions.create("user", {"old": True})
            for bad, error in (
                (lambda data: data.clear() or 1 / 0, ZeroDivisionError),
                (lambda data: [1], JamSessionDataError),
                (lambda data: data.update(a=object()), JamSessionDataError),
                (lambda data: {"a": "x" * MAX_DATA_LENGTH}, JamSessionDataError),
                (later, JamTypeError),
            ):
                with self.assertRaises(error):
                    sessions.modify(session_id, bad)
                self.assertEqual(sessions.get(session_id), {"old": True})

    def test_modify_loses_no_change_of_threads(self: Any) -> None:
        sessions = self.make()
        session_id = sessions.create("user", {"n": 0})

        def work(_: int) -> None:
            for _ in range(12):
                sessions.modify(session_id, lambda data: {"n": data["n"] + 1})

        together(4, work)
        self.assertEqual(sessions.get(session_id), {"n": 48})

    def test_modify_does_not_try_for_ever(self: Any) -> None:
        sessions = self.make()
        session_id = sessions.create("user", {"n": 0})
        calls = []

        def disturbed(data: dict[str, Any]) -> None:
            calls.append(1)
            sessions.update(session_id, {"n": len(calls)})

        with (
            mock.patch("jamlite.sessions.stored.MODIFY_TRIES", 5),
            self.assertRaises(JamStoreError) as caught,
        ):
            sessions.modify(session_id, disturbed)
        self.assertEqual((len(calls), caught.exception.error_code), (5, "store.busy"))
        self.assertEqual(sessions.get(session_id), {"n": 5})

    def test_90_stored_values_are_copies(self: Any) -> None:
        for sessions in self.both():
            data = {"roles": ["user"]}
            session_id = sessions.create("user", data)
            data["roles"].append("admin")
            got = sessions.get(session_id)
            self.assertEqual(got, {"roles": ["user"]})
            got["roles"].append("admin")
            self.assertEqual(sessions.get(session_id), {"roles": ["user"]})

    def test_81_ids_are_long_random_and_never_adopted(self: Any) -> None:
        sessions = self.make()
        ids = {sessions.create("user", {}) for _ in range(200)}
        self.assertEqual(len(ids), 200)
        for session_id in ids:
            self.assertEqual(len(session_id), 32)  # of 64 characters each: 192 bits
        for place in range(32):  # no position is fixed
            self.assertGreater(len({session_id[place] for session_id in ids}), 30)
        for known in ("chosen-by-the-attacker", "0" * 32):
            self.assertIsNone(sessions.get(known))
            with self.assertRaises(JamSessionNotFound):
                sessions.update(known, {})
            with self.assertRaises(JamSessionNotFound):
                sessions.rework(known)
            self.assertIsNone(sessions.get(known))

    def test_91_ids_do_not_show_the_user_key(self: Any) -> None:
        for sessions in self.both():
            session_id = sessions.create("alice@example.org", {})
            self.assertNotIn("alice", session_id)
            self.assertNotIn("alice", sessions.rework(session_id))

    def test_82_rework_gives_one_successor_with_data_and_remaining_lifetime(self: Any) -> None:
        for sessions in self.both(ttl=100):
            old = sessions.create("user", {"a": 1}, now=1000)
            new = sessions.rework(old, now=1050)
            self.assertNotEqual(old, new)
            self.assertIsNone(sessions.get(old, now=1050))
            for call in (
                lambda s=sessions, i=old: s.rework(i, now=1050),
                lambda s=sessions, i=old: s.update(i, {}, now=1050),
            ):
                with self.assertRaises(JamSessionNotFound):
                    call()
            self.assertEqual(sessions.get(new, now=1099.9), {"a": 1})
            self.assertEqual(list(sessions.list("user", now=1099.9)), [new])
            self.assertIsNone(sessions.get(new, now=1100))

    def test_82_of_many_reworks_at_once_exactly_one_succeeds(self: Any) -> None:
        for sessions in self.both():
            old = sessions.create("user", {"a": 1})

            def rework(_: int, sessions: Any = sessions, old: str = old) -> str | None:
                try:
                    return sessions.rework(old)  # type: ignore[no-any-return]
                except JamSessionNotFound:
                    return None

            new = [found for found in together(8, rework) if found]
            self.assertEqual(len(new), 1)
            self.assertEqual(list(sessions.list("user")), new)
            self.assertEqual(sessions.get(new[0]), {"a": 1})

    def test_83_expired_sessions_are_gone_before_any_purge(self: Any) -> None:
        for sessions in self.both(ttl=100):
            session_id = sessions.create("user", {"a": 1}, now=1000)
            self.assertEqual(sessions.get(session_id, now=1099.99), {"a": 1})
            for now in (1100, 1100.5, 1e9):
                self.assertIsNone(sessions.get(session_id, now=now))
                with self.assertRaises(JamSessionNotFound):
                    sessions.update(session_id, {"a": 2}, now=now)
                with self.assertRaises(JamSessionNotFound):
                    sessions.rework(session_id, now=now)
                self.assertEqual(list(sessions.list("user", now=now)), [])

    def test_absolute_lifetime_is_not_lengthened_by_use(self: Any) -> None:
        sessions = self.make(ttl=100)
        session_id = sessions.create("user", {}, now=1000)
        sessions.get(session_id, now=1090)
        sessions.update(session_id, {"a": 1}, now=1090)
        self.assertIsNone(sessions.get(session_id, now=1100))

    def test_sliding_lifetime_begins_anew_with_each_use(self: Any) -> None:
        for sessions in self.both(ttl=120, sliding=True):
            session_id = sessions.create("user", {"a": 1}, now=1000)
            for now in (1100, 1200, 1300):
                self.assertEqual(sessions.get(session_id, now=now), {"a": 1})
            sessions.update(session_id, {"a": 2}, now=1400)
            self.assertEqual(sessions.get(session_id, now=1401), {"a": 2})  # too soon to be renewed
            self.assertEqual(sessions.get(session_id, now=1519), {"a": 2})
            self.assertIsNone(sessions.get(session_id, now=1639))

    def test_a_sliding_session_is_renewed_at_most_sixty_times_in_its_life(self: Any) -> None:
        for sessions in self.both(ttl=120, sliding=True):
            session_id = sessions.create("user", {"a": 1}, now=1000)
            key = "session:" + session_id
            for now, end in ((1001, 1120), (1002, 1120), (1002.5, 1122.5), (1004.5, 1122.5), (1100, 1220)):
                self.assertEqual(sessions.get(session_id, now=now), {"a": 1})
                self.assertEqual(sessions._store.get(key, now=now).expires, end)
            sessions.update(session_id, {"a": 2}, now=1101)  # a write sets the time anyway
            self.assertEqual(sessions._store.get(key, now=1101).expires, 1221)

    def test_a_sliding_session_asks_the_clock_too(self: Any) -> None:
        for sessions in self.both(ttl=120, sliding=True):
            with mock.patch.object(clock, "now", lambda: 1000.0):
                session_id = sessions.create("user", {"a": 1})
            for now in (1100.0, 1200.0, 1300.0):
                with mock.patch.object(clock, "now", lambda now=now: now):
                    self.assertEqual(sessions.get(session_id), {"a": 1})
            with mock.patch.object(clock, "now", lambda: 1420.0):
                self.assertIsNone(sessions.get(session_id))

    def test_times_that_are_none_are_refused(self: Any) -> None:
        for options in ({}, {"ttl": 5.5}, {"ttl": 5.5, "sliding": True}):
            sessions = self.make(**options)
            session_id = sessions.create("user", {})
            for bad in (10**400, float("nan"), float("inf"), "5", True):
                for call in (
                    lambda sessions=sessions, bad=bad: sessions.create("user", {}, now=bad),
                    lambda sessions=sessions, bad=bad, name=session_id: sessions.get(name, now=bad),
                    lambda sessions=sessions, bad=bad, name=session_id: sessions.update(name, {}, now=bad),
                    lambda sessions=sessions, bad=bad, name=session_id: sessions.rework(name, now=bad),
                ):
                    with self.assertRaises(JamValidationError):
                        call()

    def test_a_session_of_jams_file_is_adopted(self: Any) -> None:
        plain, sealed = self.both(ttl=100)
        document = {"session_id": "J$_1", "key": "user", "data": '{"a":1}'}
        self.assertEqual(
            plain.adopt({**document, "session_id": "s1"}, 1000.0),
            ("session:s1", '{"a":1}', "session:user", 1100.0),
        )
        self.assertEqual(self.make(ttl=None).adopt({**document, "session_id": "s"}, 5.0)[3], None)
        old_id, old_data = sealed._sealer.seal("1", 1000), sealed._sealer.seal('{"a":2}', 1000)
        key, value, owner, end = sealed.adopt({"session_id": old_id, "key": "user", "data": old_data}, 1000.0)
        self.assertEqual((key, owner, end), ("session:" + old_id, "session:user", 1100.0))
        sealed._store.put(key, value, owner=owner, expires=end, now=1000)
        self.assertEqual(sealed.get(old_id, now=1000), {"a": 2})
        for sessions in (plain, sealed):
            for bad in (
                {},
                {**document, "session_id": 5},
                {**document, "session_id": ""},
                {**document, "session_id": "x" * 5000},
                {**document, "key": None},
                {**document, "key": "x" * 5000},
                {**document, "data": {"a": 1}},
            ):
                self.assertIsNone(sessions.adopt(bad, 1000.0))
        self.assertIsNone(sealed.adopt({"session_id": old_id, "key": "user", "data": '{"a":1}'}, 1000.0))
        self.assertIsNone(sealed.adopt({"session_id": "s1", "key": "user", "data": old_data}, 1000.0))

    def test_without_ttl_sessions_do_not_expire(self: Any) -> None:
        sessions = self.make(ttl=None)
        session_id = sessions.create("user", {"a": 1}, now=1000)
        self.assertEqual(sessions.get(session_id, now=1e12), {"a": 1})

    def test_the_default_lifetime_is_an_hour(self: Any) -> None:
        sessions = self.make()
        session_id = sessions.create("user", {}, now=1000)
        self.assertIsNotNone(sessions.get(session_id, now=4599))
        self.assertIsNone(sessions.get(session_id, now=4600))

    def test_the_clock_is_asked_when_no_time_is_given(self: Any) -> None:
        for sessions in self.both():
            with mock.patch.object(clock, "now", lambda: 5000.0):
                session_id = sessions.create("user", {})
                self.assertEqual(sessions.get(session_id), {})
            with mock.patch.object(clock, "now", lambda: 8600.0):
                self.assertIsNone(sessions.get(session_id))

    def test_89_clear_touches_only_its_user(self: Any) -> None:
        sessions = self.make()
        names = [
            *[name for name in ODD_NAMES if len(name) < 4000],
            "",
            "user",
            "user:1",
            "session:user",
            "use",
        ]
        ids = {name: [sessions.create(name, {"of": name}) for _ in range(2)] for name in names}
        for name in names:
            self.assertEqual(sorted(sessions.list(name)), sorted(ids[name]))
        for count, name in enumerate(names, 1):
            self.assertIsNone(sessions.clear(name))
            left = [n for n in names if sessions.get(ids[n][0]) and sessions.get(ids[n][1])]
            self.assertEqual(left, names[count:])

    def test_85_threads_lose_no_update(self: Any) -> None:
        sessions = self.make()

        def work(number: int) -> None:
            mine = sessions.create(f"user{number % 2}", {"n": 0})
            for step in range(10):
                sessions.update(mine, {"n": step})
                mine = sessions.rework(mine)
                assert sessions.get(mine) == {"n": step}

        together(4, work)
        self.assertEqual(len(sessions.list("user0")), 2)
        self.assertEqual(len(sessions.list("user1")), 2)

    # sealing

    def test_84_data_at_rest_is_unreadable_and_bound_to_its_id(self: Any) -> None:
        sessions = self.sealed()
        alice = sessions.create("alice", {"name": "Alice Liddell"})
        mallory = sessions.create("mallory", {"name": "Mallory"})
        store = sessions._store
        value = store.get("session:" + alice).value
        self.assertTrue(value.startswith("J$_") and alice.startswith("J$_"))
        self.assertNotIn("Liddell", value)
        store.replace("session:" + mallory, value)  # somebody with access to the store swaps the data
        self.assertIsNone(sessions.get(mallory))
        with self.assertRaises(JamSessionNotFound):
            sessions.rework(mallory)
        store.replace("session:" + mallory, '{"name":"plain"}')
        self.assertIsNone(sessions.get(mallory))
        store.replace("session:" + alice, value[:-6] + "AAAAA=")
        self.assertIsNone(sessions.get(alice))

    def test_84_plain_sessions_are_a_miss_once_encryption_is_on_and_the_other_way_round(self: Any) -> None:
        plain = self.make()
        plain_id = plain.create("user", {"a": 1})
        sealed = self.sealed(again=True)
        self.assertIsNone(sealed.get(plain_id))
        with self.assertRaises(JamSessionNotFound):
            sealed.update(plain_id, {})
        sealed_id = sealed.create("user", {"a": 1})
        self.assertIsNone(self.make(again=True).get(sealed_id))

    def test_93_the_newest_key_seals_and_all_of_them_open(self: Any) -> None:
        first = self.sealed(session_aes_secret=[KEYS[0]])
        old = first.create("user", {"a": 1})
        both = self.sealed(again=True, session_aes_secret=[KEYS[1], KEYS[0]])
        self.assertEqual(both.get(old), {"a": 1})
        new = both.create("user", {"b": 1})
        self.assertIsNone(first.get(new))
        moved = both.rework(old)
        both.update(new, {"b": 2})
        second = self.sealed(again=True, session_aes_secret=KEYS[1])
        self.assertEqual(second.get(moved), {"a": 1})
        self.assertEqual(second.get(new), {"b": 2})
        foreign = self.sealed(again=True, session_aes_secret=KEYS[2])
        self.assertIsNone(foreign.get(new))
        with self.assertRaises(JamSessionNotFound):
            foreign.update(new, {})
