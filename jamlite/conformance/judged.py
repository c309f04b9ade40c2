"""What a run found: one record per case, the subject, where and when, and the set it was judged by."""

from __future__ import annotations

import hashlib
import os
import platform
import time

from . import vectors
from .verdicts import DEVIATIONS, UNSUPPORTED, VERDICTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..encoding.json_types import JsonObject
    from .vectors import Case, VectorFile

SCHEMA = "jamlite-report-1"


class Found:
    """The verdict on one case, with what a report needs to know of the case."""

    __slots__ = ("came", "case", "family", "file", "gains", "known", "room", "seconds", "spec", "verdict")

    def __init__(self, file: VectorFile, case: Case, verdict: str, came: str, seconds: float) -> None:
        self.room = file.room
        self.file = file.name
        self.family = file.family
        self.spec = file.spec
        self.gains = [file.gains[flag] for flag in case.flags if flag in file.gains]
        self.case = case
        self.verdict = verdict
        self.came = came
        self.seconds = seconds
        self.known: str | None = None  # why this deviation is expected

    @property
    def key(self) -> str:
        """Return the case's name in the whole set."""
        return f"{self.file}#{self.case.id}"

    @property
    def deviates(self) -> bool:
        """Tell whether this is a deviation nobody expected."""
        return self.verdict in DEVIATIONS and self.known is None

    def as_dict(self) -> JsonObject:
        """Return the record of a report."""
        record = {
            "id": self.key,
            "family": self.family,
            "op": self.case.op,
            "verdict": self.verdict,
            "ms": round(self.seconds * 1000, 3),
            "came": self.came,
        }
        return record if self.known is None else {**record, "known": self.known}


class Judged:
    """One subject's run."""

    __slots__ = (
        "command", "date", "digest", "faults", "found", "known_absent", "known_passes", "left_out",
        "seconds", "slow", "stderr", "subject",
    )  # fmt: skip

    def __init__(self, subject: JsonObject, command: str = "", digest: str = "") -> None:
        self.subject = subject
        self.command = command  # as given to --subject; "" for a run inside
        self.digest = digest
        self.date = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())  # RFC 3339 section 5.6
        self.found: list[Found] = []
        self.faults: list[str] = []  # of the vector set, or of the subject as a whole
        self.left_out: dict[str, int] = {}  # cases of other people that are not run: reason -> count
        self.known_passes: list[str] = []  # expected deviations that passed
        self.known_absent: list[str] = []  # expected deviations of cases that were not there
        self.slow = 0
        self.seconds = 0.0
        self.stderr = ""

    @property
    def title(self) -> str:
        """Return name and version of the subject."""
        return " ".join(str(self.subject[name]) for name in ("name", "version") if self.subject.get(name))

    @property
    def counts(self) -> dict[str, int]:
        """Return how many cases have each verdict."""
        counts = dict.fromkeys(VERDICTS, 0)
        for found in self.found:
            counts[found.verdict] += 1
        return counts

    @property
    def judged(self) -> int:
        """Return how many cases the subject supports."""
        return sum(1 for found in self.found if found.verdict != UNSUPPORTED)

    @property
    def exit_code(self) -> int:
        """0: every case that the subject supports passed; 1: not; 2: it could not be judged."""
        if not self.judged:
            return 2  # nothing was judged: that must not look like success
        return 1 if self.faults or any(found.deviates for found in self.found) else 0

    def as_dict(self) -> JsonObject:
        """Return the report for a program to read."""
        return {
            "schema": SCHEMA,
            "good": self.exit_code == 0,
            "subject": self.subject,
            "command": self.command,
            "platform": platform.platform(),
            "python": f"{platform.python_implementation()} {platform.python_version()}",
            "date": self.date,
            "seconds": round(self.seconds, 3),
            "vectors": {
                "sha256": self.digest,
                "files": len({found.file for found in self.found}),
                "cases": len(self.found),
                "slow": self.slow,
            },
            "counts": self.counts,
            "faults": self.faults,
            "left_out": self.left_out,
            "known_passes": self.known_passes,
            "known_absent": self.known_absent,
            "stderr": self.stderr,
            "cases": [found.as_dict() for found in self.found],
        }


def apply_known(judged: Judged, known: dict[str, str]) -> None:
    """Mark the deviations that are expected, and those expected that passed after all."""
    # A misspelt id would hide nothing, silently.
    judged.known_absent = sorted(set(known) - {found.key for found in judged.found})
    for found in judged.found:
        reason = known.get(found.key)
        if reason is None:
            continue
        if found.verdict in DEVIATIONS:
            found.known = reason
        elif found.verdict != UNSUPPORTED:
            judged.known_passes.append(found.key)  # told, so that the list of known deviations shrinks


def digest_of(folder: str) -> str:
    """Return one SHA-256 over the names and bytes of all vector files of a folder."""
    whole = hashlib.sha256()
    for path, room in vectors.find(folder):
        try:
            one = hashlib.sha256(vectors.read_bytes(path)).hexdigest()
        except (OSError, ValueError):  # a fault of the run already
            one = "unread"
        # As sha256sum prints it, so anybody can check.
        whole.update(f"{one}  {room}/{os.path.basename(path)}\n".encode())
    return whole.hexdigest()
