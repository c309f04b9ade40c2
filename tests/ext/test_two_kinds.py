"""Sessions and tokens on one application: `via` as a list, and what each place may hold."""

from __future__ import annotations

import asyncio
import contextlib
import os
import tempfile
import unittest
from typing import Any, ClassVar

from jamlite import Jam
from jamlite.exceptions.base import JamConfigurationError
from jamlite.ext.authenticator import Authenticator, CredentialSource
from jamlite.ext.credential_kinds import Kinds
from jamlite.ext.http_request import SessionCookies, WSGIRequest
from jamlite.ext.login import SessionCookie, SessionLogin
from jamlite.ext.protected_api import ProtectedAPI
from jamlite.oauth2 import ResourceServer

from . import servers
from .contract import (
    AUDIENCE,
    COOKIE,
    SECRET,
    SessionContract,
    TokenContract,
    bearer,
    issue,
    make_jam,
    tampered,
)
from .test_wsgi import application

ERROR = "configuration.authenticate_unknown_via"


class _Served(unittest.TestCase):
    via: ClassVar[Any] = ("jwt", "session")

    @classmethod
    def setUpClass(cls) -> None:
        cls.jam = make_jam()
        made = application(cls.jam, via=cls.via, trusted_origins=["https://trusted.example"])
        stack = contextlib.ExitStack()
        cls.base = stack.enter_context(servers.wsgi(made))
        cls.addClassCleanup(stack.close)


class Tokens(TokenContract, _Served):
    """All that an application of tokens alone does."""


class Sessions(SessionContract, _Served):
    """All that an application of sessions alone does."""

    via: ClassVar[Any] = ["session", "jwt"]


class Places(unittest.TestCase):
    def setUp(self) -> None:
        self.jam = make_jam()
        self.session = self.jam.issue("bob", via="session")
        self.token = issue(self.jam)

    def judged(self, judge: Authenticator, cookie: str = "", token: str = "", **environ: str) -> Any:
        """Return the id of who is let in, or the status of the refusal, at a guard and without one."""
        headers = {"HTTP_COOKIE": f"{COOKIE}={cookie}"} if cookie else {}
        headers |= {"HTTP_AUTHORIZATION": bearer(token)["Authorization"]} if token else {}
        request = WSGIRequest({"REQUEST_METHOD": "GET", "HTTP_HOST": "a.example", **headers, **environ})
        outcomes = [judge.check(request), asyncio.run(judge.check_async(request))]
        found = []
        for outcome in outcomes:
            refusals = [judge.refusal(outcome, required=required) for required in (True, False)]
            told = [None if refusal is None else refusal.status for refusal in refusals]
            found.append((outcome.principal and outcome.principal.id, *told))
        self.assertEqual(found[0], found[1])
        return found[0]

    def test_the_first_that_is_there_counts_right_or_wrong(self) -> None:
        wrong = tampered(self.token)
        judge = Authenticator(self.jam, via=("jwt", "session"))
        for cookie, token, expected in (
            ("", "", (None, 401, None)),
            (self.session, "", ("bob", None, None)),
            ("", self.token, ("alice", None, None)),
            (self.session, self.token, ("alice", None, None)),
            ("old", self.token, ("alice", None, None)),
            (self.session, wrong, (None, 401, 401)),  # the cookie does not stand in for a wrong token
            ("old", "", (None, 401, None)),  # who has an old cookie reaches the login page
            ("", wrong, (None, 401, 401)),
        ):
            with self.subTest(cookie=bool(cookie), token=bool(token)):
                self.assertEqual(self.judged(judge, cookie, token), expected)
        judge = Authenticator(self.jam, via=["session", "jwt"])
        for cookie, token, expected in (
            (self.session, self.token, ("bob", None, None)),
            (self.session, wrong, ("bob", None, None)),
            ("old", self.token, (None, 401, None)),
            ("", self.token, ("alice", None, None)),
        ):
            with self.subTest(cookie=bool(cookie), token=bool(token)):
                self.assertEqual(self.judged(judge, cookie, token), expected)

    def test_each_place_has_its_kind(self) -> None:
        """A token that was put into the cookie is no session, a session id in the header is no token."""
        for via in (("jwt", "session"), ("session", "jwt"), ("session", "paseto")):
            judge = Authenticator(self.jam, via=via)
            with self.subTest(via):
                self.assertEqual(self.judged(judge, cookie=self.token), (None, 401, None))
                self.assertEqual(self.judged(judge, token=self.session), (None, 401, 401))
        other = self.jam.issue("carol", via="paseto", exp=60)
        self.assertEqual(
            self.judged(Authenticator(self.jam, via=("jwt", "session")), token=other), (None, 401, 401)
        )
        self.assertEqual(
            self.judged(Authenticator(self.jam, via=("paseto", "session")), token=other)[0], "carol"
        )

    def test_a_page_of_another_site(self) -> None:
        judge = Authenticator(self.jam, via=("jwt", "session"))
        evil = {"REQUEST_METHOD": "POST", "HTTP_ORIGIN": "https://evil.example"}
        self.assertEqual(self.judged(judge, self.session, **evil), (None, 403, None))
        self.assertEqual(self.judged(judge, self.session, self.token, **evil), ("alice", None, None))
        judge = Authenticator(self.jam, via=("session", "jwt"))
        self.assertEqual(self.judged(judge, self.session, self.token, **evil), (None, 403, None))

    def test_expectations_and_lists_are_for_the_tokens(self) -> None:
        judge = Authenticator(
            self.jam, via=("jwt", "session"), issuer="us", audience=AUDIENCE, check_list=True
        )
        self.assertEqual(self.judged(judge, token=self.token), (None, 401, 401))
        token = self.jam.jwt_encode(iss="us", sub="alice", aud=AUDIENCE, exp=60)
        self.assertEqual(self.judged(judge, token=token), ("alice", None, None))
        self.assertEqual(self.judged(judge, cookie=self.session), ("bob", None, None))
        self.jam.jwt.list.add(token)
        self.assertEqual(self.judged(judge, token=token), (None, 401, 401))

    def test_the_cookie_of_a_login_of_another_name(self) -> None:
        judge = Authenticator(self.jam, via=("jwt", "session"))
        headers = SessionLogin(self.jam, SessionCookie("sid", secure=False)).begin(WSGIRequest({}), "dora")
        request = WSGIRequest({"HTTP_COOKIE": headers["Set-Cookie"].partition(";")[0]})
        outcome = judge.check(request)
        self.assertEqual(
            (outcome.principal and outcome.principal.id, judge.via_of(outcome)), ("dora", "session")
        )
        self.assertTrue(judge.by_cookie)
        self.assertIn(("Vary", "Cookie"), [*judge.protect(outcome, {})])

    def test_anonymous_data_of_a_session(self) -> None:
        judge = Authenticator(self.jam, via=("jwt", "session"), anonymous=True)
        cart = self.jam.session_create("guest", {"cart": [1]})
        request = WSGIRequest({"HTTP_COOKIE": f"{COOKIE}={cart}"})
        outcome = judge.check(request)
        self.assertEqual((outcome.principal, outcome.claims), (None, {"cart": [1]}))
        self.assertIsNotNone(judge.refusal(outcome))

    def test_sessions_in_a_file_are_read_in_a_thread(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            session = {"session_type": "sqlite", "sqlite_path": os.path.join(folder, "s.sqlite")}
            jam = Jam({"jose": {"jwt": {"alg": "HS256", "secret_key": SECRET}}, "session": session})
            both, tokens = (Authenticator(jam, via=via) for via in (("jwt", "session"), "jwt"))
            self.assertTrue(both.kinds.wait(jam))
            self.assertFalse(tokens.kinds.wait(jam))
            made = jam.issue("bob", via="session")
            request = WSGIRequest({"HTTP_COOKIE": f"{COOKIE}={made}"})
            found = asyncio.run(both.check_async(request))
            self.assertEqual(found.principal and found.principal.id, "bob")
            jam.session.close()

    def test_what_may_have_to_wait(self) -> None:
        """What is in memory does not; a list in a file and a keychain, whose files may change, do."""
        with tempfile.TemporaryDirectory() as folder:
            file = {"backend": "sqlite", "sqlite_path": os.path.join(folder, "l.sqlite"), "type": "black"}
            jwt = {"alg": "HS256", "secret_key": SECRET}
            keys = {"alg": "HS256", "keychain": {"type": "memory", "algorithm": "HS256"}}
            memory, with_tokens = {"session_type": "memory"}, ("jwt", None, ("jwt", "session"))
            for config, waits in (
                ({"jose": {"jwt": jwt}, "session": memory}, ()),
                ({"jose": {"jwt": {**jwt, "list": {"backend": "memory"}}}, "session": memory}, ()),
                ({"jose": {"jwt": {**jwt, "list": file}}, "session": memory}, with_tokens),
                ({"jose": {"jwt": keys}, "session": memory}, with_tokens),
            ):
                jam = Jam(config)
                for via in ("jwt", "session", None, ("jwt", "session")):
                    with self.subTest(config, via=via):
                        self.assertIs(Kinds(via).wait(jam), via in waits)
                tokens = jam.jwt.list
                if tokens is not None:
                    tokens.close()  # type: ignore[attr-defined]

    def test_one_kind_is_that_kind_wherever_it_stands(self) -> None:
        judge = Authenticator(self.jam, via="jwt", sources=[SessionCookies(self.jam)])
        self.assertEqual(self.judged(judge, cookie=self.token), ("alice", None, None))
        self.assertEqual(Kinds("jwe").names, ("jwe",))


class Refused(unittest.TestCase):
    def test_lists_that_are_none(self) -> None:
        jam, api = make_jam(), ProtectedAPI(ResourceServer("https://a.example", "api"), "https://api.example")
        lists: list[Any] = [
            [],
            (),
            ["jwt", "paseto"],
            ["session", "session"],
            ["jwt", "jwt"],
            ["session", "x"],
        ]
        lists += [["x"], ["session", "jwt", "paseto"], [None], ["session", None], ["session", api], [["jwt"]]]
        for via in lists:
            with (
                self.subTest(via),
                self.assertRaisesRegex(JamConfigurationError, "via as a list is") as caught,
            ):
                Authenticator(jam, via=via)  # type: ignore[arg-type]
            self.assertEqual(caught.exception.error_code, ERROR)
        for wrong in (5, {"jwt", "session"}, {"jwt": 1}, b"jwt", "jwt,session"):
            with self.subTest(wrong), self.assertRaisesRegex(JamConfigurationError, "via must be one of"):
                Authenticator(jam, via=wrong)  # type: ignore[arg-type]

    def test_a_list_of_one_is_that_one(self) -> None:
        jam = make_jam()
        for name in ("jwt", "session", "paseto"):
            one, plain = Authenticator(jam, via=[name]), Authenticator(jam, via=name)
            self.assertEqual((one.via, repr(one.sources)), (plain.via, repr(plain.sources)))

    def test_sources_and_missing_sections(self) -> None:
        with self.assertRaisesRegex(JamConfigurationError, "leave sources out"):
            Authenticator(make_jam(), via=("jwt", "session"), sources=[CredentialSource.bearer()])
        jam = Jam({"session": {"session_type": "memory"}})
        for via in (("jwt", "session"), ("session", "jwt")):
            with self.assertRaisesRegex(JamConfigurationError, "jwt"):
                Authenticator(jam, via=via)


if __name__ == "__main__":
    unittest.main()
