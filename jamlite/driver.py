"""One way to wait: what may wait is written once, for callers that block and for callers that await.

Such work is a generator. It yields what an operation returned and is sent the answer:

    record = yield self._store.get(key)

Where the store answers at once, the work is already done, and the answer comes straight back. Where the
store is asynchronous, the operation has returned an awaitable. One of two drivers leads the generator to
its end: `at_once` for operations that answer, `awaited` for operations that are awaited. Whether a call
waits is a property of the store or transport, so the object that owns it says which driver leads.
"""

from __future__ import annotations

from functools import wraps

from .exceptions.base import JamConfigurationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Awaitable, Callable, Concatenate, Generator, ParamSpec, TypeVar, Union

    P = ParamSpec("P")
    Self = TypeVar("Self")
    Result = TypeVar("Result")
    Steps = Generator[Any, Any, Result]

__all__ = ["at_once", "awaited", "is_coroutine_callable", "settle", "stepwise"]


def at_once(steps: Steps[Result]) -> Result:
    """Lead steps whose operations answer at once; return their result.

    Raises:
        JamConfigurationError: an operation returned an awaitable. It is never taken for an answer: an
            un-awaited coroutine is true, and would let everybody through.
        Others: what the steps raise.
    """
    answer: Any = None
    try:
        while True:
            answer = steps.send(answer)
            if hasattr(answer, "__await__"):
                break
    except StopIteration as end:
        answer = end.value
        if not hasattr(answer, "__await__"):
            result: Result = answer
            return result
    if hasattr(answer, "close"):
        answer.close()  # a coroutine that nobody will await
    steps.close()
    raise JamConfigurationError(
        "this call must not wait, and it was given something asynchronous: use jamlite.aio, or a handler "
        "that is a coroutine function"
    )


async def awaited(steps: Steps[Result]) -> Result:
    """Lead steps whose operations may return awaitables; return their result.

    What an operation raises is raised inside the steps, and so is the cancellation of this call.
    """
    try:
        answer = next(steps)
        while True:
            if hasattr(answer, "__await__"):
                try:
                    answer = await answer
                except GeneratorExit:  # this coroutine is being closed: nothing can be awaited any more
                    raise
                except BaseException as error:  # noqa: BLE001 - raised inside the steps, cancellation too
                    answer = steps.throw(error)
                    continue
            answer = steps.send(answer)
    except StopIteration as end:
        result: Result = end.value
        return result
    finally:
        steps.close()


def stepwise(method: Callable[Concatenate[Self, P], Steps[Result]]) -> Callable[Concatenate[Self, P], Result]:
    """Turn a generator into a method of an object whose attribute `_lead` is the driver."""
    returned = method.__annotations__["return"]
    method.__annotations__["return"] = returned[len("Steps[") : -1]  # what callers see

    @wraps(method)
    def call(self: Any, *args: P.args, **kwargs: P.kwargs) -> Result:
        result: Result = self._lead(method(self, *args, **kwargs))
        return result

    return call  # type: ignore[return-value]


async def settle(value: Union[Awaitable[Result], Result]) -> Result:
    """Return `value`, awaited if it can be."""
    if hasattr(value, "__await__"):
        result: Result = await value
        return result
    return value


def is_coroutine_callable(function: Any) -> bool:
    """Tell whether calling `function` returns a coroutine."""
    from inspect import iscoroutinefunction

    return iscoroutinefunction(function) or iscoroutinefunction(getattr(function, "__call__", None))  # noqa: B004
