"""Patterns of the operator `matches`: regular expressions whose cost is bounded.

A pattern may come from a credential. Taken are texts of at most 256 characters with alternatives
(|), classes, anchors and one repetition per alternative; no groups and no back references. A text has
at most 4096 characters and must match as a whole, so that the work grows with the product of the two.
"""

from __future__ import annotations

import re

from ..exceptions.base import JamConfigurationError

MAX_PATTERN = 256
MAX_TEXT = 4096  # times MAX_PATTERN, a million steps: some milliseconds
_REPETITIONS = "*+?{"


def compile_pattern(source: object) -> re.Pattern[str]:
    """Return the compiled pattern.

    Raises:
        JamConfigurationError: not text, too long, with a group, or with several repetitions.
    """
    if not isinstance(source, str) or len(source) > MAX_PATTERN:
        raise _refuse(f"a pattern is text of at most {MAX_PATTERN} characters")
    repetitions, in_class, position = 0, False, 0
    while position < len(source):
        character = source[position]
        if character == "\\":
            position += 1
            if source[position : position + 1].isdigit():  # \1 backtracks in exponential time
                raise _refuse("a pattern has no back references")
        elif in_class:
            in_class = character != "]"
        elif character == "[":
            in_class = True
            position += source[position + 1 : position + 2] == "^"
            position += source[position + 1 : position + 2] == "]"  # the first "]" is a member
        elif character in "()":  # (a+)+ is the classic; groups also carry flags, look-around and atomic parts
            raise _refuse("a pattern has no groups")
        elif character == "|":
            repetitions = 0
        elif character in _REPETITIONS:
            repetitions += 1
            if repetitions > 1:  # a*a*b is quadratic and worse; one repetition is linear from each place
                raise _refuse("a pattern has one repetition per alternative")
        position += 1
    try:
        return re.compile(source)
    except (re.error, OverflowError, FutureWarning) as error:  # FutureWarning: "[[a]" under python -W error
        raise _refuse("this is not a regular expression") from error


def fits(pattern: re.Pattern[str], text: object) -> bool:
    """Tell whether the whole text matches; ValueError for what is not text or is too long."""
    if not isinstance(text, str) or len(text) > MAX_TEXT:
        raise ValueError("no text of an acceptable length")
    return pattern.fullmatch(text) is not None  # not `$`, which a line feed at the end satisfies


def _refuse(message: str) -> JamConfigurationError:
    return JamConfigurationError(message, error_code="configuration.authz.invalid_pattern")
