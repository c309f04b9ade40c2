"""Steps of a passkey's answer (WebAuthn Level 3): client data, authenticator data, key, signature."""

from __future__ import annotations

import hashlib

from ..encoding import base64url, cbor, ecdsa_signatures, strict_json
from ..exceptions.base import JamEncodingError, JamValidationError
from ..jose.jwk import JWK
from ..keys import cose
from . import key_material, signature_steps
from .explanation import Explanation, Member, Value
from .key_material import Material

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Mapping, Optional

    from ..encoding.json_types import JsonObject
    from .explain_options import GivenKey, Options

_SPEC = "WebAuthn Level 3"
_FLAGS = ((0x01, "UP"), (0x04, "UV"), (0x08, "BE"), (0x10, "BS"), (0x40, "AT"), (0x80, "ED"))  # section 6.1
_ATTESTED = 0x40
_SAID = {
    "type": "registration or login",
    "challenge": "what the site sent, for this once",
    "origin": "the page that asked; the browser writes it",
    "crossOrigin": "whether the page was in a frame of another origin",
    "topOrigin": "the page around the frame",
}
# JOSE's names of what has another one in COSE.
_JOSE = {"ESP256": "ES256", "ESP384": "ES384", "ESP512": "ES512"}


def explain(explanation: Explanation, answer: JsonObject, key: GivenKey, options: Options) -> None:
    """Explain what `credential.toJSON()` gave: a registration, or a login.

    Args:
        answer: the object.
        key: the public key of the passkey that logs in, or None; a registration brings its own.
    """
    response = answer["response"]
    if not isinstance(response, dict):
        raise JamValidationError("the response of the answer is not an object")
    client = _octets(response, "clientDataJSON")
    _client_data(explanation, client)
    digest = hashlib.sha256(client).digest()
    explanation.add(
        "Hash the client data",
        f"{_SPEC} section 7.1 step 12, section 7.2 step 20",
        [Value("hash", digest)],
        formula="hash = SHA-256(clientDataJSON)",
        function="webauthn/client_data.py: ClientData",
    )
    if "attestationObject" in response:
        _registration(explanation, _octets(response, "attestationObject"), digest, options)
        return
    data, signature = _octets(response, "authenticatorData"), _octets(response, "signature")
    _authenticator_data(explanation, data)
    material = key_material.find(key, {}, options.password)
    if material is None:
        explanation.missing.append("the passkey's public key (--key-file): the signature was not checked.")
        return
    alg = str(material.members.get("alg") or _algorithm(material))
    _signature(explanation, alg, material, data + digest, signature, options, "section 7.2 step 21")


def _client_data(explanation: Explanation, data: bytes) -> None:
    members = strict_json.loads(data, "the client data")
    if not isinstance(members, dict):
        raise JamValidationError("the client data is not a JSON object")
    explanation.add(
        "Decode the client data",
        f"{_SPEC} section 5.8.1",
        [Value("octets", data), *(Value(name, members[name]) for name in members)],
        function="webauthn/client_data.py: ClientData",
        note="The site compares challenge and origin with its own; no page can change them.",
    )
    explanation.tell("client data", [Member(name, members[name], _SAID.get(name, "")) for name in members])


def _registration(explanation: Explanation, octets: bytes, digest: bytes, options: Options) -> None:
    members = cbor.decode(octets, "the attestation object", canonical=True)
    if not isinstance(members, dict) or not {"fmt", "attStmt", "authData"} <= set(members):
        raise JamValidationError("the attestation object must have fmt, attStmt and authData")
    statement, data = members["attStmt"], members["authData"]
    if not isinstance(statement, dict) or not isinstance(data, bytes):
        raise JamValidationError("a member of the attestation object has the wrong type")
    explanation.add(
        "Decode the attestation object",
        f"{_SPEC} section 6.5.4, RFC 8949",
        [
            Value("fmt", members["fmt"]),
            Value("attStmt", ", ".join(map(str, statement)) or "(empty)"),
            Value("authData", data),
        ],
        function="webauthn/attestation.py: read",
    )
    found = _authenticator_data(explanation, data)
    if found is None:
        explanation.add(
            "Find the new passkey", f"{_SPEC} section 6.5.1", verdict=False, note="The flag AT is 0."
        )
        return
    key = cose.from_map(found)
    name = "" if key.algorithm is None else key.algorithm.name
    explanation.add(
        "Read the public key",
        "RFC 9052 section 7, RFC 9053 section 7",
        [
            Value("alg", f"{found.get(3)} ({name})"),
            *(Value(f"JWK {member}", value) for member, value in key.record.to_members().items()),
        ],
        function="keys/cose.py: decode",
        verdict=key.algorithm is not None,
    )
    # WebAuthn Level 3 section 8.2: self attestation.
    self_signed = members["fmt"] == "packed" and "x5c" not in statement
    if self_signed and isinstance(statement.get("sig"), bytes):
        material = Material(JWK(key.record.to_members()))
        _signature(explanation, name, material, data + digest, statement["sig"], options, "section 8.2")
        return
    explanation.add(
        "Judge the attestation",
        f"{_SPEC} section 7.1 steps 22 to 24",
        [Value("fmt", members["fmt"]), Value("certificates", len(statement.get("x5c") or []))],
        function="webauthn/attestation.py: verify",
        note="Nothing shows who made the authenticator."
        if members["fmt"] == "none"
        else "Its certificates prove something to those who know the makers' trust anchors.",
    )


def _authenticator_data(explanation: Explanation, data: bytes) -> Optional[dict[object, object]]:
    """Explain authenticator data; return the COSE key of a new passkey, if there is one."""
    if len(data) < 37:  # WebAuthn Level 3 section 6.1: 32 + 1 + 4 octets at least
        raise JamValidationError(f"the authenticator data has {len(data)} bytes, and needs 37")
    flags = data[32]
    explanation.add(
        "Take the authenticator data apart",
        f"{_SPEC} section 6.1",
        [
            Value("rpIdHash", data[:32]),
            Value("flags", f"{flags:02x}: " + " ".join(name for bit, name in _FLAGS if flags & bit)),
            Value("signCount", int.from_bytes(data[33:37], "big")),
        ],
        formula="rpIdHash 32 || flags 1 || signCount 4 || ...; rpIdHash = SHA-256(RP ID)",
        function="webauthn/authenticator_data.py: AuthenticatorData",
        note="UP: the user was present. UV: the user was verified. BE, BS: the passkey can be, and is, "
        "backed up. AT: a new passkey follows. ED: extensions follow.",
    )
    if not flags & _ATTESTED:
        return None
    size = int.from_bytes(data[53:55], "big")  # behind 37 octets and the AAGUID, 16
    key, end = cbor.decode_first(data, "the public key", 55 + size, canonical=True)
    explanation.add(
        "Take the new passkey apart",
        f"{_SPEC} section 6.5.1",
        [
            Value("aaguid", data[37:53]),
            Value("credentialId", data[55 : 55 + size]),
            Value("credentialPublicKey", data[55 + size : end]),
        ],
        formula="aaguid 16 || length 2 || credentialId || credentialPublicKey",
        function="webauthn/authenticator_data.py: AuthenticatorData",
    )
    return key if isinstance(key, dict) else {}


def _signature(
    explanation: Explanation,
    name: str,
    material: Material,
    message: bytes,
    signature: bytes,
    options: Options,
    section: str,
) -> None:
    explanation.add(
        "Put the signed text together",
        f"{_SPEC} {section}",
        [Value("text", message), Value("sig", signature)],
        formula="authenticatorData || hash",
        function="webauthn/signatures.py: verify",
    )
    alg = _JOSE.get(name, name)
    if alg.startswith("ES"):  # WebAuthn writes DER where JOSE writes r || s
        size = {"ES384": 48, "ES512": 66}.get(alg, 32)  # RFC 7518 section 3.4
        try:
            signature = ecdsa_signatures.from_der(signature, size)
        except JamEncodingError as error:
            explanation.add(
                "Read the DER of the signature",
                f"{_SPEC} section 6.5.5",
                verdict=False,
                note=f"{error.message}.",
            )
            return
        explanation.add(
            "Read the DER of the signature",
            f"{_SPEC} section 6.5.5",
            [Value("r || s", signature)],
            formula="SEQUENCE { INTEGER r, INTEGER s }",
            function="encoding/ecdsa_signatures.py: from_der",
        )
    signature_steps.explain(explanation, alg, material, message, signature, options)


def _algorithm(material: Material) -> str:
    """Return the algorithm of a key that does not say it."""
    by_curve = {"P-256": "ES256", "P-384": "ES384", "P-521": "ES512", "secp256k1": "ES256K"}
    crv = material.members.get("crv")
    return by_curve.get(str(crv), str(crv)) if crv else "RS256"  # "Ed25519" is an algorithm's name, too


def _octets(members: Mapping[str, object], name: str) -> bytes:
    value = members.get(name)
    if not isinstance(value, str):
        raise JamValidationError(f"the answer has no {name}")
    return base64url.decode(value, f"the {name} of the answer")
