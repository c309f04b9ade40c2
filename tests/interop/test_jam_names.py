"""The list of Jam's names is that of the published wheel, and every one of them is here.

Jam 3.2 has its own virtual environment, as another release of it is in the dev group; JAMLITE_JAM32 names
its Python.
"""

from __future__ import annotations

import json
import os
import subprocess
import unittest

from tests.jam import test_aliases
from tests.support import ROOT, absent


class TheWheel(unittest.TestCase):
    def test_the_list_is_that_of_the_wheel(self) -> None:
        python = os.environ.get("JAMLITE_JAM32")
        if not python:
            raise absent("JAMLITE_JAM32, the Python of a virtual environment with jamlib==3.2.0.post0")
        tool = os.path.join(ROOT, "tests", "tools", "jam_names.py")
        done = subprocess.run([python, tool], capture_output=True, text=True, check=True, cwd=ROOT)
        with open(os.path.join(ROOT, "tests", "jam", "jam_names.json"), encoding="utf-8") as stream:
            self.assertEqual(json.loads(done.stdout), json.load(stream))


class WithFrameworks(test_aliases.JamsPaths):
    """The same names where the frameworks are installed."""


if __name__ == "__main__":
    unittest.main()
