"""Patterns: what is refused, and that what is taken costs little."""

from __future__ import annotations

import time
import unittest

from jamlite.authz.patterns import MAX_PATTERN, MAX_TEXT, compile_pattern, fits
from jamlite.exceptions import JamConfigurationError

from ..support import SLOWNESS


class Patterns(unittest.TestCase):
    def test_refused(self) -> None:
        for source in (
            None, 5, b"a", "x" * (MAX_PATTERN + 1), "(a)", "(a+)+", "(?:a|a)*", "(?i)a", "(?P<n>a)",
            "(?=a)", "a+b+",
            "a*?", "a++", "a{2}{3}", "a{2}b*", ".*.*", "a?b?", "a+|b+c+", r"\1", r"a\2", "[a", "\\", "*",
            "a{99999999999}",
            "a{5,2}", "a)", r"[\]]+x*", "[]]+a*", "[^]]+a*", r"\\+a+", r"\(+a+", "[z-a]",
        ):  # fmt: skip
            with self.subTest(source=str(source)[:30]), self.assertRaises(JamConfigurationError) as caught:
                compile_pattern(source)
            self.assertEqual(caught.exception.error_code, "configuration.authz.invalid_pattern")

    def test_taken(self) -> None:
        for source, yes, no in (
            ("", "", "a"), ("abc", "abc", "abcd"), ("a+", "aaa", "ab"), ("a+|b+", "bb", "ab"),
            ("a.c", "abc", "ac"),
            (r"\d{4}-\d\d", "2024-01", "24-01"), ("[a-z]*", "abc", "aB"), (r"[()*+]", "(", "a"),
            (r"\(\)", "()", "x"),
            ("[]]", "]", "["), ("[^]]", "a", "]"), (r"[\]]x", "]x", "x"), ("^a$", "a", "b"),
            (r"\+\*", "+*", "+"),
            ("x" * MAX_PATTERN, "x" * MAX_PATTERN, "x"),
        ):  # fmt: skip
            with self.subTest(source=source[:30]):
                pattern = compile_pattern(source)
                self.assertTrue(fits(pattern, yes))
                self.assertFalse(fits(pattern, no))

    def test_a_line_break_at_the_end_is_not_overlooked(self) -> None:
        self.assertFalse(fits(compile_pattern("^admin$"), "admin\n"))

    def test_texts_that_are_none_or_too_long(self) -> None:
        pattern = compile_pattern(".*")
        self.assertTrue(fits(pattern, "x" * MAX_TEXT))
        for text in (None, 5, b"x", ["x"], "x" * (MAX_TEXT + 1)):
            with self.assertRaises(ValueError):
                fits(pattern, text)

    def test_the_worst_that_is_taken_is_quick(self) -> None:
        alternatives = "|".join(["a*b"] * 64)[:MAX_PATTERN]
        for source in (alternatives, ".*" + "a" * 250 + "b", "[a-z]{0,4096}b", "a{2000}b"):
            pattern = compile_pattern(source)
            start = time.process_time()
            self.assertFalse(fits(pattern, "a" * MAX_TEXT))
            self.assertLess(time.process_time() - start, 0.5 * SLOWNESS)
