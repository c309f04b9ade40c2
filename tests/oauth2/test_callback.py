"""Callbacks: the only one that counts is that of this user's login, once."""

from __future__ import annotations

import json
import unittest
from typing import Any

from jamlite.exceptions import JamOAuth2CallbackError, JamOAuth2Error
from jamlite.oauth2 import Saved, callback
from tests.oauth2.samples import CLIENT, ISSUER, NOW

GOOD = {"state": "the-state", "code": "the-code", "iss": ISSUER}


def saved(**change: Any) -> Saved:
    record = {"state": "the-state", "client_id": CLIENT, "issuer": ISSUER, "expires_at": NOW + 60, **change}
    return Saved({name: value for name, value in record.items() if value is not ...})


def parse(
    parameters: Any, record: Any = None, *, issuer: Any = ISSUER, required: bool = False, now: float = NOW
) -> str:
    record = saved() if record is None else record
    return callback.parse(parameters, record, client_id=CLIENT, issuer=issuer, iss_required=required, now=now)


class Callback(unittest.TestCase):
    def refused(self, reason: str, parameters: Any, record: Any = None, **options: Any) -> None:
        with (
            self.subTest(parameters=str(parameters)[:60]),
            self.assertRaises(JamOAuth2CallbackError) as caught,
        ):
            parse(parameters, record, **options)
        self.assertEqual(caught.exception.details["reason"], reason)
        for secret in ("the-state", "the-code"):
            self.assertNotIn(secret, f"{caught.exception!r}")

    def test_every_form_of_parameters(self) -> None:
        class Multi(dict):  # type: ignore[type-arg]
            def lists(self) -> Any:
                return ((name, [value]) for name, value in self.items())

        class Starlette(dict):  # type: ignore[type-arg]
            def multi_items(self) -> Any:
                return list(self.items())

        query = "state=the-state&code=the-code&iss=https%3A%2F%2Flogin.example&session_state=x"
        for parameters in (
            GOOD,
            {name: [value] for name, value in GOOD.items()},
            query,
            "https://app.example/back?" + query,
            "/back?" + query + "#fragment",
            Multi(GOOD),
            Starlette(GOOD),
        ):
            self.assertEqual(parse(parameters), "the-code")

    def test_96_state_must_be_the_exact_one(self) -> None:
        for state in (
            ...,
            "",
            "the-stat",
            "the-statee",
            "The-state",
            "the-state ",
            "the-state\0",
            "ä",
            "\ud800",
        ):
            given = {name: value for name, value in {**GOOD, "state": state}.items() if value is not ...}
            self.refused("state", given)
        for state in (None, 5, b"the-state", {"a": 1}):
            self.refused("malformed", {**GOOD, "state": state})

    def test_an_error_without_a_state_is_told_and_ends_nothing(self) -> None:
        """Some providers leave the state out when they refuse: the developer sees the word."""
        held = saved()
        with self.assertRaises(JamOAuth2CallbackError) as caught:
            parse({"error": "redirect_uri_mismatch"}, held)
        self.assertIn("'redirect_uri_mismatch'", caught.exception.message)
        self.assertIn("state", held)

    def test_96_once(self) -> None:
        record = saved()
        self.assertEqual(parse(GOOD, record), "the-code")
        self.refused("no_login", GOOD, record)

    def test_96_a_foreign_callback_does_not_use_up_the_login(self) -> None:
        record = saved()
        self.refused("state", {**GOOD, "state": "other"}, record)
        self.assertEqual(parse(GOOD, record), "the-code")

    def test_96_bound_to_a_login(self) -> None:
        for record in ({}, saved(state=...), saved(state=""), saved(state=None), saved(state=5)):
            self.refused("no_login", {**GOOD, "state": ""}, record)
        for record in ([], "state", 5):
            self.refused("no_login", GOOD, record)
        self.refused("other_client", GOOD, saved(client_id="other"))
        self.refused("other_client", GOOD, saved(issuer="https://other.example"))
        self.refused("other_client", GOOD, saved(issuer=None))
        self.refused("expired", GOOD, now=NOW + 60)
        for expires_at in (..., None, "later", True):
            self.refused("expired", GOOD, saved(expires_at=expires_at))

    def test_96_missing_empty_or_repeated_code(self) -> None:
        self.refused("code", {"state": "the-state", "iss": ISSUER})
        self.refused("code", {**GOOD, "code": ""})
        for name in ("state", "code", "iss"):
            self.refused("repeated", {**GOOD, name: [GOOD[name], GOOD[name]]})
            self.refused("repeated", f"state=the-state&code=the-code&{name}={GOOD[name]}&{name}=x")
        self.refused("code", {**GOOD, "code": []})

    def test_96_error(self) -> None:
        given = {
            "state": "the-state",
            "error": "access_denied",
            "error_description": "the-state\r\n",
            "iss": ISSUER,
        }
        for parameters in (given, {**given, "code": "the-code"}):
            with self.assertRaises(JamOAuth2Error) as caught:
                parse(parameters)
            self.assertNotIsInstance(caught.exception, JamOAuth2CallbackError)
            self.assertEqual(caught.exception.details["error"], "access_denied")
            self.assertNotIn("the-state", str(caught.exception))
        self.refused("state", {**given, "state": "x"})  # nobody else can end a login with an error

    def test_97_issuer(self) -> None:
        for iss in ("https://attacker.example", ISSUER + "/", ISSUER.upper(), ""):
            self.refused("iss", {**GOOD, "iss": iss})
            self.refused("iss", {"state": "the-state", "error": "access_denied", "iss": iss})
        without = {"state": "the-state", "code": "the-code"}
        self.assertEqual(parse(without), "the-code")
        self.refused("iss", without, required=True)
        self.assertEqual(parse(GOOD, saved(issuer=None), issuer=None), "the-code")

    def test_bad_input(self) -> None:
        for parameters in (None, 5, b"state=x", [], object()):
            self.refused("malformed", parameters)
        self.refused("malformed", "a=b&" * 100)
        self.refused("malformed", "x" * 20_000)
        self.refused("malformed", {**GOOD, "code": "x" * 20_000})

    def test_109_the_record_does_not_show_itself(self) -> None:
        record = saved(code_verifier="hidden")
        self.assertNotIn("the-state", repr(record))
        self.assertNotIn("hidden", f"{record}")
        self.assertEqual(json.loads(json.dumps(record)), dict(record))


if __name__ == "__main__":
    unittest.main()
