"""The asynchronous facade: refuses as the synchronous one does, never blocks the loop for a store."""

from __future__ import annotations

import asyncio
import copy
import gc
import inspect
import os
import shutil
import tempfile
import threading
import time
import unittest
from typing import Any
from unittest import mock

import jamlite
from jamlite.aio import Jam
from jamlite.aio import lists as aio_lists
from jamlite.aio import sessions as aio_sessions
from jamlite.exceptions import (
    JamConfigurationError,
    JamError,
    JamJWTInBlackList,
    JamJWTNotInWhiteList,
    JamOAuth2ProviderNotConfigured,
    JamSessionNotFound,
    JamStoreError,
    JamTypeError,
)
from jamlite.lists import MemoryList as SyncMemoryList
from jamlite.lists import TokenList
from jamlite.otp import TOTP
from jamlite.plugins import BasePlugin
from jamlite.sessions import StoreSessions
from jamlite.stores import MemoryStore, Record, Store, ThreadedStore, threaded

SECRET = "correct horse battery staple 1234567890"
OTP = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
JWT = {"alg": "HS256", "secret_key": SECRET}
CONFIG: dict[str, Any] = {
    "jose": {
        "jwt": JWT,
        "jws": {"alg": "HS256", "key": SECRET},
        "jwe": {"alg": "A128KW", "enc": "A128GCM", "key": "k" * 16},
    },
    "session": {"session_type": "memory"},
    "otp": {"type": "totp"},
    "paseto": {"version": "v4", "purpose": "local", "secret_key": b"k" * 32},
}


class SlowStore(Store):
    """A store in memory that takes PAUSE seconds for everything, and knows who called it."""

    __slots__ = ("inner", "threads")
    PAUSE = 0.03

    def __init__(self) -> None:
        self.inner = MemoryStore()
        self.threads: set[int] = set()

    def _slow(self) -> None:
        self.threads.add(threading.get_ident())
        time.sleep(self.PAUSE)

    def _put(self, *args: Any) -> bool:
        self._slow()
        return self.inner._put(*args)

    def _put_many(self, *args: Any) -> None:
        self._slow()
        self.inner._put_many(*args)

    def _get(self, key: str, now: float) -> Record | None:
        self._slow()
        return self.inner._get(key, now)

    def _contains_many(self, *args: Any) -> list[bool]:
        self._slow()
        return self.inner._contains_many(*args)

    def _move(self, *args: Any) -> bool:
        self._slow()
        return self.inner._move(*args)

    def _replace(self, *args: Any) -> bool:
        self._slow()
        return self.inner._replace(*args)

    def _delete(self, *args: Any) -> bool:
        self._slow()
        return self.inner._delete(*args)

    def _delete_owner(self, *args: Any) -> int:
        self._slow()
        return self.inner._delete_owner(*args)


class SlowSessions(StoreSessions):
    """A module of a user's own on a slow store."""

    def __init__(self, **options: Any) -> None:
        super().__init__(SlowStore(), **options)


class OwnAsyncSessions(aio_sessions.BaseAsyncSessionModule):
    """A module of a user's own with coroutines."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.kept: dict[str, Any] = {}

    async def create(self, session_key: str, data: dict[str, Any]) -> str:  # type: ignore[override]
        await asyncio.sleep(0)
        made = self.id
        self.kept[made] = data
        return made

    async def get(self, session_id: str) -> Any:  # type: ignore[override]
        await asyncio.get_running_loop().run_in_executor(None, time.sleep, 0.001)
        return self.kept.get(session_id)

    async def update(self, session_id: str, data: dict[str, Any]) -> None:  # type: ignore[override]
        await asyncio.sleep(0)
        if session_id not in self.kept:
            raise JamSessionNotFound()
        self.kept[session_id] = data

    async def delete(self, session_id: str) -> None:  # type: ignore[override]
        await asyncio.sleep(0)
        self.kept.pop(session_id, None)

    async def rework(self, session_id: str) -> str:  # type: ignore[override]
        made = self.id
        self.kept[made] = self.kept.pop(session_id)
        return made

    async def clear(self, session_key: str) -> None:  # type: ignore[override]
        self.kept.clear()


class OwnAsyncList:
    """An asynchronous list of a user's own."""

    def __init__(self, kind: str) -> None:
        self.__list_type__ = kind
        self.kept: set[str] = set()

    async def add(self, token: str) -> None:
        await asyncio.sleep(0)
        self.kept.add(token)

    async def check(self, token: str) -> bool:
        await asyncio.sleep(0)
        return token in self.kept


class OwnAsyncSigner:
    """A module of a user's own that asks a service for signatures."""

    async def sign(self, header: Any, data: Any) -> str:
        return "token"

    async def verify(self, token: str) -> dict[str, Any]:
        return {"payload": b""}


class AsyncStoreSessions(StoreSessions):
    """Sessions on an asynchronous store, by the synchronous class."""

    def __init__(self, **options: Any) -> None:
        super().__init__(ThreadedStore(MemoryStore()), **options)


def with_module(module: Any) -> dict[str, Any]:
    path = f"{module.__module__}.{module.__qualname__}"
    return {"session": {"session_type": "custom", "custom_module": path}}


def with_list(tokens: Any, **more: Any) -> dict[str, Any]:
    return {"jose": {"jwt": {**JWT, "list": tokens}}, **more}


class Facade(unittest.IsolatedAsyncioTestCase):
    async def test_bad_configurations_are_refused_at_construction(self) -> None:
        for config in ({"jose": {"jwt": {"alg": "none"}}}, {"session": {}}, {"nonsense": {}}, 5):
            with self.subTest(config=config), self.assertRaises(JamError):
                Jam(config=config)

    async def test_sections_that_are_missing_are_named(self) -> None:
        jam = Jam(config={})
        for call in (jam.jwt_encode(), jam.session_get("x"), jam.otp_code("x"), jam.paseto_create({})):
            with self.assertRaises(JamConfigurationError):
                await call
        with self.assertRaises(JamOAuth2ProviderNotConfigured):
            await jam.oauth2_fetch_token("github", "code")
        with self.assertRaises(JamConfigurationError):
            jam.jwt  # noqa: B018

    async def test_wrong_arguments_are_refused(self) -> None:
        jam = Jam(config=CONFIG)
        with self.assertRaises(TypeError):
            await jam.jwt_decode()  # type: ignore[call-arg]
        for bad in (None, "", "a.b.c", b"x", 5):
            with self.subTest(token=bad), self.assertRaises(JamError):
                await jam.jwt_decode(bad, check_list=None)  # type: ignore[arg-type]
            with self.subTest(token=bad), self.assertRaises(JamError):
                await jam.paseto_decode(bad)  # type: ignore[arg-type]

    async def test_a_kind_of_credential_that_is_none_is_refused(self) -> None:
        jam = Jam(config={**CONFIG, "session": {"session_type": "memory"}})
        for bad in ("nonsense", "", 5, [], {}, b"session"):
            with self.subTest(via=bad), self.assertRaises(JamConfigurationError):
                await jam.issue("alice", via=bad)  # type: ignore[arg-type]
            with self.subTest(via=bad), self.assertRaises(JamConfigurationError):
                await jam.authenticate("token", bad)  # type: ignore[arg-type]

    async def test_a_module_of_ones_own_gets_its_options_as_they_are(self) -> None:
        class Logger:
            def debug(self, text: str) -> None:
                pass

        uri, logger = "redis://localhost:6379/0", Logger()
        module = mock.Mock(spec=[])
        aio_sessions.create_instance("custom", None, logger, custom_module=module, redis_uri=uri)
        self.assertEqual(module.call_args.kwargs["redis_uri"], uri)
        self.assertIs(module.call_args.kwargs["logger"], logger)

    async def test_both_facades_read_each_others_tokens(self) -> None:
        here, there = Jam(config=CONFIG), jamlite.Jam(config=CONFIG)
        claims = await here.jwt_decode(there.jwt_encode(sub="a", exp=60), check_list=None)
        self.assertEqual(claims["sub"], "a")
        token = await here.jwt_encode(sub="a", exp=60, payload={"x": 1})
        self.assertEqual(there.jwt_decode(token, check_list=None)["x"], 1)
        self.assertEqual(there.jwe_decrypt(await here.jwe_encrypt(b"text")), b"text")
        self.assertEqual(await here.jwe_decrypt(there.jwe_encrypt(b"text")), b"text")
        self.assertEqual(there.jws_verify(await here.jws_sign({"a": 1}))["payload"], b'{"a":1}')
        self.assertEqual((await here.jws_verify(there.jws_sign(b"x")))["payload"], b"x")
        token = await here.paseto_create(await here.paseto_make_payload(60, a=1), "footer")
        self.assertEqual(there.paseto_decode(token)["payload"]["a"], 1)
        self.assertEqual((await here.paseto_decode(token))["payload"]["a"], 1)
        self.assertEqual(await here.otp_code(OTP, 59), "287082")
        self.assertIs(await here.otp_verify_code(OTP, "287082", 59), True)
        self.assertEqual(await here.otp_uri(OTP, "a", "b"), there.otp_uri(OTP, "a", "b"))

    async def test_the_deprecated_methods(self) -> None:
        jam = Jam(config=CONFIG)
        with self.assertWarns(DeprecationWarning):
            payload = await jam.jwt_make_payload(60, {"a": 1})
        with self.assertWarns(DeprecationWarning):
            token = await jam.jwt_create(payload)
        self.assertEqual((await jam.jwt_decode(token, check_list=None))["a"], 1)

    async def test_sessions_of_every_kind(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            sections = [
                {"session": {"session_type": "memory"}},
                {
                    "session": {
                        "session_type": "memory",
                        "is_session_crypt": True,
                        "session_aes_secret": "A" * 43 + "=",
                    }
                },
                {"session": {"session_type": "json", "json_path": os.path.join(folder, "s.json")}},
                {"session": {"session_type": "sqlite", "sqlite_path": os.path.join(folder, "s.sqlite")}},
                with_module(SlowSessions),
                with_module(OwnAsyncSessions),
            ]
            for section in sections:
                for cpu_in_thread in (False, True):
                    jam = Jam(config=section, cpu_in_thread=cpu_in_thread)
                    with self.subTest(section=section):
                        await self.use(jam)
                    if hasattr(jam.session, "close"):
                        await jam.session.close()

    async def use(self, jam: Jam) -> None:
        first = await jam.session_create("user", {"a": 1})
        self.assertEqual(await jam.session_get(first), {"a": 1})
        await jam.session_update(first, {"b": 2})
        self.assertEqual(await jam.session.get(first), {"b": 2})
        second = await jam.session_rework(first)
        self.assertIsNone(await jam.session_get(first))
        self.assertEqual(await jam.session_get(second), {"b": 2})
        with self.assertRaises(JamSessionNotFound):
            await jam.session_update(first, {})
        await jam.session_delete(second)
        self.assertIsNone(await jam.session_get(second))
        third = await jam.session.create("user", {})
        self.assertIsInstance(jam.session.id, str)
        await jam.session_clear("user")
        self.assertIsNone(await jam.session_get(third))

    async def test_changes_at_once_lose_none(self) -> None:
        place = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, place)
        for options in (
            {"session_type": "memory"},
            {"session_type": "json", "json_path": os.path.join(place, "a")},
            {"session_type": "sqlite", "sqlite_path": os.path.join(place, "b")},
        ):
            jam = Jam(config={"session": options})
            made = await jam.session_create("user", {"n": 0})
            await asyncio.gather(
                *(jam.session.modify(made, lambda data: {"n": data["n"] + 1}) for _ in range(20))
            )
            self.assertEqual(await jam.session_get(made), {"n": 20})
            await jam.session.close()

    async def test_of_100_reworks_at_once_exactly_one_succeeds(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            for section in (
                {"session_type": "memory"},
                {"session_type": "json", "json_path": os.path.join(folder, "s.json")},
                {"session_type": "sqlite", "sqlite_path": os.path.join(folder, "s.sqlite")},
            ):
                jam = Jam(config={"session": section})
                old = await jam.session_create("user", {"a": 1})
                made = await asyncio.gather(
                    *(jam.session_rework(old) for _ in range(100)), return_exceptions=True
                )
                winners = [one for one in made if isinstance(one, str)]
                self.assertEqual(len(winners), 1, section)
                self.assertEqual(sum(isinstance(one, JamSessionNotFound) for one in made), 99)
                self.assertEqual(await jam.session_get(winners[0]), {"a": 1})
                await jam.session.close()

    async def test_many_asynchronous_sessions_that_need_workers_themselves_do_not_lock_up(self) -> None:
        jam = Jam(config=with_module(OwnAsyncSessions))
        made = await jam.session_create("user", {"a": 1})
        found = await asyncio.wait_for(asyncio.gather(*(jam.session_get(made) for _ in range(200))), 20)
        self.assertEqual(found, [{"a": 1}] * 200)


class Lists(unittest.IsolatedAsyncioTestCase):
    async def test_lists_of_every_kind_refuse(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            for kind, make in (
                ("memory", lambda type: {"backend": "memory", "type": type}),
                (
                    "sqlite",
                    lambda type: {"backend": "sqlite", "type": type, "sqlite_path": f"{folder}/{type}"},
                ),
                ("object", lambda type: TokenList(SlowStore(), type=type)),
                ("own", OwnAsyncList),
            ):
                with self.subTest(kind=kind):
                    jam = Jam(config=with_list(make("black")))
                    self.addCleanup(getattr(jam.jwt.list, "close", int))
                    token = await jam.jwt_encode(sub="a", exp=60)
                    self.assertEqual((await jam.jwt_decode(token))["sub"], "a")
                    await jam.jwt.list.add(token)
                    with self.assertRaises(JamJWTInBlackList):
                        await jam.jwt_decode(token)
                    jam = Jam(config=with_list(make("white")))
                    self.addCleanup(getattr(jam.jwt.list, "close", int))
                    token = await jam.jwt_encode(sub="a", exp=60)
                    self.assertEqual((await jam.jwt_decode(token))["sub"], "a")
                    stranger = jamlite.Jam(config={"jose": {"jwt": JWT}}).jwt_encode(sub="a", exp=60)
                    with self.assertRaises(JamJWTNotInWhiteList):
                        await jam.jwt_decode(stranger)

    async def test_what_changes_a_list_does_not_depend_on_await(self) -> None:
        """In Jam 3.2 the list of aio.Jam does not wait: a token must be revoked when its code comes here."""
        for store in (MemoryStore(), SlowStore()):
            tokens = TokenList(store)
            with self.subTest(store=type(tokens.store).__name__):
                jam = Jam(config=with_list(tokens))
                self.addCleanup(getattr(jam.jwt.list, "close", int))
                listed, other, third = [await jam.jwt_encode(sub="a") for _ in range(3)]
                jam.jwt.list.add(listed)
                for _ in range(100):
                    if await jam.jwt.list.check(listed):
                        break
                    await asyncio.sleep(0.02)
                with self.assertRaises(JamJWTInBlackList):
                    await jam.jwt_decode(listed)
                answer = jam.jwt.list.check(other)
                if getattr(tokens.store, "IN_MEMORY", False):
                    self.assertFalse(answer)
                else:
                    with self.assertRaisesRegex(TypeError, "await"):
                        bool(answer)
                self.assertIs(await answer, False)
                done = await asyncio.gather(
                    jam.jwt.list.add(other), asyncio.create_task(jam.jwt.list.add(third))
                )
                self.assertEqual(done, [None, None])
                self.assertEqual(await jam.jwt.list.check_many([other, third]), {other: True, third: True})

    async def test_the_methods_of_a_list_are_coroutine_functions(self) -> None:
        """Frameworks ask for that, for example before they run a task in the background."""
        made = aio_lists.MemoryList()
        for method in (made.add, made.check, aio_lists.MemoryList.add):
            self.assertTrue(inspect.iscoroutinefunction(method))
            self.assertTrue(
                asyncio.iscoroutine(method(*([made] if method is aio_lists.MemoryList.add else []), "x"))
            )
        self.assertEqual([*inspect.signature(made.add).parameters], ["token", "expires", "now"])
        self.assertEqual([*inspect.signature(aio_lists.MemoryList.add).parameters][:2], ["self", "token"])
        self.assertEqual((made.add.__name__, made.add.__doc__), ("add", TokenList.add.__doc__))

        class Own(aio_lists.MemoryList):
            async def add(self, token: str, **options: Any) -> None:
                await super().add(f"own {token}", **options)

        own = Own()
        await own.add("x")
        self.assertEqual((await own.check("own x"), await own.check("x")), (True, False))

    async def test_a_list_that_fails_refuses(self) -> None:
        tokens = TokenList(SlowStore())
        jam = Jam(config=with_list(tokens))
        token = await jam.jwt_encode(sub="a", exp=60)
        broken = mock.patch.object(SlowStore, "_contains_many", side_effect=JamStoreError())
        with broken, self.assertRaises(JamStoreError):
            await jam.jwt_decode(token)

    async def test_a_paseto_list_works_in_its_thread(self) -> None:
        store = SlowStore()
        section = {**CONFIG["paseto"], "list": TokenList(store, type="white")}
        jam = Jam(config={"paseto": section})
        token = await jam.paseto_create({"a": 1})
        self.assertEqual((await jam.paseto_decode(token))["payload"], {"a": 1})
        self.assertNotIn(threading.get_ident(), store.threads)


async def longest_gap(work: Any) -> float:
    """Run a coroutine beside a heartbeat; return the longest time without a beat, in seconds."""
    gaps = [0.0]

    async def beat() -> None:
        last = time.perf_counter()
        while True:
            await asyncio.sleep(0.001)
            now = time.perf_counter()
            gaps.append(now - last)
            last = now

    heart = asyncio.ensure_future(beat())
    await asyncio.sleep(0)
    await work
    await asyncio.sleep(0.002)  # a gap at the very end counts too
    heart.cancel()
    return max(gaps)


class Loop(unittest.IsolatedAsyncioTestCase):
    async def best_gap(self, work: Any) -> float:
        """The shortest of several longest gaps: other processes may take the processor from one of them."""
        best = 1.0
        for _ in range(12):
            best = min(best, await longest_gap(work()))
            if best < 0.08:
                break
        return best

    async def test_a_slow_store_does_not_block_the_loop(self) -> None:
        jam = Jam(config={**with_list(TokenList(SlowStore())), **with_module(SlowSessions)})
        token = await jam.jwt_encode(sub="a", exp=60)

        async def work() -> None:
            made = await jam.session_create("user", {"a": 1})
            await jam.session.get(made)
            await jam.jwt_decode(token)

        with mock.patch.object(SlowStore, "PAUSE", 0.1):
            self.assertLess(await self.best_gap(work), 0.08)

    async def test_a_blocked_loop_would_be_seen(self) -> None:
        async def work() -> None:
            time.sleep(0.1)

        self.assertGreater(await longest_gap(work()), 0.08)

    async def test_cpu_in_thread_takes_long_work_off_the_loop(self) -> None:
        for cpu_in_thread in (False, True):
            jam = Jam(config=CONFIG, cpu_in_thread=cpu_in_thread)
            seen: list[int] = []

            def spy(*args: Any, seen: list[int] = seen, **kwargs: Any) -> str:
                seen.append(threading.get_ident())
                return "token"

            with mock.patch.object(jam.jwt, "encode", spy):
                await jam.jwt_encode(sub="a")
            self.assertEqual(seen != [threading.get_ident()], cpu_in_thread)

    async def test_files_of_keys_are_read_in_a_thread(self) -> None:
        for kind, in_thread in (("memory", False), ("file", True)):
            with tempfile.TemporaryDirectory() as folder:
                keychain = {"type": kind, **({"path": folder} if in_thread else {})}
                jam = Jam(config={"jose": {"jwt": {"alg": "EdDSA", "keychain": keychain}}})
                jam.jwt.keychain.rotate()
                self.assertEqual(await self.hops_of_a_login(jam, "jwt"), 2 if in_thread else 0)
            with tempfile.TemporaryDirectory() as folder:
                keychain = {"type": kind, **({"path": folder} if in_thread else {})}
                jam = Jam(config={"macaroon": {"location": "x", "keychain": keychain}})
                jam.macaroon.keychain.rotate()
                self.assertEqual(await self.hops_of_a_login(jam, "macaroon"), 2 if in_thread else 0)

    async def hops_of_a_login(self, jam: Jam, via: str) -> int:
        """Return how often a worker thread is asked while a credential is issued and accepted."""
        with mock.patch.object(threaded, "copy_context", wraps=threaded.copy_context) as hops:
            token = await jam.issue("alice", via=via)
            self.assertEqual((await jam.authenticate(token, via)).id, "alice")
        return hops.call_count

    async def test_memory_is_not_worth_a_thread(self) -> None:
        jam = Jam(config=CONFIG)
        with mock.patch.object(threaded, "in_thread", side_effect=AssertionError):
            await jam.session_create("user", {})
            await jam.session.create("user", {})
            await jam.jwt_encode(sub="a")

    async def test_where_no_thread_starts_all_is_called_directly(self) -> None:
        def refuse(*_: Any) -> int:
            raise RuntimeError("can't start new thread")

        with (
            mock.patch.object(threaded, "_threads", None),
            mock.patch.object(threaded, "start_new_thread", refuse),
        ):
            jam = Jam(config=with_module(SlowSessions), cpu_in_thread=True)
            made = await jam.session_create("user", {"a": 1})
            self.assertEqual(await jam.session.get(made), {"a": 1})
            self.assertEqual(jam.session.store.threads, {threading.get_ident()})
            native = Jam(config=with_module(OwnAsyncSessions))
            self.assertIsInstance(await native.session_create("user", {}), str)

    async def test_a_cancelled_call_is_not_waited_for(self) -> None:
        jam = Jam(config=with_module(SlowSessions))
        with self.assertRaises(asyncio.TimeoutError):
            await asyncio.wait_for(jam.session_create("user", {}), 0.001)
        self.assertIsNone(await jam.session_get("x"))


class Credentials(unittest.IsolatedAsyncioTestCase):
    async def test_issue_authenticate_authorize_over_a_slow_store(self) -> None:
        jam = Jam(config={**CONFIG, **with_module(SlowSessions)})
        for via in ("jwt", "paseto", "session"):
            token = await jam.issue("alice", via, permissions=["read"])
            principal = await jam.authenticate(token)
            self.assertEqual(principal.claims["sub"], "alice")
            self.assertEqual(await jam.authorize(principal, "write"), False)
        self.assertNotIn(threading.get_ident(), jam.session.store.threads)
        self.assertEqual(await copy.copy(jam.session).get(token), await jam.session.get(token))


class Judged(unittest.IsolatedAsyncioTestCase):
    """A coroutine is true: a forgotten `await` would let everybody in."""

    async def test_the_truth_of_an_answer_that_was_not_awaited_is_an_error(self) -> None:
        secret, jam = "JBSWY3DPEHPK3PXP" * 2, Jam(config={**CONFIG, "otp": {}})
        totp = TOTP(secret)
        factor = aio_sessions.SecondFactor(MemoryStore())
        code = await jam.otp_code(secret)
        clerk = await jam.authenticate(await jam.issue("alice", "jwt", permissions=["read"]))
        for method, arguments, wanted in (
            (jam.otp_verify_code, (secret, code), True),
            (jam.otp_verify_code, (secret, "12345"), False),
            (jam.authorize, (clerk, "read"), True),
            (jam.authorize, (clerk, "write"), False),
            (factor.verify, ("bob", totp, "12345"), False),
            (factor.verify, ("ann", totp, code), True),
            (factor.use_recovery_code, ("ann", "wrong"), False),
        ):
            with self.subTest(method.__name__, wanted=wanted):
                self.assertTrue(inspect.iscoroutinefunction(method))
                answer = method(*arguments)
                for judge in (bool, lambda one: "in" if one else "out", lambda one: not one):
                    with self.assertRaisesRegex(JamTypeError, "await it"):
                        judge(answer)
                self.assertTrue(asyncio.iscoroutine(answer))
                self.assertIs(await asyncio.wait_for(answer, 5), wanted)

    async def test_they_run_in_tasks_and_raise_what_the_method_raises(self) -> None:
        jam = Jam(config={"otp": {}})
        secret = "JBSWY3DPEHPK3PXP" * 2
        code = await jam.otp_code(secret)
        both = asyncio.gather(jam.otp_verify_code(secret, code), jam.otp_verify_code(secret, "12345"))
        self.assertEqual(await both, [True, False])
        self.assertIs(await asyncio.create_task(jam.otp_verify_code(secret, code)), True)
        with self.assertRaises(JamError):
            await jam.otp_verify_code("not base32!", code)
        with self.assertRaises(TypeError):
            await jam.otp_verify_code()  # type: ignore[call-arg]
        with self.assertWarnsRegex(RuntimeWarning, "never awaited"):
            jam.otp_verify_code(secret, code)
            gc.collect()


class SeveralLoops(unittest.TestCase):
    def test_one_facade_serves_loops_one_after_another(self) -> None:
        jam = Jam(config=with_module(SlowSessions))
        made = asyncio.run(jam.session_create("user", {"a": 1}))
        self.assertEqual(asyncio.run(jam.session_get(made)), {"a": 1})


class Refused(unittest.TestCase):
    """What is asynchronous never gets into a facade that does not await: its answers would all be true."""

    def test_a_synchronous_facade_refuses_asynchronous_parts_when_it_is_made(self) -> None:
        for config in (
            with_list(OwnAsyncList("white")),
            with_list(OwnAsyncList("black")),
            with_list(aio_lists.MemoryList("white")),
            with_list(TokenList(ThreadedStore(MemoryStore()))),
            {"paseto": {**CONFIG["paseto"], "list": OwnAsyncList("white")}},
            with_module(OwnAsyncSessions),
            with_module(AsyncStoreSessions),
            {"jose": {"jws": {"custom_module": f"{__name__}.OwnAsyncSigner"}}},
        ):
            with self.subTest(config=config), self.assertRaises(JamConfigurationError) as caught:
                jamlite.Jam(config=config)
            self.assertIn("jamlite.aio", str(caught.exception))

    def test_an_asynchronous_list_that_came_later_is_refused_too(self) -> None:
        for tokens in (OwnAsyncList("white"), aio_lists.MemoryList("white")):
            jam = jamlite.Jam(config=with_list(SyncMemoryList("black")))
            token = jam.jwt_encode(sub="a", exp=60)
            jam.jwt.list = tokens
            with self.assertRaises(JamConfigurationError):
                jam.jwt_decode(token)
            with self.assertRaises(JamConfigurationError):
                jam.jwt_encode(sub="a")

    def test_the_facade_with_coroutines_refuses_a_token_module_that_is_awaited(self) -> None:
        with self.assertRaises(JamConfigurationError):
            Jam(config={"jose": {"jwt": {"custom_module": f"{__name__}.OwnAsyncSigner"}}})


class Recorder(BasePlugin):
    """Notes what it is told, and adds a claim."""

    def setup(self) -> None:
        self.seen: list[str] = []

    def on_before_jwt_encode(self, **arguments: Any) -> dict[str, Any]:
        self.seen.append("before")
        return {"payload": {"tenant": "blue"}}

    def on_after_jwt_encode(self, result: str, **arguments: Any) -> None:
        self.seen.append("after" if isinstance(result, str) else "too early")

    def on_failed_session_update(self, error: Exception, **arguments: Any) -> None:
        self.seen.append(type(error).__name__)


@mock.patch.dict(os.environ, {"JAM_ENABLE_PLUGINS": "1"})
class Plugins(unittest.IsolatedAsyncioTestCase):
    async def test_plugins_see_results_and_change_arguments(self) -> None:
        with mock.patch.dict(os.environ, {"JAM_ENABLE_PLUGINS": "1"}):
            jam = Jam(config=CONFIG, plugins=[Recorder])
        token = await jam.jwt_encode(sub="a")
        self.assertEqual((await jam.jwt_decode(token, check_list=None))["tenant"], "blue")
        with self.assertRaises(JamSessionNotFound):
            await jam.session_update("x", {})
        recorder: Any = jam._plugins[0]
        self.assertEqual(recorder.seen, ["before", "after", "JamSessionNotFound"])
        self.assertEqual(jam.emit("unheard", a=1), {"a": 1})


if __name__ == "__main__":
    unittest.main()
