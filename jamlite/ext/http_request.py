"""What the adapters read of a request, from a WSGI environment or an ASGI scope."""

from __future__ import annotations

from urllib.parse import parse_qsl, quote

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Mapping

MAX_QUERY = 1 << 14
MAX_FIELDS = 256


class Request:
    """A request: its method, headers, cookies and query. Text is Latin-1, as WSGI has it."""

    __slots__ = ()

    @property
    def method(self) -> str:
        """The method; "WEBSOCKET" for a handshake."""
        raise NotImplementedError

    @property
    def scheme(self) -> str:
        """The scheme by which the server was asked: "http" also behind a proxy that ends TLS."""
        raise NotImplementedError

    @property
    def target(self) -> str:
        """Path and query, as a browser shows them."""
        raise NotImplementedError

    def header(self, name: str) -> str | None:
        """Return a header; several of one name are joined with commas (RFC 9110 section 5.3)."""
        raise NotImplementedError

    def query_string(self) -> str:
        """Return the query as it was sent."""
        raise NotImplementedError

    def cookie(self, name: str) -> str | None:
        """Return a cookie; "" if it stands there with two values, for one may be an intruder's."""
        text = self.header("Cookie")
        if not text or name not in text:
            return None
        values = set()
        for pair in text.split(";"):
            found, equals, value = pair.strip(" \t").partition("=")
            if equals and found == name:
                values.add(value.strip(" \t").strip('"'))
        return _single(values - {""})

    def query(self, name: str) -> str | None:
        """Return a query parameter; "" if it stands there with two values."""
        text = self.query_string()
        if not text:
            return None
        if len(text) > MAX_QUERY:
            return ""
        try:
            fields = parse_qsl(text, keep_blank_values=True, max_num_fields=MAX_FIELDS)
        except ValueError:
            return ""
        return _single({value for found, value in fields if found == name})


class WSGIRequest(Request):
    """A request of a WSGI environment, or of Django's `request.META`."""

    __slots__ = ("_environ",)

    def __init__(self, environ: Mapping[str, Any]) -> None:
        self._environ = environ

    @property
    def method(self) -> str:
        return str(self._environ.get("REQUEST_METHOD", "GET")).upper()

    @property
    def scheme(self) -> str:
        return str(self._environ.get("wsgi.url_scheme", "https"))

    @property
    def target(self) -> str:
        environ = self._environ
        path = f"{environ.get('SCRIPT_NAME', '')}{environ.get('PATH_INFO', '')}"
        return _target(path.encode("latin-1"), self.query_string())  # PEP 3333: octets, as Latin-1

    def header(self, name: str) -> str | None:
        value: str | None = self._environ.get("HTTP_" + name.upper().replace("-", "_"))
        return value

    def query_string(self) -> str:
        return str(self._environ.get("QUERY_STRING", ""))


class ASGIRequest(Request):
    """A request of an ASGI scope."""

    __slots__ = ("_scope",)

    def __init__(self, scope: Mapping[str, Any]) -> None:
        self._scope = scope

    @property
    def method(self) -> str:
        if self._scope["type"] == "websocket":
            return "WEBSOCKET"
        return str(self._scope.get("method", "GET")).upper()

    @property
    def scheme(self) -> str:
        return str(self._scope.get("scheme", "https"))

    @property
    def target(self) -> str:
        path = str(self._scope.get("path", ""))
        return _target(path.encode(), self.query_string())

    def header(self, name: str) -> str | None:
        wanted = name.lower().encode("latin-1")
        values = [value for key, value in self._scope["headers"] if key.lower() == wanted]
        if not values:
            return None
        joined: bytes = (b"; " if wanted == b"cookie" else b",").join(values)
        return joined.decode("latin-1")

    def query_string(self) -> str:
        text: bytes = self._scope.get("query_string", b"")
        return text.decode("latin-1")


def _target(path: bytes, query: str) -> str:
    """Return a path on this very site: never `//host`, which a browser takes for another one."""
    text = "/" + quote(path.lstrip(b"/\\"), safe="/:@!$&'()*+,;=~")
    return f"{text}?{query}" if query else text


def _single(values: set[str]) -> str | None:
    if not values:
        return None
    return values.pop() if len(values) == 1 else ""
