"""`jamlite bench`: which rows there are, as a table and as JSON. No figure is judged here."""

from __future__ import annotations

import json
from typing import Any
from unittest import mock

from jamlite.cli import bench_command
from jamlite.exceptions import JamMissingPartError
from tests.cli.running import InFolder


class Bench(InFolder):
    def setUp(self) -> None:
        super().setUp()
        for name, value in (("ROUND", 1e-4), ("ROUNDS", 1)):
            patch = mock.patch.object(bench_command, name, value)
            patch.start()
            self.addCleanup(patch.stop)

    def groups(self, *groups: Any) -> Any:
        return mock.patch.object(bench_command, "GROUPS", groups)

    def test_a_table_of_everyday_calls(self) -> None:
        with mock.patch("jamlite.passwords.password_hash", lambda password: password):
            lines = self.ok("bench").decode().splitlines()
        self.assertRegex(lines[0], r"^jamlite \d+\.\d+\.\d+, \w+ 3\.\d+")
        self.assertEqual(lines[1].split(), ["microseconds", "per", "second"])
        rows = {line[:44].strip(): line[44:].split() for line in lines[2:]}
        self.assertEqual(len(rows), 20)
        for name in ("HS256 jwt.decode", "ES256 jwt.decode, token seen before", "TOTP code", "password hash"):
            self.assertIn(name, rows)
        for name, (microseconds, per_second) in rows.items():
            with self.subTest(name):
                if name != "password hash":  # replaced above, and too quick to show
                    self.assertGreater(float(microseconds), 0)
                self.assertGreaterEqual(float(per_second), 0)

    def test_json(self) -> None:
        with self.groups(bench_command._paseto):
            found = json.loads(self.ok("bench --json"))
        self.assertEqual(list(found), ["jamlite", "python", "rows"])
        self.assertEqual([row["name"] for row in found["rows"]][:1], ["PASETO v4.local encrypt"])
        for row in found["rows"]:
            self.assertAlmostEqual(row["us"] * row["per_second"], 1e6, delta=3e4)

    def test_a_copy_without_a_part(self) -> None:
        def absent() -> Any:
            raise JamMissingPartError("this copy is without PASETO v4", details={"part": "PASETO v4"})

        with self.groups(absent, bench_command._jwe):
            lines = self.ok("bench").decode().splitlines()
        self.assertIn("not in this copy: PASETO v4", lines)
        self.assertTrue(lines[-1].startswith("JWE of 1 KiB"))

    def test_the_median_of_the_rounds(self) -> None:
        times = iter([0.5, 9.0, 1.0, 2.0])  # the round that sets the count, then three
        with mock.patch.multiple(bench_command, ROUNDS=3, _timed=lambda call, count: next(times)):
            self.assertEqual(bench_command.median_of(lambda: None), 2.0)
