"""Why each case of our own says what it says: a flag, `must` with a section or `policy`, and the gain.

`common.write` asks `annotate` for every file of our own (`*.jamlite.json`);
`python3 -m tests.tools.transcribe.reasons` does it for the files as they stand.

A sheet belongs to one file or several. Its rows are (flag, pattern of ids, basis, explanation, gain); the
first pattern that is found in a case's id decides. A case that has a flag already keeps it, and takes basis
and gain from the row of that name. A basis begins with "must " and a section, or with "policy: " and our
reason.
"""

from __future__ import annotations

import json
import os
import re
import sys
from typing import Any, NamedTuple

from .reasons_crypto import CRYPTO
from .reasons_jose import JOSE, OPEN
from .reasons_rest import KEY_MEMBERS, REST, VARIED

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
FOLDER = os.path.join(ROOT, "vectors")


class Row(NamedTuple):
    """One reason, shared by the cases it is found for."""

    flag: str
    pattern: str
    basis: str
    explained: str
    gain: str


SHEETS: dict[str, list[tuple[str, str, str, str, str]]] = {**CRYPTO, **JOSE, **REST}


def annotate(room: str, name: str, data: dict[str, Any]) -> None:
    """Give every case of one of our own files its flag and its reason.

    Args:
        room: the folder of the file.
        name: of the file without ".json", for example "jws.jamlite".
        data: the content of the file; changed in place.

    Raises:
        SystemExit: a case fits no row.
    """
    rows = [Row(*VARIED[name])] if name in VARIED else [Row(*row) for row in _sheet(room, name)]
    open_rows = [Row(*row) for row in OPEN] if room == "jose" else []
    by_flag = {row.flag: row for row in open_rows + rows}
    flags, gains = dict(data.get("flags", {})), {}
    for case in data["cases"]:
        if name in VARIED and case["result"] != "invalid":
            continue  # as it is published
        named = [flag for flag in case.get("flags", []) if flag in by_flag]
        row = by_flag[named[0]] if named else _found(open_rows + rows, name, case)
        case["flags"] = list(dict.fromkeys([*case.get("flags", []), row.flag]))
        kind, _, text = row.basis.partition(" ")
        case.pop("must", None)
        case.pop("policy", None)
        case[kind.rstrip(":")] = text
        flags.setdefault(row.flag, row.explained)
        gains[row.flag] = row.gain
        for flag in case["flags"]:
            if flag in by_flag:
                gains[flag] = by_flag[flag].gain
    order = ("schema", "title", "family", "spec", "source", "count")
    cases = data.pop("cases")
    rest = {key: data[key] for key in order}
    data.clear()
    data.update(rest, flags=flags, gains=gains, cases=cases)


def _sheet(room: str, name: str) -> list[tuple[str, str, str, str, str]]:
    stem = name.partition(".")[0]
    if f"{room}/{stem}" == "keys/jwk":  # jose has a file of this name too
        return KEY_MEMBERS
    for names, rows in SHEETS.items():
        if stem in names.split():
            return rows
    raise SystemExit(f"{name}: write a sheet for it in tests/tools/transcribe/reasons_*.py")


def _found(rows: list[Row], name: str, case: dict[str, Any]) -> Row:
    for row in rows:
        if row.pattern and re.search(row.pattern, case["id"]):
            if (case["result"] == "valid") == row.flag.startswith("Accepted") or not _has_accepted(rows):
                return row
    raise SystemExit(f"{name}: no row fits the {case['result']} case {case['id']!r}")


def _has_accepted(rows: list[Row]) -> bool:
    return any(row.flag.startswith("Accepted") for row in rows)


def is_ours(name: str) -> bool:
    """Tell whether a file, named without ".json", holds cases of our own."""
    return name.endswith(".jamlite") or name in VARIED


def own_files() -> list[str]:
    """Return the paths of our own files."""
    found = []
    for room in sorted(os.listdir(FOLDER)):
        if os.path.isdir(os.path.join(FOLDER, room)):
            for name in sorted(os.listdir(os.path.join(FOLDER, room))):
                if is_ours(name[: -len(".json")]):
                    found.append(os.path.join(FOLDER, room, name))
    return found


def main() -> None:
    for path in own_files():
        with open(path, encoding="utf-8") as stream:
            data = json.load(stream)
        room = os.path.basename(os.path.dirname(path))
        annotate(room, os.path.basename(path)[: -len(".json")], data)
        with open(path, "w", encoding="utf-8", newline="\n") as stream:
            json.dump(data, stream, indent=1, ensure_ascii=False)
            stream.write("\n")


if __name__ == "__main__":
    sys.exit(main())
