"""`conformance --subject`: judge other programs, print what they did, and write the reports."""

from __future__ import annotations

import math

from ..conformance import foreign, judge, judged, report, verdicts
from .common import CommandError, complain
from .conformance_common import (
    folder_of,
    foreign_option,
    nothing_there,
    print_table,
    say_known,
    say_line,
    shown_by,
    write_json,
    write_reports,
)
from .progress import Progress

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from ..conformance.judged import Judged
    from ..conformance.vectors import VectorFile

MAX_JOBS = 64  # processes: each holds a pipe or two
MAX_TIMEOUT = 3600.0
_COLUMNS = ("room", "algorithm", "standard", "cases", *verdicts.VERDICTS, "seconds")


def judge_subjects(options: argparse.Namespace, known: dict[str, str]) -> int:
    """Judge every subject of the options; return 0, 1 or 2 as `judged.Judged.exit_code`."""
    if options.plain:
        raise CommandError("--plain judges jamlite's own package, not a subject")
    timeout, jobs = _timeout(options.timeout), _jobs(options.jobs)
    folder, common, files = _vectors(options)
    if not files and not common.faults:
        raise nothing_there(folder, options.only, common.left_out)
    runs, unusable = [], False
    for command in options.subject:
        one = judged.Judged({"name": command}, command, common.digest)
        one.faults, one.left_out, one.slow = list(common.faults), dict(common.left_out), common.slow
        try:
            _judge(one, files, timeout, jobs)
        except judge.SubjectError as error:
            if len(options.subject) == 1:
                raise
            complain(f"{command}: {error.message}")
            unusable = True  # the others are judged all the same
            continue
        judged.apply_known(one, known)
        runs.append(one)
    if options.json:
        records = [one.as_dict() for one in runs]
        write_json(records[0] if len(options.subject) == 1 else records, options.json)
    write_reports(options, runs)
    for one in runs if options.json != "-" else ():
        _print(one, options.fails)
    return max([2 if unusable else 0, *(one.exit_code for one in runs)])  # the worst of them


def _judge(one: Judged, files: list[VectorFile], timeout: float, jobs: int) -> None:
    judging = judge.Judge(one.command, timeout=timeout, jobs=jobs)
    try:
        one.subject = judging.hello.as_dict()
        with Progress() as progress:
            judging.run(files, one, shown_by(progress))
    finally:
        judging.stop()  # in every case: processes must not outlive the command


def _vectors(options: argparse.Namespace) -> tuple[str, Judged, list[VectorFile]]:
    """Return the folder, what is said of it whoever is judged, and the files."""
    common = judged.Judged({})
    named = foreign_option(options)
    if named:
        folder = getattr(options, named)
        result = report.Report()
        files = foreign.read_all(named, folder, result, options.only)
        common.faults, common.left_out = result.faults, result.left_out
    else:
        folder = folder_of(options.vectors)
        files = report.read_all(folder, common.faults, options.only)
    if not options.slow:
        common.slow = sum(1 for file in files for case in file.cases if case.slow)
        for file in files:
            file.cases = [case for case in file.cases if not case.slow]
    common.digest = judged.digest_of(folder)
    return folder, common, files


def _timeout(text: str | None) -> float:
    try:
        value = judge.TIMEOUT if text is None else float(text)
    except ValueError:
        value = math.nan  # so that one comparison refuses it
    if not 0 < value <= MAX_TIMEOUT:  # NaN is refused as well
        raise CommandError(f"--timeout must be more than 0 and at most {MAX_TIMEOUT:g} seconds")
    return value


def _jobs(text: str | None) -> int:
    if text is None:
        return 1
    # Isdecimal alone takes the digits of every script.
    if not text.isascii() or not text.isdecimal() or len(text) > 3 or not 1 <= int(text) <= MAX_JOBS:
        raise CommandError(f"--jobs must be 1 to {MAX_JOBS}")
    return int(text)


def _print(one: Judged, fails: bool) -> None:
    lines: list[tuple[str, ...]] = [_COLUMNS]
    families: dict[tuple[str, str], list[judged.Found]] = {}
    for found in one.found:
        families.setdefault((found.file, found.family), []).append(found)
    for (_, family), cases in families.items():
        counts = [sum(1 for found in cases if found.verdict == word) for word in verdicts.VERDICTS]
        # A line of zeros tells nothing.
        if counts[verdicts.VERDICTS.index(verdicts.UNSUPPORTED)] == len(cases):
            continue
        seconds = sum(found.seconds for found in cases)
        first = cases[0]
        shown = [str(count or "-") for count in counts]
        lines.append((first.room, family, first.spec, str(len(cases)), *shown, f"{seconds:.2f}"))
    print_table(lines, 3)
    print()
    for found in one.found if fails else ():
        if found.verdict in verdicts.DEVIATIONS:
            known = "" if found.known is None else f" (known: {found.known})"
            say_line(f"{found.verdict.upper()} {found.key}: {found.came}{known}")
    for fault in one.faults:
        say_line(f"FAULT  {fault}")
    for reason, count in sorted(one.left_out.items()):
        say_line(f"LEFT OUT {count}: {reason}")
    say_known(one)
    counts_of = one.counts
    parts = [
        f"{counts_of[word]} {word}" for word in verdicts.VERDICTS if counts_of[word] or word == verdicts.PASS
    ]
    share = f", {100 * counts_of[verdicts.PASS] / one.judged:.1f} % of what it supports" if one.judged else ""
    say_line(f"{one.title}: {len(one.found)} cases: {', '.join(parts)}{share} in {one.seconds:.1f} s"
        f"{f'; {one.slow} slow cases left out (--slow runs them)' if one.slow else ''}")  # fmt: skip
    if one.judged == 0:
        complain(f"{one.title} supports none of these cases")
