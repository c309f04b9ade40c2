"""PyJWS, the half of PyJWT that signs bytes: what it writes, what it accepts, what it refuses and says."""

from __future__ import annotations

import base64
import json
import unittest
import warnings
from typing import Any
from unittest import mock

from jamlite.compat import jwt
from jamlite.compat.jwt.algorithms import HMACAlgorithm
from jamlite.compat.jwt.api_jws import PyJWS
from jamlite.compat.jwt.exceptions import (
    DecodeError,
    InvalidAlgorithmError,
    InvalidKeyError,
    InvalidSignatureError,
    InvalidTokenError,
)
from jamlite.compat.jwt.warnings import InsecureKeyLengthWarning, RemovedInPyjwt3Warning
from jamlite.jose import limits

SECRET = "k" * 64
UNVERIFIED: Any = {"verify_signature": False}


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def token(header: object, payload: bytes = b"x", signature: bytes = b"s") -> str:
    return f"{b64(json.dumps(header).encode())}.{b64(payload)}.{b64(signature)}"


def header_text(made: str) -> str:
    segment = made.split(".")[0]
    return base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4)).decode()


class Names(unittest.TestCase):
    def test_algorithms_of_one_s_own(self) -> None:
        jws, own = PyJWS(["HS256"]), HMACAlgorithm(HMACAlgorithm.SHA384)
        self.assertEqual(jws.get_algorithms(), ["HS256"])
        jws.register_algorithm("own", own)
        self.assertEqual(sorted(jws.get_algorithms()), ["HS256", "own"])
        made = jws.encode(b"x", SECRET, "own")
        self.assertEqual(jws.decode(made, SECRET, ["own"]), b"x")
        for name, thing, error in (("own", own, ValueError), ("more", object(), TypeError)):
            with self.assertRaises(error):
                jws.register_algorithm(name, thing)  # type: ignore[arg-type]
        self.assertEqual(sorted(jws.get_algorithms()), ["HS256", "own"])
        jws.unregister_algorithm("own")
        self.assertEqual(jws.get_algorithms(), ["HS256"])
        with self.assertRaisesRegex(KeyError, "is not registered"):
            jws.unregister_algorithm("own")
        with self.assertRaisesRegex(InvalidAlgorithmError, "Algorithm not supported"):
            jws.decode(made, SECRET, ["own"])


class Written(unittest.TestCase):
    def setUp(self) -> None:
        self.jws = PyJWS()

    def test_the_order_of_the_header(self) -> None:
        for options, text in (
            ({}, '{"alg":"HS256","typ":"JWT"}'),
            ({"sort_headers": False}, '{"typ":"JWT","alg":"HS256"}'),
            ({"headers": {"b": 1, "a": 2}}, '{"a":2,"alg":"HS256","b":1,"typ":"JWT"}'),
            ({"headers": {"b": 1}, "sort_headers": False}, '{"typ":"JWT","alg":"HS256","b":1}'),
            ({"headers": {"typ": ""}}, '{"alg":"HS256"}'),
            ({"headers": {"b64": True}}, '{"alg":"HS256","typ":"JWT"}'),
        ):
            for _ in range(2):
                self.assertEqual(header_text(self.jws.encode(b"x", SECRET, **options)), text)  # type: ignore[arg-type]

    def test_a_typ_of_one_s_own(self) -> None:
        self.jws.header_typ = "at+jwt"
        self.assertEqual(header_text(self.jws.encode(b"x", SECRET)), '{"alg":"HS256","typ":"at+jwt"}')

    def test_the_alg_of_the_headers_outranks_the_argument(self) -> None:
        made = self.jws.encode(b"x", SECRET, "HS256", {"alg": "HS512"})
        self.assertEqual(json.loads(header_text(made))["alg"], "HS512")
        self.assertEqual(self.jws.decode(made, SECRET, ["HS512"]), b"x")

    def test_an_encoder_of_one_s_own_writes_every_header(self) -> None:
        class Own(json.JSONEncoder):
            def encode(self, o: Any) -> str:
                return super().encode({**o, "own": 1})

        made = self.jws.encode(b"x", SECRET, json_encoder=Own)
        self.assertEqual(json.loads(header_text(made))["own"], 1)

    def test_detached(self) -> None:
        for options, crit in (
            ({"is_payload_detached": True}, ["b64"]),
            ({"headers": {"b64": False}}, ["b64"]),
            ({"headers": {"b64": False, "crit": ["b64"]}}, ["b64"]),
            ({"headers": {"crit": ["exp"]}, "is_payload_detached": True}, ["exp", "b64"]),
        ):
            made = self.jws.encode(b"pay.load", SECRET, **options)  # type: ignore[arg-type]
            header = json.loads(header_text(made))
            self.assertEqual((header["b64"], header["crit"]), (False, crit))
            self.assertEqual(made.split(".")[1], "")
        made = self.jws.encode(b"pay.load", SECRET, is_payload_detached=True)
        self.assertEqual(self.jws.decode(made, SECRET, ["HS256"], detached_payload=b"pay.load"), b"pay.load")
        with self.assertRaises(InvalidSignatureError):
            self.jws.decode(made, SECRET, ["HS256"], detached_payload=b"pay.loaf")

    def test_refused(self) -> None:
        for headers, said in (({"kid": 5}, "Key ID"), ({"b64": False, "crit": "b64"}, "must be a list")):
            with self.assertRaisesRegex(InvalidTokenError, said):
                self.jws.encode(b"x", SECRET, headers=headers)  # type: ignore[arg-type]
        for name in (["HS256"], "HS1", 5):
            with self.assertRaises(NotImplementedError):
                self.jws.encode(b"x", SECRET, name)  # type: ignore[arg-type]


class Read(unittest.TestCase):
    def setUp(self) -> None:
        self.jws = PyJWS()

    def test_all_of_a_token(self) -> None:
        made = self.jws.encode(b"x", SECRET)
        found = self.jws.decode_complete(made.encode(), SECRET, ["HS256"])
        self.assertEqual(sorted(found), ["header", "payload", "signature"])
        self.assertEqual(found["header"], {"alg": "HS256", "typ": "JWT"})
        self.assertEqual(b64(found["signature"]), made.split(".")[2])

    def refused(self, header: object, said: str, error: type[Exception] = InvalidTokenError) -> None:
        payload = b"" if isinstance(header, dict) and header.get("b64") is False else b"x"
        made = token(header, payload)
        for read in (
            self.jws.get_unverified_header,
            lambda found: self.jws.decode(found, options=UNVERIFIED, detached_payload=payload or None),
        ):
            with self.subTest(header=header), self.assertRaisesRegex(error, said):
                read(made)

    def test_headers(self) -> None:
        for crit in ("b64", [], {}, 5, None):
            self.refused({"alg": "HS256", "crit": crit}, "non-empty list")
        self.refused({"alg": "HS256", "crit": [5]}, "values must be strings")
        self.refused(
            {"alg": "HS256", "crit": ["b64", "exp"], "b64": True}, "Unsupported critical extension: exp"
        )
        self.refused({"alg": "HS256", "crit": ["b64"]}, "'b64' is missing")
        self.refused({"alg": "HS256", "kid": 5}, "Key ID header parameter must be a string")
        for header in ([], "x", 5, None):
            self.refused(header, "must be a json object", DecodeError)

    def test_a_header_that_is_not_text_alone_belongs_to_the_caller(self) -> None:
        made = token({"b64": False, "crit": ["b64"]}, b"")
        self.jws.get_unverified_header(made)["crit"].append("mine")
        self.assertEqual(self.jws.get_unverified_header(made)["crit"], ["b64"])

    def test_shapes(self) -> None:
        for text in ("", "x", "a.b", "."):
            with self.subTest(text), self.assertRaises(DecodeError):
                self.jws.decode(text, SECRET, ["HS256"])
        with self.assertRaisesRegex(DecodeError, "Not enough segments"):
            self.jws.decode("a.b", SECRET, ["HS256"])
        with self.assertRaisesRegex(DecodeError, "must be empty when 'b64' is false"):
            self.jws.decode(token({"b64": False, "crit": ["b64"]}), options=UNVERIFIED)
        made = self.jws.encode(b"x", SECRET)
        with mock.patch.object(limits, "MAX_TOKEN_BYTES", len(made)):
            self.assertEqual(self.jws.decode(made, SECRET, ["HS256"]), b"x")
        told = self.assertRaisesRegex(DecodeError, f"more than {len(made) - 1} bytes")
        with mock.patch.object(limits, "MAX_TOKEN_BYTES", len(made) - 1), told:
            self.jws.decode(made, SECRET, ["HS256"])

    def test_whole_padding_is_forgiven_and_no_other(self) -> None:
        header = b64(b'{"alg":"HS256"}')
        for payload in ("YQ==", "YWE=", "YWFh", "YQ", "YWE"):
            found = self.jws.decode(f"{header}.{payload}.c2ln", options=UNVERIFIED)
            self.assertIn(found, (b"a", b"aa", b"aaa"))
        for wrong in ("YQ=", "YQ===", "YWE==", "YWFh====", "YWFhY===", "YWFh=", "=", "==", "===="):
            for name, text in (
                ("header", f"{wrong}.YQ.c2ln"),
                ("payload", f"{header}.{wrong}.c2ln"),
                ("crypto", f"{header}.YQ.{wrong}"),
            ):
                with self.subTest(text), self.assertRaisesRegex(DecodeError, f"^Invalid {name} padding$"):
                    self.jws.decode(text, options=UNVERIFIED)
        with self.assertRaisesRegex(DecodeError, "^Invalid payload padding$"):
            self.jws.decode(f"{header}.Y.c2ln", options=UNVERIFIED)

    def test_unencoded_payloads(self) -> None:
        with self.assertRaisesRegex(InvalidTokenError, "to be listed in 'crit'"):
            self.jws.decode(token({"b64": False}, b""), options=UNVERIFIED, detached_payload=b"x")
        with self.assertRaisesRegex(DecodeError, "only valid to pass"):
            self.jws.decode(token({"alg": "HS256"}), options=UNVERIFIED, detached_payload=b"x")
        with self.assertRaisesRegex(DecodeError, "It is required that you pass"):
            self.jws.decode(token({"b64": False, "crit": ["b64"]}, b""), options=UNVERIFIED)

    def test_a_key_that_names_its_algorithm(self) -> None:
        key = jwt.PyJWK({"kty": "oct", "k": b64(SECRET.encode()), "alg": "HS256"})
        made, other = self.jws.encode(b"x", key), self.jws.encode(b"x", SECRET, "HS384")
        self.assertEqual(self.jws.decode(made, key), b"x")
        for text, names in ((made, ["HS384"]), (other, None), (other, ["HS256"])):
            with self.assertRaisesRegex(InvalidAlgorithmError, "The specified alg value is not allowed"):
                self.jws.decode(text, key, names)
        with self.assertRaisesRegex(
            InvalidAlgorithmError, "'HS384' does not match the key's algorithm 'HS256'"
        ):
            self.jws.decode(other, key, ["HS256", "HS384"])


class Warned(unittest.TestCase):
    """Warnings point at the line that calls, and options of the object count."""

    def test_arguments_that_nothing_reads(self) -> None:
        jws = PyJWS()
        made = jws.encode(b"x", SECRET)
        for name in ("decode", "decode_complete"):
            with warnings.catch_warnings(record=True) as seen:
                warnings.simplefilter("always")
                getattr(jws, name)(made, SECRET, ["HS256"], verify=True)
            (one,) = [warning for warning in seen if f" to {name}() " in str(warning.message)]
            self.assertIs(one.category, RemovedInPyjwt3Warning)
            self.assertEqual(one.filename, __file__)
            with warnings.catch_warnings(record=True) as seen:
                warnings.simplefilter("always")
                getattr(jws, name)(made, SECRET, ["HS256"])
            self.assertEqual(seen, [])

    def test_short_secrets(self) -> None:
        expected = {"verify_signature": True, "enforce_minimum_key_length": False}
        self.assertEqual(PyJWS().options, expected)
        jws, strict = PyJWS(), PyJWS(options={"enforce_minimum_key_length": True})
        with warnings.catch_warnings(record=True) as seen:
            warnings.simplefilter("always")
            made = jws.encode(b"x", "short")
            jws.decode_complete(made, "short", ["HS256"])
            jwt.encode({}, "short")
        self.assertEqual([one.category for one in seen], [InsecureKeyLengthWarning] * 3)
        self.assertEqual([one.filename for one in seen[1:]], [__file__] * 2)
        for refused in (
            lambda: strict.encode(b"x", "short"),
            lambda: strict.decode(made, "short", ["HS256"]),
            lambda: jws.decode(made, "short", ["HS256"], {"enforce_minimum_key_length": True}),
        ):
            with self.assertRaises(InvalidKeyError):
                refused()


if __name__ == "__main__":
    unittest.main()
