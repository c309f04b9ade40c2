"""PASETO keys: security.md section 5, line 67; forms, sizes, immutability, no secrets shown."""

from __future__ import annotations

import binascii
import copy
import pickle
import unittest
from typing import Any

from jamlite.encoding import base64url
from jamlite.exceptions import (
    JamConfigurationError,
    JamError,
    JamPASETOInvalidED25519Key,
    JamPASETOInvalidPurpose,
    JamPASETOInvalidRSAKey,
    JamPASETOInvalidSecp384r1Key,
    JamPASETOInvalidSymmetricKey,
    JamValidationError,
)
from jamlite.jose import JWK
from jamlite.keys.ec import ECKey
from jamlite.keys.loading import dump_der, dump_pem
from jamlite.keys.oct import OctKey
from jamlite.keys.okp import OKPKey
from jamlite.keys.rsa import RSAKey
from jamlite.paseto import key_reading, paserk
from jamlite.paseto.key import VERSIONS, LocalKey, PublicKey, SecretKey, generate
from tests.crypto import rsa_keys
from tests.paseto.samples import local, public, secret
from tests.support import few_iterations

RAW = bytes(range(32))
ERRORS = {
    "v1": JamPASETOInvalidRSAKey,
    "v2": JamPASETOInvalidED25519Key,
    "v3": JamPASETOInvalidSecp384r1Key,
    "v4": JamPASETOInvalidED25519Key,
}
NOT_KEYS: tuple[Any, ...] = (
    *(None, True, 7, 1.5, [], (), {}, object(), "", b"", " ", "k", "\u00e9", "\ud800", "not base64url!"),
    *(
        "-----BEGIN PUBLIC KEY-----",
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
        "{}",
        "{",
        "[]",
    ),
    *(
        '{"kty":"oct"}',
        '{"kty":7}',
        {"kty": []},
        {"kty": "OKP"},
        {"kty": "EC", "crv": {}},
        {"kty": "RSA", "n": 1},
    ),
    *('{"kty":"oct","kty":"oct","k":"AA"}', b"0" * 200, "M" * 400, b"\x30\x80", "/etc/passwd", "private.pem"),
)


class Line67(unittest.TestCase):
    """Local keys are exactly 32 bytes; v1 RSA 2048, v2 and v4 Ed25519, v3 P-384, and nothing else."""

    def test_local_sizes(self) -> None:
        for version in VERSIONS:
            for size in (0, 1, 16, 31, 33, 48, 64, 1000):
                octets = b"\xfb" * size  # base64url that is not hex at once
                for form in (octets, base64url.encode(octets), OctKey(octets) if size else b"", octets.hex()):
                    refused = self.assertRaises(JamPASETOInvalidSymmetricKey)
                    with self.subTest(version=version, size=size, type=type(form).__name__), refused:
                        key_reading.local_key(version, form)
            for data in ("x" * 32, bytearray(32), None):
                with self.assertRaises(JamPASETOInvalidSymmetricKey):
                    LocalKey(version, data)  # type: ignore[arg-type]

    def test_types_of_pairs(self) -> None:
        usual = rsa_keys.usual()
        records = {
            "RSA 2048": RSAKey(usual),
            "RSA 1024": RSAKey(rsa_keys.small()),
            "RSA 2048, e = 3": RSAKey.from_numbers(usual.n, 3),
            "RSA 3072": RSAKey.from_numbers((usual.n << 1024) + 5, 65537),
            "Ed25519": OKPKey.generate("Ed25519"),
            "Ed448": OKPKey.generate("Ed448"),
            "X25519": OKPKey.generate("X25519"),
            "P-256": ECKey.generate("P-256"),
            "P-384": ECKey.generate("P-384"),
            "P-521": ECKey.generate("P-521"),
            "oct": OctKey(RAW),
        }
        right = {"v1": "RSA 2048", "v2": "Ed25519", "v3": "P-384", "v4": "Ed25519"}
        for version in VERSIONS:
            for name, record in records.items():
                with self.subTest(version=version, record=name):
                    if name == right[version]:
                        self.assertIs(key_reading.load(version, "public", record).record, record)  # type: ignore[union-attr]
                        continue
                    for function in (key_reading.secret_key, key_reading.public_key, SecretKey, PublicKey):
                        with self.assertRaises(ERRORS[version]):
                            function(version, record)
                    with self.assertRaises(ERRORS[version]):
                        key_reading.load(version, "public", record)

    def test_a_public_key_never_becomes_a_local_one(self) -> None:
        for version in VERSIONS:
            own = public(version)
            pem_text = dump_pem(own.record, private=False)
            for data in (
                own,
                secret(version),
                own.record,
                pem_text,
                pem_text.encode(),
                own.record.to_members(),
            ):
                refused = self.assertRaises((JamPASETOInvalidPurpose, JamPASETOInvalidSymmetricKey))
                with self.subTest(version=version, type=type(data).__name__), refused:
                    key_reading.local_key(version, data)

    def test_halves(self) -> None:
        for version in VERSIONS:
            with self.assertRaises(ERRORS[version]):
                SecretKey(version, public(version).record)
            with self.assertRaises(ERRORS[version]):
                PublicKey(version, secret(version).record)
            with self.assertRaises(ERRORS[version]):
                key_reading.secret_key(version, public(version))


class Texts(unittest.TestCase):
    """Keys as other programs print them: PASERK, hexadecimal, base64."""

    def test_local(self) -> None:
        raw = bytes(range(0xE0, 0x100))
        standard = binascii.b2a_base64(raw, newline=False).decode()
        self.assertIn("+", standard)
        for text in (
            raw.hex(),
            raw.hex().upper(),
            standard,
            standard.rstrip("="),
            f" {base64url.encode(raw)}\n",
        ):
            self.assertEqual(key_reading.local_key("v4", text).octets, raw)
        for version in VERSIONS:
            text = f"k{version[1]}.local.{base64url.encode(raw)}"
            self.assertEqual(key_reading.local_key(version, text).octets, raw)
            self.assertEqual(key_reading.load(version, "local", f"{text}\n").octets, raw)

    def test_pairs(self) -> None:
        for version in VERSIONS:
            key, other = secret(version), public(version)
            texts = (
                paserk.encode(f"k{version[1]}.secret", key.octets),
                paserk.encode(f"k{version[1]}.public", other.octets),
            )
            self.assertEqual(key_reading.secret_key(version, texts[0]).octets, key.octets)
            for text in texts:
                self.assertEqual(key_reading.public_key(version, text).octets, other.octets)
            self.assertEqual(key_reading.load(version, "public", texts[0]).octets, key.octets)
            self.assertEqual(key_reading.load(version, "public", texts[1]).octets, other.octets)
            with self.assertRaises(ERRORS[version]):
                key_reading.secret_key(version, texts[1])
            if version != "v1":
                self.assertEqual(key_reading.secret_key(version, key.octets.hex()).octets, key.octets)
                self.assertEqual(key_reading.public_key(version, other.octets.hex()).octets, other.octets)

    def test_refused(self) -> None:
        text = base64url.encode(bytes(32))
        for version, purpose, key, said in (
            ("v4", "local", f"k3.local.{text}", "a v4.local key is needed, this PASERK is k3.local"),
            ("v4", "local", f"k4.secret.{text}", "this PASERK is k4.secret"),
            ("v4", "public", f"k4.local.{text}", "this PASERK is k4.local"),
            ("v4", "public", f"k4.secret.{text}", "has another length"),
            ("v4", "local", f"k4.lid.{text}", "is a k4.lid, which holds no bare key"),
            ("v4", "local", f"k4.local-wrap.pie.{text}", "open it with paserk.unwrap"),
            ("v4", "local", f"k4.local-pw.{text}", "open it with paserk.unwrap"),
            ("v4", "local", "k4.local.!", "base64url"),
            ("v4", "local", "not a key!", "neither PASERK, PEM, JWK, base64url, base64 nor hex"),
            ("v4", "public", bytes(32).hex(), "may be a seed or a public key"),
        ):
            with self.subTest(key=key), self.assertRaisesRegex(JamError, said):
                key_reading.load(version, purpose, key)


class Hostile(unittest.TestCase):
    def test_what_is_no_key(self) -> None:
        for version in VERSIONS:
            for wrong in NOT_KEYS:
                with self.subTest(version=version, key=wrong):
                    with self.assertRaises((JamPASETOInvalidSymmetricKey, JamPASETOInvalidPurpose)):
                        key_reading.local_key(version, wrong)
                    for function in (key_reading.secret_key, key_reading.public_key):
                        with self.assertRaises((ERRORS[version], JamPASETOInvalidPurpose)):
                            function(version, wrong)
                    with self.assertRaises((ERRORS[version], JamPASETOInvalidPurpose)):
                        key_reading.load(version, "public", wrong)

    def test_versions_and_purposes(self) -> None:
        for wrong in (None, 4, "4", "V4", "v5", "", [], "v4.local", b"v4"):
            with self.subTest(wrong=wrong):
                for function in (key_reading.local_key, key_reading.secret_key, key_reading.public_key):
                    with self.assertRaises(JamConfigurationError):
                        function(wrong, RAW)  # type: ignore[arg-type]
                with self.assertRaises(JamConfigurationError):
                    generate(wrong, "local")  # type: ignore[arg-type]
                with self.assertRaises(JamPASETOInvalidPurpose):
                    generate("v4", wrong)  # type: ignore[arg-type]
                with self.assertRaises(JamPASETOInvalidPurpose):
                    key_reading.load("v4", wrong, RAW)  # type: ignore[arg-type]

    def test_use_of_a_jwk_is_enforced(self) -> None:
        members = secret("v4").record.to_members(private=True)
        for more in (
            *(
                {"use": "enc"},
                {"use": 7},
                {"alg": "EdDSA"},
                {"alg": "v4.local"},
                {"alg": "v2.public"},
                {"alg": None},
            ),
            *({"key_ops": []}, {"key_ops": ["encrypt"]}, {"key_ops": "sign"}, {"key_ops": [[]]}),
        ):
            with self.subTest(more=more), self.assertRaises(JamPASETOInvalidPurpose):
                key_reading.secret_key("v4", {**members, **more})
        for more in ({}, {"use": "sig"}, {"alg": "v4.public"}, {"key_ops": ["sign"]}, {"kid": "x"}):
            key_reading.secret_key("v4", {**members, **more})


class Forms(unittest.TestCase):
    def test_local(self) -> None:
        members = {"kty": "oct", "k": base64url.encode(RAW)}
        for form in (
            *(
                RAW,
                bytearray(RAW),
                memoryview(RAW),
                base64url.encode(RAW),
                members,
                JWK(members),
                OctKey(RAW),
            ),
            f'{{"kty":"oct","k":"{base64url.encode(RAW)}"}}',
        ):
            self.assertEqual(key_reading.local_key("v4", form).octets, RAW)
        own = local("v1")
        self.assertIs(key_reading.local_key("v1", own), own)

    def test_raw_bytes_that_look_like_something_else(self) -> None:
        for raw in (b"{" + bytes(30) + b"}", b"0" * 32, b"-----BEGIN PRIVATE KEY-----\n\n\n\n\n", b" " * 32):
            self.assertEqual(key_reading.local_key("v4", raw).octets, raw)
            self.assertEqual(key_reading.secret_key("v4", raw).record.d, raw)

    def test_pairs(self) -> None:
        for version in VERSIONS:
            key = secret(version)
            record = key.record
            private_pem, public_pem = dump_pem(record, private=True), dump_pem(record, private=False)
            private_der, public_der = dump_der(record, private=True), dump_der(record, private=False)
            members = record.to_members(private=True)
            for form in (record, private_pem, private_pem.encode(), private_der, members, key.octets, key):
                with self.subTest(version=version, type=type(form).__name__):
                    self.assertEqual(key_reading.secret_key(version, form).octets, key.octets)
                    self.assertEqual(key_reading.load(version, "public", form).octets, key.octets)
                    self.assertEqual(key_reading.public_key(version, form).octets, key.public().octets)
            for form in (
                record.public(),
                public_pem,
                public_pem.encode(),
                public_der,
                record.to_members(),
                key.public(),
            ):
                with self.subTest(version=version, type=type(form).__name__):
                    self.assertEqual(key_reading.public_key(version, form).octets, key.public().octets)
                    self.assertEqual(key_reading.load(version, "public", form).octets, key.public().octets)
                    with self.assertRaises(ERRORS[version]):
                        key_reading.secret_key(version, form)
            for text in (base64url.encode(key.octets), JWK(members)):
                self.assertEqual(key_reading.secret_key(version, text).octets, key.octets)

    def test_raw_sizes(self) -> None:
        self.assertEqual(
            {v: len(secret(v).octets) for v in ("v2", "v3", "v4")}, {"v2": 64, "v3": 48, "v4": 64}
        )
        self.assertEqual(
            {v: len(public(v).octets) for v in ("v2", "v3", "v4")}, {"v2": 32, "v3": 49, "v4": 32}
        )
        uncompressed = public("v3").record.octets()
        self.assertEqual(key_reading.public_key("v3", uncompressed).octets, public("v3").octets)

    def test_32_bytes_are_not_guessed_at(self) -> None:
        with self.assertRaises(JamPASETOInvalidED25519Key):
            key_reading.load("v4", "public", public("v4").octets)

    @few_iterations()
    def test_encrypted_pem(self) -> None:
        text = dump_pem(secret("v4").record, private=True, password="pw")
        self.assertEqual(key_reading.secret_key("v4", text, "pw").octets, secret("v4").octets)
        for password in (None, "", "wrong"):
            with self.assertRaises(JamPASETOInvalidED25519Key):
                key_reading.secret_key("v4", text, password)

    def test_generate(self) -> None:
        self.assertEqual(len({generate(version, "local").octets for version in VERSIONS}), 4)
        for version in ("v2", "v3", "v4"):
            key = generate(version, "public")
            assert isinstance(key, SecretKey)
            self.assertEqual(key_reading.secret_key(version, key.octets).public().octets, key.public().octets)


class Habits(unittest.TestCase):
    def test_keys_do_not_change_and_are_not_pickled(self) -> None:
        for key in (local("v4"), secret("v4"), public("v4")):
            for name in ("version", "octets", "record", "purpose", "new"):
                with self.assertRaises(AttributeError):
                    setattr(key, name, "v2")
                with self.assertRaises(AttributeError):
                    delattr(key, name)
            with self.assertRaises(TypeError):
                pickle.dumps(key)
            self.assertIs(copy.copy(key), key)
            self.assertIs(copy.deepcopy(key), key)

    def test_line_11_no_secret_is_shown(self) -> None:
        for version in VERSIONS:
            for key in (local(version), secret(version)):
                self.assertIn(f"<PASETO {version}.", repr(key))
                for shown in (repr(key), str(key), repr(vars(type(key)))):
                    self.assertNotIn(key.octets.hex()[:16], shown)
                    self.assertNotIn(base64url.encode(key.octets)[:16], shown)
        hidden = base64url.encode(b"secret" * 5)
        with self.assertRaises(JamPASETOInvalidSymmetricKey) as caught:
            key_reading.local_key("v4", hidden)
        self.assertNotIn(hidden, f"{caught.exception} {caught.exception.__cause__}")
        self.assertNotIsInstance(caught.exception, JamValidationError)


if __name__ == "__main__":
    unittest.main()
