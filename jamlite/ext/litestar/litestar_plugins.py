"""Plugins for Litestar: on a facade, and those with Jam's names; and a guard."""

from __future__ import annotations

from ...driver import settle
from ...exceptions.plugins import JamLitestarPluginConfigError
from ..asgi import ASGIRequest, answered_unjudged, protecting
from ..authenticator import ANONYMOUS, Authenticator, Outcome
from ..claims_user import BaseUser as BaseUser
from ..claims_user import ClaimsUser, user_of
from ..configured import Held, facade_for, foreign, sources_for
from ..csrf import cross_site
from ..decorating import check_names
from ..posted_form import is_callback, read_ahead_async
from ..refusals import Refusal, refuse
from ..response_headers import add_to
from ..sent_token import Token
from .base_plugin import BasePlugin, check_user

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Awaitable, Callable, Mapping, Protocol, TypeVar, Unpack

    from ...authz import AuthorizationContext
    from ...encoding.json_types import JsonValue
    from ..authenticator_options import AuthenticatorOptions
    from ..configured import Config
    from ..facades import Facade
    from ..http_types import ASGIApplication as Application
    from ..http_types import Receive, Scope, Send
    from ..protected_api import ProtectedAPI
    from .base_plugin import AppConfig

    class _Connection(Protocol):  # ASGIConnection, Request or WebSocket
        @property
        def scope(self) -> Any: ...

    class _Response(Protocol):
        @property
        def headers(self) -> Any: ...

        @property
        def set_cookie(self) -> Callable[..., None]: ...

    Response = TypeVar("Response", bound=_Response)


class SimpleUser(ClaimsUser, BaseUser):
    """A user that is its claims."""

    __slots__ = ()


class JamPlugin(BasePlugin):
    """Judges requests on a facade, which is injected as `jam`.

    Args:
        jam: the facade, `Jam` or `aio.Jam`.
        user: makes `request.user` of the claims; the `Principal` itself when None.
        middleware: False only injects.
        options: those of `Authenticator`: via, sources, realm and so on.
    """

    KEY = "jam"

    def __init__(
        self,
        jam: Facade | None,
        *,
        user: type[BaseUser] | None = None,
        middleware: bool = True,
        **options: Unpack[AuthenticatorOptions],
    ) -> None:
        foreign("litestar", JamLitestarPluginConfigError)
        self.authenticator = Authenticator(jam, **options)
        self.jam = self.authenticator.jam
        self._user = user
        self._layer = self._around if middleware else None

    def _provided(self) -> Any:
        return self.jam

    def on_app_init(self, app_config: AppConfig) -> AppConfig:
        super().on_app_init(app_config)
        if self.authenticator.api is not None:
            app_config.route_handlers.append(self._metadata_route(self.authenticator.api))
        return app_config

    def _metadata_route(self, api: ProtectedAPI) -> Any:
        """Return the route of an API's metadata (RFC 9728); `_around` answers before it is reached."""
        handlers = foreign("litestar.handlers", JamLitestarPluginConfigError)

        async def metadata(scope: Scope, receive: Receive, send: Send) -> None:
            await refuse(api.of_itself(ASGIRequest(scope)) or Refusal(403), scope, send)

        # The path must exist: Litestar runs middleware for routes only.
        return handlers.asgi(api.metadata_path, copy_scope=False)(metadata)

    def _around(self, app: Application) -> Application:
        """Return the application with the middleware of this plugin around it."""
        judge, user = self.authenticator, self._user

        async def judged(scope: Scope, receive: Receive, send: Send) -> None:
            if await answered_unjudged(judge, app, scope, receive, send):
                return
            request = ASGIRequest(scope)
            receive = await read_ahead_async(judge.jam, request, receive)
            found = await judge.check_async(request)
            state = scope["state"]
            state.update(jam=judge.jam, principal=found.principal, outcome=found, jam_auth=judge)
            scope["auth"] = Token(found.token)
            made = None if user is None else user_of(user, found.claims, judge.via_of(found))
            # None is set, too: Litestar raises without the key.
            scope["user"] = found.principal if made is None else made
            refusal = judge.refusal(found, required=False)
            if refusal is not None:
                # Inside the stack, so that Litestar's handlers answer.
                raise await refused(judge, scope, found, refusal)
            await app(scope, receive, protecting(judge, found, send))

        return judged


def permission_guard(
    jam: Facade, permission: str = "", *, context: Callable[[Any], AuthorizationContext | None] | None = None
) -> Callable[[Any, Any], Awaitable[None]]:
    """Return a guard: 401 without an accepted credential, 403 without a permission.

    Args:
        jam: the facade, the one of the plugin.
        permission: what it takes; "" for any accepted credential.
        context: makes the `AuthorizationContext` of a connection.
    """
    if not hasattr(jam, "authenticate"):
        raise JamLitestarPluginConfigError(
            f"permission_guard(jam, permission): the first argument is the facade, got {type(jam).__name__}"
        )
    if permission != "":
        check_names(permission)
    plain = Authenticator(jam, via=None)  # where no plugin has judged, nothing is accepted

    async def guard(connection: _Connection, _: object) -> None:
        state = connection.scope["state"]
        judge: Authenticator = state.get("jam_auth", plain)
        found: Outcome = state.get("outcome", ANONYMOUS)
        refusal = judge.refusal(found)
        if refusal is None and permission:
            circumstances = context(connection) if context else None
            permitted = await judge.permits_async(found.principal, permission, circumstances)
            refusal = judge.demand(found, permitted)
        if refusal is not None:
            raise await refused(judge, connection.scope, found, refusal, connection)

    return guard


def csrf(connection: _Connection, _: object) -> None:
    """Guard that answers requests which a page of another site caused with 403.

    For handlers that read a cookie by themselves, such as /refresh and /logout. Origins that the plugin
    trusts are trusted here, too.
    """
    judge, request = connection.scope["state"].get("jam_auth"), ASGIRequest(connection.scope)
    if judge is not None and is_callback(judge.jam, request):
        return
    if cross_site(request, () if judge is None else judge.trusted_origins):
        raise exception(Refusal(403))


def set_headers(response: Response, *headers: Mapping[str, str]) -> Response:
    """Put the headers of several cookies into one response, and return it; see `response_headers.pairs`."""

    def add(_: str, cookie: str) -> None:
        # Litestar keeps cookies beside the headers, as objects: one is made of ours.
        pair, *attributes = cookie.split("; ")
        key, _, value = pair.partition("=")
        named = {name.lower(): text for name, _, text in (one.partition("=") for one in attributes)}
        response.set_cookie(
            key=key,
            value=value,
            path=named.get("path", "/"),
            domain=named.get("domain"),
            max_age=int(named["max-age"]) if "max-age" in named else None,
            secure="secure" in named,
            httponly="httponly" in named,
            samesite=named["samesite"].lower(),  # Litestar's spelling
        )

    add_to(response.headers, add, headers)
    return response


async def refused(
    judge: Authenticator, scope: Scope, found: Outcome, refusal: Refusal, connection: object = None
) -> Exception:
    """Return Litestar's exception for a refused request; its handlers write the answer."""
    answer = await settle(judge.answer(ASGIRequest(scope), found, refusal, connection))
    if isinstance(answer, Exception):
        return answer
    if not isinstance(answer, Refusal):
        raise JamLitestarPluginConfigError("with Litestar on_refusal raises or returns an exception")
    return exception(answer)


def exception(refusal: Refusal) -> Exception:
    """Return Litestar's exception for a refusal; its handlers write the body."""
    exceptions = foreign("litestar.exceptions", JamLitestarPluginConfigError)
    headers = refusal.named(content=False)
    made: Exception
    if refusal.status == 303:
        # Litestar answers with whatever status an HTTPException has.
        made = exceptions.HTTPException("see other", status_code=303, headers=headers)
    elif refusal.status == 503:
        made = exceptions.ServiceUnavailableException("unavailable", headers=headers)
    elif refusal.status == 401:
        made = exceptions.NotAuthorizedException("unauthorized", headers=headers)
    else:
        made = exceptions.PermissionDeniedException("forbidden", headers=headers)
    return made


class _Plugin(JamPlugin, Held):
    """A plugin made of a section of a configuration."""

    def __init__(
        self,
        config: Config = None,
        pointer: str = "jam",
        cookie_name: str | None = None,
        header_name: str | None = None,
        bearer: bool = False,
        middleware: bool = True,
        user: type[BaseUser] | None = None,
        *,
        use_list: bool | None = None,
        csrf: bool = True,
        trusted_origins: tuple[str, ...] = (),
        realm: str = "",
        **options: JsonValue,
    ) -> None:
        sources = None
        if middleware or header_name or cookie_name:
            sources = sources_for(header_name, cookie_name, bearer, JamLitestarPluginConfigError)
        check_user(middleware, user)
        self._jam = facade_for(self.VIA, config, pointer, options, type(self).MODULE)
        super().__init__(
            self._jam,
            user=user,
            middleware=middleware,
            via=self.VIA,
            sources=sources,
            check_list=use_list,
            csrf=csrf,
            trusted_origins=trusted_origins,
            realm=realm,
            anonymous=True,
        )
        if middleware and type(self).MIDDLEWARE is not None:
            self._layer = self._own_layer(cookie_name, header_name, bearer, user)
            if use_list:
                self._layer.LIST = True

    def _provided(self) -> Any:
        return self._auth


class JWTPlugin(_Plugin):
    """JWTs; the module is injected as `jwt`.

    Args:
        config: a configuration with jose.jwt (or jwt), a dict or a path; it is not changed.
        pointer: dotted path of the section in a file.
        cookie_name, header_name: where the token stands; the header is looked at first.
        middleware: False only injects.
        bearer: the header is `Bearer <token>`.
        use_list: None consults the token list if one is configured, True demands one, False does not.
        user: makes `request.user` of the claims.
        csrf, trusted_origins, realm: as in `Authenticator`.
        options: the keys of the section, if there is no `config`.

    Raises:
        JamLitestarPluginConfigError: middleware without a name or a user, or there is no Litestar.
        JamConfigurationError: the configuration is not usable.
    """

    VIA = KEY = "jwt"

    def __init__(
        self,
        config: Config = None,
        pointer: str = "jam",
        cookie_name: str | None = None,
        header_name: str | None = None,
        middleware: bool = True,
        bearer: bool = False,
        use_list: bool | None = None,
        user: type[BaseUser] | None = None,
        **options: JsonValue,
    ) -> None:
        super().__init__(
            config, pointer, cookie_name, header_name, bearer, middleware, user, use_list=use_list, **options
        )


class SessionPlugin(_Plugin):
    """Sessions; the module, with coroutines, is injected as `session`; arguments as `JWTPlugin`."""

    VIA = KEY = "session"

    def _provided(self) -> Any:
        from ...aio.sessions import asynchronous

        return asynchronous(self._auth)


class PASETOPlugin(_Plugin):
    """PASETOs; the module is injected as `paseto`; arguments as `JWTPlugin`."""

    VIA = KEY = "paseto"


class OAuth2Plugin(BasePlugin):
    """The OAuth2 clients, by provider, are injected as `oauth2`.

    Args:
        config, pointer, options: as `JWTPlugin`.
    """

    KEY = "oauth2"

    def __init__(
        self,
        config: Config = None,
        pointer: str = "jam",
        **options: JsonValue,
    ) -> None:
        foreign("litestar", JamLitestarPluginConfigError)
        self._layer = None
        self._auth = facade_for("oauth2", config, pointer, options, type(self).MODULE).oauth2

    def _provided(self) -> Any:
        return self._auth
