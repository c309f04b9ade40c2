"""What the endpoints of an authorization server grant: tokens, what they stand for, and where to go on.

RFC 6749 section 5.1, RFC 7662 section 2.2, RFC 9126 section 2.2.
"""

from __future__ import annotations

from urllib.parse import parse_qsl

from ..clock import is_seconds
from ..exceptions.base import JamConfigurationError
from ..exceptions.oauth2 import JamOAuth2ResponseError
from .forms import FORM
from .provider_errors import said
from .responses import json_object, parse_json, refusal, unusable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Mapping

    from ..encoding.json_types import JsonObject
    from .requests import Request
    from .responses import Response

TOKEN_TYPES = ("bearer", "dpop")  # RFC 6750, RFC 9449; compared without case (RFC 6749 section 7.1)
MAX_TOKEN_CHARACTERS = 1 << 16  # hardly a server takes a header of 64 KiB
MAX_LIFETIME = 1e12  # seconds; 30 000 years, so that sums stay numbers
_GRANTED = ("access_token", "authed_user")  # an answer that grants something has one of them
_OURS = ("claims", "expires_at")  # what a provider sends by these names was not validated
BOM = b"\xef\xbb\xbf"


class SecretDict(dict):  # type: ignore[type-arg]
    """A dict that shows the names of its members but not their values."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {', '.join(map(str, self))}>"

    __str__ = __repr__


class Tokens(SecretDict):
    """What the token endpoint granted: a dict that survives JSON, `Tokens(json.loads(json.dumps(tokens)))`.

    Its members are the provider's, and two of our own: "expires_at", seconds since 1970 when the access
    token expires, if the provider says, and "claims", those of the validated ID token, if there is one.
    """

    __slots__ = ()

    def __init__(
        self,
        members: Mapping[str, object],
        expires_at: float | None = None,
        claims: JsonObject | None = None,
    ) -> None:
        if not hasattr(members, "keys"):
            raise JamConfigurationError(f"the members of tokens are a dict, got {type(members).__name__}")
        super().__init__(members)
        if expires_at is not None:
            self["expires_at"] = expires_at
        if claims is not None:
            self["claims"] = claims

    @property
    def expires_at(self) -> float | None:
        """Seconds since 1970 when the access token expires; None if the provider did not say."""
        return self.get("expires_at")

    @property
    def claims(self) -> JsonObject | None:
        """The claims of the validated ID token, or None."""
        return self.get("claims")

    @claims.setter
    def claims(self, claims: JsonObject) -> None:
        self["claims"] = claims


def scheme_of(tokens: Mapping[str, object]) -> str:
    """Return the scheme of the Authorization header in which the access token goes: "DPoP" or "Bearer"."""
    return "DPoP" if str(tokens.get("token_type")).lower() == "dpop" else "Bearer"


def parse_token_answer(response: Response, request: Request) -> JsonObject:
    """Return the members of a token endpoint's answer, of whatever media type.

    Read generously, since providers send it:

    | what | from |
    |---|---|
    | JSON labelled text/plain, text/html, text/javascript, or not at all | Facebook, Stack Exchange |
    | a byte order mark before the JSON (RFC 8259 section 8.1) | providers behind IIS |
    | a form instead of JSON | GitHub without Accept, Facebook of old |
    | an error in an answer of status 200 | GitHub, Slack, WeChat |
    | an error in any of the shapes of `provider_errors` | nearly all |
    | members that are null or "" as absent, "error" too | many |
    | no token_type, as Bearer | LinkedIn, Shopify |
    | expires_in as text; "expires" | Azure AD v1, PayPal; Facebook of old |
    | scope as a list | Twitch |
    | the tokens of `authed_user`, of type "user" or "bot" | Slack |

    Nothing that authenticates is read generously: tokens are one text of printable ASCII, and an ID token
    is validated to the letter.

    Raises: as `parse_json`.
    """
    members = json_object(response.body.removeprefix(BOM))
    if members is None and (response.media_type == FORM or not response.body.startswith((b"{", b"[", b"<"))):
        members = _form(response.body)
    if members is not None:
        members = _present(members)
        if 300 <= response.status < 400:
            return parse_json(response, request)  # raises: no redirect is followed
        if "error" not in members and 200 <= response.status < 300:
            # WeChat and Kakao send an error without the word `error`.
            if members.keys().isdisjoint(_GRANTED) and said(members):
                raise refusal(response, request, members)
            return members
    elif 200 <= response.status < 300 and response.body:
        raise unusable(response, "it is neither one JSON object nor a form")
    if members is not None:
        raise refusal(response, request, members)
    return parse_json(response, request)


def parse_tokens(members: JsonObject, now: float, token_types: tuple[str, ...] = TOKEN_TYPES) -> Tokens:
    """Check the members of a token response (RFC 6749 section 5.1), read as `parse_token_answer` says.

    Args:
        members: a JSON object.
        now: seconds since 1970, when the answer came.
        token_types: types the caller can use, lower-case.

    Raises:
        JamOAuth2ResponseError: a member is missing or has the wrong type; details["member"] names it.
    """
    # RFC 6749 section 5.1: unknown members are kept for the application, but not under our names.
    found = {name: value for name, value in _present(members).items() if name not in _OURS}
    user = found.get("authed_user")
    slack = found.get("ok") is True
    if slack and "access_token" not in found and isinstance(user, dict):
        found |= {name: value for name, value in user.items() if name not in ("id", *_OURS)}
    for name in ("access_token", "refresh_token", "id_token"):
        if name in found or name == "access_token":
            _check_token(name, found.get(name))
    token_type = found.setdefault("token_type", "Bearer")  # REQUIRED, says section 5.1; some leave it out
    if slack and token_type in ("bot", "user"):
        token_type = found["token_type"] = "Bearer"
    if not isinstance(token_type, str) or token_type.lower() not in token_types:
        raise _bad_member("token_type", "is of a type this client cannot use")
    scope = found.get("scope", "")
    if isinstance(scope, list) and all(isinstance(word, str) and word and " " not in word for word in scope):
        found["scope"] = " ".join(scope)
    elif not isinstance(scope, str):
        raise _bad_member("scope", "is not text")
    lifetime = _lifetime(found)
    # Section 5.1: from when the answer was made.
    return Tokens(found, None if lifetime is None else now + lifetime)


def _present(members: JsonObject) -> JsonObject:
    """Return the members that say something: null and "" are as good as absent."""
    return {name: value for name, value in members.items() if value is not None and value != ""}


def _lifetime(members: JsonObject) -> float | None:
    """Return the seconds an access token lives, as a number."""
    lifetime = members.get("expires_in", members.get("expires"))
    if lifetime is None:
        return None
    if isinstance(lifetime, str) and lifetime.isascii() and lifetime.isdigit() and len(lifetime) < 13:
        lifetime = int(lifetime)
    if not is_seconds(lifetime, 0, MAX_LIFETIME):
        raise _bad_member("expires_in", "is not a number of seconds")
    members["expires_in"] = lifetime
    return lifetime


def parse_introspection(members: JsonObject) -> JsonObject:
    """Check an introspection response (RFC 7662 section 2.2): "active" is there and is a boolean."""
    if not isinstance(members.get("active"), bool):  # "false" as text would count as true
        raise _bad_member("active", "is not true or false")
    return members


def parse_pushed(members: JsonObject) -> str:
    """Return the request_uri of a pushed authorization response (RFC 9126 section 2.2)."""
    uri, lifetime = members.get("request_uri"), members.get("expires_in")
    # It goes into a URL; its form is at the server's discretion.
    if not isinstance(uri, str) or not uri.isascii() or not uri.isprintable() or ":" not in uri:
        raise _bad_member("request_uri", "is not a URI")
    if not is_seconds(lifetime, 0, MAX_LIFETIME) or lifetime == 0:
        raise _bad_member("expires_in", "is not a number of seconds")
    return uri


def _form(body: bytes) -> JsonObject | None:
    """Return the fields of a form that says something of a token, each of them once; None for all else."""
    try:
        fields = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, strict_parsing=True, max_num_fields=64
        )
    except ValueError:
        return None
    found = dict(fields)
    # Each name once (RFC 6749 section 3.2), and a word of OAuth: any text with "=" would be a form.
    return found if len(found) == len(fields) and found.keys() & {"access_token", "error"} else None


def _check_token(name: str, value: object) -> None:
    """RFC 6749 appendix A.12: visible ASCII, so that no line break ever reaches a header."""
    if not isinstance(value, str) or not value or len(value) > MAX_TOKEN_CHARACTERS:
        raise _bad_member(name, "is missing, empty or not text")
    if not value.isascii() or not value.isprintable():
        raise _bad_member(name, "is not printable ASCII")


def _bad_member(name: str, why: str) -> JamOAuth2ResponseError:
    return JamOAuth2ResponseError(
        f"the answer of the OAuth2 provider is not usable: {name} {why}", details={"member": name}
    )
