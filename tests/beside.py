"""Long tests in a process beside the suite: `python3 -m unittest` would use one core of two.

`@beside` stands over a test, or a class of tests, that computes long and shares nothing with other tests.
Where the whole suite is run, a child begins with these tests at once; the suite waits at each of them for
the child's report and fails as the child did. Everywhere else (one module alone, one core, no processes)
they run where they are.
"""

from __future__ import annotations

import contextlib
import functools
import json
import os
import subprocess
import sys
import tempfile
import time
import unittest
import warnings
from collections.abc import Iterator
from typing import Any, Callable, TextIO

from .support import ROOT

_child: Child | None = None  # while the whole suite runs


def beside(what: Any) -> Any:
    """Let a test, or each test of a class, run in the child if there is one."""
    if isinstance(what, type):
        for name in dir(what):
            if name.startswith("test"):
                setattr(what, name, _told(getattr(what, name)))
        return what
    return _told(what)


def _told(test: Callable[[Any], None]) -> Callable[[Any], None]:
    @functools.wraps(test)
    def run(self: unittest.TestCase) -> None:
        if _child is None:
            test(self)
            return
        report = _child.report(self.id())
        if report["skipped"] is not None:
            self.skipTest(report["skipped"])
        for name, text in report["faults"]:
            with self.subTest(name):
                self.fail(f"in the process beside:\n{text}")

    run.beside = True  # type: ignore[attr-defined]
    return run


class Suite(unittest.TestSuite):
    """The whole suite, with its child beside it."""

    def run(self, result: unittest.TestResult, debug: bool = False) -> unittest.TestResult:
        tests = list(_each(self))
        names = [test.id() for test in tests if _is_beside(test)]
        with _running(names if len(names) < len(tests) / 2 else []):  # a few tests need no child
            return super().run(result, debug)


def _each(suite: unittest.TestSuite) -> Iterator[unittest.TestCase]:
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from _each(test)
        else:
            yield test


def _is_beside(test: unittest.TestCase) -> bool:
    return hasattr(getattr(test, test.id().rpartition(".")[2], None), "beside")


@contextlib.contextmanager
def _running(names: list[str]) -> Iterator[None]:
    global _child
    outer, own = _child, None
    if names and (os.cpu_count() or 1) > 1:
        with contextlib.suppress(OSError):  # no processes here, as in WebAssembly
            own = Child(names)
    _child = own
    try:
        yield
    finally:
        _child = outer
        if own is not None:
            own.end()


class Child:
    """A process that runs tests one after the other, and what it reported so far."""

    def __init__(self, names: list[str]) -> None:
        self._folder = tempfile.TemporaryDirectory()
        path = os.path.join(self._folder.name, "reports")
        self._stream = open(path, "w+", encoding="utf-8")  # noqa: SIM115 - `end` closes it
        self._rest = ""
        self._reports: dict[str, dict[str, Any]] = {}
        options = [f"-W{option}" for option in sys.warnoptions]
        try:
            self._process = subprocess.Popen(
                [sys.executable, *options, "-m", "tests.beside", path],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,  # reports have what failing tests print
            )
        except OSError:
            self._close()
            raise
        with contextlib.suppress(BrokenPipeError), self._process.stdin as stream:  # type: ignore[union-attr]
            stream.write(json.dumps(names).encode())

    def report(self, name: str) -> dict[str, Any]:
        """Wait for the report of a test; a child that ended without it is a failure."""
        while True:
            code = self._process.poll()
            *lines, self._rest = (self._rest + self._stream.read()).split("\n")
            self._reports.update(json.loads(line) for line in lines)
            if name in self._reports:
                return self._reports[name]
            if code is not None:
                raise AssertionError(f"the process beside ended with code {code} before this test")
            time.sleep(0.01)

    def end(self) -> None:
        """Stop the process, which has nothing left to do but after an interrupt."""
        self._process.kill()
        self._process.wait()
        self._close()

    def _close(self) -> None:
        self._stream.close()
        self._folder.cleanup()


class Reporter(unittest.TestResult):
    """Writes a line for each test: its faults, and the reason why it was skipped."""

    def __init__(self, names: list[str], stream: TextIO) -> None:
        super().__init__()
        self.buffer = True  # what a test prints is shown only if it fails
        self._waited_for = dict.fromkeys(names)
        self._stream = stream
        self._parent = os.getppid()
        self._others: list[tuple[str, str]] = []  # faults of no test, as of setUpClass

    def startTest(self, test: unittest.TestCase) -> None:
        self._others += self._take()
        self.skipped.clear()
        super().startTest(test)

    def stopTest(self, test: unittest.TestCase) -> None:
        super().stopTest(test)
        if test.id() in self._waited_for:
            self._write(test.id(), self._take())
        if os.getppid() != self._parent:
            self.stop()  # nobody waits for the rest

    def write_rest(self) -> None:
        """Tests that were not run failed."""
        self._others += self._take()
        for name in list(self._waited_for):
            self._write(name, [*self._others, (name, "was not run")])

    def _write(self, name: str, faults: list[tuple[str, str]]) -> None:
        del self._waited_for[name]
        reason = self.skipped[-1][1] if self.skipped and not faults else None
        self._stream.write(json.dumps((name, {"faults": faults, "skipped": reason})) + "\n")
        self._stream.flush()

    def _take(self) -> list[tuple[str, str]]:
        found = [(str(test), text) for test, text in self.failures + self.errors]
        self.failures.clear()
        self.errors.clear()
        return found


def main(path: str) -> None:
    """Run the tests that standard input names; write the reports to a file."""
    if not sys.warnoptions:
        warnings.simplefilter("default")  # as unittest has it
    names = json.load(sys.stdin)
    with open(path, "a", encoding="utf-8") as stream:
        reporter = Reporter(names, stream)
        unittest.defaultTestLoader.loadTestsFromNames(names).run(reporter)
        reporter.write_rest()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):  # the suite says so
        main(sys.argv[1])
