"""The subjects in tests/subjects: short, all of them in the matrix, and the example of their protocol."""

from __future__ import annotations

import os
import re
import unittest

from tests.support import ROOT
from tests.tools import matrix

SHARED = {"__init__.py", "common.py", "common.mjs", "common.go"}
MAX_LINES = 150


class SubjectFiles(unittest.TestCase):
    def test_each_is_short_and_in_the_matrix(self) -> None:
        listed = {
            one.file.rpartition(".")[2] + ".py" if one.kind == "inside" else one.file for one in matrix.ALL
        }
        found = set()
        for folder, folders, names in os.walk(matrix.SUBJECTS):
            folders[:] = [name for name in folders if name != "__pycache__"]
            for name in names:
                with open(os.path.join(folder, name), encoding="utf-8") as stream:
                    self.assertLess(sum(1 for _ in stream), MAX_LINES, name)
                if name not in SHARED:
                    found.add(name)
        self.assertEqual(found, listed)
        self.assertGreaterEqual(len(matrix.ALL), 19)

    def test_the_examples_have_about_twenty_lines(self) -> None:
        with open(matrix.README, encoding="utf-8") as stream:
            examples = re.findall(r"^```(go|sh)\n(.*?)^```$", stream.read(), re.MULTILINE | re.DOTALL)
        self.assertEqual([language for language, _ in examples], ["go", "sh"])
        for language, text in examples:
            self.assertLessEqual(text.count("\n"), 30, language)

    def test_the_matrix_names_no_case(self) -> None:
        """Shares alone: single deviations of other people's software stay out of the repository."""
        with open(matrix.README, encoding="utf-8") as stream:
            table = stream.read().partition(matrix.BEGIN)[2].partition(matrix.END)[0]
        rows = [line for line in table.splitlines() if line.startswith("|")][2:]
        self.assertGreaterEqual(len(rows), 19)
        for row in rows:
            self.assertRegex(row, r"\| \d+ \| (\d+\.\d %|-) \|$")
        self.assertNotIn("#", table)
        self.assertTrue(os.path.isdir(os.path.join(ROOT, "tests", "subjects", "go")))


if __name__ == "__main__":
    unittest.main()
