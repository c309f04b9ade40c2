"""Attestation: what a new passkey says of its origin (sections 6.5 and 8).

Two formats are verified: "none" (section 8.7), and "packed" signed by the passkey itself (section 8.2, self
attestation). All others are read and reported as "unverified": their certificates prove something only to
those who know the trust anchors of the makers.
"""

from __future__ import annotations

from ..encoding import cbor
from ..exceptions.base import JamEncodingError
from ..exceptions.webauthn import JamWebAuthnAttestationError, JamWebAuthnFormatError
from . import signatures
from .authenticator_data import AuthenticatorData

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Dict

    Statement = Dict[object, object]  # a map of CBOR

    from ..keys.cose import CoseKey

NONE, SELF, UNVERIFIED = "none", "self", "unverified"
MAX_ATTESTATION = 1 << 17  # authenticator data, and a chain of certificates
_MEMBERS = {"fmt", "attStmt", "authData"}  # section 6.5.4


class Attestation:
    """The attestation of a new passkey.

    Attributes:
        format: "none", "packed", "tpm", "android-key", "apple", "fido-u2f", or another name.
        kind: "none", "self" (signed by the passkey itself), or "unverified".
        certificates: DER, the leaf first, as they came; nothing here has verified them.
        statement: the whole statement, as CBOR values.
    """

    __slots__ = ("certificates", "format", "kind", "statement")

    def __init__(self, format: str, kind: str, statement: Statement) -> None:
        self.format = format
        self.kind = kind
        self.statement = statement
        chain = statement.get("x5c")
        chain = chain if isinstance(chain, list) else []
        self.certificates = [item for item in chain if isinstance(item, bytes)]

    def __repr__(self) -> str:
        return f"<Attestation {self.format}, {self.kind}>"


def read(data: bytes) -> tuple[str, Statement, AuthenticatorData]:
    """Return format, statement and authenticator data of an attestation object (7.1 step 13).

    Raises:
        JamWebAuthnFormatError: not such an object, in canonical CBOR; or no attested credential data.
    """
    step = {"step": "7.1 step 13"}
    if len(data) > MAX_ATTESTATION:
        raise JamWebAuthnFormatError(
            f"the attestation object has {len(data)} bytes; {MAX_ATTESTATION} are read", details=step
        )
    try:
        members = cbor.decode(data, "the attestation object", canonical=True)
    except JamEncodingError as error:
        raise JamWebAuthnFormatError(error.message, details=step) from error
    if not isinstance(members, dict) or set(members) != _MEMBERS:  # canonical maps have no member twice
        raise JamWebAuthnFormatError(
            "the attestation object must have fmt, attStmt and authData", details=step
        )
    name, statement, authenticator_data = members["fmt"], members["attStmt"], members["authData"]
    if (
        not isinstance(name, str)
        or not isinstance(statement, dict)
        or not isinstance(authenticator_data, bytes)
    ):
        raise JamWebAuthnFormatError("a member of the attestation object has the wrong type", details=step)
    found = AuthenticatorData(authenticator_data, step["step"])
    if not found.credential_id:  # without AT there is no key to register
        raise JamWebAuthnFormatError("the authenticator data holds no new passkey", details=step)
    return name, statement, found


def verify(
    format: str, statement: Statement, data: AuthenticatorData, client_data_hash: bytes, key: CoseKey
) -> Attestation:
    """Return what an attestation is worth (7.1 steps 21 and 22).

    Raises:
        JamWebAuthnFormatError: a statement that its format does not allow.
        JamWebAuthnAttestationError: a self attestation with another algorithm or a wrong signature.
    """
    step = {"step": "7.1 step 22"}
    if format == "none":
        if statement:  # section 8.7: an empty map
            raise JamWebAuthnFormatError('the statement of the attestation "none" is not empty', details=step)
        return Attestation(format, NONE, statement)
    if format != "packed" or "x5c" in statement or "ecdaaKeyId" in statement:  # ECDAA: Level 1 only
        return Attestation(format, UNVERIFIED, statement)
    algorithm, signature = statement.get("alg"), statement.get("sig")  # section 8.2: self attestation
    if set(statement) != {"alg", "sig"} or type(algorithm) is not int or not isinstance(signature, bytes):
        raise JamWebAuthnFormatError(
            'the statement of the attestation "packed" must have alg and sig', details=step
        )
    assert key.algorithm is not None
    if algorithm != key.algorithm.number:  # section 8.2: alg matches that of credentialPublicKey
        raise JamWebAuthnAttestationError(
            "the algorithm of the self attestation is not that of the passkey", details=step
        )
    # Section 8.2, verification step 3.
    if not signatures.verify(key, data.data + client_data_hash, signature):
        raise JamWebAuthnAttestationError("the signature of the self attestation is wrong", details=step)
    return Attestation(format, SELF, statement)
