"""Passkeys, COSE keys and CBOR against python-fido2 (Yubico), both ways."""

from __future__ import annotations

import json
import os
import random
import unittest
from typing import Any

from jamlite.encoding import cbor
from jamlite.keys import cose
from jamlite.keys.loading import load_der
from jamlite.webauthn import Credential, RelyingParty
from tests.support import needs

from ..webauthn.software_authenticator import Authenticator, b64u

RP_ID, ORIGIN, HANDLE = "shop.example", "https://shop.example", b"account 7"
# Algorithms that both know, and their names in fido2.cose.
CLASSES = {
    "ES256": "ES256",
    "ES384": "ES384",
    "ES512": "ES512",
    "ES256K": "ES256K",
    "ESP256": "ESP256",
    "ESP384": "ESP384",
    "ESP512": "ESP512",
    "EdDSA": "EdDSA",
    "Ed25519": "Ed25519",
    "Ed448": "Ed448",
    "RS256": "RS256",
    "PS256": "PS256",
    "ML-DSA-44": "MLDSA44",
    "ML-DSA-65": "MLDSA65",
    "ML-DSA-87": "MLDSA87",
}


class Fido2(unittest.TestCase):
    rsa_key: Any = None

    def setUp(self) -> None:
        self.fido2 = needs("fido2")
        self.cose = needs("fido2.cose")
        self.webauthn = needs("fido2.webauthn")
        needs("cryptography")

    def private_key(self, name: str) -> Any:
        from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa

        curves = {"256": ec.SECP256R1, "384": ec.SECP384R1, "512": ec.SECP521R1}
        if name == "ES256K":
            return ec.generate_private_key(ec.SECP256K1())
        if name.startswith("E") and name[-3:] in curves:
            return ec.generate_private_key(curves[name[-3:]]())
        if name in ("EdDSA", "Ed25519"):
            return ed25519.Ed25519PrivateKey.generate()
        if name.startswith("ML"):
            from cryptography.hazmat.primitives.asymmetric import mldsa

            return getattr(mldsa, f"{CLASSES[name]}PrivateKey").generate()
        if name == "Ed448":
            return ed448.Ed448PrivateKey.generate()
        if Fido2.rsa_key is None:
            Fido2.rsa_key = rsa.generate_private_key(65537, 2048)
        return Fido2.rsa_key

    def sign(self, name: str, key: Any, message: bytes) -> bytes:
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import ec, padding

        digest = {"384": hashes.SHA384(), "512": hashes.SHA512()}.get(name[-3:], hashes.SHA256())
        signature: bytes
        if name.startswith("ES"):
            signature = key.sign(message, ec.ECDSA(digest))
        elif name == "RS256":
            signature = key.sign(message, padding.PKCS1v15(), digest)
        elif name == "PS256":
            signature = key.sign(message, padding.PSS(padding.MGF1(digest), digest.digest_size), digest)
        else:
            signature = key.sign(message)
        return signature

    def their_key(self, name: str, key: Any) -> Any:
        return getattr(self.cose, CLASSES[name]).from_cryptography_key(key.public_key())

    def test_keys(self) -> None:
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        for name in CLASSES:
            with self.subTest(name):
                key = self.private_key(name)
                data = self.fido2.cbor.encode(self.their_key(name, key))
                found = cose.decode(data)
                if name.startswith("ML"):
                    self.assertEqual(cbor.decode(data)[-1], key.public_key().public_bytes_raw())
                spki = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
                self.assertEqual(found.record.to_members(), load_der(spki).to_members())
                self.assertEqual(found.algorithm.name if found.algorithm else "", name)
                self.assertEqual(cose.encode(load_der(spki), algorithm=cose.NUMBERS[name]), data)  # type: ignore[arg-type]

    def test_what_they_make_is_verified_here(self) -> None:
        """Registration and login whose every part their builders made."""
        party = RelyingParty(RP_ID, algorithms=list(CLASSES))
        challenge, theirs = os.urandom(32), self.webauthn
        for name in CLASSES:
            with self.subTest(name):
                key, credential_id = self.private_key(name), os.urandom(20)
                attested = theirs.AttestedCredentialData.create(
                    bytes(16), credential_id, self.their_key(name, key)
                )
                rp_hash = self.fido2.utils.sha256(RP_ID.encode())
                data = theirs.AuthenticatorData.create(rp_hash, 0x45, 3, attested)
                client = theirs.CollectedClientData.create("webauthn.create", challenge, ORIGIN)
                statement = {"alg": cose.NUMBERS[name], "sig": self.sign(name, key, data + client.hash)}
                made = theirs.AttestationObject.create("packed", data, statement)
                answer = self.answer(credential_id, clientDataJSON=client, attestationObject=made)
                result = party.register(answer, challenge, HANDLE)
                self.assertEqual(result.attestation.kind, "self")

                data = theirs.AuthenticatorData.create(rp_hash, 0x05, 4)
                client = theirs.CollectedClientData.create("webauthn.get", challenge, ORIGIN)
                signature = self.sign(name, key, data + client.hash)
                answer = self.answer(
                    credential_id, clientDataJSON=client, authenticatorData=data, signature=signature
                )
                after = party.authenticate(answer, challenge, result.credential, allow=[credential_id])
                self.assertEqual(after.credential.sign_count, 4)

    def answer(self, credential_id: bytes, **response: bytes) -> dict[str, Any]:
        name = b64u(credential_id)
        members = {member: b64u(bytes(value)) for member, value in response.items()}
        return {"id": name, "rawId": name, "type": "public-key", "response": members}

    def test_their_server_and_our_options(self) -> None:
        """The options of both parties are read by the other, and so are the answers to them."""
        server = needs("fido2.server").Fido2Server({"id": RP_ID, "name": "Shop"})
        party = RelyingParty(RP_ID)
        device = Authenticator(ORIGIN)
        user = {"id": HANDLE, "name": "alice", "displayName": "Alice"}
        theirs, state = server.register_begin(user, user_verification="required")
        challenge = theirs.public_key.challenge
        ours = party.creation_options(challenge, HANDLE, "alice", "Alice")
        read = self.webauthn.PublicKeyCredentialCreationOptions.from_dict(ours)
        self.assertEqual((read.rp.id, read.user.id, read.challenge), (RP_ID, HANDLE, challenge))
        self.assertEqual([one.alg for one in read.pub_key_cred_params], [-8, -7, -257])
        answer = device.create(json.loads(json.dumps(dict(theirs.public_key))))
        accepted = server.register_complete(state, answer)
        credential = party.register(answer, challenge, HANDLE).credential
        self.assertEqual(accepted.credential_data.credential_id, credential.id)
        self.assertEqual(self.fido2.cbor.encode(accepted.credential_data.public_key), credential.public_key)

        theirs, state = server.authenticate_begin([accepted.credential_data], user_verification="required")
        challenge = theirs.public_key.challenge
        ours = party.request_options(challenge, allow=[credential])
        asked = self.webauthn.PublicKeyCredentialRequestOptions.from_dict(ours)
        self.assertEqual((asked.rp_id, asked.challenge), (RP_ID, challenge))
        self.assertEqual([one.id for one in asked.allow_credentials], [credential.id])
        answer = device.get(ours)
        server.authenticate_complete(state, [accepted.credential_data], answer)
        self.assertIsInstance(party.authenticate(answer, challenge, credential).credential, Credential)

    def test_cbor(self) -> None:
        chance = random.Random(2)

        def value(levels: int) -> Any:
            kind = chance.randrange(8 if levels else 5)
            if kind == 0:
                return chance.choice(
                    [0, 23, 24, 255, 256, 65535, 65536, 2**32, 2**64 - 1, -1, -24, -25, -(2**63)]
                )
            if kind == 1:
                return chance.randbytes(chance.choice([0, 1, 23, 24, 300]))
            if kind == 2:
                return "é" * chance.choice([0, 1, 11, 12, 200])
            if kind in (3, 4):
                return chance.choice([True, False])
            if kind == 5:
                return [value(levels - 1) for _ in range(chance.randrange(5))]
            keys = [*range(-3, 30, 7), "a", "bb", "c"]
            return {key: value(levels - 1) for key in chance.sample(keys, chance.randrange(6))}

        for _ in range(500):
            made = value(4)
            data = cbor.encode(made)
            self.assertEqual(self.fido2.cbor.encode(made), data)
            self.assertEqual(self.fido2.cbor.decode(data), made)
            self.assertEqual(cbor.decode(data, canonical=True), made)


if __name__ == "__main__":
    unittest.main()
