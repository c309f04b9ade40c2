"""Every official vector, one sub-test each; slow ones in tests/slow."""

from __future__ import annotations

import os
import unittest

from jamlite.conformance import runner, vectors

from .beside import beside
from .support import ROOT

FOLDER = os.path.join(ROOT, "vectors")


class OfficialVectors(unittest.TestCase):
    @beside
    def test_every_case(self) -> None:
        table = runner.families()
        judged = known = 0
        for path, room in vectors.find(FOLDER):
            file = vectors.read(path, room)
            name = os.path.relpath(path, FOLDER)
            file.cases = [case for case in file.cases if not case.slow]
            known += len(file.cases)
            with self.subTest(file=name):
                self.assertIn(file.family, table, "nobody runs this family")
            for verdict in runner.run(file, table):
                judged += 1
                with self.subTest(file=name, case=verdict.case.id):
                    self.assertNotEqual(verdict.outcome, "failed", verdict.reason)
        self.assertGreater(known, 0)
        self.assertEqual(judged, known)


if __name__ == "__main__":
    unittest.main()
