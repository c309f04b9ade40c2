"""The judge: the right verdict for each answer, and an end within bounds whatever a subject does."""

from __future__ import annotations

import json
import os
import shlex
import sys
import time
import unittest
from typing import Any
from unittest import mock

from jamlite.conformance import judge, judged, made_words, subject_process, vectors, verdicts
from jamlite.exceptions.base import JamError
from jamlite.jose import jws

FAKE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fake_subject.py")
HEAD = {"family": "Double", "spec": "none", "title": "Doubling"}
CASES: list[dict[str, Any]] = [
    {"id": "1", "op": "double", "in": {"value": 1}, "out": {"value": 2}, "result": "valid"},
    {"id": "2", "op": "double", "in": {"value": 2}, "out": {"value": 4}, "result": "valid"},
    {"id": "3", "op": "double", "in": {"value": -1}, "result": "invalid"},
]


def misbehaving(mode: str) -> dict[str, Any]:
    return {**CASES[0], "id": mode, "in": {"value": 1, "mode": mode}}


def command(mode: str) -> str:
    return f"{shlex.quote(sys.executable)} -S -E {shlex.quote(FAKE)} {shlex.quote(mode)}"


def files(cases: list[dict[str, Any]] = CASES) -> list[vectors.VectorFile]:
    return [vectors.VectorFile("room/double.json", "room", {**HEAD, "cases": cases})]


def run(mode: str, cases: list[dict[str, Any]] = CASES, **options: Any) -> judged.Judged:
    options = {"timeout": 5.0, **options}
    judging = judge.Judge(command(mode), **options)
    found = judged.Judged(judging.hello.as_dict(), command(mode))
    try:
        judging.run(files(cases), found)
    finally:
        judging.stop()
    return found


def words(found: judged.Judged) -> list[str]:
    return [one.verdict for one in found.found]


class Verdicts(unittest.TestCase):
    def test_a_good_subject(self) -> None:
        found = run("good")
        self.assertEqual((words(found), found.exit_code, found.faults), (["pass"] * 3, 0, []))
        self.assertEqual([one.key for one in found.found], [f"room/double.json#{n}" for n in (1, 2, 3)])
        self.assertEqual(found.title, "fake 1")

    def test_each_verdict(self) -> None:
        expected = {
            "wrong": "wrong-output",
            "true is no number": "wrong-output",
            "bad packing": "wrong-output",
            "nothing": "wrong-output",
            "refuses": "refuses-valid",
            "unsupported": "unsupported",
        }
        found = run("each", [misbehaving(mode) for mode in expected])
        self.assertEqual({one.case.id: one.verdict for one in found.found}, expected)
        self.assertTrue(all(len(one.came) < 300 for one in found.found))
        self.assertEqual(found.exit_code, 1)
        self.assertEqual(run("each", [misbehaving("unsupported"), CASES[1]]).exit_code, 0)
        found = run("good", [{**CASES[0], "result": "invalid"}])
        self.assertEqual((words(found), found.exit_code), (["accepts-invalid"], 1))

    def test_acceptable_is_either(self) -> None:
        cases = [
            {"id": "1", "op": "double", "in": {"value": 1}, "result": "acceptable"},
            {"id": "2", "op": "double", "in": {"value": -1}, "result": "acceptable"},
            {**CASES[0], "id": "3", "result": "acceptable", "out": {"value": 3}},
        ]
        self.assertEqual(words(run("good", cases)), ["pass", "pass", "wrong-output"])

    def test_fields_in_another_packing(self) -> None:
        case = vectors.Case({**CASES[0], "out": {"data_hex": "41"}})
        for out, word in (
            ({"data_utf8": "A"}, "pass"),
            ({"data_b64u": "QQ"}, "pass"),
            ({"data": "41"}, "wrong-output"),
        ):
            answer = judge.protocol.Answer({"ok": True, "out": out})
            self.assertEqual(verdicts.of_answer("Double", case, answer)[0], word, out)

    def test_values_are_compared_as_json_has_them(self) -> None:
        for found, expected, wanted in (
            (5.0, 5, True),
            ({"a": [1.0, None]}, {"a": [1, None]}, True),
            (1, True, False),
            ({"admin": 1}, {"admin": True}, False),
            ({"a": 1, "b": 2}, {"a": 1}, False),
            ([1], [1, 2], False),
            ("1", 1, False),
            (None, 0, False),
        ):
            self.assertEqual(made_words.same(found, expected), wanted, (found, expected))

    def test_what_is_made_is_opened(self) -> None:
        """Signatures with chance in them are verified, and those of another key or payload are not."""
        key = {"kty": "oct", "k": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlBQkNERUY"}
        given = {"payload_utf8": "payload", "key": key, "header": {"alg": "HS256"}}
        case = vectors.Case({"id": "1", "op": "sign", "in": given, "result": "valid", "reproducible": False})
        good = "eyJhbGciOiJIUzI1NiJ9.cGF5bG9hZA.BAPSMh2mGwjyVF4ZNzPt73-PHczhiAJ3e21HhBDnp0M"
        signed = jws.sign(b"payload", key, {"alg": "HS256"})
        outs: tuple[tuple[Any, str], ...] = (
            ({"token": signed}, "pass"),
            ({"token": jws.sign(b"another", key, {"alg": "HS256"})}, "wrong-output"),
            ({"token": jws.sign(b"payload", {**key, "k": key["k"][::-1]}, {"alg": "HS256"})}, "wrong-output"),
            ({"token": good[:-2]}, "wrong-output"),
            ({"token": [[]]}, "wrong-output"),
            ({"token": {"a": 1}}, "wrong-output"),
            ({}, "wrong-output"),
        )
        for out, word in outs:
            answer = judge.protocol.Answer({"ok": True, "out": out})
            self.assertEqual(verdicts.of_answer("JWS", case, answer)[0], word, out)

    def test_a_field_given_twice_is_no_answer(self) -> None:
        """A right value in one packing and a wrong one in another: nobody knows which of them is meant."""
        case = vectors.Case({**CASES[0], "out": {"data_hex": "41"}})
        for out in ({"data_hex": "41", "data_utf8": "B"}, {"data_utf8": "B", "data_hex": "41"}):
            answer = judge.protocol.Answer({"ok": True, "out": out})
            self.assertEqual(verdicts.of_answer("Double", case, answer)[0], "wrong-output", out)

    def test_words_of_an_error_are_never_judged(self) -> None:
        case = vectors.Case({**CASES[2], "out": {"error_code": "other.code"}})
        answer = judge.protocol.Answer({"ok": False, "error": "anything"})
        self.assertEqual(verdicts.of_answer("Double", case, answer), ("pass", "refused: anything"))

    def test_what_is_not_offered_is_not_asked(self) -> None:
        cases = [
            {**CASES[0], "op": "triple"},
            {**CASES[0], "id": "2", "in": {"value": 1, "now": 5}},
        ]
        found = run("good", cases)
        self.assertEqual((words(found), found.exit_code), (["unsupported"] * 2, 2))
        self.assertEqual(words(run("clock", cases)), ["unsupported", "pass"])


class Hostile(unittest.TestCase):
    """The run goes on, the other cases are judged, and it takes no longer than it may."""

    def test_crashes(self) -> None:
        modes = (
            "dies", "binary", "deep", "digits", "other id", "no id", "list", "no verdict", "ok is text",
            "out is a list",
        )  # fmt: skip
        found = run("each", [*map(misbehaving, modes), *CASES[1:]])
        self.assertEqual(words(found), ["crashed"] * len(modes) + ["pass", "pass"])
        self.assertIn("exit code 3", found.found[0].came)
        self.assertIn("dying", found.stderr)

    def test_a_case_is_called_crashed_only_by_a_fresh_program(self) -> None:
        found = run("each", [CASES[1], misbehaving("binary"), CASES[2]])
        self.assertEqual(words(found), ["pass", "crashed", "pass"])

    def test_output_without_end(self) -> None:
        with mock.patch.object(subject_process, "MAX_LINE", 1 << 20):
            self.assertEqual(words(run("endless line")), ["crashed", "pass", "pass"])
        self.assertEqual(words(run("endless")), ["crashed", "pass", "pass"])

    def test_silence(self) -> None:
        for mode in ("silent", "noise"):
            found = run(mode, timeout=0.5)
            self.assertEqual(words(found), ["timeout", "pass", "pass"], mode)
            self.assertLessEqual(len(found.stderr), 3 * subject_process.MAX_STDERR)

    def test_drops_and_stops(self) -> None:
        """A program that speaks without ever saying a line, or stands still: a timeout, and it is ended."""
        modes = ["drips"] + ["stops itself"] * (os.name == "posix")
        start = time.monotonic()
        found = run("each", [*map(misbehaving, modes), *CASES[1:]], timeout=0.5)
        self.assertEqual(words(found), ["timeout"] * len(modes) + ["pass", "pass"])
        self.assertLess(time.monotonic() - start, 30)

    def test_more_lines_than_answers(self) -> None:
        """What comes too much is taken for no other case's answer."""
        found = run("each", [misbehaving("twice"), *CASES[1:], misbehaving("empty lines"), CASES[1]])
        self.assertEqual(words(found), ["pass", "pass", "pass", "crashed", "pass"])
        found = run("each", [misbehaving("closes its output"), CASES[1]])
        self.assertEqual(words(found), ["crashed", "pass"])
        self.assertIn("closed its standard output", found.found[0].came)

    def test_words_stay_on_their_line(self) -> None:
        """Or a subject could add lines to the report."""
        found = run("each", [misbehaving("forges lines")])
        self.assertEqual(found.found[0].came, "refused: no PASS all PASS PASS PASS")
        said = {"name": "a\nb", "version": "1\u2029", "language": "C\r", "supports": {}}
        hello = judge.protocol.read_hello(json.dumps(said).encode()).as_dict()
        self.assertEqual([hello[name] for name in ("name", "version", "language")], ["a b", "1", "C"])

    def test_a_program_for_one_case_at_a_time(self) -> None:
        self.assertEqual(words(run("once")), ["pass"] * 3)

    def test_a_subject_is_given_up(self) -> None:
        cases = [{**CASES[1], "id": str(number)} for number in range(8)]
        with mock.patch.object(judge, "MAX_IN_A_ROW", 2):
            found = run("always dies", cases)
        self.assertEqual(words(found), ["crashed"] * 8)
        self.assertIn("given up", found.faults[0])
        self.assertEqual(sum("not asked" in one.came for one in found.found), 6)
        silent = [{**CASES[0], "id": str(number)} for number in range(8)]
        with mock.patch.object(judge, "MAX_SILENCES", 2):
            found = run("silent", silent, timeout=0.2)
        self.assertEqual(words(found), ["timeout"] * 2 + ["crashed"] * 6)
        with mock.patch.object(judge, "MAX_RESTARTS", 2):
            found = run("once", cases)
        self.assertIn("started again", found.faults[0])

    def test_subjects_that_cannot_be_judged(self) -> None:
        with mock.patch.object(judge, "START_TIMEOUT", 0.3):
            for mode in ("dies at once", "ignores stdin", "bad hello", "bad supports"):
                with self.subTest(mode), self.assertRaises(judge.SubjectError) as caught:
                    judge.Judge(command(mode), timeout=0.2)
                self.assertIsInstance(caught.exception, JamError)
        for subject in ("", "'", "/no/such/program", "py:no.such.module"):
            with self.subTest(subject), self.assertRaises(judge.SubjectError):
                judge.Judge(subject)
        for subject, said in (
            ("py:no.such.module", "the module no.such.module cannot be imported: No module named 'no'$"),
            ("py:json", "the module json needs HELLO, a dict, and a function answer"),
        ):
            with self.assertRaisesRegex(judge.SubjectError, said):
                judge.Judge(subject)
        with self.assertRaisesRegex(judge.SubjectError, "no such library"):
            judge.Judge(command("dies at once"))

    @unittest.skipUnless(hasattr(os, "fork"), "the system has no fork")
    def test_a_child_that_holds_the_pipes(self) -> None:
        start = time.monotonic()
        with mock.patch.object(judge, "START_TIMEOUT", 0.3), self.assertRaises(judge.SubjectError):
            judge.Judge(command("leaves a child"), timeout=0.2)
        self.assertLess(time.monotonic() - start, 40)  # the child sleeps for 60 s

    def test_a_request_larger_than_a_pipe(self) -> None:
        case = {**CASES[1], "in": {"value": 2, "more": "x" * 1_000_000}}
        self.assertEqual(words(run("good", [case])), ["pass"])
        with mock.patch.object(judge, "START_TIMEOUT", 5):
            silent = {**CASES[0], "in": {"value": 1, "more": "x" * 1_000_000}}
            self.assertEqual(words(run("silent", [silent], timeout=0.3)), ["timeout"])


class Jobs(unittest.TestCase):
    def test_several_processes_keep_the_order(self) -> None:
        cases = [
            {**CASES[1], "id": str(n), "in": {"value": n}, "out": {"value": 2 * n}} for n in range(2, 40)
        ]
        seen: list[int] = []
        judging = judge.Judge(command("good"), jobs=3)
        found = judged.Judged({})
        judging.run(files(cases), found, lambda family, done, total: seen.append(done))
        self.assertEqual([one.case.id for one in found.found], [case["id"] for case in cases])
        self.assertEqual((words(found), sorted(seen)), (["pass"] * 38, list(range(1, 39))))

    def test_an_interruption_leaves_nothing_behind(self) -> None:
        """`stop` ends what workers were still asking."""
        judging = judge.Judge(command("silent"), jobs=2)
        asked = [judging.process()._process, judging.process()._process]
        judging.stop()
        self.assertEqual([process.poll() is None for process in asked], [False, False])
        self.assertEqual(judging._running, set())
        judging.stop()  # once more is no harm


class PythonSubject(unittest.TestCase):
    def test_a_module(self) -> None:
        """jamlite's own subject, through the protocol."""
        case = {
            "id": "1",
            "op": "verify",
            "in": {"token": "eyJhbGciOiJIUzI1NiJ9.e30.x", "key": {"kty": "oct", "k": "QUJD"}},
            "result": "invalid",
        }
        file = vectors.VectorFile("jose/x.json", "jose", {**HEAD, "family": "JWS", "cases": [case]})
        judging = judge.Judge("py:tests.subjects.jamlite_subject")
        found = judged.Judged(judging.hello.as_dict())
        judging.run([file], found)
        judging.stop()
        self.assertEqual((words(found), found.subject["name"]), (["pass"], "jamlite"))
        self.assertIn("refused: jws.", found.found[0].came)


if __name__ == "__main__":
    unittest.main()
