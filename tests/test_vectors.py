"""Every official vector, one sub-test each; slow ones in tests/slow.

Two processes share them: the machine has two processors, and this is the longest test.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import unittest

from jamlite.conformance import runner, vectors

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FOLDER = os.path.join(ROOT, "vectors")
# Of crypto; with all other packages they take about half of the time.
BESIDE = ("ML-DSA-44", "ML-DSA-65", "X25519")

Verdict = tuple[str, str, str, str]  # path, case, outcome, reason


def verdicts(beside: bool) -> list[Verdict]:
    """Judge the cases that are not slow of one half of the files."""
    table = runner.families()
    found: list[Verdict] = []
    for path, room in vectors.find(FOLDER):
        file = vectors.read(path, room)
        if (room != "crypto" or file.family in BESIDE) is not beside:
            continue
        name = os.path.relpath(path, FOLDER)
        if file.family not in table:
            found.append((name, "", "failed", "nobody runs this family"))
            continue
        file.cases = [case for case in file.cases if not case.slow]
        found += [(name, v.case.id, v.outcome, v.reason) for v in runner.run(file, table)]
    return found


class OfficialVectors(unittest.TestCase):
    def test_every_case(self) -> None:
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.test_vectors", "--beside"], cwd=ROOT, stdout=subprocess.PIPE
        )
        try:
            here = verdicts(beside=False)
            there = child.communicate()[0]
        finally:
            child.kill()
            child.wait()
        self.assertEqual(child.returncode, 0)
        judged = here + [tuple(verdict) for verdict in json.loads(there)]
        for file, case, outcome, reason in judged:
            with self.subTest(file=file, case=case):
                self.assertNotEqual(outcome, "failed", reason)
        known = [
            sum(not case.slow for case in vectors.read(path, room).cases)
            for path, room in vectors.find(FOLDER)
        ]
        self.assertEqual(len(judged), sum(known))


if __name__ == "__main__":
    if sys.argv[1:] == ["--beside"]:
        json.dump(verdicts(beside=True), sys.stdout)
    else:
        unittest.main()
