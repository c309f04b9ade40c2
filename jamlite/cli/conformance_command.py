"""`conformance`: run the official test vectors and print what passed."""

from __future__ import annotations

import json
import os

from .common import CommandError, say
from .progress import Progress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

    from ..conformance.report import Report

_COLUMNS = ("room", "algorithm", "standard", "cases", "passed", "failed", "acceptable", "seconds")


def add_parser(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "conformance",
        help="run the official test vectors",
        description="Run every official test vector through jamlite. Exit code 1 if anything failed.",
    )
    parser.add_argument("--vectors", metavar="FOLDER", help="folder of vectors (default: the repository's)")
    parser.add_argument("--only", metavar="PATTERN", help="only files whose family or name contains this")
    parser.add_argument("--slow", action="store_true", help="also the cases that take long")
    parser.add_argument("--fails", action="store_true", help="list every failed case with its reason")
    parser.add_argument("--json", metavar="FILE", help="write the report to FILE as well ('-': instead)")
    parser.add_argument(
        "--plain", action="store_true", help="judge the plain package, the standards as written"
    )
    foreign = parser.add_argument_group("other people's vectors, in place of these")
    foreign.add_argument("--wycheproof", metavar="FOLDER", help="the JSON files of Wycheproof")
    foreign.add_argument("--paseto", metavar="FOLDER", help="the PASETO standard's v1.json to v4.json")
    foreign.add_argument("--cookbook", metavar="FOLDER", help="the JOSE cookbook's JSON files (RFC 7520)")
    parser.set_defaults(run=run)


def run(options: Any) -> int:
    """Run the vectors; return 1 if anything failed or is missing."""
    with Progress() as progress:
        folder, result = _run(options, lambda family, done: progress.show(f"{done} cases, now {family}"))
    if not result.rows and not result.faults:
        if options.only:
            raise CommandError(f"no vector file matches {options.only!r}")
        raise CommandError(f"{folder} holds no vectors")
    if options.json:
        _write_json(result, options.json)
    if options.json != "-":
        _print(result, options.fails)
    return 0 if result.good else 1


def _run(options: Any, progress: Callable[[str, int], None]) -> tuple[str, Report]:
    """Return the folder whose vectors were run, and the report."""
    from ..conformance import foreign, report

    named = [name for name in foreign.FORMATS if getattr(options, name) is not None]
    if named and options.plain:
        raise CommandError("--plain reads jamlite's own vectors only")
    if len(named) + (options.vectors is not None) > 1:
        raise CommandError("name one folder of vectors at a time")
    if named:
        folder = getattr(options, named[0])
        return folder, foreign.make(named[0], folder, only=options.only, progress=progress)
    folder = _folder(options.vectors)
    if options.plain:
        return folder, report.make_plain(folder, only=options.only, progress=progress)
    own = options.vectors is None
    result = report.make(folder, only=options.only, slow=options.slow, check_floors=own, progress=progress)
    return folder, result


def _folder(named: str | None) -> str:
    """Return the folder of vectors: the one named, else the one beside the package or here."""
    if named is not None:
        if not os.path.isdir(named):
            raise CommandError(f"{named} is not a folder")
        return named
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    for parent in (os.path.dirname(package), os.getcwd()):
        if os.path.isdir(os.path.join(parent, "vectors")):
            return os.path.join(parent, "vectors")
    raise CommandError("there is no folder vectors/ here; name one with --vectors")


def _print(result: Report, fails: bool) -> None:
    lines = [
        (
            row.room,
            row.family,
            row.spec,
            str(row.cases),
            str(row.passed),
            str(row.failed or "-"),
            str(row.acceptable or "-"),
            f"{row.seconds:.2f}",
        )
        for row in result.rows
    ]
    widths = [max(len(line[column]) for line in [_COLUMNS, *lines]) for column in range(len(_COLUMNS))]
    for line in [_COLUMNS, *lines]:
        cells = [
            text.ljust(width) if column < 3 else text.rjust(width)
            for column, (text, width) in enumerate(zip(line, widths))
        ]
        say("  ".join(cells).rstrip())
    print()
    for verdict in result.failures if fails else ():
        say(f"FAILED {os.path.basename(verdict.file.path)}: {verdict.case.id}: {verdict.reason}")
    for fault in result.faults:
        say(f"FAULT  {fault}")
    for reason, count in sorted(result.left_out.items()):
        say(f"LEFT OUT {count}: {reason}")
    left = result.total("slow")
    print(
        f"{result.total('cases')} cases in {len(result.rows)} files: {result.total('passed')} passed, "
        f"{result.total('failed')} failed, {result.total('acceptable')} acceptable"
        f"{f', {len(result.faults)} faults' if result.faults else ''} in {result.total('seconds'):.1f} s"
        f"{f'; {left} slow cases left out (--slow runs them)' if left else ''}"
        f"{'; --fails lists the failed cases' if result.failures and not fails else ''}"
    )


def _write_json(result: Report, file: str) -> None:
    text = json.dumps(result.as_dict(), indent=1, ensure_ascii=False)
    if file == "-":
        say(text)
        return
    with open(file, "w", encoding="utf-8") as stream:
        stream.write(f"{text}\n")
