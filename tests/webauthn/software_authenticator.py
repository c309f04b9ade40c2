"""A browser and its authenticator in one, as the specification's client side says (sections 5.1, 6.3).

It is given options as JSON and answers as `credential.toJSON()` does. Each part of its answers can be bent.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from typing import Any, Callable

from jamlite.crypto import ecdsa, rsa_pkcs1v15, rsa_pss
from jamlite.encoding import cbor, der
from jamlite.keys import cose
from jamlite.keys.akp import AKPKey
from jamlite.keys.ec import ECKey
from jamlite.keys.okp import OKPKey

UP, UV, BE, BS, AT, ED = 0x01, 0x04, 0x08, 0x10, 0x40, 0x80
CURVES = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521", "ES256K": "secp256k1"}


def b64u(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_b64u(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "==")


def make_key(algorithm: str) -> Any:
    if algorithm in CURVES:
        return ECKey.generate(CURVES[algorithm])
    return AKPKey.generate(algorithm) if algorithm.startswith("ML") else OKPKey.generate("Ed25519")


class Authenticator:
    """One passkey. `bend_client`, `bend_data` and `bend_object` change what is signed or sent."""

    def __init__(self, origin: str, algorithm: str = "ES256", key: Any = None) -> None:
        self.origin = origin
        self.algorithm = algorithm
        self.key = key or make_key(algorithm)
        self.number = cose.NUMBERS[algorithm]
        self.id = os.urandom(16)
        self.user_handle: bytes | None = None
        self.count = 0
        self.flags = UP | UV
        self.fmt = "none"
        self.client: dict[str, Any] = {}
        self.extensions: dict[str, Any] | None = None
        self.bend_client: Callable[[bytes], bytes] = bytes
        self.bend_data: Callable[[bytes], bytes] = bytes
        self.bend_object: Callable[[dict[str, Any]], Any] = dict

    def sign(self, message: bytes) -> bytes:
        if self.algorithm in CURVES:
            row = cose.ALGORITHMS[self.number]
            raw = ecdsa.sign(self.key.crv, self.key.private_value, message, row.hash)
            return der.signature_to_der(raw)
        if self.algorithm == "RS256":
            return rsa_pkcs1v15.sign(self.key.signer, message, "sha256")
        if self.algorithm == "PS256":
            return rsa_pss.sign(self.key.signer, message, "sha256")
        signature: bytes = self.key.signer.sign(message)
        return signature

    def data(self, rp_id: str, *, attested: bool) -> bytes:
        flags = self.flags | (AT if attested else 0) | (ED if self.extensions is not None else 0)
        data = hashlib.sha256(rp_id.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")
        if attested:
            data += bytes(16) + len(self.id).to_bytes(2, "big") + self.id + self.public_key()
        if self.extensions is not None:
            data += cbor.encode(self.extensions)
        return self.bend_data(data)

    def public_key(self) -> bytes:
        return cose.encode(self.key, algorithm=self.number)

    def client_data(self, kind: str, challenge: str) -> bytes:
        members = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        text = json.dumps({**members, **self.client}, separators=(",", ":"))
        return self.bend_client(text.encode())

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        """Answer creation options; the user handle is kept, as a discoverable credential does."""
        self.user_handle = from_b64u(options["user"]["id"])
        client = self.client_data("webauthn.create", options["challenge"])
        data = self.data(options["rp"]["id"], attested=True)
        statement: dict[str, Any] = {}
        if self.fmt == "packed":
            statement = {"alg": self.number, "sig": self.sign(data + hashlib.sha256(client).digest())}
        members = self.bend_object({"fmt": self.fmt, "attStmt": statement, "authData": data})
        sent = members if isinstance(members, bytes) else cbor.encode(members)
        return self.answer(clientDataJSON=client, attestationObject=sent, transports=["internal"])

    def get(self, options: dict[str, Any]) -> dict[str, Any]:
        """Answer request options."""
        client = self.client_data("webauthn.get", options["challenge"])
        data = self.data(options["rpId"], attested=False)
        answer = self.answer(
            clientDataJSON=client,
            authenticatorData=data,
            signature=self.sign(data + hashlib.sha256(client).digest()),
        )
        if self.user_handle is not None:
            answer["response"]["userHandle"] = b64u(self.user_handle)
        return answer

    def answer(self, **response: Any) -> dict[str, Any]:
        return {
            "id": b64u(self.id),
            "rawId": b64u(self.id),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": {
                name: b64u(value) if isinstance(value, bytes) else value for name, value in response.items()
            },
        }
