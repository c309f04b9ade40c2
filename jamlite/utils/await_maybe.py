"""One call for functions that may or may not be asynchronous."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


async def await_maybe(value: Any) -> Any:
    """Return `value`, awaited if it can be."""
    return await value if hasattr(value, "__await__") else value
