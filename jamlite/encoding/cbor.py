"""CBOR (RFC 8949), strict: one value per text, or a refusal; written in one way only (section 4.2.1).

    value                                    CBOR
    int                                      major types 0 and 1; beyond 64 bits, tags 2 and 3 (section 3.4.3)
    bytes, str, list, dict                   major types 2, 3, 4, 5
    float, True, False, None                 major type 7
    Tag(number, value), Simple(number)       all other tags and simple values; UNDEFINED is Simple(23)

Refused beyond what is not well-formed (appendix F): text that is not UTF-8, a map with a key twice
(section 5.6), bytes behind the value, map keys other than integers, text and bytes, nesting deeper than
MAX_DEPTH, more than MAX_ITEMS values, more than MAX_BYTES bytes. With `canonical`, also what CTAP2 and
section 4.2.1 refuse: indefinite lengths, numbers and lengths longer than they need be, keys out of order.
"""

from __future__ import annotations

import struct

from ..exceptions.base import JamEncodingError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict

    CborValue = Any  # what was read: one of the values at the head of this file
    CborMap = Dict[Any, CborValue]  # its keys are integers, text or bytes

__all__ = ["UNDEFINED", "Simple", "Tag", "decode", "decode_first", "encode"]

MAX_DEPTH = 32
MAX_ITEMS = 1 << 14  # a value takes up to 100 times the memory of its text
MAX_BYTES = 1 << 20

_UNSIGNED, _NEGATIVE, _BYTES, _TEXT, _ARRAY, _MAP, _TAG, _OTHER = range(8)  # section 3.1: the major types
_INDEFINITE = 31  # section 3.2: additional information
_BREAK = 0xFF  # section 3.2.1
_FLOATS = {25: ">e", 26: ">f", 27: ">d"}  # section 3.3
_CONSTANTS = {20: False, 21: True, 22: None}
_TAGS_OF_BIG_NUMBERS = (2, 3)
_LARGEST = (1 << 64) - 1
_HALF_NAN = b"\xf9\x7e\x00"


class Tag:
    """A tagged value (section 3.4), for tags other than those of large integers."""

    __slots__ = ("number", "value")

    def __init__(self, number: int, value: CborValue) -> None:
        self.number = number
        self.value = value

    def __repr__(self) -> str:
        return f"Tag({self.number}, {self.value!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tag) and (self.number, self.value) == (other.number, other.value)

    __hash__ = None  # type: ignore[assignment]  # its value may be a list


class Simple:
    """A simple value without a meaning of its own (section 3.3): 0 to 19, 23, 32 to 255."""

    __slots__ = ("number",)

    def __init__(self, number: int) -> None:
        self.number = number

    def __repr__(self) -> str:
        return f"Simple({self.number})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Simple) and self.number == other.number

    def __hash__(self) -> int:
        return hash((Simple, self.number))


# The simple value "undefined".
UNDEFINED = Simple(23)


class _Refused(Exception):
    """Carries the reason out of the reader and the writer."""


def decode(data: bytes, what: str = "the data", *, canonical: bool = False) -> CborValue:
    """Return the one value that `data` holds.

    Args:
        data: the bytes of one value and nothing else.
        what: what it is, for the message; the data is never quoted.
        canonical: refuse what is not in the CTAP2 canonical form, which is that of RFC 8949 section 4.2.1
            without tags.

    Raises:
        JamEncodingError: see the head of this file.
    """
    value, end = decode_first(data, what, canonical=canonical)
    if end != len(data):
        raise JamEncodingError(f"{what} has {len(data) - end} bytes behind its CBOR value")
    return value


def decode_first(
    data: bytes, what: str = "the data", start: int = 0, *, canonical: bool = False
) -> tuple[CborValue, int]:
    """Return the value that begins at `start`, and where it ends; arguments and errors as in `decode`."""
    if not isinstance(data, bytes):
        raise JamEncodingError(f"{what} must be bytes, got {type(data).__name__}")
    if not 0 <= start <= len(data):
        raise JamEncodingError(f"{what} ends before the place where CBOR is looked for")
    if len(data) - start > MAX_BYTES:
        raise JamEncodingError(f"{what} has {len(data) - start} bytes; CBOR of {MAX_BYTES} is read")
    reader = _Reader(data, start, canonical)
    try:
        return reader.value(MAX_DEPTH), reader.at
    except _Refused as error:
        fault = str(error)
    # Not raised in the branch above: a decoder's error may hold the data, and would be its context.
    raise JamEncodingError(f"{what} is not acceptable as CBOR: {fault}")


class _Reader:
    """Reads values one after the other (RFC 8949 appendix C, in its order)."""

    __slots__ = ("at", "canonical", "data", "end", "items")

    def __init__(self, data: bytes, start: int, canonical: bool) -> None:
        self.data = data
        self.at = start
        self.end = len(data)
        self.canonical = canonical
        self.items = 0

    def value(self, levels: int) -> CborValue:
        self.items += 1
        if self.items > MAX_ITEMS:
            raise _Refused(f"it holds more than {MAX_ITEMS} values")
        major, info, argument = self.head()
        if major == _UNSIGNED:
            return argument
        if major == _NEGATIVE:
            return -1 - argument  # section 3.1
        if major == _OTHER:
            return self.other(info, argument)
        if major in (_BYTES, _TEXT):
            return self.string(major, info, argument)
        if levels <= 1:
            raise _Refused(f"it is nested deeper than {MAX_DEPTH}")
        if major == _TAG:
            return self.tagged(argument, levels - 1)
        return self.container(major, info, argument, levels - 1)

    def head(self) -> tuple[int, int, int]:
        """Take a head; return major type, additional information and argument (section 3)."""
        first = self.take(1)[0]
        major, info = first >> 5, first & 31
        if info < 24:
            return major, info, info
        if info <= 27:
            size = 1 << (info - 24)
            argument = int.from_bytes(self.take(size), "big")
            # Section 4.2.1: the shortest form. Floating-point numbers are looked at in `other`.
            shortest = 24 if size == 1 else 1 << (4 * size)
            if self.canonical and major != _OTHER and argument < shortest:
                raise _Refused("a number or length is written longer than it need be")
            return major, info, argument
        if info != _INDEFINITE:
            raise _Refused("a reserved head (28 to 30) stands in it")
        if first == _BREAK:
            raise _Refused("a break stands where a value must stand")
        if major in (_UNSIGNED, _NEGATIVE, _TAG):
            raise _Refused("a head that cannot be indefinite is so")
        if self.canonical:
            raise _Refused("a length is indefinite, which its canonical form does not allow")
        return major, info, 0

    def take(self, count: int) -> bytes:
        at = self.at
        if count > self.end - at:
            raise _Refused("it ends in the middle of a value")
        self.at = at + count
        return self.data[at : at + count]

    def at_break(self) -> bool:
        """Tell whether a break stands here, and step over it."""
        if self.at < self.end and self.data[self.at] == _BREAK:
            self.at += 1
            return True
        return False

    def string(self, major: int, info: int, length: int) -> bytes | str:
        if info != _INDEFINITE:
            chunk = self.take(length)
            return chunk if major == _BYTES else _text(chunk)
        chunks: list[Any] = []
        while not self.at_break():
            self.items += 1
            if self.items > MAX_ITEMS:
                raise _Refused(f"it holds more than {MAX_ITEMS} values")
            kind, inner, size = self.head()
            if kind != major or inner == _INDEFINITE:  # section 3.2.3
                raise _Refused("a chunk of a string is not a string of its kind and of a length")
            chunk = self.take(size)
            chunks.append(chunk if major == _BYTES else _text(chunk))
        return b"".join(chunks) if major == _BYTES else "".join(chunks)

    def container(self, major: int, info: int, count: int, levels: int) -> CborValue:
        indefinite = info == _INDEFINITE
        least = count * 2 if major == _MAP else count
        if least > self.end - self.at:  # a value has one byte at least
            raise _Refused("it ends in the middle of a value")
        if major == _ARRAY:
            values: list[CborValue] = []
            while not self.at_break() if indefinite else len(values) < count:
                values.append(self.value(levels))
            return values
        pairs: CborMap = {}
        last = b""
        while not self.at_break() if indefinite else len(pairs) < count:
            start = self.at
            key = self.value(levels)
            if type(key) not in (int, str, bytes):
                raise _Refused("a key of a map is not an integer, text or bytes")
            if key in pairs:  # section 5.6
                raise _Refused("a map has one key twice")
            encoded = self.data[start : self.at]
            if self.canonical and encoded < last:  # section 4.2.1: bytewise order of the encoded keys
                raise _Refused("the keys of a map are out of order")
            last = encoded
            pairs[key] = self.value(levels)
        return pairs

    def tagged(self, number: int, levels: int) -> CborValue:
        value = self.value(levels)
        if number not in _TAGS_OF_BIG_NUMBERS:
            if self.canonical:  # CTAP 2.1 section 8: no tags
                raise _Refused("it has a tag, which its canonical form does not allow")
            return Tag(number, value)
        if type(value) is not bytes:  # section 3.4.3
            raise _Refused("the tag of a large integer stands before something else than bytes")
        if self.canonical:
            raise _Refused("it has a tag, which its canonical form does not allow")
        large = int.from_bytes(value, "big")
        return large if number == 2 else -1 - large

    def other(self, info: int, argument: int) -> CborValue:
        if info in _FLOATS:
            size = 1 << (info - 24)
            number: float = struct.unpack(_FLOATS[info], argument.to_bytes(size, "big"))[0]
            if self.canonical and len(_float(number)) != size + 1:  # section 4.2.2
                raise _Refused("a floating-point number is written longer than it need be")
            return number
        if info == 24 and argument < 32:  # section 3.3
            raise _Refused("a simple value is written in two bytes that has one of one byte")
        return _CONSTANTS[argument] if argument in _CONSTANTS else Simple(argument)


def _text(chunk: bytes) -> str:
    try:
        return chunk.decode()
    except UnicodeDecodeError:
        pass
    raise _Refused("a text is not UTF-8")


def encode(value: object, what: str = "the value") -> bytes:
    """Return `value` as CBOR in its deterministic form (section 4.2.1).

    Args:
        value: see the head of this file; a tuple is written as a list.
        what: what it is, for the message; the value is never quoted.

    Raises:
        JamEncodingError: a type that has no CBOR form here, a lone surrogate, or more depth or values than
            `decode` reads.
    """
    parts: list[bytes] = []
    try:
        _write(value, parts, MAX_DEPTH)
    except _Refused as error:
        fault = str(error)
    else:
        data = b"".join(parts)
        if len(data) <= MAX_BYTES:
            return data
        fault = f"it needs more than {MAX_BYTES} bytes"
    raise JamEncodingError(f"{what} cannot be written as CBOR: {fault}")


def _head(major: int, argument: int) -> bytes:
    """Return the shortest head (section 4.2.1)."""
    if argument < 24:
        return bytes((major << 5 | argument,))
    for info, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if argument < 1 << (8 * size):
            return bytes((major << 5 | info,)) + argument.to_bytes(size, "big")
    raise _Refused("a number has more than 64 bits where that cannot be")


def _write(value: object, parts: list[bytes], levels: int) -> None:
    if len(parts) >= MAX_ITEMS:
        raise _Refused(f"it holds more than {MAX_ITEMS} values")
    scalar = _scalar(value)
    if scalar:
        parts.append(scalar)
        return
    if levels <= 1:
        raise _Refused(f"it is nested deeper than {MAX_DEPTH}")
    if isinstance(value, (list, tuple)):
        parts.append(_head(_ARRAY, len(value)))
        for item in value:
            _write(item, parts, levels - 1)
    elif isinstance(value, dict):
        parts.append(_head(_MAP, len(value)))
        for encoded, key in sorted((_key(key), key) for key in value):  # no two encoded keys are equal
            parts.append(encoded)
            _write(value[key], parts, levels - 1)
    elif isinstance(value, Tag):
        parts.append(_head(_TAG, _natural(value.number, _LARGEST, "a tag")))
        _write(value.value, parts, levels - 1)
    else:
        raise _Refused(f"{type(value).__name__} has no CBOR form")


def _scalar(value: object) -> bytes:
    """Return the bytes of a value that holds no others, or b""."""
    if value is None or isinstance(value, bool):
        return bytes((_OTHER << 5 | (22 if value is None else 20 + value),))
    if isinstance(value, int):
        return _integer(value)
    if isinstance(value, (bytes, bytearray)):
        return _head(_BYTES, len(value)) + bytes(value)
    if isinstance(value, str):
        try:
            data = value.encode()
        except UnicodeEncodeError:
            data = None
        if data is None:
            raise _Refused("a text has a lone surrogate")
        return _head(_TEXT, len(data)) + data
    if isinstance(value, float):
        return _float(value)
    if isinstance(value, Simple):
        number = _natural(value.number, 255, "a simple value")
        if 20 <= number <= 22 or 24 <= number < 32:  # section 3.3
            raise _Refused("a simple value has a number that is taken or reserved")
        return _head(_OTHER, number)
    return b""


def _integer(value: int) -> bytes:
    major, argument = (_NEGATIVE, -1 - value) if value < 0 else (_UNSIGNED, value)
    if argument <= _LARGEST:
        return _head(major, argument)
    octets = argument.to_bytes((argument.bit_length() + 7) // 8, "big")  # section 3.4.3
    return _head(_TAG, 3 if value < 0 else 2) + _head(_BYTES, len(octets)) + octets


def _float(value: float) -> bytes:
    """Return the shortest form that keeps the value (sections 4.1 and 4.2.2)."""
    if value != value:
        return _HALF_NAN
    for info, form in ((25, ">e"), (26, ">f")):
        try:
            data = struct.pack(form, value)
        except OverflowError:
            continue
        if struct.unpack(form, data)[0] == value:
            return bytes((_OTHER << 5 | info,)) + data
    return b"\xfb" + struct.pack(">d", value)


def _key(key: object) -> bytes:
    if isinstance(key, bool) or not isinstance(key, (int, str, bytes)):
        raise _Refused(f"{type(key).__name__} is not a key that a map may have")
    return _scalar(key)


def _natural(value: object, largest: int, what: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= largest:
        raise _Refused(f"{what} must have a number from 0 to {largest}")
    return value
