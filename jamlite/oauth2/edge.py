"""The edge of the room: how long and how much a client waits for, and what it waits with."""

from __future__ import annotations

from ..exceptions.base import JamConfigurationError
from ..exceptions.oauth2 import JamOAuth2TransportError
from ..jose.jwt_claims import check_seconds
from .responses import Response

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .requests import Request
    from .steps import Send


def check_limits(timeout: Any, max_bytes: Any, http_loopback: Any, leeway: Any) -> None:
    """Check what bounds a client; text, as a configuration may hold it by mistake, is refused.

    Raises:
        JamConfigurationError: a wrong type, or a number out of range.
    """
    check_seconds(leeway, "leeway")
    check_seconds(timeout, "timeout")
    if not timeout:
        raise JamConfigurationError("timeout must be more than 0 seconds")
    if type(max_bytes) is not int or max_bytes < 1:
        raise JamConfigurationError("max_bytes must be a positive integer")
    if not isinstance(http_loopback, bool):
        raise JamConfigurationError("http_loopback must be true or false")


def make_transport(timeout: float, max_bytes: int, http_loopback: bool) -> Send:
    """Return the transport over urllib, which is loaded here and not before.

    Raises:
        JamOAuth2TransportError: this Python has no sockets or no TLS (Pyodide, say).
    """
    try:
        from .transport import Transport
    except ImportError as error:
        raise JamOAuth2TransportError("there is no socket or ssl module; hand in a transport") from error
    return Transport(timeout, max_bytes, http_loopback)


def send_by(connection_class: Any, request: Request) -> Response:
    """Send over a connection class that a test has put in the place of `HTTPSConnection`."""
    host, _, path = request.url.partition("://")[2].partition("/")
    connection = connection_class(host)
    try:
        connection.request(request.method, f"/{path}", body=request.body, headers=request.headers)
        answer = connection.getresponse()
        return Response(answer.status, {}, answer.read(), str(answer.reason))
    finally:
        connection.close()
