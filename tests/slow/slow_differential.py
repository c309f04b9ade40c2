"""Over 200 000 random and edge-case inputs against `cryptography`: the tests of tests/interop, at length."""

from __future__ import annotations

import os
import subprocess
import sys
import unittest
from concurrent.futures import ThreadPoolExecutor

from tests.support import ROOT, needs

# module of tests/interop -> how many tests it has that draw cases, and how many each is to draw
PLAN = {
    "test_aes": (8, 21_000),
    "test_ecdsa": (5, 2_600),
    "test_edwards": (6, 3_000),
    "test_rsa": (4, 400),
}


def run(module: str) -> subprocess.CompletedProcess[str]:
    """Run one module in a process of its own."""
    environment = {
        **os.environ,
        "JAMLITE_INTEROP": "1",
        "JAMLITE_DIFFERENTIAL_CASES": str(PLAN[module][1]),
    }
    command = [sys.executable, "-m", "unittest", f"tests.interop.{module}"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


class Differential(unittest.TestCase):
    def test_two_hundred_thousand_cases(self) -> None:
        needs("cryptography")
        self.assertGreater(sum(tests * cases for tests, cases in PLAN.values()), 200_000)
        with ThreadPoolExecutor(2) as pool:
            for module, done in zip(PLAN, pool.map(run, PLAN)):
                with self.subTest(module=module):
                    self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
                    self.assertIn(f"{PLAN[module][1]} cases each", done.stdout)


if __name__ == "__main__":
    unittest.main()
