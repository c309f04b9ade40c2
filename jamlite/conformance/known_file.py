"""`--known FILE`: deviations that are expected, each with its reason, and the comparison of two reports."""

from __future__ import annotations

from ..exceptions.base import JamValidationError
from . import vectors
from .judged import SCHEMA
from .verdicts import PASS, UNSUPPORTED, VERDICTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..encoding.json_types import JsonObject, JsonValue


class ReportFileError(JamValidationError):
    """A file of expected deviations or a report cannot be used; the message names it."""

    default_message = "the file is not usable"
    default_code = "conformance.report_file"


def read_known(path: str) -> dict[str, str]:
    """Read `[{"id": "jose/jws.rfc7515.json#A.1", "reason": "..."}]`: case -> reason.

    Raises:
        ReportFileError: not this form, an id twice, or no reason.
        OSError: it cannot be read.
    """
    entries = _json(path)
    if not isinstance(entries, list):
        raise ReportFileError(f'{path}: it must be a list of {{"id": "...", "reason": "..."}}')
    known: dict[str, str] = {}
    for number, entry in enumerate(entries, 1):
        names = entry if isinstance(entry, dict) else {}
        key, reason = names.get("id"), names.get("reason")
        # Nothing is excused without a reason.
        if not isinstance(key, str) or not isinstance(reason, str) or not reason.strip():
            raise ReportFileError(f"{path}: entry {number} needs an id and a reason, both texts")
        if key in known:  # one of the two reasons would be lost
            raise ReportFileError(f"{path}: entry {number} names a case that was named before")
        known[key] = reason
    return known


def read_report(path: str) -> JsonObject:
    """Read what `--json` wrote about one subject.

    Raises:
        ReportFileError: it is something else.
        OSError: it cannot be read.
    """
    report = _json(path)
    if not isinstance(report, dict) or report.get("schema") != SCHEMA or not _is_object(report, "vectors"):
        raise ReportFileError(f"{path}: not a report that `conformance --json` wrote")
    cases = report.get("cases")
    if not isinstance(cases, list) or not all(
        isinstance(case, dict) and isinstance(case.get("id"), str) and case.get("verdict") in VERDICTS
        for case in cases
    ):
        raise ReportFileError(f"{path}: each of its cases needs an id and a verdict")
    return report


def _is_object(report: JsonObject, name: str) -> bool:
    return isinstance(report.get(name, {}), dict)


def _json(path: str) -> JsonValue:
    try:
        return vectors.load_json(path)
    except (ValueError, RecursionError) as error:
        raise ReportFileError(f"{path}: not JSON: {type(error).__name__}: {str(error)[:100]}") from error


class Comparison:
    """What changed from one report to another."""

    __slots__ = ("added", "changed", "gone", "other_vectors")

    def __init__(self, before: JsonObject, after: JsonObject) -> None:
        old = {case["id"]: case for case in before["cases"]}
        new = {case["id"]: case for case in after["cases"]}
        self.added = [key for key in new if key not in old]
        self.gone = [key for key in old if key not in new]
        self.changed = [
            (key, old[key]["verdict"], case["verdict"], str(case.get("came", "")))
            for key, case in new.items()
            if key in old and old[key]["verdict"] != case["verdict"]
        ]
        digests = [report.get("vectors", {}) for report in (before, after)]
        self.other_vectors = digests[0].get("sha256") != digests[1].get("sha256")

    @property
    def worse(self) -> bool:
        """Tell whether a case that passed, or was not offered, deviates now."""
        fine = (PASS, UNSUPPORTED)
        # From one deviation to another is no worse.
        return any(was in fine and now not in fine for _, was, now, _ in self.changed)
