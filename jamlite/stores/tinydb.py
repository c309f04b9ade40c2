"""Reading TinyDB files, as Jam wrote them: one JSON object {table: {number: document}}."""

from __future__ import annotations

import json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..encoding.json_types import JsonObject


def documents(data: bytes) -> list[JsonObject] | None:
    """Return the documents of all tables, in their order, or None if this is not a TinyDB file."""
    try:
        tables = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(tables, dict):
        return None
    found: list[JsonObject] = []
    for table in tables.values():
        if not isinstance(table, dict):
            return None
        for number, document in table.items():
            # Any other JSON object must not be taken over.
            if not number.isdigit() or not isinstance(document, dict):
                return None
            found.append(document)
    return found
