"""NIST's validation files as vector files: `python3 -m tests.tools.nist OUT FILE...`

A .json file is one of ACVP: internalProjection.json, or a prompt.json with its expectedResults.json in the
same folder. Any other file is one of CAVP (.rsp, .txt). What comes out is read by
`python3 -m jamlite conformance --vectors OUT [--subject 'COMMAND']`. What is left out is told.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Iterator

from .nist_acvp import acvp, joined, vector_set
from .nist_cavp import cavp
from .nist_common import Case, Item, LeftOut

# What a malformed file makes a reader raise.
MALFORMED = (KeyError, ValueError, TypeError, AttributeError, IndexError, RecursionError)


class NistFileError(Exception):
    """A file is no file of NIST, or is damaged; the message names it."""


def read(path: str) -> Iterator[Item]:
    """Yield the cases of one file.

    Raises:
        NistFileError: it cannot be read.
    """
    try:
        with open(path, encoding="utf-8") as stream:
            text = stream.read()
        if not path.endswith(".json"):
            yield from cavp(path, text)
            return
        data = json.loads(text)
        beside = os.path.join(os.path.dirname(path), "expectedResults.json")
        if os.path.basename(path) == "prompt.json" and os.path.exists(beside):
            with open(beside, encoding="utf-8") as stream:
                data = joined(vector_set(data), vector_set(json.load(stream)))
        yield from acvp(data)
    except (OSError, *MALFORMED) as error:
        raise NistFileError(f"{path}: {type(error).__name__}: {error}") from error


def convert(paths: list[str], out: str) -> dict[str, int]:
    """Write the vector files and return what was left out, with counts.

    Raises:
        NistFileError: a file cannot be read; nothing is written then.
    """
    families: dict[str, list[Case]] = {}
    left_out: dict[str, int] = {}
    for path in paths:
        name = "/".join(os.path.abspath(path).split(os.sep)[-2:])
        for found in read(path):
            if isinstance(found, LeftOut):
                said = f"{name}: {found.reason}"
                left_out[said] = left_out.get(said, 0) + 1
            else:
                family, made = found
                families.setdefault(family, []).append({**made, "id": f"{name}: {made['id']}"})
    for family, cases in families.items():
        _write(family, cases, out)
    return left_out


def _write(family: str, cases: list[Case], out: str) -> None:
    data = {
        "schema": "jamlite-vectors-1", "title": f"{family} of NIST", "family": family, "spec": "NIST",
        "source": {"name": "NIST", "license": "public domain (work of the US government)"},
        "count": len(cases), "cases": cases,
    }  # fmt: skip
    folder = os.path.join(out, "crypto")
    os.makedirs(folder, exist_ok=True)
    name = f"{family.replace(' ', '_').lower()}.nist.json"
    with open(os.path.join(folder, name), "w", encoding="utf-8") as stream:
        json.dump(data, stream, indent=1)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        raise SystemExit("usage: python3 -m tests.tools.nist OUT FILE...")
    try:
        for said, count in convert(sys.argv[2:], sys.argv[1]).items():
            print(f"left out {count}: {said}")
    except NistFileError as error:
        raise SystemExit(str(error)) from error
