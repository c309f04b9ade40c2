"""README, "Moving from Jam" and "Moving from ApoJWT": one check for each line of the two tables."""

from __future__ import annotations

import asyncio
import inspect
import json
import os
import re
import tempfile
import time
import unittest
from typing import Any, Callable
from urllib.parse import parse_qs

from jamlite import Jam
from jamlite.aio import Jam as AsyncJam
from jamlite.aio import oauth2 as aio_oauth2
from jamlite.compat.apojwt import ApoJWT
from jamlite.compat.jwt.exceptions import InvalidAudienceError, InvalidTokenError
from jamlite.encoders import JsonEncoder
from jamlite.exceptions import (
    JamConfigurationError,
    JamEncodingError,
    JamInvalidKeyTypeError,
    JamJWEDecryptionError,
    JamJWEEncryptionError,
    JamJWKValidationError,
    JamJWSInvalidFormatError,
    JamJWSSigningError,
    JamJWSVerificationError,
    JamJWTExpired,
    JamJWTInBlackList,
    JamJWTNotYetValid,
    JamJWTUnsupportedAlgorithm,
    JamOAuth2ResponseError,
    JamPASETOInvalidTokenFormat,
)
from jamlite.ext.asgi import ASGIRequest
from jamlite.ext.authenticator import Authenticator, CredentialSource
from jamlite.jose import JWE, JWK, JWS, jwt
from jamlite.oauth2 import OAuth2Client, Response, create_instance
from jamlite.otp import TOTP
from jamlite.sessions import JSONSessions
from tests.jam.test_tokens_of_jam import ONLY_JAM, made_by_jam
from tests.support import ROOT

SECRET = "k123456789abcdef0123456789abcdef"
JWT_SECTION = {"alg": "HS256", "secret_key": SECRET}
Check = Callable[[unittest.TestCase], None]


def table(heading: str) -> list[str]:
    """Return the first column of the table under a heading of the README."""
    with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as stream:
        section = stream.read().partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return [line.split("|")[1].strip() for line in re.findall(r"^\|.*\|$", section, re.MULTILINE)[2:]]


def jam() -> Jam:
    return Jam({"jose": {"jwt": JWT_SECTION}})


def kw_keys(t: unittest.TestCase) -> None:
    long = {"alg": "A128KW", "enc": "A128GCM", "key": "x" * 40}
    with t.assertRaises((JamInvalidKeyTypeError, JamJWEEncryptionError)):
        JWE(**long).encrypt("a")
    cut = Jam({"jose": {"jwe": {**long, "truncate_key": True}}})
    t.assertEqual(cut.jwe_decrypt(cut.jwe_encrypt("a")), b"a")


def curves(t: unittest.TestCase) -> None:
    key = JWK.generate("EC", crv="P-256")
    t.assertTrue(JWS("ES256", key).sign(None, "a"))
    with t.assertRaises(JamInvalidKeyTypeError):
        JWS("ES384", key)


def jwk_values(t: unittest.TestCase) -> None:
    for k in ("AAAA====", "AA=A", "AAA\n", "+/AA"):
        with t.assertRaises(JamJWKValidationError):
            JWK({"kty": "oct", "k": k})


def rsa_sizes(t: unittest.TestCase) -> None:
    for members in ({"n": "wVXw", "e": "AQAB"}, {"n": "8" * 171, "e": "AQAB"}):
        with t.assertRaises(JamJWKValidationError):
            JWK({"kty": "RSA", **members})


def padding(t: unittest.TestCase) -> None:
    with t.assertRaises(JamJWSInvalidFormatError):
        jam().jwt_decode(jam().jwt_encode(sub="a") + "=", check_list=None)


def header_alg(t: unittest.TestCase) -> None:
    with t.assertRaises(JamJWSSigningError):
        jam().jwt_encode(sub="a", header={"alg": "HS512"})


def public_keys(t: unittest.TestCase) -> None:
    pem = JWK.generate("EC", crv="P-256").public().to_pem()
    with t.assertRaises(JamConfigurationError):
        Jam({"jose": {"jwt": {"alg": "HS256", "secret_key": pem}}})


def older_tokens(t: unittest.TestCase) -> None:
    for sample in made_by_jam()["tokens"]:
        name = " ".join(sample["options"].values())
        row = next((kind for kind in ("PS", "RSA-OAEP ", "ECDH-ES", "CBC-HS") if kind in name), None)
        if sample["section"] == "paseto" and name not in ("v1 local", "v2 public"):
            row = "PASETO"
        t.assertEqual(row is not None, name in ONLY_JAM, name)


def text_footers(t: unittest.TestCase) -> None:
    made = Jam({"paseto": {"version": "v4", "purpose": "local", "secret_key": SECRET.encode()}})
    token = made.paseto_create({}, "text")
    t.assertEqual(token.rpartition(".")[2], "dGV4dA")
    t.assertEqual(made.paseto_decode(token)["footer"], "text")


def refusal_codes(t: unittest.TestCase) -> None:
    section = {"alg": "A256KW", "enc": "A256GCM", "key": SECRET}
    made = Jam({"jose": {"jwt": JWT_SECTION, "jwe": section}})
    for call, kind, code in (
        (lambda: made.jwt_decode("a.b", check_list=None), JamJWSVerificationError, "jws.invalid_format"),
        (lambda: made.jwe_decrypt("a.b"), JamJWEDecryptionError, "jwe.invalid_format"),
    ):
        with t.assertRaises(kind) as caught:
            call()
        t.assertEqual(caught.exception.error_code, code)
    sealed = Jam({"paseto": {"version": "v2", "purpose": "local", "secret_key": SECRET.encode()}})
    for token in (sealed.paseto_create({})[:-4] + "AAAA", "x"):
        with t.assertRaises(JamPASETOInvalidTokenFormat):
            sealed.paseto_decode(token)


def flags(t: unittest.TestCase) -> None:
    late, early = jam().jwt_encode(exp=-10), jam().jwt_encode(nbf=100)
    for token, flag, kind in ((late, "check_exp", JamJWTExpired), (early, "check_nbf", JamJWTNotYetValid)):
        t.assertIn("jti", jam().jwt_decode(token, check_list=None, **{flag: False}))
        with t.assertRaises(kind):
            jam().jwt_decode(token, check_list=None)


def missing_section(t: unittest.TestCase) -> None:
    for made in (jam(), AsyncJam({"jose": {"jwt": JWT_SECTION}})):
        for name in ("session", "otp", "paseto", "oauth2", "jws", "jwe"):
            with t.assertRaisesRegex(JamConfigurationError, name):
                getattr(made, name)


def asynchronous_lists(t: unittest.TestCase) -> None:
    async def revoked(section: dict[str, str]) -> None:
        made = AsyncJam({"jose": {"jwt": {**JWT_SECTION, "list": {"type": "black", **section}}}})
        token = await made.jwt_encode()
        made.jwt.list.add(token)
        while not await made.jwt.list.check(token):
            await asyncio.sleep(0.01)
        with t.assertRaises(JamJWTInBlackList):
            await made.jwt_decode(token)
        if section["backend"] == "memory":
            t.assertTrue(made.jwt.list.check(token))

    with tempfile.TemporaryDirectory() as folder:
        for section in ({"backend": "memory"}, {"backend": "json", "json_path": os.path.join(folder, "a")}):
            asyncio.run(revoked(section))


def exp_0(t: unittest.TestCase) -> None:
    with t.assertRaises(JamJWTExpired):
        jam().jwt_decode(jam().jwt_encode(exp=0), check_list=None)
    t.assertNotIn("exp", jam().jwt_decode(jam().jwt_encode(), check_list=None))


def second_of_expiry(t: unittest.TestCase) -> None:
    token = jwt.encode({"exp": 1000}, SECRET)
    t.assertEqual(jam().jwt_decode(token, check_list=None, now=999)["exp"], 1000)
    with t.assertRaises(JamJWTExpired):
        jam().jwt_decode(token, check_list=None, now=1000)
    t.assertEqual(jam().jwt_decode(token, check_list=None, now=1000, leeway=1)["exp"], 1000)


def configuration(t: unittest.TestCase) -> None:
    for section in ({"alg": "HS256", "secretkey": SECRET}, {"alg": "HS256", "secret_key": ""}):
        with t.assertRaises(JamConfigurationError):
            Jam({"jose": {"jwt": section}})


def swapped_algorithm(t: unittest.TestCase) -> None:
    with t.assertRaises(JamJWTUnsupportedAlgorithm) as caught:
        Jam({"jose": {"jwt": {"alg": SECRET, "secret_key": "HS256"}}})
    t.assertNotIn(SECRET, str(caught.exception))
    t.assertIn("HS256", caught.exception.details["supported_algorithms"])


def providers(t: unittest.TestCase) -> None:
    def made(url: str, **more: Any) -> str:
        section = {"client_id": "i", "auth_url": url, "token_url": url, **more}
        return Jam({"oauth2": {"own": section}}).oauth2_get_authorized_url("own", ["a"])

    with t.assertRaises(JamConfigurationError):
        made("http://login.example/")
    t.assertTrue(made("http://127.0.0.1:1/", http_loopback=True).startswith("http://127.0.0.1:1/?"))


def second_argument(t: unittest.TestCase) -> None:
    for make in (create_instance, aio_oauth2.create_instance):
        t.assertEqual([*inspect.signature(make).parameters], ["providers", "serializer", "logger"])


def token_answers(t: unittest.TestCase) -> None:
    for body in (b"[]", b"<html>", b'{"access_token": "x", "token_type": "weird"}'):
        client = OAuth2Client(
            "i", "s", "https://a/", "https://b/", transport=lambda _, body=body: Response(200, {}, body)
        )
        with t.subTest(body=body), t.assertRaises(JamOAuth2ResponseError):
            client.fetch_token("c")

    fixed = Response(200, {}, b'{"access_token": "x", "expires_in": 60}')
    client = OAuth2Client("i", "s", "https://a/", "https://b/", transport=lambda _: fixed, now=lambda: 1000)
    again = {"access_token": "x", "expires_in": 60, "expires_at": 1060, "token_type": "Bearer"}
    t.assertEqual(client.fetch_token("c"), again)
    t.assertEqual(client.refresh_token("r"), {**again, "refresh_token": "r"})


def authorization_urls(t: unittest.TestCase) -> None:
    client = OAuth2Client("i", "s", "https://a/", "https://b/", "https://c/")
    url = client.get_authorization_url(["a"])
    t.assertEqual(parse_qs(url.partition("?")[2])["state"], [url.state])
    t.assertEqual(client.get_authorization_url(["a"], state="mine").state, "mine")


def session_ids(t: unittest.TestCase) -> None:
    t.assertNotIn("alice", Jam({"session": {"session_type": "memory"}}).session_create("alice", {}))


def session_data(t: unittest.TestCase) -> None:
    made = Jam({"session": {"session_type": "memory"}, "authz": {"policy": {"orders:read": []}}})
    cart = made.authenticate(made.session_create("alice", {"cart": 1}), via="session")
    t.assertEqual((cart.id, made.authorize(cart, "orders:read")), (None, False))
    login = made.authenticate(made.session_create("alice", {"sub": "alice"}), via="session")
    t.assertEqual(login.id, "alice")


def paseto_lists(t: unittest.TestCase) -> None:
    listed = {"backend": "memory", "type": "black"}
    made = Jam(
        {"paseto": {"version": "v4", "purpose": "local", "secret_key": SECRET.encode(), "list": listed}}
    )
    token = made.paseto_create({"a": 1})
    made.paseto.list.add(token)
    with t.assertRaises(JamJWTInBlackList):
        made.paseto_decode(token)
    t.assertEqual(made.paseto_decode(token, check_list=False)["payload"], {"a": 1})


def hotp_uris(t: unittest.TestCase) -> None:
    uri = Jam({"otp": {"type": "hotp"}}).otp_uri("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "a", "b", counter=1)
    t.assertTrue(uri.startswith("otpauth://hotp/"))


def interval(t: unittest.TestCase) -> None:
    slow = TOTP("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", interval=60)
    t.assertEqual((slow.at(0), slow.at(59)), (slow.at(1), slow.at(30)))
    t.assertNotEqual(slow.at(0), slow.at(60))


def no_json(t: unittest.TestCase) -> None:
    for value in ({1}, object(), b"a", 1j):
        with t.assertRaises(JamEncodingError) as caught:
            JsonEncoder.dumps({"a": value})
        t.assertIsInstance(caught.exception, ValueError)


def stored_sessions(t: unittest.TestCase) -> None:
    record = {"key": "user", "session_id": "id-1", "data": '{"a": 1}', "created_at": time.time()}
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "sessions.json")
        with open(path, "w", encoding="utf-8") as stream:
            json.dump({"_default": {"1": record}}, stream)
        t.assertEqual(JSONSessions(json_path=path).get("id-1"), {"a": 1})
        with open(path, encoding="utf-8") as stream:
            t.assertNotIn("_default", stream.readline())


def revoked_tokens(t: unittest.TestCase) -> None:
    listed = {"backend": "memory", "type": "black"}
    made = Jam({"jose": {"jwt": {**JWT_SECTION, "list": listed}}})
    token = made.jwt_encode(sub="a")
    made.jwt.list.add(token)
    for source, refused in (
        (CredentialSource.header("X-Token"), True),
        (CredentialSource.cookie("token"), False),
    ):
        judge = Authenticator(made, sources=[source], anonymous=True)  # as Jam's own adapters have it
        headers = [(b"x-token", token.encode()), (b"cookie", f"token={token}".encode())]
        found = judge.check(ASGIRequest({"type": "http", "headers": headers}))
        t.assertIsNone(found.claims)
        refusal = judge.refusal(found, required=False)
        t.assertEqual(refusal is not None and refusal.status == 401, refused)


def private_methods(t: unittest.TestCase) -> None:
    t.assertFalse(hasattr(OAuth2Client, "_OAuth2Client__post_form"))
    for name in ("get", "post"):
        t.assertTrue(callable(getattr(OAuth2Client, name)))
    t.assertIn("transport", inspect.signature(OAuth2Client).parameters)


JAM: dict[str, Check] = {
    "keys of A*KW": kw_keys,
    "curves": curves,
    "JWK values": jwk_values,
    "RSA keys": rsa_sizes,
    "base64url in tokens": padding,
    "header of a token": header_alg,
    "public keys as secrets": public_keys,
    "tokens made before the move": older_tokens,
    "text footers of PASETO": text_footers,
    "codes of refused tokens": refusal_codes,
    "flags of `jwt_decode`": flags,
    "`exp=0`": exp_0,
    "second of expiry": second_of_expiry,
    "configuration": configuration,
    "section that is missing": missing_section,
    "lists of `aio.Jam`": asynchronous_lists,
    "swapped algorithm": swapped_algorithm,
    "providers": providers,
    "second argument of `oauth2.create_instance`": second_argument,
    "answers with tokens": token_answers,
    "private methods of providers": private_methods,
    "authorization URLs": authorization_urls,
    "session ids": session_ids,
    "session data": session_data,
    "`paseto_decode`": paseto_lists,
    "URIs of HOTP": hotp_uris,
    "`interval` of codes": interval,
    "`JsonEncoder.dumps` of what JSON has no type for": no_json,
    "stored sessions": stored_sessions,
    "revoked token in a header": revoked_tokens,
}


def apo(**options: Any) -> ApoJWT:
    return ApoJWT(SECRET, 60, "here", **{"token_finder": lambda text: text, **options})


def sixth(t: unittest.TestCase) -> None:
    made = ApoJWT(SECRET, 60, "here", ["us"], "HS256", "root", token_finder=lambda text: text)
    protected = made.permission_required("write")(lambda text: "done")
    t.assertEqual(protected(text=made.create_token("a", ["root"])), "done")


def template(t: unittest.TestCase) -> None:
    for name in ("flask", "fastapi"):
        t.assertIsInstance(ApoJWT(SECRET, template=name), ApoJWT)
    with t.assertRaises(JamConfigurationError):
        ApoJWT(SECRET, template="django")


def no_audience(t: unittest.TestCase) -> None:
    made = apo(server_audience=())
    t.assertEqual(made.token_required(lambda text: "done")(text=made.create_token("a")), "done")
    named = apo(server_audience=["us"])
    with t.assertRaises(InvalidAudienceError):
        made.token_required(lambda text: "done")(text=named.create_token("a"))


def refused(t: unittest.TestCase, made: ApoJWT, token: str) -> None:
    with t.assertRaises(InvalidTokenError):
        made.token_required(lambda text: "done")(text=token)


def missing_claims(t: unittest.TestCase) -> None:
    refused(t, apo(), jwt.encode({"iss": "here", "exp": 2**33}, SECRET))


def claim_types(t: unittest.TestCase) -> None:
    claims = {"iss": "here", "sub": "a", "data": {}, "exp": 2**33}
    for perms in ("write", ["write", 5], {"write": 1}, None):
        refused(t, apo(), jwt.encode({**claims, "perms": perms}, SECRET))


def messages(t: unittest.TestCase) -> None:
    class Refused(Exception):
        pass

    def handler(code: int, msg: str) -> None:
        raise Refused(code, msg)

    for token, start in (
        ("a", "Bad Format - JWT could not be decoded: a compact JWS"),
        ("", "JWT is missing"),
    ):
        with t.assertRaisesRegex(Refused, rf"^\(401, .{start}"):
            apo(exception_handler=handler).token_required(lambda text: "done")(text=token)


def required_exp(t: unittest.TestCase) -> None:
    token = jwt.encode({"iss": "here", "sub": "a", "data": {}, "perms": []}, SECRET)
    refused(t, apo(), token)
    t.assertEqual(apo(require_exp=False).token_required(lambda text: "done")(text=token), "done")


def use(t: unittest.TestCase) -> None:
    made = apo()
    with t.assertWarns(UserWarning):
        made.config_refresh(SECRET, refresh_finder=lambda text: text)
    access, refresh = made.create_token("a")
    refused(t, made, refresh)
    with t.assertRaises(InvalidTokenError):
        made.refresh(lambda text: "done")(text=access)


def route_arguments(t: unittest.TestCase) -> None:
    made = apo()
    token = made.create_token("a")
    called = made.token_required(lambda text, secret, key, algorithms: (secret, key, algorithms))
    t.assertEqual(called(text=token, secret="s", key="k", algorithms=["none"]), ("s", "k", ["none"]))
    forged = jwt.encode({"iss": "here", "sub": "a", "data": {}, "perms": [], "exp": 2**33}, "s" * 32)
    with t.assertRaises(InvalidTokenError):
        called(text=forged, secret="s" * 32, key="s" * 32, algorithms=["HS256"])


def asynchronous(t: unittest.TestCase) -> None:
    async def find(text: str) -> str:
        return text

    made = apo(token_finder=find, async_framework=True)
    t.assertEqual(asyncio.run(made.token_required(lambda text: "done")(text=made.create_token("a"))), "done")


def public_key(t: unittest.TestCase) -> None:
    key = JWK.generate("EC", crv="P-256")
    token = ApoJWT(key, algorithm="ES256").create_token("a")
    made = ApoJWT(None, algorithm="ES256", public_key=key.public(), token_finder=lambda text: text)
    t.assertEqual(made.token_required(lambda text: "done")(text=token), "done")


APOJWT: dict[str, Check] = {
    "`template`": template,
    "sixth positional argument": sixth,
    "`server_audience=()`": no_audience,
    "missing claims": missing_claims,
    "types of claims": claim_types,
    "`msg`, behind its colon": messages,
    "`exp`": required_exp,
    "use of a token": use,
    "arguments of a route": route_arguments,
    "asynchronous finders": asynchronous,
    "keys": public_key,
}


class Tables(unittest.TestCase):
    def test_each_line_has_its_check(self) -> None:
        self.assertEqual(table("Moving from Jam"), list(JAM))
        self.assertEqual(table("Moving from ApoJWT"), list(APOJWT))

    def test_each_line_is_so(self) -> None:
        for name, check in {**JAM, **{f"ApoJWT, {name}": check for name, check in APOJWT.items()}}.items():
            with self.subTest(line=name):
                check(self)


if __name__ == "__main__":
    unittest.main()
