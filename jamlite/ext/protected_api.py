"""An API behind an authorization server: its tokens judged, its metadata served, for every WSGI and ASGI app.

    api = ProtectedAPI(ResourceServer("https://login.example", "https://api.example"), "https://api.example")
    application = api.wsgi(application)          # Flask: app.wsgi_app = api.wsgi(app.wsgi_app)
    application = api.asgi(application)          # Starlette, FastAPI, Litestar: app = api.asgi(app)

The application finds the claims under `CLAIMS` in its environment or scope. Bearer (RFC 6750) and DPoP
(RFC 9449) tokens are judged; the protected-resource metadata (RFC 9728) are a route of their own, which every
challenge names.
"""

from __future__ import annotations

from ..authz.principal import Principal
from ..driver import is_coroutine_callable
from ..exceptions.authz import JamForbidden
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
from .decorating import check_flags
from .http_request import ASGIRequest, WSGIRequest
from .refusals import Refusal, answer_wsgi, refuse, refuse_websocket

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Iterable, Union

    from ..aio.oauth2 import ResourceServer as AsyncResourceServer
    from ..encoding.json_types import Claims, JsonObject, JsonValue
    from ..encoding.json_types import Scope as Words
    from ..oauth2.resource_server import ResourceServer
    from .http_request import Request
    from .http_types import ASGIApplication, Environ, Receive, Scope, Send, StartResponse, WSGIApplication

    Server = Union[ResourceServer, AsyncResourceServer]

CLAIMS = "jamlite.claims"


class AccessPrincipal(Principal):
    """Whoever an access token was issued for; what it grants are the words of its scope.

    A word with a wildcard grants nothing: it is the word of somebody else, and no pattern of ours.
    """

    __slots__ = ("_scopes",)

    def __init__(self, claims: Claims, scope: str) -> None:
        sub = claims.get("sub")
        super().__init__({**claims, "id": sub if isinstance(sub, str) and sub else None}, claims, "oauth2")
        given = claims.get(scope)
        listed = given if scope == "scp" and isinstance(given, list) else ()  # RFC 9068 section 2.2.3: text
        words = given.split() if isinstance(given, str) else listed
        # RFC 6749 section 3.3: * is an ordinary character.
        known = tuple(word for word in words if isinstance(word, str) and word and "*" not in word)
        self._scopes = None if given is None else known

    @property
    def permissions(self) -> tuple[str, ...] | None:
        """The words of the scope; None if the token has none."""
        return self._scopes


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
        server: Server,
        resource: str,
        *,
        scope: Words = None,
        required: bool = True,
        realm: str = "",
        http_loopback: bool = False,
        **metadata: JsonValue,
    ) -> None:
        self.server = server
        self.resource = resource
        self.scope = scope
        check_flags(required=required)
        self._required = required
        self._realm = realm
        self.awaits = is_coroutine_callable(server.validate)
        self.metadata = protected_resource.metadata(
            resource, server.issuer, http_loopback=http_loopback, **metadata
        )
        self.metadata_path = protected_resource.path_of(resource)
        # Configured, not the request's Host: a proof must be for this very API.
        self._origin = urls.origin(resource)
        self._algs = " ".join(signed.asymmetric())
        self._challenge()  # realm and scope are usable

    def wsgi(self, app: WSGIApplication) -> WSGIApplication:
        """Return a WSGI application with this one behind it."""
        if self.awaits:
            raise JamConfigurationError("a WSGI application needs oauth2.ResourceServer, not that of aio")

        def application(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
            request = WSGIRequest(environ)
            answer = self.of_itself(request)
            if answer is None and not is_preflight(request):
                try:
                    token, arguments = self._found(request)
                    environ[CLAIMS] = None if token is None else self.server.validate(token, **arguments)
                except JamOAuth2Error as error:
                    answer = self.refusal(error)
            if answer is None:
                return app(environ, start_response)
            return answer_wsgi(answer, request.method, start_response)

        return application

    def asgi(self, app: ASGIApplication) -> ASGIApplication:
        """Return an ASGI application with this one behind it; a WebSocket that is refused is closed."""

        async def application(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] not in ("http", "websocket"):
                await app(scope, receive, send)
                return
            request, claims = ASGIRequest(scope), None
            answer = self.of_itself(request)
            if answer is None and not is_preflight(request):
                try:
                    token, arguments = self._found(request)
                    claims = None if token is None else await self._validate(token, arguments)
                except JamOAuth2Error as error:
                    answer = self.refusal(error)
            if answer is None:
                await app({**scope, CLAIMS: claims}, receive, send)
            elif scope["type"] == "websocket":
                await refuse_websocket(receive, send)
            else:
                await refuse(answer, scope, send)

        return application

    async def _validate(self, token: str, arguments: JsonObject) -> Claims:
        validate: Callable[..., Any] = self.server.validate
        claims: Claims
        if self.awaits:
            claims = await validate(token, **arguments)
            return claims
        from ..stores.threaded import in_thread

        claims = await in_thread(validate, token, **arguments)
        return claims

    def authenticate(self, request: Request, token: str, bound: bool) -> AccessPrincipal:
        """Return whoever an access token was issued for; `bound` tells that it came with a DPoP proof.

        Raises:
            JamOAuth2Error: as `ResourceServer.validate`.
        """
        claims: Any = self.server.validate(token, **self._arguments(request, bound))
        return self._principal(claims)

    async def authenticate_async(self, request: Request, token: str, bound: bool) -> AccessPrincipal:
        """As `authenticate`, with either kind of server."""
        return self._principal(await self._validate(token, self._arguments(request, bound)))

    def of_itself(self, request: Request) -> Refusal | None:
        """Return the metadata, which everybody may read, pages of other sites too (RFC 9728 section 3.1)."""
        paths = (request.path, request.local_path)  # it stands at the root of the host, above a root path
        if self.metadata_path not in paths or request.method not in ("GET", "HEAD"):
            return None
        # Fetch standard, CORS protocol: * serves requests without credentials.
        return Refusal.of(200, [("Access-Control-Allow-Origin", "*")], self.metadata)

    def refusal(self, error: Exception | None) -> Refusal:
        """Return the answer to a request: 401, 403 for a scope that is missing, 503 without the keys.

        Args:
            error: why the token was refused; None if there was none.
        """
        unavailable = isinstance(error, JamOAuth2Error) and not isinstance(error, JamOAuth2AccessTokenError)
        if unavailable:  # the issuer's keys cannot be had
            # RFC 9110 sections 10.2.3 and 15.6.4.
            headers = [("Retry-After", "5"), ("Cache-Control", "no-store")]
            return Refusal.of(503, headers, {"error": "unavailable"})
        status, word, extra = 401, "invalid_token", []  # RFC 6750 section 3.1
        if isinstance(error, (JamOAuth2InsufficientScope, JamForbidden)):
            status, word = 403, "insufficient_scope"
        elif isinstance(error, JamOAuth2UseNonce):
            word = "use_dpop_nonce"  # RFC 9449 section 9
            extra = [("DPoP-Nonce", str(error.details["nonce"]))]
        elif error is None or getattr(error, "details", None) == {"reason": "missing"}:
            word = ""  # RFC 6750 section 3.1: nothing but the challenge where there was no token
        headers = [("WWW-Authenticate", text) for text in self._challenge(word)]
        body = "forbidden" if status == 403 else "unauthorized"
        return Refusal.of(status, [*headers, *extra, ("Cache-Control", "no-store")], {"error": body})

    def nonce(self) -> str:
        """Return the nonce for the next proof (RFC 9449 section 8.2), "" if none is asked for."""
        nonces = self.server.dpop_nonces
        return "" if nonces is None else str(nonces.current(self.server._now()))

    def _found(self, request: Request) -> tuple[str | None, JsonObject]:
        """Return the token of a request, and the further arguments of `validate`."""
        header = request.header("Authorization")
        # One of the two at most: there is one scheme in a header.
        token, bound = bearer_token(header), bearer_token(header, "DPoP")
        if token is None and bound is None:
            if self._required or header:  # a header of another scheme was meant for somebody: not anonymous
                raise JamOAuth2AccessTokenError("there is no token", details={"reason": "missing"})
            return None, {}
        return token or bound, self._arguments(request, bound is not None)

    def _arguments(self, request: Request, bound: bool) -> JsonObject:
        if not bound:  # RFC 9449 section 7.1: with Bearer a bound token is refused
            return {"scope": self.scope}
        url = self._origin + request.target.partition("?")[0]  # RFC 9449 section 4.2: htu has no query
        return {
            "scope": self.scope,
            "proof": request.header("DPoP") or "",
            "method": request.method,
            "url": url,
        }

    def _principal(self, claims: Claims) -> AccessPrincipal:
        return AccessPrincipal(claims, self.server.profile.scope)

    def _challenge(self, error: str = "") -> tuple[str, str]:
        common: JsonObject = {
            "realm": self._realm,
            "scope": self.scope,
            "resource_metadata": protected_resource.url_of(self.resource),  # RFC 9728 section 5.1
        }
        # RFC 9449 section 7.2: both schemes are offered. The nonce means nothing to Bearer.
        bearer_error = "invalid_token" if error == "use_dpop_nonce" else error
        return challenge(bearer_error, **common), challenge(error, scheme="DPoP", algs=self._algs, **common)

    def __repr__(self) -> str:
        return f"<ProtectedAPI {self.resource}>"
