"""JWT: issuing, verifying, and what a hostile token may cost; the rules of claims are in test_jwt_claims."""

from __future__ import annotations

import hmac
import json
import time
import unittest
from contextlib import suppress
from typing import Any
from unittest import mock

from jamlite.exceptions import (
    JamConfigurationError,
    JamEncodingError,
    JamError,
    JamJWTClaimError,
    JamJWTExpired,
)
from jamlite.exceptions.jose import (
    JamAlgorithmError,
    JamInvalidKeyTypeError,
    JamJWSInvalidFormatError,
    JamJWSSigningError,
    JamJWSValidationError,
    JamJWSVerificationError,
)
from jamlite.jose import JWK, JWKSet, jwt
from tests.support import SLOWNESS, peak_memory
from tests.tools.transcribe.jose_forge import OCT, b64u, segment, token, unb64u

from .samples import ALGORITHMS, ODD, key

KEY = JWK(OCT)
HEADER = {"alg": "HS256", "typ": "JWT"}
SECONDS, MEMORY = 0.5 * SLOWNESS, 16 << 20


def parts(text: str) -> list[Any]:
    return [json.loads(unb64u(part)) for part in text.split(".")[:2]]


class Encoding(unittest.TestCase):
    def test_wrong_claims(self) -> None:
        for claims in (*ODD, "x", b"x", [("iss", "a")], {1: 2}, {None: 1}, {("a",): 1}):
            with self.subTest(claims=repr(claims)), self.assertRaises(JamJWTClaimError):
                jwt.encode(claims, KEY)  # type: ignore[arg-type]
        for claims in ({"a": object()}, {"a": b""}, {"a": float("nan")}, {"a": "\ud800"}, {"a": {1, 2}}):
            with self.subTest(claims=claims), self.assertRaises(JamEncodingError):
                jwt.encode(claims, KEY)
        for claims in (
            {"exp": "1"},
            {"exp": None},
            {"nbf": True},
            {"iss": 1},
            {"aud": [1]},
            {"exp": float("inf")},
        ):
            with self.subTest(claims=claims), self.assertRaises(JamJWTClaimError):
                jwt.encode(claims, KEY)

    def test_wrong_header_algorithm_and_key(self) -> None:
        for header in (1, "x", [], {1: 1}, {"alg": "HS384"}, {"typ": 1}, {"typ": None}, {"crit": ["x"]}):
            with self.subTest(header=header), self.assertRaises(JamJWSSigningError):
                jwt.encode({}, KEY, alg="HS256", header=header)  # type: ignore[arg-type]
        for b64 in (True, False):
            with self.assertRaises(JamConfigurationError):
                jwt.encode({}, KEY, header={"b64": b64, "crit": ["b64"]})
        for alg in ("none", "NONE", "", "RS256", "hs256", 1, [], {}, b"HS256", b"eyJ", True):
            with self.subTest(alg=alg), self.assertRaises((JamAlgorithmError, JamInvalidKeyTypeError)):
                jwt.encode({}, KEY, alg=alg)  # type: ignore[arg-type]
        for odd in (None, 1, [], object(), "", b"", {}, JWKSet()):
            with self.subTest(key=repr(odd)), self.assertRaises(JamError):
                jwt.encode({}, odd)

    def test_what_is_written(self) -> None:
        self.assertEqual(parts(jwt.encode({"b": 1, "a": "é"}, KEY)), [HEADER, {"b": 1, "a": "é"}])
        self.assertTrue(jwt.encode({}, KEY).startswith(segment(HEADER) + "."))
        named = JWK({**OCT, "kid": "k1"})
        self.assertEqual(parts(jwt.encode({}, named))[0], {**HEADER, "kid": "k1"})
        self.assertEqual(
            parts(jwt.encode({}, named, header={"kid": "k2", "typ": "at+jwt", "x": 1}))[0],
            {"alg": "HS256", "typ": "at+jwt", "kid": "k2", "x": 1},
        )
        header = {"x": 1}
        jwt.encode({}, KEY, header=header)
        self.assertEqual(header, {"x": 1})
        long = key("HS384")
        self.assertEqual(parts(jwt.encode({}, long, alg="HS384"))[0], {**HEADER, "alg": "HS384"})
        self.assertEqual(parts(jwt.encode({}, long, header={"alg": "HS384"}))[0], {**HEADER, "alg": "HS384"})

    def test_every_algorithm(self) -> None:
        claims = {"sub": "alice", "n": [1, 2.5, None]}
        for alg in ALGORITHMS:
            public = key(alg) if alg.startswith("HS") else key(alg).public()
            with self.subTest(alg=alg):
                made = jwt.encode(claims, key(alg), alg=alg)
                for _ in range(3):  # the second time the header is known
                    self.assertEqual(jwt.decode(made, public, algorithms=[alg]), claims)
                self.assertEqual(jwt.decode(made.encode(), JWKSet([public]), algorithms=(alg,)), claims)
                self.assertEqual(jwt.decode_complete(made, public), ({"alg": alg, "typ": "JWT"}, claims))


class Decoding(unittest.TestCase):
    def test_wrong_tokens(self) -> None:
        """security 1, 10."""
        for odd in (
            *ODD,
            "",
            "a.b",
            "a.b.c.d",
            "..",
            "{}",
            {},
            {"payload": ""},
            '{"payload":""}',
            "a.b.c.d.e",
        ):
            with self.subTest(token=repr(odd)[:40]), self.assertRaises(JamJWSVerificationError):
                jwt.decode(odd, KEY)  # type: ignore[arg-type]

    def test_wrong_arguments(self) -> None:
        good = jwt.encode({"sub": "alice"}, KEY)
        for _ in range(2):  # also when the header is known
            for names in ("HS256", 1, {"HS256": 1}, [1], b"HS256"):
                with self.subTest(names=names), self.assertRaises(JamConfigurationError):
                    jwt.decode(good, KEY, algorithms=names)  # type: ignore[arg-type]
            for name in ("issuer", "audience", "subject", "required", "leeway", "max_age", "now", "typ"):
                with self.subTest(name=name), self.assertRaises(JamConfigurationError):
                    jwt.decode(good, KEY, **{name: object()})
            for typ in ("", 1, ["JWT"], b"JWT"):
                with self.assertRaises(JamConfigurationError):
                    jwt.decode(good, KEY, typ=typ)  # type: ignore[arg-type]
            for odd in (None, 1, [], "", b"", {}, {"keys": 1}):
                with self.assertRaises(JamError):
                    jwt.decode(good, odd)

    def test_a_known_header_changes_nothing(self) -> None:
        """security 15, 25: the second token with one header meets the same checks as the first."""
        fresh, used = JWK(OCT), JWK(OCT)
        good = jwt.encode({"sub": "alice", "exp": 2000}, fresh)
        start, _, tag = good.rpartition(".")
        jwt.decode(good, used, now=1000)
        for bent in (
            f"{start}.", f"{start}.{tag[:-1]}", f"{start}.{tag}A", f"{start}.{tag}=", f"{start}.{tag[:-1]}A",
            f"{start}.{b64u(bytes(32))}", f"{start}.é", f"{start}.{tag}\n", f"{good}.", start, f"{start}.a.b",
            good.replace(".", "..", 1), f" {good}",
        ):  # fmt: skip
            errors = []
            for verifying in (fresh, used):
                with self.assertRaises(JamJWSVerificationError) as caught:
                    jwt.decode(bent, verifying, now=1000)
                errors.append((type(caught.exception), str(caught.exception)))
            self.assertEqual(errors[0], errors[1], bent)  # security 13
        for verifying in (fresh, used):
            with self.assertRaises(JamJWSValidationError):
                jwt.decode(good, verifying, algorithms=["HS512"], now=1000)
            with self.assertRaises(JamJWSValidationError):
                jwt.decode(good, verifying, algorithms=[], now=1000)
            with self.assertRaises(JamJWSValidationError):
                jwt.decode(good, verifying, typ="at+jwt", now=1000)
            with self.assertRaises(JamJWTExpired):
                jwt.decode(good, verifying, now=2000)

    def test_known_headers_are_few_small_and_flat(self) -> None:
        """security 2: what tokens leave behind in a key is bounded, and nobody else can change it."""
        signer, verifying = JWK(OCT), JWK(OCT)
        for index in range(100):
            jwt.decode(jwt.encode({}, signer, header={"kid": str(index)}), verifying)
        self.assertLessEqual(len(verifying.prepared.headers), 16)
        verifying = JWK(OCT)
        jwt.decode(jwt.encode({}, signer, header={"kid": "x" * 1000}), verifying)
        jwt.decode(jwt.encode({}, signer, header={"x": ["list"]}), verifying)
        for wrong in range(20):
            with self.assertRaises(JamJWSVerificationError):
                jwt.decode(token({**HEADER, "kid": str(wrong)}, {}, b"x" * 32), verifying)
        self.assertEqual(verifying.prepared.headers, {})
        made = jwt.encode({}, signer)
        jwt.decode_complete(made, verifying)[0]["alg"] = "none"
        self.assertEqual(jwt.decode_complete(made, verifying)[0], HEADER)

    def test_signature_before_claims(self) -> None:
        """security 14."""
        forged = token(HEADER, {"exp": 1}, b"another key of thirty-two bytes!")
        with self.assertRaises(JamJWSVerificationError):
            jwt.decode(forged, KEY)
        with self.assertRaises(JamJWTExpired):
            jwt.decode(token(HEADER, {"exp": 1}), KEY)

    def test_typ(self) -> None:
        """security 44."""
        for typ, expected in (
            ("at+jwt", "JWT"),
            ("", "JWT"),
            ("jwt/at", "at"),
            ("JWT", "at+jwt"),
            ("\uff4awt", "jwt"),
            ("\u212aey", "key"),
        ):
            with self.assertRaises(JamJWSValidationError) as caught:
                jwt.decode(token({**HEADER, "typ": typ}, {}), KEY, typ=expected)
            self.assertEqual(caught.exception.details, {"reason": "typ"})
        for expected in ("JWT", "application/", "application/jwt"):
            with self.assertRaises(JamJWSValidationError):
                jwt.decode(token({"alg": "HS256"}, {}), KEY, typ=expected)
        for typ, expected in (
            ("AT+jwt", "at+JWT"),
            ("application/at+jwt", "at+jwt"),
            ("at+jwt", "application/at+jwt"),
            ("text/x", "TEXT/x"),
        ):
            jwt.decode(token({**HEADER, "typ": typ}, {}), KEY, typ=expected)

    def test_payload(self) -> None:
        """security 43, 45."""
        inner = jwt.encode({"sub": "alice"}, KEY)
        for payload, error in (
            (b"", JamJWSInvalidFormatError), (b"x", JamJWSInvalidFormatError),
            (inner.encode(), JamJWSInvalidFormatError),
            (b"[]", JamJWTClaimError), (b"null", JamJWTClaimError), (b'"a"', JamJWTClaimError),
            (b"1", JamJWTClaimError),
        ):  # fmt: skip
            with self.subTest(payload=payload), self.assertRaises(error):
                jwt.decode(token({**HEADER, "cty": "JWT"}, payload), KEY)

    def test_every_character_changed(self) -> None:
        """security 1."""
        good = jwt.encode({"sub": "alice", "aud": ["a"], "exp": 5e9, "x": {"é": None}}, KEY)
        jwt.decode(good, KEY, audience="a")
        for place in range(len(good)):
            for change in ("", "A", ".", "=", "\n", "é", "\ud800", "_"):
                bent = good[:place] + change + good[place + 1 :]
                if bent != good:
                    with self.assertRaises(JamJWSVerificationError, msg=repr(bent)):
                        jwt.decode(bent, KEY, audience="a")

    def test_every_character_of_the_claims_changed_and_signed_again(self) -> None:
        """security 1, 35 to 43: whatever the claims say, a JamError or claims of the right types."""
        text = (
            '{"iss":"a","aud":["b"],"exp":5e9,"nbf":0,"iat":-1.5,"jti":"c","sub":"d","x":{"y":[null,true]}}'
        )
        for place in range(len(text)):
            for change in ("", "0", '"', "[", "}", ",", "e", "\\", "\t", "-", "\0", "n"):
                bent = text[:place] + change + text[place + 1 :]
                try:
                    claims = jwt.decode(token(HEADER, bent.encode()), KEY, audience="b", issuer="a")
                except JamError:
                    continue
                self.assertIsInstance(claims.get("exp", 0), (int, float), bent)
                self.assertIsInstance(claims.get("sub", ""), str, bent)

    def test_time_and_memory(self) -> None:
        """security 2: also of tokens whose signature is valid."""
        size = 700_000
        for payload in (
            b"[" * size, b"{}" * (size // 2), b'{"a":[' + b"[]," * (size // 3) + b"0]}",
            b'{"a":"' + b"\\u0041" * (size // 6) + b'"}', b'{"a":' + b"1" * size + b"}",
            b"{" + b",".join(b'"%x":1' % index for index in range(size // 9)) + b"}",
            b'{"a":[' + b'"ab",' * (size // 5) + b"0]}", b'{"exp":' + b"9" * 299 + b"}", b" " * size,
        ):  # fmt: skip
            given = token(HEADER, payload)
            with self.subTest(payload=payload[:12]):
                start = time.process_time()
                with suppress(JamError):
                    jwt.decode(given, KEY)
                self.assertLess(time.process_time() - start, SECONDS)
                with peak_memory() as peak, suppress(JamError):
                    jwt.decode(given, KEY)
                self.assertLess(peak(), MEMORY)

    def test_time_comes_from_the_clock(self) -> None:
        made = jwt.encode({"exp": 100}, KEY)
        with mock.patch("jamlite.clock.now", return_value=99.0):
            jwt.decode(made, KEY)
        with mock.patch("jamlite.clock.now", return_value=100.0), self.assertRaises(JamJWTExpired):
            jwt.decode(made, KEY)

    def test_comparison_is_constant_time(self) -> None:
        """security 12: for a header seen the first time, and the second."""
        made = jwt.encode({}, KEY)
        with mock.patch("hmac.compare_digest", wraps=hmac.compare_digest) as compare:
            verifying = JWK(OCT)
            jwt.decode(made, verifying)
            jwt.decode(made, verifying)
        self.assertEqual(compare.call_count, 2)


if __name__ == "__main__":
    unittest.main()
