"""What a provider says when it refuses, in whichever shape, made fit for a message.

RFC 6749 section 5.2 has `error` and `error_description`; the APIs of providers have shapes of their own:

| shape | from |
|---|---|
| `error` an object with message, and type, status or code | Facebook, Google, Spotify, Microsoft Graph |
| `error` and `message` or `reason` | Auth0, Zoom |
| `message`, alone or with `serviceErrorCode`, `name` or `code` | Twitch, GitHub; LinkedIn, PayPal, Discord |
| `errorCode` and `errorSummary` | Okta |
| `errcode` and `errmsg`, with status 200; `code` and `msg` | WeChat; Kakao |
| `error_type` and `error_message` | Instagram |
| `title` and `detail` (RFC 9457) | X |
| a list of such objects, also as `errors` | Salesforce; X |
| a challenge in the header WWW-Authenticate (RFC 6750 section 3) | userinfo endpoints, APIs |
"""

from __future__ import annotations

import re
from urllib.parse import quote, quote_plus

from ..encoding import strict_json
from .forms import SECRET_PARAMETERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterator

    from ..encoding.json_types import JsonObject, JsonValue

_BLOT = "[REDACTED]"
# What is shorter is guessed as fast as it is read, and would be blotted out in the middle of words.
MIN_SECRET = 6
# The words that decide what a client does next are never blotted out, whatever was sent: IANA's registry of
# OAuth extensions errors, and OpenID Connect Core section 3.1.2.6.
ERRORS = frozenset(
    (
        *("invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "invalid_scope"),
        *("unsupported_grant_type", "unsupported_response_type", "access_denied", "server_error"),
        *("temporarily_unavailable", "invalid_token", "insufficient_scope", "unsupported_token_type"),
        *("authorization_pending", "slow_down", "expired_token", "invalid_target", "invalid_dpop_proof"),
        *("use_dpop_nonce", "invalid_request_uri", "invalid_request_object", "request_not_supported"),
        *("request_uri_not_supported", "registration_not_supported", "interaction_required"),
        *("login_required", "account_selection_required", "consent_required"),
        *("unmet_authentication_requirements", "insufficient_user_authentication"),
    )
)
# A member of the form, shown by the provider: also short codes, which are not looked for elsewhere.
_echoed = re.compile(
    rf"""(?<![A-Za-z0-9_-])(?:{"|".join(sorted(SECRET_PARAMETERS))})["']?\s*[=:]\s*["']?[^\s"'&,;}}]+""", re.I
)
# RFC 6750 section 3: what a challenge says of an error, as quoted strings (RFC 9110 section 5.6.4).
_challenged = re.compile(r'\b(error|error_description|error_uri)\s*=\s*"((?:[^"\\]|\\.)*)"')
_percent = re.compile("%[0-9A-F]{2}")
_SHOWN = 200  # characters of a provider's explanation that a message may carry
_KINDS = ("type", "status", "code")  # of an error that is an object
_CODES = ("error", "errorCode", "error_type", "errcode", "serviceErrorCode", "name", "code")
_SAID = (
    *("error_description", "message", "errorSummary", "error_message", "errmsg", "detail", "msg"),
    *("reason", "title"),
)


def said(value: JsonValue) -> dict[str, str]:
    """Return error, error_description and error_uri of an answer, as texts, as far as it has them."""
    members = _one(value)
    if not _first(members, ("error", *_SAID)) and not isinstance(members.get("error"), dict):
        members = _one(members.get("errors")) or members
    inner = members.get("error")
    if isinstance(inner, dict):
        members = {"error": _first(inner, _KINDS) or "", "error_description": _first(inner, _SAID)}
    word, words = members.get("error") or _first(members, _CODES), _first(members, _SAID)
    found = {
        "error": words if word is None and words in ERRORS else word,  # Twitch: its message is the word
        "error_description": words,
        "error_uri": members.get("error_uri"),
    }
    return {name: text for name, text in found.items() if isinstance(text, str)}


def challenged(header: str) -> dict[str, str]:
    """Return the same of a WWW-Authenticate header, where APIs and userinfo endpoints have it."""
    return {name: text.replace("\\", "") for name, text in _challenged.findall(header)}


def scrub(text: str, secrets: tuple[str, ...] = ()) -> str:
    """Return a provider's words fit for a message: printable, short, without any of `secrets`.

    A registered error word is returned as it is.
    """
    if text in ERRORS:  # a client secret such as "access_denied" must not blind the client to the word
        return text
    spellings = {form for secret in secrets if len(secret) >= MIN_SECRET for form in _spellings(secret)}
    for secret in sorted(spellings, key=len, reverse=True):  # the longer first: one may begin with another
        text = text.replace(secret, _BLOT)
    text = _echoed.sub(_BLOT, text)  # before the cut below, which could leave the first half of a secret
    # No line break: a log would have a line of the provider's.
    return "".join(c if c.isprintable() else " " for c in text[:_SHOWN])


def _one(value: JsonValue) -> JsonObject:
    """Return an object, or the first of a list of them; an empty one for all else."""
    if isinstance(value, list):
        value = value[0] if value else None
    return value if isinstance(value, dict) else {}


def _first(members: JsonObject, names: tuple[str, ...]) -> str | None:
    """Return the first of these members that says something, as text."""
    for name in names:
        value = members.get(name)
        if (isinstance(value, str) and value) or type(value) is int:  # type(): not True
            return str(value)
    return None


def _spellings(secret: str) -> Iterator[str]:
    """Yield a secret as it may come back when a provider shows the request: plain, in a form, in a page."""
    text = secret.encode("utf-8", "replace").decode()
    page = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    json_text = strict_json.dumps(text, "the text").decode()[1:-1]
    for form in (text, quote(text, safe=""), quote_plus(text), page, json_text):
        yield form
        # %2f for %2F: RFC 3986 holds both for the same.
        yield _percent.sub(lambda found: found[0].lower(), form)
