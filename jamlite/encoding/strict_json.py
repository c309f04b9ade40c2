"""Strict JSON (RFC 8259) as tokens need it: one meaning per text, or a refusal.

Refused beyond the grammar: bytes that are not UTF-8, a byte order mark (RFC 8259 section 8.1), lone
surrogates (8.2), NaN and Infinity and numbers too large for a double (6), integers of more than
MAX_DIGITS digits, duplicate member names (RFC 7515 section 4, RFC 7519 section 4), nesting deeper
than MAX_DEPTH, objects of more than MAX_MEMBERS members and texts of more than MAX_VALUES values (RFC
8259 section 9 allows limits).
"""

from __future__ import annotations

from itertools import chain

from ..exceptions.base import JamEncodingError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Iterator, NoReturn

    from .json_types import JsonObject, JsonValue

    Scan = Callable[[str, int], "tuple[JsonValue, int]"]

MAX_DEPTH = 64
MAX_DIGITS = 300
MAX_MEMBERS = 1024
MAX_VALUES = 1 << 15  # in the whole text; a value takes up to 100 times the memory of its text

_LEAVES = {str, int, float, bool, type(None)}
_LISTS = {list, tuple}
_PLAIN = _LEAVES | _LISTS | {dict}

try:  # `json` is made of this; importing `json` itself takes 2 ms more, because it imports `re`
    import _json

    _c: Any = _json
except ImportError:  # PyPy has none
    _c = None


def _refuse_type(value: object) -> NoReturn:
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


# json.JSONEncoder spends half of its time choosing its parts anew; the choice is made once here.
# The C encoder has no check for circles: they end in RecursionError, which `dumps` answers.
try:
    _encode_parts: Callable[[object, int], tuple[str, ...]] = _c.make_encoder(
        None, _refuse_type, _c.encode_basestring, None, ":", ",", False, False, False
    )
except (AttributeError, TypeError):  # no `_json`, or a newer one that asks for more
    import json

    _encoder = json.JSONEncoder(
        ensure_ascii=False, check_circular=False, allow_nan=False, separators=(",", ":")
    )

    def _encode_parts(value: object, _level: int) -> tuple[str, ...]:
        return (_encoder.encode(value),)


def dumps(value: object, what: str = "the value", *, text_names: bool = False) -> bytes:
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
        text = "".join(_encode_parts(value, 0))
        data = text.encode()
    except (RecursionError, TypeError, ValueError) as error:
        fault = _why_unwritable(error)
    else:
        # Most claims are one short object without lists: within all limits, if its names are text.
        first = text.find("{", 1)
        if not text_names and (first >= 0 or type(value) is not dict or set(map(type, value)) != {str}):
            first = 0
        if (first >= 0 or "[" in text or len(text) > MAX_DIGITS) and not _is_surely_readable(data, first):
            if not _is_plain(data, value) or _has_long_number(data):
                loads(data, what)
        return data
    raise JamEncodingError(f"{what} {fault}")


def encode(value: object, what: str = "the value") -> bytes:
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


def loads(data: bytes | str, what: str = "the text") -> JsonValue:
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
        # Where no row of digits is too long, integers are not looked at one by one.
        scan = (
            _scan
            if length > MAX_DIGITS and _has_long_number(text.encode("utf-8", "replace"))
            else _scan_short
        )
        value, end = scan(text, 0)
        if end != length and text[end:].strip(" \t\n\r"):
            raise ValueError
        if ("\\" in text and "\\u" in text) or (text is data and not text.isascii()):
            "".join(_encode_parts(value, 0)).encode()  # a lone surrogate has no UTF-8
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
    except (ValueError, SystemError):  # CPython 3.10 and 3.11 raise the latter while `json` is not imported
        fault = "is not JSON"
    except (AttributeError, TypeError):
        fault = f"must be text or bytes, got {type(data).__name__}"
    # Not raised in the branches above: their errors hold the text, and would be its context.
    raise JamEncodingError(f"{what} {fault}")


def _is_surely_readable(data: bytes, first: int) -> bool:
    """Tell whether JSON text shows by itself that `loads` reads it.

    False says nothing: the value must then be looked at, which takes longer. The caller has seen that the
    names before the place `first` are text; -1 means all names.
    """
    # The shortest member, '"":0,', takes five bytes: a text of this size has too few for any limit.
    size = len(data)
    if size > 4 * MAX_MEMBERS:
        return False
    if first < 0:
        return data.count(b"[") < MAX_DEPTH and (size <= MAX_DIGITS or not _may_have_long_number(data))
    marks = data[first:].translate(_TO_MARKS).decode("latin-1")  # str is searched in half of the time
    # A name that was a number, True, False or None may have become the text of another name. Some names
    # that were text look the same, "x1" and "tree" for example.
    if '0":' in marks or '"teee":' in marks or marks.count("[") >= MAX_DEPTH:
        return False
    # A number stands on one side of `first`.
    if (first > MAX_DIGITS or size - first > MAX_DIGITS) and _may_have_long_number(data):
        return False
    return data.find(b"[", 0, first) < 0 or data.count(b"[") + marks.count("[") < MAX_DEPTH


def _is_plain(data: bytes, value: object) -> bool:
    """Tell whether all names are text, and depth, members and values are within the limits of reading.

    Reading the JSON text back would tell it too, in ten times the time. False for what only might be
    beyond a limit: an instance of a subclass of dict, for example.
    """
    level: Any = (value,)
    values = brackets = seen = 0
    for _ in range(MAX_DEPTH):  # one level of nesting each time, by loops in C
        kinds = set(map(type, level))
        if kinds <= _LEAVES:
            return True
        if not kinds <= _PLAIN:
            return False
        objects = level if kinds == {dict} else [item for item in level if type(item) is dict]
        lists = [item for item in level if type(item) in _LISTS] if kinds & _LISTS else []
        try:
            "".join(set().union(*objects))
        except TypeError:
            return False
        sizes = list(map(len, objects))
        if max(sizes, default=0) > MAX_MEMBERS:
            return False
        sizes.extend(map(len, lists))
        seen += len(sizes)
        values += len(sizes) + sum(sizes)
        if values > MAX_VALUES:
            return False
        # Where the text has no more brackets, only leaves are left. Skipping them: 2.5 times.
        if values > MAX_DEPTH:
            brackets = brackets or data.count(b"[") + data.count(b"{")
            if seen == brackets:
                return True
        level = [*chain.from_iterable(map(dict.values, objects)), *chain.from_iterable(lists)]
    return False


class _Refused(Exception):
    """Carries the reason out of the scanner's hooks."""


def _members(pairs: list[tuple[str, JsonValue]]) -> JsonObject:
    members = dict(pairs)
    if len(members) == len(pairs) <= MAX_MEMBERS:
        return members
    if len(members) != len(pairs):
        raise _Refused("has two members of one name")
    raise _Refused(f"has an object of more than {MAX_MEMBERS} members")


def _integer(digits: str | bytes) -> int:
    if len(digits) > MAX_DIGITS:
        raise _Refused(f"has a number of more than {MAX_DIGITS} digits")
    return int(digits)


def _number(digits: str | bytes) -> float:
    if len(digits) > MAX_DIGITS:
        raise _Refused(f"has a number of more than {MAX_DIGITS} digits")
    number = float(digits)
    if number - number != 0.0:  # 1e400 becomes infinite
        raise _Refused("has a number out of range")
    return number


def _constant(name: str) -> NoReturn:
    raise _Refused(f"has {name}, which is not a JSON number")


class _Reading:
    """What the scanner of `json` asks for: see json.JSONDecoder, which has the same names."""

    strict = True  # no control characters in strings (RFC 8259 section 7)
    object_hook = None
    object_pairs_hook = staticmethod(_members)
    array_hook = None  # since Python 3.15
    parse_constant = staticmethod(_constant)
    parse_float = staticmethod(_number)

    def __init__(self, parse_int: Callable[[str | bytes], int]) -> None:
        self.parse_int = parse_int

    def scanner(self) -> Scan:
        scan: Scan
        try:
            scan = _c.make_scanner(self)
        except AttributeError:  # no `_json`, or a newer one that asks for more names
            import json
            import re

            # `json` in Python takes digits of any script in numbers, and what `int` takes in escapes: +123.
            decoder: Any = json.JSONDecoder(
                object_pairs_hook=_members,
                parse_constant=_constant,
                parse_float=lambda digits: _number(digits.encode("ascii", "replace")),
                parse_int=lambda digits: self.parse_int(digits.encode("ascii", "replace")),
            )
            loose = re.compile(r"\\u(?![0-9A-Fa-f]{4})").search

            def scan(text: str, start: int) -> Any:
                if loose(text.replace("\\\\", "//")):
                    raise ValueError
                return decoder.scan_once(text, start)

        return scan


_scan = _Reading(_integer).scanner()
_scan_short = _Reading(int).scanner()

_DIGITS_TO_ZERO = bytes.maketrans(b"123456789", b"000000000")
_LONG_NUMBER = b"0" * MAX_DIGITS  # with the sign, such a number may have too many digits
_STRIDE = MAX_DIGITS // 3
# For counting brackets and finding names: "{" reads "[", a digit "0"; "true", "null" and "false end in "teee.
_TO_MARKS = bytes.maketrans(b"123456789{fnaruls", b'000000000["tteeee')
_BRACES_TO_BRACKETS = bytes.maketrans(b"{}", b"[]")
_NO_STRUCTURE = bytes(set(range(256)) - set(b'[]{},"'))
_PIECE = 1 << 16  # bytes taken apart at once: it bounds the memory


def _has_long_number(data: bytes) -> bool:
    """Tell whether a row of MAX_DIGITS digits stands anywhere in the text, in a string too."""
    return _may_have_long_number(data) and _LONG_NUMBER in data.translate(_DIGITS_TO_ZERO)


def _may_have_long_number(data: bytes) -> bool:
    """Look at every hundredth byte, and between three that are digits: a row has so many."""
    marks = data[::_STRIDE].translate(_DIGITS_TO_ZERO)
    place, looks = marks.find(b"000"), 0
    while place >= 0 and looks < 64 and not data[_STRIDE * place : _STRIDE * (place + 2)].isdigit():
        place, looks = marks.find(b"000", place + 1), looks + 1
    return place >= 0


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
