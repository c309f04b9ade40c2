"""The wrappings that keys and texts arrive in, taken off: base64, hex, quotes, percent-encoding and the like.

Nothing is decided here: `spellings` yields whatever a text may stand for, `traces` judges it. Only what
fits wholly is taken off, so random bytes have few other spellings.
"""

from __future__ import annotations

import binascii
import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, Iterator

MAX_BYTES = 1 << 20  # of a text whose wrappings are taken off; longer ones are judged as they are
_DEPTH = 6  # wrappings within one another: quotes, their escapes and an assignment count one each
_MOST_UNPACKED = 1 << 16  # bytes of a compressed file
_MOST, _MOST_BYTES = 64, 1 << 19  # texts that are judged, and their bytes together
_SHORTEST = 12  # bytes; what is shorter under a wrapping is no trace of a key
_SHORTEST_NAME = 5  # bytes, under the wrappings that a name of a file or variable may have
_OF_NAMES = {"", "an assignment", "HTML entities", "percent-encoding"}

_WHITE = b" \t\r\n\v\f\0"
_QUOTES = b"\"'`,;()[]{} \t\r\n\v\f"
_INVISIBLE = re.compile(
    rb"\xef\xbb\xbf|\xe2\x80[\x8b-\x8f\x98-\x9f\xa8-\xaf]|\xe2\x81\xa0|\xc2[\xa0\xab\xad\xbb]"
)
_DASHES = re.compile(rb"\xe2\x80[\x90-\x95]|\xe2\x88\x92|\xef\xb9\x98|\xef\xbc\x8d")
LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_="
_BASE64 = LETTERS + _WHITE
_BASE32 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567=-" + _WHITE
_HEX_DIGITS = b"0123456789ABCDEFabcdefx\\:,;-" + _WHITE
_HEX = re.compile(rb"(?:(?:0x|\\x)?[0-9A-Fa-f]{2}[\s:,;-]*){12,}[0-9A-Fa-f]?")
_NOT_HEX = re.compile(rb"0x|\\x|[^0-9A-Fa-f]")
_ESCAPE = re.compile(rb"\\(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|([0-3][0-7]{2})|(.))", re.DOTALL)
_ESCAPED = bytes.maketrans(b"nrtbfva0", b"\n\r\t\b\f\v\a\0")
_PERCENT = re.compile(rb"%([0-9A-Fa-f]{2})")
_QUOTED_PRINTABLE = re.compile(rb"=(?:[2-7][0-9A-F]|0[AD])")
_CHARACTER = re.compile(rb"&#(?:(\d{1,7})|[xX]([0-9A-Fa-f]{1,6}));")
_NO_CHARACTER = re.compile("&#[0-9]{8,}")  # Python refuses to read a number of thousands of digits
_ASSIGNED = re.compile(
    rb"\s*(?:export\s+|set\s+|- )?[\"']?[A-Za-z_][\w.-]{0,60}[\"']?\s{0,4}[:=]\s{0,4}(?=\S)"
)
_DATA_URL = re.compile(rb"\s*data:[^,]{0,200},", re.IGNORECASE)
_PYTHON_BYTES = re.compile(rb"\s*(?:[bBrRuU]{1,2}|bytearray\(b|memoryview\(b)(?=[\"'])")
_SEPARATORS = re.compile(rb"[;,|&\s]+")
_NOT_LETTERS = re.compile(rb"[^A-Za-z0-9+/=_\s-]+")
_BASE85 = bytes(range(33, 127))
# As JSON, C, Go and Java write bytes: [45, 45], {0x2d, 0x2d}, {45, -10}.
_NUMBERS = re.compile(
    rb"[\[{(]\s*(?:(?:0x[0-9A-Fa-f]{1,2}|-?\d{1,3})\s*,\s*){11,}(?:0x[0-9A-Fa-f]{1,2}|-?\d{1,3})\s*,?\s*[\]})]"
)
_NUMBER = re.compile(rb"0x[0-9A-Fa-f]+|-?\d+")
# A line of xxd or hexdump: the place, up to 16 bytes, perhaps what they look like.
_DUMPED = re.compile(rb"(?m)^[ \t]*[0-9A-Fa-f]{4,8}:?[ \t]+((?:[0-9A-Fa-f]{2}[ \t]{0,2}){1,16})(?=[ \t|]|$)")


def spellings(data: bytes) -> Iterator[tuple[bytes, tuple[str, ...]]]:
    """Yield `data`, then what it stands for with its wrappings taken off, and the names of these."""
    seen, size = {data}, len(data)
    level: list[tuple[bytes, tuple[str, ...]]] = [(data, ())]
    for depth in range(_DEPTH + 1):
        following: list[tuple[bytes, tuple[str, ...]]] = []
        for text, names in level:
            yield text, names
            if depth == _DEPTH or not _SHORTEST_NAME <= len(text) <= MAX_BYTES:
                continue
            for take_off, name in _WRAPPINGS if _is_text(text) else _OF_BYTES:
                least = _SHORTEST_NAME if name in _OF_NAMES else _SHORTEST
                inner = take_off(text) if len(text) >= least else None
                if inner is None or len(inner) < least or inner in seen:
                    continue
                if len(seen) < _MOST and size + len(inner) <= _MOST_BYTES:
                    seen.add(inner)
                    size += len(inner)
                    following.append((inner, (*names, name) if name else names))
        level = following


def _is_text(data: bytes) -> bool:
    """Tell whether it is ASCII or UTF-8, which may be cut short."""
    try:
        return data.isascii() or bool(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        return 0 < error.start >= len(data) - 3 and error.reason == "unexpected end of data"


def _no_zeros(text: bytes) -> bytes | None:
    """UTF-16 and UTF-32: every second byte or more is zero."""
    if 3 * text.count(0) < len(text):
        return None
    return text.replace(b"\0", b"").lstrip(b"\xff\xfe")


def _wide(text: bytes) -> bytes | None:
    """Bytes, each written as a character of UTF-16 or UTF-32: zeros among them are meant."""
    text = text[text.startswith((b"\xff\xfe", b"\xfe\xff")) << 1 :]
    for step, places in ((4, (0, 3)), (2, (0, 1))):
        for place in places:
            kept = text[place::step]
            if len(text) - text.count(0) == len(kept) - kept.count(0):  # all others are zero
                return kept
    return None


def _narrow(text: bytes) -> bytes | None:
    """Bytes that were read as Latin-1 and written as UTF-8."""
    try:
        return None if text.isascii() else text.decode("utf-8", "ignore").encode("latin-1")
    except UnicodeError:
        return None


def _visible(text: bytes) -> bytes | None:
    """Marks that nobody sees, typographic quotes and dashes, letters in full width."""
    if text.isascii():
        return None
    from unicodedata import normalize

    text = _DASHES.sub(b"-", _INVISIBLE.sub(b"", text))
    return normalize("NFKC", text.decode("utf-8", "ignore")).encode()


def _bare(text: bytes) -> bytes | None:
    """Quotes, commas and brackets around it, and a byte order mark."""
    text = text[3 * text.startswith(b"\xef\xbb\xbf") :]
    match = _PYTHON_BYTES.match(text)
    return (text[match.end() :] if match else text).strip(_QUOTES)


def _unquoted_once(text: bytes) -> bytes | None:
    """One pair of quotes; the text may begin or end with others that belong to it."""
    return text[1:-1] if text[:1] in (b'"', b"'") and text[:1] == text[-1:] else None


def _begun(text: bytes) -> bytes | None:
    """What stands before bytes; what seems to stand behind them may be theirs."""
    return text[3 * text.startswith(b"\xef\xbb\xbf") :].lstrip(_QUOTES)


def _unassigned(text: bytes) -> bytes | None:
    """`NAME=` or `name: ` before it, and the head of a data: URL."""
    match = _DATA_URL.match(text) or _ASSIGNED.match(text)
    return text[match.end() :] if match else None


def _unescaped(text: bytes) -> bytes | None:
    if b"\\" not in text:
        return None

    def plain(match: re.Match[bytes]) -> bytes:
        if match[4]:
            return match[4].translate(_ESCAPED)
        number = int(match[3], 8) if match[3] else int(match[1] or match[2], 16)
        return bytes([number]) if number < 256 else chr(number).encode("utf-8", "ignore")

    return _ESCAPE.sub(plain, text)


def _unquoted(text: bytes) -> bytes | None:
    if b"%" not in text or not _PERCENT.search(text):
        return None
    return _PERCENT.sub(lambda match: bytes.fromhex(match[1].decode()), text)


def _from_form(text: bytes) -> bytes | None:
    """As percent-encoding, and a plus sign stands for a blank."""
    return _unquoted(text.replace(b"+", b" ")) if b"+" in text else None


def _printable(text: bytes) -> bytes | None:
    return binascii.a2b_qp(text) if b"=" in text and _QUOTED_PRINTABLE.search(text) else None


def _without_entities(text: bytes) -> bytes | None:
    if b"&" not in text:
        return None
    from html import unescape

    def plain(match: re.Match[bytes]) -> bytes:  # `unescape` reads 128 to 159 as Windows-1252
        number = int(match[1]) if match[1] else int(match[2], 16)
        return chr(number).encode("utf-8", "ignore") if number < 0x110000 else b""

    known = _CHARACTER.sub(plain, text).decode("utf-8", "ignore")
    return unescape(_NO_CHARACTER.sub("\ufffd", known)).encode()


def _from_base64(text: bytes) -> bytes | None:
    if text.translate(None, _BASE64):
        return None
    text = text.translate(bytes.maketrans(b"-_", b"+/"), _WHITE + b"=")
    text = text[: len(text) - (len(text) % 4 == 1)]
    return binascii.a2b_base64(text + b"=" * (-len(text) % 4))


def _from_base64_within(text: bytes) -> bytes | None:
    """Text whose base64 lost its first letters, or has others before it."""
    if text.translate(None, _BASE64):
        return None
    found = (_from_base64(text[lost:]) for lost in (1, 2, 3))
    return next((inner for inner in found if inner is not None and _is_text(inner)), None)


def _from_base32(text: bytes) -> bytes | None:
    if text.translate(None, _BASE32) and text.translate(None, _BASE32.lower()):
        return None
    from base64 import b32decode

    text = text.translate(None, _WHITE + b"=-")
    text = text[: len(text) - (len(text) % 8 in (1, 3, 6))]
    return b32decode(text + b"=" * (-len(text) % 8), casefold=True)


def _from_hex(text: bytes) -> bytes | None:
    text = text.lstrip(b"xX")
    if text.translate(None, _HEX_DIGITS) or not _HEX.fullmatch(text):
        return None
    digits = _NOT_HEX.sub(b"", text).decode()
    inner = bytes.fromhex(digits[: len(digits) & ~1])
    later = bytes.fromhex(digits[len(digits) & 1 :])  # a digit is lost, the first one or the last one
    return later if _is_text(later) else inner


def _is_base85(text: bytes) -> bool:
    """What fits base64 is not tried: it has = at its end alone."""
    other = text.translate(None, _BASE64) or b"=" in text.rstrip(b"=")
    return len(text) >= 20 and bool(other) and not text.translate(None, _BASE85)


def _from_base85(text: bytes) -> bytes | None:
    from base64 import b85decode

    try:
        return b85decode(text) if _is_base85(text) else None
    except ValueError:
        return None


def _from_ascii85(text: bytes) -> bytes | None:
    from base64 import a85decode

    try:
        return a85decode(text) if _is_base85(text) else None
    except ValueError:
        return None


def _longest_word(text: bytes) -> bytes | None:
    """The longest of several words: a list of keys, a key with a name or comment beside it."""
    words = _SEPARATORS.split(text)
    return max(words, key=len) if 1 < len(words) < 16 else None


def _longest_run(text: bytes) -> bytes | None:
    """The longest run of letters in several lines, with words before or behind it."""
    runs = _NOT_LETTERS.split(text)
    return max(runs, key=len) if 1 < len(runs) < 16 else None


def _from_longest_word(text: bytes) -> bytes | None:
    """The lines from the longest word on: base64 in several lines, with words before it."""
    words = text.split(maxsplit=1000)
    return text[text.index(max(words, key=len)) :] if len(words) > 1 else None


def _from_numbers(text: bytes) -> bytes | None:
    """A list of byte values, as a program writes a buffer."""
    match = _NUMBERS.search(text) if b"," in text else None
    if match is None:
        return None
    values = (int(number, 16) if number[:2] == b"0x" else int(number) for number in _NUMBER.findall(match[0]))
    return bytes(value & 255 for value in values)


def _from_dump(text: bytes) -> bytes | None:
    """What xxd or hexdump -C print."""
    lines = _DUMPED.findall(text) if b"0000" in text[:16] else []
    return bytes.fromhex(b"".join(lines).decode()) if lines else None


def _unpacked(data: bytes) -> bytes | None:
    """A gzip file (RFC 1952) or a zlib stream: as much of it as is judged."""
    if data[:3] != b"\x1f\x8b\x08" and data[:2] not in (b"\x78\x01", b"\x78\x9c", b"\x78\xda"):
        return None
    try:
        import zlib

        return zlib.decompressobj(47).decompress(data, _MOST_UNPACKED)  # 47: either form
    except (ImportError, zlib.error):
        return None


_WRAPPINGS: tuple[tuple[Callable[[bytes], bytes | None], str], ...] = (
    (_wide, "UTF-16"),
    (_no_zeros, "UTF-16"),
    (_bare, ""),
    (_unquoted_once, ""),
    (_unassigned, "an assignment"),
    (_unescaped, ""),
    (_narrow, "UTF-8"),
    (_visible, ""),
    (_unquoted, "percent-encoding"),
    (_from_form, "percent-encoding"),
    (_printable, "quoted-printable"),
    (_without_entities, "HTML entities"),
    (_from_hex, "hex"),
    (_from_base64, "base64"),
    (_from_base64_within, "base64"),
    (_from_base32, "base32"),
    (_from_numbers, "numbers"),
    (_from_dump, "a hex dump"),
    (_from_base85, "base85"),
    (_from_ascii85, "base85"),
    (_longest_word, "a list"),
    (_longest_run, "a list"),
    (_from_longest_word, "a list"),
)
# What may stand around bytes that are no text.
_OF_BYTES: tuple[tuple[Callable[[bytes], bytes | None], str], ...] = (
    (_wide, "UTF-16"),
    (_no_zeros, "UTF-16"),
    (_begun, ""),
    (_unquoted_once, ""),
    (_unassigned, "an assignment"),
    (_unescaped, ""),
    (_unpacked, "a compressed file"),
)
