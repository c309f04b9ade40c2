"""joserfc as a subject."""

from __future__ import annotations

import warnings
from importlib.metadata import version
from typing import Any

from common import RSA, Unsupported, compact, fitting, jwk_of, needs, octets, serve
from joserfc import jwe, jwk, jws, jwt
from joserfc.jwk import JWKRegistry, KeySet, OctKey

warnings.simplefilter("ignore")
SIGNATURES = [*RSA, "HS256", "HS384", "HS512", "ES256", "ES384", "ES512", "ES256K", "EdDSA"]
KEYS = [
    "RSA1_5", "RSA-OAEP", "RSA-OAEP-256", "A128KW", "A192KW", "A256KW", "dir", "ECDH-ES", "ECDH-ES+A128KW",
    "ECDH-ES+A192KW", "ECDH-ES+A256KW", "A128GCMKW", "A192GCMKW", "A256GCMKW", "PBES2-HS256+A128KW",
    "PBES2-HS384+A192KW", "PBES2-HS512+A256KW",
]  # fmt: skip
CONTENTS = ["A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512", "A128GCM", "A192GCM", "A256GCM"]


def read_key(fields: dict[str, Any]) -> Any:
    key = fields.get("key")
    if isinstance(key, dict) and "keys" in key:
        return KeySet.import_key_set(key)
    if isinstance(key, dict) and "password" in key:
        return OctKey.import_key(key["password"])
    return jwk.import_key(jwk_of(fields))


def algorithms_of(fields: dict[str, Any]) -> list[str]:
    key = fields["key"]
    keys = key["keys"] if isinstance(key, dict) and "keys" in key else [jwk_of(fields)]
    return listed(fields, "algorithms", [alg for one in keys for alg in fitting(one)])


def listed(fields: dict[str, Any], name: str, default: list[str]) -> list[str]:
    return default if fields.get(name) is None else fields[name]


def verify(fields: dict[str, Any]) -> dict[str, Any]:
    if isinstance(fields.get("token"), dict):
        key = read_key(fields)
        found = jws.deserialize_json(fields["token"], key, algorithms=algorithms_of(fields))
        return {"payload_hex": found.payload.hex()}
    token = compact(fields, "payload_hex", "payload_utf8", "payload_b64u")
    if "keys" not in fields["key"]:
        needs(fields["key"], SIGNATURES)
    payload = octets(fields, "payload")
    key = read_key(fields)
    if payload is None:
        return {
            "payload_hex": jws.deserialize_compact(token, key, algorithms=algorithms_of(fields)).payload.hex()
        }
    found = jws.deserialize_compact(token, key, algorithms=algorithms_of(fields), payload=payload)
    return {"payload_hex": found.payload.hex()}


def sign(fields: dict[str, Any]) -> dict[str, Any]:
    if fields.get("detached"):
        raise Unsupported("detached payloads")
    alg = fields["header"]["alg"]
    token = jws.serialize_compact(fields["header"], octets(fields, "payload") or b"", read_key(fields), [alg])
    return {"token": token}


def decode(fields: dict[str, Any]) -> dict[str, Any]:
    token = compact(fields, "audience", "issuer", "subject", "leeway", "required", "now")
    found = jwt.decode(token, read_key(fields), algorithms=algorithms_of(fields))
    wanted: dict[str, Any] = {}
    for name, claim in (("audience", "aud"), ("issuer", "iss"), ("subject", "sub")):
        value = fields.get(name)
        if value not in (None, "*"):
            wanted[claim] = {"essential": True, "values" if isinstance(value, list) else "value": value}
    if fields.get("audience") is None and "aud" in found.claims:
        raise ValueError("an audience that nobody asked for")
    for name in fields.get("required", []):
        wanted.setdefault(name, {})["essential"] = True
    registry = jwt.JWTClaimsRegistry(now=fields.get("now"), leeway=fields.get("leeway", 0), **wanted)
    registry.validate(found.claims)
    return {"claims": found.claims}


def encode(fields: dict[str, Any]) -> dict[str, Any]:
    alg = fields["header"]["alg"]
    return {"token": jwt.encode(fields["header"], fields["claims"], read_key(fields), [alg])}


def decrypt(fields: dict[str, Any]) -> dict[str, Any]:
    names = [*listed(fields, "algorithms", KEYS), *listed(fields, "encryptions", CONTENTS), "DEF"]
    key = read_key(fields)
    if isinstance(fields.get("token"), dict):
        found: Any = jwe.decrypt_json(fields["token"], key, algorithms=names)
    else:
        found = jwe.decrypt_compact(compact(fields, "encryptions"), key, algorithms=names)
    return {"plaintext_hex": found.plaintext.hex()}


def encrypt(fields: dict[str, Any]) -> dict[str, Any]:
    header = fields["header"]
    names = [header["alg"], header["enc"], "DEF"]
    return {
        "token": jwe.encrypt_compact(
            header, octets(fields, "plaintext") or b"", read_key(fields), algorithms=names
        )
    }


def thumbprint(fields: dict[str, Any]) -> dict[str, Any]:
    if fields.get("hash", "sha256") != "sha256":
        raise Unsupported("other hashes")
    key = JWKRegistry.import_key(fields["jwk"])
    return {"thumbprint": key.thumbprint(), "uri": key.thumbprint_uri()}


if __name__ == "__main__":
    families = {
        "JWS": {"verify": verify, "sign": sign},
        "JWT": {"decode": decode, "encode": encode},
        "JWE": {"decrypt": decrypt, "encrypt": encrypt},
        "JWK": {"thumbprint": thumbprint},
    }
    serve("joserfc", version("joserfc"), families, clock=True)
