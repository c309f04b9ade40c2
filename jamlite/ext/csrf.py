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

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Collection

    from .requests import Request

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def cross_site(request: Request, trusted_origins: Collection[str] = ()) -> bool:
    """Tell whether an unsafe request was caused by a page of another origin."""
    if request.method in SAFE:
        return False
    origin = request.header("Origin")
    if origin is not None and origin in trusted_origins:
        return False
    site = request.header("Sec-Fetch-Site")
    if site is not None:
        return site not in ("same-origin", "none")  # none: typed, or out of a bookmark
    if origin is None:
        return False
    host = request.header("Host")
    return host is None or origin.partition("://")[2].lower() != host.lower()
