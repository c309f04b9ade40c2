"""How a conversation with a provider is written once for every kind of transport.

A conversation is a generator: it yields a `Request` and is sent the `Response`, yields a `Wait` and is
sent None, or yields `Outside` and is sent what a function of the application answers. It returns its
result. `performed` turns it into steps that wait for a transport, which a driver leads (see `driver`): `run`
with a blocking transport, `run_async` with an asynchronous one.
"""

from __future__ import annotations

from ..driver import at_once, awaited
from ..exceptions.oauth2 import JamOAuth2TransportError
from .requests import Request

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Awaitable, Callable, Generator, TypeVar, Union

    from .. import driver
    from .responses import Response

    Result = TypeVar("Result")
    Step = Union["Request", "Wait", "Outside"]
    Steps = Generator[Step, Any, Result]
    Send = Callable[[Request], Response]


def ask(request: Request) -> Steps[Response]:
    """One step: send a request, return the answer."""
    response: Response | None = yield request
    if response is None:  # a driver that lost the answer must not end as a login without tokens
        raise TypeError("a request is answered with a Response")
    return response


class Outside:
    """What a function of the application returned, which an asynchronous client awaits: yields its answer."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value


class Wait:
    """A pause of `seconds` that the conversation asks for."""

    __slots__ = ("seconds",)

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def __repr__(self) -> str:
        return f"<Wait {self.seconds} s>"


def performed(
    steps: Steps[Result], send: Callable[[Request], object], sleep: Callable[[float], object]
) -> driver.Steps[Result]:
    """Perform what a conversation asks for; yield what `send` and `sleep` returned.

    Args:
        steps: the conversation.
        send: the transport, `send(request)`; returns the response or an awaitable of it. Its
            JamOAuth2TransportError is raised inside the conversation, which may go on after it.
        sleep: waits a number of seconds, or returns an awaitable that does.
    """
    try:
        step = next(steps)
        while True:
            response = None
            try:
                if isinstance(step, Request):
                    response = yield send(step)
                elif isinstance(step, Outside):
                    response = yield step.value
                else:
                    yield sleep(step.seconds)
            except JamOAuth2TransportError as error:
                step = steps.throw(error)  # the conversation may catch it: old keys, a longer interval
                continue
            step = steps.send(response)
    except StopIteration as stop:
        return stop.value  # type: ignore[no-any-return]
    finally:
        steps.close()  # a cancelled task must not leave a conversation half-way


def run(steps: Steps[Result], send: Send, sleep: Callable[[float], object]) -> Result:
    """Lead a conversation to its end with a blocking transport; arguments as in `performed`."""
    return at_once(performed(steps, send, sleep))


async def run_async(
    steps: Steps[Result],
    send: Callable[[Request], Awaitable[Response]],
    sleep: Callable[[float], Awaitable[object]],
) -> Result:
    """As `run`, with a transport and a sleep that are awaited."""
    return await awaited(performed(steps, send, sleep))
