"""DER, the distinguished encoding of ASN.1 (ITU-T X.690 section 10), read strictly; `der_writing` writes it.

`open_sequence` reads one complete SEQUENCE; the methods of `Reader` then take its elements in order
and `finish` refuses what is left over. What DER forbids is refused: indefinite and overlong lengths,
padded integers and object identifiers, trailing bytes.
"""

from __future__ import annotations

from ..exceptions.base import JamEncodingError

INTEGER, BIT_STRING, OCTET_STRING, NULL_TAG, OBJECT_IDENTIFIER = 0x02, 0x03, 0x04, 0x05, 0x06
SEQUENCE, SET = 0x30, 0x31

MAX_SIZE = 1 << 20  # bytes of one DER value; certificates with long lists of names stay far below
MAX_DEPTH = 16  # nested elements; keys and certificates need less than ten
MAX_OID = 39  # bytes of an object identifier; keeps its numbers small

_NAMES = {
    INTEGER: "INTEGER",
    BIT_STRING: "BIT STRING",
    OCTET_STRING: "OCTET STRING",
    NULL_TAG: "NULL",
    OBJECT_IDENTIFIER: "OBJECT IDENTIFIER",
    SEQUENCE: "SEQUENCE",
    SET: "SET",
}


def context(number: int, *, constructed: bool = True) -> int:
    """Return the context-specific tag [number] (0 to 30), constructed as EXPLICIT tags are.

    Raises:
        JamEncodingError: another number.
    """
    if type(number) is not int or not 0 <= number <= 30:  # X.690 section 8.1.2.4: 31 begins a longer tag
        raise JamEncodingError("the number of a DER tag is an int from 0 to 30")
    return (0xA0 if constructed else 0x80) | number


class Reader:
    """Takes the elements of one DER value in order; every method raises JamEncodingError on bad DER."""

    __slots__ = ("_data", "_depth", "_end", "_position")

    def __init__(self, data: bytes) -> None:
        if not isinstance(data, bytes):
            raise JamEncodingError(f"DER data must be bytes, got {type(data).__name__}")
        if len(data) > MAX_SIZE:
            raise JamEncodingError(f"DER data has more than {MAX_SIZE} bytes")
        self._data = data
        self._position = 0
        self._end = len(data)
        self._depth = 0

    def next_tag(self) -> int | None:
        """Return the tag of the next element, or None at the end."""
        return self._data[self._position] if self._position < self._end else None

    def content(self, tag: int) -> bytes:
        """Take an element with this tag and return its content."""
        start, end = self._take(tag)
        return self._data[start:end]

    def whole(self) -> bytes:
        """Take an element of any tag and return it with its header, unread."""
        before = self._position
        _, end = self._take(None)
        return self._data[before:end]

    def enter(self, tag: int = SEQUENCE) -> Reader:
        """Take a constructed element with this tag and return a reader of what it holds."""
        if self._depth >= MAX_DEPTH:
            raise JamEncodingError("DER data is nested too deeply")
        inner = Reader.__new__(Reader)
        inner._data = self._data
        inner._position, inner._end = self._take(tag)
        inner._depth = self._depth + 1
        return inner

    def integer(self) -> int:
        """Take an INTEGER that is not negative (no number of a key is)."""
        content = self.content(INTEGER)
        if not content:
            raise JamEncodingError("a DER integer is empty")
        if content[0] >= 0x80:
            raise JamEncodingError("a DER integer is negative")
        if content[0] == 0 and len(content) > 1 and content[1] < 0x80:  # X.690 section 8.3.2
            raise JamEncodingError("a DER integer is padded")
        return int.from_bytes(content, "big")

    def octet_string(self) -> bytes:
        """Take an OCTET STRING."""
        return self.content(OCTET_STRING)

    def bit_string(self, tag: int = BIT_STRING) -> bytes:
        """Take a BIT STRING of whole bytes (the only kind that holds keys and signatures)."""
        content = self.content(tag)
        if not content or content[0] != 0:
            raise JamEncodingError("a DER bit string does not hold whole bytes")
        return content[1:]

    def null(self) -> None:
        """Take a NULL."""
        if self.content(NULL_TAG):
            raise JamEncodingError("a DER NULL is not empty")

    def object_identifier(self) -> str:
        """Take an OBJECT IDENTIFIER and return it in dotted form."""
        return _oid_text(self.content(OBJECT_IDENTIFIER))

    def finish(self) -> None:
        """Refuse anything that is left."""
        if self._position != self._end:
            raise JamEncodingError("DER data goes on after its last element")

    def _take(self, tag: int | None) -> tuple[int, int]:
        """Move past one element; return where its content starts and ends."""
        found = self.next_tag()
        if found is None or (tag is not None and found != tag):
            wanted = "an element" if tag is None else _name(tag)
            raise JamEncodingError(f"DER data: {wanted} expected, found {_name(found)}")
        if found & 0x1F == 0x1F:
            raise JamEncodingError("DER data: a tag of several bytes, which no key uses")
        start, length = self._length(self._position + 1)
        if length > self._end - start:
            raise JamEncodingError("DER data is cut short")
        self._position = start + length
        return start, self._position

    def _length(self, position: int) -> tuple[int, int]:
        """Read the length octets at `position` (X.690 section 8.1.3); return what follows, length."""
        if position >= self._end:
            raise JamEncodingError("DER data is cut short")
        first = self._data[position]
        position += 1
        if first < 0x80:
            return position, first
        count = first & 0x7F
        octets = self._data[position : min(position + count, self._end)]
        if count == 0:  # X.690 section 10.1: the definite form
            raise JamEncodingError("DER data: an indefinite length")
        if count > 4 or len(octets) < count:
            raise JamEncodingError("DER data is cut short, or a length is absurd")
        length = int.from_bytes(octets, "big")
        if octets[0] == 0 or length < 0x80:  # X.690 section 10.1: the fewest octets
            raise JamEncodingError("DER data: a length is written too long")
        return position + count, length


def open_sequence(data: bytes) -> Reader:
    """Return a reader of the elements of `data`, which must be one SEQUENCE and nothing else.

    Raises:
        JamEncodingError: not bytes, too long, no SEQUENCE, or bytes after it.
    """
    outer = Reader(data)
    inner = outer.enter()
    outer.finish()
    return inner


def _name(tag: int | None) -> str:
    if type(tag) is int:
        return _NAMES.get(tag, f"tag {tag:#04x}")
    return "the end" if tag is None else "something else"


def _oid_text(content: bytes) -> str:
    """Decode the content of an object identifier (X.690 section 8.19)."""
    if not 0 < len(content) <= MAX_OID or content[-1] >= 0x80:
        raise JamEncodingError("a DER object identifier is empty, cut short or too long")
    arcs: list[int] = []
    value = 0
    fresh = True
    for octet in content:
        if fresh and octet == 0x80:  # X.690 section 8.19.2: no leading zeros
            raise JamEncodingError("a DER object identifier is padded")
        value = value << 7 | octet & 0x7F
        fresh = octet < 0x80
        if fresh:
            arcs.append(value)
            value = 0
    first = min(arcs[0] // 40, 2)  # X.690 section 8.19.4: the first two arcs share a number
    return ".".join(map(str, (first, arcs[0] - 40 * first, *arcs[1:])))
