"""What every store must do: one set of tests, run over each backend."""

from __future__ import annotations

import random
import threading
from typing import Any, Callable

from jamlite.exceptions.base import JamTypeError, JamValidationError
from jamlite.stores.store import MAX_KEY_LENGTH, Record, Store

# Keys that mean something to SQL, LIKE, glob, Redis, paths, JSON, line-based files or format strings.
ODD_NAMES = [
    *("*", "?", "[a-z]*", "%", "_", "a%", "' OR 1=1 --", '"', "\\", "../../etc/passwd", "/", "a/b"),
    *("\n", "a\nb", "\r\n", "\x00", "a\x00b", " ", "{tag}", "}{", ":", "a:b:c", "{0}", "%s", "$HOME"),
    *("ü", "\u2028", "\U0001f511", "1", "1.0", "null", "true", "J$_", "x" * MAX_KEY_LENGTH),
]


class StoreContract:
    """Mixed into a TestCase whose `make` returns an empty store."""

    store: Store

    def make(self) -> Store:
        raise NotImplementedError

    def setUp(self) -> None:
        super().setUp()  # type: ignore[misc]
        self.store = self.make()
        self.addCleanup(self.store.close)  # type: ignore[attr-defined]

    # bad input

    def test_wrong_types_and_values_are_refused(self: Any) -> None:
        store = self.store
        for bad in (None, 1, b"key", ["key"], object()):
            for call in (
                lambda bad=bad: store.put(bad, "v"),
                lambda bad=bad: store.put("k", bad),
                lambda bad=bad: store.put("k", "v", owner=bad),
                lambda bad=bad: store.get(bad),
                lambda bad=bad: store.contains(bad),
                lambda bad=bad: store.contains_many([bad]),
                lambda bad=bad: store.replace(bad, "v"),
                lambda bad=bad: store.move(bad, "new"),
                lambda bad=bad: store.move("k", bad),
                lambda bad=bad: store.delete(bad),
                lambda bad=bad: store.delete_many([bad]),
                lambda bad=bad: store.delete_owner(bad),
                lambda bad=bad: store.list_owner(bad),
            ):
                with self.assertRaises(JamTypeError):
                    call()
        for bad in ("", "x" * (MAX_KEY_LENGTH + 1), "\ud800"):
            with self.assertRaises(JamValidationError):
                store.put(bad, "v")
            with self.assertRaises(JamValidationError):
                store.get(bad)
            with self.assertRaises(JamValidationError):
                store.delete_owner(bad)
        with self.assertRaises(JamValidationError):
            store.put("k", "\udfff")
        for bad in ("5", True, [], float("nan"), float("inf"), -float("inf"), 1e16):
            with self.assertRaises(JamValidationError):
                store.put("k", "v", expires=bad)
            with self.assertRaises(JamValidationError):
                store.get("k", now=bad)
        for bad in (0, -1, True, 1.5, None):
            with self.assertRaises(JamValidationError):
                store.purge(bad)
            with self.assertRaises(JamValidationError):
                store.keys(bad)
        self.assertEqual(store.keys(), [])

    # behaviour

    def test_put_and_get(self: Any) -> None:
        store = self.store
        self.assertIsNone(store.get("k"))
        self.assertTrue(store.put("k", "v", owner="o", expires=200.5, now=100))
        record = store.get("k", now=100)
        self.assertIsInstance(record, Record)
        self.assertEqual((record.value, record.owner, record.expires), ("v", "o", 200.5))
        self.assertNotIn("v,", repr(record))
        self.assertTrue(store.put("k", "w", now=100))
        record = store.get("k", now=1e9)
        self.assertEqual((record.value, record.owner, record.expires), ("w", "", None))
        self.assertEqual(store.list_owner("o"), [])

    def test_values_of_every_kind_come_back(self: Any) -> None:
        values = ["", " ", "\n", "a\nb\r\nc", "\x00", '{"a": 1}', "ü\u2028\U0001f511", "x" * 300_000, "5 5 5"]
        for number, value in enumerate(values):
            self.store.put(str(number), value, owner=f"5 {number}\n")
        for number, value in enumerate(values):
            self.assertEqual(self.store.get(str(number)).value, value)

    def test_89_keys_and_owners_have_no_meaning(self: Any) -> None:
        store = self.store
        for name in ODD_NAMES:
            store.put(name, "v" + name, owner=name)
        for name in ODD_NAMES:
            self.assertEqual(store.get(name).value, "v" + name)
            self.assertEqual(store.list_owner(name), [name])
        for name in ODD_NAMES:
            self.assertEqual(store.delete_owner(name), 1, repr(name[:20]))
            self.assertIsNone(store.get(name))
        self.assertEqual(store.keys(), [])

    def test_fresh_never_overwrites_a_live_record(self: Any) -> None:
        store = self.store
        self.assertTrue(store.put("k", "1", expires=200, fresh=True, now=100))
        self.assertFalse(store.put("k", "2", fresh=True, now=199))
        self.assertEqual(store.get("k", now=199).value, "1")
        self.assertTrue(store.put("k", "3", fresh=True, now=200))
        self.assertEqual(store.get("k", now=200).value, "3")

    def test_83_expired_records_are_gone_for_every_method(self: Any) -> None:
        for call in (
            lambda store, now: store.get("k", now=now) is not None,
            lambda store, now: store.contains("k", now=now),
            lambda store, now: store.contains_many(["k"], now=now)[0],
            lambda store, now: store.replace("k", "w", now=now),
            lambda store, now: store.replace("k", expires=1e9, now=now),
            lambda store, now: store.move("k", "m", now=now),
            lambda store, now: store.delete("k", now=now),
            lambda store, now: store.delete_many(["k"], now=now) == 1,
            lambda store, now: store.list_owner("o", now=now) == ["k"],
            lambda store, now: store.delete_owner("o", now=now) == 1,
            lambda store, now: store.keys(now=now) == ["k"],
        ):
            for now, live in ((1099.9, True), (1100.0, False), (1100.1, False)):
                store = self.store
                store.put("k", "v", owner="o", expires=1100, now=1000)
                self.assertIs(call(store, now), live)
                store.delete_owner("o", now=now)
                store.delete("m", now=now)
                self.assertIsNone(store.get("k", now=1000 if live else now))

    def test_a_record_put_with_a_past_expiry_is_never_seen(self: Any) -> None:
        self.store.put("k", "old", owner="o", now=100)
        self.store.put("k", "v", owner="o", expires=50, now=100)
        self.assertIsNone(self.store.get("k", now=100))
        self.assertEqual(self.store.list_owner("o", now=100), [])

    def test_replace_keeps_what_it_is_not_given(self: Any) -> None:
        store = self.store
        self.assertFalse(store.replace("k", "v"))
        self.assertIsNone(store.get("k"))
        store.put("k", "v", owner="o", expires=200, now=100)
        self.assertTrue(store.replace("k", "w", now=100))
        record = store.get("k", now=199)
        self.assertEqual((record.value, record.owner, record.expires), ("w", "o", 200))
        self.assertTrue(store.replace("k", expires=300, now=100))
        record = store.get("k", now=299)
        self.assertEqual((record.value, record.owner, record.expires), ("w", "o", 300))
        self.assertFalse(store.replace("k", "x", expect="v", now=100))
        self.assertTrue(store.replace("k", "x", expect="w", now=100))
        self.assertEqual(store.get("k", now=100).value, "x")
        self.assertTrue(store.replace("k", expires=150, now=100))
        self.assertIsNone(store.get("k", now=150))

    def test_move_keeps_owner_expiry_and_value(self: Any) -> None:
        store = self.store
        self.assertFalse(store.move("k", "m"))
        store.put("k", "v", owner="o", expires=200, now=100)
        self.assertTrue(store.move("k", "m", now=150))
        self.assertIsNone(store.get("k", now=150))
        record = store.get("m", now=199)
        self.assertEqual((record.value, record.owner, record.expires), ("v", "o", 200))
        self.assertEqual(store.list_owner("o", now=150), ["m"])
        self.assertFalse(store.move("k", "n", now=150))
        self.assertFalse(store.move("m", "n", "w", expect="x", now=150))
        self.assertTrue(store.move("m", "n", "w", expect="v", now=150))
        self.assertEqual(store.get("n", now=150).value, "w")
        store.put("taken", "t", now=150)
        self.assertFalse(store.move("n", "taken", now=150))
        self.assertEqual(store.get("taken", now=150).value, "t")
        self.assertEqual(store.get("n", now=150).value, "w")
        store.put("dead", "d", owner="other", expires=160, now=150)
        self.assertTrue(store.move("n", "dead", now=160))
        self.assertEqual(store.get("dead", now=160).value, "w")
        self.assertEqual(store.list_owner("other", now=150), [])
        self.assertFalse(store.move("dead", "dead", now=160))

    def test_delete(self: Any) -> None:
        store = self.store
        self.assertFalse(store.delete("k"))
        store.put("k", "v", owner="o")
        self.assertTrue(store.delete("k"))
        self.assertFalse(store.delete("k"))
        self.assertEqual(store.list_owner("o"), [])

    def test_a_limit_of_any_size(self: Any) -> None:
        self.store.put("k", "v", expires=10, now=1)
        for limit in (1 << 63, 10**400):
            self.assertEqual(self.store.keys(limit, now=1), ["k"])
            self.store.purge(limit, now=1)

    def test_owners(self: Any) -> None:
        store = self.store
        for number in range(10):
            store.put(f"a{number}", "v", owner="a")
            store.put(f"b{number}", "v", owner="ab")
            store.put(f"c{number}", "v")
        self.assertEqual(store.list_owner("a"), [f"a{number}" for number in range(10)])
        store.put("a0", "v", owner="ab")
        self.assertEqual(store.delete_owner("a"), 9)
        self.assertEqual(store.delete_owner("a"), 0)
        self.assertEqual(store.list_owner("a"), [])
        self.assertEqual(len(store.list_owner("ab")), 11)
        self.assertEqual(len(store.keys()), 21)
        self.assertEqual(len(store.keys(5)), 5)

    def test_many(self: Any) -> None:
        store = self.store
        store.put_many([(f"k{number}", str(number), "o", 200 + number) for number in range(100)], now=100)
        self.assertEqual(store.get("k7", now=100).value, "7")
        self.assertEqual(store.contains_many(["k1", "no", "k99"], now=250), [False, False, True])
        self.assertEqual(store.contains_many([], now=250), [])
        self.assertEqual(store.delete_many(["k98", "no", "k99", "k1"], now=250), 2)
        self.assertEqual(store.delete_many([], now=250), 0)
        self.assertEqual(store.contains_many(["k97", "k98"], now=250), [True, False])

    def test_it_agrees_with_a_simple_model(self: Any) -> None:
        """Random operations, and a dict that does the same in the plainest way."""
        chance = random.Random(7)
        model: dict[str, tuple[str, str, float | None]] = {}
        store, now = self.store, 1000.0
        names = [f"k{number}" for number in range(12)]

        def live(key: str) -> tuple[str, str, float | None] | None:
            row = model.get(key)
            return None if row is None or (row[2] is not None and row[2] <= now) else row

        for step in range(self.MODEL_STEPS):
            now += chance.choice((0, 0, 0.25, 1, 5))
            key, other = chance.choice(names), chance.choice(names)
            owner, value = chance.choice(("", "a", "b")), str(step)
            expires = chance.choice((None, now + 3, now + 10, now + 0.5))
            action = chance.randrange(7)
            if action == 0:
                fresh = chance.random() < 0.5
                done = not (fresh and live(key))
                self.assertIs(store.put(key, value, owner=owner, expires=expires, fresh=fresh, now=now), done)
                if done:
                    model[key] = (value, owner, expires)
            elif action == 1:
                row = live(key)
                self.assertIs(store.replace(key, value, expires=expires, now=now), row is not None)
                if row:
                    model[key] = (value, row[1], row[2] if expires is None else expires)
            elif action == 2:
                row = live(key)
                done = row is not None and live(other) is None
                self.assertIs(store.move(key, other, now=now), done)
                if row and done:
                    del model[key]
                    model[other] = row
            elif action == 3:
                self.assertIs(store.delete(key, now=now), live(key) is not None)
                model.pop(key, None)
            elif action == 4 and step % 5 == 0:
                owned = [name for name in model if model[name][1] == "a"]
                self.assertEqual(store.delete_owner("a", now=now), sum(map(bool, map(live, owned))))
                for name in owned:
                    del model[name]
            elif action == 5:
                store.purge(chance.randrange(1, 5), now=now)
            found = store.get(key, now=now)
            self.assertEqual(found and (found.value, found.owner, found.expires), live(key))
            mine = sorted(name for name in names if (live(name) or ("", ""))[1] == "b")
            self.assertEqual(store.list_owner("b", now=now), mine)
        self.assertEqual(sorted(store.keys(now=now)), sorted(name for name in names if live(name)))

    MODEL_STEPS = 600

    # together

    def test_82_of_many_moves_of_one_record_exactly_one_succeeds(self: Any) -> None:
        for round_ in range(3):
            self.store.put(f"k{round_}", "v", owner="o", expires=4e9)
            won = together(8, lambda number, r=round_: self.store.move(f"k{r}", f"m{r}-{number}"))
            self.assertEqual(won.count(True), 1)
        self.assertEqual(len(self.store.list_owner("o")), 3)

    def test_85_threads_lose_no_update(self: Any) -> None:
        store = self.store
        store.put("count", "0")

        def add(_: int) -> None:
            for _ in range(self.INCREMENTS):
                while True:
                    seen = store.get("count").value
                    if store.replace("count", str(int(seen) + 1), expect=seen):
                        break

        together(4, add)
        self.assertEqual(store.get("count").value, str(4 * self.INCREMENTS))

    INCREMENTS = 25


def together(count: int, work: Callable[[int], Any]) -> list[Any]:
    """Run `work(number)` in `count` threads that start at once; return the results, or raise an error."""
    results: list[Any] = [None] * count
    errors: list[BaseException] = []
    barrier = threading.Barrier(count)

    def run(number: int) -> None:
        try:
            barrier.wait()
            results[number] = work(number)
        except BaseException as error:  # noqa: BLE001 - carried over to the caller's thread
            errors.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return results
