"""What a step is made of: named values, and the step; the members of headers and claims."""

from __future__ import annotations

import hashlib
import json

from .printing import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterable, Optional

    from ..encoding.json_types import JsonValue

SHORT = 32  # bytes of a value that the text shows; --json has all


class Value:
    """A named value of a step.

    Attributes:
        name: the standard's letter or word.
        data: bytes, an integer, text, or something that JSON can hold.
        secret: shown as length and fingerprint only, unless secrets are asked for.
    """

    __slots__ = ("data", "name", "secret")

    def __init__(self, name: str, data: object, secret: bool = False) -> None:
        self.name, self.data, self.secret = name, data, secret

    def octets(self) -> bytes:
        """Return the value as bytes, for its length and fingerprint."""
        if isinstance(self.data, (bytes, bytearray)):
            return bytes(self.data)
        if isinstance(self.data, int) and not isinstance(self.data, bool):
            # Zero has one octet.
            return abs(self.data).to_bytes((self.data.bit_length() + 7) // 8 or 1, "big")
        return str(self.data).encode("utf-8", "surrogatepass")  # a token's JSON may hold half a character

    def whole(self) -> JsonValue:
        """Return the value for JSON: bytes and large numbers as hex, a point as its two numbers."""
        return plain(self.data)

    def hidden(self) -> str:
        """Return length and fingerprint, in place of a secret."""
        octets = self.octets()
        return f"({len(octets)} bytes, secret; SHA-256 begins {hashlib.sha256(octets).hexdigest()[:8]})"

    def short(self) -> str:
        """Return the value for a line of text."""
        data = self.data
        if isinstance(data, (bytes, bytearray)):
            if len(data) <= SHORT:
                return bytes(data).hex() or "(empty)"
            return f"{bytes(data[:SHORT]).hex()}...  ({len(data)} bytes)"
        if isinstance(data, int) and not isinstance(data, bool) and data.bit_length() > 64:
            text = self.octets().hex()
            return text if len(text) <= 4 * SHORT else f"{text[: 2 * SHORT]}...  ({data.bit_length()} bits)"
        if isinstance(data, tuple) and len(data) == 2 and all(type(number) is int for number in data):
            # A point: a reader compares its x with r, and its y is half of it.
            return f"({', '.join(Value('', number).short() for number in data)})"
        if data is None or isinstance(data, (bool, list, tuple, dict)):
            return _cut(json.dumps(plain(data), ensure_ascii=False), 4 * SHORT)
        return _cut(printable(str(data)), 4 * SHORT)


def plain(data: object) -> JsonValue:
    """Return data as JSON can hold it: bytes and large numbers as hex."""
    if isinstance(data, (bytes, bytearray)):
        return bytes(data).hex()
    # JavaScript's numbers are exact to 2^53 (RFC 8259 section 6).
    if isinstance(data, int) and not isinstance(data, bool) and data.bit_length() > 53:
        sign = "-" if data < 0 else ""
        return sign + abs(data).to_bytes((data.bit_length() + 7) // 8, "big").hex()
    if isinstance(data, (list, tuple)):
        return [plain(item) for item in data]
    if isinstance(data, dict):
        return {str(name): plain(item) for name, item in data.items()}
    return data


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]}...  ({len(text)} characters)"


class Step:
    """One step of an explanation.

    Attributes:
        number: 1, 2, 3 ...
        title: what happens, in plain words.
        section: where the standard says so.
        formula: in the standard's letters, or "".
        values: the inputs and results.
        function: the function of jamlite that does it, such as "crypto/ecdsa.py: verify", or "".
        verdict: True or False where the step is a check, else None.
        note: one or two sentences more, or "".
        detail: shown at full depth only.
    """

    __slots__ = ("detail", "formula", "function", "note", "number", "section", "title", "values", "verdict")

    def __init__(
        self,
        number: int,
        title: str,
        section: str,
        values: Iterable[Value],
        formula: str,
        function: str,
        verdict: Optional[bool],
        note: str,
        detail: bool,
    ) -> None:
        self.number, self.title, self.section, self.values = number, title, section, list(values)
        self.formula, self.function, self.verdict = formula, function, verdict
        self.note, self.detail = note, detail

    def __getitem__(self, name: str) -> object:
        for value in self.values:
            if value.name == name:
                return value.data
        raise KeyError(name)


class Member:
    """A member of a header or a claim: its name, its value, what the name means, and a time in words."""

    __slots__ = ("meaning", "name", "time", "value")

    def __init__(self, name: str, value: object, meaning: str, time: str = "") -> None:
        self.name, self.value, self.meaning, self.time = name, value, meaning, time
