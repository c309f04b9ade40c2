"""The `otp` section of a configuration."""

from __future__ import annotations

import unittest

from jamlite.exceptions import JamConfigurationError
from jamlite.otp import HOTP, TOTP, OTPConfig, SteamGuard, create_instance

SECRET = b"12345678901234567890"


class Section(unittest.TestCase):
    def test_defaults(self) -> None:
        config = OTPConfig()
        self.assertEqual(
            (config.type, config.digits, config.digest, config.interval), ("totp", 6, "sha1", 30)
        )
        self.assertEqual(repr(config), "OTPConfig(type='totp', digits=6, digest='sha1', interval=30)")

    def test_every_setting_arrives(self) -> None:
        otp = OTPConfig("totp", 8, algorithm="SHA256", interval=60).build(SECRET)
        self.assertEqual(repr(otp), "<TOTP digits=8 digest=sha256 interval=60>")
        self.assertEqual(repr(OTPConfig("hotp", 7, "sha512").build(SECRET)), "<HOTP digits=7 digest=sha512>")
        self.assertIsInstance(OTPConfig("steam").build(SECRET), SteamGuard)

    def test_refused(self) -> None:
        for settings in (
            {"type": "motp"},
            {"type": None},
            {"type": ["totp"]},
            {"digits": 5},
            {"digits": "6"},
            {"digest": "md5"},
            {"algorithm": 5},
            {"interval": 0},
        ):
            with self.subTest(settings=settings):
                with self.assertRaises(JamConfigurationError):
                    OTPConfig(**settings)  # type: ignore[arg-type]
                with self.assertRaises(JamConfigurationError):
                    create_instance(**settings)  # type: ignore[arg-type]

    def test_create_instance_gives_the_class(self) -> None:
        self.assertIs(create_instance("hotp"), HOTP)
        self.assertIs(create_instance("totp", digits=8, interval=60), TOTP)
        self.assertIs(create_instance(), TOTP)


if __name__ == "__main__":
    unittest.main()
