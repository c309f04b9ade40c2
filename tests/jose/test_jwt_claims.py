"""Claims: types, times, expectations (security 35 to 42); every rule also stands in jwt.jamlite.json."""

from __future__ import annotations

import re
import unittest
from datetime import datetime, timezone
from enum import Enum
from typing import Any
from unittest import mock

from jamlite import clock
from jamlite.crypto.randomness import random_uuid
from jamlite.exceptions import (
    JamConfigurationError,
    JamJWTClaimError,
    JamJWTExpired,
    JamJWTNotYetValid,
)
from jamlite.jose.jwt_claims import ANY, check_expected, check_time, check_types
from jamlite.jose.signing import dated
from jamlite.jose.verified_claims import check

NAN, INFINITY = float("nan"), float("inf")
NOT_A_NUMBER = (
    None,
    "1",
    "",
    True,
    False,
    [],
    [1],
    {},
    b"1",
    1j,
    NAN,
    INFINITY,
    -INFINITY,
    1e20,
    10**20,
    -(10**400),
)
NOT_A_STRING = (None, 1, 1.5, True, [], ["a"], {}, b"a", object())


class Types(unittest.TestCase):
    def refuses(self, claims: dict[str, Any], claim: str) -> None:
        with self.subTest(claims=repr(claims)), self.assertRaises(JamJWTClaimError) as caught:
            check_types(claims)
        self.assertEqual(caught.exception.details, {"claim": claim})
        self.assertEqual(caught.exception.error_code, f"jwt.claim.{claim}")

    def test_times_are_finite_numbers(self) -> None:
        """security 35."""
        for name in ("exp", "nbf", "iat"):
            for value in NOT_A_NUMBER:
                self.refuses({name: value}, name)
            for value in (0, -1, 1.5, 1e19, -1e19, 2**60):
                check_types({name: value})

    def test_names_are_strings(self) -> None:
        """security 41."""
        for name in ("iss", "sub", "jti"):
            for value in NOT_A_STRING:
                self.refuses({name: value}, name)
            check_types({name: ""})

    def test_a_numeric_sub_excuses_no_other_claim(self) -> None:
        check_types({"sub": 5, "jti": "a"}, numeric_sub=True)
        with self.assertRaisesRegex(JamJWTClaimError, "jti must be a string"):
            check_types({"sub": 5, "jti": 5}, numeric_sub=True)
        with self.assertRaisesRegex(JamJWTClaimError, "got a number; allow_numeric_sub"):
            check_types({"sub": 5})
        with self.assertRaisesRegex(JamJWTClaimError, r"sub must be a string \|"):
            check_types({"sub": [5]})

    def test_the_last_dates(self) -> None:
        for name in ("exp", "nbf", "iat"):
            check_types({name: 10**20 - 1})
            check_types({name: 1 - 10**20})
            for far in (10**20, -(10**20), float("inf"), -float("inf"), float("nan")):
                self.refuses({name: far}, name)

    def test_a_datetime_before_1970_is_rounded_down(self) -> None:
        when = datetime(1969, 12, 31, 23, 59, 58, 500_000, tzinfo=timezone.utc)
        self.assertEqual(dated({"exp": when, "sub": "a"}), {"exp": -2, "sub": "a"})

    def test_audience_is_a_string_or_a_list_of_strings(self) -> None:
        """security 38."""
        for value in (None, 1, True, {}, b"a", ("a",), {"a"}, [1], ["a", None], [["a"]], [b"a"]):
            self.refuses({"aud": value}, "aud")
        for good in ("", "a", [], ["a", ""]):
            check_types({"aud": good})

    def test_strings_of_a_subclass(self) -> None:
        class Role(str, Enum):
            ADMIN = "admin"

        check_types({"sub": Role.ADMIN, "aud": [Role.ADMIN]})


class Times(unittest.TestCase):
    """security 36, 37."""

    def test_no_leeway_unless_it_is_given(self) -> None:
        with self.assertRaises(JamJWTExpired):
            check_time({"exp": 10}, now=10)
        with self.assertRaises(JamJWTNotYetValid):
            check_time({"nbf": 11}, now=10.5)
        with self.assertRaisesRegex(JamJWTNotYetValid, "nbf lies 1 seconds ahead; leeway allows"):
            check_time({"nbf": 11}, now=10)
        check_time({"nbf": 11, "exp": 10}, now=10.5, leeway=1)

    def test_the_argument_that_is_no_number_is_named(self) -> None:
        for name in ("leeway", "now", "max_age"):
            with self.assertRaisesRegex(JamConfigurationError, f"] {name} must be a finite number"):
                check_time({"iat": 1}, **{name: "5"})

    def test_arguments_of_the_caller(self) -> None:
        for name in ("leeway", "max_age", "now"):
            for value in ("1", True, False, [], {}, NAN, INFINITY, -1, -0.5, 1e21, 10**400, b"1", object()):
                with (
                    self.subTest(name=name, value=repr(value)[:20]),
                    self.assertRaises(JamConfigurationError),
                ):
                    check_time({"exp": 1, "iat": 1}, **{name: value})
        with self.assertRaises(JamConfigurationError):
            check_time({}, leeway=None)  # type: ignore[arg-type]

    def test_exp(self) -> None:
        for exp, now, leeway, good in (
            (100, 99, 0, True), (100, 99.999, 0, True), (100, 100, 0, False), (100, 101, 0, False),
            (100.5, 100.4, 0, True), (100.5, 100.5, 0, False), (100, 109, 10, True), (100, 110, 10, False),
            (0, 0, 0, False), (-5, 0, 0, False), (100, 100.25, 0.5, True),
        ):  # fmt: skip
            with self.subTest(exp=exp, now=now, leeway=leeway):
                if good:
                    check_time({"exp": exp}, now=now, leeway=leeway)
                else:
                    with self.assertRaises(JamJWTExpired):
                        check_time({"exp": exp}, now=now, leeway=leeway)
                check_time({"exp": exp}, now=now, exp=False)

    def test_nbf_and_iat(self) -> None:
        for name in ("nbf", "iat"):
            for moment, now, leeway, good in (
                (100, 100, 0, True), (100, 99.999, 0, False), (100, 90, 10, True), (100, 89, 10, False),
                (-1, 0, 0, True),
            ):  # fmt: skip
                with self.subTest(name=name, moment=moment, now=now, leeway=leeway):
                    if good:
                        check_time({name: moment}, now=now, leeway=leeway)
                    else:
                        with self.assertRaises(JamJWTNotYetValid):
                            check_time({name: moment}, now=now, leeway=leeway)
                    check_time({name: moment}, now=now, nbf=False)

    def test_max_age(self) -> None:
        for iat, leeway, good in ((90, 0, True), (89.9, 0, False), (85, 5, True), (84, 5, False)):
            if good:
                check_time({"iat": iat}, now=100, max_age=10, leeway=leeway)
            else:
                with self.assertRaises(JamJWTExpired) as caught:
                    check_time({"iat": iat}, now=100, max_age=10, leeway=leeway)
                self.assertEqual(caught.exception.error_code, "jwt.too_old")
        with self.assertRaises(JamJWTClaimError):
            check_time({}, now=100, max_age=10)

    def test_the_clock_counts_when_no_time_is_given(self) -> None:
        with mock.patch.object(clock, "now", return_value=100.0):
            check_time({"exp": 101})
            with self.assertRaises(JamJWTExpired):
                check_time({"exp": 100})


class Expected(unittest.TestCase):
    def refuses(self, claims: dict[str, Any], claim: str, **expected: Any) -> None:
        arguments = {"issuer": None, "audience": ANY, "subject": None, "required": (), **expected}
        with self.subTest(claims=claims, **expected), self.assertRaises(JamJWTClaimError) as caught:
            check_expected(claims, **arguments)
        self.assertEqual(caught.exception.details, {"claim": claim})

    def accepts(self, claims: dict[str, Any], **expected: Any) -> None:
        check_expected(
            claims, **{"issuer": None, "audience": ANY, "subject": None, "required": (), **expected}
        )

    def test_issuer(self) -> None:
        """security 40: whole, in its case, never searched in."""
        for iss, issuer in (
            ("a", "ab"),
            ("ab", "a"),
            ("", "a"),
            ("A", "a"),
            ("a", ["b"]),
            ("a", []),
            ("a", ["ab", "A"]),
        ):
            self.refuses({"iss": iss}, "iss", issuer=issuer)
        self.refuses({}, "iss", issuer="a")
        self.refuses({}, "iss", issuer=["a"])
        for issuer in ("a", ["b", "a"], ("a",), {"a"}, frozenset("ab")):
            self.accepts({"iss": "a"}, issuer=issuer)

    def test_audience(self) -> None:
        """security 38, 39."""
        for aud, audience in (
            ("api", "ap"), ("ap", "api"), ("API", "api"), (["x"], "api"), ([], "api"), ("api", ["a", "p"]),
            ("api", []),
            ("api", None), (["api"], None), ([], None), ("", None),
        ):  # fmt: skip
            self.refuses({"aud": aud}, "aud", audience=audience)
        self.refuses({}, "aud", audience="api")
        self.refuses({}, "aud", audience=["api"])
        for aud, audience in (
            ("api", "api"),
            (["x", "api"], "api"),
            ("api", ["x", "api"]),
            (["b"], {"a", "b"}),
            ([], ANY),
            ("x", ANY),
        ):
            self.accepts({"aud": aud}, audience=audience)
        self.accepts({}, audience=None)
        self.accepts({}, audience=ANY)
        self.assertEqual(repr(ANY), "ANY")

    def test_subject_and_required(self) -> None:
        """security 41, 42: null does not satisfy."""
        for sub in ("", "Alice", "alice ", "a"):
            self.refuses({"sub": sub}, "sub", subject="alice")
        self.refuses({}, "sub", subject="alice")
        self.refuses({"a": 1}, "b", required=["a", "b"])
        self.refuses({"a": None}, "a", required="a")
        self.accepts({"sub": "alice", "a": 0, "b": ""}, subject="alice", required={"a", "b"})

    def test_arguments_of_the_caller(self) -> None:
        for name in ("issuer", "audience", "required"):
            for value in (1, True, {"a": 1}, [1], ["a", None], iter(["a"]), object(), b"a"):
                with self.subTest(name=name, value=repr(value)), self.assertRaises(JamConfigurationError):
                    self.accepts({"iss": "a", "aud": "a"}, **{name: value})
        for subject in (1, ["a"], b"a", {}):
            with self.assertRaises(JamConfigurationError):
                self.accepts({"sub": "a"}, subject=subject)

    def test_the_argument_that_is_no_text_is_named(self) -> None:
        for name in ("issuer", "audience", "required"):
            with self.assertRaisesRegex(JamConfigurationError, f"] {name} must be a string or a list"):
                self.accepts({"iss": "a", "aud": "a"}, **{name: 5})

    def test_of_a_module_of_one_s_own(self) -> None:
        check({"aud": "x", "exp": 2}, now=1)
        check({"iss": "a"}, issuer="a", leeway=None)
        for claims in (None, [], "x", 1):
            with self.assertRaises(JamJWTClaimError):
                check(claims)
        with self.assertRaises(JamJWTClaimError):
            check({"exp": "2"})
        with self.assertRaises(JamJWTExpired):
            check({"exp": 1}, now=1)
        check({"exp": 1}, now=1, exp=False)

    def test_check_looks_at_nbf_and_iat_unless_told_otherwise(self) -> None:
        for name in ("nbf", "iat"):
            with self.subTest(name):
                with self.assertRaises(JamJWTNotYetValid):
                    check({name: 2}, now=1)
                check({name: 2}, now=2)
                check({name: 2}, now=1, leeway=1)
                check({name: 2}, now=1, nbf=False)

    def test_check_hands_every_expectation_on(self) -> None:
        claims = {"iss": "a", "aud": "b", "sub": "c", "iat": 10}
        check(claims, now=15, issuer="a", audience="b", subject="c", required=("iat",), max_age=5)
        for name, expected in (
            ("iss", {"issuer": "x"}),
            ("aud", {"audience": "x"}),
            ("sub", {"subject": "x"}),
            ("jti", {"required": ("jti",)}),
        ):
            with self.subTest(name), self.assertRaises(JamJWTClaimError) as caught:
                check(claims, now=15, **expected)  # type: ignore[arg-type]
            self.assertEqual(caught.exception.details, {"claim": name})
        with self.assertRaises(JamJWTExpired):
            check(claims, now=16, max_age=5)


class TokenId(unittest.TestCase):
    def test_is_a_random_uuid(self) -> None:
        found = {random_uuid() for _ in range(100)}
        self.assertEqual(len(found), 100)
        for jti in found:
            self.assertTrue(
                re.fullmatch("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", jti)
            )


if __name__ == "__main__":
    unittest.main()
