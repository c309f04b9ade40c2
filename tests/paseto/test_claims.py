"""Registered claims, builders and footers; most values stand in vectors/paseto/paseto_claims.jamlite.json."""

from __future__ import annotations

import random
import unittest
from datetime import datetime, timedelta, timezone
from typing import Any
from unittest import mock

from jamlite.exceptions import (
    JamConfigurationError,
    JamCryptoError,
    JamEncodingError,
    JamPASETOClaimError,
    JamPASETOExpired,
    JamPASETONotYetValid,
    JamTypeError,
)
from jamlite.paseto import claims

NOW = 1640995200  # 2022-01-01T00:00:00Z
WRONG: tuple[Any, ...] = (None, True, 7, 1.5, "x", b"2999-01-01T00:00:00Z", [], {}, object())


class Times(unittest.TestCase):
    def test_wrong_types(self) -> None:
        for wrong in WRONG:
            with self.subTest(wrong=wrong), self.assertRaises(JamPASETOClaimError):
                claims.parse_time(wrong)

    def test_long_texts_cost_nothing(self) -> None:
        self.assertEqual(claims.parse_time(f"2022-01-01T00:00:00.{'0' * 1000000}Z"), NOW)
        for wrong in (
            "2" * 1000000,
            f"2022-01-01T00:00:00.{'0' * 1000000}",
            f"2022-01-01T00:00:00{'Z' * 1000000}",
        ):
            with self.assertRaises(JamPASETOClaimError):
                claims.parse_time(wrong)

    def test_characters_that_are_no_digits(self) -> None:
        right = "2022-01-01T00:00:00+00:00"
        for place in range(len(right) + 1):
            for other in ("\ud800", "\u0661", "\u00b2", "\0", "x", " "):
                for wrong in (
                    right[:place] + other + right[place + 1 :],
                    right[:place] + other + right[place:],
                ):
                    with self.subTest(wrong=ascii(wrong)), self.assertRaises(JamPASETOClaimError):
                        claims.parse_time(wrong)

    def test_against_datetime(self) -> None:
        pick = random.Random(20261121)
        for _ in range(2000):
            zone = timezone(timedelta(minutes=pick.randrange(-1439, 1440)))
            moment = datetime(1, 1, 3, tzinfo=timezone.utc) + timedelta(seconds=pick.randrange(315537811200))
            text = moment.astimezone(zone).isoformat()
            self.assertEqual(claims.parse_time(text), moment.timestamp(), text)

    def test_written_times_are_read(self) -> None:
        pick = random.Random(20261121)
        for seconds in (
            0,
            -1,
            NOW,
            253402300799,
            *(pick.randrange(-62135596800, 253402300800) for _ in range(500)),
        ):
            self.assertEqual(claims.parse_time(claims.format_time(seconds)), seconds)
        self.assertEqual(claims.format_time(NOW + 0.999), "2022-01-01T00:00:00Z")
        self.assertEqual(claims.format_time(-0.5), "1969-12-31T23:59:59Z")

    def test_unwritable_times(self) -> None:
        for wrong in (*WRONG, 253402300800, -62135596801, float("nan"), float("inf"), -1e300, 10**400):
            if wrong not in (7, 1.5) or wrong is True:
                with self.subTest(wrong=str(wrong)[:20]), self.assertRaises(JamTypeError):
                    claims.format_time(wrong)


class Check(unittest.TestCase):
    def test_unusable_expectations(self) -> None:
        for options in (
            *({"leeway": wrong} for wrong in (-1, "1", None, True, float("nan"), float("inf"))),
            *({"now": wrong} for wrong in (-1, "1", True, float("nan"))),
            *(
                {name: wrong}
                for name in ("issuer", "audience", "subject")
                for wrong in (7, b"x", [7], {"x": 1})
            ),
            *({"required": wrong} for wrong in (7, [7], None)),
        ):
            with self.subTest(options=options), self.assertRaises(JamConfigurationError):
                claims.check({"iss": "x", "aud": "x", "sub": "x"}, **{"now": NOW, **options})  # type: ignore[arg-type]

    def test_now_is_the_clock(self) -> None:
        given = {"exp": "2022-01-01T00:00:00Z"}
        with mock.patch("jamlite.clock.now", return_value=NOW - 0.5):
            claims.check(given)
        with mock.patch("jamlite.clock.now", return_value=NOW), self.assertRaises(JamPASETOExpired):
            claims.check(given)

    def test_error_names_the_claim(self) -> None:
        with self.assertRaises(JamPASETOClaimError) as caught:
            claims.check({"iss": "x"}, issuer="y", now=NOW)
        self.assertEqual(caught.exception.details, {"claim": "iss"})

    def test_check_nbf(self) -> None:
        for name in ("nbf", "iat"):
            given = {name: "2022-01-01T00:01:00Z"}
            with self.assertRaises(JamPASETONotYetValid):
                claims.check(given, now=NOW, leeway=59)
            claims.check(given, now=NOW, leeway=60)
            claims.check(given, now=NOW, check_nbf=False)

    def test_claims_that_are_no_dict(self) -> None:
        for wrong in (None, 7, "{}", [], object()):
            for function in (claims.check, claims.check_types, claims.check_expected):
                with self.subTest(wrong=wrong), self.assertRaises(JamTypeError):
                    function(wrong)  # type: ignore[operator]


class Builders(unittest.TestCase):
    def test_payload(self) -> None:
        self.assertEqual(
            claims.build(exp=3600, nbf=-5, iss="i", sub="s", aud="a", jti="j", now=NOW, role="admin"),
            {
                "iss": "i",
                "sub": "s",
                "aud": "a",
                "jti": "j",
                "role": "admin",
                "iat": "2022-01-01T00:00:00Z",
                "nbf": "2021-12-31T23:59:55Z",
                "exp": "2022-01-01T01:00:00Z",
            },
        )
        self.assertEqual(claims.build(issued=False), {})
        self.assertEqual(claims.build(exp=0, now=NOW)["exp"], "2022-01-01T00:00:00Z")  # now, not never

    def test_payload_refused(self) -> None:
        for options in ({"iss": 7}, {"aud": ["a"]}, {"iat": 7}):
            with self.subTest(options=options), self.assertRaises(JamPASETOClaimError):
                claims.build(**options)  # type: ignore[arg-type]
        for options in ({"exp": "3600"}, {"nbf": True}, {"exp": float("nan")}, {"exp": float("inf")}):
            with self.subTest(options=options), self.assertRaises(JamTypeError):
                claims.build(**options)  # type: ignore[arg-type]

        for now in ("1", True, -1, float("nan")):
            with self.subTest(now=now), self.assertRaises(JamConfigurationError):
                claims.build(now=now)  # type: ignore[arg-type]

    def test_footer(self) -> None:
        self.assertEqual(claims.build_footer(kid="k", wpk="w", x=1), {"kid": "k", "wpk": "w", "x": 1})
        self.assertEqual(claims.build_footer(), {})
        for options in ({"kid": 7}, {"wpk": b"x"}, {"kid": ["x"]}):
            with self.subTest(options=options), self.assertRaises(JamPASETOClaimError):
                claims.build_footer(**options)  # type: ignore[arg-type]


class Footers(unittest.TestCase):
    def test_as_given(self) -> None:
        for footer in (
            {"kid": "x"},
            {},
            {"a": [1, {"b": None}]},
            "text",
            "123",
            "null",
            "[1]",
            "\u00e9",
            b"\xff\0",
        ):
            self.assertEqual(claims.footer_value(claims.footer_bytes(footer)), footer)
        for nothing in (None, "", b""):
            self.assertIsNone(claims.footer_value(claims.footer_bytes(nothing)))

    def test_what_only_looks_like_json_is_text(self) -> None:
        deep = "{" + '"a":{' * 100 + "}" * 101
        for text in (
            "{",
            "{}}",
            '{"a":1,"a":2}',
            deep,
            '{"a":NaN}',
            '{"a":1e400}',
            '{"a":"\\ud800"}',
            "{" * 9999,
        ):
            self.assertEqual(claims.footer_value(text.encode()), text)

    def test_refused(self) -> None:
        for wrong in (7, 1.5, True, [], ["x"], object(), ("a",)):
            with self.subTest(wrong=wrong), self.assertRaises(JamTypeError):
                claims.footer_bytes(wrong)  # type: ignore[arg-type]
            with self.assertRaises(JamCryptoError):
                claims.footer_value(wrong)  # type: ignore[arg-type]
        circle: dict[str, Any] = {}
        circle["x"] = circle
        for wrong in ("\ud800", {"a": object()}, {"a": float("nan")}, {"a": "\ud800"}, circle):
            with self.assertRaises(JamEncodingError):
                claims.footer_bytes(wrong)


if __name__ == "__main__":
    unittest.main()
