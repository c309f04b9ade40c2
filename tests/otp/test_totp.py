"""TOTP: time bounds, window, replay, drift. The values themselves are in vectors/otp."""

from __future__ import annotations

import unittest
from unittest import mock

from jamlite.exceptions import JamOTPError
from jamlite.otp import TOTP

SECRET = b"12345678901234567890"  # RFC 6238 appendix B
NOW = 1111111109
STEP = NOW // 30


class Time(unittest.TestCase):
    def setUp(self) -> None:
        self.otp = TOTP(SECRET, 8)

    def test_refused(self) -> None:
        """security 77: the time is finite and not negative."""
        for time in (-1, -0.5, float("nan"), float("inf"), 1e300, 30 << 64, "59", b"59", [], True):
            with self.subTest(time=time):
                for call in (self.otp.at, self.otp.step, lambda t: self.otp.verify("94287082", t)):
                    with self.assertRaises(JamOTPError):
                        call(time)  # type: ignore[operator]
                with self.assertRaises(JamOTPError):
                    self.otp.resync("94287082", "94287082", factor=time)  # type: ignore[arg-type]

    def test_ends_of_the_range(self) -> None:
        self.assertEqual(self.otp.step(0), 0)
        self.assertEqual(self.otp.step((30 << 64) - 1), (1 << 64) - 1)
        self.assertEqual(len(self.otp.at((30 << 64) - 1)), 8)
        self.assertTrue(self.otp.verify(self.otp.at((30 << 64) - 1), (30 << 64) - 1, 10))

    def test_fractions_are_cut(self) -> None:
        self.assertEqual(self.otp.at(59.999), "94287082")
        self.assertNotEqual(self.otp.at(60.0), "94287082")

    def test_now_is_the_clock(self) -> None:
        with mock.patch("jamlite.clock.now", return_value=59.5):
            self.assertEqual(self.otp.now, "94287082")
            self.assertEqual(self.otp.at(), "94287082")
            self.assertEqual(self.otp.verify_step("94287082"), 1)

    def test_interval(self) -> None:
        """security 77."""
        self.assertEqual(TOTP(SECRET, interval=60).at(119), TOTP(SECRET).at(59))
        self.assertEqual(TOTP(SECRET, interval=1).step(59), 59)
        for interval in (0, -1, 30.0, "30", None, True, (1 << 31) + 1):
            with self.subTest(interval=interval), self.assertRaises(JamOTPError):
                TOTP(SECRET, interval=interval)  # type: ignore[arg-type]

    def test_repr(self) -> None:
        self.assertEqual(repr(self.otp), "<TOTP digits=8 digest=sha1 interval=30>")


class Window(unittest.TestCase):
    def setUp(self) -> None:
        self.otp = TOTP(SECRET)
        self.code = self.otp.at(NOW)

    def test_one_step_either_way_is_the_default(self) -> None:
        """security 76."""
        for shift, expected in ((-60, False), (-30, True), (0, True), (30, True), (60, False)):
            with self.subTest(shift=shift):
                self.assertIs(self.otp.verify(self.code, NOW + shift), expected)

    def test_zero_means_zero(self) -> None:
        self.assertTrue(self.otp.verify(self.code, NOW, 0))
        self.assertFalse(self.otp.verify(self.code, NOW + 30, 0))

    def test_bounds(self) -> None:
        """security 76: one below, at, one above."""
        self.assertTrue(self.otp.verify(self.code, NOW + 300, 10))
        for look_ahead in (-1, 11, 1.0, "1", None, True):
            with self.subTest(look_ahead=look_ahead), self.assertRaises(JamOTPError):
                self.otp.verify(self.code, NOW, look_ahead)  # type: ignore[arg-type]

    def test_at_the_epoch(self) -> None:
        self.assertTrue(self.otp.verify(self.otp.at(0), 0, 10))
        self.assertTrue(self.otp.verify(self.otp.at(30), 0))

    def test_every_step_is_compared_whatever_matches(self) -> None:
        """security 12, 75."""
        for code in (self.code, self.otp.at(NOW - 60), "000000"):
            with mock.patch("jamlite.otp.hotp.compare_digest", return_value=False) as compared:
                self.otp.verify(code, NOW, 2)
            self.assertEqual(compared.call_count, 5)


class Replay(unittest.TestCase):
    def test_a_code_is_good_once(self) -> None:
        """security 73."""
        otp, last = TOTP(SECRET), None
        for time in range(NOW, NOW + 300, 30):
            code = otp.at(time)
            step = otp.verify_step(code, time, after=last)
            self.assertEqual(step, time // 30)
            self.assertIsNone(otp.verify_step(code, time, after=step))
            self.assertIsNone(otp.verify_step(code, time + 29, after=step))
            last = step

    def test_older_steps_fall_with_the_newer(self) -> None:
        """security 73."""
        otp = TOTP(SECRET)
        self.assertIsNone(otp.verify_step(otp.at(NOW - 30), NOW, after=STEP))
        self.assertEqual(otp.verify_step(otp.at(NOW + 30), NOW, after=STEP), STEP + 1)


class Resync(unittest.TestCase):
    def setUp(self) -> None:
        self.otp = TOTP(SECRET)

    def codes(self, drift: int, count: int = 2) -> list[str]:
        """What a clock `drift` steps off shows, the last code at NOW."""
        return [self.otp.at(NOW + 30 * (drift - back)) for back in range(count - 1, -1, -1)]

    def test_offset(self) -> None:
        for drift in (-100, -7, -1, 0, 1, 42, 100):
            with self.subTest(drift=drift):
                self.assertEqual(self.otp.resync(*self.codes(drift), factor=NOW), drift)
                self.assertEqual(self.otp.resync(*self.codes(drift, 3), factor=NOW), drift)
        for drift in (-101, 101):
            self.assertIsNone(self.otp.resync(*self.codes(drift), factor=NOW))

    def test_offset_serves_the_next_check(self) -> None:
        offset = self.otp.resync(*self.codes(-7), factor=NOW)
        assert offset is not None
        later = NOW + 3600
        self.assertTrue(self.otp.verify(self.otp.at(later - 7 * 30), later + offset * self.otp.interval, 0))

    def test_refused(self) -> None:
        first, second = self.codes(0)
        self.assertIsNone(self.otp.resync(second, first, factor=NOW))
        self.assertIsNone(self.otp.resync(first, "12345", factor=NOW))
        self.assertIsNone(self.otp.resync(first, None, factor=NOW))  # type: ignore[arg-type]
        for codes in ((), (first,), (first,) * 11):
            with self.assertRaises(JamOTPError):
                self.otp.resync(*codes, factor=NOW)
        for look_ahead in (-1, 1001, "5"):
            with self.assertRaises(JamOTPError):
                self.otp.resync(first, second, factor=NOW, look_ahead=look_ahead)  # type: ignore[arg-type]

    def test_at_the_epoch(self) -> None:
        self.assertEqual(self.otp.resync(self.otp.at(0), self.otp.at(30), factor=0), 1)
        self.assertIsNone(self.otp.resync("000000", "000000", factor=0, look_ahead=0))


if __name__ == "__main__":
    unittest.main()
