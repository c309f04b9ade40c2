"""What servers give an application: WSGI and ASGI. For type checkers; at run time this is not loaded."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import (
        Any,
        Awaitable,
        Callable,
        Dict,
        Iterable,
        List,
        MutableMapping,
        Protocol,
        Tuple,
        Type,
        Union,
    )

    Headers = Dict[str, str]  # of one part of a response: see response_headers.pairs
    Pairs = List[Tuple[str, str]]  # the headers of a whole response

    # WSGI (PEP 3333). An environment holds objects of servers and frameworks.
    Environ = Dict[str, Any]
    ExcInfo = Union[Tuple[Type[BaseException], BaseException, TracebackType], Tuple[None, None, None]]

    class StartResponse(Protocol):
        """What a server gives an application to begin its response with."""

        def __call__(
            self, status: str, headers: Pairs, exc_info: ExcInfo | None = None, /
        ) -> Callable[[bytes], object]: ...

    WSGIApplication = Callable[[Environ, StartResponse], Iterable[bytes]]

    # ASGI 3.
    Scope = MutableMapping[str, Any]
    Message = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]
    # Starlette, Litestar and asgiref each have other types of a scope and its messages.
    ASGIApplication = Callable[[Any, Any, Any], Awaitable[None]]
