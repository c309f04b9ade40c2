"""One self-contained page: a matrix of families by subjects, a filter, and each case with its inputs.

What subjects and vectors say is data: it stands as JSON in which no tag can begin, and the script shows it
through `textContent` alone. The policy in the page's head lets nothing else run or load.
"""

from __future__ import annotations

import base64
import hashlib
import json

from .report_text import by_family, escape, reproduction
from .verdicts import DEVIATIONS, PASS, UNSUPPORTED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..encoding.json_types import JsonObject
    from .judged import Found, Judged

MAX_VALUE = 400  # characters of an input that is shown; of a case that deviates, ten times as many

_STYLE = """
:root{color-scheme:light dark;--page:#fff;--text:#1a1a1a;--soft:#555;--raised:#f2f2f2;--line:#bbb;
--all:#d9efd9;--some:#fbe3c0;--link:#0645ad;--focus:#1a5fb4}
@media (prefers-color-scheme:dark){:root{--page:#16171a;--text:#ececec;--soft:#b4b4b4;--raised:#222429;
--line:#555;--all:#1d4023;--some:#5a3d10;--link:#a8c7fa;--focus:#a8c7fa}}
body{font:15px/1.5 system-ui,sans-serif;margin:2em auto;max-width:75em;padding:0 1em;
background:var(--page);color:var(--text)}
.wide{overflow-x:auto}table{border-collapse:collapse}th{background:var(--raised)}
th,td{border:1px solid var(--line);padding:.2em .5em;text-align:left;vertical-align:top}
td.n{text-align:right}
td button{font:inherit;color:inherit;background:none;width:100%;border:0;cursor:pointer;padding:.1em .4em}
.all{background:var(--all)}.some{background:var(--some)}.none{color:var(--soft)}
pre{white-space:pre-wrap;overflow-wrap:anywhere;background:var(--raised);padding:.6em;margin:.3em 0}
.filters{margin:1em 0;display:flex;flex-wrap:wrap;gap:.4em 1em}li{margin:.15em 0;overflow-wrap:anywhere}
select{max-width:100%}
#cases button{font:inherit;background:none;border:0;color:var(--link);cursor:pointer;text-align:left;
padding:0;vertical-align:top}
button:focus-visible,input:focus-visible,select:focus-visible{outline:3px solid var(--focus)}
"""

_SCRIPT = """
"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const text = document.getElementById("text"), family = document.getElementById("family");
const verdict = document.getElementById("verdict"), subject = document.getElementById("subject");
const list = document.getElementById("cases"), note = document.getElementById("note");
const LIMIT = 500;
function add(parent, tag, content) {
  const node = document.createElement(tag);
  if (content !== undefined) node.textContent = content;
  parent.appendChild(node);
  return node;
}
function detail(item, one, number) {
  const open = item.querySelector("div");
  if (open) { open.remove(); return; }
  const box = add(item, "div"), shared = data.cases[one[0]];
  add(box, "div", "result expected: " + shared.result + "; standard: " + shared.spec);
  for (const [name, value] of shared.why) add(box, "div", name + ": " + value);
  add(box, "div", "what came: " + one[2] + " (" + one[3] + " ms)");
  if (one[4]) add(box, "div", "known: " + one[4]);
  add(box, "div", "in"); add(box, "pre", shared.in);
  add(box, "div", "out"); add(box, "pre", shared.out);
  add(box, "div", "again"); add(box, "pre", data.subjects[number].again + shared.quoted);
}
function show() {
  const needle = text.value.toLowerCase();
  list.textContent = "";
  let count = 0;
  data.subjects.forEach((who, number) => {
    if (subject.value !== "" && subject.value !== String(number)) return;
    for (const one of who.found) {
      const shared = data.cases[one[0]];
      if (family.value && shared.family !== family.value) continue;
      const wanted = verdict.value === "deviations" ? data.deviations : [verdict.value];
      if (verdict.value && !wanted.includes(one[1])) continue;
      if (needle && !(shared.id + " " + shared.note + " " + one[2]).toLowerCase().includes(needle)) continue;
      count += 1;
      if (count > LIMIT) continue;
      const item = add(list, "li");
      const button = add(item, "button", who.title + " | " + one[1] + " | " + shared.id);
      button.addEventListener("click", () => detail(item, one, number));
    }
  });
  note.textContent = count + " cases" + (count > LIMIT ? ", the first " + LIMIT + " are shown" : "");
}
for (const control of [text, family, verdict, subject]) control.addEventListener("input", show);
for (const button of document.querySelectorAll("td button")) {
  button.addEventListener("click", () => {
    family.value = button.dataset.family; subject.value = button.dataset.subject;
    verdict.value = ""; text.value = ""; show(); list.scrollIntoView();
  });
}
show();
"""


def page(subjects: list[Judged], source: str = "") -> str:
    """Return the page; `source` is the option that names the vectors, for the reproduction commands."""
    data = json.dumps(_data(subjects, source), separators=(",", ":"))
    # </script> would end the element, <!-- change how it ends.
    for mark, safe in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        data = data.replace(mark, safe)  # inside JSON these stand in strings only
    allowed = f"script-src {_hash(_SCRIPT)}; style-src {_hash(_STYLE)}"
    # The last two do not fall back to default-src. The JSON needs no hash: a data block never runs.
    policy = f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>Conformance</title><style>{_STYLE}</style></head><body>
<h1>Conformance</h1>
{_subjects(subjects)}
{_matrix(subjects)}
<h2>Cases</h2>
<p class="filters">{_filters(subjects)}</p>
<p id="note" role="status"></p><ul id="cases"></ul>
<script type="application/json" id="data">{data}</script>
<script>{_SCRIPT}</script></body></html>
"""


def _hash(text: str) -> str:
    # Of all that stands between the tags: a line feed more, and the browser runs nothing.
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _subjects(subjects: list[Judged]) -> str:
    rows = []
    for judged in subjects:
        counts = judged.counts
        cells = (judged.title, judged.subject.get("language", ""), judged.date, judged.digest[:16])
        deviations = sum(counts[name] for name in DEVIATIONS)
        numbers = (len(judged.found), judged.judged, counts[PASS], deviations)
        row = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
        rows.append(f"<tr>{row}{''.join(f'<td class=n>{number}</td>' for number in numbers)}</tr>")
        extra = [f"fault: {fault}" for fault in judged.faults]
        extra += [f"passes, though known to deviate: {key}" for key in judged.known_passes]
        extra += [f"standard error: {judged.stderr}"] if judged.stderr.strip() else []
        rows += [f"<tr><td colspan=8><pre>{escape(line)}</pre></td></tr>" for line in extra]
    heads = ("subject", "language", "date", "vectors", "cases", "judged", "passed", "deviations")
    return _table("".join(f"<th>{head}</th>" for head in heads), rows)


def _matrix(subjects: list[Judged]) -> str:
    tables = [by_family(judged) for judged in subjects]
    families = list(dict.fromkeys(family for table in tables for family in table))
    heads = "".join(f"<th>{escape(judged.title)}</th>" for judged in subjects)
    rows, absent = [], []
    for family in families:
        if all(found.verdict == UNSUPPORTED for table in tables for found in table.get(family, [])):
            absent.append(family)  # a row of "not offered" for each would hide the rest
            continue
        cells = "".join(_cell(family, number, table.get(family, [])) for number, table in enumerate(tables))
        rows.append(f"<tr><th>{escape(family)}</th>{cells}</tr>")
    none = f"<p>Offered by none: {escape(', '.join(absent))}.</p>" if absent else ""
    return f"<h2>Matrix</h2>{_table(f'<th>algorithm</th>{heads}', rows)}{none}"


def _table(heads: str, rows: list[str]) -> str:
    return f'<div class="wide"><table><tr>{heads}</tr>{"".join(rows)}</table></div>'


def _cell(family: str, number: int, cases: list[Found]) -> str:
    offered = [found for found in cases if found.verdict != UNSUPPORTED]
    passed = sum(1 for found in offered if found.verdict == PASS)
    kind = "none" if not offered else "all" if passed == len(offered) else "some"
    shown = f"{passed} of {len(offered)}" if offered else "not offered"
    return (
        f'<td class="{kind}"><button data-family="{escape(family)}" '
        f'data-subject="{number}">{shown}</button></td>'
    )


def _filters(subjects: list[Judged]) -> str:
    families = dict.fromkeys(found.family for judged in subjects for found in judged.found)
    whose = "".join(f'<option value="{n}">{escape(one.title)}</option>' for n, one in enumerate(subjects))
    which = "".join(f'<option value="{escape(name)}">{escape(name)}</option>' for name in families)
    words = "".join(f"<option>{name}</option>" for name in (*DEVIATIONS, PASS, UNSUPPORTED))
    return (
        '<label>text <input id="text" type="search"></label>'
        f'<label>subject <select id="subject"><option value="">all</option>{whose}</select></label>'
        f'<label>algorithm <select id="family"><option value="">all</option>{which}</select></label>'
        '<label>verdict <select id="verdict"><option value="deviations" selected>deviations</option>'
        f'<option value="">all</option>{words}</select></label>'
    )


def _data(subjects: list[Judged], source: str) -> JsonObject:
    deviating = {found.key for judged in subjects for found in judged.found if found.verdict in DEVIATIONS}
    cases: list[JsonObject] = []
    numbers: dict[str, int] = {}
    shown = []
    for judged in subjects:
        rows = []
        for found in judged.found:
            if found.key not in numbers:  # inputs are the same for all subjects
                numbers[found.key] = len(cases)  # each case once, however many subjects were asked
                cases.append(_case(judged, found, found.key in deviating, source))
            ms = round(found.seconds * 1000, 2)  # the page has thousands of these
            rows.append([numbers[found.key], found.verdict, found.came, ms, found.known])
        again = reproduction(judged, judged.found[0], source).partition(" --only ")[0] if judged.found else ""
        shown.append({"title": judged.title, "again": again, "found": rows})
    return {"deviations": DEVIATIONS, "subjects": shown, "cases": cases}


def _case(judged: Judged, found: Found, whole: bool, source: str) -> JsonObject:
    case = found.case
    limit = MAX_VALUE * (10 if whole else 1)
    why = [("must", case.must), ("policy", case.policy), ("what an attacker gains", "; ".join(found.gains))]
    why += [("note", case.note), ("flags", ", ".join(case.flags))]
    return {
        "id": found.key,
        "family": found.family,
        "spec": found.spec,
        "result": case.result,
        "note": case.note,
        "why": [[name, value] for name, value in why if value],
        "in": _shown({"op": case.op, **case.given}, limit),
        "out": _shown(case.wanted, limit),
        "quoted": f" --only {reproduction(judged, found, source).partition(' --only ')[2]}",
    }


def _shown(fields: JsonObject, limit: int) -> str:
    lines = []
    for name, value in fields.items():
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        cut = f"... ({len(text)} characters)" if len(text) > limit else ""
        lines.append(f"{name}: {text[:limit]}{cut}")
    return "\n".join(lines)
