"""What a child of `mutate` runs, in a copy of the tree: `map` one module of tests, or `judge` a mutant.

`map MODULE`: run each test of the module and print, as JSON, how long it takes, whether it passes, and which
lines of the packages under test it runs.
`judge`: read tests and their seconds from standard input, as JSON, run them until one fails; the exit code
tells. A test that takes far more processor time than it should ends the process by SIGPROF.
"""

from __future__ import annotations

import io
import json
import os
import signal
import sys
import threading
import time
import unittest
from types import CodeType, FrameType
from typing import Any

from tests.tools.mutants import ROOMS

ROOT = os.getcwd()
PLACES = tuple(os.path.join(ROOT, "jamlite", room) + os.sep for room in ROOMS)
MEMORY = 3 << 30  # bytes a mutant may take
KILLED, SURVIVED = 10, 11


class Lines:
    """The lines that run, by file: by sys.monitoring (Python 3.12 and newer), or by sys.settrace."""

    def __init__(self) -> None:
        self.seen: dict[str, set[int]] = {}

    def start(self) -> None:
        """Begin to look."""
        if sys.version_info >= (3, 12):
            watch = sys.monitoring
            watch.use_tool_id(watch.COVERAGE_ID, "mutate")
            watch.register_callback(watch.COVERAGE_ID, watch.events.LINE, self._line)
            watch.set_events(watch.COVERAGE_ID, watch.events.LINE)
        else:
            sys.settrace(self._call)
            threading.settrace(self._call)

    def take(self) -> dict[str, list[int]]:
        """Return what ran since the last time, and forget it."""
        taken, self.seen = self.seen, {}
        if sys.version_info >= (3, 12):
            sys.monitoring.restart_events()
        return {os.path.relpath(path, ROOT): sorted(lines) for path, lines in taken.items()}

    def _line(self, code: CodeType, line: int) -> Any:
        if code.co_filename.startswith(PLACES):
            self.seen.setdefault(code.co_filename, set()).add(line)
        return sys.monitoring.DISABLE  # type: ignore[attr-defined]  # once for each line

    def _call(self, frame: FrameType, event: str, arg: Any) -> Any:
        if not frame.f_code.co_filename.startswith(PLACES):
            return None
        lines = self.seen.setdefault(frame.f_code.co_filename, set())

        def within(frame: FrameType, event: str, arg: Any) -> Any:
            lines.add(frame.f_lineno)
            return within

        lines.add(frame.f_lineno)
        return within


class Mapped(unittest.TestResult):
    """Writes down what each test runs. What runs before a test, in setUpClass for example, is the test's."""

    def __init__(self, lines: Lines) -> None:
        super().__init__()
        self.lines = lines
        self.tests: dict[str, dict[str, Any]] = {}

    def startTest(self, test: unittest.TestCase) -> None:
        """Begin to measure."""
        super().startTest(test)
        self.begun = time.perf_counter()
        self.faults = len(self.failures) + len(self.errors) + len(self.skipped)

    def stopTest(self, test: unittest.TestCase) -> None:
        """Write down what was measured."""
        super().stopTest(test)
        self.tests[test.id()] = {
            "seconds": round(time.perf_counter() - self.begun, 4),
            "passes": len(self.failures) + len(self.errors) + len(self.skipped) == self.faults,
            "lines": self.lines.take(),
        }


def map_module(name: str) -> None:
    """Print what each test of a module runs."""
    lines = Lines()
    suite = unittest.defaultTestLoader.loadTestsFromName(name)
    result = Mapped(lines)
    lines.start()
    out, sys.stdout, sys.stderr = sys.stdout, io.StringIO(), io.StringIO()
    suite.run(result)
    json.dump(result.tests, out)
    out.flush()
    os._exit(0)  # a thread of a test must not keep the process


class Hurried(unittest.TestResult):
    """Ends the process when a test takes too long. What runs before a test has the time of the one before."""

    def __init__(self, seconds: dict[str, float]) -> None:
        super().__init__()
        self.failfast = True
        self.seconds = seconds

    def startTest(self, test: unittest.TestCase) -> None:
        """Set the clock."""
        super().startTest(test)
        self.hurry(self.seconds.get(test.id(), 0))

    @staticmethod
    def hurry(seconds: float) -> None:
        """End the process after ten times as much processor time, and half a minute."""
        signal.setitimer(signal.ITIMER_PROF, 30 + 10 * seconds)


def judge(names: dict[str, float]) -> None:
    """Run tests until one fails."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    sys.stdout, sys.stderr = io.StringIO(), io.StringIO()
    result = Hurried(names)
    result.hurry(1)
    unittest.defaultTestLoader.loadTestsFromNames(names).run(result)
    if not result.wasSuccessful():
        failed = (result.errors + result.failures + [(test, "") for test in result.unexpectedSuccesses])[0][0]
        sys.__stdout__.write(failed.id())
        sys.__stdout__.flush()
    os._exit(SURVIVED if result.wasSuccessful() else KILLED)


if __name__ == "__main__":
    if sys.argv[1] == "map":
        map_module(sys.argv[2])
    else:
        judge(json.loads(sys.stdin.read()))
