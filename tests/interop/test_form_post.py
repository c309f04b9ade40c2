"""Callbacks that a provider has the browser post: read whatever the framework did with the body.

Each framework reads the form in the ways its users do - not at all, before the view, by parameters of the
handler - and every login must end. The facades are the synchronous and the asynchronous one.
"""

from __future__ import annotations

import json
import unittest
from typing import Any
from urllib.parse import parse_qs, urlsplit

from jamlite import Jam
from jamlite.aio import Jam as AsyncJam
from jamlite.exceptions import JamOAuth2CallbackError
from jamlite.oauth2 import Response

from ..support import needs

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
CONFIG = {
    "session": {"session_type": "memory"},
    "oauth2": {
        "idp": {
            "client_id": "id",
            "client_secret": "secret",
            "auth_url": "https://login.example/authorize",
            "token_url": "https://login.example/token",
            "redirect_url": "https://me.example/back",
        }
    },
}
ANSWER = Response(200, {"content-type": "application/json"}, b'{"access_token":"t","token_type":"Bearer"}')


def facade(asynchronous: bool = False) -> Any:
    """Return a facade whose provider answers every token request."""
    jam: Any = AsyncJam(CONFIG) if asynchronous else Jam(CONFIG)

    async def awaited(_: Any) -> Response:
        return ANSWER

    jam.oauth2["idp"]._transport = awaited if asynchronous else lambda _: ANSWER
    return jam


def answered(began: tuple[str, Any]) -> tuple[str, dict[str, str]]:
    """Return the form that the provider has a browser post, and the headers of that request."""
    url, headers = began
    state = parse_qs(urlsplit(url).query)["state"][0]
    cookie = headers["Set-Cookie"].split(";")[0]
    return f"state={state}&code=a+b%26c", {**FORM, "Cookie": cookie, "Sec-Fetch-Site": "cross-site"}


class Flask(unittest.TestCase):
    def setUp(self) -> None:
        needs("flask")

    def test_whatever_was_read_before(self) -> None:
        import flask

        from jamlite.ext.flask import JamAuth, OAuth2Login, WSGIRequest

        jam = facade()
        login = OAuth2Login(jam, "idp")
        for guarded in (False, True):
            app = flask.Flask("app")
            app.testing = True
            if guarded:
                JamAuth(app, jam=jam, via="session")

            @app.post("/back/<way>/<shown>")
            def back(way: str, shown: str) -> Any:
                if way == "form":
                    flask.request.form.get("state")
                elif way == "data":
                    flask.request.get_data()
                elif way == "values":
                    flask.request.values.get("state")
                given = flask.request if shown == "own" else WSGIRequest(flask.request.environ)
                again = flask.request.form["code"]
                return {"token": login.finish(given)["access_token"], "code": again}

            for way in ("none", "form", "data", "values"):
                for shown in ("own", "environ"):
                    with self.subTest(way=way, shown=shown, guarded=guarded):
                        form, headers = answered(login.begin(["read"], response_mode="form_post"))
                        answer = app.test_client(use_cookies=False).post(
                            f"/back/{way}/{shown}", data=form, headers=headers
                        )
                        self.assertEqual(answer.json, {"token": "t", "code": "a b&c"}, answer.text)


class Django(unittest.TestCase):
    """In a process of its own, for Django's settings are made once."""

    SCRIPT = """
import asyncio, json, sys
import django
from django.conf import settings
settings.configure(SECRET_KEY="x", ALLOWED_HOSTS=["*"], ROOT_URLCONF="__main__", JAM=None,
    JAM_AUTH={"via": "session"},
    MIDDLEWARE=["jamlite.ext.django.JamMiddleware", "django.middleware.csrf.CsrfViewMiddleware"])
from tests.interop.test_form_post import answered, facade
from jamlite.ext.django import OAuth2Login, SessionLogin, WSGIRequest, csrf, login_required
settings.JAM = facade()
django.setup()
from django.http import JsonResponse
from django.test import AsyncClient, Client
from django.urls import path
login, session = OAuth2Login(settings.JAM, "idp"), SessionLogin(settings.JAM)

def back(request, way="none"):
    if way == "post":
        request.POST.get("state")
    elif way == "body":
        len(request.body)
    given = WSGIRequest(request.META) if request.GET.get("plain") else request
    return JsonResponse({"token": login.finish(given)["access_token"], "code": request.POST["code"]})

async def back_async(request):
    return back(request, "post")

def other(request):
    return JsonResponse({})

urlpatterns = [path("back", back), path("post/back", back, {"way": "post"}),
    path("body/back", back, {"way": "body"}), path("async/back", back_async), path("other", other)]
found = []
for where in ("/back", "/post/back", "/body/back", "/async/back"):
    settings.JAM.oauth2["idp"].redirect_url = "https://me.example" + where
    login = OAuth2Login(settings.JAM, "idp")
    for plain in ("", "?plain=1"):
        for make in (Client, AsyncClient):
            form, headers = answered(login.begin(["read"], response_mode="form_post"))
            client = make(enforce_csrf_checks=True)
            client.cookies.load(headers["Cookie"])
            sent = {"data": form, "content_type": headers["Content-Type"],
                    "headers": {"Sec-Fetch-Site": "cross-site"}}
            answer = client.post(where + plain, **sent)
            answer = asyncio.run(answer) if make is AsyncClient else answer
            found.append([where + plain, make.__name__, answer.status_code, answer.content.decode()])
form, headers = answered(login.begin(["read"], response_mode="form_post"))
sent = {"data": form, "content_type": headers["Content-Type"], "headers": {"Cookie": headers["Cookie"]}}
refused = Client(enforce_csrf_checks=True).post("/other", **sent).status_code
print(json.dumps([found, refused]))
"""

    def test_whatever_was_read_before_and_djangos_own_guard(self) -> None:
        import subprocess
        import sys

        from ..support import ROOT

        needs("django")
        done = subprocess.run(
            [sys.executable, "-c", self.SCRIPT], cwd=ROOT, capture_output=True, text=True, check=False
        )
        self.assertEqual(done.returncode, 0, done.stderr[-3000:])
        found, refused = json.loads(done.stdout)
        self.assertEqual(len(found), 16)
        for where, client, status, body in found:
            with self.subTest(where=where, client=client):
                self.assertEqual((status, json.loads(body)), (200, {"token": "t", "code": "a b&c"}))
        self.assertEqual(refused, 403)  # Django's guard stands before every other view


class Starlette(unittest.TestCase):
    def setUp(self) -> None:
        needs("starlette")

    def test_whatever_was_read_before(self) -> None:
        import asyncio

        from starlette.applications import Starlette as Application
        from starlette.middleware import Middleware
        from starlette.responses import JSONResponse
        from starlette.routing import Route
        from starlette.testclient import TestClient

        from jamlite.ext.starlette import ASGIRequest, AuthenticationMiddleware, JamAuthBackend, OAuth2Login

        jam = facade(asynchronous=True)
        login: Any = OAuth2Login(jam, "idp")

        async def back(request: Any) -> Any:
            way, shown = request.query_params["way"], request.query_params["shown"]
            if way == "form":
                await request.form()
            elif way == "body":
                await request.body()
            given = {"own": request, "ours": ASGIRequest(request), "scope": ASGIRequest(request.scope)}[shown]
            tokens = await login.finish(given)
            return JSONResponse({"token": tokens["access_token"], "code": (await request.form())["code"]})

        guard = [Middleware(AuthenticationMiddleware, backend=JamAuthBackend(jam, via="session"))]
        for guarded in (False, True):
            app = Application(
                routes=[Route("/back", back, methods=["POST"])], middleware=guard if guarded else []
            )
            client = TestClient(app)
            for way in ("none", "form", "body"):
                for shown in ("own", "ours", "scope") if guarded else ("own", "ours"):
                    with self.subTest(way=way, shown=shown, guarded=guarded):
                        began = asyncio.run(login.begin(["read"], response_mode="form_post"))
                        form, headers = answered(began)
                        answer = client.post(f"/back?way={way}&shown={shown}", content=form, headers=headers)
                        self.assertEqual(answer.json(), {"token": "t", "code": "a b&c"}, answer.text)

    def test_the_synchronous_facade(self) -> None:
        """It reads what the middleware has read ahead, or the framework keeps; else it says what to do."""
        from starlette.applications import Starlette as Application
        from starlette.middleware import Middleware
        from starlette.responses import JSONResponse
        from starlette.routing import Route
        from starlette.testclient import TestClient

        from jamlite.exceptions import JamConfigurationError
        from jamlite.ext.starlette import AuthenticationMiddleware, JamAuthBackend, OAuth2Login

        jam = facade()
        login = OAuth2Login(jam, "idp")

        async def back(request: Any) -> Any:
            if "form" in request.query_params:
                await request.form()
            return JSONResponse({"token": login.finish(request)["access_token"]})

        def in_a_thread(request: Any) -> Any:  # Starlette runs it in a worker thread
            return JSONResponse({"token": login.finish(request)["access_token"]})

        def post(path: str, middleware: Any = ()) -> Any:
            routes = [
                Route("/back", back, methods=["POST"]),
                Route("/x/back", in_a_thread, methods=["POST"]),
            ]
            app = Application(routes=routes, middleware=list(middleware))
            form, headers = answered(login.begin(["read"], response_mode="form_post"))
            return TestClient(app).post(path, content=form, headers=headers).json()

        guard = [Middleware(AuthenticationMiddleware, backend=JamAuthBackend(jam, via="session"))]
        self.assertEqual(post("/back", guard), {"token": "t"})
        self.assertEqual(post("/back?form=1"), {"token": "t"})
        with self.assertRaisesRegex(JamConfigurationError, r"form=await request.form\(\)"):
            post("/back")  # nobody has read it, and nobody can wait for it
        self.assertEqual(post("/x/back"), {"token": "t"})
        self.assertEqual(post("/x/back", guard), {"token": "t"})  # not the path of redirect_url
        jam.oauth2["idp"].redirect_url = "https://me.example/x/back"
        login = OAuth2Login(jam, "idp")
        self.assertEqual(post("/x/back", guard), {"token": "t"})


class FastAPI(unittest.TestCase):
    def test_by_request_and_by_parameters(self) -> None:
        import asyncio

        needs("fastapi")
        from fastapi import Depends, Form, Request
        from fastapi import FastAPI as Application
        from fastapi.testclient import TestClient

        from jamlite.ext.fastapi import ASGIRequest, JamAuth, OAuth2Login

        jam = facade(asynchronous=True)
        login: Any = OAuth2Login(jam, "idp")
        auth = JamAuth(jam, via="session")
        app = Application(dependencies=[Depends(auth.csrf), Depends(auth.optional)])

        async def back(request: Request) -> Any:
            return {"token": (await login.finish(request))["access_token"]}

        async def by_parameters(request: Request, code: str = Form()) -> Any:
            return {"token": (await login.finish(request))["access_token"], "code": code}

        async def by_scope(request: Request) -> Any:
            return {"token": (await login.finish(ASGIRequest(request.scope)))["access_token"]}

        # Annotations that name local classes are not found by FastAPI.
        for one in (back, by_parameters, by_scope):
            one.__annotations__["request"] = Request
        by_parameters.__annotations__["code"] = str
        app.post("/back")(back)
        app.post("/parameters/back")(by_parameters)
        app.post("/scope/back")(by_scope)
        client = TestClient(app)
        both = {"token": "t", "code": "a b&c"}
        for path, found in (
            ("/back", {"token": "t"}),
            ("/scope/back", {"token": "t"}),
            ("/parameters/back", both),
        ):
            jam.oauth2["idp"].redirect_url = f"https://me.example{path}"
            login = OAuth2Login(jam, "idp")
            form, headers = answered(asyncio.run(login.begin(["read"], response_mode="form_post")))
            answer = client.post(path, content=form, headers=headers)
            self.assertEqual(answer.json(), found)
        # Everywhere else the guard of the application stands, and without the cookie of a login here, too.
        self.assertEqual(client.post("/x/back", content=form, headers=headers).status_code, 404)
        for change in ({"Cookie": "a=b"}, {"Content-Type": "text/plain"}):
            answer = client.post("/back", content=form, headers={**headers, **change})
            self.assertEqual(answer.status_code, 403)

    def test_the_synchronous_facade(self) -> None:
        """A dependency reads ahead, a plain function waits in its worker thread."""
        needs("fastapi")
        from fastapi import Depends, Form, Request
        from fastapi import FastAPI as Application
        from fastapi.testclient import TestClient

        from jamlite.exceptions import JamConfigurationError
        from jamlite.ext.fastapi import JamAuth, OAuth2Login

        jam = facade()
        login = OAuth2Login(jam, "idp")

        async def waits(request: Request) -> Any:
            return {"token": login.finish(request)["access_token"], "code": (await request.form())["code"]}

        def plain(request: Request) -> Any:
            return {"token": login.finish(request)["access_token"], "code": "a b&c"}

        async def waits_with(request: Request, code: str = Form()) -> Any:
            return {"token": login.finish(request)["access_token"], "code": code}

        def plain_with(request: Request, code: str = Form()) -> Any:
            return {"token": login.finish(request)["access_token"], "code": code}

        for one in (waits, plain, waits_with, plain_with):
            one.__annotations__["request"] = Request
        for guarded in (True, False):
            dependencies = [Depends(JamAuth(jam, via="session").optional)] if guarded else []
            for handler in (waits, plain, waits_with, plain_with):
                app = Application(dependencies=dependencies)
                app.post("/back")(handler)
                form, headers = answered(login.begin(["read"], response_mode="form_post"))
                client = TestClient(app)
                with self.subTest(handler=handler.__name__, guarded=guarded):
                    if handler is waits and not guarded:
                        with self.assertRaises(JamConfigurationError):
                            client.post("/back", content=form, headers=headers)
                        continue
                    answer = client.post("/back", content=form, headers=headers)
                    self.assertEqual(answer.json(), {"token": "t", "code": "a b&c"}, answer.text)
        # What is too long is not read ahead.
        app = Application(dependencies=[Depends(JamAuth(jam, via="session").optional)])
        app.post("/back")(plain)
        form, headers = answered(login.begin(["read"], response_mode="form_post"))
        for size in (1 << 16, 200_000):
            with self.subTest(size=size), self.assertRaises(JamOAuth2CallbackError):
                TestClient(app).post("/back", content=form + "&x=" + "y" * size, headers=headers)

    def test_a_proxy_that_takes_a_prefix_away(self) -> None:
        """The server knows the prefix, the path has none: the callback is known, `next` leads back."""
        needs("fastapi")
        from fastapi import Depends
        from fastapi import FastAPI as Application
        from fastapi.testclient import TestClient

        from jamlite.ext.fastapi import JamAuth, OAuth2Login

        jam = facade()
        jam.oauth2["idp"].redirect_url = "https://me.example/api/v1/back"
        login = OAuth2Login(jam, "idp")
        auth = JamAuth(jam, via="session", login_url="/api/v1/login")
        app = Application()
        app.post("/back", dependencies=[Depends(auth.csrf)])(lambda: {"passed": True})
        app.get("/orders", dependencies=[Depends(auth)])(lambda: None)
        form, headers = answered(login.begin(["read"], response_mode="form_post"))
        for path in ("/back", "/api/v1/back"):  # some proxies leave the prefix where it is
            answer = TestClient(app, root_path="/api/v1").post(path, content=form, headers=headers)
            self.assertEqual(answer.json(), {"passed": True})
        page = {"Accept": "text/html"}
        answer = TestClient(app, root_path="/api/v1").get("/orders?a=1", headers=page, follow_redirects=False)
        self.assertEqual(answer.headers["Location"], "/api/v1/login?next=%2Fapi%2Fv1%2Forders%3Fa%3D1")


class Litestar(unittest.TestCase):
    def test_by_request_and_by_data(self) -> None:
        import asyncio

        needs("litestar")
        from litestar import Litestar as Application
        from litestar import Request, post
        from litestar.enums import RequestEncodingType
        from litestar.params import Body
        from litestar.testing import TestClient

        from jamlite.ext.litestar import ASGIRequest, JamPlugin, OAuth2Login

        jam = facade(asynchronous=True)
        login: Any = OAuth2Login(jam, "idp")

        async def back(request: Request) -> dict[str, str]:
            return {"token": (await login.finish(request))["access_token"]}

        async def by_scope(request: Request) -> dict[str, str]:
            return {"token": (await login.finish(ASGIRequest(request.scope)))["access_token"]}

        async def by_data(request: Request, data: dict[str, str]) -> dict[str, str]:
            return {"token": (await login.finish(request))["access_token"], "code": data["code"]}

        for one in (back, by_scope, by_data):  # annotations that name local classes are not found by Litestar
            one.__annotations__.update({"request": Request, "return": dict[str, str]})
        by_data.__annotations__["data"] = dict[str, str]
        by_data.__defaults__ = (Body(media_type=RequestEncodingType.URL_ENCODED),)
        handlers: list[Any] = [post("/back")(back), post("/data/back")(by_data)]
        scoped: Any = post("/scope/back")(by_scope)
        for plugins in ([], [JamPlugin(jam, via="session")]):
            app = Application([*handlers, scoped], plugins=plugins)
            with TestClient(app) as client:
                for path in ("/back", "/data/back", *(["/scope/back"] if plugins else [])):
                    with self.subTest(path=path, plugins=bool(plugins)):
                        jam.oauth2["idp"].redirect_url = f"https://me.example{path}"
                        login = OAuth2Login(jam, "idp")
                        form, headers = answered(
                            asyncio.run(login.begin(["read"], response_mode="form_post"))
                        )
                        answer = client.post(path, content=form, headers=headers)
                        self.assertEqual(
                            (answer.status_code, answer.json()["token"]), (201, "t"), answer.text
                        )


if __name__ == "__main__":
    unittest.main()
