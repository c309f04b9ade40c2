"""The plain room, the standards as written, as a subject: `--subject py:tests.subjects.plain_subject`."""

from __future__ import annotations

from typing import Any

from jamlite.conformance import plain_cases, vectors
from jamlite.exceptions.base import JamError

from .jamlite_subject import HELLO as JAMLITE
from .jamlite_subject import packed

HELLO = {
    **JAMLITE,
    "name": "jamlite.plain",
    "supports": {family: sorted(operations) for family, operations in plain_cases.FAMILIES.items()},
    "limits": {"clock": False},
}


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Answer one case."""
    case = vectors.Case({**request, "result": "valid"})
    reason = plain_cases.left_out(request["family"], case)
    run = plain_cases.operation(request["family"], request["op"])
    if reason or run is None:
        return {"unsupported": reason or "not written"}
    try:
        found = run(**case.inputs)
    except JamError as error:
        return {"ok": False, "error": error.error_code}
    return {"ok": found is not False, "out": packed(found)}
