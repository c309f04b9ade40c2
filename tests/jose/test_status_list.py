"""Token Status List: statuses, the token around them, hostile lists."""

from __future__ import annotations

import unittest
import zlib
from typing import Any

from jamlite.encoding import base64url
from jamlite.exceptions import (
    JamConfigurationError,
    JamError,
    JamJWTClaimError,
    JamJWTExpired,
    JamStatusListError,
    JamTypeError,
)
from jamlite.jose import JWK, jwt, status_list
from jamlite.jose.status_list import MAX_BYTES, StatusList
from tests.beside import beside

URI, NOW = "https://example.com/statuslists/1", 1_700_000_000
KEY = JWK.generate("OKP")


class Lists(unittest.TestCase):
    def test_every_size(self) -> None:
        for bits in (1, 2, 4, 8):
            made = StatusList(100, bits)
            for index in range(0, 100, 3):
                made[index] = (1 << bits) - 1
            again = StatusList.from_dict(made.to_dict())
            self.assertEqual([again[index] for index in range(100)], [made[index] for index in range(100)])
            self.assertEqual(sum(again[index] != 0 for index in range(100)), 34)
            self.assertEqual([*again], [again[index] for index in range(len(again))])
            made[0] = 0
            self.assertEqual((made[0], made[3]), (0, (1 << bits) - 1))

    def test_refused(self) -> None:
        for size, bits in (
            (0, 1),
            (-1, 1),
            (True, 1),
            (1, 3),
            (1, 0),
            (1, "1"),
            (8 * MAX_BYTES + 1, 1),
            (1.5, 1),
        ):
            with self.subTest(size, bits=bits), self.assertRaises(JamStatusListError):
                StatusList(size, bits)  # type: ignore[arg-type]
        made = StatusList(4, 2)
        for index in (-1, 4, "0", None, True, 1.0, slice(1)):
            with self.subTest(index), self.assertRaises(JamStatusListError):
                made[index]  # type: ignore[index]
        for status in (-1, 4, True, "1", None):
            with self.subTest(status), self.assertRaises(JamStatusListError):
                made[0] = status  # type: ignore[assignment]

    def test_malformed(self) -> None:
        good = base64url.encode(zlib.compress(bytes(4)))
        for data in (
            None,
            [],
            {},
            {"bits": 1},
            {"lst": good},
            {"bits": 3, "lst": good},
            {"bits": True, "lst": good},
            {"bits": 1, "lst": 7},
            {"bits": 1, "lst": "*"},
            {"bits": 1, "lst": "AAAA"},
            {"bits": 1, "lst": good[:-4]},
            {"bits": 1, "lst": base64url.encode(zlib.compress(bytes(4)) + b"more")},
        ):
            with self.subTest(data), self.assertRaises(JamStatusListError):
                StatusList.from_dict(data)

    @beside
    def test_a_bomb_is_not_unpacked(self) -> None:
        bomb = {"bits": 1, "lst": base64url.encode(zlib.compress(bytes(200 * MAX_BYTES), 9))}
        with self.assertRaises(JamStatusListError):
            StatusList.from_dict(bomb)
        full = StatusList.from_dict({"bits": 1, "lst": base64url.encode(zlib.compress(bytes(MAX_BYTES)))})
        self.assertEqual(len(full), 8 * MAX_BYTES)


class Tokens(unittest.TestCase):
    def made(self, **options: Any) -> str:
        statuses = StatusList(16)
        statuses[3] = status_list.INVALID
        return status_list.issue(statuses, KEY, **{"uri": URI, "ttl": 60, "exp": 600, "now": NOW, **options})

    def test_there_and_back(self) -> None:
        found = status_list.read(self.made(), KEY.public(), uri=URI, now=NOW)
        self.assertEqual([found[index] for index in (2, 3, 4)], [0, 1, 0])
        self.assertEqual(status_list.reference({"status": {"status_list": {"uri": URI, "idx": 3}}}), (URI, 3))

    def test_refused(self) -> None:
        with self.assertRaises(JamJWTExpired):
            status_list.read(self.made(), KEY.public(), uri=URI, now=NOW + 600)
        with self.assertRaises(JamJWTClaimError):
            status_list.read(self.made(), KEY.public(), uri="https://example.com/statuslists/2", now=NOW)
        with self.assertRaises(JamError):
            status_list.read(jwt.encode({"sub": URI, "iat": NOW}, KEY), KEY.public(), uri=URI, now=NOW)
        token = jwt.encode({"sub": URI, "iat": NOW}, KEY, header={"typ": status_list.TYP})
        with self.assertRaises(JamStatusListError):
            status_list.read(token, KEY.public(), uri=URI, now=NOW)
        for options in (
            {"uri": ""},
            {"uri": None},
            {"ttl": -1},
            {"exp": 0},
            {"exp": "1"},
            {"ttl": float("nan")},
        ):
            with self.subTest(options), self.assertRaises(JamTypeError):
                self.made(**options)
        with self.assertRaises(JamTypeError):
            status_list.issue([0, 1], KEY, uri=URI)  # type: ignore[arg-type]

    def test_references(self) -> None:
        for claims in (
            None,
            {},
            {"status": 7},
            {"status": {}},
            {"status": {"status_list": 7}},
            {"status": {"status_list": {"uri": URI}}},
            {"status": {"status_list": {"uri": URI, "idx": -1}}},
            {"status": {"status_list": {"uri": URI, "idx": True}}},
            {"status": {"status_list": {"uri": 7, "idx": 0}}},
        ):
            with self.subTest(claims), self.assertRaises(JamStatusListError):
                status_list.reference(claims)  # type: ignore[arg-type]


class Arguments(unittest.TestCase):
    def test_the_uri_is_always_expected(self) -> None:
        token = status_list.issue(StatusList(8), KEY, uri=URI, now=NOW)
        for bad in (None, "", 7, b"x"):
            with self.subTest(bad), self.assertRaises(JamTypeError):
                status_list.read(token, KEY, uri=bad, now=NOW)  # type: ignore[arg-type]

    def test_now(self) -> None:
        for bad in ("x", float("nan"), float("inf"), [], b""):
            with self.subTest(bad), self.assertRaises(JamConfigurationError):
                status_list.issue(StatusList(8), KEY, uri=URI, now=bad)  # type: ignore[arg-type]


if __name__ == "__main__":
    unittest.main()
