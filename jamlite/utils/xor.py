"""Jam's text scrambler. It hides nothing from anybody: no encryption."""

from __future__ import annotations

from ..exceptions.base import JamTypeError, JamValidationError


def xor_my_data(data: str, key: str) -> str:
    """Return the hex of the UTF-8 octets of `data` XOR those of `key`, repeated.

    Not its own inverse: the result is hex text. Kept for Jam's test doubles; secures nothing.

    Raises:
        JamTypeError: not two strings.
        JamValidationError: an empty key, or text that has no UTF-8 form.
    """
    if not isinstance(data, str) or not isinstance(key, str):
        raise JamTypeError("data and key must be str")
    try:
        octets, pad = data.encode(), key.encode()
    except UnicodeEncodeError:
        raise JamValidationError("data and key must be text that UTF-8 can express") from None
    if not pad:
        raise JamValidationError("the key must not be empty")
    return bytes(octet ^ pad[i % len(pad)] for i, octet in enumerate(octets)).hex()
