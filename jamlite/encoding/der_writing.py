"""DER, the distinguished encoding of ASN.1 (ITU-T X.690 section 10), written; `der_reading` reads it."""

from __future__ import annotations

from ..exceptions.base import JamEncodingError
from .der_reading import BIT_STRING, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE

NULL = b"\x05\x00"


def encode(tag: int, *contents: bytes) -> bytes:
    """Return one element: the tag, the length, the contents one after the other.

    Raises:
        JamEncodingError: the tag is not one octet, or a content is not bytes.
    """
    if type(tag) is not int or not 0 <= tag <= 255:
        raise JamEncodingError("a DER tag is an int from 0 to 255")
    try:
        body = b"".join(contents)
    except TypeError:
        buffers = (bytes, bytearray, memoryview)
        wrong = next(type(one).__name__ for one in contents if not isinstance(one, buffers))
        raise JamEncodingError(f"the content of a DER element must be bytes, got {wrong}") from None
    length = len(body)
    if length < 0x80:
        return bytes([tag, length]) + body
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(octets)]) + octets + body


def sequence(*elements: bytes) -> bytes:
    """Return a SEQUENCE of encoded elements."""
    return encode(SEQUENCE, *elements)


def integer(value: int) -> bytes:
    """Return an INTEGER that is not negative.

    Raises:
        JamEncodingError: not an int, or negative.
    """
    if type(value) is not int or value < 0:
        raise JamEncodingError("a DER INTEGER is written from an int that is not negative")
    return encode(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def octet_string(data: bytes) -> bytes:
    """Return an OCTET STRING."""
    return encode(OCTET_STRING, data)


def bit_string(data: bytes, tag: int = BIT_STRING) -> bytes:
    """Return a BIT STRING of whole bytes."""
    return encode(tag, b"\x00", data)


def object_identifier(dotted: str) -> bytes:
    """Return an OBJECT IDENTIFIER given in dotted form.

    Raises:
        JamEncodingError: it is not written like 1.2.840.113549, or its first numbers cannot be (X.690
            section 8.19.4).
    """
    arcs = dotted.split(".") if isinstance(dotted, str) and dotted.isascii() and len(dotted) <= 200 else []
    if len(arcs) < 2 or not all(arc.isdigit() for arc in arcs):
        raise JamEncodingError("a DER object identifier is written in dotted form, like 1.2.840.113549")
    first, second, *rest = map(int, arcs)
    if first > 2 or (first < 2 and second > 39):
        raise JamEncodingError("a DER object identifier begins with 0, 1 or 2; after 0 and 1 comes 0 to 39")
    return encode(OBJECT_IDENTIFIER, *(_base_128(arc) for arc in (40 * first + second, *rest)))


def _base_128(value: int) -> bytes:
    octets = [value & 0x7F]
    while value > 0x7F:
        value >>= 7
        octets.append(value & 0x7F | 0x80)
    return bytes(reversed(octets))
