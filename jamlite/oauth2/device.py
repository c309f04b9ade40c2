"""The device grant (RFC 8628): a user logs in on another device while this one asks again and again."""

from __future__ import annotations

from ..clock import is_seconds
from ..exceptions.base import JamConfigurationError
from ..exceptions.oauth2 import JamOAuth2Error, JamOAuth2ResponseError, JamOAuth2TransportError
from . import urls
from .bearer import scope_text
from .steps import Wait
from .token_answers import SecretDict

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Mapping

    from ..encoding.json_types import JsonObject, JsonValue, Scope
    from .registration import Registration
    from .steps import Steps
    from .token_answers import Tokens
    from .urls import Http

GRANT = "urn:ietf:params:oauth:grant-type:device_code"
INTERVAL = 5  # section 3.2: seconds between questions if the server does not say
SLOWER = 5  # section 3.5: what slow_down adds
MIN_INTERVAL, MAX_INTERVAL = 1.0, 300.0  # a server that says 0 is not asked without a pause
MAX_LIFETIME = 86_400  # a day; usual are 5 to 30 minutes


class Device(SecretDict):
    """What the user must be told, and what to ask with: the members of the answer and "expires_at".

    user_code, verification_uri, verification_uri_complete (if sent) are for the user's eyes.
    """

    __slots__ = ()


def start(registration: Registration, scope: Scope, extra: Mapping[str, object]) -> Steps[Device]:
    """Ask for a device code (section 3.1)."""
    form = {"client_id": registration.credentials.client_id, "scope": scope_text(scope), **extra}
    members = yield from registration.call("device_authorization_endpoint", form)
    return parse(members, registration.now(), registration.http)


def parse(members: JsonObject, now: float, http: bool | Http = False) -> Device:
    """Check a device authorization response (section 3.2).

    The pages that the user is sent to are https, as every URL of a provider is, or http on the own
    machine where `http` allows that; never "javascript:" or a file.

    Raises:
        JamOAuth2ResponseError: details["member"] names what is missing or of the wrong type.
    """
    members = dict(members)
    if "verification_url" in members:  # a name of early drafts that some providers keep
        members.setdefault("verification_uri", members.pop("verification_url"))
    for name in ("device_code", "user_code", "verification_uri"):
        value = members.get(name)
        # It is shown on a terminal: no escape sequences.
        if not isinstance(value, str) or not value or not value.isprintable():
            raise _refuse(name)
    for name in ("verification_uri", "verification_uri_complete"):
        if members.get(name) is not None:
            try:
                urls.check(urls.without_query(members[name]), name, http)  # a query is allowed: section 3.3.1
            except (AttributeError, JamConfigurationError) as error:
                raise _refuse(name) from error
    lifetime, interval = members.get("expires_in"), members.setdefault("interval", INTERVAL)
    if not is_seconds(lifetime) or not 0 < lifetime <= MAX_LIFETIME:
        raise _refuse("expires_in")
    if not is_seconds(interval) or not 0 <= interval <= MAX_INTERVAL:
        raise _refuse("interval")
    return Device(members, expires_at=now + lifetime)


def wait(
    registration: Registration, device: Mapping[str, JsonValue], extra: Mapping[str, object]
) -> Steps[Tokens]:
    """Ask for the tokens until the user has decided or the code expires (sections 3.4 and 3.5).

    Raises:
        JamOAuth2Error: details["error"] is "access_denied" or "expired_token", or another refusal.
    """
    try:
        interval, end = max(MIN_INTERVAL, float(device["interval"])), float(device["expires_at"])
        form = {"grant_type": GRANT, "device_code": device["device_code"], **extra}
    except (KeyError, TypeError, ValueError) as error:
        raise JamConfigurationError("this is not a record of begin_device()") from error
    while registration.now() + interval < end:  # a question after the end could only be refused
        yield Wait(interval)  # section 3.5: before each new request; the first would come too early
        try:
            return (yield from registration.token(form))
        except JamOAuth2Error as error:
            interval = next_interval(error, interval)
    raise JamOAuth2Error("the device code expired", details={"error": "expired_token"})


def next_interval(error: JamOAuth2Error, interval: float) -> float:
    """Return the seconds to wait after an answer, or raise it again if it is final (section 3.5)."""
    if isinstance(error, JamOAuth2TransportError):
        if error.details.get("reason") != "timeout":
            raise error
        return min(2 * interval, MAX_INTERVAL)  # exponential backoff after a timeout
    word = error.details.get("error") if isinstance(error.details, dict) else None
    if word == "authorization_pending":
        return interval
    if word == "slow_down":  # section 3.5: MUST be increased, so there is no upper limit
        return interval + SLOWER
    raise error


def _refuse(member: str) -> JamOAuth2ResponseError:
    return JamOAuth2ResponseError(
        f"the device authorization of the OAuth2 provider is not usable: {member} is missing or malformed",
        details={"member": member},
    )
