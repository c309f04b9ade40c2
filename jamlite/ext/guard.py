"""Decorators for handlers of routes, for no framework in particular, synchronous or asynchronous.

    guard = Guard(jam, token_finder=lambda request: request.headers.get("X-Token"))

    @guard.permission_required("orders:read")
    def orders(request, principal):
        ...

A token finder is called with those arguments of the route that it declares. It alone sees them: what is
verified is the text it returns, against what the guard was made with. After success the handler gets
`principal`, `claims` and `permissions`, as far as it declares them.
"""

from __future__ import annotations

from ..exceptions.authz import JamForbidden, JamNoSubject, JamUnauthenticated
from ..exceptions.base import JamConfigurationError, JamError
from .decorating import Declared, Instead, check_names, protect
from .facades import NOT_A_REFUSAL, facade

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, TypeVar, Unpack

    from ..authz import AuthorizationContext, Principal
    from ..driver import Steps
    from ..jam.expected import ExpectedOfAny
    from .decorating import Arguments
    from .facades import Facade

    Result = TypeVar("Result")
    Handler = Callable[..., Result]
    Positional = tuple[object, ...]  # arguments of a route
    Check = Callable[[Principal, Positional, Arguments], Steps[bool]]

_GIVEN = frozenset(("principal", "claims", "permissions"))
_REFRESHED = frozenset(("refreshed",))


class Guard:
    """Makes decorators that let nobody through to a handler without a good credential.

    Args:
        jam: the facade, `Jam`, or `aio.Jam` for handlers that are coroutine functions.
        token_finder: returns the credential of a request, or None; may be asynchronous.
        via: the kind of credential, as for `Jam.authenticate`.
        refresh_finder: as `token_finder`, for `refresh`.
        refresh: function of a refresh token for `refresh`, such as `RefreshRotator.rotate`.
        exception_handler: called with those of `error`, `code` (401 or 403), `msg` and the arguments of
            the route that it declares. What it returns is the response; it may also raise, and may be
            asynchronous. Without one, the error is raised.
        admin_permission: whoever is authorized for this one is for all.
        expected: issuer, audience and so on, as for `Jam.authenticate`.

    Raises:
        JamConfigurationError: a finder or handler is not a function.
    """

    def __init__(
        self,
        jam: Facade,
        token_finder: Callable[..., object],
        *,
        via: str | None = None,
        refresh_finder: Callable[..., object] | None = None,
        refresh: Callable[[str], object] | None = None,
        exception_handler: Callable[..., object] | None = None,
        admin_permission: str | None = None,
        **expected: Unpack[ExpectedOfAny],
    ) -> None:
        self._jam = facade(jam)
        self._via = via
        self._expected = expected
        self._find = Declared(token_finder)
        self._find_refresh = None if refresh_finder is None else Declared(refresh_finder)
        self._refresh = refresh
        self._handle = None if exception_handler is None else Declared(exception_handler)
        self._admin = admin_permission

    def token_required(self, handler: Handler[Result]) -> Handler[Result]:
        """Let through whoever has a good credential."""
        return self._behind(handler, None)

    def permission_required(
        self, *permissions: str, any_of: bool = False, context: Callable[..., object] | None = None
    ) -> Callable[[Handler[Result]], Handler[Result]]:
        """Let through whoever is authorized for all of these permissions, or for one of them.

        Args:
            permissions: as for `Jam.authorize`; at least one.
            any_of: True asks for one of them only.
            context: returns an `AuthorizationContext`; called as a token finder is.
        """
        check_names(*permissions)
        make_context = None if context is None else Declared(context)

        def check(principal: Principal, args: Positional, kwargs: Arguments) -> Steps[bool]:
            around: AuthorizationContext | None
            around = None if make_context is None else (yield make_context(args, kwargs, {}))
            if (
                self._admin is not None
                and (yield self._jam.authorize(principal, self._admin, around)) is True
            ):
                return True
            verdicts = []
            for permission in permissions:
                # A list: a yield in a generator of any() would not reach the driver.
                verdicts.append((yield self._jam.authorize(principal, permission, around)) is True)
            return any(verdicts) if any_of else all(verdicts)

        return lambda handler: self._behind(handler, check)

    def scope_required(
        self, *scopes: str, any_of: bool = False
    ) -> Callable[[Handler[Result]], Handler[Result]]:
        """Let through whose credential has all of these scopes, or one of them (RFC 6749 section 3.3)."""
        check_names(*scopes)

        def check(principal: Principal, args: Positional, kwargs: Arguments) -> Steps[bool]:
            scope = principal.claims.get("scope")
            had = scope.split() if isinstance(scope, str) else ()  # words, never a search in the text
            return (any if any_of else all)(name in had for name in scopes)
            yield  # a generator, as every check is

        return lambda handler: self._behind(handler, check)

    def refresh(self, handler: Handler[Result]) -> Handler[Result]:
        """Let through whoever has a good refresh token; what `refresh` made of it is `refreshed`."""
        find, use = self._find_refresh, self._refresh
        if find is None or use is None:
            raise JamConfigurationError("refresh needs refresh_finder and refresh")

        def steps(args: Positional, kwargs: Arguments) -> Steps[dict[str, object] | Instead]:
            try:
                return {"refreshed": (yield from self._accept(find, use, args, kwargs))}
            except JamUnauthenticated as error:
                return (yield from self._refuse(error, args, kwargs))

        return protect(handler, steps, _REFRESHED)

    def _behind(self, handler: Handler[Result], check: Check | None) -> Handler[Result]:
        def steps(args: Positional, kwargs: Arguments) -> Steps[dict[str, object] | Instead]:
            try:
                principal = yield from self._accept(self._find, self._authenticate, args, kwargs)
                if principal.id is None:  # a pending login, or the session of a cart: it proves nobody
                    raise JamNoSubject()
                if check is not None and not (yield from check(principal, args, kwargs)):
                    raise JamForbidden()
            except (JamUnauthenticated, JamForbidden) as error:
                return (yield from self._refuse(error, args, kwargs))
            return {
                "principal": principal,
                "claims": principal.claims,
                "permissions": principal.permissions,
            }

        return protect(handler, steps, _GIVEN)

    def _accept(
        self, find: Declared, use: Callable[[str], object], args: Positional, kwargs: Arguments
    ) -> Steps[Any]:
        """Return what `use` makes of the credential, or raise JamUnauthenticated."""
        try:
            token = yield find(args, kwargs, {})
        except LookupError as error:  # for example request.headers["Authorization"]
            raise JamUnauthenticated("there is no credential") from error
        if token is None or token == "":
            raise JamUnauthenticated("there is no credential")
        try:
            return (yield use(token))
        except NOT_A_REFUSAL:  # first: some of them are JamErrors
            raise
        except JamError as error:
            raise JamUnauthenticated() from error  # one text for every reason; the cause is for logs

    def _authenticate(self, token: str) -> object:
        return self._jam.authenticate(token, self._via, **self._expected)

    def _refuse(
        self, error: JamUnauthenticated | JamForbidden, args: Positional, kwargs: Arguments
    ) -> Steps[Instead]:
        if self._handle is None:
            raise error
        known = {"error": error, "code": error.status, "msg": error.message}
        return Instead((yield self._handle(args, kwargs, known)))
