"""Base32 (RFC 4648 section 6), as one-time password secrets are written."""

from __future__ import annotations

from ..exceptions.base import JamEncodingError

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
# The same values as digits of int(..., 32); both cases are read.
_TO_DIGITS = bytes.maketrans(
    (_ALPHABET + _ALPHABET[:26].lower()).encode(),
    b"0123456789abcdefghijklmnopqrstuv0123456789abcdefghijklmnop",
)
_LETTERS = (_ALPHABET + _ALPHABET[:26].lower()).encode()
# Characters of the last group of 8 -> padding that completes it (RFC 4648 section 6).
_PADDING = {0: 0, 2: 6, 4: 4, 5: 3, 7: 1}


def encode(data: bytes, *, padding: bool = False) -> str:
    """Return `data` as upper-case Base32, by default without padding, as authenticator apps want it."""
    if not isinstance(data, bytes):
        raise JamEncodingError(f"the data must be bytes, got {type(data).__name__}")
    groups = []
    for start in range(0, len(data), 5):
        group = data[start : start + 5]
        value = int.from_bytes(group.ljust(5, b"\0"), "big")
        text = "".join([_ALPHABET[value >> shift & 31] for shift in range(35, -1, -5)])
        groups.append(text[: (8 * len(group) + 4) // 5])
    text = "".join(groups)
    return text + "=" * (-len(text) % 8) if padding else text


def decode(text: str, what: str = "the text", *, spare_bits: bool = False) -> bytes:
    """Return the bytes that `text` stands for.

    Args:
        text: Base32 in either case, with all its padding or none; spaces between groups are skipped.
        what: what it is, for the message.
        spare_bits: bits of the last character that fill no byte are dropped, whatever they are; else
            they must be zero (RFC 4648 section 3.5).

    Raises:
        JamEncodingError: another type, another character, a length no bytes have, wrong padding, or
            bits left over that are not zero.
    """
    if not isinstance(text, str):
        raise JamEncodingError(f"{what} must be str, got {type(text).__name__}")
    if not text.isascii():
        raise JamEncodingError(f"{what} is not Base32: it is not ASCII")
    packed = text.encode("ascii").replace(b" ", b"")
    letters = packed.rstrip(b"=")
    if letters.translate(None, _LETTERS):
        raise JamEncodingError(f"{what} is not Base32: it has a character outside of A to Z and 2 to 7")
    wanted = _PADDING.get(len(letters) % 8)
    if wanted is None or len(packed) - len(letters) not in (0, wanted):
        raise JamEncodingError(f"{what} is not Base32: a character is missing, or the padding is wrong")
    if not letters:
        return b""
    # Base 32 is a power of two: int() reads it in linear time.
    length, spare = divmod(5 * len(letters), 8)
    value = int(letters.translate(_TO_DIGITS), 32)
    if value & ((1 << spare) - 1) and not spare_bits:
        raise JamEncodingError(f"{what} is not Base32: its last character stands for no byte")
    return (value >> spare).to_bytes(length, "big")
