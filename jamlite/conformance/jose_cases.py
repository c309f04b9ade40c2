"""Runners of JWS (RFC 7515, 7797), JWT (RFC 7519) and JWK (RFC 7517, 7638, 9278).

Keys of a vector: a JWK or JWK Set as an object, PEM as text, a secret as bytes (`key_utf8`, `key_hex`).
"""

from __future__ import annotations

import warnings

from ..exceptions.crypto import JamWeakKeyWarning
from ..jose import JWK, JWKSet, jws, jwt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .family import Family


def _sign(payload: bytes, key: Any, header: dict[str, Any], detached: bool = False) -> dict[str, Any]:
    return {"token": jws.sign(payload, key, header, detached=detached)}


def _sign_json(
    payload: bytes, signers: list[Any], flattened: bool = False, detached: bool = False
) -> dict[str, Any]:
    return {"token": jws.sign_json(payload, signers, flattened=flattened, detached=detached)}


def _verify(token: Any, key: Any, **options: Any) -> dict[str, Any]:
    """`options`: algorithms, payload, crit, require_all as in `jws.verify`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", JamWeakKeyWarning)  # some refusals need a short secret
        verified = jws.verify(token, key, **options)
    return {"payload": verified.payload, "header": verified.header, "protected": verified.protected}


def _decode(token: Any, key: Any, audience: Any = None, **options: Any) -> dict[str, Any]:
    """`options`: as in `jwt.decode`; the audience "*" stands for any."""
    if audience == "*":
        audience = jwt.ANY
    return {"claims": jwt.decode(token, key, audience=audience, **options)}


def _encode(claims: dict[str, Any], key: Any, header: dict[str, Any]) -> dict[str, Any]:
    return {"token": jwt.encode(claims, key, header=header)}


def _read(jwk: dict[str, Any]) -> dict[str, Any]:
    key = JWK(jwk)
    return {"jwk": key.to_dict(), "public": None if key.kty == "oct" else key.public().to_dict()}


def _read_set(jwks: Any) -> dict[str, Any]:
    keys = JWKSet.from_dict(jwks)
    return {"kids": [key.kid for key in keys], "jwks": keys.to_dict(), "public": keys.public().to_dict()}


def _thumbprint(jwk: dict[str, Any], hash: str = "sha256") -> dict[str, Any]:
    key = JWK(jwk)
    return {"thumbprint": key.thumbprint(hash), "uri": key.thumbprint_uri(hash)}


def _secret(secret: bytes) -> bool:
    return JWK.from_secret(secret).kty == "oct"


FAMILIES: dict[str, Family] = {
    "JWS": {"sign": _sign, "sign_json": _sign_json, "verify": _verify},
    "JWT": {"decode": _decode, "encode": _encode},
    "JWK": {"read": _read, "read_set": _read_set, "thumbprint": _thumbprint, "secret": _secret},
}
