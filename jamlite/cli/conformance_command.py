"""`conformance`: run the test vectors, through jamlite or through any other program."""

from __future__ import annotations

import os

from .common import CommandError
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

    from ..conformance.report import Report
    from ..encoding.json_types import JsonObject
    from .common import Subparsers
    from .conformance_common import Shown

_COLUMNS = ("room", "algorithm", "standard", "cases", "passed", "failed", "acceptable", "seconds")
_NAMES = 3  # columns of text at the left


def add_parser(subparsers: Subparsers) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "conformance",
        help="run the test vectors",
        description="Run every test vector through jamlite, or through another program: --subject. "
        "`conformance compare A.json B.json` tells what changed from one report to another. "
        "Exit code 0 if every case that is supported passed, 1 if not, 2 if it could not be judged.",
    )
    parser.add_argument("words", nargs="*", metavar="compare A.json B.json", help="compare two reports")
    parser.add_argument("--vectors", metavar="FOLDER", help="folder of vectors (default: the repository's)")
    parser.add_argument(
        "--only", metavar="PATTERN", help="only files whose family or name, or cases whose id, contain this"
    )
    parser.add_argument("--slow", action="store_true", help="also the cases that take long")
    parser.add_argument("--fails", action="store_true", help="list every failed case with its reason")
    parser.add_argument(
        "--plain", action="store_true", help="judge the plain package, the standards as written"
    )
    subject = parser.add_argument_group("judge another program (vectors/README.md has the protocol)")
    subject.add_argument(
        "--subject", metavar="COMMAND", action="append",
        help="a program that speaks jamlite-subject-1, or py:package.module; several times for several",
    )  # fmt: skip
    subject.add_argument("--timeout", metavar="SECONDS", help="for one case (default: 5)")
    subject.add_argument("--jobs", metavar="N", help="processes of the subject at the same time (default: 1)")
    reports = parser.add_argument_group("reports")
    reports.add_argument("--json", metavar="FILE", help="write the report to FILE as well ('-': instead)")
    reports.add_argument("--junit", metavar="FILE", help="write JUnit's XML")
    reports.add_argument("--markdown", metavar="FILE", help="write a page in Markdown")
    reports.add_argument(
        "--html", metavar="FILE", help="write one page with a matrix, a filter and every case"
    )
    reports.add_argument(
        "--known", metavar="FILE", help="JSON list of expected deviations, each with id and reason"
    )
    foreign = parser.add_argument_group("other people's vectors, in place of these")
    foreign.add_argument("--wycheproof", metavar="FOLDER", help="the JSON files of Wycheproof")
    foreign.add_argument("--paseto", metavar="FOLDER", help="the PASETO standard's v1.json to v4.json")
    foreign.add_argument("--paserk", metavar="FOLDER", help="the PASERK standard's files")
    foreign.add_argument(
        "--cctv", metavar="FOLDER", help="files of CCTV: Ed25519, RFC 6979, ML-DSA, RSA primes"
    )
    foreign.add_argument("--cookbook", metavar="FOLDER", help="the JOSE cookbook's JSON files (RFC 7520)")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the vectors; return 1 if anything failed or is missing."""
    if options.words:
        from .conformance_compare import compare

        return compare(options.words)
    # Before anything runs: a list that cannot be read is told at once.
    known = _known(options.known)
    if options.subject:
        from .conformance_subjects import judge_subjects

        return judge_subjects(options, known)
    for name in ("timeout", "jobs"):
        if getattr(options, name) is not None:
            raise CommandError(f"--{name} is for --subject")
    with Progress() as progress:
        folder, result = _run(options, shown_by(progress))
    if not result.rows and not result.faults:
        raise nothing_there(folder, options.only, result.left_out)
    return _report(options, folder, result, known)


def _report(options: argparse.Namespace, folder: str, result: Report, known: dict[str, str]) -> int:
    from ..conformance import judged

    subject = _ourselves(options.plain)
    # It reads every file once more.
    digest = judged.digest_of(folder) if options.json or options.html or options.markdown else ""
    as_judged = result.judged(subject, digest)
    judged.apply_known(as_judged, known)
    expected = {one.key for one in as_judged.found if one.known is not None}
    result.failures = [one for one in result.failures if one.file.key(one.case) not in expected]
    if options.json:
        write_json(result.as_dict(subject, digest), options.json)
    write_reports(options, [as_judged])
    # With `--json -` standard output holds JSON alone.
    if options.json != "-":
        _print(result, options.fails, named=foreign_option(options) is not None)
        say_known(as_judged)
    return 0 if result.good else 1


def _ourselves(plain: bool) -> JsonObject:
    import platform

    from .. import __version__

    language = f"{platform.python_implementation()} {platform.python_version()}"
    return {"name": "jamlite.plain" if plain else "jamlite", "version": __version__, "language": language}


def _known(file: str | None) -> dict[str, str]:
    if file is None:
        return {}
    from ..conformance.known_file import read_known

    return read_known(file)


def _run(options: argparse.Namespace, progress: Shown) -> tuple[str, Report]:
    """Return the folder whose vectors were run, and the report."""
    from ..conformance import foreign, report

    named = foreign_option(options)
    if named:
        folder = getattr(options, named)
        return folder, foreign.make(named, folder, only=options.only, slow=options.slow, progress=progress)
    folder = folder_of(options.vectors)
    if options.plain:
        return folder, report.make_plain(folder, only=options.only, progress=progress)
    own = options.vectors is None  # a folder of the user's own need not have as many cases
    result = report.make(folder, only=options.only, slow=options.slow, check_floors=own, progress=progress)
    return folder, result


def _print(result: Report, fails: bool, named: bool) -> None:
    lines = []
    for row in result.rows:
        file = (os.path.basename(row.path),) if named else ()
        counts = (str(row.cases), str(row.passed), str(row.failed or "-"), str(row.acceptable or "-"))
        lines.append((row.room, *file, row.family, row.spec, *counts, f"{row.seconds:.2f}"))
    columns = (_COLUMNS[0], "file", *_COLUMNS[1:]) if named else _COLUMNS
    print_table([columns, *lines], _NAMES + named)
    print()
    for verdict in result.failures if fails else ():
        say_line(f"FAILED {os.path.basename(verdict.file.path)}: {verdict.case.id}: {verdict.reason}")
    for fault in result.faults:
        say_line(f"FAULT  {fault}")
    for reason, count in sorted(result.left_out.items()):
        say_line(f"LEFT OUT {count}: {reason}")
    if result.unread:
        say_line(f"UNREAD {len(result.unread)} files of another format: {', '.join(result.unread[:5])}"
            f"{', ...' if len(result.unread) > 5 else ''}")  # fmt: skip
    left = result.total("slow")
    print(
        f"{result.total('cases')} cases in {len(result.rows)} files: {result.total('passed')} passed, "
        f"{result.total('failed')} failed, {result.total('acceptable')} acceptable"
        f"{f', {len(result.faults)} faults' if result.faults else ''} in {result.total('seconds'):.1f} s"
        f"{f'; {left} slow cases left out (--slow runs them)' if left else ''}"
        f"{'; --fails lists the failed cases' if result.failures and not fails else ''}"
    )
