"""Principals, policies, constraints and the decision."""

from __future__ import annotations

import random
import re
import unittest
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

from jamlite.authz import (
    AuthorizationConstraint,
    AuthorizationContext,
    BaseSubject,
    ConditionConstraint,
    PermissionConstraint,
    Policy,
    Principal,
    decide,
)
from jamlite.authz.permissions import matches
from jamlite.exceptions import JamConfigurationError, JamSelfTestError, JamTypeError, JamValidationError

ADMIN = {"field": "subject.role", "value": "admin"}
OPEN = {"field": "subject.missing", "value": 1}


def someone(claims: dict[str, Any] | None = None, *constraints: Any, **subject: Any) -> Principal:
    return Principal({"id": "alice", **subject}, claims or {}, "jwt", constraints)


class Wildcards(unittest.TestCase):
    def test_like_a_regular_expression_would(self) -> None:
        texts = [
            "",
            "a",
            "b",
            "aa",
            "ab",
            "aba",
            "abab",
            "orders:read",
            "orders:",
            "xorders:read",
            "xab",
            "xbb",
            "a.b",
            "a\nb",
        ]
        patterns = [
            "*",
            "**",
            "a",
            "a*",
            "*a",
            "a*a",
            "*a*",
            "a*b",
            "ab*ab",
            "*b*b",
            "*ab*b",
            "a**b",
            "orders:*",
            "*:read",
            "a.b",
            "",
            "*b*a*",
        ]
        for pattern in patterns:
            wanted = re.compile(".*".join(map(re.escape, pattern.split("*"))), re.DOTALL)
            for text in texts:
                with self.subTest(pattern=pattern, text=text):
                    self.assertIs(matches(pattern, text), wanted.fullmatch(text) is not None)

    def test_nothing_but_the_star_is_special(self) -> None:
        for pattern, permission in (
            ("orders.read", "orders:read"),
            ("order?", "orders"),
            ("[a]", "a"),
            ("A", "a"),
        ):
            self.assertFalse(matches(pattern, permission))

    def test_a_hostile_pattern_is_quick(self) -> None:
        self.assertFalse(matches("*a" * 5000 + "b", "a" * 20000))


class Principals(unittest.TestCase):
    def test_what_the_credential_grants(self) -> None:
        for claims, granted in (
            ({}, None), ({"permissions": ["a", "b"]}, ("a", "b")), ({"permissions": []}, ()),
            ({"permissions": "a"}, ()), ({"permissions": None}, ()), ({"permissions": ["a", 1]}, ()),
            ({"scope": "a b"}, ("a", "b")), ({"scope": ""}, ()), ({"scope": ["a"]}, ()),
            ({"scope": None}, ()),
            ({"permissions": ["a"], "scope": "b"}, ("a",)), ({"permissions": {"a": 1}}, ()),
        ):  # fmt: skip
            with self.subTest(claims=claims):
                self.assertEqual(someone(claims).permissions, granted)

    def test_no_text_is_a_permission_that_is_not_there(self) -> None:
        self.assertFalse(someone({"scope": " "}).has_permission(""))
        self.assertFalse(someone().has_permission("a"))
        self.assertTrue(someone({"scope": "orders:*"}).has_permission("orders:read"))

    def test_id_and_jti(self) -> None:
        principal = someone({"jti": "t1"})
        self.assertEqual((principal.id, principal.jti), ("alice", "t1"))
        self.assertIsNone(Principal({}, {}, "jwt").id)
        self.assertNotIn("alice", repr(principal))

    def test_other_types(self) -> None:
        for subject, claims in ((None, {}), ({}, None), ("alice", {}), ({}, [])):
            with self.assertRaises(JamTypeError):
                Principal(subject, claims, "jwt")  # type: ignore[arg-type]


class Subjects(unittest.TestCase):
    def test_a_dataclass(self) -> None:
        @dataclass
        class User(BaseSubject):
            id: str
            name: str = "nobody"
            tags: list[str] = field(default_factory=list)

        self.assertEqual(User("u1").to_dict(), {"id": "u1", "name": "nobody", "tags": []})
        self.assertEqual(User.from_dict({"id": "u2", "tags": ["a"], "other": 1}), User("u2", tags=["a"]))
        with self.assertRaises(JamValidationError):
            User.from_dict({"name": "x"})

    def test_a_plain_class(self) -> None:
        class User(BaseSubject):
            name: str

            def __init__(self) -> None:
                self.id, self.name, self._password = 7, "x", "secret"

        self.assertEqual(User().to_dict(), {"id": 7, "name": "x"})
        self.assertEqual(
            User.from_dict({"id": 1, "name": "y", "_password": "z"}).to_dict(), {"id": 1, "name": "y"}
        )

    def test_a_class_with_slots(self) -> None:
        class User(BaseSubject):
            __slots__ = ("id", "name")
            name: str

        user = User.from_dict({"id": 1, "name": "y"})
        self.assertEqual(user.to_dict(), {"id": 1, "name": "y"})


class Contexts(unittest.TestCase):
    def test_now(self) -> None:
        self.assertEqual(AuthorizationContext(now=5).now, 5.0)
        for bad in (10**400, float("inf"), float("nan"), "5", True, [], datetime(2030, 1, 1)):
            with self.assertRaises(JamTypeError):
                AuthorizationContext(now=bad)  # type: ignore[arg-type]
        for fields in (None, 5, "id", [("id", 1)]):
            with self.assertRaises(JamTypeError):
                BaseSubject.from_dict(fields)  # type: ignore[arg-type]
        moment = datetime(1970, 1, 1, 2, tzinfo=timezone(timedelta(hours=2)))
        self.assertEqual(AuthorizationContext(now=moment).now, 0.0)
        self.assertGreater(AuthorizationContext().now, 1.7e9)

    def test_refused(self) -> None:
        for arguments in (
            {"now": "5"}, {"now": True}, {"now": float("nan")}, {"now": float("inf")},
            {"now": datetime(2024, 1, 1)},
            {"resource": 5}, {"request": "GET"}, {"attributes": ["a"]},
        ):  # fmt: skip
            with self.subTest(arguments=arguments), self.assertRaises(JamTypeError):
                AuthorizationContext(**arguments)  # type: ignore[arg-type]


class Policies(unittest.TestCase):
    def allowed(self, rules: Any, permission: str = "orders:read", **subject: Any) -> bool:
        return decide(someone(**subject), permission, None, Policy(rules))

    def test_nothing_is_allowed_by_default(self) -> None:
        for rules in ([], {}, {"rules": []}, {"other": []}, [{"effect": "deny", "permissions": ["other"]}]):
            self.assertFalse(self.allowed(rules))

    def test_compact(self) -> None:
        for rules, subject, verdict in (
            ({"orders:read": []}, {}, True), ({"orders:*": []}, {}, True), ({"*": []}, {}, True),
            ({"orders:write": []}, {}, False), ({"orders:read": [ADMIN]}, {"role": "admin"}, True),
            ({"orders:read": [ADMIN]}, {"role": "user"}, False), ({"orders:read": [ADMIN]}, {}, False),
            ({"orders:read": [ADMIN, OPEN]}, {"role": "admin"}, False),
            ({"orders:read": [ADMIN], "orders:*": []}, {}, True),
        ):  # fmt: skip
            with self.subTest(rules=rules, subject=subject):
                self.assertIs(self.allowed(rules, **subject), verdict)

    def test_written_out_every_meeting_of_rules(self) -> None:
        conditions = {"true": None, "holds": ADMIN, "fails": {"not": ADMIN}, "open": OPEN}
        for allow in ("absent", *conditions):
            for deny in ("absent", *conditions):
                rules = [
                    {"effect": effect, "permissions": ["orders:*"], "when": conditions[name]}
                    for effect, name in (("allow", allow), ("deny", deny))
                    if name != "absent"
                ]
                verdict = allow in ("true", "holds") and deny in ("absent", "fails")
                for order in (rules, rules[::-1]):
                    with self.subTest(allow=allow, deny=deny):
                        self.assertIs(self.allowed(order, role="admin"), verdict)
                        self.assertIs(self.allowed({"rules": order}, role="admin"), verdict)

    def test_many_rules_say_what_each_of_them_says(self) -> None:
        """Rules are found by name and by pattern; a plain loop over all of them is the twin."""
        chance = random.Random(5)
        names = [f"{area}:{verb}" for area in ("orders", "users", "a") for verb in ("read", "write", "*")]
        both = set()
        for _ in range(300):
            rules = [
                {
                    "effect": chance.choice(["allow", "allow", "allow", "deny"]),
                    "permissions": chance.sample([*names, "*", "*:read"], chance.randint(1, 3)),
                    **({} if chance.random() < 0.5 else {"when": chance.choice([ADMIN, OPEN])}),
                }
                for _ in range(chance.randint(1, 8))
            ]
            for permission in ("orders:read", "users:write", "b:read", "a:"):
                firing = [
                    rule["effect"] == "allow"
                    for rule in rules
                    if any(matches(pattern, permission) for pattern in rule["permissions"])
                    and (rule.get("when") in (None, ADMIN) or rule["effect"] == "deny")
                ]
                verdict = bool(firing) and all(firing)
                both.add(verdict)
                with self.subTest(rules=rules, permission=permission):
                    self.assertIs(self.allowed(rules, permission, role="admin"), verdict)
        self.assertEqual(both, {True, False})

    def test_of_another_shape(self) -> None:
        rule = {"effect": "allow", "permissions": ["a"]}
        for rules in (
            None, "a", 5, {"a": None}, {"a": ADMIN}, {"": []}, {5: []}, {"a": [None]}, [None], [[]], [{}],
            [{**rule, "effect": "Allow"}], [{**rule, "effect": None}], [{**rule, "permissions": []}],
            [{**rule, "permissions": "a"}], [{**rule, "permissions": [""]}], [{**rule, "permissions": [1]}],
            [{**rule, "permissions": [["a"]]}], [{**rule, "permission": "a"}], [{**rule, "when": []}],
            [{**rule, "when": {}}], {"rules": None}, [{"permissions": ["a"]}], [{"effect": "allow"}],
        ):  # fmt: skip
            with self.subTest(rules=rules), self.assertRaises(JamConfigurationError):
                Policy(rules)


class Decisions(unittest.TestCase):
    OPEN_POLICY = Policy({"*": []})

    def test_without_a_policy_the_credential_decides(self) -> None:
        self.assertTrue(decide(someone({"permissions": ["a"]}), "a"))
        self.assertFalse(decide(someone({"permissions": ["a"]}), "b"))
        self.assertFalse(decide(someone(), "a"))

    def test_a_credential_restricts_and_never_widens(self) -> None:
        narrow = Policy({"a": []})
        self.assertTrue(decide(someone(), "a", None, narrow))
        self.assertFalse(decide(someone({"permissions": ["b"]}), "b", None, narrow))
        self.assertFalse(decide(someone({"permissions": ["b"]}), "a", None, self.OPEN_POLICY))
        self.assertFalse(decide(someone({"permissions": []}), "a", None, self.OPEN_POLICY))
        self.assertFalse(decide(someone({"permissions": "a"}), "a", None, self.OPEN_POLICY))
        self.assertFalse(decide(someone({"scope": 5}), "a", None, self.OPEN_POLICY))

    def test_what_cannot_be_asked_for(self) -> None:
        for permission, error in (
            ("", JamValidationError),
            ("a*", JamValidationError),
            (None, JamTypeError),
            (["a"], JamTypeError),
        ):
            with self.assertRaises(error):
                decide(someone(), permission, None, self.OPEN_POLICY)  # type: ignore[arg-type]
        with self.assertRaises(JamTypeError):
            decide({"id": 1}, "a", None, self.OPEN_POLICY)  # type: ignore[arg-type]
        with self.assertRaises(JamTypeError):
            decide(someone(), "a", {"now": 1}, self.OPEN_POLICY)  # type: ignore[arg-type]

    def test_a_policy_of_ones_own_must_say_true(self) -> None:
        class Odd:
            def __init__(self, answer: Any) -> None:
                self.answer = answer

            def allows(self, permission: str, fields: Any) -> Any:
                return self.answer

        for answer in (1, "yes", None, False, object()):
            self.assertFalse(decide(someone(), "a", None, Odd(answer)))  # type: ignore[arg-type]
        self.assertTrue(decide(someone(), "a", None, Odd(True)))  # type: ignore[arg-type]


class Constraints(unittest.TestCase):
    def allowed(self, *constraints: Any, **subject: Any) -> bool:
        return decide(someone(None, *constraints, **subject), "orders:read", None, Policy({"*": []}))

    def test_each_must_be_met(self) -> None:
        met, unmet = PermissionConstraint("orders:*"), PermissionConstraint(["invoices:*", "users:read"])
        self.assertTrue(self.allowed(met))
        self.assertTrue(self.allowed(met, met))
        for constraints in ((unmet,), (met, unmet), (unmet, met)):
            self.assertFalse(self.allowed(*constraints))

    def test_a_condition(self) -> None:
        for constraint in (
            ConditionConstraint(ADMIN), ConditionConstraint("subject.role", "eq", "admin"),
            ConditionConstraint("subject.role", value="admin"),
        ):  # fmt: skip
            self.assertTrue(self.allowed(constraint, role="admin"))
            self.assertFalse(self.allowed(constraint, role="user"))
            self.assertFalse(self.allowed(constraint))
        self.assertFalse(self.allowed(ConditionConstraint({"not": OPEN})))

    def test_the_context_reaches_it(self) -> None:
        office = ConditionConstraint("context.now", "between", ["09:00", "17:00"], "UTC")
        for hour, verdict in ((8, False), (9, True), (17, False)):
            context = AuthorizationContext(now=3600 * hour)
            self.assertIs(decide(someone({"permissions": ["a"]}, office), "a", context), verdict)

    def test_whatever_goes_wrong_denies(self) -> None:
        class Odd(AuthorizationConstraint):
            def __init__(self, answer: Any) -> None:
                self.answer = answer

            def check(self, principal: Any, permission: str, context: Any) -> Any:
                if isinstance(self.answer, Exception):
                    raise self.answer
                return self.answer

        for answer in (
            KeyError("x"),
            RuntimeError(),
            JamConfigurationError(),
            RecursionError(),
            1,
            "yes",
            None,
            False,
        ):
            with self.subTest(answer=answer):
                self.assertFalse(self.allowed(Odd(answer)))
        self.assertTrue(self.allowed(Odd(True)))
        self.assertFalse(self.allowed(object()))
        with self.assertRaises(JamSelfTestError):  # no verdict: the machine is faulty
            self.allowed(Odd(JamSelfTestError()))

    def test_of_another_shape(self) -> None:
        for value in (None, 5, [], [""], [1], "", {"a": 1}, [["a"]]):
            with self.subTest(value=value), self.assertRaises(JamConfigurationError):
                PermissionConstraint(value)  # type: ignore[arg-type]
        for arguments in (({},), (None,), ("nowhere.x",), (ADMIN, "eq"), ("subject.x", "no_such", 1)):
            with self.subTest(arguments=arguments), self.assertRaises(JamConfigurationError):
                ConditionConstraint(*arguments)  # type: ignore[arg-type]
