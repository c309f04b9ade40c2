"""The transport against a server that drips, floods, redirects and lies."""

from __future__ import annotations

import gzip
import json
import os
import socket
import ssl
import threading
import time
import unittest
import zlib
from typing import Any
from unittest import mock
from urllib.parse import urlsplit

from jamlite.exceptions import (
    JamConfigurationError,
    JamOAuth2Error,
    JamOAuth2IDTokenError,
    JamOAuth2ResponseError,
    JamOAuth2TransportError,
)
from jamlite.oauth2 import OAuth2Client, Request, Transport, requests, transport, urls
from tests.oauth2.hostile import Hostile
from tests.oauth2.samples import BACK, CLIENT, KEY, OTHER_KEY, SECRET, TOKENS, keys, sent_in
from tests.oauth2.samples import claims as id_claims
from tests.oauth2.samples import id_token as make
from tests.tools.transcribe.jose_forge import token as by_hand

JSON = {"Content-Type": "application/json"}
GOOD = json.dumps(TOKENS).encode()
TIMEOUT = 0.15  # of what must time out
PATIENCE = 5.0  # of what must not
PROMPT = 15.0  # seconds that a busy machine may need for it; the server goes on for twice as long


def flood(handler: Any) -> None:
    """Send a body without end."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.end_headers()
    block = b" " * 65536
    for _ in range(2000):
        handler.wfile.write(block)


def chunks(handler: Any) -> None:
    """Send chunks without end."""
    handler.protocol_version = "HTTP/1.1"
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    for _ in range(2000):
        handler.wfile.write(b"10000\r\n" + b" " * 65536 + b"\r\n")


def slow_body(handler: Any) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.drip(b" " * 1000)


def endless_continue(handler: Any) -> None:
    for _ in range(100):
        handler.drip(b"HTTP/1.1 100 Continue\r\n\r\n")


def raw(data: bytes) -> Any:
    """Return a handler that sends bytes as they are."""

    def send(handler: Any) -> None:
        handler.wfile.write(data)

    return send


def silence(handler: Any) -> None:
    time.sleep(3 * TIMEOUT)


PATHS: dict[str, Any] = {
    "/good": (200, JSON, GOOD),
    "/echo": lambda handler: (200, JSON, json.dumps({"body": handler.body.decode()}).encode()),
    "/flood": flood,
    "/chunks": chunks,
    "/long": (200, {**JSON, "Content-Length": str(1 << 40)}, b"{}"),
    "/absurd": (200, {**JSON, "Content-Length": "9" * 400}, b"{}"),
    "/cut": (200, {**JSON, "Content-Length": "1000"}, GOOD),
    "/gzip": (200, {**JSON, "Content-Encoding": "gzip"}, b"\x1f\x8b"),
    "/gzip-good": (200, {**JSON, "Content-Encoding": "GZip"}, gzip.compress(GOOD)),
    "/gzip-cut": (200, {**JSON, "Content-Encoding": "gzip"}, gzip.compress(GOOD)[:-9]),
    "/gzip-more": (200, {**JSON, "Content-Encoding": "gzip"}, gzip.compress(GOOD) + b"x"),
    "/gzip-none": (200, {**JSON, "Content-Encoding": "gzip"}, GOOD),
    "/gzip-wrong": (200, {**JSON, "Content-Encoding": "gzip"}, zlib.compress(GOOD)),
    "/gzip-bomb": (200, {**JSON, "Content-Encoding": "gzip"}, gzip.compress(b" " * (8 << 20))),
    "/no-encoding": (200, {**JSON, "Content-Encoding": ""}, GOOD),
    "/brotli": (200, {**JSON, "Content-Encoding": "br"}, GOOD),
    "/twice": (200, {**JSON, "Content-Encoding": "gzip, gzip"}, gzip.compress(GOOD)),
    "/slow-headers": lambda handler: handler.drip(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 500),
    "/slow-body": slow_body,
    "/continue": endless_continue,
    "/silence": silence,
    "/many-headers": raw(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 5000),
    "/long-header": raw(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000),
    "/garbage": raw(b"\x00\xff\r\n\r\n"),
    "/closed": lambda handler: None,
    "/html": (200, {"Content-Type": "text/html"}, GOOD),
    "/list": (200, JSON, b"[]"),
    "/latin": (200, JSON, b'{"access_token": "\xff"}'),
    "/error": (200, JSON, json.dumps({"error": "bad_verification_code", **TOKENS}).encode()),
    "/empty": (200, JSON, b""),
}


class Misbehaviour(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.other = Hostile(PATHS).__enter__()
        cls.addClassCleanup(cls.other.__exit__)
        target = cls.other.url + "/good"
        redirects = {
            f"/{code}": (code, {**JSON, "Location": target}, GOOD) for code in (301, 302, 303, 307, 308)
        }
        cls.server = Hostile({**PATHS, **redirects}).__enter__()
        cls.addClassCleanup(cls.server.__exit__)
        cls.hasty = Transport(TIMEOUT, 100_000, True)
        cls.transport = Transport(PATIENCE, 100_000, True)

    def send(self, path: str, body: bytes | None = None, hasty: bool = False) -> Any:
        transport = self.hasty if hasty else self.transport
        return transport(Request("POST" if body else "GET", self.server.url + path, {}, body))

    def client(self, path: str) -> OAuth2Client:
        url = self.server.url + path
        return OAuth2Client(
            CLIENT, SECRET, url, url, BACK, http_loopback=True, timeout=PATIENCE, max_bytes=100_000
        )

    def test_good_answers(self) -> None:
        self.assertEqual(json.loads(self.send("/good").body), TOKENS)
        self.assertEqual(json.loads(self.send("/echo", b"a=b").body), {"body": "a=b"})
        self.assertEqual(sent_in(self.client("/good").fetch_token("c")), TOKENS)

    def test_http_to_a_named_host_in_a_private_network(self) -> None:
        transport = Transport(
            PATIENCE, 100_000, http_hosts=("keycloak",), proxies={"http": "http://127.0.0.1:9"}
        )
        url = self.server.url.replace("127.0.0.1", "keycloak") + "/good"
        for address, reason in (
            ("127.0.0.1", ""),
            ("93.184.215.14", "public_address"),
            ("2606:2800:21f::1", "public_address"),
            ("169.254.169.254", "public_address"),
            ("::ffff:93.184.215.14", "public_address"),
        ):
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            found = [(family, socket.SOCK_STREAM, 0, "", (address, urlsplit(url).port))]
            with self.subTest(address=address), mock.patch("socket.getaddrinfo", return_value=found):
                if not reason:
                    self.assertEqual(json.loads(transport(Request("GET", url, {})).body), TOKENS)
                    continue
                with self.assertRaises(JamOAuth2TransportError) as caught:
                    transport(Request("GET", url, {}))
                self.assertEqual(caught.exception.details, {"host": "keycloak", "reason": reason})
        for other in (
            "http://keycloak.evil.example/",
            "http://evil/",
            "http://127.0.0.1/",
            "ftp://keycloak/",
        ):
            with self.subTest(url=other), self.assertRaises(JamConfigurationError):
                transport(Request("GET", other, {}))

    def test_which_addresses_are_private(self) -> None:
        """RFC 1918, RFC 4193; an address of the link (RFC 3927, RFC 4291) belongs to whoever is near."""
        for address in (
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "127.0.0.1",
            "::1",
            "fd00::1",
            "fd00::1%eth0",
        ):
            self.assertTrue(transport._is_private(address), address)
        for address in (
            "8.8.8.8",
            "172.32.0.1",
            "169.254.1.1",
            "fe80::1%eth0",
            "0.0.0.0",
            "::",
            "2001:4860::1",
        ):
            self.assertFalse(transport._is_private(address), address)
        self.assertFalse(transport._is_private("::ffff:8.8.8.8"))

    def test_an_ipv6_address_is_a_host_too(self) -> None:
        allowed = Transport(http_hosts=("fd00::1", "10.0.0.5")).http
        for url in ("http://[fd00::1]:8080/x", "http://[FD00::1]/", "http://10.0.0.5/"):
            self.assertEqual(urls.check(url, "it", allowed), url)
        for url in ("http://[fd00::2]/", "http://fd00/", "http://10.0.0.6/"):
            with self.subTest(url=url), self.assertRaises(JamConfigurationError):
                urls.check(url, "it", allowed)

    def test_hosts_and_files(self) -> None:
        for hosts in (
            5,
            None,
            [5],
            [""],
            ["*"],
            ["a b"],
            ["http://a"],
            ["a:80"],
            [".a"],
            "a/b",
            ["[::1]"],
            ["::1]"],
        ):
            with self.subTest(hosts=hosts), self.assertRaises(JamConfigurationError):
                Transport(http_hosts=hosts)  # type: ignore[arg-type]
        for path in ("/no/such/file", __file__, 5, ""):
            with self.subTest(path=path), self.assertRaises(JamConfigurationError):
                Transport(ca_file=path)  # type: ignore[arg-type]
        with self.assertRaises(JamConfigurationError):
            Transport(ca_file=__file__, context=ssl.create_default_context())

    def refused(self, path: str, reason: str) -> None:
        start = time.monotonic()
        with self.subTest(path=path), self.assertRaises(JamOAuth2TransportError) as caught:
            self.send(path, hasty=reason == "timeout")
        self.assertEqual(caught.exception.details, {"host": "127.0.0.1", "reason": reason})
        if reason == "timeout":
            self.assertLess(time.monotonic() - start, PROMPT)

    def test_101_total_deadline(self) -> None:
        for path in ("/slow-headers", "/slow-body", "/continue", "/silence"):
            self.refused(path, "timeout")

    def test_101_body_limit(self) -> None:
        for path in ("/flood", "/chunks", "/long", "/absurd"):
            self.refused(path, "too_large")

    def test_101_headers_are_bounded(self) -> None:
        for path in ("/many-headers", "/long-header", "/garbage", "/closed"):
            with self.subTest(path=path), self.assertRaises(JamOAuth2TransportError):
                self.send(path)

    def test_half_answers_and_encodings(self) -> None:
        self.refused("/cut", "cut_off")
        self.refused("/gzip", "encoded")
        for path in ("/gzip-cut", "/gzip-more", "/gzip-none", "/gzip-wrong", "/brotli", "/twice"):
            self.refused(path, "encoded")

    def test_gzip_that_nobody_asked_for_is_read_within_the_limit(self) -> None:
        self.assertEqual(self.send("/gzip-good").body, GOOD)
        self.assertEqual(self.send("/no-encoding").body, GOOD)
        self.refused("/gzip-bomb", "too_large")

    def test_99_no_redirect_is_followed(self) -> None:
        before = len(self.other.seen)
        for status in (301, 302, 303, 307, 308):
            self.assertEqual(self.send(f"/{status}").status, status)
            with self.subTest(status=status), self.assertRaises(JamOAuth2ResponseError):
                self.client(f"/{status}").fetch_token("secret-code")
        self.assertEqual(len(self.other.seen), before)

    def test_102_what_is_no_success(self) -> None:
        self.assertEqual(sent_in(self.client("/html").fetch_token("c")), TOKENS)  # JSON under another label
        for path in ("/list", "/latin", "/error", "/empty"):
            user = self.client(path)
            for call in (user.fetch_token, user.refresh_token):
                with self.subTest(path=path), self.assertRaises(JamOAuth2Error) as caught:
                    call("very-secret")
                self.assertNotIn("very-secret", str(caught.exception))
                self.assertNotIn(SECRET, str(caught.exception))

    def test_100_schemes(self) -> None:
        for url in (
            "file:///etc/passwd",
            "ftp://127.0.0.1/",
            "data:,x",
            "http://example.com/",
            "https://u:p@a/",
        ):
            with self.subTest(url=url), self.assertRaises(JamConfigurationError):
                self.transport(Request("GET", url, {}))
        with self.assertRaises(JamConfigurationError):
            Transport()(Request("GET", self.server.url + "/good", {}))

    def test_104_header_values(self) -> None:
        with self.assertRaises(JamOAuth2TransportError):
            self.transport(Request("GET", self.server.url + "/good", {"X": "a\r\nY: b"}))

    def test_nobody_there(self) -> None:
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            url = f"http://127.0.0.1:{closed.getsockname()[1]}/"
            said = "the OAuth2 provider could not be reached: 127.0.0.1: [A-Z]"  # Connection refused
            with self.assertRaisesRegex(JamOAuth2TransportError, said):
                self.transport(Request("GET", url, {}))

    def test_100_tls_is_tls(self) -> None:
        """Plain HTTP behind an https URL, and a handshake that never ends."""
        with self.assertRaises(JamOAuth2TransportError):
            self.transport(Request("GET", self.server.url.replace("http:", "https:") + "/good", {}))
        with socket.create_server(("127.0.0.1", 0)) as listening:
            start = time.monotonic()
            with self.assertRaises(JamOAuth2TransportError) as caught:
                self.hasty(Request("GET", f"https://127.0.0.1:{listening.getsockname()[1]}/", {}))
            self.assertEqual(caught.exception.details["reason"], "timeout")
            self.assertLess(time.monotonic() - start, PROMPT)

    def test_100_the_certificate_is_checked(self) -> None:
        made = []
        real = ssl.create_default_context
        with mock.patch.object(ssl, "create_default_context", lambda: made.append(real()) or made[-1]):
            transport = Transport(PATIENCE, http_loopback=True)
            transport(Request("GET", self.server.url + "/good", {}))
            self.assertEqual(made, [], "http needs no authorities")
            for _ in range(2):
                with self.assertRaises(JamOAuth2TransportError):
                    transport(Request("GET", self.server.url.replace("http:", "https:") + "/good", {}))
        [context] = made
        self.assertEqual(context.verify_mode, ssl.CERT_REQUIRED)
        self.assertTrue(context.check_hostname)

    def test_proxies(self) -> None:
        """An https request goes through the proxy as a tunnel; one to the own machine goes directly."""
        proxy = {"https_proxy": self.server.url, "http_proxy": self.server.url, "no_proxy": ""}
        with mock.patch.dict(os.environ, proxy), mock.patch.dict(PATHS, {}):
            transport = Transport(PATIENCE, http_loopback=True)
            before = len(self.server.seen)
            with self.assertRaises(JamOAuth2TransportError):
                transport(Request("GET", "https://provider.invalid/x", {}))
            self.assertEqual(self.server.seen[before:], ["CONNECT provider.invalid:443"])
            before = len(self.server.seen)
            transport(Request("GET", self.other.url + "/good", {}))
            self.assertEqual(self.server.seen[before:], [])

    def test_101_a_dripping_proxy(self) -> None:
        with Hostile(
            {"provider.invalid:443": lambda h: h.drip(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 500)}
        ) as proxy:
            transport = Transport(TIMEOUT, proxies={"https": proxy.url})
            start = time.monotonic()
            with self.assertRaises(JamOAuth2TransportError):
                transport(Request("GET", "https://provider.invalid/x", {}))
            self.assertLess(time.monotonic() - start, PROMPT)

    def test_threads_share_a_transport(self) -> None:
        found: list[int] = []
        threads = [threading.Thread(target=lambda: found.append(self.send("/good").status)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
        self.assertEqual(found, [200] * 8)

    def test_get(self) -> None:
        self.assertEqual(self.transport(requests.get(self.server.url + "/good", token="t")).status, 200)


class HostileProvider(unittest.TestCase):
    """An OpenID provider that lies, over the real transport."""

    def setUp(self) -> None:
        self.metadata: dict[str, Any] = {}
        self.keys: Any = keys().to_dict()
        self.token: Any = None
        self.server = Hostile(
            {
                "/.well-known/openid-configuration": lambda handler: self.json(self.metadata),
                "/jwks": lambda handler: self.json(self.keys),
                "/token": lambda handler: self.json({**TOKENS, "id_token": self.token}),
            }
        ).__enter__()
        self.addCleanup(self.server.__exit__)
        self.metadata = {
            "issuer": self.server.url,
            "authorization_endpoint": self.server.url + "/authorize",
            "token_endpoint": self.server.url + "/token",
            "jwks_uri": self.server.url + "/jwks",
        }
        self.user = OAuth2Client(
            CLIENT, SECRET, redirect_url=BACK, issuer=self.server.url, http_loopback=True, timeout=PATIENCE
        )

    def json(self, members: Any) -> tuple[int, dict[str, str], bytes]:
        return 200, JSON, json.dumps(members).encode()

    def log_in(self, key: Any = KEY, user: OAuth2Client | None = None, **change: Any) -> Any:
        user = user or self.user
        _, saved = user.begin("openid")
        now = int(time.time())
        given = {"iss": self.server.url, "exp": now + 60, "iat": now, "nonce": saved["nonce"], **change}
        self.token = key(given) if callable(key) else make(key, **given)
        return user.finish({"state": saved["state"], "code": "c"}, saved)

    def test_a_login(self) -> None:
        self.assertEqual(self.log_in().claims["sub"], "alice")

    def test_105_wrong_issuer(self) -> None:
        self.metadata["issuer"] += "/"
        with self.assertRaises(JamOAuth2ResponseError):
            self.user.begin("openid")

    def test_106_forged_id_tokens(self) -> None:
        def none(claims: dict[str, Any]) -> str:
            return (
                make(**claims).replace(make(**claims).split(".")[0], "eyJhbGciOiJub25lIn0").rpartition(".")[0]
                + "."
            )

        def with_public_key(claims: dict[str, Any]) -> str:
            return by_hand({"alg": "HS256", "kid": "k1"}, id_claims(**claims), KEY.public().to_pem().encode())

        for key, change in (
            (none, {}),
            (with_public_key, {}),
            (OTHER_KEY, {}),
            (KEY, {"nonce": "old"}),
            (KEY, {"nonce": None}),
            (KEY, {"iss": "https://evil.example"}),
            (KEY, {"aud": "somebody"}),
            (KEY, {"exp": 1}),
        ):
            with self.subTest(change=change), self.assertRaises(JamOAuth2IDTokenError):
                self.log_in(key, **change)

    def test_108_rotation(self) -> None:
        self.log_in()
        self.keys = keys(OTHER_KEY).to_dict()
        self.assertEqual(self.log_in(OTHER_KEY).claims["sub"], "alice")
        self.assertEqual(self.server.seen.count("GET /jwks"), 2)

    def test_107_broken_keys_keep_the_old_ones(self) -> None:
        self.log_in()
        self.keys = {"keys": []}
        with self.assertRaises(JamOAuth2IDTokenError):
            self.log_in(OTHER_KEY)
        self.assertEqual(self.log_in().claims["sub"], "alice")


if __name__ == "__main__":
    unittest.main()
