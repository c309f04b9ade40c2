"""`oauth2.client.HTTPSConnection`: as in Jam, the class of connections over TLS may be another one."""

from __future__ import annotations

import asyncio
import http.client
import io
import ssl
import time
import unittest
from typing import Any
from unittest import mock

from jamlite.aio import oauth2 as aio
from jamlite.exceptions import (
    JamConfigurationError,
    JamOAuth2EmptyRaw,
    JamOAuth2Error,
    JamOAuth2ResponseError,
    JamOAuth2TransportError,
)
from jamlite.oauth2 import OAuth2Client, Request, Transport
from tests.oauth2.hostile import Hostile

NAME = "jamlite.oauth2.client.HTTPSConnection"
URLS = ("https://login.example/authorize", "https://login.example/token", "https://me.example/back")
TOKENS = b'{"access_token": "x", "token_type": "Bearer"}'


def made(**options: Any) -> OAuth2Client:
    return OAuth2Client("id", "a-secret", *URLS, **options)


def answering(kind: mock.Mock, body: bytes = TOKENS, status: int = 200) -> mock.Mock:
    """Let connections of a mock answer; return the connection."""
    connection: mock.Mock = kind.return_value
    connection.getresponse.return_value.read.return_value = body
    connection.getresponse.return_value.status = status
    return connection


class InItsPlace(unittest.TestCase):
    """What tests of applications of Jam do: a mock stands in for the connection."""

    def setUp(self) -> None:
        patched = mock.patch(NAME)
        self.kind = patched.start()
        self.addCleanup(patched.stop)

    def test_what_is_sent(self) -> None:
        connection = answering(self.kind)
        user = made()
        self.assertEqual(user.fetch_token("the code"), {"access_token": "x", "token_type": "Bearer"})
        connection.request.assert_called_once()
        (method, path), named = connection.request.call_args
        self.assertEqual((method, path), ("POST", "/token"))
        self.assertEqual(named["headers"]["Content-Type"], "application/x-www-form-urlencoded")
        for pair in ("grant_type=authorization_code", "client_id=id", "code=the+code"):
            self.assertIn(pair, named["body"])
        user.refresh_token("a refresh token")
        self.assertIn("refresh_token=a+refresh+token", connection.request.call_args[1]["body"])

    def test_its_socket_is_closed(self) -> None:
        connection = answering(self.kind)
        sock = connection.sock
        made().fetch_token("the code")
        sock.close.assert_called_once_with()
        self.assertIsNone(connection.sock)

    def test_what_it_is_made_with(self) -> None:
        answering(self.kind)
        made(timeout=7).fetch_token("code")
        (host,), options = self.kind.call_args
        self.assertEqual((host, options["timeout"]), ("login.example", 7))
        self.assertEqual(options["context"].verify_mode, ssl.CERT_REQUIRED)
        self.assertTrue(options["context"].check_hostname)

    def test_refusals_and_empty_answers(self) -> None:
        answering(self.kind, b'{"error": "invalid_grant"}', 400)
        with self.assertRaisesRegex(JamOAuth2Error, "invalid_grant"):
            made().fetch_token("code")
        answering(self.kind, b"")
        with self.assertRaisesRegex(JamOAuth2EmptyRaw, "Empty response"):
            made().fetch_token("code")

    def test_the_limits_hold(self) -> None:
        connection = answering(self.kind, TOKENS + b" " * 100)
        with self.assertRaises(JamOAuth2TransportError) as caught:
            made(max_bytes=100).fetch_token("code")
        self.assertEqual(caught.exception.details["reason"], "too_large")
        connection.getresponse.return_value.read.assert_called_once_with(101)
        answering(self.kind, TOKENS, 302)
        with self.assertRaises(JamOAuth2ResponseError):
            made().fetch_token("code")
        self.assertEqual(self.kind.call_count, 2)

    def test_what_goes_wrong_is_told_without_the_secret(self) -> None:
        for error in (ConnectionRefusedError(111, "refused"), TimeoutError(), http.client.BadStatusLine("x")):
            connection = answering(self.kind)
            connection.connect.side_effect = error
            with self.subTest(error=error), self.assertRaises(JamOAuth2TransportError) as caught:
                made().fetch_token("code")
            self.assertEqual(caught.exception.details["host"], "login.example")
            self.assertNotIn("a-secret", str(caught.exception))
            connection.getresponse.assert_not_called()

    def test_http_does_not_reach_it(self) -> None:
        with self.assertRaises(JamConfigurationError):
            OAuth2Client("id", "a-secret", "http://login.example/", "http://login.example/")
        with Hostile({"/token": (200, {"Content-Type": "application/json"}, TOKENS)}) as server:
            user = OAuth2Client("id", "s", server.url, f"{server.url}/token", http_loopback=True)
            self.assertEqual(user.fetch_token("code")["access_token"], "x")
        self.kind.assert_not_called()

    def test_a_transport_that_is_handed_in_goes_before_it(self) -> None:
        class Answer:
            status, body, headers, reason, media_type = 200, TOKENS, {"content-type": ""}, "", ""

        self.assertEqual(made(transport=lambda _: Answer()).fetch_token("code")["access_token"], "x")
        self.kind.assert_not_called()

    def test_behind_a_proxy(self) -> None:
        connection = answering(self.kind)
        transport = Transport(proxies={"https": "http://proxy:3128"}, connections=lambda: self.kind)
        self.assertEqual(transport(Request("GET", URLS[1], {})).body, TOKENS)
        self.assertEqual(self.kind.call_args[0], ("proxy:3128",))
        connection.set_tunnel.assert_called_once_with("login.example", headers={})
        self.assertIsNone(connection.request.call_args[1]["body"])


class Places(unittest.TestCase):
    def test_it_is_asked_for_at_each_request(self) -> None:
        user = made()
        for body in (TOKENS, TOKENS.replace(b'"x"', b'"y"')):
            with mock.patch(NAME) as kind:
                answering(kind, body)
                self.assertIn(user.fetch_token("code")["access_token"].encode(), body)
        from jamlite.oauth2 import client

        self.assertIs(client.HTTPSConnection, http.client.HTTPSConnection)

    def test_what_is_no_class(self) -> None:
        for wrong in (5, "HTTPSConnection", [object]):
            with mock.patch(NAME, wrong), self.assertRaisesRegex(JamConfigurationError, "must be a class"):
                made().fetch_token("code")
            with self.assertRaisesRegex(JamConfigurationError, "a function"):
                Transport(connections=wrong)  # type: ignore[arg-type]

    def test_with_coroutines(self) -> None:
        user = aio.OAuth2Client("id", "a-secret", *URLS)
        with mock.patch("jamlite.aio.oauth2.client.HTTPSConnection") as kind:
            answering(kind)
            self.assertEqual(asyncio.run(user.fetch_token("code"))["access_token"], "x")
            kind.assert_called_once()
        self.assertIs(aio.client.OAuth2Client, aio.OAuth2Client)  # the module that Jam has there

    def test_a_class_of_ones_own_has_no_more_time(self) -> None:
        class Own(http.client.HTTPSConnection):
            pass

        def drip(handler: Any) -> None:
            handler.drip(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 500)

        with Hostile({"login.example:443": drip}) as proxy:
            transport = Transport(0.15, proxies={"https": proxy.url}, connections=lambda: Own)
            start = time.monotonic()
            with self.assertRaises(JamOAuth2TransportError) as caught:
                transport(Request("GET", URLS[1], {}))
            self.assertEqual(caught.exception.details["reason"], "timeout")
            self.assertLess(time.monotonic() - start, 15)  # the proxy goes on for longer

    def test_octets_that_are_no_text_arrive_as_they_are(self) -> None:
        sent = []

        class Own(http.client.HTTPSConnection):
            def connect(self) -> None:
                self.sock = mock.Mock()
                self.sock.sendall = sent.append
                self.sock.makefile.return_value = io.BytesIO()

        octets = bytes(range(256))
        transport = Transport(proxies={}, connections=lambda: Own)
        with self.assertRaises(JamOAuth2TransportError):
            transport(Request("POST", URLS[1], {}, octets))
        head, _, body = b"".join(sent).partition(b"\r\n\r\n")
        self.assertEqual(body, octets)
        self.assertIn(b"Content-Length: 256", head)


if __name__ == "__main__":
    unittest.main()
