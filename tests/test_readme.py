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
from concurrent.futures import ThreadPoolExecutor

import jamlite

from .beside import beside
from .support import ROOT
from .tools import readme_table

with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as stream:
    README = stream.read()


AT_ONCE = 2  # processes side by side


def blocks(language: str) -> list[tuple[int, str]]:
    """Return (line, text) of each fenced block of a language."""
    found = re.finditer(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    return [(README.count("\n", 0, match.start()) + 1, match.group(1)) for match in found]


class Readme(unittest.TestCase):
    def run_in(self, folder: str, command: list[str], line: int) -> str:
        """Return what a command says if it fails, else nothing."""
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
        return f"README.md:{line}\n{done.stdout}" if done.returncode else ""

    @beside
    def test_python_examples(self) -> None:
        examples = blocks("python")
        self.assertGreater(len(examples), 2)

        def run(example: tuple[int, str]) -> str:
            with tempfile.TemporaryDirectory() as folder:
                return self.run_in(folder, [sys.executable, "-W", "error", "-c", example[1]], example[0])

        with ThreadPoolExecutor(AT_ONCE) as pool:
            for (line, _), fault in zip(examples, pool.map(run, examples)):
                with self.subTest(line=line):
                    self.assertEqual(fault, "")

    @beside
    def test_commands(self) -> None:
        """Each line "$ python3 -m jamlite ..." of a console block succeeds, in order, in one folder."""

        def run(block: tuple[int, str]) -> list[tuple[str, str]]:
            found = []
            with tempfile.TemporaryDirectory() as folder:
                for command in re.findall(r"^\$ (.*)$", block[1], re.MULTILINE):
                    if command not in MAIN_COMMANDS:  # these two are what CI begins with
                        shell = command.replace("python3", sys.executable)
                        found.append((command, self.run_in(folder, ["sh", "-c", shell], block[0])))
            return found

        ran = 0
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for results in pool.map(run, blocks("console")):
                for command, fault in results:
                    ran += 1
                    with self.subTest(command=command):
                        self.assertEqual(fault, "")
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
