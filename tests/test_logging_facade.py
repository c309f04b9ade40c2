"""Nothing secret reaches a log record through either facade, at DEBUG level, in success and in failure."""

from __future__ import annotations

import asyncio
import inspect
import io
import json
import logging
import os
import tempfile
import unittest
from typing import Any
from unittest import mock

from jamlite import Jam, aio
from jamlite.exceptions import JamError
from jamlite.jose import JWK
from jamlite.logger import JamLogger
from jamlite.oauth2 import OAuth2Client, Request, Response
from jamlite.plugins import BasePlugin
from jamlite.tests import FakeProvider

SECRET = "hmac-secret-correct-horse-battery-staple"
JWE_KEY = "jwe-key-16-bytes"
OTP_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
CLIENT_SECRET = "client-secret-of-the-application"
PASETO_KEY = "paseto-key-of-thirty-two-bytes!!"
SEAL = "c2Vzc2lvbi1zZWFsaW5nLWtleS1vZi0zMi1ieXRlcyE="
DATA = "session-data-nobody-may-read"


class Collector(logging.Handler):
    """Keeps every record, and what a usual formatter makes of it."""

    def __init__(self) -> None:
        super().__init__(logging.NOTSET)
        self.records: list[logging.LogRecord] = []
        self.stream = io.StringIO()
        self._plain = logging.StreamHandler(self.stream)

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)
        self._plain.emit(record)

    def text(self) -> str:
        """All that a handler could get at, apart from the exception objects themselves."""
        facts = [
            repr(value)
            for record in self.records
            for name, value in vars(record).items()
            if name != "exc_info" and not isinstance(value, (int, float))
        ]
        return "\n".join([self.stream.getvalue(), *facts])


class Broken(BasePlugin):
    """A plugin that fails with whatever it was told in its message."""

    def on_after_jwt_encode(self, result: str, **arguments: Any) -> None:
        raise RuntimeError(f"cannot store {result}")

    def on_after_session_create(self, result: str, **arguments: Any) -> None:
        raise RuntimeError(f"cannot store session_id={result}")

    def on_failed_jwt_decode(self, token: str, **arguments: Any) -> None:
        raise RuntimeError(f"refused {token}")


def config(folder: str, sealed: bool) -> dict[str, Any]:
    session: dict[str, Any] = {
        "session_type": "sqlite",
        "sqlite_path": os.path.join(folder, f"{sealed}.sqlite"),
    }
    if sealed:
        session.update(is_session_crypt=True, session_aes_secret=SEAL)
    return {
        "jose": {
            "jwt": {"alg": "HS256", "secret_key": SECRET, "list": {"backend": "memory"}},
            "jws": {"alg": "HS256", "key": SECRET},
            "jwe": {"alg": "A128KW", "enc": "A128GCM", "key": JWE_KEY},
        },
        "session": session,
        "otp": {"type": "totp"},
        "paseto": {"version": "v4", "purpose": "local", "secret_key": PASETO_KEY.encode()},
        "oauth2": {
            "here": {
                "client_id": "c",
                "client_secret": CLIENT_SECRET,
                "auth_url": "https://login.example/auth",
                "token_url": "https://login.example/token",
                "redirect_url": "https://me.example/back",
            }
        },
    }


def answer(request: Request) -> Response:
    """A provider that grants the code `good-authorization-code` and repeats what it refuses."""
    form = (request.body or b"").decode()
    if "good-authorization-code" in form or "client_credentials" in form:
        members = {"access_token": "opaque-access-token", "token_type": "Bearer"}
        return Response(
            200, {}, json.dumps({**members, "refresh_token": "opaque-refresh-token"}).encode(), "OK"
        )
    members = {"error": "invalid_grant", "error_description": f"you sent {form}"}
    return Response(400, {}, json.dumps(members).encode(), "Bad Request")


class Listening(unittest.TestCase):
    """Listens to everything that is logged."""

    def setUp(self) -> None:
        self.collector = Collector()
        logging.getLogger().addHandler(self.collector)  # the root: children of every name end here
        self.addCleanup(logging.getLogger().removeHandler, self.collector)
        for name in ("", "jamlite"):
            logger = logging.getLogger(name)
            self.addCleanup(logger.setLevel, logger.level)
            logger.setLevel(logging.DEBUG)
        environment = mock.patch.dict(os.environ, {"JAM_ENABLE_PLUGINS": "1", "JAM_DEBUG": ""})
        environment.start()
        self.addCleanup(environment.stop)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.secrets = {SECRET, JWE_KEY, OTP_SECRET, CLIENT_SECRET, PASETO_KEY, SEAL, DATA}

    def check(self, least: int = 1) -> None:
        """Look for every secret in every record."""
        self.assertGreaterEqual(len(self.collector.records), least)
        text = self.collector.text()
        for secret in self.secrets:
            with self.subTest(secret=secret):
                self.assertNotIn(secret, text)


class Facades(Listening):
    def use(self, jam: Any) -> None:
        """Call every method, well and badly, and remember what must not be seen."""

        def call(name: str, *args: Any, **kwargs: Any) -> Any:
            try:
                result = getattr(jam, name)(*args, **kwargs)
                result = asyncio.run(result) if inspect.isawaitable(result) else result
            except JamError as error:
                return error
            if isinstance(result, str) and len(result) > 5:
                self.secrets.add(result)
            return result

        token = call("jwt_encode", sub="alice", exp=60)
        expired = call("jwt_encode", sub="alice", exp=-60)
        signed, sealed = call("jws_sign", b"payload"), call("jwe_encrypt", b"payload")
        paseto = call("paseto_create", {"a": DATA})
        session = call("session_create", "alice", {"a": DATA})
        self.assertTrue(all(isinstance(one, str) for one in (token, signed, sealed, paseto, session)))
        for method, good in (
            ("jwt_decode", token),
            ("jws_verify", signed),
            ("jwe_decrypt", sealed),
            ("paseto_decode", paseto),
        ):
            self.assertNotIsInstance(call(method, good), JamError)
            for bad in (good[:-6] + "AAAAAA", good + "AAAA", expired):
                self.secrets.add(bad)
                call(method, bad)
        call("session_get", session)
        call("session_update", session, {"b": DATA})
        call("session_update", session, {"b": {DATA}})
        fresh = call("session_rework", session)
        for method in ("session_get", "session_rework", "session_delete"):
            call(method, session)
        call("session_update", "unknown-session-identifier", {})
        call("session_delete", fresh)
        call("session_clear", "alice")
        code = call("otp_code", OTP_SECRET)
        call("otp_verify_code", OTP_SECRET, code)
        call("otp_uri", OTP_SECRET, "a", "b")
        call("otp_code", "not base32 but secret!")
        self.secrets |= {"not base32 but secret!", "unknown-session-identifier"}
        call("oauth2_get_authorized_url", "here", ["a"])
        for code in ("good-authorization-code", "refused-authorization-code"):
            self.secrets.add(code)
            call("oauth2_fetch_token", "here", code, code_verifier="v" * 43)
        call("oauth2_refresh_token", "here", "refused-refresh-token")
        call("oauth2_client_credentials_flow", "here")
        self.secrets |= {"v" * 43, "refused-refresh-token", "opaque-access-token", "opaque-refresh-token"}

    def test_every_method_of_both_facades(self) -> None:
        for kind in (Jam, aio.Jam):
            for sealed in (False, True):
                jam = kind(config=config(self.folder, sealed), log_level="DEBUG", plugins=[Broken])
                jam.oauth2["here"]._transport = answer
                self.use(jam)
                closed = jam.session.close()
                if inspect.isawaitable(closed):
                    asyncio.run(closed)
        self.check(least=20)
        self.assertIn("[REDACTED]", self.collector.text())  # the plugin's messages did arrive

    def test_a_session_id_that_looks_like_any_text_is_not_told(self) -> None:
        jam = Jam(
            config={"session": {"session_type": "memory", "id_factory": lambda: "plain-looking-identifier"}},
            log_level="DEBUG",
        )
        self.secrets.add(jam.session_create("alice", {"a": DATA}))
        jam.session_update("plain-looking-identifier", {"a": DATA})
        jam.session_delete("plain-looking-identifier")
        self.check(least=3)

    def test_configurations_that_are_refused(self) -> None:
        for section in (
            {"jose": {"jwt": {"alg": "RS256", "secret_key": SECRET}}},
            {"jose": {"jws": {"alg": "HS999", "key": SECRET}}},
            {"paseto": {"version": "v4", "purpose": "local", "secret_key": SECRET}},
            {"session": {"session_type": "memory", "is_session_crypt": True, "session_aes_secret": SECRET}},
        ):
            with self.subTest(section=list(section)), self.assertRaises(JamError) as caught:
                Jam(config=section, log_level="DEBUG")
            self.assertNotIn(SECRET, f"{caught.exception} {caught.exception!r}")
            JamLogger("DEBUG").error(f"refused: {caught.exception!r}", exc_info=True)
        self.check()

    def test_a_real_login(self) -> None:
        with FakeProvider(client_secret=CLIENT_SECRET) as idp:
            client = OAuth2Client(
                idp.client_id,
                CLIENT_SECRET,
                issuer=idp.issuer,
                redirect_url="http://localhost/back",
                http_loopback=True,
                logger=JamLogger("DEBUG").child("oauth2"),
            )
            url, saved = client.begin("openid")
            self.secrets |= {
                str(value) for value in saved.values() if len(str(value)) > 30 and "/" not in str(value)
            }
            back = idp.authorize(url)
            self.secrets |= {*idp.codes}
            tokens = client.finish(back, saved)
            self.secrets |= {tokens[name] for name in ("access_token", "refresh_token", "id_token")}
            client.userinfo(tokens)
            client.refresh_token(tokens["refresh_token"])
            with self.assertRaises(JamError):
                client.refresh_token(tokens["refresh_token"])
            client.revoke(tokens["access_token"])
            self.secrets |= {*idp.tokens}
        self.check(least=5)
        self.assertEqual({record.name for record in self.collector.records}, {"jamlite.oauth2"})


class Children(Listening):
    """Loggers of other names below `jamlite`."""

    def test_child_loggers_are_as_discreet(self) -> None:
        private = JWK.generate("EC", crv="P-256")
        token = Jam(config={"jose": {"jwt": {"alg": "HS256", "secret_key": SECRET}}}).jwt_encode(sub="a")
        child = JamLogger("DEBUG").child("app").child("views")
        pem = private.to_pem(private=True)
        for secret, told in (
            (token, f"token {token}"),
            (pem.splitlines()[1], pem),
            ("hunter2hunter2", "password=hunter2hunter2"),
            ("hunter3hunter3", '{"client_secret": "hunter3hunter3"}'),
            ("abc.def-ghi.jkl", "Authorization: Bearer abc.def-ghi.jkl"),
            ("verifier-of-forty-three-characters", "code_verifier: verifier-of-forty-three-characters"),
        ):
            self.secrets.add(secret)
            child.debug("seen: %s", told)
            child.info(told)
            try:
                raise ValueError(told)
            except ValueError:
                child.error("failed", exc_info=True)
        self.check(least=18)
        self.assertEqual({record.name for record in self.collector.records}, {"jamlite.app.views"})

    def test_a_leak_would_be_seen(self) -> None:
        logging.getLogger("jamlite.other").debug("here it is: %s", SECRET)
        with self.assertRaises(AssertionError):
            self.assertNotIn(SECRET, self.collector.text())


if __name__ == "__main__":
    unittest.main()
