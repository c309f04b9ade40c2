"""Jam's path; the function is `driver.settle`."""

from __future__ import annotations

from ..driver import settle as await_maybe

__all__ = ["await_maybe"]
