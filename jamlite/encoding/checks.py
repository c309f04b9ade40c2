"""Checks of bytes and numbers: the door of the primitives, where wrong types and sizes are refused."""

from __future__ import annotations

import sys

from ..exceptions.crypto import JamCryptoError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeGuard


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


def is_short_int(value: object) -> TypeGuard[int]:
    """Tell whether `value` is an int (not a bool) that may be written as text: an id, a parameter.

    A number of thousands of digits takes long to write, and newer Pythons refuse it.
    """
    return isinstance(value, int) and not isinstance(value, bool) and value.bit_length() <= 256


def is_uuid(value: object) -> bool:
    """Tell whether an id is a `uuid.UUID`, which stands as text in every credential."""
    uuid = sys.modules.get("uuid")  # not loaded here: whoever has a UUID has loaded it
    return uuid is not None and isinstance(value, uuid.UUID)
