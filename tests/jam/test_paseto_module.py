"""Jam's classes: security.md section 5, lines 66 to 72 as their users meet them."""

from __future__ import annotations

import json
import time
import unittest
from typing import Any

from jamlite.encoders import JsonEncoder
from jamlite.encoding import base64url
from jamlite.exceptions import (
    JamConfigurationError,
    JamEncodingError,
    JamPASETOClaimError,
    JamPASETOExpired,
    JamPASETOInvalidED25519Key,
    JamPASETOInvalidPurpose,
    JamPASETOInvalidTokenFormat,
    JamPASETOKeyVerificationError,
    JamPASETONotYetValid,
    JamTypeError,
    JamValidationError,
)
from jamlite.keys.loading import dump_pem
from jamlite.paseto import (
    BasePASETO,
    PASETOv1,
    PASETOv2,
    PASETOv3,
    PASETOv4,
    create_instance,
)
from tests.paseto.samples import PROTOCOLS, Sample, local, public, samples, secret
from tests.paseto.test_functions import NOT_TOKENS
from tests.paseto.test_key import ERRORS, NOT_KEYS

CLASSES: dict[str, type[BasePASETO]] = {"v1": PASETOv1, "v2": PASETOv2, "v3": PASETOv3, "v4": PASETOv4}
NOW = 1640995200  # 2022-01-01T00:00:00Z
PAYLOAD = {"sub": "somebody", "exp": "2022-01-01T00:00:01Z", "roles": ["a"]}
# What says that a token is not this key's (reference: Jam's own classes, one family per version).
NOT_VERIFIED = {
    "v1.local": JamPASETOInvalidTokenFormat,
    "v1.public": JamPASETOKeyVerificationError,
    "v2.local": JamPASETOInvalidTokenFormat,
    "v2.public": JamPASETOInvalidTokenFormat,
    "v3.local": JamPASETOInvalidTokenFormat,
    "v3.public": JamPASETOInvalidTokenFormat,
    "v4.local": JamPASETOKeyVerificationError,
    "v4.public": JamPASETOKeyVerificationError,
}


def instance(sample: Sample, **options: Any) -> BasePASETO:
    return CLASSES[sample.version].key(sample.purpose, sample.maker, **options)


class Hostile(unittest.TestCase):
    def test_tokens(self) -> None:
        for sample in samples():
            paseto = instance(sample)
            for wrong in NOT_TOKENS:
                with self.subTest(sample=sample.name, token=wrong), self.assertRaises(JamValidationError):
                    paseto.decode(wrong)

    def test_payloads_and_footers(self) -> None:
        circle: dict[str, Any] = {}
        circle["x"] = circle
        for sample in samples():
            paseto = instance(sample)
            for wrong in (None, True, 7, "text", b"{}", [], object()):
                with self.subTest(sample=sample.name, wrong=wrong), self.assertRaises(JamTypeError):
                    paseto.encode(wrong)  # type: ignore[arg-type]
                if wrong is not None and not isinstance(wrong, (str, bytes)):
                    with self.assertRaises(JamTypeError):
                        paseto.encode({}, wrong)  # type: ignore[arg-type]
            for unwritable in ({"a": object()}, {"a": float("nan")}, {"a": "\ud800"}, {"a": b""}, circle):
                with self.subTest(sample=sample.name), self.assertRaises(JamEncodingError):
                    paseto.encode(unwritable)
            for wrong in ({"exp": "soon"}, {"iat": None}, {"exp": None}, {"aud": ["a"]}, {"exp": True}):
                with self.subTest(sample=sample.name, wrong=wrong), self.assertRaises(JamPASETOClaimError):
                    paseto.encode(wrong)

    def test_keys(self) -> None:
        for version, kind in CLASSES.items():
            for purpose in ("local", "public"):
                for wrong in NOT_KEYS:
                    with self.subTest(version=version, key=wrong):
                        with self.assertRaises((JamConfigurationError, JamPASETOInvalidPurpose)):
                            kind.key(purpose, wrong)
                        with self.assertRaises((JamConfigurationError, JamPASETOInvalidPurpose)):
                            create_instance(version, purpose, wrong)

    def test_create_instance(self) -> None:
        key = bytes(32)
        for options in (
            *(
                {},
                {"version": "v4"},
                {"version": "v4", "purpose": "local"},
                {"version": "v5", "purpose": "local"},
            ),
            *({"version": 4, "purpose": "local", "secret_key": key}, {"purpose": "local", "secret_key": key}),
            {"version": "v4", "purpose": "local", "secret_key": key, "unknown": 1},
            {"version": "v4", "purpose": "local", "secret_key": key, "leeway": -1},
            {"version": "v4", "purpose": "local", "secret_key": key, "public_key": key},
            {"version": "v4", "purpose": "public", "secret_key": secret("v4"), "public_key": bytes(32)},
        ):
            with (
                self.subTest(options=options),
                self.assertRaises((JamConfigurationError, JamPASETOInvalidPurpose)),
            ):
                create_instance(**options)  # type: ignore[arg-type]
        for purpose in (None, 7, "", "Local", "secret", "v4.local"):
            with self.subTest(purpose=purpose), self.assertRaises(JamPASETOInvalidPurpose):
                create_instance("v4", purpose, key)  # type: ignore[arg-type]

    def test_nothing_is_a_path(self) -> None:
        for purpose in ("local", "public"):
            with self.assertRaises(JamConfigurationError):
                PASETOv4.key(purpose, __file__)

    def test_line_11_repr(self) -> None:
        self.assertEqual(repr(PASETOv4.key("local", local("v4"))), "<PASETOv4 local key>")
        self.assertEqual(repr(PASETOv2.key("public", secret("v2"))), "<PASETOv2 public secret key>")
        self.assertEqual(repr(PASETOv2.key("public", public("v2"))), "<PASETOv2 public public key>")


class Line66(unittest.TestCase):
    """A token of another version or purpose is refused, whatever it says."""

    def test_every_other_token(self) -> None:
        tokens = {sample.name: instance(sample).encode({}) for sample in samples()}
        for sample in samples():
            for name, token in tokens.items():
                if name == sample.name:
                    self.assertEqual(instance(sample).decode(token), ({}, None))
                else:
                    with (
                        self.subTest(sample=sample.name, token=name),
                        self.assertRaises(JamPASETOInvalidPurpose),
                    ):
                        instance(sample).decode(token)

    def test_keys_of_other_versions(self) -> None:
        for version, kind in CLASSES.items():
            for other in CLASSES:
                if other != version:
                    for purpose, key in (
                        ("local", local(other)),
                        ("public", secret(other)),
                        ("public", public(other)),
                    ):
                        with (
                            self.subTest(version=version, other=other),
                            self.assertRaises(JamPASETOInvalidPurpose),
                        ):
                            kind.key(purpose, key)


class Line67(unittest.TestCase):
    """Keys of the wrong size or type give the version's own error."""

    def test_errors(self) -> None:
        for version, kind in CLASSES.items():
            for other in CLASSES:
                if {version, other} != {"v2", "v4"} and version != other:
                    with self.subTest(version=version, other=other), self.assertRaises(ERRORS[version]):
                        kind.key("public", dump_pem(secret(other).record, private=True))


class Line68(unittest.TestCase):
    """Footer and assertion are authenticated; the errors are Jam's, one family per version."""

    def test_changes(self) -> None:
        for sample in samples():
            paseto = instance(sample)
            token = paseto.encode({"a": 1}, {"kid": "x"})
            for wrong in (token.rpartition(".")[0], f"{token.rpartition('.')[0]}.{base64url.encode(b'{}')}"):
                with self.subTest(sample=sample.name), self.assertRaises(NOT_VERIFIED[sample.name]) as caught:
                    paseto.decode(wrong)
                self.assertIsInstance(caught.exception, JamValidationError)
            with self.assertRaises(JamPASETOInvalidTokenFormat):
                paseto.decode(token, footer={"kid": "y"})
            self.assertEqual(paseto.decode(token, footer='{"kid":"x"}'), ({"a": 1}, '{"kid":"x"}'))

    def test_assertions(self) -> None:
        for sample in samples():
            paseto = instance(sample)
            if sample.has_assertions:
                token = paseto.encode({}, implicit_assertion="a")
                self.assertEqual(paseto.decode(token, implicit_assertion=b"a"), ({}, None))
                with self.assertRaises(NOT_VERIFIED[sample.name]):
                    paseto.decode(token)
                continue
            # Silence would let the caller believe that it is authenticated.
            with self.assertRaises(JamConfigurationError):
                paseto.encode({}, implicit_assertion="a")
            with self.assertRaises(JamConfigurationError):
                paseto.decode(paseto.encode({}), implicit_assertion="a")


class Line69(unittest.TestCase):
    """Footers are parsed after authentication, within limits, and come back as they were given."""

    def test_as_given(self) -> None:
        for sample in samples():
            paseto = instance(sample)
            for footer in ({"kid": "x"}, {}, "text", "123", "null", "[1]", '{"a":1,"a":2}', b"\xff\0", None):
                with self.subTest(sample=sample.name, footer=footer):
                    self.assertEqual(paseto.decode(paseto.encode({}, footer)), ({}, footer))

    def test_expected_bytes_come_back_as_bytes(self) -> None:
        paseto = PASETOv4.key("local", local("v4"))
        self.assertEqual(paseto.decode(paseto.encode({}, b"text"), footer=b"text"), ({}, b"text"))

    def test_deep_and_large_footers(self) -> None:
        paseto = PASETOv4.key("local", local("v4"))
        deep = '{"a":' * 1000 + "1" + "}" * 1000
        self.assertEqual(paseto.decode(paseto.encode({}, deep))[1], deep)
        with self.assertRaises(JamPASETOInvalidTokenFormat):
            paseto.encode({}, "x" * 20000)

    def test_kid_of_a_wrong_type(self) -> None:
        with self.assertRaises(JamPASETOClaimError):
            PASETOv4.key("local", local("v4")).encode({}, {"kid": 7})


class Line71(unittest.TestCase):
    """exp, nbf and iat are enforced by default; wrong types are clean refusals."""

    def test_by_default(self) -> None:
        for sample in samples():
            paseto = instance(sample)
            token = paseto.encode(PAYLOAD)
            with self.subTest(sample=sample.name):
                self.assertEqual(paseto.decode(token, now=NOW), (PAYLOAD, None))
                for options in ({}, {"now": NOW + 1}):
                    with self.assertRaises(JamPASETOExpired):
                        paseto.decode(token, **options)  # type: ignore[arg-type]
                self.assertEqual(paseto.decode(token, now=NOW + 60, leeway=60)[0], PAYLOAD)
                self.assertEqual(paseto.decode(token, check_exp=False)[0], PAYLOAD)
                self.assertEqual(paseto.decode(token, validate_claims=False)[0], PAYLOAD)
                for name in ("nbf", "iat"):
                    early = paseto.encode({name: "2022-01-01T00:00:01Z"})
                    with self.assertRaises(JamPASETONotYetValid):
                        paseto.decode(early, now=NOW)
                    paseto.decode(early, now=NOW, check_nbf=False)

    def test_wrong_types(self) -> None:
        key = local("v4")
        paseto = PASETOv4.key("local", key)
        for name in ("exp", "nbf", "iat"):
            for wrong in (
                None,
                True,
                [],
                {},
                "",
                "soon",
                "2999-01-01",
                "2999-01-01T00:00:00",
                "9999999999",
                10**30,
            ):
                token = PROTOCOLS["v4"].encrypt(key, json.dumps({name: wrong}).encode())
                for options in ({}, {"validate_claims": False}):
                    with self.subTest(name=name, wrong=wrong), self.assertRaises(JamPASETOClaimError):
                        paseto.decode(token, **options)  # type: ignore[arg-type]

    def test_jams_shape(self) -> None:
        paseto = PASETOv4.key("local", local("v4"))
        now = time.time()
        paseto.decode(paseto.encode({"iat": now, "exp": now + 60, "pit": "x"}))
        paseto.decode(paseto.encode({"iat": now, "exp": None, "pit": "x"}))
        with self.assertRaises(JamPASETOExpired):
            paseto.decode(paseto.encode({"iat": now - 60, "exp": now - 30, "pit": "x"}))

    def test_line_14_a_wrong_signature_comes_first(self) -> None:
        for sample in samples():
            paseto = instance(sample)
            token = paseto.encode(PAYLOAD, "f")
            with self.subTest(sample=sample.name), self.assertRaises(NOT_VERIFIED[sample.name]):
                paseto.decode(token.rpartition(".")[0])

    def test_expectations_of_the_instance(self) -> None:
        paseto = PASETOv4.key("local", local("v4"), issuer="i", audience=["a", "b"], leeway=60)
        self.assertEqual(paseto.decode(paseto.encode({"iss": "i", "aud": "b"}))[0]["aud"], "b")
        for wrong in ({}, {"iss": "i"}, {"aud": "a"}, {"iss": "j", "aud": "a"}, {"iss": "i", "aud": "c"}):
            with self.subTest(wrong=wrong), self.assertRaises(JamPASETOClaimError):
                paseto.decode(paseto.encode(wrong))
        paseto.decode(paseto.encode({"iss": "j", "aud": "c"}), issuer="j", audience="c")
        token = paseto.encode({"iss": "i", "aud": "a", "sub": "s"})
        paseto.decode(token, subject="s", required=["sub"])
        for options in ({"subject": "t"}, {"required": ["jti"]}):
            with self.subTest(options=options), self.assertRaises(JamPASETOClaimError):
                paseto.decode(token, **options)  # type: ignore[arg-type]


class Line72(unittest.TestCase):
    """The payload is a JSON object after verification, else a clean refusal."""

    def test_payloads(self) -> None:
        for sample in samples():
            paseto = instance(sample)
            for wrong in (b"", b"[]", b"1", b'"x"', b"null", b"\xff", b"{", b'{"a":1,"a":2}', b"[" * 9999):
                token = sample.make(sample.maker, wrong)
                with self.subTest(sample=sample.name, payload=wrong[:20]):
                    with self.assertRaises(JamPASETOInvalidTokenFormat) as caught:
                        paseto.decode(token)
                    self.assertEqual(caught.exception.error_code, "paseto.validation.invalid_payload")


class Behaviour(unittest.TestCase):
    def test_public_only_instances_verify(self) -> None:
        for version, kind in CLASSES.items():
            signer = kind.key("public", dump_pem(secret(version).record, private=True))
            pem_text = dump_pem(secret(version).record, private=False)
            for verifier in (kind.key("public", pem_text), kind.key("public", None, public_key=pem_text)):
                self.assertEqual(verifier.decode(signer.encode({"a": 1}, "f")), ({"a": 1}, "f"))
                with self.assertRaises(ERRORS[version]):
                    verifier.encode({})

    def test_both_halves(self) -> None:
        own = PASETOv4.key("public", secret("v4"), public_key=public("v4").octets)
        self.assertEqual(own.decode(own.encode({})), ({}, None))
        with self.assertRaises(JamPASETOInvalidED25519Key):
            PASETOv4.key("public", secret("v4"), public_key=bytes(31) + b"\2")

    def test_local_keys(self) -> None:
        text = base64url.encode(local("v4").octets)
        token = PASETOv4.key("local", text).encode({"a": 1})
        self.assertEqual(create_instance("v4", "local", key=text).decode(token), ({"a": 1}, None))
        self.assertEqual(PASETOv4("local", local("v4").octets).purpose, "local")

    def test_serializers(self) -> None:
        key = local("v4")
        for serializer in (JsonEncoder, JsonEncoder(), json):
            paseto = PASETOv4.key("local", key, serializer=serializer)
            self.assertEqual(
                paseto.decode(paseto.encode({"b": 1, "a": "\u00e9"}))[0], {"a": "\u00e9", "b": 1}
            )
        paseto = PASETOv4.key("local", key)
        payload = PROTOCOLS["v4"].decrypt(key, paseto.encode({"b": 1, "a": 2}, None, JsonEncoder))[0]
        self.assertEqual(payload, b'{"a": 2,"b": 1}')
        with self.assertRaises(JamPASETOInvalidTokenFormat):
            PASETOv4.key("local", key, serializer=json).decode(PROTOCOLS["v4"].encrypt(key, b"{"))

    def test_load_rsa_key(self) -> None:
        text = dump_pem(secret("v1").record, private=True)
        self.assertTrue(BasePASETO.load_rsa_key(text).is_private)
        self.assertFalse(PASETOv1.load_rsa_key(text, private=False).is_private)
        with self.assertRaises(ERRORS["v1"]):
            BasePASETO.load_rsa_key(dump_pem(secret("v1").record, private=False))


if __name__ == "__main__":
    unittest.main()
