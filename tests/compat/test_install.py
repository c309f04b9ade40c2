"""Drop-ins under the names of the originals, and away again."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import unittest
from types import ModuleType
from typing import Iterator

from jamlite import compat
from jamlite.compat import install, installing
from jamlite.exceptions import JamConfigurationError

from ..support import ROOT

_TOPS = ("jwt", "jose", "pyotp", "cryptography")


def _originals() -> dict[str, ModuleType]:
    return {name: module for name, module in sys.modules.items() if name.partition(".")[0] in _TOPS}


@contextlib.contextmanager
def names_of_originals() -> Iterator[None]:
    """Bring back what stands under the originals' names; modules of ours that were loaded stay loaded."""
    before = _originals()
    try:
        yield
    finally:
        for name in _originals():
            del sys.modules[name]
        sys.modules.update(before)


class InstallTest(unittest.TestCase):
    def setUp(self) -> None:
        self.addCleanup(compat.uninstall)

    def test_unknown_names_are_refused(self) -> None:
        for name in ("x", "", "jwt.algorithms"):
            with self.assertRaisesRegex(JamConfigurationError, "there are jwt, "):
                compat.install(name)

    def test_an_original_that_is_there_stays(self) -> None:
        original = ModuleType("jwt")
        with names_of_originals():
            sys.modules["jwt"] = original
            self.assertEqual(compat.install("jwt"), [])
            self.assertIs(sys.modules["jwt"], original)

    def test_forced_aside_and_brought_back(self) -> None:
        originals = {"jwt": ModuleType("jwt"), "jwt.other": ModuleType("jwt.other")}
        with names_of_originals():
            for name in [name for name in sys.modules if name.partition(".")[0] == "jwt"]:
                del sys.modules[name]  # the real one, which other tests may have loaded
            sys.modules.update(originals)
            self.assertEqual(compat.install("jwt", force=True), ["jwt"])
            self.assertEqual(compat.install("jwt", force=True), [])
            self.assertEqual(sys.modules["jwt.algorithms"].__name__, "jamlite.compat.jwt.algorithms")
            self.assertNotIn("jwt.other", sys.modules)
            self.assertEqual(compat.uninstall("jwt"), ["jwt"])
            self.assertEqual({name: sys.modules.get(name) for name in originals}, originals)
            self.assertNotIn("jwt.algorithms", sys.modules)

    def test_every_drop_in_by_its_name(self) -> None:
        with names_of_originals():
            self.assertEqual(compat.install(force=True), list(installing.DROP_INS))
            import pyotp.totp  # noqa: F401
            from cryptography.fernet import Fernet
            from jwt.algorithms import HMACAlgorithm

            self.assertEqual(Fernet.__module__, "jamlite.compat.fernet")
            self.assertEqual(HMACAlgorithm.__module__, "jamlite.compat.jwt.algorithms")
            compat.uninstall()


@unittest.skipIf(sys.platform == "emscripten", "no subprocesses")
class RunTest(unittest.TestCase):
    def run_program(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "program.py")
            with open(path, "w", encoding="utf-8") as file:
                file.write(
                    "import sys, jwt\nprint(jwt.__name__, sys.argv[1:], sys.path[0] == sys.argv[0][:-11])\n"
                )
            return subprocess.run(
                [sys.executable, "-m", "jamlite.compat.run", *arguments, path, "a", "-b"],
                capture_output=True,
                text=True,
                cwd=ROOT,
                check=False,
            )

    def test_program_with_arguments(self) -> None:
        done = self.run_program("--with", "jwt", "--force")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(done.stdout, "jamlite.compat.jwt ['a', '-b'] True\n")

    def test_refusals(self) -> None:
        for arguments, said in (
            (["--with", "x"], "there is no drop-in 'x'; there are jwt, jose,"),
            (["--other"], "there is no option --other"),
            (["-m", "no.such"], "there is no module 'no.such'"),
            (["no_such.py"], "there is no file 'no_such.py'"),
        ):
            done = self.run_program(*arguments)
            self.assertEqual(done.returncode, 2)
            self.assertTrue(done.stderr.startswith(said), done.stderr)
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "opens.py")
            with open(path, "w", encoding="utf-8") as file:
                file.write("open('no_such')")
            self.assertIn("FileNotFoundError: ", self.run_program(path).stderr)  # the program's own affair
        self.assertEqual(self.run_program("--with", "jwt, pyotp", "--force").returncode, 0)
        with self.assertRaisesRegex(JamConfigurationError, "there is no drop-in list"):
            install([])  # type: ignore[arg-type]


if __name__ == "__main__":
    unittest.main()
