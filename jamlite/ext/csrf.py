"""Cross-site requests: cookies that a browser sends along without its user's wish.

The browser itself says where a request comes from, in headers that no page can forge, so there is no
token to make, to keep and to forget in a form. An unsafe request that carries a cookie is refused when
`Sec-Fetch-Site` names another site, or, in browsers without that header, when `Origin` is another
origin than the host asked for. A request with neither comes from no browser of these years (all send
Origin with unsafe requests to other sites) and so carries no cookie against anybody's wish.

Safe methods pass: they must not change anything (RFC 9110 section 9.2.1). A WebSocket handshake is
treated as unsafe, for the page behind it may read what comes back. SameSite=Lax stands beside this.
"""

from __future__ import annotations

from ..exceptions.base import JamConfigurationError
from ..exceptions.plugins import JamCrossSiteError
from .http_request import request_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Collection

    from .http_request import Request, RequestLike

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
DEFAULT_PORTS = {"https": ":443", "http": ":80"}  # RFC 9110 sections 4.2.1, 4.2.2


def check_origins(trusted_origins: object) -> None:
    """Raise JamConfigurationError unless it is a list of origins."""
    if (
        isinstance(trusted_origins, (str, bytes))
        or not hasattr(trusted_origins, "__iter__")
        or not all(isinstance(one, str) for one in trusted_origins)
    ):
        raise JamConfigurationError("trusted_origins is a list of origins, such as https://app.example")


def cross_site(request: RequestLike, trusted_origins: Collection[str] = ()) -> bool:
    """Tell whether an unsafe request was caused by a page of another origin.

    Args:
        request: the request.
        trusted_origins: other origins whose pages may cause it, such as "https://app.example".

    Raises:
        JamTypeError, JamConfigurationError: not a request, not a list of origins.
    """
    request = request_of(request)
    check_origins(trusted_origins)
    if request.method in SAFE:  # RFC 9110 section 9.2.1
        return False
    origin = request.header("Origin")
    # Before Sec-Fetch-Site, which says "same-site" or "cross-site" of a trusted origin, too.
    if origin is not None and (origin in trusted_origins or _plain(origin) in map(_plain, trusted_origins)):
        return False
    site = request.header("Sec-Fetch-Site")  # Fetch Metadata section 2.3
    if site is not None:
        # "same-site" is refused: a neighbour under the same domain is somebody else. A value that is not
        # known, too.
        return site not in ("same-origin", "none")  # none: typed, or out of a bookmark
    if origin is None:
        return False
    host = request.header("Host")
    if host is None:  # RFC 9110 section 7.2 demands Host; without it nothing can be compared
        return True
    # "null", the origin of sandboxed frames and local files, has no authority: refused.
    scheme, _, authority = _plain(origin).partition("://")
    # RFC 9110 section 4.2.3: hosts have no case.
    return not authority or authority != host.lower().removesuffix(DEFAULT_PORTS.get(scheme, ""))


def csrf(request: RequestLike, trusted_origins: Collection[str] = ()) -> None:
    """Protect a route that reads a cookie by itself, such as /refresh or /logout.

    The adapters have a `csrf` of their own, for their frameworks' routes.

    Raises:
        JamCrossSiteError: another site caused the request; answer 403.
    """
    if cross_site(request, trusted_origins):
        raise JamCrossSiteError()


def is_preflight(request: Request) -> bool:
    """Tell whether a request is a CORS preflight (Fetch standard, section 4.8), which has no credentials."""
    return (
        request.method == "OPTIONS"
        and request.header("Origin") is not None
        and request.header("Access-Control-Request-Method") is not None
    )


def _plain(origin: str) -> str:
    """Return an origin in lower case, without the port that its scheme has anyway."""
    origin = origin.lower()
    return origin.removesuffix(DEFAULT_PORTS.get(origin.partition("://")[0], ""))
