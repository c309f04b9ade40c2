"""Errors of who somebody is and what they may do."""

from __future__ import annotations

from .base import JamError


class JamUnauthenticated(JamError):
    """There is no acceptable credential: 401. The cause is chained, for logs and not for the client."""

    default_message = "a valid credential is needed"
    default_code = "authz.unauthenticated"
    status = 401


class JamForbidden(JamError):
    """The credential is acceptable and does not give the permission: 403."""

    default_message = "the permission is missing"
    default_code = "authz.forbidden"
    status = 403
