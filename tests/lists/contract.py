"""What lists and rotators must do on every store."""

from __future__ import annotations

from typing import Any

from jamlite.encoding import base64url
from jamlite.exceptions import (
    JamEncodingError,
    JamRefreshTokenInvalid,
    JamRefreshTokenReused,
    JamStoreError,
    JamTypeError,
    JamValidationError,
)
from jamlite.lists import RefreshRotator, TokenList
from jamlite.lists.token_list import MARGIN
from jamlite.lists.tokens import MAX_TOKEN_LENGTH
from tests.stores.contract import together


def jws(payload: str, signature: bytes = b"signature") -> str:
    """Return a compact JWS; nobody here looks at its signature."""
    parts = (b'{"alg":"HS256"}', payload.encode(), signature)
    return ".".join(map(base64url.encode, parts))


class ListContract:
    """Mixed into a TestCase whose `make(type=...)` returns an empty list."""

    def make(self, **options: Any) -> TokenList:
        raise NotImplementedError

    # bad input

    def test_what_is_no_token_is_refused(self: Any) -> None:
        tokens = self.make()
        for bad in (None, 1, b"token", ["token"], {}):
            for call in (tokens.add, tokens.check, tokens.delete, tokens.refuses, tokens.revoke_subject):
                with self.assertRaises(JamTypeError):
                    call(bad)
        for bad in (None, 1, "token", b"token"):
            for call in (tokens.add_many, tokens.check_many, tokens.delete_many):
                with self.assertRaises(JamTypeError):
                    call(bad)
        for bad in ("", "\ud800", "x" * (MAX_TOKEN_LENGTH + 1)):
            with self.assertRaises(JamValidationError):
                tokens.add(bad)
        with self.assertRaises(JamTypeError):
            tokens.revoke_subject("bob", at="now")
        self.assertEqual(tokens._store.keys(), [])

    # behaviour

    def test_add_check_delete(self: Any) -> None:
        tokens = self.make()
        self.assertEqual(tokens.__list_type__, "black")
        self.assertIs(tokens.check("a"), False)
        self.assertIsNone(tokens.add("a"))
        self.assertIs(tokens.check("a"), True)
        tokens.add("a")
        self.assertIsNone(tokens.delete("a"))
        self.assertIs(tokens.check("a"), False)
        tokens.delete("a")

    def test_many(self: Any) -> None:
        tokens = self.make()
        self.assertIsNone(tokens.add_many(["a", "b", "a"]))
        self.assertEqual(tokens.check_many(["a", "c", "b"]), {"a": True, "c": False, "b": True})
        self.assertIsNone(tokens.delete_many(["a", "c"]))
        self.assertEqual(tokens.check_many(["a", "b"]), {"a": False, "b": True})
        tokens.add_many([])
        self.assertEqual(tokens.check_many([]), {})

    def test_tokens_are_not_kept_in_clear(self: Any) -> None:
        tokens = self.make()
        token = jws('{"sub":"alice"}')
        tokens.add(token)
        tokens.revoke_subject("alice@example.org")
        keys = tokens._store.keys()
        kept = [(key, tokens._store.get(key)) for key in keys]
        self.assertEqual(len(kept), 2)
        for key, record in kept:
            for word in ("alice", token[:20], token[-10:]):
                self.assertNotIn(word, key + record.value + record.owner)

    def test_an_entry_lives_as_long_as_its_token(self: Any) -> None:
        for token in (jws('{"exp":2000}'), jws('{"exp":2000.0,"a":[1,{"b":2}]}')):
            tokens = self.make(ttl=10)
            tokens.add(token, now=1000)
            self.assertTrue(tokens.check(token, now=2000 + MARGIN - 1))
            self.assertFalse(tokens.check(token, now=2000 + MARGIN))

    def test_an_entry_without_a_usable_exp_lives_as_ttl_says(self: Any) -> None:
        for token in (
            "a-jti",
            "v4.local.AAAA",
            jws("{}"),
            jws('{"exp":"2000"}'),
            jws('{"exp":true}'),
            jws("[]"),
        ):
            tokens = self.make()
            tokens.add(token, now=1000)
            self.assertTrue(tokens.check(token, now=1e11), token)
            tokens = self.make(ttl=50)
            tokens.add(token, now=1000)
            self.assertTrue(tokens.check(token, now=1049))
            self.assertFalse(tokens.check(token, now=1050))
            tokens.add(token, expires=5000, now=1000)
            self.assertTrue(tokens.check(token, now=4999))
            self.assertFalse(tokens.check(token, now=5000))

    def test_another_spelling_of_a_signature_is_the_same_token(self: Any) -> None:
        tokens = self.make()
        tokens.add(jws('{"sub":"a"}', b"r and s"))
        self.assertTrue(tokens.check(jws('{"sub":"a"}', b"r and n - s")))
        self.assertFalse(tokens.check(jws('{"sub":"b"}', b"r and s")))

    def test_a_black_list_refuses_what_stands_on_it(self: Any) -> None:
        tokens = self.make(type="black")
        tokens.add_many(["token", "the-jti"])
        self.assertTrue(tokens.refuses("token"))
        self.assertTrue(tokens.refuses("other", {"jti": "the-jti"}))
        self.assertFalse(tokens.refuses("other", {"jti": "another", "sub": "bob"}))
        self.assertFalse(tokens.refuses("other"))

    def test_a_white_list_refuses_what_does_not(self: Any) -> None:
        tokens = self.make(type="white")
        self.assertEqual(tokens.__list_type__, "white")
        tokens.add_many(["token", "the-jti"])
        self.assertFalse(tokens.refuses("token"))
        self.assertFalse(tokens.refuses("other", {"jti": "the-jti"}))
        self.assertTrue(tokens.refuses("other", {"jti": "another", "sub": "bob"}))
        self.assertTrue(tokens.refuses("other"))

    def test_log_out_everywhere(self: Any) -> None:
        for kind in ("black", "white"):
            tokens = self.make(type=kind)
            if kind == "white":
                tokens.add("token")
            self.assertFalse(tokens.refuses("token", {"sub": "bob", "iat": 100}))
            tokens.revoke_subject("bob", at=200)
            for iat, refused in ((100, True), (199.9, True), (200, True), (200.1, False), (300, False)):
                self.assertIs(tokens.refuses("token", {"sub": "bob", "iat": iat}), refused)
            for iat in (None, "300", True, [300], float("nan")):  # nobody knows how old it is
                self.assertTrue(tokens.refuses("token", {"sub": "bob", "iat": iat}))
            self.assertTrue(tokens.refuses("token", {"sub": "bob"}))
            self.assertFalse(tokens.refuses("token", {"sub": "bo", "iat": 100}))
            tokens.revoke_subject("bob", at=150)  # an earlier time takes nothing back
            self.assertTrue(tokens.refuses("token", {"sub": "bob", "iat": 200}))
            tokens.revoke_subject("bob", at=250)
            self.assertTrue(tokens.refuses("token", {"sub": "bob", "iat": 250}))
            tokens.restore_subject("bob")
            self.assertFalse(tokens.refuses("token", {"sub": "bob", "iat": 100}))
            tokens.revoke_subject("bob", now=500, expires=600)
            self.assertTrue(tokens.refuses("token", {"sub": "bob", "iat": 500}, now=599))
            self.assertFalse(tokens.refuses("token", {"sub": "bob", "iat": 500}, now=600))

    def test_a_subject_that_is_no_text_was_never_revoked(self: Any) -> None:
        tokens = self.make(type="black")
        for subject in (5, "", None, ["bob"], True):
            self.assertFalse(tokens.refuses("token", {"sub": subject, "iat": 1}))

    def test_the_time_of_a_revocation_is_named(self: Any) -> None:
        with self.assertRaisesRegex(JamTypeError, "at must be a number"):
            self.make(type="black").revoke_subject("bob", at="now")

    def test_lists_with_different_prefixes_share_a_store_and_do_not_meet(self: Any) -> None:
        one = self.make(prefix="one")
        two = TokenList(one._store, prefix="two")
        one.add("token")
        one.revoke_subject("bob")
        self.assertFalse(two.check("token"))
        self.assertFalse(two.refuses("token", {"sub": "bob", "iat": 1}))


class RotatorContract:
    """Mixed into a TestCase whose `make` returns a rotator on an empty store."""

    def make(self, **options: Any) -> RefreshRotator:
        raise NotImplementedError

    def test_what_is_no_token_is_refused(self: Any) -> None:
        rotator = self.make()
        token = rotator.issue("bob")
        strangers = [token[:-1], token + "A", token[:22] + "." + "A" * 42, "A" * 22 + token[22:], token + "="]
        no_family = [bad * 22 + token[22:] for bad in ("\ud800", "!", "\x00")]
        for bad in (
            None,
            1,
            b"token",
            [],
            "",
            ".",
            "x" * 66,
            "." * 66,
            "\ud800" * 66,
            *strangers,
            *no_family,
        ):
            with self.assertRaises(JamRefreshTokenInvalid) as caught:
                rotator.rotate(bad)
            self.assertNotIsInstance(caught.exception, JamRefreshTokenReused)
            rotator.revoke(bad)
        self.assertEqual(rotator.rotate(token).subject, "bob")
        for bad in (None, 1, b"bob"):
            with self.assertRaises(JamTypeError):
                rotator.issue(bad)
        for bad in (object(), {1, 2}, float("nan"), "\ud800", [10**400]):
            with self.assertRaises(JamEncodingError):
                rotator.issue("bob", bad)

    def test_each_token_is_exchanged_once_for_its_successor(self: Any) -> None:
        rotator = self.make()
        token = rotator.issue("bob", {"roles": ["a"]}, now=1000)
        seen = {token}
        for step in range(5):
            result = rotator.rotate(token, now=1100 + 100 * step)
            self.assertEqual((result.subject, result.data), ("bob", {"roles": ["a"]}))
            self.assertNotIn(result.token, seen)
            self.assertNotIn(result.token, repr(result))
            token = result.token
            seen.add(token)

    def test_a_token_that_comes_back_ends_its_family(self: Any) -> None:
        rotator = self.make(grace=10)
        first = rotator.issue("bob", now=1000)
        other_login = rotator.issue("bob", now=1000)
        second = rotator.rotate(first, now=1100).token
        with self.assertRaises(JamRefreshTokenReused) as caught:
            rotator.rotate(first, now=1111)
        self.assertEqual(caught.exception.details, {"subject": "bob"})
        self.assertNotIn(first, str(caught.exception))
        for token in (first, second):
            with self.assertRaises(JamRefreshTokenInvalid):
                rotator.rotate(token, now=1111)
        self.assertEqual(rotator.rotate(other_login, now=1111).subject, "bob")

    def test_a_token_two_generations_old_is_refused_within_the_grace_window_too(self: Any) -> None:
        rotator = self.make(grace=1000)
        first = rotator.issue("bob", now=1000)
        second = rotator.rotate(first, now=1001).token
        rotator.rotate(second, now=1002)
        with self.assertRaises(JamRefreshTokenReused):
            rotator.rotate(first, now=1003)

    def test_concurrent_refreshes_get_the_same_successor(self: Any) -> None:
        rotator = self.make(grace=60)
        token = rotator.issue("bob")
        found = {result.token for result in together(6, lambda _: rotator.rotate(token))}
        self.assertEqual(len(found), 1)
        self.assertEqual(rotator.rotate(found.pop()).subject, "bob")

    def test_without_grace_only_one_of_them_does(self: Any) -> None:
        rotator = self.make(grace=0)
        token = rotator.issue("bob", now=1000)
        rotator.rotate(token, now=1000)
        with self.assertRaises(JamRefreshTokenReused):
            rotator.rotate(token, now=1000.001)
        token = rotator.issue("bob", now=1000)
        rotator.rotate(token, now=1000)
        with self.assertRaises(JamRefreshTokenReused):  # not in the same instant either
            rotator.rotate(token, now=1000)

    def test_the_grace_window_has_two_ends(self: Any) -> None:
        for now, good in ((990.1, True), (1009.9, True), (990, False), (1010, False), (-2600, False)):
            rotator = self.make(grace=10, ttl=10_000)
            token = rotator.issue("bob", now=1000)
            following = rotator.rotate(token, now=1000).token
            if good:
                self.assertEqual(rotator.rotate(token, now=now).token, following)
                self.assertEqual(rotator.rotate(following, now=now).subject, "bob")
                continue
            with self.assertRaises(JamRefreshTokenReused):  # for example by a clock that is an hour behind
                rotator.rotate(token, now=now)
            with self.assertRaises(JamRefreshTokenInvalid):
                rotator.rotate(following, now=1001)

    def test_records_of_others_are_a_clean_error(self: Any) -> None:
        rotator = self.make()
        token = rotator.issue("bob")
        store, key = rotator._store, f"refresh:{token[:22]}"
        good = store.get(key).value
        for bad in (
            "",
            "{}",
            "[]",
            "5",
            good.replace("salt", "sal"),
            good.replace('"at":', '"at":null,"a":'),
            good.replace('"end":', '"end":"x","e":'),
        ):
            store.put(key, bad)
            with self.assertRaises(JamStoreError) as caught:
                rotator.rotate(token)
            self.assertEqual(caught.exception.error_code, "store.corrupt")

    def test_lifetimes(self: Any) -> None:
        rotator = self.make(ttl=100, max_age=250)
        token = rotator.issue("bob", now=1000)
        with self.assertRaises(JamRefreshTokenInvalid):
            rotator.rotate(token, now=1100)
        token = rotator.issue("bob", now=1000)
        for now in (1090, 1180):
            token = rotator.rotate(token, now=now).token
        with self.assertRaises(JamRefreshTokenInvalid):  # 1280 by ttl, but 1250 by max_age
            rotator.rotate(token, now=1250)
        rotator = self.make(ttl=100, max_age=None)
        token = rotator.issue("bob", now=1000)
        for now in range(1090, 3000, 90):
            token = rotator.rotate(token, now=now).token

    def test_logout_here_and_everywhere(self: Any) -> None:
        rotator = self.make()
        one, two, other = rotator.issue("bob"), rotator.issue("bob"), rotator.issue("bobby")
        rotator.revoke(one)
        with self.assertRaises(JamRefreshTokenInvalid):
            rotator.rotate(one)
        two = rotator.rotate(two).token
        self.assertEqual(rotator.revoke_subject("bob"), 1)
        with self.assertRaises(JamRefreshTokenInvalid):
            rotator.rotate(two)
        self.assertEqual(rotator.rotate(other).subject, "bobby")

    def test_the_store_holds_nothing_that_could_be_used_as_a_token(self: Any) -> None:
        rotator = self.make()
        token = rotator.issue("bob")
        following = rotator.rotate(token).token
        keys = rotator._store.keys()
        kept = [rotator._store.get(key) for key in keys]
        for secret in (token[23:], following[23:]):
            self.assertNotIn(secret, str([record.value for record in kept]))
