"""Shared by the two ways of `conformance`: which vectors, how far, and the files a report is written to."""

from __future__ import annotations

import json
import os
import time

from .common import CommandError, columns, say

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from typing import Callable

    from ..conformance.judged import Judged
    from .progress import Progress

    Shown = Callable[[str, int, int], None]


def shown_by(progress: Progress) -> Shown:
    """Return a callback that shows how far the run has come, and the time that is left."""
    start = time.monotonic()

    def show(family: str, done: int, total: int) -> None:
        # A rough guess: cases differ; `done` begins at 1.
        left = (time.monotonic() - start) / done * (total - done)
        rest = f", about {left:.0f} s left" if left >= 1 else ""
        progress.show(f"{done} of {total} cases, now {family}{rest}")

    return show


def nothing_there(folder: str, only: str | None, left_out: dict[str, int]) -> CommandError:
    """Return the complaint that there is nothing to run."""
    if left_out:
        reasons = "; ".join(f"{count}: {reason}" for reason, count in sorted(left_out.items()))
        return CommandError(f"every test that was found is left out: {reasons}")
    if only:
        return CommandError(
            f"{only!r} is in the name of no family, no file and no case; see vectors/README.md"
        )
    return CommandError(f"{folder} holds no vectors")


def foreign_option(options: argparse.Namespace) -> str | None:
    """Return which format of other people is asked for.

    Raises:
        CommandError: more than one folder is named, or --plain with one.
    """
    from ..conformance import foreign

    named = [name for name in foreign.FORMATS if getattr(options, name) is not None]
    if named and options.plain:
        raise CommandError("--plain reads jamlite's own vectors only")
    if len(named) + (options.vectors is not None) > 1:
        raise CommandError("name one folder of vectors at a time")
    return named[0] if named else None


def folder_of(named: str | None) -> str:
    """Return the folder of vectors: the one named, else beside the package, here, or `jamlite-vectors`."""
    if named is not None:
        if not os.path.isdir(named):
            raise CommandError(f"{named} is not a folder")
        return named
    # In the repository the vectors stand beside the package.
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    for parent in (os.path.dirname(package), os.getcwd()):
        if os.path.isdir(os.path.join(parent, "vectors")):
            return os.path.join(parent, "vectors")
    from importlib.util import find_spec

    installed = find_spec("jamlite_vectors")  # data alone: nothing of it is loaded
    if installed is not None and installed.submodule_search_locations:
        return next(iter(installed.submodule_search_locations))
    raise CommandError(
        "there is no folder vectors/ here; install the package jamlite-vectors, or name one with --vectors"
    )


def say_line(text: str) -> None:
    """Print a text on one line: words of other people's files in it must not add lines of their own."""
    say(" ".join(text.splitlines()))


def print_table(lines: list[tuple[str, ...]], names: int) -> None:
    """Print lines in columns; the first `names` of them are text and stand at the left.

    On a terminal that is too narrow, columns without a number go, and the last text is cut.
    """
    widths = [max(map(len, column)) for column in zip(*lines)]
    room = columns(sum(widths) + 2 * len(widths) - 2)
    if sum(widths) + 2 * len(widths) - 2 > room:
        # Behind the heading nothing but dashes.
        kept = [n for n, cells in enumerate(zip(*lines)) if {*cells[1:]} != {"-"}]
        lines = [tuple(line[n] for n in kept) for line in lines]
        widths = [widths[n] for n in kept]
        # Never below 10 characters; a terminal that is narrower yet wraps.
        widths[names - 1] -= min(sum(widths) + 2 * len(widths) - 2 - room, widths[names - 1] - 10)
        lines = [
            (*line[: names - 1], _cut(line[names - 1], widths[names - 1]), *line[names:]) for line in lines
        ]
    for line in lines:
        cells = [
            text.ljust(width) if column < names else text.rjust(width)
            for column, (text, width) in enumerate(zip(line, widths))
        ]
        say_line("  ".join(cells).rstrip())


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 3]}..."


def say_known(judged: Judged) -> None:
    """Tell which expected deviations are none any more."""
    for key in judged.known_passes:
        say_line(f"KNOWN  {key}: passes, though it is known to deviate; take it from the list")
    for key in judged.known_absent[:20]:
        say_line(f"KNOWN  {key}: this run has no such case")


def write_json(report: object, file: str) -> None:
    """Write a report as JSON to a file, or print it."""
    text = json.dumps(report, indent=1, ensure_ascii=False)
    if file == "-":
        say(text)
    else:
        _write(f"{text}\n", file)


def write_reports(options: argparse.Namespace, subjects: list[Judged]) -> None:
    """Write the other forms that are asked for."""
    source = _source(options)
    if options.junit:
        from ..conformance.report_text import junit

        _write(junit(subjects, source), options.junit)
    if options.markdown:
        from ..conformance.report_text import markdown

        _write(markdown(subjects, source), options.markdown)
    if options.html:
        from ..conformance.report_html import page

        _write(page(subjects, source), options.html)


def _source(options: argparse.Namespace) -> str:
    """Return the options that name the vectors, as in a shell."""
    import shlex

    for name in ("vectors", "wycheproof", "paseto", "paserk", "cookbook", "cctv"):
        if getattr(options, name) is not None:
            return f" --{name} {shlex.quote(getattr(options, name))}"  # reports tell how to run them again
    return " --plain" if options.plain else ""


def _write(text: str, file: str) -> None:
    # "replace": a reply may hold lone surrogates; "\n": reports are compared between systems.
    with open(file, "w", encoding="utf-8", errors="replace", newline="\n") as stream:
        stream.write(text)
