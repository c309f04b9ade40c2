"""The edge of the package: how long and how much is waited for, with what, and how conversations are led."""

from __future__ import annotations

from time import sleep as sleep

from ..clock import check_seconds
from ..exceptions.base import JamConfigurationError
from ..exceptions.oauth2 import JamOAuth2TransportError
from . import urls
from .steps import run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Collection, TypeVar

    from ..encoding.json_types import Logger
    from .requests import Request
    from .responses import Response
    from .steps import Send, Steps

    Result = TypeVar("Result")


class Edge:
    """What an object needs that leads conversations with a provider. An asynchronous one has another `_run`.

    Args:
        timeout: seconds for a whole exchange.
        max_bytes: the longest answer accepted.
        leeway: seconds of clock difference to allow in tokens.
        http_loopback: allow http to the own machine, for tests and development.
        http_hosts: names of hosts to which http is allowed, where the address behind the name is private
            or the own machine: a provider in the same private network, such as ("keycloak",).
        ca_file: PEM file of the certificate authorities to trust, instead of the system's.
        transport: `transport(request) -> response` instead of urllib. What follows http rules and
            certificates is then its own business.
        logger: with a method `debug(message, *args)`; nothing secret is ever handed to it.

    Raises:
        JamConfigurationError: a wrong type, a number out of range, a file that cannot be read.
    """

    def __init__(
        self,
        *,
        timeout: float,
        max_bytes: int,
        leeway: float,
        http_loopback: bool,
        http_hosts: str | Collection[str],
        ca_file: str | None,
        transport: Send | None,
        logger: Logger | None = None,
    ) -> None:
        check_seconds(leeway, "leeway")
        check_seconds(timeout, "timeout")
        if not timeout:
            raise JamConfigurationError("timeout must be more than 0 seconds")
        if type(max_bytes) is not int or max_bytes < 1:
            raise JamConfigurationError("max_bytes must be a positive integer")
        if transport is not None and not callable(transport):
            raise JamConfigurationError("transport must be a function of a request")
        self.http = urls.allowed_http(http_loopback, http_hosts)
        self.http_loopback = http_loopback
        self.timeout = timeout
        self.max_bytes = max_bytes
        self._transport = transport
        self._logger = logger
        self._ca_file = ca_file
        if ca_file is not None:
            if transport is not None:
                raise JamConfigurationError("give ca_file or transport, not both")
            self._transport = self._make_transport()  # the file is read now

    def _run(self, steps: Steps[Result]) -> Result:
        """Lead a conversation to its end. The only place that waits."""
        return run(steps, self._send, sleep)

    def _send(self, request: Request) -> Response:
        """Send one request over the transport."""
        transport = self._transport
        if transport is None:  # at the first request: urllib and ssl are loaded for it
            transport = self._transport = self._make_transport()
        response = transport(request)
        # An awaitable, of an asynchronous transport.
        if not hasattr(response, "status") or not hasattr(response, "body"):
            raise JamConfigurationError(f"the transport answered {type(response).__name__}, not a Response")
        if self._logger is not None:
            # Its repr has no query, header or body.
            self._logger.debug("OAuth2: %r answered %d", request, response.status)
        return response

    _connections: Callable[[], type[Any] | None] | None = None  # as in `Transport`

    def _make_transport(self) -> Send:
        """Return the transport over urllib, which is loaded here and not before.

        Raises:
            JamOAuth2TransportError: this Python has no sockets or no TLS (for example Pyodide).
        """
        try:
            from .transport import Transport
        except ImportError as error:
            raise JamOAuth2TransportError("there is no socket or ssl module; hand in a transport") from error
        return Transport(
            self.timeout,
            self.max_bytes,
            self.http_loopback,
            http_hosts=self.http - {urls.LOOPBACK},
            ca_file=self._ca_file,
            connections=self._connections,
        )
