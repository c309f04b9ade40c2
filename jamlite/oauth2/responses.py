"""Answers as plain records, and the rules by which an answer is a success.

RFC 6749 sections 5.1 and 5.2, RFC 7662 section 2.2, RFC 9126 section 2.2.
"""

from __future__ import annotations

import re
from urllib.parse import quote, quote_plus

from ..encoding import strict_json
from ..exceptions.encoding import JamEncodingError
from ..exceptions.oauth2 import JamOAuth2EmptyRaw, JamOAuth2Error, JamOAuth2ResponseError
from . import urls
from .requests import SECRET_PARAMETERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Iterator, Mapping, TypeGuard

    from .requests import Request

TOKEN_TYPES = ("bearer", "dpop")  # RFC 6750, RFC 9449; compared without case (RFC 6749 section 7.1)
MAX_TOKEN_CHARACTERS = 1 << 16
_BLOT = "[REDACTED]"
# What is shorter is guessed as fast as it is read, and would be blotted out in the middle of words.
MIN_SECRET = 6
# The words that decide what a client does next are no secret, whatever was sent: IANA's registry of
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
_percent = re.compile("%[0-9A-F]{2}")
_SHOWN = 200  # characters of a provider's explanation that a message may carry


class Response:
    """One HTTP answer: `status`, `reason`, `headers` (lower-case names) and `body` (bytes)."""

    __slots__ = ("body", "headers", "reason", "status")

    def __init__(
        self, status: int, headers: Mapping[str, str] | None = None, body: bytes = b"", reason: str = ""
    ) -> None:
        self.status = status
        self.headers = {name.lower(): value for name, value in (headers or {}).items()}
        self.body = body
        self.reason = reason

    @property
    def media_type(self) -> str:
        """The Content-Type without its parameters, lower-case; "" if there is none."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def __repr__(self) -> str:
        return f"<Response {self.status} {len(self.body)} bytes>"


class SecretDict(dict):  # type: ignore[type-arg]
    """A dict that shows the names of its members but not their values."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {', '.join(map(str, self))}>"

    __str__ = __repr__


class Tokens(SecretDict):
    """The members of a token response as the provider sent them.

    Besides: `claims`, those of the validated ID token or None, and `expires_at`, seconds since 1970
    when the access token expires or None if the provider did not say.
    """

    __slots__ = ("claims", "expires_at")

    def __init__(
        self,
        members: Mapping[str, Any],
        expires_at: float | None = None,
        claims: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(members)
        self.expires_at = expires_at
        self.claims = claims


def parse_json(response: Response, request: Request) -> dict[str, Any]:
    """Return the JSON object of a successful answer.

    Raises:
        JamOAuth2EmptyRaw: a success without a body.
        JamOAuth2Error: an OAuth2 error, whatever the status; details has "status", "reason", "data"
            and "error", without anything secret that the request held.
        JamOAuth2ResponseError: a redirect, another media type, or not one JSON object.
    """
    members = _members(response)
    if response.status >= 400 or (members is not None and "error" in members):
        raise refusal(response, request, members or {})
    if not 200 <= response.status < 300:
        raise _unusable(response, "a redirect is not followed" if response.status >= 300 else "no success")
    if not response.body:
        endpoint = urls.without_query(request.url)
        raise JamOAuth2EmptyRaw(details={"endpoint": endpoint, "method": request.method})
    if members is None:
        raise _unusable(response, "it is not one JSON object of a JSON media type")
    return members


def parse_empty(response: Response, request: Request) -> None:
    """Accept a success whatever its body (RFC 7009 section 2.2); raises as `parse_json`."""
    if not 200 <= response.status < 300:
        parse_json(response, request)
    members = _members(response)
    if members is not None and "error" in members:
        raise refusal(response, request, members)


def parse_tokens(members: dict[str, Any], now: float, token_types: tuple[str, ...] = TOKEN_TYPES) -> Tokens:
    """Check the members of a token response (RFC 6749 section 5.1).

    Args:
        members: a JSON object.
        now: seconds since 1970, when the answer came.
        token_types: types the caller can use, lower-case.

    Raises:
        JamOAuth2ResponseError: a member is missing or has the wrong type; details["member"] names it.
    """
    for name in ("access_token", "refresh_token", "id_token"):
        value = members.get(name)
        if value is not None or name == "access_token":
            _check_token(name, value)
    token_type = members.get("token_type")
    if not isinstance(token_type, str) or token_type.lower() not in token_types:
        raise _bad_member("token_type", "is missing or of a type this client cannot use")
    if not isinstance(members.get("scope", ""), str):
        raise _bad_member("scope", "is not text")
    lifetime = members.get("expires_in")
    if lifetime is None:
        return Tokens(members)
    if not is_seconds(lifetime) or lifetime < 0:
        raise _bad_member("expires_in", "is not a number of seconds")
    return Tokens(members, now + lifetime)


def parse_introspection(members: dict[str, Any]) -> dict[str, Any]:
    """Check an introspection response (RFC 7662 section 2.2): "active" is there and is a boolean."""
    if not isinstance(members.get("active"), bool):
        raise _bad_member("active", "is not true or false")
    return members


def parse_pushed(members: dict[str, Any]) -> str:
    """Return the request_uri of a pushed authorization response (RFC 9126 section 2.2)."""
    uri, lifetime = members.get("request_uri"), members.get("expires_in")
    if not isinstance(uri, str) or not uri.isascii() or not uri.isprintable() or ":" not in uri:
        raise _bad_member("request_uri", "is not a URI")
    if not is_seconds(lifetime) or not lifetime > 0:
        raise _bad_member("expires_in", "is not a number of seconds")
    return uri


def is_seconds(value: Any) -> TypeGuard[float]:
    """Tell whether a JSON value is a number that can be a time or a duration; true and false are none."""
    return type(value) in (int, float) and abs(value) < 1e12


def refusal(response: Response, request: Request, members: Mapping[str, Any]) -> JamOAuth2Error:
    """Return the error for a provider's refusal (RFC 6749 section 5.2), without secrets."""
    data = {
        name: scrub(members[name], request.secrets)
        for name in ("error", "error_description", "error_uri")
        if isinstance(members.get(name), str)
    }
    error = data.get("error", "")
    shown = f"the OAuth2 provider answered {error!r}" if error else None
    return JamOAuth2Error(
        shown,
        details={
            "status": response.status,
            "reason": scrub(response.reason, request.secrets),
            "error": error,
            "data": data,
        },
    )


def scrub(text: str, secrets: tuple[str, ...] = ()) -> str:
    """Return a provider's words fit for a message: printable, short, without any of `secrets`.

    A registered error word is returned as it is.
    """
    if text in ERRORS:
        return text
    spellings = {form for secret in secrets if len(secret) >= MIN_SECRET for form in _spellings(secret)}
    for secret in sorted(spellings, key=len, reverse=True):  # one may begin with another
        text = text.replace(secret, _BLOT)
    text = _echoed.sub(_BLOT, text)
    return "".join(c if c.isprintable() else " " for c in text[:_SHOWN])


def _spellings(secret: str) -> Iterator[str]:
    """Yield a secret as it may come back when a provider shows the request: plain, in a form, in a page."""
    text = secret.encode("utf-8", "replace").decode()
    page = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    json_text = strict_json.dumps(text, "the text").decode()[1:-1]
    for form in (text, quote(text, safe=""), quote_plus(text), page, json_text):
        yield form
        yield _percent.sub(lambda found: found[0].lower(), form)


def _members(response: Response) -> dict[str, Any] | None:
    """Return the JSON object of an answer, None if it holds something else."""
    media_type = response.media_type
    if media_type and media_type != "application/json" and not media_type.endswith("+json"):
        return None
    try:
        members = strict_json.loads(response.body, "the answer")
    except JamEncodingError:
        return None
    return members if type(members) is dict else None


def _check_token(name: str, value: Any) -> None:
    """RFC 6749 appendix A.12: visible ASCII, so that no line break ever reaches a header."""
    if not isinstance(value, str) or not value or len(value) > MAX_TOKEN_CHARACTERS:
        raise _bad_member(name, "is missing, empty or not text")
    if not value.isascii() or not value.isprintable():
        raise _bad_member(name, "is not printable ASCII")


def _unusable(response: Response, why: str) -> JamOAuth2ResponseError:
    return JamOAuth2ResponseError(
        f"the answer of the OAuth2 provider is not usable: {why}", details={"status": response.status}
    )


def _bad_member(name: str, why: str) -> JamOAuth2ResponseError:
    return JamOAuth2ResponseError(
        f"the answer of the OAuth2 provider is not usable: {name} {why}", details={"member": name}
    )
