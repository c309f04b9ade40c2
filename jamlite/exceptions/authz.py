"""Errors of who somebody is and what they may do."""

from __future__ import annotations

from .base import JamError


class JamUnauthenticated(JamError):
    """There is no acceptable credential: 401. The cause is chained, for logs and not for the client."""

    default_message = "a valid credential is needed"
    default_code = "authz.unauthenticated"
    status = 401


class JamNoSubject(JamUnauthenticated):
    """The credential is genuine and names nobody (`sub`): a session that nobody has logged into."""

    default_message = (
        "the credential names no subject; SessionLogin.begin and Jam.issue write it as sub, and "
        "SessionLogin.confirm completes a login that waits for its second factor"
    )
    default_code = "authz.no_subject"


class JamForbidden(JamError):
    """The credential is acceptable and does not give the permission: 403."""

    default_message = "the permission is missing"
    default_code = "authz.forbidden"
    status = 403
