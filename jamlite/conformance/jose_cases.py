"""Runners of JWS (RFC 7515, 7797), JWT (RFC 7519) and JWK (RFC 7517, 7638, 9278).

Keys of a vector: a JWK or JWK Set as an object, PEM as text, a secret as bytes (`key_utf8`, `key_hex`).
"""

from __future__ import annotations

import warnings

from ..exceptions.crypto import JamWeakKeyWarning
from ..jose import JWK, JWKSet, jws, jwt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..encoding.json_types import Header, JsonObject, JsonValue
    from ..jose.jwt_claims import AnyAudience
    from ..jose.key_like import KeyLike
    from .family import Family, Outputs


def _sign(payload: bytes, key: KeyLike, header: JsonObject, detached: bool = False) -> Outputs:
    return {"token": jws.sign(payload, key, header, detached=detached)}  # RFC 7515 appendix F


def _sign_json(
    payload: bytes,
    signers: list[tuple[KeyLike, Header | None, Header | None]],
    flattened: bool = False,
    detached: bool = False,
) -> Outputs:
    return {"token": jws.sign_json(payload, signers, flattened=flattened, detached=detached)}


def _verify(token: str | JsonObject, key: KeyLike, **options: JsonValue) -> Outputs:
    """`options`: algorithms, payload, crit, require_all as in `jws.verify`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", JamWeakKeyWarning)  # some refusals need a short secret
        verified = jws.verify(token, key, **options)
    return {"payload": verified.payload, "header": verified.header, "protected": verified.protected}


def _decode(
    token: str,
    key: KeyLike,
    audience: str | list[str] | AnyAudience | None = None,
    **options: JsonValue,
) -> Outputs:
    """`options`: as in `jwt.decode`; the audience "*" stands for any."""
    if audience == "*":
        audience = jwt.ANY
    # `now` among them: no case depends on today.
    return {"claims": jwt.decode(token, key, audience=audience, **options)}


def _encode(claims: JsonObject, key: KeyLike, header: JsonObject) -> Outputs:
    return {"token": jwt.encode(claims, key, header=header)}


def _read(jwk: JsonObject) -> Outputs:
    key = JWK(jwk)
    # A secret has no public half.
    return {"jwk": key.to_dict(), "public": None if key.kty == "oct" else key.public().to_dict()}


def _read_set(jwks: JsonObject) -> Outputs:
    keys = JWKSet.from_dict(jwks)
    return {"kids": [key.kid for key in keys], "jwks": keys.to_dict(), "public": keys.public().to_dict()}


def _thumbprint(jwk: JsonObject, hash: str = "sha256") -> Outputs:
    key = JWK(jwk)
    return {"thumbprint": key.thumbprint(hash), "uri": key.thumbprint_uri(hash)}


def _secret(secret: bytes) -> bool:
    return JWK.from_secret(secret).kty == "oct"


FAMILIES: dict[str, Family] = {
    "JWS": {"sign": _sign, "sign_json": _sign_json, "verify": _verify},
    "JWT": {"decode": _decode, "encode": _encode},
    "JWK": {"read": _read, "read_set": _read_set, "thumbprint": _thumbprint, "secret": _secret},
}
