"""Comparisons with other software, a set of its own: it needs the dev group and takes minutes.

Set JAMLITE_INTEROP=1 to run it with the rest; what is not installed is skipped, with its reason. CI also
sets JAMLITE_NO_SKIPS=1, and then an absence is a failure.
"""

from __future__ import annotations

import os
import unittest

from ..support import ROOT


@unittest.skip("comparisons with other software run with JAMLITE_INTEROP=1 (dev group)")
class Interop(unittest.TestCase):
    """Stands for this folder where it is not asked for."""

    def test_comparisons(self) -> None:
        """Never run: the folder's own tests are."""


def load_tests(
    loader: unittest.TestLoader, standard: unittest.TestSuite, pattern: str | None
) -> unittest.TestSuite:
    """Load the folder's tests if they are asked for, else one that says how to."""
    if not os.environ.get("JAMLITE_INTEROP"):
        return loader.loadTestsFromTestCase(Interop)
    return loader.discover(os.path.dirname(__file__), pattern or "test*.py", ROOT)
