"""python-jose as a subject."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from common import (
    JWE_KEYS,
    Unsupported,
    allowed,
    compact,
    fitting,
    header_of,
    jwk_of,
    needs,
    octets,
    offers,
    serve,
    unb64u,
)
from jose import jwe, jws, jwt

LACKING = [
    name for name in JWE_KEYS if name[:2] in ("EC", "PB") or "GCM" in name or name[-2:] in ("84", "12")
]
SIGNATURES = ["RS256", "RS384", "RS512", "HS256", "HS384", "HS512", "ES256", "ES384", "ES512"]


def verify(fields: dict[str, Any]) -> dict[str, Any]:
    token, jwk = compact(fields), jwk_of(fields)
    needs(jwk, SIGNATURES)
    offers(header_of(token), ["PS256", "PS384", "PS512"])
    return {"payload_hex": jws.verify(token, jwk, allowed(fields, SIGNATURES)).hex()}


def sign(fields: dict[str, Any]) -> dict[str, Any]:
    header = dict(fields["header"])
    alg = header.pop("alg")
    if fields.get("detached") or alg not in SIGNATURES:
        raise Unsupported("detached payloads" if fields.get("detached") else f"no {alg}")
    if alg not in fitting(jwk_of(fields)):
        raise ValueError("the key does not fit the algorithm")
    return {"token": jws.sign(octets(fields, "payload") or b"", jwk_of(fields), header, alg)}


def decode(fields: dict[str, Any]) -> dict[str, Any]:
    token, jwk = compact(fields, "audience", "issuer", "subject", "leeway", "required"), jwk_of(fields)
    needs(jwk, SIGNATURES)
    options: dict[str, Any] = {f"require_{name}": True for name in fields.get("required", [])}
    options["leeway"] = fields.get("leeway", 0)
    audience = fields.get("audience")
    if isinstance(audience, list):
        raise Unsupported("a list of audiences")
    if audience == "*":
        options["verify_aud"], audience = False, None
    claims = jwt.decode(
        token,
        jwk,
        allowed(fields, SIGNATURES),
        options,
        audience=audience,
        issuer=fields.get("issuer"),
        subject=fields.get("subject"),
    )
    if fields.get("audience") is None and "aud" in claims:
        raise ValueError("an audience that nobody asked for")
    return {"claims": claims}


def encode(fields: dict[str, Any]) -> dict[str, Any]:
    header = dict(fields["header"])
    alg = header.pop("alg")
    if alg not in SIGNATURES:
        raise Unsupported(f"no {alg}")
    return {"token": jwt.encode(fields["claims"], jwk_of(fields), alg, header)}


def jwe_key(fields: dict[str, Any]) -> Any:
    jwk = jwk_of(fields)
    return unb64u(jwk["k"]) if jwk["kty"] == "oct" else jwk  # it does not read a JWK of kty oct here


def decrypt(fields: dict[str, Any]) -> dict[str, Any]:
    if "algorithms" in fields or "encryptions" in fields or isinstance(fields["token"], dict):
        raise Unsupported("lists of allowed algorithms, and JSON serializations")
    offers(header_of(compact(fields)), LACKING)
    return {"plaintext_hex": jwe.decrypt(compact(fields), jwe_key(fields)).hex()}


def encrypt(fields: dict[str, Any]) -> dict[str, Any]:
    header = fields["header"]
    offers(header, LACKING)
    if set(header) & {"zip", "cty", "typ"}:
        raise Unsupported("these header parameters")
    key = jwe_key(fields)
    if isinstance(key, dict):  # it encrypts with public keys only
        key = {name: value for name, value in key.items() if name in ("kty", "kid", "n", "e", "alg", "use")}
    plaintext = octets(fields, "plaintext") or b""
    made = jwe.encrypt(plaintext, key, header["enc"], header["alg"], kid=header.get("kid"))
    return {"token": made.decode()}


if __name__ == "__main__":
    families = {
        "JWS": {"verify": verify, "sign": sign},
        "JWT": {"decode": decode, "encode": encode},
        "JWE": {"decrypt": decrypt, "encrypt": encrypt},
    }
    serve("python-jose", version("python-jose"), families)
