"""The README's conformance table, made from vectors/: `python3 -m tests.tools.readme_table` writes it."""

from __future__ import annotations

import os
import re

from jamlite.conformance import vectors

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BEGIN, END = "<!-- conformance table: begin -->", "<!-- conformance table: end -->"


def table() -> str:
    """Return the table: one row per algorithm, with its cases by origin."""
    rows: dict[tuple[str, str], dict[str, int]] = {}
    for path, room in vectors.find(os.path.join(ROOT, "vectors")):
        file = vectors.read(path, room)
        origin = os.path.basename(path).rsplit(".", 2)[1]
        origins = rows.setdefault((room, file.family), {})
        origins[origin] = origins.get(origin, 0) + len(file.cases)
    lines = ["| room | algorithm | cases | by origin |", "|---|---|---:|---|"]
    for (room, family), origins in rows.items():
        by_origin = ", ".join(f"{origin} {count}" for origin, count in origins.items())
        lines.append(f"| {room} | {family} | {sum(origins.values())} | {by_origin} |")
    total = sum(sum(origins.values()) for origins in rows.values())
    own = sum(origins.get("jamlite", 0) for origins in rows.values())
    lines.append(f"| | **all** | **{total}** | of them our own refusals and crafted cases: {own} |")
    return "\n".join(lines)


def main() -> None:
    path = os.path.join(ROOT, "README.md")
    with open(path, encoding="utf-8") as stream:
        text = stream.read()
    new = re.sub(rf"{BEGIN}.*{END}", lambda _: f"{BEGIN}\n{table()}\n{END}", text, flags=re.DOTALL)
    with open(path, "w", encoding="utf-8") as stream:
        stream.write(new)


if __name__ == "__main__":
    main()
