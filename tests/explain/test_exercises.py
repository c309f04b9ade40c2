"""The exercises for readers: with the model answers they pass, and as they stand they do not."""

from __future__ import annotations

import fnmatch
import os
import re
import types
import unittest
from unittest import mock

from jamlite.explain import examples
from tests.exercises import answers, concat_kdf, ghash, hotp_truncation, pae, point_addition

from ..support import ROOT

EXERCISES: tuple[tuple[types.ModuleType, str], ...] = (
    (hotp_truncation, "truncate"),
    (point_addition, "add"),
    (pae, "pae"),
    (concat_kdf, "derive"),
    (ghash, "ghash"),
)


class Exercises(unittest.TestCase):
    def checked(self, module: types.ModuleType) -> unittest.TestResult:
        result = unittest.TestResult()
        unittest.defaultTestLoader.loadTestsFromModule(module).run(result)
        self.assertGreaterEqual(result.testsRun, 2)
        return result

    def test_the_model_answers_pass(self) -> None:
        for module, name in EXERCISES:
            with self.subTest(exercise=name), mock.patch.object(module, name, getattr(answers, name)):
                result = self.checked(module)
                self.assertEqual(result.failures + result.errors, [])

    def test_an_exercise_begins_unsolved(self) -> None:
        for module, name in EXERCISES:
            with self.subTest(exercise=name):
                result = self.checked(module)
                self.assertEqual(len(result.errors), result.testsRun)
                self.assertIn("NotImplementedError: write this function", result.errors[0][1])

    def test_a_wrong_answer_fails(self) -> None:
        for module, name in EXERCISES:
            wrong = mock.patch.object(module, name, lambda *given: given[-1])
            with self.subTest(exercise=name), wrong:
                self.assertFalse(self.checked(module).wasSuccessful())

    def test_every_file_is_an_exercise_that_the_plain_command_leaves_out(self) -> None:
        files = sorted(file for file in os.listdir(os.path.dirname(answers.__file__)) if file.endswith(".py"))
        known = [os.path.basename(str(module.__file__)) for module, _ in EXERCISES]
        self.assertEqual(files, sorted([*known, "__init__.py", "answers.py"]))
        self.assertEqual(fnmatch.filter(files, "test*.py"), [])

    def test_the_path_of_ten_stops_names_what_there_is(self) -> None:
        with open(os.path.join(ROOT, "jamlite", "ARCHITECTURE.md"), encoding="utf-8") as stream:
            table = stream.read()
        stops = re.findall(r"^\| \d+ \|(.*)\|(.*)\|(.*)\|(.*)\|.*\|$", table, re.MULTILINE)
        self.assertEqual(len(stops), 10)
        for to_read, twin, _, example in stops:
            for file in re.findall(r"`(\S+\.py)`", to_read + twin):
                self.assertTrue(os.path.exists(os.path.join(ROOT, "jamlite", file)), file)
            for name in re.findall(r"`(\S+)`", example):
                self.assertIn(name, examples.EXAMPLES)
        for module, _ in EXERCISES:
            file = os.path.basename(str(module.__file__))
            self.assertIn(f"(../tests/exercises/{file})", table)
            first, second = str(module.__doc__).splitlines()[-2:]
            self.assertEqual(second, f"Check: python3 -m unittest tests.exercises.{file[:-3]}", first)


if __name__ == "__main__":
    unittest.main()
