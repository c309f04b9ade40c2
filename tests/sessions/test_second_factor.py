"""jamlite.sessions: one-time codes that count once, recovery codes, the limit of attempts."""

from __future__ import annotations

import os
import tempfile
import unittest
from typing import Any
from unittest import mock

from jamlite.exceptions import (
    JamConfigurationError,
    JamError,
    JamOTPError,
    JamStoreError,
    JamTooManyAttempts,
    JamTypeError,
)
from jamlite.otp import HOTP, TOTP
from jamlite.sessions import AttemptLimit, SecondFactor
from jamlite.stores.memory_store import MemoryStore
from jamlite.stores.sqlite import SQLiteStore
from tests.stores.contract import together

SECRET = b"12345678901234567890"  # RFC 6238 appendix B
NOW = 1_111_111_109.0  # 07081804 in the table there
CODE = "081804"


class Attempts(unittest.TestCase):
    def setUp(self) -> None:
        self.limit = AttemptLimit(MemoryStore())

    def test_refused(self) -> None:
        for options in (
            {"delay": 0}, {"delay": -1}, {"delay": "5"}, {"delay": True}, {"max_delay": float("inf")},
            {"forget": float("nan")}, {"forget": 10}, {"delay": None},
        ):  # fmt: skip
            with self.subTest(options=options), self.assertRaises(JamConfigurationError):
                AttemptLimit(MemoryStore(), **options)
        for store in (None, 5, "store", {}, object()):
            for kind in (AttemptLimit, SecondFactor):
                with (
                    self.subTest(store),
                    self.assertRaisesRegex(JamConfigurationError, f"{kind.__name__} needs a store"),
                ):
                    kind(store)  # type: ignore[arg-type]
        for subject in ("", None, 5, b"alice", ["alice"]):
            with self.subTest(subject=subject), self.assertRaises(JamTypeError):
                self.limit.attempt(subject)  # type: ignore[arg-type]
        for subject in ("x" * 5000, "\ud800"):
            with self.assertRaises(JamError):
                self.limit.attempt(subject)

    def test_who_is_always_overtaken_waits(self) -> None:
        class Overtaken(MemoryStore):
            def replace(inner, key: str, *given: Any, **options: Any) -> bool:
                return False

        limit = AttemptLimit(Overtaken(), delay=5)
        limit.attempt("alice", now=NOW)
        with self.assertRaises(JamTooManyAttempts) as caught:
            limit.attempt("alice", now=NOW + 100)
        self.assertEqual(caught.exception.details, {"wait": 5})

    def test_forgetting_as_soon_as_nobody_waits(self) -> None:
        limit = AttemptLimit(MemoryStore(), delay=5, max_delay=60, forget=60)
        limit.attempt("alice", now=NOW)
        self.assertEqual(limit.wait("alice", now=NOW), 5)

    def test_it_prints_its_numbers_alone(self) -> None:
        self.limit.attempt("alice")
        self.assertEqual(repr(self.limit), "<AttemptLimit delay=5.0 max_delay=900.0>")

    def test_a_first_attempt_that_was_overtaken_by_one_that_succeeded(self) -> None:
        store = MemoryStore()
        put = mock.Mock(side_effect=[False, True])
        with mock.patch.object(MemoryStore, "put", put):
            AttemptLimit(store).attempt("alice", now=NOW)
        self.assertEqual(put.call_count, 2)

    def test_two_first_attempts_at_once_are_both_counted(self) -> None:
        """Both find nothing; the one that writes later must see what the other wrote."""
        store = MemoryStore()
        second = AttemptLimit(store)
        put, sneaked = store.put, []

        def late(*given: Any, **options: Any) -> Any:
            if not sneaked:
                sneaked.append(True)
                second.attempt("alice", now=NOW)
            return put(*given, **options)

        patched = mock.patch.object(
            MemoryStore, "put", lambda self, *given, **options: late(*given, **options)
        )
        with patched, self.assertRaises(JamTooManyAttempts):
            AttemptLimit(store).attempt("alice", now=NOW)
        self.assertEqual(second.wait("alice", now=NOW), 5)

    def test_each_failure_adds_a_delay(self) -> None:
        """RFC 4226 section 7.3: after attempt A the next one waits T * A seconds; T = 5."""
        now = NOW
        for failures in range(1, 5):
            self.limit.attempt("alice", now=now)
            self.assertEqual(self.limit.wait("alice", now=now + 1), 5 * failures - 1)
            with self.assertRaises(JamTooManyAttempts) as caught:
                self.limit.attempt("alice", now=now + 5 * failures - 0.5)
            self.assertEqual(caught.exception.details, {"wait": 0.5})
            self.assertEqual(
                (caught.exception.status, caught.exception.error_code), (429, "sessions.too_many_attempts")
            )
            now += 5 * failures
        self.limit.attempt("bob", now=now)

    def test_nobody_waits_longer_than_max_delay(self) -> None:
        limit, now = AttemptLimit(MemoryStore(), delay=100, max_delay=250), NOW
        for _ in range(5):
            limit.attempt("alice", now=now)
            now += 250
        self.assertEqual(limit.wait("alice", now=now - 250), 250)
        self.assertEqual(limit.wait("alice", now=now), 0)

    def test_success_and_time_forget(self) -> None:
        for _ in range(2):
            self.limit.attempt("alice", now=NOW)
            self.limit.succeeded("alice", now=NOW)
        self.assertEqual(self.limit.wait("alice", now=NOW), 0)
        self.limit.attempt("alice", now=NOW)
        self.limit.attempt("alice", now=NOW + 86_400)
        self.assertEqual(self.limit.wait("alice", now=NOW + 86_400), 5)

    def test_a_clock_that_was_set_back_opens_nothing(self) -> None:
        self.limit.attempt("alice", now=NOW)
        with self.assertRaises(JamTooManyAttempts):
            self.limit.attempt("alice", now=NOW - 3600)

    def test_guesses_in_parallel_are_counted(self) -> None:
        def attempt(_: int) -> bool:
            try:
                self.limit.attempt("alice", now=NOW)
            except JamTooManyAttempts:
                return False
            return True

        self.assertEqual(sum(together(16, attempt)), 1)

    def test_a_damaged_record(self) -> None:
        store = MemoryStore()
        for value in ("", "x", "1", "1 x", "x 1", "1 2 3"):
            store.put("attempts:alice", value)
            with self.assertRaises(JamStoreError):
                AttemptLimit(store).attempt("alice")


class Codes(unittest.TestCase):
    def setUp(self) -> None:
        self.factor = SecondFactor(MemoryStore())
        self.totp = TOTP(SECRET)

    def test_refused(self) -> None:
        for totp in (None, SECRET, HOTP(SECRET)):
            with self.assertRaises(JamTypeError):
                self.factor.verify("alice", totp, CODE)  # type: ignore[arg-type]
        with self.assertRaises(JamTypeError):
            self.factor.verify("", self.totp, CODE)
        with self.assertRaises(JamOTPError):
            self.factor.verify("alice", self.totp, CODE, look_ahead=11)
        for code in (None, 81804, "", "81804", "0818040", "\ud800", "x" * 10_000):
            self.assertIs(self.factor.verify(f"{code!r:.20}", self.totp, code, now=NOW), False)  # type: ignore[arg-type]

    def test_a_code_is_good_once(self) -> None:
        self.assertIs(self.factor.verify("alice", self.totp, CODE, now=NOW), True)
        self.assertIs(self.factor.verify("alice", self.totp, CODE, now=NOW), False)
        self.assertIs(self.factor.verify("alice", self.totp, CODE, now=NOW + 30), False)
        self.assertIs(self.factor.verify("alice", self.totp, self.totp.at(NOW + 60), now=NOW + 60), True)
        self.assertIs(self.factor.verify("alice", self.totp, self.totp.at(NOW + 30), now=NOW + 60), False)
        self.assertIs(self.factor.verify("bob", self.totp, CODE, now=NOW), True)

    def test_one_step_before_and_after_unless_it_says_more(self) -> None:
        for steps, good in ((-2, False), (-1, True), (1, True), (2, False)):
            code = self.totp.at(NOW + 30 * steps)
            self.assertIs(self.factor.verify(f"user {steps}", self.totp, code, now=NOW), good)
        code = self.totp.at(NOW - 60)
        self.assertIs(self.factor.verify("carol", self.totp, code, look_ahead=2, now=NOW), True)

    def test_wrong_codes_are_slowed_down_and_a_right_one_ends_that(self) -> None:
        self.assertIs(self.factor.verify("alice", self.totp, "000000", now=NOW), False)
        with self.assertRaises(JamTooManyAttempts):
            self.factor.verify("alice", self.totp, CODE, now=NOW + 4)
        self.assertIs(self.factor.verify("alice", self.totp, CODE, now=NOW + 5), True)
        self.assertIs(self.factor.verify("alice", self.totp, "000000", now=NOW + 5), False)

    def test_the_used_step_outlives_every_code_it_stands_for(self) -> None:
        self.factor.verify("alice", self.totp, self.totp.at(NOW + 300), look_ahead=10, now=NOW)
        last = NOW + 629
        self.assertIs(
            self.factor.verify("alice", self.totp, self.totp.at(NOW + 300), look_ahead=10, now=last), False
        )

    def test_who_is_always_overtaken_is_not_let_in(self) -> None:
        class Overtaken(MemoryStore):
            def put(inner, key: str, *given: Any, **options: Any) -> bool:
                return False if key.startswith("totp:") else super().put(key, *given, **options)

            def replace(inner, key: str, *given: Any, **options: Any) -> bool:
                return (
                    False
                    if key.startswith(("totp:", "recovery:"))
                    else super().replace(key, *given, **options)
                )

        factor = SecondFactor(Overtaken())
        self.assertIs(factor.verify("alice", TOTP(SECRET), CODE, now=NOW), False)
        code = factor.new_recovery_codes("bob")[0]
        self.assertIs(factor.use_recovery_code("bob", code, now=NOW), False)

    def test_no_code_counts_again_at_the_end_of_the_widest_window(self) -> None:
        """A code of the tenth step ahead is current ten steps later, and old ten steps after that."""
        totp = TOTP(SECRET)
        start = NOW - NOW % 30
        code = totp.at(start + 10 * 30)
        self.assertTrue(self.factor.verify("alice", totp, code, look_ahead=10, now=start))
        for steps in (1, 10, 18, 19, 20, 20.99):
            with self.subTest(steps):
                self.assertFalse(
                    self.factor.verify("alice", totp, code, look_ahead=10, now=start + 30 * steps)
                )

    def test_one_code_in_parallel(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            stores: list[Any] = [MemoryStore(), SQLiteStore(os.path.join(folder, "codes.sqlite"))]
            for store in stores:
                factor = SecondFactor(store, delay=1e-9)

                def verify(_: int, factor: SecondFactor = factor) -> bool:
                    try:
                        return factor.verify("alice", self.totp, CODE, now=NOW)
                    except JamTooManyAttempts:
                        return False

                self.assertEqual(sum(together(8, verify)), 1)
                store.close()

    def test_of_two_at_the_same_moment_the_step_decides(self) -> None:
        """The limit would stop the second request earlier; without it the used step still does."""

        class Slow(MemoryStore):
            def get(inner, key: str, **options: Any) -> Any:
                record = MemoryStore.get(inner, key, **options)
                if key == "totp:alice" and not inner.raced:
                    inner.raced = True
                    self.assertTrue(SecondFactor(inner).verify("alice", self.totp, CODE, now=NOW + 6))
                return record

            raced = False

        self.assertIs(SecondFactor(Slow()).verify("alice", self.totp, CODE, now=NOW), False)

    def test_damaged_records(self) -> None:
        store = MemoryStore()
        store.put("totp:alice", "9" * 19)  # far ahead, and a number: no code counts
        self.assertIs(SecondFactor(store, delay=1e-9).verify("alice", self.totp, CODE, now=NOW), False)
        for value in ("", "x", "-1", "9" * 20, "9" * 5000, "\uff11"):
            store.put("totp:alice", value)
            with self.assertRaises(JamStoreError):
                SecondFactor(store, delay=1e-9).verify("alice", self.totp, CODE)
        for value in ("", "{}", "[1]", "x", '["é"]'):
            store.put("recovery:alice", value)
            with self.assertRaises(JamStoreError):
                SecondFactor(store, delay=1e-9).use_recovery_code("alice", "x")


class RecoveryCodes(unittest.TestCase):
    def setUp(self) -> None:
        self.factor = SecondFactor(MemoryStore(), delay=1e-9)

    def test_a_subject_that_is_none_is_refused(self) -> None:
        for subject in (None, "", 5):
            with self.assertRaises(JamTypeError):
                self.factor.new_recovery_codes(subject)  # type: ignore[arg-type]
            with self.assertRaises(JamTypeError):
                self.factor.recovery_codes_left(subject)  # type: ignore[arg-type]

    def test_each_is_good_once(self) -> None:
        codes = self.factor.new_recovery_codes("alice", 3)
        self.assertEqual((len(codes), self.factor.recovery_codes_left("alice")), (3, 3))
        self.assertIs(self.factor.use_recovery_code("bob", codes[0]), False)
        self.assertIs(self.factor.use_recovery_code("alice", codes[1].upper()), True)
        self.assertIs(self.factor.use_recovery_code("alice", codes[1]), False)
        self.assertEqual(self.factor.recovery_codes_left("alice"), 2)

    def test_new_codes_end_the_old_ones(self) -> None:
        old, new = self.factor.new_recovery_codes("alice"), self.factor.new_recovery_codes("alice")
        self.assertIs(self.factor.use_recovery_code("alice", old[0]), False)
        self.assertIs(self.factor.use_recovery_code("alice", new[0]), True)

    def test_guesses_are_slowed_down_together_with_one_time_codes(self) -> None:
        factor = SecondFactor(MemoryStore())
        code = factor.new_recovery_codes("alice")[0]
        factor.verify("alice", TOTP(SECRET), "000000", now=NOW)
        with self.assertRaises(JamTooManyAttempts):
            factor.use_recovery_code("alice", code, now=NOW)
        self.assertIs(factor.use_recovery_code("alice", code, now=NOW + 5), True)

    def test_one_code_in_parallel(self) -> None:
        code = self.factor.new_recovery_codes("alice")[0]

        def use(_: int) -> bool:
            try:
                return self.factor.use_recovery_code("alice", code)
            except JamTooManyAttempts:
                return False

        self.assertEqual(sum(together(8, use)), 1)

    def test_forget(self) -> None:
        codes = self.factor.new_recovery_codes("alice")
        self.factor.forget("alice")
        self.assertEqual(self.factor.recovery_codes_left("alice"), 0)
        self.assertIs(self.factor.use_recovery_code("alice", codes[0]), False)


if __name__ == "__main__":
    unittest.main()
