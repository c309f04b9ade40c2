"""Cases in which something is made: signed, encrypted, issued; no argument is needed.

What comes out has chance in it or may differ otherwise (`"reproducible": false`), so the judge verifies or
opens it with the key of the case.
"""

from __future__ import annotations

from typing import Any

from jamlite.crypto import ecdsa, ed448, ed25519, x25519
from jamlite.encoding import base64url

from .common import write
from .jose_forge import OCT, OWN, Case, b64u
from .own_jwe import EC, PASSWORD, X25519, rsa_key

SIZES = {"P-256": 32, "P-384": 48, "P-521": 66, "secp256k1": 32}
CLAIMS = {"iss": "https://issuer.example", "sub": "alice", "aud": "api", "exp": 4_102_444_800, "admin": False}


def ec_key(curve: str) -> Case:
    number = int.from_bytes(bytes(range(1, 31)), "big")
    x, y = ecdsa.public_key(curve, number)
    size = SIZES[curve]
    members = {name: b64u(value.to_bytes(size, "big")) for name, value in (("x", x), ("y", y), ("d", number))}
    return {"kty": "EC", "crv": curve, **members}


def okp_key(curve: str) -> Case:
    module: Any = {"Ed25519": ed25519, "Ed448": ed448, "X25519": x25519}[curve]
    seed = bytes(range(57 if curve == "Ed448" else 32))
    return {"kty": "OKP", "crv": curve, "x": b64u(module.public_key(seed)), "d": b64u(seed)}


def oct_key(size: int) -> Case:
    return {"kty": "oct", "k": base64url.encode(bytes(range(size)))}


def signers() -> list[tuple[str, Case]]:
    """Return every algorithm of JWS with a key that fits it."""
    secret = {"kty": "oct", "k": b64u(bytes(range(64)))}
    found: list[tuple[str, Case]] = [(f"HS{bits}", secret) for bits in (256, 384, 512)]
    found += [(f"{kind}{bits}", rsa_key()) for kind in ("RS", "PS") for bits in (256, 384, 512)]
    found += [("ES256", ec_key("P-256")), ("ES384", ec_key("P-384")), ("ES512", ec_key("P-521"))]
    found += [("ES256K", ec_key("secp256k1")), ("EdDSA", okp_key("Ed25519")), ("EdDSA", okp_key("Ed448"))]
    return found


def mismatches() -> list[tuple[str, str, Case]]:
    """Return algorithms with keys that do not fit them."""
    return [
        ("ES256 with P-384", "ES256", ec_key("P-384")),
        ("ES256 with secp256k1", "ES256", ec_key("secp256k1")),
        ("RS256 with an EC key", "RS256", ec_key("P-256")),
        ("HS256 with an RSA key", "HS256", rsa_key()),
        ("HS256 with an EC key", "HS256", ec_key("P-256")),
        ("EdDSA with a secret", "EdDSA", OCT),
        ("ES256 with a secret", "ES256", OCT),
        ("EdDSA with X25519", "EdDSA", okp_key("X25519")),
        ("alg none", "none", OCT),
        ("alg in lower case", "hs256", OCT),
        ("alg unknown", "XX256", OCT),
        ("the key is for another algorithm", "HS256", {**OCT, "alg": "HS512"}),
        ("the key is for encryption", "HS256", {**OCT, "use": "enc"}),
    ]


def made(case_id: str, op: str, given: Case) -> Case:
    return {"id": case_id, "op": op, "in": given, "result": "valid", "reproducible": False}


def refused(case_id: str, op: str, given: Case) -> Case:
    return {"id": case_id, "op": op, "in": given, "result": "invalid"}


def jws_cases() -> list[Case]:
    cases = []
    for alg, key in signers():
        called = f"{alg} {key['crv']}" if "crv" in key else alg
        given = {"payload_utf8": "a payload", "key": key, "header": {"alg": alg}}
        cases.append(made(called, "sign", given))
    for called, payload, header in (
        ("empty payload", "", {"alg": "HS256"}),
        ("payload beyond ASCII", "\u017dlu\u0165 \u6f22\u5b57", {"alg": "HS256"}),
        ("kid and typ", "x", {"alg": "HS256", "kid": "1", "typ": "JOSE"}),
        ("a header parameter beyond ASCII", "x", {"alg": "HS256", "kid": "\u6f22"}),
    ):
        cases.append(made(called, "sign", {"payload_utf8": payload, "key": OCT, "header": header}))
    for called, alg, key in mismatches():
        cases.append(refused(called, "sign", {"payload_utf8": "x", "key": key, "header": {"alg": alg}}))
    return cases


def jwt_cases() -> list[Case]:
    cases = []
    for alg, key in signers():
        called = f"{alg} {key['crv']}" if "crv" in key else alg
        cases.append(made(called, "encode", {"claims": CLAIMS, "key": key, "header": {"alg": alg}}))
    for called, claims in (
        ("claims beyond ASCII", {**CLAIMS, "name": "\u017dlu\u0165 \u6f22\u5b57 \U0001f600"}),
        ("several audiences", {**CLAIMS, "aud": ["a", "b"]}),
        ("nested claims", {**CLAIMS, "x": {"y": [1, None, True, {"z": 0.5}]}}),
    ):
        cases.append(made(called, "encode", {"claims": claims, "key": OCT, "header": {"alg": "HS256"}}))
    for called, alg, key in mismatches():
        cases.append(refused(called, "encode", {"claims": CLAIMS, "key": key, "header": {"alg": alg}}))
    return cases


def jwe_cases() -> list[Case]:
    keys: list[tuple[str, Case]] = [(f"A{bits}KW", oct_key(bits // 8)) for bits in (128, 192, 256)]
    keys += [(f"A{bits}GCMKW", oct_key(bits // 8)) for bits in (128, 192, 256)]
    keys += [(name, rsa_key()) for name in ("RSA-OAEP", "RSA-OAEP-256")]
    for name in ("ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A192KW", "ECDH-ES+A256KW"):
        keys += [(name, EC), (name, X25519)]
    keys += [("ECDH-ES", ec_key("P-384")), ("ECDH-ES", ec_key("P-521")), ("PBES2-HS256+A128KW", PASSWORD)]
    cases = []
    for alg, key in keys:
        called = f"{alg} {key['crv']}" if "crv" in key else alg
        cases.append(_sealed(called, alg, "A256GCM", key))
    contents = {"A128GCM": 16, "A192GCM": 24, "A256GCM": 32}
    contents.update({"A128CBC-HS256": 32, "A192CBC-HS384": 48, "A256CBC-HS512": 64})
    for enc, size in contents.items():
        cases.append(_sealed(f"dir, {enc}", "dir", enc, oct_key(size)))
        cases.append(_sealed(f"A128KW, {enc}", "A128KW", enc, oct_key(16)))
    for called, alg, enc, key in (
        ("dir with a key too short", "dir", "A256GCM", oct_key(16)),
        ("A128KW with a key of 256 bits", "A128KW", "A256GCM", oct_key(32)),
        ("A256KW with an RSA key", "A256KW", "A256GCM", rsa_key()),
        ("RSA-OAEP with a secret", "RSA-OAEP", "A256GCM", oct_key(32)),
        ("ECDH-ES with a secret", "ECDH-ES", "A256GCM", oct_key(32)),
        ("ECDH-ES with Ed25519", "ECDH-ES", "A256GCM", okp_key("Ed25519")),
        ("alg unknown", "XX", "A256GCM", oct_key(32)),
        ("enc unknown", "dir", "XX", oct_key(32)),
        ("the key is for signatures", "A256KW", "A256GCM", {**oct_key(32), "use": "sig"}),
    ):
        header = {"alg": alg, "enc": enc}
        cases.append(refused(called, "encrypt", {"plaintext_utf8": "x", "key": key, "header": header}))
    return cases


def _sealed(called: str, alg: str, enc: str, key: Case) -> Case:
    header = {"alg": alg, "enc": enc}
    return made(called, "encrypt", {"plaintext_utf8": "a plaintext", "key": key, "header": header})


def main() -> None:
    for name, family, spec, cases in (
        ("jws_made.jamlite", "JWS", "RFC 7515 section 5.1, RFC 7518, RFC 8037, RFC 8812", jws_cases()),
        ("jwt_made.jamlite", "JWT", "RFC 7519 section 7.1", jwt_cases()),
        ("jwe_made.jamlite", "JWE", "RFC 7516 section 5.1, RFC 7518, RFC 8037", jwe_cases()),
    ):
        title = f"{family}: what is made is verified or opened"
        write("jose", name, title=title, family=family, spec=spec, source=OWN, cases=cases)


if __name__ == "__main__":
    main()
