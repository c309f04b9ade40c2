"""Exports of Google Authenticator. The bytes below were worked out by hand from the protobuf encoding."""

from __future__ import annotations

import base64
import unittest
import warnings
from urllib.parse import quote

from jamlite.exceptions import JamOTPError, JamWeakKeyWarning
from jamlite.otp import TOTP, KeyURI, migration_uris, parse_migration, parse_uri

SECRET = b"12345678901234567890"
HEAD = "otpauth-migration://offline?data="
# The account: secret, name, issuer, SHA1, six digits, totp. Then version 1, one batch, index 0, id 5.
ONE = (
    b"\x0a\x31\x0a\x14" + SECRET + b"\x12\x05alice\x1a\x08Example!\x20\x01\x28\x01\x30\x02"
    b"\x10\x01\x18\x01\x20\x00\x28\x05"
)


def uri(payload: bytes) -> str:
    return HEAD + quote(base64.b64encode(payload).decode(), safe="")


class Reading(unittest.TestCase):
    def test_one_account(self) -> None:
        account = ONE.replace(b"\x0a\x31", bytes((10, len(ONE) - 2 - 8)))
        (record,) = parse_migration(uri(account))
        self.assertEqual((record.type, record.name, record.issuer), ("totp", "alice", "Example!"))
        self.assertEqual((record.secret, record.digest, record.digits), (SECRET, "sha1", 6))
        self.assertEqual(record.build().at(59), TOTP(SECRET).at(59))

    def test_spellings_of_the_data(self) -> None:
        whole = migration_uris([KeyURI("totp", "a", "b", bytes(range(240, 256)) * 2)], batch_id=1)[0]
        data = base64.b64decode(
            whole[len(HEAD) :].replace("%2B", "+").replace("%2F", "/").replace("%3D", "=")
        )
        plain = base64.b64encode(data).decode()
        self.assertIn("+", plain)
        for text in (
            plain,
            plain.rstrip("="),
            quote(plain),
            plain.replace("+", " "),
            base64.urlsafe_b64encode(data).decode(),
        ):
            self.assertEqual(parse_migration(f" {HEAD}{text}\n")[0].secret, bytes(range(240, 256)) * 2)

    def test_every_word_of_the_format(self) -> None:
        def account(*numbers: int) -> bytes:
            fields = b"".join([bytes((field << 3, value)) for field, value in zip((4, 5, 6, 7), numbers)])
            return b"\x0a\x14" + SECRET + b"\x12\x09Acme: bob" + fields

        def read(*numbers: int) -> KeyURI:
            message = account(*numbers)
            return parse_migration(uri(bytes((10, len(message))) + message))[0]

        self.assertEqual((read().name, read().issuer), ("bob", "Acme"))
        for number, digest in enumerate(("sha1", "sha1", "sha256", "sha512")):
            self.assertEqual(read(number).digest, digest)
        self.assertEqual([read(1, number).digits for number in (0, 1, 2)], [6, 6, 8])
        self.assertEqual([read(1, 1, number).type for number in (0, 1, 2)], ["totp", "hotp", "totp"])
        self.assertEqual(read(1, 1, 1, 99).counter, 99)
        self.assertEqual(read(1, 1, 2, 99).counter, 0)
        for numbers in ((5,), (1, 3), (1, 1, 3)):
            with self.assertRaises(JamOTPError):
                read(*numbers)
        with self.assertRaisesRegex(JamOTPError, "MD5"):
            read(4)

    def test_unknown_fields_are_passed_over(self) -> None:
        account = b"\x0a\x14" + SECRET + b"\x41" + bytes(8) + b"\x4d" + bytes(4) + b"\x52\x01x"
        self.assertEqual(parse_migration(uri(bytes((10, len(account))) + account))[0].secret, SECRET)

    def test_refused(self) -> None:
        good = uri(bytes((10, 22)) + b"\x0a\x14" + SECRET)
        self.assertEqual(parse_migration(good)[0].secret, SECRET)
        bad = [None, 5, b"", "", HEAD, "otpauth://totp/a?secret=AA", f"{HEAD}%%%", f"{HEAD}é", f"{HEAD}A"]
        bad += [good.replace("offline", "online"), HEAD + "A" * (1 << 17)]
        bad += map(uri, (b"", b"\x10\x01", b"\xff" * 11, b"\x0b", b"\x0a\x7f", b"\x0a\x02\x12\x00"))
        for text in bad:
            with self.subTest(text=str(text)[:60]), self.assertRaises(JamOTPError):
                parse_migration(text)  # type: ignore[arg-type]
        with self.assertRaises(JamOTPError):
            parse_migration()

    def test_every_truncation_is_clean(self) -> None:
        payload = base64.b64decode(
            migration_uris([KeyURI("hotp", "a", "b", SECRET, counter=300)], batch_id=300)[0]
            .partition("=")[2]
            .replace("%2B", "+")
            .replace("%2F", "/")
            .replace("%3D", "=")
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", JamWeakKeyWarning)
            for end in range(len(payload)):
                try:
                    parse_migration(uri(payload[:end]))
                except JamOTPError as error:
                    self.assertNotIn("1234567890", str(error))

    def test_an_export_is_not_an_otpauth_uri(self) -> None:
        with self.assertRaisesRegex(JamOTPError, "parse_migration"):
            parse_uri(uri(ONE))


class Writing(unittest.TestCase):
    def test_the_bytes(self) -> None:
        account = KeyURI("totp", "alice", "Example!", SECRET)
        wanted = ONE.replace(b"\x0a\x31", bytes((10, len(ONE) - 2 - 8)))
        self.assertEqual(migration_uris([account], batch_id=5), [uri(wanted)])

    def test_batches(self) -> None:
        accounts = [
            KeyURI(
                "hotp" if number % 3 == 0 else "totp",
                f"zoë {number}",
                "Ü",
                SECRET,
                digest=("sha1", "sha256", "sha512")[number % 3],
                digits=(6, 8)[number % 2],
                counter=number << 55 if number % 3 == 0 else 0,
            )
            for number in range(23)
        ]
        uris = migration_uris(accounts)
        self.assertEqual(len(uris), 3)
        again = parse_migration(*reversed(uris))
        for old, new in zip(accounts, again):
            for name in KeyURI.__slots__:
                self.assertEqual(getattr(old, name), getattr(new, name))
        self.assertEqual(len(again), 23)
        self.assertEqual(len(parse_migration(uris[2], partial=True)), 3)
        with self.assertRaisesRegex(JamOTPError, "3 QR codes, 2 were given"):
            parse_migration(*uris[:2])
        other = migration_uris(accounts, batch_id=1)
        with self.assertRaisesRegex(JamOTPError, "not of one export"):
            parse_migration(uris[0], other[1], other[2])

    def test_refused(self) -> None:
        for account in (
            None,
            TOTP(SECRET),
            KeyURI("steam", "a", "Steam", SECRET),
            KeyURI("totp", "a", "", SECRET, interval=60),
            KeyURI("totp", "a", "", SECRET, digits=7),
            KeyURI("hotp", "a", "", SECRET, counter=1 << 63),
            KeyURI("totp", "\ud800", "", SECRET),
        ):
            with self.subTest(account=account), self.assertRaises(JamOTPError):
                migration_uris([account])  # type: ignore[list-item]
        for accounts in (None, 5, KeyURI("totp", "a", "", SECRET), object()):
            with self.assertRaisesRegex(JamOTPError, "a list of KeyURI"):
                migration_uris(accounts)  # type: ignore[arg-type]
        for more in ({"per_code": 0}, {"per_code": True}, {"batch_id": -1}, {"batch_id": 1 << 31}):
            with self.assertRaises(JamOTPError):
                migration_uris([KeyURI("totp", "a", "", SECRET)], **more)
        with self.assertRaises(JamOTPError):
            migration_uris([])


class Accounts(unittest.TestCase):
    def test_refused(self) -> None:
        for arguments in (
            ("motp", "a", "b", SECRET),
            ([], "a", "b", SECRET),
            ("totp", None, "b", SECRET),
            ("totp", "a", 5, SECRET),
            ("totp", "a", "b", None),
            ("totp", "a", "b", "0"),
        ):
            with self.subTest(arguments=arguments), self.assertRaises(JamOTPError):
                KeyURI(*arguments)  # type: ignore[arg-type]
        for more in ({"digits": 5}, {"interval": 0}, {"counter": -1}, {"digest": "md5"}, {"digits": "6"}):
            with self.subTest(more=more), self.assertRaises(JamOTPError):
                KeyURI("totp", "a", "b", SECRET, **more)

    def test_uri(self) -> None:
        account = KeyURI("totp", "a", "b", SECRET, digits=8)
        self.assertEqual(account.uri(), TOTP(SECRET, 8).provisioning_uri("a", "b"))
        with self.assertRaisesRegex(JamOTPError, "Steam"):
            parse_uri(f"steam://{TOTP(SECRET).secret}").uri()


if __name__ == "__main__":
    unittest.main()
