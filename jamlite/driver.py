"""One way to wait: what may wait is written once, for callers that block and for callers that await.

Such work is a generator. It yields what an operation returned and is sent the answer:

    record = yield self._store.get(key)

Where the store answers at once, the work is already done, and the answer comes straight back. Where the
store is asynchronous, the operation has returned an awaitable. One of two drivers leads the generator to
its end: `at_once` for operations that answer, `awaited` for operations that are awaited. Whether a call
waits is a property of the store or transport, so the object that owns it says which driver leads.
"""

from __future__ import annotations

from .exceptions.base import JamConfigurationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import (
        Any,
        Awaitable,
        Callable,
        Concatenate,
        Coroutine,
        Generator,
        Generic,
        ParamSpec,
        TypeVar,
        Union,
        overload,
    )

    P = ParamSpec("P")
    Self = TypeVar("Self")
    Result = TypeVar("Result")
    Steps = Generator[Any, Any, Result]

    class Stepwise(Generic[Self, P, Result]):
        """What a type checker takes a method under `stepwise` for: what it returns depends on the object."""

        @overload
        def __get__(self, thing: None, kind: object) -> Callable[Concatenate[Self, P], Result]: ...
        @overload
        def __get__(self, thing: Waiting, kind: object) -> Callable[P, Coroutine[Any, Any, Result]]: ...
        @overload
        def __get__(self, thing: object, kind: object) -> Callable[P, Result]: ...
        def __get__(self, thing: object, kind: object) -> object: ...

        def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Result: ...  # for protocols


_CO_COROUTINE = 0x80  # inspect.CO_COROUTINE; a facade is made without loading inspect

__all__ = [
    "Waiting",
    "at_once",
    "awaited",
    "checked",
    "coroutine",
    "is_asynchronous",
    "is_coroutine_callable",
    "led",
    "settle",
    "single",
    "stepwise",
]


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


def stepwise(method: Callable[Concatenate[Self, P], Steps[Result]]) -> Stepwise[Self, P, Result]:
    """Turn a generator into a method of an object whose attribute `_lead` is the driver."""
    returned = method.__annotations__["return"]
    method.__annotations__["return"] = returned[len("Steps[") : -1]  # what callers see

    @_like(method)
    def call(self: Any, *args: P.args, **kwargs: P.kwargs) -> Result:
        result: Result = self._lead(method(self, *args, **kwargs))
        return result

    return led(call)  # type: ignore[arg-type]


def led(method: Callable[Concatenate[Any, P], Result]) -> Stepwise[Any, P, Result]:
    """Mark a method that calls `_lead` itself, or returns at once: it belongs to those under `stepwise`."""
    method.led = method  # type: ignore[attr-defined]  # itself: a wrapper that copies attributes is none
    return method  # type: ignore[return-value]


def _like(method: Callable[..., Any]) -> Callable[[Callable[P, Result]], Callable[P, Result]]:
    """As functools.wraps, which takes 3 ms to load: give a function the name and docstring of a method."""

    def named(call: Callable[P, Result]) -> Callable[P, Result]:
        for name in ("__module__", "__name__", "__qualname__", "__doc__", "__annotations__"):
            setattr(call, name, getattr(method, name))
        call.__wrapped__ = method  # type: ignore[attr-defined]
        return call

    return named


def single(operation: Callable[..., Result], *args: object) -> Steps[Result]:
    """Return the steps of one operation; their result is its answer.

    Where nothing waits, `checked(operation(*args))` says the same without a generator, 1 us sooner.
    """
    answer: Result = yield operation(*args)
    return answer


def checked(answer: Result) -> Result:
    """Return an answer that needs no driver, or refuse it as `at_once` does."""
    return at_once(single(lambda: answer)) if hasattr(answer, "__await__") else answer


def coroutine(
    method: Callable[Concatenate[Any, P], Result],
) -> Callable[Concatenate[Any, P], Coroutine[Any, Any, Result]]:
    """Return a coroutine function that calls `method` and awaits what it returns, if that can be awaited."""

    @_like(method)
    async def call(self: Any, *args: P.args, **kwargs: P.kwargs) -> Result:
        answer: Any = method(self, *args, **kwargs)
        result: Result = await answer if hasattr(answer, "__await__") else answer
        return result

    return call  # type: ignore[return-value]


class Waiting:
    """The base of classes whose `_lead` awaits: methods under `stepwise` are coroutine functions there."""

    __slots__ = ()

    def __init_subclass__(cls, **options: object) -> None:
        super().__init_subclass__(**options)
        for name in dir(cls):
            method = getattr(cls, name, None)
            if callable(method) and getattr(method, "led", None) is method:
                setattr(cls, name, coroutine(method))  # type: ignore[arg-type]


async def settle(value: Union[Awaitable[Result], Result]) -> Result:
    """Return `value`, awaited if it can be."""
    if hasattr(value, "__await__"):
        result: Result = await value
        return result
    return value


def is_coroutine_callable(function: object) -> bool:
    """Tell whether calling `function` returns a coroutine."""
    from inspect import iscoroutinefunction

    return iscoroutinefunction(function) or iscoroutinefunction(getattr(function, "__call__", None))  # noqa: B004


def is_asynchronous(thing: object) -> bool:
    """Tell whether the methods of an object have to be awaited: as it says, or its store, or they themselves.

    Args:
        thing: a store, a session module, a token list, an OAuth2 client, or something of the user's own.
    """
    for one in (thing, getattr(thing, "store", None)):
        said = getattr(one, "ASYNCHRONOUS", None)
        if isinstance(said, bool):
            return said
    kind = type(thing)
    return _is_coroutine_function(thing) or any(
        not name.startswith("_") and _is_coroutine_function(getattr(kind, name, None)) for name in dir(kind)
    )


def _is_coroutine_function(function: object) -> bool:
    code = getattr(function, "__code__", None)
    return code is not None and bool(code.co_flags & _CO_COROUTINE)
