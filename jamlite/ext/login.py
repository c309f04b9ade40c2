"""Logging in with a cookie: the session's cookie, a session's beginning and end, login by OAuth2.

No framework is named here: what a response needs is returned as a dict of its headers. The methods may
wait, for the store of the sessions or for the provider: a coroutine calls them with `asyncio.to_thread`,
unless it is a session in memory.
"""

from __future__ import annotations

from inspect import iscoroutinefunction

from .. import clock
from ..crypto.randomness import random_bytes
from ..encoding import base64url, strict_json
from ..exceptions.base import JamConfigurationError
from ..exceptions.oauth2 import JamOAuth2CallbackError, JamOAuth2ProviderNotConfigured
from ..stores.store import is_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..oauth2 import Tokens
    from ..stores.store import Store
    from .requests import Request

    Headers = dict[str, str]

SESSION_COOKIE = "__Host-session"  # browsers take __Host- from this very host over HTTPS only (RFC 6265bis)
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

    __slots__ = ("_attributes", "_max_age", "name")

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
        if not name or not set(name) <= _TOKEN:
            raise JamConfigurationError("a cookie's name is letters, digits and some marks")
        if same_site not in SAME_SITE or (same_site == "None" and not secure):
            raise JamConfigurationError("SameSite is Lax, Strict, or None with Secure")
        if name.startswith("__Host-") and (not secure or domain or path != "/"):
            raise JamConfigurationError("a __Host- cookie is Secure, has path / and no domain")
        if name.startswith("__Secure-") and not secure:
            raise JamConfigurationError("a __Secure- cookie is Secure")
        for text in (path, domain):
            if not text.isascii() or not text.isprintable() or ";" in text:
                raise JamConfigurationError("a cookie's path and domain are printable ASCII without ;")
        self.name = name
        self._max_age = max_age
        parts = [f"Path={path}", "HttpOnly", f"SameSite={same_site}"]
        parts += ["Secure"] * secure + [f"Domain={domain}"] * bool(domain)
        self._attributes = "; ".join(parts)

    def set(self, value: str) -> Headers:
        """Return the headers that give the cookie to a browser and keep the response out of caches."""
        if not set(value) <= _OCTETS:
            raise JamConfigurationError("a cookie's value is printable ASCII without blanks , ; \" \\")
        age = "" if self._max_age is None else f"; Max-Age={self._max_age}"
        return _headers(f"{self.name}={value}; {self._attributes}{age}")

    def clear(self) -> Headers:
        """Return the headers that take the cookie away."""
        return _headers(f"{self.name}=; {self._attributes}; Max-Age=0")


class SessionLogin:
    """Sessions by cookie.

    Args:
        jam: the facade `Jam`, with the section session.
        cookie: the cookie of the session.
    """

    __slots__ = ("cookie", "jam")

    def __init__(self, jam: Any, cookie: SessionCookie | None = None) -> None:
        self.jam = _synchronous(jam)
        jam.session  # raises if the section is missing  # noqa: B018
        self.cookie = cookie or SessionCookie()

    def begin(self, request: Request, session_key: str, data: dict[str, Any]) -> Headers:
        """Log somebody in: end the session the request had, begin a new one under a new id.

        The id is always new, so one that an attacker planted is worth nothing (session fixation).
        """
        self._delete(request)
        return self.cookie.set(self.jam.session_create(session_key, data))

    def end(self, request: Request) -> Headers:
        """Log out: the session ends, and the cookie goes."""
        self._delete(request)
        return self.cookie.clear()

    def _delete(self, request: Request) -> None:
        old = request.cookie(self.cookie.name)
        if old:
            self.jam.session_delete(old)


class OAuth2Login:
    """Login at a provider, in two requests; the record between them lies in a store.

    It is no session, so that nobody who merely began a login has one.

    Args:
        jam: the facade `Jam`, with the section oauth2.
        provider: its name in the configuration.
        cookie: the cookie of the login; Lax, for the browser comes back from another site.
        store: of the room `stores`; default: the one where the facade's sessions live.

    Raises:
        JamOAuth2ProviderNotConfigured, JamConfigurationError: a section is missing, or there is no store.
    """

    __slots__ = ("_client", "_store", "cookie")

    def __init__(
        self, jam: Any, provider: str, cookie: SessionCookie | None = None, *, store: Store | None = None
    ) -> None:
        if provider not in _synchronous(jam).oauth2:
            raise JamOAuth2ProviderNotConfigured(details={"provider": provider})
        found = getattr(jam.session, "_store", None) if store is None else store
        if found is None:
            raise JamConfigurationError("these sessions have no store of ours; give OAuth2Login one")
        self._store: Store = found
        self._client: Any = jam.oauth2[provider]
        self.cookie = cookie or SessionCookie(LOGIN_COOKIE, max_age=LOGIN_SECONDS)

    def begin(self, scope: Any, **options: Any) -> tuple[str, Headers]:
        """Return the URL to send the browser to, and the headers of that redirect."""
        url, saved = self._client.begin(scope, **options)
        token = base64url.encode(random_bytes(24))
        text = strict_json.dumps(dict(saved), "the record of the login").decode()
        self._store.put(PREFIX + token, text, expires=clock.now() + LOGIN_SECONDS)
        return url, self.cookie.set(token)

    def finish(self, request: Request, **extra: Any) -> Tokens:
        """Return what the provider granted; see `OAuth2Client.finish`. The cookie is worth nothing then.

        Raises:
            JamOAuth2CallbackError: not the answer to a login of this browser; answer 403.
            JamOAuth2Error: the provider refused, or failed.
        """
        saved = self._taken(request.cookie(self.cookie.name))
        tokens: Tokens = self._client.finish(request.query_string(), saved, **extra)
        return tokens

    def _taken(self, token: str | None) -> dict[str, Any]:
        """Return the record of a login and end it: however many try at once, one gets it."""
        if token and is_key(PREFIX + token):
            record = self._store.get(PREFIX + token)
            if record is not None and self._store.delete(PREFIX + token):
                saved: dict[str, Any] = strict_json.loads(record.value)
                return saved
        raise JamOAuth2CallbackError(
            "this browser began no login, or has ended it", details={"reason": "no_login"}
        )


# RFC 6265 section 4.1.1: a token, and what a cookie's value may have.
_TOKEN = frozenset("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_OCTETS = frozenset(map(chr, range(0x21, 0x7F))) - frozenset('",;\\')


def _synchronous(jam: Any) -> Any:
    if iscoroutinefunction(type(jam).session_create):
        raise JamConfigurationError("logins need the facade Jam, not aio.Jam")
    return jam


def _headers(cookie: str) -> Headers:
    return {"Set-Cookie": cookie, "Cache-Control": "no-store", "Vary": "Cookie"}
