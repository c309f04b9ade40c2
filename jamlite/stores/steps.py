"""The former place of `driver`: steps on a store, and what leads them."""

from __future__ import annotations

from ..driver import at_once, awaited, stepwise

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..driver import Steps as Steps

__all__ = ["at_once", "awaited", "stepwise"]
