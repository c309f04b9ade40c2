"""`JamAuth` for Flask, and the extensions that have Jam's names. Flask is imported when a class is made."""

from __future__ import annotations

from ...exceptions.authz import JamNoSubject
from ...exceptions.plugins import JamFlaskPluginConfigError
from ..authenticator import ANONYMOUS, Authenticator, Outcome
from ..configured import Held, facade_for, foreign, sources_for
from ..csrf import cross_site
from ..decorating import before, check_flags, check_names
from ..http_request import WSGIRequest
from ..refusals import Refusal
from ..response_headers import add_to

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Collection, Mapping, ParamSpec, Protocol, TypeVar, Unpack, overload

    from ...authz import AuthorizationContext
    from ...encoding.json_types import JsonValue
    from ...jam.facade import Jam
    from ..authenticator_options import AuthenticatorOptions
    from ..configured import Config
    from ..facades import Facade

    Context = Callable[[], AuthorizationContext | None]
    P = ParamSpec("P")
    Result = TypeVar("Result")

    class _Flask(Protocol):  # an application
        extensions: dict[str, Any]

        def before_request(self, f: Callable[[], Any], /) -> object: ...

        def after_request(self, f: Callable[[Any], Any], /) -> object: ...


GUARDS = "jam_auths"  # in the extensions of an application: all that judge its requests


class JamAuth:
    """Judges the credential of each request of an application, and guards views.

    Several may serve one application, for example one of sessions and one of tokens: each view has the
    guard that it was given, and finds that one's principal in `g`. A view without a guard finds whom one
    of them has accepted. None of them refuses what another one accepts.

    Args:
        app: the application; or None, and `init_app` later.
        jam: the facade.
        reject_invalid: answer a wrong credential with 401 whether the view asks for one or not (not an
            old cookie, see `Authenticator.refusal`).
        options: those of `Authenticator`: via, sources, realm and so on.

    Raises:
        JamFlaskPluginConfigError: there is no facade, or no Flask.
    """

    _always_tells = False  # also of nothing, where another guard has found somebody

    def __init__(
        self,
        app: _Flask | None = None,
        *,
        jam: Jam | None = None,
        reject_invalid: bool = True,
        **options: Unpack[AuthenticatorOptions],
    ) -> None:
        self._flask = foreign("flask", JamFlaskPluginConfigError)
        if jam is None and isinstance(options.get("via", ""), str):
            raise JamFlaskPluginConfigError("JamAuth needs a facade: JamAuth(app, jam=jam)")
        self.authenticator = Authenticator(jam, **options)
        self.authenticator.refuse_asynchronous()
        check_flags(reject_invalid=reject_invalid)
        self._reject_invalid = reject_invalid
        self._key = f"_jamlite_{id(self)}"  # several may serve one application
        self.app = app
        if app is not None:
            self.init_app(app)

    @property
    def jam(self) -> Facade:
        """The facade."""
        return self.authenticator.jam

    def init_app(self, app: _Flask) -> None:
        """Take an application's requests under care.

        Raises:
            JamFlaskPluginConfigError: it is not an application of Flask; it may be a blueprint.
        """
        self.app = _checked(app)
        app.extensions["jam"] = self.jam
        app.extensions["jam_auth"] = self
        guards = app.extensions.setdefault(GUARDS, [])
        if self not in guards:
            guards.append(self)
        app.before_request(self._judge)
        app.after_request(self._protect)  # also of an answer that before_request gave

    @property
    def outcome(self) -> Outcome:
        """What became of the credential of the present request."""
        # Absent outside of a request, and before `_judge`.
        found: Outcome = self._flask.g.get(self._key, ANONYMOUS)
        return found

    def login_required(self, view: Callable[P, Result]) -> Callable[P, Result]:
        """Answer requests without an accepted credential with 401."""
        return before(view, lambda *_, **__: self._refused(None))

    def permission_required(
        self, permission: str, *, context: Context | None = None
    ) -> Callable[[Callable[P, Result]], Callable[P, Result]]:
        """Answer requests without an accepted credential with 401, those without a permission with 403.

        Args:
            permission: what it takes.
            context: makes the `AuthorizationContext` of the present request.
        """
        check_names(permission)

        def refuse(*_: object, **__: object) -> Any:
            return self._refused(permission, context)

        return lambda view: before(view, refuse)

    def _refused(self, permission: str | None, context: Context | None = None) -> Any:
        """Return the answer to the present request if it is not let through, else None."""
        judge, found = self.authenticator, self.outcome
        refusal = None
        if found.principal is None:
            refusal = judge.refusal(found)
        elif permission is not None:
            if not judge.permits(found.principal, permission, context() if context else None):
                refusal = judge.insufficient
        if refusal is None:
            self._tell(found)
            return None
        request = self._flask.request
        # Flask answers OPTIONS itself, with the methods of the route: a preflight has no credentials.
        if request.method == "OPTIONS" and getattr(request.url_rule, "provide_automatic_options", False):
            return None
        return self._response(refusal)

    def _judge(self) -> Any:
        request = WSGIRequest(self._flask.request.environ)
        own = self.authenticator.of_itself(request)
        if own is not None:
            return self._flask.Response(own.body, own.status, own.headers)
        found = self.authenticator.check(request)
        setattr(self._flask.g, self._key, found)  # `g` ends with the request, and the outcome with it
        guards: list[JamAuth] = self._flask.current_app.extensions[GUARDS]
        if self._always_tells or guards[0] is self or found.principal is not None:
            self._tell(found)
        if guards[-1] is not self:  # the others have not judged yet
            return None
        return next((answer for guard in guards if (answer := guard._rejected(guards)) is not None), None)

    def _rejected(self, guards: list[JamAuth]) -> Any:
        """Return the answer to a wrong credential, unless it is a right one for another guard."""
        found = self.outcome
        if found.principal is not None or not self._reject_invalid:
            return None
        refusal = self.authenticator.refusal(found, required=False)
        if refusal is None:
            return None
        for other in (guard.outcome for guard in guards if guard is not self):
            genuine = other.principal is not None or isinstance(other.error, JamNoSubject)
            # The same text: a wrong token beside a good cookie is still refused.
            if genuine and other.token == found.token:
                return None
        return self._response(refusal)

    def _response(self, refusal: Refusal) -> Any:
        """Return the answer to a refused request, or raise it: the application's handlers are asked then."""
        request = self._flask.request
        answer = self.authenticator.answer(WSGIRequest(request.environ), self.outcome, refusal, request)
        if not isinstance(answer, Refusal):
            return answer
        made = self._flask.Response(answer.body, answer.status, answer.headers)
        errors = foreign("werkzeug.exceptions", JamFlaskPluginConfigError)
        if answer.status == 303:  # returned: Werkzeug has no exception for it
            return made
        kinds = {401: errors.Unauthorized, 403: errors.Forbidden, 503: errors.ServiceUnavailable}
        raise kinds[answer.status](response=made)  # errorhandler(401) of the application is asked

    def _tell(self, found: Outcome) -> None:
        g = self._flask.g._get_current_object()  # looked up once: 0.5 us
        g.jam, g.principal, g.outcome = self.authenticator.jam, found.principal, found

    def _protect(self, response: Any) -> Any:
        for name, value in self.authenticator.protect(self.outcome, response.headers):
            response.headers[name] = value
        return response


if TYPE_CHECKING:

    @overload
    def csrf(view: Callable[P, Result], *, trusted_origins: Collection[str] = ()) -> Callable[P, Result]: ...

    @overload
    def csrf(
        view: None = None, *, trusted_origins: Collection[str] = ()
    ) -> Callable[[Callable[P, Result]], Callable[P, Result]]: ...


def csrf(
    view: Callable[..., object] | None = None, *, trusted_origins: Collection[str] = ()
) -> Callable[..., object]:
    """Answer requests that a page of another site caused with 403: `@csrf`, or `@csrf(trusted_origins=...)`.

    For views that read a cookie by themselves, such as /refresh and /logout; guarded ones do it already.
    """
    if view is None:
        return lambda found: csrf(found, trusted_origins=trusted_origins)
    flask = foreign("flask", JamFlaskPluginConfigError)

    def refuse(*_: object, **__: object) -> None:
        if cross_site(WSGIRequest(flask.request.environ), trusted_origins):
            flask.abort(403)

    return before(view, refuse)


def set_headers(response: object, *headers: Mapping[str, str]) -> Any:
    """Put the headers of several cookies into one response, and return it; see `response_headers.pairs`."""
    made = foreign("flask", JamFlaskPluginConfigError).make_response(response)
    add_to(made.headers, made.headers.add, headers)
    return made


class BaseExtension:
    """A module in `app.extensions` under a name: Jam's class, for your own extensions.

    A subclass sets MODULE, which makes the module of the options, and _CONFIG_KEY, the name.

    Args:
        app: the application; or None, and `init_app` later.
        options: what MODULE is called with.
    """

    MODULE: Any = None
    _CONFIG_KEY = ""
    _auth: Any

    def __init__(self, app: _Flask | None = None, **options: JsonValue) -> None:
        self._config = options
        self.app = app
        if app is not None:
            self.init_app(app)

    def init_app(self, app: _Flask) -> None:
        """Make the module and give it to an application; errors as in `JamAuth.init_app`."""
        self.app = _checked(app)
        self._auth = self.MODULE(**self._config)  # Jam's BaseExtension calls it so
        app.extensions[self._CONFIG_KEY] = self._auth


class BaseAuthExtension(JamAuth, Held):
    """An extension made of a section of a configuration; its subclasses name the section."""

    KEY = ""  # Jam's name of the section, in `app.extensions` and `g`

    def __init__(
        self,
        app: _Flask | None = None,
        config: Config = None,
        pointer: str = "jam",
        cookie_name: str | None = None,
        header_name: str | None = None,
        bearer: bool = True,
        *,
        use_list: bool | None = None,
        csrf: bool = True,
        trusted_origins: tuple[str, ...] = (),
        realm: str = "",
        **options: JsonValue,
    ) -> None:
        sources = sources_for(header_name, cookie_name, bearer, JamFlaskPluginConfigError, bare=True)
        self._jam = facade_for(self.VIA, config, pointer, options, type(self).MODULE)
        super().__init__(
            app,
            jam=self._jam,
            reject_invalid=False,  # Jam's views find None in g.payload and decide
            via=self.VIA,
            sources=sources,
            check_list=use_list,
            csrf=csrf,
            trusted_origins=trusted_origins,
            realm=realm,
            anonymous=True,  # as in Jam: g.payload is what verified, also without a subject
        )

    _always_tells = True  # as in Jam: the last one says what is in g.payload

    def init_app(self, app: _Flask) -> None:
        super().init_app(app)
        app.extensions[self.KEY] = self._auth

    def _tell(self, found: Outcome) -> None:
        super()._tell(found)
        setattr(self._flask.g, self.KEY, self._auth)
        self._flask.g.payload = found.claims


class JWTExtension(BaseAuthExtension):
    """JWTs: `g.jwt` is the module, `g.payload` the claims or None.

    Args:
        app: the application; or None, and `init_app` later.
        config: a configuration with jose.jwt (or jwt), a dict or a path; it is not changed.
        pointer: dotted path of the section in a file.
        cookie_name, header_name: where the token stands; the header is looked at first.
        use_list: None consults the token list if one is configured, True demands one, False does not.
        bearer: the header is `Bearer <token>`; as in Jam, the word may be absent.
        csrf, trusted_origins, realm: as in `Authenticator`.
        options: the keys of the section, if there is no `config`.

    Raises:
        JamFlaskPluginConfigError: neither name is given, or there is no Flask.
        JamConfigurationError: the configuration is not usable.
    """

    VIA = KEY = "jwt"

    def __init__(
        self,
        app: _Flask | None = None,
        config: Config = None,
        pointer: str = "jam",
        cookie_name: str | None = None,
        header_name: str | None = None,
        use_list: bool | None = None,  # Jam's order of the arguments is not that of the other extensions
        bearer: bool = True,
        **options: JsonValue,
    ) -> None:
        super().__init__(app, config, pointer, cookie_name, header_name, bearer, use_list=use_list, **options)


class SessionExtension(BaseAuthExtension):
    """Sessions: `g.sessions` is the module, `g.payload` the data or None; arguments as `JWTExtension`."""

    VIA, KEY = "session", "sessions"


class PASETOExtension(BaseAuthExtension):
    """PASETOs: `g.paseto` is the module, `g.payload` the claims or None; arguments as `JWTExtension`."""

    VIA = KEY = "paseto"


class OAuth2Extension(BaseExtension):
    """The OAuth2 clients, in `app.extensions["oauth2"]` and `g.oauth2`, by provider.

    Args:
        app, config, pointer, options: as `JWTExtension`.
    """

    def __init__(
        self,
        app: _Flask | None = None,
        config: Config = None,
        pointer: str = "jam",
        **options: JsonValue,
    ) -> None:
        self._flask = foreign("flask", JamFlaskPluginConfigError)
        self._auth: Any = facade_for("oauth2", config, pointer, options, type(self).MODULE).oauth2
        self.app = app
        if app is not None:
            self.init_app(app)

    def init_app(self, app: _Flask) -> None:
        """Give an application the clients; errors as in `JamAuth.init_app`."""
        self.app = _checked(app)
        app.extensions["oauth2"] = self._auth
        app.before_request(self._tell)

    def _tell(self) -> None:
        self._flask.g.oauth2 = self._auth


def _checked(app: _Flask) -> _Flask:
    if not isinstance(getattr(app, "extensions", None), dict):
        raise JamFlaskPluginConfigError(f"app must be a Flask application, got {type(app).__name__}")
    return app
