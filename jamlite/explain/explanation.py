"""What an explanation is made of: values, steps, and the whole, as text and as a dict."""

from __future__ import annotations

import hashlib
import json
import textwrap

from .printing import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Iterable, Optional

SHORT = 32  # bytes of a value that the text shows; --json has all
_WIDTH = 100


class Value:
    """A named value of a step.

    Attributes:
        name: the standard's letter or word.
        data: bytes, an integer, text, or something that JSON can hold.
        secret: shown as length and fingerprint only, unless secrets are asked for.
    """

    __slots__ = ("data", "name", "secret")

    def __init__(self, name: str, data: Any, secret: bool = False) -> None:
        self.name, self.data, self.secret = name, data, secret

    def octets(self) -> bytes:
        """Return the value as bytes, for its length and fingerprint."""
        if isinstance(self.data, (bytes, bytearray)):
            return bytes(self.data)
        if isinstance(self.data, int) and not isinstance(self.data, bool):
            return abs(self.data).to_bytes((self.data.bit_length() + 7) // 8 or 1, "big")
        return str(self.data).encode("utf-8", "surrogatepass")

    def whole(self) -> Any:
        """Return the value for JSON: bytes and large numbers as hex, a point as its two numbers."""
        return _plain(self.data)

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
        if isinstance(data, (list, tuple, dict)):
            return _cut(json.dumps(_plain(data), ensure_ascii=False), 4 * SHORT)
        return _cut(printable(str(data)), 4 * SHORT)


def _plain(data: Any) -> Any:
    if isinstance(data, (bytes, bytearray)):
        return bytes(data).hex()
    if isinstance(data, int) and not isinstance(data, bool) and data.bit_length() > 53:
        return data.to_bytes((data.bit_length() + 7) // 8, "big").hex()
    if isinstance(data, (list, tuple)):
        return [_plain(item) for item in data]
    if isinstance(data, dict):
        return {str(name): _plain(item) for name, item in data.items()}
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

    def __getitem__(self, name: str) -> Any:
        for value in self.values:
            if value.name == name:
                return value.data
        raise KeyError(name)


class Explanation:
    """All steps, and what they come to: `str()` as text, `to_dict()` for programs, `to_html()` as a page."""

    def __init__(self, kind: str, show_secrets: bool = False, depth: str = "short") -> None:
        self.kind = kind
        self.steps: list[Step] = []
        self.missing: list[str] = []
        self.show_secrets = show_secrets
        self.depth = depth

    @property
    def refused(self) -> bool:
        """Whether a check failed."""
        return any(step.verdict is False for step in self.steps)

    def add(
        self,
        title: str,
        section: str = "",
        values: Iterable[Value] = (),
        *,
        formula: str = "",
        function: str = "",
        verdict: Optional[bool] = None,
        note: str = "",
        detail: bool = False,
    ) -> Step:
        """Append a step."""
        number = len(self.steps) + 1
        step = Step(number, title, section, values, formula, function, verdict, note, detail)
        self.steps.append(step)
        return step

    def step(self, title: str) -> Step:
        """Return the first step whose title begins so; KeyError if there is none."""
        for step in self.steps:
            if step.title.startswith(title):
                return step
        raise KeyError(title)

    def to_dict(self) -> dict[str, Any]:
        """Return everything, each value whole; secrets only if they were asked for."""
        return {
            "kind": self.kind,
            "refused": self.refused,
            "missing": list(self.missing),
            "steps": [self._step_dict(step) for step in self.steps],
        }

    def _step_dict(self, step: Step) -> dict[str, Any]:
        values = {}
        for value in step.values:
            hidden = value.secret and not self.show_secrets
            values[value.name] = {"secret": value.hidden()} if hidden else value.whole()
        return {
            "number": step.number,
            "title": step.title,
            "section": step.section,
            "formula": step.formula,
            "values": values,
            "function": step.function,
            "verdict": step.verdict,
            "note": step.note,
        }

    def shown(self) -> list[Step]:
        """Return the steps that this depth shows."""
        return [step for step in self.steps if self.depth == "full" or not step.detail]

    def text_of(self, value: Value) -> str:
        """Return a value as a line shows it."""
        return value.hidden() if value.secret and not self.show_secrets else value.short()

    def to_html(self, *, whole: bool = True) -> str:
        """Return one page of HTML that needs no server, script or other file; secrets as in the text.

        Args:
            whole: False leaves the document around heading, result and steps away.
        """
        from . import explanation_page

        shown = [
            {**self._step_dict(step), "values": [(value.name, self.text_of(value)) for value in step.values]}
            for step in self.shown()
        ]
        made = explanation_page.page if whole else explanation_page.body
        return made(self.kind, shown, self.missing, self.result(), self.refused)

    def __str__(self) -> str:
        lines = [self.kind, ""]
        for step in self.shown():
            lines += self._step_lines(step)
        for what in self.missing:
            lines.append(f"Missing: {what}")
        lines.append(f"Result: {self.result()}")
        return "\n".join(printable(line) for line in lines)

    def result(self) -> str:
        """Return the outcome in a sentence."""
        failed = [step for step in self.steps if step.verdict is False]
        if failed:
            return f"refused at step {failed[0].number}: {failed[0].title}."
        if self.missing:
            return "explained as far as possible without what is missing; nothing was found wrong."
        return "explained; nothing was found wrong."

    def _step_lines(self, step: Step) -> list[str]:
        mark = {True: "  [right]", False: "  [WRONG]", None: ""}[step.verdict]
        head = f"{step.number:3}  {step.title}{mark}"
        lines = [f"{head:<68}  {step.section}".rstrip()]
        if step.formula:
            lines.append(f"       {step.formula}")
        width = max([len(value.name) for value in step.values], default=0)
        for value in step.values:
            shown = textwrap.wrap(self.text_of(value), _WIDTH - 9 - width) or [""]
            lines.append(f"       {value.name:<{width}}  {shown[0]}")
            lines += [f"       {'':<{width}}  {rest}" for rest in shown[1:]]
        lines += [f"       {line}" for line in textwrap.wrap(step.note, _WIDTH - 7)]
        if step.function:
            lines.append(f"       in jamlite: {step.function}")
        return [*lines, ""]
