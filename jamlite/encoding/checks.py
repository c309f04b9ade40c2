"""Argument checks shared by the primitives: the door where wrong types and sizes are refused."""

from __future__ import annotations

from ..exceptions.base import JamConfigurationError
from ..exceptions.crypto import JamCryptoError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeGuard

FAR = 10**20  # seconds; no date is so far away. NaN and infinity are not below it, and sums do not overflow


def octets(value: object, what: str) -> bytes:
    """Return `value` as bytes; accepts bytes, bytearray and memoryview.

    Raises:
        JamCryptoError: any other type. The message names `what`, never the value.
    """
    if isinstance(value, bytes):
        return value
    if isinstance(value, (bytearray, memoryview)):
        return bytes(value)
    raise JamCryptoError(f"{what} must be bytes, got {type(value).__name__}")


def unchanging(value: object, what: str) -> bytes | memoryview:
    """Return `value` for reading twice, without a copy where nobody can change it in between.

    Raises:
        JamCryptoError: it is not bytes, bytearray or memoryview.
    """
    if isinstance(value, memoryview) and value.readonly and value.contiguous:
        return value.cast("B") if value.ndim else octets(value, what)
    return octets(value, what)


def sized(value: object, what: str, *lengths: int) -> bytes:
    """Return `value` as bytes of one of the given lengths, or raise JamCryptoError."""
    data = octets(value, what)
    if len(data) not in lengths:
        wanted = " or ".join(str(length) for length in lengths)
        raise JamCryptoError(f"{what} must have {wanted} bytes, got {len(data)}")
    return data


def integer(value: object, what: str, low: int, high: int) -> int:
    """Return `value` if it is an int (not a bool) with low <= value <= high, or raise JamCryptoError."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise JamCryptoError(f"{what} must be an int, got {type(value).__name__}")
    if not low <= value <= high:
        most = str(high) if high.bit_length() <= 64 else f"a number of {high.bit_length()} bits"
        raise JamCryptoError(f"{what} is out of range: {low} to {most}")
    return value


def is_number_of(value: object, bits: int = 256) -> TypeGuard[int]:
    """Tell whether `value` is an int (not a bool) that may be written as text: an id, a parameter.

    A number of thousands of digits takes long to write, and newer Pythons refuse it.
    """
    return isinstance(value, int) and not isinstance(value, bool) and value.bit_length() <= bits


def is_seconds(value: object, least: float = -FAR, below: float = FAR) -> TypeGuard[float]:
    """Tell whether `value` can be a time or a duration: a finite number in these bounds, not a bool."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and least <= value < below


def check_seconds(value: object, what: str) -> None:
    """Raise JamConfigurationError unless `value` is a number of seconds that is not negative."""
    if not is_seconds(value, 0):
        raise JamConfigurationError(f"{what} must be a finite number of seconds, not negative")


def check_progress(progress: object) -> None:
    """Raise JamCryptoError unless it is None or a function, which is told how far a long work has come."""
    if progress is not None and not callable(progress):
        raise JamCryptoError(f"progress is a function or None, got {type(progress).__name__}")


def takes(function: object, name: str) -> bool:
    """Tell whether a function or class of the user's own takes an argument of this name."""
    from inspect import Parameter, signature

    try:
        parameters = signature(function).parameters  # type: ignore[arg-type]
    except (TypeError, ValueError):  # written in C without a signature, or not callable: the call will tell
        return True
    return name in parameters or any(one.kind is Parameter.VAR_KEYWORD for one in parameters.values())


def check_serializer(serializer: object, *methods: str) -> None:
    """Raise JamConfigurationError if `serializer` is neither None nor has these methods."""
    if serializer is not None and not all(callable(getattr(serializer, name, None)) for name in methods):
        raise JamConfigurationError(f"serializer must have the methods {' and '.join(methods)}")


def check_logger(logger: object, *methods: str) -> None:
    """Raise JamConfigurationError if `logger` is neither None nor has these methods."""
    if logger is not None and not all(callable(getattr(logger, name, None)) for name in methods):
        wanted = ", ".join(methods)
        raise JamConfigurationError(f"a logger has the methods {wanted}; {type(logger).__name__} has not")
