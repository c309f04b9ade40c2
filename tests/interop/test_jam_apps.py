"""Applications written for Jam 3.2 run with jamlite after their imports are renamed, and nothing else."""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
import types
import unittest
from typing import Any, ClassVar

from ..ext import servers
from ..ext.contract import ask
from ..support import ROOT, needs

FOLDER = os.path.join(ROOT, "tests", "interop", "jam_apps")
PACKAGE = os.environ.get("JAMLITE_JAM_APPS", "jamlite")  # "jam" runs them with Jam 3.2 itself


def load(name: str, sessions: str) -> types.ModuleType:
    """Return the module of an application whose imports of jam are renamed."""
    with open(os.path.join(FOLDER, f"{name}.py"), encoding="utf-8") as stream:
        source = stream.read()
    source, count = re.subn(r"(?m)^(from|import) jam\b", rf"\1 {PACKAGE}", source)
    if not count:
        raise AssertionError("the application does not import jam")
    module = types.ModuleType(f"jam_app_{name}")
    sys.modules[module.__name__] = module  # dataclasses look there
    exec(compile(source.replace('"SESSIONS"', repr(sessions)), name, "exec"), module.__dict__)
    return module


class _App:
    """What each application does, over HTTP."""

    name: ClassVar[str]
    serve: ClassVar[Any]
    header: ClassVar[str] = "Authorization"
    scheme: ClassVar[str] = "Bearer "
    shown: ClassVar[dict[str, str]] = {"name": "Alice"}

    @classmethod
    def setUpClass(cls: Any) -> None:
        needs(cls.name.partition("_")[0])
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.app = load(cls.name, os.path.join(folder.name, "sessions.json"))

    def test_tokens(self: Any) -> None:
        with type(self).serve(self.app.api) as base:
            token = json.loads(ask(base, "/login", method="POST").body)["token"]
            answer = ask(base, "/me", {self.header: self.scheme + token})
            self.assertEqual((answer.status, json.loads(answer.body)), (200, self.shown))
            self.assertEqual(ask(base, "/me").status, 401)

    def test_sessions(self: Any) -> None:
        with type(self).serve(self.app.pages) as base:
            answer = ask(base, "/login", method="POST")
            cookie = {"Cookie": answer.headers["set-cookie"].split(";")[0]}
            answer = ask(base, "/me", cookie)
            self.assertEqual((answer.status, json.loads(answer.body)), (200, {"name": "Alice"}))
            self.assertEqual(ask(base, "/me").status, 401)
            self.assertEqual(ask(base, "/logout", cookie, "POST").status, 200)
            self.assertEqual(ask(base, "/me", cookie).status, 401)


class Flask(_App, unittest.TestCase):
    name, serve = "flask_app", servers.wsgi
    shown: ClassVar[dict[str, str]] = {"sub": "alice", "role": "admin"}

    def test_update(self) -> None:
        with servers.wsgi(self.app.pages) as base:  # type: ignore[attr-defined]
            cookie = {"Cookie": ask(base, "/login", method="POST").headers["set-cookie"].split(";")[0]}
            self.assertEqual(ask(base, "/rename", cookie, "POST").status, 200)
            self.assertEqual(json.loads(ask(base, "/me", cookie).body), {"name": "Alicia"})
            self.assertEqual(ask(base, "/rename", {"Cookie": "sid=x"}, "POST").status, 401)


class Starlette(_App, unittest.TestCase):
    name, serve = "starlette_app", servers.asgi
    header, scheme = "X-Token", ""


class Litestar(_App, unittest.TestCase):
    name, serve = "litestar_app", servers.asgi


if __name__ == "__main__":
    unittest.main()
