"""The table of operations in vectors/README.md: inputs, outputs, defaults, and what a missing option means.

Inputs and outputs come from the files in vectors/, defaults from the runners; the sentences stand here. A
test fails if an operation has no sentence, or an option that a case may leave out says nothing of it.
"""

from __future__ import annotations

import inspect
import json
import os
from typing import Any

from jamlite.conformance import runner, vectors

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PACKINGS = ("hex", "b64u", "utf8", "json")

# What an operation does, by its name; "FAMILY operation" goes before the bare name.
SAYS = {
    "AES decrypt": "one block",
    "AES encrypt": "one block",
    "Fernet decrypt": "a token",
    "Fernet encrypt": "a token",
    "JWE decrypt": "a token",
    "JWE encrypt": "a compact token",
    "JWE encrypt_json": "a JSON serialization",
    "JWT decode": "verify a token and check its claims",
    "JWT encode": "issue a token",
    "JWS verify": "a token of any serialization",
    "JWS sign": "a compact token",
    "JWS sign_json": "a JSON serialization",
    "JWK read": "one key",
    "JWK read_set": "a set",
    "JWK secret": "may these bytes be a secret?",
    "JWK thumbprint": "RFC 7638 and 9278",
    "PASETO check": "registered claims",
    "PASETO decode": "a token whose payload is claims",
    "PASETO load": "a key in any spelling",
    "PASETO time": "RFC 3339 to seconds",
    "PASERK decode": "a bare key",
    "PASERK encode": "a bare key",
    "HOTP code": "a code",
    "TOTP code": "a code",
    "TOTP verify_step": "the time step of a code",
    "HOTP verify": "a code",
    "otpauth-URI parse": "a URI",
    "otpauth-URI make": "a URI, read and written",
    "QR-code encode": "modules, row after row, as bits",
    "PKCE verify": "a verifier",
    "PKCE challenge": "S256",
    "RSA decrypt": "without padding",
    "RSA encrypt": "without padding",
    "RSA private_key": "a key of these members",
    "RSA public_key": "may this be a key?",
    "RSA-keygen is_prime": "FIPS 186-5 appendix B.3",
    "RSA-keygen key_of_primes": "n and d",
    "WebAuthn register": "a registration",
    "WebAuthn authenticate": "a login",
    "keys recognise": "may this be a key?",
    "keys jwk": "members of a JWK",
    "keys write": "every form whose bytes are fixed",
    "keys load_pem": "PEM",
    "keys load_der": "DER",
    "keys load_openssh": "OpenSSH",
    "RFC 6979 nonce": "k",
    "DPoP proof": "check a proof",
    "DPoP thumbprint": "jkt",
    "DPoP token_hash": "ath",
    "OAuth2-Request form": "one parameter as a form",
    "OAuth2-Request basic": "client authentication",
    "OAuth2-Request authorization_url": "an authorization request",
    "OAuth2-Response token": "a token response",
    "OAuth2-Response introspection": "RFC 7662",
    "OAuth2-Response pushed": "RFC 9126",
    "OAuth2-Response device": "RFC 8628",
    "OAuth2-Metadata well_known": "where the metadata stands",
    "OAuth2-Metadata metadata": "metadata of an issuer",
    "OAuth2-Callback callback": "the code in a callback",
    "ID-Token-Hash hash": "at_hash, c_hash",
    "ECDH-ES agree": "the shared secret and the key derived",
    "JWE content seal": "RFC 7518 section 5",
    "JWE content open": "RFC 7518 section 5",
    "base32 decode": "text to bytes",
    "base32 encode": "bytes to text",
    "base64url decode": "text to bytes",
    "base64url encode": "bytes to text",
    "BLAKE2b grand_hash": "RFC 7693 appendix E",
    "ChaCha20 keystream": "one block of it",
    "CBOR again": "read, and written back",
    "CBOR canonical": "is it written in the one shortest way?",
    "COSE keys read": "a COSE_Key",
    "SD-JWT disclosure": "a disclosure and its digest",
    "SD-JWT issue": "a payload of digests, and its disclosures",
    "Status list read": "a list, and written again",
    "Macaroon make": "a macaroon with its caveats",
    "Macaroon read": "a macaroon",
    "keystream": "some bytes of it",
    "accumulate": "one hash of so many keys and signatures (CCTV)",
    "agree": "a shared secret",
    "decode": "bytes to a value",
    "decrypt": "and check, where the algorithm can",
    "decrypt_unpadded": "whole blocks",
    "derive": "a key",
    "digest": "a hash",
    "encode": "a value to bytes",
    "encrypt": "with the nonce or IV given",
    "encrypt_unpadded": "whole blocks",
    "exchange": "a shared secret",
    "exchange_with_point": "a shared secret, the point in SEC 1 form",
    "generate": "a private key from the draws given",
    "iterate": "RFC 7748 section 5.2",
    "key_id": "the id of a key",
    "key_pair": "the keys of a seed",
    "mac": "a tag",
    "prepare_public": "may this be a public key?",
    "public_key": "of a private key",
    "seal": "a key to a public key",
    "sign": "a message",
    "to_x25519_private": "the other form of a key",
    "to_x25519_public": "the other form of a key",
    "unseal": "a key",
    "unwrap": "a key",
    "unwrap_with_password": "a key",
    "validate_public": "may this be a public key?",
    "verify": "a signature or tag",
    "verify_known": "a signature by a key that was prepared",
    "wrap": "a key",
    "wrap_with_password": "a key",
}

# What it means that a case leaves an option out: by "FAMILY operation option", "operation option", "option".
MISSING = {
    "JWT decode algorithms": "all that fit the key: its `alg`, else those of its type",
    "JWT decode audience": 'a token with `aud` is refused; `"*"`: any audience will do',
    "JWT decode issuer": "any",
    "JWT decode subject": "any",
    "JWT decode typ": "any",
    "JWT decode leeway": "0 s",
    "JWT decode max_age": "any age",
    "JWT decode required": "no claim is required",
    "JWT decode now": "the clock",
    "JWS verify algorithms": "all that fit the key: its `alg`, else those of its type",
    "JWS verify crit": "no extension is understood",
    "JWS verify payload": "it stands in the token",
    "JWS verify require_all": "one good signature is enough",
    "JWS verify key": "one JWK, a set, PEM or bytes",
    "JWE decrypt algorithms": "all that fit the key but RSA1_5",
    "JWE decrypt encryptions": "all",
    "JWE decrypt crit": "no extension is understood",
    "fixed": "drawn at random; a subject may always draw",
    "ephemeral": "drawn at random; a subject may always draw",
    "detached": "false",
    "flattened": "false: the general form",
    "protected": "none",
    "unprotected": "none",
    "aad": "none",
    "hash": "sha256 (JWK), sha1 (RSA-OAEP)",
    "label": "empty",
    "mgf_hash": "that of `hash`",
    "salt_length": "that of the hash",
    "length": "whole",
    "repeat": "1",
    "key": "none",
    "context": "empty",
    "rnd": "deterministic",
    "implicit": "empty",
    "footer": "whatever the token has",
    "now": "the clock",
    "ttl": "any age",
    "password": "the file is not encrypted",
    "associated_data": "none",
    "secret": "none",
    "minimum_bits": "2048",
    "access_token": "none is bound",
    "also": "Bearer and DPoP alone",
    "after": "no step was used",
    "memory_limit_kib": "1 GiB",
    "time_limit": "3600",
    "iterations": "not PBKDF2",
    "lanes": "not Argon2id",
    "memory_kib": "not Argon2id",
    "passes": "not Argon2id",
    "audience": "any",
    "issuer": "any",
    "subject": "any",
    "leeway": "0 s",
    "numeric": "false: times are RFC 3339",
    "check_exp": "true",
    "required": "none",
    "sign_count": "0",
    "top_origins": "not framed",
    "user_verification": "not asked for",
    "algorithms": "all that are offered",
}
for _member in ("d", "p", "q", "dp", "dq", "qi"):
    MISSING[_member] = "computed, or done without"
# What is made where it cannot be reproduced, and so stands in no `out`; "token" if not named here.
MADE = {"PASERK": "paserk"}


class Found:
    """What the files say of one operation."""

    def __init__(self) -> None:
        self.cases = 0
        self.inputs: dict[str, int] = {}
        self.packings: dict[str, set[str]] = {}
        self.outputs: dict[str, None] = {}


def collect() -> dict[tuple[str, str], Found]:
    """Return what the files in vectors/ have: (family, operation) -> fields."""
    table: dict[tuple[str, str], Found] = {}
    for path, _ in vectors.find(os.path.join(ROOT, "vectors")):
        with open(path, encoding="utf-8") as stream:
            data = json.load(stream)
        for case in data["cases"]:
            found = table.setdefault((data["family"], case["op"]), Found())
            found.cases += 1
            for name in case["in"]:
                stem, packing = split(name)
                found.inputs[stem] = found.inputs.get(stem, 0) + 1
                found.packings.setdefault(stem, set()).add(packing)
            if case.get("reproducible") is False:
                found.outputs[MADE.get(data["family"], "token")] = None  # opened by the judge
            for name in case.get("out", {}):
                if name != "error_code":
                    found.outputs[split(name)[0]] = None
    return table


def split(name: str) -> tuple[str, str]:
    """Return a field's name and its packing, "" if it is plain JSON."""
    stem, _, packing = name.rpartition("_")
    return (stem, packing) if stem and packing in PACKINGS else (name, "")


def sentence(family: str, op: str) -> str | None:
    """Return what an operation does."""
    return SAYS.get(f"{family} {op}", SAYS.get(op))


def missing(family: str, op: str, option: str) -> str | None:
    """Return what it means that an option is not there."""
    return MISSING.get(f"{family} {op} {option}", MISSING.get(f"{op} {option}", MISSING.get(option)))


def default(operation: Any, name: str) -> str:
    """Return the runner's default as JSON, "" if it has none."""
    parameter = inspect.signature(operation).parameters.get(name)
    if parameter is None or parameter.default is inspect.Parameter.empty:
        return ""
    value = parameter.default
    value = value.decode() if isinstance(value, bytes) else list(value) if isinstance(value, tuple) else value
    return f" = `{json.dumps(value)}`"


def table() -> str:
    """Return the table: families that take and give the same stand in one row."""
    families = runner.families()
    rows: dict[tuple[str, str, str, str], list[str]] = {}
    for (family, op), found in collect().items():
        inputs = []
        for name, count in sorted(found.inputs.items(), key=lambda item: item[1] < found.cases):
            packed = "/".join(sorted(found.packings[name] - {""}))
            shown = f"`{name}`{f' ({packed})' if packed else ''}"
            if count < found.cases:
                shown += f"?{default(families[family][op], name)}: {missing(family, op, name)}"
            inputs.append(shown)
        outputs = ", ".join(f"`{name}`" for name in found.outputs) or "yes or no"
        key = (op, sentence(family, op) or "", "; ".join(inputs), outputs)
        rows.setdefault(key, []).append(family)
    lines = [
        "| family | operation | does | inputs (packing); `?` may be missing, and means | outputs |",
        "|---|---|---|---|---|",
    ]
    for (op, says, inputs_of, outputs_of), names in rows.items():
        lines.append(f"| {', '.join(names)} | `{op}` | {says} | {inputs_of} | {outputs_of} |")
    return "\n".join(lines)
