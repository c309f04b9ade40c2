"""May a plugin written for one version run on another?"""

from __future__ import annotations

from ..exceptions.base import JamValidationError


def __is_compatible__(current: str, required: str) -> bool:
    """Tell whether `current` has the major number of `required` and is not older.

    Raises:
        JamValidationError: a version is not dotted numbers; what follows them ("rc1") does not count.
    """
    have, want = _numbers(current), _numbers(required)
    return have[0] == want[0] and have >= want


def _numbers(version: str) -> tuple[int, int, int]:
    parts = version.split(".") if isinstance(version, str) else []
    numbers = []
    for part in parts[:3]:
        digits = len(part) - len(part.lstrip("0123456789"))
        if not 0 < digits < 10:
            break
        numbers.append(int(part[:digits]))
        if digits < len(part):
            break
    if not numbers:
        raise JamValidationError("a version must be dotted numbers, such as 3.2.0")
    numbers += [0, 0]
    return numbers[0], numbers[1], numbers[2]
