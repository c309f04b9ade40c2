"""Tests in a process beside the suite: they fail, skip and are missed as they would be here."""

from __future__ import annotations

import contextlib
import os
import subprocess
import unittest
from collections.abc import Iterator
from unittest import mock

from . import beside
from .support import ROOT


class Samples(unittest.TestCase):
    """Not found by discovery: no name begins with "test"."""

    @beside.beside
    def good(self) -> None:
        print("not shown")

    @beside.beside
    def bad(self) -> None:
        print("what it printed")
        self.assertEqual(1, 2, "as it is")

    @beside.beside
    def cases(self) -> None:
        for number in range(4):
            with self.subTest(number=number):
                self.assertIn(number, (0, 3))

    @beside.beside
    def broken(self) -> None:
        raise KeyError("gone")

    @beside.beside
    def skipped(self) -> None:
        self.skipTest("no reason")

    @beside.beside
    def deadly(self) -> None:
        os._exit(7)

    @beside.beside
    def where(self) -> None:
        self.assertEqual(str(os.getpid()), os.environ.get("JAMLITE_HERE", ""))

    def plain(self) -> None:
        """Not decorated."""


class Unprepared(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        raise OSError("no place to work")

    @beside.beside
    def good(self) -> None:
        """Never run."""


def outcome(*names: str) -> unittest.TestResult:
    result = unittest.TestResult()
    with contextlib.redirect_stdout(None):
        beside.Suite(Samples(name) for name in names).run(result)
    return result


@contextlib.contextmanager
def with_child(*names: str) -> Iterator[None]:
    with beside._running([Samples(name).id() for name in names]):
        yield


@unittest.skipIf(os.cpu_count() == 1, "one core: nothing runs beside")
class Reports(unittest.TestCase):
    NAMES = ("good", "bad", "cases", "broken", "skipped")

    def test_the_same_outcome_as_here(self) -> None:
        here = [outcome(name) for name in self.NAMES]
        with with_child(*self.NAMES):
            for name, wanted in zip(self.NAMES, here):
                found = unittest.TestResult()
                Samples(name).run(found)
                with self.subTest(name):
                    self.assertEqual(found.testsRun, 1)
                    self.assertEqual(found.wasSuccessful(), wanted.wasSuccessful())
                    self.assertEqual([reason for _, reason in found.skipped], [r for _, r in wanted.skipped])
                    faults, known = found.failures, wanted.failures + wanted.errors
                    self.assertEqual(len(faults), len(known))
                    for (test, text), (sub, words) in zip(faults, known):
                        self.assertIn(str(sub), str(test))
                        self.assertIn(words.strip().splitlines()[-1], text)

    def test_what_a_failing_test_printed_is_shown(self) -> None:
        with with_child("bad"):
            found = unittest.TestResult()
            Samples("bad").run(found)
        self.assertIn("what it printed", found.failures[0][1])
        self.assertIn("as it is", found.failures[0][1])

    def test_a_child_that_ends_too_early_fails_the_rest(self) -> None:
        found = unittest.TestResult()
        with with_child("good", "deadly", "where"):
            for name in ("good", "deadly", "where"):
                Samples(name).run(found)
        self.assertEqual([str(test).split()[0] for test, _ in found.failures], ["deadly", "where"])
        for _, text in found.failures:
            self.assertIn("code 7", text)

    def test_each_test_of_a_class(self) -> None:
        @beside.beside
        class Tests(unittest.TestCase):
            def test_a(self) -> None:
                """Nothing."""

            def other(self) -> None:
                """Nothing."""

        self.assertTrue(beside._is_beside(Tests("test_a")))
        self.assertFalse(beside._is_beside(Tests("other")))

    def test_a_test_that_was_not_run_is_a_fault(self) -> None:
        names = [f"tests.{name}" for name in ("test_beside.Samples.absent", "absent.Samples.good")]
        names += [Samples("good").id(), Unprepared("good").id()]
        child = beside.Child(names)
        self.addCleanup(child.end)
        reports = [str(child.report(name)["faults"]) for name in names]
        self.assertEqual(["was not run" in text for text in reports], [True, True, False, True])
        self.assertIn("no place to work", reports[3])

    def test_a_suite_begins_its_child(self) -> None:
        """`where` wants this process, which the child is not."""
        with mock.patch.dict(os.environ, JAMLITE_HERE=str(os.getpid())):
            self.assertTrue(outcome("where").wasSuccessful(), "a few tests run here")
            self.assertFalse(outcome("where", "plain", "plain").wasSuccessful())
            with mock.patch.object(subprocess, "Popen", side_effect=OSError):
                self.assertTrue(outcome("where", "plain", "plain").wasSuccessful(), "no processes")
            with mock.patch.object(os, "cpu_count", return_value=1):
                self.assertTrue(outcome("where", "plain", "plain").wasSuccessful(), "one core")

    def test_nothing_is_left_behind(self) -> None:
        outer = beside._child  # where this test is one of the whole suite
        with with_child("good"):
            child = beside._child
            assert child is not None
            with beside._running([]):
                self.assertIsNone(beside._child)
            self.assertIs(beside._child, child)
        self.assertIs(beside._child, outer)
        self.assertIsNotNone(child._process.returncode)
        self.assertFalse(os.path.exists(child._folder.name))


class Discovery(unittest.TestCase):
    def test_it_finds_the_whole_suite_and_its_long_tests(self) -> None:
        suite = unittest.TestLoader().discover(ROOT, "test_vectors.py")
        self.assertIn(beside.Suite, [type(part) for part in suite])
        self.assertEqual(
            [test.id() for test in beside._each(suite) if beside._is_beside(test)],
            ["tests.test_vectors.OfficialVectors.test_every_case"],
        )


if __name__ == "__main__":
    unittest.main()
