"""jamlite as a subject: `python3 -m jamlite conformance --subject py:tests.subjects.jamlite_subject`."""

from __future__ import annotations

import platform
from typing import Any

import jamlite
from jamlite.conformance import foreign_operations, runner, vectors
from jamlite.exceptions.base import JamError

FAMILIES = {**runner.families(), **foreign_operations.FAMILIES}  # the latter for files of others
HELLO = {
    "name": "jamlite",
    "version": jamlite.__version__,
    "language": f"{platform.python_implementation()} {platform.python_version()}",
    "supports": {family: sorted(operations) for family, operations in FAMILIES.items()},
    "limits": {"clock": True},
}


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Answer one case."""
    try:
        found = FAMILIES[request["family"]][request["op"]](**vectors.unpack(request["in"]))
    except JamError as error:
        return {"ok": False, "error": error.error_code}
    return {"ok": found is not False, "out": packed(found)}


def packed(found: object) -> dict[str, Any]:
    """Return outputs as JSON has them: bytes as hex."""
    if not isinstance(found, dict):
        return {}
    return dict(_field(name, value) for name, value in found.items())


def _field(name: str, value: Any) -> tuple[str, Any]:
    if isinstance(value, bytes):
        return f"{name}_hex", value.hex()
    if isinstance(value, list) and value and all(isinstance(item, bytes) for item in value):
        return f"{name}_hex", [item.hex() for item in value]
    return name, value
