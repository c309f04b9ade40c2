"""How a conversation with a provider is written once for every kind of transport.

A conversation is a generator: it yields a `Request` and is sent the `Response`, or yields a `Wait`
and is sent None, and returns its result. `run` leads one to its end with a blocking transport,
`run_async` with an asynchronous one.
"""

from __future__ import annotations

from ..exceptions.oauth2 import JamOAuth2TransportError
from .requests import Request

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Awaitable, Callable, Generator, TypeVar, Union

    from .responses import Response

    Result = TypeVar("Result")
    Step = Union["Request", "Wait"]
    Steps = Generator[Step, "Response | None", Result]
    Send = Callable[[Request], Response]


def ask(request: Request) -> Steps[Response]:
    """One step: send a request, return the answer."""
    response = yield request
    if response is None:
        raise TypeError("a request is answered with a Response")
    return response


class Wait:
    """A pause of `seconds` that the conversation asks for."""

    __slots__ = ("seconds",)

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def __repr__(self) -> str:
        return f"<Wait {self.seconds} s>"


def run(steps: Steps[Result], send: Send, sleep: Callable[[float], object]) -> Result:
    """Lead a conversation to its end and return its result.

    Args:
        steps: the conversation.
        send: the transport, `send(request) -> response`. Its JamOAuth2TransportError is raised
            inside the conversation, which may go on after it.
        sleep: waits a number of seconds.
    """
    try:
        step = next(steps)
        while True:
            if isinstance(step, Request):
                try:
                    response = send(step)
                except JamOAuth2TransportError as error:
                    step = steps.throw(error)
                    continue
                step = steps.send(response)
            else:
                sleep(step.seconds)
                step = steps.send(None)
    except StopIteration as stop:
        return stop.value  # type: ignore[no-any-return]
    finally:
        steps.close()


async def run_async(
    steps: Steps[Result],
    send: Callable[[Request], Awaitable[Response]],
    sleep: Callable[[float], Awaitable[object]],
) -> Result:
    """As `run`, with a transport and a sleep that are awaited."""
    try:
        step = next(steps)
        while True:
            if isinstance(step, Request):
                try:
                    response = await send(step)
                except JamOAuth2TransportError as error:
                    step = steps.throw(error)
                    continue
                step = steps.send(response)
            else:
                await sleep(step.seconds)
                step = steps.send(None)
    except StopIteration as stop:
        return stop.value  # type: ignore[no-any-return]
    finally:
        steps.close()  # a cancelled task must not leave a conversation half-way
