"""Shared by the transcription scripts: read a standard's text, write a vector file.

Each script carries the values of one standard over into `vectors/` in our own schema. Run one as
`python3 -m tests.tools.transcribe.rfc4231 FOLDER`, where FOLDER holds the texts as published
(rfc4231.txt ...). The same texts give the same bytes again.
"""

from __future__ import annotations

import json
import os
import re
import sys

from . import reasons

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
IETF_LICENSE = "IETF Trust Legal Provisions; values only, Code Components under Revised BSD"


def source_text(name: str) -> str:
    """Return the text of a standard from the folder named on the command line, without page breaks."""
    if len(sys.argv) != 2:
        raise SystemExit(f"usage: {sys.argv[0]} FOLDER_WITH_THE_STANDARDS")
    with open(os.path.join(sys.argv[1], name), encoding="utf-8", errors="replace") as stream:
        text = stream.read()
    # A page ends in a footer, a form feed and a header; none of them belongs to the text.
    return re.sub(r"\n*\n[^\n]*\[Page \d+\]\n\f?\n?[^\n]*\n", "\n", text)


def section(text: str, heading: str, end: str) -> str:
    """Return the text between the line that starts with `heading` (its last such line) and `end`."""
    start = [match.start() for match in re.finditer(rf"^{re.escape(heading)}", text, re.M)][-1]
    stop = re.compile(rf"^{re.escape(end)}", re.M).search(text, start + len(heading))
    return text[start : stop.start()] if stop else text[start:]


def squeeze(text: str) -> str:
    """Return `text` without any white space: hex and base64url as printed over several lines."""
    return "".join(text.split())


def write(
    room: str,
    name: str,
    *,
    title: str,
    family: str,
    spec: str,
    source: dict[str, str],
    cases: list[dict[str, object]],
    flags: dict[str, str] | None = None,
) -> None:
    """Write vectors/<room>/<name>.json; `name` is <algorithm>.<origin>."""
    data: dict[str, object] = {
        "schema": "jamlite-vectors-1",
        "title": title,
        "family": family,
        "spec": spec,
        "source": source,
        "count": len(cases),
    }
    if flags:
        data["flags"] = flags
    data["cases"] = cases
    if reasons.is_ours(name):
        reasons.annotate(room, name, data)
    path = os.path.join(ROOT, "vectors", room, f"{name}.json")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="\n") as stream:
        json.dump(data, stream, indent=1, ensure_ascii=False)
        stream.write("\n")
    print(f"{os.path.relpath(path, ROOT)}: {len(cases)} cases")


def rfc(number: int, note: str = "") -> dict[str, str]:
    """Return the `source` record of an RFC."""
    record = {"name": f"RFC {number}", "license": IETF_LICENSE}
    return {**record, "note": note} if note else record
