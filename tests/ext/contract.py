"""What every adapter must do, as requests over HTTP; a test of an adapter says how its server starts.

The application has three routes, each answering {"sub": ...} of who asks:
`/` for everybody, `/me` with a credential, `/orders` with the permission orders:read.
"""

from __future__ import annotations

import http.client
import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ClassVar, NamedTuple
from urllib.parse import urlsplit

from jamlite import Jam

SECRET = "0123456789abcdef0123456789ABCDEF"
AUDIENCE = "https://api.example"
COOKIE = "__Host-session"
SECRETS_OF_BODIES = ("expired", "signature", "audience", "revoked", "blacklist", "Jam", "jwt", "Traceback")


def make_jam() -> Jam:
    return Jam(
        {
            "jose": {
                "jwt": {
                    "alg": "HS256",
                    "secret_key": SECRET,
                    "audience": AUDIENCE,
                    "list": {"backend": "memory", "type": "black"},
                }
            },
            "paseto": {"version": "v4", "purpose": "local", "secret_key": SECRET.encode()},
            "session": {"session_type": "memory"},
        }
    )


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: str

    @property
    def sub(self) -> Any:
        return json.loads(self.body)["sub"]


def ask(
    base: str, path: str, headers: dict[str, str] | None = None, method: str = "GET", body: str | None = None
) -> Answer:
    """Send one request and return the answer; header names are in lower case."""
    connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=10)
    try:
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        text = response.read().decode("utf-8", "replace")
        found: dict[str, str] = {}
        for name, value in response.getheaders():
            name = name.lower()
            found[name] = f"{found[name]}, {value}" if name in found else value
        return Answer(response.status, found, text)
    finally:
        connection.close()


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def issue(jam: Jam, sub: str = "alice", exp: float = 60, aud: str = AUDIENCE, **claims: Any) -> str:
    return jam.jwt_encode(sub=sub, exp=exp, aud=aud, payload={"permissions": ["orders:read"], **claims})


def tampered(token: str) -> str:
    head, _, signature = token.rpartition(".")
    return f"{head}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"


def bad_tokens(jam: Jam) -> dict[str, str]:
    """Return tokens that must be refused, by what is wrong with them."""
    revoked = issue(jam)
    jam.jwt.list.add(revoked)
    good = issue(jam)
    none = "eyJhbGciOiJub25lIn0." + good.split(".")[1] + "."
    return {
        "malformed": "not-a-token",
        "two parts": "a.b",
        "expired": issue(jam, exp=-60),
        "tampered": tampered(good),
        "without signature": none,
        "revoked": revoked,
        "wrong audience": issue(jam, aud="https://other.example"),
        "of another key": Jam({"jose": {"jwt": {"alg": "HS256", "secret_key": "x" * 32}}}).jwt_encode(
            sub="alice", aud=AUDIENCE, exp=60
        ),
        "two tokens": f"{good} {good}",
        "huge": "A" * 20_000,
    }


class TokenContract:
    """Bearer JWTs. A subclass sets `base` and `jam` in setUpClass."""

    base: ClassVar[str]
    jam: ClassVar[Jam]
    guards_everything = False  # plain middleware in front of everything: there is no open route

    def assertRefused(self: Any, answer: Answer, status: int, error: str = "") -> None:
        self.assertEqual(answer.status, status, answer)
        challenge = answer.headers.get("www-authenticate", "")
        self.assertTrue(challenge.startswith("Bearer"), answer)  # RFC 6750 section 3
        self.assertEqual(f'error="{error}"' in challenge, bool(error), challenge)
        self.assertEqual("error=" in challenge, bool(error), challenge)
        self.assertEqual(answer.headers.get("cache-control"), "no-store")
        self.assertLess(len(answer.body), 80)
        for word in SECRETS_OF_BODIES:
            self.assertNotIn(word.lower(), answer.body.lower())

    def test_valid(self: Any) -> None:
        headers = bearer(issue(self.jam))
        for path in ("/", "/me", "/orders"):
            answer = ask(self.base, path, headers)
            self.assertEqual((answer.status, answer.sub), (200, "alice"))

    def test_scheme_in_any_case(self: Any) -> None:
        answer = ask(self.base, "/me", {"authorization": f"bEARER {issue(self.jam)}"})
        self.assertEqual(answer.sub, "alice")

    def test_missing(self: Any) -> None:
        self.assertIsNone(ask(self.base, "/").sub)
        for headers in ({}, {"Authorization": "Basic YTpi"}, {"Authorization": ""}):
            self.assertRefused(ask(self.base, "/me", headers), 401)
            self.assertRefused(ask(self.base, "/orders", headers), 401)

    def test_bad_tokens(self: Any) -> None:
        bodies = set()
        for what, token in bad_tokens(self.jam).items():
            for path in ("/me", "/orders", "/"):
                with self.subTest(what=what, path=path):
                    answer = ask(self.base, path, bearer(token))
                    self.assertRefused(answer, 401, "invalid_token")
                    bodies.add(answer.body)
        self.assertRefused(ask(self.base, "/me", {"Authorization": "Bearer"}), 401, "invalid_token")
        bodies.add(ask(self.base, "/me").body)
        self.assertEqual(len(bodies), 1, "a body tells what was wrong")

    def test_wrong_permission(self: Any) -> None:
        for permissions in (["orders:write"], [], ["orders"]):
            answer = ask(self.base, "/orders", bearer(issue(self.jam, permissions=permissions)))
            self.assertRefused(answer, 403, "insufficient_scope")
            self.assertNotIn("orders", answer.body)
        everything = ask(self.base, "/orders", bearer(issue(self.jam, permissions=["orders:*"])))
        self.assertEqual(everything.status, 200)

    def test_a_token_in_the_query_is_not_looked_at(self: Any) -> None:
        self.assertEqual(ask(self.base, f"/me?access_token={issue(self.jam)}").status, 401)

    def test_200_parallel_requests_do_not_mix_identities(self: Any) -> None:
        names = [f"user-{number}" for number in range(200)]
        tokens = {name: issue(self.jam, name) for name in names}

        def who(name: str) -> Any:
            return ask(self.base, "/me", bearer(tokens[name])).sub

        with ThreadPoolExecutor(16) as pool:
            self.assertEqual(list(pool.map(who, names)), names)


class SessionContract:
    """Sessions by cookie: the same routes, and POST to `/me`. A subclass sets `base` and `jam`."""

    base: ClassVar[str]
    jam: ClassVar[Jam]

    def cookie(self: Any, **data: Any) -> dict[str, str]:
        return {"Cookie": f"a=b; {COOKIE}={self.jam.issue('alice', via='session', **data)}; c=d"}

    def test_session(self: Any) -> None:
        answer = ask(self.base, "/me", self.cookie())
        self.assertEqual((answer.status, answer.sub), (200, "alice"))
        self.assertIn("Cookie", answer.headers["vary"])

    def test_permission_of_a_session(self: Any) -> None:
        self.assertEqual(ask(self.base, "/orders", self.cookie(permissions=["orders:read"])).status, 200)
        self.assertEqual(ask(self.base, "/orders", self.cookie(permissions=["x"])).status, 403)

    def test_no_session(self: Any) -> None:
        ended = self.cookie()
        self.jam.session_clear("alice")
        for headers in ({}, ended, {"Cookie": f"{COOKIE}=unknown"}, {"Cookie": f"{COOKIE}="}):
            answer = ask(self.base, "/me", headers)
            self.assertEqual(answer.status, 401, headers)
            self.assertIn("www-authenticate", answer.headers)
            self.assertIn("Cookie", answer.headers["vary"])

    def test_a_session_that_is_no_login(self: Any) -> None:
        nobodys = (
            self.jam.session_create("alice", {"cart": ["book"], "permissions": ["orders:read"]}),
            self.jam.session_create("alice", {"pending_login": {"sub": "alice", "until": 9e12}}),
        )
        for session_id in nobodys:
            cookie = {"Cookie": f"{COOKIE}={session_id}"}
            self.assertEqual(ask(self.base, "/", cookie).status, 200)
            self.assertIsNone(ask(self.base, "/", cookie).sub)
            self.assertEqual(ask(self.base, "/me", cookie).status, 401)
            self.assertEqual(ask(self.base, "/orders", cookie).status, 401)

    def test_an_old_cookie_does_not_bar_the_open_pages(self: Any) -> None:
        answer = ask(self.base, "/", {"Cookie": f"{COOKIE}=unknown"})
        self.assertEqual((answer.status, answer.sub), (200, None))

    def test_two_cookies_of_one_name_are_refused(self: Any) -> None:
        planted = self.jam.issue("mallory", via="session")
        headers = {"Cookie": f"{self.cookie()['Cookie']}; {COOKIE}={planted}"}
        self.assertEqual(ask(self.base, "/me", headers).status, 401)

    def test_cross_site(self: Any) -> None:
        host = urlsplit(self.base).netloc
        cookie = self.cookie()
        allowed: list[dict[str, str]] = [
            {},
            {"Sec-Fetch-Site": "same-origin"},
            {"Sec-Fetch-Site": "none"},
            {"Origin": f"http://{host}"},
            {"Origin": "https://trusted.example", "Sec-Fetch-Site": "cross-site"},
        ]
        refused = [
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Sec-Fetch-Site": "cross-site", "Origin": f"http://{host}"},
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
            {"Origin": f"http://{host}.evil.example"},
        ]
        for headers in allowed:
            self.assertEqual(ask(self.base, "/me", {**cookie, **headers}, "POST").status, 200, headers)
        for headers in refused:
            self.assertEqual(ask(self.base, "/me", {**cookie, **headers}, "POST").status, 403, headers)
            self.assertEqual(ask(self.base, "/me", {**cookie, **headers}).status, 200)  # GET changes nothing


def until(condition: Any, seconds: float = 10) -> None:
    """Wait until something is true."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError("it did not happen")
        time.sleep(0.01)
