"""Authentication backends for Starlette, with Jam's names, and the middleware that uses them."""

from __future__ import annotations

from ...driver import settle
from ...exceptions.plugins import JamStarlettePluginConfigError
from .. import claims_user
from ..asgi import ASGIRequest, answered_unjudged, protecting
from ..authenticator import Authenticator, Outcome
from ..configured import Held, facade_for, foreign, sources_for
from ..csrf import cross_site, is_preflight
from ..decorating import before, check_flags
from ..posted_form import read_ahead_async
from ..refusals import DETAILS, Refusal, refuse, refuse_websocket
from ..response_headers import add_to

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Collection, Mapping, ParamSpec, Protocol, TypeVar, Unpack, overload

    from ...encoding.json_types import JsonValue
    from ..authenticator_options import AuthenticatorOptions
    from ..configured import Config
    from ..facades import Facade
    from ..http_types import ASGIApplication as Application
    from ..http_types import Receive, Scope, Send

    class _Connection(Protocol):  # HTTPConnection, Request or WebSocket
        @property
        def scope(self) -> Scope: ...

        @property
        def state(self) -> Any: ...

    class _Response(Protocol):
        @property
        def headers(self) -> Any: ...

    P = ParamSpec("P")
    Result = TypeVar("Result")
    Response = TypeVar("Response", bound=_Response)


class BaseUser(claims_user.BaseUser):
    """A user made of the claims of a credential; has what Starlette's class of this name has."""

    @property
    def is_authenticated(self) -> bool:
        """True: there is no such user without an accepted credential."""
        return True

    @property
    def display_name(self) -> str:
        """The user's name; yours to define."""
        raise NotImplementedError

    @property
    def identity(self) -> str:
        """The user's id; yours to define."""
        raise NotImplementedError


class SimpleUser(claims_user.ClaimsUser, BaseUser):
    """A user that is its claims."""

    __slots__ = ()

    @property
    def display_name(self) -> str:
        return str(self.payload.get("name", self.identity))

    @property
    def identity(self) -> str:
        # `sub` of a token, `id` of Jam's sessions.
        return str(self.payload.get("sub", self.payload.get("id", "")))


class JamAuthBackend:
    """An authentication backend on a facade.

    Args:
        jam: the facade, `Jam` or `aio.Jam`.
        user: makes `request.user` of the claims.
        options: those of `Authenticator`: via, sources, realm and so on.
    """

    def __init__(
        self,
        jam: Facade | None,
        *,
        user: type[BaseUser] = SimpleUser,
        **options: Unpack[AuthenticatorOptions],
    ) -> None:
        self._starlette = foreign("starlette.authentication", JamStarlettePluginConfigError)
        self.authenticator = Authenticator(jam, **options)
        self._user = user

    async def authenticate(self, conn: _Connection) -> tuple[Any, Any]:
        """Return (AuthCredentials, user) of a connection.

        Raises:
            starlette.authentication.AuthenticationError: the credential was refused.
        """
        found = await self.authenticator.check_async(ASGIRequest(conn.scope))
        state = conn.state
        state.jam, state.principal, state.outcome = self.authenticator.jam, found.principal, found
        self._tell(conn)
        refusal = self.authenticator.refusal(found, required=False)
        if refusal is not None:
            error = self._starlette.AuthenticationError("the credential was refused")
            error.refusal = refusal  # Starlette hands the exception on to `on_error`, and nothing else
            raise error
        user = claims_user.user_of(self._user, found.claims, self.authenticator.via_of(found))
        if user is None:
            # Not None: request.user is always there in Jam.
            return self._starlette.AuthCredentials(None), self._starlette.UnauthenticatedUser()
        permissions = found.principal and found.principal.permissions
        granted = ["authenticated", *(permissions or ())]  # Starlette's `requires` asks for these words
        return self._starlette.AuthCredentials(granted), user

    def _tell(self, conn: _Connection) -> None:
        """Put Jam's further names into the state of a connection."""


class BaseBackend(JamAuthBackend, Held):
    """A backend made of a section of a configuration; its subclasses name the section.

    As in Jam, whatever verifies makes a user, even if it names no subject: a session of a cart, too. A
    request with an unknown session id is anonymous; it is not refused. For logins take `JamAuthBackend`.
    """

    def __init__(
        self,
        config: Config = None,
        pointer: str = "jam",
        cookie_name: str | None = None,
        header_name: str | None = None,
        bearer: bool = False,
        user: type[BaseUser] = SimpleUser,
        *,
        use_list: bool | None = None,
        csrf: bool = True,
        trusted_origins: tuple[str, ...] = (),
        realm: str = "",
        **options: JsonValue,
    ) -> None:
        error = JamStarlettePluginConfigError
        sources = sources_for(header_name, cookie_name, bearer, error, cookie_first=True)
        self._jam = facade_for(self.VIA, config, pointer, options, type(self).MODULE)
        super().__init__(
            self._jam,
            user=user,
            via=self.VIA,
            sources=sources,
            check_list=use_list,
            csrf=csrf,
            trusted_origins=trusted_origins,
            realm=realm,
            anonymous=True,
        )

    def _tell(self, conn: _Connection) -> None:
        setattr(conn.state, self.VIA, self._auth)


class JWTBackend(BaseBackend):
    """JWTs; `request.state.jwt` is the module.

    Args:
        config: a configuration with jose.jwt (or jwt), a dict or a path; it is not changed.
        pointer: dotted path of the section in a file.
        cookie_name, header_name: where the token stands; the cookie is looked at first.
        use_list: None consults the token list if one is configured, True demands one, False does not.
        user: makes `request.user` of the claims.
        bearer: the header is `Bearer <token>`.
        csrf, trusted_origins, realm: as in `Authenticator`.
        options: the keys of the section, if there is no `config`.

    Raises:
        JamStarlettePluginConfigError: neither name is given, or there is no Starlette.
        JamConfigurationError: the configuration is not usable.
    """

    VIA = "jwt"

    def __init__(
        self,
        config: Config = None,
        pointer: str = "jam",
        cookie_name: str | None = None,
        header_name: str | None = None,
        use_list: bool | None = None,
        user: type[BaseUser] = SimpleUser,
        **options: JsonValue,
    ) -> None:
        super().__init__(config, pointer, cookie_name, header_name, user=user, use_list=use_list, **options)


class SessionBackend(BaseBackend):
    """Sessions; `request.state.session` is the module, with coroutines; arguments as `JWTBackend`."""

    VIA = "session"

    def __init__(self, *args: Any, **options: Any) -> None:
        from ...aio.sessions import asynchronous

        super().__init__(*args, **options)
        self._face = asynchronous(self._auth)

    def _tell(self, conn: _Connection) -> None:
        conn.state.session = self._face


class PASETOBackend(BaseBackend):
    """PASETOs; `request.state.paseto` is the module; arguments as `JWTBackend`."""

    VIA = "paseto"


class AuthenticationMiddleware:
    """Sets `user` and `auth` as Starlette's middleware does; a wrong credential is answered with 401.

    Args:
        app: the application.
        backend: one of this module.
        required: refuse requests without a credential as well.
    """

    def __init__(self, app: Application, backend: JamAuthBackend, *, required: bool = False) -> None:
        self.app = app
        self.backend = backend
        check_flags(required=required)
        self._required = required
        self._requests = foreign("starlette.requests", JamStarlettePluginConfigError)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        judge = self.backend.authenticator
        if await answered_unjudged(judge, self.app, scope, receive, send):
            return
        request = ASGIRequest(scope)
        receive = await read_ahead_async(judge.jam, request, receive)
        connection = self._requests.HTTPConnection(scope)
        refusal: Refusal | None
        try:
            scope["auth"], scope["user"] = await self.backend.authenticate(connection)
            found: Outcome = connection.state.outcome
            is_open = not self._required or is_preflight(request) or judge.is_login_page(request)
            refusal = None if is_open else judge.refusal(found)
        except self.backend._starlette.AuthenticationError as error:
            found, refusal = connection.state.outcome, error.refusal
        sender = protecting(judge, found, send)
        if refusal is None:
            await self.app(scope, receive, sender)
        elif scope["type"] == "websocket":
            await refuse_websocket(receive, send)
        else:
            answer = await self._answer(connection, found, refusal, receive)
            if isinstance(answer, Refusal):
                await refuse(answer, scope, sender)
            else:
                await answer(scope, receive, sender)

    async def _answer(
        self, connection: _Connection, found: Outcome, refusal: Refusal, receive: Receive
    ) -> Any:
        """Return what answers: of `on_refusal`, of the application's own handlers, or a `Refusal`."""
        judge, scope = self.backend.authenticator, connection.scope
        request = self._requests.Request(scope, receive)
        answer = await settle(judge.answer(ASGIRequest(scope), found, refusal, request))
        if not isinstance(answer, Refusal) or answer.status == 303:
            return answer
        exceptions = foreign("starlette.exceptions", JamStarlettePluginConfigError)
        # A middleware stands before Starlette's own, which would ask them.
        handlers = getattr(scope.get("app"), "exception_handlers", {})
        handler = handlers.get(answer.status) or handlers.get(exceptions.HTTPException)
        # FastAPI puts handlers of its own into every application.
        if handler is None or handler.__module__.startswith("fastapi."):
            return answer
        detail = DETAILS[answer.status]
        error = exceptions.HTTPException(answer.status, detail, answer.named(content=False))
        return await settle(handler(request, error))


def on_error(conn: object, error: Exception) -> Any:
    """Return the response to a refused credential, for Starlette's own AuthenticationMiddleware."""
    responses = foreign("starlette.responses", JamStarlettePluginConfigError)
    # Starlette's default, without on_error, is 400.
    refusal = getattr(error, "refusal", None) or Refusal(401, "Bearer")
    return responses.Response(refusal.body, refusal.status, refusal.named())


if TYPE_CHECKING:

    @overload
    def csrf(
        endpoint: Callable[P, Result], *, trusted_origins: Collection[str] = ()
    ) -> Callable[P, Result]: ...

    @overload
    def csrf(
        endpoint: None = None, *, trusted_origins: Collection[str] = ()
    ) -> Callable[[Callable[P, Result]], Callable[P, Result]]: ...


def csrf(
    endpoint: Callable[..., object] | None = None, *, trusted_origins: Collection[str] = ()
) -> Callable[..., object]:
    """Answer requests that a page of another site caused with 403: `@csrf`, or `@csrf(trusted_origins=...)`.

    For endpoints that read a cookie by themselves, such as /refresh and /logout.
    """
    if endpoint is None:
        return lambda found: csrf(found, trusted_origins=trusted_origins)
    exceptions = foreign("starlette.exceptions", JamStarlettePluginConfigError)

    def refuse(request: _Connection, *_: object, **__: object) -> None:
        if cross_site(ASGIRequest(request.scope), trusted_origins):
            raise exceptions.HTTPException(403, "forbidden")

    return before(endpoint, refuse)


def set_headers(response: Response, *headers: Mapping[str, str]) -> Response:
    """Put the headers of several cookies into one response, and return it; see `response_headers.pairs`."""
    # Append: `[]=` would replace the cookie before.
    add_to(response.headers, response.headers.append, headers)
    return response
