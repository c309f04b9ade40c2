"""What is given by mistake at a public door ends in a JamError with a sentence, never in an error of Python.

Each door stands here with the arguments that it cannot take, one at a time. Doors of one package that have
tests of their own for this (keys, tokens, stores, PASETO) are not repeated.
"""

from __future__ import annotations

import unittest
from collections.abc import Callable, Iterable
from typing import Any

from jamlite import Jam
from jamlite.aio import lists as aio_lists
from jamlite.aio import oauth2 as aio_oauth2
from jamlite.aio import sessions as aio_sessions
from jamlite.aio import webauthn as aio_webauthn
from jamlite.authz import Principal
from jamlite.authz.decision import decide
from jamlite.compat.apojwt import ApoJWT
from jamlite.crypto import argon2id, fernet, hmac, rsa
from jamlite.encoding import pem
from jamlite.exceptions import (
    JamConfigurationError,
    JamCryptoError,
    JamEncodingError,
    JamError,
    JamJWEEncryptionError,
    JamOAuth2ProviderNotConfigured,
    JamSessionDataError,
    JamTypeError,
    JamValidationError,
)
from jamlite.ext import asgi, wsgi
from jamlite.ext.csrf import cross_site, csrf
from jamlite.ext.http_request import ASGIRequest, WSGIRequest
from jamlite.ext.login import OAuth2Login, SessionLogin
from jamlite.ext.passkey_login import PasskeyLogin
from jamlite.jam import old_jwt
from jamlite.jose import JWT, JWKSet
from jamlite.keychain import Memory
from jamlite.lists import RefreshRotator, TokenList
from jamlite.logger import JamLogger, redact
from jamlite.oauth2 import Response, Tokens, bearer_token, challenge, dpop
from jamlite.oauth2.steps import Wait
from jamlite.sessions import AttemptLimit, MemorySessions, SecondFactor, StoreSessions
from jamlite.stores import MemoryStore, SQLiteStore, ThreadedStore
from jamlite.tests import FakeProvider, TestJam, fakers
from jamlite.utils import serialize_hash
from jamlite.webauthn import Passkeys, RelyingParty

SECRET = "correct horse battery staple 1234567890"
HUGE = 1 << 20_000  # newer Pythons refuse to write it as text
NO_TEXT: tuple[Any, ...] = (None, 5, b"x", ["x"], {"a": 1}, object())
NO_DICT: tuple[Any, ...] = (5, "x", b"x", ["x"], object())
NO_LIST: tuple[Any, ...] = (None, 5, "x", b"", object(), [5], [None])
NO_NUMBER: tuple[Any, ...] = ("x", b"x", [], {}, object(), float("nan"), HUGE)
NO_FUNCTION: tuple[Any, ...] = (True, 5, "x", [])

CONFIG = {
    "jose": {"jwt": {"alg": "HS256", "secret_key": SECRET}},
    "session": {"session_type": "memory"},
    "oauth2": {"github": {"client_id": "a", "client_secret": "b", "redirect_url": "https://me.example/"}},
}
POST = {"REQUEST_METHOD": "POST", "HTTP_ORIGIN": "https://a.example", "HTTP_HOST": "b.example"}


class Doors(unittest.TestCase):
    def refused(self, door: Callable[[Any], object], values: Iterable[Any], error: type[JamError]) -> None:
        for value in values:
            with self.subTest(f"{type(value).__name__}"), self.assertRaises(error) as caught:
                door(value)
            said = caught.exception.message
            self.assertGreater(len(said.split()), 3, said)
            self.assertNotIn("object at 0x", said)

    def test_encoding_and_crypto(self) -> None:
        self.refused(lambda v: pem.encode("PUBLIC KEY", v), (None, 5, "x", [], object()), JamEncodingError)
        self.refused(lambda v: pem.encode(v, b"x"), (*NO_TEXT, "é", "A\nB", "A-----B"), JamEncodingError)
        self.refused(hmac.prepare("sha256", b"k").digest, (None, 5, "x", [], object()), JamCryptoError)
        self.refused(lambda v: rsa.generate(2048, progress=v), NO_FUNCTION, JamCryptoError)
        costs: dict[str, int] = {"time_cost": 1, "memory_kib": 8, "parallelism": 1, "length": 16}
        derive: Any = argon2id.derive
        self.refused(lambda v: derive(b"p", b"s" * 16, **costs, progress=v), NO_FUNCTION, JamCryptoError)

    def test_the_facade(self) -> None:
        jam = Jam(CONFIG)
        self.refused(lambda v: Jam(CONFIG, plugins=v), (5, True, object(), "x"), JamConfigurationError)
        self.refused(lambda v: jam.paseto_make_payload(exp=v), NO_NUMBER, JamTypeError)
        self.refused(jam.issue, (HUGE, -HUGE), JamConfigurationError)
        self.refused(lambda v: jam.authorize(v, "read"), (HUGE,), JamConfigurationError)
        self.refused(lambda v: Principal({}, {}, "jwt", v), (None, 5), JamTypeError)
        self.refused(
            lambda v: decide(Principal({"id": "a"}, {}, "jwt"), "read", policy=v), NO_DICT, JamTypeError
        )
        both = JWT("HS256", "A256GCM", SECRET)
        self.refused(lambda v: both.encrypt({"a": 1}, v), NO_DICT, JamJWEEncryptionError)
        self.refused(
            lambda v: old_jwt.create_instance(alg="HS256", secret=SECRET, custom_module=v),
            (5, True, b"x", [], object()),
            JamConfigurationError,
        )
        self.assertIn("no key", JWKSet([]).why_absent([]))  # type: ignore[arg-type]

    def test_sessions_lists_and_stores(self) -> None:
        for secret in (5, True, object(), {1: 2}):
            with self.subTest(type(secret)), self.assertRaisesRegex(JamConfigurationError, "a Fernet key"):
                MemorySessions(is_session_crypt=True, session_aes_secret=secret)  # type: ignore[arg-type]
        sealed = MemorySessions(is_session_crypt=True, session_aes_secret=fernet.generate_key())
        self.refused(sealed.__encode_session_id__, (*NO_TEXT, "\ud800"), JamSessionDataError)
        self.refused(lambda v: Memory("v4", purpose=v), (5, [], object()), JamConfigurationError)
        sessions = MemorySessions()
        made = sessions.create("alice", {})
        self.refused(lambda v: sessions.modify(made, v), (None, 5, "x", {}), JamTypeError)
        self.refused(lambda v: TokenList(lambda: v), (None, 5, "x"), JamConfigurationError)
        self.refused(lambda v: StoreSessions(lambda: v), (None, 5, "x"), JamConfigurationError)
        store = MemoryStore()
        store.put("a", "1")
        self.refused(store.delete_many, (*NO_LIST, "a", b"a"), JamTypeError)
        self.refused(store.contains_many, (*NO_LIST, "a", b"a"), JamTypeError)
        self.refused(store.put_many, (5, "x", [5], ["x"], [("a", "b", "c")], None), JamTypeError)
        self.refused(lambda v: store.replace("a", "2", expect=v), (5, b"1", ["1"], object()), JamTypeError)
        self.refused(lambda v: store.move("a", "b", expect=v), (5, b"1", ["1"], object()), JamTypeError)
        self.refused(lambda v: store.replace("a", "2", expect=v), ("\ud800",), JamValidationError)
        self.assertTrue(store.contains("a"))

    def test_the_class_of_a_store_is_no_store(self) -> None:
        jam = Jam({"session": {"session_type": "memory"}})
        party = RelyingParty("shop.example", "Shop")
        for door in (
            SecondFactor,
            AttemptLimit,
            RefreshRotator,
            ThreadedStore,
            lambda v: Passkeys(party, v),
            lambda v: PasskeyLogin(SessionLogin(jam), party, store=v),
            aio_sessions.SecondFactor,
            aio_sessions.AttemptLimit,
            aio_lists.RefreshRotator,
            lambda v: aio_webauthn.Passkeys(party, v),
        ):
            for value in (MemoryStore, SQLiteStore, type, object()):
                with self.assertRaisesRegex(JamConfigurationError, r"a store .*MemoryStore\(\)"):
                    door(value)

    def test_oauth2(self) -> None:
        self.refused(lambda v: Response(200, v), NO_DICT, JamConfigurationError)
        self.refused(Tokens, (None, *NO_DICT), JamConfigurationError)
        self.refused(lambda v: bearer_token("Bearer x", v), NO_TEXT, JamConfigurationError)
        self.refused(lambda v: challenge(realm=v), NO_TEXT, JamConfigurationError)
        self.refused(lambda v: challenge(scheme=v), NO_TEXT, JamConfigurationError)
        self.refused(lambda v: dpop.proof(dpop.DPoP().key, "GET", v), NO_TEXT, JamConfigurationError)
        self.refused(
            lambda v: dpop.proof(dpop.DPoP().key, "GET", "x", now=v), NO_NUMBER, JamConfigurationError
        )
        self.refused(aio_oauth2.create_instance, (None, 5, "x", {"a": 1}, {1: 2}), JamConfigurationError)
        client = Jam(CONFIG).oauth2["github"]
        self.refused(lambda v: client.get_authorization_url(["a"], more=v), (HUGE,), JamConfigurationError)
        self.refused(lambda v: client.refresh_token("x", previous=v), NO_DICT, JamConfigurationError)
        self.assertEqual(Wait(5).seconds, 5)

    def test_adapters(self) -> None:
        jam = Jam(CONFIG)
        self.refused(wsgi.outcome, (None, 5, "x", object(), dict), JamTypeError)
        self.refused(asgi.outcome, (None, 5, "x", object(), dict), JamTypeError)
        self.refused(cross_site, (None, 5, "x", object(), {}), JamTypeError)
        request = WSGIRequest({**POST})
        self.refused(lambda v: cross_site(request, v), NO_LIST, JamConfigurationError)
        self.refused(lambda v: csrf(request, v), NO_LIST, JamConfigurationError)
        self.refused(
            lambda v: wsgi.AuthMiddleware(print, jam, trusted_origins=v), NO_LIST, JamConfigurationError
        )  # type: ignore[arg-type]
        self.refused(lambda v: wsgi.AuthMiddleware(print, jam, realm=v), NO_TEXT, JamConfigurationError)  # type: ignore[arg-type]
        cookies: tuple[Any, ...] = (5, "sid", b"x", object(), {}, "")
        self.refused(lambda v: SessionLogin(jam, v), cookies, JamConfigurationError)
        self.refused(lambda v: OAuth2Login(jam, "github", v), cookies, JamConfigurationError)
        login = SessionLogin(jam)
        self.refused(
            lambda v: PasskeyLogin(login, RelyingParty("a.example"), v), cookies, JamConfigurationError
        )
        self.refused(lambda v: OAuth2Login(jam, v), (None, 5, [], {}), JamOAuth2ProviderNotConfigured)
        self.refused(lambda v: login.begin(request, v), (HUGE, None, [], b"x"), JamTypeError)

    def test_names_of_headers_and_cookies(self) -> None:
        scope = {"type": "http", "headers": [(b"cookie", b"a=1"), (b"x", b"y")]}
        for request in (WSGIRequest({"HTTP_COOKIE": "a=1", "HTTP_X": "y"}), ASGIRequest(scope)):
            self.refused(request.header, NO_TEXT, JamTypeError)
            self.refused(request.cookie, NO_TEXT, JamTypeError)
            self.assertEqual((request.header("X"), request.cookie("a")), ("y", "1"))
            self.assertIsNone(request.header("\ud800"))

    def test_helpers(self) -> None:
        self.refused(redact, NO_TEXT, JamTypeError)
        self.refused(JamLogger("ERROR", "shop").child, NO_TEXT, JamTypeError)
        self.refused(lambda v: serialize_hash(v, "00"), NO_TEXT, JamTypeError)
        self.refused(lambda v: serialize_hash("00", v), NO_TEXT, JamTypeError)
        tokens = TokenList(MemoryStore())
        self.refused(lambda v: tokens.refuses("a.b.c", v), NO_DICT, JamTypeError)

    def test_apojwt(self) -> None:
        self.refused(
            lambda v: ApoJWT(SECRET, exp_period=v), (None, [], "x", float("nan")), JamConfigurationError
        )
        self.refused(lambda v: ApoJWT(SECRET, server_audience=v), (5, [5], object()), JamConfigurationError)
        self.refused(lambda v: ApoJWT(SECRET, template=v), (5, [], {}, "x"), JamConfigurationError)
        self.refused(lambda v: ApoJWT(v), (HUGE,), JamError)
        self.refused(
            lambda v: ApoJWT(SECRET).config_refresh(SECRET + "2", v), (None, [], "x"), JamConfigurationError
        )

    def test_doubles(self) -> None:
        jam = TestJam()
        for name in ("payload", "header"):
            self.refused(lambda v, name=name: jam.jwt_encode(**{name: v}), NO_DICT, JamTypeError)  # type: ignore[misc]
        for name in ("exp", "nbf"):
            self.refused(lambda v, name=name: jam.jwt_encode(**{name: v}), NO_NUMBER, JamTypeError)  # type: ignore[misc]
        self.refused(lambda v: jam.jwt_encode(sub=v), (b"x", object(), {1}), JamEncodingError)
        self.refused(jam.jws_sign, (object(), {1}, "\ud800"), JamEncodingError)
        self.refused(lambda v: jam.jwe_encrypt("x", v), NO_DICT, JamTypeError)
        self.refused(fakers.fake_paseto_token, NO_DICT, JamTypeError)
        self.refused(jam.otp_code, (None, 5, 1.5, [], object()), JamTypeError)
        self.refused(lambda v: FakeProvider(port=v), (None, "x", -1, 70_000, True), JamConfigurationError)
        self.refused(lambda v: FakeProvider(user=v), (*NO_DICT, {"name": "x"}), JamConfigurationError)
        with FakeProvider() as provider:
            self.refused(provider.approve, (None, "AAAA-BBBB"), JamValidationError)
            self.refused(provider.deny, (None, "AAAA-BBBB"), JamValidationError)


if __name__ == "__main__":
    unittest.main()
