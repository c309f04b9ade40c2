"""The tests; `python3 -m unittest` runs them from a bare checkout."""

import gc
import os
import sys
import unittest
from typing import Optional

os.environ["LANGUAGE"] = "C"  # argparse speaks the user's language; the tests read English
if sys.implementation.name == "cpython":
    gc.set_threshold(50_000, 20, 20)  # each collection looks through 2 000 syntax trees


def load_tests(
    loader: unittest.TestLoader, standard: unittest.TestSuite, pattern: Optional[str]
) -> unittest.TestSuite:
    """Load the whole suite; some of its tests run in a process beside it."""
    from .beside import Suite
    from .support import ROOT

    return Suite([loader.discover(os.path.dirname(__file__), pattern or "test*.py", ROOT)])
