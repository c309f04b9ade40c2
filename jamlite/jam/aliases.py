"""Jam's import paths: one table from each path to the file that holds the things now.

A module asks through `optional.alias`; a row names the path inside the package, then, for each file,
the names that Jam has at that path.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any, Callable

# path inside the package -> loader of a file -> the names at that path, as "name" or "name=name there"
_TABLE: dict[str, dict[Callable[[], ModuleType], str]] = {}


def find(path: str, name: str) -> Any:
    """Return what Jam calls `name` at `path` ("jose.utils"), or None if Jam has no such name there."""
    for load, names in _TABLE.get(path, {}).items():
        for entry in names.split():
            here, _, there = entry.partition("=")
            if here == name:
                return getattr(load(), there or here)
    return None
