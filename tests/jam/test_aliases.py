"""Every public name of Jam 3.2 is at Jam's path (jam_names.json is read off the published wheel)."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import unittest
import warnings

from jamlite.jam import aliases
from tests.support import ROOT

# Modules that stand in the wheel and that nobody can import there: they call a class they were to inherit.
BROKEN_THERE = {"jwt.lists.json": ["JSONList"], "jwt.lists.redis": ["RedisList"]}


def names_of_jam() -> dict[str, list[str]]:
    """Return path inside Jam -> names."""
    with open(os.path.join(os.path.dirname(__file__), "jam_names.json"), encoding="utf-8") as stream:
        found = {path: names.split() for path, names in json.load(stream).items()}
    return {**found, **BROKEN_THERE}


class JamsPaths(unittest.TestCase):
    def test_every_name_is_there(self) -> None:
        missing, seen = [], 0
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            for path, names in names_of_jam().items():
                module = importlib.import_module(".".join(["jamlite", path]) if path else "jamlite")
                for name in names:
                    seen += 1
                    if not hasattr(module, name):
                        missing.append(f"from {module.__name__} import {name}")
        self.assertEqual(missing, [])
        self.assertGreaterEqual(seen, 288)

    def test_the_order_of_imports_does_not_matter(self) -> None:
        """`jose.jwt` is our functions and has Jam's class; no module hides a name, and no name a module."""
        probe = (
            "from jamlite.jose import jwt; from jamlite.jose.jwt import JWT\n"
            "from jamlite.jose import JWT as J\n"
            "assert callable(jwt.encode) and JWT is J is jwt.JWT\n"
            "from jamlite.jose.jws import JWS, sign; from jamlite.jose.jwe import JWE, encrypt\n"
            "from jamlite.paseto.v4 import PASETOv4, sign; from jamlite.paseto import v4\n"
            "assert v4.sign is sign\n"
            "from jamlite.utils.await_maybe import await_maybe\n"
            "from jamlite.oauth2.client import OAuth2Client, BaseOAuth2Client\n"
            "assert issubclass(OAuth2Client, BaseOAuth2Client)\n"
            "from jamlite.jose.lists import *; assert MemoryList and BaseJWTList\n"
            "from jamlite.oauth2.client import *; assert OAuth2Client and BaseOAuth2Client\n"
        )
        subprocess.run([sys.executable, "-c", probe], cwd=ROOT, check=True)

    def test_a_name_that_is_not_jams(self) -> None:
        for path in ("jose.jwt", "jose.utils", "encoders", "utils", "paseto", "oauth2.builtin.github"):
            module = importlib.import_module(f"jamlite.{path}")
            with self.assertRaises(AttributeError) as caught:
                _ = module.no_such_name
            self.assertEqual(
                str(caught.exception), f"module 'jamlite.{path}' has no attribute 'no_such_name'"
            )

    def test_each_row_of_the_table_leads_somewhere(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            for path in aliases.paths():
                for name in aliases.names_at(path):
                    self.assertIsNotNone(aliases.find(path, name), (path, name))
        self.assertIsNone(aliases.find("jose.utils", "no_such_name"))
        self.assertIsNone(aliases.find("no.such.path", "JWT"))


class Stars(unittest.TestCase):
    def test_the_names_that_jam_gives_for_a_star(self) -> None:
        """`from jam.jose import *` gives the classes; ours gives the modules of these names beside them."""
        found: dict[str, object] = {}
        exec("from jamlite.jose import *", found)
        for name in ("JWK", "JWKSet", "JWS", "JWE", "JWT", "JWKRSA", "JWKEC", "JWKOct", "create_instance"):
            self.assertTrue(callable(found[name]), name)
        from jamlite.jose import JWT, jwt

        self.assertEqual((found["JWT"], found["jwt"]), (JWT, jwt))

    def test_a_copy_without_jam_has_the_names_of_the_standards_alone(self) -> None:
        program = (
            "import sys; sys.modules['jamlite.jam'] = None\n"
            "import jamlite.jose as jose\n"
            "assert 'JWK' in jose.__all__ and 'jwt' in jose.__all__ and 'JWT' not in jose.__all__\n"
            "from jamlite.jose import *\n"
            "assert JWK and jwt.decode and 'JWT' not in dir(jose)\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=False
        )
        self.assertEqual((done.returncode, done.stderr), (0, ""))


class Encodings(unittest.TestCase):
    """Jam's small helpers for tokens answer as Jam's do, and refuse what is malformed."""

    def test_base64url(self) -> None:
        jose = importlib.import_module("jamlite.jose.utils")
        encode, decode = jose.__base64url_encode__, jose.__base64url_decode__
        self.assertEqual(encode(b"\xfb\xff\x00"), "-_8A")
        for text in ("-_8", "-_8="):
            self.assertEqual(decode(text), b"\xfb\xff")
        from jamlite.exceptions import JamEncodingError, JamPASETOInvalidSymmetricKey
        from jamlite.paseto import utils

        for text in ("-_8==", "-_8===", "+/8=", "a", "-_9", "-_8=\n"):
            with self.subTest(text=text):
                self.assertRaises(JamEncodingError, decode, text)
                self.assertRaises(JamPASETOInvalidSymmetricKey, utils.base64url_decode, text)
        self.assertEqual(utils.base64url_encode("ab"), b"YWI")
        self.assertEqual(utils.base64url_decode(b"YWI="), b"ab")

    def test_paseto(self) -> None:
        """PASETO specification, Common Implementation Details: PAE of nothing, and of one piece."""
        utils = importlib.import_module("jamlite.paseto.utils")
        self.assertEqual(utils.__pae__([]), bytes(8))
        self.assertEqual(utils.__pae__([b"test"]).hex(), "0100000000000000040000000000000074657374")
        digest = utils.__gen_hash__(b"k", b"m")
        self.assertEqual((len(digest), utils.__gen_hash__(b"k", b"m", 4)), (48, digest[:4]))
        made = utils.payload_maker(60, {"a": 1})
        self.assertEqual((made["exp"] - made["iat"], made["a"]), (60, 1))
        self.assertIsNone(utils.payload_maker(None, {})["exp"])


if __name__ == "__main__":
    unittest.main()
