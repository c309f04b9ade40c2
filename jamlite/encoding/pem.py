"""PEM, the textual encoding of keys and certificates (RFC 7468).

Written strictly (section 3: 64 characters a line, LF). Read as files really look: LF, CRLF or CR; a
byte order mark; text before, between and after the blocks (section 2); blanks at either end of a
line and empty lines; the header lines of RFC 1421, which are handed on. Everything else is refused:
labels that do not match, a block inside another or without its end, base64 that another text could
stand for, a block on one line.
"""

from __future__ import annotations

import binascii
import re

from ..exceptions.encoding import JamEncodingError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterator

MAX_TEXT = 2 << 20  # characters; a bundle of certificates stays far below

_LINE_END = re.compile(r"\r\n|\r|\n")
_BLANKS = " \t\v\f"
# RFC 7468 section 3: words of printable characters, joined by single blanks or hyphens.
_BOUNDARY = re.compile(r"-----(BEGIN|END) ([!-,.-~]+(?:[ -][!-,.-~]+)*)-----")
_BASE64_LINE = re.compile(r"[A-Za-z0-9+/]*={0,2}")


class Block:
    """One PEM block: its label, its RFC 1421 header lines (usually none), the bytes it holds."""

    __slots__ = ("data", "headers", "label")

    def __init__(self, label: str, headers: tuple[str, ...], data: bytes) -> None:
        self.label = label
        self.headers = headers
        self.data = data

    def __repr__(self) -> str:
        return f"<PEM block {self.label!r}, {len(self.data)} bytes>"


def decode(text: str | bytes) -> list[Block]:
    """Return the blocks of a PEM text, at least one.

    Args:
        text: str, or bytes that hold ASCII-compatible text; at most 2 MiB.

    Raises:
        JamEncodingError: another type, too long, no block, or a block that is not well-formed.
    """
    lines = iter(_lines(text))
    blocks = []
    for line in lines:
        if line.startswith("-----"):
            blocks.append(_block(_boundary(line, "BEGIN"), lines))
    if not blocks:
        raise JamEncodingError("there is no PEM block in the text")
    return blocks


def encode(label: str, data: bytes) -> str:
    """Return `data` as one PEM block ending in a line feed."""
    body = binascii.b2a_base64(data, newline=False).decode("ascii")
    lines = [body[start : start + 64] for start in range(0, len(body), 64)]
    return "\n".join([f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", ""])


def _lines(text: str | bytes) -> list[str]:
    if isinstance(text, bytes):
        # Whatever stands outside the blocks need not be ASCII; inside them it is refused below.
        text = text.decode("utf-8", "replace")
    elif not isinstance(text, str):
        raise JamEncodingError(f"PEM text must be str or bytes, got {type(text).__name__}")
    if len(text) > MAX_TEXT:
        raise JamEncodingError(f"PEM text has more than {MAX_TEXT} characters")
    return [line.strip(_BLANKS) for line in _LINE_END.split(text.lstrip("\ufeff"))]


def _block(label: str, lines: Iterator[str]) -> Block:
    """Take the lines of one block, its END boundary included."""
    headers: list[str] = []
    body: list[str] = []
    for line in lines:
        if line.startswith("-----"):
            if _boundary(line, "END") != label:
                raise JamEncodingError("PEM: the labels of BEGIN and END differ")
            return Block(label, tuple(headers), _from_base64("".join(body)))
        if ":" in line and not body:
            headers.append(line)
        elif not _BASE64_LINE.fullmatch(line):
            raise JamEncodingError("PEM: a line of the block is not base64")
        else:
            body.append(line)
    raise JamEncodingError("PEM: a block does not end")


def _boundary(line: str, kind: str) -> str:
    """Return the label of a boundary line that must be of this kind."""
    match = _BOUNDARY.fullmatch(line)
    if match is None:
        lost = ", or its line breaks are lost or written as \\n" if line.count("-----") > 2 else ""
        raise JamEncodingError(f"PEM: a line of dashes is not a boundary{lost}")
    if match.group(1) != kind:
        raise JamEncodingError(f"PEM: {kind} expected, found {match.group(1)}")
    return match.group(2)


def _from_base64(text: str) -> bytes:
    try:
        data = binascii.a2b_base64(text)
    except binascii.Error:
        raise JamEncodingError("PEM: the base64 of a block is cut short") from None
    # Writing it again must give the same text: finds padding inside and bits left over.
    if not data or binascii.b2a_base64(data, newline=False).decode("ascii") != text:
        raise JamEncodingError("PEM: the base64 of a block is empty, cut short or wrongly padded")
    return data
