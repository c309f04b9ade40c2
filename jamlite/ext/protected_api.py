"""An API behind an authorization server: its tokens judged, its metadata served, for every WSGI and ASGI app.

    api = ProtectedAPI(ResourceServer("https://login.example", "https://api.example"), "https://api.example")
    application = api.wsgi(application)          # Flask: app.wsgi_app = api.wsgi(app.wsgi_app)
    application = api.asgi(application)          # Starlette, FastAPI, Litestar: app = api.asgi(app)

The application finds the claims under `CLAIMS` in its environment or scope. Bearer (RFC 6750) and DPoP
(RFC 9449) tokens are judged; the protected-resource metadata (RFC 9728) are a route of their own, which every
challenge names.
"""

from __future__ import annotations

from ..driver import is_coroutine_callable
from ..encoding import strict_json
from ..exceptions.base import JamConfigurationError
from ..exceptions.oauth2 import (
    JamOAuth2AccessTokenError,
    JamOAuth2Error,
    JamOAuth2InsufficientScope,
    JamOAuth2UseNonce,
)
from ..oauth2 import protected_resource, signed, urls
from ..oauth2.bearer import bearer_token, challenge
from .csrf import is_preflight
from .http_request import ASGIRequest, WSGIRequest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Iterable

    from .http_request import Request

    Application = Callable[..., Any]
    Pairs = list[tuple[str, str]]

CLAIMS = "jamlite.claims"
PHRASES = {200: "200 OK", 401: "401 Unauthorized", 403: "403 Forbidden", 503: "503 Service Unavailable"}


class Answer:
    """A response that the API gives by itself."""

    __slots__ = ("body", "headers", "status")

    def __init__(self, status: int, headers: Pairs, members: dict[str, Any]) -> None:
        self.status = status
        self.body = strict_json.dumps(members, "the answer")
        self.headers = [
            ("Content-Type", "application/json"),
            ("Content-Length", str(len(self.body))),
            *headers,
        ]


class ProtectedAPI:
    """Judges the access tokens of requests to one API.

    Args:
        server: `oauth2.ResourceServer`, or that of `aio.oauth2` for ASGI.
        resource: the API's own identifier, its https URL.
        scope: words of scope that every request needs.
        required: False lets requests without a token pass, without claims.
        realm: for the challenge.
        http_loopback: allow http to the own machine, for tests.
        metadata: further members of the metadata: scopes, resource_name, resource_documentation, ...

    Raises:
        JamConfigurationError: an argument is not usable.
    """

    def __init__(
        self,
        server: Any,
        resource: str,
        *,
        scope: Any = None,
        required: bool = True,
        realm: str = "",
        http_loopback: bool = False,
        **metadata: Any,
    ) -> None:
        self.server = server
        self.resource = resource
        self.scope = scope
        self._required = required
        self._realm = realm
        self._awaits = is_coroutine_callable(server.validate)
        self.metadata = protected_resource.metadata(
            resource, server.issuer, http_loopback=http_loopback, **metadata
        )
        self.metadata_path = protected_resource.path_of(resource)
        self._origin = urls.origin(resource)
        self._algs = " ".join(signed.asymmetric())
        self._challenge()  # realm and scope are usable

    def wsgi(self, app: Application) -> Application:
        """Return a WSGI application with this one behind it."""
        if self._awaits:
            raise JamConfigurationError("a WSGI application needs oauth2.ResourceServer, not that of aio")

        def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            request = WSGIRequest(environ)
            path = f"{environ.get('SCRIPT_NAME', '')}{environ.get('PATH_INFO', '')}"
            answer = self._of_itself(request, path)
            if answer is None and not is_preflight(request):
                try:
                    token, arguments = self._found(request, path)
                    environ[CLAIMS] = None if token is None else self.server.validate(token, **arguments)
                except JamOAuth2Error as error:
                    answer = self._refusal(error)
            if answer is None:
                return app(environ, start_response)  # type: ignore[no-any-return]
            start_response(PHRASES[answer.status], answer.headers)
            return [b"" if request.method == "HEAD" else answer.body]

        return application

    def asgi(self, app: Application) -> Application:
        """Return an ASGI application with this one behind it; a WebSocket that is refused is closed."""

        async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
            if scope["type"] not in ("http", "websocket"):
                await app(scope, receive, send)
                return
            request, path = ASGIRequest(scope), str(scope.get("path", ""))
            answer, claims = self._of_itself(request, path), None
            if answer is None and not is_preflight(request):
                try:
                    token, arguments = self._found(request, path)
                    claims = None if token is None else await self._validate(token, arguments)
                except JamOAuth2Error as error:
                    answer = self._refusal(error)
            if answer is None:
                await app({**scope, CLAIMS: claims}, receive, send)
            elif scope["type"] == "websocket":
                await receive()
                await send({"type": "websocket.close", "code": 1008})
            else:
                headers = [(name.lower().encode(), value.encode()) for name, value in answer.headers]
                await send({"type": "http.response.start", "status": answer.status, "headers": headers})
                body = b"" if request.method == "HEAD" else answer.body
                await send({"type": "http.response.body", "body": body})

        return application

    async def _validate(self, token: str, arguments: dict[str, Any]) -> Any:
        if self._awaits:
            return await self.server.validate(token, **arguments)
        from ..stores.threaded import in_thread

        return await in_thread(self.server.validate, token, **arguments)

    def _of_itself(self, request: Request, path: str) -> Answer | None:
        """Return the metadata, which everybody may read, pages of other sites too (RFC 9728 section 3.1)."""
        if path != self.metadata_path or request.method not in ("GET", "HEAD"):
            return None
        return Answer(200, [("Access-Control-Allow-Origin", "*")], self.metadata)

    def _found(self, request: Request, path: str) -> tuple[str | None, dict[str, Any]]:
        """Return the token of a request, and the further arguments of `validate`."""
        header = request.header("Authorization")
        token, bound = bearer_token(header), bearer_token(header, "DPoP")
        if token is None and bound is None:
            if self._required or header:
                raise JamOAuth2AccessTokenError("there is no token", details={"reason": "missing"})
            return None, {}
        arguments: dict[str, Any] = {"scope": self.scope}
        if bound is not None:  # RFC 9449 section 7.1: with Bearer a bound token is refused
            proof = request.header("DPoP") or ""
            arguments.update(proof=proof, method=request.method, url=self._origin + path)
        return token or bound, arguments

    def _refusal(self, error: JamOAuth2Error) -> Answer:
        if not isinstance(error, JamOAuth2AccessTokenError):  # the issuer's keys cannot be had
            return Answer(
                503, [("Retry-After", "5"), ("Cache-Control", "no-store")], {"error": "unavailable"}
            )
        status, word, extra = 401, "invalid_token", []
        if isinstance(error, JamOAuth2InsufficientScope):
            status, word = 403, "insufficient_scope"
        elif isinstance(error, JamOAuth2UseNonce):
            word = "use_dpop_nonce"
            extra = [("DPoP-Nonce", str(error.details["nonce"]))]
        elif error.details == {"reason": "missing"}:
            word = ""
        headers = [("WWW-Authenticate", text) for text in self._challenge(word)]
        body = "forbidden" if status == 403 else "unauthorized"
        return Answer(status, [*headers, *extra, ("Cache-Control", "no-store")], {"error": body})

    def _challenge(self, error: str = "") -> tuple[str, str]:
        common = {
            "realm": self._realm,
            "scope": self.scope,
            "resource_metadata": protected_resource.url_of(self.resource),
        }
        bearer_error = "invalid_token" if error == "use_dpop_nonce" else error
        return challenge(bearer_error, **common), challenge(error, scheme="DPoP", algs=self._algs, **common)

    def __repr__(self) -> str:
        return f"<ProtectedAPI {self.resource}>"
