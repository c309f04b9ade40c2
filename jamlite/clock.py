"""The clock, which the packages ask when no time is handed in, and what can be a time or a duration."""

from __future__ import annotations

from time import time as now

from .exceptions.base import JamConfigurationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeGuard

__all__ = ["check_seconds", "is_seconds", "now"]

FAR = 10**20  # seconds; no date is so far away. NaN and infinity are not below it, and sums do not overflow


def is_seconds(value: object, least: float = -FAR, below: float = FAR) -> TypeGuard[float]:
    """Tell whether `value` can be a time or a duration: a finite number in these bounds, not a bool."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and least <= value < below


def check_seconds(value: object, what: str) -> None:
    """Raise JamConfigurationError unless `value` is a number of seconds that is not negative."""
    if not is_seconds(value, 0):
        raise JamConfigurationError(f"{what} must be a finite number of seconds, not negative")
