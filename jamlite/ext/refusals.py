"""How requests are refused: what is answered, where browsers are led, what the log says."""

from __future__ import annotations

from ..encoding import strict_json
from ..exceptions.authz import JamNoSubject
from ..exceptions.jwt import JamJWTClaimError, JamJWTExpired, JamJWTInBlackList, JamJWTNotInWhiteList
from ..exceptions.oauth2 import JamOAuth2AccessTokenError, JamOAuth2Error
from ..exceptions.paseto import JamPASETOExpired
from ..exceptions.plugins import JamCrossSiteError
from ..exceptions.sessions import JamSessionNotFound

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..encoding.json_types import JsonObject
    from ..exceptions.base import JamError
    from ..jam.section_types import FacadeLogger
    from .http_request import CredentialSource, Request
    from .http_types import Pairs, Receive, Scope, Send, StartResponse

LINES = {
    200: "200 OK",
    303: "303 See Other",
    401: "401 Unauthorized",
    403: "403 Forbidden",
    503: "503 Service Unavailable",
}
# What frameworks are told to say of a status.
DETAILS = {303: "see other", 401: "unauthorized", 403: "forbidden", 503: "unavailable"}
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
# By the kind of a credential: the code of a module that answered None. Adapters with Jam's names take such a
# request as anonymous. A token that is wrong, expired or revoked they refuse, too (RFC 6750 section 3.1).
NOTHING_FOUND = {"session": "sessions.not_found", "paseto": "paseto.nothing_found"}
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
            ("Cache-Control", "no-store"),  # a later request of the same URL may be a good one
        ]
        if challenge:
            self.headers.append(("WWW-Authenticate", challenge))

    @classmethod
    def to(cls, url: str) -> Refusal:
        """Return the response that leads a browser to another page."""
        made = cls(303)
        made.body = b""
        # RFC 9110 section 15.4.4: 303, the browser asks with GET.
        made.headers = [("Location", url), ("Content-Length", "0"), ("Cache-Control", "no-store")]
        return made

    @classmethod
    def of(cls, status: int, headers: Pairs, members: JsonObject) -> Refusal:
        """Return a response with these headers and a body of JSON."""
        made = cls(status)
        made.body = strict_json.dumps(members, "the answer")
        length = ("Content-Length", str(len(made.body)))
        made.headers = [("Content-Type", "application/json"), length, *headers]
        return made

    @property
    def reason(self) -> str:
        """The status line of WSGI."""
        return LINES[self.status]

    def named(self, *, content: bool = True) -> dict[str, str]:
        """Return the headers by name, for frameworks that take a dict: several challenges stand in one line.

        Args:
            content: False leaves out what describes the body.
        """
        found: dict[str, str] = {}
        for name, value in self.headers:  # RFC 9110 section 11.6.1: challenges may be joined
            if content or not name.startswith("Content-"):
                found[name] = f"{found[name]}, {value}" if name in found else value
        return found


async def refuse(refusal: Refusal, scope: Scope, send: Send) -> None:
    """Send a refusal."""
    headers = [(name.lower().encode(), value.encode()) for name, value in refusal.headers]  # ASGI: lower case
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    body = b"" if scope["method"] == "HEAD" else refusal.body  # RFC 9110 section 9.3.2
    await send({"type": "http.response.body", "body": body})


async def refuse_websocket(receive: Receive, send: Send) -> None:
    """Close a handshake; servers answer it with 403."""
    await receive()  # ASGI: websocket.connect comes first
    await send({"type": "websocket.close", "code": 1008})  # RFC 6455 section 7.4.1: policy violation


def answer_wsgi(refusal: Refusal, method: str, start_response: StartResponse) -> list[bytes]:
    """Begin a response of WSGI with a refusal; return its body."""
    start_response(refusal.reason, refusal.headers)
    return [b"" if method == "HEAD" else refusal.body]


def reason_of(error: Exception | None) -> str:
    """Return in one word why there is no principal: "absent" when there was no credential."""
    if error is None:
        return "absent"
    if isinstance(error, JamOAuth2Error):
        return _reason_of_access_token(error)
    return next((word for kind, word in REASONS if isinstance(error, kind)), "forged")


def is_nothing_found(via: str | None, error: JamError | None) -> bool:
    """Tell whether a module answered that there is nothing behind a credential."""
    return error is not None and via is not None and error.error_code == NOTHING_FOUND.get(via)


def _reason_of_access_token(error: JamOAuth2Error) -> str:
    if not isinstance(error, JamOAuth2AccessTokenError):
        return "unavailable"
    details = error.details if isinstance(error.details, dict) else {}
    if details.keys() & {"claim", "scope"}:
        return "claims"
    return next((word for kind, word in REASONS if isinstance(error.__cause__, kind)), "forged")


def log(logger: FacadeLogger, request: Request, source: CredentialSource, error: Exception) -> None:
    """Tell the log why a credential was refused; the credential itself is never told."""
    if isinstance(error, JamCrossSiteError):
        logger.warning(
            f"refused the cookie {source.name} because another site caused the request: its Origin is "
            f"{_shown(request.header('Origin'))}, its Host {_shown(request.header('Host'))}. If both are "
            "yours, as behind a proxy that rewrites Host, put the origin into trusted_origins"
        )
        return
    reason = reason_of(error)
    if reason == "unavailable":
        logger.warning(f"the keys of the issuer of access tokens cannot be had: {error}")
    else:
        why = f"{reason}, {type(error).__name__}"
        logger.info(f"refused a credential ({why}) found in the {source.kind} {source.name}")


def is_login_page(request: Request, login_url: str) -> bool:
    """Tell whether a request asks for the login page itself, which is never led to the login page."""
    return request.path == login_url.partition("?")[0].partition("#")[0]


def login_page(request: Request, login_url: str) -> Refusal | None:
    """Return the response that leads a browser to the login page, or None if no browser shows the answer.

    The page finds in `next` where the user wanted to go: path and query, never another site.
    """
    if not wants_page(request) or is_login_page(request, login_url):
        return None
    # After the login the browser would come back with GET: the page of a form's POST is no place to return
    # to.
    if request.method not in ("GET", "HEAD"):
        return Refusal.to(login_url)
    from urllib.parse import quote

    wanted = quote(request.target, safe="")
    return Refusal.to(f"{login_url}{'&' if '?' in login_url else '?'}next={wanted}")


def wants_page(request: Request) -> bool:
    """Tell whether a browser shows the answer: it says that it accepts text/html."""
    # Browsers say so of pages, and */* of all else.
    return "text/html" in (request.header("Accept") or "").lower()


def _shown(text: str | None) -> str:
    # Ascii: no line break of a request may begin a line of the log.
    return "absent" if text is None else ascii(text[:SHOWN])
