"""Logging in with a cookie: the session's cookie, a session's beginning and end, login by OAuth2.

No framework is named here: what a response needs is returned as a dict of its headers. The methods may
wait, for the store of the sessions or for the provider: with the facade `aio.Jam` they are awaited.
"""

from __future__ import annotations

# A type checker cannot tell `self` from further arguments by name, in methods that have **those.
# mypy: disable-error-code="arg-type"
from .. import clock
from ..authz.principal import is_uuid
from ..crypto.randomness import random_bytes
from ..driver import stepwise
from ..encoding import base64url, strict_json
from ..exceptions.authz import JamUnauthenticated
from ..exceptions.base import JamConfigurationError, JamTypeError, JamValidationError
from ..exceptions.oauth2 import JamOAuth2CallbackError, JamOAuth2ProviderNotConfigured
from ..exceptions.sessions import JamSessionNotFound
from ..sessions.pending import PENDING, confirmed_data, pending_data, pending_subject
from ..stores.store import is_key
from .authenticator import SESSION_COOKIE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..driver import Steps
    from ..oauth2 import Tokens
    from ..stores.store import Store
    from .http_request import Request

    Headers = dict[str, str]

# SESSION_COOKIE, too: browsers take __Host- from this very host over HTTPS only (RFC 6265bis).
LOGIN_COOKIE = "__Host-login"
PREFIX = "login:"  # of records in the store
LOGIN_SECONDS = 600  # to come back from the provider
SAME_SITE = ("Lax", "Strict", "None")


class SessionCookie:
    """A cookie that holds a credential: HttpOnly, Secure, SameSite=Lax.

    Args:
        name: a name that begins with "__Host-" cannot be set by other hosts or without HTTPS.
        max_age: seconds the browser keeps it; None until it is closed.
        path, domain: as in RFC 6265; a __Host- cookie has path "/" and no domain.
        secure: False for plain HTTP in development; not with a __Host- name.
        same_site: "Lax", "Strict" or "None".

    Raises:
        JamConfigurationError: a text that cannot stand in a cookie, or a prefix without its conditions.
    """

    __slots__ = ("_attributes", "_max_age", "name", "secure")

    def __init__(
        self,
        name: str = SESSION_COOKIE,
        *,
        max_age: int | None = None,
        path: str = "/",
        domain: str = "",
        secure: bool = True,
        same_site: str = "Lax",
    ) -> None:
        if not isinstance(name, str) or not name or not set(name) <= _TOKEN:
            raise JamConfigurationError("a cookie's name is letters, digits and some marks")
        if same_site not in SAME_SITE or (same_site == "None" and not secure):
            raise JamConfigurationError("SameSite is Lax, Strict, or None with Secure")
        if name.startswith("__Host-") and (not secure or domain or path != "/"):
            raise JamConfigurationError("a __Host- cookie is Secure, has path / and no domain")
        if name.startswith("__Secure-") and not secure:
            raise JamConfigurationError("a __Secure- cookie is Secure")
        if max_age is not None and (isinstance(max_age, bool) or not isinstance(max_age, int)):
            raise JamConfigurationError("a cookie's max_age is a whole number of seconds, or None")
        for text in (path, domain):
            if not isinstance(text, str) or not text.isascii() or not text.isprintable() or ";" in text:
                raise JamConfigurationError("a cookie's path and domain are printable ASCII without ;")
        self.name = name
        self.secure = secure
        self._max_age = max_age
        parts = [f"Path={path}", "HttpOnly", f"SameSite={same_site}"]
        parts += ["Secure"] * secure + [f"Domain={domain}"] * bool(domain)
        self._attributes = "; ".join(parts)

    def set(self, value: str) -> Headers:
        """Return the headers that give the cookie to a browser and keep the response out of caches."""
        if not isinstance(value, str) or not set(value) <= _OCTETS:
            raise JamConfigurationError("a cookie's value is printable ASCII without blanks , ; \" \\")
        age = "" if self._max_age is None else f"; Max-Age={self._max_age}"
        return _headers(f"{self.name}={value}; {self._attributes}{age}")

    def clear(self) -> Headers:
        """Return the headers that take the cookie away."""
        return _headers(f"{self.name}=; {self._attributes}; Max-Age=0")


class SessionLogin:
    """Sessions by cookie.

    With `aio.Jam` the methods are awaited.

    Args:
        jam: the facade `Jam` or `aio.Jam`, with the section session.
        cookie: the cookie of the session.
    """

    __slots__ = ("_lead", "cookie", "jam")

    def __init__(self, jam: Any, cookie: SessionCookie | None = None) -> None:
        self.jam = jam
        self._lead = jam._lead
        jam.session  # raises if the section is missing  # noqa: B018
        self.cookie = cookie or SessionCookie()
        if self.cookie.name not in jam._session_cookies:  # adapters look there
            jam._session_cookies = (*jam._session_cookies, self.cookie.name)

    @stepwise
    def begin(
        self,
        request: Request,
        session_key: str | int,
        data: dict[str, Any] | None = None,
        *,
        pending: bool = False,
    ) -> Steps[Headers]:
        """Log somebody in: end the session the request had, begin a new one under a new id.

        The id is always new, so one that an attacker planted is worth nothing (session fixation).

        Args:
            request: the one that logs in.
            session_key: who it is; the session's data says so in `sub`, which is what makes it a login.
            data: what else to remember.
            pending: True waits for a second factor: no guard accepts the session until `confirm`, which
                must come within 10 minutes.

        Raises:
            JamTypeError, JamValidationError: `session_key` is not text or an integer, or is empty, or the
                data names another `sub`.
            JamSessionDataError, JamStoreError: as `session_create`.
        """
        sub, data = _subject(session_key, data)
        made = pending_data(sub, data, clock.now()) if pending else confirmed_data(sub, data)
        session_id = yield self.jam.session_create(sub, made)
        old = request.cookie(self.cookie.name)
        if old:
            yield self.jam.session_delete(old)
        self._warn(request)
        return self.cookie.set(session_id)

    @stepwise
    def pending(self, request: Request) -> Steps[str | None]:
        """Return who waits for a second factor with this request's session; None if nobody does."""
        return (yield from self._pending(request))

    @stepwise
    def confirm(self, request: Request, data: dict[str, Any] | None = None) -> Steps[Headers]:
        """Complete a pending login, after its second factor was right: it is a login, under a new id.

        Args:
            request: one with the cookie of the pending session.
            data: what to remember besides.

        Raises:
            JamUnauthenticated: nobody waits here, it took too long, or it was confirmed already.
            JamSessionDataError, JamStoreError: as `session_update`.
        """
        sub = yield from self._pending(request)
        if sub is None:
            raise _nobody_waits()
        more = _subject(sub, data or {})[1]
        try:  # of several requests at once one gets the new id, which nobody else knows
            session_id = yield self.jam.session_rework(request.cookie(self.cookie.name))
            found = yield self.jam.session_get(session_id)
            if pending_subject(found, clock.now()) != sub:
                raise _nobody_waits()
            yield self.jam.session_update(session_id, confirmed_data(sub, {**found, **more}))
        except JamSessionNotFound as error:
            raise _nobody_waits() from error
        return self.cookie.set(session_id)

    @stepwise
    def end(self, request: Request) -> Steps[Headers]:
        """Log out: the session ends, and the cookie goes."""
        old = request.cookie(self.cookie.name)
        if old:
            yield self.jam.session_delete(old)
        return self.cookie.clear()

    def _warn(self, request: Request) -> None:
        """Tell once why a login over plain http seems to be forgotten by the next request."""
        if self.jam._told_of_plain_http or not self.cookie.secure or request.scheme not in ("http", "ws"):
            return
        if request.header("X-Forwarded-Proto") is None and request.header("Forwarded") is None:
            self.jam._told_of_plain_http = True
            self.jam._logger.warning(
                f"{self.cookie.name} is a Secure cookie, and the request came over plain http: a browser or "
                "test client does not send it back. Give a test client an https base URL; in development "
                'use SessionCookie("session", secure=False)'
            )

    def _pending(self, request: Request) -> Steps[str | None]:
        session_id = request.cookie(self.cookie.name)
        if not session_id:
            return None
        return pending_subject((yield self.jam.session_get(session_id)), clock.now())


class OAuth2Login:
    """Login at a provider, in two requests; the record between them lies in a store.

    The record is not a session: whoever has merely begun a login has none. With `aio.Jam` the methods are
    awaited.

    Args:
        jam: the facade `Jam` or `aio.Jam`, with the section oauth2.
        provider: its name in the configuration.
        cookie: the cookie of the login; Lax, for the browser comes back from another site.
        store: of the package `stores`; default: the one where the facade's sessions live.

    Raises:
        JamOAuth2ProviderNotConfigured, JamConfigurationError: a section is missing, there is no store, or
            the store is asynchronous and the facade is not.
    """

    __slots__ = ("_client", "_lead", "_store", "cookie")

    def __init__(
        self, jam: Any, provider: str, cookie: SessionCookie | None = None, *, store: Store | None = None
    ) -> None:
        if provider not in jam.oauth2:
            raise JamOAuth2ProviderNotConfigured(details={"provider": provider})
        found = getattr(jam.session, "store", None) if store is None else store
        if found is None:
            raise JamConfigurationError("these sessions have no store of ours; give OAuth2Login one")
        if jam.ASYNCHRONOUS:
            from ..stores.threaded import asynchronous

            found = asynchronous(found)
        elif found.ASYNCHRONOUS:
            raise JamConfigurationError("an asynchronous store needs the facade aio.Jam")
        self._lead = jam._lead
        self._store: Store = found
        self._client: Any = jam.oauth2[provider]
        self.cookie = cookie or SessionCookie(LOGIN_COOKIE, max_age=LOGIN_SECONDS)

    @stepwise
    def begin(self, scope: Any, **options: Any) -> Steps[tuple[str, Headers]]:
        """Return the URL to send the browser to, and the headers of that redirect."""
        url, saved = yield self._client.begin(scope, **options)
        token = base64url.encode(random_bytes(24))
        text = strict_json.dumps(dict(saved), "the record of the login").decode()
        yield self._store.put(PREFIX + token, text, expires=clock.now() + LOGIN_SECONDS)
        return url, self.cookie.set(token)

    @stepwise
    def finish(self, request: Request, **extra: Any) -> Steps[Tokens]:
        """Return what the provider granted; see `OAuth2Client.finish`. The cookie is worth nothing then.

        Raises:
            JamOAuth2CallbackError: not the answer to a login of this browser; answer 403.
            JamOAuth2Error: the provider refused, or failed.
        """
        saved = yield from self._taken(request.cookie(self.cookie.name))
        tokens: Tokens = yield self._client.finish(request.query_string(), saved, **extra)
        return tokens

    def _taken(self, token: str | None) -> Steps[dict[str, Any]]:
        """Return the record of a login and end it: however many try at once, one gets it."""
        if token and is_key(PREFIX + token):
            record = yield self._store.get(PREFIX + token)
            if record is not None and (yield self._store.delete(PREFIX + token)):
                saved: dict[str, Any] = strict_json.loads(record.value)
                return saved
        raise JamOAuth2CallbackError(
            "this browser began no login, or has ended it", details={"reason": "no_login"}
        )


def next_url(text: str | None, default: str = "/") -> str:
    """Return where to go after a login: `text`, which `login_url` put into `next`, if it is on this site.

    Anybody can make a link to a login page, so a `next` that leads to another site is not followed.

    Args:
        text: a path with its query, from the request; or None.
        default: where to go if that is not a path of this site.
    """
    if text is None or not text.startswith("/") or text[1:2] in ("/", "\\") or not text.isprintable():
        return default
    return text if text.isascii() else default


# RFC 6265 section 4.1.1: a token, and what a cookie's value may have.
_TOKEN = frozenset("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_OCTETS = frozenset(map(chr, range(0x21, 0x7F))) - frozenset('",;\\')


def _subject(session_key: object, data: dict[str, Any] | None) -> tuple[str, dict[str, Any]]:
    """Return who logs in, as text, and the data of the session, which may not say otherwise."""
    if isinstance(session_key, bool) or not (isinstance(session_key, (str, int)) or is_uuid(session_key)):
        raise JamTypeError(f"session_key is text, an integer or a UUID, got {type(session_key).__name__}")
    if data is not None and not isinstance(data, dict):
        raise JamTypeError(f"the data of a session is a dict, got {type(data).__name__}")
    sub, data = str(session_key), dict(data or {})
    if not sub:
        raise JamValidationError("session_key is empty: nobody would be logged in")
    if str(data.setdefault("sub", sub)) != sub or PENDING in data:
        raise JamValidationError("the data of a login may not name another sub, or a pending login")
    return sub, data


def _nobody_waits() -> JamUnauthenticated:
    return JamUnauthenticated(
        "no login waits here for its second factor", error_code="authz.no_pending_login"
    )


def _headers(cookie: str) -> Headers:
    return {"Set-Cookie": cookie, "Cache-Control": "no-store", "Vary": "Cookie"}
