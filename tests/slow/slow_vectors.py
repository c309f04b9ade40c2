"""The official vectors that take longer than 0.3 s each, in two processes.

Nearly all of the time is Argon2id of the PASERK cases. Those flagged Hour (256 MiB and 3 passes, more
than two minutes each) are left to `python3 -m jamlite conformance --slow`; tests/interop runs them with
another Argon2id in the place of ours.
"""

from __future__ import annotations

import functools
import os
import unittest
from concurrent.futures import ProcessPoolExecutor

from jamlite.conformance import runner, vectors
from jamlite.crypto import argon2id
from tests.test_vectors import FOLDER

Group = tuple[str, str, str]  # path, room, first word of the ids


def groups() -> list[Group]:
    """Return what can run side by side; the cases of a group share their derivations."""
    found = {}
    for path, room in vectors.find(FOLDER):
        for case in vectors.read(path, room).cases:
            if case.slow and "Hour" not in case.flags:
                found[path, room, case.id.split()[0]] = None
    return sorted(found, key=lambda group: "paserk" not in group[0])  # the longest first


def run(group: Group) -> list[tuple[str, str, str]]:
    """Return (case, outcome, reason) of each case of a group."""
    path, room, word = group
    argon2id.derive = functools.lru_cache(None)(argon2id.derive)  # wrapping and unwrapping derive alike
    file = vectors.read(path, room)
    file.cases = [
        case for case in file.cases if case.slow and "Hour" not in case.flags and case.id.split()[0] == word
    ]
    return [(v.case.id, v.outcome, v.reason) for v in runner.run(file, runner.families())]


class SlowVectors(unittest.TestCase):
    def test_every_case(self) -> None:
        ran = 0
        with ProcessPoolExecutor(2) as pool:
            for group, verdicts in zip(groups(), pool.map(run, groups())):
                for case, outcome, reason in verdicts:
                    ran += 1
                    with self.subTest(file=os.path.relpath(group[0], FOLDER), case=case):
                        self.assertNotEqual(outcome, "failed", reason)
        self.assertGreater(ran, 10)


if __name__ == "__main__":
    unittest.main()
