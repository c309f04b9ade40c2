"""ApoJWT with real Flask and FastAPI, and tokens to and from ApoJWT 1.7 itself."""

from __future__ import annotations

import unittest
from typing import Any

from jamlite.compat.apojwt import ApoJWT

from ..support import needs

SECRET = "correct horse battery staple 1234567890"
OTHER = "another secret of a good length 0123456789"
FORBIDDEN = "JWT does not have permission for this action"


def made(template: str) -> ApoJWT:
    apo = ApoJWT(SECRET, iss="here", server_audience=["us"], admin_permission="root", template=template)
    apo.config_refresh(OTHER)
    return apo


class Contract:
    """What both frameworks answer; a subclass gives `ask`."""

    apo: ApoJWT

    def ask(self, path: str, token: str | None = None, cookie: str | None = None) -> tuple[int, str]:
        """Return the status and the text of an answer."""
        raise NotImplementedError

    def test_a_good_token(self: Any) -> None:
        access, refresh = self.apo.create_token("u1", ["read"], refresh_data={"r": 2})
        self.assertEqual(self.ask("/item/7", access), (200, "u1 7"))
        self.assertEqual(self.ask("/read/7", access), (200, "u1 7"))
        status, text = self.ask("/refresh", cookie=refresh)
        self.assertEqual((status, "2" in text), (200, True))

    def test_refusals(self: Any) -> None:
        access, refresh = self.apo.create_token("u1", ["read"])
        foreign = ApoJWT(OTHER, iss="here", server_audience=["us"]).create_token("u1", ["write"])
        elsewhere = ApoJWT(SECRET, iss="here", server_audience=["x"]).create_token("u1", ["write"])
        expired = ApoJWT(SECRET, -5, "here", ["us"]).create_token("u1", ["write"])
        for token, code, msg in (
            (None, 401, "JWT is missing - Token Finder failed"), (foreign, 401, "JWT signature is invalid"),
            (elsewhere, 401, "JWT audience is invalid"), (expired, 401, "JWT signature has expired"),
            ("x", 401, "Bad Format - JWT could not be decoded"), (access, 403, FORBIDDEN),
        ):  # fmt: skip
            with self.subTest(msg=msg):
                status, text = self.ask("/write/7", token)
                self.assertEqual(status, code)
                self.assertIn(msg, text)
                if code == 401:
                    self.assertEqual(self.ask("/item/7", token)[0], 401)
        self.assertEqual(self.ask("/refresh")[0], 401)
        self.assertEqual(self.ask("/refresh", cookie=access)[0], 401)
        self.assertEqual(self.ask("/item/7", refresh)[0], 401)

    def test_the_admin(self: Any) -> None:
        self.assertEqual(self.ask("/write/7", self.apo.create_token("u1", ["root"])[0]), (200, "u1 7"))

    def test_what_a_query_says_is_not_taken(self: Any) -> None:
        access, _ = self.apo.create_token("u1", ["read"])
        self.assertEqual(self.ask("/item/7?token_subject=root&secret=x", access), (200, "u1 7"))


class Flask(Contract, unittest.TestCase):
    def setUp(self) -> None:
        flask = needs("flask")
        app = flask.Flask("app")
        self.apo = made("flask")

        @app.route("/item/<number>")
        @self.apo.token_required
        def item(number: str, token_subject: str) -> str:
            return f"{token_subject} {number}"

        @app.route("/read/<number>")
        @self.apo.permission_required("read")
        def read(number: str, token_subject: str) -> str:
            return f"{token_subject} {number}"

        @app.route("/write/<number>")
        @self.apo.permission_required("write")
        def write(number: str, token_subject: str) -> str:
            return f"{token_subject} {number}"

        @app.route("/refresh")
        @self.apo.refresh
        def refresh(refresh_data: Any) -> str:
            return str(refresh_data.get("r"))

        self.client = app.test_client(use_cookies=False)

    def ask(self, path: str, token: str | None = None, cookie: str | None = None) -> tuple[int, str]:
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        if cookie is not None:
            headers["Cookie"] = f"refresh_token={cookie}"
        answer = self.client.get(path, headers=headers)
        return answer.status_code, answer.text


class FastAPI(Contract, unittest.TestCase):
    def setUp(self) -> None:
        fastapi, testclient = needs("fastapi"), needs("fastapi.testclient")
        responses = needs("fastapi.responses")
        app = fastapi.FastAPI()
        self.apo = made("fastapi")

        async def item(number: str, request: Any, token_subject: str) -> Any:
            return responses.PlainTextResponse(f"{token_subject} {number}")

        def read(number: str, token_subject: str, authorization: Any = fastapi.Header(None)) -> Any:  # noqa: B008
            return responses.PlainTextResponse(f"{token_subject} {number}")

        async def write(number: str, request: Any, token_subject: str, token_data: dict[str, Any]) -> Any:
            return responses.PlainTextResponse(f"{token_subject} {number}")

        async def refresh(refresh_data: dict[str, Any], refresh_token: Any = fastapi.Cookie(None)) -> Any:  # noqa: B008
            return responses.PlainTextResponse(str(refresh_data.get("r")))

        for route in (item, write):
            route.__annotations__["request"] = fastapi.Request
        app.get("/item/{number}")(self.apo.token_required(item))
        app.get("/read/{number}")(self.apo.permission_required("read")(read))
        app.get("/write/{number}")(self.apo.permission_required("write")(write))
        app.get("/refresh")(self.apo.refresh(refresh))
        self.client = testclient.TestClient(app)

    def ask(self, path: str, token: str | None = None, cookie: str | None = None) -> tuple[int, str]:
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        if cookie is not None:
            headers["Cookie"] = f"refresh_token={cookie}"
        answer = self.client.get(path, headers=headers)
        if answer.status_code == 401:
            self.assertEqual(answer.headers["WWW-Authenticate"], "Bearer")
        return answer.status_code, answer.text

    def test_what_is_injected_is_no_part_of_the_api(self) -> None:
        schema = self.client.get("/openapi.json").text
        for name in ("token_subject", "token_data", "refresh_data"):
            self.assertNotIn(name, schema)


class Original(unittest.TestCase):
    """Tokens of ApoJWT 1.7 are good here, and ours there."""

    def setUp(self) -> None:
        self.original = needs("apojwt").ApoJWT
        self.arguments = (SECRET, 900, "here", ["us"])

    def pair(self, kind: Any) -> Any:
        made = kind(*self.arguments, token_finder=lambda text: text)
        made.config_refresh(OTHER, refresh_finder=lambda text=None: text)
        return made

    def test_both_ways(self) -> None:
        ours, theirs = self.pair(ApoJWT), self.pair(self.original)
        for maker, reader in ((ours, theirs), (theirs, ours), (ours, ours)):
            access, refresh = maker.create_token("u1", ["read"], {"a": 1}, {"r": 2})

            def route(text: Any, token_data: Any, token_subject: Any, token_permissions: Any) -> Any:
                return token_data, token_subject, token_permissions

            self.assertEqual(reader.token_required(route)(text=access), ({"a": 1}, "u1", ["read"]))
            self.assertEqual(reader.permission_required("read")(route)(text=access)[1], "u1")
            if reader is ours:
                self.assertEqual(
                    ours.refresh(lambda text, refresh_data: refresh_data)(text=refresh), {"r": 2}
                )

    def test_the_same_refusals(self) -> None:
        other = ApoJWT(OTHER, 900, "here", ["us"]).create_token()
        issuer = ApoJWT(SECRET, 900, "there", ["us"]).create_token()
        audience = ApoJWT(SECRET, 900, "here", ["x"]).create_token()
        expired = ApoJWT(SECRET, -5, "here", ["us"]).create_token()
        for token in (other, issuer, audience, expired, "x", "a.b.c", None, ""):
            found = []
            for kind in (self.original, ApoJWT):
                with self.assertRaises(Exception) as caught:  # which, is compared below
                    self.pair(kind).token_required(lambda text: None)(text=token)
                found.append((type(caught.exception).__name__, str(caught.exception)))
            with self.subTest(token=token):
                self.assertEqual(*found)
