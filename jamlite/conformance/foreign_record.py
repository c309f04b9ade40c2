"""What a reader of other people's files yields: a case of ours, or what is left out and why."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..encoding.json_types import JsonObject


# What reading a malformed test ends in: one fault each, and the file goes on.
MALFORMED = (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError)


class Fault:
    """A test that cannot be read: where it stands, and what was wrong."""

    __slots__ = ("error", "where")

    def __init__(self, where: str, error: Exception) -> None:
        self.where = where
        self.error = error


class Converted:
    """One case: its family, the standard it is about, and a record of the schema `vectors` reads."""

    __slots__ = ("case", "family", "spec", "where")

    def __init__(self, family: str, spec: str, case: JsonObject) -> None:
        self.where: str = str(case.get("id"))  # for a fault; cases of one test have one
        self.family = family
        self.spec = spec
        self.case = case


class LeftOut:
    """Cases that are not run, and why."""

    __slots__ = ("count", "reason")

    def __init__(self, reason: str, count: int = 1) -> None:
        self.reason = reason
        self.count = count
