"""One explanation as one page of HTML: no script, no other file, everything that a stranger wrote escaped."""

from __future__ import annotations

import html
import json

from .printing import printable
from .step_records import plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .step_records import Member, Step

# The page runs nothing and loads nothing, whatever a token may say.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_MARKS = {True: ("right", "right"), False: ("wrong", "WRONG")}
_MOST = 400  # characters of a value that the page shows
_MOST_IN_COLOUR = 20_000  # characters of a token
# The parts of a token by their number; `page_script.py` has the same names.
PARTS: dict[object, tuple[str, ...]] = {
    3: ("header", "payload", "signature"),
    5: ("header", "encrypted key", "iv", "ciphertext", "tag"),
    "paseto": ("version", "purpose", "body", "footer"),
}
STYLE = """
:root { color-scheme: light dark; --line: #8886; --good: #106b21; --bad: #b00020; --soft: #595959;
  --page: #fff; --text: #1a1a1a; --raised: #f4f4f6; --focus: #0b57d0;
  --p0: #a8123e; --p1: #6a1b9a; --p2: #00598c; --p3: #7a4100; --p4: #17642a }
@media (prefers-color-scheme: dark) { :root { --good: #7fdc8f; --bad: #ff9a9a; --soft: #b4b4b4;
  --page: #16171a; --text: #ececec; --raised: #222429; --focus: #a8c7fa;
  --p0: #ff9db0; --p1: #d9b0ff; --p2: #8fd0ff; --p3: #f2c27e; --p4: #95e2a8 } }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem;
  background: var(--page); color: var(--text) }
h1, h2, h3 { overflow-wrap: anywhere }
h1 { font-size: 1.4rem; margin: .4rem 0 }
h2 { font-size: 1.15rem; margin: .8rem 0 .3rem }
h3 { font-size: 1rem; margin: 0; display: inline }
ol { list-style: none; padding: 0; margin: 0 }
li { border: 1px solid var(--line); border-radius: .4rem; margin: .45rem 0; padding: .45rem .8rem }
summary { cursor: pointer }
code, dd, .token { font-family: ui-monospace, monospace; font-size: .9rem; overflow-wrap: anywhere }
p { margin: .3rem 0 }
dl { display: grid; grid-template-columns: minmax(5rem, auto) 1fr; gap: .1rem .8rem; margin: .3rem 0 }
dt { font-weight: 600; overflow-wrap: anywhere; position: relative }
dd { margin: 0; white-space: pre-wrap }
.soft { color: var(--soft) }
.right { color: var(--good) }
.wrong { color: var(--bad); font-weight: 700 }
.token { word-break: break-all; line-height: 1.6; padding: .5rem .7rem; border-radius: .4rem;
  background: var(--raised) }
.p0 { color: var(--p0) } .p1 { color: var(--p1) } .p2 { color: var(--p2) } .p3 { color: var(--p3) }
.p4 { color: var(--p4) }
.names { display: flex; flex-wrap: wrap; gap: .1rem 1rem; margin: .3rem 0; padding: 0; font-size: .9rem }
.names span { border-bottom: .2rem solid; font-weight: 600 }
.name { font: inherit; font-weight: 600; color: inherit; background: none; border: 0; padding: 0;
  text-align: left; text-decoration: underline dotted; cursor: help }
.tip { visibility: hidden; position: absolute; left: 0; top: 1.6em; z-index: 1; width: max-content;
  max-width: min(24rem, 75vw); padding: .4rem .6rem; border-radius: .3rem; font-weight: 400;
  background: var(--text); color: var(--page) }
.name:hover + .tip, .name:focus-visible + .tip, .tip:hover { visibility: visible }
:focus-visible { outline: .15rem solid var(--focus); outline-offset: .1rem }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr } dd { padding-left: .8rem } }
"""


class Shown:
    """An explanation as a page shows it: `steps` are steps with their values as (name, text)."""

    __slots__ = ("kind", "missing", "parts", "refused", "result", "said", "steps")

    def __init__(
        self,
        kind: str,
        result: str,
        refused: bool,
        missing: list[str],
        parts: list[str],
        said: list[tuple[str, list[Member]]],
        steps: list[tuple[Step, list[tuple[str, str]]]],
    ) -> None:
        self.kind, self.result, self.refused, self.missing = kind, result, refused, missing
        self.parts, self.said, self.steps = parts, said, steps


def page(explanation: Shown) -> str:
    """Return the whole document; every step is unfolded."""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(explanation.kind)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{escape(explanation.kind)}</h1>\n{coloured(explanation.parts)}"
        f"{_rest(explanation, unfolded=True)}</main>\n</body>\n</html>\n"
    )


def body(explanation: Shown) -> str:
    """Return heading, result, steps and what is missing, for a page that has its own `h1`."""
    return f"<h2>{escape(explanation.kind)}</h2>\n{_rest(explanation, unfolded=False)}"


def _rest(explanation: Shown, *, unfolded: bool) -> str:
    look = "wrong" if explanation.refused else "right"
    missing = "".join(f"<p>Missing: {escape(what)}</p>\n" for what in explanation.missing)
    said = "".join(
        _said(number, what, members) for number, (what, members) in enumerate(explanation.said) if members
    )
    steps = "".join(_step(step, values, unfolded) for step, values in explanation.steps)
    return (
        f'<p class="result {look}">Result: {escape(explanation.result)}</p>\n{missing}{said}'
        f"<h2>Step by step</h2>\n<ol>\n{steps}</ol>\n"
    )


def coloured(parts: list[str]) -> str:
    """Return a compact token with each part in its colour, and the names of the parts."""
    if not parts or sum(map(len, parts)) > _MOST_IN_COLOUR:  # a browser is slow with one line of a megabyte
        return ""
    names = PARTS.get(len(parts), ()) if parts[0] not in ("v1", "v2", "v3", "v4") else PARTS["paseto"]
    spans = [f'<span class="p{n}">{escape(text)}</span>' for n, text in enumerate(parts)]
    legend = "".join(f'<span class="p{n}">{name}</span>' for n, name in enumerate(names[: len(parts)]))
    return f'<p class="token">{".".join(spans)}</p>\n<p class="names">{legend}</p>\n'


def _said(number: int, what: str, members: list[Member]) -> str:
    """Return one header or the claims; the meaning of a name shows on hover and on focus."""
    lines = []
    for at, member in enumerate(members):
        tip = f"tip-{number}-{at}"
        text = json.dumps(plain(member.value), ensure_ascii=False)
        text = text if len(text) <= _MOST else f"{text[:_MOST]}...  ({len(text)} characters)"
        time = f' <span class="soft">{escape(member.time)}</span>' if member.time else ""
        lines.append(
            f'<dt><button type="button" class="name" aria-describedby="{tip}">{escape(member.name)}</button>'
            f'<span class="tip" role="tooltip" id="{tip}">{escape(member.meaning)}</span></dt>'
            f"<dd>{escape(text)}{time}</dd>\n"
        )
    return f"<h2>{escape(what.capitalize())}</h2>\n<dl>\n{''.join(lines)}</dl>\n"


def _step(step: Step, values: list[tuple[str, str]], unfolded: bool) -> str:
    mark, number = "", step.number
    if step.verdict is not None:
        look, word = _MARKS[step.verdict]
        mark = f' <span class="{look}">{word}</span>'
    opened = " open" if unfolded or step.verdict is False else ""  # what failed is seen without a click
    lines = [
        f'<li id="step-{number}"><details{opened}>',
        f"<summary><h3>{number}. {escape(step.title)}{mark}</h3></summary>",
    ]
    if step.section:
        lines.append(f'<p class="soft">{escape(step.section)}</p>')
    if step.formula:
        lines.append(f"<p><code>{escape(step.formula)}</code></p>")
    if values:
        pairs = "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in values)
        lines.append(f"<dl>{pairs}</dl>")
    if step.note:
        lines.append(f"<p>{escape(step.note)}</p>")
    if step.function:
        lines.append(f'<p class="soft">in jamlite: <code>{escape(step.function)}</code></p>')
    return "\n".join([*lines, "</details></li>", ""])


def escape(text: str) -> str:
    """Return text for an element or an attribute; what does not print is shown, never obeyed."""
    # Printable first: it writes \u escapes, which need no HTML.
    return html.escape(printable(text), quote=True)
