"""JWS, compact serialization: what a caller may do wrong, what a hostile token may cost, what must work.

The single rules stand as vectors in vectors/jose/jws*.jamlite.json; here is what a vector cannot say.
"""

from __future__ import annotations

import hmac
import time
import unittest
import warnings
from contextlib import suppress
from typing import Any
from unittest import mock

from jamlite.encoding import base64url
from jamlite.exceptions import JamConfigurationError, JamError, JamWeakKeyWarning
from jamlite.exceptions.base import JamTypeError
from jamlite.exceptions.jose import (
    JamAlgorithmError,
    JamInvalidKeyTypeError,
    JamJWSInvalidFormatError,
    JamJWSSigningError,
    JamJWSValidationError,
    JamJWSVerificationError,
)
from jamlite.jose import JWK, JWKSet, jws, limits
from tests.support import SLOWNESS, peak_memory
from tests.tools.transcribe.jose_forge import OCT, SECRET, b64u, raw, segment, token

from .samples import ALGORITHMS, ODD, key

KEY = JWK(OCT)
HS256 = {"alg": "HS256"}
SECONDS, MEMORY = 0.5 * SLOWNESS, 16 << 20


class Signing(unittest.TestCase):
    def test_wrong_payloads(self) -> None:
        for payload in ODD:
            if not isinstance(payload, (bytes, bytearray, memoryview)):
                with self.subTest(payload=repr(payload)), self.assertRaises(JamTypeError):
                    jws.sign(payload, KEY)  # type: ignore[arg-type]

    def test_wrong_keys(self) -> None:
        for odd in (*ODD, {}, "", b"", JWKSet(), {"keys": []}, {"kty": "oct"}, {"keys": 1}):
            if odd in ("\0", b"\xff", b"\0" * 9, "é", "." * 999) or isinstance(odd, (bytearray, memoryview)):
                continue  # these are secrets
            with self.subTest(key=repr(odd)), self.assertRaises(JamError):
                jws.sign(b"x", odd)

    def test_wrong_headers(self) -> None:
        for header in (1, "x", [], [("alg", "HS256")], {1: "x"}, {"alg": 1}, {"kid": 1}, {"alg": "HS384"},
                       {"x": object()}, {"x": float("nan")}, {"x": "\ud800"}, {"crit": ["x"]}, {"crit": []},
                       {"crit": 5}, {"crit": ["alg"]}, {"b64": False}, {"b64": 1,
                       "crit": ["b64"]}):  # fmt: skip
            with self.subTest(header=header), self.assertRaises(JamError) as caught:
                jws.sign(b"x", KEY, header, alg="HS256")  # type: ignore[arg-type]
            self.assertIn(caught.exception.error_code, ("jws.signing_error", "encoding.invalid"))

    def test_wrong_algorithms(self) -> None:
        """security 16, 19."""
        for alg in ("none", "hs256", "", "RS256", "A256GCM", 1, b"HS256", ["HS256"], {}, True):
            with self.subTest(alg=alg), self.assertRaises((JamAlgorithmError, JamInvalidKeyTypeError)):
                jws.sign(b"x", KEY, alg=alg)  # type: ignore[arg-type]
        for name in ALGORITHMS:
            for other in ALGORITHMS:
                if (
                    key(name) is not key(other)
                    and name[:2] != other[:2]
                    and name[:2] + other[:2] not in ("RSPS", "PSRS")
                ):
                    if {name, other} <= {"EdDSA", "Ed25519"}:
                        continue
                    with self.subTest(key=name, alg=other), self.assertRaises(JamInvalidKeyTypeError):
                        jws.sign(b"x", key(name), alg=other)

    def test_a_key_that_may_not_sign(self) -> None:
        """security 19."""
        for members in ({"use": "enc"}, {"key_ops": ["verify"]}, {"alg": "HS512"}, {"key_ops": []}):
            with self.subTest(members=members), self.assertRaises(JamInvalidKeyTypeError):
                jws.sign(b"x", {**OCT, **members}, alg="HS256")
        with self.assertRaises(JamInvalidKeyTypeError):
            jws.sign(b"x", key("ES256").public())

    def test_unencoded_payloads(self) -> None:
        """security 27: what cannot stand in a compact JWS is refused when it is made."""
        bare = {"b64": False, "crit": ["b64"]}
        for payload in (b"a.b", b"\n", b"\x7f", "é".encode(), b"\0"):
            with self.assertRaises(JamJWSSigningError):
                jws.sign(payload, KEY, bare)
            made = jws.sign(payload, KEY, bare, detached=True)
            self.assertEqual(jws.verify(made, KEY, payload=payload).payload, payload)
        made = jws.sign(b"plain text", KEY, bare)
        self.assertIn(".plain text.", made)
        self.assertEqual(jws.verify(made, KEY).payload, b"plain text")

    def test_short_secrets_warn(self) -> None:
        """security 24."""
        short = JWK.from_secret(b"short")
        with self.assertWarns(JamWeakKeyWarning) as caught:
            jws.sign(b"x", short)
        self.assertNotIn("short", str(caught.warning))
        self.assertEqual(caught.filename, __file__)  # it points at the caller, not into jamlite
        with self.assertRaises(JamInvalidKeyTypeError):
            jws.sign(b"x", JWK.from_secret(b"short", strict=True))
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            jws.sign(b"x", short)  # the key is prepared; it warns once
            jws.sign(b"x", JWK.from_secret(bytes(32)))
            with self.assertRaises(JamWeakKeyWarning):
                jws.sign(b"x", JWK.from_secret(bytes(63)), alg="HS512")

    def test_every_algorithm(self) -> None:
        for alg in ALGORITHMS:
            with self.subTest(alg=alg):
                made = jws.sign(memoryview(b"payload"), key(alg), {"kid": "a"}, alg=alg)
                self.assertTrue(made.startswith(segment({"alg": alg, "kid": "a"}) + "."))
                public = key(alg) if alg.startswith("HS") else key(alg).public()
                verified = jws.verify(made, public, algorithms=[alg])
                self.assertEqual((verified.payload, verified.header), (b"payload", {"alg": alg, "kid": "a"}))
                self.assertIs(verified.key, public)
                with self.assertRaises(JamJWSVerificationError):
                    jws.verify(
                        made.replace(base64url.encode(b"payload"), base64url.encode(b"Payload")), public
                    )

    def test_the_usual_algorithm_of_a_key(self) -> None:
        for name in ("RS256", "ES256", "ES384", "ES512", "ES256K", "EdDSA"):
            self.assertTrue(jws.sign(b"", key(name)).startswith(segment({"alg": name})))
        self.assertTrue(jws.sign(b"", key("Ed448")).startswith(segment({"alg": "EdDSA"})))
        with self.assertRaises(JamInvalidKeyTypeError):
            jws.sign(b"", JWK.generate("OKP", crv="X25519"))


class Verifying(unittest.TestCase):
    def test_wrong_tokens(self) -> None:
        """security 1, 10: the one documented class, whatever comes."""
        for odd in (
            *ODD,
            "",
            b"",
            {},
            "a.b",
            "a.b.c.d",
            "...",
            b"..",
            ".." * 9,
            "{",
            "{}",
            "[]",
            " ",
            "\n{}",
            {"payload": ""},
        ):
            for verifying in (KEY, OCT, SECRET, JWKSet([KEY])):
                with self.subTest(token=repr(odd)[:40]), self.assertRaises(JamJWSVerificationError):
                    jws.verify(odd, verifying)  # type: ignore[arg-type]

    def test_wrong_arguments(self) -> None:
        good = token(HS256)
        for names in ("HS256", 1, {"HS256": 1}, [1], [None], b"HS256", iter(["HS256"])):
            with self.subTest(names=names), self.assertRaises(JamConfigurationError):
                jws.verify(good, KEY, algorithms=names)  # type: ignore[arg-type]
            with self.subTest(crit=names), self.assertRaises(JamConfigurationError):
                jws.verify(good, KEY, crit=names)  # type: ignore[arg-type]
        for payload in ("text", 1, [], {}, object()):
            with self.subTest(payload=payload), self.assertRaises(JamTypeError):
                jws.verify(good, KEY, payload=payload)  # type: ignore[arg-type]
        for odd in (None, 1, [], object(), "", b"", {}, {"kty": "x"}, {"keys": {}}, "\ud800"):
            with self.subTest(key=repr(odd)), self.assertRaises(JamError):
                jws.verify(good, odd)
        self.assertEqual(jws.verify(good, KEY, crit=None).payload, b"payload")  # type: ignore[arg-type]

    def test_every_character_changed(self) -> None:
        """security 1: a token with one character changed, dropped or doubled is refused, and cleanly."""
        for alg in ("HS256", "ES256"):
            good = jws.sign(b"payload", key(alg), alg=alg)
            verifying = key(alg)
            for place in range(len(good)):
                if alg == "ES256" and place % 7:
                    continue  # its verification is slow, and the form is the same
                for change in ("", good[place] * 2, "A", "B", ".", "=", "\n", "\0", "é", "\ud800", "-", "~"):
                    bent = good[:place] + change + good[place + 1 :]
                    if bent != good:
                        with self.assertRaises(JamJWSVerificationError, msg=repr(bent)):
                            jws.verify(bent, verifying)
            for place in range(len(good)):
                with self.assertRaises(JamJWSVerificationError):
                    jws.verify(good[:place], verifying)

    def test_token_size(self) -> None:
        """security 3: one below, at, one above."""
        for size, fits in ((-1, True), (0, True), (1, False)):
            body = "A" * (len(raw(segment(HS256), "")) * 4)
            with mock.patch.object(limits, "MAX_TOKEN_BYTES", len(raw(segment(HS256), body)) - size):
                for given in (raw(segment(HS256), body), raw(segment(HS256), body).encode()):
                    if fits:
                        jws.verify(given, KEY)
                    else:
                        with self.assertRaisesRegex(JamJWSInvalidFormatError, "at most"):
                            jws.verify(given, KEY)
        with self.assertRaises(JamJWSInvalidFormatError):
            jws.verify("A" * (limits.MAX_TOKEN_BYTES + 1), KEY)

    def test_time_and_memory(self) -> None:
        """security 2, 4: hostile megabytes cost neither."""
        size = limits.MAX_TOKEN_BYTES
        header = segment(HS256)
        hostile: list[Any] = [
            "." * size,
            b"." * size,
            "." * (24 << 20),
            "A" * size,
            f"{header}.{'A' * (size - 100)}.AAAA",
            f"{header}..{'A' * (size - 100)}",
            f"{'A' * (size - 100)}.A.A",
            f"{b64u(b'[' * 12_000)}.A.A",
            "{" * size,
            '{"payload":"' + "\\u0041" * (size // 6 - 10) + '","protected":"","signature":""}',
            '{"payload":"","signatures":[' + "[]," * (size // 3 - 20) + "[]]}",
            '{"payload":"","signatures":[' + "{}," * (size // 3 - 20) + "{}]}",
            "{" + ",".join(f'"{index:x}":1' for index in range(size // 10)) + "}",
            {"payload": "", "signatures": [{}] * 100_000},
        ]
        for given in hostile:
            with self.subTest(token=repr(given[:40]) if not isinstance(given, dict) else "dict"):
                start = time.process_time()
                with suppress(JamError):
                    jws.verify(given, KEY)
                self.assertLess(time.process_time() - start, SECONDS)
                with peak_memory() as peak, suppress(JamError):
                    jws.verify(given, KEY)
                self.assertLess(peak(), MEMORY)

    def test_many_signatures_and_keys(self) -> None:
        """security 2, 32, 63: the product of signatures and keys is bounded."""
        body = segment(b"x")
        one = {"protected": segment({"alg": "ES256"}), "signature": b64u(bytes(range(1, 65)))}
        keys = JWKSet([JWK(key("ES256").public().to_dict() | {"kid": str(index)}) for index in range(8)])
        start = time.process_time()
        counted = mock.patch.object(JWK, "verifier", autospec=True, side_effect=JWK.verifier)
        with counted as verifier, self.assertRaises(JamJWSVerificationError):
            jws.verify({"payload": body, "signatures": [one] * limits.MAX_SIGNATURES}, keys)
        self.assertLessEqual(verifier.call_count, limits.MAX_SIGNATURE_CHECKS)
        self.assertLess(time.process_time() - start, 2 * SECONDS)

    def test_the_cost_of_the_keys_is_bounded_as_a_whole(self) -> None:
        """One key of 16 384 bits with an e of 256 bits is legal; many of them for one token are not."""
        n = b64u(bytes([0xC5]) + bytes(range(256)) * 7 + bytes([0x5B]) * 255)
        e = b64u(bytes([0x81] * 31 + [0x03]))
        members = {"kty": "RSA", "n": n, "e": e}
        token = f"{segment({'alg': 'RS256'})}.{segment(b'x')}.{b64u(bytes(2048))}"
        with self.assertRaises(JamJWSVerificationError) as one:
            jws.verify(token, JWK(members))
        self.assertEqual(one.exception.message, "the signature is not valid")
        keys = JWKSet([JWK(members | {"kid": str(number)}) for number in range(3)])
        start = time.process_time()
        with self.assertRaises(JamJWSVerificationError) as many:
            jws.verify(token, keys)
        self.assertEqual(many.exception.details, {"reason": "too_many_checks"})
        self.assertLess(time.process_time() - start, SECONDS)

    def test_the_key_says_what_may_run(self) -> None:
        """security 15, 19."""
        made = jws.sign(b"x", key("HS512"), alg="HS512")
        for bound in ("HS256", "HS384", "RS256", "none", "A256KW"):
            members = {**key("HS512").to_dict(), "alg": bound}
            with self.subTest(bound=bound), self.assertRaises(JamJWSValidationError) as caught:
                jws.verify(made, members)
            self.assertEqual(caught.exception.details, {"reason": "algorithm_mismatch"})
        for members in ({"use": "enc"}, {"key_ops": ["sign"]}, {"key_ops": []}):
            with self.subTest(members=members), self.assertRaises(JamInvalidKeyTypeError):
                jws.verify(made, {**key("HS512").to_dict(), **members})
        rs256 = jws.sign(b"x", key("RS256"), alg="RS256")
        with self.assertRaises(JamJWSValidationError):
            jws.verify(rs256, key("RS256"), algorithms=["PS256", "HS256"])

    def test_keys_of_a_set(self) -> None:
        """security 19, 30, 63, 64: those that may not verify are passed over."""
        made = jws.sign(b"x", key("RS256"), alg="RS256")
        public = key("RS256").public().to_dict()
        for others in (
            [{**public, "use": "enc"}],
            [{**public, "key_ops": ["encrypt"]}],
            [OCT],
            [{**public, "alg": "RSA-OAEP"}],
        ):
            self.assertEqual(jws.verify(made, {"keys": [*others, public]}).payload, b"x")
            with self.assertRaises(JamJWSValidationError):
                jws.verify(made, {"keys": others})
        named = jws.sign(b"x", key("RS256"), {"kid": "b"})
        with self.assertRaises(JamJWSVerificationError) as caught:
            jws.verify(named, {"keys": [public, {**public, "kid": "a"}]})
        self.assertEqual(caught.exception.details, {"reason": "unknown_kid"})
        hmac = jws.sign(b"x", KEY)
        mixed = JWKSet.from_dict({"keys": [public, OCT]})
        with self.assertRaises(JamJWSValidationError):
            jws.verify(hmac, mixed)
        with self.assertRaises(JamJWSValidationError):
            jws.verify(hmac, mixed.public(), algorithms=["HS256"])
        self.assertEqual(jws.verify(hmac, mixed, algorithms=["HS256"]).payload, b"x")

    def test_nothing_is_fetched(self) -> None:
        """security 28, 29: no socket is opened whatever the header names."""
        import socket

        header = {**HS256, "jku": "https://x.example", "x5u": "https://x.example", "kid": "https://x.example"}
        with mock.patch.object(socket, "socket", side_effect=AssertionError("a socket was opened")):
            self.assertEqual(jws.verify(token(header), KEY).payload, b"payload")
            with self.assertRaises(JamJWSVerificationError):
                jws.verify(token(header, key=b"x" * 32), KEY)

    def test_messages_say_nothing_secret(self) -> None:
        """security 11, 13."""
        for bent in (
            token(HS256)[:-2] + "AA",
            token({**HS256, "kid": "SECRETKID"}, b"SECRET", b"x" * 32),
            "SECRET.a.b",
        ):
            with self.assertRaises(JamJWSVerificationError) as caught:
                jws.verify(bent, KEY)
            text = f"{caught.exception!r}{caught.exception}"
            for secret in ("SECRET", SECRET.decode(), OCT["k"], bent):
                self.assertNotIn(secret, text)
        self.assertEqual(repr(jws.verify(token(HS256), KEY)), "<VerifiedJWS alg=HS256 7 bytes>")

    def test_detached(self) -> None:
        made = jws.sign(b"payload", KEY, detached=True)
        self.assertIn("..", made)
        self.assertEqual(jws.verify(made, KEY, payload=bytearray(b"payload")).payload, b"payload")
        for payload in (b"Payload", b"", None):
            with self.assertRaises(JamJWSVerificationError):
                jws.verify(made, KEY, payload=payload)
        with self.assertRaises(JamJWSInvalidFormatError):
            jws.verify(jws.sign(b"payload", KEY), KEY, payload=b"payload")
        self.assertEqual(jws.verify(jws.sign(b"", KEY), KEY, payload=b"").payload, b"")

    def test_comparison_is_constant_time(self) -> None:
        """security 12."""
        with mock.patch("hmac.compare_digest", wraps=hmac.compare_digest) as compare:
            jws.verify(token(HS256), JWK(OCT))
        self.assertEqual(compare.call_count, 1)
        with mock.patch("hmac.compare_digest", wraps=hmac.compare_digest) as compare:
            self.assertFalse(JWK(OCT).verifier("HS256")(b"message", bytes(32)))
        self.assertEqual(compare.call_count, 1)


if __name__ == "__main__":
    unittest.main()
