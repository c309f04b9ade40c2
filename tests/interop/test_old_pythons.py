"""Python 3.6 to 3.8 say in one sentence what is needed."""

from __future__ import annotations

import glob
import os
import re
import subprocess
import unittest

from tests.support import ROOT

FOUND = [
    p for s in "678" for p in sorted(glob.glob(os.path.expanduser(f"~/.pyenv/versions/3.{s}.*/bin/python3")))
]


@unittest.skipUnless(FOUND, "needs Python 3.6, 3.7 or 3.8 in ~/.pyenv")
class OldPythons(unittest.TestCase):
    def run_with(self, python: str, *arguments: str) -> str:
        done = subprocess.run([python, "-B", *arguments], cwd=ROOT, capture_output=True, check=False)
        self.assertEqual(done.returncode, 1)
        return done.stderr.decode()

    def test_one_sentence(self) -> None:
        for python in FOUND:
            with self.subTest(python):
                version = re.findall(r"/(3\.\d)\.", python)[0]
                said = f"jamlite needs Python 3.9 or newer; this is Python {version}"
                self.assertEqual(self.run_with(python, "-m", "jamlite"), f"{said}\n")
                last = self.run_with(python, "-c", "import jamlite").splitlines()[-1]
                self.assertEqual(last, f"ImportError: {said}")


if __name__ == "__main__":
    unittest.main()
