"""The way to a provider: one HTTP request over urllib, with bounds on time and size.

Loaded when the first request is made. https only, with the certificate checked; no redirect is
followed; no scheme but http and https exists here; proxies of the environment are honoured, except
for the own machine.

The time is bounded as a whole, from the first connection to the last byte: every read waits no longer than
what is left. Only the lookup of a host name is left to the operating system's own limit.

The connections over TLS are made of `http.client.HTTPSConnection`, or of the class that stands in its place
in `oauth2.client`, as in Jam. Limits, context and certificates are the same for every class that connects as
`http.client.HTTPSConnection` does.
"""

from __future__ import annotations

import socket
import ssl
from contextlib import closing
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from ipaddress import ip_address
from time import monotonic
from urllib.request import AbstractHTTPHandler, OpenerDirector, ProxyHandler
from urllib.request import Request as URLRequest

from ..exceptions.base import JamConfigurationError
from ..exceptions.oauth2 import JamOAuth2TransportError
from . import urls
from .requests import MAX_BYTES, TIMEOUT
from .responses import Response

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Collection

    from .requests import Request


class Transport:
    """Sends requests: `transport(request) -> response`.

    Args:
        timeout: seconds for a whole exchange.
        max_bytes: the longest body accepted.
        http_loopback: allow http to the own machine (for tests and development).
        context: an `ssl.SSLContext`, for private certificates; the system's when None.
            Its `sslsocket_class` is set.
        http_hosts: names of hosts to which http is allowed, where their address is private or loopback.
        ca_file: PEM file of the certificate authorities to trust, instead of the system's.
        proxies: {"https": "http://proxy:3128"}; None takes those of the environment, {} takes none.
        connections: a function that is asked at each request over TLS for the class of its connection, which
            is made and used as `http.client.HTTPSConnection`. None, also as its answer, is that class.
    """

    __slots__ = ("_connections", "_context", "_direct", "_proxied", "http", "max_bytes", "proxies", "timeout")

    def __init__(
        self,
        timeout: float = TIMEOUT,
        max_bytes: int = MAX_BYTES,
        http_loopback: bool = False,
        *,
        context: ssl.SSLContext | None = None,
        proxies: dict[str, str] | None = None,
        http_hosts: str | Collection[str] = (),
        ca_file: str | None = None,
        connections: Callable[[], type[Any] | None] | None = None,
    ) -> None:
        self.timeout = timeout
        self.max_bytes = max_bytes
        self.http = urls.allowed_http(http_loopback, http_hosts)
        self.proxies = proxies
        if ca_file is not None:
            if context is not None:
                raise JamConfigurationError("give ca_file or context, not both")
            context = _trusting(ca_file)
        self._context = context
        if connections is not None and not callable(connections):
            raise JamConfigurationError("connections is a function, or None")
        self._connections = connections or (lambda: None)
        self._direct: OpenerDirector | None = None
        self._proxied: OpenerDirector | None = None

    def __call__(self, request: Request) -> Response:
        """Send a request and return the answer, whatever its status.

        Raises:
            JamConfigurationError: the URL may not be used, or there is no class of connections.
            JamOAuth2TransportError: no whole answer arrived; details has "host" and "reason".
        """
        urls.check(request.url, "the URL of a request", self.http)
        parts = urls.split(request.url, "the URL of a request")
        host = parts.hostname or ""
        message = URLRequest(request.url, request.body, request.headers, method=request.method)
        message.deadline = monotonic() + self.timeout  # type: ignore[attr-defined]
        try:
            # http goes to the own machine or a private network: a proxy would be another host.
            direct = parts.scheme == "http" or urls.is_loopback(host)
            with closing(self._opener(direct).open(message, timeout=self.timeout)) as answer:
                return self._read(answer, host)
        except JamConfigurationError:  # a ValueError, too
            raise
        except (OSError, HTTPException, ValueError) as error:
            raise _failure(error, host) from error

    def _opener(self, direct: bool) -> OpenerDirector:
        opener = self._direct if direct else self._proxied
        if opener is None:
            # Not build_opener, which adds handlers of redirects, of ftp and of files.
            opener = OpenerDirector()
            opener.addheaders = [("User-Agent", "jamlite")]  # GitHub refuses requests without one
            opener.add_handler(_Handler(self._tls, self._connections))
            if direct:
                self._direct = opener
            else:
                opener.add_handler(ProxyHandler(self.proxies))
                self._proxied = opener
        return opener

    def _tls(self) -> ssl.SSLContext:
        if self._context is None:  # made for https only: it reads the system's authorities, in 20 ms
            self._context = ssl.create_default_context()
        self._context.sslsocket_class = _TLSSocket
        return self._context

    def _read(self, answer: HTTPResponse, host: str) -> Response:
        headers: dict[str, str] = {}
        for name, value in answer.headers.items():
            name = name.lower()
            headers[name] = f"{headers[name]}, {value}" if name in headers else value  # RFC 9110 section 5.3
        encoding = headers.get("content-encoding", "").lower() or "identity"
        if encoding not in ("identity", "gzip", "x-gzip"):
            raise _refused(host, "encoded")  # nothing was asked for; some send gzip all the same
        length = headers.get("content-length", "")
        # Said beforehand: nothing is read.
        if length.isdigit() and (len(length) > 15 or int(length) > self.max_bytes):
            raise _refused(host, "too_large")
        body = answer.read(self.max_bytes + 1)  # one byte more shows that there is more
        if len(body) > self.max_bytes:
            raise _refused(host, "too_large")
        # http.client gives a short body without an error.
        if isinstance(answer.length, int) and answer.length:
            raise _refused(host, "cut_off")
        if encoding != "identity":
            body = self._unzipped(body, host)
        return Response(answer.status, headers, body, str(answer.reason or ""))

    def _unzipped(self, body: bytes, host: str) -> bytes:
        """Return what a gzip file holds (RFC 1952), under the same limit as a body that is not packed."""
        try:
            import zlib
        except ImportError:  # some Pythons are built without it
            raise _refused(host, "encoded") from None
        unpack = zlib.decompressobj(wbits=31)  # gzip alone
        try:
            plain = unpack.decompress(body, self.max_bytes + 1)  # a bomb of 1000 to 1 stops here
        except zlib.error:
            raise _refused(host, "encoded") from None
        if len(plain) > self.max_bytes:
            raise _refused(host, "too_large")
        if not unpack.eof or unpack.unused_data:
            raise _refused(host, "encoded")
        return plain

    def __repr__(self) -> str:
        return f"<Transport {self.timeout} s, {self.max_bytes} bytes>"


class _Timed(socket.socket):
    """A socket whose every operation waits no longer than what is left until `deadline`."""

    deadline: float | None = None

    def arm(self) -> None:
        if self.deadline is not None:
            left = self.deadline - monotonic()
            if left <= 0:
                # The same class as TimeoutError from Python 3.10 on.
                raise socket.timeout("the time for the whole exchange is over")
            self.settimeout(left)

    def recv_into(self, *args: Any) -> int:
        self.arm()
        return super().recv_into(*args)

    def send(self, *args: Any) -> int:
        self.arm()
        return super().send(*args)

    def sendall(self, *args: Any) -> None:
        self.arm()
        super().sendall(*args)


class _TLSSocket(_Timed, ssl.SSLSocket):
    """The same under TLS."""


class _HTTPConnection(HTTPConnection):
    """A connection with a deadline. Without TLS it only leads to private addresses and the own machine."""

    def __init__(self, host: str, *, deadline: float, **options: Any) -> None:
        super().__init__(host, **options)
        self._create_connection = partial(_reach, deadline, True)


class _TLSConnection:
    """The same under TLS, perhaps behind a proxy; the deadline also holds for the proxy's part.

    It has the methods of a connection that `AbstractHTTPHandler.do_open` calls, and hands them to a
    connection of the class that is in force.
    """

    def __init__(self, host: str, *, kind: type[Any], deadline: float, **options: Any) -> None:
        self._made = kind(host, **options)
        self._made._create_connection = partial(_reach, deadline, False)
        self._deadline = deadline
        self.set_debuglevel = self._made.set_debuglevel
        self.set_tunnel = self._made.set_tunnel
        self.getresponse = self._made.getresponse
        self.close = self._made.close

    @property
    def sock(self) -> Any:
        return self._made.sock

    @sock.setter
    def sock(self, sock: Any) -> None:
        self._made.sock = sock

    def request(
        self, method: str, url: str, body: bytes | None, headers: dict[str, str], *, encode_chunked: bool
    ) -> None:
        self._made.connect()
        if isinstance(self._made.sock, _Timed):
            self._made.sock.deadline = self._deadline
        # As text, as Jam hands it over: http.client writes text as ISO-8859-1, so the octets are the same.
        text = None if body is None else body.decode("iso-8859-1")
        self._made.request(method, url, body=text, headers=headers)


def _reach(
    deadline: float, is_plain: bool, address: tuple[str, int], _timeout: float, _source: object = None
) -> _Timed:
    """Return a socket that is connected to an address; without TLS it is a private one."""
    failure: OSError | None = None
    for family, kind, protocol, _, place in socket.getaddrinfo(*address, 0, socket.SOCK_STREAM):
        # The address that is connected to is judged: a second answer of DNS (rebinding) changes nothing.
        if is_plain and not _is_private(str(place[0])):
            failure = OSError("http leads to private addresses only")
            continue
        sock = _Timed(family, kind, protocol)
        sock.deadline = deadline
        try:
            sock.arm()
            sock.connect(place)
            sock.arm()  # what follows, a TLS handshake perhaps, has only the rest
            return sock
        except OSError as error:
            sock.close()
            failure = error
    raise failure or OSError("the host has no address")


class _Handler(AbstractHTTPHandler):
    """Opens http and https. There is no handler of redirects, of errors or of other schemes beside it."""

    def __init__(
        self, tls: Callable[[], ssl.SSLContext], connections: Callable[[], type[Any] | None]
    ) -> None:
        super().__init__()
        self._tls = tls
        self._connections = connections

    def http_open(self, request: Any) -> HTTPResponse:
        return self.do_open(_HTTPConnection, request, deadline=request.deadline)  # type: ignore[arg-type]

    def https_open(self, request: Any) -> HTTPResponse:
        kind = self._connections() or HTTPSConnection
        if not callable(kind):
            raise JamConfigurationError("HTTPSConnection must be a class, as in http.client")
        return self.do_open(
            _TLSConnection,  # type: ignore[arg-type]
            request,
            kind=kind,
            deadline=request.deadline,
            context=self._tls(),
        )

    http_request = https_request = AbstractHTTPHandler.do_request_


def _is_private(address: str) -> bool:
    """Tell whether an address is of a private network (RFC 1918, RFC 4193) or the own machine."""
    found = ip_address(address.partition("%")[0])
    found = getattr(found, "ipv4_mapped", None) or found  # ::ffff:8.8.8.8 is public
    # Not link-local: 169.254.169.254 gives the credentials of a cloud's machine to whoever asks.
    return (found.is_private or found.is_loopback) and not found.is_link_local and not found.is_unspecified


def _trusting(ca_file: str | None) -> ssl.SSLContext:
    """Return a context that trusts the certificate authorities of a PEM file, and no others."""
    try:
        if not ca_file:
            raise ValueError("no path")  # ssl takes it for the authorities of the system
        return ssl.create_default_context(cafile=ca_file)
    except (OSError, TypeError, ValueError) as error:  # ssl.SSLError is an OSError
        raise JamConfigurationError("ca_file is not a PEM file of certificates that can be read") from error


def _refused(host: str, reason: str, why: str = "") -> JamOAuth2TransportError:
    words = {
        "too_large": "the answer of the OAuth2 provider is too large",
        "cut_off": "the answer of the OAuth2 provider ended too early",
        "encoded": "the answer of the OAuth2 provider has a content encoding that cannot be read",
        "timeout": "the OAuth2 provider did not answer in time",
        "certificate": "the certificate of the OAuth2 provider is not valid",
        "public_address": "http is allowed to this host in a private network only, and its address is public",
    }
    code = f"oauth2.transport.{reason}" if reason in words else None
    said = words.get(reason, JamOAuth2TransportError.default_message)
    message = f"{said}: {why}" if why else said
    return JamOAuth2TransportError(message, error_code=code, details={"host": host, "reason": reason})


def _failure(error: Exception, host: str) -> JamOAuth2TransportError:
    cause = getattr(error, "reason", error)
    if isinstance(cause, ssl.SSLCertVerificationError):
        # OpenSSL's X509_verify_cert_error_string: 18 to 21 are chains that end in no known authority.
        unknown = cause.verify_code in (18, 19, 20, 21)
        hint = "; if it is self-signed or of a private authority, set ca_file" if unknown else ""
        return _refused(host, "certificate", f"{cause.verify_message}{hint}")
    if str(cause) == "http leads to private addresses only":
        return _refused(host, "public_address")
    if isinstance(cause, (TimeoutError, socket.timeout)):
        return _refused(host, "timeout")
    why = f"{host}: {cause.strerror}" if isinstance(cause, OSError) and cause.strerror else ""
    return _refused(host, type(cause).__name__, why)
