"""Lists and rotators in memory, JSON lines and SQLite; what is read from a token."""

from __future__ import annotations

import hashlib
import itertools
import os
import unittest
from typing import Any
from unittest import mock

from jamlite.encoding import base64url
from jamlite.exceptions import JamConfigurationError, JamRefreshTokenInvalid, JamStoreError
from jamlite.lists import (
    BaseJWTList,
    JSONList,
    MemoryList,
    RefreshRotator,
    SQLiteList,
    TokenList,
    build_list,
    tokens,
)
from jamlite.lists.tokens import expiry, fingerprint
from jamlite.macaroons import Macaroon, create
from jamlite.stores import JsonLinesStore, MemoryStore, SQLiteStore
from tests.lists.contract import ListContract, RotatorContract, jws
from tests.stores.file_contract import folder


class TestMemory(ListContract, unittest.TestCase):
    def make(self, **options: Any) -> TokenList:
        return MemoryList(**options)


class TestJSON(ListContract, unittest.TestCase):
    def make(self, **options: Any) -> TokenList:
        made = JSONList(json_path=os.path.join(folder(self), "list.json"), **options)
        self.addCleanup(made.close)
        return made


class TestSQLite(ListContract, unittest.TestCase):
    def make(self, **options: Any) -> TokenList:
        made = SQLiteList(sqlite_path=os.path.join(folder(self), "list.sqlite"), **options)
        self.addCleanup(made.close)
        return made


class TestRotatorMemory(RotatorContract, unittest.TestCase):
    def make(self, **options: Any) -> RefreshRotator:
        return RefreshRotator(MemoryStore(), **options)


class TestRotatorJSON(RotatorContract, unittest.TestCase):
    def make(self, **options: Any) -> RefreshRotator:
        store = JsonLinesStore(os.path.join(folder(self), "refresh.json"))
        self.addCleanup(store.close)
        return RefreshRotator(store, **options)


class TestRotatorSQLite(RotatorContract, unittest.TestCase):
    def make(self, **options: Any) -> RefreshRotator:
        store = SQLiteStore(os.path.join(folder(self), "refresh.sqlite"))
        self.addCleanup(store.close)
        return RefreshRotator(store, **options)


class Revocations(unittest.TestCase):
    def test_one_that_comes_between_is_not_taken_back(self) -> None:
        """Two log out everywhere at once: the one that found nothing must not write over the later time."""
        store = MemoryStore()
        tokens = TokenList(store, type="black")
        tokens.revoke_subject("bob", at=300)
        with mock.patch.object(MemoryStore, "get", side_effect=[None, *([store.get(store.keys()[0])] * 2)]):
            tokens.revoke_subject("bob", at=200)
        self.assertTrue(tokens.refuses("token", {"sub": "bob", "iat": 250}))

    def test_the_same_time_again_changes_nothing(self) -> None:
        store = MemoryStore()
        tokens = TokenList(store, type="black")
        tokens.revoke_subject("bob", at=300, expires=900, now=300)
        tokens.revoke_subject("bob", at=300, expires=400, now=300)
        (key,) = store.keys(now=300)
        found = store.get(key, now=300)
        self.assertEqual(found and found.expires, 900)

    def test_short_lives(self) -> None:
        tokens = TokenList(MemoryStore(), type="black", ttl=0.5)
        tokens.add("x", now=10)
        self.assertEqual((tokens.check("x", now=10.4), tokens.check("x", now=10.6)), (True, False))

    def test_entries_of_a_file_of_jam(self) -> None:
        tokens = TokenList(MemoryStore(), type="black")
        item = tokens.adopt({"token": "x"}, 10)
        assert item is not None
        tokens.store.put_many([item], now=10)
        self.assertTrue(tokens.check("x", now=10))
        for other in ({}, {"token": 5}, {"token": None}):
            self.assertIsNone(tokens.adopt(other, 10))


class TestBuild(unittest.TestCase):
    def test_refresh_tokens_of_a_configuration_have_a_prefix_of_their_own(self) -> None:
        """The names on the server: another prefix would log everybody out at an update."""
        asked: list[str] = []

        def client(prefix: str, **_: Any) -> MemoryStore:
            asked.append(prefix)
            return MemoryStore()

        RefreshRotator({"backend": "redis", "redis_uri": client})  # type: ignore[dict-item]
        build_list({"backend": "redis", "type": "black", "redis_uri": client})  # type: ignore[arg-type]
        self.assertEqual(asked, ["refresh", "jwt_list"])

    def test_bad_configurations_are_refused(self) -> None:
        for bad in (
            None,
            "memory",
            {},
            {"backend": None},
            {"backend": "mongodb"},
            {"backend": ["memory"]},
            {"backend": "memory", "type": "grey"},
            {"backend": "memory", "ttl": 0},
            {"backend": "memory", "ttl": "60"},
            {"backend": "memory", "ttl": 10**400},
            {"backend": "memory", "ttl": float("inf")},
            {"backend": "memory", "prefix": 5},
            {"backend": "memory", "json_path": "x"},
            {"backend": "json", "json_path": None},
        ):
            with self.assertRaises(JamConfigurationError):
                build_list(bad)  # type: ignore[arg-type]
        with self.assertRaises(JamConfigurationError) as caught:
            build_list({"backend": "memory", "type": "grey"})
        self.assertEqual(caught.exception.error_code, "configuration.jwt.unknown_list_type")

    def test_lists_by_configuration(self) -> None:
        place = folder(self)
        for config, kind in (
            ({"backend": "memory"}, MemoryList),
            ({"backend": "memory", "type": "white", "prefix": "p", "ttl": 5}, MemoryList),
            ({"backend": "json", "json_path": os.path.join(place, "list.json")}, JSONList),
            ({"backend": "sqlite", "sqlite_path": os.path.join(place, "list.sqlite")}, SQLiteList),
        ):
            before = dict(config)
            made = build_list(config)
            self.addCleanup(made.close)
            self.assertIs(type(made), kind)
            self.assertIsInstance(made, BaseJWTList)
            self.assertEqual(made.__list_type__, config.get("type", "black"))
            self.assertEqual(config, before)
            self.assertIs(build_list(made), made)
        self.assertEqual(build_list({"backend": "memory", "type": "deny"}).__list_type__, "black")
        self.assertEqual(build_list({"backend": "memory", "type": "allow"}).__list_type__, "white")

    def test_rotators_with_bad_lifetimes_are_refused(self) -> None:
        for name in ("ttl", "max_age", "grace"):
            for bad in (-1, True, "60", float("nan"), float("inf"), 10**400):
                with self.assertRaises(JamConfigurationError):
                    RefreshRotator(MemoryStore(), **{name: bad})  # type: ignore[arg-type]
        with self.assertRaises(JamConfigurationError):
            RefreshRotator(MemoryStore(), ttl=None)  # type: ignore[arg-type]
        for options, least in (({"ttl": 0.5}, 1), ({"max_age": 0.5}, 1), ({"max_age": None, "grace": -1}, 0)):
            with self.assertRaisesRegex(JamConfigurationError, f"{list(options)[-1]} .* at least {least}"):
                RefreshRotator(MemoryStore(), **options)  # type: ignore[arg-type]
        self.assertTrue(RefreshRotator(MemoryStore(), ttl=1, max_age=1, grace=0).issue("bob"))

    def test_the_lifetimes_of_a_rotator_that_is_told_none(self) -> None:
        """14 days unused, 90 days in all."""
        day = 86400
        rotator = RefreshRotator(MemoryStore())
        token = rotator.issue("bob", now=0)
        with self.assertRaises(JamRefreshTokenInvalid):
            rotator.rotate(token, now=14 * day)
        for days in (13.9, 27.7, 41.5, 55.3, 69.1, 82.9):
            token = rotator.issue("bob", now=0) if days == 13.9 else token
            token = rotator.rotate(token, now=days * day).token
        with self.assertRaises(JamRefreshTokenInvalid):
            rotator.rotate(token, now=90 * day)
        self.assertEqual(rotator.rotate(token, now=90 * day - 1).subject, "bob")

    def test_a_family_that_never_stays_the_same(self) -> None:
        """Each try is overtaken by another process: an error after some, and never an answer."""

        class Overtaken(MemoryStore):
            def replace(self, *given: Any, **options: Any) -> bool:
                return False

        rotator = RefreshRotator(Overtaken())
        with self.assertRaisesRegex(JamStoreError, "never stays the same"):
            rotator.rotate(rotator.issue("bob"))


class TestTypes(unittest.TestCase):
    def test_a_type_that_is_no_text(self) -> None:
        for bad in (None, 5, [], {}, ["black"], b"black", True):
            for make in (MemoryList, lambda **options: TokenList(MemoryStore(), **options)):
                with self.subTest(bad), self.assertRaisesRegex(JamConfigurationError, "black or white"):
                    make(type=bad)  # type: ignore[operator]


class TestFailClosed(unittest.TestCase):
    def test_a_store_that_fails_is_an_error_and_never_an_answer(self) -> None:
        path = os.path.join(folder(self), "list.json")
        for kind in ("black", "white"):
            tokens = JSONList(kind, json_path=path)
            tokens.add("token")
            os.unlink(path)
            for call in (
                lambda tokens=tokens: tokens.check("token"),
                lambda tokens=tokens: tokens.check_many(["token"]),
                lambda tokens=tokens: tokens.refuses("token"),
                lambda tokens=tokens: tokens.add("another"),
                lambda tokens=tokens: tokens.revoke_subject("bob"),
            ):
                with self.assertRaises(JamStoreError):
                    call()


class TestTokens(unittest.TestCase):
    def paseto(self, version: str, claims: str, signature: bytes, footer: str = "") -> str:
        body = base64url.encode(claims.encode() + signature)
        return f"{version}.public.{body}{footer}"

    def test_the_fingerprint_is_a_sha_256(self) -> None:
        for text in ("a-jti", "two.dots.here", "v4.local.AAAA", "ü"):
            expected = base64url.encode(hashlib.sha256(text.encode()).digest())
            self.assertEqual(fingerprint(text), expected)
        token = jws('{"a":1}')
        expected = base64url.encode(hashlib.sha256(token.rpartition(".")[0].encode()).digest())
        self.assertEqual(fingerprint(token), expected)

    def test_it_is_the_same_whether_the_header_was_seen_or_not(self) -> None:
        header, body, signature = jws('{"a":1}').split(".")
        pieces = ["", header, body, signature, "x", "\u00fc", "."]
        entries = {
            ".".join(some) for count in range(1, 6) for some in itertools.product(pieces, repeat=count)
        }
        entries = {entry for entry in entries if entry}
        made = []
        for seen in (False, True):
            prints = {}
            for entry in entries:
                tokens._headers.clear()
                if seen:
                    fingerprint(f"{header}.{body}.{signature}")
                prints[entry] = fingerprint(entry), expiry(entry)
            made.append(prints)
        self.assertEqual(*made)
        self.assertGreater(len(entries), 10_000)

    def test_only_a_real_header_makes_a_text_a_token(self) -> None:
        """A jti with two dots must not stand for all that begin like it."""
        for first in ("user", base64url.encode(b"{}"), base64url.encode(b'["alg"]'), base64url.encode(b"x")):
            self.assertNotEqual(fingerprint(f"{first}.1.a"), fingerprint(f"{first}.1.b"))

    def test_a_paseto_is_known_by_what_is_signed(self) -> None:
        for version, size in (("v1", 256), ("v2", 64), ("v3", 96), ("v4", 64)):
            one = self.paseto(version, '{"a":1}', b"1" * size, ".Zm9v")
            self.assertEqual(
                fingerprint(one), fingerprint(self.paseto(version, '{"a":1}', b"2" * size, ".Zm9v"))
            )
            for other in (
                self.paseto(version, '{"a":2}', b"1" * size, ".Zm9v"),
                self.paseto(version, '{"a":1}', b"1" * size, ".Zm9w"),
                self.paseto(version, '{"a":1}', b"1" * size),
            ):
                self.assertNotEqual(fingerprint(one), fingerprint(other))

    def test_the_smallest_macaroon_is_known_in_every_form(self) -> None:
        """No text that is taken for a jti at first sight, because it is too short, can be one."""
        for identifier in (b"1", b"A" * 3):
            macaroon = create(None, b"k" * 32, identifier)
            forms = [macaroon.serialize(form) for form in ("v1", "v2", "json", "json-v1")]
            self.assertEqual(len({fingerprint(form) for form in forms}), 1)
            self.assertGreaterEqual(min(map(len, forms)), tokens.MIN_MACAROON_LENGTH)
        raw = bytes(Macaroon(b"1", None, (), b"s" * 32).serialize("v2"), "ascii")
        self.assertEqual(len(base64url.decode(raw.rstrip(b"="))), tokens.MIN_MACAROON_LENGTH)
        with mock.patch.object(tokens, "_macaroon_identifier", return_value=None) as asked:
            fingerprint("A2f0b1c2-90ab-4cde-8f01-23456789abcd")
            asked.assert_not_called()
            fingerprint("A" * tokens.MIN_MACAROON_LENGTH)
            asked.assert_called_once()

    def test_expiry_of_pasetos(self) -> None:
        for exp, seconds in (
            ('"2022-01-01T00:00:00+00:00"', 1640995200.0),
            ('"2022-01-01T00:00:00Z"', 1640995200.0),
            ('"2022-01-01T02:00:00+02:00"', 1640995200.0),
            ("1640995200.5", 1640995200.5),
            ('"2022-01-01T00:00:00"', None),
            ('"soon"', None),
            ("null", None),
            ("[]", None),
        ):
            token = self.paseto("v4", f'{{"exp":{exp}}}', b"s" * 64)
            self.assertEqual(expiry(token), seconds, exp)

    def test_expiry_of_what_shows_none(self) -> None:
        for text in (
            *(
                "",
                "a",
                "a.b",
                "a.b.c",
                "....",
                "v4.public.",
                "v4.public.!",
                "v9.public.AAAA",
                "v4.local.AAAA",
            ),
            *(
                jws("not json"),
                jws('{"exp":1e400}'),
                jws('{"exp":-1}'),
                jws('{"exp":NaN}'),
                jws('{"exp":1e13}'),
            ),
            jws('{"exp":5,"exp":6}'),
        ):
            self.assertIsNone(expiry(text), text)
        self.assertEqual(expiry(jws('{"exp":5}')), 5.0)


if __name__ == "__main__":
    unittest.main()
