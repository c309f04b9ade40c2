"""Authlib (its module authlib.jose) as a subject."""

from __future__ import annotations

import warnings
from typing import Any

warnings.simplefilter("ignore")

import authlib  # noqa: E402 - its deprecation warning comes at the import
from authlib.jose import (  # noqa: E402
    JsonWebEncryption,
    JsonWebKey,
    JsonWebSignature,
    JsonWebToken,
)
from common import (  # noqa: E402
    JWE_KEYS,
    RSA,
    Unsupported,
    allowed,
    compact,
    header_of,
    jwk_of,
    needs,
    octets,
    offers,
    serve,
)

SIGNATURES = [*RSA, "HS256", "HS384", "HS512", "ES256", "ES384", "ES512", "ES256K", "EdDSA"]
LACKING = [*(name for name in JWE_KEYS if name.startswith("PBES2")), "RSA-OAEP-384", "RSA-OAEP-512", "RSA1_5"]
jwe = JsonWebEncryption()


def verify(fields: dict[str, Any]) -> dict[str, Any]:
    token, jwk = compact(fields), jwk_of(fields)
    needs(jwk, SIGNATURES)
    found = JsonWebSignature(allowed(fields, SIGNATURES)).deserialize_compact(
        token.encode(), JsonWebKey.import_key(jwk)
    )
    return {"payload_hex": found["payload"].hex()}


def sign(fields: dict[str, Any]) -> dict[str, Any]:
    header = fields["header"]
    if fields.get("detached") or header["alg"] not in SIGNATURES:
        raise Unsupported("detached payloads" if fields.get("detached") else f"no {header['alg']}")
    key = JsonWebKey.import_key(jwk_of(fields))
    made = JsonWebSignature([header["alg"]]).serialize_compact(header, octets(fields, "payload") or b"", key)
    return {"token": made.decode()}


def decode(fields: dict[str, Any]) -> dict[str, Any]:
    token, jwk = compact(fields, "audience", "issuer", "subject", "leeway", "required", "now"), jwk_of(fields)
    needs(jwk, SIGNATURES)
    wanted: dict[str, Any] = {name: {"essential": True} for name in fields.get("required", [])}
    for name, claim in (("audience", "aud"), ("issuer", "iss"), ("subject", "sub")):
        value = fields.get(name)
        if value not in (None, "*"):
            wanted[claim] = {"essential": True, "values" if isinstance(value, list) else "value": value}
    found = JsonWebToken(allowed(fields, SIGNATURES)).decode(
        token, JsonWebKey.import_key(jwk), claims_options=wanted
    )
    if fields.get("audience") is None and "aud" in found:
        raise ValueError("an audience that nobody asked for")
    found.validate(now=fields.get("now"), leeway=fields.get("leeway", 0))
    return {"claims": dict(found)}


def encode(fields: dict[str, Any]) -> dict[str, Any]:
    header = fields["header"]
    key = JsonWebKey.import_key(jwk_of(fields))
    return {"token": JsonWebToken([header["alg"]]).encode(header, fields["claims"], key).decode()}


def decrypt(fields: dict[str, Any]) -> dict[str, Any]:
    if "algorithms" in fields or "encryptions" in fields:
        raise Unsupported("lists of allowed algorithms")
    if isinstance(fields["token"], dict):
        raise Unsupported("a JSON serialization")
    offers(header_of(compact(fields)), LACKING)
    key = JsonWebKey.import_key(jwk_of(fields))
    return {"plaintext_hex": jwe.deserialize_compact(compact(fields).encode(), key)["payload"].hex()}


def encrypt(fields: dict[str, Any]) -> dict[str, Any]:
    header = {
        name: value for name, value in fields["header"].items() if name not in ("epk", "iv", "tag", "p2s")
    }
    offers(header, LACKING)
    made = jwe.serialize_compact(
        header, octets(fields, "plaintext") or b"", JsonWebKey.import_key(jwk_of(fields))
    )
    return {"token": made.decode()}


if __name__ == "__main__":
    families = {
        "JWS": {"verify": verify, "sign": sign},
        "JWT": {"decode": decode, "encode": encode},
        "JWE": {"decrypt": decrypt, "encrypt": encrypt},
    }
    serve("Authlib", authlib.__version__, families, clock=True)
