"""What the adapters read of a request, WSGI or ASGI, and where a credential may stand in it."""

from __future__ import annotations

from ..exceptions.base import JamConfigurationError, JamTypeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Mapping, Protocol, Union

    from .facades import Facade
    from .http_types import Environ, Receive

    class _OfDjango(Protocol):
        @property
        def META(self) -> Environ: ...

    class _OfRESTFramework(Protocol):  # it hands on what it does not have, META too
        _request: Any

    class _OfWSGI(Protocol):  # Flask and others that keep the environment
        @property
        def environ(self) -> Environ: ...

    class _OfASGI(Protocol):  # Starlette, FastAPI, Litestar
        @property
        def scope(self) -> Mapping[str, Any]: ...

    # A request of ours or of a framework; a WSGI environment; an ASGI scope.
    RequestLike = Union["Request", _OfDjango, _OfRESTFramework, _OfWSGI, _OfASGI, Mapping[str, Any]]

SESSION_COOKIE = "__Host-session"  # of `SessionLogin`, unless it is told another
MAX_QUERY = 1 << 14  # octets: servers refuse longer request lines themselves, at about 8 KiB
MAX_FIELDS = 256  # parse_qsl makes a pair of each &, and a query is anybody's


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
    def path(self) -> str:
        """The path, with that of a mount before it, without percent-encoding."""
        raise NotImplementedError

    @property
    def local_path(self) -> str:
        """The path as the application sees it; a proxy may have taken its beginning away."""
        return self.path

    @property
    def target(self) -> str:
        """Path and query, as a browser shows them."""
        # Octets that are no UTF-8 come out as they came.
        return _target(self.path.encode("utf-8", "surrogateescape"), self.query_string())

    def header(self, name: str) -> str | None:
        """Return a header; several of one name are joined with commas (RFC 9110 section 5.3)."""
        raise NotImplementedError

    def query_string(self) -> str:
        """Return the query as it was sent."""
        raise NotImplementedError

    def cookie(self, name: str) -> str | None:
        """Return a cookie; "" if it stands there with two values, for one may be an intruder's."""
        if not isinstance(name, str):
            raise _no_name(name)
        text = self.header("Cookie")
        if not text or name not in text:  # most requests end here, before anything is split
            return None
        values = set()
        for pair in text.split(";"):
            # RFC 6265 section 5.2: the first = ends the name, white space goes.
            found, equals, value = pair.strip(" \t").partition("=")
            if equals and found == name:
                # RFC 6265 section 4.1.1: a value may stand in quotes.
                values.add(value.strip(" \t").strip('"'))
        return _single(values - {""})  # empty is what `clear` sends, and a client may send back

    def query(self, name: str) -> str | None:
        """Return a query parameter; "" if it stands there with two values."""
        text = self.query_string()
        if not text:
            return None
        if len(text) > MAX_QUERY:
            return ""
        from urllib.parse import parse_qsl

        try:
            fields = parse_qsl(text, keep_blank_values=True, max_num_fields=MAX_FIELDS)
        except ValueError:
            return ""
        return _single({value for found, value in fields if found == name})


class WSGIRequest(Request):
    """A request of a WSGI environment, or of Django's `request.META`.

    Args:
        environ: the environment.
        shown: the framework's own request, if it is at hand: it may have read the body.
    """

    __slots__ = ("_environ", "shown")

    def __init__(self, environ: Environ, shown: object = None) -> None:
        self._environ = environ
        self.shown = shown

    @property
    def method(self) -> str:
        return str(self._environ.get("REQUEST_METHOD", "GET")).upper()

    @property
    def scheme(self) -> str:
        # PEP 3333 demands it; absent, no warning of plain http.
        return str(self._environ.get("wsgi.url_scheme", "https"))

    @property
    def path(self) -> str:
        environ = self._environ
        path = f"{environ.get('SCRIPT_NAME', '')}{environ.get('PATH_INFO', '')}"
        return path.encode("latin-1").decode("utf-8", "surrogateescape")  # PEP 3333: octets, as Latin-1

    def header(self, name: str) -> str | None:
        if not isinstance(name, str):
            raise _no_name(name)
        key = name.upper().replace("-", "_")
        if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):  # PEP 3333: these two stand without HTTP_
            key = f"HTTP_{key}"
        value: str | None = self._environ.get(key)
        return value

    def query_string(self) -> str:
        return str(self._environ.get("QUERY_STRING", ""))


class ASGIRequest(Request):
    """A request of an ASGI scope.

    Args:
        scope: the scope; or the request of Starlette, FastAPI or Litestar, whose body can be read then.
        receive: what the server gave with the scope: then the body can be read, too.
    """

    __slots__ = ("_scope", "receive", "shown")

    def __init__(self, scope: Mapping[str, Any] | _OfASGI, receive: Receive | None = None) -> None:
        given: Any = scope
        self.shown: object = scope if hasattr(scope, "scope") else None
        self._scope: Mapping[str, Any] = getattr(given, "scope", given)
        self.receive = receive

    @property
    def method(self) -> str:
        if self._scope["type"] == "websocket":
            return "WEBSOCKET"
        return str(self._scope.get("method", "GET")).upper()

    @property
    def scheme(self) -> str:
        return str(self._scope.get("scheme", "https"))

    @property
    def path(self) -> str:
        # The ASGI specification has the root path in the path. Where a proxy takes it away and only the
        # application is told, as by FastAPI(root_path=...), the path comes without it.
        path, root = self.local_path, str(self._scope.get("root_path") or "").rstrip("/")
        return path if path == root or path.startswith(f"{root}/") else root + path

    @property
    def local_path(self) -> str:
        return str(self._scope.get("path", ""))

    def header(self, name: str) -> str | None:
        if not isinstance(name, str):
            raise _no_name(name)
        wanted = name.lower().encode("latin-1", "replace")
        values = [value for key, value in self._scope["headers"] if key.lower() == wanted]
        if not values:
            return None
        # HTTP/2 splits cookies: RFC 9113 section 8.2.3.
        joined: bytes = (b"; " if wanted == b"cookie" else b",").join(values)
        return joined.decode("latin-1")

    def query_string(self) -> str:
        text: bytes = self._scope.get("query_string", b"")
        return text.decode("latin-1")


def _no_name(name: object) -> JamTypeError:
    return JamTypeError(f"the name of a header or cookie must be str, got {type(name).__name__}")


def request_of(given: RequestLike) -> Request:
    """Return a request: one of ours as it is, and those of frameworks, environments and scopes as ours.

    Raises:
        JamTypeError: it is none of these.
    """
    if isinstance(given, Request):
        return given
    if hasattr(given, "META"):  # Django; REST framework
        return WSGIRequest(given.META, given)
    if hasattr(given, "environ"):  # Flask and others that keep the environment
        return WSGIRequest(given.environ, given)
    if hasattr(given, "scope"):  # Starlette, FastAPI, Litestar
        found: Any = given
        return ASGIRequest(found)
    if isinstance(given, dict):  # last: a framework's request may be a dict, too
        if "type" in given and "headers" in given:
            return ASGIRequest(given)
        if "REQUEST_METHOD" in given:
            return WSGIRequest(given)
    raise JamTypeError(f"a request is needed, got {type(given).__name__}")


def _target(path: bytes, query: str) -> str:
    """Return a path on this very site: never `//host`, which a browser takes for another one."""
    from urllib.parse import quote

    # RFC 3986 section 3.3; browsers read \ as /.
    text = "/" + quote(path.lstrip(b"/\\"), safe="/:@!$&'()*+,;=~")
    return f"{text}?{query}" if query else text


def _single(values: set[str]) -> str | None:
    if not values:
        return None
    return values.pop() if len(values) == 1 else ""


class CredentialSource:
    """A place of a request where a credential may stand; made by the class methods."""

    __slots__ = ("kind", "name", "scheme")

    def __init__(self, kind: str, name: str, scheme: str = "") -> None:
        if kind not in ("header", "cookie", "query"):
            raise JamConfigurationError("a credential stands in a header, a cookie or the query")
        if not isinstance(name, str) or not name:
            raise JamConfigurationError(f"the name of a {kind} is missing")
        self.kind = kind
        self.name = name
        self.scheme = scheme

    @classmethod
    def bearer(cls, name: str = "Authorization") -> CredentialSource:
        """`Authorization: Bearer <credential>` (RFC 6750 section 2.1)."""
        return cls("header", name, "Bearer")

    @classmethod
    def dpop(cls) -> CredentialSource:
        """`Authorization: DPoP <token>`, beside a proof in the header DPoP (RFC 9449 section 7.1)."""
        return cls("header", "Authorization", "DPoP")

    @classmethod
    def header(cls, name: str, scheme: str = "") -> CredentialSource:
        """A header that is the credential, or that has it behind the name of a scheme."""
        return cls("header", name, scheme)

    @classmethod
    def cookie(cls, name: str) -> CredentialSource:
        """A cookie; browsers send it by themselves, so cross-site requests are refused."""
        return cls("cookie", name)

    @classmethod
    def query(cls, name: str = "access_token") -> CredentialSource:
        """A query parameter: it ends in logs and histories (RFC 6750 section 2.3); prefer any other."""
        return cls("query", name)

    def find(self, request: Request) -> str | None:
        """Return the credential a request has here, "" for one that cannot be read, None for none."""
        if self.kind == "cookie":
            return request.cookie(self.name)
        if self.kind == "query":
            return request.query(self.name)
        value = request.header(self.name)
        if not value:
            return None
        if self.scheme:
            scheme, _, value = value.partition(" ")  # RFC 6750 section 2.1, as in `bearer_token`
            if scheme.lower() != self.scheme.lower():
                return None  # another scheme is another's business
            value = value.strip(" ")  # RFC 9110 section 11.4: one space or more, and no tab
            if " " in value:  # a b64token has none (RFC 6750 section 2.1)
                return ""
        # RFC 9110 section 5.5; and a log must not be given control characters.
        return value if value.isascii() and value.isprintable() else ""

    def __repr__(self) -> str:
        return f"<CredentialSource {self.kind} {self.name}>"


class SessionCookies(CredentialSource):
    """The cookies in which the `SessionLogin`s of a facade keep the ids of their sessions."""

    __slots__ = ("_jam",)

    def __init__(self, jam: Facade) -> None:
        super().__init__("cookie", SESSION_COOKIE)
        self._jam = jam

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the cookies; a `SessionLogin` may be made after the adapter."""
        # Read per request: logins come later.
        return getattr(self._jam, "_session_cookies", ()) or (self.name,)

    def find(self, request: Request) -> str | None:
        for name in self.names:
            found = request.cookie(name)
            if found is not None:  # the first that is there decides, also if it is unreadable
                return found
        return None


BEARER = CredentialSource.bearer()
DPOP = CredentialSource.dpop()
