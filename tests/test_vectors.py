"""Every official vector, one sub-test each; slow ones in tests/slow."""

import os
import unittest

from jamlite.conformance import runner, vectors

FOLDER = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "vectors")


class OfficialVectors(unittest.TestCase):
    slow = False

    def test_every_case(self) -> None:
        table = runner.families()
        ran = 0
        for path, room in vectors.find(FOLDER):
            file = vectors.read(path, room)
            self.assertIn(file.family, table, f"{path}: nobody runs this family")
            file.cases = [case for case in file.cases if case.slow == self.slow]
            for verdict in runner.run(file, table):
                ran += 1
                with self.subTest(file=os.path.relpath(path, FOLDER), case=verdict.case.id):
                    self.assertNotEqual(verdict.outcome, "failed", verdict.reason)
        self.assertGreater(ran, 0)


if __name__ == "__main__":
    unittest.main()
