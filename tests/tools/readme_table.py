"""The tables of README.md and vectors/README.md, made from vectors/.

`python3 -m tests.tools.readme_table` writes them; tests/test_readme.py checks that they are up to date.
"""

from __future__ import annotations

import json
import os
import re

from jamlite.conformance import vectors

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BEGIN, END = "<!-- table from vectors/: begin -->", "<!-- table from vectors/: end -->"


def conformance() -> str:
    """Return the README's table: one row per algorithm, with its cases by origin."""
    rows: dict[tuple[str, str], dict[str, int]] = {}
    for path, room in vectors.find(os.path.join(ROOT, "vectors")):
        file = vectors.read(path, room)
        origins = rows.setdefault((room, file.family), {})
        origins[_origin(path)] = origins.get(_origin(path), 0) + len(file.cases)
    lines = ["| room | algorithm | cases | by origin |", "|---|---|---:|---|"]
    for (room, family), origins in rows.items():
        by_origin = ", ".join(f"{origin} {count}" for origin, count in origins.items())
        lines.append(f"| {room} | {family} | {sum(origins.values())} | {by_origin} |")
    total = sum(sum(origins.values()) for origins in rows.values())
    own = sum(origins.get("jamlite", 0) for origins in rows.values())
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


TABLES = {"README.md": conformance, os.path.join("vectors", "README.md"): origins}


def _origin(path: str) -> str:
    return os.path.basename(path).rsplit(".", 2)[1]


def main() -> None:
    for name, table in TABLES.items():
        path = os.path.join(ROOT, name)
        with open(path, encoding="utf-8") as stream:
            text = stream.read()
        new = f"{BEGIN}\n{table()}\n{END}"
        text = re.sub(f"{BEGIN}.*{END}", lambda _, new=new: new, text, flags=re.DOTALL)  # type: ignore[misc]
        with open(path, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)


if __name__ == "__main__":
    main()
