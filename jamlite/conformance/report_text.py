"""Reports for other programs and for pages: JUnit's XML, and Markdown."""

from __future__ import annotations

import re
import shlex

from .verdicts import CRASHED, DEVIATIONS, PASS, TIMEOUT, UNSUPPORTED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .judged import Found, Judged

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0 section 2.2, Char
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}  # HTML 4 has no &apos;


def escape(text: object) -> str:
    """Return text for XML or HTML, between tags and in quotes; what XML cannot hold becomes U+FFFD."""
    shown = _NOT_XML.sub("\ufffd", str(text))
    return re.sub("[&<>\"']", lambda match: _ENTITIES[match.group()], shown)


def reproduction(judged: Judged, found: Found, source: str = "") -> str:
    """Return the command that asks one case again; `source` is the option that names the vectors."""
    # People paste it into a shell.
    subject = f" --subject {shlex.quote(judged.command)}" if judged.command else ""
    return f"python3 -m jamlite conformance{subject}{source} --fails --only {shlex.quote(found.key)}"


def by_file(judged: Judged) -> dict[str, list[Found]]:
    """Return what was found, file by file."""
    files: dict[str, list[Found]] = {}
    for found in judged.found:
        files.setdefault(found.file, []).append(found)
    return files


def by_family(judged: Judged) -> dict[str, list[Found]]:
    """Return what was found, family by family."""
    families: dict[str, list[Found]] = {}
    for found in judged.found:
        families.setdefault(found.family, []).append(found)
    return families


def junit(subjects: list[Judged], source: str = "") -> str:
    """Return JUnit's XML: a suite per subject and file, a test per case."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<testsuites>"]
    for judged in subjects:
        for file, cases in by_file(judged).items():
            lines += _suite(judged, file, cases, source)
        faults = [f'<error message="{escape(fault)}"/>' for fault in judged.faults]
        if faults:
            lines.append(
                f'<testsuite name="{escape(judged.title)}: faults" tests="{len(faults)}" failures="0" '
                f'errors="{len(faults)}" skipped="0">'
            )
            lines += [
                f'<testcase classname="faults" name="{n}">{one}</testcase>' for n, one in enumerate(faults)
            ]
            lines.append("</testsuite>")
    return "\n".join([*lines, "</testsuites>", ""])


def _suite(judged: Judged, file: str, cases: list[Found], source: str) -> list[str]:
    failures = errors = skipped = 0
    lines = []
    for found in cases:
        inner = ""
        # A known deviation must not break a build.
        if found.verdict == UNSUPPORTED or found.known is not None:
            skipped += 1
            inner = f'<skipped message="{escape(found.known or found.came)}"/>'
        elif found.deviates:
            # JUnit: a wrong answer fails, no answer is an error.
            tag = "error" if found.verdict in (CRASHED, TIMEOUT) else "failure"
            errors, failures = errors + (tag == "error"), failures + (tag == "failure")
            inner = (
                f'<{tag} type="{found.verdict}" message="{escape(found.came)}">'
                f"{escape(reproduction(judged, found, source))}</{tag}>"
            )
        head = (
            f'<testcase classname="{escape(file)}" name="{escape(found.case.id)}" time="{found.seconds:.6f}"'
        )
        lines.append(f"{head}>{inner}</testcase>" if inner else f"{head}/>")
    seconds = sum(found.seconds for found in cases)
    head = (
        f'<testsuite name="{escape(judged.title)}: {escape(file)}" tests="{len(cases)}" '
        f'failures="{failures}" errors="{errors}" skipped="{skipped}" time="{seconds:.6f}" '
        f'timestamp="{judged.date[:-1]}">'  # without the Z: JUnit's schema allows no time zone
    )
    return [head, *lines, "</testsuite>"]


# --- Markdown -------------------------------------------------------------------------------------


def markdown(subjects: list[Judged], source: str = "") -> str:
    """Return a page: for each subject a table of families, then what deviates."""
    parts = ["# Conformance\n"]
    for judged in subjects:
        counts = judged.counts
        parts.append(f"## {_cell(judged.title)}\n")
        parts.append(
            f"{_cell(judged.subject.get('language', ''))}, {judged.date}; vectors `{judged.digest[:16]}`: "
            f"{judged.judged} of {len(judged.found)} cases judged, {counts[PASS]} passed.\n"
        )
        parts += ["| algorithm | cases | judged | passed | deviations |", "|---|---:|---:|---:|---:|"]
        for family, cases in by_family(judged).items():
            offered = [found for found in cases if found.verdict != UNSUPPORTED]
            passed = sum(1 for found in offered if found.verdict == PASS)
            if offered:
                numbers = f"{len(cases)} | {len(offered)} | {passed} | {len(offered) - passed}"
                parts.append(f"| {_cell(family)} | {numbers} |")
        parts.append("")
        parts += [f"- fault: {_cell(fault)}" for fault in judged.faults]
        parts += [_deviation(judged, one, source) for one in judged.found if one.verdict in DEVIATIONS]
        parts += [f"- {_cell(key)}: **passes**, though it is known to deviate" for key in judged.known_passes]
        parts.append("")
    return "\n".join(parts)


def _deviation(judged: Judged, found: Found, source: str) -> str:
    known = "" if found.known is None else f"; known: {_cell(found.known)}"
    return (
        f"- {_cell(found.key)}: **{found.verdict}**: {_cell(found.came)}{known}; "
        f"`{_code(reproduction(judged, found, source))}`"
    )


def _cell(text: object) -> str:
    """Return text that Markdown shows as it is, on one line."""
    line = re.sub(r"\s+", " ", str(text))
    # Markdown passes HTML through. Its escapes come first: \# would break the entity &#39;.
    return escape(re.sub(r"([\\`*_{}\[\]()#+!|~])", r"\\\1", line))


def _code(text: str) -> str:
    # CommonMark: no escapes in a code span.
    return re.sub(r"\s+", " ", _NOT_XML.sub("\ufffd", text)).replace("`", "'")
