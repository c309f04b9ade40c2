"""Every example of the README and of the docstrings runs, and its table says what vectors/ holds."""

from __future__ import annotations

import doctest
import importlib
import os
import pkgutil
import re
import subprocess
import sys
import tempfile
import unittest

import jamlite

from .support import ROOT
from .tools import readme_table

with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as stream:
    README = stream.read()


def blocks(language: str) -> list[tuple[int, str]]:
    """Return (line, text) of each fenced block of a language."""
    found = re.finditer(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    return [(README.count("\n", 0, match.start()) + 1, match.group(1)) for match in found]


class Readme(unittest.TestCase):
    def run_in_a_new_folder(self, command: list[str], folder: str, line: int) -> None:
        environment = {**os.environ, "PYTHONPATH": ROOT, "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        self.assertEqual(done.returncode, 0, f"README.md:{line}\n{done.stdout}")

    def test_python_examples(self) -> None:
        examples = blocks("python")
        self.assertGreater(len(examples), 2)
        with tempfile.TemporaryDirectory() as folder:
            for line, text in examples:
                with self.subTest(line=line):
                    self.run_in_a_new_folder([sys.executable, "-W", "error", "-c", text], folder, line)

    def test_commands(self) -> None:
        """Each line "$ python3 -m jamlite ..." of a console block succeeds, in order, in one folder."""
        ran = 0
        for line, text in blocks("console"):
            with tempfile.TemporaryDirectory() as folder:
                for command in re.findall(r"^\$ (.*)$", text, re.MULTILINE):
                    if command in MAIN_COMMANDS:
                        continue  # these two are what CI begins with
                    ran += 1
                    shell = command.replace("python3", sys.executable)
                    with self.subTest(line=line, command=command):
                        self.run_in_a_new_folder(["sh", "-c", shell], folder, line)
        self.assertGreater(ran, 2)

    def test_the_first_command_is_the_main_job(self) -> None:
        commands = re.findall(r"^\$ (.*)$", README, re.MULTILINE)
        self.assertEqual(tuple(commands[:2]), MAIN_COMMANDS)

    def test_the_tables_say_what_the_vectors_hold(self) -> None:
        for name, mark, table in readme_table.TABLES:
            wanted = readme_table.block(mark, table())
            with self.subTest(mark=mark), open(os.path.join(ROOT, name), encoding="utf-8") as stream:
                self.assertTrue(wanted in stream.read(), "run python3 -m tests.tools.readme_table")

    def test_the_examples_of_frameworks_are_short(self) -> None:
        found = re.findall(r"^```python ([a-z-]+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
        self.assertGreater(len(found), 8)
        for name, text in found:
            lines = [line for line in text.splitlines() if line.strip()]
            with self.subTest(name=name):
                self.assertLessEqual(len(lines), 15)
                self.assertLess(max(map(len, lines)), 120)

    def test_links_inside_the_repository(self) -> None:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", README):
            self.assertTrue(os.path.exists(os.path.join(ROOT, target)), target)


MAIN_COMMANDS = ("python3 -m jamlite conformance", "python3 -m unittest")


class Docstrings(unittest.TestCase):
    def test_examples_in_docstrings(self) -> None:
        for module in pkgutil.walk_packages(jamlite.__path__, "jamlite."):
            path = os.path.join(ROOT, *module.name.split("."))
            source = f"{path}.py" if os.path.exists(f"{path}.py") else os.path.join(path, "__init__.py")
            with open(source, encoding="utf-8") as stream:
                if ">>>" not in stream.read():
                    continue
            with self.subTest(module=module.name):
                self.assertEqual(doctest.testmod(importlib.import_module(module.name)).failed, 0)


if __name__ == "__main__":
    unittest.main()
