"""The driver: a coroutine is never an answer, every error reaches the steps, every generator is closed."""

from __future__ import annotations

import asyncio
import functools
import gc
import inspect
import unittest
import warnings
from collections.abc import Generator
from typing import Any

from jamlite.driver import (
    Waiting,
    at_once,
    awaited,
    checked,
    is_coroutine_callable,
    led,
    settle,
    single,
    stepwise,
)
from jamlite.exceptions import JamConfigurationError, JamStoreError


async def later(value: Any) -> Any:
    await asyncio.sleep(0)
    return value


async def failing() -> None:
    await asyncio.sleep(0)
    raise JamStoreError()


class Traced:
    """Steps that note what they were sent, what was raised inside them, and that they were closed."""

    def __init__(self, *operations: Any) -> None:
        self.operations = operations
        self.seen: list[Any] = []

    def steps(self) -> Generator[Any, Any, list[Any]]:
        try:
            for operation in self.operations:
                self.seen.append((yield operation() if callable(operation) else operation))
        except BaseException as error:
            self.seen.append(type(error).__name__)
            raise
        finally:
            self.seen.append("end")
        return self.seen


class Single(unittest.TestCase):
    """What is done with one operation: an answer is returned, an awaitable is awaited or refused."""

    class Thing:
        def __init__(self, lead: Any, answer: Any) -> None:
            self._lead = lead
            self.answer = answer

        def ask(self, number: int) -> Any:
            if self._lead is at_once:
                return checked(self.answer(number))
            return self._lead(single(self.answer, number))

    def test_an_answer_is_returned(self) -> None:
        self.assertEqual(self.Thing(at_once, lambda number: number + 1).ask(1), 2)
        self.assertIs(self.Thing(at_once, lambda _: False).ask(1), False)

    def test_an_awaitable_is_refused_where_nothing_waits(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with self.assertRaises(JamConfigurationError):
                self.Thing(at_once, lambda _: later(True)).ask(1)
            gc.collect(0)  # PyPy collects all; elsewhere what is young is enough

    def test_an_awaitable_is_awaited_elsewhere(self) -> None:
        for answer in (later, lambda number: number):
            self.assertEqual(asyncio.run(self.Thing(awaited, answer).ask(5)), 5)

    def test_errors_pass(self) -> None:
        with self.assertRaises(ZeroDivisionError):
            self.Thing(at_once, lambda number: number // 0).ask(1)


class AtOnce(unittest.TestCase):
    def test_an_awaitable_is_refused_and_the_steps_are_closed(self) -> None:
        loop = asyncio.new_event_loop()
        self.addCleanup(loop.close)
        for make in (lambda: later(True), lambda: asyncio.Future(loop=loop)):
            traced = Traced(1, make, 2)
            with warnings.catch_warnings():
                warnings.simplefilter("error")  # a coroutine that was never awaited would be told of
                with self.assertRaises(JamConfigurationError):
                    at_once(traced.steps())
                gc.collect(0)
            self.assertEqual(traced.seen, [1, "GeneratorExit", "end"])

    def test_an_awaitable_result_is_refused_too(self) -> None:
        def steps() -> Generator[Any, Any, Any]:
            yield 1
            return later(True)

        with self.assertRaises(JamConfigurationError):
            at_once(steps())

    def test_what_an_operation_raises_goes_through(self) -> None:
        def steps() -> Generator[Any, Any, None]:
            yield 1
            raise JamStoreError()

        with self.assertRaises(JamStoreError):
            at_once(steps())

    def test_answers_come_straight_back(self) -> None:
        self.assertEqual(at_once(Traced(1, None, False, "x").steps()), [1, None, False, "x", "end"])


class Awaited(unittest.IsolatedAsyncioTestCase):
    async def test_what_an_operation_raises_is_raised_inside(self) -> None:
        traced = Traced(1, failing, 2)
        with self.assertRaises(JamStoreError):
            await awaited(traced.steps())
        self.assertEqual(traced.seen, [1, "JamStoreError", "end"])

    async def test_steps_may_go_on_after_an_error(self) -> None:
        def steps() -> Generator[Any, Any, Any]:
            try:
                yield failing()
            except JamStoreError:
                return (yield later("second"))

        self.assertEqual(await awaited(steps()), "second")

    async def test_answers_and_awaitables_may_alternate(self) -> None:
        traced = Traced(1, lambda: later(2), None, lambda: later(None))
        self.assertEqual(await awaited(traced.steps()), [1, 2, None, None, "end"])

    async def test_cancelled_at_every_yield_the_steps_end(self) -> None:
        for count in range(4):
            traced = Traced(*[lambda: later(0)] * count, lambda: asyncio.Event().wait(), lambda: later(9))
            task = asyncio.ensure_future(awaited(traced.steps()))
            for _ in range(3 * count + 3):
                await asyncio.sleep(0)
            task.cancel()
            with self.assertRaises(asyncio.CancelledError):
                await task
            self.assertEqual(traced.seen, [0] * count + ["CancelledError", "end"])

    async def test_a_coroutine_that_is_closed_closes_its_steps(self) -> None:
        traced = Traced(1, lambda: later(2))
        coroutine = awaited(traced.steps())
        coroutine.send(None)
        coroutine.close()
        self.assertEqual(traced.seen, [1, "GeneratorExit", "end"])


class Stepwise(unittest.TestCase):
    def test_the_object_says_which_driver_leads(self) -> None:
        class Counter:
            def __init__(self, lead: Any) -> None:
                self._lead = lead

            @stepwise
            def twice(self, number: int) -> Steps[int]:  # type: ignore[name-defined]  # noqa: F821
                """Return twice the number."""
                return 2 * (yield number)

        self.assertEqual(Counter(at_once).twice(4), 8)
        self.assertEqual(asyncio.run(Counter(awaited).twice(number=4)), 8)
        self.assertEqual(Counter.twice.__annotations__["return"], "int")
        self.assertEqual(Counter.twice.__doc__, "Return twice the number.")


class Counter:
    _lead: Any = staticmethod(at_once)

    @stepwise
    def double(self, number: int) -> Steps[int]:  # type: ignore[name-defined]  # noqa: F821
        """Return twice the number."""
        return (yield number) * 2

    @led
    def triple(self, number: int) -> int:
        return self._lead(single(lambda: number * 3))

    def half(self, number: int) -> int:
        return number // 2


class OfWaiting(unittest.IsolatedAsyncioTestCase):
    """A class beside `Waiting` has coroutine functions in the place of the methods that its driver leads."""

    class Asynchronous(Waiting, Counter):
        _lead = staticmethod(awaited)

    async def test_methods_that_are_led_are_coroutine_functions(self) -> None:
        counter = self.Asynchronous()
        for name, expected in (("double", 8), ("triple", 12)):
            with self.subTest(name):
                method = getattr(self.Asynchronous, name)
                self.assertTrue(inspect.iscoroutinefunction(method))
                self.assertEqual(inspect.signature(method), inspect.signature(getattr(Counter, name)))
                self.assertEqual(method.__doc__, getattr(Counter, name).__doc__)
                self.assertEqual(await getattr(counter, name)(4), expected)
        self.assertEqual(counter.half(4), 2)
        self.assertEqual((Counter().double(4), Counter().triple(4)), (8, 12))

    async def test_nothing_runs_before_it_is_awaited(self) -> None:
        made = self.Asynchronous().double()  # type: ignore[call-arg]
        with self.assertRaises(TypeError):
            await made

    async def test_methods_of_a_subclass_stay_what_they_are(self) -> None:
        class Own(self.Asynchronous):  # type: ignore[name-defined,misc]
            @functools.wraps(Counter.double)
            async def double(self, number: int) -> int:
                return number

            @stepwise
            def triple(self, number: int) -> Steps[int]:  # type: ignore[name-defined]  # noqa: F821
                return (yield number) + 3

        self.assertIs(Own.double, vars(Own)["double"])
        self.assertEqual(await Own().double(4), 4)
        self.assertTrue(inspect.iscoroutinefunction(Own.triple))
        self.assertEqual(await Own().triple(4), 7)


class Helpers(unittest.TestCase):
    def test_settle(self) -> None:
        async def both() -> list[int]:
            return [await settle(1), await settle(later(2))]

        self.assertEqual(asyncio.run(both()), [1, 2])

    def test_is_coroutine_callable(self) -> None:
        class Asynchronous:
            async def __call__(self) -> None:
                pass

        for function in (later, Asynchronous()):
            self.assertIs(is_coroutine_callable(function), True)
        for function in (at_once, Traced(), int, None, lambda: later(1)):
            self.assertIs(is_coroutine_callable(function), False)


if __name__ == "__main__":
    unittest.main()
