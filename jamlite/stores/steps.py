"""Methods on a store, written once for stores that answer and for those that are awaited.

Such a method is a generator. It yields what an operation returned and gets its answer back:

    record = yield self._store.get(key)

A store that answers has done the work by then, and the answer comes straight back. An asynchronous one
has returned an awaitable; then the method as a whole returns an awaitable.
"""

from __future__ import annotations

from functools import wraps

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Concatenate, Generator, ParamSpec, TypeVar

    P = ParamSpec("P")
    Self = TypeVar("Self")
    Result = TypeVar("Result")
    Steps = Generator[Any, Any, Result]


def stepwise(
    method: Callable[Concatenate[Self, P], Steps[Result]],
) -> Callable[Concatenate[Self, P], Result]:
    """Turn such a generator into a method of an object that has its store in `_store`."""
    returned = method.__annotations__["return"]
    method.__annotations__["return"] = returned[len("Steps[") : -1]  # as those see it who call

    @wraps(method)
    def call(self: Any, *args: P.args, **kwargs: P.kwargs) -> Result:
        steps = method(self, *args, **kwargs)
        return awaited(steps) if self._store.ASYNCHRONOUS else at_once(steps)  # type: ignore[return-value]

    return call  # type: ignore[return-value]


def at_once(steps: Steps[Result]) -> Result:
    """Run a generator whose operations answer; return what it does."""
    answer = None
    try:
        while True:
            answer = steps.send(answer)
    except StopIteration as end:
        result: Result = end.value
        return result


async def awaited(steps: Steps[Result]) -> Result:
    """Run a generator whose operations are awaited, as far as they can be; return what it does."""
    try:
        value = next(steps)
        while True:
            if hasattr(value, "__await__"):
                try:
                    value = await value
                except BaseException as error:  # noqa: BLE001 - it goes on in the steps, cancellation too
                    value = steps.throw(error)
                    continue
            value = steps.send(value)
    except StopIteration as end:
        result: Result = end.value
        return result
