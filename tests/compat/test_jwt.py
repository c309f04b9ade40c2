"""PyJWT's names: what they return, what they raise, and what they refuse where PyJWT does not."""

from __future__ import annotations

import contextlib
import hmac
import json
import pickle
import socket
import subprocess
import sys
import threading
import time
import unittest
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from unittest import mock

from jamlite import jose
from jamlite.compat import jwt
from jamlite.compat.jwt import algorithms, exceptions, key_objects, utils
from jamlite.encoding import pem
from jamlite.exceptions import JamError
from tests.support import ROOT

SECRET = "k" * 32
# RFC 7515 appendix A.1 (HS256), A.3 (ES256); RFC 8037 appendix A (Ed25519).
A1_KEY = {
    "kty": "oct",
    "k": "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
}
A1_TOKEN = (
    "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"
    ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
    ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
)
EC_KEY = {
    "kty": "EC",
    "crv": "P-256",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    "d": "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI",
}
OKP_KEY = {
    "kty": "OKP",
    "crv": "Ed25519",
    "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
    "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
}
OKP_TOKEN = (
    "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"
    ".hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
)


def public(members: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in members.items() if name != "d"}


class VectorTest(unittest.TestCase):
    def test_rfc_7515_appendix_a_1(self) -> None:
        claims = jwt.decode(A1_TOKEN, jwt.PyJWK(A1_KEY), options={"verify_exp": False})
        self.assertEqual(claims, {"iss": "joe", "exp": 1300819380, "http://example.com/is_root": True})
        with self.assertRaisesRegex(jwt.ExpiredSignatureError, "Signature has expired"):
            jwt.decode(A1_TOKEN, jwt.PyJWK(A1_KEY))

    def test_rfc_8037_appendix_a(self) -> None:
        jws = jwt.PyJWS()
        self.assertEqual(
            jws.encode(b"Example of Ed25519 signing", jwt.PyJWK(OKP_KEY), headers={"typ": ""}), OKP_TOKEN
        )
        self.assertEqual(jws.decode(OKP_TOKEN, jwt.PyJWK(public(OKP_KEY))), b"Example of Ed25519 signing")

    def test_header_is_written_as_pyjwt_writes_it(self) -> None:
        token = jwt.encode({"a": 1}, SECRET)
        self.assertEqual(token.rpartition(".")[0], "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJhIjoxfQ")
        self.assertEqual(jwt.get_unverified_header(token), {"alg": "HS256", "typ": "JWT"})


class DecodeTest(unittest.TestCase):
    def test_bad_input_of_every_kind_is_a_decode_error(self) -> None:
        for token in (
            None,
            1,
            b"",
            "",
            "a.b",
            "....",
            "\udc80.a.b",
            b"\xff.\xff.\xff",
            "e30.e30.e30",
            "x" * 9,
        ):
            with self.subTest(token=token), self.assertRaises(jwt.InvalidTokenError):
                jwt.decode(token, SECRET, algorithms=["HS256"])  # type: ignore[arg-type]

    def test_algorithms_must_be_named(self) -> None:
        with self.assertRaisesRegex(jwt.DecodeError, '"algorithms" argument'):
            jwt.decode(jwt.encode({}, SECRET), SECRET)

    def test_wrong_signature_and_wrong_algorithm(self) -> None:
        token = jwt.encode({}, SECRET)
        with self.assertRaisesRegex(jwt.InvalidSignatureError, "Signature verification failed"):
            jwt.decode(token, "l" * 32, algorithms=["HS256"])
        with self.assertRaisesRegex(jwt.InvalidAlgorithmError, "The specified alg value is not allowed"):
            jwt.decode(token, SECRET, algorithms=["HS512"])
        unsigned = jwt.encode({}, None, algorithm=None)
        with self.assertRaises(jwt.InvalidSignatureError):
            jwt.decode(unsigned, "", algorithms=["none"])
        self.assertEqual(jwt.decode(unsigned, options={"verify_signature": False}), {})

    def test_claims(self) -> None:
        now = datetime.now(tz=timezone.utc)
        cases: list[tuple[dict[str, object], dict[str, object], type[Exception]]] = [
            ({"exp": now - timedelta(seconds=9)}, {}, jwt.ExpiredSignatureError),
            ({"nbf": now + timedelta(seconds=9)}, {}, jwt.ImmatureSignatureError),
            ({"iat": now + timedelta(seconds=9)}, {}, jwt.ImmatureSignatureError),
            ({"iat": "x"}, {}, jwt.InvalidIssuedAtError),
            ({"exp": None}, {}, jwt.DecodeError),
            ({"aud": "a"}, {}, jwt.InvalidAudienceError),
            ({"aud": ["a"]}, {"audience": ["b", "c"]}, jwt.InvalidAudienceError),
            ({}, {"audience": "a"}, jwt.MissingRequiredClaimError),
            ({"iss": "a"}, {"issuer": ["b"]}, jwt.InvalidIssuerError),
            ({}, {"issuer": "a"}, jwt.MissingRequiredClaimError),
            ({"sub": 1}, {}, exceptions.InvalidSubjectError),
            ({"sub": "a"}, {"subject": "b"}, exceptions.InvalidSubjectError),
            ({"jti": 1}, {}, exceptions.InvalidJTIError),
            ({}, {"options": {"require": ["exp"]}}, jwt.MissingRequiredClaimError),
        ]
        for claims, arguments, error in cases:
            with self.subTest(claims=claims, **arguments), self.assertRaises(error):
                jwt.decode(
                    jwt.encode(claims, SECRET),
                    SECRET,
                    algorithms=["HS256"],
                    **arguments,  # type: ignore[arg-type]
                )

    def test_leeway(self) -> None:
        now = datetime.now(tz=timezone.utc)
        token = jwt.encode({"exp": now - timedelta(seconds=5)}, SECRET)
        for leeway in (60, timedelta(minutes=1)):
            claims = jwt.decode(token, SECRET, ["HS256"], leeway=leeway)
            self.assertEqual(claims, {"exp": int(now.timestamp()) - 5})

    def test_unencoded_payload(self) -> None:
        jws = jwt.PyJWS()
        token = jws.encode(b"$.02", SECRET, is_payload_detached=True)
        self.assertEqual(jws.decode(token, SECRET, ["HS256"], detached_payload=b"$.02"), b"$.02")
        with self.assertRaises(jwt.InvalidSignatureError):
            jws.decode(token, SECRET, ["HS256"], detached_payload=b"$.03")
        with self.assertRaisesRegex(jwt.DecodeError, "detached_payload"):
            jws.decode(token, SECRET, ["HS256"])

    def test_header_is_the_callers_own(self) -> None:
        """Headers are remembered; what a caller does to his is not."""
        token = jwt.encode({"a": 1}, SECRET, headers={"kid": "1"})
        nested = jwt.encode({"a": 1}, SECRET, headers={"x": {"y": [1]}})
        for text in (token, nested):
            expected = json.dumps(jwt.get_unverified_header(text))
            for _ in range(3):
                header = jwt.decode_complete(text, SECRET, ["HS256"])["header"]
                self.assertEqual(json.dumps(header), expected)
                header.get("x", {}).get("y", []).append(2)
                header.clear()
        self.assertEqual(jwt.get_unverified_header(token)["kid"], "1")

    def test_unknown_crit_is_refused(self) -> None:
        token = jwt.encode({}, SECRET, headers={"crit": ["x"], "x": 1})
        with self.assertRaisesRegex(jwt.InvalidTokenError, "Unsupported critical extension: x"):
            jwt.decode(token, SECRET, ["HS256"])


class KeyTest(unittest.TestCase):
    def test_text_that_is_no_secret_is_an_invalid_key(self) -> None:
        pem = jose.JWK(public(EC_KEY)).to_pem()
        texts = {
            pem: "asymmetric key",
            pem.replace("\n", ""): "asymmetric key",
            pem.encode("ascii").hex(): "asymmetric key",
            '{"kty": "EC"}': "looks like a JWK",
            "${JWT_SECRET}": "not filled in",
            "/etc/keys/public.pem": "path of a key file",
            "": "must not be empty",
        }
        for text, words in texts.items():
            with self.subTest(text=text[:20]), self.assertRaisesRegex(jwt.InvalidKeyError, words):
                jwt.encode({}, text)

    def test_other_types_are_a_type_error_as_in_pyjwt(self) -> None:
        for key in (None, 1, object()):
            with self.assertRaises(TypeError):
                jwt.encode({}, key)
            with self.assertRaises(TypeError):
                jwt.encode({}, key, "RS256")

    def test_short_secret_warns_or_is_refused(self) -> None:
        with self.assertWarnsRegex(jwt.InsecureKeyLengthWarning, "6 bytes long"):
            token = jwt.encode({}, "secret")
        with self.assertRaises(jwt.InvalidKeyError):
            jwt.decode(token, "secret", ["HS256"], options={"enforce_minimum_key_length": True})

    def test_pem_jwk_and_key_objects_of_every_type(self) -> None:
        for members, alg in ((EC_KEY, "ES256"), (OKP_KEY, "EdDSA")):
            private, other = jose.JWK(members).to_pem(), jose.JWK(public(members)).to_pem()
            token = jwt.encode({"a": 1}, private, algorithm=alg)
            key = jwt.PyJWK(public(members))
            for form in (other, other.encode(), key, key.key, jose.JWK(members)):
                self.assertEqual(jwt.decode(token, form, algorithms=[alg]), {"a": 1})
            self.assertEqual(jose.jwt.decode(token, public(members)), {"a": 1})
            ours = jose.jwt.encode({"b": 2}, members, alg=alg)
            self.assertEqual(jwt.decode(ours, other, algorithms=[alg]), {"b": 2})
            with self.assertRaises(jwt.InvalidKeyError):
                jwt.encode({}, other, algorithm=alg)

    def test_jwk_round_trip(self) -> None:
        for name, members in (("ES256", EC_KEY), ("EdDSA", OKP_KEY), ("HS256", A1_KEY)):
            algorithm = jwt.get_algorithm_by_name(name)
            self.assertEqual(algorithm.to_jwk(algorithm.from_jwk(members), as_dict=True), members)

    def test_curve_must_be_that_of_the_algorithm(self) -> None:
        with self.assertRaisesRegex(jwt.InvalidKeyError, "does not match the expected curve 'secp384r1'"):
            jwt.encode({}, jose.JWK(EC_KEY).to_pem(), algorithm="ES384")

    def test_a_curve_is_equal_to_another_object_of_its_name(self) -> None:
        class SECP256R1:
            name = "secp256r1"

        curve = jwt.get_algorithm_by_name("ES256").expected_curve  # type: ignore[attr-defined]
        self.assertEqual(curve, SECP256R1)
        self.assertEqual(curve, SECP256R1())
        self.assertEqual({curve: 1}[key_objects.CURVES["P-256"]], 1)
        for other in (key_objects.CURVES["secp256k1"], "secp256r1", None):
            self.assertNotEqual(curve, other)

    def test_a_key_on_a_curve_of_no_algorithm(self) -> None:
        """RFC 5480 section 2.1.1.1: secp192r1 and secp224r1, as SubjectPublicKeyInfo."""
        for name, oid in (("secp192r1", "06082a8648ce3d030101"), ("secp224r1", "06052b81040021")):
            ids = bytes.fromhex("06072a8648ce3d0201" + oid)
            spki = bytes([0x30, len(ids)]) + ids + b"\x03\x04\x00\x04\x01\x02"
            text = pem.encode("PUBLIC KEY", bytes([0x30, len(spki)]) + spki)
            with self.subTest(name=name), self.assertRaises(exceptions.InvalidKeyError) as caught:
                jwt.get_algorithm_by_name("ES256").prepare_key(text)
            self.assertRegex(str(caught.exception), f"{name}.*needs the curve secp256r1")

    def test_the_length_of_an_rsa_key_that_is_not_ours(self) -> None:
        class Short:
            key_size = 1024

        class Long:
            key_size = 2048

        for name in ("RS256", "PS512"):
            check = jwt.get_algorithm_by_name(name).check_key_length
            self.assertRegex(str(check(Short())), "1024.*2048")
            self.assertIsNone(check(Long()))

    def test_bad_jwks(self) -> None:
        for members in ({}, {"kty": "x"}, {"kty": "OKP"}, {**EC_KEY, "crv": "P-512"}, {"kty": "oct", "k": 1}):
            with self.subTest(members=members), self.assertRaises(jwt.InvalidKeyError):
                jwt.PyJWK(members)
        for keys in ([], [None], [{"kty": "x"}], 5):
            with self.subTest(keys=keys), self.assertRaises(jwt.PyJWKSetError):
                jwt.PyJWKSet(keys)  # type: ignore[arg-type]
        with self.assertRaises(KeyError):
            jwt.PyJWKSet([A1_KEY])["x"]

    def test_no_message_holds_the_key(self) -> None:
        with self.assertRaises(jwt.PyJWTError) as caught:
            jwt.PyJWK({**A1_KEY, "alg": "HS1"})
        self.assertNotIn(A1_KEY["k"], str(caught.exception))
        self.assertIsInstance(caught.exception, JamError)


class SurfaceTest(unittest.TestCase):
    def test_the_secret_of_before(self) -> None:
        """An algorithm keeps the last secret prepared; only the very same bytes meet it again."""
        algorithm = algorithms.HMACAlgorithm(algorithms.HMACAlgorithm.SHA256)
        changing = bytearray(b"a" * 32)
        for secret in (b"a" * 32, b"b" * 32, b"b" * 32, b"b" * 33, bytes(changing), b""):
            self.assertEqual(algorithm.sign(b"m", secret), hmac.digest(secret, b"m", "sha256"))
        algorithm.sign(b"m", changing)
        changing[:] = b"c" * 32
        self.assertEqual(algorithm.sign(b"m", b"c" * 32), hmac.digest(b"c" * 32, b"m", "sha256"))
        for wrong in (None, "c" * 32, "é", 7):
            self.assertRaises(JamError, algorithm.sign, b"m", wrong)
        again = pickle.loads(pickle.dumps(algorithm))
        self.assertIsNone(again._last)
        self.assertTrue(again.verify(b"m", b"c" * 32, algorithm.sign(b"m", b"c" * 32)))

    def test_algorithm_of_ones_own(self) -> None:
        class Reversed(algorithms.HMACAlgorithm):
            def sign(self, msg: bytes, key: bytes) -> bytes:
                return super().sign(msg[::-1], key)

        jwt.register_algorithm("R256", Reversed(Reversed.SHA256))
        try:
            token = jwt.encode({"a": 1}, SECRET, algorithm="R256")
            self.assertEqual(jwt.decode(token, SECRET, algorithms=["R256"]), {"a": 1})
            with self.assertRaises(ValueError):
                jwt.register_algorithm("R256", Reversed(Reversed.SHA256))
        finally:
            jwt.unregister_algorithm("R256")
        with self.assertRaises(NotImplementedError):
            jwt.encode({}, SECRET, algorithm="R256")
        with self.assertRaises(KeyError):
            jwt.unregister_algorithm("R256")

    def test_utils(self) -> None:
        self.assertEqual(utils.base64url_decode(b"Zg"), b"f")
        self.assertEqual(utils.to_base64url_uint(0), b"AA")
        self.assertEqual(utils.from_base64url_uint("AQAB"), 65537)
        curve = algorithms.CURVES["P-256"]
        raw = bytes(range(1, 65))
        self.assertEqual(utils.der_to_raw_signature(utils.raw_to_der_signature(raw, curve), curve), raw)
        with self.assertRaises(ValueError):
            utils.der_to_raw_signature(b"x", curve)

    def test_arguments_that_nothing_reads_warn(self) -> None:
        with self.assertWarnsRegex(DeprecationWarning, "Unsupported kwargs"):
            jwt.decode(jwt.encode({}, SECRET), SECRET, ["HS256"], foo=1)

    def test_missing_claim_has_its_name(self) -> None:
        error = jwt.MissingRequiredClaimError("exp")
        self.assertEqual((error.claim, str(error)), ("exp", 'Token is missing the "exp" claim'))


KEY_1 = {**public(EC_KEY), "kid": "1"}


@contextlib.contextmanager
def _dripping(first: bytes, rest: bytes) -> Iterator[str]:
    """Yield the URL of a server that answers with `first` at once and with a byte of `rest` now and then."""

    def serve() -> None:
        while True:
            try:
                answering, _ = listening.accept()
            except OSError:  # closed: the test is over
                return
            with answering, contextlib.suppress(OSError):
                answering.recv(4096)
                answering.sendall(first)
                for at in range(len(rest)):
                    time.sleep(0.1)
                    answering.sendall(rest[at : at + 1])

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/jwks"
        listening.shutdown(socket.SHUT_RDWR)
    thread.join(5)


class ClientTest(unittest.TestCase):
    def test_it_arrives_when_it_is_asked_for(self) -> None:
        program = (
            "import sys; from jamlite.compat import jwt; NAME = 'jamlite.compat.jwt.jwks_client';"
            "assert NAME not in sys.modules; assert 'PyJWKClient' in dir(jwt);"
            "assert jwt.jwks_client is sys.modules[NAME];"
            "assert jwt.PyJWKClient is jwt.jwks_client.PyJWKClient"
        )
        subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT)
        with self.assertRaisesRegex(AttributeError, "has no attribute 'PyJWKCleint'"):
            jwt.PyJWKCleint  # noqa: B018

    def test_both_caches_and_the_cooldown(self) -> None:
        client = jwt.PyJWKClient("https://login.example/jwks", cache_keys=True)
        with mock.patch("urllib.request.build_opener") as opener:
            answer = opener.return_value.open.return_value.__enter__.return_value
            answer.read.return_value = json.dumps({"keys": [KEY_1]}).encode()
            token = jwt.encode({"a": 1}, jwt.PyJWK(EC_KEY), headers={"kid": "1"})
            for _ in range(3):
                key = client.get_signing_key_from_jwt(token)
                self.assertEqual(jwt.decode(token, key), {"a": 1})
            with self.assertRaisesRegex(jwt.PyJWKClientError, 'matches: "2"'):
                client.get_signing_key("2")
            self.assertEqual(opener.return_value.open.call_count, 1)

    def test_answers_that_are_no_set(self) -> None:
        client = jwt.PyJWKClient("https://login.example/jwks")
        for body in (b"", b"[]", b"{", b'{"a":' * 100000, b" " * ((1 << 20) + 1)):
            with mock.patch("urllib.request.build_opener") as opener:
                opener.return_value.open.return_value.__enter__.return_value.read.return_value = body
                with self.subTest(body=body[:9]), self.assertRaises(jwt.PyJWKClientError):
                    client.get_jwk_set()

    def test_what_strict_json_refuses_is_no_set(self) -> None:
        member = json.dumps({"keys": [KEY_1]})
        for body in (
            member[:-1] + ', "keys": []}',
            '{"keys": [], ' + member[1:],
            "\ufeff" + member,
            member.encode("utf-16"),
            member[:-1] + ', "a": NaN}',
        ):
            client = jwt.PyJWKClient("https://login.example/jwks")
            with mock.patch("urllib.request.build_opener") as opener:
                opener.return_value.open.return_value.__enter__.return_value.read.return_value = body
                with self.subTest(body=body[:20]), self.assertRaises(jwt.PyJWKClientError):
                    client.get_jwk_set()

    def test_symmetric_keys_of_a_url_are_not_used(self) -> None:
        secret = {"kty": "oct", "k": "A" * 43, "kid": "1"}
        for listed in ([secret], [secret, KEY_1]):
            client = jwt.PyJWKClient("https://login.example/jwks")
            with mock.patch("urllib.request.build_opener") as opener:
                answer = opener.return_value.open.return_value.__enter__.return_value
                answer.read.return_value = json.dumps({"keys": listed}).encode()
                if len(listed) == 1:
                    with self.assertRaises(jwt.PyJWKClientError):
                        client.get_signing_key("1")
                else:
                    self.assertEqual(client.get_signing_key("1").key_type, "EC")

    def test_an_answer_has_to_be_whole_in_time(self) -> None:
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
        body = json.dumps({"keys": [KEY_1]}).encode()
        whole = head + b"Content-Length: %d\r\n\r\n" % len(body) + body
        for first in (b"", head, whole[:-30]):
            with self.subTest(first[-20:]), _dripping(first, whole[len(first) :]) as url:
                start = time.monotonic()
                with self.assertRaises(jwt.PyJWKClientConnectionError):
                    jwt.PyJWKClient(url, timeout=0.5).fetch_data()
                self.assertLess(time.monotonic() - start, 3)
        with _dripping(whole, b"") as url:
            self.assertEqual(len(jwt.PyJWKClient(url, timeout=5).fetch_data()["keys"]), 1)
            self.assertEqual(jwt.PyJWKClient(url, timeout=5).get_signing_key("1").key_type, "EC")

    def test_an_answer_that_breaks_off(self) -> None:
        for reason in (ConnectionResetError(), socket.timeout(), ValueError("chunk")):
            with mock.patch("http.client.HTTPResponse.read", side_effect=reason):
                head = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
                with _dripping(head, b"") as url, self.assertRaises(jwt.PyJWKClientConnectionError):
                    jwt.PyJWKClient(url, timeout=5).fetch_data()

    def test_redirects_are_not_followed(self) -> None:
        answer = b"HTTP/1.1 302 Found\r\nLocation: https://a.example/\r\nContent-Length: 0\r\n\r\n"
        error = jwt.PyJWKClientConnectionError
        with _dripping(answer, b"") as url, self.assertRaisesRegex(error, "302"):
            jwt.PyJWKClient(url, timeout=5).fetch_data()

    def test_a_set_has_a_bound(self) -> None:
        with self.assertRaisesRegex(jwt.PyJWKSetError, "at most 1024"):
            jwt.PyJWKSet([KEY_1] * 1025)
        costly = {"kty": "RSA", "n": "x" * 1024, "e": "AQAB", "d": "x" * 1024}
        with self.assertRaises(jwt.PyJWKSetError):
            jwt.PyJWKSet([costly] * 1024)

    def test_other_schemes_are_refused(self) -> None:
        for url in ("file:///etc/passwd", "ftp://a", ""):
            with self.assertRaises(jwt.PyJWKClientError):
                jwt.PyJWKClient(url)


if __name__ == "__main__":
    unittest.main()
