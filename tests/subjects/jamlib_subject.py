"""jamlib 4 (Jam) as a subject: JWS and JWE, PASETO, one-time passwords."""

from __future__ import annotations

import base64
import json
from importlib.metadata import version
from typing import Any

from common import (
    RSA,
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
)
from jam.jose import JWE, JWK, JWS
from jam.otp import HOTP, TOTP
from jam.paseto import PASETOv1, PASETOv2, PASETOv3, PASETOv4

SIGNATURES = [*RSA, "HS256", "HS384", "HS512", "ES256", "ES384", "ES512"]
PASETO: dict[str, Any] = {"v1": PASETOv1, "v2": PASETOv2, "v3": PASETOv3, "v4": PASETOv4}


def verify(fields: dict[str, Any]) -> dict[str, Any]:
    token, jwk = compact(fields), jwk_of(fields)
    needs(jwk, SIGNATURES)
    alg = header_of(token).get("alg")
    if alg not in allowed(fields, SIGNATURES):
        raise ValueError("the algorithm is not allowed")
    found = JWS(alg, JWK.from_dict(jwk)).deserialize_compact(token)
    payload = found["payload"] if isinstance(found, dict) else found[1] if isinstance(found, tuple) else found
    if isinstance(payload, (dict, list)):
        raise Unsupported("the bytes of a payload that is JSON")
    return {"payload_hex": payload.encode().hex() if isinstance(payload, str) else payload.hex()}


def sign(fields: dict[str, Any]) -> dict[str, Any]:
    header = fields["header"]
    if fields.get("detached") or header["alg"] not in SIGNATURES:
        raise Unsupported("detached payloads" if fields.get("detached") else f"no {header['alg']}")
    if header["alg"] not in fitting(jwk_of(fields)):
        raise ValueError("the key does not fit the algorithm")
    made = JWS(header["alg"], JWK.from_dict(jwk_of(fields)))
    return {"token": made.serialize_compact(header, octets(fields, "payload") or b"")}


def decrypt(fields: dict[str, Any]) -> dict[str, Any]:
    if "algorithms" in fields or "encryptions" in fields or isinstance(fields["token"], dict):
        raise Unsupported("lists of allowed algorithms, and JSON serializations")
    token = compact(fields)
    header = header_of(token)
    offers(header, ["dir"])
    plaintext = JWE(header.get("alg"), header.get("enc"), JWK.from_dict(jwk_of(fields))).decrypt(token)
    return {"plaintext_hex": plaintext.hex()}


def encrypt(fields: dict[str, Any]) -> dict[str, Any]:
    header = {
        name: value for name, value in fields["header"].items() if name not in ("epk", "iv", "tag", "p2s")
    }
    offers(header, ["dir"])
    if jwk_of(fields)["kty"] == "OKP":
        raise Unsupported("keys of kty OKP")
    made = JWE(header["alg"], header["enc"], JWK.from_dict(jwk_of(fields)))
    return {"token": made.encrypt(octets(fields, "plaintext") or b"", header)}


def secret(fields: dict[str, Any]) -> str:
    return base64.b32encode(octets(fields, "secret") or b"").decode()


def hotp_code(fields: dict[str, Any]) -> dict[str, Any]:
    return {"code": HOTP(secret(fields), fields["digits"], fields["digest"]).at(fields["counter"])}


def totp_code(fields: dict[str, Any]) -> dict[str, Any]:
    made = TOTP(secret(fields), fields["digits"], fields["digest"], fields["interval"])
    return {"code": made.at(fields["time"])}


def paseto(purpose: str, field: str) -> Any:
    def read(fields: dict[str, Any]) -> dict[str, Any]:
        key: Any = fields[field] if field in fields else octets(fields, field)
        made = PASETO[fields["version"]].key(purpose, key)
        more = {}
        if "implicit_utf8" in fields:
            more["implicit_assertion"] = fields["implicit_utf8"]
        payload, footer = made.decode(fields["token"], **more)
        shown = (
            footer if isinstance(footer, (str, bytes)) else json.dumps(footer or "", separators=(",", ":"))
        )
        text = shown.decode() if isinstance(shown, bytes) else shown
        return {
            "payload_utf8": json.dumps(payload, separators=(",", ":")),
            "footer_utf8": "" if text == '""' else text,
        }

    return read


if __name__ == "__main__":
    families = {
        "JWS": {"verify": verify, "sign": sign},
        "JWE": {"decrypt": decrypt, "encrypt": encrypt},
        "HOTP": {"code": hotp_code},
        "TOTP": {"code": totp_code},
        "PASETO": {"decrypt": paseto("local", "key")},
    }
    serve("jamlib", version("jamlib"), families)
