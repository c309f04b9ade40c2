"""How `FakeProvider` knows its client: secrets, assertions, and DPoP proofs."""

from __future__ import annotations

from base64 import b64decode
from hmac import compare_digest
from urllib.parse import unquote_plus

from ..crypto.randomness import random_bytes
from ..encoding import base64url
from ..exceptions.base import JamError
from ..jose import JWK, jwt
from ..jose.jws_message import header_of
from ..oauth2 import dpop
from ..oauth2.client_auth import ASSERTION_TYPE
from ..oauth2.signed import asymmetric

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Collection, Mapping

    from ..encoding.json_types import JsonObject
    from ..jose.key_like import KeyLike
    from .provider_state import ProviderState

HMAC = ("HS256", "HS384", "HS512")


class Refusal(Exception):
    """A refusal by its name in the standard."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(error)
        self.error = error
        self.description = description
        self.status = status


def methods(idp: ProviderState) -> list[str]:
    """Return the ways in which the client may authenticate."""
    if idp.is_public:
        return ["none"]
    with_secret = ["client_secret_basic", "client_secret_post", "client_secret_jwt"]
    return [*(with_secret if idp.client_secret else ()), *(["private_key_jwt"] if idp.client_key else ())]


def authenticate(idp: ProviderState, form: Mapping[str, str], headers: Mapping[str, str]) -> None:
    """Check who the client is (RFC 6749 section 2.3, RFC 7523 section 2.2).

    Basic, or client_id and client_secret in the form, or an assertion. A public client names itself.
    """
    scheme, _, encoded = headers.get("authorization", "").partition(" ")
    is_basic = scheme.lower() == "basic"  # RFC 9110 section 11.1: in any case
    if is_basic + ("client_secret" in form) + ("client_assertion" in form) > 1:  # RFC 6749 section 5.2
        raise Refusal("invalid_request", "the client authenticates in more than one way")
    if "client_assertion" in form or "client_assertion_type" in form:
        _check_assertion(idp, form)
        return
    if is_basic:
        try:
            text = b64decode(encoded, validate=True).decode("utf-8")  # RFC 7617 section 2
        except ValueError:
            text = ""
        name, _, secret = map(unquote_plus, text.partition(":"))  # RFC 6749 section 2.3.1, appendix B
    else:
        name, secret = form.get("client_id", ""), form.get("client_secret", "")
    expected = idp.client_secret or ""
    known = bool(expected) or idp.is_public  # with a key alone, an assertion is the only way
    if not known or name != idp.client_id or not compare_digest(secret.encode(), expected.encode()):
        raise Refusal("invalid_client", "", 401)


def read_assertion(
    idp: ProviderState,
    token: str,
    key: KeyLike,
    algorithms: Collection[str],
    refusal: str,
    *,
    subject: str | None = None,
    status: int = 400,
) -> JsonObject:
    """Return the claims of a JWT that the client made for the provider; it serves once (RFC 7523 section 3).

    Raises:
        Refusal: named `refusal`, with `status`.
    """
    try:
        claims = jwt.decode(
            token,
            key,
            algorithms=algorithms,
            issuer=idp.client_id,
            audience=(idp.issuer, f"{idp.issuer}/token"),  # RFC 7523 section 3 point 3
            subject=subject,
            required=("iss", "sub", "exp"),  # points 1, 2 and 4
            now=idp.now(),
        )
    except JamError as cause:
        raise Refusal(refusal, cause.message, status) from cause
    # Point 7: jti is optional, the token itself is not.
    _serve_once(idp, claims.get("jti", token), refusal, status)
    return claims


def check_proof(
    idp: ProviderState, method: str, path: str, headers: Mapping[str, str], token: str = ""
) -> str:
    """Return the thumbprint of the key of a DPoP proof (RFC 9449 section 4.3), "" if there is no proof.

    Args:
        idp: the provider.
        method, path, headers: of the request.
        token: the access token that came with it.
    """
    given = headers.get("dpop")
    if given is None:
        return ""
    status = 401 if token else 400  # RFC 9449 section 9: a resource server; section 8: a token endpoint
    try:
        url = f"{idp.issuer}{path}"
        claims = dpop.verify(given, method, url, access_token=token or None, now=idp.now())
    except JamError as cause:
        raise Refusal("invalid_dpop_proof", cause.message, status) from cause
    if idp.dpop_nonce is not None and claims.get("nonce") != idp.dpop_nonce:  # section 8
        raise Refusal("use_dpop_nonce", "", status)
    _serve_once(idp, claims["jti"], "invalid_dpop_proof", status)  # RFC 9449 section 11.1
    return str(claims["jkt"])


def random_name(size: int = 24) -> str:
    """Return fresh random text."""
    return base64url.encode(random_bytes(size))


def _check_assertion(idp: ProviderState, form: Mapping[str, str]) -> None:
    """RFC 7523 section 3; the key is chosen by what is registered, within the header's kind."""
    token, status = form.get("client_assertion", ""), 401
    if form.get("client_assertion_type") != ASSERTION_TYPE:
        raise Refusal("invalid_client", "client_assertion_type is unknown", status)
    try:
        # Else a published public key would serve as an HMAC secret (RFC 8725 section 3.1).
        is_hmac = header_of(token)["alg"] in HMAC
    except JamError as cause:
        raise Refusal("invalid_client", cause.message, status) from cause
    key = idp.client_secret and JWK.from_secret(idp.client_secret) if is_hmac else idp.client_key
    if not key:
        raise Refusal("invalid_client", "the client has no such key", status)
    name = form.get("client_id", idp.client_id)
    if name != idp.client_id:  # RFC 7521 section 4.2
        raise Refusal("invalid_client", "client_id is not that of the assertion", status)
    algorithms = HMAC if is_hmac else asymmetric()
    read_assertion(idp, token, key, algorithms, "invalid_client", subject=name, status=status)


def _serve_once(idp: ProviderState, jti: str, refusal: str, status: int) -> None:
    if jti in idp.seen:
        raise Refusal(refusal, "it was used before", status)
    idp.seen.add(jti)  # never forgotten: a test ends before it matters
