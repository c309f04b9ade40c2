"""Sound keys for the tests of this folder, out of the official vectors."""

from __future__ import annotations

import functools
import os
from typing import Any

from jamlite.conformance import vectors
from jamlite.conformance.keys_cases import _record
from tests.support import ROOT


@functools.cache
def cases(name: str) -> dict[str, vectors.Case]:
    """Return the cases of vectors/keys/<name>.json by id."""
    file = vectors.read(os.path.join(ROOT, "vectors", "keys", f"{name}.json"), "keys")
    return {case.id: case for case in file.cases}


@functools.cache
def private_keys() -> dict[str, Any]:
    """Return one private record of each kind: RSA, P-256, secp256k1, Ed25519, Ed448, X25519, X448, oct."""
    read, rfc7517 = cases("read.pyca"), cases("jwk.rfc7517")
    members = {
        "RSA": rfc7517["A.2. RSA"].outputs["members"],
        "P-256": rfc7517["A.2. EC"].outputs["members"],
        "secp256k1": cases("pem.rfc7468")["section 10 PKCS #8, secp256k1"].outputs["members"],
        "oct": rfc7517["A.3. oct 4"].outputs["members"],
    }
    for curve in ("Ed25519", "Ed448", "X25519", "X448"):
        members[curve] = read[f"{curve}/{curve.lower()}-pkcs8.pem"].outputs["members"]
    return {name: _record(own) for name, own in members.items()}


def asymmetric() -> dict[str, Any]:
    return {name: key for name, key in private_keys().items() if name != "oct"}


def rsa_public_pem() -> str:
    """Return a public PEM that is short to read and long enough to matter."""
    text: bytes = cases("read.pyca")["PEM_Serialization/rsa_public_key.pem"].inputs["text"]
    return text.decode()
