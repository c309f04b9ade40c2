"""The names of cryptography.fernet: the specification's tokens, and its errors."""

from __future__ import annotations

import unittest

from jamlite.compat.fernet import Fernet, InvalidToken, MultiFernet
from jamlite.exceptions import JamError

# https://github.com/fernet/spec: verify.json
KEY = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4="
TOKEN = "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA=="
TIME = 499162800


class FernetTest(unittest.TestCase):
    def test_token_of_the_specification(self) -> None:
        fernet = Fernet(KEY)
        for token in (TOKEN, TOKEN.encode()):
            self.assertEqual(fernet.decrypt(token), b"hello")
            self.assertEqual(fernet.decrypt_at_time(token, 60, TIME + 60), b"hello")
            self.assertEqual(fernet.extract_timestamp(token), TIME)
        for ttl, now in ((60, TIME + 61), (60, TIME - 61)):
            with self.assertRaises(InvalidToken):
                fernet.decrypt_at_time(TOKEN, ttl, now)
        with self.assertRaises(InvalidToken):
            fernet.decrypt(TOKEN, ttl=60)

    def test_bad_tokens(self) -> None:
        fernet = Fernet(KEY)
        for token in ("", "x", b"\xff", "é", TOKEN[:-4], "A" + TOKEN[1:], TOKEN + "=", TOKEN[:-3] + "B=="):
            for call in (fernet.decrypt, fernet.extract_timestamp, MultiFernet([fernet]).rotate):
                with self.subTest(token=token), self.assertRaises(InvalidToken) as caught:
                    call(token)
                self.assertIsInstance(caught.exception, JamError)
        for other in (None, 5, [TOKEN]):
            with self.assertRaises(TypeError):
                fernet.decrypt(other)  # type: ignore[arg-type]

    def test_what_programs_call_by_a_private_name(self) -> None:
        fernet = Fernet(KEY)
        self.assertEqual(fernet._encrypt_from_parts(b"hello", TIME, bytes(range(16))).decode(), TOKEN)
        self.assertEqual(Fernet._get_unverified_token_data(TOKEN)[0], TIME)
        for token in ("", "x", "nonsense", b"gAAA", TOKEN[4:]):
            with self.assertRaises(InvalidToken):
                Fernet._get_unverified_token_data(token)

    def test_bad_arguments(self) -> None:
        for key in ("", "x", KEY[:-1], KEY + "A", "é" * 44, None):
            with self.subTest(key=key), self.assertRaises(ValueError):
                Fernet(key)  # type: ignore[arg-type]
        with self.assertRaises(ValueError):
            MultiFernet([])
        with self.assertRaises(ValueError):
            Fernet(KEY).decrypt_at_time(TOKEN, None, 1)  # type: ignore[arg-type]
        with self.assertRaises(TypeError):
            Fernet(KEY).encrypt("x")  # type: ignore[arg-type]

    def test_several_keys(self) -> None:
        new, old = Fernet(Fernet.generate_key()), Fernet(KEY)
        both = MultiFernet([new, old])
        self.assertEqual(both.decrypt(TOKEN), b"hello")
        rotated = both.rotate(TOKEN)
        self.assertEqual((new.decrypt(rotated), new.extract_timestamp(rotated)), (b"hello", TIME))
        with self.assertRaises(InvalidToken):
            old.decrypt(rotated)
        self.assertEqual(new.decrypt(both.encrypt(b"x")), b"x")


if __name__ == "__main__":
    unittest.main()
