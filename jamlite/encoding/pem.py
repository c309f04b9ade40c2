"""PEM, the textual encoding of keys and certificates (RFC 7468).

Written strictly (section 3: 64 characters a line, LF). Read as files really look: LF, CRLF or CR; a
byte order mark; text before, between and after the blocks (section 2); blanks at either end of a
line and empty lines; the header lines of RFC 1421, which are handed on. A text that cannot be read like
this is read once more with the damage of environment variables undone: line breaks written as \\n or lost,
quotes or a name before the block, UTF-16. Everything else is refused: labels that do not match, a block
inside another or without its end, base64 that another text could stand for.
"""

from __future__ import annotations

import binascii

from ..exceptions.base import JamEncodingError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterator

MAX_TEXT = 2 << 20  # characters or bytes; a bundle of certificates stays far below
_MOST_MENDED = 1 << 17  # characters of a damaged text, which is one block; mending takes 100 times the memory
_MOST_HEADERS = 64  # lines of a block; RFC 1421 has fewer than ten kinds
_LONGEST_LABEL = 100
_MOST_LINES = 1 << 13  # that exist at once

_BLANKS = " \t\v\f"
_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


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
    try:
        return _blocks(_lines(text))
    except JamEncodingError as error:
        mended = _mended(text)
        if mended is None:
            raise
        fault = error.message
    try:
        return _blocks(_lines(mended))
    except JamEncodingError:
        pass
    raise JamEncodingError(fault)


def _mended(text: str | bytes) -> str | None:
    """Return a text of one block with its line breaks, or None if it is not damaged in such a way."""
    wide = False
    if not isinstance(text, (str, bytes)) or len(text) > _MOST_MENDED:
        return None
    if isinstance(text, bytes):
        wide = text.count(0) * 3 >= len(text)  # UTF-16
        if wide:
            text = text.replace(b"\0", b"").lstrip(b"\xff\xfe")
        text = text.decode("utf-8", "replace")
    if text.count("-----BEGIN ") != 1:
        return None
    import re  # only here: it takes longer to load than the usual text to read

    # Between the boundaries: blanks and base64, or header lines.
    block = r"(-----BEGIN [^-\r\n]{1,40}-----)([^-]*(?:-[^-]+)*)(-----END [^-\r\n]{1,40}-----)"
    begin_alone = r"(?:\A|[\r\n])[ \t]*-----BEGIN [^-\r\n]{1,40}-----[ \t]*[\r\n]"
    plain = text.replace("\\r", "").replace("\\n", "\n")
    match = re.search(block, plain)
    if match is None or not (wide or plain != text or not re.search(begin_alone, text)):
        return None
    begin, body, end = match.groups()
    # Header lines need the line breaks that they had.
    return "\n".join((begin, body if ":" in body else re.sub(r"\s+", "", body), end, ""))


def _blocks(lines: Iterator[str]) -> list[Block]:
    blocks = []
    for line in lines:
        if line.startswith("-----"):
            blocks.append(_block(_boundary(line, "BEGIN"), lines))
    if not blocks:
        raise JamEncodingError("there is no PEM block in the text")
    return blocks


def encode(label: str, data: bytes) -> str:
    """Return `data` as one PEM block ending in a line feed.

    Raises:
        JamEncodingError: data is not bytes, or the label is not one of a PEM block (RFC 7468 section 3).
    """
    if not isinstance(data, bytes):
        raise JamEncodingError(f"the data of a PEM block must be bytes, got {type(data).__name__}")
    if not isinstance(label, str) or not label.isascii() or not label.isprintable() or "--" in label:
        raise JamEncodingError("the label of a PEM block is a text like PUBLIC KEY")
    body = binascii.b2a_base64(data, newline=False).decode("ascii")
    lines = [body[start : start + 64] for start in range(0, len(body), 64)]
    return "\n".join([f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", ""])


def _lines(text: str | bytes) -> Iterator[str]:
    if not isinstance(text, (str, bytes)):
        raise JamEncodingError(f"PEM text must be str or bytes, got {type(text).__name__}")
    if len(text) > MAX_TEXT:
        raise JamEncodingError(f"PEM text has more than {MAX_TEXT} characters")
    if isinstance(text, bytes):
        # Whatever stands outside the blocks need not be ASCII; inside them it is refused below.
        text = text.decode("utf-8", "replace")
    rest = [text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")]
    while rest:  # not all lines at once: short ones take 20 times the memory of the text
        lines = rest.pop().split("\n", _MOST_LINES)
        rest = lines[_MOST_LINES:]
        for line in lines[:_MOST_LINES]:
            yield line.strip(_BLANKS)


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
            if len(headers) >= _MOST_HEADERS:
                raise JamEncodingError(f"PEM: a block has more than {_MOST_HEADERS} header lines")
            headers.append(line)
        elif not _is_base64(line):
            raise JamEncodingError("PEM: a line of the block is not base64")
        else:
            body.append(line)
    raise JamEncodingError("PEM: a block does not end")


def _boundary(line: str, kind: str) -> str:
    """Return the label of a boundary line that must be of this kind."""
    found, _, label = line[5:-5].partition(" ")
    # RFC 7468 section 3: words of printable characters, joined by single blanks or hyphens.
    words = label.replace("-", " ").split(" ") if len(label) <= _LONGEST_LABEL else [""]
    printable = label.isascii() and label.isprintable()
    if line[-5:] != "-----" or found not in ("BEGIN", "END") or not printable or not all(words):
        lost = ", or its line breaks are lost or written as \\n" if line.count("-----") > 2 else ""
        raise JamEncodingError(f"PEM: a line of dashes is not a boundary{lost}")
    if found != kind:
        raise JamEncodingError(f"PEM: {kind} expected, found {found}")
    return label


def _is_base64(line: str) -> bool:
    letters = line.rstrip("=")
    return len(line) - len(letters) <= 2 and line.isascii() and not letters.encode().translate(None, _BASE64)


def _from_base64(text: str) -> bytes:
    try:
        data = binascii.a2b_base64(text)
    except binascii.Error:
        raise JamEncodingError("PEM: the base64 of a block is cut short") from None
    # Writing it again must give the same text: finds padding inside and bits left over.
    if not data or binascii.b2a_base64(data, newline=False).decode("ascii") != text:
        raise JamEncodingError("PEM: the base64 of a block is empty, cut short or wrongly padded")
    return data
