"""The lines of a journal file. The first says what it is, each further one is a change:

    {"jamlite":"records","version":1}
    {"put":"k","value":"v","owner":"o","expires":1700000000.5}     also with "from": the key it had
    {"delete":"k"}
    {"clear":"o"}                                                  every record of this owner

A change says all that it makes, so a reader need not have kept what it makes it of.
"""

from __future__ import annotations

import json

from ..exceptions.sessions import JamStoreError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .table import Row

VERSION = 1
HEADER = b'{"jamlite":"records","version":%d}\n' % VERSION


def put(key: str, row: Row) -> dict[str, Any]:
    """Return the change that writes a record."""
    return {"put": key, "value": row[0], "owner": row[1], "expires": row[2]}


def is_header(line: bytes, path: str) -> bool:
    """Tell whether `line` begins a journal; raise if of a version that is not known here."""
    try:
        header = json.loads(line)
    except (ValueError, RecursionError):
        return False
    if not isinstance(header, dict) or header.get("jamlite") != "records":
        return False
    if header.get("version") == VERSION:
        return True
    raise JamStoreError(
        f"{path} was written by a newer version: {header.get('version')!r}", error_code="store.newer_schema"
    )


def parse(line: bytes, path: str, number: int) -> dict[str, Any]:
    """Return the change that a whole line says, checked; raise if the file is damaged there."""
    try:
        change: Any = json.loads(line.decode("utf-8"))
        if "put" in change:
            _require_text(change["put"], change["value"], change["owner"], change.get("from", ""))
            if change["expires"] is not None:
                change["expires"] = float(change["expires"])
        else:
            _require_text(change["delete"] if "delete" in change else change["clear"])
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise JamStoreError(
            f"{path} is damaged: line {number} cannot be read. Nothing was changed; "
            "mend the file, or move it away to begin with an empty one",
            error_code="store.corrupt",
        ) from error
    return change  # type: ignore[no-any-return]


def _require_text(*values: object) -> None:
    for value in values:
        if not isinstance(value, str):
            raise TypeError("not text")
