"""Each framework's adapter in front of an API of another issuer: `via=ProtectedAPI`, one contract for all."""

from __future__ import annotations

import json
import subprocess
import sys
import unittest
from typing import Any

from jamlite.aio.oauth2 import ResourceServer as AsyncResourceServer
from jamlite.ext.protected_api import ProtectedAPI
from jamlite.oauth2 import ResourceServer

from ..ext.test_protected_auth import Answer, Contract, joined
from ..support import ROOT, needs


class Flask(Contract, unittest.TestCase):
    def setUp(self) -> None:
        needs("flask")

    def call(self, api: ProtectedAPI, path: str, headers: dict[str, str]) -> Answer:
        import flask

        from jamlite.ext.flask import JamAuth

        app = flask.Flask("app")
        auth = JamAuth(app, via=api)

        @app.get("/v1/things")
        @auth.permission_required("read")
        def things() -> Any:
            return {"sub": flask.g.principal.id}

        answer = app.test_client().get(path, headers=headers)
        return answer.status_code, joined(answer.headers.items()), json.loads(answer.data)


class Starlette(Contract, unittest.TestCase):
    kinds = (ResourceServer, AsyncResourceServer)

    def setUp(self) -> None:
        needs("starlette")

    def call(self, api: ProtectedAPI, path: str, headers: dict[str, str]) -> Answer:
        from starlette.applications import Starlette as Application
        from starlette.middleware import Middleware
        from starlette.responses import JSONResponse
        from starlette.routing import Route

        from jamlite.ext.starlette import AuthenticationMiddleware, JamAuthBackend

        async def things(request: Any) -> Any:
            judge = backend.authenticator
            refusal = judge.demand(
                request.state.outcome, await judge.permits_async(request.state.principal, "read")
            )
            if refusal is None:
                return JSONResponse({"sub": request.state.principal.id})
            return JSONResponse({}, refusal.status, refusal.named(content=False))

        backend = JamAuthBackend(None, via=api)
        app = Application(
            routes=[Route("/v1/things", things)],
            middleware=[Middleware(AuthenticationMiddleware, backend=backend, required=True)],
        )
        return asked(app, path, headers)


class FastAPI(Contract, unittest.TestCase):
    kinds = (ResourceServer, AsyncResourceServer)

    def setUp(self) -> None:
        needs("fastapi")

    def application(self, api: ProtectedAPI) -> Any:
        from fastapi import Depends, Request
        from fastapi import FastAPI as Application

        from jamlite.ext.fastapi import JamAuth

        auth = JamAuth(None, via=api)
        # Three depend on it; the proof of a bound token serves once all the same.
        app = Application(dependencies=[Depends(auth), Depends(auth.optional)])
        app.include_router(auth.router)

        async def things(request: Any) -> Any:
            return {"sub": request.state.principal.id}

        things.__annotations__["request"] = Request  # that of a local import is not found by FastAPI
        app.get("/v1/things", dependencies=[Depends(auth.require("read"))])(things)
        return app

    def call(self, api: ProtectedAPI, path: str, headers: dict[str, str]) -> Answer:
        return asked(self.application(api), path, headers)

    def test_the_documentation_names_both_schemes(self) -> None:
        for api in self.apis():
            found = self.application(api).openapi()["components"]["securitySchemes"]
            schemes = sorted((one["type"], one["scheme"]) for one in found.values())
            self.assertEqual(schemes, [("http", "bearer"), ("http", "dpop")])


class Litestar(Contract, unittest.TestCase):
    kinds = (ResourceServer, AsyncResourceServer)

    def setUp(self) -> None:
        needs("litestar")

    def call(self, api: ProtectedAPI, path: str, headers: dict[str, str]) -> Answer:
        from litestar import Litestar as Application
        from litestar import Request, get
        from litestar.testing import TestClient

        from jamlite import Jam
        from jamlite.ext.litestar import JamPlugin, permission_guard

        async def things(request: Request) -> dict[str, str]:
            return {"sub": request.user.id}

        things.__annotations__.update({"request": Request, "return": dict[str, str]})
        jam = Jam({})
        handler: Any = get("/v1/things", guards=[permission_guard(jam, "read")])(things)
        with TestClient(Application([handler], plugins=[JamPlugin(jam, via=api)])) as client:
            answer = client.get(path, headers=headers)
        return answer.status_code, joined(answer.headers.items()), answer.json()


class Django(unittest.TestCase):
    """In processes of their own, for Django's settings are made once."""

    def test_the_contract(self) -> None:
        needs("django")
        needs("rest_framework")
        for name, count in (
            ("Views", 6),
            ("AsynchronousViews", 6),
            ("RestFramework", 6),
            ("RestFrameworkRefuses", 6),
            ("Facades", 1),
        ):
            with self.subTest(name=name):
                command = [sys.executable, "-m", "unittest", f"tests.interop.django_protected.{name}"]
                done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
                self.assertEqual(done.returncode, 0, done.stderr[-5000:])
                self.assertIn(f"Ran {count} test", done.stderr)


def asked(app: Any, path: str, headers: dict[str, str]) -> Answer:
    from starlette.testclient import TestClient

    answer = TestClient(app).get(path, headers=headers)
    return answer.status_code, joined(answer.headers.items()), answer.json()


if __name__ == "__main__":
    unittest.main()
