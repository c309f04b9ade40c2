"""FastAPI: `JamAuth`, whose dependencies show up in OpenAPI, and Starlette's backends.

    auth = JamAuth(jam, via="jwt")

    @app.get("/me")
    async def me(principal: Principal = Depends(auth)): ...

    @app.get("/orders", dependencies=[Depends(auth.require("orders:read"))])
    async def orders(): ...

Each source becomes a security scheme, so the documentation has its "Authorize" button and says which
routes ask for what. FastAPI is imported when the class is made.
"""

from __future__ import annotations

from inspect import Parameter, Signature
from weakref import ref

from ..driver import settle
from ..exceptions.base import JamConfigurationError
from ..exceptions.plugins import JamStarlettePluginConfigError
from .asgi import ASGIRequest
from .authenticator import ANONYMOUS, OUTCOME, Authenticator, CredentialSource, Outcome
from .configured import foreign
from .csrf import cross_site
from .decorating import check_names
from .http_request import DPOP, SessionCookies
from .login import OAuth2Login, SessionCookie, SessionLogin, next_url
from .posted_form import SHOWN, is_callback, read_shown
from .refusals import DETAILS, Refusal
from .starlette.starlette_backends import (
    AuthenticationMiddleware,
    BaseUser,
    JWTBackend,
    PASETOBackend,
    SessionBackend,
    SimpleUser,
    on_error,
    set_headers,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Collection, Coroutine, Unpack

    from ..authz import AuthorizationContext, Principal
    from .authenticator_options import AuthenticatorOptions
    from .facades import Facade

    Context = Callable[[Any, Principal], AuthorizationContext | None]

__all__ = [
    "ASGIRequest",
    "AuthenticationMiddleware",
    "BaseUser",
    "CredentialSource",
    "JWTBackend",
    "JamAuth",
    "OAuth2Login",
    "PASETOBackend",
    "SessionBackend",
    "SessionCookie",
    "SessionLogin",
    "SimpleUser",
    "csrf",
    "next_url",
    "on_error",
    "set_headers",
]


class JamAuth:
    """A dependency that gives the `Principal` of a request, or answers 401.

    Also for WebSocket routes, where a refused handshake is closed with code 1008, and for a whole
    application: `FastAPI(dependencies=[Depends(auth)])`. The scopes of `Security(auth, scopes=[...])` are
    permissions that the principal must have, as with `require`. Tests may replace `auth`, `auth.optional`
    and what `require` returned in `app.dependency_overrides`.

    Args:
        jam: the facade, `Jam` or `aio.Jam`.
        token_url: path of the route that gives tokens for a name and a password; the documentation then
            has a form for them (OAuth2 password flow).
        options: those of `Authenticator`: via, sources, realm and so on.

    Attributes:
        optional: a dependency that gives the principal, or None where there is no credential.
        router: with a `ProtectedAPI`, `app.include_router(auth.router)` serves its metadata (RFC 9728).
        csrf: a dependency that answers requests of other sites with 403, for routes that read a cookie by
            themselves, such as /refresh and /logout.
    """

    def __init__(
        self, jam: Facade | None, *, token_url: str | None = None, **options: Unpack[AuthenticatorOptions]
    ) -> None:
        self._fastapi = foreign("fastapi", JamStarlettePluginConfigError)
        self.authenticator = Authenticator(jam, **options)
        if token_url is not None and not isinstance(token_url, str):
            raise JamConfigurationError("token_url is a text, the path of the route that gives tokens")
        self._token_url = token_url
        # FastAPI reads a dependency's signature: here it is told what to hand over, without annotations.
        self.__signature__ = Signature([*self._asked(), self._scopes(), *self._schemes()])
        self.optional = _Optional(self)
        self.router = self._routes()
        self.csrf = _Csrf(self.authenticator.trusted_origins, self.authenticator.jam)

    async def __call__(
        self, connection: Any, response: Any, scopes: Any = None, **schemes: object
    ) -> Principal:
        """Return the principal of a request, or answer 401; without a permission of `scopes` 403."""
        found = await self._judge(connection, response)
        if found.principal is None:
            # Raised: FastAPI's handlers write the body.
            raise await self._answer(self.authenticator.refusal(found), connection)
        return await self._permitted(found.principal, scopes, connection)

    def require(
        self,
        permission: str,
        *,
        context: Callable[[Any, Principal], AuthorizationContext | None] | None = None,
    ) -> Callable[..., Coroutine[Any, Any, Principal]]:
        """Return a dependency that gives the principal if it has a permission, or answers 401 or 403.

        Args:
            permission: what it takes.
            context: makes the `AuthorizationContext` of request and principal.
        """
        check_names(permission)
        judge = self.authenticator

        async def require(connection: Any, principal: Principal) -> Principal:
            connection.state.principal = principal  # also where a test has replaced who gives it
            circumstances = context(connection, principal) if context else None
            if not await judge.permits_async(principal, permission, circumstances):
                raise await self._answer(judge.insufficient, connection)
            return principal

        require.__signature__ = Signature(  # type: ignore[attr-defined]
            [
                self._asked()[0],
                Parameter("principal", Parameter.KEYWORD_ONLY, default=self._fastapi.Depends(self)),
            ]
        )
        return require

    async def _permitted(self, principal: Principal, scopes: Any, connection: Any) -> Principal:
        """Return the principal if it has each permission that `Security(auth, scopes=[...])` names."""
        judge = self.authenticator
        # Security(...) of each level adds its scopes.
        for permission in () if scopes is None else scopes.scopes:
            if not await judge.permits_async(principal, permission):
                raise await self._answer(judge.insufficient, connection)
        return principal

    async def _judge(self, connection: Any, response: Any) -> Outcome:
        key = f"{OUTCOME}.{id(self)}"  # judged once: a DPoP proof serves once, and several may depend on it
        connection.scope[SHOWN] = ref(connection)  # the form of a callback is read through it
        found: Outcome | None = connection.scope.get(key)
        if found is None:
            request = ASGIRequest(connection)
            await read_shown(self.authenticator.jam, request)
            found = await self.authenticator.check_async(request)
            connection.scope[key] = found
        state = connection.state
        state.jam, state.principal, state.outcome = self.authenticator.jam, found.principal, found
        # FastAPI adds the headers of `response` to what the route returns.
        for name, value in self.authenticator.protect(found, response.headers):
            response.headers[name] = value
        return found

    async def _answer(self, refusal: Refusal | None, connection: Any) -> Exception:
        """Return FastAPI's exception for a refusal; the application's handlers write the answer."""
        refusal = refusal or Refusal(403)
        error: Exception
        if connection.scope["type"] == "websocket":
            # RFC 6455 section 7.4.1: policy violation.
            error = self._fastapi.WebSocketException(1008, "unauthorized")
            return error
        found = getattr(connection.state, "outcome", ANONYMOUS)
        judge = self.authenticator
        answer = await settle(judge.answer(ASGIRequest(connection.scope), found, refusal, connection))
        if isinstance(answer, Exception):
            return answer
        if not isinstance(answer, Refusal):
            raise JamStarlettePluginConfigError("with FastAPI on_refusal raises or returns an exception")
        headers = answer.named(content=False)  # FastAPI writes body and length itself
        if judge.by_cookie:
            headers["Vary"] = "Cookie"  # the headers of `response` do not reach an exception's answer
        error = self._fastapi.HTTPException(answer.status, DETAILS[answer.status], headers)
        return error

    def _routes(self) -> Any:
        """Return a router with the metadata of a ProtectedAPI, which no dependency guards."""
        made = self._fastapi.APIRouter()
        api = self.authenticator.api
        if api is not None:

            def metadata(request: Any) -> Any:
                answer = api.of_itself(ASGIRequest(request.scope)) or Refusal(403)
                return self._fastapi.Response(answer.body, answer.status, answer.named())

            # Starlette adds HEAD to GET.
            made.add_route(api.metadata_path, metadata, methods=["GET"], include_in_schema=False)
        return made

    def _asked(self) -> list[Parameter]:
        """Return what FastAPI is to hand over: the connection, HTTP or WebSocket, and the response."""
        requests = foreign("fastapi.requests", JamStarlettePluginConfigError)
        return [
            Parameter("connection", Parameter.KEYWORD_ONLY, annotation=requests.HTTPConnection),
            Parameter("response", Parameter.KEYWORD_ONLY, annotation=self._fastapi.Response),
        ]

    def _scopes(self) -> Parameter:
        """Return the parameter for the scopes of `Security(..., scopes=[...])`, which FastAPI fills in."""
        security = foreign("fastapi.security", JamStarlettePluginConfigError)
        return Parameter("scopes", Parameter.KEYWORD_ONLY, annotation=security.SecurityScopes)

    def _schemes(self) -> list[Parameter]:
        """Return one security scheme for each source, for OpenAPI."""
        return [
            Parameter(f"source_{index}", Parameter.KEYWORD_ONLY, default=self._scheme(source))
            for index, source in enumerate(self.authenticator.sources)
        ]

    def _scheme(self, source: CredentialSource) -> Any:
        """Return the security scheme that describes a source in OpenAPI."""
        security = foreign("fastapi.security", JamStarlettePluginConfigError)
        via = self.authenticator.via_of(Outcome(source=source))
        options: dict[str, Any] = {"auto_error": False}  # FastAPI's own 403 must not come before our 401
        options["scheme_name"] = f"jam_{via}_{source.kind}"
        if source.scheme == DPOP.scheme:
            # RFC 9449 section 7.1; OpenAPI: a name of IANA's registry.
            kind, options["scheme"] = security.http.HTTPBase, "dpop"
            options["scheme_name"] += "_dpop"
        # OpenAPI knows Bearer in this header alone.
        elif source.scheme.lower() == "bearer" and source.name.lower() == "authorization":
            if self._token_url is not None:
                kind, options["tokenUrl"] = security.OAuth2PasswordBearer, self._token_url
            else:
                formats = {"jwt": "JWT", "oauth2": "JWT", "paseto": "PASETO"}
                kind, options["bearerFormat"] = security.HTTPBearer, formats.get(via or "")
        else:
            kind = {
                "header": security.APIKeyHeader,
                "cookie": security.APIKeyCookie,
                "query": security.APIKeyQuery,
            }[source.kind]
            options["name"] = source.name
        made = _described(kind)(**options)
        if isinstance(source, SessionCookies):
            made.cookies = source
        return self._fastapi.Security(made)


class _Optional:
    """The dependency `JamAuth.optional`: one object, so that tests can replace it."""

    def __init__(self, auth: JamAuth) -> None:
        self._auth = auth
        self.__signature__ = auth.__signature__

    async def __call__(
        self, connection: Any, response: Any, scopes: Any = None, **schemes: object
    ) -> Principal | None:
        found = await self._auth._judge(connection, response)
        refusal = self._auth.authenticator.refusal(found, required=False)
        if refusal is not None:
            raise await self._auth._answer(refusal, connection)
        if found.principal is None:
            return None
        return await self._auth._permitted(found.principal, scopes, connection)


def _described(kind: type[Any]) -> type[Any]:
    """Return a class of security schemes that only describes: FastAPI's own read requests, not WebSockets."""

    class Described(kind):  # type: ignore[misc]
        cookies: SessionCookies | None = None
        shown: Any = None

        @property
        def model(self) -> Any:
            """What OpenAPI shows; the name of a session's cookie is what it is when it is shown."""
            if self.cookies is not None:
                self.shown.name = self.cookies.names[0]
            return self.shown

        @model.setter
        def model(self, value: Any) -> None:
            self.shown = value

        async def __call__(self) -> None:  # no parameter: FastAPI hands a Request to HTTP routes only
            return None

    return Described


class _Csrf:
    """A dependency that answers requests which a page of another site caused with 403."""

    def __init__(self, trusted_origins: Collection[str] = (), jam: Facade | None = None) -> None:
        self._trusted = trusted_origins
        self._jam = jam

    @property
    def __signature__(self) -> Signature:
        requests = foreign("fastapi.requests", JamStarlettePluginConfigError)
        kind = Parameter.KEYWORD_ONLY
        return Signature([Parameter("connection", kind, annotation=requests.HTTPConnection)])

    async def __call__(self, connection: Any) -> None:
        request = ASGIRequest(connection.scope)
        if not cross_site(request, self._trusted) or is_callback(self._jam, request):
            return
        errors = foreign("fastapi", JamStarlettePluginConfigError)
        if connection.scope["type"] == "websocket":
            raise errors.WebSocketException(1008, "forbidden")
        raise errors.HTTPException(403, "forbidden")


csrf = _Csrf()
