"""An explanation: its steps, as text, as a dict and as HTML."""

from __future__ import annotations

import re
import textwrap

from ..exceptions.base import JamError
from .printing import printable
from .step_records import Member, Step, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, Iterable, Optional

    from ..encoding.json_types import JsonObject

__all__ = ["Explanation", "Member", "Step", "Value"]

WIDTH = 100  # columns of the text, where nothing narrower is asked for


class Explanation:
    """All steps, and what they come to: `str()` as text, `to_dict()` for programs, `to_html()` as a page."""

    def __init__(self, kind: str, show_secrets: bool = False, depth: str = "short") -> None:
        self.kind = kind
        self.steps: list[Step] = []
        self.missing: list[str] = []
        self.parts: list[str] = []  # of a token in compact form, between its dots
        self.said: list[tuple[str, list[Member]]] = []  # what headers and claims say, for a page
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

    def ask(self, function: str, run: Callable[[], object], expected: object) -> None:
        """Append the last step: what the fast code makes of the same, beside what plain computed.

        Args:
            function: of the fast code.
            run: asks it; JamError is its refusal.
            expected: what plain came to; None if plain refused.
        """
        try:
            same = run() == expected
            note = f"jamlite's fast code comes to {'the same' if same else 'another'} result."
        except JamError as error:
            same, note = False, f"jamlite's fast code: {error.message}."
        self.add("Ask the fast code", "", function=function, verdict=same, note=note)

    def tell(self, what: str, members: Iterable[Member]) -> None:
        """Note what a header or the claims say; a page shows it above the steps."""
        self.said.append((what, list(members)))

    def step(self, title: str) -> Step:
        """Return the first step whose title begins so; KeyError if there is none."""
        for step in self.steps:
            if step.title.startswith(title):
                return step
        raise KeyError(title)  # a test that asks for a step must not get None

    def to_dict(self) -> JsonObject:
        """Return everything, each value whole; secrets only if they were asked for."""
        return {
            "kind": self.kind,
            "refused": self.refused,
            "missing": list(self.missing),
            "steps": [self._step_dict(step) for step in self.steps],
        }

    def _step_dict(self, step: Step) -> JsonObject:
        values = {}
        for value in step.values:
            hidden = value.secret and not self.show_secrets  # also in JSON, which ends up in files
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

        shown = explanation_page.Shown(
            self.kind,
            self.result(),
            self.refused,
            self.missing,
            self.parts,
            self.said,
            [(step, [(value.name, self.text_of(value)) for value in step.values]) for step in self.shown()],
        )
        return explanation_page.page(shown) if whole else explanation_page.body(shown)

    def __str__(self) -> str:
        return self.to_text()

    def to_text(self, width: int = WIDTH) -> str:
        """Return the text, for a terminal of `width` columns, at least 40."""
        lines = [self.kind, ""]
        for step in self.shown():
            lines += self._step_lines(step, max(width, 40))
        for what in self.missing:
            lines.append(f"Missing: {what}")
        lines.append(f"Result: {self.result()}")
        # A token's text must not move the cursor of a terminal.
        return "\n".join(printable(line) for line in lines)

    def result(self) -> str:
        """Return the outcome in a sentence."""
        failed = [step for step in self.steps if step.verdict is False]
        if failed:
            return f"refused at step {failed[0].number}: {failed[0].title}."
        if self.missing:
            return "explained as far as possible without what is missing; nothing was found wrong."
        return "explained; nothing was found wrong."

    def _step_lines(self, step: Step, width: int) -> list[str]:
        mark = {True: "  [right]", False: "  [WRONG]", None: ""}[step.verdict]
        head = f"{step.number:3}  {step.title}{mark}"
        column = min(width - 30, width - len(step.section))  # where the sections begin, in most steps
        lines = [f"{head:<{column}}{step.section}".rstrip()]
        if len(head) + 2 > column and step.section:
            lines = [head, f"       {step.section}"]
        lines += [f"       {line}" for line in textwrap.wrap(step.formula, width - 7)]
        names = max([len(value.name) for value in step.values], default=0)
        for value in step.values:
            shown = _wrapped(self.text_of(value), width - 9 - names)
            lines.append(f"       {value.name:<{names}}  {shown[0]}")
            lines += [f"       {'':<{names}}  {rest}" for rest in shown[1:]]
        lines += [f"       {line}" for line in textwrap.wrap(step.note, width - 7)]
        if step.function:
            lines.append(f"       in jamlite: {step.function}")
        return [*lines, ""]


def _wrapped(text: str, width: int) -> list[str]:
    """Return the lines of a value; its length, for example (57 bytes), stays on one of them."""
    # A no-break space, which textwrap does not break at.
    together = re.sub(r" (\w{1,20}\))$", "\u00a0\\1", text)
    room = max(width - 2 * ("..." in text), 16)  # the dots are one mark while lines are broken
    lines = textwrap.wrap(together.replace("...", "\u2026"), room, break_on_hyphens=False)
    return [line.replace("\u00a0", " ").replace("\u2026", "...") for line in lines] or [""]
