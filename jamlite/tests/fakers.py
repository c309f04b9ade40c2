"""Fake tokens: they have the right shape, and only the doubles of this package accept them."""

from __future__ import annotations

import json

from ..crypto.randomness import random_bytes, random_uuid
from ..encoding import base64url
from ..exceptions.base import JamEncodingError, JamTypeError, JamValidationError
from ..paseto.claims import footer_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..encoding.json_types import JsonObject
    from ..paseto.claims import Footer

SIGNATURE = "fake_signature"
JWT_HEADER = {"typ": "fake-JWT", "alg": "fake-alg"}
JWS_HEADER = {"typ": "fake-JWS", "alg": "none"}  # Jam's; "none" with a signature is no JWS anywhere
JWE_HEADER = {"typ": "fake-JWE", "alg": "fake-alg", "enc": "fake-enc"}


def fake_jwt_token(payload: JsonObject | None) -> str:
    """Return a fake JWT of `payload`; deprecated, `fake_jwt_token_v2(payload=...)` does it."""
    import warnings

    warnings.warn("fake_jwt_token is deprecated; use fake_jwt_token_v2", DeprecationWarning, stacklevel=2)
    return fake_jwt_token_v2(payload=payload)


def fake_jwt_token_v2(
    iss: str | None = None,
    sub: str | None = None,
    aud: str | list[str] | None = None,
    exp: float | None = None,
    nbf: float | None = None,
    jti: str | None = None,
    payload: JsonObject | None = None,
    header: JsonObject | None = None,
) -> str:
    """Return a fake JWT with these claims. As in Jam, exp and nbf are times here, in seconds since 1970."""
    registered = {"iss": iss, "sub": sub, "aud": aud, "exp": exp, "nbf": nbf, "jti": jti}
    claims = {**registered, **_dict(payload, "payload")}
    members = {name: value for name, value in claims.items() if value is not None}  # as in Jam
    # The fake's own members win, unlike Jam: no header makes a token that its double refuses.
    return f"{_json({**_dict(header, 'header'), **JWT_HEADER})}.{_json(members)}.{SIGNATURE}"


def fake_jws_token(data: object = None, header: JsonObject | None = None) -> str:
    """Return a fake JWS of a dict, text or bytes."""
    return f"{_json({**_dict(header, 'header'), **JWS_HEADER})}.{base64url.encode(octets(data))}.{SIGNATURE}"


def fake_jwe_token(data: object = None, header: JsonObject | None = None) -> str:
    """Return a fake JWE, of five parts, of a dict, text or bytes; it is not encrypted."""
    head = _json({**_dict(header, "header"), **JWE_HEADER})
    return f"{head}.fake_key.fake_iv.{base64url.encode(octets(data))}.fake_tag"  # Jam's has four parts


def fake_paseto_token(payload: JsonObject | None = None, footer: Footer = None) -> str:
    """Return a fake PASETO; it is not encrypted."""
    tail = footer_bytes(footer)
    return f"v_fake.local.{_json(_dict(payload, 'payload'))}" + (f".{base64url.encode(tail)}" if tail else "")


def invalid_token() -> str:
    """Return what no double accepts as a token."""
    return f"INVALID_{base64url.encode(random_bytes(16))}_TOKEN"  # no dot, so it has no second part


def fake_oauth2_token() -> str:
    """Return what looks like an access token of a provider."""
    return f"fake-oauth2-{random_bytes(20).hex()}"


def invalid_oauth2_token() -> str:
    """Return what does not look like one of `fake_oauth2_token`."""
    return f"INVALID-oauth2-{random_bytes(20).hex()}"


def generate_session_id() -> str:
    """Return an id as the doubles give to sessions."""
    return f"fake-session-{random_uuid().replace('-', '')}"


def read(token: object, header: JsonObject, count: int) -> tuple[JsonObject, list[str]]:
    """Return the header and all parts of a fake JWT, JWS or JWE.

    Args:
        token: the token.
        header: members it must have.
        count: of its parts.

    Raises:
        JamValidationError: it is not one of these fakes.
    """
    parts = token.split(".") if isinstance(token, str) else []
    members = read_json(parts[0]) if len(parts) == count else {}
    if any(members.get(name) != header[name] for name in header):
        raise refusal()
    return members, parts


def read_json(part: str) -> JsonObject:
    """Return the JSON object of one part, or raise JamValidationError."""
    try:
        value = json.loads(base64url.decode(part))
    except ValueError:  # also of base64url: JamEncodingError is one
        raise refusal() from None
    if not isinstance(value, dict):
        raise refusal()
    return value


def refusal() -> JamValidationError:
    """Return the error for everything that is not a fake."""
    # Jam's message; a ValueError.
    return JamValidationError("Invalid token format.", error_code="tests.invalid_token")


def octets(data: object) -> bytes:
    """Return what a dict, text or bytes is in a token."""
    if isinstance(data, bytes):
        return data
    if data is None or isinstance(data, str):
        try:
            return (data or "").encode("utf-8")
        except UnicodeEncodeError as error:
            raise JamEncodingError("the data holds half a surrogate pair") from error
    return _dumps(data)


def _dict(members: JsonObject | None, what: str) -> JsonObject:
    if members is not None and not isinstance(members, dict):
        raise JamTypeError(f"{what} must be a dict, got {type(members).__name__}")
    return members or {}


def _json(members: JsonObject) -> str:
    return base64url.encode(_dumps(members))


def _dumps(value: object) -> bytes:
    try:
        return json.dumps(value).encode("utf-8")
    except (TypeError, ValueError, RecursionError) as error:
        raise JamEncodingError(f"a fake token holds what JSON can: {type(error).__name__}") from error
