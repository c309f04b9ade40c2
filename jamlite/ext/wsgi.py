"""WSGI (PEP 3333) without a framework.

    application = AuthMiddleware(application, jam, via="jwt", permission="orders:read")

The application behind it finds the `Outcome` of the request under `OUTCOME` in its environment:
`outcome(environ).principal` is who it is, or None. For cookies: `SessionLogin` with
`WSGIRequest(environ)`.
"""

from __future__ import annotations

from ..exceptions.base import JamTypeError
from .authenticator import ANONYMOUS, OUTCOME, Authenticator, CredentialSource, Outcome
from .csrf import csrf, is_preflight
from .decorating import check_flags, check_names
from .http_request import WSGIRequest
from .posted_form import read_ahead
from .refusals import Refusal, answer_wsgi
from .response_headers import pairs, protected

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Iterable, Unpack

    from .authenticator_options import MiddlewareOptions
    from .facades import Facade
    from .http_types import Environ, ExcInfo, Pairs, StartResponse
    from .http_types import WSGIApplication as Application
    from .login import OAuth2Login, SessionCookie, SessionLogin, next_url

__all__ = [
    "OUTCOME",
    "AuthMiddleware",
    "CredentialSource",
    "OAuth2Login",
    "SessionCookie",
    "SessionLogin",
    "WSGIRequest",
    "csrf",
    "next_url",
    "outcome",
    "pairs",
]


if not TYPE_CHECKING:  # a checker would believe in any name

    def __getattr__(name: str) -> object:
        """Load the logins when they are asked for: most APIs have none, and they take as long as the rest."""
        if name not in ("OAuth2Login", "SessionCookie", "SessionLogin", "next_url"):
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from . import login

        globals()[name] = found = getattr(login, name)
        return found


class AuthMiddleware:
    """Judges each request before an application sees it.

    A CORS preflight passes unjudged: browsers send no credentials with it.

    Args:
        app: the application.
        jam: the facade.
        required: refuse requests without a credential.
        permission: refuse requests without this permission; implies `required`.
        options: those of `Authenticator`.
    """

    def __init__(
        self,
        app: Application,
        jam: Facade | None,
        *,
        required: bool = False,
        permission: str = "",
        **options: Unpack[MiddlewareOptions],
    ) -> None:
        self.app = app
        self.authenticator = Authenticator(jam, **options)
        self.authenticator.refuse_asynchronous()
        check_flags(required=required)
        if permission != "":
            check_names(permission)
        self._required = required
        self._permission = permission

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        judge, request = self.authenticator, WSGIRequest(environ)
        own = judge.of_itself(request)
        if own is not None:
            return answer_wsgi(own, request.method, start_response)
        if is_preflight(request):
            environ[OUTCOME] = ANONYMOUS  # an application behind it finds the key in any case
            return self.app(environ, start_response)
        read_ahead(judge.jam, environ)  # before `check`, whose CSRF test lets a callback pass
        found = judge.check(request)
        is_open = judge.is_login_page(request)
        if self._permission and not is_open:
            refusal = judge.demand(found, judge.permits(found.principal, self._permission))
        else:
            refusal = judge.refusal(found, required=self._required and not is_open)
        environ[OUTCOME] = found

        def start(status: str, headers: Pairs, *error: ExcInfo | None) -> Any:
            # PEP 3333: exc_info may be the third argument.
            return start_response(status, protected(judge, found, headers), *error)

        if refusal is not None:
            answer = judge.answer(request, found, refusal, environ)
            if not isinstance(answer, Refusal):  # an application, as the responses of frameworks are
                return answer(environ, start)  # type: ignore[no-any-return]
            return answer_wsgi(answer, request.method, start)
        return self.app(environ, start)


def outcome(environ: Environ) -> Outcome:
    """Return what became of the credential of a request.

    Raises:
        JamTypeError: it is not an environment of WSGI.
    """
    if not isinstance(environ, dict):
        raise JamTypeError(f"outcome takes the environ of a request, got {type(environ).__name__}")
    found: Outcome = environ.get(OUTCOME, ANONYMOUS)
    return found
