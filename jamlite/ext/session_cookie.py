"""A cookie that holds a credential (RFC 6265)."""

from __future__ import annotations

from ..exceptions.base import JamConfigurationError
from .http_request import SESSION_COOKIE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .http_types import Headers

SAME_SITE = ("Lax", "Strict", "None")
# RFC 6265 section 4.1.1: a token, and what a cookie's value may have.
_TOKEN = frozenset("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_OCTETS = frozenset(map(chr, range(0x21, 0x7F))) - frozenset('",;\\')


def cookie_of(cookie: SessionCookie | None, default: SessionCookie) -> SessionCookie:
    """Return the cookie that a login was given, or the default.

    Raises:
        JamConfigurationError: it is something else.
    """
    if cookie is None:
        return default
    if not isinstance(cookie, SessionCookie):
        raise JamConfigurationError(f"cookie is a SessionCookie, got {type(cookie).__name__}")
    return cookie


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

    __slots__ = ("_attributes", "_max_age", "_same_site", "name", "secure")

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
        if not isinstance(secure, bool):
            raise JamConfigurationError("secure must be True or False")
        # RFC 6265bis section 5.7: such a cookie is dropped.
        if same_site not in SAME_SITE or (same_site == "None" and not secure):
            raise JamConfigurationError("SameSite is Lax, Strict, or None with Secure")
        # RFC 6265bis section 4.1.3.2.
        if name.startswith("__Host-") and (not secure or domain or path != "/"):
            raise JamConfigurationError("a __Host- cookie is Secure, has path / and no domain")
        if name.startswith("__Secure-") and not secure:  # RFC 6265bis section 4.1.3.1
            raise JamConfigurationError("a __Secure- cookie is Secure")
        # RFC 6265 section 5.2.2: zero would delete it.
        if max_age is not None and (type(max_age) is not int or max_age < 1):
            raise JamConfigurationError("a cookie's max_age is a whole number of seconds above 0, or None")
        for text in (path, domain):
            # RFC 6265 section 4.1.1: path-value.
            if not isinstance(text, str) or not text.isascii() or not text.isprintable() or ";" in text:
                raise JamConfigurationError("a cookie's path and domain are printable ASCII without ;")
        self.name = name
        self.secure = secure
        self._same_site = same_site
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

    def variant(self, suffix: str = "", same_site: str = "") -> SessionCookie:
        """Return a cookie with more text behind its name, or another SameSite; all else is the same."""
        made = SessionCookie.__new__(SessionCookie)  # the suffix is ours: what `__init__` checks was checked
        made.name, made.secure, made._max_age = f"{self.name}{suffix}", self.secure, self._max_age
        made._same_site = same_site or self._same_site
        if made._same_site == "None" and not self.secure:
            raise JamConfigurationError("SameSite=None needs a cookie with Secure, so the site needs https")
        made._attributes = self._attributes.replace(
            f"SameSite={self._same_site}", f"SameSite={made._same_site}"
        )
        return made

    def clear(self) -> Headers:
        """Return the headers that take the cookie away."""
        # The same path and domain, or it stays (RFC 6265 section 5.3).
        return _headers(f"{self.name}=; {self._attributes}; Max-Age=0")


def _headers(cookie: str) -> Headers:
    # RFC 9111 section 5.2.2.5: a cookie is for one user.
    return {"Set-Cookie": cookie, "Cache-Control": "no-store", "Vary": "Cookie"}
