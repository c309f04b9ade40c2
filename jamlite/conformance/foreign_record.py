"""What a reader of other people's files yields: a case of ours, or what is left out and why."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Converted:
    """One case: its family, the standard it is about, and a record of the schema `vectors` reads."""

    __slots__ = ("case", "family", "spec")

    def __init__(self, family: str, spec: str, case: dict[str, Any]) -> None:
        self.family = family
        self.spec = spec
        self.case = case


class LeftOut:
    """Cases that are not run, and why."""

    __slots__ = ("count", "reason")

    def __init__(self, reason: str, count: int = 1) -> None:
        self.reason = reason
        self.count = count
