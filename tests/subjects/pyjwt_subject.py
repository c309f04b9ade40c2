"""PyJWT as a subject; it needs the package PyJWT[crypto]."""

from __future__ import annotations

import warnings
from typing import Any

import jwt
from common import Unsupported, allowed, compact, fitting, jwk_of, needs, octets, serve

OFFERED = sorted(jwt.algorithms.get_default_algorithms().keys() - {"none"})
jws = jwt.PyJWS()
warnings.simplefilter("ignore")


def verify(fields: dict[str, Any]) -> dict[str, Any]:
    token, jwk = compact(fields, "payload_hex", "payload_utf8", "payload_b64u"), jwk_of(fields)
    needs(jwk, OFFERED)
    algorithms = allowed(fields, OFFERED)
    payload = octets(fields, "payload")
    key = jwt.PyJWK(jwk, algorithms[0] if algorithms else None)
    found = jws.decode(token, key.key, algorithms=algorithms, detached_payload=payload)
    return {"payload_hex": found.hex()}


def sign(fields: dict[str, Any]) -> dict[str, Any]:
    header, jwk = fields["header"], jwk_of(fields)
    if header["alg"] not in OFFERED:
        raise Unsupported(f"no {header['alg']}")
    if header["alg"] not in fitting(jwk):
        raise ValueError("the key does not fit the algorithm")
    detached = bool(fields.get("detached"))
    more = {name: value for name, value in header.items() if name != "alg"}
    key = jwt.PyJWK(jwk, header["alg"]).key
    payload = octets(fields, "payload") or b""
    return {"token": jws.encode(payload, key, header["alg"], headers=more, is_payload_detached=detached)}


def decode(fields: dict[str, Any]) -> dict[str, Any]:
    jwk = jwk_of(fields)
    token = compact(fields, "audience", "issuer", "subject", "leeway", "required")
    needs(jwk, OFFERED)
    algorithms = allowed(fields, OFFERED)
    options: dict[str, Any] = {"require": fields.get("required", [])}
    if fields.get("audience") == "*":
        options["verify_aud"] = False
    audience = None if fields.get("audience") == "*" else fields.get("audience")
    claims = jwt.decode(
        token,
        jwt.PyJWK(jwk, algorithms[0] if algorithms else None).key,
        algorithms=algorithms,
        audience=audience,
        issuer=fields.get("issuer"),
        subject=fields.get("subject"),
        leeway=fields.get("leeway", 0),
        options=options,
    )
    return {"claims": claims}


def encode(fields: dict[str, Any]) -> dict[str, Any]:
    header, jwk = dict(fields["header"]), jwk_of(fields)
    alg = header.pop("alg")
    if alg not in OFFERED:
        raise Unsupported(f"no {alg}")
    return {"token": jwt.encode(fields["claims"], jwt.PyJWK(jwk, alg).key, alg, headers=header)}


if __name__ == "__main__":
    families = {"JWS": {"verify": verify, "sign": sign}, "JWT": {"decode": decode, "encode": encode}}
    serve("PyJWT", jwt.__version__, families)
