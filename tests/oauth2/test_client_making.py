"""Making a client and holding it: arguments, names, what it keeps to itself, and the asynchronous one."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import unittest
from typing import Any
from unittest import mock

import jamlite.oauth2
from jamlite.exceptions import (
    JamConfigurationError,
    JamOAuth2EmptyRaw,
    JamOAuth2IDTokenError,
    JamOAuth2TransportError,
)
from jamlite.oauth2 import (
    JWKSClient,
    OAuth2Client,
    Request,
    Response,
    dpop,
    pkce,
)
from jamlite.oauth2.client_auth import Credentials
from jamlite.oauth2.registration import Registration
from jamlite.oauth2.steps import run_async
from tests.oauth2.samples import (
    BACK,
    CLIENT,
    ISSUER,
    METADATA,
    SECRET,
    TOKENS,
    Script,
    client,
    id_token,
    keys,
    sent_in,
)
from tests.support import ROOT


class Construction(unittest.TestCase):
    def test_bad_arguments(self) -> None:
        for options in (
            {"client_id": ""},
            {"client_id": None},
            {"client_secret": b"x"},
            {"client_auth": "magic"},
            {"auth_url": "http://a/"},
            {"token_url": "ftp://a/"},
            {"issuer": "https://a/?x"},
            {"metadata": {"jwks_uri": "file:///x"}},
            {"dpop": "x"},
            {"par": "true"},
            {"http_loopback": "false"},
            {"timeout": "10"},
            {"timeout": 0},
            {"timeout": float("inf")},
            {"max_bytes": "100"},
            {"max_bytes": 0},
            {"leeway": -1},
            {"leeway": True},
            {"client_auth": ["client_secret_post"]},
            {"login": "prompt=none"},
            {"metadata": ["jwks_uri"]},
            {"logger": 5},
            {"logger": "app.log"},
        ):
            with self.subTest(options=options), self.assertRaises(JamConfigurationError):
                OAuth2Client(**{"client_id": "i", **options})  # type: ignore[arg-type]

    def test_a_transport_answers_with_a_response(self) -> None:
        for answer in (None, 5, b"{}", {}, "{}"):
            user = OAuth2Client(
                "i", "s", token_url="https://a/t", redirect_url=BACK, transport=lambda _, x=answer: x
            )  # type: ignore[misc]
            with self.subTest(answer), self.assertRaisesRegex(JamConfigurationError, "not a Response"):
                user.client_credentials_flow()

    def test_missing_endpoints_are_named(self) -> None:
        user = OAuth2Client("i", "s", "https://a/auth", redirect_url=BACK)
        with self.assertRaises(JamConfigurationError) as caught:
            user.fetch_token("c")
        self.assertEqual(caught.exception.details, {"endpoint": "token_endpoint"})

    def test_an_id_token_needs_an_issuer(self) -> None:
        user = OAuth2Client("i", "s", "https://a/auth", "https://a/token", redirect_url=BACK)
        with self.assertRaises(JamConfigurationError) as caught:
            next(user.registration.check_id_token(id_token()))
        self.assertIn("issuer", caught.exception.message)

    def test_a_nonce_is_asked_for_unless_told_otherwise(self) -> None:
        self.assertIs(Registration(Credentials("i"), {}).nonce, True)

    def test_nothing_in_the_module_is_asked_for_a_connection(self) -> None:
        class Thief:
            def __init__(self, *_: Any) -> None:
                raise AssertionError("it was given a request")

        user = client(Script(token=TOKENS))
        with mock.patch.object(sys.modules["jamlite.oauth2.client"], "HTTPSConnection", Thief, create=True):
            self.assertEqual(sent_in(user.fetch_token("c")), TOKENS)

    def test_an_empty_answer(self) -> None:
        user = client(Script(token=Response(200, {}, b"")))
        with self.assertRaises(JamOAuth2EmptyRaw):
            user.fetch_token("c")

    def test_urllib_is_loaded_with_the_first_request(self) -> None:
        code = (
            "import sys; before = set(sys.modules)\n"
            "from jamlite.oauth2 import OAuth2Client, ResourceServer\n"
            "user = OAuth2Client('i', 's', 'https://127.0.0.1:1/', 'https://127.0.0.1:1/', 'https://b/')\n"
            "user.begin('openid')\n"
            "assert not {'urllib.request', 'http.client', 'ssl'} & set(sys.modules) - before\n"
            "try: user.fetch_token('c')\n"
            "except Exception as error: print(type(error).__name__)\n"
            "assert 'urllib.request' in sys.modules\n"
        )
        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
        self.assertEqual((done.stdout.strip(), done.stderr), ("JamOAuth2TransportError", ""))

    def test_names_of_the_room(self) -> None:
        for name in jamlite.oauth2.__all__:
            self.assertTrue(hasattr(jamlite.oauth2, name), name)
        with self.assertRaises(AttributeError):
            jamlite.oauth2.nothing  # noqa: B018


class Awaited(OAuth2Client):
    """An asynchronous client: the same methods over an edge that is awaited."""

    def _run(self, steps: Any) -> Any:
        async def send(request: Request) -> Response:
            await asyncio.sleep(0)
            return self._send(request)

        return run_async(steps, send, asyncio.sleep)


class BadArguments(unittest.TestCase):
    """What an application hands in by mistake ends in a clean error."""

    def test_a_text_is_one_name_and_never_searched_in(self) -> None:
        for audience, trusted, passes in (
            ("api", "https://api.example", False),
            ("https://api.example", "https://api.example", True),
            ("https://api.example", ["https://api.example"], True),
        ):
            user = client(Script(jwks=keys().to_dict()), trusted_audiences=trusted)
            token = id_token(aud=[CLIENT, audience], azp=CLIENT, nonce=None)
            with self.subTest(audience=audience, trusted=trusted):
                if passes:
                    self.assertEqual(user.validate_id_token(token)["sub"], "alice")
                else:
                    with self.assertRaises(JamOAuth2IDTokenError):
                        user.validate_id_token(token)
        user = client(Script(jwks=keys().to_dict()))
        for acr, wanted, passes in (
            ("mfa", "mfa pwd", True),
            ("mfa", ("pwd", "mfa"), True),
            ("m", "mfa", False),
            ("f", "mfa pwd", False),
        ):
            with self.subTest(acr=acr, wanted=wanted):
                token = id_token(acr=acr, nonce=None)
                if passes:
                    self.assertEqual(user.validate_id_token(token, acr_values=wanted)["acr"], acr)
                else:
                    with self.assertRaises(JamOAuth2IDTokenError):
                        user.validate_id_token(token, acr_values=wanted)
        for wrong in (5, b"api", [None], [5], [""], {"a": 1}, ""):
            with self.subTest(wrong=wrong), self.assertRaises(JamConfigurationError):
                client(Script(), trusted_audiences=wrong)
            with self.subTest(wrong=wrong), self.assertRaises(JamConfigurationError):
                client(Script()).begin("openid", acr_values=wrong if wrong != "" else [""])

    def test_records_that_are_none(self) -> None:
        user = client(Script(token=TOKENS))
        for record in ({"state": "s"}, {"state": "s", "code_verifier": ""}):
            with self.assertRaises(JamConfigurationError):
                user.finish({"state": "s", "code": "c"}, record)
        for record in ({}, {"interval": "x", "expires_at": 1, "device_code": "d"}, {"interval": 5}):
            with self.assertRaises(JamConfigurationError):
                user.finish_device(record)

    def test_text_that_is_none(self) -> None:
        user = client(Script(token=TOKENS, userinfo={"sub": "a"}))
        for call in (
            lambda: user.fetch_token("\ud800"),
            lambda: user.refresh_token(b"r"),  # type: ignore[arg-type]
            lambda: user.begin("\ud800"),
            lambda: user.begin("a", prompt=5.5),
            lambda: user.userinfo({}),
            lambda: user.userinfo(None),
            lambda: client(Script(token=TOKENS), secret="\ud800").client_credentials_flow(),
            lambda: dpop.token_hash("ä"),
        ):
            with self.assertRaises(JamConfigurationError):
                call()
        self.assertFalse(pkce.verify("x" * 43, None))


class Asynchronous(unittest.TestCase):
    def test_the_transport_is_the_only_edge(self) -> None:
        script = Script(token=TOKENS, userinfo={"sub": "a"}, revoke=Response(200))

        async def log_in() -> Any:
            user = Awaited(CLIENT, SECRET, redirect_url=BACK, metadata=METADATA, transport=script)
            _, saved = await user.begin("email")  # type: ignore[misc]
            tokens = await user.finish({"state": saved["state"], "code": "c"}, saved)  # type: ignore[misc]
            await user.revoke("t")  # type: ignore[func-returns-value]
            return tokens, await user.userinfo(tokens)  # type: ignore[misc]

        found, claims = asyncio.run(log_in())
        self.assertEqual((sent_in(found), claims), (TOKENS, {"sub": "a"}))

    def test_errors_and_cancelling(self) -> None:
        async def fails() -> Any:
            script = Script(token=JamOAuth2TransportError())
            user = Awaited(CLIENT, SECRET, metadata=METADATA, transport=script)
            await user.fetch_token("c")  # type: ignore[misc]

        with self.assertRaises(JamOAuth2TransportError):
            asyncio.run(fails())

        async def cancelled() -> Any:
            jwks, stop = JWKSClient(f"{ISSUER}/jwks"), asyncio.Event()
            task = asyncio.ensure_future(
                run_async(jwks.keys("k1"), lambda request: stop.wait(), asyncio.sleep)
            )  # type: ignore[arg-type]
            await asyncio.sleep(0)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            return jwks.get("k1", Script(jwks=keys().to_dict()), lambda seconds: self.fail("it waits"))

        self.assertEqual(len(asyncio.run(cancelled())), 1)


if __name__ == "__main__":
    unittest.main()
