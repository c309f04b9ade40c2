"""From vector files to a report: one row per file, faults beside them, and one verdict."""

from __future__ import annotations

import os

from . import floors, judged, runner, vectors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

    from ..encoding.json_types import JsonObject
    from .family import Family

    Progress = Callable[[str, int, int], object]  # family, cases done, cases in all


class Row:
    """What became of one vector file."""

    __slots__ = (
        "acceptable",
        "cases",
        "failed",
        "family",
        "passed",
        "path",
        "room",
        "seconds",
        "slow",
        "spec",
    )

    def __init__(self, file: vectors.VectorFile) -> None:
        self.path = file.path
        self.room = file.room
        self.family = file.family
        self.spec = file.spec
        self.cases = self.passed = self.failed = self.acceptable = self.slow = 0
        self.seconds = 0.0

    def add(self, verdict: runner.Verdict) -> None:
        """Count one verdict."""
        self.cases += 1
        self.seconds += verdict.seconds
        setattr(self, verdict.outcome, getattr(self, verdict.outcome) + 1)


class Report:
    """The rows, the failed cases, and the faults of the vector set itself."""

    __slots__ = ("failures", "faults", "left_out", "rows", "unread", "verdicts")

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.failures: list[runner.Verdict] = []
        self.verdicts: list[runner.Verdict] = []
        self.faults: list[str] = []  # unreadable file, family without a runner, too few cases
        self.left_out: dict[str, int] = {}  # of other people's vectors: reason -> cases not run
        self.unread: list[str] = []  # files of other people in a format that is not known here

    @property
    def good(self) -> bool:
        """Whether nothing failed and nothing is missing."""
        return bool(self.rows) and not self.failures and not self.faults  # an empty run is not good

    def total(self, count: str) -> int:
        """Return the sum of one column."""
        return sum(getattr(row, count) for row in self.rows)

    def judged(self, subject: JsonObject, digest: str = "") -> judged.Judged:
        """Return the same as a report on a subject, for the forms that both share."""
        made = judged.Judged(subject, digest=digest)
        made.faults, made.left_out, made.slow = self.faults, self.left_out, self.total("slow")
        made.seconds = self.total("seconds")
        made.found = [
            judged.Found(one.file, one.case, one.word, one.reason, one.seconds) for one in self.verdicts
        ]
        return made

    def as_dict(self, subject: JsonObject | None = None, digest: str = "") -> JsonObject:
        """Return the report for a program to read."""
        columns = ("room", "family", "spec", "cases", "passed", "failed", "acceptable", "slow", "seconds")
        return {
            **self.judged(subject or {}, digest).as_dict(),
            "good": self.good,
            "unread": self.unread,
            "files": [
                {"file": os.path.basename(row.path), **{name: getattr(row, name) for name in columns}}
                for row in self.rows
            ],
            "failures": [
                {
                    "file": os.path.basename(verdict.file.path),
                    "case": verdict.case.id,
                    "reason": verdict.reason,
                }
                for verdict in self.failures
            ],
        }


def make(
    folder: str,
    *,
    only: str | None = None,
    slow: bool = False,
    check_floors: bool = True,
    progress: Progress | None = None,
) -> Report:
    """Run the vector files of a folder and return what became of them.

    Args:
        folder: holds one folder per room.
        only: run the files whose family or name contains this, and the cases whose key does, in any case.
        slow: also the cases flagged Slow.
        check_floors: a room with fewer cases than `floors` says is a fault; pointless with `only`.
        progress: called with the family, the number of cases so far and the number of all.
    """
    report, table = Report(), runner.families()
    files = read_all(folder, report.faults, only)
    total = sum(len(file.cases) for file in files)
    for file in files:
        run_file(report, file, table, progress, slow=slow, total=total)
    if check_floors and not only:  # `only` leaves cases out on purpose
        report.faults.extend(_below_floors(report.rows))
    return report


def read_all(folder: str, faults: list[str], only: str | None = None) -> list[vectors.VectorFile]:
    """Read every vector file of a folder; keep the cases `only` names. What is unusable is a fault."""
    files = []
    for path, room in vectors.find(folder):
        try:
            file = vectors.read(path, room)
        except vectors.VectorFileError as error:
            faults.append(error.message)
            continue
        if file.kept(only):
            files.append(file)
    return files


def make_plain(folder: str, *, only: str | None = None, progress: Progress | None = None) -> Report:
    """Run the vectors of the primitives through the plain package; arguments as in `make`."""
    from . import plain_cases

    report = Report()
    files = [f for f in read_all(folder, report.faults, only) if f.family in plain_cases.FAMILIES]
    total = sum(len(file.cases) for file in files)
    for file in files:
        kept = []
        for case in file.cases:
            reason = plain_cases.left_out(file.family, case)
            if reason:
                report.left_out[reason] = report.left_out.get(reason, 0) + 1
            else:
                case.outputs.pop("error_code", None)  # plain has no codes
                kept.append(case)
        file.cases = kept
        names = {case.op for case in kept}
        found = {name: plain_cases.operation(file.family, name) for name in names}
        table = {file.family: {name: run for name, run in found.items() if run is not None}}
        if kept:
            run_file(report, file, table, progress, total=total)
    return report


def run_file(
    report: Report,
    file: vectors.VectorFile,
    table: dict[str, Family],
    progress: Progress | None = None,
    *,
    slow: bool = True,
    total: int = 0,
) -> None:
    """Run one file and add what became of it to the report; `total` is for the progress."""
    if file.family not in table:
        report.faults.append(f"{file.path}: nobody runs the family {file.family!r}")
        return
    row = Row(file)
    report.rows.append(row)
    kept = [case for case in file.cases if slow or not case.slow]  # not run, but counted
    row.slow, file.cases = len(file.cases) - len(kept), kept
    done = report.total("cases")
    for verdict in runner.run(file, table):
        row.add(verdict)
        report.verdicts.append(verdict)
        if verdict.outcome == "failed":
            report.failures.append(verdict)
        if progress is not None:
            # `total` is 0 if nobody said it.
            progress(file.family, done + row.cases, max(total, done + row.cases))


def _below_floors(rows: list[Row]) -> list[str]:
    faults = []
    for room, floor in floors.CASES.items():
        # Slow ones are there, run or not.
        count = sum(row.cases + row.slow for row in rows if row.room == room)
        if count < floor:
            faults.append(f"the room {room} has {count} cases, and at least {floor} are expected")
    return faults
