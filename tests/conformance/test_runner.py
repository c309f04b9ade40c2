"""The vector reader, the runner and the report: what is malformed, missing or wrong is always seen."""

from __future__ import annotations

import contextlib
import copy
import io
import json
import os
import tempfile
import unittest
from typing import Any
from unittest import mock

from jamlite import cli
from jamlite.conformance import floors, report, runner, vectors
from jamlite.exceptions.base import JamError
from jamlite.exceptions.crypto import JamSelfTestError
from tests.support import ROOT

GOOD: dict[str, Any] = {
    "schema": "jamlite-vectors-1",
    "title": "Doubling",
    "family": "Double",
    "spec": "none",
    "source": {"name": "jamlite", "license": "Apache-2.0"},
    "count": 2,
    "flags": {"Small": "a small number"},
    "cases": [
        {
            "id": "1",
            "op": "double",
            "in": {"value": 1},
            "out": {"value": 2},
            "result": "valid",
            "flags": ["Small"],
        },
        {"id": "2", "op": "double", "in": {"value": -1}, "result": "invalid"},
    ],
}


def double(value: int) -> dict[str, int]:
    if value < 0:
        raise JamError("negative", error_code="double.negative")
    return {"value": 2 * value}


TABLE: dict[str, runner.Family] = {"Double": {"double": double, "yes": lambda: True, "no": lambda: False}}


def changed(**changes: Any) -> dict[str, Any]:
    return {**copy.deepcopy(GOOD), **changes}


class InFolder(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        os.mkdir(os.path.join(self.folder, "room"))
        self.path = os.path.join(self.folder, "room", "double.json")
        families = mock.patch.object(runner, "families", return_value=TABLE)
        families.start()
        self.addCleanup(families.stop)

    def write(self, data: Any, path: str | None = None) -> str:
        with open(path or self.path, "w", encoding="utf-8") as stream:
            stream.write(data if isinstance(data, str) else json.dumps(data))
        return path or self.path


class Reader(InFolder):
    def refused(self, data: Any) -> str:
        self.write(data)
        with self.assertRaises(vectors.VectorFileError) as caught:
            vectors.read(self.path, "room")
        self.assertIn(self.path, caught.exception.message)
        return caught.exception.message

    def test_what_is_no_vector_file(self) -> None:
        for data in (
            "",
            "{",
            "[]",
            "{}",
            "null",
            "1",
            '"text"',
            "[" * 5000,
            GOOD | {"schema": "jamlite-vectors-2"},
        ):
            with self.subTest(str(data)[:20]):
                self.refused(data)
        with self.assertRaises(vectors.VectorFileError):
            vectors.read(os.path.join(self.folder, "absent.json"), "room")

    def test_a_wrong_count(self) -> None:
        for data in (changed(count=1), changed(count=3), changed(count="2"), changed(count=0, cases=[])):
            self.assertIn("count", self.refused(data))

    def test_flags_that_are_not_explained_or_not_used(self) -> None:
        for flags in ({}, {"Small": "x", "Large": "y"}, {"Large": "y"}):
            self.assertIn("flags", self.refused(changed(flags=flags)))

    def test_an_id_twice(self) -> None:
        cases = [GOOD["cases"][0], {**GOOD["cases"][1], "id": "1"}]
        self.assertIn("id", self.refused(changed(cases=cases)))

    def test_results_that_do_not_exist(self) -> None:
        for result in ("Valid", "", None, "ok"):
            cases = [GOOD["cases"][0], {**GOOD["cases"][1], "result": result}]
            self.refused(changed(cases=cases))

    def test_members_that_are_missing(self) -> None:
        for name in ("schema", "title", "family", "spec", "source", "count", "cases"):
            self.refused({key: value for key, value in GOOD.items() if key != name})
        for name in ("id", "op", "in", "result"):
            case = {key: value for key, value in GOOD["cases"][1].items() if key != name}
            self.refused(changed(cases=[GOOD["cases"][0], case]))
        for source in ({}, {"name": "", "license": "x"}, {"name": "x"}, {"name": "x", "license": ""}):
            self.refused(changed(source=source))

    def test_packings_that_do_not_fit(self) -> None:
        for field, value in (
            ("a_hex", "0"),
            ("a_hex", "xy"),
            ("a_b64u", "A=="),
            ("a_utf8", 1),
            ("a_json", "{"),
        ):
            case = {**GOOD["cases"][1], "in": {field: value}}
            self.refused(changed(cases=[GOOD["cases"][0], case]))

    def test_packings(self) -> None:
        fields = {
            "a_hex": "00ff",
            "b_b64u": "AP8",
            "c_utf8": "ä",
            "d_json": '{"x":1}',
            "e_hex": ["00", "ff"],
            "plain": [1],
            "_hex": "zz",
            "key_id": "x",
        }
        unpacked = vectors.unpack(fields)
        self.assertEqual((unpacked["a"], unpacked["b"], unpacked["c"]), (b"\0\xff", b"\0\xff", "ä".encode()))
        self.assertEqual((unpacked["d"], unpacked["e"]), ({"x": 1}, [b"\0", b"\xff"]))
        self.assertEqual((unpacked["plain"], unpacked["_hex"], unpacked["key_id"]), ([1], "zz", "x"))


class Runner(InFolder):
    def outcome(self, **changes: Any) -> tuple[str, str]:
        case = vectors.Case({"id": "x", "op": "double", "in": {"value": 1}, "result": "valid", **changes})
        self.write(GOOD)
        file = vectors.read(self.path, "room")
        file.cases = [case]
        (verdict,) = runner.run(file, TABLE)
        return verdict.outcome, verdict.reason

    def test_failures(self) -> None:
        for changes, reason in (
            ({"op": "absent"}, "nothing runs"),
            ({"out": {"value": 3}}, "expected 3"),
            ({"out": {"other": 2}}, "expected 2"),
            ({}, "names no output"),
            ({"result": "invalid"}, "accepted"),
            ({"in": {"value": -1}, "out": {"value": -2}}, "refused"),
            ({"in": {"value": "a"}, "out": {"value": 2}}, "undocumented TypeError"),
            ({"in": {}, "result": "invalid"}, "undocumented TypeError"),
            (
                {"in": {"value": -1}, "result": "invalid", "out": {"error_code": "other"}},
                "expected error_code",
            ),
            ({"op": "no", "in": {}, "result": "invalid", "out": {"error_code": "x"}}, "expected error_code"),
            ({"op": "no", "in": {}}, "refused"),
            ({"op": "yes", "in": {}, "out": {"value": 1}}, "not a record"),
        ):
            with self.subTest(changes):
                outcome, said = self.outcome(**changes)
                self.assertEqual(outcome, "failed")
                self.assertIn(reason, said)

    def test_a_shut_gate_never_passes(self) -> None:
        def shut() -> None:
            raise JamSelfTestError("shut")

        for result in ("valid", "invalid", "acceptable"):
            with mock.patch.dict(TABLE["Double"], {"shut": shut}):
                self.assertEqual(self.outcome(op="shut", **{"in": {}}, result=result)[0], "failed")

    def test_what_passes(self) -> None:
        for changes, outcome in (
            ({"out": {"value": 2}}, "passed"),
            ({"op": "yes", "in": {}}, "passed"),
            ({"op": "no", "in": {}, "result": "invalid"}, "passed"),
            ({"in": {"value": -1}, "result": "invalid"}, "passed"),
            ({"in": {"value": -1}, "result": "invalid", "out": {"error_code": "double.negative"}}, "passed"),
            ({"out": {"value": 2}, "result": "acceptable"}, "acceptable"),
            ({"in": {"value": -1}, "result": "acceptable"}, "acceptable"),
        ):
            with self.subTest(changes):
                self.assertEqual(self.outcome(**changes)[0], outcome)

    def test_a_family_has_one_runner(self) -> None:
        mock.patch.stopall()
        table = runner.families()
        self.assertGreater(len(table), 40)
        with (
            mock.patch.object(runner, "_GROUPS", (runner._hashes, runner._hashes)),
            self.assertRaises(RuntimeError),
        ):
            runner.families()


class Reports(InFolder):
    def test_an_empty_folder_is_not_good(self) -> None:
        self.assertFalse(report.make(self.folder, check_floors=False).good)
        with mock.patch.object(floors, "CASES", {"room": 1}):
            self.assertEqual(len(report.make(self.folder).faults), 1)
            self.assertEqual(report.make(self.folder, only="x").faults, [])

    def test_a_lost_file_is_seen(self) -> None:
        self.write(GOOD)
        with mock.patch.object(floors, "CASES", {"room": 3}):
            self.assertIn("at least 3", report.make(self.folder).faults[0])
        with mock.patch.object(floors, "CASES", {"room": 2}):
            self.assertTrue(report.make(self.folder).good)

    def test_the_floors_follow_what_vectors_hold(self) -> None:
        held: dict[str, int] = {}
        for path, room in vectors.find(os.path.join(ROOT, "vectors")):
            held[room] = held.get(room, 0) + len(vectors.read(path, room).cases)
        self.assertEqual(set(floors.CASES), set(held))
        for room, floor in floors.CASES.items():
            with self.subTest(room):
                self.assertGreaterEqual(held[room], floor)
                self.assertGreaterEqual(floor, 0.8 * held[room])

    def test_an_emptied_room_is_seen(self) -> None:
        self.write(GOOD)
        with mock.patch.object(floors, "CASES", {"room": 1, "emptied": 1}):
            os.mkdir(os.path.join(self.folder, "emptied"))
            self.assertIn("the room emptied has 0 cases", report.make(self.folder).faults[0])

    def test_a_family_nobody_runs_is_a_fault(self) -> None:
        self.write(changed(family="Triple"))
        made = report.make(self.folder, check_floors=False)
        self.assertIn("nobody runs the family 'Triple'", made.faults[0])
        self.assertFalse(made.good)

    def test_a_malformed_file_is_a_fault_and_the_others_run(self) -> None:
        self.write("{")
        self.write(GOOD, os.path.join(self.folder, "room", "good.json"))
        made = report.make(self.folder, check_floors=False)
        self.assertEqual(
            (len(made.faults), len(made.rows), made.total("passed"), made.good), (1, 1, 2, False)
        )

    def test_a_failure_is_listed(self) -> None:
        cases = [{**GOOD["cases"][0], "out": {"value": 3}}, GOOD["cases"][1]]
        self.write(changed(cases=cases))
        made = report.make(self.folder, check_floors=False)
        self.assertEqual((made.total("passed"), made.total("failed"), made.good), (1, 1, False))
        shown = made.as_dict()
        self.assertEqual((shown["good"], shown["failures"][0]["case"]), (False, "1"))

    def test_slow_cases_run_on_request(self) -> None:
        cases = [{**GOOD["cases"][0], "flags": ["Slow"]}, GOOD["cases"][1]]
        self.write(changed(cases=cases, flags={"Slow": "takes long"}))
        made = report.make(self.folder, check_floors=False)
        self.assertEqual((made.total("cases"), made.total("slow")), (1, 1))
        made = report.make(self.folder, check_floors=False, slow=True)
        self.assertEqual((made.total("cases"), made.total("slow")), (2, 0))

    def test_progress_and_only(self) -> None:
        seen: list[tuple[str, int, int]] = []
        self.write(GOOD)
        self.write(GOOD, os.path.join(self.folder, "room", "other.json"))
        report.make(self.folder, check_floors=False, progress=lambda *step: seen.append(step))
        self.assertEqual(seen, [("Double", number, 4) for number in (1, 2, 3, 4)])
        self.assertEqual(len(report.make(self.folder, check_floors=False, only="OTHER").rows), 1)
        (row,) = report.make(self.folder, check_floors=False, only="room/Other.json#2").rows
        self.assertEqual(row.cases, 1)

    def test_the_command(self) -> None:
        def run(*arguments: str) -> tuple[int, str]:
            out = io.StringIO()
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
                return cli.main(["conformance", "--vectors", self.folder, *arguments]), out.getvalue()

        self.assertEqual(run()[0], 2)  # nothing there is no success
        self.write(GOOD)
        code, out = run()
        self.assertEqual((code, "2 passed, 0 failed" in out), (0, True))
        self.assertEqual(run("--only", "absent")[0], 2)
        code, out = run("--json", "-")
        self.assertEqual((code, json.loads(out)["good"]), (0, True))
        self.write(changed(cases=[{**GOOD["cases"][0], "out": {"value": 3}}, GOOD["cases"][1]]))
        code, out = run("--fails")
        self.assertEqual((code, "FAILED double.json: 1: value is 2, expected 3" in out), (1, True))


if __name__ == "__main__":
    unittest.main()
