"""Coroutine methods for which a missing `await` must not be dangerous.

Jam's lists do not wait, so programs written for Jam have no `await` before them, and a token must not stay
valid after a logout because one is missing. What changes a list begins at the call; the answer of `check` is
true or false without `await` where the list is in memory, and elsewhere `bool` of it raises JamTypeError.

A coroutine is true. Where the answer of a method lets somebody in, `bool` of its coroutine raises as well.
"""

from __future__ import annotations

from collections.abc import Coroutine
from functools import partial, update_wrapper

from ..driver import at_once, coroutine
from ..exceptions.base import JamTypeError
from ..stores.threaded import begun

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Concatenate, Generator, ParamSpec, TypeVar

    P = ParamSpec("P")
    Result = TypeVar("Result")

_UNKNOWN = object()


def answered(
    method: Callable[Concatenate[Any, P], Result], *, begins: bool = False
) -> Callable[Concatenate[Any, P], Coroutine[Any, Any, Result]]:
    """Return a method of a list on an asynchronous store as a coroutine method.

    Args:
        method: returns the answer, or an awaitable of it.
        begins: whether what waits begins at the call, in a task.
    """
    made = _Method(coroutine(method))
    made.work, made.begins = method, begins
    found: Callable[..., Any] = update_wrapper(made, method)
    return found


def judged(
    method: Callable[Concatenate[Any, P], Result],
) -> Callable[Concatenate[Any, P], Coroutine[Any, Any, Result]]:
    """As `driver.coroutine`, for a method that answers True or False: the answer has to be awaited."""
    made = _Judging(coroutine(method))
    found: Callable[..., Any] = update_wrapper(made, method)
    return found


class _Method(partial):  # type: ignore[type-arg]
    """A method that returns an `_Answer`. `iscoroutinefunction` looks at `func` and says yes."""

    work: Callable[..., Any]
    begins: bool
    __wrapped__: Callable[..., Any]

    def __get__(self, thing: Any, kind: Any = None) -> Any:
        if thing is None:
            return self
        bound = type(self)(self.func, thing)
        bound.__dict__.update(self.__dict__)
        del bound.__wrapped__  # `inspect` would show the signature with `self`
        return bound

    @property
    def __signature__(self) -> Any:
        from inspect import signature

        return signature(partial(self.func, *self.args))  # without `self`, for `inspect` and frameworks

    def __call__(self, *args: Any, **kwargs: Any) -> _Answer:
        args = self.args + args
        answer = self.work(*args, **kwargs)
        # Nothing waits in memory: the work is done now, and `bool` tells the answer without `await`.
        if getattr(args[0]._store, "IN_MEMORY", False):
            value = at_once(_waiting(answer))
            return _Answer(_given(value), value)
        # A task: a logout counts even if nobody awaits it.
        return _Answer(_waiting(begun(answer) if self.begins else answer))


class _Judging(_Method):
    """A method whose answer is not known before it is awaited."""

    def __call__(self, *args: Any, **kwargs: Any) -> _Answer:
        # Not begun: nothing happens before it is awaited.
        return _Answer(self.func(*self.args, *args, **kwargs).__await__())


class _Answer(Coroutine):  # type: ignore[type-arg]
    """A coroutine. `bool` of it is that of the answer, or JamTypeError before the answer is known."""

    def __init__(self, work: Generator[Any, Any, Any], known: Any = _UNKNOWN) -> None:
        self._work = work
        self._known = known

    def send(self, value: Any) -> Any:
        return self._work.send(value)

    def throw(self, *error: Any) -> Any:
        return self._work.throw(*error)

    def close(self) -> None:
        self._work.close()

    def __await__(self) -> Generator[Any, Any, Any]:
        return self._work

    def __bool__(self) -> bool:
        if self._known is _UNKNOWN:
            raise JamTypeError("what jamlite.aio answers is a coroutine: await it")
        return bool(self._known)


def _given(value: Any) -> Generator[Any, Any, Any]:
    return value
    yield  # makes it a generator, as `__await__` must return


def _waiting(answer: Any) -> Generator[Any, Any, Any]:
    return (yield from answer.__await__())
