"""The tables and the contents of README.md and vectors/README.md.

`python3 -m tests.tools.readme_table` writes them; tests/test_readme.py checks that they are up to date.
"""

from __future__ import annotations

import json
import os
import re

from jamlite.conformance import vectors

from . import operations

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def rooms() -> str:
    """Return the README's table: one row per room, with its algorithms and cases."""
    counts: dict[str, list[int]] = {}
    families: dict[str, dict[str, None]] = {}
    for path, room in vectors.find(os.path.join(ROOT, "vectors")):
        file = vectors.read(path, room)
        found = counts.setdefault(room, [0, 0])
        found[0] += len(file.cases)
        found[1] += sum(1 for case in file.cases if case.must or case.policy)
        families.setdefault(room, {})[file.family] = None
    lines = ["| room | algorithms | official cases | our own |", "|---|---:|---:|---:|"]
    for room, (cases, own) in counts.items():
        lines.append(f"| {room} | {len(families[room])} | {cases - own} | {own} |")
    cases, own = (sum(column) for column in zip(*counts.values()))
    algorithms = sum(map(len, families.values()))
    lines.append(f"| **all** | **{algorithms}** | **{cases - own}** | {own}: refusals and crafted cases |")
    return "\n".join(lines)


def contents() -> str:
    """Return the README's table of contents: its headings of the second and third level."""
    with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as stream:
        text = re.sub(r"^```.*?^```$", "", stream.read(), flags=re.MULTILINE | re.DOTALL)
    lines = []
    for level, title in re.findall(r"^(##|###) (?!Contents$)(.+)$", text, re.MULTILINE):
        anchor = re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")  # as GitHub makes them
        lines.append(f"{'' if level == '##' else '  '}- [{title}](#{anchor})")
    return "\n".join(lines)


def cases() -> str:
    """Return the table of vectors/README.md: one row per algorithm, with its cases by origin."""
    rows: dict[tuple[str, str], dict[str, int]] = {}
    own = 0  # also the refusals that are a published example with one change
    for path, room in vectors.find(os.path.join(ROOT, "vectors")):
        file = vectors.read(path, room)
        origins = rows.setdefault((room, file.family), {})
        origins[_origin(path)] = origins.get(_origin(path), 0) + len(file.cases)
        own += sum(1 for case in file.cases if case.must or case.policy)
    lines = ["| room | algorithm | cases | by origin |", "|---|---|---:|---|"]
    for (room, family), origins in rows.items():
        by_origin = ", ".join(f"{origin} {count}" for origin, count in origins.items())
        lines.append(f"| {room} | {family} | {sum(origins.values())} | {by_origin} |")
    total = sum(sum(origins.values()) for origins in rows.values())
    lines.append(f"| | **all** | **{total}** | {own} of them our own: refusals and crafted cases |")
    return "\n".join(lines)


def origins() -> str:
    """Return the table of vectors/README.md: where each origin's values come from."""
    sources: dict[str, dict[tuple[str, str], None]] = {}
    for path, _ in vectors.find(os.path.join(ROOT, "vectors")):
        with open(path, encoding="utf-8") as stream:
            source = json.load(stream)["source"]
        sources.setdefault(_origin(path), {})[source["name"], source["license"]] = None
    lines = ["| origin | what it is | licence |", "|---|---|---|"]
    for origin, named in sorted(sources.items()):
        lines.extend(f"| {origin} | {name} | {license} |" for name, license in named)
    return "\n".join(lines)


VECTORS = os.path.join("vectors", "README.md")
TABLES = (  # file, name of its marks, what stands between them
    ("README.md", "rooms from vectors/", rooms),
    ("README.md", "contents", contents),
    (VECTORS, "cases from vectors/", cases),
    (VECTORS, "origins from vectors/", origins),
    (VECTORS, "operations from vectors/", operations.table),
)


def block(mark: str, text: str) -> str:
    """Return a table between its marks."""
    return f"<!-- {mark}: begin -->\n{text}\n<!-- {mark}: end -->"


def _origin(path: str) -> str:
    return os.path.basename(path).rsplit(".", 2)[1]


def main() -> None:
    for name, mark, table in TABLES:
        path = os.path.join(ROOT, name)
        with open(path, encoding="utf-8") as stream:
            text = stream.read()
        new = block(mark, table())
        text, count = re.subn(
            f"<!-- {mark}: begin -->.*<!-- {mark}: end -->",
            lambda _, new=new: new,
            text,
            flags=re.DOTALL,  # type: ignore[misc]
        )
        if count != 1:
            raise SystemExit(f"{name} has no marks for {mark}")
        with open(path, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)


if __name__ == "__main__":
    main()
