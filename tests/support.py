"""Helpers shared by the tests."""

from __future__ import annotations

import importlib
import os
import unittest
from types import ModuleType

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
