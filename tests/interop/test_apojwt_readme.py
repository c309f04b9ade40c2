"""The examples of ApoJWT's README with real Flask and FastAPI; what changes is the import.

In the README some constructors lack the name of the class; it stands here. Its Flask example with a
template says "fastapi"; here it says "flask".
"""

import unittest
from typing import Any, Optional, Union

from jamlite.compat.apojwt import ApoJWT

from ..support import needs

flask = needs("flask")
fastapi = needs("fastapi")
testclient = needs("fastapi.testclient")

SECRET = "correct horse battery staple 1234567890"
OTHER = "another secret of a good length 0123456789"
Body, Cookie, Header, HTTPException = fastapi.Body, fastapi.Cookie, fastapi.Header, fastapi.HTTPException
request, abort = flask.request, flask.abort


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


class Flask(unittest.TestCase):
    def setUp(self) -> None:
        self.app = flask.Flask("app")
        self.client = self.app.test_client(use_cookies=False)

    def test_a_token_finder_and_an_exception_handler(self) -> None:
        app = self.app
        token_finder = lambda: request.headers["Authorization"].replace("Bearer ", "")  # noqa: E731

        def exception_handler(code: int, msg: str):  # type: ignore[no-untyped-def]
            abort(code, msg)

        ajwt = ApoJWT(SECRET, iss="issuer", token_finder=token_finder, exception_handler=exception_handler)

        @app.route("/some/endpoint", methods=["GET"])
        @ajwt.permission_required("permission")
        def some_endpoint(token_data: dict, token_subject: str):  # type: ignore[no-untyped-def, type-arg]
            return {"data": token_data, "subject": token_subject}

        token = ajwt.create_token(sub="user_id_1", permissions=["permission"], data=dict(a=1))  # noqa: C408
        answer = self.client.get("/some/endpoint", headers=bearer(token))
        self.assertEqual(answer.json, {"data": {"a": 1}, "subject": "user_id_1"})
        self.assertEqual(self.client.get("/some/endpoint").status_code, 401)
        other = ajwt.create_token(sub="user_id_1", permissions=["other"])
        self.assertEqual(self.client.get("/some/endpoint", headers=bearer(other)).status_code, 403)

    def test_the_template_and_refresh(self) -> None:
        app = self.app
        ajwt = ApoJWT(SECRET, iss="issuer", template="flask")
        ajwt.config_refresh(OTHER, refresh_finder=lambda: request.cookies.get("refresh_token"))

        @app.route("/some/endpoint", methods=["GET"])
        @ajwt.token_required
        def some_endpoint():  # type: ignore[no-untyped-def]
            return "here"

        @app.route("/refresh")
        @ajwt.refresh
        def refresh(refresh_data: dict):  # type: ignore[no-untyped-def, type-arg]
            user_id = refresh_data["user_id"]
            access_token, _ = ajwt.create_token(sub=user_id, refresh_data={"user_id": user_id})
            return access_token

        access, refresh_token = ajwt.create_token(sub="user_id_1", refresh_data={"user_id": "user_id_1"})
        self.assertEqual(self.client.get("/some/endpoint", headers=bearer(access)).text, "here")
        again = self.client.get("/refresh", headers={"Cookie": f"refresh_token={refresh_token}"}).text
        self.assertEqual(self.client.get("/some/endpoint", headers=bearer(again)).text, "here")
        self.assertEqual(self.client.get("/refresh").status_code, 401)


class FastAPI(unittest.TestCase):
    def setUp(self) -> None:
        self.app = fastapi.FastAPI()
        self.client = testclient.TestClient(self.app)

    def check_names(self, *names: str) -> None:
        schema = self.client.get("/openapi.json").text
        for name in names:
            self.assertNotIn(name, schema)

    def test_a_token_finder_and_an_exception_handler(self) -> None:
        app = self.app
        token_finder = lambda **kwargs: kwargs["Authorization"].replace("Bearer ", "")  # noqa: E731

        def exception_handler(code: int, msg: str, *args, **kwargs):  # type: ignore[no-untyped-def]
            raise HTTPException(status_code=code, detail=msg)

        ajwt = ApoJWT(
            SECRET,
            iss="issuer",
            async_framework=True,
            token_finder=token_finder,
            exception_handler=exception_handler,
        )

        @app.get("/some/endpoint")
        @ajwt.token_required
        def some_endpoint(  # type: ignore[no-untyped-def]
            authorization=Header(None),  # noqa: B008 - required
            token_data: Optional[dict] = Body(None),  # type: ignore[type-arg]  # noqa: B008
            token_subject: Optional[str] = Body(None),
        ):
            return {"data": token_data, "subject": token_subject}

        token = ajwt.create_token(sub="user_id_1", data={"a": 1})
        answer = self.client.get("/some/endpoint", headers=bearer(token))
        self.assertEqual(answer.json(), {"data": {"a": 1}, "subject": "user_id_1"})
        self.assertEqual(self.client.get("/some/endpoint").status_code, 401)
        self.check_names("token_data", "token_subject")

    def test_the_template_on_routes_that_declare_nothing(self) -> None:
        app = self.app
        ajwt = ApoJWT(SECRET, iss="issuer", template="fastapi")
        ajwt.config_refresh(OTHER)

        @app.get("/sync")
        @ajwt.permission_required("permission")
        def some_endpoint():  # type: ignore[no-untyped-def]
            return "here"

        @app.get("/async/{number}")
        @ajwt.token_required
        async def another(number: int, token_subject: str, q: Optional[str] = None):  # type: ignore[no-untyped-def]
            return [number, token_subject, q]

        @app.get("/refresh")
        @ajwt.refresh
        def refresh(refresh_data: dict):  # type: ignore[no-untyped-def, type-arg]
            user_id = refresh_data["user_id"]
            ref_data = {"user_id": user_id}
            access_token, _ = ajwt.create_token(
                sub=user_id, permissions=["permission"], refresh_data=ref_data
            )
            return access_token

        @app.get("/twice")
        @ajwt.token_required
        @ajwt.permission_required("permission")
        async def twice(request: fastapi.Request, token_subject: str):  # type: ignore[no-untyped-def, name-defined]
            return [str(request.url.path), token_subject]

        access, refresh_token = ajwt.create_token("user_id_1", ["permission"], {}, {"user_id": "user_id_1"})
        self.assertEqual(self.client.get("/sync", headers=bearer(access)).json(), "here")
        found = self.client.get("/async/7?q=x&token_subject=root", headers=bearer(access))
        self.assertEqual(found.json(), [7, "user_id_1", "x"])
        self.assertEqual(self.client.get("/async/x", headers=bearer(access)).status_code, 422)
        self.assertEqual(self.client.get("/twice", headers=bearer(access)).json(), ["/twice", "user_id_1"])
        again = self.client.get("/refresh", headers={"Cookie": f"refresh_token={refresh_token}"}).json()
        self.assertEqual(self.client.get("/sync", headers=bearer(again)).json(), "here")
        for path in ("/sync", "/async/7", "/refresh", "/twice"):
            self.assertEqual(self.client.get(path).status_code, 401)
        self.check_names("jamlite_request", "refresh_data", "token_subject")

    def test_a_refresh_finder_with_a_cookie_that_no_route_declares(self) -> None:
        app = self.app
        ajwt = ApoJWT(SECRET, iss="issuer", template="fastapi")

        def refresh_finder(refresh_token: Union[str, None] = Cookie(default=None)):  # type: ignore[no-untyped-def]
            return refresh_token

        ajwt.config_refresh(OTHER, refresh_finder=refresh_finder)
        seen = []

        def own() -> str:
            seen.append("dependency")
            return "mine"

        @app.get("/refresh")
        @ajwt.refresh
        async def refresh(refresh_data: dict, own: str = fastapi.Depends(own)):  # type: ignore[no-untyped-def, type-arg]
            return [refresh_data["user_id"], own]

        _, token = ajwt.create_token(refresh_data={"user_id": "user_id_1"})
        answer = self.client.get("/refresh", headers={"Cookie": f"refresh_token={token}"})
        self.assertEqual((answer.json(), seen), (["user_id_1", "mine"], ["dependency"]))
        self.assertEqual(self.client.get("/refresh").status_code, 401)
        self.assertIn("refresh_token", self.client.get("/openapi.json").text)  # the cookie is part of the API
        self.check_names("refresh_data")


class CreatingTokens(unittest.TestCase):
    def test_all_arguments_are_optional(self) -> None:
        ajwt = ApoJWT(SECRET, iss="issuer", token_finder=lambda: "")
        data: Any = {"k": 1}
        self.assertIsInstance(ajwt.create_token(), str)
        self.assertIsInstance(ajwt.create_token(sub="user_id_1", permissions=["p"], data=data), str)
        ajwt.config_refresh(OTHER, refresh_finder=lambda: "")
        self.assertEqual(len(ajwt.create_token(sub="user_id_1", data=data, refresh_data=data)), 2)


if __name__ == "__main__":
    unittest.main()
