"""`jamlite conformance` and `jamlite selftest`: nothing passes in silence. The runner has its own tests."""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import subprocess
import sys
import unittest
from typing import Any
from unittest import mock

from jamlite import crypto, keys
from jamlite.crypto import gate
from tests.cli.running import InFolder
from tests.support import ROOT

EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
CASE = {"id": "1", "op": "digest", "in": {"message_hex": ""}, "result": "valid", "out": {"digest_hex": EMPTY}}
FILE: dict[str, Any] = {
    "schema": "jamlite-vectors-1", "title": "t", "family": "SHA-256", "spec": "FIPS 180-4",
    "source": {"name": "n", "license": "l"}, "count": 1, "cases": [CASE],
}  # fmt: skip


class Conformance(InFolder):
    def put(self, name: str = "sha.json", **changes: Any) -> None:
        os.makedirs(os.path.join("vectors", "crypto"), exist_ok=True)
        self.write(os.path.join("vectors", "crypto", name), json.dumps({**FILE, **changes}).encode())

    def test_unusable_lines(self) -> None:
        os.mkdir("empty")
        os.mkdir("vectors")
        self.write("file", b"")
        named = [f"--vectors {name}" for name in ("absent", "file", "empty", "vectors")]
        for line in (*named, "--nothing", "x", "--json"):
            with self.subTest(line=line):
                self.refused(f"conformance {line}")
        self.put()
        self.refused("conformance --vectors vectors --only absent")
        self.refused("conformance --vectors vectors --json no/such/folder/file")
        self.refused("conformance --vectors vectors --wycheproof vectors")

    def test_what_passes(self) -> None:
        self.put()
        shown = self.ok("conformance --vectors vectors").decode().splitlines()
        self.assertEqual(
            " ".join(shown[0].split()), "room algorithm standard cases passed failed acceptable seconds"
        )
        self.assertEqual(shown[1].split()[:7], ["crypto", "SHA-256", "FIPS", "180-4", "1", "1", "-"])
        self.assertTrue(shown[-1].startswith("1 cases in 1 files: 1 passed, 0 failed, 0 acceptable in "))
        for pattern in ("sha-256", "SHA", "sha.json"):
            self.ok(f"conformance --vectors vectors --only {pattern}")

    def test_what_fails(self) -> None:
        """A wrong answer, a wrong count, a family nobody runs, a file that is no JSON: exit code 1."""
        for changes, said in (
            ({"cases": [{**CASE, "out": {"digest_hex": "00"}}]}, "1 failed"),
            ({"cases": [{**CASE, "result": "invalid"}]}, "1 failed"),
            ({"cases": [{**CASE, "op": "nothing"}]}, "1 failed"),
            ({"cases": [{**CASE, "in": {"nothing": 1}}]}, "1 failed"),
            ({"count": 2}, "FAULT  "),
            ({"family": "nothing"}, "nobody runs the family 'nothing'"),
            ({"cases": [], "count": 0}, "FAULT  "),
        ):
            with self.subTest(changes=changes):
                self.put(**changes)
                code, out, err = self.run_line("conformance --vectors vectors --fails")
                self.assertEqual((code, err), (1, ""))
                self.assertIn(said, out.decode())
        self.put()
        self.write(os.path.join("vectors", "crypto", "broken.json"), b"{")
        code, out, _ = self.run_line("conformance --vectors vectors")
        self.assertEqual(code, 1)
        self.assertIn("1 passed, 0 failed, 0 acceptable, 1 faults", out.decode())

    def test_reasons_are_told_on_request(self) -> None:
        self.put(cases=[{**CASE, "out": {"digest_hex": "00"}}])
        _, plain, _ = self.run_line("conformance --vectors vectors")
        self.assertNotIn("FAILED", plain.decode())
        self.assertIn("--fails lists the failed cases", plain.decode())
        _, out, _ = self.run_line("conformance --vectors vectors --fails")
        self.assertIn("FAILED sha.json: 1: digest is e3b0c4", out.decode())

    def test_json(self) -> None:
        self.put()
        found = json.loads(self.ok("conformance --vectors vectors --json -"))
        self.assertTrue(found["good"])
        self.assertEqual(found["files"][0]["passed"], 1)
        shown = self.ok("conformance --vectors vectors --json report.json")
        self.assertIn(b"1 passed", shown)
        self.put("other.json", cases=[{**CASE, "result": "invalid"}])
        self.assertEqual(self.run_line("conformance --vectors vectors --json report.json")[0], 1)
        found = json.loads(self.read("report.json"))
        self.assertFalse(found["good"])
        self.assertEqual(
            found["failures"], [{"file": "other.json", "case": "1", "reason": "it was accepted"}]
        )


class SelfTest(InFolder):
    @classmethod
    def setUpClass(cls) -> None:
        for package in (crypto, keys):  # a few formats of keys have gates of their own
            for module in pkgutil.iter_modules(package.__path__):
                importlib.import_module(f"{package.__name__}.{module.name}")

    def test_every_gate_is_shown(self) -> None:
        shown = self.ok("selftest").decode()
        self.assertRegex(shown.splitlines()[-1], r"^(\d+) gates, \1 open, 0 shut, \d+ ms$")
        found = json.loads(self.ok("selftest --json"))
        self.assertEqual({finding["name"] for finding in found}, set(gate.GATES))
        for finding in found:
            self.assertTrue(finding["open"] and finding["source"], finding)

    def test_a_narrow_terminal_shows_every_word(self) -> None:
        for line, column in (("selftest", 43), ("explain --example", 17)):
            wide = self.ok(line).decode().splitlines()
            with mock.patch("jamlite.cli.common.columns", return_value=80):
                narrow = self.ok(line).decode().splitlines()
            self.assertGreater(max(map(len, wide)), 80)
            self.assertLessEqual(max(map(len, narrow)), 80)
            words = (" ".join(line[column:] for line in lines[:-1]).split() for lines in (wide, narrow))
            self.assertEqual(*words)

    def test_the_list_of_files_is_complete(self) -> None:
        command = [sys.executable, "-m", "jamlite", "selftest", "--json"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
        self.assertEqual({finding["name"] for finding in json.loads(done.stdout)}, set(gate.GATES))

    def test_a_shut_gate_is_a_failure(self) -> None:
        self.ok("selftest")  # loads every gate: the end of patch.dict forgets what is loaded meanwhile
        shut = gate.Gate("Broken", "nowhere", lambda: [(1, 2)])
        with mock.patch.dict(gate.GATES, {"Broken": shut}):
            code, out, _ = self.run_line("selftest")
            self.assertEqual(code, 1)
            self.assertRegex(out.decode(), "Broken .* SHUT: it does not reproduce nowhere")
            self.assertEqual(self.run_line("selftest --json")[0], 1)


if __name__ == "__main__":
    unittest.main()
