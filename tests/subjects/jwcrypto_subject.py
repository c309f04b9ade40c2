"""jwcrypto as a subject."""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import Any

from common import RSA, Unsupported, compact, fitting, jwk_of, needs, octets, serve
from jwcrypto import jwe, jwk, jws, jwt

SIGNATURES = [*RSA, "HS256", "HS384", "HS512", "ES256", "ES384", "ES512", "ES256K", "EdDSA"]


def read_key(fields: dict[str, Any]) -> Any:
    key = fields.get("key")
    if isinstance(key, dict) and "keys" in key:
        return jwk.JWKSet.from_json(json.dumps(key))
    if isinstance(key, dict) and "password" in key:
        return jwk.JWK.from_password(key["password"])
    return jwk.JWK(**jwk_of(fields))


def listed(fields: dict[str, Any]) -> list[str]:
    wanted = fields.get("algorithms")
    if wanted is not None:
        return wanted
    keys = fields["key"]["keys"] if "keys" in fields["key"] else [jwk_of(fields)]
    return [alg for one in keys for alg in fitting(one)]


def verify(fields: dict[str, Any]) -> dict[str, Any]:
    token = fields["token"]
    if isinstance(token, dict):
        token = json.dumps(token)
    elif not str(token).lstrip().startswith("{"):
        token = compact(fields, "payload_hex", "payload_utf8", "payload_b64u")
    payload = octets(fields, "payload")
    if isinstance(fields["key"], dict) and "keys" not in fields["key"]:
        needs(jwk_of(fields), SIGNATURES)
    found = jws.JWS()
    found.allowed_algs = listed(fields)
    key = read_key(fields)
    found.deserialize(token)
    found.verify(key, detached_payload=payload)
    content = found.payload if payload is None else payload
    content = content.encode() if isinstance(content, str) else content  # b64 false gives text
    return {"payload_hex": content.hex(), "protected": json.loads(found.objects.get("protected") or "{}")}


def sign(fields: dict[str, Any]) -> dict[str, Any]:
    header = fields["header"]
    if header["alg"] not in SIGNATURES:
        raise Unsupported(f"no {header['alg']}")
    made = jws.JWS(octets(fields, "payload") or b"")
    made.allowed_algs = [header["alg"]]
    made.add_signature(read_key(fields), None, json.dumps(header))
    if fields.get("detached"):
        made.detach_payload()
    return {"token": made.serialize(compact=True)}


def decode(fields: dict[str, Any]) -> dict[str, Any]:
    token = compact(fields, "audience", "issuer", "subject", "leeway", "required", "typ")
    if any(isinstance(fields.get(name), list) for name in ("audience", "issuer")) or "typ" in fields:
        raise Unsupported("lists of expected values, and typ")
    wanted = dict.fromkeys(fields.get("required", []))
    for name, claim in (("audience", "aud"), ("issuer", "iss"), ("subject", "sub")):
        if fields.get(name) not in (None, "*"):
            wanted[claim] = fields[name]
    found = jwt.JWT(check_claims=wanted or None, algs=listed(fields))
    found.leeway = fields.get("leeway", 0)
    found.deserialize(token, read_key(fields))
    claims = json.loads(found.claims)
    if fields.get("audience") is None and "aud" in claims:
        raise ValueError("an audience that nobody asked for")
    return {"claims": claims}


def encode(fields: dict[str, Any]) -> dict[str, Any]:
    made = jwt.JWT(header=fields["header"], claims=fields["claims"], algs=[fields["header"]["alg"]])
    made.make_signed_token(read_key(fields))
    return {"token": made.serialize()}


def decrypt(fields: dict[str, Any]) -> dict[str, Any]:
    found = jwe.JWE()
    if fields.get("algorithms") is not None:
        contents = fields.get("encryptions")
        found.allowed_algs = [
            *fields["algorithms"],
            *(jwe.default_allowed_algs if contents is None else contents),
        ]
    elif fields.get("encryptions") is not None:
        found.allowed_algs = [*jwe.default_allowed_algs, *fields["encryptions"]]
    token = fields["token"]
    if not isinstance(token, dict):
        token = compact(fields, "encryptions")
    found.deserialize(json.dumps(token) if isinstance(token, dict) else token, read_key(fields))
    return {"plaintext_hex": found.payload.hex()}


def encrypt(fields: dict[str, Any]) -> dict[str, Any]:
    header = {
        name: value for name, value in fields["header"].items() if name not in ("epk", "iv", "tag", "p2s")
    }
    made = jwe.JWE(
        octets(fields, "plaintext") or b"", json.dumps(header), algs=[header["alg"], header["enc"]]
    )
    made.add_recipient(read_key(fields))
    return {"token": made.serialize(compact=True)}


def thumbprint(fields: dict[str, Any]) -> dict[str, Any]:
    if fields.get("hash", "sha256") != "sha256":
        raise Unsupported("other hashes")
    key = jwk.JWK(**fields["jwk"])
    return {"thumbprint": key.thumbprint(), "uri": key.thumbprint_uri()}


if __name__ == "__main__":
    families = {
        "JWS": {"verify": verify, "sign": sign},
        "JWT": {"decode": decode, "encode": encode},
        "JWE": {"decrypt": decrypt, "encrypt": encrypt},
        "JWK": {"thumbprint": thumbprint},
    }
    serve("jwcrypto", version("jwcrypto"), families)
