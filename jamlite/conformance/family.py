"""What a group of runners offers, for annotations: {family: {operation: function}}."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Dict

    Field = Any  # of a case: bytes if its name had a packing suffix, else any JSON value
    Fields = Dict[str, Field]  # `in` or `out` of a case, unpacked
    Outputs = Dict[str, object]  # what an operation found, by the names of the case's outputs
    Operation = Callable[..., object]  # takes the inputs by name; returns Outputs, or whether it accepts
    Family = Dict[str, Operation]
