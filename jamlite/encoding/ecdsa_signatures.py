"""ECDSA signatures in DER (RFC 3279 section 2.2.3), and as r || s."""

from __future__ import annotations

from ..exceptions.base import JamEncodingError
from .der_reading import MAX_SIZE, open_sequence
from .der_writing import integer, sequence


def to_der(signature: bytes) -> bytes:
    """Turn an ECDSA signature r || s (RFC 7518 section 3.4) into DER (RFC 3279 section 2.2.3).

    Raises:
        JamEncodingError: not bytes, empty, or of odd length.
    """
    if not isinstance(signature, bytes) or not signature or len(signature) % 2:
        raise JamEncodingError("an ECDSA signature r || s has an even number of bytes")
    half = len(signature) // 2
    return sequence(
        integer(int.from_bytes(signature[:half], "big")), integer(int.from_bytes(signature[half:], "big"))
    )


def from_der(data: bytes, size: int) -> bytes:
    """Turn a DER ECDSA signature into r || s.

    Args:
        data: SEQUENCE of the two integers.
        size: bytes of each half: 32 for P-256 and secp256k1, 48 for P-384, 66 for P-521.

    Raises:
        JamEncodingError: not strict DER, a number that does not fit, or a size out of range.
    """
    if type(size) is not int or not 0 < size <= MAX_SIZE:
        raise JamEncodingError(
            "the size of half an ECDSA signature is an int, the bytes of its curve's order"
        )
    reader = open_sequence(data)
    numbers = (reader.integer(), reader.integer())
    reader.finish()
    if any(number.bit_length() > 8 * size for number in numbers):
        raise JamEncodingError("a number of the ECDSA signature is too long for its curve")
    return b"".join(number.to_bytes(size, "big") for number in numbers)
