"""Types of options: durations, moments; texts of JSON whose mistakes are told with line and column."""

from __future__ import annotations

import argparse
import re

from .common import CommandError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..encoding.json_types import JsonObject

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
# No exponent, no nan, no inf; 12 digits are 30 000 years.
_NUMBER = re.compile(r"[+-]?[0-9]{1,12}(\.[0-9]{1,9})?", re.ASCII)
_DURATION = re.compile(r"([+-]?)((?:[0-9]{1,9}[smhdw])+)", re.ASCII)


def duration(text: str) -> float:
    """Return seconds: a number, or numbers with units as in 90s, 15m, 1h30m, 7d, 2w."""
    if _NUMBER.fullmatch(text):
        return _whole(float(text))
    match = _DURATION.fullmatch(text)
    if match is None:
        raise argparse.ArgumentTypeError(f"{text!r} is not a duration such as 90, 15m, 1h30m or 7d")
    parts = re.findall(r"([0-9]+)([smhdw])", match.group(2))
    total = sum(int(number) * _UNITS[unit] for number, unit in parts)
    return -total if match.group(1) == "-" else total


def moment(text: str) -> float:
    """Return seconds since 1970: a number, or a date and time with its offset, as in 2026-11-29T06:00:00Z."""
    if _NUMBER.fullmatch(text):
        return _whole(float(text))
    from datetime import datetime

    try:
        # Python before 3.11 does not read Z.
        found = datetime.fromisoformat(f"{text[:-1]}+00:00" if text[-1:] in ("Z", "z") else text)
        if found.tzinfo is not None:  # a time without an offset would mean something else on each machine
            return _whole(found.timestamp())
    except (ValueError, OverflowError):
        pass
    raise argparse.ArgumentTypeError(f"{text!r} is neither Unix seconds nor such as 2026-11-29T06:00:00Z")


def _whole(seconds: float) -> float:
    return int(seconds) if seconds.is_integer() else seconds  # so that claims stay integers


def json_object(text: str, what: str) -> JsonObject:
    """Return the JSON object that an option or a file holds.

    Raises:
        CommandError: it is not one; the message names line and column of the mistake.
    """
    from ..encoding import strict_json
    from ..exceptions.base import JamEncodingError

    text = _as_utf8(text)
    try:
        value = strict_json.loads(text, what)
    except JamEncodingError as error:
        message = f"{error.message}{json_mistake(text)}"
        raise CommandError(message) from error
    if not isinstance(value, dict):
        raise CommandError(f"{what} must be a JSON object")
    return value


def _as_utf8(text: str) -> str:
    """Return an argument as the UTF-8 it was typed as, where the locale knows only ASCII (LC_ALL=C)."""
    if text.isascii():
        return text
    import os

    try:
        return os.fsencode(text).decode("utf-8")  # undoes surrogateescape (PEP 383)
    except UnicodeError:
        return text


def json_mistake(text: str) -> str:
    """Return ": line 2, column 5: ...", or "" if the text is JSON as far as grammar goes."""
    import json

    try:
        json.loads(text)  # only for its position: strict_json has refused the text already
    except json.JSONDecodeError as error:
        line, column = error.lineno, error.colno
        said = error.msg[:-3] if error.msg.endswith(" at") else error.msg  # PyPy's words
    except (ValueError, RecursionError):
        return ""
    else:
        return ""
    hint = ""
    if text[:1] == "'" or "'" in text[:3]:
        hint = "; JSON wants double quotes"
    return f": line {line}, column {column}: {said[:1].lower()}{said[1:]}{hint}"
