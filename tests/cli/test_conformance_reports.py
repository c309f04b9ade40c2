"""`jamlite conformance` with a subject, and every form of its report."""

from __future__ import annotations

import json
import os
import re
import shlex
import sys
from html.parser import HTMLParser
from typing import Any
from unittest import main, mock
from xml.etree import ElementTree

from jamlite.conformance import judged as judged_module
from jamlite.conformance import known_file, report_html, report_text
from tests.cli.running import InFolder
from tests.support import ROOT

FAKE = os.path.join(ROOT, "tests", "conformance", "fake_subject.py")
NASTY = '<script>alert("x")</script> & \x00 \ud800 `|*_ </td>'
CASES: list[dict[str, Any]] = [
    {"id": "1", "op": "double", "in": {"value": 1}, "out": {"value": 2}, "result": "valid", "note": NASTY},
    {"id": "2", "op": "double", "in": {"value": 2}, "out": {"value": 4}, "result": "valid"},
    {"id": "3", "op": "triple", "in": {"value": -1}, "result": "invalid"},
]
FILE: dict[str, Any] = {
    "schema": "jamlite-vectors-1", "title": "t", "family": "Double", "spec": "none <b>",
    "source": {"name": "n", "license": "l"}, "count": 3, "cases": CASES,
}  # fmt: skip


class WithSubject(InFolder):
    def setUp(self) -> None:
        super().setUp()
        os.makedirs("vectors/room")
        self.write("vectors/room/double.json", json.dumps(FILE).encode())

    def judge(self, mode: str, more: str = "") -> tuple[int, str, str]:
        """Run the command on the fake subject; its command line stands in a file without spaces."""
        name = f"subject-{len(os.listdir('.'))}"
        line = " ".join(shlex.quote(word) for word in (sys.executable, "-S", "-E", FAKE, mode))
        self.write(name, f"#!/bin/sh\nexec {line}\n".encode())
        os.chmod(name, 0o755)
        code, out, err = self.run_line(f"conformance --vectors vectors --subject ./{name} {more}")
        return code, out.decode(), err

    def test_exit_codes_and_lines(self) -> None:
        code, out, _ = self.judge("good")
        self.assertEqual(code, 0)
        self.assertIn("fake 1: 3 cases: 2 pass, 1 unsupported, 100.0 % of what it supports in", out)
        self.assertIn("accepts-invalid", out.splitlines()[0])
        with mock.patch("jamlite.cli.conformance_common.columns", return_value=50):
            head = self.judge("good")[1].splitlines()[0].split()
        self.assertEqual(head, ["room", "algorithm", "standard", "cases", "pass", "unsupported", "seconds"])
        code, out, _ = self.judge("wrong", "--fails")
        self.assertEqual(code, 1)
        self.assertIn("WRONG-OUTPUT room/double.json#1: value is 3, expected 2", out)
        code, out, err = self.judge("good", "--only #3")
        self.assertEqual((code, err), (2, "jamlite: fake 1 supports none of these cases\n"))
        code, _, err = self.judge("dies at once")
        self.assertEqual((code, err.count("\n")), (2, 1))
        self.assertEqual(self.judge("good", "--only absent")[0], 2)
        self.assertEqual(self.judge("good", "--only double.json#2")[1].count("1 pass"), 1)

    def test_unusable_options(self) -> None:
        for more in (
            "--timeout 0",
            "--timeout nan",
            "--timeout x",
            "--jobs 0",
            "--jobs x",
            "--jobs 1000",
            "--plain",
        ):
            with self.subTest(more):
                self.assertEqual(self.judge("good", more)[0], 2)
        self.refused("conformance --jobs 2")
        self.refused("conformance --timeout 2")
        self.refused("conformance nothing")

    def test_two_subjects(self) -> None:
        code, out, err = self.judge("good", "--subject /no/such/program --json two.json")
        self.assertEqual((code, "fake 1: 3 cases" in out), (2, True))
        self.assertIn("/no/such/program", err)
        self.assertEqual(len(json.loads(self.read("two.json"))), 1)

    def test_json(self) -> None:
        self.judge("wrong", "--json report.json")
        found = json.loads(self.read("report.json"))
        self.assertEqual(found["schema"], "jamlite-report-1")
        self.assertEqual((found["good"], found["counts"]["wrong-output"]), (False, 1))
        self.assertEqual(found["subject"]["supports"], {"Double": ["double"]})
        self.assertRegex(found["vectors"]["sha256"], "^[0-9a-f]{64}$")
        self.assertRegex(found["date"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        self.assertEqual(
            {name: found["cases"][0][name] for name in ("id", "family", "op", "verdict", "came")},
            {
                "id": "room/double.json#1", "family": "Double", "op": "double", "verdict": "wrong-output",
                "came": "value is 3, expected 2",
            },
        )  # fmt: skip

    def test_known_deviations(self) -> None:
        entries = [
            {"id": "room/double.json#1", "reason": "ones are odd"},
            {"id": "room/double.json#2", "reason": "mended"},
            {"id": "room/double.json#9", "reason": "gone"},
        ]
        self.write("known.json", json.dumps(entries).encode())
        code, out, _ = self.judge("wrong", "--fails --known known.json --json report.json")
        self.assertEqual(code, 0)
        self.assertIn("(known: ones are odd)", out)
        self.assertIn("KNOWN  room/double.json#2: passes, though it is known to deviate", out)
        self.assertIn("KNOWN  room/double.json#9: this run has no such case", out)
        self.assertEqual(json.loads(self.read("report.json"))["cases"][0]["known"], "ones are odd")
        twice = '[{"id": "x", "reason": "r"}, {"id": "x", "reason": "r"}]'
        fields = ('[{"id": "x"}]', '[{"id": "x", "reason": ""}]', '[{"id": 1, "reason": "r"}]')
        for text in ("{", "{}", "[1]", "[" * 10000, twice, *fields):
            self.write("known.json", text.encode())
            with self.subTest(text[:40]), self.assertRaises(known_file.ReportFileError):
                known_file.read_known("known.json")
        self.refused("conformance --known absent.json")

    def test_known_deviations_of_jamlite_itself(self) -> None:
        case = {"id": "1", "op": "digest", "in": {"message_hex": ""}, "result": "invalid"}
        file = {**FILE, "family": "SHA-256", "count": 1, "cases": [case]}
        self.write("vectors/room/double.json", json.dumps(file).encode())
        self.assertEqual(self.run_line("conformance --vectors vectors")[0], 1)
        self.write("known.json", b'[{"id": "room/double.json#1", "reason": "as it should"}]')
        self.ok("conformance --vectors vectors --known known.json")

    def test_compare(self) -> None:
        self.judge("wrong", "--json a.json")
        self.judge("good", "--json b.json")
        code, out, _ = self.run_line("conformance compare a.json b.json")
        self.assertEqual(code, 0)
        self.assertIn("CHANGED room/double.json#1: wrong-output -> pass: accepted", out.decode())
        self.assertEqual(self.run_line("conformance compare b.json a.json")[0], 1)
        self.judge("good", "--only #2 --json c.json")
        code, out, _ = self.run_line("conformance compare b.json c.json")
        self.assertEqual((code, out.decode().splitlines()[-1]), (0, "0 changed, 0 new, 2 gone"))
        self.write("d.json", b'{"schema": "jamlite-report-1", "cases": [{"id": 1}]}')
        self.write("e.json", b"{")
        for line in (
            "compare a.json",
            "compare a.json d.json",
            "compare e.json a.json",
            "compare a.json no.json",
        ):
            with self.subTest(line):
                self.refused(f"conformance {line}")

    def test_junit(self) -> None:
        self.judge("wrong", "--junit report.xml")
        suites = ElementTree.fromstring(self.read("report.xml"))
        suite = suites[0]
        self.assertEqual((suite.get("tests"), suite.get("failures"), suite.get("skipped")), ("3", "1", "1"))
        self.assertEqual(suite[0][0].get("type"), "wrong-output")
        self.assertIn("--only", suite[0][0].text or "")
        self.judge("dies", "--junit report.xml")
        self.assertEqual(ElementTree.fromstring(self.read("report.xml"))[0].get("errors"), "1")

    def test_markdown(self) -> None:
        self.judge("wrong", "--markdown report.md")
        text = self.read("report.md").decode()
        self.assertIn("| Double | 3 | 2 | 1 | 1 |", text)
        self.assertIn(r"room/double.json\#1: **wrong-output**: value is 3, expected 2; `python3 -m", text)
        self.assertEqual(report_text._cell("<b>|`\n*"), r"&lt;b&gt;\|\` \*")
        self.assertEqual(report_text._cell("#1: '0' & \"x\""), r"\#1: &#39;0&#39; &amp; &quot;x&quot;")

    def test_html(self) -> None:
        self.judge("wrong", "--html report.html")
        page = self.read("report.html").decode()
        reader = _Page()
        reader.feed(page)
        self.assertEqual(reader.scripts, 2)
        self.assertNotIn("alert(", re.sub(r"\\u003cscript\\u003ealert\(", "", page))
        self.assertNotRegex(page, r"(?i)\b(src|href)=|https?://|@import|url\(")
        data = json.loads(reader.data)
        self.assertEqual(data["cases"][0]["note"], NASTY)
        self.assertEqual(data["subjects"][0]["found"][0][1], "wrong-output")
        self.assertIn("value: 1", data["cases"][0]["in"])
        self.assertIn("--subject", data["subjects"][0]["again"])
        self.assertIn("room/double.json#1", data["cases"][0]["quoted"])
        self.assertIn("1 of 2", page)
        self.assertNotIn("Offered by none", page)
        self.assertIn("prefers-color-scheme:dark", page)
        self.assertEqual(page.count("<table>"), page.count('<div class="wide"><table>'))  # for narrow windows
        self.judge("good", "--html report.html --only #3")
        page = self.read("report.html").decode()
        self.assertIn("Offered by none: Double.", page)
        self.assertNotIn(">not offered<", page)

    def test_names_cannot_break_out(self) -> None:
        one = judged_module.Judged({"name": NASTY, "language": NASTY}, NASTY)
        one.faults, one.stderr, one.known_passes = [NASTY], NASTY, [NASTY]
        page = report_html.page([one])
        reader = _Page()
        reader.feed(page)
        self.assertEqual(reader.scripts, 2)
        ElementTree.fromstring(report_text.junit([one]).encode())
        self.assertNotIn("<script", report_text.markdown([one]))

    def test_a_case_cannot_add_lines(self) -> None:
        """Ids come from files of others."""
        case = {"id": "1\nPASS all\u2028PASS", "op": "digest", "in": {"message_hex": ""}, "result": "invalid"}
        head = {**FILE, "family": "SHA-256", "spec": "s\nPASS", "count": 1, "cases": [case]}
        self.write("vectors/room/double.json", json.dumps(head).encode())
        for more in ("", "--subject py:tests.subjects.jamlite_subject"):
            code, printed, _ = self.run_line(f"conformance --vectors vectors --fails {more}")
            out = printed.decode()
            self.assertEqual(code, 1)
            self.assertEqual([line for line in out.splitlines() if line.startswith("PASS")], [], out)
            self.assertIn("1 PASS all PASS", out)

    def test_reports_of_jamlite_itself(self) -> None:
        case = {
            "id": "1",
            "op": "digest",
            "in": {"message_hex": ""},
            "result": "valid",
            "out": {"digest_hex": "00"},
        }
        file = {**FILE, "family": "SHA-256", "count": 1, "cases": [case]}
        self.write("vectors/room/double.json", json.dumps(file).encode())
        line = "conformance --vectors vectors --json a.json --junit a.xml --markdown a.md --html a.html"
        self.assertEqual(self.run_line(line)[0], 1)
        found = json.loads(self.read("a.json"))
        self.assertEqual(
            (found["cases"][0]["verdict"], found["subject"]["name"]), ("wrong-output", "jamlite")
        )
        self.assertIn("digest is e3b0", self.read("a.md").decode())
        for name in ("a.xml", "a.html"):
            self.assertIn(b"wrong-output", self.read(name))
        with mock.patch.object(known_file, "read_known", side_effect=OSError(2, "gone", "k")):
            self.refused("conformance --known k")


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.scripts = 0
        self.data = ""
        self._inside = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, Any]]) -> None:
        self.scripts += tag == "script"
        self._inside = tag == "script" and ("id", "data") in attributes

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.data += data


if __name__ == "__main__":
    main()
