"""The judge: asks a subject case by case, over one process or several, and goes on after every failure.

Bounds: a case has `timeout` seconds. A program that fails is started again, and the case is asked once
more of the fresh one, so that "crashed" never means an earlier case. A subject that fails
MAX_IN_A_ROW times in a row, MAX_RESTARTS times in all, or is waited for in vain for MAX_SILENCES
timeouts, is asked no more; what is left counts as crashed.
"""

from __future__ import annotations

import os
import shlex
import sys
import threading
import time

from ..exceptions.base import JamValidationError
from . import subject_protocol as protocol
from . import verdicts
from .judged import Found, Judged
from .subject_process import KeptErrors, SubjectFailure, SubjectProcess

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

    from .vectors import Case, VectorFile

    Progress = Callable[[str, int, int], object]  # family, cases done, cases in all

TIMEOUT = 5.0
MAX_IN_A_ROW = 25
MAX_RESTARTS = 1000
MAX_SILENCES = 60
MAX_LAST_WORDS = 500  # characters shown of what it wrote to standard error
START_TIMEOUT = 30.0  # seconds for the answer to hello: some languages start slowly


class SubjectError(JamValidationError):
    """The subject cannot be judged: it does not start, or does not answer hello."""

    default_message = "the subject cannot be judged"
    default_code = "conformance.subject"


def command_of(subject: str) -> list[str]:
    """Return the command line of a subject: a shell-like text, or "py:package.module".

    Raises:
        SubjectError: it is empty, or its quotes do not match.
    """
    if subject.startswith("py:"):
        # In a process, so a crash is a verdict.
        return [sys.executable, "-m", f"{__package__}.subject_host", subject[3:]]
    try:
        command = shlex.split(subject)  # no shell: nothing in it is expanded or run
    except ValueError as error:
        raise SubjectError(f"the command of the subject cannot be read: {error}") from error
    if not command:
        raise SubjectError("the command of the subject is empty")
    return command


def _shortened(text: str) -> str:
    """Return its beginning and its end, where Python's tracebacks have the reason."""
    half = MAX_LAST_WORDS // 2
    return text if len(text) <= MAX_LAST_WORDS else f"{text[:half]} ... {text[-half:]}"


def _environment() -> dict[str, str]:
    """Return the environment of a subject: ours, and this copy of jamlite for those written in Python."""
    root = os.path.abspath(__file__)
    # Up from this file to the folder that holds the package, by whatever name a copy has.
    for _ in __name__.split("."):
        root = os.path.dirname(root)
    # An empty entry would be the current folder.
    path = os.pathsep.join([root, *filter(None, [os.environ.get("PYTHONPATH")])])
    return {**os.environ, "PYTHONPATH": path}


class Judge:
    """One subject: what it says of itself, the processes that run it, and how often they failed."""

    def __init__(self, subject: str, *, timeout: float = TIMEOUT, jobs: int = 1) -> None:
        """Start the subject once and read what it offers.

        Args:
            subject: as in `command_of`.
            timeout: seconds that one case may take.
            jobs: processes that work at the same time.

        Raises:
            SubjectError: it does not start or does not answer as the protocol says.
        """
        self.subject = subject
        self.timeout = timeout
        self.jobs = jobs
        self._command = command_of(subject)
        self._environment = _environment()
        self._errors = KeptErrors()
        self._lock = threading.Lock()
        self._running: set[SubjectProcess] = set()
        self._in_a_row = self._restarts = self._silences = 0
        self._given_up = ""
        try:
            self._first: SubjectProcess | None
            self._first, self.hello = self._start()
        except (SubjectFailure, OSError) as failure:
            said = failure.reason if isinstance(failure, SubjectFailure) else failure.strerror or str(failure)
            tail = _shortened(" | ".join(self._errors.text().split("\n")).strip(" |"))
            raise SubjectError(
                f"the subject does not answer hello: {said}{f'; standard error: {tail}' if tail else ''}"
            ) from failure

    def run(self, files: list[VectorFile], judged: Judged, progress: Progress | None = None) -> None:
        """Ask every case of `files` and add what was found to `judged`, in the order of the files."""
        work = [(file, case) for file in files for case in file.cases]
        found: list[Found | None] = [None] * len(work)  # by place: workers end in any order
        waiting = iter(range(len(work)))
        done = 0
        start = time.monotonic()

        def take() -> None:
            nonlocal done
            worker = _Worker(self)
            try:
                while True:
                    with self._lock:
                        # Under the lock: no promise for an iterator that threads share.
                        index = next(waiting, None)
                    if index is None:
                        return
                    file, case = work[index]
                    began = time.perf_counter()
                    verdict, came = worker.judge(file, case)
                    found[index] = Found(file, case, verdict, came, time.perf_counter() - began)
                    with self._lock:
                        done += 1
                        if progress is not None:
                            progress(file.family, done, len(work))  # under the lock, so that lines do not mix
            finally:
                worker.stop()

        # Daemon: Ctrl-C ends the run.
        others = [threading.Thread(target=take, daemon=True) for _ in range(self.jobs - 1)]
        for thread in others:
            thread.start()
        take()  # this thread works, too: one job needs no other
        for thread in others:
            thread.join()
        judged.found.extend(one for one in found if one is not None)
        lost = found.count(None)
        if lost:  # a worker ended by an error of ours; nothing may vanish from the count
            judged.faults.append(f"{lost} cases were lost")
        judged.seconds += time.monotonic() - start
        if self._given_up:
            judged.faults.append(f"the subject was given up: {self._given_up}")
        judged.stderr = self._errors.text()

    def stop(self) -> None:
        """End what still runs: also what workers were asking when the run was interrupted."""
        # First: a worker must not start a new one meanwhile.
        self._given_up = self._given_up or "the run was ended"
        if self._first is not None:
            self.ended(self._first, protocol.BYE)
            self._first = None
        for process in list(self._running):  # a copy: workers change it
            self.ended(process)

    # --- for the workers --------------------------------------------------------------------------

    def process(self) -> SubjectProcess:
        """Return a process that answered hello."""
        with self._lock:
            first, self._first = self._first, None
        return first or self._start()[0]

    def _start(self) -> tuple[SubjectProcess, protocol.Hello]:
        process = SubjectProcess(self._command, self._errors, self._environment)
        self._running.add(process)
        try:
            # A virtual machine starts in seconds.
            line = process.ask(protocol.HELLO, max(self.timeout, START_TIMEOUT))
            return process, protocol.read_hello(line)
        except BaseException:  # Ctrl-C, too: what was started must end
            self.ended(process)
            raise

    def ended(self, process: SubjectProcess, goodbye: bytes = b"") -> None:
        """End one process."""
        process.stop(goodbye)
        self._running.discard(process)

    @property
    def given_up(self) -> str:
        """Return why the subject is asked no more, or ""."""
        return self._given_up

    def answered(self) -> None:
        """Note that the subject gave an answer."""
        self._in_a_row = 0  # without the lock: a lost update only asks once more

    def failed(self, verdict: str) -> None:
        """Note that a fresh process failed."""
        with self._lock:
            self._in_a_row += 1
            self._silences += verdict == verdicts.TIMEOUT
            if self._in_a_row >= MAX_IN_A_ROW:
                self._given_up = f"it failed {MAX_IN_A_ROW} times in a row"
            elif self._silences >= MAX_SILENCES:
                self._given_up = f"it was silent {MAX_SILENCES} times"

    def restarted(self) -> None:
        """Note that a process has to be started again."""
        with self._lock:
            self._restarts += 1
            if self._restarts >= MAX_RESTARTS:
                self._given_up = f"it was started again {MAX_RESTARTS} times"


class _Worker:
    """One process at a time, and the cases it is asked."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._process: SubjectProcess | None = None
        self._fresh = True

    def judge(self, file: VectorFile, case: Case) -> tuple[str, str]:
        """Return verdict and reason of one case."""
        lacks = self._judge.hello.lacks(file.family, case)
        if lacks:
            return verdicts.UNSUPPORTED, lacks  # not even asked
        key = file.key(case)
        line = protocol.request(key, file.family, case)
        while True:
            if self._judge.given_up:
                return verdicts.CRASHED, f"not asked: {self._judge.given_up}"
            try:
                answer = self._ask(key, line)
            except SubjectFailure as failure:
                self.stop(kill=True)  # what it says later would stand before the next answer
                self._judge.restarted()
                # A second wait would double the time of a slow subject.
                if self._fresh or failure.verdict == verdicts.TIMEOUT:
                    self._judge.failed(failure.verdict)
                    return failure.verdict, failure.reason
                continue
            self._fresh = False
            self._judge.answered()
            return verdicts.of_answer(file.family, case, answer)

    def _ask(self, key: str, line: bytes) -> protocol.Answer:
        if self._process is None:
            self._fresh = True  # nothing that an earlier case did is left
            try:
                self._process = self._judge.process()
            except OSError as error:
                raise SubjectFailure(
                    verdicts.CRASHED, f"it cannot be started again: {error.strerror}"
                ) from error
        return protocol.read_answer(self._process.ask(line, self._judge.timeout), key)

    def stop(self, kill: bool = False) -> None:
        """End the process, politely if it did nothing wrong."""
        if self._process is not None:
            self._judge.ended(self._process, b"" if kill else protocol.BYE)
            self._process = None
