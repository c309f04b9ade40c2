"""Logging out: the URL that ends a session at the provider, and the provider's word that one has ended.

OpenID Connect RP-Initiated Logout 1.0 and Back-Channel Logout 1.0.
"""

from __future__ import annotations

from ..exceptions.oauth2 import JamOAuth2IDTokenError
from . import forms, signed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, Collection

    from ..encoding.json_types import JsonObject
    from ..jose import JWK, JWKSet

EVENT = "http://schemas.openid.net/event/backchannel-logout"


def logout_url(
    endpoint: str,
    *,
    id_token_hint: str | None = None,
    post_logout_redirect_uri: str | None = None,
    client_id: str | None = None,
    state: str | None = None,
    logout_hint: str | None = None,
    ui_locales: str | None = None,
) -> str:
    """Return the URL to which a user is sent to log out at the provider (RP-Initiated Logout section 2).

    The ID token as a hint stands in the URL, as that standard has it. An application that would rather
    not show it to logs and browser histories gives `client_id` and `logout_hint` instead.
    """
    return forms.authorization_url(
        endpoint,
        {
            "id_token_hint": id_token_hint,
            "logout_hint": logout_hint,
            "client_id": client_id,
            "post_logout_redirect_uri": post_logout_redirect_uri,
            "state": state,
            "ui_locales": ui_locales,
        },
    )


def validate(
    token: str,
    keys: JWK | JWKSet,
    *,
    issuer: str | Callable[[JsonObject, signed.ErrorClass], str],
    client_id: str,
    algorithms: Collection[str] | None = None,
    leeway: float = 0,
    max_age: float = 120,
    now: float | None = None,
) -> JsonObject:
    """Return the claims of a logout token (Back-Channel Logout section 2.6).

    The caller ends the sessions of `sid`, or all those of `sub`, and refuses a jti it has seen.

    Args: as `id_token.validate`; `max_age` is the oldest acceptable iat in seconds.

    Raises:
        JamOAuth2IDTokenError: any check failed.
    """
    header, claims, _ = signed.verify(token, keys, algorithms, JamOAuth2IDTokenError)
    # Section 2.4: RECOMMENDED; many providers write JWT or none.
    typ = str(header.get("typ", "logout+jwt")).lower()
    if typ not in ("logout+jwt", "application/logout+jwt", "jwt"):  # refuse ID tokens and access tokens
        raise JamOAuth2IDTokenError("the token is of another type", details={"reason": "typ"})
    signed.check(
        claims,
        JamOAuth2IDTokenError,
        issuer=issuer if isinstance(issuer, str) else issuer(claims, JamOAuth2IDTokenError),
        audience=client_id,
        # Not exp, which tokens by the drafts lack: max_age bounds their age all the same.
        required=("iss", "aud", "iat", "jti", "events"),
        leeway=leeway,
        now=now,
        max_age=max_age,
    )
    events = claims["events"]
    # Section 2.4: a JSON object, mostly {}.
    if not isinstance(events, dict) or not isinstance(events.get(EVENT), dict):
        raise signed.refuse(JamOAuth2IDTokenError, "events", "does not tell of a logout")
    if "nonce" in claims:  # section 2.4: prohibited, so that neither passes for the other
        raise signed.refuse(JamOAuth2IDTokenError, "nonce", "must not be there")
    if not claims.get("sub") and not claims.get("sid"):  # section 2.4: one of the two, or both
        raise signed.refuse(JamOAuth2IDTokenError, "sub", "and sid are both missing")
    if not isinstance(claims.get("sid", ""), str):
        raise signed.refuse(JamOAuth2IDTokenError, "sid", "is not text")
    return claims
