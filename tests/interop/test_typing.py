"""mypy and pyright accept applications that are right, and find every mistake of those that are wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import unittest

from ..support import ROOT, needs

FRAMEWORKS = ("flask", "starlette", "fastapi", "litestar", "django")
FOLDER = os.path.join("tests", "typing")
RIGHT = [os.path.join(FOLDER, name) for name in ("right.py", "adapters_right.py")]
WRONG = [os.path.join(FOLDER, name) for name in ("wrong.py", "adapters_wrong.py")]


def marked(path: str) -> set[int]:
    """Return the numbers of the lines that are wrong on purpose."""
    with open(os.path.join(ROOT, path), encoding="utf-8") as stream:
        return {number for number, line in enumerate(stream, 1) if line.rstrip().endswith("# wrong")}


def asks_the_table(module: str) -> bool:
    """Tell whether a module asks for names that it does not have, in the sight of checkers too."""
    path = os.path.join(ROOT, *module.split("."))
    path = os.path.join(path, "__init__") if os.path.isdir(path) else path
    if os.path.exists(f"{path}.pyi") or not os.path.exists(f"{path}.py"):
        return not os.path.exists(f"{path}.pyi")  # a module that only the table has
    with open(f"{path}.py", encoding="utf-8") as stream:
        text = stream.read()
    return "\n__getattr__ = alias(__name__)" in text or "\ndef __getattr__(" in text


class Checkers(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls) -> None:
        for framework in FRAMEWORKS:
            needs(framework)

    def judge(self, found: dict[str, dict[int, str]]) -> None:
        for path in RIGHT:
            self.assertEqual(found.get(path, {}), {}, path)
        for path in WRONG:
            wrong, mistakes = marked(path), found.get(path, {})
            self.assertGreater(len(wrong), 20)
            self.assertEqual({line: text for line, text in mistakes.items() if line not in wrong}, {}, path)
            self.assertEqual(sorted(wrong - mistakes.keys()), [], f"{path}: these mistakes were not found")

    def test_mypy(self) -> None:
        needs("mypy")
        command = [
            sys.executable,
            "-m",
            "mypy",
            "--strict",
            "--no-error-summary",
            "--config-file=",
            "--output=json",
            "--disable-error-code=import-untyped",  # of Django
        ]
        with tempfile.TemporaryDirectory() as cache:
            command += [f"--cache-dir={cache}", "--follow-imports=silent", *RIGHT, *WRONG]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        found: dict[str, dict[int, str]] = {}
        for line in done.stdout.splitlines():
            error = json.loads(line)
            found.setdefault(error["file"], {})[error["line"]] = error["message"]
        self.judge(found)

    def test_pyright(self) -> None:
        needs("pyright")
        command = [sys.executable, "-m", "pyright", "--outputjson", f"--pythonpath={sys.executable}"]
        command += [*RIGHT, *WRONG]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        found: dict[str, dict[int, str]] = {}
        for error in json.loads(done.stdout[done.stdout.index("{") :])["generalDiagnostics"]:
            if error["severity"] == "error":
                file = os.path.relpath(error["file"], ROOT)
                found.setdefault(file, {})[error["range"]["start"]["line"] + 1] = error["message"]
        self.judge(found)

    def test_pyright_knows_every_public_name_and_no_other(self) -> None:
        needs("pyright")
        with open(os.path.join(ROOT, "tests", "public_names.json"), encoding="utf-8") as stream:
            public = json.load(stream)
        pairs = {*map(tuple, public["jam"])}
        pairs |= {(module, name) for module, names in public["names"].items() for name in names}
        self.assertGreater(len(pairs), 500)
        strict = {module for module, _ in pairs if not asks_the_table(module)}
        self.assertGreater(len(strict), 70)
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "imports.py")
            with open(path, "w", encoding="utf-8") as stream:
                for number, (module, name) in enumerate(sorted(pairs)):
                    print(f"from {module} import {name} as name_{number}", file=stream)
                for module in sorted(strict):
                    print(f"from {module} import no_such_name", file=stream)
            command = [sys.executable, "-m", "pyright", "--outputjson", f"--pythonpath={sys.executable}"]
            done = subprocess.run([*command, path], cwd=ROOT, capture_output=True, text=True, check=False)
        found = json.loads(done.stdout[done.stdout.index("{") :])["generalDiagnostics"]
        lines = [error["range"]["start"]["line"] for error in found if error["severity"] == "error"]
        self.assertEqual(sorted(lines), [*range(len(pairs), len(pairs) + len(strict))])


if __name__ == "__main__":
    unittest.main()
