"""What comes back from a login: the parameters of the callback against the record of its beginning.

RFC 6749 section 4.1.2, RFC 9207, RFC 9700 section 4.4.
"""

from __future__ import annotations

from hmac import compare_digest
from urllib.parse import parse_qsl

from ..clock import is_seconds
from ..exceptions.oauth2 import JamOAuth2CallbackError, JamOAuth2Error
from .provider_errors import scrub
from .token_answers import SecretDict

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

    from ..encoding.json_types import JsonObject

MAX_CALLBACK = 1 << 14  # 16 KiB: above what servers take as a request line
MAX_FIELDS = 64  # providers send some ten
# RFC 6749 section 4.1.2: unrecognized parameters are ignored, so only these must be alone.
_USED = ("state", "code", "iss", "error", "error_description", "error_uri")


class Saved(SecretDict):
    """The record of a login that began: plain JSON values, kept by the application in the user's session.

    state, code_verifier, redirect_uri, client_id, expires_at; with openid nonce; where known issuer;
    where asked for max_age, acr_values, resource.
    """

    __slots__ = ()


def parse(
    parameters: object,
    saved: JsonObject,
    *,
    client_id: str,
    issuer: str | None,
    may_answer: Callable[[str], bool] | None = None,
    iss_required: bool,
    now: float,
) -> str:
    """Return the code of a callback that belongs to `saved`, whose state is used up by it.

    Args:
        parameters: the query of the callback: its URL or query text, or a mapping whose values are text
            or lists with one text.
        saved: the record of `begin`; its state is taken out, so that it answers one callback only.
        client_id: the client's own.
        issuer: the provider's, if known.
        may_answer: tells whether iss may be this one; None means the issuer exactly.
        iss_required: the provider says that it sends iss (RFC 9207 section 3).
        now: seconds since 1970.

    Raises:
        JamOAuth2CallbackError: not the callback of this login; details["reason"] says why.
        JamOAuth2Error: the provider refused; details["error"] is its word.
    """
    fields = read(parameters)
    state = saved.get("state") if isinstance(saved, dict) else None
    if not isinstance(state, str) or not state:
        raise _refuse("no_login", "no login is under way, or it was answered before")
    given = fields.get("state", "")
    # RFC 6749 section 10.12, RFC 9700 section 4.7.1: state is bound to the user's browser.
    if not compare_digest(given.encode("utf-8", "replace"), state.encode("utf-8", "replace")):
        word = scrub(fields["error"]) if "error" in fields and "state" not in fields else ""
        hint = f"; it has none, and the error {word!r}" if word else ""
        raise _refuse("state", f"its state is not that of the login{hint}")
    del saved["state"]  # from here on: a second callback with the same state finds no login
    expires_at = saved.get("expires_at")
    if not is_seconds(expires_at) or now >= expires_at:
        raise _refuse("expired", "the login took too long")
    if saved.get("client_id") != client_id or saved.get("issuer") != issuer:  # RFC 9700 section 4.4: mix-up
        raise _refuse("other_client", "the login began with another provider")
    # Before `error`: a refusal in the name of another issuer says nothing, either.
    if issuer is not None and "iss" in fields:  # RFC 9207 section 2.4
        right = fields["iss"] == issuer if may_answer is None else may_answer(fields["iss"])
        if not right:
            raise _refuse("iss", "it comes from another issuer")
    if iss_required and "iss" not in fields:  # RFC 9207 section 2.4: the server's metadata announces iss
        raise _refuse("iss", "it does not name its issuer")
    if "error" in fields:
        raise _provider_error(fields, saved)
    if not fields.get("code"):
        raise _refuse("code", "it has no code")
    return fields["code"]


def read(parameters: object) -> dict[str, str]:
    """Return the parameters of a callback; one that stands twice is refused (RFC 6749 section 3.1)."""
    fields: dict[str, str] = {}
    for name, value in _pairs(parameters):
        if name not in _USED:
            continue
        if name in fields:
            raise _refuse("repeated", f"{name} stands twice")
        if not isinstance(value, str) or len(value) > MAX_CALLBACK:
            raise _refuse("malformed", f"{name} is not text")
        fields[name] = value
    return fields


def _pairs(parameters: object) -> list[tuple[object, object]]:
    if isinstance(parameters, str):
        query = parameters.partition("?")[2] if "?" in parameters else parameters
        if len(query) > MAX_CALLBACK:
            raise _refuse("malformed", "it is too long")
        try:
            # Blank values are kept: `code=&code=x` must not count as one.
            return list(parse_qsl(query.partition("#")[0], keep_blank_values=True, max_num_fields=MAX_FIELDS))
        except ValueError:
            raise _refuse("malformed", "it has too many parameters") from None
    # Starlette's and then Werkzeug's and Django's way to tell all values of a repeated parameter.
    ways = (getattr(parameters, name, None) for name in ("multi_items", "lists", "items"))
    way = next((way for way in ways if callable(way)), None)
    if way is None:
        raise _refuse("malformed", "it is neither text nor a mapping")
    items = list(way())
    return [
        (name, item)
        for name, value in items
        for item in (value if isinstance(value, (list, tuple)) else [value])
    ]


def _provider_error(fields: dict[str, str], saved: JsonObject) -> JamOAuth2Error:
    secrets = (
        *(value for value in saved.values() if isinstance(value, str)),
        fields["state"],  # scrubbed too: a provider may quote the request in its words
        fields.get("code", ""),
    )
    data = {name: scrub(fields[name], secrets) for name in _USED[3:] if name in fields}
    return JamOAuth2Error(
        f"the OAuth2 provider answered {data['error']!r}",
        error_code="oauth2.authorization_error",
        details={"error": data["error"], "data": data},
    )


def _refuse(reason: str, why: str) -> JamOAuth2CallbackError:
    return JamOAuth2CallbackError(f"the callback was refused: {why}", details={"reason": reason})
