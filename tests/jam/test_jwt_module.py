"""Jam's classes JWS and JWT, and their makers (reference: Jam 3.2, with its verdicts)."""

from __future__ import annotations

import json
import unittest
import warnings
from typing import Any
from unittest import mock

from jamlite.encoders import JsonEncoder
from jamlite.exceptions import (
    JamConfigurationError,
    JamError,
    JamJWTClaimError,
    JamJWTExpired,
    JamJWTNotYetValid,
    JamJWTUnsupportedAlgorithm,
)
from jamlite.exceptions.base import JamTypeError
from jamlite.exceptions.jose import (
    JamAlgorithmError,
    JamInvalidKeyTypeError,
    JamJWSSigningError,
    JamJWSValidationError,
    JamJWSVerificationError,
)
from jamlite.jose import JWK, JWS, JWT, JWKSet, create_instance, create_jws_instance, create_jwt_instance
from tests.jose.samples import ALGORITHMS, ODD, key
from tests.support import few_iterations
from tests.tools.transcribe.jose_forge import OCT, SECRET, segment, token, unb64u

NOW = 1_700_000_000


def parts(text: str) -> list[Any]:
    return [json.loads(unb64u(part)) for part in text.split(".")[:2]]


class Signatures(unittest.TestCase):
    def test_algorithm_and_key(self) -> None:
        for alg in (*ODD, "none", "NONE", "", "HS", "A256KW"):
            with self.subTest(alg=repr(alg)), self.assertRaises(JamAlgorithmError):
                JWS(alg, SECRET)  # type: ignore[arg-type]
        for empty in (None, "", b""):
            with self.assertRaises(JamConfigurationError):
                JWS("HS256", empty)
        for alg, wrong in (("RS256", SECRET), ("HS256", key("RS256")), ("ES256", key("ES384")),
                           ("EdDSA", key("ES256")), ("HS256", {**OCT, "use": "enc"}),
                           ("HS256", {**OCT, "alg": "HS512"}), ("HS256", 1),
                           ("HS256", {**OCT, "key_ops": ["deriveKey"]}),
                           ("HS256", key("RS256").to_pem(private=False))):  # fmt: skip
            with self.subTest(alg=alg), self.assertRaises(JamError):
                JWS(alg, wrong)
        self.assertEqual(JWS("hs256", SECRET).alg, "HS256")
        self.assertEqual(JWS("EDDSA", key("EdDSA")).alg, "EdDSA")

    @few_iterations()
    def test_spellings_of_a_key(self) -> None:
        signed = JWS("ES256", key("ES256")).sign(None, "x")
        public = key("ES256").public()
        encrypted = key("ES256").to_pem(password="geheim")
        for given, password in (
            (public, None), (public.to_dict(), None), (json.dumps(public.to_dict()), None),
            (public.to_pem(), None),
            (public.to_pem().encode(), None), (JWKSet([public]), None), (encrypted, "geheim"),
            (key("ES256").to_der(), None),
        ):  # fmt: skip
            self.assertEqual(JWS("ES256", given, password).verify(signed)["payload"], b"x")
        with self.assertRaises(JamError):
            JWS("ES256", encrypted, "wrong")

    def test_sign_and_verify(self) -> None:
        """jam-api 5.2: alg first, no spaces, payload as bytes."""
        instance = JWS("HS256", SECRET)
        for data, payload in (
            ({"b": 1, "a": "é"}, '{"b":1,"a":"é"}'.encode()),
            ("é", "é".encode()),
            (b"\xff", b"\xff"),
            ({}, b"{}"),
        ):
            signed = instance.sign({"kid": "a"}, data)
            self.assertTrue(signed.startswith(segment({"alg": "HS256", "kid": "a"})))
            self.assertEqual(
                instance.verify(signed),
                {
                    "header": {"alg": "HS256", "kid": "a"},
                    "payload": payload,
                    "signature": unb64u(signed.split(".")[2]),
                },
            )
        self.assertEqual(instance.deserialize_compact(instance.serialize_compact(None, "x"))["payload"], b"x")

    def test_wrong_data_and_header(self) -> None:
        instance = JWS("HS256", SECRET)
        for data in (None, 1, [], object(), "\ud800", {"a": object()}, {"a": "\ud800"}, True):
            with self.subTest(data=repr(data)), self.assertRaises(JamError):
                instance.sign(None, data)  # type: ignore[arg-type]
        for header in (1, "x", [], {1: 1}, {"alg": "HS384"}, {"alg": 1}, {"crit": ["x"]}):
            with self.subTest(header=header), self.assertRaises(JamJWSSigningError):
                instance.sign(header, "x")  # type: ignore[arg-type]

    def test_refused_tokens(self) -> None:
        instance = JWS("HS256", SECRET)
        for odd in (*ODD, {}, "", "a.b", "a.b.c", "{}"):
            for validate in (True, False):
                with self.subTest(token=repr(odd)[:30]), self.assertRaises(JamJWSVerificationError):
                    instance.verify(odd, validate)  # type: ignore[arg-type]
        with self.assertRaises(JamJWSVerificationError) as caught:
            instance.verify("a.b")
        self.assertEqual(caught.exception.details, {"reason": "invalid_jws_format"})

    def test_without_validation_the_header_still_counts(self) -> None:
        """jam-api 5.2: validate=False keeps alg and crit."""
        instance = JWS("HS256", SECRET)
        forged = token({"alg": "HS256"}, b"x", b"y" * 32)
        self.assertEqual(instance.verify(forged, validate=False)["payload"], b"x")
        with self.assertRaises(JamJWSVerificationError):
            instance.verify(forged)
        for alg in ("HS384", "none", "hs256"):
            with self.assertRaises(JamJWSValidationError) as caught:
                instance.verify(token({"alg": alg}), validate=False)
            self.assertEqual(
                caught.exception.details, {"reason": "algorithm_mismatch", "expected": "HS256", "got": alg}
            )
        with self.assertRaises(JamJWSValidationError) as caught:
            instance.verify(token({"alg": "HS256", "crit": ["x"], "x": 1}), validate=False)
        self.assertEqual(caught.exception.details, {"reason": "unknown_critical_header", "unknown": ["x"]})

    def test_strict_and_repr(self) -> None:
        with self.assertRaises(JamInvalidKeyTypeError):
            JWS("HS256", "short", strict=True)
        self.assertNotIn(SECRET.decode(), repr(JWS("HS256", SECRET)))


class Tokens(unittest.TestCase):
    def setUp(self) -> None:
        self.jwt = JWT("HS256", secret_key=SECRET)

    def test_construction(self) -> None:
        """jam-api 5.1."""
        for arguments in ({"alg": "HS256", "jws": JWS("HS256", SECRET)},):
            with self.assertRaisesRegex(JamConfigurationError, "Cannot specify both"):
                JWT(**arguments)  # type: ignore[arg-type]
        for arguments in ({}, {"secret_key": SECRET}, {"alg": "HS256"}, {"alg": "HS256", "secret_key": ""}):
            with self.subTest(arguments=arguments), self.assertRaises(JamConfigurationError):
                JWT(**arguments)  # type: ignore[arg-type]
        for alg in ("none", "", "HS", 1, ["HS256"], b"HS256"):
            with self.subTest(alg=alg), self.assertRaises(JamJWTUnsupportedAlgorithm) as caught:
                JWT(alg, secret_key=SECRET)  # type: ignore[arg-type]
            self.assertNotIn("algorithm", caught.exception.details)  # it may be the secret
            self.assertIn("HS256", caught.exception.details["supported_algorithms"])
        for leeway in (-1, "1", None, True, float("nan")):
            with self.subTest(leeway=leeway), self.assertRaises(JamConfigurationError):
                JWT("HS256", secret_key=SECRET, leeway=leeway)  # type: ignore[arg-type]
        self.assertEqual(JWT(jws=JWS("HS256", SECRET)).alg, "HS256")
        self.assertNotIn(SECRET.decode(), repr(self.jwt))
        with self.assertRaises(JamInvalidKeyTypeError):
            JWT("HS256", secret_key="short", strict=True)

    def test_what_is_no_ready_jws_or_jwe(self) -> None:
        ready = JWT("HS256", secret_key=SECRET)
        for name, value in (("jws", 5), ("jws", "HS256"), ("jws", {}), ("jws", ready), ("jwe", True)):
            with self.subTest(name, value=type(value)), self.assertRaises(JamConfigurationError) as caught:
                JWT(**{name: value})  # type: ignore[arg-type]
            told = f"{name} must be a ready {name.upper()}, got {type(value).__name__}"
            self.assertIn(told, str(caught.exception))
        self.assertEqual(JWT(jws=ready.jws).alg, "HS256")

    def test_what_is_encoded(self) -> None:
        """jam-api 3.3: order of claims, None dropped, payload on top."""
        made = self.jwt.encode("i", "s", "a", 60, -5, "j", {"kid": "k"}, {"x": 1, "sub": "other"}, now=NOW)
        self.assertEqual(list(parts(made)[0].items()), [("alg", "HS256"), ("typ", "JWT"), ("kid", "k")])
        self.assertEqual(
            list(parts(made)[1].items()),
            [
                ("jti", "j"),
                ("iat", NOW),
                ("iss", "i"),
                ("sub", "other"),
                ("aud", "a"),
                ("exp", NOW + 60),
                ("nbf", NOW - 5),
                ("x", 1),
            ],
        )
        self.assertEqual(parts(self.jwt.encode(payload={"jti": None, "iat": None, "y": None}))[1], {})
        self.assertEqual(parts(self.jwt.encode(aud=("a", "b"), now=NOW, jti="j"))[1]["aud"], ["a", "b"])
        self.assertNotEqual(parts(self.jwt.encode())[1]["jti"], parts(self.jwt.encode())[1]["jti"])
        self.assertNotEqual(self.jwt.jti, self.jwt.jti)

    def test_exp_zero_is_now(self) -> None:
        """jam-api 3.3, FIX: it never meant "for ever"."""
        made = self.jwt.encode(exp=0, now=NOW)
        self.assertEqual(parts(made)[1]["exp"], NOW)
        with self.assertRaises(JamJWTExpired):
            self.jwt.decode(made, now=NOW)

    def test_wrong_arguments_to_encode(self) -> None:
        for name in ("exp", "nbf"):
            for value in ("60", True, [], {}, float("nan"), float("inf"), 1j, object()):
                with self.subTest(name=name, value=repr(value)), self.assertRaises(JamTypeError):
                    self.jwt.encode(**{name: value})
        for name in ("iss", "sub", "jti"):
            for value in (1, ["x"], {"a": 1}, b"x", object()):
                with self.subTest(name=name, value=repr(value)), self.assertRaises(JamJWTClaimError):
                    self.jwt.encode(**{name: value})
        for name in ("payload", "header"):
            for value in (1, "x", [], [("a", 1)], b"x", object()):
                with self.subTest(name=name, value=repr(value)), self.assertRaises(JamTypeError):
                    self.jwt.encode(**{name: value})
        for payload in ({"exp": "1"}, {"aud": 1}, {1: 2}, {"exp": 1e300}):
            with self.subTest(payload=payload), self.assertRaises(JamJWTClaimError):
                self.jwt.encode(payload=payload)
        for header in ({"alg": "HS384"}, {"alg": 1}, {1: 1}, {"crit": ["x"]}):
            with self.subTest(header=header), self.assertRaises(JamJWSSigningError):
                self.jwt.encode(header=header)
        for now in ("1", True, -1, float("nan"), [], 10**400):
            with self.subTest(now=now), self.assertRaises(JamConfigurationError):
                self.jwt.encode(now=now)  # type: ignore[arg-type]
        for extreme in (1e300, 10**400):
            with self.assertRaises(JamJWTClaimError):
                self.jwt.encode(exp=extreme)

    def test_decode(self) -> None:
        made = self.jwt.encode(sub="alice", exp=60, nbf=0, now=NOW, jti="j")
        found = self.jwt.decode(made, now=NOW)
        self.assertEqual(found["header"], {"alg": "HS256", "typ": "JWT"})
        self.assertEqual(found["payload"]["sub"], "alice")
        with self.assertRaises(JamJWTExpired):
            self.jwt.decode(made, now=NOW + 60)
        with self.assertRaises(JamJWTNotYetValid):
            self.jwt.decode(made, now=NOW - 1)
        self.jwt.decode(made, now=NOW + 60, check_exp=False)
        self.jwt.decode(made, now=NOW - 1, check_nbf=False)
        self.jwt.decode(made, now=NOW + 69, leeway=10)
        self.jwt.decode(made, now=NOW + 99, validate_claims=False)
        for odd in (*ODD, "", "a.b", "a.b.c"):
            with self.assertRaises(JamJWSVerificationError):
                self.jwt.decode(odd)  # type: ignore[arg-type]

    def test_typ(self) -> None:
        """security 44, 46."""
        for typ in ("at+jwt", "x", "", "JWE"):
            with self.subTest(typ=typ), self.assertRaises(JamJWSValidationError):
                self.jwt.decode(token({"alg": "HS256", "typ": typ}, {}))
            if typ:
                self.jwt.decode(token({"alg": "HS256", "typ": typ}, {}), typ=typ)
        for typ in ("jwt", "Jwt", "application/jwt"):
            self.jwt.decode(token({"alg": "HS256", "typ": typ}, {}))
        self.jwt.decode(token({"alg": "HS256"}, {}))
        bound = JWT("HS256", secret_key=SECRET, typ="at+jwt")
        with self.assertRaises(JamJWSValidationError):
            bound.decode(bound.encode())
        bound.decode(bound.encode(header={"typ": "at+jwt"}))

    def test_expectations(self) -> None:
        bound = JWT("HS256", secret_key=SECRET, issuer="i", audience="a", leeway=5)
        made = bound.encode(iss="i", aud="a", exp=1, now=NOW)
        bound.decode(made, now=NOW + 5)
        for changed in ({"iss": "x"}, {"aud": "x"}, {"iss": None}, {"aud": None}):
            with self.subTest(changed=changed), self.assertRaises(JamJWTClaimError):
                bound.decode(bound.encode(payload={"iss": "i", "aud": "a", **changed}))
        bound.decode(bound.encode(iss="x", aud="y"), issuer=["x"], audience=("y",))
        self.jwt.decode(self.jwt.encode(aud="anything"))  # as in Jam: without an audience any is accepted
        for expected in ({"subject": "x"}, {"required": ["x"]}, {"issuer": "x"}, {"audience": "x"}):
            with self.subTest(expected=expected), self.assertRaises(JamJWTClaimError):
                self.jwt.decode(self.jwt.encode(sub="s"), **expected)

    def test_serializer(self) -> None:
        """The claims are written by it and read strictly; kid and typ are as without it."""
        named = JWK({**OCT, "kid": "k"})
        made = JWT("HS256", secret_key=named, serializer=JsonEncoder).encode(sub="s", now=NOW, jti="j")
        self.assertEqual(unb64u(made.split(".")[1]), b'{"iat": 1700000000,"jti": "j","sub": "s"}')
        self.assertEqual(parts(made)[0], {"alg": "HS256", "typ": "JWT", "kid": "k"})
        self.assertEqual(self.jwt.decode(made)["payload"]["sub"], "s")
        with self.assertRaises(JamJWTClaimError):
            JWT("HS256", secret_key=SECRET, serializer=JsonEncoder).encode(payload={1: 2})

        class Number:
            @staticmethod
            def dumps(value: Any) -> Any:
                return 5

        with self.assertRaises(JamTypeError):
            JWT("HS256", secret_key=SECRET, serializer=Number).encode()

    def test_a_serializer_that_writes_text(self) -> None:
        """The module `json` is one: a session and a PASETO take what it writes, and so does a JWT."""
        made = JWT("HS256", secret_key=SECRET, serializer=json).encode(sub="\u00fc", now=NOW, jti="j")
        self.assertEqual(self.jwt.decode(made)["payload"], {"sub": "\u00fc", "iat": 1700000000, "jti": "j"})

        class Surrogate:
            @staticmethod
            def dumps(value: Any) -> Any:
                return '{"sub":"\ud800"}'

        with self.assertRaises(JamJWSSigningError):
            JWT("HS256", secret_key=SECRET, serializer=Surrogate).encode()

    def test_every_algorithm(self) -> None:
        for alg in ALGORITHMS:
            with self.subTest(alg=alg):
                made = JWT(alg.lower(), secret_key=key(alg)).encode(sub="s")
                public = key(alg) if alg.startswith("HS") else key(alg).public().to_dict()
                self.assertEqual(JWT(alg, secret_key=public).decode(made)["payload"]["sub"], "s")
                for other in ("HS256", "RS256", "ES256"):
                    if other != alg:
                        with self.assertRaises(JamJWSVerificationError):
                            JWT(other, secret_key=key(other)).decode(made)


class Makers(unittest.TestCase):
    def test_configuration(self) -> None:
        for make in (create_jwt_instance, create_instance):
            self.assertIsInstance(make(alg="HS256", secret=SECRET), JWT)
            self.assertEqual(make(alg="HS256", secret_key=SECRET, issuer="i", leeway=3, typ="x").leeway, 3)
        self.assertIsInstance(create_jws_instance(alg="HS256", key=SECRET, serializer=JsonEncoder), JWS)
        for make, arguments in (
            (create_jwt_instance, {}), (create_jwt_instance, {"alg": "HS256"}),
            (create_jwt_instance, {"secret": SECRET}),
            (create_jwt_instance, {"alg": "HS256", "secret": SECRET, "unknown": 1}),
            (create_jwt_instance, {"alg": "x", "secret": SECRET}),
            (create_jwt_instance, {"alg": "RS256", "secret": SECRET}),
            (create_jwt_instance, {"alg": "HS256", "secret": 5}),
            (create_jws_instance, {}), (create_jws_instance, {"alg": "HS256"}),
            (create_jws_instance, {"key": SECRET}),
            (create_jws_instance, {"alg": "HS256", "key": SECRET, "unknown": 1}),
            (create_jws_instance, {"alg": "x", "key": SECRET}),
        ):  # fmt: skip
            with (
                self.subTest(make=make.__name__, arguments=arguments),
                self.assertRaises(JamConfigurationError) as caught,
            ):
                make(**arguments)  # type: ignore[operator]
            self.assertNotIn(SECRET.decode(), str(caught.exception))

    def test_a_weak_secret_is_told_when_it_is_configured(self) -> None:
        """security 24."""
        with warnings.catch_warnings(record=True) as found:
            warnings.simplefilter("always")
            create_jwt_instance(alg="HS256", secret="short")
        self.assertEqual([warning.category.__name__ for warning in found], ["JamWeakKeyWarning"])

    def test_time_comes_from_the_clock(self) -> None:
        made = create_jwt_instance(alg="HS256", secret=SECRET)
        with mock.patch("jamlite.clock.now", return_value=5.9):
            self.assertEqual(parts(made.encode(exp=1))[1]["iat"], 5)


if __name__ == "__main__":
    unittest.main()
