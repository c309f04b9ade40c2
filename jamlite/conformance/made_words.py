"""Comparing what was made with what was asked for, and the sentences about it; for the files beside this."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

    from ..encoding.json_types import Header
    from .family import Fields

    Inputs = Fields
    Open = Callable[[Inputs, Inputs], str]  # inputs of the case and outputs; what is wrong, or ""
    Openers = dict[str, dict[str, Open]]  # family -> operation -> its opener


def same(found: object, expected: object) -> bool:
    """Tell whether two values are the same as JSON has them: 1 is 1.0, and true is no number.

    Raises:
        RecursionError: they are nested too deep.
    """
    if isinstance(expected, dict):
        if not isinstance(found, dict) or found.keys() != expected.keys():
            return False
        return all(same(found[name], value) for name, value in expected.items())
    if isinstance(expected, list):
        if not isinstance(found, list) or len(found) != len(expected):
            return False
        return all(map(same, found, expected))
    if isinstance(found, bool) or isinstance(expected, bool):  # True == 1 in Python
        return found is expected
    return bool(found == expected)  # bytes and numbers


def short(value: object) -> str:
    """Return a value as text of at most 80 characters."""
    text = value.hex() if isinstance(value, bytes) else repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."


def header_fault(found: Header, wanted: Header, where: str = "header") -> str:
    """Return which header parameter is missing or another one, or ""."""
    # Further parameters may stand there: many libraries add typ.
    for name, value in wanted.items():
        if name not in found or not same(found[name], value):
            return f"the {where} parameter {name} is not what was asked for"
    return ""


def differs(found: object, wanted: object) -> str:
    """Return that two contents differ, or ""."""
    return "" if same(found, wanted) else "it holds another content than was given"
