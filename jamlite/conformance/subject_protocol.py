"""`jamlite-subject-1`: JSON lines between the judge and a program of any language.

    -> {"hello": "jamlite-subject-1"}
    <- {"name": "...", "version": "...", "language": "...", "supports": {"JWS": ["verify"]},
        "limits": {"clock": false}}
    -> {"id": "jose/jws.rfc7515.json#A.1", "family": "JWS", "op": "verify", "in": {...}}
    <- {"id": "jose/jws.rfc7515.json#A.1", "ok": true, "out": {...}}
    -> {"bye": true}

The page for authors of subjects is vectors/README.md.
"""

from __future__ import annotations

import json

from .subject_process import SubjectFailure

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..encoding.json_types import JsonObject
    from .vectors import Case

PROTOCOL = "jamlite-subject-1"
HELLO = json.dumps({"hello": PROTOCOL}).encode() + b"\n"
BYE = b'{"bye": true}\n'
MAX_TEXT = 200  # characters kept of a name, an error or a reason
MAX_DIGITS = 400  # the numbers of keys come as bytes, so no honest one is as long


class Hello:
    """What a subject says of itself."""

    __slots__ = ("clock", "language", "name", "supports", "version")

    def __init__(self, record: JsonObject) -> None:
        self.name: str = _text(record.get("name")) or "unnamed"
        self.version: str = _text(record.get("version"))
        self.language: str = _text(record.get("language"))
        self.supports: dict[str, set[str]] = {
            family: set(operations) for family, operations in record["supports"].items()
        }
        limits = record.get("limits", {})
        self.clock: bool = limits.get("clock") is True  # unsaid: none, so that no case is judged by today

    def as_dict(self) -> JsonObject:
        """Return it for a report."""
        return {
            "name": self.name,
            "version": self.version,
            "language": self.language,
            "supports": {family: sorted(self.supports[family]) for family in sorted(self.supports)},
            "limits": {"clock": self.clock},
        }

    def lacks(self, family: str, case: Case) -> str:
        """Return why a case is not for this subject, or ""."""
        operations = self.supports.get(family)
        if operations is None:
            return f"the family {family} is not offered"
        if case.op not in operations:
            return f"the operation {case.op} is not offered"
        if "now" in case.given and not self.clock:
            return "it has no clock that can be set"
        return ""


class Answer:
    """What a subject says of one case."""

    __slots__ = ("error", "ok", "out", "unsupported")

    def __init__(self, record: JsonObject) -> None:
        self.unsupported: str | None = None
        if "unsupported" in record:
            self.unsupported = _text(record["unsupported"]) or "not offered"
        # Not by ==: 1 and 0 are no answers.
        elif record.get("ok") is not True and record.get("ok") is not False:
            raise SubjectFailure("crashed", 'an answer has neither "ok": true, "ok": false nor "unsupported"')
        self.ok: bool = record.get("ok") is True
        self.out: JsonObject = record.get("out") or {}
        self.error: str = _text(record.get("error"))
        if not isinstance(self.out, dict):
            raise SubjectFailure("crashed", "the out of an answer is not an object")


def request(key: str, family: str, case: Case) -> bytes:
    """Return the line that asks for one case."""
    record = {"id": key, "family": family, "op": case.op, "in": case.given}
    # ASCII: some languages end a line at U+2028.
    return json.dumps(record, separators=(",", ":")).encode() + b"\n"


def read_hello(line: bytes) -> Hello:
    """Read the first answer.

    Raises:
        SubjectFailure: it is not one.
    """
    record = _record(line)
    supports, limits = record.get("supports"), record.get("limits", {})
    if not isinstance(supports, dict) or not isinstance(limits, dict):
        raise SubjectFailure("crashed", 'the answer to hello needs "supports": {family: [operations]}')
    for operations in supports.values():
        if not isinstance(operations, list) or not all(isinstance(name, str) for name in operations):
            raise SubjectFailure("crashed", "supports names a list of operations for each family")
    return Hello(record)


def read_answer(line: bytes, key: str) -> Answer:
    """Read the answer to the request `key`.

    Raises:
        SubjectFailure: it is none, or the answer to another one.
    """
    record = _record(line)
    if record.get("id") != key:  # a late answer to a question before
        raise SubjectFailure("crashed", f"an answer to another id: {_text(record.get('id'))!r}")
    return Answer(record)


def _record(line: bytes) -> JsonObject:
    try:
        record = json.loads(line, parse_int=_integer)
    except (ValueError, RecursionError):  # UnicodeDecodeError is a ValueError
        raise SubjectFailure("crashed", f"a line that is not JSON: {_shown(line)}") from None
    if not isinstance(record, dict):
        raise SubjectFailure("crashed", f"a line that is not a JSON object: {_shown(line)}")
    return record


def _integer(digits: str) -> int:
    if len(digits) > MAX_DIGITS:  # older Pythons take minutes for millions of digits
        raise ValueError("a number of too many digits")
    return int(digits)


def _shown(line: bytes) -> str:
    return ascii(line[:60])[1:]  # no control character reaches a terminal; [1:] takes the b


def _text(value: object) -> str:
    """Return a text of bounded length, on one line, that UTF-8 can hold; anything else as Python shows it."""
    if value is None:
        return ""
    try:
        # json.loads nests as deep as the interpreter lets it.
        text = value if isinstance(value, str) else repr(value)
    except RecursionError:
        text = "something deep"
    text = " ".join(text[: 4 * MAX_TEXT].splitlines())  # or it could add lines to what we print
    text = text if len(text) <= MAX_TEXT else f"{text[: MAX_TEXT - 3]}..."
    return text.encode("utf-8", "replace").decode()  # half a surrogate pair becomes a question mark
