"""Any store made asynchronous: one hop for a whole method, and nothing left behind by a cancelled call."""

from __future__ import annotations

import asyncio
import threading
import time
import unittest
from contextvars import ContextVar
from typing import Any
from unittest import mock

from jamlite.driver import at_once, awaited
from jamlite.exceptions import JamConfigurationError, JamSessionNotFound, JamTypeError
from jamlite.lists import RefreshRotator, TokenList
from jamlite.sessions import StoreSessions
from jamlite.stores import MemoryStore, Record, ThreadedStore, threaded

KNOWN: ContextVar[str] = ContextVar("known", default="nothing")


class Watched(MemoryStore):
    """A store in memory that says it is none, and knows who calls it."""

    __slots__ = ("contexts", "pause", "threads")

    IN_MEMORY = False

    def __init__(self, pause: float = 0.0) -> None:
        super().__init__()
        self.threads: set[str] = set()
        self.contexts: set[str] = set()
        self.pause = pause

    def _get(self, key: str, now: float) -> Record | None:
        self.threads.add(threading.current_thread().name)
        self.contexts.add(KNOWN.get())
        time.sleep(self.pause)
        return super()._get(key, now)


class Native(MemoryStore):
    """A store in memory that is awaited."""

    __slots__ = ("asked", "gate")

    ASYNCHRONOUS = True
    lead = staticmethod(awaited)  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.gate: asyncio.Event | None = None

    def _later(self, name: str, value: Any) -> Any:
        async def answer() -> Any:
            self.asked.append(f"{name} in {threading.current_thread().name}")
            if self.gate is not None:
                await self.gate.wait()
            return value

        return answer()

    def _get(self, key: str, now: float) -> Any:
        return self._later("get", super()._get(key, now))

    def _put(self, *args: Any) -> Any:
        return self._later("put", super()._put(*args))

    def _replace(self, *args: Any) -> Any:
        return self._later("replace", super()._replace(*args))


class Hops(unittest.IsolatedAsyncioTestCase):
    async def test_what_a_store_refuses_is_refused(self) -> None:
        store: Any = ThreadedStore(Watched())
        with self.assertRaises(JamTypeError):
            await store.get(5)
        with self.assertRaises(JamSessionNotFound):
            await StoreSessions(store).rework("x" * 32)

    async def test_a_whole_method_is_one_hop(self) -> None:
        sessions: Any = StoreSessions(ThreadedStore(Watched()), sliding=True)
        tokens: Any = TokenList(ThreadedStore(Watched()))
        rotator: Any = RefreshRotator(ThreadedStore(Watched()))
        made = await sessions.create("user", {"a": 1})
        with mock.patch.object(threaded, "copy_context", wraps=threaded.copy_context) as hops:
            made = await sessions.rework(made)  # two operations on the store
            self.assertEqual(await sessions.get(made), {"a": 1})
            await tokens.revoke_subject("alice", at=5)  # two
            self.assertIs(await tokens.refuses("token", {"sub": "alice", "iat": 5}), True)  # two
            token = await rotator.issue("alice")
            await rotator.rotate(token)  # two
            self.assertEqual(hops.call_count, 6)

    async def test_workers_are_a_pool_of_their_own_and_know_the_context(self) -> None:
        store = Watched()
        KNOWN.set("the request")
        self.assertIsNone(await StoreSessions(ThreadedStore(store)).get("x" * 32))  # type: ignore[misc]
        self.assertEqual(store.contexts, {"the request"})
        self.assertTrue(all(name.startswith("jamlite") for name in store.threads), store.threads)

    async def test_memory_is_not_worth_a_thread(self) -> None:
        sessions: Any = StoreSessions(ThreadedStore(MemoryStore()))
        with mock.patch.object(threaded, "in_thread", side_effect=AssertionError):
            self.assertEqual(await sessions.get(await sessions.create("user", {"a": 1})), {"a": 1})

    async def test_every_operation_alone(self) -> None:
        store: Any = ThreadedStore(Watched())
        self.assertIs(await store.put("a", "1", owner="o"), True)
        self.assertEqual(await store.put_many([("b", "2", "o", None)]), 1)
        self.assertEqual((await store.get("a")).value, "1")
        self.assertIs(await store.contains("b"), True)
        self.assertEqual(await store.contains_many(["b", "c"]), [True, False])
        self.assertIs(await store.replace("a", "3"), True)
        self.assertIs(await store.move("a", "c"), True)
        self.assertEqual(await store.list_owner("o"), ["b", "c"])
        self.assertEqual(sorted(await store.keys()), ["b", "c"])
        self.assertIs(await store.delete("b"), True)
        self.assertEqual(await store.delete_many(["c", "d"]), 1)
        self.assertEqual(await store.delete_owner("o"), 0)
        self.assertEqual(await store.purge(), 0)
        await store.close()
        self.assertEqual(repr(store), "<ThreadedStore of <Watched>>")

    async def test_a_store_that_is_asynchronous_is_led_as_it_wants(self) -> None:
        native = Native()
        sessions: Any = StoreSessions(ThreadedStore(ThreadedStore(native)))
        self.assertEqual(await sessions.get(await sessions.create("user", {"a": 1})), {"a": 1})
        self.assertEqual(native.asked, ["put in MainThread", "get in MainThread"])

    async def test_an_asynchronous_store_without_its_driver_is_refused(self) -> None:
        class Forgotten(Native):
            __slots__ = ()
            lead = staticmethod(at_once)

        with self.assertRaises(JamConfigurationError):
            StoreSessions(Forgotten()).create("user", {})


class Stretches(unittest.IsolatedAsyncioTestCase):
    """With `all_computing`, operations are awaited on the loop and what lies between runs in a worker."""

    async def asyncSetUp(self) -> None:
        self.native = Native()
        self.sessions: Any = StoreSessions(ThreadedStore(self.native, all_computing=True), sliding=True)

    async def test_the_loop_awaits_and_workers_compute(self) -> None:
        with mock.patch.object(StoreSessions, "_open", autospec=True, side_effect=_spy) as opened:
            made = await self.sessions.create("user", {"a": 1})
            self.assertEqual(await self.sessions.get(made), {"a": 1})
        self.assertEqual(self.native.asked, ["put in MainThread", "get in MainThread"])
        self.assertEqual(opened.call_count, 1)
        self.assertTrue(SEEN.pop().startswith("jamlite"))

    async def test_cancelled_while_an_operation_is_awaited_the_steps_end(self) -> None:
        made = await self.sessions.create("user", {"a": 1})
        self.native.gate = asyncio.Event()
        task = asyncio.ensure_future(self.sessions.get(made))
        while len(self.native.asked) < 2:
            await asyncio.sleep(0.001)
        task.cancel()
        with self.assertRaises(asyncio.CancelledError):
            await task
        self.native.gate = None
        self.assertEqual(await self.sessions.get(made), {"a": 1})

    async def test_cancelled_while_a_worker_computes_the_steps_end_there(self) -> None:
        begun, go_on, ended = threading.Event(), threading.Event(), threading.Event()

        def steps() -> Any:
            try:
                begun.set()
                go_on.wait(5)
                yield self.native.get("x")
            finally:
                ended.set()

        task = asyncio.ensure_future(ThreadedStore(self.native, all_computing=True).lead(steps()))
        while not begun.is_set():
            await asyncio.sleep(0.001)
        task.cancel()
        with self.assertRaises(asyncio.CancelledError):
            await task
        self.assertFalse(ended.is_set())
        go_on.set()
        self.assertTrue(ended.wait(5))
        self.assertEqual(self.native.asked, [])

    async def test_what_an_operation_raises_is_raised_inside(self) -> None:
        def steps() -> Any:
            try:
                yield failing()
            except JamSessionNotFound:
                return "caught"

        async def failing() -> None:
            raise JamSessionNotFound()

        self.assertEqual(await ThreadedStore(self.native, all_computing=True).lead(steps()), "caught")


SEEN: list[str] = []
_open = StoreSessions._open


def _spy(self: StoreSessions, *args: Any) -> Any:
    SEEN.append(threading.current_thread().name)
    return _open(self, *args)


if __name__ == "__main__":
    unittest.main()
