"""The small tools: basic authentication, key makers, scrambler, versions, awaiting."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import unittest

from jamlite import utils
from jamlite.exceptions import JamCryptoError, JamDecryptionError, JamTypeError, JamValidationError
from jamlite.utils import basic_auth_decode, basic_auth_encode, xor_my_data
from jamlite.utils.await_maybe import await_maybe
from jamlite.utils.version_check import __is_compatible__ as is_compatible
from jamlite.utils.xchacha20poly1305 import xchacha20poly1305_decrypt, xchacha20poly1305_encrypt
from tests.support import ROOT


class BasicAuth(unittest.TestCase):
    def test_refused(self) -> None:
        for bad in (None, 1, b"dTpw", ["dTpw"]):
            with self.assertRaises(JamTypeError):
                basic_auth_decode(bad)
        for text in (
            "",
            "abc",
            "YWJj",
            "####",
            "dTpw\n",
            " dTpw",
            "dT pw",
            "dTpwOnF=",
            "dTpwOnE==",
            "dTpw====",
            "dTp-",
            "dTp_",
            "dTp~",
            "/zo=",
            "Bearer dTpw",
            "Basic",
            "\udc80dTpw",
            "A" * 2_000_000,
        ):
            with self.subTest(text=text[:20]), self.assertRaises(ValueError):
                basic_auth_decode(text)
        with self.assertRaises(JamValidationError):
            basic_auth_encode("a:b", "c")
        with self.assertRaises(JamValidationError):
            basic_auth_encode("a", "\ud800")
        with self.assertRaises(JamTypeError):
            basic_auth_encode("a", None)

    def test_read_and_written(self) -> None:
        self.assertEqual(basic_auth_encode("Aladdin", "open sesame"), "QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
        for login, password in (("", ""), ("u", "p:q:"), ("\u00fc", "\u00df?>~"), ("a", "\u20ac")):
            self.assertEqual(basic_auth_decode(basic_auth_encode(login, password)), (login, password))
        for text in ("dTpwOnE=", "dTpwOnE", "Basic dTpwOnE=", "basic dTpwOnE="):
            self.assertEqual(basic_auth_decode(text), ("u", "p:q"))


class Makers(unittest.TestCase):
    def test_shapes(self) -> None:
        self.assertRegex(utils.generate_aes_key(), rb"^[A-Za-z0-9_-]{43}=$")
        self.assertRegex(utils.generate_symmetric_key(), r"^[A-Za-z0-9_-]{43}$")
        self.assertEqual(len(utils.generate_symmetric_key(5)), 7)
        for bits, length in ((40, 8), (41, 10), (128, 26), (129, 28), (160, 32)):
            self.assertRegex(utils.generate_otp_key(bits), f"^[A-Z2-7]{{{length}}}$")
        self.assertNotEqual(utils.generate_otp_key(), utils.generate_otp_key())

    def test_refused(self) -> None:
        for bits in (39, 0, -1, 4097, True, None, "128", 1e9):
            with self.assertRaises(ValueError):
                utils.generate_otp_key(bits)
        for size in (0, -1, None, True, 1 << 40):
            with self.assertRaises(ValueError):
                utils.generate_symmetric_key(size)
        with self.assertRaises(JamTypeError):
            utils.otp_key_from_string(b"x")
        with self.assertRaises(JamValidationError):
            utils.otp_key_from_string("\ud800")

    def test_from_string(self) -> None:
        key = utils.otp_key_from_string("some.email@mail.com")
        self.assertEqual(key, "O54O6YRKTH3IPNEBIUMKMK3FZ35OF6Q5")


class Others(unittest.TestCase):
    def test_xor(self) -> None:
        self.assertEqual(xor_my_data("h\u00e9llo w\u00f6rld", "k\u00e9y"), "0300001507ac890ea875db150f")
        self.assertEqual(xor_my_data("", "k"), "")
        for data, key in (("abc", ""), ("\ud800", "k")):
            with self.assertRaises(JamValidationError):
                xor_my_data(data, key)
        with self.assertRaises(JamTypeError):
            xor_my_data(b"abc", "k")

    def test_xchacha(self) -> None:
        key, nonce = bytes(32), bytes(24)
        sealed = xchacha20poly1305_encrypt(key, nonce, b"text", b"aad")
        self.assertEqual(xchacha20poly1305_decrypt(key, nonce, sealed, b"aad"), b"text")
        for wrong in (b"", sealed[:15], sealed[:-1], sealed + b"\0"):
            with self.assertRaises(JamDecryptionError):
                xchacha20poly1305_decrypt(key, nonce, wrong, b"aad")
        with self.assertRaises(ValueError):
            xchacha20poly1305_encrypt(key, bytes(12), b"", b"")
        with self.assertRaises(JamCryptoError):
            xchacha20poly1305_decrypt(key, nonce, "text", b"")

    def test_versions(self) -> None:
        for current, required, answer in (
            ("3.2.0", "3.2.0", True),
            ("3.10.0", "3.9.9", True),
            ("3.1.9", "3.2.0", False),
            ("4.0.0", "3.2.0", False),
            ("3", "3.0.0", True),
            ("3.2.0rc1", "3.2", True),
        ):
            self.assertIs(is_compatible(current, required), answer, (current, required))
        for bad in ("", "x", None, 3, ".1", "9" * 5000):
            with self.assertRaises(JamValidationError):
                is_compatible(bad, "3.2.0")

    def test_await_maybe(self) -> None:
        async def later() -> int:
            return 2

        async def both() -> list[int]:
            return [await await_maybe(1), await await_maybe(later())]

        self.assertEqual(asyncio.run(both()), [1, 2])

    def test_names_are_loaded_late(self) -> None:
        probe = (
            "import sys, jamlite.utils as u; had = [m for m in sys.modules if 'jamlite.utils.' in m];"
            "assert not had, had; assert all(callable(getattr(u, name)) for name in u.__all__)"
        )
        subprocess.run([sys.executable, "-c", probe], cwd=ROOT, check=True)
        with self.assertRaises(AttributeError):
            utils.nothing_of_this_name  # noqa: B018


if __name__ == "__main__":
    unittest.main()
