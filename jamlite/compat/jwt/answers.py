"""HTTP answers for PyJWKClient whose time is bounded as a whole, from the first line to the last byte.

urllib's timeout bounds each read of a socket: a server that sends a byte now and then would be waited for
as long as it likes.
"""

from __future__ import annotations

import http.client
from io import BufferedReader, RawIOBase
from time import monotonic
from urllib.request import HTTPHandler, HTTPRedirectHandler

TYPE_CHECKING = False
if TYPE_CHECKING:
    import socket
    import ssl
    from typing import Any


class _Timed(RawIOBase):
    """Reads a socket; every read waits no longer than what is left of the socket's timeout."""

    def __init__(self, sock: socket.socket, raw: Any) -> None:
        timeout = sock.gettimeout()
        self._sock = sock
        self._raw = raw
        self._deadline = None if timeout is None else monotonic() + timeout

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        if self._deadline is not None:
            left = self._deadline - monotonic()
            if left <= 0:
                raise TimeoutError("the answer is not whole in time")
            self._sock.settimeout(left)
        count: int | None = self._raw.readinto(buffer)
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Response(http.client.HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        self.fp = BufferedReader(_Timed(sock, self.fp.detach()))


class _HTTPConnection(http.client.HTTPConnection):
    response_class = _Response


class _HTTPHandler(HTTPHandler):
    def http_open(self, request: Any) -> http.client.HTTPResponse:
        return self.do_open(_HTTPConnection, request)


class NoRedirectHandler(HTTPRedirectHandler):
    """Follows no redirect."""

    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


def handlers(context: ssl.SSLContext | None) -> list[Any]:
    """Return the handlers of an opener that knows deadlines and follows no redirect."""
    made: list[Any] = [NoRedirectHandler(), _HTTPHandler()]
    if not hasattr(http.client, "HTTPSConnection"):  # a Python without ssl
        return made
    from urllib.request import HTTPSHandler

    class Connection(http.client.HTTPSConnection):
        response_class = _Response

    class Handler(HTTPSHandler):
        def https_open(self, request: Any) -> http.client.HTTPResponse:
            return self.do_open(Connection, request, context=context)

    return [*made, Handler(context=context)]
