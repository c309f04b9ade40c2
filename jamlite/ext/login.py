"""Logging in with a cookie: a session's beginning and end.

No framework is named here: what a response needs is returned as a dict of its headers. The methods may
wait, for the store of the sessions or for the provider: with the facade `aio.Jam` they are awaited.
"""

from __future__ import annotations

# A type checker cannot tell `self` from further arguments by name, in methods that have **those; and the
# methods of the asynchronous class return coroutines, which it does not let a subclass do.
# mypy: disable-error-code="arg-type,override"
from .. import clock
from ..driver import stepwise
from ..encoding.checks import is_short_int, is_uuid
from ..exceptions.authz import JamUnauthenticated
from ..exceptions.base import JamTypeError, JamValidationError
from ..exceptions.sessions import JamSessionNotFound
from ..sessions.pending import PENDING, confirmed_data, pending_data, pending_subject
from .facades import facade
from .http_request import SESSION_COOKIE as SESSION_COOKIE
from .http_request import request_of
from .provider_login import LOGIN_COOKIE as LOGIN_COOKIE
from .provider_login import AsyncOAuth2Login as AsyncOAuth2Login
from .provider_login import OAuth2Login as OAuth2Login
from .session_cookie import SessionCookie as SessionCookie
from .session_cookie import cookie_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..driver import Steps
    from ..encoding.json_types import Claims
    from .facades import Facade
    from .http_request import Request, RequestLike
    from .http_types import Headers


class SessionLogin:
    """Sessions by cookie.

    With `aio.Jam` the methods are awaited: `AsyncSessionLogin`, a second name of this class, says so to type
    checkers.

    Args:
        jam: the facade `Jam` or `aio.Jam`, with the section session.
        cookie: the cookie of the session.
    """

    __slots__ = ("_lead", "cookie", "jam")

    def __init__(self, jam: Facade, cookie: SessionCookie | None = None) -> None:
        self.jam = facade(jam)
        self._lead = jam._lead
        jam.session  # raises if the section is missing  # noqa: B018
        self.cookie = cookie_of(cookie, SessionCookie())
        if self.cookie.name not in jam._session_cookies:  # adapters look there
            jam._session_cookies = (*jam._session_cookies, self.cookie.name)

    @stepwise
    def begin(
        self,
        request: RequestLike,
        session_key: str | int,
        data: Claims | None = None,
        *,
        pending: bool = False,
    ) -> Steps[Headers]:
        """Log somebody in: end the session the request had, begin a new one under a new id.

        The id is always new, so one that an attacker planted is worth nothing (session fixation).

        Args:
            request: the one that logs in: the framework's own, or ours.
            session_key: who it is; the session's data says so in `sub`, which is what makes it a login.
            data: what else to remember.
            pending: True waits for a second factor: no guard accepts the session until `confirm`, which
                must come within 10 minutes.

        Raises:
            JamTypeError, JamValidationError: `session_key` is not text or an integer, or is empty, or the
                data names another `sub`.
            JamSessionDataError, JamStoreError: as `session_create`.
        """
        request, (sub, data) = request_of(request), _subject(session_key, data)
        made = pending_data(sub, data, clock.now()) if pending else confirmed_data(sub, data)
        # Before the old one goes: if the store fails here, the user keeps what there was.
        session_id = yield self.jam.session_create(sub, made)
        old = request.cookie(self.cookie.name)
        if old:
            yield self.jam.session_delete(old)  # a cookie that was planted before the login is worth nothing
        self._warn(request)
        return self.cookie.set(session_id)

    @stepwise
    def pending(self, request: RequestLike) -> Steps[str | None]:
        """Return who waits for a second factor with this request's session; None if nobody does."""
        return (yield from self._pending(request_of(request)))

    @stepwise
    def confirm(self, request: RequestLike, data: Claims | None = None) -> Steps[Headers]:
        """Complete a pending login, after its second factor was right: it is a login, under a new id.

        Args:
            request: one with the cookie of the pending session.
            data: what to remember besides.

        Raises:
            JamUnauthenticated: nobody waits here, it took too long, or it was confirmed already.
            JamSessionDataError, JamStoreError: as `session_update`.
        """
        request = request_of(request)
        sub = yield from self._pending(request)
        if sub is None:
            raise _nobody_waits()
        more = _subject(sub, data or {})[1]
        try:  # of several requests at once one gets the new id, which nobody else knows
            session_id = yield self.jam.session_rework(request.cookie(self.cookie.name))
            found = yield self.jam.session_get(session_id)
            if pending_subject(found, clock.now()) != sub:  # read again, under the id that is ours alone
                raise _nobody_waits()
            yield self.jam.session_update(session_id, confirmed_data(sub, {**found, **more}))
        except JamSessionNotFound as error:
            raise _nobody_waits() from error
        return self.cookie.set(session_id)

    @stepwise
    def end(self, request: RequestLike) -> Steps[Headers]:
        """Log out: the session ends, and the cookie goes."""
        # No guard before it: who logs out needs no valid session.
        old = request_of(request).cookie(self.cookie.name)
        if old:
            yield self.jam.session_delete(old)
        return self.cookie.clear()

    def _warn(self, request: Request) -> None:
        """Tell once why a login over plain http seems to be forgotten by the next request."""
        if self.jam._told_of_plain_http or not self.cookie.secure or request.scheme not in ("http", "ws"):
            return
        # Behind a proxy that ends TLS the application sees http, and all is well (RFC 7239 section 5.4).
        if request.header("X-Forwarded-Proto") is None and request.header("Forwarded") is None:
            self.jam._told_of_plain_http = True
            self.jam._logger.warning(
                f"{self.cookie.name} is a Secure cookie, and the request came over plain http: a test client "
                "does not send it back, and a browser at most to localhost. Give a test client an https base "
                "URL; in development "
                'use SessionCookie("session", secure=False)'
            )

    def _pending(self, request: Request) -> Steps[str | None]:
        session_id = request.cookie(self.cookie.name)
        if not session_id:
            return None
        return pending_subject((yield self.jam.session_get(session_id)), clock.now())


if TYPE_CHECKING:

    class AsyncSessionLogin(SessionLogin):
        async def begin(
            self,
            request: RequestLike,
            session_key: str | int,
            data: Claims | None = None,
            *,
            pending: bool = False,
        ) -> Headers: ...
        async def pending(self, request: RequestLike) -> str | None: ...
        async def confirm(self, request: RequestLike, data: Claims | None = None) -> Headers: ...
        async def end(self, request: RequestLike) -> Headers: ...

else:
    AsyncSessionLogin = SessionLogin


def next_url(text: str | None, default: str = "/") -> str:
    """Return where to go after a login: `text`, which `login_url` put into `next`, if it is on this site.

    Anybody can make a link to a login page, so a `next` that leads to another site is not followed.

    Args:
        text: a path with its query, from the request; or None.
        default: where to go if that is not a path of this site.
    """
    # Browsers take // and /\ for the beginning of another host, and drop tabs and line breaks before they
    # look.
    if text is None or not text.startswith("/") or text[1:2] in ("/", "\\") or not text.isprintable():
        return default
    return text if text.isascii() else default


def _subject(session_key: object, data: Claims | None) -> tuple[str, Claims]:
    """Return who logs in, as text, and the data of the session, which may not say otherwise."""
    if not (isinstance(session_key, str) or is_short_int(session_key) or is_uuid(session_key)):
        raise JamTypeError(f"session_key is text, an integer or a UUID, got {type(session_key).__name__}")
    if data is not None and not isinstance(data, dict):
        raise JamTypeError(f"the data of a session is a dict, got {type(data).__name__}")
    sub, data = str(session_key), dict(data or {})  # a copy: sub is added
    if not sub:
        raise JamValidationError("session_key is empty: nobody would be logged in")
    if str(data.setdefault("sub", sub)) != sub or PENDING in data:
        raise JamValidationError("the data of a login may not name another sub, or a pending login")
    return sub, data


def _nobody_waits() -> JamUnauthenticated:
    return JamUnauthenticated(
        "no login waits here for its second factor", error_code="authz.no_pending_login"
    )
