"""Runners of the ceremonies of passkeys."""

from __future__ import annotations

from ..encoding import base64url
from ..webauthn import Credential, RelyingParty

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..encoding.json_types import JsonValue
    from .family import Family, Outputs

_HANDLE = b"user"


def _relying_party(rp_id: str, origin: str, **options: JsonValue) -> RelyingParty:
    # The vectors have all algorithms, and authenticators that verify nobody.
    algorithms = options.pop("algorithms", ["ES256", "ES384", "ES512", "RS256", "EdDSA", "Ed448"])
    options.setdefault("user_verification", "discouraged")
    # Related: the one origin of the case, whatever its domain is.
    return RelyingParty(rp_id, related_origins=[origin], algorithms=algorithms, origins=[], **options)


def _answer(credential_id: bytes, **response: bytes) -> Outputs:
    name = base64url.encode(credential_id)
    members = {member: base64url.encode(value) for member, value in response.items()}
    return {"type": "public-key", "id": name, "rawId": name, "response": members}


def _register(
    rp_id: str,
    origin: str,
    challenge: bytes,
    client_data: bytes,
    attestation_object: bytes,
    **options: JsonValue,
) -> Outputs:
    # The credential id that `toJSON()` adds stands in the attestation object as well.
    size = attestation_object.find(b"authData")
    answer = _answer(
        _credential_id(attestation_object) if size >= 0 else b"none",
        clientDataJSON=client_data,
        attestationObject=attestation_object,
    )
    found = _relying_party(rp_id, origin, **options).register(answer, challenge, _HANDLE)
    key = found.credential.key()
    return {
        "credential_id": found.credential.id,
        "public_key": found.credential.public_key,
        "algorithm": None if key.algorithm is None else key.algorithm.number,
        "aaguid": found.credential.aaguid,
        "attestation": found.attestation.kind,
        "user_verified": found.user_verified,
        **_state(found.credential),
    }


def _credential_id(attestation_object: bytes) -> bytes:
    """Return the credential id at its place, without a look at anything else."""
    at = attestation_object.find(b"authData") + len(b"authData")
    at += {0x58: 2, 0x59: 3}.get(attestation_object[at], 1)  # the head of a byte string
    # 37 bytes before it (section 6.1), 16 of aaguid (6.5.1).
    size = int.from_bytes(attestation_object[at + 53 : at + 55], "big")
    # The vector is wrong in another place; register says so.
    return attestation_object[at + 55 : at + 55 + size] or b"none"


def _authenticate(
    rp_id: str,
    origin: str,
    challenge: bytes,
    client_data: bytes,
    authenticator_data: bytes,
    signature: bytes,
    credential_id: bytes,
    public_key: bytes,
    backup_eligible: bool,
    sign_count: int = 0,
    **options: JsonValue,
) -> Outputs:
    credential = Credential(
        credential_id, public_key, _HANDLE, sign_count=sign_count, backup_eligible=backup_eligible
    )
    answer = _answer(
        credential_id,
        clientDataJSON=client_data,
        authenticatorData=authenticator_data,
        signature=signature,
    )
    found = _relying_party(rp_id, origin, **options).authenticate(
        answer, challenge, credential, allow=[credential_id]
    )
    return {"user_verified": found.user_verified, **_state(found.credential)}


def _state(credential: Credential) -> Outputs:
    return {
        "backup_eligible": credential.backup_eligible,
        "backup_state": credential.backup_state,
        "sign_count": credential.sign_count,
    }


FAMILIES: dict[str, Family] = {"WebAuthn": {"register": _register, "authenticate": _authenticate}}
