"""The adapters load without their frameworks, import them only when used, and say which one is missing."""

from __future__ import annotations

import importlib
import subprocess
import sys
import unittest
from unittest import mock

from jamlite.exceptions.base import JamConfigurationError

from ..support import ROOT
from .contract import SECRET, make_jam

ADAPTERS = ("asgi", "django", "fastapi", "flask", "litestar", "starlette", "wsgi")
FRAMEWORKS = ("django", "fastapi", "flask", "litestar", "starlette", "asgiref", "werkzeug")
CONFIG = {"jose": {"jwt": {"alg": "HS256", "secret_key": SECRET}}}
LOADED = f"""
import importlib, sys
for name in {ADAPTERS!r}:
    module = importlib.import_module("jamlite.ext." + name)
    for public in module.__all__:
        getattr(module, public)
print([name for name in {FRAMEWORKS!r} if name in sys.modules])
"""


class Absent(unittest.TestCase):
    def test_loading_an_adapter_imports_no_framework(self) -> None:
        done = subprocess.run(
            [sys.executable, "-c", LOADED], cwd=ROOT, capture_output=True, text=True, check=True
        )
        self.assertEqual(done.stdout.strip(), "[]")

    def test_the_error_names_the_package(self) -> None:
        jam = make_jam()
        for name, use in (
            ("flask", lambda adapter: adapter.JWTExtension(None, CONFIG, header_name="Authorization")),
            ("flask", lambda adapter: adapter.JamAuth(jam=jam)),
            ("flask", lambda adapter: adapter.OAuth2Extension(None, CONFIG)),
            ("starlette", lambda adapter: adapter.JWTBackend(CONFIG, header_name="Authorization")),
            ("fastapi", lambda adapter: adapter.JamAuth(jam)),
            ("litestar", lambda adapter: adapter.JamPlugin(jam)),
            ("litestar", lambda adapter: adapter.OAuth2Plugin(CONFIG)),
            ("django", lambda adapter: adapter.JamMiddleware(lambda request: None)),
            ("django", lambda adapter: adapter.get_jam()),
        ):
            adapter = importlib.import_module(f"jamlite.ext.{name}")
            hidden = {module: None for module in (*sys.modules, name) if module.partition(".")[0] == name}
            hidden.update(dict.fromkeys(_submodules(name)))
            gone = mock.patch.dict(sys.modules, hidden)
            missing = self.assertRaisesRegex(JamConfigurationError, f"package {name},")
            with self.subTest(name), gone, missing:
                use(adapter)


def _submodules(name: str) -> list[str]:
    return [f"{name}.{part}" for part in ("authentication", "conf", "contrib.auth", "security", "di")]


if __name__ == "__main__":
    unittest.main()
