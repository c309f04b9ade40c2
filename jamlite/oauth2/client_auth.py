"""How a client proves who it is (RFC 6749 section 2.3, RFC 7523, OpenID Connect Core section 9).

One row per method; each returns the headers and parameters to add to a request.
"""

from __future__ import annotations

from binascii import b2a_base64
from urllib.parse import quote_plus

from ..crypto.randomness import random_bytes
from ..encoding import base64url
from ..exceptions.base import JamConfigurationError
from ..jose import JWK, jwt
from .forms import is_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

    from ..encoding.json_types import JsonObject
    from ..jose.key_like import KeyLike

    Proof = tuple[dict[str, str], dict[str, str]]

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"  # RFC 7523 section 2.2
LIFETIME = 60  # seconds an assertion is good for: one request, and some difference of clocks


class Credentials:
    """Who the client is. `secret` serves the first three methods, `key` the fourth."""

    __slots__ = ("alg", "client_id", "key", "secret")

    def __init__(
        self,
        client_id: str,
        secret: str | Callable[[float], str] | None = None,
        key: JWK | None = None,
        alg: str | None = None,
    ) -> None:
        self.client_id = client_id
        self.secret = secret
        self.key = key
        self.alg = alg

    def __repr__(self) -> str:
        return f"<Credentials of {self.client_id}>"


def authenticate(method: str, credentials: Credentials, audience: str, now: float) -> Proof:
    """Return (headers, parameters) that authenticate a request by `method`.

    Args:
        method: "client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt"
            or "none".
        credentials: who the client is.
        audience: the authorization server, for the aud of an assertion.
        now: seconds since 1970.

    Raises:
        JamConfigurationError: no such method, or it needs a secret or key that is not there.
    """
    if method not in METHODS:
        raise JamConfigurationError(f"client_auth must be one of {', '.join(METHODS)}")
    return METHODS[method](credentials, audience, now)


def assertion(
    key: KeyLike,
    issuer: str,
    subject: str,
    audience: str,
    now: float,
    *,
    lifetime: float = LIFETIME,
    alg: str | None = None,
    claims: JsonObject | None = None,
) -> str:
    """Return a JWT bearer assertion (RFC 7523 section 3) with a fresh jti.

    Args:
        key: signs it; a JWK or whatever `jose.jwt` takes.
        issuer, subject, audience: iss, sub and aud.
        now: seconds since 1970.
        lifetime: seconds until exp.
        alg: the algorithm, if not the key's own.
        claims: further claims.
    """
    members = {
        "iss": issuer,
        "sub": subject,
        "aud": audience,
        # RFC 7523 section 3: optional. Servers refuse replays by it.
        "jti": base64url.encode(random_bytes(16)),
        "iat": int(now),  # whole seconds: some servers parse no fraction
        "exp": int(now + lifetime),
        **(claims or {}),
    }
    return jwt.encode(members, key, alg=alg)


def basic_header(client_id: str, secret: str) -> str:
    """Return the Basic Authorization value; id and secret are form-encoded first (RFC 6749 section 2.3.1)."""
    if not is_text(client_id) or not is_text(secret):
        raise JamConfigurationError("client_id or client_secret has a lone surrogate")
    # Encoded, so that a colon in the id cannot move the border (RFC 7617 section 2).
    pair = f"{quote_plus(client_id)}:{quote_plus(secret)}"
    return "Basic " + b2a_base64(pair.encode("ascii"), newline=False).decode("ascii")


def secret_text(credentials: Credentials, now: float) -> str:
    """Return the client's secret, or raise JamConfigurationError."""
    # Apple's secret is a JWT that expires.
    secret = credentials.secret(now) if callable(credentials.secret) else credentials.secret
    if not isinstance(secret, str) or not secret:
        raise JamConfigurationError("this way of client authentication needs a client_secret")
    return secret


def _basic(credentials: Credentials, _audience: str, now: float) -> Proof:
    return {"Authorization": basic_header(credentials.client_id, secret_text(credentials, now))}, {}


def _post(credentials: Credentials, _audience: str, now: float) -> Proof:
    return {}, {"client_id": credentials.client_id, "client_secret": secret_text(credentials, now)}


def _secret_jwt(credentials: Credentials, audience: str, now: float) -> Proof:
    secret = secret_text(credentials, now)
    key = JWK.from_secret(secret)  # OpenID Connect Core section 9: HMAC with the secret
    return _with_assertion(credentials, key, credentials.alg or "HS256", audience, now)


def _private_key_jwt(credentials: Credentials, audience: str, now: float) -> Proof:
    if credentials.key is None:
        raise JamConfigurationError("private_key_jwt needs a key")
    # A shared secret is client_secret_jwt.
    if credentials.key.kty == "oct":
        raise JamConfigurationError("private_key_jwt needs an asymmetric key")
    return _with_assertion(credentials, credentials.key, credentials.alg, audience, now)


def _with_assertion(credentials: Credentials, key: JWK, alg: str | None, audience: str, now: float) -> Proof:
    # RFC 7523 section 3: for client authentication sub is the client_id; iss is it, too.
    token = assertion(key, credentials.client_id, credentials.client_id, audience, now, alg=alg)
    # RFC 7521 section 4.2: client_id is optional, and must equal the sub of the assertion.
    return {}, {
        "client_id": credentials.client_id,
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": token,
    }


def _none(credentials: Credentials, _audience: str, _now: float) -> Proof:
    return {}, {"client_id": credentials.client_id}  # RFC 6749 section 3.2.1


METHODS: dict[str, Callable[[Credentials, str, float], Proof]] = {
    "client_secret_basic": _basic,
    "client_secret_post": _post,
    "client_secret_jwt": _secret_jwt,
    "private_key_jwt": _private_key_jwt,
    "none": _none,
}
