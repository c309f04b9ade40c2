"""Strict JSON (RFC 8259) as tokens need it: one meaning per text, or a refusal.

Refused beyond the grammar: bytes that are not UTF-8, a byte order mark (RFC 8259 section 8.1), lone
surrogates (8.2), NaN and Infinity and numbers too large for a double (6), integers of more than
MAX_DIGITS digits, duplicate member names (RFC 7515 section 4, RFC 7519 section 4), nesting deeper
than MAX_DEPTH, objects of more than MAX_MEMBERS members and texts of more than MAX_VALUES values (RFC
8259 section 9 allows limits).
"""

from __future__ import annotations

import json

from ..exceptions.encoding import JamEncodingError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Iterator

MAX_DEPTH = 64
MAX_DIGITS = 300
MAX_MEMBERS = 1024
MAX_VALUES = 1 << 15  # in the whole text; a value takes up to 100 times the memory of its text

_LONG = 10 ** (MAX_DIGITS - 1)  # with the sign, such a number may have too many digits
_LONG_NEGATIVE = -_LONG

# json.JSONEncoder spends half of its time choosing its parts anew; the choice is made once here.
# The C encoder has no check for circles: they end in RecursionError, which `dumps` answers.
_encoder = json.JSONEncoder(ensure_ascii=False, check_circular=False, allow_nan=False, separators=(",", ":"))
_c_make_encoder = getattr(json.encoder, "c_make_encoder", None)
if _c_make_encoder is not None:
    _encode_parts = _c_make_encoder(
        None, _encoder.default, json.encoder.encode_basestring, None, ":", ",", False, False, False
    )
else:  # PyPy: its encoder is quick by itself

    def _encode_parts(value: Any, _level: int) -> Any:
        return (_encoder.encode(value),)


def dumps(value: Any, what: str = "the value", *, text_names: bool = False) -> bytes:
    """Return `value` as compact UTF-8 JSON, members in their own order, such that `loads` reads it.

    A name that is a number, True, False or None becomes text, as `json.dumps` does it.

    Args:
        value: what JSON can hold.
        what: what it is, for the message.
        text_names: True if the caller has seen that the names of the outermost object are text.

    Raises:
        JamEncodingError: a type JSON does not have, NaN or Infinity, a lone surrogate, a circle, two names
            that become the same text, or more depth, members, values or digits than `loads` reads.
    """
    try:
        data = "".join(_encode_parts(value, 0)).encode()
    except (RecursionError, TypeError, ValueError) as error:
        fault = _why_unwritable(error)
    else:
        # The short text of one object without lists is within all limits, if its names are text.
        if not (text_names and len(data) <= MAX_DIGITS and b"[" not in data and data.find(b"{", 1) < 0):
            _check_readable(data, value, what)
        return data
    raise JamEncodingError(f"{what} {fault}")


def encode(value: Any, what: str = "the value") -> bytes:
    """Return `value` as `dumps` does, but with no check that `loads` reads it.

    For what jamlite itself reads back in another way, or never.
    """
    try:
        return "".join(_encode_parts(value, 0)).encode()
    except (RecursionError, TypeError, ValueError) as error:
        fault = _why_unwritable(error)
    raise JamEncodingError(f"{what} {fault}")


def _why_unwritable(error: Exception) -> str:
    """Return the words for an error of the encoder. It may hold the text, and must not become a context."""
    if isinstance(error, RecursionError):
        return "is nested too deeply for JSON"
    if isinstance(error, UnicodeEncodeError):
        return "contains a lone surrogate"
    return f"cannot be written as JSON: {error}"


def loads(data: bytes | str, what: str = "the text") -> Any:
    """Return the value of the JSON text `data`.

    Args:
        data: UTF-8 bytes, or a str.
        what: what it is, for the message; the text itself is never quoted.

    Raises:
        JamEncodingError: see the head of this file.
    """
    try:
        text = data if isinstance(data, str) else data.decode()
        length = len(text)
        # A text no longer than MAX_VALUES holds no more values; one with few brackets is not deep.
        if length > MAX_VALUES or (
            ("[" in text or text.find("{", 1) >= 0) and text.count("[") + text.count("{") > MAX_DEPTH
        ):
            _check_structure(text)
        # Integers need no look each where no row of digits is too long.
        scan = _scan if length > MAX_DIGITS and _has_long_number(text) else _scan_short
        value, end = scan(text, 0)
        if end != length and text[end:].strip(" \t\n\r"):
            raise ValueError
        if ("\\" in text and "\\u" in text) or (text is data and not text.isascii()):
            _encoder.encode(value).encode()  # a lone surrogate has no UTF-8
        return value
    except StopIteration:  # nothing that begins a value at this place
        stripped = text.lstrip(" \t\n\r")
        if stripped and len(stripped) < length:
            return loads(stripped, what)
        fault = "is not JSON"
    except _Refused as error:
        fault = str(error)
    except RecursionError:
        fault = "is nested too deeply"
    except UnicodeError:
        fault = "is not UTF-8 or has a lone surrogate"
    except ValueError:
        fault = "is not JSON"
    except (AttributeError, TypeError):
        fault = f"must be text or bytes, got {type(data).__name__}"
    # Not raised in the branches above: their errors hold the text, and would be its context.
    raise JamEncodingError(f"{what} {fault}")


def _has_text_names(value: Any) -> bool:
    try:
        if isinstance(value, dict):
            "".join(value)
    except TypeError:
        return False
    return True


def _check_readable(data: bytes, value: Any, what: str) -> None:
    """Refuse `data`, the JSON text of `value`, if `loads` does; it is asked only where it might."""
    if len(data) > MAX_DIGITS or data.count(b"[") + data.count(b"{") > MAX_DEPTH:
        if not _is_plain(value) or (len(data) > MAX_VALUES and _separators(data) > MAX_VALUES):
            loads(data, what)
    elif _has_doubtful_names(data):
        loads(data, what)


def _has_doubtful_names(data: bytes) -> bool:
    """Tell whether a name in JSON text reads like one that was not text: a number, true, false or null."""
    return (
        b'0":' in data.translate(_DIGITS_TO_ZERO)
        or b'"true":' in data
        or b'"false":' in data
        or b'"null":' in data
    )


def _is_plain(value: Any, levels: int = MAX_DEPTH) -> bool:
    """Tell whether all names are text, and depth, members and digits are within the limits of reading.

    Reading the JSON text back would tell it too, in three times the time.
    """
    if isinstance(value, dict):
        if len(value) > MAX_MEMBERS or not _has_text_names(value):
            return False
        items: Any = value.values()
    elif isinstance(value, (list, tuple)):
        items = value
    else:
        return not isinstance(value, int) or _LONG_NEGATIVE < value < _LONG
    for item in items:
        kind = type(item)
        if kind is str or kind is float:
            continue
        if kind is int and _LONG_NEGATIVE < item < _LONG:
            continue
        if levels <= 1 or not _is_plain(item, levels - 1):
            return False
    return True


def _separators(data: bytes) -> int:
    return data.count(b",") + data.count(b"[") + data.count(b"{")


class _Refused(Exception):
    """Carries the reason out of the scanner's hooks."""


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members, length = dict(pairs), len(pairs)
    if len(members) != length:
        raise _Refused("has two members of one name")
    if length > MAX_MEMBERS:
        raise _Refused(f"has an object of more than {MAX_MEMBERS} members")
    return members


def _integer(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise _Refused(f"has a number of more than {MAX_DIGITS} digits")
    return int(digits)


def _number(digits: str) -> float:
    if len(digits) > MAX_DIGITS:
        raise _Refused(f"has a number of more than {MAX_DIGITS} digits")
    number = float(digits)
    if number - number != 0.0:  # 1e400 becomes infinite
        raise _Refused("has a number out of range")
    return number


def _constant(name: str) -> Any:
    raise _Refused(f"has {name}, which is not a JSON number")


_decoder: Any = json.JSONDecoder(
    object_pairs_hook=_members, parse_int=_integer, parse_float=_number, parse_constant=_constant
)
_decoder_short: Any = json.JSONDecoder(
    object_pairs_hook=_members, parse_float=_number, parse_constant=_constant
)
_scan = _decoder.scan_once
_scan_short = _decoder_short.scan_once

_DIGITS_TO_ZERO = bytes.maketrans(b"123456789", b"000000000")
_LONG_NUMBER = b"0" * MAX_DIGITS  # with the sign, such a number may have too many digits
_BRACES_TO_BRACKETS = bytes.maketrans(b"{}", b"[]")
_NO_STRUCTURE = bytes(set(range(256)) - set(b'[]{},"'))
_PIECE = 1 << 16  # bytes taken apart at once: it bounds the memory


def _has_long_number(text: str) -> bool:
    """Tell whether a row of MAX_DIGITS digits stands anywhere in the text, in a string too."""
    return _LONG_NUMBER in text.encode("utf-8", "replace").translate(_DIGITS_TO_ZERO)


def _check_structure(text: str) -> None:
    """Refuse nesting deeper than MAX_DEPTH, and too many values, before the scanner builds them.

    All steps are searches of the standard library in C: 0.4 ms for 100 KB, where a loop takes 5 ms. What is
    not JSON may pass: the scanner refuses it.
    """
    if "\\" in text:
        text = text.replace("\\\\", "").replace('\\"', "")
    # Two quotes that meet can go: what stands behind them is inside of a string, or outside, as before.
    marks = text.encode("utf-8", "replace").translate(_BRACES_TO_BRACKETS, _NO_STRUCTURE).replace(b'""', b"")
    brackets = b"".join(_outside(marks)) if b'"' in marks else marks
    if brackets.count(b"[") + brackets.count(b",") > MAX_VALUES:
        raise _Refused(f"holds more than {MAX_VALUES} values")
    brackets = brackets.replace(b",", b"")
    for _ in range(MAX_DEPTH):  # each time, the innermost level goes
        if b"[]" not in brackets:
            break
        brackets = brackets.replace(b"[]", b"")
    if b"[]" in brackets or brackets.count(b"[") > MAX_DEPTH:
        raise _Refused(f"is nested deeper than {MAX_DEPTH}")


def _outside(marks: bytes) -> Iterator[bytes]:
    """Yield what stands outside of the quotes."""
    inside = 0  # 1 if the piece begins inside of a string
    for start in range(0, len(marks), _PIECE):
        parts = marks[start : start + _PIECE].split(b'"')
        yield b"".join(parts[inside::2])
        inside ^= len(parts) & 1 ^ 1
