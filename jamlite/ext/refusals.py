"""How requests are refused: what is answered, where browsers are led, what the log says."""

from __future__ import annotations

from urllib.parse import quote

from ..exceptions.authz import JamNoSubject
from ..exceptions.jwt import JamJWTClaimError, JamJWTExpired, JamJWTInBlackList, JamJWTNotInWhiteList
from ..exceptions.paseto import JamPASETOExpired
from ..exceptions.plugins import JamCrossSiteError
from ..exceptions.sessions import JamSessionNotFound

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .http_request import Request

LINES = {303: "303 See Other", 401: "401 Unauthorized", 403: "403 Forbidden"}
# Why a credential was not accepted, in one word; whatever is not named here is "forged".
REASONS: tuple[tuple[type[Exception], str], ...] = (
    (JamCrossSiteError, "cross-site"),
    (JamJWTExpired, "expired"),
    (JamPASETOExpired, "expired"),
    (JamSessionNotFound, "expired"),
    (JamJWTInBlackList, "revoked"),
    (JamJWTNotInWhiteList, "revoked"),
    (JamNoSubject, "no subject"),
    (JamJWTClaimError, "claims"),  # genuine, but for another audience, of another issuer, not valid yet
)
SHOWN = 200  # characters of a header that the log shows


class Refusal:
    """A response that refuses: status, headers and a body that says nothing more."""

    __slots__ = ("body", "headers", "status")

    def __init__(self, status: int, challenge: str = "") -> None:
        self.status = status
        self.body = b'{"error": "unauthorized"}' if status == 401 else b'{"error": "forbidden"}'
        self.headers = [
            ("Content-Type", "application/json"),
            ("Content-Length", str(len(self.body))),
            ("Cache-Control", "no-store"),
        ]
        if challenge:
            self.headers.append(("WWW-Authenticate", challenge))

    @classmethod
    def to(cls, url: str) -> Refusal:
        """Return the response that leads a browser to another page."""
        made = cls(303)
        made.body = b""
        made.headers = [("Location", url), ("Content-Length", "0"), ("Cache-Control", "no-store")]
        return made

    @property
    def reason(self) -> str:
        """The status line of WSGI."""
        return LINES[self.status]


def reason_of(error: Exception | None) -> str:
    """Return in one word why there is no principal: "absent" when there was no credential."""
    if error is None:
        return "absent"
    return next((word for kind, word in REASONS if isinstance(error, kind)), "forged")


def log(logger: Any, request: Request, source: Any, error: Exception) -> None:
    """Tell the log why a credential was refused; the credential itself is never told."""
    if isinstance(error, JamCrossSiteError):
        logger.warning(
            f"refused the cookie {source.name}, for another site caused the request: its Origin is "
            f"{_shown(request.header('Origin'))}, its Host {_shown(request.header('Host'))}. If both are "
            "yours, as behind a proxy that rewrites Host, put the origin into trusted_origins"
        )
    else:
        why = f"{reason_of(error)}, {type(error).__name__}"
        logger.info(f"refused a credential ({why}) found in the {source.kind} {source.name}")


def login_page(request: Request, login_url: str) -> Refusal | None:
    """Return the response that leads a browser to the login page, or None if no browser shows the answer.

    The page finds in `next` where the user wanted to go: path and query, never another site.
    """
    if not wants_page(request):
        return None
    if request.method not in ("GET", "HEAD"):
        return Refusal.to(login_url)
    wanted = quote(request.target, safe="")
    return Refusal.to(f"{login_url}{'&' if '?' in login_url else '?'}next={wanted}")


def wants_page(request: Request) -> bool:
    """Tell whether a browser shows the answer: it says that it accepts text/html."""
    return "text/html" in (request.header("Accept") or "").lower()


def _shown(text: str | None) -> str:
    return "absent" if text is None else ascii(text[:SHOWN])
