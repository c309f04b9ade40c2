"""The originals' own test suites, from their published sdists, against jamlite's drop-ins."""

from __future__ import annotations

import subprocess
import sys
import unittest

from ..support import ROOT, absent, needs


class OriginalSuites(unittest.TestCase):
    def setUp(self) -> None:
        for module in ("pytest", "pip", "cryptography"):
            needs(module)

    def run_suite(self, name: str) -> None:
        done = subprocess.run(
            [sys.executable, "tests/tools/original_suites.py", name],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if "CalledProcessError" in done.stderr:
            raise absent(f"the sdist of {name} (pip download)")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_pyjwt(self) -> None:
        self.run_suite("jwt")

    def test_python_jose(self) -> None:
        self.run_suite("jose")

    def test_fernet(self) -> None:
        self.run_suite("fernet")

    def test_pyotp(self) -> None:
        self.run_suite("pyotp")


if __name__ == "__main__":
    unittest.main()
