"""The machinery of decorators that stand before a handler: what runs first, what the handler is given.

The steps before a handler are written once, as a generator: it yields every value that might have to be
awaited and is sent what came of it. Handlers that are coroutine functions get an asynchronous driver, all
others a synchronous one.

A handler declares the decorator's names last or as keyword-only ones, if its other arguments come by
position.

Functions of the application - token finders, exception handlers - are called with the arguments of the
route, but only with those they declare (`Declared`). The handler is called with the arguments of the
route and with those names of the decorator that it declares; a caller cannot supply these.
"""

from __future__ import annotations

from ..driver import at_once, awaited, is_coroutine_callable, settle
from ..exceptions.base import JamConfigurationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from inspect import Parameter, Signature
    from typing import Any, Callable, Collection, Generator, Mapping, ParamSpec, TypeVar

    P = ParamSpec("P")
    Result = TypeVar("Result")
    Arguments = Mapping[str, object]  # of a route: whatever its framework gives it
    # (positional arguments, named arguments) -> names for the handler, or a response in its place
    Steps = Callable[[tuple[object, ...], Arguments], Generator[object, Any, "dict[str, object] | Instead"]]


class Instead:
    """What steps return to answer in the place of the handler."""

    __slots__ = ("response",)

    def __init__(self, response: object) -> None:
        self.response = response


class Declared:
    """A function of the application's, called with no more than it declares."""

    __slots__ = ("_function", "_parameters")

    def __init__(self, function: Callable[..., object]) -> None:
        if not callable(function):
            raise JamConfigurationError("a function is needed here")
        self._function = function
        parameters = _signature(function).parameters
        self._parameters = [(name, parameter.kind.name) for name, parameter in parameters.items()]

    @property
    def names(self) -> frozenset[str]:
        """The names it declares."""
        return frozenset(name for name, _ in self._parameters)

    @property
    def function(self) -> Callable[..., object]:
        """The function itself."""
        return self._function

    def __call__(self, args: tuple[object, ...], kwargs: Arguments, given: Arguments) -> object:
        """Call it.

        Args:
            args, kwargs: those of the route; a positional one goes to whatever parameter is still free.
            given: names that are never taken from the route.
        """
        # `given` last: a route's argument of that name does not win.
        named, rest = {**kwargs, **given}, list(args)
        by_position: list[object] = []
        by_name: dict[str, object] = {}
        for name, kind in self._parameters:
            if kind == "VAR_KEYWORD":  # it stands last, so that what is left in `named` is for it
                by_name.update(named)
            elif name in named and kind in ("POSITIONAL_OR_KEYWORD", "KEYWORD_ONLY"):
                by_name[name] = named.pop(name)
            elif rest and kind != "KEYWORD_ONLY":
                taken = len(rest) if kind == "VAR_POSITIONAL" else 1
                # What is declared before it and was found by name has to be given by position, too.
                by_position += [*by_name.values(), *rest[:taken]]
                by_name, rest = {}, rest[taken:]
        return self._function(*by_position, **by_name)


def protect(
    handler: Callable[..., Result],
    steps: Steps,
    hidden: frozenset[str],
    asynchronous: bool | None = None,
    asks: Collection[Parameter] = (),
) -> Callable[..., Result]:
    """Return `handler` behind `steps`.

    Args:
        handler: of a route, synchronous or asynchronous.
        steps: see the head of this file.
        hidden: the names that `steps` may have for the handler; callers cannot supply them, and
            frameworks that read signatures do not see them.
        asynchronous: whether to return a coroutine function; None: if the handler is one.
        asks: keyword-only parameters that the steps need and the route may not declare. A framework that
            reads signatures finds them here and fills them in; the handler is not given them.
    """
    from functools import wraps

    declared = getattr(handler, "_jamlite_declared", None)  # a decorator of ours is beneath
    if declared is None:
        parameters = _signature(handler).parameters.values()
        declared = frozenset(parameter.name for parameter in parameters if _is_by_name(parameter))
    shown = declared & hidden
    visible = _signature(handler)
    # What the route has itself stays the route's.
    asked = [parameter for parameter in asks if parameter.name not in visible.parameters]
    withheld = hidden.union(parameter.name for parameter in asked)

    def arguments(kwargs: Arguments, names: Arguments) -> dict[str, object]:
        # A caller's `principal` is dropped.
        kept = {name: value for name, value in kwargs.items() if name not in withheld}
        kept.update((name, value) for name, value in names.items() if name in shown)
        return kept

    @wraps(handler)
    def behind(*args: Any, **kwargs: Any) -> Any:
        outcome = at_once(steps(args, kwargs))
        if isinstance(outcome, Instead):
            return outcome.response
        return handler(*args, **arguments(kwargs, outcome))

    @wraps(handler)
    async def behind_async(*args: Any, **kwargs: Any) -> Any:
        outcome = await awaited(steps(args, kwargs))
        if isinstance(outcome, Instead):
            return outcome.response
        response = handler(*args, **arguments(kwargs, outcome))
        # `asynchronous` may be set for a plain function.
        return await response if hasattr(response, "__await__") else response

    if asynchronous is None:
        asynchronous = is_coroutine_callable(handler)
    wrapper: Any = behind_async if asynchronous else behind
    # For the next decorator: it sees the wrapper's signature, without our names.
    wrapper._jamlite_declared = declared
    kept = [parameter for name, parameter in visible.parameters.items() if name not in shown]
    # Signature accepts nothing behind **those.
    last = [parameter for parameter in kept if parameter.kind is parameter.VAR_KEYWORD]
    wrapper.__signature__ = visible.replace(
        parameters=[*(parameter for parameter in kept if parameter not in last), *asked, *last]
    )
    protected: Callable[..., Result] = wrapper
    return protected


def check_names(*names: object) -> None:
    """Refuse permissions that would let everybody through, or a decorator that was not called.

    Raises:
        JamConfigurationError: there is none, or one is not text, or empty.
    """
    if not names or not all(isinstance(name, str) and name for name in names):
        raise JamConfigurationError("name the permissions or scopes that are required, as texts")


def check_flags(**flags: object) -> None:
    """Refuse what is neither True nor False: a setting that is missing, or the text "false", is neither.

    Raises:
        JamConfigurationError: one of them is something else.
    """
    for name, value in flags.items():
        if not isinstance(value, bool):  # "false" and 0 come out of environment variables and files
            raise JamConfigurationError(f"{name} must be True or False, got {type(value).__name__}")


def before(
    view: Callable[P, Result], refuse: Callable[..., object], asynchronous: bool | None = None
) -> Callable[P, Result]:
    """Return `view` behind a function that is called with its arguments, and may answer in its place.

    Args:
        view: of a route, synchronous or asynchronous.
        refuse: returns the answer, or None to go on to `view`; before an asynchronous one an awaitable of
            these serves too. It may raise.
        asynchronous: whether what `view` returns is awaited; None looks at `view`.
    """
    from functools import wraps

    inner: Callable[..., Any] = view

    @wraps(view)
    def behind(*args: P.args, **kwargs: P.kwargs) -> Any:
        refused = refuse(*args, **kwargs)
        return inner(*args, **kwargs) if refused is None else refused

    @wraps(view)
    async def behind_async(*args: P.args, **kwargs: P.kwargs) -> Any:
        refused = await settle(refuse(*args, **kwargs))
        return await inner(*args, **kwargs) if refused is None else refused

    if asynchronous is None:
        asynchronous = is_coroutine_callable(view)
    chosen: Callable[..., Any] = behind_async if asynchronous else behind
    return chosen


def _is_by_name(parameter: Parameter) -> bool:
    return parameter.kind in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY)


def _signature(function: Callable[..., object]) -> Signature:
    # `inspect` takes 5 ms to load, which an application without such functions saves.
    from inspect import Parameter, Signature, signature

    try:
        return signature(function)
    except (ValueError, TypeError):  # some that are written in C have none
        return Signature(
            [Parameter("args", Parameter.VAR_POSITIONAL), Parameter("kwargs", Parameter.VAR_KEYWORD)]
        )
