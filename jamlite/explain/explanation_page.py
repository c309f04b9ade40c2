"""One explanation as one page of HTML: no script, no other file, everything that a stranger wrote escaped."""

from __future__ import annotations

import html

from .printing import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# The page runs nothing and loads nothing, whatever a token may say.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_MARKS = {True: ("right", "right"), False: ("wrong", "WRONG")}
STYLE = """
:root { color-scheme: light dark; --line: #8886; --good: #106b21; --bad: #b00020; --soft: #595959 }
@media (prefers-color-scheme: dark) { :root { --good: #7fdc8f; --bad: #ff9a9a; --soft: #b0b0b0 } }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem }
h1 { font-size: 1.4rem }
ol { list-style: none; padding: 0 }
li { border: 1px solid var(--line); border-radius: .4rem; margin: .6rem 0; padding: .6rem .8rem }
h2 { font-size: 1.05rem; margin: 0 }
code, dd { font-family: ui-monospace, monospace; font-size: .9rem; overflow-wrap: anywhere }
p { margin: .3rem 0 }
dl { display: grid; grid-template-columns: minmax(5rem, auto) 1fr; gap: .1rem .8rem; margin: .3rem 0 }
dt { font-weight: 600; overflow-wrap: anywhere }
dd { margin: 0; white-space: pre-wrap }
.soft { color: var(--soft) }
.right { color: var(--good) }
.wrong { color: var(--bad); font-weight: 700 }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr } dd { padding-left: .8rem } }
"""


def page(kind: str, steps: list[dict[str, Any]], missing: list[str], result: str, refused: bool) -> str:
    """Return the whole document.

    Args:
        kind: the heading.
        steps: as in `Explanation.to_dict`, but "values" is a list of (name, text).
        missing, result, refused: as in `Explanation`.
    """
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(kind)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"{body(kind, steps, missing, result, refused)}</main>\n</body>\n</html>\n"
    )


def body(kind: str, steps: list[dict[str, Any]], missing: list[str], result: str, refused: bool) -> str:
    """Return heading, result, steps and what is missing, without the document around them."""
    look = "wrong" if refused else "right"
    return (
        f'<h1>{escape(kind)}</h1>\n<p class="{look}" role="status">Result: {escape(result)}</p>\n'
        f"<ol>\n{''.join(map(_step, steps))}</ol>\n"
        f"{''.join(f'<p>Missing: {escape(what)}</p>' for what in missing)}\n"
    )


def _step(step: dict[str, Any]) -> str:
    mark = ""
    if step["verdict"] is not None:
        look, word = _MARKS[step["verdict"]]
        mark = f' <span class="{look}">{word}</span>'
    number, values = step["number"], step["values"]
    lines = [f'<li id="step-{number}">', f"<h2>{number}. {escape(step['title'])}{mark}</h2>"]
    if step["section"]:
        lines.append(f'<p class="soft">{escape(step["section"])}</p>')
    if step["formula"]:
        lines.append(f"<p><code>{escape(step['formula'])}</code></p>")
    if values:
        pairs = "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in values)
        lines.append(f"<dl>{pairs}</dl>")
    if step["note"]:
        lines.append(f"<p>{escape(step['note'])}</p>")
    if step["function"]:
        lines.append(f'<p class="soft">in jamlite: <code>{escape(step["function"])}</code></p>')
    return "\n".join([*lines, "</li>", ""])


def escape(text: str) -> str:
    """Return text for an element or an attribute; what does not print is shown, never obeyed."""
    return html.escape(printable(text), quote=True)
