"""A wing stands without those above it: their folders are deleted in a copy, and its tests still pass.

`conformance` stays in the copy: it stands in wing III, and the tests read their vectors through it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import unittest

from ..import_graph import PACKAGE
from ..support import ROOT
from ..test_architecture import WINGS

READS_VECTORS = {"conformance"}


class Wings(unittest.TestCase):
    copy: str

    def setUp(self) -> None:
        folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, folder)
        self.copy = os.path.join(folder, "copy")
        ignored = shutil.ignore_patterns("__pycache__", ".*")
        for name in ("jamlite", "tests", "vectors"):
            shutil.copytree(os.path.join(ROOT, name), os.path.join(self.copy, name), ignore=ignored)

    def delete(self, *wings: str) -> None:
        for wing in wings:
            for room in WINGS[wing].split():
                path = os.path.join(self.copy, "jamlite", room)
                if os.path.isdir(path) and room not in READS_VECTORS:
                    shutil.rmtree(path)
                elif os.path.isfile(path + ".py") and room != "__init__":
                    os.remove(path + ".py")

    def run_tests(self, wing: str) -> None:
        env = {name: value for name, value in os.environ.items() if not name.startswith("JAMLITE_")}
        for room in WINGS[wing].split():
            folder = os.path.join("tests", room)
            if not os.path.isdir(os.path.join(self.copy, folder)):
                self.assertFalse(os.path.isdir(os.path.join(PACKAGE, room)) and room != "passwords", room)
                continue
            with self.subTest(wing=wing, room=room):
                command = [sys.executable, "-m", "unittest", "discover", "-b", "-s", folder, "-t", "."]
                done = subprocess.run(
                    command, cwd=self.copy, env=env, capture_output=True, text=True, check=False
                )
                self.assertEqual(done.returncode, 0, done.stderr[-3000:])

    def test_one_and_two_without_three(self) -> None:
        self.delete("wing III", "faces")
        self.run_tests("wing I")
        self.run_tests("wing II")

    def test_one_alone(self) -> None:
        self.delete("wing III", "wing II", "faces")
        self.run_tests("wing I")


if __name__ == "__main__":
    unittest.main()
