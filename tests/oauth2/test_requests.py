"""URLs, requests, PKCE and client authentication: what leaves the client."""

from __future__ import annotations

import base64
import unittest
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from jamlite.exceptions import JamConfigurationError
from jamlite.jose import JWK, jwt
from jamlite.oauth2 import client_auth, forms, pkce, requests, urls
from jamlite.oauth2.bearer import scope_text
from jamlite.oauth2.client_auth import Credentials
from tests.oauth2.samples import KEY, NOW

BAD_URLS = (
    *(None, 5, b"https://a.example/", "", "a.example", "/path", "https:", "https://", "https:///path"),
    *(
        "file:///etc/passwd",
        "ftp://a.example/",
        "data:text/plain,x",
        "javascript:alert(1)",
        "HTTP://a.example/",
    ),
    *(
        "http://a.example/",
        "http://127.0.0.1.evil.example/",
        "http://localhost.evil.example/",
        "ws://a.example/",
    ),
    *(
        "https://user:pass@a.example/",
        "https://a.example/#f",
        "https://a.example/ x",
        "https://a.example/\r\nX: y",
    ),
    *("https://a.example:port/", "https://[::1/", "https://a.example\\@evil.example/", "https://ä.example/"),
    "https://a.example/" + "x" * 9000,
)


class URLs(unittest.TestCase):
    def test_100_https_only(self) -> None:
        for url in BAD_URLS:
            for loopback in (False, True):
                with self.subTest(url=url), self.assertRaises(JamConfigurationError) as caught:
                    urls.check(url, "it", loopback)
                if isinstance(url, str) and len(url) > 12:
                    self.assertNotIn(url, str(caught.exception))
        self.assertEqual(urls.check("https://a.example:8443/x?y=z", "it"), "https://a.example:8443/x?y=z")

    def test_100_http_for_the_own_machine_by_option(self) -> None:
        for url in ("http://127.0.0.1:80/", "http://127.9.9.9/", "http://[::1]:1/", "http://localhost/"):
            with self.assertRaises(JamConfigurationError):
                urls.check(url, "it")
            self.assertEqual(urls.check(url, "it", True), url)
        for host in ("128.0.0.1", "127.0.0", "127.0.0.1.1", "127.0.0.256", "127.0.0.x", "", "0.0.0.0"):
            self.assertFalse(urls.is_loopback(host))

    def test_issuer_has_no_query(self) -> None:
        for issuer in ("https://a.example?x", "https://a.example/#x", "http://a.example"):
            with self.assertRaises(JamConfigurationError):
                urls.check_issuer(issuer)

    def test_query_of_the_endpoint_stays(self) -> None:
        self.assertEqual(forms.add_query("https://a/?x=1", [("y", "2 3")]), "https://a/?x=1&y=2+3")
        self.assertEqual(forms.add_query("https://a/", [("y", "&=")]), "https://a/?y=%26%3D")


class Requests(unittest.TestCase):
    def test_form(self) -> None:
        request = forms.post(
            "https://a/t", {"a": "1 &", "b": None, "c": "", "d": ["x", "y"], "e": 5, "f": True}
        )
        self.assertEqual(request.body, b"a=1+%26&d=x&d=y&e=5&f=true")
        self.assertEqual(request.headers["Accept"], "application/json")
        self.assertEqual(request.headers["Content-Type"], "application/x-www-form-urlencoded")

    def test_forms_are_those_of_the_standard_library(self) -> None:
        every = [chr(i) for i in range(0x300)] + ["\u20ac", "\U0001f600", "a b\n", "", "A-z_0.9~"]
        pairs = list(zip(every, reversed(every)))
        self.assertEqual(forms.encode(pairs), urlencode(pairs))

    def test_bad_parameters(self) -> None:
        for value in (b"x", 1.5, {}, object(), ["a", None], "\ud800", [b"x"]):
            with self.subTest(value=value), self.assertRaises(JamConfigurationError):
                forms.post("https://a/t", {"a": value})
            with self.subTest(value=value), self.assertRaises(JamConfigurationError):
                forms.authorization_url("https://a/t", {"a": value})

    def test_104_line_breaks_never_reach_a_header(self) -> None:
        for token in (
            "a\r\nX: y",
            "a\nb",
            "a\rb",
            "a\0b",
            "a b",
            "ä",
            "",
            None,
            b"a",
            5,
            "a\x7f",
            "a\u2028b",
        ):
            with self.subTest(token=token), self.assertRaises(JamConfigurationError):
                requests.authorization(token)
        with self.assertRaises(JamConfigurationError):
            requests.get("https://a/", token="a\r\nX: y")
        self.assertEqual(requests.get("https://a/", token="a|b").headers["Authorization"], "Bearer a|b")
        self.assertEqual(requests.get("https://a/").headers, {"Accept": "application/json"})

    def test_109_no_secret_in_a_repr(self) -> None:
        request = forms.post("https://a/t?key=hidden", {"code": "hidden", "client_secret": "hidden"})
        self.assertEqual(repr(request), "<Request POST https://a/t>")
        self.assertEqual(request.secrets, ("hidden", "hidden"))
        credentials = Credentials("me", "hidden", KEY)
        self.assertNotIn("hidden", repr(credentials))

    def test_scope(self) -> None:
        self.assertEqual(scope_text(["a", "b"]), "a b")
        self.assertEqual(scope_text("a b"), "a b")
        self.assertEqual(scope_text(None), "")
        for scope in (5, [5], ["a b"], [""], [None], object()):
            with self.subTest(scope=scope), self.assertRaises(JamConfigurationError):
                scope_text(scope)

    def test_resource_indicators(self) -> None:
        self.assertEqual(forms.resources("https://a/"), ["https://a/"])
        self.assertEqual(forms.resources(["urn:a:b", "https://b"]), ["urn:a:b", "https://b"])
        for resource in ("relative", "https://a/#f", 5, [5], "ä:b", "", ":"):
            with self.subTest(resource=resource), self.assertRaises(JamConfigurationError):
                forms.resources(resource)


class PKCE(unittest.TestCase):
    def test_95_verifiers_are_fresh_and_long(self) -> None:
        found = {pkce.new_verifier() for _ in range(50)}
        self.assertEqual(len(found), 50)
        self.assertEqual({len(verifier) for verifier in found}, {43})  # 256 bits

    def test_bad_verifiers(self) -> None:
        for verifier in (None, b"x" * 43, "", "x" * 42, "x" * 129, "x" * 42 + "+", "x" * 42 + "\n", "ä" * 43):
            with self.subTest(verifier=verifier):
                with self.assertRaises(JamConfigurationError):
                    pkce.challenge(verifier)  # type: ignore[arg-type]
                self.assertFalse(pkce.verify(verifier, "x"))

    def test_challenge_of_other_verifier(self) -> None:
        self.assertFalse(pkce.verify("x" * 43, pkce.challenge("y" * 43)))
        self.assertTrue(pkce.verify("x" * 128, pkce.challenge("x" * 128)))


class ClientAuthentication(unittest.TestCase):
    def test_110_basic_is_form_encoded_first(self) -> None:
        headers, parameters = client_auth.authenticate(
            "client_secret_basic", Credentials("a b:c", "p%q+ä"), "https://as", NOW
        )
        self.assertEqual(parameters, {})
        pair = base64.b64decode(headers["Authorization"][6:]).decode()
        self.assertEqual(pair, "a+b%3Ac:p%25q%2B%C3%A4")

    def test_post_and_none(self) -> None:
        self.assertEqual(
            client_auth.authenticate("client_secret_post", Credentials("i", "s"), "x", NOW),
            ({}, {"client_id": "i", "client_secret": "s"}),
        )
        self.assertEqual(
            client_auth.authenticate("none", Credentials("i"), "x", NOW), ({}, {"client_id": "i"})
        )

    def test_assertions(self) -> None:
        secret = "s" * 40
        for method, credentials, key in (
            ("client_secret_jwt", Credentials("i", secret), JWK.from_secret(secret)),
            ("private_key_jwt", Credentials("i", None, KEY), KEY.public()),
        ):
            with self.subTest(method=method):
                seen = set()
                for _ in range(2):
                    headers, parameters = client_auth.authenticate(method, credentials, "https://as", NOW)
                    self.assertEqual(headers, {})
                    self.assertEqual(parameters["client_assertion_type"], client_auth.ASSERTION_TYPE)
                    claims = jwt.decode(
                        parameters["client_assertion"],
                        key,
                        issuer="i",
                        subject="i",
                        audience="https://as",
                        now=NOW,
                    )
                    self.assertLessEqual(claims["exp"] - claims["iat"], 60)
                    seen.add(claims["jti"])
                self.assertEqual(len(seen), 2)

    def test_what_is_missing(self) -> None:
        for method, credentials in (
            ("client_secret_basic", Credentials("i")),
            ("client_secret_post", Credentials("i", "")),
            ("client_secret_jwt", Credentials("i")),
            ("private_key_jwt", Credentials("i", "s")),
            ("private_key_jwt", Credentials("i", "s", JWK.from_secret("s" * 40))),
            ("tls_client_auth", Credentials("i", "s")),
        ):
            with self.subTest(method=method), self.assertRaises(JamConfigurationError):
                client_auth.authenticate(method, credentials, "https://as", NOW)

    def test_a_secret_is_no_public_key(self) -> None:
        with self.assertRaises(JamConfigurationError):
            client_auth.authenticate("client_secret_jwt", Credentials("i", KEY.public().to_pem()), "x", NOW)


class AuthorizationURLs(unittest.TestCase):
    def test_parameters(self) -> None:
        url = forms.authorization_url(
            "https://a/x?y=1", {"scope": "a b", "state": "", "resource": ["r", "s"]}
        )
        self.assertEqual(
            parse_qsl(urlsplit(url).query),
            [("y", "1"), ("scope", "a b"), ("resource", "r"), ("resource", "s")],
        )
        self.assertNotIn("state", parse_qs(urlsplit(url).query))


if __name__ == "__main__":
    unittest.main()
