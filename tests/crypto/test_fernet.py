"""Fernet tokens: beyond the specification's vectors, keys, times and types."""

from __future__ import annotations

import hashlib
import hmac
import random
import unittest

from jamlite.crypto import fernet
from jamlite.encoding import base64url
from jamlite.exceptions import JamCryptoError, JamDecryptionError, JamInvalidKeyError

from . import aes_twin as twin
from .hostile import WRONG_TYPES

KEY = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4="
OTHER = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
NOW = 499162800
TOKEN = fernet.encrypt(KEY, b"hello", now=NOW, iv=bytes(range(16)))


class BadInput(unittest.TestCase):
    def test_keys(self) -> None:
        bad = [
            "",
            KEY[:-1],
            KEY + "=",
            KEY[:-4],
            KEY + "AAAA",
            KEY + "\n",
            " " + KEY,
            "=" * 44,
            "\u00e9" * 44,
        ]
        bad += [
            b"",
            KEY[:-1].encode(),
            [],
            (),
            [KEY, ""],
            {KEY: 1},
            {KEY},
            bytearray(KEY, "ascii"),
            None,
            7,
            object(),
        ]
        bad += [[None], [KEY, 7], KEY[:42] + "5=", KEY.replace("-", "+").replace("_", "/")]
        for key in bad:
            with self.subTest(key=repr(key)):
                with self.assertRaises(JamInvalidKeyError):
                    fernet.encrypt(key, b"data", now=NOW)
                with self.assertRaises(JamInvalidKeyError) as caught:
                    fernet.decrypt(key, TOKEN)
                self.assertNotIn(KEY[:8], str(caught.exception))

    def test_types(self) -> None:
        for wrong in WRONG_TYPES:
            with self.subTest(type=type(wrong).__name__):
                self.misused(fernet.encrypt, KEY, wrong, now=NOW)
                if wrong is not None:
                    self.misused(fernet.encrypt, KEY, b"data", now=NOW, iv=wrong)
                if not isinstance(wrong, str):
                    self.misused(fernet.decrypt, KEY, wrong)
                if isinstance(wrong, bool) or not isinstance(wrong, (int, float)):
                    self.misused(fernet.encrypt, KEY, b"data", now=wrong)
                    self.misused(fernet.decrypt, KEY, TOKEN, ttl=wrong or "x", now=NOW)
                    self.misused(fernet.decrypt, KEY, TOKEN, now=wrong or "x")

    def test_numbers(self) -> None:
        for number in (-1, -0.5, float("nan"), float("inf"), float("-inf"), 1 << 63, 10**400):
            with self.subTest(number=str(number)[:8]):
                self.misused(fernet.encrypt, KEY, b"data", now=number)
                self.misused(fernet.decrypt, KEY, TOKEN, ttl=number, now=NOW)
                self.misused(fernet.decrypt, KEY, TOKEN, now=number)
        for size in (0, 12, 15, 17):
            self.misused(fernet.encrypt, KEY, b"data", now=NOW, iv=bytes(size))

    def test_ttl_needs_now(self) -> None:
        self.misused(fernet.decrypt, KEY, TOKEN, ttl=60)

    def test_every_bit_of_a_token(self) -> None:
        sealed = base64url.decode(TOKEN.rstrip("="))
        for bit in range(8 * len(sealed)):
            changed = bytearray(sealed)
            changed[bit // 8] ^= 1 << bit % 8
            self.refused(fernet._text(bytes(changed)))

    def test_every_cut(self) -> None:
        for length in range(len(TOKEN)):
            self.refused(TOKEN[:length])
        for more in ("=", "A", "AAAA", "\n", " ", "\0"):
            self.refused(TOKEN + more)
            self.refused(more + TOKEN)

    def test_spelling(self) -> None:
        """Another spelling of a right token is a wrong token."""
        fine = fernet.encrypt(KEY, b"hello", now=NOW, iv=b"\xfb\xff" * 8)
        self.assertIn("-", fine)
        self.refused(fine.replace("-", "+"))
        self.refused(fine.replace("_", "/"))
        self.refused(fine[:40] + "\n" + fine[40:])
        self.refused(fine[:-3] + chr(ord(fine[-3]) + 1) + "==")

    def test_right_tag_over_wrong_content(self) -> None:
        """Whoever holds the key can still not make us trip."""
        key = base64url.decode(KEY.rstrip("="))
        for body in (
            b"",
            b"\x80",
            b"\x80" + bytes(24),
            b"\x80" + bytes(25),
            b"\x81" + bytes(40),
            b"\x80" + bytes(40),
        ):
            tag = hmac.new(key[:16], body, hashlib.sha256).digest()
            self.refused(fernet._text(body + tag))

    def misused(self, function: object, *arguments: object, **named: object) -> None:
        with self.assertRaises(JamCryptoError) as caught:
            function(*arguments, **named)  # type: ignore[operator]
        self.assertEqual(caught.exception.error_code, "crypto.invalid_input")

    def refused(self, token: str) -> None:
        with self.assertRaises(JamDecryptionError) as caught:
            fernet.decrypt(KEY, token)
        self.assertEqual(caught.exception.args, (JamDecryptionError.default_message,))


class Behaviour(unittest.TestCase):
    def test_built_by_hand(self) -> None:
        """Version || time || IV || AES-CBC || HMAC, from the twin and the standard library."""
        source = random.Random(128)
        key = base64url.decode(KEY.rstrip("="))
        for length in (0, 1, 15, 16, 17, 40):
            data, iv = source.randbytes(length), source.randbytes(16)
            count = 16 - length % 16
            padded, chained = data + bytes((count,)) * count, [iv]
            for start in range(0, len(padded), 16):
                chained.append(twin.encrypt(key[16:], twin.xor(chained[-1], padded[start : start + 16])))
            body = b"\x80" + NOW.to_bytes(8, "big") + b"".join(chained)
            sealed = body + hmac.new(key[:16], body, hashlib.sha256).digest()
            token = fernet.encrypt(KEY, data, now=NOW, iv=iv)
            self.assertEqual(base64url.decode(token.rstrip("=")), sealed)
            self.assertEqual(len(token) % 4, 0)
            self.assertEqual(fernet.decrypt(KEY, token), data)

    def test_bytes_as_well_as_text(self) -> None:
        self.assertEqual(fernet.decrypt(KEY.encode(), TOKEN.encode()), b"hello")
        self.assertEqual(fernet.decrypt((OTHER.encode(), KEY), TOKEN), b"hello")

    def test_rotation(self) -> None:
        new, old = fernet.generate_key(), KEY
        token = fernet.encrypt([new, old], b"data", now=NOW)
        self.assertEqual(fernet.decrypt(new, token), b"data")
        with self.assertRaises(JamDecryptionError):
            fernet.decrypt(old, token)
        self.assertEqual(fernet.decrypt([new, old], TOKEN), b"hello")
        with self.assertRaises(JamDecryptionError):
            fernet.decrypt([new, OTHER], TOKEN)

    def test_times(self) -> None:
        for ttl, now, fits in (
            (None, NOW, True),
            (None, NOW + 10**9, True),
            (None, NOW - 60, True),
            (None, NOW - 61, False),
            (60, NOW + 60, True),
            (60, NOW + 60.9, True),
            (60, NOW + 61, False),
            (0, NOW, True),
            (0, NOW + 1, False),
            (60, 0, False),
        ):
            with self.subTest(ttl=ttl, now=now):
                if fits:
                    self.assertEqual(fernet.decrypt(KEY, TOKEN, ttl=ttl, now=now), b"hello")
                else:
                    with self.assertRaises(JamDecryptionError):
                        fernet.decrypt(KEY, TOKEN, ttl=ttl, now=now)

    def test_fresh_randomness(self) -> None:
        self.assertNotEqual(fernet.encrypt(KEY, b"", now=NOW), fernet.encrypt(KEY, b"", now=NOW))
        keys = {fernet.generate_key() for _ in range(8)}
        self.assertEqual({len(key) for key in keys}, {44})
        self.assertEqual(len(keys), 8)


if __name__ == "__main__":
    unittest.main()
