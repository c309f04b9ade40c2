"""`conformance compare A.json B.json`: what changed from one report to another."""

from __future__ import annotations

from ..conformance.known_file import Comparison, read_report
from .common import CommandError, say
from .conformance_common import say_line

MAX_SHOWN = 20  # ids of added and of lost cases


def compare(words: list[str]) -> int:
    """Print what changed; return 1 if a case that passed or was not offered deviates now.

    Args:
        words: "compare" and two files that `--json` wrote.
    """
    if len(words) != 3 or words[0] != "compare":
        raise CommandError(
            "the words after `conformance` can only be: compare A.json B.json; "
            "--only PATTERN runs a part of the vectors"
        )
    before, after = (read_report(path) for path in words[1:])
    found = Comparison(before, after)
    for key, was, now, came in found.changed:
        say_line(f"CHANGED {key}: {was} -> {now}{f': {came}' if came else ''}")
    for title, keys in (("NEW", found.added), ("GONE", found.gone)):
        for key in keys[:MAX_SHOWN]:
            say_line(f"{title} {key}")
        if len(keys) > MAX_SHOWN:
            say_line(f"{title} and {len(keys) - MAX_SHOWN} more")
    if found.other_vectors:
        say("the two reports are about two sets of vectors")
    say(f"{len(found.changed)} changed, {len(found.added)} new, {len(found.gone)} gone")
    return 1 if found.worse else 0
