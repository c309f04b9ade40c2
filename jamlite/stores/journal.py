"""The lines of a journal file. The first says what it is, each further one is a change:

    {"jamlite":"records","version":1}
    {"put":"k","value":"v","owner":"o","expires":1700000000.5}     also with "from": the key it had
    {"delete":"k"}
    {"clear":"o"}                                                  every record of this owner

A change says all that it makes, so a reader need not have kept what it makes it of.

A journal that was written to replace a longer one also says in its first line which file it follows
(inode and size), and where in it the changes begin that the longer one does not have. Whoever has read
the longer one to its end goes on from there, and reads nothing twice.
"""

from __future__ import annotations

import json

from ..exceptions.sessions import JamStoreError
from .store import is_text, is_time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeGuard

    from ..encoding.json_types import JsonObject
    from .table import Row

VERSION = 1
# One spelling: a file that was cut off in it is a beginning of it.
HEADER = b'{"jamlite":"records","version":%d}\n' % VERSION
_FOLLOWING = b'{"jamlite":"records","version":%d,"follows":[%20d,%20d],"at":%20d,"lines":%20d}\n'


def following(inode: int, size: int, at: int, lines: int) -> bytes:
    """Return the first line of a journal that follows another; its length is always the same.

    Args:
        inode: of the file that it follows.
        size: of that file, in bytes, with its last change.
        at: how many bytes of the new journal say what that file says.
        lines: how many changes these are.
    """
    return _FOLLOWING % (VERSION, inode, size, at, lines)


def put(key: str, row: Row) -> JsonObject:
    """Return the change that writes a record."""
    return {"put": key, "value": row[0], "owner": row[1], "expires": row[2]}


def header(line: bytes, path: str) -> JsonObject | None:
    """Return what the first line of a journal says, or None if this is not a journal.

    Raises:
        JamStoreError: it is a journal of a version that is not known here.
    """
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict) or said.get("jamlite") != "records":
        return None
    if said.get("version") == VERSION:
        return said
    raise JamStoreError(
        f"{path} was written by a newer version: {said.get('version')!r}", error_code="store.newer_schema"
    )


def parse(lines: list[bytes], path: str, number: int) -> list[JsonObject]:
    """Return the changes that whole lines say, checked.

    Args:
        lines: without their ends.
        path: named in the error.
        number: of the first of these lines in the file.

    Raises:
        JamStoreError: the file is damaged (`store.corrupt`).
    """
    try:
        # One call for all lines: 0.6 of the time of one call each.
        # A line such as `1,2` would be two changes: the count below sees it.
        changes: list[JsonObject] = json.loads("[" + b",".join(lines).decode("utf-8") + "]")
        if len(changes) == len(lines) and all(map(_is_change, changes)):
            return changes
    except (ValueError, RecursionError):
        pass
    # Slow, and names the damaged line.
    return [_parse(line, path, place) for place, line in enumerate(lines, number)]


def _parse(line: bytes, path: str, number: int) -> JsonObject:
    try:
        change: object = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError):
        change = None
    if _is_change(change):
        return change
    raise JamStoreError(
        f"{path} is damaged: line {number} cannot be read. Nothing was changed; "
        "mend the file, or move it away to begin with an empty one",
        error_code="store.corrupt",
    )


def _is_change(change: object) -> TypeGuard[JsonObject]:
    if type(change) is not dict:
        return False
    if "put" not in change:
        return is_text(change["delete"] if "delete" in change else change.get("clear"))
    expires = change.get("expires", "absent")
    return (
        is_text(change["put"])
        and is_text(change.get("value"))
        and is_text(change.get("owner"))
        and is_text(change.get("from", ""))
        and (expires is None or is_time(expires))
    )
