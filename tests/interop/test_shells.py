"""The completion scripts are what zsh and fish accept."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import unittest

from tests.support import ROOT, absent


class Shells(unittest.TestCase):
    def test_syntax(self) -> None:
        for shell in ("zsh", "fish"):
            if shutil.which(shell) is None:
                raise absent(shell)
            command = [sys.executable, "-m", "jamlite", "completion", shell]
            script = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
            with tempfile.TemporaryDirectory() as folder:
                path = os.path.join(folder, "script")
                with open(path, "wb") as stream:
                    stream.write(script)
                done = subprocess.run([shell, "-n", path], capture_output=True, text=True, check=False)
            self.assertEqual((done.returncode, done.stderr), (0, ""), shell)


if __name__ == "__main__":
    unittest.main()
