"""Calls of an API with an access token (RFC 6750, RFC 9449), which is refreshed once when it has expired."""

from __future__ import annotations

from functools import partial

from ..encoding import strict_json
from ..exceptions.base import JamConfigurationError
from . import forms, grants, requests
from .responses import Response, parse_api
from .steps import Outside
from .token_answers import scheme_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Mapping

    from ..encoding.json_types import JSON, JsonObject, JsonValue
    from .registration import Registration
    from .requests import Request
    from .steps import Steps

    Form = Mapping[str, object] | None
    OnRefresh = Callable[[JsonObject], object]


# A caller's value would go beside ours.
_OWN = ("authorization", "content-type", "content-length", "dpop", "host")


def call(
    registration: Registration,
    method: str,
    url: str,
    tokens: object,
    *,
    data: Mapping[str, object] | None = None,
    json: JSON = None,
    headers: Mapping[str, str] | None = None,
    on_refresh: OnRefresh | None = None,
) -> Steps[JsonValue]:
    """Call an API and return the JSON value of its answer.

    Args:
        registration: of the client.
        method: "GET" or "POST".
        url: https, as every URL a token is sent to.
        tokens: what the client was granted, or an access token alone. A dict is brought up to date when the
            tokens are refreshed.
        data: a form to post.
        json: a JSON value to post.
        headers: further headers.
        on_refresh: called with the new tokens, to store them; may be a coroutine function where the client
            is asynchronous.
    """
    held = tokens if isinstance(tokens, dict) else {"access_token": tokens}
    make = partial(_request, method, url, held, data, json, _checked(headers or {}))
    can_refresh = isinstance(held.get("refresh_token"), str) and bool(held["refresh_token"])
    if can_refresh and _is_over(held, registration.now()):  # spares the request that would be refused
        yield from _refresh(registration, held, on_refresh)
        can_refresh = False  # once: a new token that is refused as well is no matter of age
    response = yield from _send(registration, make(), held)
    if can_refresh and _says_expired(response):
        yield from _refresh(registration, held, on_refresh)
        response = yield from _send(registration, make(), held)
    return parse_api(response, make())


def _send(registration: Registration, request: Request, held: JsonObject) -> Steps[Response]:
    bound = scheme_of(held) == "DPoP"
    if bound and registration.dpop is None:  # RFC 9449 section 7: the request needs a proof by the same key
        raise JamConfigurationError("the token is bound to a key; make the client with the same dpop key")
    return (yield from registration.exchange(request, held["access_token"], bind=bound))


def _checked(headers: object) -> dict[str, str]:
    """Return headers of the caller's, which may not replace those that carry the token and the body."""
    pairs: Any = headers.items() if isinstance(headers, dict) else [(None, None)]
    texts = [text for pair in pairs for text in pair]
    if not all(isinstance(text, str) and text.isascii() and text.isprintable() for text in texts):
        raise JamConfigurationError("headers is a dict of names and values, in printable ASCII")
    found: dict[str, str] = dict(pairs)
    own = [name for name in found if name.lower() in _OWN]
    if own:
        raise JamConfigurationError(f"the call sets {', '.join(own)} itself")
    return found


def _request(
    method: str, url: str, held: JsonObject, data: Form, json: JSON, headers: Mapping[str, str]
) -> Request:
    token = held.get("access_token")
    if not isinstance(token, str):
        raise JamConfigurationError("there is no access token to call an API with")
    if data is not None and json is not None:
        raise JamConfigurationError("a call has a form or a JSON value, not both")
    request = requests.get(url, token=token, token_type=scheme_of(held))
    request.method = method
    taken = {name.lower() for name in headers}  # RFC 9110 section 5.1: names without case
    request.headers = {name: text for name, text in request.headers.items() if name.lower() not in taken}
    request.headers.update(headers)
    if data is not None:
        posted = forms.post(url, data)
        request.body, request.headers["Content-Type"] = posted.body, forms.FORM
        request.secrets += posted.secrets
    elif json is not None:
        request.body, request.headers["Content-Type"] = (
            strict_json.dumps(json, "the value to post"),
            requests.JSON,
        )
    elif method == "POST":
        # urllib sends Content-Length: 0 for it; some servers demand one (RFC 9110 section 8.6).
        request.body = b""
    return request


def _refresh(registration: Registration, held: JsonObject, on_refresh: OnRefresh | None) -> Steps[None]:
    # In place: the caller's record must not keep a spent refresh token.
    held.update((yield from grants.refresh(registration, held, {})))
    if on_refresh is not None:
        yield Outside(on_refresh(held))


def _is_over(held: Mapping[str, object], now: float) -> bool:
    end = held.get("expires_at")
    return isinstance(end, (int, float)) and now >= end


def _says_expired(response: Response) -> bool:
    """RFC 6750 section 3.1: 401 with invalid_token; some APIs give no reason."""
    challenge = response.headers.get("www-authenticate", "")
    # 403 with insufficient_scope is left alone: a fresh token would have no more scope.
    return response.status == 401 and ("invalid_token" in challenge or "error=" not in challenge)
