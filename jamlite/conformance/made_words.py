"""Sentences about what was made, shared by the files beside this one."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

    Inputs = dict[str, Any]
    Open = Callable[[Inputs, Inputs], str]  # inputs of the case and outputs; what is wrong, or ""
    Openers = dict[str, dict[str, Open]]  # family -> operation -> its opener


def header_fault(found: Any, wanted: dict[str, Any]) -> str:
    """Return which header parameter is missing or another one, or ""."""
    for name, value in wanted.items():
        if found.get(name) != value:
            return f"the header parameter {name} is not what was asked for"
    return ""


def differs(found: Any, wanted: Any) -> str:
    """Return that two contents differ, or ""."""
    return "" if found == wanted else "it holds another content than was given"
