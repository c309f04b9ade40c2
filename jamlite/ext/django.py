"""Django: middleware, authentication backend, decorators; for synchronous and asynchronous views.

    MIDDLEWARE = [..., "jamlite.ext.django.JamMiddleware"]
    JAM = {"jose": {"jwt": {...}}}                     # the configuration: a dict, a path, or a facade
    JAM_AUTH = {"via": "jwt", "realm": "orders"}       # the arguments of Authenticator

`request.principal` is who it is, or None. With `AUTHENTICATION_BACKENDS = ["jamlite.ext.django.JamBackend"]`
the middleware also sets `request.user`, to the user whose name is the credential's `sub` (JAM_AUTH's
user_field names another field). The middleware stands behind Django's own AuthenticationMiddleware.
JAM_AUTH may have `trusted_origins`; without them those of CSRF_TRUSTED_ORIGINS count that have no wildcard.
Credentials in headers need no CSRF token; views for them are marked with Django's `csrf_exempt`.
Django is imported when the middleware is made.
"""

from __future__ import annotations

from inspect import iscoroutinefunction
from weakref import ref

from ..driver import at_once, awaited, is_coroutine_callable
from ..exceptions.base import JamConfigurationError
from ..exceptions.plugins import JamCredentialError
from .authenticator import ANONYMOUS, Authenticator, CredentialSource, Outcome
from .configured import foreign
from .csrf import cross_site
from .decorating import before, check_flags, check_names
from .http_request import WSGIRequest
from .login import OAuth2Login, SessionCookie, SessionLogin, next_url
from .posted_form import SHOWN, is_callback
from .refusals import Refusal, login_page, wants_page
from .response_headers import add_to

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Concatenate, Mapping, ParamSpec, Protocol, TypeVar

    from ..authz import AuthorizationContext, Principal
    from ..driver import Steps
    from .facades import Facade
    from .http_types import Environ

    class _Request(Protocol):
        @property
        def META(self) -> Environ: ...

    class _Response(Protocol):
        @property
        def headers(self) -> Any: ...

        @property
        def cookies(self) -> Any: ...

    P = ParamSpec("P")
    Result = TypeVar("Result")
    Request = TypeVar("Request", bound=_Request)
    Response = TypeVar("Response", bound=_Response)
    View = Callable[Concatenate[Request, P], Result]
    Context = Callable[[Request], AuthorizationContext | None]

__all__ = [
    "CredentialSource",
    "JamBackend",
    "JamMiddleware",
    "OAuth2Login",
    "SessionCookie",
    "SessionLogin",
    "WSGIRequest",
    "csrf",
    "get_jam",
    "login_required",
    "next_url",
    "permission_required",
    "set_headers",
]

INSUFFICIENT = "_jamlite_insufficient"  # set on a request whose principal lacks a permission
_NO_OPTIONS: dict[str, Any] = {}  # one object: `authenticator` tells settings apart by identity
_made: tuple[object, object, object, Authenticator] | None = None


class _DjangoRequest(WSGIRequest):
    """A request whose Host is what Django takes for it: X-Forwarded-Host if the settings say so."""

    __slots__ = ()

    def header(self, name: str) -> str | None:
        if name == "Host" and foreign("django.conf", JamConfigurationError).settings.USE_X_FORWARDED_HOST:
            # As HttpRequest.get_host.
            name = "X-Forwarded-Host" if super().header("X-Forwarded-Host") else name
        return super().header(name)


def plain_request(request: _Request) -> WSGIRequest:
    """Return a request of Django's as the adapters read it."""
    return _DjangoRequest(request.META)


def get_jam() -> Facade:
    """Return the facade of the settings."""
    return authenticator().jam


def authenticator() -> Authenticator:
    """Return the judge that JAM and JAM_AUTH of the settings describe; it is made once.

    Raises:
        JamConfigurationError: a setting is missing or not usable, or there is no Django.
    """
    global _made
    settings = foreign("django.conf", JamConfigurationError).settings
    config, options = getattr(settings, "JAM", None), getattr(settings, "JAM_AUTH", _NO_OPTIONS)
    origins = settings.CSRF_TRUSTED_ORIGINS
    given = (config, options, origins)
    if _made is None or any(old is not new for old, new in zip(_made, given)):  # tests change settings
        if config is None:
            raise JamConfigurationError("JAM is missing in the settings")
        from ..jam.facade import Jam

        jam: Facade = config if hasattr(config, "authenticate") else Jam(config)
        # Django's list may have wildcards, which `csrf` does not read.
        kept: dict[str, Any] = {"trusted_origins": [one for one in origins if "*" not in one]}
        kept |= {
            name: value for name, value in options.items() if name not in ("user_field", "reject_invalid")
        }
        _made = config, options, origins, Authenticator(jam, **kept)
    return _made[3]


class JamMiddleware:
    """Judges the credential of each request; a wrong one is answered with 401.

    With `"reject_invalid": False` in JAM_AUTH it only leaves `request.principal` None.
    """

    sync_capable = True  # both: Django then adapts neither the view nor this middleware
    async_capable = True

    def __init__(self, get_response: Callable[..., Any]) -> None:
        self._get_response = get_response
        self._judge = authenticator()
        conf = foreign("django.conf", JamConfigurationError)
        options = getattr(conf.settings, "JAM_AUTH", _NO_OPTIONS)
        self._reject = options.get("reject_invalid", True)
        check_flags(reject_invalid=self._reject)
        self._auth = foreign("django.contrib.auth", JamConfigurationError)
        backends = conf.settings.AUTHENTICATION_BACKENDS
        self._sets_user = any(path.endswith("ext.django.JamBackend") for path in backends)
        self._is_async = iscoroutinefunction(get_response)
        if self._is_async:
            # How Django tells that a middleware is asynchronous.
            foreign("asgiref.sync", JamConfigurationError).markcoroutinefunction(self)
        else:
            self._judge.refuse_asynchronous()

    def __call__(self, request: Any) -> Any:
        plain = plain_request(request)
        own = self._judge.of_itself(plain)
        if own is not None:
            return _settled(_response(own), self._is_async)
        request.META[SHOWN] = ref(request)  # the form of a callback is read through it
        if is_callback(self._judge.jam, plain):
            request._dont_enforce_csrf_checks = True  # Django's word: the state of the login protects it
        if self._is_async:
            return self._call_async(request, plain)
        found = self._judge.check(plain)
        if self._sets_user and found.principal is not None:
            # Django asks all backends: only ours knows `principal`.
            found = _owned(request, found, self._auth.authenticate(request, principal=found.principal))
        refusal = self._tell(request, found)
        return self._protected(
            request, found, answer(request, refusal) if refusal else self._get_response(request)
        )

    async def _call_async(self, request: Any, plain: WSGIRequest) -> Any:
        found = await self._judge.check_async(plain)
        if self._sets_user and found.principal is not None:
            user = await self._auth.aauthenticate(request, principal=found.principal)  # since Django 5.0
            found = _owned(request, found, user)
        refusal = self._tell(request, found)
        if refusal is not None:
            return self._protected(request, found, answer(request, refusal))
        return self._protected(request, found, await self._get_response(request))

    def _tell(self, request: Any, found: Outcome) -> Refusal | None:
        request.jam = self._judge.jam
        request.principal = found.principal
        request.outcome = found
        refusal = self._judge.refusal(found, required=False) if self._reject else None
        return None if refusal is None or _needs_no_login(request) else refusal

    def _protected(self, request: Any, found: Outcome, answer: Any) -> Any:
        present = {name: answer.headers.get(name) for name in ("Vary", "Cache-Control", "Set-Cookie")}
        if answer.cookies:  # Django keeps its own elsewhere
            present["Set-Cookie"] = "yes"
        for name, value in self._judge.protect(found, present):
            answer.headers[name] = value
        if answer.status_code == 403 and getattr(request, INSUFFICIENT, False):  # of REST framework
            # RFC 6750 section 3.1; REST framework writes a challenge with 401 alone.
            answer.headers.setdefault(
                "WWW-Authenticate", self._judge.insufficient.named()["WWW-Authenticate"]
            )
        return answer


class JamBackend:
    """Finds the user of a principal; users are never made here."""

    def authenticate(self, request: object, principal: Principal | None = None, **credentials: object) -> Any:
        """Return the active user whom a principal of the middleware names, or None."""
        if principal is None or principal.id is None:
            return None
        users = foreign("django.contrib.auth", JamConfigurationError).get_user_model()
        settings = foreign("django.conf", JamConfigurationError).settings
        field = getattr(settings, "JAM_AUTH", _NO_OPTIONS).get("user_field", users.USERNAME_FIELD)
        invalid = foreign("django.core.exceptions", JamConfigurationError).ValidationError
        try:
            user = users._default_manager.get(**{field: principal.id})
        except (users.DoesNotExist, ValueError, invalid):  # not a number or UUID, where the field is one
            return None
        return user if user.is_active else None  # as Django's ModelBackend: an inactive user does not log in

    def get_user(self, user_id: object) -> Any:
        """Return the user of a Django session."""
        users = foreign("django.contrib.auth", JamConfigurationError).get_user_model()
        return users._default_manager.filter(pk=user_id).first()


def login_required(view: View[Request, P, Result]) -> View[Request, P, Result]:
    """Answer requests without an accepted credential with 401."""
    return _guarded(view, "", None)


def permission_required(
    permission: str, *, context: Context[Request] | None = None
) -> Callable[[View[Request, P, Result]], View[Request, P, Result]]:
    """Answer requests without an accepted credential with 401, those without a permission with 403.

    Args:
        permission: what it takes.
        context: makes the `AuthorizationContext` of a request.
    """
    check_names(permission)
    return lambda view: _guarded(view, permission, context)


def answer(request: Any, refusal: Refusal) -> Any:
    """Return Django's response for a refused request.

    Browsers (Accept: text/html) are led to LOGIN_URL if the settings have it, and see the page of handler403.

    Raises:
        django.core.exceptions.PermissionDenied: for `handler403`.
    """
    judge, found = authenticator(), getattr(request, "outcome", ANONYMOUS)
    plain = plain_request(request)
    made = judge.answer(plain, found, refusal, request)
    if not isinstance(made, Refusal):
        return made
    if made.status == 401:
        settings = foreign("django.conf", JamConfigurationError).settings
        # Django has a default, /accounts/login/, which most APIs do not have.
        if settings.is_overridden("LOGIN_URL"):
            made = login_page(plain, _login_path()) or made
    elif made.status == 403 and wants_page(plain):  # a program gets our JSON, a person the page of handler403
        raise foreign("django.core.exceptions", JamConfigurationError).PermissionDenied
    return _response(made)


def _response(refusal: Refusal) -> Any:
    http = foreign("django.http", JamConfigurationError)
    return http.HttpResponse(refusal.body, status=refusal.status, headers=refusal.named())


def _settled(response: object, is_async: bool) -> object:
    """Return a response, or what an asynchronous middleware returns."""

    async def later() -> object:
        return response

    return later() if is_async else response


def csrf(view: View[Request, P, Result]) -> View[Request, P, Result]:
    """Answer requests that a page of another site caused with 403 (`handler403`).

    For views that read a cookie by themselves, such as /refresh and /logout; JAM_AUTH names trusted_origins.
    """

    def refuse(request: Request, *_: object, **__: object) -> None:
        if cross_site(plain_request(request), authenticator().trusted_origins):
            # Raised, not returned: Django asks handler403 of the application.
            raise foreign("django.core.exceptions", JamConfigurationError).PermissionDenied

    return before(view, refuse, _is_async(view))


def set_headers(response: Response, *headers: Mapping[str, str]) -> Response:
    """Put the headers of several cookies into one response, and return it; see `response_headers.pairs`."""
    # Django sends cookies of `cookies` alone.
    add_to(response.headers, lambda _, cookie: response.cookies.load(cookie), headers)
    return response


def _login_path() -> str:
    """Return LOGIN_URL of the settings, which may be the name of a view."""
    shortcuts = foreign("django.shortcuts", JamConfigurationError)
    path: str = shortcuts.resolve_url(foreign("django.conf", JamConfigurationError).settings.LOGIN_URL)
    return path


def _needs_no_login(request: Any) -> bool:
    """Tell whether a page is there for people without a good credential, as the login page is.

    Views say so by Django's decorator `login_not_required`.
    """
    urls = foreign("django.urls", JamConfigurationError)
    try:
        if request.path == _login_path():  # otherwise an expired token would lock its owner out of the login
            return True
        view = urls.resolve(request.path_info, getattr(request, "urlconf", None)).func
    except (urls.NoReverseMatch, urls.Resolver404):
        return False
    return getattr(view, "login_required", True) is False  # Django 5.1's login_not_required sets it


def _guarded(
    view: View[Request, P, Result], permission: str, context: Context[Request] | None
) -> View[Request, P, Result]:
    def judged(request: Request) -> Steps[Any]:
        judge = authenticator()
        found: Outcome = getattr(request, "outcome", ANONYMOUS)
        refusal = judge.refusal(found)
        if refusal is None and permission and found.principal is not None:
            circumstances = context(request) if context else None
            permitted = yield judge.jam.authorize(found.principal, permission, circumstances)
            refusal = judge.demand(found, permitted is True)
        return answer(request, refusal) if refusal else None

    is_async = _is_async(view)
    lead: Callable[[Steps[Any]], object] = awaited if is_async else at_once
    return before(view, lambda request, *_, **__: lead(judged(request)), is_async)


def _is_async(view: object) -> bool:
    """Tell whether Django awaits what a view returns, also one that is no coroutine function by itself.

    It marks what `as_view` makes of a class with asynchronous methods, and in `method_decorator` the view is
    a partial of the method `dispatch` of such a class.
    """
    owner = getattr(getattr(view, "func", None), "__self__", None)
    marked = hasattr(view, "_is_coroutine")  # asgiref's mark before Python 3.12, which has one of its own
    return is_coroutine_callable(view) or marked or getattr(owner, "view_is_async", False) is True


def _owned(request: Any, found: Outcome, user: Any) -> Outcome:
    """Return the outcome of a request whose credential names `user`; None refuses it."""
    if user is None:
        return Outcome(None, found.token, found.source, JamCredentialError("there is no such user"))
    request.user = user
    return found
