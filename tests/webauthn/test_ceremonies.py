"""Both ceremonies with a software authenticator: every algorithm, every attack on its own step."""

from __future__ import annotations

import json
import os
import unittest
from typing import Any
from unittest import mock

from jamlite.crypto import rsa
from jamlite.encoding import cbor
from jamlite.exceptions import (
    JamValidationError,
    JamWebAuthnAlgorithmError,
    JamWebAuthnAttestationError,
    JamWebAuthnChallengeError,
    JamWebAuthnCounterError,
    JamWebAuthnCredentialError,
    JamWebAuthnError,
    JamWebAuthnFormatError,
    JamWebAuthnOriginError,
    JamWebAuthnSignatureError,
    JamWebAuthnUserVerificationError,
)
from jamlite.keys import cose
from jamlite.webauthn import Credential, RelyingParty, credential_id

from .software_authenticator import BE, BS, ED, UP, UV, Authenticator, b64u, from_b64u

RP_ID, ORIGIN = "shop.example", "https://shop.example"
CHALLENGE, HANDLE = bytes(range(32)), b"account 7"


def creation(party: RelyingParty, **options: Any) -> dict[str, Any]:
    return party.creation_options(CHALLENGE, HANDLE, "alice@shop.example", **options)


class Ceremonies(unittest.TestCase):
    def setUp(self) -> None:
        self.party = RelyingParty(RP_ID, "Shop")
        self.device = Authenticator(ORIGIN)

    def register(self, party: RelyingParty | None = None, **options: Any) -> Credential:
        party = party or self.party
        return party.register(self.device.create(creation(party)), CHALLENGE, HANDLE, **options).credential

    def login(self, credential: Credential, party: RelyingParty | None = None, **options: Any) -> Any:
        party = party or self.party
        answer = self.device.get(party.request_options(CHALLENGE))
        return party.authenticate(answer, CHALLENGE, credential, **options)

    def refused(self, kind: type[JamWebAuthnError], step: str, call: Any, *args: Any, **options: Any) -> None:
        with self.assertRaises(kind) as caught:
            call(*args, **options)
        self.assertIs(type(caught.exception), kind)
        self.assertEqual((caught.exception.details or {}).get("step", ""), step)


class Algorithms(Ceremonies):
    def test_each_both_ways(self) -> None:
        for name in ("ES256", "ES384", "ES512", "ES256K", "EdDSA", "Ed25519", "ESP256", "ML-DSA-44"):
            with self.subTest(name):
                party = RelyingParty(RP_ID, algorithms=[name])
                self.device = Authenticator(ORIGIN, {"ESP256": "ES256"}.get(name, name))
                self.device.number = cose.NUMBERS[name]
                self.device.fmt = "packed"
                answer = self.device.create(creation(party))
                result = party.register(json.dumps(answer), CHALLENGE, HANDLE)
                self.assertEqual(result.attestation.kind, "self")
                self.assertEqual(result.credential.transports, ("internal",))
                self.assertEqual(result.attachment, "platform")
                after = self.login(result.credential, party)
                self.assertTrue(after.user_verified)
                self.device.key = Authenticator(ORIGIN, self.device.algorithm).key
                self.refused(JamWebAuthnSignatureError, "7.2 step 21", self.login, result.credential, party)

    def test_rsa(self) -> None:
        from jamlite.keys.rsa import RSAKey

        key = RSAKey(rsa.generate(2048))
        for name in ("RS256", "PS256"):
            with self.subTest(name):
                self.device = Authenticator(ORIGIN, name, key)
                party = RelyingParty(RP_ID, algorithms=[name])
                self.login(self.register(party), party)
                answer = self.device.get(party.request_options(CHALLENGE))
                credential = Credential(self.device.id, self.device.public_key(), HANDLE)
                answer["response"]["signature"] = b64u(bytes(256))
                self.refused(
                    JamWebAuthnSignatureError,
                    "7.2 step 21",
                    party.authenticate,
                    answer,
                    CHALLENGE,
                    credential,
                )

    def test_one_that_was_not_asked_for(self) -> None:
        for name in ("ES384", "ES256K"):
            self.device = Authenticator(ORIGIN, name)
            self.refused(JamWebAuthnAlgorithmError, "7.1 step 20", self.register)
        self.device = Authenticator(ORIGIN, "ES256")
        party = RelyingParty(RP_ID, algorithms=["EdDSA"])
        self.refused(JamWebAuthnAlgorithmError, "7.1 step 20", self.register, party)

    def test_keys_that_are_not_those_of_passkeys(self) -> None:
        sound = cbor.decode(self.device.public_key())
        private = cbor.decode(cose.encode(self.device.key, algorithm=-7, private=True))
        for name, members in (
            ("no algorithm", {label: value for label, value in sound.items() if label != 3}),
            ("compressed", {**sound, -3: bool(sound[-3][-1] & 1)}),
            ("private", private),
            ("not for verifying", {**sound, 4: [1]}),
            ("SHA-1", {**sound, 3: -65535}),
            ("off the curve", {**sound, -3: bytes(32)}),
            ("a list", [1]),
            ("Ed448 as EdDSA", {1: 1, 3: -8, -1: 7, -2: bytes(57)}),
        ):
            with self.subTest(name):
                key = cbor.encode(members)
                self.device.public_key = lambda key=key: key  # type: ignore[method-assign, misc]
                self.refused(JamWebAuthnAlgorithmError, "7.1 step 20", self.register)

    def test_a_private_key_is_not_even_read(self) -> None:
        """To find the factors of a modulus would take a second."""
        key = cbor.encode({1: 3, 3: -257, -1: b"\xff" * 768, -2: b"\1\0\1", -3: b"\x7f" * 768})
        self.device.public_key = lambda: key  # type: ignore[method-assign]
        with mock.patch("jamlite.keys.rsa.RSAKey.from_numbers", side_effect=AssertionError("it was read")):
            self.refused(JamWebAuthnAlgorithmError, "7.1 step 20", self.register)


class Registrations(Ceremonies):
    def test_what_is_kept(self) -> None:
        self.device.flags, self.device.count = UP | UV | BE | BS, 9
        found = self.register()
        self.assertEqual(found.id, self.device.id)
        self.assertEqual(found.user_handle, HANDLE)
        self.assertEqual((found.sign_count, found.backup_eligible, found.backup_state), (9, True, True))
        self.assertTrue(found.user_verified)
        self.assertEqual(Credential.from_dict(json.loads(json.dumps(found.to_dict()))), found)
        self.assertEqual(found.name, b64u(self.device.id))
        self.assertEqual(len({found, Credential.from_dict(found.to_dict())}), 1)

    def test_attacks(self) -> None:
        other = Authenticator("https://shop.example.evil.example")
        answer = other.create(creation(self.party))
        self.refused(JamWebAuthnOriginError, "7.1 step 9", self.party.register, answer, CHALLENGE, HANDLE)
        answer = self.device.create(creation(RelyingParty("evil.example", related_origins=[ORIGIN])))
        self.refused(JamWebAuthnOriginError, "7.1 step 14", self.party.register, answer, CHALLENGE, HANDLE)
        answer = self.device.create(creation(self.party))
        self.refused(
            JamWebAuthnChallengeError, "7.1 step 8", self.party.register, answer, os.urandom(32), HANDLE
        )
        answer = self.device.get(self.party.request_options(CHALLENGE))
        self.refused(JamWebAuthnFormatError, "7.1 step 7", self.party.register, answer, CHALLENGE, HANDLE)

    def test_flags(self) -> None:
        for flags, kind, step in (
            (UV, JamWebAuthnUserVerificationError, "7.1 step 15"),
            (UP, JamWebAuthnUserVerificationError, "7.1 step 16"),
            (UP | UV | BS, JamWebAuthnFormatError, "7.1 step 17"),
        ):
            self.device.flags = flags
            with self.subTest(step):
                self.refused(kind, step, self.register)
        self.device.flags = UV
        self.register(conditional=True)  # section 5.1.3: nobody need be present
        self.device.flags = UP
        for wish in ("preferred", "discouraged"):
            self.assertFalse(self.register(user_verification=wish).user_verified)

    def test_attestation(self) -> None:
        self.device.fmt = "packed"
        self.device.bend_object = lambda members: {**members, "attStmt": {**members["attStmt"], "alg": -8}}
        self.refused(JamWebAuthnAttestationError, "7.1 step 22", self.register)
        self.device.bend_object = lambda members: {**members, "attStmt": {**members["attStmt"], "sig": b"0"}}
        self.refused(JamWebAuthnAttestationError, "7.1 step 22", self.register)
        for statement in (
            {},
            {"alg": -7},
            {"sig": b""},
            {"alg": "ES256", "sig": b""},
            {"alg": -7, "sig": ""},
        ):
            self.device.bend_object = lambda members, own=statement: {**members, "attStmt": own}
            with self.subTest(statement):
                self.refused(JamWebAuthnFormatError, "7.1 step 22", self.register)

    def test_attestation_of_others_is_reported_and_not_trusted(self) -> None:
        for fmt, statement in (
            ("packed", {"alg": -7, "sig": b"x", "x5c": [b"leaf", b"ca", 5]}),
            ("tpm", {"ver": "2.0", "x5c": "none"}),
            ("new-format", {}),
        ):
            self.device.bend_object = lambda members, fmt=fmt, statement=statement: {
                **members,
                "fmt": fmt,
                "attStmt": statement,
            }
            answer = self.device.create(creation(self.party))
            found = self.party.register(answer, CHALLENGE, HANDLE).attestation
            self.assertEqual((found.format, found.kind, found.statement), (fmt, "unverified", statement))
            self.assertEqual(found.certificates, [b"leaf", b"ca"] if fmt == "packed" else [])
            strict = RelyingParty(RP_ID, accept_attestation=["none", "self"])
            self.refused(
                JamWebAuthnAttestationError, "7.1 step 24", strict.register, answer, CHALLENGE, HANDLE
            )

    def test_extensions_are_reported(self) -> None:
        self.device.extensions = {"credProtect": 2, "new": [1]}
        answer = self.device.create(creation(self.party))
        answer["clientExtensionResults"] = {"credProps": {"rk": True}}
        found = self.party.register(answer, CHALLENGE, HANDLE)
        self.assertEqual(found.extensions, {"credProtect": 2, "new": [1]})
        self.assertEqual(found.client_extensions, {"credProps": {"rk": True}})
        self.assertIn("<Attestation none, none>", repr(found))

    def test_an_id_that_is_not_that_of_the_signed_data(self) -> None:
        answer = self.device.create(creation(self.party))
        answer["id"] = answer["rawId"] = b64u(b"another")
        self.refused(JamWebAuthnFormatError, "7.1 step 25", self.party.register, answer, CHALLENGE, HANDLE)


class Logins(Ceremonies):
    def test_counter(self) -> None:
        self.device.count = 5
        credential = self.register()
        for count in (0, 4, 5):
            self.device.count = count
            with self.subTest(count):
                self.refused(JamWebAuthnCounterError, "7.2 step 22", self.login, credential)
                lenient = RelyingParty(RP_ID, clones="report")
                found = self.login(credential, lenient)
                self.assertTrue(found.clone_warning)
                self.assertEqual(found.credential.sign_count, 5)
        self.device.count = 6
        found = self.login(credential)
        self.assertFalse(found.clone_warning)
        self.assertEqual(found.credential.sign_count, 6)
        self.assertIn("user_verified=True", repr(found))
        self.refused(JamWebAuthnCounterError, "7.2 step 22", self.login, found.credential)

    def test_a_counter_that_stays_zero(self) -> None:
        credential = self.register()
        for _ in range(2):
            credential = self.login(credential).credential
        self.assertEqual(credential.sign_count, 0)

    def test_what_a_login_changes(self) -> None:
        self.device.flags = UP | BE
        credential = self.register(user_verification="preferred")
        self.device.flags = UP | UV | BE | BS
        after = self.login(credential).credential
        self.assertEqual((after.user_verified, after.backup_state), (True, True))
        self.assertEqual((credential.user_verified, credential.backup_state), (False, False))

    def test_attacks(self) -> None:
        credential = self.register()
        options = self.party.request_options(CHALLENGE)
        self.refused(
            JamWebAuthnChallengeError,
            "7.2 step 11",
            self.party.authenticate,
            self.device.get(options),
            os.urandom(32),
            credential,
        )
        self.device.origin = "https://evil.example"
        self.refused(JamWebAuthnOriginError, "7.2 step 12", self.login, credential)
        self.device.origin = ORIGIN
        evil = RelyingParty("evil.example", related_origins=[ORIGIN])
        answer = self.device.get(evil.request_options(CHALLENGE))
        self.refused(
            JamWebAuthnOriginError, "7.2 step 15", self.party.authenticate, answer, CHALLENGE, credential
        )
        answer = self.device.create(creation(self.party))
        answer["response"].update(authenticatorData="", signature="", userHandle=b64u(HANDLE))
        self.refused(
            JamWebAuthnFormatError, "7.2 step 10", self.party.authenticate, answer, CHALLENGE, credential
        )

    def test_a_key_of_another_user(self) -> None:
        mine = self.register()
        self.device = Authenticator(ORIGIN)
        theirs = self.register()
        answer = self.device.get(self.party.request_options(CHALLENGE))
        self.refused(
            JamWebAuthnCredentialError, "7.2 step 6", self.party.authenticate, answer, CHALLENGE, mine
        )
        swapped = Credential(theirs.id, mine.public_key, HANDLE)
        self.refused(
            JamWebAuthnSignatureError, "7.2 step 21", self.party.authenticate, answer, CHALLENGE, swapped
        )
        other = Credential(theirs.id, theirs.public_key, b"account 8")
        self.refused(
            JamWebAuthnCredentialError, "7.2 step 6", self.party.authenticate, answer, CHALLENGE, other
        )
        self.refused(
            JamWebAuthnCredentialError, "7.2 step 6", self.party.authenticate, answer, CHALLENGE, None
        )

    def test_the_passkeys_of_a_user_who_is_known(self) -> None:
        credential = self.register()
        self.refused(JamWebAuthnCredentialError, "7.2 step 5", self.login, credential, allow=[b"another"])
        self.device.user_handle = None  # a security key need not say whose it is
        self.login(credential, allow=[credential.id])
        self.refused(JamWebAuthnCredentialError, "7.2 step 6", self.login, credential)

    def test_flags(self) -> None:
        credential = self.register()
        for flags, kind, step in (
            (UV, JamWebAuthnUserVerificationError, "7.2 step 16"),
            (UP, JamWebAuthnUserVerificationError, "7.2 step 17"),
            (UP | UV | BS, JamWebAuthnFormatError, "7.2 step 18"),
            (UP | UV | BE, JamWebAuthnCredentialError, "7.2 step 19"),
        ):
            self.device.flags = flags
            with self.subTest(step):
                self.refused(kind, step, self.login, credential)
        self.device.flags = UP
        self.assertFalse(self.login(credential, user_verification="discouraged").user_verified)

    def test_attested_data_in_a_login(self) -> None:
        credential = self.register()
        answer = self.device.get(self.party.request_options(CHALLENGE))
        answer["response"]["authenticatorData"] = b64u(self.device.data(RP_ID, attested=True))
        self.refused(
            JamWebAuthnFormatError, "7.2 step 7", self.party.authenticate, answer, CHALLENGE, credential
        )

    def test_every_bit_is_signed(self) -> None:
        credential = self.register()
        answer = self.device.get(self.party.request_options(CHALLENGE))
        data = from_b64u(answer["response"]["authenticatorData"])
        for index in (0, *range(31, 37)):
            for bit in range(8):
                bent = bytearray(data)
                bent[index] ^= 1 << bit
                changed = {
                    **answer,
                    "response": {**answer["response"], "authenticatorData": b64u(bytes(bent))},
                }
                with self.subTest((index, bit)), self.assertRaises(JamWebAuthnError):
                    self.party.authenticate(changed, CHALLENGE, credential)

    def test_extensions(self) -> None:
        credential = self.register()
        self.device.extensions = {"uvm": [[2, 4, 2]]}
        self.assertEqual(self.login(credential).extensions, {"uvm": [[2, 4, 2]]})
        self.device.extensions = None
        self.device.flags = UP | UV | ED
        self.refused(JamWebAuthnFormatError, "7.2 step 7", self.login, credential)


class Frames(Ceremonies):
    def test_a_frame_in_a_page_of_another_origin(self) -> None:
        embedded = RelyingParty(RP_ID, top_origins=["https://partner.example"])
        credential = self.register()
        for client, first, second in (
            ({"crossOrigin": True}, "7.2 step 13", None),
            ({"crossOrigin": True, "topOrigin": "https://partner.example"}, "7.2 step 13", None),
            ({"topOrigin": "https://partner.example"}, "7.2 step 13", None),
            ({"crossOrigin": True, "topOrigin": "https://evil.example"}, "7.2 step 13", "7.2 step 14"),
            ({"crossOrigin": True, "topOrigin": ORIGIN}, "7.2 step 13", "7.2 step 14"),
        ):
            self.device.client = client
            with self.subTest(client):
                self.refused(JamWebAuthnOriginError, first, self.login, credential)
                if second is None:
                    self.login(credential, embedded)
                else:
                    self.refused(JamWebAuthnOriginError, second, self.login, credential, embedded)

    def test_members_of_the_future_and_the_past_are_passed_over(self) -> None:
        self.device.client = {"tokenBinding": {"status": "present", "id": "x"}, "extraData": "anything"}
        credential = self.register()
        self.login(credential)
        self.device.bend_client = lambda text: b"\xef\xbb\xbf" + text  # steps 5 and 8: UTF-8 decode
        self.login(credential)


class BadInput(Ceremonies):
    def test_answers(self) -> None:
        sound = self.device.create(creation(self.party))
        response = sound["response"]
        answers: list[Any] = [
            None,
            5,
            [],
            {},
            "",
            "{",
            b"\xff",
            "[]",
            "null",
            "x" * 300_000,
            json.dumps([sound]),
        ]
        answers += [
            {**sound, name: value} for name in ("id", "rawId") for value in (None, 5, "", "a b", "A", "é")
        ]
        answers += [{**sound, "type": value} for value in (None, "password", ["public-key"])]
        answers += [{**sound, "response": value} for value in (None, [], "x", {})]
        answers += [{**sound, "clientExtensionResults": value} for value in ([], "x")]
        for name in ("clientDataJSON", "attestationObject"):
            for value in (
                None,
                5,
                "",
                "====",
                "A",
                b64u(b"{}"),
                "A" * 300_000,
                "\ud800",
                response[name][:-3],
            ):
                answers.append({**sound, "response": {**response, name: value}})
        for value in (None, "usb", [5], [""], ["x" * 99], ["usb"] * 99, ["é"]):
            answers.append({**sound, "response": {**response, "transports": value}})
        for index, answer in enumerate(answers):
            with self.subTest(index), self.assertRaises(JamWebAuthnFormatError):
                self.party.register(answer, CHALLENGE, HANDLE)
        self.assertEqual(credential_id(sound), self.device.id)
        with self.assertRaises(JamWebAuthnFormatError):
            credential_id({})

    def test_client_data(self) -> None:
        for text in (
            b"",
            b"null",
            b"[]",
            b'{"type":"webauthn.create"',
            b'{"type":1}',
            b'{"type":"webauthn.create"}',
            b'{"type":"webauthn.create","challenge":5,"origin":"x"}',
            b'{"type":"webauthn.create","type":"webauthn.create"}',
            b"\xff\xfe",
            b"[" * 500,
            b'{"type":"webauthn.create","challenge":"x","origin":"x","crossOrigin":"true"}',
            b'{"type":"webauthn.create","challenge":"x","origin":"x","topOrigin":null}',
            b'{"type":"webauthn.create","challenge":"x","origin":"x","a":"' + b"a" * 20_000 + b'"}',
        ):
            self.device.bend_client = lambda _, text=text: text
            with self.subTest(text[:40]), self.assertRaises(JamWebAuthnFormatError):
                self.register()
        self.device.bend_client = lambda _: b'{"type":"webauthn.create","challenge":"\\ud800","origin":"x"}'
        with self.assertRaises(JamWebAuthnFormatError):
            self.register()

    def test_attestation_objects(self) -> None:
        bends: list[Any] = [
            lambda m: b"",
            lambda m: b"\xa0",
            lambda m: cbor.encode(m) + b"\0",
            lambda m: cbor.encode(m)[:-1],
            lambda m: b"\xbf" + cbor.encode(m)[1:] + b"\xff",  # an indefinite length
            lambda m: b"\xb8\x03" + cbor.encode(m)[1:],  # not the shortest form
            lambda m: {**m, "more": 1},
            lambda m: {**m, "fmt": 5},
            lambda m: {**m, "attStmt": []},
            lambda m: {**m, "authData": "text"},
            lambda m: {**m, "authData": m["authData"][:36]},
            lambda m: {**m, "authData": bytes(1 << 17)},
            lambda m: {"fmt": "none", "attStmt": {}},
            lambda m: cbor.encode({**m, "attStmt": {"x": bytes(1 << 17)}}),
            lambda m: [m],
        ]
        for index, bend in enumerate(bends):
            self.device.bend_object = bend
            with self.subTest(index):
                self.refused(JamWebAuthnFormatError, "7.1 step 13", self.register)

    def test_authenticator_data(self) -> None:
        for bend in (
            lambda data: data + b"\0",
            lambda data: data[:-1],
            lambda data: data[:40],
            lambda data: data[:60],
            lambda data: data[:37],
            lambda data: data[:32] + b"\x05" + data[33:37],  # no new passkey
            lambda data: data[:53] + b"\0\0" + data[55:],
            lambda data: data[:53] + b"\x04\x00" + data[55:],  # 1024 bytes of an id
            lambda data: data[:53] + b"\xff\xff" + data[55:],
            lambda data: data[:32] + bytes([data[32] | ED]) + data[33:],
            lambda data: data[:32] + bytes([data[32] | ED]) + data[33:] + b"\x80",
            lambda data: data[:32] + bytes([data[32] | ED]) + data[33:] + b"\xa1\x01\x02",
            lambda data: data[:32] + bytes([data[32] & ~0x40]) + data[33:],
        ):
            self.device.bend_data = bend
            with self.assertRaises(JamWebAuthnFormatError):
                self.register()

    def test_the_longest_credential_id(self) -> None:
        self.device.id = bytes(1023)
        self.assertEqual(len(self.register().id), 1023)

    def test_arguments(self) -> None:
        answer = self.device.create(creation(self.party))
        for challenge in (None, "text", b"", b"short", bytearray(32)):
            with self.subTest(challenge), self.assertRaises(JamValidationError):
                self.party.register(answer, challenge, HANDLE)  # type: ignore[arg-type]
        with self.assertRaises(TypeError):
            self.party.authenticate(answer, CHALLENGE, {"id": 1})  # type: ignore[arg-type]
        for handle in (None, b"", "text", bytes(65)):
            with self.subTest(handle), self.assertRaises(JamValidationError):
                self.party.register(answer, CHALLENGE, handle)  # type: ignore[arg-type]


if __name__ == "__main__":
    unittest.main()
