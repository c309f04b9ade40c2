"""Demonstrating Proof of Possession (RFC 9449): proofs, server nonces, and the check of a proof."""

from __future__ import annotations

from hmac import compare_digest

from .. import clock
from ..clock import is_seconds
from ..crypto import hashes
from ..crypto.randomness import random_bytes
from ..encoding import base64url, strict_json
from ..exceptions.base import JamConfigurationError, JamError
from ..exceptions.oauth2 import JamOAuth2AccessTokenError
from ..jose import JWK, jws
from ..jose.jws_message import header_of
from ..jose.private_members import is_private
from . import signed, urls

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Collection

    from ..encoding.json_types import JsonObject
    from ..jose.key_like import KeyLike
    from .requests import Request
    from .responses import Response

TYP = "dpop+jwt"
# RFC 9449 section 11.1: a short window, relative to iat.
MAX_AGE = 60.0  # seconds a proof is accepted before and after its iat
MAX_NONCE = 1024  # it goes back in a header and in a signature each time


def proof(
    key: JWK,
    method: str,
    url: str,
    *,
    access_token: str | None = None,
    nonce: str | None = None,
    now: float | None = None,
    jti: str | None = None,
) -> str:
    """Return a DPoP proof for one request (RFC 9449 section 4.2).

    Args:
        key: the client's private key; its public half stands in the header.
        method, url: of the request; query and fragment of the URL are left out.
        access_token: the token the request carries, for ath.
        nonce: what the server last sent in DPoP-Nonce (section 8).
        now: seconds since 1970; the clock when None.
        jti: the id of the proof; random when None.

    Raises:
        JamConfigurationError: a key that cannot make proofs.
    """
    check_key(key)
    if now is not None and not is_seconds(now):
        raise JamConfigurationError("now is a number of seconds since 1970")
    claims: JsonObject = {
        "jti": base64url.encode(random_bytes(16)) if jti is None else jti,  # section 4.2: 96 bits or more
        "htm": method,
        "htu": urls.without_query(url),
        "iat": int(clock.now() if now is None else now),
    }
    if access_token is not None:
        claims["ath"] = token_hash(access_token)
    if nonce is not None:
        claims["nonce"] = nonce
    alg = key.default_algorithm()
    header = {"typ": TYP, "alg": alg, "jwk": public_members(key)}
    return jws.sign(strict_json.dumps(claims, "the claims"), key, header, alg=alg)


def check_key(key: KeyLike | None) -> JWK:
    """Return `key` if proofs can be made with it: a private, asymmetric JWK."""
    if not isinstance(key, JWK) or key.kty == "oct" or not key.is_private:
        raise JamConfigurationError("DPoP needs a private JWK of type EC, OKP or RSA")
    return key


def public_members(key: JWK) -> JsonObject:
    """Return the members of the public key alone, without kid, use or alg."""
    return dict(key.material.public().to_members(False))  # section 4.2: jwk MUST NOT contain a private key


def token_hash(access_token: str) -> str:
    """Return ath: the hash of an access token (section 4.2).

    Raises:
        JamConfigurationError: not ASCII text.
    """
    if not isinstance(access_token, str) or not access_token.isascii():
        raise JamConfigurationError("an access token is ASCII text")
    return base64url.encode(hashes.digest("sha256", access_token.encode("ascii")))


class DPoP:
    """A client's key, and the nonces that servers gave it.

    Args:
        key: a private JWK; a new P-256 key when None, which lives as long as this object.
    """

    __slots__ = ("_nonces", "key")

    def __init__(self, key: JWK | None = None) -> None:
        self.key = check_key(JWK.generate("EC", crv="P-256") if key is None else key)
        self._nonces: dict[str, str] = {}

    @property
    def thumbprint(self) -> str:
        """The dpop_jkt of an authorization request (section 10)."""
        return self.key.thumbprint()

    def sign(self, request: Request, access_token: str | None, now: float) -> None:
        """Put a fresh proof into a request."""
        nonce = self._nonces.get(urls.origin(request.url))  # one for each server (sections 8 and 9)
        request.headers["DPoP"] = proof(
            self.key, request.method, request.url, access_token=access_token, nonce=nonce, now=now
        )

    def learn(self, request: Request, response: Response) -> bool:
        """Keep the nonce of an answer; tell whether the request was refused for want of it (section 8)."""
        nonce = response.headers.get("dpop-nonce")
        if not nonce or len(nonce) > MAX_NONCE:
            return False
        if len(self._nonces) >= 64:  # a bound: a client asks few servers; a lost nonce costs one request
            self._nonces.clear()
        self._nonces[urls.origin(request.url)] = nonce
        if response.status == 401:  # section 9: a resource server
            return "use_dpop_nonce" in response.headers.get("www-authenticate", "")
        # Section 8: an authorization server.
        return response.status == 400 and b'"use_dpop_nonce"' in response.body

    def __repr__(self) -> str:
        return f"<DPoP {self.key!r}>"


def verify(
    token: str,
    method: str,
    url: str,
    *,
    access_token: str | None = None,
    jkt: str | None = None,
    nonces: str | Collection[str] | None = None,
    algorithms: Collection[str] | None = None,
    max_age: float = MAX_AGE,
    now: float | None = None,
) -> JsonObject:
    """Check a proof as a server does (section 4.3) and return its claims and its "jkt".

    The caller refuses a jti that it has seen within `max_age`.

    Args:
        token: the value of the only DPoP header.
        method, url: of the request that carried it.
        access_token: the token of the request; ath must then be its hash.
        jkt: thumbprint the token is bound to.
        nonces: acceptable nonces; one of them must then be there.
        algorithms: names to allow; those with public keys when None.
        max_age: seconds that iat may differ from now.
        now: seconds since 1970; the clock when None.

    Raises:
        JamOAuth2AccessTokenError: details["reason"] or details["claim"] says why.
    """
    key = _embedded_key(token)  # section 4.3 check 7; the signature below is check 6
    _, claims, _ = signed.verify(token, key, algorithms, JamOAuth2AccessTokenError, TYP)  # checks 2 to 6
    thumbprint = key.thumbprint()
    now = clock.now() if now is None else now
    expected = {"htm": method, "htu": urls.without_query(url)}
    if access_token is not None:
        expected["ath"] = token_hash(access_token)
    for name, value in expected.items():
        given = claims.get(name)
        if not isinstance(given, str) or _normal(name, given) != _normal(name, value):  # checks 8, 9 and 12
            raise _refuse(name, "does not belong to the request")
    if not isinstance(claims.get("jti"), str) or not 0 < len(claims["jti"]) <= MAX_NONCE:  # check 3
        raise _refuse("jti", "is missing or too long")
    if "iat" not in claims or abs(now - claims["iat"]) > max_age:  # check 11
        raise _refuse("iat", "is missing or too far from now")
    nonce = claims.get("nonce")
    known = None if nonces is None else signed.names(nonces, "nonces")
    if known is not None and (not isinstance(nonce, str) or nonce not in known):  # check 10
        raise _refuse("nonce", "is not one of the server's")
    if jkt is not None and not compare_digest(thumbprint.encode(), jkt.encode()):  # check 12; section 6.1
        raise _refuse("jkt", "is not the key the token is bound to")
    return {**claims, "jkt": thumbprint}


def _embedded_key(token: object) -> JWK:
    try:
        members: Any = header_of(token).get("jwk")
        if not is_private(members):
            return JWK(members)
    except JamError as error:
        raise JamOAuth2AccessTokenError("the proof has no usable key", details={"reason": "key"}) from error
    raise JamOAuth2AccessTokenError("the proof's key is not a public one", details={"reason": "key"})


def _normal(name: str, value: str) -> str:
    """Section 4.3: htu is compared without query and fragment, its host without case."""
    if name != "htu":
        return value
    try:
        parts = urls.split(value, "htu")
    except JamConfigurationError:
        return value
    port = {"https": 443, "http": 80}.get(parts.scheme)
    host = parts.netloc.lower()
    # Section 4.3, by RFC 3986 section 6.2.3: the default port is as none.
    if parts.port == port and host.endswith(f":{port}"):
        host = host[: -len(f":{port}")]
    return f"{parts.scheme.lower()}://{host}{parts.path or '/'}"  # an empty path is "/"


def _refuse(claim: str, why: str) -> Exception:
    return signed.refuse(JamOAuth2AccessTokenError, claim, why)
