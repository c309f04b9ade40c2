"""How large a macaroon and its discharges may be."""

from __future__ import annotations

from ..exceptions.base import JamConfigurationError, JamTypeError


class Limits:
    """Bounds of reading and verifying.

    Args:
        serialized_size: bytes of one macaroon, as text or binary.
        caveat_payload_size: bytes of one caveat.
        caveat_count: caveats of one macaroon.
        discharge_count: discharges given for one verification.
        discharge_depth: how deep discharges may need further discharges.

    Raises:
        JamConfigurationError: a value is not an int, or is negative.
    """

    __slots__ = (
        "caveat_count",
        "caveat_payload_size",
        "discharge_count",
        "discharge_depth",
        "serialized_size",
    )

    def __init__(
        self,
        serialized_size: int = 64 * 1024,
        caveat_payload_size: int = 8 * 1024,
        caveat_count: int = 64,
        discharge_count: int = 32,
        discharge_depth: int = 8,
    ) -> None:
        self.serialized_size = serialized_size
        self.caveat_payload_size = caveat_payload_size
        self.caveat_count = caveat_count
        self.discharge_count = discharge_count
        self.discharge_depth = discharge_depth
        for name in self.__slots__:
            value = getattr(self, name)
            if type(value) is not int or value < 0:  # True would be a bound of 1
                raise JamConfigurationError(f"{name} of the limits must be an int that is not negative")


DEFAULT = Limits()


def checked(limits: object) -> Limits:
    """Return the limits, or raise JamTypeError if they are something else."""
    if not isinstance(limits, Limits):
        raise JamTypeError(f"limits are a macaroons.Limits, got {type(limits).__name__}")
    return limits
