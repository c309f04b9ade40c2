"""Passkeys (WebAuthn Level 3): registration and login, verified step by step.

Section and step numbers without a name are those of W3C Web Authentication Level 3.
May import: encoding, crypto, keys, stores. Touches: files and network only through its store.
"""

from __future__ import annotations

from .answers import credential_id
from .attestation import Attestation
from .credential import Credential
from .passkeys import Passkeys
from .relying_party import RelyingParty
from .results import Authentication, Registration

__all__ = [
    "Attestation",
    "Authentication",
    "Credential",
    "Passkeys",
    "Registration",
    "RelyingParty",
    "credential_id",
]
