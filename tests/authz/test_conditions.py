"""Conditions: every operator in every case, Kleene's tables, references, the time of day."""

from __future__ import annotations

import unittest
from itertools import product
from typing import Any

from jamlite.authz.conditions import MAX_NESTING, compile_condition
from jamlite.exceptions import JamConfigurationError

YES, NO, OPEN = True, False, None

# operator: rows of (value in the rule, what the field holds, verdict). A missing field is tested for all.
TABLE: dict[str, list[tuple[Any, Any, Any]]] = {
    "eq": [
        ("a", "a", YES), ("a", "b", NO), (1, 1.0, YES), (1, True, NO), (True, True, YES), (0, False, NO),
        ("1", 1, NO), (None, None, YES), (None, 0, NO), ([1], [1], YES), ({"a": 1}, {"a": 1}, YES),
    ],
    "ne": [("a", "b", YES), ("a", "a", NO), (1, True, YES), ("1", 1, YES), (None, None, NO)],
    "in": [
        (["a", "b"], "a", YES), (["a", "b"], "c", NO), ([1], True, NO), ([None], None, YES),
        (["ab"], "a", NO),
    ],
    "not_in": [(["a"], "b", YES), (["a"], "a", NO), ([1], True, YES)],
    "contains": [
        ("a", ["a", "b"], YES), ("c", ["a", "b"], NO), (1, [True], NO), ("dm", "admin", YES),
        ("x", "admin", NO), (1, "1", OPEN), ("a", {"a": 1}, OPEN), ("a", 5, OPEN), ("a", None, OPEN),
    ],
    "contains_any": [
        (["a", "x"], ["a", "b"], YES), (["x", "y"], ["a", "b"], NO), (["a"], [], NO), (["a"], "abc", OPEN),
        (["a"], None, OPEN), (["a"], {"a": 1}, OPEN),
    ],
    "contains_all": [
        (["a", "b"], ["b", "a", "c"], YES), (["a", "x"], ["a", "b"], NO), (["a"], [], NO),
        (["a"], "abc", OPEN), (["a"], 1, OPEN),
    ],
    "starts_with": [("ad", "admin", YES), ("min", "admin", NO), ("a", ["a"], OPEN), ("a", None, OPEN)],
    "ends_with": [("min", "admin", YES), ("ad", "admin", NO), ("1", 11, OPEN)],
    "matches": [
        ("ad.*", "admin", YES), ("ad", "admin", NO), ("x|admin", "admin", YES), ("a", 1, OPEN),
        (".*", "x" * 4096, YES), (".*", "x" * 4097, OPEN), ("a", None, OPEN),
    ],
    "ip_in_network": [
        ("192.0.2.0/24", "192.0.2.7", YES), ("192.0.2.0/24", "192.0.3.7", NO),
        (["10.0.0.0/8", "2001:db8::/32"], "2001:db8::1", YES), ("192.0.2.0/24", "::ffff:192.0.2.7", YES),
        ("192.0.2.0/24", "::ffff:192.0.3.7", NO), ("192.0.2.0/24", "2001:db8::1", NO),
        ("192.0.2.1", "192.0.2.1", YES), ("192.0.2.0/24", "localhost", OPEN), ("192.0.2.0/24", "", OPEN),
        ("0.0.0.0/0", 1, OPEN), ("0.0.0.0/0", True, OPEN), ("0.0.0.0/0", b"\0\0\0\1", OPEN),
    ],
    "between": [
        ([1, 5], 1, YES), ([1, 5], 5, YES), ([1, 5], 3.5, YES), ([1, 5], 0, NO), ([1, 5], 5.1, NO),
        (["b", "d"], "c", YES), (["b", "d"], "e", NO), ([1, 5], "3", OPEN), ([1, 5], True, OPEN),
        ([1, 5], float("nan"), OPEN), ([1, 5], None, OPEN), ([1, 5], [3], OPEN),
    ],
    "gt": [(3, 4, YES), (3, 3, NO), ("a", "b", YES), (3, "4", OPEN), (3, True, OPEN),
    (3, float("nan"), OPEN)],
    "gte": [(3, 3, YES), (3, 2.9, NO), (3, float("nan"), OPEN), (0, None, OPEN), (3, float("inf"), YES)],
    "lt": [(3, 2, YES), (3, 3, NO), ("b", "a", YES), (3, "2", OPEN), (3, float("nan"), OPEN)],
    "lte": [(3, 3, YES), (3, 3.1, NO), (3, float("nan"), OPEN), (3, [], OPEN), (3, -(10**400), YES)],
    "exists": [(True, "x", YES), (True, None, YES), (False, "x", NO), (False, None, NO)],
    "truthy": [
        (True, "x", YES), (True, "", NO), (True, None, NO), (True, 0, NO), (True, [], NO), (False, "", YES),
        (False, "x", NO), (True, False, NO),
    ],
}  # fmt: skip
MISSING = {("exists", True): NO, ("exists", False): YES, ("truthy", True): NO, ("truthy", False): YES}


def judge(condition: Any, subject: Any = None, token: Any = None, context: Any = None) -> Any:
    fields = {"subject": subject or {}, "token": token or {}, "context": context or {}}
    return compile_condition(condition)(fields)


class Operators(unittest.TestCase):
    def test_every_operator_has_its_rows(self) -> None:
        self.assertEqual(len(TABLE), 18)
        for operator, rows in TABLE.items():
            self.assertTrue({YES, NO} <= {row[2] for row in rows}, operator)

    def test_each_row(self) -> None:
        for operator, rows in TABLE.items():
            for value, held, verdict in rows:
                with self.subTest(operator=operator, value=value, held=str(held)[:40]):
                    condition = {"field": "subject.x", "operator": operator, "value": value}
                    self.assertIs(judge(condition, {"x": held}), verdict)

    def test_a_missing_field_is_undecidable_but_for_exists_and_truthy(self) -> None:
        for operator, rows in TABLE.items():
            for value, _, _ in rows:
                condition = {"field": "subject.x", "operator": operator, "value": value}
                verdict = MISSING[operator, value] if operator in ("exists", "truthy") else OPEN
                for subject in ({}, {"y": 1}):
                    with self.subTest(operator=operator, value=value):
                        self.assertIs(judge(condition, subject), verdict)

    def test_the_operator_may_be_left_out(self) -> None:
        self.assertIs(judge({"field": "subject.x", "value": 1}, {"x": 1}), YES)
        self.assertIs(judge({"field": "subject.x"}, {"x": 1}), YES)
        self.assertIs(judge({"field": "subject.x"}, {"x": 0}), NO)

    def test_fields_lie_as_deep_as_their_path(self) -> None:
        condition = {"field": "context.resource.owner.id", "value": 7}
        self.assertIs(judge(condition, context={"resource": {"owner": {"id": 7}}}), YES)
        for context in ({}, {"resource": {}}, {"resource": {"owner": 7}}, {"resource": "owner.id"}):
            self.assertIs(judge(condition, context=context), OPEN)

    def test_no_attribute_of_an_object_is_a_field(self) -> None:
        self.assertIs(
            judge({"field": "subject.__class__", "operator": "exists", "value": True}, {"x": 1}), NO
        )
        self.assertIs(judge({"field": "subject.x.__len__"}, {"x": "text"}), NO)


class References(unittest.TestCase):
    def test_a_value_may_stand_for_another_field(self) -> None:
        for operator, held, other, verdict in (
            ("eq", "al", "al", YES), ("eq", "al", "bo", NO), ("ne", "al", "bo", YES),
            ("in", "al", ["al"], YES),
            ("in", "al", "alice", OPEN), ("contains_any", ["a"], [], OPEN),
            ("starts_with", "alice", "al", YES),
            ("starts_with", "alice", ("al", "x"), YES), ("starts_with", "alice", 1, OPEN),
            ("between", 3, [1, 5], YES), ("between", 3, [], OPEN), ("between", 3, {}, OPEN),
            ("between", 3, "ab", OPEN), ("between", 3, 5, OPEN), ("between", 3, [1, "5"], OPEN),
            ("gt", 3, 2, YES), ("gt", 3, "2", OPEN), ("contains_all", ["a", "b"], ["a"], YES),
        ):  # fmt: skip
            condition = {"field": "subject.x", "operator": operator, "value": "@context.resource.y"}
            with self.subTest(operator=operator, held=held, other=other):
                self.assertIs(judge(condition, {"x": held}, context={"resource": {"y": other}}), verdict)
                self.assertIs(judge(condition, {"x": held}, context={"resource": {}}), OPEN)
                self.assertIs(judge(condition, {}, context={"resource": {"y": other}}), OPEN)

    def test_other_texts_with_an_at_sign_are_texts(self) -> None:
        self.assertIs(judge({"field": "subject.x", "value": "@alice"}, {"x": "@alice"}), YES)

    def test_patterns_and_networks_never_come_from_a_field(self) -> None:
        for operator in ("matches", "ip_in_network"):
            with self.assertRaises(JamConfigurationError):
                compile_condition({"field": "subject.x", "operator": operator, "value": "@token.y"})


ATOMS: dict[Any, dict[str, Any]] = {  # by verdict, for the subject {"x": 1}
    YES: {"field": "subject.x", "value": 1},
    NO: {"field": "subject.x", "value": 2},
    OPEN: {"field": "subject.missing", "value": 1},
}


class Kleene(unittest.TestCase):
    def test_not(self) -> None:
        for verdict, opposite in ((YES, NO), (NO, YES), (OPEN, OPEN)):
            self.assertIs(judge({"not": ATOMS[verdict]}, {"x": 1}), opposite)

    def test_all_and_any_of_one_to_three(self) -> None:
        for count in (1, 2, 3):
            for verdicts in product((YES, NO, OPEN), repeat=count):
                atoms = [ATOMS[verdict] for verdict in verdicts]
                every = NO if NO in verdicts else OPEN if OPEN in verdicts else YES
                some = YES if YES in verdicts else OPEN if OPEN in verdicts else NO
                with self.subTest(verdicts=verdicts):
                    self.assertIs(judge({"all": atoms}, {"x": 1}), every)
                    self.assertIs(judge({"any": atoms}, {"x": 1}), some)
                    # De Morgan
                    self.assertIs(judge({"not": {"any": [{"not": atom} for atom in atoms]}}, {"x": 1}), every)


def at(time: str) -> float:
    """Seconds since 1970 of a time "HH:MM" on 2024-01-15 in UTC."""
    return 1705276800 + 3600 * int(time[:2]) + 60 * int(time[3:])


class TimeOfDay(unittest.TestCase):
    def check(self, ends: list[str], zone: str | None, times: dict[str, bool]) -> None:
        condition = {"field": "context.now", "operator": "between", "value": ends}
        if zone is not None:
            condition["timezone"] = zone
        for time, verdict in times.items():
            with self.subTest(ends=ends, zone=zone, time=time):
                self.assertIs(judge(condition, context={"now": at(time)}), verdict)

    def test_within_a_day(self) -> None:
        self.check(["09:00", "17:00"], None, {"08:59": NO, "09:00": YES, "16:59": YES, "17:00": NO})

    def test_across_midnight(self) -> None:
        self.check(
            ["22:00", "06:00"], None, {"21:59": NO, "22:00": YES, "00:00": YES, "05:59": YES, "06:00": NO}
        )
        self.check(["22:00", "00:00"], None, {"21:59": NO, "23:59": YES, "00:00": NO})

    def test_offsets(self) -> None:
        self.check(["09:00", "17:00"], "+02:00", {"06:59": NO, "07:00": YES, "14:59": YES, "15:00": NO})
        self.check(["09:00", "17:00"], "-05:30", {"14:29": NO, "14:30": YES, "22:29": YES, "22:30": NO})
        self.check(["22:00", "06:00"], "+02:00", {"19:59": NO, "20:00": YES, "03:59": YES, "04:00": NO})

    def test_seconds_belong_to_their_minute(self) -> None:
        condition = {"field": "context.now", "operator": "between", "value": ["09:00", "17:00"]}
        self.assertIs(judge(condition, context={"now": at("17:00") - 0.01}), YES)
        self.assertIs(judge(condition, context={"now": at("09:00") - 0.01}), NO)
        self.assertIs(judge(condition, context={"now": -15 * 3600}), YES)  # 1969-12-31 at nine

    def test_named_zones_know_summer_time(self) -> None:
        condition = {
            "field": "context.now", "operator": "between", "value": ["09:00", "17:00"],
            "timezone": "Europe/Vienna",
        }  # fmt: skip
        try:
            compile_condition(condition)
        except JamConfigurationError:
            self.skipTest("this system has no time zone names")
        self.check(
            ["09:00", "17:00"], "Europe/Vienna", {"07:59": NO, "08:00": YES, "15:59": YES, "16:00": NO}
        )
        summer = 1720994400  # 2024-07-14 22:00 UTC, midnight in Vienna
        for hour, verdict in ((8, NO), (9, YES), (16, YES), (17, NO)):
            self.assertIs(judge(condition, context={"now": summer + 3600 * hour}), verdict)

    def test_what_is_no_time_is_undecidable(self) -> None:
        for zone in ("UTC", "+02:00"):
            condition = {
                "field": "context.now", "operator": "between", "value": ["09:00", "17:00"], "timezone": zone,
            }  # fmt: skip
            for now in ("10:00", None, True, float("nan"), float("inf"), [10]):
                self.assertIs(judge(condition, context={"now": now}), OPEN)

    def test_a_time_beyond_the_calendar_is_undecidable(self) -> None:
        condition = {
            "field": "context.now", "operator": "between", "value": ["09:00", "17:00"],
            "timezone": "Europe/Vienna",
        }  # fmt: skip
        try:
            judge_zone = compile_condition(condition)
        except JamConfigurationError:
            self.skipTest("this system has no time zone names")
        for now in (1e18, -1e18, 1e300):
            self.assertIs(judge_zone({"context": {"now": now}}), OPEN)


class Refusals(unittest.TestCase):
    def test_conditions_of_another_shape(self) -> None:
        deep: Any = {"field": "subject.x"}
        for _ in range(MAX_NESTING + 1):
            deep = {"not": deep}
        field = "subject.x"
        for source in (
            None, [], "subject.x", 5, {}, {"operator": "eq"}, {"value": 1}, {"all": []}, {"any": {}},
            {"all": None},
            {"not": []}, {"all": [{}]}, {"xor": []}, {"all": [{"field": field}], "any": []}, deep,
            {"field": field, "operator": "eq"}, {"field": field, "operator": "no_such", "value": 1},
            {"field": field, "operator": ["eq"], "value": 1}, {"field": field, "operator": None, "value": 1},
            {"field": field, "extra": 1}, {"field": None}, {"field": "x"}, {"field": "user.x"},
            {"field": "subject"},
            {"field": "subject."}, {"field": "subject..x"}, {"field": ".x"}, {"field": ["subject", "x"]},
            {"field": field, "operator": "exists", "value": 1},
            {"field": field, "operator": "truthy", "value": "no"},
            {"field": field, "value": "@subject."}, {"field": field, "value": "@token.a..b"},
            {"field": field, "value": 1, "timezone": "UTC"},
        ):  # fmt: skip
            with self.subTest(source=str(source)[:60]), self.assertRaises(JamConfigurationError) as caught:
                compile_condition(source)
            self.assertEqual(caught.exception.error_code, "configuration.authz.invalid_condition")

    def test_values_an_operator_cannot_use(self) -> None:
        nan = float("nan")
        for operator, values in {
            "in": ["abc", 1, None, [], {}], "not_in": ["abc", []], "contains_any": ["abc", []],
            "contains_all": [[], None], "starts_with": [1, None, ["a"]], "ends_with": [1],
            "gt": [None, True, [], nan], "gte": [{}], "lt": [False], "lte": [nan],
            "between": [1, [], [1], [1, 2, 3], [1, "2"], [None, 1], [True, 2], [nan, 1],
            "ab", ["09:00", "09:00"]],
            "ip_in_network": [1, None, [], [1], "no", "192.0.2.1/24", "192.0.2.0/33", [True], [b"abcd"]],
        }.items():  # fmt: skip
            for value in values:
                with self.subTest(operator=operator, value=value), self.assertRaises(JamConfigurationError):
                    compile_condition({"field": "subject.x", "operator": operator, "value": value})

    def test_time_zones_that_are_none(self) -> None:
        for zone in (
            "",
            "Nowhere/Town",
            "+25:00",
            "+2",
            "02:00",
            "../UTC",
            "/etc/passwd",
            "Europe",
            2,
            None,
            [],
            "\0",
        ):
            condition = {
                "field": "context.now", "operator": "between", "value": ["09:00", "17:00"], "timezone": zone,
            }  # fmt: skip
            with self.subTest(zone=zone), self.assertRaises(JamConfigurationError):
                compile_condition(condition)

    def test_a_time_zone_without_times(self) -> None:
        for value in ([1, 2], ["09:00", "x"], ["9:00", "17:00"], ["09:00", "24:00"]):
            with self.subTest(value=value), self.assertRaises(JamConfigurationError):
                compile_condition(
                    {"field": "subject.x", "operator": "between", "value": value, "timezone": "UTC"}
                )
