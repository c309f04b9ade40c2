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
_DEPTH = 4  # wrappings within one another
_MOST = 40  # texts that are judged
_SHORTEST = 12  # bytes; what is shorter under a wrapping is no trace of anything

_WHITE = b" \t\r\n\v\f\0"
_QUOTES = b"\"'`,;()[]{} \t\r\n\v\f"
_INVISIBLE = re.compile(
    rb"\xef\xbb\xbf|\xe2\x80[\x8b-\x8f\x98-\x9f\xa8-\xaf]|\xe2\x81\xa0|\xc2[\xa0\xab\xad\xbb]"
)
_DASHES = re.compile(rb"\xe2\x80[\x90-\x95]|\xe2\x88\x92|\xef\xb9\x98|\xef\xbc\x8d")
_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=" + _WHITE
_BASE32 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567=-" + _WHITE
_HEX_DIGITS = b"0123456789ABCDEFabcdefx\\:,;-" + _WHITE
_HEX = re.compile(rb"(?:(?:0x|\\x)?[0-9A-Fa-f]{2}[\s:,;-]*){12,}")
_NOT_HEX = re.compile(rb"0x|\\x|[^0-9A-Fa-f]")
_ESCAPE = re.compile(rb"\\(?:u00([0-9A-Fa-f]{2})|x([0-9A-Fa-f]{2})|(.))", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t"}
_PERCENT = re.compile(rb"%([0-9A-Fa-f]{2})")
_QUOTED_PRINTABLE = re.compile(rb"=(?:[2-7][0-9A-F]|0[AD])")
_ENTITY = re.compile(
    rb"&(?:#(\d{1,7})|#[xX]([0-9A-Fa-f]{1,6})|(quot|amp|lt|gt|apos|hyphen|dash|sol|nbsp|plus|equals));"
)
_ENTITIES = {
    b"quot": b'"',
    b"amp": b"&",
    b"lt": b"<",
    b"gt": b">",
    b"apos": b"'",
    b"hyphen": b"-",
    b"dash": b"-",
    b"sol": b"/",
    b"nbsp": b" ",
    b"plus": b"+",
    b"equals": b"=",
}
_ASSIGNED = re.compile(
    rb"\s*(?:export\s+|set\s+|- )?[\"']?[A-Za-z_][\w.-]{0,60}[\"']?\s{0,4}[:=]\s{0,4}(?=\S)"
)
_DATA_URL = re.compile(rb"\s*data:[^,]{0,200},", re.IGNORECASE)
_PYTHON_BYTES = re.compile(rb"\s*(?:[bBrRuU]{1,2}|bytearray\(b|memoryview\(b)(?=[\"'])")
_SEPARATORS = re.compile(rb"[;,|&\s]+")
_BASE85 = bytes(range(33, 127))
_NUMBERS = re.compile(rb"\[\s*(?:\d{1,3}\s*,\s*){11,}\d{1,3}\s*,?\s*\]")


def spellings(data: bytes) -> Iterator[tuple[bytes, tuple[str, ...]]]:
    """Yield `data`, then what it stands for with its wrappings taken off, and the names of these."""
    seen = {data}
    level: list[tuple[bytes, tuple[str, ...]]] = [(data, ())]
    for depth in range(_DEPTH + 1):
        following: list[tuple[bytes, tuple[str, ...]]] = []
        for text, names in level:
            yield text, names
            if depth == _DEPTH or not _SHORTEST <= len(text) <= MAX_BYTES:
                continue
            for take_off, name in _WRAPPINGS if _is_text(text) else _WRAPPINGS[:1]:
                inner = take_off(text)
                if inner is not None and len(inner) >= _SHORTEST and inner not in seen and len(seen) < _MOST:
                    seen.add(inner)
                    following.append((inner, (*names, name) if name else names))
        level = following


def _is_text(data: bytes) -> bool:
    try:
        return data.isascii() or bool(data.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def _no_zeros(text: bytes) -> bytes | None:
    """UTF-16 and UTF-32: every second byte or more is zero."""
    if 3 * text.count(0) < len(text):
        return None
    return text.replace(b"\0", b"").lstrip(b"\xff\xfe")


def _visible(text: bytes) -> bytes | None:
    """Marks that nobody sees, typographic quotes and dashes."""
    return None if text.isascii() else _DASHES.sub(b"-", _INVISIBLE.sub(b"", text))


def _bare(text: bytes) -> bytes | None:
    """Quotes, commas and brackets around it."""
    match = _PYTHON_BYTES.match(text)
    return (text[match.end() :] if match else text).strip(_QUOTES)


def _unassigned(text: bytes) -> bytes | None:
    """`NAME=` or `name: ` before it, and the head of a data: URL."""
    match = _DATA_URL.match(text) or _ASSIGNED.match(text)
    return text[match.end() :] if match else None


def _unescaped(text: bytes) -> bytes | None:
    if b"\\" not in text:
        return None

    def plain(match: re.Match[bytes]) -> bytes:
        number = match[1] or match[2]
        return bytes.fromhex(number.decode()) if number else _ESCAPED.get(match[3], match[3])

    return _ESCAPE.sub(plain, text)


def _unquoted(text: bytes) -> bytes | None:
    if b"%" not in text or not _PERCENT.search(text):
        return None
    return _PERCENT.sub(lambda match: bytes.fromhex(match[1].decode()), text)


def _printable(text: bytes) -> bytes | None:
    return binascii.a2b_qp(text) if b"=" in text and _QUOTED_PRINTABLE.search(text) else None


def _without_entities(text: bytes) -> bytes | None:
    if b"&" not in text or not _ENTITY.search(text):
        return None

    def plain(match: re.Match[bytes]) -> bytes:
        if match[3]:
            return _ENTITIES[match[3]]
        number = int(match[1]) if match[1] else int(match[2], 16)
        return bytes([number]) if number < 128 else b""

    return _ENTITY.sub(plain, text)


def _from_base64(text: bytes) -> bytes | None:
    if text.translate(None, _BASE64):
        return None
    text = text.translate(bytes.maketrans(b"-_", b"+/"), _WHITE + b"=")
    text = text[: len(text) - (len(text) % 4 == 1)]
    return binascii.a2b_base64(text + b"=" * (-len(text) % 4))


def _from_base32(text: bytes) -> bytes | None:
    if text.translate(None, _BASE32) and text.translate(None, _BASE32.lower()):
        return None
    from base64 import b32decode

    text = text.translate(None, _WHITE + b"=-")
    text = text[: len(text) - (len(text) % 8 in (1, 3, 6))]
    return b32decode(text + b"=" * (-len(text) % 8), casefold=True)


def _from_hex(text: bytes) -> bytes | None:
    if text.translate(None, _HEX_DIGITS) or not _HEX.fullmatch(text):
        return None
    digits = _NOT_HEX.sub(b"", text)
    return bytes.fromhex(digits[: len(digits) & ~1].decode())


def _from_base85(text: bytes) -> bytes | None:
    """Base85 of both kinds; what fits base64 is not tried."""
    if not text.translate(None, _BASE64) or text.translate(None, _BASE85) or len(text) < 30:
        return None
    from base64 import a85decode, b85decode

    for decode in (b85decode, a85decode):
        try:
            data = decode(text)
        except ValueError:
            continue
        if _is_text(data) or data[:1] == b"0":
            return data
    return None


def _longest_word(text: bytes) -> bytes | None:
    """The longest of several words: a list of keys, a key with a name or comment beside it."""
    words = _SEPARATORS.split(text)
    return max(words, key=len) if 1 < len(words) < 16 else None


def _from_numbers(text: bytes) -> bytes | None:
    """A list of byte values, as JSON writes a buffer."""
    match = _NUMBERS.search(text) if b"[" in text else None
    if match is None:
        return None
    return bytes(min(int(number), 255) for number in re.findall(rb"\d+", match[0]))


_WRAPPINGS: tuple[tuple[Callable[[bytes], bytes | None], str], ...] = (
    (_no_zeros, "UTF-16"),
    (_visible, ""),
    (_bare, ""),
    (_unassigned, "an assignment"),
    (_unescaped, ""),
    (_unquoted, "percent-encoding"),
    (_printable, "quoted-printable"),
    (_without_entities, "HTML entities"),
    (_from_hex, "hex"),
    (_from_base64, "base64"),
    (_from_base32, "base32"),
    (_from_numbers, "numbers"),
    (_from_base85, "base85"),
    (_longest_word, "a list"),
)
