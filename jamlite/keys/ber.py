"""FOR READING PKCS#12 ONLY: BER written anew as DER (X.690 sections 8 and 10).

Firefox and Thunderbird, NSS and some Java software write .p12 files with indefinite lengths and with octet
strings in pieces. RFC 7292 allows it. Everything else is read as strict DER, and so is what this returns.
"""

from __future__ import annotations

from ..encoding import der_reading as der
from ..encoding.der_writing import encode
from ..exceptions.base import JamEncodingError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

MAX_SIZE = 1 << 17  # bytes; a file with a chain of certificates has 10 000
MAX_DEPTH = 32
_CONSTRUCTED = 0x20
_PIECES = der.OCTET_STRING | _CONSTRUCTED  # X.690 section 8.7.3: an octet string in pieces
_END = b"\0\0"  # section 8.1.5


def to_der(data: bytes) -> bytes:
    """Return one BER value with definite, shortest lengths, and its octet strings in one piece.

    The order of sets and the spelling of numbers stay as they are: a strict reader judges them.

    Raises:
        JamEncodingError: not BER, longer than MAX_SIZE, or nested too deeply.
    """
    if not isinstance(data, bytes) or len(data) > MAX_SIZE:
        raise JamEncodingError(f"BER data must be bytes, at most {MAX_SIZE}")
    value, end = _element(data, 0, len(data), 0)
    if end != len(data):
        raise JamEncodingError("BER data goes on after its last element")
    return value


def _element(data: bytes, at: int, limit: int, depth: int) -> tuple[bytes, int]:
    """Return the element at `at` as DER, and where the next one begins."""
    if at + 2 > limit:
        _cut_short()
    tag, length, start = data[at], data[at + 1], at + 2
    if tag & 0x1F == 0x1F or tag == 0:
        raise JamEncodingError("BER data has a tag that no PKCS#12 file has")
    if length > 0x80:  # section 8.1.3.5: so many octets of length follow
        count = length & 0x7F
        start += count
        if count > 4 or start > limit:
            _cut_short()
        length = int.from_bytes(data[start - count : start], "big")
    elif length == 0x80:  # section 8.1.3.6: indefinite, up to two zero octets
        if not tag & _CONSTRUCTED:
            raise JamEncodingError("BER data has an indefinite length where nothing is nested")
        return _joined(tag, *_children(data, start, limit, depth, endless=True))
    end = start + length
    if end > limit:
        _cut_short()
    if tag & _CONSTRUCTED:
        return _joined(tag, *_children(data, start, end, depth, endless=False))
    return encode(tag, data[start:end]), end


def _children(data: bytes, at: int, limit: int, depth: int, *, endless: bool) -> tuple[list[bytes], int]:
    """Return the elements from `at` up to `limit`, or up to the end mark, and where that was."""
    if depth >= MAX_DEPTH:
        raise JamEncodingError("BER data is nested too deeply")
    found: list[bytes] = []
    while at < limit:
        if endless and data[at : at + 2] == _END:
            return found, at + 2
        child, at = _element(data, at, limit, depth + 1)
        found.append(child)
    if endless:
        _cut_short()
    return found, at


def _joined(tag: int, children: list[bytes], end: int) -> tuple[bytes, int]:
    if tag != _PIECES:
        return encode(tag, *children), end
    return encode(der.OCTET_STRING, *pieces(children)), end


def pieces(children: list[bytes]) -> list[bytes]:
    """Return the contents of octet strings in DER.

    Raises:
        JamEncodingError: one of them is something else.
    """
    return [_content(child) for child in children]


def _content(child: bytes) -> bytes:
    reader = der.Reader(child)
    return reader.octet_string()


def _cut_short() -> NoReturn:
    raise JamEncodingError("BER data is cut short")
