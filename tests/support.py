"""Helpers shared by the tests."""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
import time
import unittest
from collections.abc import Iterator
from types import ModuleType
from typing import Any, Callable
from unittest import mock

try:
    import tracemalloc
except ImportError:  # PyPy has none
    tracemalloc = None  # type: ignore[assignment]


# PyPy spends so much more before it warms up; for bounds that are ratios.
WARMING = 1 if sys.implementation.name == "cpython" else 4


def _slowness() -> float:
    """Return by what to multiply bounds on the time of hostile input; they count CPU seconds of CPython.

    1 where 20 000 rounds of a loop take 0.65 ms or less; a machine that is slower, or busy, gets up to 4.
    """
    if WARMING > 1:
        return WARMING
    spent = []
    for _ in range(5):
        start, total = time.process_time(), 0
        for number in range(20_000):
            total ^= number * number
        spent.append(time.process_time() - start)
    return min(4.0, max(1.0, min(spent) / 0.00065))


SLOWNESS = _slowness()
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def absent(what: str) -> unittest.SkipTest:
    """Return the reason to skip for want of installed software; under JAMLITE_NO_SKIPS it is a failure."""
    if os.environ.get("JAMLITE_NO_SKIPS"):
        raise AssertionError(f"{what} is absent, and nothing may be skipped for absence here")
    return unittest.SkipTest(f"needs {what}")


def needs(module: str) -> ModuleType:
    """Import a module of other software, or skip the test (class, or module) that asks."""
    try:
        return importlib.import_module(module)
    except ImportError:
        raise absent(f"the module {module} (dev group)") from None


def few_iterations() -> Any:
    """Return a patch: key files are encrypted with 1000 iterations of PBKDF2, not with 600 000 (0.15 s).

    For tests of something else than the cost. `tests.keys.test_loading` holds the default.
    """
    from jamlite.keys import pbes2

    return mock.patch.object(pbes2, "ITERATIONS", 1000)


@contextlib.contextmanager
def peak_memory() -> Iterator[Callable[[], int]]:
    """Yield a function that says how many bytes the block needed at its highest; 0 where nobody counts."""
    if tracemalloc is None:
        yield lambda: 0
        return
    peak = 0
    tracemalloc.start()
    try:
        yield lambda: peak
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
