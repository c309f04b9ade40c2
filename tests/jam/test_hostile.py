"""Jam's classes for JWS, JWT and JWK with arguments nobody planned for: only a JamError leaves."""

from __future__ import annotations

import unittest
import warnings
from typing import Any, Callable

from jamlite.jose import JWS, JWT, create_jws_instance, create_jwt_instance
from tests.jose.test_hostile import GOOD, KEY, Chance, escapes
from tests.tools.transcribe.jose_forge import SECRET


class JamsClasses(Chance):
    def calls(self) -> list[Callable[[], Any]]:
        v = self.value
        return [
            lambda: KEY.sign(v(), v()),
            lambda: KEY.verify(v(), v()),
            lambda: JWS(v(), v(), v()),
            lambda: JWS("HS256", SECRET).sign(v(), v()),
            lambda: JWS("HS256", SECRET).verify(v(), v()),
            lambda: JWT(v(), secret_key=v(), issuer=v(), leeway=v()),
            lambda: JWT("HS256", secret_key=SECRET).encode(v(), v(), v(), v(), v(), v(), v(), v(), now=v()),
            lambda: JWT("HS256", secret_key=SECRET, issuer=v(), audience=v(), typ=v()).decode(GOOD),
            lambda: JWT("HS256", secret_key=SECRET).decode(GOOD, typ=v(), now=v(), leeway=v()),
            lambda: create_jwt_instance(alg=v(), secret=v(), issuer=v()),
            lambda: create_jws_instance(v(), v(), v()),
        ]


class Hostile(unittest.TestCase):
    def test_only_documented_errors_leave(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.assertEqual(escapes(20260102, rounds=40, seconds=60, kind=JamsClasses), [])


if __name__ == "__main__":
    unittest.main()
