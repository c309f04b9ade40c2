"""Which file has the functions of a version; each is loaded when it is asked for."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType


def functions_of(version: str) -> ModuleType:
    """Return the file of a version, "v1" to "v4"."""
    if version == "v1":
        from . import v1

        return v1
    if version == "v2":
        from . import v2

        return v2
    if version == "v3":
        from . import v3

        return v3
    from . import v4

    return v4
