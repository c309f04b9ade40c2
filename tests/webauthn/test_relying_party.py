"""The relying party's settings, the options it makes, stored records."""

from __future__ import annotations

import unittest
from typing import Any

from jamlite.exceptions import (
    JamConfigurationError,
    JamValidationError,
    JamWebAuthnAlgorithmError,
    JamWebAuthnError,
)
from jamlite.webauthn import Credential, RelyingParty

CHALLENGE = bytes(range(32))
ID = bytes(range(16))


class Settings(unittest.TestCase):
    def test_domains(self) -> None:
        for good in ("shop.example", "localhost", "a.b.c.example", "xn--mller-kva.example", "1.example"):
            self.assertEqual(RelyingParty(good).rp_id, good)
        for bad in (
            None,
            5,
            "",
            "https://shop.example",
            "shop.example:443",
            "shop.example/",
            "Shop.example",
            "müller.example",
            "127.0.0.1",
            "[::1]",
            ".example",
            "shop..example",
            "-a.example",
            "shop.example.",
            "a" * 64 + ".example",
            "a." * 130 + "example",
        ):
            with self.subTest(bad), self.assertRaises(JamConfigurationError):
                RelyingParty(bad)  # type: ignore[arg-type]

    def test_origins(self) -> None:
        for good in (
            "https://shop.example",
            "https://www.shop.example",
            "https://shop.example:8443",
            "android:apk-key-hash:abc",
        ):
            self.assertIn(good, RelyingParty("shop.example", origins=[good]).origins)
        self.assertEqual(RelyingParty("shop.example").origins, {"https://shop.example"})
        RelyingParty("localhost", origins=["http://localhost:8000"])
        for bad in (
            "https://shop.example",
            5,
            [],
            [5],
            ["shop.example"],
            ["http://shop.example"],
            ["https://shop.example/"],
            ["https://shop.example:443"],
            ["https://shop.example:"],
            ["https://shop.example:0"],
            ["https://shop.example:99999"],
            ["https://evil-shop.example"],
            ["https://shop.example.evil.example"],
            ["https://user@shop.example"],
            ["https://shop.example?x"],
            ["ftp://shop.example"],
            ["null"],
            [""],
        ):
            with self.subTest(bad), self.assertRaises(JamConfigurationError):
                RelyingParty("shop.example", origins=bad)  # type: ignore[arg-type]
        related = RelyingParty("shop.example", related_origins=["https://shop.example.net"])
        self.assertEqual(related.origins, {"https://shop.example", "https://shop.example.net"})

    def test_other_arguments(self) -> None:
        bad: list[dict[str, Any]] = [
            {"name": None},
            {"top_origins": "https://a.example"},
            {"top_origins": ["a"]},
            {"user_verification": "always"},
            {"user_verification": None},
            {"attestation": "full"},
            {"attestation": None},
            {"accept_attestation": "none"},
            {"accept_attestation": ["basic"]},
            {"clones": "ignore"},
            {"timeout": 0},
            {"timeout": "300"},
            {"timeout": float("nan")},
            {"timeout": 10**9},
        ]
        for options in bad:
            with self.subTest(options), self.assertRaises(JamConfigurationError):
                RelyingParty("shop.example", **options)
        for names in ("ES256", [], ["RS1"], [None], 5, [-7]):
            with self.subTest(names), self.assertRaises(JamWebAuthnAlgorithmError):
                RelyingParty("shop.example", algorithms=names)  # type: ignore[arg-type]

    def test_errors_have_codes_of_their_own(self) -> None:
        kinds = JamWebAuthnError.__subclasses__()
        codes = {kind.default_code for kind in kinds}
        self.assertEqual(len(codes), len(kinds))
        self.assertTrue(all(code.startswith("webauthn.") for code in codes))


class Options(unittest.TestCase):
    def setUp(self) -> None:
        self.party = RelyingParty("shop.example", "Shop", timeout=120)
        self.credential = Credential(ID, b"key", b"user", transports=("usb", "nfc"))

    def test_creation(self) -> None:
        """Section 5.1.9: PublicKeyCredentialCreationOptionsJSON."""
        options = self.party.creation_options(
            CHALLENGE,
            b"\0\1\2",
            "alice@shop.example",
            "Alice",
            exclude=[self.credential, b"\xff\xfe"],
            attachment="platform",
            hints=["client-device"],
            extensions={"credProps": True},
        )
        self.assertEqual(
            options,
            {
                "rp": {"id": "shop.example", "name": "Shop"},
                "user": {"id": "AAEC", "name": "alice@shop.example", "displayName": "Alice"},
                "challenge": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
                "pubKeyCredParams": [
                    {"type": "public-key", "alg": -8},
                    {"type": "public-key", "alg": -7},
                    {"type": "public-key", "alg": -257},
                ],
                "timeout": 120000,
                "excludeCredentials": [
                    {"type": "public-key", "id": "AAECAwQFBgcICQoLDA0ODw", "transports": ["usb", "nfc"]},
                    {"type": "public-key", "id": "__4"},
                ],
                "authenticatorSelection": {
                    "authenticatorAttachment": "platform",
                    "residentKey": "required",
                    "requireResidentKey": True,
                    "userVerification": "required",
                },
                "attestation": "none",
                "hints": ["client-device"],
                "extensions": {"credProps": True},
            },
        )

    def test_request(self) -> None:
        """Section 5.1.10: PublicKeyCredentialRequestOptionsJSON."""
        options = self.party.request_options(
            CHALLENGE, allow=[self.credential], user_verification="preferred", hints=["hybrid"], extensions={}
        )
        self.assertEqual(
            options,
            {
                "challenge": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
                "timeout": 120000,
                "rpId": "shop.example",
                "allowCredentials": [
                    {"type": "public-key", "id": "AAECAwQFBgcICQoLDA0ODw", "transports": ["usb", "nfc"]}
                ],
                "userVerification": "preferred",
                "hints": ["hybrid"],
                "extensions": {},
            },
        )

    def test_bad_arguments(self) -> None:
        make, ask = self.party.creation_options, self.party.request_options
        for challenge in (None, "text", b"", b"x" * 15, b"x" * 1025, bytearray(32)):
            with self.subTest(challenge), self.assertRaises(JamValidationError):
                make(challenge, b"u", "alice")  # type: ignore[arg-type]
            with self.subTest(challenge), self.assertRaises(JamValidationError):
                ask(challenge)  # type: ignore[arg-type]
        for handle in (None, b"", "text", bytes(65)):
            with self.subTest(handle), self.assertRaises(JamValidationError):
                make(CHALLENGE, handle, "alice")  # type: ignore[arg-type]
        bad: list[dict[str, Any]] = [
            {"user_name": ""},
            {"user_name": None},
            {"display_name": None},
            {"attachment": "usb"},
            {"resident_key": "maybe"},
            {"user_verification": "always"},
            {"hints": "hybrid"},
            {"hints": ["phone"]},
            {"extensions": []},
            {"exclude": ["text"]},
            {"exclude": [None]},
            {"exclude": [b""]},
        ]
        for options in bad:
            with self.subTest(options), self.assertRaises(JamValidationError):
                make(CHALLENGE, b"u", **{"user_name": "alice", **options})


class Records(unittest.TestCase):
    def test_stored_records(self) -> None:
        sound = Credential(ID, b"key", b"user", transports=("usb",), sign_count=7, backup_eligible=True)
        self.assertEqual(Credential.from_dict({**sound.to_dict(), "more": 1}), sound)
        self.assertNotEqual(sound, Credential(ID, b"key", b"user"))
        members = sound.to_dict()
        for name, value in (
            *((name, None) for name in members),
            ("id", "="),
            ("id", ""),
            ("aaguid", "AAAA"),
            ("sign_count", -1),
            ("sign_count", 1 << 32),
            ("sign_count", True),
            ("transports", "usb"),
            ("transports", [5]),
            ("backup_state", 1),
        ):
            with self.subTest(name, value=value), self.assertRaises(JamValidationError):
                Credential.from_dict({**members, name: value})
        for name in members:
            less = {other: value for other, value in members.items() if other != name}
            with self.subTest(name), self.assertRaisesRegex(JamValidationError, name):
                Credential.from_dict(less)
        for record in (None, [], "text", 5):
            with self.assertRaises(JamValidationError):
                Credential.from_dict(record)  # type: ignore[arg-type]

    def test_a_key_that_cannot_be_used(self) -> None:
        with self.assertRaises(JamWebAuthnAlgorithmError):
            Credential(ID, b"key", b"user").key()

    def test_they_speak_without_telling(self) -> None:
        self.assertIn("sign_count=0", repr(Credential(ID, b"key", b"user")))
        self.assertEqual(repr(RelyingParty("shop.example")), "<RelyingParty shop.example>")


if __name__ == "__main__":
    unittest.main()
