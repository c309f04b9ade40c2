"""What a group of runners offers, for annotations: {family: {operation: function}}."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

    Operation = Callable[..., object]
    Family = dict[str, Operation]
