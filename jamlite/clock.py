"""The clock: the one place from which the rooms take the time when none is handed in."""

from __future__ import annotations

from time import time as now

__all__ = ["now"]
